"""Corrected households in place of the same ones: one result for the village, whichever way the corrections come."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.batches import FACTS, HEADER, PERSON, Done, batch, csv_file, row, workbook
from tests.conftest import Call
from yzcomp import Refused
from yzcomp.batch.fixup import write_fix_up

POND = ["户编号", "户主", "合法常住人口", "安置方式", "征地告知日", "水塘面积"]


def pond(number: str, head: str = "张三", area: object = "1", people: str = "3") -> list[Any]:
    """A household that is paid 25,000 a 亩 of its pond and nothing else."""
    return [number, head, people, "不予安置", "2019-03-01", area]


def fix_up(done: Done, path: Path, cells: Mapping[str, Any] = {}, delete: Mapping[str, int] = {}) -> Path:
    """The fix-up workbook of a batch, some of its cells put right and rows deleted, as Excel saves it again."""
    write_fix_up(path, done.result, True)
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        sheet, _, coordinate = place.partition("!")
        book[sheet][coordinate] = value
    for sheet, number in delete.items():
        book[sheet].delete_rows(number)
    book.save(path)
    return path


def refused(folder: Path, *inputs: Path, **options: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        batch(folder, *inputs, **options)
    return [str(problem) for problem in caught.value.problems]


# Which household is meant.


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_fix_up_workbook_comes_home_in_the_order_of_the_input(tmp_path: Path, kind: str) -> None:
    rows = [POND, pond("A1"), pond("A2", area="约2"), pond("A3"), pond("A3", "李四"), pond("", "王五"), pond("A6")]
    path = tmp_path / f"v.{kind}"
    source = csv_file(path, rows) if kind == "csv" else workbook(path, {"户": rows})
    first = batch(tmp_path, source)
    assert (first.counts, list(first.payable)) == ((6, 2, 4), ["A1", "A6"])
    fixed = fix_up(first, tmp_path / "fix.xlsx", {"户!F2": "2", "户!A4": "A4", "户!A5": "A5"})
    done = batch(tmp_path, source, replace=(fixed,))
    assert list(done.payable.items()) == [
        *(("A1", "25000.00"), ("A2", "50000.00"), ("A3", "25000.00")),
        *(("A4", "25000.00"), ("A5", "25000.00"), ("A6", "25000.00")),
    ]
    assert (done.counts, done.rejected, done.result.inputs.questions) == ((6, 6, 0), [], [])
    sheet = "" if kind == "csv" else " 工作表“户”"
    assert [(one.was, one.household_id, one.source) for one in done.result.inputs.replaced] == [
        ("A2", "A2", f"v.{kind}{sheet} 第3行"),
        ("A3", "A3", f"v.{kind}{sheet} 第4行"),
        ("A3", "A4", f"v.{kind}{sheet} 第5行"),
        ("", "A5", f"v.{kind}{sheet} 第6行"),
    ]


def test_by_number_whatever_the_encoding_and_the_order_of_columns(tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [POND, pond("A1", area="x"), pond("A2"), pond("A3")], "gb18030")
    other = [POND[::-1], pond("A3", "新", "3")[::-1], pond("A1")[::-1]]
    done = batch(tmp_path, source, replace=(csv_file(tmp_path / "w.csv", other),), encoding="gb18030")
    assert list(done.payable.items()) == [("A1", "25000.00"), ("A2", "25000.00"), ("A3", "75000.00")]
    assert [t["head"] for t in done.totals] == ["张三", "张三", "新"]


def test_a_household_that_is_in_neither_is_refused(tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [POND, pond("001"), pond("A2")])
    other = csv_file(tmp_path / "w.csv", [POND, pond("1"), pond("A9"), pond("", "李四")])
    unknown = "核对户编号；新增的户写进输入，不用 --replace"
    assert refused(tmp_path, source, replace=(other,)) == [
        f"w.csv 第2行：输入里没有“1”这一户，换不了。是不是“001”？{unknown}",
        f"w.csv 第3行：输入里没有“A9”这一户，换不了。{unknown}",
        f"w.csv 第4行：没有户编号，不知道换哪一户。{unknown}",
    ]


def test_a_number_that_several_have_needs_the_origin(tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [POND, pond("A1"), pond("A1", "李四")])
    other = csv_file(tmp_path / "w.csv", [POND, pond("A1", area="9")])
    (problem,) = refused(tmp_path, source, replace=(other,))
    assert "w.csv 第2行：输入里有 2 户都是“A1”：v.csv 第2行、v.csv 第3行" in problem
    named = csv_file(tmp_path / "w.csv", [[*POND, "退回来源"], [*pond("A1", "李四", "9"), "v.csv 第3行"]])
    done = batch(tmp_path, source, replace=(named,))
    assert [p[0] for p in done.problems] == ["duplicate-id"] * 2
    assert done.rejected[1]["source"] == "w.csv 第2行；v.csv 第2行" or "w.csv 第2行" in done.rejected[1]["source"]
    named = csv_file(tmp_path / "w.csv", [[*POND, "退回来源"], [*pond("A2", "李四", "9"), "v.csv 第3行"]])
    assert batch(tmp_path, source, replace=(named,)).payable == {"A1": "25000.00", "A2": "225000.00"}


@pytest.mark.parametrize("second", [pond("A1", "李四"), pond("A2", "李四")])
def test_one_household_cannot_be_replaced_twice(tmp_path: Path, second: list[Any]) -> None:
    source = csv_file(tmp_path / "v.csv", [POND, pond("A1")])
    rows = [[*POND, "退回来源"], [*pond("A1"), "v.csv 第2行"], [*second, "v.csv 第2行"]]
    problems = refused(tmp_path, source, replace=(csv_file(tmp_path / "w.csv", rows),))
    expected = (
        "和 w.csv 第2行 换的是同一户" if second[0] == "A1" else "输入里没有“A2”这一户，退回来源的那一行也不是这一户"
    )
    assert len(problems) == 1
    assert problems[0].startswith(f"w.csv 第3行：{expected}")


def test_a_household_that_was_not_rejected_is_replaced_as_well(tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [POND, pond("A1"), pond("A2")])
    done = batch(tmp_path, source, replace=(csv_file(tmp_path / "w.csv", [POND, pond("A2", area="3")]),))
    assert done.payable == {"A1": "25000.00", "A2": "75000.00"}


def test_a_changed_number_that_another_has_is_a_duplicate_of_both(tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [POND, pond("A1"), pond("A2", area="x")])
    fixed = fix_up(batch(tmp_path, source), tmp_path / "fix.xlsx", {"户!A2": "A1", "户!F2": "2"})
    done = batch(tmp_path, source, replace=(fixed,))
    assert (done.counts, [p[0] for p in done.problems]) == ((2, 0, 2), ["duplicate-id"] * 2)
    assert [r["source"] for r in done.rejected] == [
        "v.csv 第2行；v.csv 第2行“户编号”列"[: len("v.csv 第2行")],
        "fix.xlsx 工作表“户” 第2行",
    ]


def test_a_household_that_was_not_put_right_is_rejected_where_it_stands_now(tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [POND, pond("A1", area="x"), pond("A2", area="y")])
    fixed = fix_up(batch(tmp_path, source), tmp_path / "fix.xlsx", {"户!F3": "2"})
    done = batch(tmp_path, source, replace=(fixed,))
    assert (done.payable, [r["source"] for r in done.rejected]) == (
        {"A2": "50000.00"},
        ["fix.xlsx 工作表“户” 第2行"],
    )


# The input has changed since.


def test_a_row_that_stands_elsewhere_by_now_is_known_by_its_number(tmp_path: Path) -> None:
    """Nobody else's row is replaced because a row has been put in above."""
    source = csv_file(tmp_path / "v.csv", [POND, pond("A1", "甲", "x"), pond("A2", "乙")])
    fixed = fix_up(batch(tmp_path, source), tmp_path / "fix.xlsx", {"户!F2": "2"})
    csv_file(source, [POND, pond("A0", "丙"), pond("A1", "甲", "x"), pond("A2", "乙")])
    done = batch(tmp_path, source, replace=(fixed,))
    assert done.payable == {"A0": "25000.00", "A1": "50000.00", "A2": "25000.00"}


