"""Finding the header: above it anything may stand, in it units, marks and line breaks, and it may take two rows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.batches import FACTS, HEADER, PAID, PERSON, ROW, batch, csv_file, row, workbook
from yzcomp import Refused

BLANK = [""] * len(HEADER)


def refusal(folder: Path, rows: Sequence[Sequence[Any]], **options: Any) -> list[tuple[str, str | None, str | None]]:
    with pytest.raises(Refused) as caught:
        batch(folder, csv_file(folder / "v.csv", rows), **options)
    return [(p.code, p.place.cell_column, p.field) for p in caught.value.problems]


@pytest.mark.parametrize(
    "above",
    [
        [],
        [["杨家桥村花名册", *BLANK[1:]]],
        [["杨家桥村花名册"]],
        [["杨家桥村花名册"], [], ["单位：亩、㎡", "", "2019年3月1日"], BLANK],
        [[f"第{number}行说明"] for number in range(1, 19)],
    ],
)
def test_titles_notes_and_blank_rows_above_the_header(tmp_path: Path, above: list[list[str]]) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [*above, HEADER, ROW, row(户编号="A2", 合法常住人口="四")]))
    assert done.payable == {"A1": PAID}
    assert done.rejected[0]["source"] == f"v.csv 第{len(above) + 3}行"


def test_headers_in_english_in_chinese_in_any_order_and_mixed(tmp_path: Path) -> None:
    header = ["notice_date", "户主", "Resettlement", "户编号", "LEGAL_RESIDENTS", "Legal_Floor_Area", "结构", "grade"]
    cells = ["2019-03-01", "张三", "site", "A1", "4", "0", "砖混", "一等"]
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [header, cells]))
    assert done.payable == {"A1": PAID}


@pytest.mark.many
@pytest.mark.parametrize(
    "written",
    [
        "合法常住人口",
        " 合法常住人口 ",
        "合法\n常住人口",
        "合法常住人口（人）",
        "合法常住人口(人)",
        "*合法常住人口",
        "合法常住人口*（必填）",
        "合法　常住人口",
        "合法常住人口：",
        "合法常住人口（单位：人）",
        "合法常住人口（必填，人）",
    ],
)
def test_marks_units_and_breaks_in_a_header(tmp_path: Path, written: str) -> None:
    header = [written if title == "合法常住人口" else title for title in HEADER]
    assert batch(tmp_path, csv_file(tmp_path / "v.csv", [header, ROW])).payable == {"A1": PAID}


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("货币安置标准（元/㎡）", "元/㎡"),
        ("合法建筑面积（亩）", "亩"),
        ("水塘面积（㎡）", "㎡"),
        ("水塘面积（单位为平方米）", "平方米"),
        ("水塘面积（按平方米计）", "平方米"),
        ("水塘面积（百亩）", "百亩"),
        ("合法建筑面积（百平方米）", "百平方米"),
        ("水塘面积（选填，平方米）", "平方米"),
        ("过渡月数（年）", "年"),
    ],
)
def test_a_column_in_another_unit_is_refused_not_converted(tmp_path: Path, title: str, unit: str) -> None:
    with pytest.raises(Refused) as caught:
        batch(tmp_path, csv_file(tmp_path / "v.csv", [[*FACTS, title], [*PERSON, "1"]]))
    (problem,) = caught.value.problems
    assert (problem.code, problem.field, problem.place.cell_column) == ("wrong-unit", title, "I")
    assert f"“{unit}”" in problem.message


def test_an_unknown_column_is_refused_with_the_nearest_known_one(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        batch(tmp_path, csv_file(tmp_path / "v.csv", [[*HEADER, "合法建面", "层数"], [*ROW, "", ""]]))
    first, second = caught.value.problems
    assert str(first) == (
        "v.csv 第1行“L”列：「合法建面」没有这一列。是不是“合法建筑面积”？"
        "用 yzcomp columns 写出列的对照，确认后用 --columns；不需要的列可以加 --ignore-extra 略过"
    )
    assert (second.code, second.place.cell_column, second.field) == ("unknown-column", "M", "层数")


def test_unknown_columns_are_passed_over_when_that_is_asked_for(tmp_path: Path) -> None:
    rows = [["序号", *HEADER, "层数"], ["1", *ROW, "无"], ["2", *row(户编号="A2"), "#N/A"]]
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", rows), ignore_extra=True)
    assert done.payable == {"A1": PAID, "A2": PAID}


def test_a_column_twice_is_refused_also_under_its_other_name(tmp_path: Path) -> None:
    assert refusal(tmp_path, [[*HEADER, "户主"], [*ROW, "李四"]]) == [("duplicate-column", "L", "户主")]
    assert refusal(tmp_path, [[*HEADER, "head"], [*ROW, "李四"]]) == [("duplicate-column", "L", "head")]


def test_without_a_number_there_are_no_households(tmp_path: Path) -> None:
    assert refusal(tmp_path, [HEADER[1:], ROW[1:]]) == [("missing-column", None, "户编号")]


@pytest.mark.parametrize("rows", [[["甲", "乙"], ["1", "2"]], [["户编号"], ["A1"]], [["只有一行字"]]])
def test_a_table_without_a_header_is_refused(tmp_path: Path, rows: list[list[str]]) -> None:
    assert refusal(tmp_path, rows) == [("no-header", None, None)]


def test_a_header_below_the_twentieth_row_is_not_looked_for(tmp_path: Path) -> None:
    assert refusal(tmp_path, [*[["说明"]] * 20, HEADER, ROW]) == [("no-header", None, None)]


UPPER = ["户编号", "户主", "合法常住人口", "安置方式", "征地告知日", "签约情况", "", "房屋", ""]
LOWER = ["", "", "", "", "", "签约期限", "签约日期", "合法建筑面积（㎡）", "底层占地面积（㎡）"]
VALUES = ["A1", "张三", "4", "安置地安置", "2019-03-01", "2019-05-31", "2019-05-30", "100", "50"]


def test_a_header_of_two_rows(tmp_path: Path) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [["花名册"], UPPER, LOWER, VALUES]), with_standards=False)
    assert done.payable == {"A1": "7200.00"}


def test_a_header_of_two_rows_with_most_of_its_titles_in_the_lower_one(tmp_path: Path) -> None:
    upper, lower = (
        ["户编号", "户主", "", "基本情况", *UPPER[4:]],
        ["", "", "合法常住人口", "安置方式", "征地告知日", *LOWER[5:]],
    )
    upper[4] = ""
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [upper, lower, VALUES]), with_standards=False)
    assert done.payable == {"A1": "7200.00"}


def test_a_header_of_two_rows_with_merged_cells(tmp_path: Path) -> None:
    import openpyxl

    path = workbook(tmp_path / "v.xlsx", {"花名册": [UPPER, LOWER, VALUES]})
    book = openpyxl.load_workbook(path)
    for place in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:G1", "H1:I1"):
        book.active.merge_cells(place)
    book.save(path)
    assert batch(tmp_path, path, with_standards=False).payable == {"A1": "7200.00"}
