"""Records that don't have the households' numbers: which household is meant, by what, and that it is always told."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from tests.audits import audit, told
from tests.batches import HEADER, converted, csv_file, row
from tests.households import evaluator, house, household
from tests.papers import computed, setting
from yzcomp.audit.recorded_reader import read_recorded
from yzcomp.audit.result import Audit
from yzcomp.documents import bank
from yzcomp.problems import Refused

_HEAD = "户编号,户主,村组,身份证号,合法常住人口,安置方式,征地告知日,水塘面积"
_WU, _LI = "431102198001010012", "431102197503154329"


def village(folder: Path, *names: str) -> Path:
    """Households of which each is due a pond of 1亩: 25,000.00."""
    people = ("吴一,一组,431102198001010012", "李二,一组,431102197503154329", "李二,二组,", "赵四,二组,")
    rows = [f"{name},{person},2,不予安置,2019-03-01,1".split(",") for name, person in zip(names, people, strict=False)]
    return csv_file(folder / "hh.csv", [_HEAD.split(","), *rows])


def against(folder: Path, names: list[str], *rows: str) -> Audit:
    found = audit(folder, csv_file(folder / "r.csv", [row.split(",") for row in rows]), [village(folder, *names)])
    assert found.reconciliation is not None
    assert found.reconciliation.rest == 0
    return found


@pytest.mark.many
@pytest.mark.parametrize(
    ("name", "written"),
    [("00001", "1"), ("A-001", "A001"), ("A-001", "ａ－1"), ("A 01", "A01"), ("3-01", "301"), ("一组-02", "一组2")],
)
def test_a_number_that_lost_something_is_a_suggestion(tmp_path: Path, name: str, written: str) -> None:
    found = against(tmp_path, [name], "户编号,合计", f"{written},25000")
    (match,) = found.differences
    assert (match.household_id, match.kind, match.recorded) == (name, "suggested", Decimal(25000))
    assert f"记录写的是“{written}”，名册里没有这个编号；是不是“{name}”？" in match.note
    assert found.compared == 1
    more = against(tmp_path, [name], "户编号,合计", f"{written},25100").differences
    assert told(more) == [(name, "total", "overpaid"), (name, "", "suggested")]


def test_a_number_that_may_be_that_of_two_is_none(tmp_path: Path) -> None:
    found = against(tmp_path, ["001", "0001"], "户编号,合计", "1,25000").differences
    assert told(found) == [
        ("001", "total", "not_recorded"),
        ("0001", "total", "not_recorded"),
        ("1", "", "unknown_household"),
    ]


def test_a_household_that_is_recorded_itself_is_not_meant(tmp_path: Path) -> None:
    found = against(tmp_path, ["001"], "户编号,合计", "001,25000", "1,300").differences
    assert told(found) == [("1", "", "unknown_household")]


def test_another_head_is_another_household(tmp_path: Path) -> None:
    found = against(tmp_path, ["001"], "户编号,户主,合计", "1,周五,25000").differences
    assert told(found) == [("001", "total", "not_recorded"), ("1", "", "unknown_household")]


NAMES = ["A1", "A2", "A3", "A4"]


def test_a_bank_list_by_identity_numbers(tmp_path: Path) -> None:
    rows = ["序号,姓名,身份证号,银行账号,金额", f"1,吴一,{_WU},6230001,25000", f"2,李某,{_LI},6230002,24000"]
    found = against(tmp_path, NAMES, *rows)
    assert told(found.differences) == [
        ("A2", "total", "underpaid"),
        ("A3", "total", "not_recorded"),
        ("A4", "total", "not_recorded"),
        ("A2", "", "suggested"),
    ]
    note = found.differences[-1].note
    assert note.startswith("记录里的“李某”没有户编号，按身份证号对应，名册里的户主是“李二”；是不是“A2”？")
    assert any("没有户编号的 1 户，按身份证号或银行账号和姓名对应到名册" in str(warning) for warning in found.warnings)


def bank_list(folder: Path) -> Path:
    """The table that we write for a bank, and on its second sheet who isn't in it."""
    people = [
        household(household_id="A1", head="张三", account="6217000010001234567", houses=[house()]),
        household(household_id="A2", head="张三", account="6217000010001234568", houses=[house("96")]),
        household(household_id="A3", head="李四", houses=[house("80")]),
    ]
    common = setting()
    book = next(bank.documents([bank.KIND.take(computed(one), common) for one in people], common))
    path = folder / "银行表.xlsx"
    path.write_bytes(book.content)
    return path


