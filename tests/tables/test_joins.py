"""Tables of one batch: sheets of a workbook or files of a folder, joined by the household's number."""

from pathlib import Path

import openpyxl
import pytest

from tests.batches import FACTS, HEADER, PAID, PERSON, ROW, batch, csv_file, row, workbook
from yzcomp import Refused

HOUSES = [["户编号", "合法建筑面积"], ["A1", 100], ["A2", 50.5], ["A1", 20]]
PONDS = [["户编号", "面积（亩）"], ["A2", 1]]
EXPECTED = {"A1": "2200.00", "A2": "27200.00"}


def person(**changed: object) -> list[object]:
    """A household without its house, with some cells changed."""
    return row(**changed)[: len(FACTS)]


def in_folder(folder: Path, **tables: list[list[object]]) -> Path:
    folder.mkdir()
    for name, rows in tables.items():
        csv_file(folder / f"{name}.csv", rows, "gbk")
    return folder


def test_a_workbook_of_tables(tmp_path: Path) -> None:
    sheets = {
        "说明": [["怎样填写"]],
        "水塘": PONDS,
        "户": [["花名册"], FACTS, PERSON, person(户编号="A2")],
        "房屋": HOUSES,
    }
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", sheets), with_standards=False)
    assert done.payable == EXPECTED
    houses = [i["quantity"] for i in done.items if i["item_id"] == "house_compensation"]
    assert houses == ["100.00", "20.00", "50.50"]


@pytest.mark.parametrize(
    "names",
    [
        ("户", "房屋", "水塘"),
        ("households", "houses", "ponds"),
        ("户表", "房屋表", "水塘表"),
        ("Households", "HOUSES", "水塘"),
    ],
)
def test_a_folder_of_tables(tmp_path: Path, names: tuple[str, str, str]) -> None:
    tables = dict(zip(names, ([FACTS, PERSON, person(户编号="A2")], HOUSES, PONDS), strict=True))
    folder = in_folder(tmp_path / "村", **tables)
    (folder / "~$锁.xlsx").write_bytes(b"x")
    (folder / ".houses.csv.part").write_bytes(b"x")
    (folder / "readme.md").write_bytes(b"x")
    done = batch(tmp_path, folder, with_standards=False)
    assert done.payable == EXPECTED
    inputs = [(i.name, i.rows) for i in done.result.manifest.inputs]
    assert sorted(inputs) == sorted(zip((f"村/{name}.csv" for name in names), (2, 3, 1), strict=True))


def test_tables_given_one_by_one_are_joined_too(tmp_path: Path) -> None:
    folder = in_folder(tmp_path / "v", 户=[HEADER, ROW, row(户编号="A2")], 水塘=PONDS)
    assert batch(tmp_path, folder / "水塘.csv", folder / "户.csv").payable == EXPECTED


def test_a_folder_of_flat_tables_is_a_batch_of_all_of_them(tmp_path: Path) -> None:
    folder = in_folder(tmp_path / "v", 一组=[HEADER, ROW], 二组=[HEADER, row(户编号="A2")])
    assert list(batch(tmp_path, folder).payable) == ["A1", "A2"]


def test_numbers_as_numbers_and_as_text_meet(tmp_path: Path) -> None:
    sheets = {
        "户": [HEADER, row(户编号="7"), row(户编号=8), row(户编号=" 9 ")],
        "水塘": [["户编号", "面积"], [7, 1], ["8", 1], ["9\u3000", 1]],
    }
    assert batch(tmp_path, workbook(tmp_path / "v.xlsx", sheets)).payable == dict.fromkeys("789", "27200.00")


def test_records_without_a_household_are_rejected_each_at_its_row(tmp_path: Path) -> None:
    houses = [*HOUSES, ["A9", 1], ["", 2], [], [None, 3], ["A9", 4]]
    done = batch(
        tmp_path,
        workbook(tmp_path / "v.xlsx", {"户": [FACTS, PERSON, person(户编号="A2")], "房屋": houses}),
        with_standards=False,
    )
    assert done.counts == (4, 2, 2)
    assert [(r["household_id"], r["source"]) for r in done.rejected] == [
        ("A9", "；".join(f"v.xlsx 工作表“房屋” 第{number}行" for number in (5, 6, 9))),
        ("", "v.xlsx 工作表“房屋” 第8行"),
    ]
    places = [str(p.place) for r in done.rejections for p in r.problems]
    assert places == [f"v.xlsx 工作表“房屋” 第{number}行“户编号”列" for number in (5, 6, 9, 8)]


