"""The fix-up workbook: rejected rows as they were, what is wrong in place, and input again once it is put right."""

import datetime
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.batches import HEADER, ROW, Done, batch, csv_file, row, workbook
from yzcomp import Refused
from yzcomp.batch.fixup import check_fix_up, write_fix_up

BAD = "FFFFC7CE"


def fix_up(done: Done, path: Path, force: bool = False) -> Any:
    write_fix_up(path, done.result, force)
    return openpyxl.load_workbook(path)


def rows(sheet: Any) -> list[list[Any]]:
    """The rows without what the fix-up workbook adds to them."""
    found = [list(cells) for cells in sheet.iter_rows(values_only=True)]
    added = found[0].index("退回原因")
    return [[*cells[:added], *cells[added + 2 :]] for cells in found]


def marked(book: Any) -> dict[str, str]:
    """The coloured cells and their comments without the line that says where the row comes from."""
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text.split("\n来源：")[0]
        for sheet in book
        for cells in sheet.iter_rows()
        for cell in cells
        if cell.fill.start_color.rgb == BAD
    }


def corrected(path: Path, cells: Mapping[str, Any]) -> Path:
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        sheet, _, coordinate = place.partition("!")
        book[sheet][coordinate] = value
    book.save(path)
    return path


FLAT = [
    ["花名册"],
    ["户主", "户编号", "合法常住人口（人）", "安置方式", "征地告知日", "水塘面积", "身份证号"],
    ["张三", "A1", "4", "安置地安置", "2019-03-01", "", ""],
    ["李四", "A2", "四", "安置", "2019-03-01", "1.5㎡", ""],
    ["王五", "", "3", "安置地安置", "2019/3/1", "0.5", "110105194912310021"],
]


def test_rejected_rows_come_back_as_they_were(tmp_path: Path) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", FLAT))
    book = fix_up(done, tmp_path / "fix.xlsx")
    assert book.sheetnames == ["户", "说明"]
    assert rows(book["户"]) == [
        ["户编号", "户主", "合法常住人口", "安置方式", "征地告知日", "水塘面积", "身份证号"],
        ["A2", "李四", "四", "安置", "2019-03-01", "1.5㎡", None],
        [None, "王五", "3", "安置地安置", "2019/3/1", "0.5", "110105194912310021"],
    ]
    assert all(c.data_type in ("s", "n") and c.number_format == "@" for cells in book["户"]["A2:G3"] for c in cells)


def test_bad_cells_are_coloured_and_say_everything_that_is_wrong(tmp_path: Path) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", FLAT))
    book = fix_up(done, tmp_path / "fix.xlsx")
    found = marked(book)
    assert list(found) == ["户!C2", "户!D2", "户!F2", "户!A3", "户!G3"]
    assert found["户!C2"] == "「合法常住人口」“四”不是数字。只填数字，如 1250.5 或 1,250.5，不带单位"
    assert found["户!A3"] == "「户编号」必填，没有填写。补上户编号"
    assert "校验码不对" in found["户!G3"]
    assert book["户"]["A2"].comment.text == "来源：v.csv 第4行"


def test_reasons_and_origin_have_columns_of_their_own(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "v.csv", FLAT)
    sheet = fix_up(batch(tmp_path, path), tmp_path / "fix.xlsx")["户"]
    head, first, second = ([cell.value for cell in cells[-2:]] for cells in sheet.iter_rows())
    assert head == ["退回原因", "退回来源"]
    assert first[0].split("\n")[0] == "1. 「合法常住人口」“四”不是数字。只填数字，如 1250.5 或 1,250.5，不带单位"
    assert [line[:2] for line in first[0].split("\n")] == ["1.", "2.", "3."]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert [first[1], second[1]] == [f"v.csv 第4行 #{digest[:12]}", f"v.csv 第5行 #{digest[:12]}"]


def test_a_converted_column_comes_back_in_its_own_unit(tmp_path: Path) -> None:
    """0.05公顷 are 0.75亩: the heading says what the figures are in now."""
    cells = [["A1", "张三", "四", "不予安置", "2019-03-01", "0.05"], ["A2", "李四", "3", "不予安置", "", "约0.05"]]
    head = ["户编号", "户主", "合法常住人口", "安置方式", "征地告知日", "水塘面积（公顷）"]
    path = tmp_path / "fix.xlsx"
    book = fix_up(batch(tmp_path, csv_file(tmp_path / "v.csv", [head, *cells])), path)
    assert [r[5] for r in rows(book["户"])] == ["水塘面积（亩）", "0.75", "约0.05公顷"]
    corrected(path, {"户!C2": 4})
    again = batch(tmp_path, path)
    assert (again.payable, [p[0] for p in again.problems]) == ({"A1": "18750.00"}, ["not-a-number"])


