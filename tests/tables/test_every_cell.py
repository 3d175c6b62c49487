"""Every cell of an input is used as it was meant, listed as passed over, or named in a problem: never silence."""

import json
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pytest
import xlsxwriter
import xlwt
from openpyxl.styles import Font

from tests.batches import Done, batch, csv_file, workbook
from tests.conftest import Call
from tests.tables.test_scans import ods
from tests.tables.test_workbooks import edited
from yzcomp import Refused

HEAD = [
    "户编号",
    "户主",
    "村组",
    "合法常住人口",
    "安置方式",
    "征地告知日",
    "按期签约",
    "按期腾空",
    "结构",
    "等级",
    "合法建筑面积",
]
A1 = ["A1", "张三", "一组", "3", "安置地安置", "2019-03-01", "是", "否", "砖混", "一等", "156.785"]
#: House 131,001.71, moving 2,000.00, signing 7,839.25.
PAID = "140840.96"
POND = [*HEAD, "水塘面积"]
SHEET = "xl/worksheets/sheet1.xml"


def a(number: int, **cells: Any) -> list[Any]:
    """Household A1 under another number, with some cells changed."""
    return [cells.get(title, f"A{number}" if title == "户编号" else cell) for title, cell in zip(HEAD, A1, strict=True)]


def book(path: Path, rows: list[list[Any]]) -> Path:
    return workbook(path, {"名册": rows})


def flat(folder: Path, kind: str, rows: list[list[Any]]) -> Path:
    """A table in a format of its own."""
    path = folder / f"v.{kind}"
    if kind == "csv":
        return csv_file(path, rows)
    if kind == "xlsx":
        return book(path, rows)
    if kind == "ods":
        return ods(path, [[str(cell) for cell in cells] for cells in rows])
    old = xlwt.Workbook(encoding="utf-8")
    sheet = old.add_sheet("名册")
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet.write(number, column, cell)
    old.save(str(path))
    return path


KINDS = pytest.mark.parametrize("kind", ["csv", "xlsx", "xls", "ods"])


def refused(folder: Path, path: Path) -> list[tuple[str, str | None]]:
    """The code of each problem of a file that is refused as a whole, and the column."""
    with pytest.raises(Refused) as caught:
        batch(folder, path)
    return [(problem.code, problem.place.cell_column) for problem in caught.value.problems]


def asked(done: Done) -> list[str]:
    return [question.code for question in done.result.inputs.questions]


def passed(done: Done) -> list[tuple[str, int]]:
    return [(one.what, one.filled) for one in done.result.inputs.passed_over]


# A table that is not one rectangle.


@pytest.mark.many
@KINDS
def test_a_longer_second_header_begins_a_table_of_its_own(tmp_path: Path, kind: str) -> None:
    rows = [HEAD, A1, a(2), POND, [*a(3), "0.75"]]
    done = batch(tmp_path, flat(tmp_path, kind, rows))
    assert (done.payable, done.counts) == ({"A1": PAID, "A2": PAID, "A3": "159590.96"}, (3, 3, 0))


@pytest.mark.many
@KINDS
def test_a_second_header_in_another_order_has_columns_of_its_own(tmp_path: Path, kind: str) -> None:
    other = [*HEAD[:3], "合法建筑面积", *HEAD[4:10], "合法常住人口"]
    second = ["B1", "王五", "一组", "120", *A1[4:10], "3"]
    done = batch(tmp_path, flat(tmp_path, kind, [HEAD, A1, other, second, HEAD, a(4)]))
    assert done.payable == {"A1": PAID, "B1": "108266.00", "A4": PAID}


def test_a_shorter_second_header_far_down(tmp_path: Path) -> None:
    many = [a(number) for number in range(10, 60)]
    short = ["户编号", "户主", "合法常住人口", "安置方式", "征地告知日"]
    rows = [POND, *([*cells, "0.75"] for cells in many), short, ["C1", "赵六", "3", "不予安置", "2019-03-01"]]
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", rows))
    assert (done.counts, done.payable["C1"], done.payable["A59"]) == ((51, 51, 0), "0.00", "159590.96")


