"""The scan of an .ods: its one XML, read as a stream."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree

from yzcomp.limits import limit
from yzcomp.tables.cells import NOT_CALCULATED, is_failure
from yzcomp.tables.findings import (
    FailedCell,
    Findings,
    SheetFindings,
    TooMuch,
    Veil,
    refuse_many_sheets,
    refuse_too_large,
)

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_PARAGRAPH = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
_ERROR_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DAY_ZERO = date(1899, 12, 30)
_ZEROS, _MONTH = re.compile(r"0\d+", re.ASCII), re.compile(r"\d{4}[年/.-]\d{1,2}月?", re.ASCII)
_MOST_COLUMNS = 16_384


def scan(archive: zipfile.ZipFile) -> Findings:
    """Raises :class:`TooLarge` or :class:`TooMuch` before anything large is made of it."""
    shift, found, struck = 0, list[SheetFindings](), set[str]()
    with archive.open("content.xml") as xml:
        events = ElementTree.iterparse(xml, ("start", "end"))
        for event, element in events:
            if event == "end" and element.tag == f"{_TABLE}null-date":
                shift = (date.fromisoformat(element.get(f"{_TABLE}date-value", "1899-12-30")) - _DAY_ZERO).days
            elif event == "end" and element.tag == f"{_STYLE}style" and _is_struck(element):
                struck.add(element.get(f"{_STYLE}name", ""))
            elif event == "start" and element.tag == f"{_TABLE}table":
                found.append(_Table(element, struck).read(events))
                refuse_many_sheets(len(found))
    return Findings(tuple(found), shift)


def _is_struck(style: ElementTree.Element) -> bool:
    ways = ("text-line-through-style", "text-line-through-type")
    return any(part.get(f"{_STYLE}{way}", "none") != "none" for part in style for way in ways)


class _Table:
    """A table, whose rows, columns and cells stand for as many as they are repeated."""

    def __init__(self, table: ElementTree.Element, struck: set[str]) -> None:
        self.table, self.styles, self.name = table, struck, table.get(f"{_TABLE}name", "")
        self.failed: list[FailedCell] = []
        self.shown: list[FailedCell] = []
        self.struck: set[tuple[int, int]] = set()
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.row = self.column = self.last = self.width = self.given = self.repeats = 0
        self.filtered = False

    def read(self, events: Iterator[tuple[str, ElementTree.Element]]) -> SheetFindings:
        """What the scan finds in the table."""
        for event, element in events:
            if event == "end" and element is self.table:
                break
            if event == "end" and element.tag == f"{_TABLE}table-column":
                columns = _repeated(element, "columns")
                if self._unseen(element):
                    self.columns |= set(range(self.column, self.column + min(columns, _MOST_COLUMNS)))
                self.column += columns
            elif event == "end" and element.tag == f"{_TABLE}table-row":
                self._row(element)
                element.clear()
        refuse_too_large(self.name, self.last, self.width - 1, self.given)
        veil = Veil(frozenset(self.rows), frozenset(self.columns), frozenset(self.struck), self.filtered)
        return SheetFindings(tuple(self.failed), veil, tuple(self.shown))

    def _unseen(self, element: ElementTree.Element) -> bool:
        seen = element.get(f"{_TABLE}visibility", "visible")
        self.filtered = self.filtered or seen == "filter"
        return seen != "visible"

    def _row(self, element: ElementTree.Element) -> None:
        rows, cells = _repeated(element, "rows"), list(_given(element))
        if cells:
            self.last, self.given = self.row + rows - 1, self.given + len(cells)
            self.width = max(self.width, cells[-1][0] + cells[-1][1])
            self.repeats += rows * sum(repeated for _, repeated, _ in cells) - len(cells)
        if self.repeats > limit("repeated"):
            raise TooMuch("repeated", self.name, "多半是整行、整列填了同样的内容：删去数据以外的行和列")
        here = range(self.row, self.row + rows)
        if cells and self._unseen(element):
            self.rows |= set(here)
        for column, repeated, cell in cells:
            places = [(row, place) for row in here for place in range(column, column + repeated)]
            text, seen = _failure(cell), _shown(cell)
            self.failed += [FailedCell(*place, text) for place in places if text]
            self.shown += [FailedCell(*place, seen) for place in places if seen]
            self.struck |= set(places) if cell.get(f"{_TABLE}style-name") in self.styles else set()
        self.row += rows


def _text(cell: ElementTree.Element) -> str:
    return "".join("".join(paragraph.itertext()) for paragraph in cell.findall(_PARAGRAPH)).strip()


def _shown(cell: ElementTree.Element) -> str | None:
    """What is seen of a number with zeros before it, or of a day of which only the month is shown."""
    kind = cell.get(f"{_OFFICE}value-type")
    pattern = {"float": _ZEROS, "date": _MONTH}.get(kind or "")
    text = _text(cell) if pattern else ""
    return text if pattern and pattern.fullmatch(text) else None


def _given(row: ElementTree.Element) -> Iterator[tuple[int, int, ElementTree.Element]]:
    """The cells that hold something, with their column from 0 and how often they are repeated."""
    column = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        repeated = _repeated(cell, "columns")
        if cell.get(f"{_OFFICE}value-type") or cell.get(f"{_TABLE}formula") or cell.find(_PARAGRAPH) is not None:
            yield column, repeated, cell
        column += repeated


def _repeated(element: ElementTree.Element, what: str) -> int:
    return int(element.get(f"{_TABLE}number-{what}-repeated", "1"))


def _failure(cell: ElementTree.Element) -> str | None:
    """The error of a cell. Not every program says that it is one: then its formula and its text tell."""
    text = _text(cell)
    if cell.get(_ERROR_TYPE) == "error":
        return text or "#N/A"
    if not cell.get(f"{_TABLE}formula"):
        return None
    if not cell.get(f"{_OFFICE}value-type"):
        return text or NOT_CALCULATED
    return text if is_failure(text) else None
