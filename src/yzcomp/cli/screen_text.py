"""What reaches a terminal: text, never the codes that steer it. A name in a file may hold an escape sequence."""

import re
from typing import Any, TextIO

#: Control characters but tab and line ends, and the marks that turn the direction of writing.
_STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def without_controls(text: str) -> str:
    """The text as far as it can be seen."""
    return _STEERING.sub("", text)


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