def test_a_row_that_cannot_be_known_any_more_is_refused(tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [POND, pond("", "无"), pond("A2", "乙")])
    fixed = fix_up(batch(tmp_path, source), tmp_path / "fix.xlsx", {"户!A2": "A1", "户!B2": "甲"})
    assert batch(tmp_path, source, replace=(fixed,)).payable == {"A1": "25000.00", "A2": "25000.00"}
    csv_file(source, [POND, pond("A0", "丙"), pond("", "无"), pond("A2", "乙")])
    (problem,) = refused(tmp_path, source, replace=(fixed,))
    assert "输入里没有“A1”这一户，退回来源的那一行也不是这一户，换不了" in problem


def test_a_file_is_known_again_under_another_name(tmp_path: Path) -> None:
    rows = [POND, pond("", "甲", "x"), pond("A2", "乙")]
    fixed = fix_up(
        batch(tmp_path, csv_file(tmp_path / "v.csv", rows)), tmp_path / "fix.xlsx", {"户!A2": "A1", "户!F2": 2}
    )
    other = csv_file(tmp_path / "u.csv", [POND, pond("B1")])
    done = batch(tmp_path, other, csv_file(tmp_path / "w.csv", rows), replace=(fixed,))
    assert done.payable == {"B1": "25000.00", "A1": "50000.00", "A2": "25000.00"}