def test_a_second_header_that_is_not_understood_is_refused_at_its_cell(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "v.csv", [HEAD, A1, [*HEAD, "水塘大小"], [*a(2), "1"]])
    assert refused(tmp_path, path) == [("unknown-column", "L")]


def test_a_table_of_records_with_a_second_header(tmp_path: Path) -> None:
    houses = [["户编号", "结构", "等级", "合法建筑面积"], ["A1", "砖混", "一等", 100]]
    houses += [["户编号", "合法建筑面积", "结构", "等级"], ["A1", 56.785, "砖混", "一等"]]
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", {"户": [HEAD[:8], A1[:8]], "房屋": houses}))
    assert done.payable == {"A1": PAID}


@pytest.mark.many
def test_a_household_whose_number_is_merged_into_the_heading_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "v.xlsx", [HEAD, ["", *a(1)[1:]], a(2)])
    file = openpyxl.load_workbook(path)
    file.worksheets[0].merge_cells("A1:A2")
    file.save(path)
    assert refused(tmp_path, path) == [("heading-in-row", "户编号")]
    file = openpyxl.load_workbook(book(tmp_path / "w.xlsx", [HEAD, a(1), HEAD, a(2)]))
    file.save(tmp_path / "w.xlsx")
    assert batch(tmp_path, tmp_path / "w.xlsx").counts == (2, 2, 0)


@KINDS
def test_totals_that_add_up_are_passed_over_and_listed(tmp_path: Path, kind: str) -> None:
    total = ["合计", "", "", "6", "", "", "", "", "", "", "313.57"]
    done = batch(tmp_path, flat(tmp_path, kind, [HEAD, A1, a(2), total]))
    assert (done.counts, asked(done), passed(done)) == ((2, 2, 0), [], [("第4行合计行", 3)])


def test_totals_that_do_not_add_up_are_a_question(call_cli: Call, tmp_path: Path) -> None:
    total = ["合计", "", "", "9", "", "", "", "", "", "", "313.57"]
    path = csv_file(tmp_path / "v.csv", [HEAD, A1, a(2), total])
    done = batch(tmp_path, path)
    (question,) = done.result.inputs.questions
    assert (question.code, str(question.place)) == ("totals-differ", "v.csv 第4行“合法常住人口”列")
    assert call_cli("batch", path, "-o", tmp_path / "out").returncode == 1


def test_subtotals_of_villages_and_their_total(tmp_path: Path) -> None:
    def total(word: str, people: str) -> list[str]:
        return [word, "", "", people, *[""] * 7]

    rows = [HEAD, A1, a(2), total("小计", "6"), a(3), total("小计", "3"), total("合计", "9")]
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", rows))
    assert (done.counts, asked(done)) == ((3, 3, 0), [])


@pytest.mark.many
@KINDS
def test_a_household_called_total_is_not_lost(tmp_path: Path, kind: str) -> None:
    done = batch(tmp_path, flat(tmp_path, kind, [HEAD, ["合计", *A1[1:]], a(2, 户主="合计")]))
    assert done.payable == {"合计": PAID, "A2": PAID}


def test_a_note_is_listed_and_one_with_facts_of_a_household_is_none(tmp_path: Path) -> None:
    rows = [HEAD, A1, ["备注：以测绘为准", *[""] * 10], ["备注：补报", *A1[1:]]]
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", rows))
    assert (list(done.payable), passed(done)) == (["A1", "备注：补报"], [("第3行说明", 1)])


# A household on several rows.

FURTHER = ["", "", "", "", "", "", "", "", "砖木", "二等", "45"]


@pytest.mark.many
@KINDS
def test_further_houses_below_a_household(tmp_path: Path, kind: str) -> None:
    done = batch(tmp_path, flat(tmp_path, kind, [HEAD, A1, FURTHER, FURTHER, a(2)]))
    houses = [r["quantity"] for r in done.items if (r["household_id"], r["item_id"]) == ("A1", "house_compensation")]
    assert (done.counts, houses, done.payable["A2"]) == ((2, 2, 0), ["156.785", "45.00", "45.00"], PAID)


