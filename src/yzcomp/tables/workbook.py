"""Workbooks: the cells of every sheet, typed, with what the reader passes over as blank or takes for another day."""

import io
import struct
import zipfile
import zlib
from typing import Any, NamedTuple
from xml.etree import ElementTree

from yzcomp.problems import Place, Problem, Refused
from yzcomp.tables import ods, xls, xlsx
from yzcomp.tables.cells import ErrorCell, LateNumber, MergedCell, is_blank
from yzcomp.tables.findings import FailedCell, Findings, TooLarge, Unscannable

_OLD = b"\xd0\xcf\x11\xe0"
#: What reading a file may raise that isn't what it should be.
_DAMAGED = (
    *(OSError, EOFError, LookupError, ValueError, RuntimeError),
    *(struct.error, zlib.error, zipfile.BadZipFile, ElementTree.ParseError),
)
_AGAIN = "用 Excel 或 WPS 打开，另存为 .xlsx 再试"
Rows = list[list[Any]]


class Workbook(NamedTuple):
    """Each sheet's rows from row 1, blank ones as empty lists of cells, and which of the sheets are hidden."""

    sheets: dict[str, Rows]
    hidden: frozenset[str]


def read_workbook(content: bytes, name: str) -> Workbook:
    """The sheets of a workbook that hold cells; raises :class:`Refused`."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    findings = _findings(content, name)
    sheets: dict[str, Rows] = {}
    hidden = set()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for meta, failed in zip(book.sheets_metadata, findings.failed, strict=True):
            if meta.typ == SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(meta.name)
                rows = sheet.to_python(skip_empty_area=False)
                ranges = getattr(sheet, "merged_cell_ranges", None) or ()
                sheets[meta.name] = _completed(rows, ranges, failed, findings.shift)
                if meta.visible != SheetVisibleEnum.Visible:
                    hidden.add(meta.name)
    except (CalamineError, *_DAMAGED):
        raise Refused([_unreadable(content, name)]) from None
    return Workbook(sheets, frozenset(hidden))


def _findings(content: bytes, name: str) -> Findings:
    """What the scan of this kind of workbook finds. What can't be scanned isn't read: its errors would be blanks."""
    try:
        if content.startswith(_OLD):
            return xls.scan(content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            is_ods = "content.xml" in archive.namelist()
        return ods.scan(content) if is_ods else xlsx.scan(content)
    except TooLarge as far:
        message = f"工作表一直延伸到 {far.cell}，多半是误碰了很远的单元格"
        remedy = "在 Excel 里删去数据以外的行和列（整行、整列删除），存盘再试"
        raise Refused([Problem("sheet-too-large", message, Place(name, sheet=far.sheet), remedy=remedy)]) from None
    except Unscannable:
        message = "这种 Excel 文件里的错误值会被当作空白，不能直接读"
        raise Refused([Problem("workbook", message, Place(name), remedy=_AGAIN)]) from None
    except _DAMAGED:
        raise Refused([_unreadable(content, name)]) from None


def _unreadable(content: bytes, name: str) -> Problem:
    message = "不是能读取的 Excel 文件，或文件已损坏、加了密码"
    if content.lstrip()[:1] == b"<":
        message = "文件名像 Excel，内容却是网页或 XML（有的系统这样导出）"
    return Problem("workbook", message, Place(name), remedy=_AGAIN)


def _completed(rows: Rows, ranges: Any, failed: tuple[FailedCell, ...], shift: int) -> Rows:
    """A sheet as its program shows it."""
    if shift:
        rows = [[LateNumber(c, shift) if type(c) in (int, float) else c for c in cells] for cells in rows]
    _spread(rows, ranges)
    for row, column, text in failed:
        _put(rows, row, column, ErrorCell(text))
    return rows


def _spread(rows: Rows, ranges: Any) -> None:
    """Notes in the lower cells of merged ranges what stands in their first; the cells beside it stay blank."""
    for (top, left), (bottom, _) in ranges:
        value = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        if is_blank(value):
            continue
        for row in range(top + 1, min(bottom + 1, len(rows))):
            if left < len(rows[row]) and is_blank(rows[row][left]):
                rows[row][left] = MergedCell(value, top + 1)


def _put(rows: Rows, row: int, column: int, cell: ErrorCell) -> None:
    while len(rows) <= row:
        rows.append([])
    while len(rows[row]) <= column:
        rows[row].append("")
    rows[row][column] = cell
