"""How a spreadsheet shows its cells: number formats that show more than the number, or less than the day."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

#: Formats of years and months without the day that programs know by number, also those of Chinese ones.
_MONTHS = frozenset([17, 27, 36, 50, 52, 57])
_ZEROS = re.compile(r'(?:"([^"]*)")?(0+)(?:"([^"]*)")?(;.*)?')
_NO_SIGNS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')


class Look(NamedTuple):
    """How cells of one style look: with ``zeros`` in front up to so many digits between two texts, as a month, or
    struck through."""

    zeros: int = 0
    before: str = ""
    after: str = ""
    month: bool = False
    struck: bool = False

    def text(self, value: Any) -> str | None:
        """What is seen of a value where that is something else than the value."""
        if self.month and isinstance(value, date):
            return f"{value.year}年{value.month}月"
        if self.zeros and type(value) in (int, float) and value >= 0 and value == int(value):
            return f"{self.before}{int(value):0{self.zeros}}{self.after}"
        return None


def look(number: int, formats: Mapping[int, str], struck: bool) -> Look | None:
    """How cells with a number format look; ``None`` where there is nothing to say."""
    code = formats.get(number, "")
    match = _ZEROS.fullmatch(code)
    if match and (len(match[2]) > 1 or match[1] or match[3]):
        return Look(len(match[2]), match[1] or "", match[3] or "", struck=struck)
    signs = _NO_SIGNS.sub("", code).lower()
    month = number in _MONTHS if not code else "y" in signs and "m" in signs and not set("dhs") & set(signs)
    return Look(month=month, struck=struck) if month or struck else None