def test_merged_numbers_continue_a_household(tmp_path: Path) -> None:
    path = book(tmp_path / "v.xlsx", [HEAD, A1, FURTHER, a(2)])
    made = openpyxl.load_workbook(path)
    for column in "ABCDEFGH":
        made["名册"].merge_cells(f"{column}2:{column}3")
    made.save(path)
    done = batch(tmp_path, path)
    quantities = [r["quantity"] for r in done.items if r["item_id"] == "house_compensation"]
    assert (done.counts, quantities) == ((2, 2, 0), ["156.785", "45.00", "156.785"])


def test_a_further_row_that_says_something_else_of_the_household_names_the_sheets(tmp_path: Path) -> None:
    odd = ["", "", "", "2", "", "", "", "", "砖木", "二等", "45"]
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [HEAD, A1, odd]))
    assert done.problems == [("continued-row", "合法常住人口", "2")]
    assert "家庭成员" in str(done.rejections[0].problems[0])


@pytest.mark.parametrize("between", [[], ["小计", "", "", "3", *[""] * 7]])
def test_only_directly_below_it(tmp_path: Path, between: list[str]) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [HEAD, A1, between, FURTHER]))
    assert (done.counts, done.payable) == ((2, 1, 1), {"A1": PAID})


def test_blank_numbers_in_a_table_of_records(tmp_path: Path) -> None:
    houses = [["户编号", "结构", "等级", "合法建筑面积"], ["A1", "砖混", "一等", 100], ["", "砖混", "一等", 56.785]]
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", {"户": [HEAD[:8], A1[:8]], "房屋": houses}))
    assert (done.payable, done.counts) == ({"A1": PAID}, (1, 1, 0))


# Units.


@pytest.mark.many
@pytest.mark.parametrize(
    ("line", "refuses"),
    [
        ("单位：平方米", True),
        ("征收土地明细表（单位：平方米）", True),
        ("计量单位：m²", True),
        ("面积单位为平方米", True),
        ("单位：平方米、亩", False),
        ("单位：亩", False),
        ("填报单位：平方米社区", False),
        ("单位：杨家桥村", False),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "xls", "ods"])
def test_a_line_above_the_table_says_the_unit(tmp_path: Path, kind: str, line: str, refuses: bool) -> None:
    rows = [["", "", line], [*HEAD[:8], "水塘面积"], [*A1[:8], "800.5"]]
    path = flat(tmp_path, kind, rows)
    if refuses:
        assert refused(tmp_path, path) == [("wrong-unit", "I")]
    else:
        assert batch(tmp_path, path).counts == (1, 1, 0)


def test_a_line_below_the_table_says_it_too(tmp_path: Path) -> None:
    rows = [[*HEAD[:8], "水塘面积"], [*A1[:8], "800.5"], ["单位：平方米", *[""] * 8]]
    assert refused(tmp_path, csv_file(tmp_path / "v.csv", rows)) == [("wrong-unit", "水塘面积")]


