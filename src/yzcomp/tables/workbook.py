"""Workbooks: the cells of every sheet, typed, with what the reader passes over as blank or takes for another day."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from xml.etree import ElementTree

from yzcomp.limits import exceeded, limit
from yzcomp.problems import Place, Problem, Refused
from yzcomp.tables import ods, xls, xlsx
from yzcomp.tables.cells import ErrorCell, LateNumber, MergedCell, ShownNumber, is_blank
from yzcomp.tables.findings import (
    FailedCell,
    Findings,
    SheetFindings,
    TooLarge,
    TooMuch,
    Unscannable,
    Veil,
    refuse_swelling,
)
from yzcomp.tables.isolated import bounded
from yzcomp.tables.looks import Look

_OLD = b"\xd0\xcf\x11\xe0"
#: What reading a file may raise that isn't what it should be.
_DAMAGED = (
    *(OSError, EOFError, LookupError, ValueError, RuntimeError),
    *(struct.error, zlib.error, zipfile.BadZipFile, ElementTree.ParseError),
)
_AGAIN = "用 Excel 或 WPS 打开，另存为 .xlsx 再试"
_SWOLLEN = f"文件很可能已损坏，或展开后大得不正常：{_AGAIN}"
#: What a megabyte of a large workbook may take besides the limits, which are those of a small one; generously.
_MB, _MEMORY, _SECONDS = 1 << 20, 80, 4
#: Rows that come from the other process at a time.
_ROWS = 2000
Rows = list[list[Any]]


class Workbook(NamedTuple):
    """Each sheet's rows from row 1, blank ones as empty lists of cells, and which of the sheets are hidden."""

    sheets: dict[str, Rows]
    hidden: frozenset[str]
    veils: dict[str, Veil]


def read_workbook(content: bytes, name: str) -> Workbook:
    """The sheets of a workbook that hold cells; raises :class:`Refused`. Another process reads it."""
    import python_calamine  # noqa: F401 - once for all processes that split off

    size = len(content) // _MB
    memory, seconds = limit("memory") + _MEMORY * size, limit("seconds") + _SECONDS * size
    sheets: dict[str, Rows] = {}
    hidden = set()
    veils: dict[str, Veil] = {}
    parts = bounded(
        *(_parts, content, name),
        memory=memory,
        seconds=seconds,
        damaged=_unreadable(content, name),
        remedy=_SWOLLEN,
    )
    for sheet, visible, veil, rows in parts:
        sheets.setdefault(sheet, []).extend(rows)
        veils[sheet] = veil
        if not visible:
            hidden.add(sheet)
    return Workbook(sheets, frozenset(hidden), veils)


def _parts(content: bytes, name: str) -> Iterator[tuple[str, bool, Veil, Rows]]:
    """The rows of each sheet, some at a time, with its name, whether it is seen, and what of it isn't."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    findings, content = _findings(content, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if len(set(book.sheet_names)) < len(book.sheet_names):
            raise ValueError("two sheets of one name")
        for meta, found in zip(book.sheets_metadata, findings.sheets, strict=True):
            if meta.typ == SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(meta.name)
                visible = meta.visible == SheetVisibleEnum.Visible
                ranges = getattr(sheet, "merged_cell_ranges", None) or ()
                rows = sheet.to_python(skip_empty_area=False)
                missed = _missed(content, found, rows)
                _shown(rows, found, findings.looks)
                rows = _completed(rows, ranges, (*found.failed, *missed), findings.shift)
                for first in range(0, len(rows) or 1, _ROWS):
                    yield meta.name, visible, found.veil, rows[first : first + _ROWS]
    except (CalamineError, *_DAMAGED):
        raise Refused([_unreadable(content, name)]) from None


def _missed(content: bytes, found: SheetFindings, rows: Rows) -> list[FailedCell]:
    """What the reader has passed over: counted first, and looked for only where that doesn't agree."""
    if found.content is None or found.content == sum(len(cells) - cells.count("") for cells in rows):
        return []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return list(xlsx.unread(archive, found.part, rows))


def _shown(rows: Rows, found: SheetFindings, looks: Mapping[str, Look]) -> None:
    for row, column, style in found.shown:
        if row < len(rows) and column < len(rows[row]):
            text = looks[style].text(rows[row][column]) if style in looks else style
            if text is not None:
                number = rows[row][column]
                rows[row][column] = ShownNumber(number if isinstance(number, float) else 0, text)


def _findings(content: bytes, name: str) -> tuple[Findings, bytes]:
    """What the scan of this kind of workbook finds, and what is to be read. What can't be scanned isn't read: its
    errors would be blanks."""
    try:
        if content.startswith(_OLD):
            return xls.scan(content), content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            refuse_swelling(archive, len(content))
            if "content.xml" in archive.namelist():
                return ods.scan(archive), content
            try:
                return xlsx.scan(archive), content
            except xlsx.Unparsed:
                return _findings(xlsx.without_cdata(archive), name)
    except TooLarge as far:
        message = f"工作表一直延伸到 {far.cell}，多半是误碰了很远的单元格"
        remedy = "在 Excel 里删去数据以外的行和列（整行、整列删除），存盘再试"
        raise Refused([Problem("sheet-too-large", message, Place(name, sheet=far.sheet), remedy=remedy)]) from None
    except TooMuch as much:
        raise Refused([exceeded(much.name, Place(name, sheet=much.sheet), much.remedy)]) from None
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
