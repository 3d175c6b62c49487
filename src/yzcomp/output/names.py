"""Names of files and sheets made of what a register holds: nothing in them leads out of a folder or gives away a number
of a person."""

import re
from collections.abc import Iterable

from yzcomp.controls import without_controls
from yzcomp.forms import one_line

#: What no file or sheet may have in its name on some system.
_FORBIDDEN = re.compile(r"[/\\:*?\"<>|\[\]'\x00-\x1f]")
#: Identity numbers, accounts, telephone numbers: long runs of digits.
_PERSONAL = re.compile(r"\d{10,}[\dXx]", re.ASCII)
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|history)", re.IGNORECASE | re.ASCII)
_LONGEST = 40


def plain_name(text: str) -> str:
    """A text as a part of a file's name; blank where nothing of it is left."""
    name = _FORBIDDEN.sub("_", one_line(without_controls(text)))
    name = _PERSONAL.sub("…", name)[:_LONGEST].strip(" .")
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def different(names: Iterable[str], longest: int = _LONGEST) -> list[str]:
    """Names no two of which are alike but for case, each no longer than that: later ones are numbered."""
    found: list[str] = []
    known: set[str] = set()
    for name in names:
        name = name[:longest] or "1"
        unique, number = name, 1
        while unique.lower() in known:
            number += 1
            mark = f"（{number}）"
            unique = name[: longest - len(mark)] + mark
        known.add(unique.lower())
        found.append(unique)
    return found
