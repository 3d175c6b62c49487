"""Workbooks: the cells of every sheet, typed, with failed formulas found that the reader passes over as blank."""

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

from yzcomp.problems import Place, Problem, Refused
from yzcomp.tables.cells import ErrorCell

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")


def read_workbook(content: bytes, name: str) -> dict[str, list[list[Any]]]:
    """Each visible sheet's rows from row 1, blank ones as empty lists of cells; raises :class:`Refused`."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {
            meta.name: book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
            for meta in book.sheets_metadata
            if meta.visible == SheetVisibleEnum.Visible
        }
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile):
        problem = Problem("workbook", "不是能读取的 Excel 文件，或文件已损坏、加了密码", Place(name))
        raise Refused([problem._replace(remedy="用 Excel 或 WPS 打开，另存为 .xlsx 再试")]) from None
    for sheet, row, column, text in failed_cells(content):
        _put(sheets.get(sheet), row, column, ErrorCell(text))
    return sheets


def _put(rows: list[list[Any]] | None, row: int, column: int, cell: ErrorCell) -> None:
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


def _failed(xml: bytes) -> list[tuple[int, int, str]]:
    failed = []
    for _, element in ElementTree.iterparse(io.BytesIO(xml)):
        if element.tag != f"{_MAIN}c":
            continue
        value = element.findtext(f"{_MAIN}v") or ""
        uncalculated = element.find(f"{_MAIN}f") is not None and not value and element.find(f"{_MAIN}is") is None
        if element.get("t") == "e" or (uncalculated and element.get("t") != "str"):
            failed.append((*_position(element.get("r") or "A1"), value or "（公式没有计算结果）"))
        element.clear()
    return failed


def _position(reference: str) -> tuple[int, int]:
    match = _REFERENCE.fullmatch(reference)
    letters, digits = match.groups() if match else ("A", "1")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1
