"""Workbooks that are damaged, or made to swell: each is one Chinese line, whatever its reader does."""

import resource
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from tests.batches import HEADER, ROW, workbook
from tests.conftest import Call
from tests.tables.test_scans import SHEET, ods, old_excel
from tests.tables.test_workbooks import edited
from yzcomp.problems import Refused
from yzcomp.tables.isolated import Ended, isolated
from yzcomp.tables.workbook import read_workbook

CUT_SHORT = Path(__file__).parent / "cut_short.xls"
TEXT = '<table:table-cell office:value-type="string" {}><text:p>x</text:p></table:table-cell>'
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def said(path: Path) -> str:
    """Why a workbook is refused, and where."""
    with pytest.raises(Refused) as caught:
        read_workbook(path.read_bytes(), path.name)
    (problem,) = caught.value.problems
    return f"{problem.code} {problem}"


def with_part(path: Path, name: str, text: str) -> Path:
    """A workbook with one part more."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return workbook(tmp_path / "v.xlsx", {"表": [HEADER, ROW]})


@pytest.mark.many
@pytest.mark.parametrize(
    "cell",
    [
        '<row r="3"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="3"><c r="xfd1048576"><v>1</v></c></row>',
        "<row r='3'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r="3"><c note=">" r="XFD1048576"><v>1</v></c></row>',
        '<row r="3"><c\nr\n=\n"XFD1048576"\n><v>1</v></c></row>',
        '<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="3"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    ],
    ids=["beside-a-near-row", "lower-case", "single-quotes", "sign-in-an-attribute", "line-ends", "prefix"],
)
def test_a_far_cell_is_named_however_it_is_written(book: Path, cell: str) -> None:
    edited(book, SHEET, "</sheetData>", f"{cell}</sheetData>")
    assert said(book).startswith("sheet-too-large v.xlsx 工作表“表”：工作表一直延伸到 XFD1048576，")


def test_a_far_row_of_few_columns_is_named(book: Path) -> None:
    edited(book, SHEET, "</sheetData>", '<row r="1048576"><c r="Z1048576"><v>1</v></c></row></sheetData>')
    assert said(book).startswith("sheet-too-large v.xlsx 工作表“表”：工作表一直延伸到 Z1048576，")


@pytest.mark.slow
@pytest.mark.parametrize("far", ["A1:XFD1048576", "A1:XFD99999999", "XFD1048576:A1"])
def test_a_size_that_is_only_declared_counts_for_nothing(book: Path, far: str) -> None:
    edited(book, SHEET, r'<dimension ref="[^"]*"', f'<dimension ref="{far}"')
    assert read_workbook(book.read_bytes(), "v.xlsx").sheets == {"表": [HEADER, ROW]}


@pytest.mark.slow
def test_an_old_workbook_cut_short() -> None:
    assert said(CUT_SHORT).startswith("workbook cut_short.xls：不是能读取的 Excel 文件，或文件已损坏")


@pytest.mark.many
@pytest.mark.parametrize("length", [100, 513, 1536, 3000, 5000, 9000])
def test_an_old_workbook_cut_anywhere(tmp_path: Path, length: int) -> None:
    path = tmp_path / "v.xls"
    path.write_bytes(CUT_SHORT.read_bytes()[:length])
    assert said(path).startswith("workbook v.xls：")


def test_a_far_cell_of_an_old_workbook(tmp_path: Path) -> None:
    path = old_excel(tmp_path / "v.xls", [HEADER, ROW])
    content = bytearray(path.read_bytes())
    place = content.rindex(b"\xfd\x00\x0a\x00") + 4  # the last cell of text
    content[place : place + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    assert said(path).startswith("sheet-too-large v.xls：工作表一直延伸到 CRXP65536，")


@pytest.mark.slow
@pytest.mark.parametrize("rows", ["1", "1000000"])
def test_a_cell_repeated_without_end(tmp_path: Path, rows: str) -> None:
    cell = TEXT.format('table:number-columns-repeated="300000"')
    path = ods(tmp_path / "v.ods", [HEADER, ROW, [cell]])
    edited(
        path,
        "content.xml",
        '<table:table-row>(?=<table:table-cell office:value-type="string" table)',
        f'<table:table-row table:number-rows-repeated="{rows}">',
    )
    assert said(path).startswith("limit v.ods 工作表“表”：重复单元格超过200000个。")


def test_a_blank_repeated_without_end_is_a_blank(tmp_path: Path) -> None:
    path = ods(tmp_path / "v.ods", [HEADER, ROW, ['<table:table-cell table:number-columns-repeated="999999999"/>']])
    assert read_workbook(path.read_bytes(), "v.ods").sheets["表"][:2] == [HEADER, ROW]


@pytest.mark.slow
def test_what_swells_when_unpacked(book: Path) -> None:
    assert said(with_part(book, "docProps/notes.xml", " " * 110_000_000)).startswith(
        "limit v.xlsx：展开大小超过100MB。"
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", [SHEET, "XL/Worksheets/SHEET1.xml", "xl\\worksheets\\sheet1.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_none(book: Path, name: str) -> None:
    assert said(with_part(book, name, "<worksheet/>")).startswith("workbook v.xlsx：不是能读取的 Excel 文件")


def test_more_sheets_than_a_workbook_has(book: Path) -> None:
    sheets = "".join(f'<sheet name="{n}" sheetId="{n + 1}" r:id="rId1"/>' for n in range(1001))
    edited(book, "xl/workbook.xml", "<sheets>.*</sheets>", f'<sheets xmlns:r="{RELATIONSHIPS}">{sheets}</sheets>')
    assert said(book).startswith("limit v.xlsx：工作表超过1000张。")


@pytest.mark.slow
def test_one_long_text_in_very_many_cells_takes_no_more_memory_than_may_be(tmp_path: Path) -> None:
    path = tmp_path / "v.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("表").write_string(0, 0, "户" * 32000)
    book.close()
    cells = '<c t="s"><v>0</v></c>' * 26
    edited(path, SHEET, "</sheetData>", f"<row>{cells}</row>" * 1500 + "</sheetData>")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert said(path).startswith("limit v.xlsx：读取内存超过250MB。文件很可能已损坏")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


def endless() -> Iterator[int]:
    while True:
        pass
    yield 0


def greedy() -> Iterator[int]:
    yield 1
    held = []
    while True:
        held.append(bytearray(10_000_000))


def gone() -> Iterator[int]:
    yield 1
    import os

    os.abort()


@pytest.mark.slow
@pytest.mark.parametrize(("work", "why"), [(endless, "time"), (greedy, "memory"), (gone, "memory")])
def test_work_of_its_own_process_ends_alone(work: object, why: str) -> None:
    with pytest.raises(Ended) as caught:
        list(isolated(work, memory=100 << 20, seconds=1))  # type: ignore[arg-type]
    assert caught.value.why == why


@pytest.mark.slow
def test_a_limit_is_raised_where_it_is_wanted(call_cli: Call, tmp_path: Path) -> None:
    path = ods(tmp_path / "v.ods", [HEADER, ROW, ["A2", "李四", TEXT.format('table:number-columns-repeated="200002"')]])
    refused = call_cli("batch", path, "-o", tmp_path / "out")
    assert refused.returncode == 2
    assert refused.stderr.endswith("确实需要时加 --limit repeated=更大的数\n")
    raised = call_cli("batch", path, "-o", tmp_path / "out", "--limit", "重复单元格=300000")
    assert (raised.returncode, raised.stdout.splitlines()[0]) == (1, "读入 2 户 = 算出 1 户 + 退回 1 户；共 1 条")
    assert call_cli("batch", path, "-o", tmp_path / "again").returncode == 2


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("cell=5", "没有上限“cell”。是不是“cells”？"),
        ("cells", "“cells”应当写成 名称=正整数。如 --limit cells=28000000"),
        ("cells=0", "“cells=0”应当写成 名称=正整数。如 --limit cells=28000000"),
        ("cells=-5", "“cells=-5”应当写成 名称=正整数。如 --limit cells=28000000"),
    ],
)
def test_a_limit_that_is_none(call_cli: Call, option: str, message: str) -> None:
    done = call_cli("calc", "examples/site.yaml", "--limit", option)
    assert (done.returncode, done.stderr) == (2, f"错误：「--limit」{message}\n")


def test_every_limit_is_documented() -> None:
    import re

    from tests.conftest import ROOT
    from yzcomp.limits import LIMITS

    page = (ROOT / "docs/limits.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \|.*\| (\d+) \S+ \|$", page, re.M)
    assert rows == [(name, one.title, str(one.default)) for name, one in LIMITS.items()]