def test_a_household_without_a_number_takes_no_records(tmp_path: Path) -> None:
    sheets = {"户": [HEADER, row(户编号=None)], "水塘": [["户编号", "面积"], [None, 1]]}
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", sheets))
    assert (done.counts, [r["source"] for r in done.rejected]) == (
        (2, 0, 2),
        ["v.xlsx 工作表“户” 第2行", "v.xlsx 工作表“水塘” 第2行"],
    )


def test_problems_of_records_name_their_sheet_row_and_column(tmp_path: Path) -> None:
    ponds = [["户编号", "面积", "水塘类别"], ["A1", 1, "池塘"], ["A1", "一亩", None], ["A2", None, None]]
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", {"户": [HEADER, ROW, row(户编号="A2")], "水塘": ponds}))
    problems = [(p.code, str(p.place), p.field) for r in done.rejections for p in r.problems]
    assert problems == [
        ("not-a-choice", "v.xlsx 工作表“水塘” 第2行“水塘类别”列", "水塘第1条 水塘类别"),
        ("not-a-number", "v.xlsx 工作表“水塘” 第3行“面积”列", "水塘第2条 面积"),
        ("required", "v.xlsx 工作表“水塘” 第4行“面积”列", "水塘第1条 面积"),
    ]


def test_numbers_merged_over_the_records_of_a_household(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "v.xlsx", {"户": [HEADER, ROW], "水塘": [["户编号", "面积"], ["A1", 1], [None, 2], [None, 3]]}
    )
    book = openpyxl.load_workbook(path)
    book["水塘"].merge_cells("A2:A4")
    book.save(path)
    assert batch(tmp_path, path).payable == {"A1": "152200.00"}


@pytest.mark.many
@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        ({"房屋": HOUSES}, "没有户表"),
        ({"户": [HEADER, ROW], "households": [HEADER, row(户编号="A2")]}, "有不止一张户表"),
        ({"户": [HEADER, ROW], "房子": HOUSES}, "没有“房子”这张表。是不是“房屋”？"),
        ({"户": [HEADER, ROW], "房屋": [["甲", "乙"], ["A1", 1]]}, "前20行里没有找到表头"),
        ({"户": [HEADER, ROW], "房屋": [["合法建筑面积", "结构"], [1, "砖混"]]}, "「户编号」表头没有这一列"),
        (
            {"户": [HEADER, ROW], "房屋": [["户编号", "面积", "结构"], ["A1", 1, "砖混"]]},
            "B列“面积”（房屋·合法建筑面积？）",
        ),
    ],
)
def test_tables_that_make_no_batch(tmp_path: Path, sheets: dict[str, list[list[object]]], message: str) -> None:
    with pytest.raises(Refused, match=message):
        batch(tmp_path, workbook(tmp_path / "v.xlsx", sheets))


def test_unknown_sheets_may_be_passed_over(tmp_path: Path) -> None:
    path = workbook(tmp_path / "v.xlsx", {"户": [HEADER, ROW], "统计": [["户数"], [1]], "Sheet3": []})
    done = batch(tmp_path, path, ignore_extra=True)
    assert done.payable == {"A1": PAID}
    assert [str(one) for one in done.result.inputs.passed_over] == ["v.xlsx 工作表“统计”：不认识的工作表（2 格有内容）"]


@pytest.mark.slow
def test_several_inputs_keep_their_order_and_kind(tmp_path: Path) -> None:
    tables = workbook(tmp_path / "t.xlsx", {"户": [HEADER, row(户编号="T1")], "水塘": [["户编号", "面积"], ["T1", 1]]})
    flat = csv_file(tmp_path / "f.csv", [HEADER, row(户编号="F1")], "gbk")
    folder = in_folder(tmp_path / "d", 户=[HEADER, row(户编号="D1")])
    assert list(batch(tmp_path, tables, flat, folder).payable) == ["T1", "F1", "D1"]
    assert list(batch(tmp_path, folder, tables, flat).payable) == ["D1", "T1", "F1"]


