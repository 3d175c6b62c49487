"""What a workbook holds that its reader keeps to itself: failed formulas, its day zero, how far it reaches.

Each kind of workbook has a scan of its own that gives :class:`Findings`.
"""

import zipfile
from collections.abc import Mapping
from typing import NamedTuple

from yzcomp.limits import limit
from yzcomp.tables.letters import column_letter
from yzcomp.tables.looks import Look

#: A sheet of fewer cells may be as empty as it likes; one of more holds something in one of so many.
ROOM, THINNEST = 3_000_000, 10
#: No part of a workbook that people make packs so well; those that swell on purpose pack a thousand to one.
_PACKED = 60
_MB = 1 << 20
#: Days from the usual day zero of spreadsheets to that of workbooks that count from 1904.
OF_1904 = 1462


class FailedCell(NamedTuple):
    """A cell whose formula failed or was never calculated: row and column from 0, and what is seen there."""

    row: int
    column: int
    text: str


class Veil(NamedTuple):
    """What of a sheet people don't see as they see the rest: hidden rows and columns, struck-through cells (rows,
    columns from 0), whether a filter is on, how many formulas have a value that nobody has calculated again, and what
    the comments of a fix-up workbook say of where rows (from 1) stood."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    filtered: bool = False
    stale: int = 0
    notes: tuple[tuple[int, str], ...] = ()


class SheetFindings(NamedTuple):
    """What the scan of a sheet finds. ``shown`` are the cells that their format shows as another text; ``content`` is
    how many cells hold something and ``part`` where they are, for a kind whose reader may pass some over."""

    failed: tuple[FailedCell, ...] = ()
    veil: Veil = Veil()
    shown: tuple[FailedCell, ...] = ()
    content: int | None = None
    part: str = ""


class Findings(NamedTuple):
    """The findings of each sheet, in the order of the workbook's sheets; by how many days its day zero is later than
    the usual one; and how the cells of each style look that shows more or less than the value."""

    sheets: tuple[SheetFindings, ...]
    shift: int = 0
    looks: Mapping[str, Look] = {}

    @property
    def failed(self) -> tuple[tuple[FailedCell, ...], ...]:
        return tuple(sheet.failed for sheet in self.sheets)


class Unscannable(Exception):
    """A workbook in which failed formulas may hide that nobody would see."""


class TooLarge(Exception):
    """A sheet that reaches further than any table does; ``cell`` is its far corner, as ``XFD1048576``."""

    def __init__(self, sheet: str, cell: str) -> None:
        super().__init__(cell)
        self.sheet, self.cell = sheet, cell


class TooMuch(Exception):
    """More of something than the limit ``name`` allows."""

    def __init__(self, name: str, sheet: str | None = None, remedy: str | None = None) -> None:
        super().__init__(name)
        self.name, self.sheet, self.remedy = name, sheet, remedy


def refuse_too_large(sheet: str, row: int, column: int, given: int) -> None:
    """Raises :class:`TooLarge` where the last row and column of a sheet, from 0, span more than the ``given`` cells
    that hold something can have meant, and :class:`TooMuch` for more than may be."""
    span = (row + 1) * (column + 1)
    if span > ROOM and span > THINNEST * given:
        raise TooLarge(sheet, f"{column_letter(column)}{row + 1}")
    if span > limit("cells"):
        raise TooMuch("cells", sheet)


def refuse_swelling(archive: zipfile.ZipFile, size: int) -> None:
    """Raises :class:`TooMuch` for a packed file that is small and becomes large, before any of it is unpacked; and
    ``ValueError`` where a name stands for two parts, of which each reader might take another."""
    parts = archive.infolist()
    if len({part.filename.replace("\\", "/").lower() for part in parts}) < len(parts):
        raise ValueError("two parts of one name")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limit("unpacked") * _MB and unpacked > _PACKED * size:
        raise TooMuch("unpacked")


def refuse_many_sheets(sheets: int) -> None:
    """Raises :class:`TooMuch` for more sheets than a workbook has."""
    if sheets > limit("sheets"):
        raise TooMuch("sheets")