def assert_read_back(folder: Path, path: Path) -> None:
    """Who is in it is known by his account, his name being another's too; who isn't was paid nothing."""
    rows = [
        [*HEADER, "银行账号"],
        [*row(合法建筑面积=""), "6217000010001234567"],
        [*row(户编号="A2", 合法建筑面积="96"), "6217000010001234568"],
        [*row(户编号="A3", 户主="李四", 合法建筑面积="80"), ""],
    ]
    found = audit(folder, path, [csv_file(folder / "v.csv", rows)])
    assert [d.kind for d in found.differences if d.household_id == "A3"] == ["not_recorded"]
    assert not [d for d in found.differences if d.kind in ("unknown_household", "suggested")]
    assert any("没有户编号的 2 户，按身份证号或银行账号和姓名对应到名册" in str(warning) for warning in found.warnings)
    (left,) = [str(one) for one in found.passed_over]
    assert left.startswith(f"{path.name} 工作表“没有写进的户”：银行表没有写进的户，“金额”各格相加是 ")
    assert found.questions == ()


def test_our_own_bank_list(tmp_path: Path) -> None:
    assert_read_back(tmp_path, bank_list(tmp_path))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_our_own_bank_list_saved_by_another_program(tmp_path: Path, kind: str) -> None:
    assert_read_back(tmp_path, converted(bank_list(tmp_path), kind))


def test_who_is_not_in_a_bank_list_is_no_record(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "r.csv", [["户编号", "户名", "金额", "原因"], ["A1", "张三", "1", "没有账号"]])
    with pytest.raises(Refused) as refused:
        read_recorded(path, evaluator().rulebook)
    assert str(refused.value.problems[0]) == "r.csv：这是银行表没有写进的户，不是记录的金额。给出银行表本身"


def test_an_account_of_another_head_is_a_suggestion(tmp_path: Path) -> None:
    roster = csv_file(tmp_path / "v.csv", [[*HEADER, "银行账号"], [*row(合法建筑面积="96"), "62170000100012345"]])
    found = audit(
        tmp_path, csv_file(tmp_path / "r.csv", [["户名", "账号", "金额"], ["李四", "62170000100012345", "1"]]), [roster]
    )
    (match,) = [d for d in found.differences if d.kind == "suggested"]
    assert (
        match.note == "记录里的“李四”没有户编号，按银行账号对应，名册里的户主是“张三”；是不是“A1”？先照它核对，请确认"
    )


def test_a_bank_list_by_names_and_villages(tmp_path: Path) -> None:
    rows = ["姓名,村组,账号,金额", "李二,二组,6230003,25000", "赵四,,6230004,25000", "李二,,6230001,25000"]
    found = against(tmp_path, NAMES, *rows)
    assert told(found.differences) == [
        ("A1", "total", "not_recorded"),
        ("A2", "total", "not_recorded"),
        ("A3", "", "suggested"),
        ("A4", "", "suggested"),
        ("", "", "unknown_household"),
    ]
    by = [difference.note for difference in found.differences[2:4]]
    assert "按户主姓名和村组对应" in by[0]
    assert "按户主姓名（记录没有身份证号和村组）对应" in by[1]
    assert found.differences[4].recorded == Decimal(25000)


def test_a_sheet_that_names_nobody_is_passed_over_with_its_sums(tmp_path: Path) -> None:
    from tests.batches import workbook

    sheets: dict[str, list[list[object]]] = {
        "明细": [["户编号", "合计"], ["A1", 25000]],
        "汇总": [["村组", "金额"], ["一组", 20000], ["二组", 6000]],
    }
    found = audit(tmp_path, workbook(tmp_path / "r.xlsx", sheets), [village(tmp_path, "A1")])
    assert found.differences == []
    passed = [str(one) for one in found.passed_over]
    assert passed == ["r.xlsx 工作表“汇总”：没有户编号的工作表，“金额”各格相加是 26,000.00（6 格有内容）"]