@pytest.mark.many
@pytest.mark.parametrize(
    ("title", "cell", "paid"),
    [
        ("水塘面积（公顷）", "0.05", "18750.00"),
        ("水塘面积（单位：公顷）", "0.05公顷", "18750.00"),
        ("水塘面积（分）", "7.5", "18750.00"),
        ("水塘面积（亩，测绘）", "0.75", "18750.00"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_units_that_convert_exactly(tmp_path: Path, kind: str, title: str, cell: str, paid: str) -> None:
    path = flat(tmp_path, kind, [[*HEAD, title], [*A1, cell]])
    done = batch(tmp_path, path)
    assert [r["amount"] for r in done.items if r["item_id"] == "pond_replacement"] == [paid]
    told = [w.code for w in done.result.inputs.warnings]
    assert told == ([] if "亩" in title else ["unit-converted"])


def test_ten_thousands_of_yuan(tmp_path: Path) -> None:
    header = [*HEAD[:4], "安置方式", "征地告知日", "永州北站或北货场项目", "人均耕地", "货币安置标准（万元/人）"]
    rows = [header, [*A1[:4], "货币安置", "2019-03-01", "是", "0.2", "12.5"]]
    house = [["户编号", "结构", "等级", "合法建筑面积"], ["A1", "砖混", "一等", "100"]]
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", {"户": rows, "房屋": house}))
    assert [r["amount"] for r in done.items if r["item_id"] == "monetary_resettlement"] == ["375000.00"]


def test_another_unit_in_a_cell_is_refused_with_what_it_comes_to(tmp_path: Path) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [POND, [*A1, "7.5分"], [*a(2), "500㎡"]]))
    problems = [problem for rejection in done.rejections for problem in rejection.problems]
    assert [p.code for p in problems] == ["wrong-unit", "wrong-unit"]
    assert "合0.75亩" in str(problems[0]) and "合" not in str(problems[1])


@pytest.mark.parametrize("written", ["156,785", "1，5", "1,250.5"])
def test_commas_in_numbers_between_semicolons(tmp_path: Path, written: str) -> None:
    text = "\n".join(";".join(cells) for cells in (HEAD, a(1, 合法建筑面积=written), a(2)))
    (tmp_path / "v.csv").write_text(text + "\n", encoding="utf-8")
    done = batch(tmp_path, tmp_path / "v.csv")
    assert (done.problems, done.payable) == ([("not-a-number", "合法建筑面积", written)], {"A2": PAID})


# What comes out blank or worse.


@pytest.mark.slow
@pytest.mark.parametrize("value", [0, ""])
def test_placeholders_of_formulas_are_not_calculated(tmp_path: Path, value: Any) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "v.xlsx")) as made:
        sheet = made.add_worksheet("名册")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, A1[:10])
        sheet.write_formula("K2", "=120.5+36.285", None, value)
    done = batch(tmp_path, tmp_path / "v.xlsx")
    assert done.problems == [("error-cell", "合法建筑面积", "#未计算（公式没有计算结果）")]


def test_values_that_only_their_writer_calculated_are_a_question(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "v.xlsx")) as made:
        sheet = made.add_worksheet("名册")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, A1[:10])
        sheet.write_formula("K2", "=120.5+36.285", None, 156.785)
    done = batch(tmp_path, tmp_path / "v.xlsx")
    assert (done.payable, asked(done)) == ({"A1": PAID}, ["stale-formulas"])


def test_uncalculated_formulas_of_old_excel(tmp_path: Path) -> None:
    old = xlwt.Workbook(encoding="utf-8")
    sheet = old.add_sheet("名册")
    for column, (title, cell) in enumerate(zip(HEAD, A1, strict=True)):
        sheet.write(0, column, title)
        sheet.write(1, column, xlwt.Formula("120.5+36.285") if title == "合法建筑面积" else cell)
    old.save(str(tmp_path / "v.xls"))
    assert [code for code, _, _ in batch(tmp_path, tmp_path / "v.xls").problems] == ["error-cell"]


def inline(text: str) -> str:
    return f"<is><t>{escape(text)}</t></is>"


def raw(path: Path, cells: dict[str, str], part: str = "worksheets/sheet1.xml", strings: str = "") -> Path:
    """A workbook of household A1 with a pond, some of whose cells are given as XML."""
    xml = ""
    for number, row in enumerate((POND, [*A1, "0.75"]), 1):
        xml += f'<row r="{number}">'
        for letter, text in zip("ABCDEFGHIJKL", row, strict=True):
            xml += cells.get(f"{letter}{number}") or f'<c r="{letter}{number}" t="inlineStr">{inline(text)}</c>'
        xml += "</row>"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r0" Type="{links}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets><sheet name="名册" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{links}/worksheet"'
            f' Target="{part}"/><Relationship Id="r2" Type="{links}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>",
        )
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{strings}</sst>')
        archive.writestr(f"xl/{part}", f'<worksheet xmlns="{main}"><sheetData>{xml}</sheetData></worksheet>')
    return path


