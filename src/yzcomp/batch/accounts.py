"""Bank accounts as they are compared: by their digits alone, and only where a spreadsheet has left them whole."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from yzcomp.forms import clean
from yzcomp.tables.cells import is_blank, shown

#: Stands for an account whose last digits a spreadsheet has forgotten: it may be anybody's.
DAMAGED = "?"
_BETWEEN = re.compile(r"""[\s'‘’`"=-]""")
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+")
#: A spreadsheet keeps fifteen digits of a number and turns the others into noughts.
_KEPT = 15


def account_of(cell: Any) -> str:
    """The digits of a bank account; :data:`DAMAGED`, or nothing where a cell has a word like 现金 instead."""
    if is_blank(cell):
        return ""
    text = _BETWEEN.sub("", unicodedata.normalize("NFKC", clean(shown(cell))))
    too_long = isinstance(cell, int | float | Decimal) and len(text.partition(".")[0]) > _KEPT
    if _SCIENTIFIC.fullmatch(text) or too_long:
        return DAMAGED
    return text.upper() if any(letter.isdigit() for letter in text) else ""