def test_a_fix_up_workbook_of_an_earlier_release_says_it_in_comments(tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [POND, pond("A1", "甲"), pond("A1", "乙")])
    path = workbook(tmp_path / "fix.xlsx", {"户": [POND, pond("A1", "甲"), pond("A2", "乙", 3)]})
    book = openpyxl.load_workbook(path)
    for number in (2, 3):
        text = f"「户编号」重复。核对是否同一户写了两次\n来源：名册.csv 第{number}行"
        book["户"][f"A{number}"].comment = openpyxl.comments.Comment(text, "")
    book.save(path)
    assert batch(tmp_path, source, replace=(path,)).payable == {"A1": "25000.00", "A2": "75000.00"}


# Several tables.

HOUSES = [["户编号", "结构", "等级", "合法建筑面积"], ["A1", "砖混", "一等", 100], ["A2", "砖混", "一等", 100]]
SHEETS: dict[str, list[list[Any]]] = {
    "户": [FACTS, PERSON, ["A2", "李四", PERSON[2], "四", *PERSON[4:]]],
    "房屋": HOUSES,
    "水塘": [["户编号", "面积"], ["A2", 1], ["A2", 2], ["B9", 4]],
}
#: 83,555.00 for the house and 2,200.00 for moving twice.
PAID = 85755


def paid(ponds: int = 0) -> str:
    return f"{PAID + 25000 * ponds}.00"


def test_its_rows_in_all_sheets_are_replaced(tmp_path: Path) -> None:
    source = workbook(tmp_path / "v.xlsx", SHEETS)
    first = batch(tmp_path, source)
    assert (first.payable, first.counts) == ({"A1": paid()}, (3, 1, 2))
    fixed = fix_up(first, tmp_path / "fix.xlsx", {"户!D2": "4", "水塘!B2": "5"}, delete={"水塘": 3})
    done = batch(tmp_path, source, replace=(fixed,))
    assert (done.payable, done.counts) == ({"A1": paid(), "A2": paid(5)}, (3, 2, 1))
    assert [p[0] for p in done.problems] == ["orphan-record"]


def test_a_record_goes_to_the_household_that_it_was_meant_for(tmp_path: Path) -> None:
    """Also to one in which nothing was wrong and that the fix-up workbook doesn't have."""
    source = workbook(tmp_path / "v.xlsx", SHEETS)
    first = batch(tmp_path, source)
    fixed = fix_up(first, tmp_path / "fix.xlsx", {"户!D2": "4", "水塘!A4": "A1"})
    done = batch(tmp_path, source, replace=(fixed,))
    assert (done.payable, done.counts) == ({"A1": paid(4), "A2": paid(3)}, (2, 2, 0))
    assert done.result.inputs.replaced[-1]._asdict() == {
        "file": "fix.xlsx",
        "household_id": "A1",
        "place": "fix.xlsx 工作表“水塘” 第4行",
        "was": "B9",
        "source": "v.xlsx 工作表“水塘” 第4行",
    }
    fixed = fix_up(first, tmp_path / "fix.xlsx", {"户!D2": "4", "水塘!A4": "A2"})
    assert batch(tmp_path, source, replace=(fixed,)).payable == {"A1": paid(), "A2": paid(7)}