def test_numbers_twice_within_and_across_files(tmp_path: Path) -> None:
    one = csv_file(tmp_path / "一.csv", [HEADER, ROW, row(户编号="A2"), row(户编号=" A1")])
    two = workbook(tmp_path / "二.xlsx", {"表": [HEADER, row(户编号="A3"), row(户编号="A2")]})
    done = batch(tmp_path, one, two)
    assert (done.counts, list(done.payable)) == ((5, 1, 4), ["A3"])
    assert [str(p) for r in done.rejections[:2] for p in r.problems] == [
        "一.csv 第2行“户编号”列：「户编号」重复，一.csv 第4行 也是“A1”。核对是否同一户写了两次，改正户编号或删去多余的一行",
        "一.csv 第3行“户编号”列：「户编号」重复，二.xlsx 工作表“表” 第3行 也是“A2”。核对是否同一户写了两次，改正户编号或删去多余的一行",
    ]


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    paths = []
    for name in ("甲村", "乙村"):
        (tmp_path / name).mkdir()
        paths.append(csv_file(tmp_path / name / "v.csv", [HEADER, ROW]))
    done = batch(tmp_path, *paths)
    assert [i.name for i in done.result.manifest.inputs] == ["甲村/v.csv", "乙村/v.csv"]
    assert "乙村/v.csv 第2行 也是“A1”" in done.rejected[0]["problem"]


def test_the_same_file_twice_is_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "v.csv", [HEADER, ROW])
    with pytest.raises(Refused, match="同一个文件给了两次"):
        batch(tmp_path, path, tmp_path / "." / "v.csv")


def test_every_problem_of_every_input_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    bad = csv_file(tmp_path / "v.csv", [[*HEADER, "层数"], [*ROW, ""]])
    with pytest.raises(Refused) as caught:
        batch(tmp_path, tmp_path / "没有.csv", bad, tmp_path / "空")
    assert sorted(p.code for p in caught.value.problems) == ["empty-file", "file-not-found", "unknown-column"]


def test_zeros_that_excel_has_dropped_pay_nobody_short(tmp_path: Path) -> None:
    """The house of 002 goes by 2: neither is 002 paid without it, nor is it guessed whose it is."""
    households = [FACTS, *(person(户编号=number) for number in ("002", "003", "Ａ7", "07", 7))]
    houses = [["户编号", "合法建筑面积"], [2, 100], ["003", 50], ["a7", 9], [2, 80], [7, 10], ["0", 1]]
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", {"户": households, "房屋": houses}), with_standards=False)
    assert list(done.payable) == ["003", "07", "7"]
    assert done.counts == (8, 3, 5)
    found = {r["household_id"]: (r["source"], r["problem"]) for r in done.rejected}
    assert found["002"] == (
        "v.xlsx 工作表“户” 第2行",
        "「户编号」有记录写的是“2”，户表里没有，多半是这一户的（前面的0被 Excel 去掉了）。"
        "把两处的户编号写成一样的，单元格先设为“文本”格式",
    )
    assert found["2"][0] == "v.xlsx 工作表“房屋” 第2行；v.xlsx 工作表“房屋” 第5行"
    assert "1. 「户编号」户表里没有“2”。是不是“002”？核对户编号" in found["2"][1]
    assert "2. v.xlsx 工作表“房屋” 第5行“户编号”列：「户编号」户表里没有“2”。是不是“002”？" in found["2"][1]
    assert "是不是“Ａ7”？" in found["a7"][1]
    assert "是不是" not in found["0"][1]


def test_problems_of_records_are_told_with_their_places(tmp_path: Path) -> None:
    households = [FACTS, person(合法常住人口="四"), person(户编号="A2")]
    houses = [["户编号", "合法建筑面积"], ["A2", "x"], ["A1", 5], ["A1", "y"]]
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", {"户": households, "房屋": houses}), with_standards=False)
    one, two = done.rejected
    assert one["source"] == "v.xlsx 工作表“户” 第2行；v.xlsx 工作表“房屋” 第4行"
    assert (one["column"], one["value"]) == ("合法常住人口；合法建筑面积", "四；y")
    assert one["problem"].startswith("1. 「合法常住人口」“四”不是数字")
    assert " 2. v.xlsx 工作表“房屋” 第4行“合法建筑面积”列：「房屋第2条 合法建筑面积」“y”不是数字" in one["problem"]
    assert two["source"] == "v.xlsx 工作表“户” 第3行；v.xlsx 工作表“房屋” 第2行"
    assert two["problem"].startswith("v.xlsx 工作表“房屋” 第2行“合法建筑面积”列：「房屋第1条 合法建筑面积」“x”不是数字")