def test_a_comma_between_semicolons_stays_in_doubt(tmp_path: Path) -> None:
    head = ["户编号", "户主", "合法常住人口", "安置方式", "征地告知日", "水塘面积"]
    source = csv_file(tmp_path / "v.csv", [head, ["A1", "张三", "4", "不予安置", "2019-03-01", "1,250"]], delimiter=";")
    path = tmp_path / "fix.xlsx"
    assert rows(fix_up(batch(tmp_path, source), path)["户"])[1][5] == "？1,250"
    assert [p[:2] for p in batch(tmp_path, path).problems] == [("not-a-number", "水塘面积")]


def test_corrected_it_is_input_again(tmp_path: Path) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", FLAT))
    path = tmp_path / "fix.xlsx"
    fix_up(done, path)
    again = batch(tmp_path, path)
    assert ([p[0] for p in again.problems], again.counts) == ([p[0] for p in done.problems], (2, 0, 2))
    corrected(path, {"户!C2": "4", "户!D2": "安置地安置", "户!F2": 1.5, "户!A3": "A3", "户!G3": "11010519491231002X"})
    assert batch(tmp_path, path).payable == {"A2": "37500.00", "A3": "12500.00"}


SHEETS = {
    "户": [
        HEADER,
        ROW,
        row(户编号="A2"),
        row(户编号="A2", 户主="李四"),
        [7, "王五", "一组", 2.5, "site", datetime.date(2019, 3, 1)],
    ],
    "家庭成员": [["户编号", "姓名"], ["A1", "张三"]],
    "水塘": [["水塘类别", "户编号", "面积"], ["水塘", "A2", 1], [None, 7, 0.1 + 0.2], [None, "B9", 3], [None, None, 4]],
}


def test_tables_come_back_as_tables_with_orphans(tmp_path: Path) -> None:
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", SHEETS))
    book = fix_up(done, tmp_path / "fix.xlsx")
    assert book.sheetnames == ["户", "家庭成员", "水塘", "说明"]
    assert [r[0] for r in rows(book["户"])] == ["户编号", "A1", "A2", "A2", "7"]
    assert rows(book["户"])[4] == ["7", "王五", "一组", "2.5", "site", "2019-03-01", *[None] * 5]
    assert rows(book["水塘"]) == [
        ["户编号", "水塘类别", "面积"],
        ["A2", "水塘", "1"],
        ["7", None, "0.3"],
        ["B9", None, "3"],
        [None, None, "4"],
    ]
    assert list(marked(book)) == ["户!D2", "户!A3", "户!A4", "户!D5", "水塘!A4", "水塘!A5"]


def test_tables_corrected_are_input_again(tmp_path: Path) -> None:
    sheets = {**SHEETS, "家庭成员": [["户编号", "姓名"]]}
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", sheets))
    assert list(done.payable) == ["A1"]
    path = tmp_path / "fix.xlsx"
    fix_up(done, path)
    corrected(path, {"户!A3": "A3", "户!D4": 2, "水塘!A4": "A3", "水塘!A5": "7"})
    assert batch(tmp_path, path).payable == {"A2": "27200.00", "A3": "77200.00", "7": "107500.00"}


def test_inputs_of_several_shapes_make_one_workbook(tmp_path: Path) -> None:
    flat = csv_file(tmp_path / "f.csv", [["户编号", "户主", "水塘面积"], ["F1", "甲", "x"]])
    tables = workbook(
        tmp_path / "t.xlsx", {"户": [["户编号", "合法常住人口"], ["T1", 1]], "水塘": [["户编号", "面积"], ["T1", -1]]}
    )
    book = fix_up(batch(tmp_path, flat, tables), tmp_path / "fix.xlsx")
    assert rows(book["户"]) == [
        ["户编号", "户主", "水塘面积", "合法常住人口"],
        ["F1", "甲", "x", None],
        ["T1", None, None, "1"],
    ]
    assert rows(book["水塘"]) == [["户编号", "面积"], ["T1", "-1"]]


def test_what_has_no_cell_of_its_own_is_said_at_the_number(tmp_path: Path) -> None:
    header = ["户编号", "户主", "合法常住人口", "安置方式"]
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [header, ["A1", "张三", "4", "分散迁建安置"]]))
    book = fix_up(done, tmp_path / "fix.xlsx")
    assert list(marked(book)) == ["户!A2"]
    assert all(word in marked(book)["户!A2"] for word in ("1. ", "2. ", "城市规划区范围外", "过渡月数"))