@pytest.mark.many
@pytest.mark.parametrize(
    ("cells", "strings"),
    [
        ({"G2": '<c r="G2" t="str"><v><![CDATA[是]]></v></c>', "L2": '<c r="L2"><v><![CDATA[0.75]]></v></c>'}, ""),
        ({"L2": '<c r="L2" t="s"><v>0</v></c>'}, "<si><t><![CDATA[0.75]]></t></si>"),
        ({"L2": '<c r="L2"><v>0<![CDATA[.75]]></v></c>'}, ""),
        ({"B2": f'<c r="B2" t="inlineStr">{inline("张<三>")}</c>', "L2": '<c r="L2"><v><![CDATA[0.75]]></v></c>'}, ""),
    ],
)
def test_unparsed_text_is_read(tmp_path: Path, cells: dict[str, str], strings: str) -> None:
    assert batch(tmp_path, raw(tmp_path / "v.xlsx", cells, strings=strings)).payable == {"A1": "159590.96"}


@pytest.mark.slow
@pytest.mark.parametrize("part", ["worksheets/sheet1.xml", "sheet1.xml", "tables/data.xml"])
def test_error_cells_wherever_the_part_lies(tmp_path: Path, part: str) -> None:
    cells = {"L2": '<c r="L2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'}
    done = batch(tmp_path, raw(tmp_path / "v.xlsx", cells, part))
    assert done.problems == [("error-cell", "水塘面积", "#DIV/0!")]


@pytest.mark.many
@pytest.mark.parametrize(
    "cell", ['<c r="L2" t="s"/>', '<c r="L2" t="s"><v></v></c>', '<c r="L2" t="b"/>', '<c r="L2" t="str"></c>']
)
def test_a_cell_of_text_without_its_text_is_refused(tmp_path: Path, cell: str) -> None:
    assert [c for c, _, _ in batch(tmp_path, raw(tmp_path / "v.xlsx", {"L2": cell})).problems] == ["error-cell"]


@pytest.mark.slow
@pytest.mark.parametrize("cell", ['<c r="L2" s="0"/>', '<c r="L2" t="n"/>', '<c r="L2" t="inlineStr"/>'])
def test_a_blank_cell_is_blank(tmp_path: Path, cell: str) -> None:
    assert batch(tmp_path, raw(tmp_path / "v.xlsx", {"L2": cell})).payable == {"A1": PAID}


@pytest.mark.many
@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
@pytest.mark.parametrize("quoted", [False, True])
def test_a_row_shorter_than_the_header_is_refused(tmp_path: Path, end: str, quoted: bool) -> None:
    lines = [",".join(cells) for cells in (HEAD, A1, a(2)[:7])]
    if quoted:
        lines[1] = lines[1].replace("张三", '"张三"')
    (tmp_path / "v.csv").write_text("\n".join(lines) + end, encoding="utf-8")
    done = batch(tmp_path, tmp_path / "v.csv")
    assert (done.problems, done.payable) == ([("short-row", "", "")], {"A1": PAID})


def test_one_bad_byte_is_found_by_its_row(tmp_path: Path) -> None:
    lines = [",".join(a(number)) for number in range(2, 40)]
    content = "\n".join([",".join(HEAD), *lines]).encode().split(b"\n")
    content[30] = content[30].replace("张".encode(), b"\xe5\xbc")
    (tmp_path / "v.csv").write_bytes(b"\n".join(content))
    with pytest.raises(Refused) as caught:
        batch(tmp_path, tmp_path / "v.csv")
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.line) == ("encoding", 31)


def test_the_mark_at_the_end_of_old_files_is_no_household(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "v.csv", [HEAD, A1])
    path.write_bytes(path.read_bytes() + b"\x1a")
    done = batch(tmp_path, path)
    assert (done.counts, passed(done)) == ((1, 1, 0), [("第3行文件结束符（Ctrl-Z）", 1)])


# Days and numbers as they are shown.


