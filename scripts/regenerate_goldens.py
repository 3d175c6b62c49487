"""Writes the golden outputs of tests/golden anew, digests masked. Read the difference line by line before a commit."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"
EXAMPLES = sorted(
    path for path in (ROOT / "examples").iterdir() if path.suffix in (".yaml", ".json") and path.stem != "standards"
)
SHOWN = (
    "moving_allowance",
    "transition_allowance",
    "monetary_resettlement",
    "dispersed_relocation_subsidy",
    "land_compensation",
    "temporary_land_use",
)


def commands() -> dict[str, list[str]]:
    """Each golden file and the command that prints it."""
    found: dict[str, list[str]] = {}
    for path in EXAMPLES:
        calc = ["calc", f"examples/{path.name}", "--standards", "examples/standards.yaml"]
        found[f"{path.stem}.txt"] = calc
        found[f"{path.stem}.json"] = [*calc, "--format", "json"]
    found["dispersed-80.txt"] = ["calc", "examples/dispersed.yaml", "--standards", "examples/standards.yaml"]
    found["without-standards.txt"] = ["calc", "examples/dispersed.yaml"]
    found["rules-list.txt"] = ["rules", "list"]
    found["rules-clauses.txt"] = ["rules", "clauses"]
    for item in SHOWN:
        found[f"rules-show-{item}.txt"] = ["rules", "show", item]
    return found


def width(name: str) -> int:
    """The screen width that a golden file's name tells: 100 unless it says 80."""
    return 80 if "-80." in name else 100


def masked(text: str) -> str:
    """An output without the digests of rules and standards: a comment changes them, and nothing that matters."""
    return re.sub(r"sha256:[0-9a-f]{64}", "sha256:…", text)


def output(name: str, command: list[str]) -> str:
    """What a command prints."""
    done = subprocess.run(
        [sys.executable, "-m", "yzcomp", *command],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": str(width(name))},
    )
    return masked(done.stdout.decode("utf-8").replace("\r\n", "\n"))


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    for name, command in commands().items():
        (GOLDEN / name).write_text(output(name, command), encoding="utf-8", newline="\n")
        print(name)
    sys.path.insert(0, str(ROOT))
    from tests.documents import golden

    golden.write()


if __name__ == "__main__":
    main()
