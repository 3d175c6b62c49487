"""Draws the README's pictures from examples/, as PDF (``yzcomp[pdf]``) and then with ``pdftoppm`` of poppler."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
STANDARDS = ("--standards", "examples/standards.yaml")


def main() -> int:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        yzcomp("calc", "examples/dispersed.yaml", *STANDARDS, "-o", place / "statement.pdf")
        yzcomp("batch", "examples/village/village-tables.xlsx", *STANDARDS, "-o", place / "out")
        inputs = (place / "out", "examples/village/village-tables.xlsx", *STANDARDS)
        yzcomp("docs", *inputs, "--kind", "notice", "-o", place / "notice.pdf")
        draw(place / "statement.pdf", 64)
        draw(place / "notice.pdf", 80, "-H", "400")
    return 0


def yzcomp(*arguments: object) -> None:
    """Runs a command; what needs a person (1) is part of the examples."""
    done = subprocess.run([sys.executable, "-m", "yzcomp", *map(str, arguments)], cwd=ROOT, stdout=subprocess.DEVNULL)
    if done.returncode > 1:
        sys.exit(done.returncode)


def draw(path: Path, resolution: int, *crop: str) -> None:
    """The first page as a small PNG."""
    options = ("-png", "-gray", "-singlefile", "-r", str(resolution), *crop)
    subprocess.run(["pdftoppm", *options, path, PICTURES / path.stem], check=True, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
