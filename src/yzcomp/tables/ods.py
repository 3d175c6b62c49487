"""The scan of an .ods: its one XML, read as a stream."""

import zipfile
from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree

from yzcomp.limits import limit
from yzcomp.tables.cells import NOT_CALCULATED, is_failure
from yzcomp.tables.findings import FailedCell, Findings, TooMuch, refuse_many_sheets, refuse_too_large

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_PARAGRAPH = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
_ERROR_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_DAY_ZERO = date(1899, 12, 30)


def scan(archive: zipfile.ZipFile) -> Findings:
    """Raises :class:`TooLarge` or :class:`TooMuch` before anything large is made of it."""
    shift, failed = 0, list[tuple[FailedCell, ...]]()
    with archive.open("content.xml") as xml:
        events = ElementTree.iterparse(xml, ("start", "end"))
        for event, element in events:
            if event == "end" and element.tag == f"{_TABLE}null-date":
                shift = (date.fromisoformat(element.get(f"{_TABLE}date-value", "1899-12-30")) - _DAY_ZERO).days
            elif event == "start" and element.tag == f"{_TABLE}table":
                failed.append(tuple(_table(events, element)))
                refuse_many_sheets(len(failed))
    return Findings(tuple(failed), shift)


def _table(events: Iterator[tuple[str, ElementTree.Element]], table: ElementTree.Element) -> Iterator[FailedCell]:
    """The failed cells of a table, whose rows and cells stand for as many as they are repeated."""
    name, row, last, width, given, repeats = table.get(f"{_TABLE}name", ""), 0, 0, 0, 0, 0
    for event, element in events:
        if event == "end" and element is table:
            refuse_too_large(name, last, width - 1, given)
            return
        if event != "end" or element.tag != f"{_TABLE}table-row":
            continue
        rows = _repeated(element, "rows")
        cells = list(_given(element))
        if cells:
            last, width, given = row + rows - 1, max(width, cells[-1][0] + cells[-1][1]), given + len(cells)
            repeats += rows * sum(repeated for _, repeated, _ in cells) - len(cells)
        if repeats > limit("repeated"):
            raise TooMuch("repeated", name, "多半是整行、整列填了同样的内容：删去数据以外的行和列")
        for column, repeated, cell in cells:
            text = _failure(cell)
            if text:
                columns = range(column, column + repeated)
                yield from (FailedCell(r, c, text) for r in range(row, row + rows) for c in columns)
        row += rows
        element.clear()


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
    text = "".join("".join(paragraph.itertext()) for paragraph in cell.findall(_PARAGRAPH)).strip()
    if cell.get(_ERROR_TYPE) == "error":
        return text or "#N/A"
    if not cell.get(f"{_TABLE}formula"):
        return None
    if not cell.get(f"{_OFFICE}value-type"):
        return text or NOT_CALCULATED
    return text if is_failure(text) else None
