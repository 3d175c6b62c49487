"""What the reader of workbooks keeps to itself: failed formulas in every kind of workbook, its day zero, far cells."""

import datetime
import pickle
import shutil
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.batches import FACTS, HEADER, PERSON, ROW, batch, converted, row, workbook
from tests.tables.test_workbooks import edited
from yzcomp import Refused
from yzcomp.tables import xls
from yzcomp.tables.cells import LateNumber
from yzcomp.tables.letters import column_letter, column_number

POND = [*HEADER, "水塘面积"]
CODES = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
SHEET = "xl/worksheets/sheet1.xml"
ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body><office:spreadsheet>
<table:calculation-settings>{settings}</table:calculation-settings><table:table table:name="表">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""
MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
DIV = '<table:table-cell table:formula="of:=1/0" {0}><text:p>#DIV/0!</text:p></table:table-cell>'


def ods(path: Path, rows: list[list[Any]], settings: str = "") -> Path:
    """An OpenDocument sheet; a cell is a text, or its XML where that begins with ``<``."""
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>" for cells in rows)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ODS.format(rows=lines, settings=settings))
    return path


def _ods_cell(cell: str) -> str:
    if cell.startswith("<"):
        return cell
    return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'


def old_excel(path: Path, rows: list[list[Any]], late: bool = False, filler: int = 0) -> Path:
    """A workbook of Excel 97; ``#…`` is written as an error, ``filler`` rows make it longer."""
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = late
    book.add_sheet("说明").write(0, 0, "怎样填写")
    sheet = book.add_sheet("表")
    for number, cells in enumerate([*rows, *[["注：" + "长" * 200]] * filler]):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and cell.startswith("#"):
                sheet.row(number).set_cell_error(column, CODES[cell])  # its own table of texts is wrong
            else:
                sheet.write(number, column, cell)
    book.save(str(path))
    return path


@pytest.mark.many
@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
def test_errors_of_old_excel(tmp_path: Path, error: str) -> None:
    done = batch(tmp_path, old_excel(tmp_path / "v.xls", [POND, [*ROW, 1.0], [*row(户编号="A2"), error]]))
    assert (done.problems, list(done.payable)) == ([("error-cell", "水塘面积", error)], ["A1"])


@pytest.mark.slow
@pytest.mark.parametrize("filler", [0, 2000, 40000])
def test_errors_of_old_excel_however_long_it_is(tmp_path: Path, filler: int) -> None:
    path = old_excel(tmp_path / "v.xls", [POND, [*ROW, "#N/A"]], filler=filler)
    assert batch(tmp_path, path).problems == [("error-cell", "水塘面积", "#N/A")]


def test_small_files_lie_in_small_sectors() -> None:
    """A stream of less than 4096 bytes; writers of workbooks seldom make one."""
    content = bytearray(512 * 4)
    content[0x1E:0x22] = b"\x09\0\x06\0"
    for place, number in ((0x2C, 1), (0x30, 1), (0x38, 4096), (0x3C, 2), (0x40, 1), (0x44, 0xFFFFFFFE), (0x48, 0)):
        content[place : place + 4] = number.to_bytes(4, "little")
    content[0x4C : 0x4C + 436] = b"\0\0\0\0" + b"\xff" * 432
    end, unused = b"\xfe\xff\xff\xff", b"\xff\xff\xff\xff"
    content[512:1024] = (b"\xfd\xff\xff\xff" + end + end).ljust(512, b"\xff")
    content += bytearray(512)
    content[512 + 12 : 512 + 16] = end
    records = b"\x09\x08\x00\x00\x85\x00\x04\x00\x10\x00\x00\x00\x0a\x00\x00\x00"
    records += b"\x09\x08\x00\x00\x05\x02\x08\x00\x03\x00\x02\x00\x00\x00\x2a\x01\x0a\x00\x00\x00"

    def entry(name: str, kind: int, start: int, length: int) -> bytes:
        text = name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little") + bytes([kind])
        return text.ljust(116, b"\0") + start.to_bytes(4, "little") + length.to_bytes(4, "little") + b"\0\0\0\0"

    content[1024:1280] = entry("Root Entry", 5, 3, 64) + entry("Workbook", 2, 0, len(records))
    content[1536:2048] = end + unused * 127
    content[2048 : 2048 + len(records)] = records
    assert xls.scan(bytes(content)).failed == (((3, 2, "#N/A"),),)


@pytest.mark.slow
@pytest.mark.parametrize(
    "how",
    [
        'office:value-type="string" office:string-value="" calcext:value-type="error"',
        'office:value-type="float" office:value="0"',
        "",
    ],
)
def test_errors_of_open_document_sheets(tmp_path: Path, how: str) -> None:
    blank = '<table:table-cell table:number-columns-repeated="2"/>'
    header = [*FACTS, "合法建筑面积", "底层占地面积", "水塘面积"]
    path = ods(tmp_path / "v.ods", [header, [*PERSON, blank, "1"], ["A2", *PERSON[1:], blank, DIV.format(how)]])
    done = batch(tmp_path, path)
    assert (done.problems, list(done.payable)) == ([("error-cell", "水塘面积", "#DIV/0!")], ["A1"])


