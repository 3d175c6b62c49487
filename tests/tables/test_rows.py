"""Which rows are households: not blank ones, totals, notes below the table, or the header once more."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.batches import FACTS, HEADER, PAID, ROW, batch, csv_file, row, workbook

BLANK = [""] * len(HEADER)


def of(**cells: Any) -> list[Any]:
    """A row that is blank but for some cells."""
    return [cells.get(title, "") for title in HEADER]


@pytest.mark.many
@pytest.mark.parametrize(
    "passed_over",
    [
        [],
        BLANK,
        [" ", "\u3000", "", "", "", ""],
        of(户编号="合计", 合法常住人口="8"),
        of(户编号="合 计", 合法常住人口="8"),
        of(户编号="合计：", 合法常住人口="8"),
        of(户编号="总计（人）", 合法常住人口="8"),
        of(户编号="本页小计", 合法常住人口="8"),
        of(户主="小计", 合法常住人口="8"),
        of(村组="一组", 安置方式="合计"),
        of(户编号="注：面积以测绘成果为准。"),
        of(户编号="填表人：张三", 安置方式="审核人：李四"),
        of(户主="制表: 张三"),
        HEADER,
        ["户 编 号", *HEADER[1:]],
    ],
)
@pytest.mark.parametrize("kind", ["csv", "quoted csv", "xlsx"])
def test_rows_that_are_no_households_are_passed_over_anywhere(
    tmp_path: Path, kind: str, passed_over: list[str]
) -> None:
    rows = [HEADER, row(户编号="A1"), passed_over, row(户编号="A2"), passed_over, passed_over]
    if kind == "xlsx":
        done = batch(tmp_path, workbook(tmp_path / "v.xlsx", {"花名册": rows}))
    else:
        last = row(户编号="A3", 户主='"三"' if kind == "quoted csv" else "三")
        done = batch(tmp_path, csv_file(tmp_path / "v.csv", [*rows, last]))
    assert done.counts == (len(done.payable), len(done.payable), 0)
    assert set(done.payable) >= {"A1", "A2"}


@pytest.mark.many
@pytest.mark.parametrize(
    "kept",
    [
        of(户编号="A2"),
        of(户主="李四"),
        of(户编号="合计户"),
        of(户编号="A2", 户主="合计"),
        of(户编号="注水村1"),
        of(户编号="户001"),
        of(户编号="单位甲", 户主="李四"),
        row(户编号="A2", 村组="合计村"),
        of(户编号="0"),
    ],
)
def test_whatever_may_be_a_household_is_one(tmp_path: Path, kept: list[str]) -> None:
    assert batch(tmp_path, csv_file(tmp_path / "v.csv", [HEADER, ROW, kept])).counts[0] == 2
    assert batch(tmp_path, workbook(tmp_path / "v.xlsx", {"表": [HEADER, ROW, kept]})).counts[0] == 2


def test_rows_that_hold_only_a_serial_number_are_blank(tmp_path: Path) -> None:
    rows = [["序号", *HEADER], ["1", *ROW], ["2", *BLANK], ["3", *BLANK], ["合计", *of(合法常住人口="4")]]
    assert batch(tmp_path, csv_file(tmp_path / "v.csv", rows), ignore_extra=True).counts == (1, 1, 0)


def test_row_numbers_are_the_files_own(tmp_path: Path) -> None:
    bad = row(户编号="B", 合法常住人口="四")
    rows = [["标题"], [], HEADER, ROW, [], of(户编号="小计"), bad, row(户编号="C", 户主="一行\n两行"), bad]
    csv = batch(tmp_path, csv_file(tmp_path / "v.csv", rows))
    xlsx = batch(tmp_path, workbook(tmp_path / "v.xlsx", {"表": rows}))
    assert [r["source"] for r in csv.rejected] == ["v.csv 第7行", "v.csv 第9行"]
    assert [r["source"] for r in xlsx.rejected] == ["v.xlsx 工作表“表” 第7行", "v.xlsx 工作表“表” 第9行"]


def test_a_comma_too_many_shifts_a_row_and_is_told(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text(",".join(FACTS) + "\nA1,张三,一组,1,250,安置地安置,2019-03-01,否,否\n", encoding="utf-8")
    for extra in (False, True):
        done = batch(tmp_path, path, ignore_extra=extra)
        assert ("stray-cell", "I", "否") in done.problems


@pytest.mark.slow
def test_content_below_no_header_is_told_and_may_be_passed_over(tmp_path: Path) -> None:
    rows = [[*HEADER[:3], "", *HEADER[3:]], [*ROW[:3], "", *ROW[3:]], [*row(户编号="A2")[:3], 7, *ROW[3:], "", "旁注"]]
    path = workbook(tmp_path / "v.xlsx", {"表": rows})
    assert batch(tmp_path, path).problems == [("stray-cell", "D", "7"), ("stray-cell", "N", "旁注")]
    assert batch(tmp_path, path, ignore_extra=True).counts == (2, 2, 0)


def test_a_village_merged_over_its_households_holds_for_all_of_them(tmp_path: Path) -> None:
    rows = [HEADER, row(), row(户编号="A2", 村组=None), row(户编号="A3", 村组=None), row(户编号="A4", 村组="二组")]
    path = workbook(tmp_path / "v.xlsx", {"表": rows})
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("C2:C4")
    book.save(path)
    assert [r["village"] for r in batch(tmp_path, path).totals] == ["一组", "一组", "一组", "二组"]


def test_a_number_merged_over_several_households_is_refused_for_the_lower_ones(tmp_path: Path) -> None:
    rows = [[*HEADER, "水塘面积"], [*row(), 1.5], [*row(户编号="A2"), None], [*row(户编号="A3"), 2]]
    path = workbook(tmp_path / "v.xlsx", {"表": rows})
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("L2:L3")
    book.save(path)
    done = batch(tmp_path, path)
    assert (list(done.payable), done.problems) == (["A1", "A3"], [("merged-cell", "水塘面积", "1.5")])


def test_a_note_merged_over_rows_below_the_table_is_no_household(tmp_path: Path) -> None:
    path = workbook(tmp_path / "v.xlsx", {"表": [HEADER, ROW, of(户编号="备注：以测绘为准"), BLANK, BLANK]})
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A3:F5")
    book.save(path)
    assert batch(tmp_path, path).counts == (1, 1, 0)


def test_a_household_paid_for_its_row(tmp_path: Path) -> None:
    assert batch(tmp_path, csv_file(tmp_path / "v.csv", [HEADER, ROW])).payable == {"A1": PAID}
