"""What reaches a terminal: text, never the codes that steer it. A name in a file may hold an escape sequence."""

from typing import Any, TextIO

from yzcomp.controls import without_controls


class CleanStream:
    """A text stream on which only text is written; ``raw`` is the stream itself, for colours of our own."""

    def __init__(self, raw: TextIO) -> None:
        self.raw = raw

    def write(self, text: str) -> int:
        return self.raw.write(without_controls(text))

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)