def test_a_record_may_leave_a_household_that_is_put_right_for_one_that_is_not(tmp_path: Path) -> None:
    source = workbook(tmp_path / "v.xlsx", SHEETS)
    fixed = fix_up(batch(tmp_path, source), tmp_path / "fix.xlsx", {"户!D2": "4", "水塘!A2": "A1"})
    assert batch(tmp_path, source, replace=(fixed,)).payable == {"A1": paid(1), "A2": paid(2)}


def test_a_record_alone_is_no_household(tmp_path: Path) -> None:
    source = workbook(tmp_path / "v.xlsx", SHEETS)
    other = workbook(tmp_path / "w.xlsx", {"户": [FACTS], "水塘": [["户编号", "面积"], ["A1", 5]]})
    assert refused(tmp_path, source, replace=(other,)) == [
        "w.xlsx 工作表“水塘” 第2行：这里没有“A1”那一户，只有它的记录，不能单独换。把这一户在各张表里的行都写进来"
    ]


def test_records_get_the_household_that_was_missing(tmp_path: Path) -> None:
    source = workbook(tmp_path / "v.xlsx", SHEETS)
    cells = {f"户!{column}3": value for column, value in zip("ABCDEFGH", ["B9", "王五", *PERSON[2:]], strict=True)}
    fixed = fix_up(batch(tmp_path, source), tmp_path / "fix.xlsx", {"户!D2": "4", **cells})
    done = batch(tmp_path, source, replace=(fixed,))
    assert (done.payable, done.counts) == ({"A1": paid(), "A2": paid(3), "B9": "100000.00"}, (3, 3, 0))


def test_a_record_is_never_left_where_it_stood_as_well(tmp_path: Path) -> None:
    source = workbook(tmp_path / "v.xlsx", SHEETS)
    changes = {"水塘!A2": "A1", "水塘!A3": "A1", "水塘!A4": "A1", "房屋!A2": "A1"}
    fixed = fix_up(batch(tmp_path, source), tmp_path / "fix.xlsx", changes, delete={"户": 2})
    problems = refused(tmp_path, source, replace=(fixed,))
    assert (
        "fix.xlsx 工作表“房屋” 第2行：这一行原来是 v.xlsx 工作表“户” 第3行 那一户的，那一户没有换，会算两次"
        in problems[0]
    )


def test_a_folder_of_tables_and_a_replacement_in_one_table(tmp_path: Path) -> None:
    """What the other table has no place for is not silently lost."""
    folder = tmp_path / "村"
    folder.mkdir()
    for name, rows in SHEETS.items():
        csv_file(folder / f"{name}.csv", rows)
    whole = csv_file(tmp_path / "w.csv", [HEADER, row(户编号="A2", 合法建筑面积="100")])
    done = batch(tmp_path, folder, replace=(whole,))
    assert (done.payable, done.counts) == ({"A1": paid(), "A2": paid()}, (3, 2, 1))
    question = done.questions[0]
    assert (question["question"], question["records"]) == ("replacement-lacks", "w.csv")
    assert question["text"].startswith("没有这些内容的列或表，换下的户原来写了，不再算：水塘：1 户。")


def test_two_corrections_in_one_input_and_a_record_that_stays_astray(tmp_path: Path) -> None:
    source = workbook(tmp_path / "v.xlsx", SHEETS)
    fixed = fix_up(batch(tmp_path, source), tmp_path / "fix.xlsx", {"户!D2": "4", "水塘!A4": "B8"})
    done = batch(tmp_path, source, replace=(fixed,))
    assert (done.counts, done.problems) == ((3, 2, 1), [("orphan-record", "户编号", "B8")])


# Several replacements, and what is written down of them.


