"""Writes anew the pages of examples/bad and examples/review: every example with what the program says of it."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BAD, REVIEW = ROOT / "examples" / "bad", ROOT / "examples" / "review"
STANDARDS = ("--standards", "examples/standards.yaml")


def files(folder: Path = BAD) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".json"))


def run(path: Path, *options: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "yzcomp", "calc", str(path.relative_to(ROOT)), *options]
    return subprocess.run(command, capture_output=True, cwd=ROOT)


def messages(path: Path) -> str:
    """What ``yzcomp calc`` says of a bad file."""
    return run(path).stderr.decode("utf-8").replace("\r\n", "\n")


def needed(path: Path) -> str:
    """What of a household needs a person: its questions, and what is pending, each with its reason."""
    statement = json.loads(run(path, *STANDARDS, "--format", "json").stdout)
    lines = [f"须核对（{q['article']}，{q['id']}）：{q['text']}" for q in statement["questions"]]
    pending = [line for line in statement["items"] if line["status"] == "pending"]
    return "".join(f"{line}\n" for line in [*lines, *(f"待定：{p['name']}：{p['note']}" for p in pending)])


def page() -> str:
    """The page of the bad examples."""
    parts = [
        "# 常见的错误和程序的答复\n\n每个文件一种错误；`yzcomp calc examples/bad/文件` 会这样答复，退出码都是 2。\n"
    ]
    parts += [f"\n## {path.name}\n\n```\n{messages(path)}```\n" for path in files()]
    return "".join(parts)


def review_page() -> str:
    """The page of the examples that are computed and need a person."""
    parts = ["# 须核对和待定\n\n每个文件一户，照算，另有要由人看的；"]
    parts += ["`yzcomp calc examples/review/文件 --standards examples/standards.yaml` 会这样说，退出码都是 1。\n"]
    parts += [f"\n## {path.name}\n\n```\n{needed(path)}```\n" for path in files(REVIEW)]
    return "".join(parts)


if __name__ == "__main__":
    (BAD / "messages.md").write_text(page(), encoding="utf-8", newline="\n")
    (REVIEW / "questions.md").write_text(review_page(), encoding="utf-8", newline="\n")