def test_a_blank_cell_that_had_to_be_filled_is_coloured_itself(tmp_path: Path) -> None:
    header = [*HEADER, "底层占地面积", "城市规划区范围外", "过渡月数"]
    done = batch(
        tmp_path, csv_file(tmp_path / "v.csv", [header, [*row(安置方式="分散迁建安置", 户主=""), "0", "", "12"]])
    )
    assert list(marked(fix_up(done, tmp_path / "fix.xlsx"))) == ["户!B2", "户!M2"]


def test_content_below_no_header_is_kept_and_marked(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("户编号,户主,合法常住人口,安置方式\nA1,张三,1,250,安置地安置\n", encoding="utf-8")
    book = fix_up(batch(tmp_path, path), tmp_path / "fix.xlsx")
    assert rows(book["户"])[1] == ["A1", "张三", "1", "250", "安置地安置"]
    assert "没有表头，却有内容" in marked(book)["户!G2"]


def test_columns_that_were_passed_over_are_left_out(tmp_path: Path) -> None:
    done = batch(
        tmp_path, csv_file(tmp_path / "v.csv", [["序号", *HEADER], ["1", *row(合法常住人口="四")]]), ignore_extra=True
    )
    path = tmp_path / "fix.xlsx"
    assert rows(fix_up(done, path)["户"])[0] == HEADER
    assert batch(tmp_path, path).counts == (1, 0, 1)


def test_a_damaged_number_keeps_looking_damaged(tmp_path: Path) -> None:
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", {"表": [[*HEADER, "身份证号"], [*ROW, 110105194912310020]]}))
    path = tmp_path / "fix.xlsx"
    assert rows(fix_up(done, path)["户"])[1][-1] == "1.10105194912310E+17"
    assert [p[0] for p in batch(tmp_path, path).problems] == ["id-damaged"]


def test_nothing_in_it_is_a_formula(tmp_path: Path) -> None:
    evil = "=HYPERLINK(1)"
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [HEADER, [evil, evil, evil, evil, *ROW[4:]]]))
    book = fix_up(done, tmp_path / "fix.xlsx")
    assert rows(book["户"])[1][:4] == [evil] * 4
    assert {cell.data_type for cell in book["户"][2]} == {"s"}


def test_the_same_rejections_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("1.xlsx", "2.xlsx"):
        fix_up(batch(tmp_path, csv_file(tmp_path / "v.csv", FLAT)), tmp_path / name)
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_it_is_not_written_over_anything_unless_asked_for(tmp_path: Path) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", FLAT))
    path = tmp_path / "fix.xlsx"
    path.write_text("mine")
    with pytest.raises(Refused, match="没有覆盖"):
        fix_up(done, path)
    assert path.read_text() == "mine"
    fix_up(done, path, force=True)