def test_corrections_of_corrections(tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [POND, pond("A1", area="x"), pond("A2", area="y"), pond("A3", area="z")])
    one = fix_up(batch(tmp_path, source), tmp_path / "one.xlsx", {"户!F2": "1"})
    again = batch(tmp_path, source, replace=(one,))
    assert again.counts == (3, 1, 2)
    two = fix_up(again, tmp_path / "two.xlsx", {"户!F2": "2", "户!F3": "3"})
    done = batch(tmp_path, source, replace=(one, two))
    assert (done.payable, done.counts) == ({"A1": "25000.00", "A2": "50000.00", "A3": "75000.00"}, (3, 3, 0))
    assert [one.source for one in done.result.inputs.replaced[3:]] == [
        "one.xlsx 工作表“户” 第3行",
        "one.xlsx 工作表“户” 第4行",
    ]
    alone = batch(tmp_path, source, replace=(two,))  # by number: the file that it was made from isn't there
    assert (list(alone.payable), alone.counts) == (["A2", "A3"], (3, 2, 1))


def test_two_files_that_both_have_a_household_are_refused(tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [POND, pond("A1", area="x"), pond("A2")])
    one = fix_up(batch(tmp_path, source), tmp_path / "one.xlsx", {"户!F2": "1"})
    two = tmp_path / "two.xlsx"
    shutil.copy(one, two)
    other = csv_file(tmp_path / "w.csv", [POND, pond("A1", area="7")])
    assert refused(tmp_path, source, replace=(one, two))[0].startswith(
        "two.xlsx 工作表“户” 第2行：和 one.xlsx 工作表“户” 第2行 换的是同一户"
    )
    assert (
        "w.csv 第2行：和 one.xlsx 工作表“户” 第2行 换的是同一户" in refused(tmp_path, source, replace=(one, other))[0]
    )
    assert "同一个文件给了两次" in refused(tmp_path, source, replace=(one, one))[0]
    assert "同一个文件给了两次" in refused(tmp_path, source, replace=(source,))[0]


def test_a_replacement_without_households_is_refused(tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [POND, pond("A1")])
    assert refused(tmp_path, source, replace=(csv_file(tmp_path / "w.csv", [POND]),)) == [
        "w.csv：没有任何一户可以换上。检查文件"
    ]


def test_under_a_column_map_numbers_are_joined_as_in_the_input(tmp_path: Path) -> None:
    rows = [["村组", "序号", "姓名", "人口", "安置", "告知日", "水塘（亩）"]]
    rows += [["一组", n, f"户{n}", "3", "不予安置", "2019-03-01", area] for n, area in ((1, "x"), (2, "2"))]
    columns = tmp_path / "对照.yaml"
    columns.write_text(
        "列的对照:\n  - 户编号: {由: [村组, 序号]}\n    各列:\n"
        + "".join(
            f"      - {{列: {title}, 是: {means}}}\n"
            for title, means in zip(
                rows[0], ["村组", "不读", "户主", "合法常住人口", "安置方式", "征地告知日", "水塘面积"], strict=True
            )
        ),
        encoding="utf-8",
    )
    source = csv_file(tmp_path / "v.csv", rows)
    first = batch(tmp_path, source, columns=columns)
    fixed = fix_up(first, tmp_path / "fix.xlsx", {"户!G2": "1"})
    done = batch(tmp_path, source, columns=columns, replace=(fixed,))
    assert done.payable == {"一组-1": "25000.00", "一组-2": "50000.00"}
    other = csv_file(tmp_path / "w.csv", [rows[0], ["一组", 1, "户1", "3", "不予安置", "2019-03-01", "4"]])
    done = batch(tmp_path, source, columns=columns, replace=(other,))
    assert done.payable == {"一组-1": "100000.00", "一组-2": "50000.00"}


def test_many_households_in_several_processes_keep_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yzcomp.batch.chunks.CHUNK", 7)
    rows = [pond(f"A{n}", area="x" if n % 10 == 3 else "1") for n in range(40)]
    source = csv_file(tmp_path / "v.csv", [POND, *rows])
    fixed = fix_up(batch(tmp_path, source), tmp_path / "fix.xlsx", {f"户!F{n}": "2" for n in range(2, 6)})
    done = batch(tmp_path, source, replace=(fixed,))
    assert done.payable == {f"A{n}": "50000.00" if n % 10 == 3 else "25000.00" for n in range(40)}
    assert [t["household_id"] for t in done.totals] == [f"A{n}" for n in range(40)]