@pytest.mark.many
@pytest.mark.parametrize("day", [2020, 2020.0, "2020", "2019年5月", "19-5-20", "1905-07-12", "1949-12-31"])
def test_a_year_or_half_a_day_in_a_column_of_days(tmp_path: Path, day: Any) -> None:
    crops = [["户编号", "青苗种类", "面积", "栽种日期"], ["A1", "水稻", 2, day]]
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", {"户": [HEAD[:8], A1[:8]], "青苗": crops}))
    assert [(code, column) for code, column, _ in done.problems] == [("not-a-date", "栽种日期")]


@pytest.mark.parametrize("day", ["1905/7/12", "1949-12-31", "2019年5月", "2019"])
def test_the_same_in_a_csv(tmp_path: Path, day: str) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [HEAD, a(1, 征地告知日=day), a(2)]))
    assert (done.problems[0][:2], list(done.payable)) == (("not-a-date", "征地告知日"), ["A2"])


@pytest.mark.slow
def test_a_day_shown_without_its_day_and_an_old_registration(tmp_path: Path) -> None:
    members = [["户编号", "姓名", "户口登记日"], ["A1", "张三", "1935-06-01"]]
    path = workbook(tmp_path / "v.xlsx", {"户": [[*HEAD[:3], *HEAD[4:8]], [*A1[:3], *A1[4:8]]], "家庭成员": members})
    assert batch(tmp_path, path).counts == (1, 1, 0)
    made = openpyxl.load_workbook(path)
    made["家庭成员"]["C2"] = 43586
    made["家庭成员"]["C2"].number_format = 'yyyy"年"m"月"'
    made.save(path)
    assert batch(tmp_path, path).problems == [("not-a-date", "户口登记日", "2019年5月")]


def test_a_number_that_is_shown_with_zeros_is_that(tmp_path: Path) -> None:
    path = book(tmp_path / "v.xlsx", [HEAD, [1, *A1[1:]]])
    made = openpyxl.load_workbook(path)
    made["名册"]["A2"].number_format = "000"
    made["名册"]["D2"] = 3
    made["名册"]["D2"].number_format = "00"
    made.save(path)
    assert batch(tmp_path, path).payable == {"001": PAID}


@pytest.mark.slow
def test_a_number_that_old_excel_and_opendocument_show_with_zeros(tmp_path: Path) -> None:
    old = xlwt.Workbook(encoding="utf-8")
    sheet = old.add_sheet("名册")
    for column, (title, cell) in enumerate(zip(HEAD, [1, *A1[1:]], strict=True)):
        sheet.write(0, column, title)
        sheet.write(1, column, cell, xlwt.easyxf(num_format_str="000" if column == 0 else "General"))
    old.save(str(tmp_path / "v.xls"))
    assert batch(tmp_path, tmp_path / "v.xls").payable == {"001": PAID}
    number = '<table:table-cell office:value-type="float" office:value="1"><text:p>001</text:p></table:table-cell>'
    assert batch(tmp_path, ods(tmp_path / "v.ods", [HEAD, [number, *A1[1:]]])).payable == {"001": PAID}


def test_texts_written_as_formulas_are_unwrapped(tmp_path: Path) -> None:
    row = ['="001"', *A1[1:10], '="156.785"']
    (tmp_path / "v.csv").write_text(",".join(HEAD) + "\n" + ",".join(row) + "\n", encoding="utf-8")
    assert batch(tmp_path, tmp_path / "v.csv").payable == {"001": PAID}


@pytest.mark.parametrize("number", ["1.0E+17", "1.0e+17", "4.3e+17"])
def test_damaged_numbers_in_either_case(tmp_path: Path, number: str) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [HEAD, [number, *A1[1:]], a(2)]))
    assert (done.problems, list(done.payable)) == ([("id-damaged", "户编号", number)], ["A2"])


@pytest.mark.parametrize("name", ["张\ufffd", "张\0三"])
def test_damaged_characters(tmp_path: Path, name: str) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [HEAD, a(1, 户主=name), a(2)]))
    assert ([p[:2] for p in done.problems], list(done.payable)) == ([("damaged-text", "户主")], ["A2"])


# What people don't see.


