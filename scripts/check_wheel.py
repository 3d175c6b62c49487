"""Builds a wheel, installs it into a fresh environment elsewhere and runs it there: ``python scripts/check_wheel.py``.

Needs the network (the build backend and the libraries are fetched), so it is no part of the tests. It shows that what
is installed finds its rules without the checkout.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = "Scripts" if os.name == "nt" else "bin"


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        wheel = built(place / "wheel")
        venv.create(place / "venv", with_pip=True)
        programs = place / "venv" / PROGRAMS
        pip(programs / "python", "install", wheel)
        example = place / "household.yaml"
        example.write_bytes((ROOT / "examples" / "site.yaml").read_bytes())
        for command in (["--version"], ["rules", "check", "xianggui-2018"], ["calc", example.name]):
            done = subprocess.run([programs / "yzcomp", *command], cwd=place)
            if done.returncode != (command[0] == "calc"):  # without standards an item is pending: 1
                print(f"yzcomp {' '.join(command)}: exit code {done.returncode}", file=sys.stderr)
                return 1
    print(f"{wheel.name} works on its own.")
    return 0


def built(folder: Path) -> Path:
    """The wheel of the project as it stands."""
    pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", folder, ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def pip(python: object, *arguments: object) -> None:
    """pip of an environment; an error of its own ends the script."""
    options = ["--quiet", "--disable-pip-version-check"]
    subprocess.run([str(python), "-m", "pip", *map(str, arguments), *options], check=True)


if __name__ == "__main__":
    sys.exit(main())
