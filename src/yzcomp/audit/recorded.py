"""What was recorded or paid: amounts by household and item, each with the row that it was written in."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from yzcomp.money import ZERO
from yzcomp.problems import Problem

#: Stands for the household's total where an item's key would stand.
TOTAL = "total"
#: Stands for what was paid out to the household, where the table says that beside or instead of the total.
PAID = "paid_total"
#: Stands for what is computed and not paid out, where a table of totals says that too.
WITHHELD = "withheld"


class Entry(NamedTuple):
    """A recorded amount. ``item`` is the item's key (several joined by ``+`` where one name stands for them), one of
    the sums above, or ``None`` where ``name`` means no item.

    ``amount`` is ``None`` where it can't be read (``trouble`` says why) or was left blank (``trouble`` is blank too).
    ``status`` is that of a line (payable, withheld, pending), or ``paid`` or ``unpaid``; blank where nothing is said.
    """

    item: str | None
    name: str
    amount: Decimal | None
    row: int
    status: str = ""
    trouble: str = ""


class RecordedFile(NamedTuple):
    """The file that the amounts were read from."""

    name: str
    sha256: str
    layout: str
    rows: int


class Recorded(NamedTuple):
    """All recorded amounts by household number, in the order of the table.

    ``itemised``: there are amounts of items, not only totals. ``blank`` are rows without a household number.
    ``accounts`` are the bank accounts by household, ``villages`` its village, where the table has such a column.
    """

    file: RecordedFile
    households: dict[str, list[Entry]]
    itemised: bool
    blank: list[Entry]
    accounts: dict[str, str]
    warnings: list[Problem]
    villages: dict[str, str] = {}


def sum_recorded(entries: Iterable[Entry]) -> Decimal:
    """The money that some rows record of one household: a total counts only where no items are given."""
    sums: dict[bool | str | None, Decimal] = {}
    for entry in entries:
        if entry.amount is not None:
            key = entry.item if entry.item in (TOTAL, PAID, WITHHELD) else True
            sums[key] = sums.get(key, ZERO) + entry.amount
    return next((sums[key] for key in (True, PAID, TOTAL, WITHHELD) if key in sums), ZERO)