def test_what_stands_in_its_way_is_known_before_anything_is_computed(tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", FLAT)
    (tmp_path / "村").mkdir()
    (tmp_path / "old.xlsx").write_text("mine")
    out = tmp_path / "out"
    check_fix_up(tmp_path / "new.xlsx", [source], out, False)
    check_fix_up(out / "new.xlsx", [source], out, False)
    check_fix_up(tmp_path / "old.xlsx", [source], out, True)
    for path, inputs, force in (
        (tmp_path / "new.csv", [source], True),
        (tmp_path / "old.xlsx", [source], False),
        (tmp_path / "old.xlsx", [tmp_path / "old.xlsx"], True),
        (tmp_path / "村" / "new.xlsx", [tmp_path / "村"], True),
        (tmp_path / "none" / "new.xlsx", [source], True),
    ):
        with pytest.raises(Refused):
            check_fix_up(path, inputs, out, force)


def test_a_merged_number_says_that_it_is_one(tmp_path: Path) -> None:
    path = workbook(tmp_path / "v.xlsx", {"表": [[*HEADER, "水塘面积"], [*ROW, 1.5], [*row(户编号="A2"), None]]})
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("L2:L3")
    book.save(path)
    done = batch(tmp_path, path)
    found = fix_up(done, tmp_path / "fix.xlsx")
    assert (rows(found["户"])[1][-1], list(marked(found))) == ("1.5（与第2行合并）", ["户!L2"])
    assert [p[:2] for p in batch(tmp_path, tmp_path / "fix.xlsx").problems] == [("merged-cell", "水塘面积")]


ODD = [*HEADER, "签约期限", "签约日期", "过渡月数"]


def test_day_numbers_come_back_as_days(tmp_path: Path) -> None:
    cells = [*row(征地告知日=43525, 合法常住人口="四", 按期签约=None), 43616, 43605.0, 12]
    path = tmp_path / "fix.xlsx"
    book = fix_up(batch(tmp_path, workbook(tmp_path / "v.xlsx", {"表": [ODD, cells]})), path)
    found = rows(book["户"])[1]
    assert [found[5], *found[11:]] == ["2019-03-01", "2019-05-31", "2019-05-20", "12"]
    corrected(path, {"户!D2": 4})
    assert batch(tmp_path, path).payable == {"A1": "2200.00"}


@pytest.mark.many
@pytest.mark.parametrize("error", ["#N/A", "#GETTING_DATA", "Err:502", "=1+1"])
@pytest.mark.parametrize("column", ["户主", "村组", "合法常住人口", "结构", "签约日期"])
def test_unchanged_an_error_stays_an_error(tmp_path: Path, error: str, column: str) -> None:
    path = workbook(tmp_path / "v.xlsx", {"表": [ODD, [*ROW, None, None, None]]})
    book = openpyxl.load_workbook(path)
    cell = book.active.cell(2, ODD.index(column) + 1)
    cell.value = error
    if error == "#N/A":  # as a text the others stand in a workbook of another program
        cell.data_type = "e"
    book.save(path)
    done = batch(tmp_path, path)
    fix_up(done, tmp_path / "fix.xlsx")
    again = batch(tmp_path, tmp_path / "fix.xlsx")
    assert [p[:2] for p in again.problems] == [p[:2] for p in done.problems]
    assert ("error-cell", column) in [p[:2] for p in again.problems]


def test_what_only_its_type_makes_wrong_keeps_it(tmp_path: Path) -> None:
    cells = row(户编号=datetime.date(2024, 3, 1), 户主=True)
    path = tmp_path / "fix.xlsx"
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", {"表": [HEADER, cells]}))
    book = fix_up(done, path)
    assert rows(book["户"])[1][:2] == [datetime.datetime(2024, 3, 1), True]
    assert "原来的内容：2024-03-01" in marked(book)["户!A2"]
    again = batch(tmp_path, path)
    assert again.problems == done.problems == [("wrong-type", "户编号", "2024-03-01"), ("wrong-type", "户主", "是")]


@pytest.mark.many
@pytest.mark.parametrize(
    "value",
    [
        *(False, True, 0, 0.0, -1, "0", "#N/A", "FALSE", "是"),
        *(datetime.date(2019, 3, 1), datetime.datetime(2019, 3, 1, 8, 30), datetime.time(8, 30)),
        datetime.timedelta(days=2, hours=3),
    ],
)
@pytest.mark.parametrize("column", HEADER)
def test_no_row_vanishes_whatever_its_only_cell_is(tmp_path: Path, column: str, value: object) -> None:
    cells = [value if title == column else None for title in HEADER]
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", {"表": [HEADER, cells]}))
    assert done.counts == (1, 0, 1)
    fix_up(done, tmp_path / "fix.xlsx")
    again = batch(tmp_path, tmp_path / "fix.xlsx")
    assert again.counts == done.counts
    assert {column for _, column, _ in again.problems} == {column for _, column, _ in done.problems}


@pytest.mark.many
@pytest.mark.parametrize("number", ["合计", "小 计", "注：补充", "全村合计（元）"])
def test_no_row_vanishes_for_its_number(tmp_path: Path, number: str) -> None:
    header = ["户主", "户编号", *HEADER[2:]]
    cells = ["张三", number, "一组", "四", *ROW[4:]]
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [header, cells]))
    assert done.counts == (1, 0, 1)
    book = fix_up(done, tmp_path / "fix.xlsx")
    assert f"户编号“{number}”会使这一行被当作合计或说明略过" in marked(book)["户!A2"]
    again = batch(tmp_path, tmp_path / "fix.xlsx")
    assert (again.counts, again.problems[0][:2]) == ((1, 0, 1), ("required", "户编号"))


def test_a_folder_that_can_not_be_written_is_known_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("yzcomp.output.files.PassingFile", refuse)
    with pytest.raises(Refused, match="磁盘是只读的，不能写入"):
        check_fix_up(tmp_path / "fix.xlsx", [tmp_path / "v.csv"], tmp_path / "out", False)