def test_repeated_errors_stand_in_each_of_their_cells(tmp_path: Path) -> None:
    header = [*HEADER, "临时用地水田面积", "水塘面积"]
    repeated = DIV.format('table:number-columns-repeated="2" calcext:value-type="error"')
    done = batch(tmp_path, ods(tmp_path / "v.ods", [header, [*ROW, repeated]]))
    assert [c for code, c, _ in done.problems if code == "error-cell"] == ["临时用地水田面积", "水塘面积"]


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice isn't installed")
@pytest.mark.parametrize("kind", ["xls", "ods", "xlsx"])
def test_errors_that_libreoffice_calculates(tmp_path: Path, kind: str) -> None:
    sheets = {"一": [["x"]], "表": [POND, [*ROW, "=1/0"], [*row(户编号="A2"), "=NA()"], [*row(户编号="A3"), "=1+1"]]}
    path = workbook(tmp_path / "v.xlsx", sheets)
    done = batch(tmp_path, converted(path, kind), ignore_extra=True)
    assert done.problems == [("error-cell", "水塘面积", "#DIV/0!"), ("error-cell", "水塘面积", "#N/A")]
    assert done.payable == {"A3": "52200.00"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (' t="e"', " t = 'e'"),
        (r"http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    ],
)
def test_errors_however_the_xml_is_written(tmp_path: Path, pattern: str, text: str) -> None:
    path = workbook(tmp_path / "v.xlsx", {"表": [POND, [*ROW, None]]})
    book = openpyxl.load_workbook(path)
    book.active["L2"].value, book.active["L2"].data_type = "#N/A", "e"
    book.save(path)
    edited(path, SHEET, pattern, text)
    assert batch(tmp_path, path).problems == [("error-cell", "水塘面积", "#N/A")]


def refused(tmp_path: Path, path: Path) -> str:
    with pytest.raises(Refused) as caught:
        batch(tmp_path, path)
    (problem,) = caught.value.problems
    return f"{problem.code} {problem}"


def test_what_can_not_be_scanned_is_not_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "v.xlsx", {"表": [POND, [*ROW, "=1/0"]]})
    edited(path, SHEET, "^(<worksheet)", r'<?xml version="1.0" encoding="x-none"?>\1')
    assert refused(tmp_path, path).startswith("workbook v.xlsx：不是能读取的 Excel 文件")
    with zipfile.ZipFile(tmp_path / "v.xlsb", "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
    assert "错误值会被当作空白，不能直接读。用 Excel 或 WPS 打开，另存为 .xlsx 再试" in refused(
        tmp_path, tmp_path / "v.xlsb"
    )


def late_xlsx(path: Path, cells: list[Any]) -> Path:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for line in (HEADER, cells):
        book.active.append(line)
    book.save(path)
    return path


NULL_DATE = '<table:null-date table:date-value="1904-01-01"/>'
SERIAL = 43525 - 1462  # 2019-03-01 as a workbook counts that begins in 1904
NUMBER = f'<table:table-cell office:value-type="float" office:value="{SERIAL}"><text:p>x</text:p></table:table-cell>'


@pytest.mark.slow
def test_day_numbers_of_workbooks_that_begin_in_1904(tmp_path: Path) -> None:
    for path in (
        late_xlsx(tmp_path / "v.xlsx", row(征地告知日=SERIAL)),
        late_xlsx(tmp_path / "w.xlsx", row(征地告知日=datetime.datetime(2019, 3, 1))),
        old_excel(tmp_path / "v.xls", [HEADER, row(征地告知日=SERIAL)], late=True),
        ods(tmp_path / "v.ods", [HEADER, row(征地告知日=NUMBER)], NULL_DATE),
    ):
        done = batch(tmp_path, path)
        assert done.payable == {"A1": "2200.00"}
    # four years earlier the measure would not apply
    path = workbook(tmp_path / "u.xlsx", {"表": [HEADER, row(征地告知日=SERIAL)]})
    assert batch(tmp_path, path).counts == (1, 0, 1)


def test_numbers_of_such_a_workbook_are_numbers_also_in_other_processes(tmp_path: Path) -> None:
    assert batch(tmp_path, late_xlsx(tmp_path / "v.xlsx", row(户编号=7, 合法常住人口=4))).payable == {"7": "2200.00"}
    copy = pickle.loads(pickle.dumps(LateNumber(42063.5, 1462)))
    assert (copy, copy.shift, type(copy)) == (42063.5, 1462, LateNumber)


@pytest.mark.slow
@pytest.mark.parametrize("cell", ["XFD1048576", "ZZ100000"])
def test_a_stray_cell_far_off_is_named(tmp_path: Path, cell: str) -> None:
    path = workbook(tmp_path / "v.xlsx", {"表": [HEADER, ROW]})
    book = openpyxl.load_workbook(path)
    book.active[cell].value = "x"
    book.save(path)
    assert refused(tmp_path, path).startswith(f"sheet-too-large v.xlsx 工作表“表”：工作表一直延伸到 {cell}，")
    rows = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    far = '<table:table-cell table:number-columns-repeated="16383"/>'
    path = ods(tmp_path / "v.ods", [HEADER, ROW, [far, "x"]])
    edited(path, "content.xml", f"(<table:table-row>{far})", rows.replace("\\", "") + r"\1")
    assert "一直延伸到 XFD1048003" in refused(tmp_path, path)


@pytest.mark.slow
@pytest.mark.parametrize("cell", ["XFD1048576", "B1048576", "XFD2"])
def test_far_formatting_and_long_or_wide_sheets_are_read(tmp_path: Path, cell: str) -> None:
    path = workbook(tmp_path / "v.xlsx", {"表": [HEADER, ROW]})
    book = openpyxl.load_workbook(path)
    book.active[cell].number_format = "0.00"
    book.save(path)
    assert batch(tmp_path, path).counts == (1, 1, 0)


def test_letters_of_columns() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert [column_number(column_letter(n)) for n in range(2000)] == list(range(2000))
