"""Workbooks: the cells of every sheet, typed, with failed formulas found that the reader passes over as blank."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree import ElementTree

from yzcomp.problems import Place, Problem, Refused
from yzcomp.tables.cells import ErrorCell, MergedCell, is_blank

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
Rows = list[list[Any]]


class Workbook(NamedTuple):
    """Each sheet's rows from row 1, blank ones as empty lists of cells, and which of the sheets are hidden."""

    sheets: dict[str, Rows]
    hidden: frozenset[str]


def read_workbook(content: bytes, name: str) -> Workbook:
    """The sheets of a workbook that hold cells; raises :class:`Refused`."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    sheets: dict[str, Rows] = {}
    hidden = set()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for meta in book.sheets_metadata:
            if meta.typ == SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(meta.name)
                sheets[meta.name] = sheet.to_python(skip_empty_area=False)
                _spread(sheets[meta.name], getattr(sheet, "merged_cell_ranges", None) or ())
                if meta.visible != SheetVisibleEnum.Visible:
                    hidden.add(meta.name)
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile):
        raise Refused([_unreadable(content, name)]) from None
    for sheet_name, row, column, text in failed_cells(content):
        _put(sheets.get(sheet_name), row, column, ErrorCell(text))
    return Workbook(sheets, frozenset(hidden))


def _unreadable(content: bytes, name: str) -> Problem:
    message, remedy = "不是能读取的 Excel 文件，或文件已损坏、加了密码", "用 Excel 或 WPS 打开，另存为 .xlsx 再试"
    if content.lstrip()[:1] == b"<":
        message = "文件名像 Excel，内容却是网页或 XML（有的系统这样导出）"
    return Problem("workbook", message, Place(name), remedy=remedy)


def _spread(rows: Rows, ranges: Any) -> None:
    """Notes in the lower cells of merged ranges what stands in their first; the cells beside it stay blank."""
    for (top, left), (bottom, _) in ranges:
        value = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        if is_blank(value):
            continue
        for row in range(top + 1, min(bottom + 1, len(rows))):
            if left < len(rows[row]) and is_blank(rows[row][left]):
                rows[row][left] = MergedCell(value, top + 1)


def _put(rows: Rows | None, row: int, column: int, cell: ErrorCell) -> None:
    if rows is None:
        return
    while len(rows) <= row:
        rows.append([])
    while len(rows[row]) <= column:
        rows[row].append("")
    rows[row][column] = cell


def failed_cells(content: bytes) -> list[tuple[str, int, int, str]]:
    """Cells of an .xlsx with an error or an uncalculated formula: sheet, row and column (from 0), what is there."""
    if not content.startswith(b"PK"):
        return []
    found: list[tuple[str, int, int, str]] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for sheet, part in _sheet_parts(archive).items():
                xml = archive.read(part)
                if b't="e"' in xml or b"<f" in xml:
                    found += [(sheet, *where) for where in _failed(xml)]
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        return found  # an unusual workbook; what can be read of it has been read
    return found


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of the archive that each sheet is in."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target") or "" for link in links}
    parts = {}
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        if "worksheets" in target:
            parts[sheet.get("name") or ""] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def _failed(xml: bytes) -> Iterator[tuple[int, int, str]]:
    row = column = -1
    for event, element in ElementTree.iterparse(io.BytesIO(xml), ("start", "end")):
        if event == "start":
            if element.tag == f"{_MAIN}row":
                row, column = int(element.get("r") or row + 2) - 1, -1
            continue
        if element.tag == f"{_MAIN}c":
            row, column = _position(element.get("r"), row, column + 1)
            text = _failure(element)
            if text:
                yield row, column, text
        if element.tag in (f"{_MAIN}c", f"{_MAIN}row"):
            element.clear()


def _failure(cell: ElementTree.Element) -> str | None:
    """The error of a cell, also that its formula has no value; ``None`` for a cell in order."""
    value = cell.findtext(f"{_MAIN}v") or ""
    if cell.get("t") == "e":
        return value or "#N/A"
    formula = cell.find(f"{_MAIN}f") is not None and cell.find(f"{_MAIN}is") is None
    return "（公式没有计算结果）" if formula and not value and cell.get("t") != "str" else None


def _position(reference: str | None, row: int, column: int) -> tuple[int, int]:
    """Where a cell stands; some writers leave it out and mean the next one."""
    match = _REFERENCE.fullmatch(reference or "")
    if not match:
        return row, column
    letters, digits = match.groups()
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return int(digits) - 1, number - 1
