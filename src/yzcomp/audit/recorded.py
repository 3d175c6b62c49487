"""What was recorded or paid: amounts by household and item, each with the row that it was written in."""

from decimal import Decimal
from typing import NamedTuple

from yzcomp.problems import Problem

#: Stands for the household's total where an item's key would stand.
TOTAL = "total"
#: Stands for what is computed and not paid out, where a table of totals says that too.
WITHHELD = "withheld"


class Entry(NamedTuple):
    """A recorded amount. ``item`` is the item's key, :data:`TOTAL`, or ``None`` where ``name`` means no item.

    ``amount`` is ``None`` where it can't be read (``trouble`` says why) or was left blank (``trouble`` is blank too).
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
    ``accounts`` are the bank accounts by household, where the table has such a column.
    """

    file: RecordedFile
    households: dict[str, list[Entry]]
    itemised: bool
    blank: list[Entry]
    accounts: dict[str, str]
    warnings: list[Problem]
