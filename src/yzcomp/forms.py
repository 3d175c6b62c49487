"""The forms in which people write values: numbers, dates, truth values, text.

Each ``read_…`` takes a text (or the typed value of a spreadsheet cell) and returns the exact value, or raises
:class:`BadForm` with a Chinese message and what would be right. Nothing is guessed and nothing passes through a float.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from yzcomp.controls import without_controls

#: Characters without any width, which nobody sees: joiners, marks of direction, byte-order marks.
INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064"
    "\u2066\u2067\u2068\u2069\ufeff"
)
#: Every blank of Unicode, as ``str.strip`` knows them.
BLANKS = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_UNSEEN = dict.fromkeys(map(ord, INVISIBLE))
_PLAIN_NUMBER = re.compile(r"\d{1,15}(\.\d{1,6})?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
_DATE = re.compile(r"(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})(日?)", re.ASCII)
_YEAR = re.compile(r"(\d{4})年?", re.ASCII)
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$")
TRUE = {"是", "true", "1", "√", "yes", "y", "✓", "✔"}
FALSE = {"否", "false", "0", "no", "n", "×"}
MAX_DIGITS = 24


class BadForm(ValueError):
    """A value that isn't written in any accepted form. ``code`` is the stable code of the problem."""

    def __init__(self, code: str, message: str, remedy: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.remedy = code, message, remedy


class BareYear(NamedTuple):
    """A year without month and day, as old houses' papers give it."""

    year: int

    def __str__(self) -> str:
        return f"{self.year}年"


def clean(text: str) -> str:
    """Text without surrounding blanks (also U+3000) and without invisible characters; what is inside stays."""
    if text.isalnum():
        return text
    return text.strip() if text.isascii() else text.translate(_UNSEEN).strip()


def one_line(text: str) -> str:
    """Text for a line of a statement or message: a name that was written over several lines must not pass for lines
    of its own."""
    return text if text.isprintable() else " ".join(filter(None, map(clean, without_controls(text).splitlines())))


def narrow(text: str) -> str:
    """Full-width digits, signs and letters made half-width: only for numbers, dates and identifiers."""
    if text.isascii():
        return text.strip()
    return clean(unicodedata.normalize("NFKC", clean(text)))


def alike(text: str) -> str:
    """Text with width and case levelled: two words that differ in nothing else are one word typed two ways."""
    return narrow(text).lower()


def read_number(text: str) -> Decimal:
    """``1,250.5`` and its full-width form as an exact Decimal; exponents, currency signs and units are refused."""
    if _PLAIN_NUMBER.fullmatch(text):
        return Decimal(text)
    digits = narrow(text).replace("，", ",").replace("。", ".")
    if not _NUMBER.fullmatch(digits):
        raise BadForm("not-a-number", f"“{clean(text)}”不是数字", "只填数字，如 1250.5 或 1,250.5，不带单位")
    if len(digits) > MAX_DIGITS:
        raise BadForm("not-a-number", "数字过长", f"最多{MAX_DIGITS}个字符")
    return Decimal(digits.replace(",", ""))


def in_bounds(number: Decimal) -> bool:
    """Whether a number that a program hands over is no longer than what may be written."""
    _, digits, exponent = number.as_tuple()
    return len(digits) <= MAX_DIGITS and number.adjusted() < MAX_DIGITS and int(exponent) >= -MAX_DIGITS


@lru_cache(maxsize=65536)
def read_date(text: str) -> date:
    """``2019-03-01``, ``2019/3/1``, ``2019.3.1`` or ``2019年3月1日``."""
    digits = _MIDNIGHT.sub("", narrow(text))
    match = _DATE.fullmatch(digits)
    if match:
        year, first, month, second, day, last = match.groups()
        if (second, last) == ("月", "日") if first == "年" else (second == first and not last):
            return _calendar_date(int(year), int(month), int(day), clean(text))
    raise BadForm("not-a-date", f"“{clean(text)}”不是日期", "写成 2019-03-01、2019/3/1、2019.3.1 或 2019年3月1日")


@lru_cache(maxsize=4096)
def read_date_or_year(text: str) -> date | BareYear:
    """A date, or a bare year such as ``1998`` or ``1998年``."""
    match = _YEAR.fullmatch(narrow(text))
    if not match:
        return read_date(text)
    year = int(match.group(1))
    if not 1800 <= year <= 2200:
        raise BadForm("not-a-date", f"“{clean(text)}”不是年份", "写成 1998 或 1998年")
    return BareYear(year)


def excel_date(serial: Decimal) -> date:
    """A day number of an Excel cell (1900 system, 61 = 1900-03-01) as a date."""
    if serial != int(serial) or not 61 <= serial <= 109939:
        raise BadForm("not-a-date", f"“{serial}”不是日期", "把单元格改成日期，如 2019-03-01")
    return date(1899, 12, 30) + timedelta(days=int(serial))


def read_yes_no(text: str) -> bool:
    """是/否, true/false, 1/0, √."""
    word = alike(text)
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise BadForm("not-yes-no", f"“{clean(text)}”不是“是”或“否”", "填 是 或 否（也可用 true/false、1/0、√）")


def _calendar_date(year: int, month: int, day: int, written: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise BadForm("not-a-date", f"“{written}”不是日历上有的日期", "检查年、月、日") from None
    if not 1800 <= year <= 2200:
        raise BadForm("not-a-date", f"“{written}”的年份不合理", "检查年份")
    return found


def date_of(value: datetime | date) -> date:
    """The day of a spreadsheet's date cell; a time of day other than midnight is refused."""
    if isinstance(value, datetime):
        if (value.hour, value.minute, value.second) != (0, 0, 0):
            raise BadForm("not-a-date", f"“{value}”带有时刻", "只填日期")
        return value.date()
    return value
