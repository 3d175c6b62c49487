"""Writes examples/bad/messages.md anew: every bad example with the messages that it gives."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BAD = ROOT / "examples" / "bad"


def files() -> list[Path]:
    return sorted(path for path in BAD.iterdir() if path.suffix in (".yaml", ".json"))


def messages(path: Path) -> str:
    """What ``yzcomp calc`` says of a file."""
    command = [sys.executable, "-m", "yzcomp", "calc", f"examples/bad/{path.name}"]
    return subprocess.run(command, capture_output=True, cwd=ROOT).stderr.decode("utf-8").replace("\r\n", "\n")


def page() -> str:
    """The whole page."""
    parts = [
        "# 常见的错误和程序的答复\n\n每个文件一种错误；`yzcomp calc examples/bad/文件` 会这样答复，退出码都是 2。\n"
    ]
    parts += [f"\n## {path.name}\n\n```\n{messages(path)}```\n" for path in files()]
    return "".join(parts)


if __name__ == "__main__":
    (BAD / "messages.md").write_text(page(), encoding="utf-8", newline="\n")
