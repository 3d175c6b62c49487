"""What a workbook holds that its reader keeps to itself: failed formulas, its day zero, how far it reaches.

Each kind of workbook has a scan of its own that gives :class:`Findings`.
"""

from typing import NamedTuple

from yzcomp.tables.letters import column_letter

#: More cells than a table of a million rows has: what goes further is a slip, and would take all memory.
MOST_CELLS = 28_000_000
#: Days from the usual day zero of spreadsheets to that of workbooks that count from 1904.
OF_1904 = 1462


class FailedCell(NamedTuple):
    """A cell whose formula failed or was never calculated: row and column from 0, and what is seen there."""

    row: int
    column: int
    text: str


class Findings(NamedTuple):
    """The failed cells of each sheet, in the order of the workbook's sheets, and by how many days its day zero is
    later than the usual one."""

    failed: tuple[tuple[FailedCell, ...], ...]
    shift: int = 0


class Unscannable(Exception):
    """A workbook in which failed formulas may hide that nobody would see."""


class TooLarge(Exception):
    """A sheet that reaches further than any table does; ``cell`` is its far corner, as ``XFD1048576``."""

    def __init__(self, sheet: str, cell: str) -> None:
        super().__init__(cell)
        self.sheet, self.cell = sheet, cell


def refuse_too_large(sheet: str, row: int, column: int) -> None:
    """Raises :class:`TooLarge` where the last row and column of a sheet, from 0, span more than can be meant."""
    if (row + 1) * (column + 1) > MOST_CELLS:
        raise TooLarge(sheet, f"{column_letter(column)}{row + 1}")
