"""Sets up and runs the project with nothing but Python 3.11, pip and venv.

    python scripts/dev.py demo           the main job on examples/
    python scripts/dev.py test [...]     the tests (arguments go to pytest)
    python scripts/dev.py check          format, lint, types, then the tests
    python scripts/dev.py lock           the libraries' newest versions into requirements.lock, with hashes
    python scripts/dev.py wheelhouse [DIR [win_amd64 3.12]]  a folder of wheels, for this machine or another

``--venv DIR`` before the command uses that virtual environment instead of ``.venv``; ``--locked`` after it installs
exactly what is in requirements.lock and requirements-dev.lock.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

import pinned

ROOT = Path(__file__).resolve().parent.parent
DEMO = ["calc", "examples/dispersed.yaml", "--standards", "examples/standards.yaml"]
TESTS = ["-m", "pytest", "-n", "auto"]


def main(arguments: list[str]) -> int:
    place = ROOT / ".venv"
    if arguments[:1] == ["--venv"] and len(arguments) > 1:
        place, arguments = Path(arguments[1]).resolve(), arguments[2:]
    locked = arguments[:1] == ["--locked"]
    arguments = arguments[locked:]
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command == "demo":
        return run(prepared(place, ".") / name("yzcomp"), *DEMO)
    if command == "test":
        return run(prepared(place, ".[dev]", locked) / name("python"), *TESTS, *rest)
    if command == "check":
        return check(prepared(place, ".[dev]", locked), rest)
    if command == "lock":
        return pinned.write_locks(prepared(place, ".") / name("python"))
    if command == "wheelhouse":
        return pinned.wheelhouse(prepared(place, ".") / name("python"), rest)
    print(__doc__)
    return 2


def check(programs: Path, rest: list[str]) -> int:
    """Each check in turn; the first that fails ends it."""
    steps = (
        (programs / name("ruff"), "check", "."),
        (programs / name("ruff"), "format", "--check", "."),
        (programs / name("mypy"),),
        (programs / name("python"), *TESTS, *rest),
    )
    return next((code for code in (run(*step) for step in steps) if code), 0)


def prepared(place: Path, what: str, locked: bool = False) -> Path:
    """The folder of programs of a virtual environment in which the project is installed as it stands."""
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    mark = place / "installed.txt"
    wanted = f"{what} {hashlib.sha256((ROOT / 'pyproject.toml').read_bytes()).hexdigest()}"
    installed = mark.read_text() if mark.exists() else ""
    if installed != wanted and not (what == "." and installed == wanted.replace(". ", ".[dev] ", 1)):
        print("正在准备运行环境（只在第一次）……", file=sys.stderr, flush=True)
        venv.create(place, with_pip=True, clear=mark.exists())
        if locked:
            pinned.install_locked(programs / name("python"))
            mark.write_text(wanted)
            return programs
        install = [programs / name("python"), "-m", "pip", "install", "--quiet", "--editable", what]
        done = subprocess.run([*map(str, install), "--disable-pip-version-check"], cwd=ROOT)
        if done.returncode:
            sys.exit("安装失败，请检查网络和上面的信息。")
        mark.write_text(wanted)
    return programs


def name(program: str) -> str:
    return f"{program}.exe" if os.name == "nt" else program


def run(*command: object) -> int:
    """Runs a program in the project's folder and passes its exit code on."""
    sys.stdout.flush()
    return subprocess.run([str(part) for part in command], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
