"""The libraries exactly as they were tested: the files that pin them with hashes, and a folder of wheels.

``requirements.lock`` holds what an office installs (the libraries and what builds the project),
``requirements-dev.lock`` what the tests need besides. Every file of a pinned version that one of the platforms
would take is listed, so that the same two files serve Windows, Linux and macOS.
"""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK, DEV_LOCK = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
#: What builds the project: pip fetches it by itself only where it may fetch anything.
BUILD = ["hatchling", "editables"]
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
#: A platform by the name of its newest wheels, with the older names that it takes too.
PLATFORMS = {
    "win_amd64": ["win_amd64"],
    "manylinux_x86_64": [f"manylinux_2_{minor}_x86_64" for minor in (28, 17, 12, 5)] + ["manylinux2014_x86_64"],
    "manylinux_aarch64": [f"manylinux_2_{minor}_aarch64" for minor in (28, 17)] + ["manylinux2014_aarch64"],
    "macosx_arm64": ["macosx_14_0_arm64"],
    "macosx_x86_64": ["macosx_14_0_x86_64"],
}
WINDOWS = re.compile(r"""(?:sys_platform|platform_system)\s*==\s*["'](?:win32|Windows)["']""")


def write_locks(python: Path) -> int:
    """Resolves the project's libraries anew and writes both files."""
    office, everything = (_resolved(python, [what, *BUILD]) for what in (".", ".[dev]"))
    hashes = _hashes(python, everything)
    for path, names, head in (
        (LOCK, [name for name in everything if name in office], []),
        (DEV_LOCK, [name for name in everything if name not in office], [f"-r {LOCK.name}"]),
    ):
        lines = ["# 由 python scripts/dev.py lock 写成，请勿手改", *head]
        for name in sorted(names):
            version, marker = everything[name]
            lines.append(" \\\n    ".join([f"{name}=={version}{marker}", *sorted(hashes[name])]))
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def wheelhouse(python: Path, arguments: list[str]) -> int:
    """Makes a folder from which the project is installed without a network: [FOLDER] [PLATFORM PYTHON]."""
    folder = Path(arguments[0] if arguments else ROOT / "wheelhouse").resolve()
    target = [*_only(arguments[1], arguments[2])] if len(arguments) > 2 else ["--only-binary=:all:"]
    folder.mkdir(parents=True)
    pins = re.sub(r" ; .*?(?= \\$)", "", LOCK.read_text(encoding="utf-8"), flags=re.M)  # markers speak of this machine
    own = folder / LOCK.name
    own.write_text(pins, encoding="utf-8")
    _pip(python, "download", "--no-deps", "--require-hashes", "-r", own, "--dest", folder, *target)
    _pip(python, "wheel", "--no-deps", "--wheel-dir", folder, ROOT)
    (wheel,) = folder.glob("yzcomp-*.whl")
    version, digest = wheel.name.split("-")[1], hashlib.sha256(wheel.read_bytes()).hexdigest()
    own.write_text(f"{pins}yzcomp=={version} \\\n    --hash=sha256:{digest}\n", encoding="utf-8")
    print(f"已写入 {folder}。在没有网络的电脑上（同样的系统和 Python）：")
    print(f"python -m pip install --no-index --find-links {folder.name} --require-hashes -r {folder.name}/{LOCK.name}")
    return 0


def install_locked(python: Path) -> None:
    """Installs the project for its developers with nothing but what is pinned."""
    _pip(python, "install", "--require-hashes", "-r", DEV_LOCK)
    _pip(python, "install", "--no-deps", "--no-build-isolation", "--editable", ROOT)


def _resolved(python: Path, what: list[str]) -> dict[str, tuple[str, str]]:
    """The version of each library, and the marker of those that only Windows needs."""
    found = _report(python, *what)
    windows = {
        re.split(r"[^\w.-]", needed)[0].lower()
        for each in found
        for needed in each["metadata"].get("requires_dist", [])
        if WINDOWS.search(needed) and "extra" not in needed
    }
    pins = {_name(each): (each["metadata"]["version"], "") for each in found if _name(each) != "yzcomp"}
    for each in _report(python, *windows) if windows else []:
        pins.setdefault(_name(each), (each["metadata"]["version"], ' ; sys_platform == "win32"'))
    return pins


def _hashes(python: Path, pins: dict[str, tuple[str, str]]) -> dict[str, set[str]]:
    """Of every file that one of the platforms would take."""
    hashes: dict[str, set[str]] = {name: set() for name in pins}
    wanted = [f"{name}=={version}" for name, (version, _) in pins.items()]
    with tempfile.TemporaryDirectory() as target:
        for platform in PLATFORMS:
            for version in PYTHONS:
                options = ["--no-deps", "--target", target, *_only(platform, version)]
                for each in _report(python, *options, *wanted):
                    hashes[_name(each)].add(
                        f"--hash=sha256:{each['download_info']['archive_info']['hashes']['sha256']}"
                    )
    return hashes


def _only(platform: str, version: str) -> list[str]:
    """pip's options for another machine than this one."""
    platforms = [f"--platform={each}" for each in PLATFORMS.get(platform, [platform])]
    return ["--only-binary=:all:", "--python-version", version, *platforms]


def _report(python: Path, *arguments: str) -> list[dict]:
    """What pip would install."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        _pip(python, "install", "--dry-run", "--ignore-installed", "--report", path, *arguments)
        return json.loads(path.read_text(encoding="utf-8"))["install"]


def _name(each: dict) -> str:
    return re.sub(r"[-_.]+", "-", each["metadata"]["name"]).lower()


def _pip(python: Path, command: str, *arguments: object) -> None:
    options = ["--quiet", "--disable-pip-version-check", *map(str, arguments)]
    done = subprocess.run([str(python), "-m", "pip", command, *options], cwd=ROOT)
    if done.returncode:
        sys.exit("pip 没有完成，请检查网络和上面的信息。")