@pytest.mark.many
@pytest.mark.parametrize("what", ["hidden-rows", "hidden-columns", "struck-through"])
@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_what_is_hidden_is_a_question(tmp_path: Path, what: str, kind: str) -> None:
    path = tmp_path / f"v.{kind}"
    if kind == "xlsx":
        made = openpyxl.load_workbook(book(path, [HEAD, A1, a(2)]))
        sheet = made["名册"]
        if what == "hidden-rows":
            sheet.row_dimensions[3].hidden = True
        elif what == "hidden-columns":
            sheet.column_dimensions["K"].hidden = True
        else:
            sheet["K3"].font = Font(strike=True)
        made.save(path)
    else:
        old = xlwt.Workbook(encoding="utf-8")
        sheet = old.add_sheet("名册")
        struck = xlwt.easyxf("font: struck_out on")
        for number, cells in enumerate((HEAD, A1, a(2))):
            for column, cell in enumerate(cells):
                marked = what == "struck-through" and (number, column) == (2, 10)
                sheet.write(number, column, cell, struck if marked else xlwt.easyxf(""))
        sheet.row(2).hidden = what == "hidden-rows"
        sheet.col(10).hidden = what == "hidden-columns"
        old.save(str(path))
    done = batch(tmp_path, path)
    (question,) = done.result.inputs.questions
    assert (question.code, done.counts) == (what, (2, 2, 0))
    assert "1 " in question.message and ("合法建筑面积" if what == "hidden-columns" else "第3行") in question.message


def test_rows_that_a_filter_hides(call_cli: Call, tmp_path: Path) -> None:
    path = book(tmp_path / "v.xlsx", [HEAD, A1, a(2)])
    edited(path, SHEET, '<row r="3"', '<row hidden="1" r="3"')
    result = call_cli("batch", path, "-o", tmp_path / "out")
    assert result.returncode == 1
    assert "有 1 行是隐藏的，也算在内：第3行" in result.stderr


def test_rows_that_a_filter_hides_in_opendocument(tmp_path: Path) -> None:
    path = ods(tmp_path / "v.ods", [HEAD, A1, a(2)])
    row = "<table:table-row>(?=<table:table-cell office:value-type=.string.><text:p>A2<)"
    edited(path, "content.xml", row, '<table:table-row table:visibility="filter">')
    (question,) = batch(tmp_path, path).result.inputs.questions
    assert (question.code, "被筛选掉或隐藏了，也算在内：第3行" in question.message) == ("hidden-rows", True)


def test_a_lone_hidden_sheet_is_the_cause(tmp_path: Path) -> None:
    path = workbook(tmp_path / "v.xlsx", {"名册": [HEAD, A1], "说明": [["怎样填"]]}, hidden=["名册"])
    assert refused(tmp_path, path) == [("hidden-sheet", None)]


def test_the_example_of_the_blank_tables_is_no_household(tmp_path: Path) -> None:
    for kind in ("csv", "xlsx"):
        done = batch(tmp_path, flat(tmp_path, kind, [HEAD, ["示例-001", "示例户主", *A1[2:]], a(2)]))
        assert (done.problems, done.payable) == ([("example-row", "户编号", "示例-001")], {"A2": PAID})


# What is passed over is listed everywhere.


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_columns_that_are_ignored_are_listed_with_how_many_cells(call_cli: Call, tmp_path: Path, kind: str) -> None:
    header = [*HEAD, "有没有争议过", "空列"]
    path = flat(tmp_path, kind, [header, [*A1, "是", ""], [*a(2), "", ""], [*a(3), "是", ""]])
    result = call_cli("batch", path, "-o", tmp_path / "out", "--ignore-extra")
    assert "“有没有争议过”列（2 格有内容）" in result.stdout.replace("\n", "")
    manifest = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    listed = [(one["what"], one["filled"]) for one in manifest["passed_over"]]
    assert listed == [("“有没有争议过”列", 2), ("“空列”列", 0)]
    rows = list(openpyxl.load_workbook(tmp_path / "out" / "summary.xlsx")["略过"].values)
    assert [row[2:4] for row in rows[3:5]] == listed