# The commands.


@pytest.fixture
def village(tmp_path: Path, call_cli: Call) -> tuple[Path, Path, Path]:
    """A roster with a household that was rejected, its fix-up workbook put right, and the result of both."""
    source = csv_file(tmp_path / "v.csv", [POND, pond("A1", area="x"), pond("A2", "李四", "2")])
    fixed = fix_up(batch(tmp_path, source), tmp_path / "fix.xlsx", {"户!A2": "A3", "户!F2": "1"})
    out = tmp_path / "out"
    done = call_cli("batch", source, "--replace", fixed, "-o", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert "换上：fix.xlsx 的 1 户；户编号改了 1 处：A1 改为 A3\n" in done.stdout
    return source, fixed, out


@pytest.mark.slow
def test_run_json_says_what_was_replaced_and_verify_does_it_again(
    tmp_path: Path, call_cli: Call, village: tuple[Path, Path, Path]
) -> None:
    source, fixed, out = village
    written = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert [file["name"] for file in written["inputs"]] == ["v.csv"]
    (file,) = written["replacements"]
    assert (file["name"], file["rows"], file["sha256"]) == (
        *("fix.xlsx", 1),
        hashlib.sha256(fixed.read_bytes()).hexdigest(),
    )
    assert file["households"] == [
        {
            "household_id": "A3",
            "place": "fix.xlsx 工作表“户” 第2行",
            "was": "A1",
            "source": "v.csv 第2行",
        }
    ]
    assert call_cli("verify", out).returncode == 0
    away = tmp_path / "别处" / "换.xlsx"
    away.parent.mkdir()
    fixed.rename(away)
    missing = call_cli("verify", out)
    assert (missing.returncode, "fix.xlsx：没有找到这个输入文件" in missing.stderr) == (2, True)
    assert call_cli("verify", out, "--replace", away).returncode == 0
    assert call_cli("verify", out, source, "--replace", away).returncode == 0
    fix_up(batch(tmp_path, source), away, {"户!A2": "A3", "户!F2": "9"})
    done = call_cli("verify", out, "--replace", away)
    assert done.returncode == 1
    assert "输入 fix.xlsx：内容变了" in done.stdout
    other, again = csv_file(tmp_path / "w.csv", [POND, pond("A2")]), shutil.copy(away, fixed)
    assert "记录里没有这个输入" in call_cli("verify", out, "--replace", again, "--replace", other).stderr


@pytest.mark.slow
def test_a_finished_result_keeps_its_corrections_for_every_command(
    tmp_path: Path, call_cli: Call, village: tuple[Path, Path, Path]
) -> None:
    source, fixed, out = village
    done = call_cli("audit", out, "--against", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert "换上：fix.xlsx 的 1 户" in done.stdout
    for inputs in ([out], [source, "--replace", fixed]):
        data = json.loads(call_cli("readings", *inputs, "--format", "json").stdout)
        assert (data["households"]["computed"], data["base"]["total"]) == (2, "75000.00")
    for inputs in ([out], [source, "--replace", fixed]):
        built_in = ["xianggui-2018"] * 2
        data = json.loads(call_cli("rules", "diff", *built_in, "--impact", *inputs, "--format", "json").stdout)
        assert data["impact"]["total"]["after"] == "75000.00"
    more = csv_file(tmp_path / "w.csv", [POND, pond("A2", "李四", "4")])
    data = json.loads(call_cli("readings", out, "--replace", more, "--format", "json").stdout)
    assert data["base"]["total"] == "125000.00"


def test_a_replacement_is_not_written_over(tmp_path: Path, call_cli: Call, village: tuple[Path, Path, Path]) -> None:
    source, fixed, _ = village
    before = fixed.read_bytes()
    done = call_cli("batch", source, "--replace", fixed, "-o", tmp_path / "new", "--fix-up", fixed, "--force")
    assert (done.returncode, fixed.read_bytes() == before) == (2, True)
    assert "修改表不能写在输入文件上" in done.stderr
