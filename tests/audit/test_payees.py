"""Who got the money, to which account, on which day; and the households' money apart from the village's."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.audits import audit, lines, record
from tests.batches import Rows, csv_file
from yzcomp.audit.findings import WRONG_PAYEE
from yzcomp.audit.result import Audit

FACTS = "户编号,户主,村组,合法常住人口,安置方式,征地告知日,签约期限,签约日期,按期腾空,收款人,银行账号"
OWN, OTHER, VILLAGES = "6222020011110001", "6222020011110002", "6222020011119999"
#: Two moves of three: 2,000 each; A1 also has a pond: 25,000, which is the village's; A3 is the village itself.
ROSTER = [
    FACTS,
    f"A1,张三,一组,3,安置地安置,2019-03-01,2019-05-31,2019-05-01,否,张小三,{OWN}",
    "A2,李四,一组,3,安置地安置,2019-03-01,,,否,,",
]
MOVING, POND = "搬家补助费", "造塘还塘包干费"


def roster(folder: Path) -> Path:
    place = folder / "名册"
    place.mkdir(exist_ok=True)
    houses = ["户编号,用途,结构,等级,合法建筑面积", "A1,住宅,砖混,一等,0", "A2,住宅,砖混,一等,0"]
    tables = {"户": ROSTER, "房屋": houses, "水塘": ["户编号,面积", "A1,1"], "家庭成员": MEMBERS}
    for name, rows in tables.items():
        csv_file(place / f"{name}.csv", [row.split(",") for row in rows])
    return place


MEMBERS = ["户编号,姓名", "A1,张三", "A1,王五", "A1,张小小"]


def checked(folder: Path, rows: Rows, as_of: date | None = None) -> Audit:
    return audit(folder, csv_file(folder / "r.csv", rows), [roster(folder)], as_of=as_of)


def wrong(found: Audit) -> list[tuple[str, str, Decimal | None, str]]:
    return [(d.household_id, d.item, d.recorded, d.note) for d in found.differences if d.kind == WRONG_PAYEE]


def flags(found: Audit, key: str) -> list[tuple[list[str], str]]:
    return [([who.household_id for who in f.households], f.detail) for f in found.flags if f.key == key]


LINE = ["户编号", "项目", "金额", "领款人", "收款人", "银行账号"]
RIGHT = [["A1", MOVING, "2000", "被征收户", "张三", OWN], ["A1", POND, "25000", "村组", "", VILLAGES]]
REST = [["A2", MOVING, "2000", "", "", ""]]


@pytest.mark.parametrize("name", ["张三", "张 三", "王五", "张小三", ""])
def test_the_head_a_member_or_the_payee_of_the_register(tmp_path: Path, name: str) -> None:
    rows = [LINE, ["A1", MOVING, "2000", "", name, ""], RIGHT[1], *REST]
    found = checked(tmp_path, rows)
    assert (found.differences, found.flags, found.clean) == ([], [], True)


@pytest.mark.parametrize(
    ("payee", "name", "account", "item", "note"),
    [
        ("", "刘莫须", "", MOVING, "收款人“刘莫须”不是户主、家庭成员或登记的收款人"),
        ("刘莫须", "", "", MOVING, "收款人“刘莫须”不是户主、家庭成员或登记的收款人"),
        ("村组", "", "", MOVING, "应当付给被征收户，记录写付给村组"),
        ("", "", OTHER, MOVING, "银行账号6222********0002不是名册上的6222********0001"),
        ("", "", f'="{OTHER}"', MOVING, "银行账号6222********0002不是名册上的6222********0001"),
        ("被征收户", "", "", POND, "应当付给村组，记录写付给被征收户"),
        ("", "张三", "", POND, "村组的钱付给了个人“张三”"),
        ("村组集体", "", f"'{OWN}", POND, "村组等的钱付到了本户的银行账号"),
    ],
)
def test_money_that_went_to_another(tmp_path: Path, payee: str, name: str, account: str, item: str, note: str) -> None:
    amounts = {MOVING: "2000", POND: "25000"}
    others = [["A1", key, amount, "", "", ""] for key, amount in amounts.items() if key != item]
    found = checked(tmp_path, [LINE, ["A1", item, amounts[item], payee, name, account], *others, *REST])
    assert wrong(found) == [("A1", item, Decimal(amounts[item]), note)]
    assert (found.over, found.under, found.clean) == (0, 0, False)
    assert found.reconciliation is not None
    assert found.reconciliation.rest == 0


def test_what_was_not_paid_went_to_nobody(tmp_path: Path) -> None:
    rows = [[*LINE, "状态"], *([*row, ""] for row in RIGHT), ["A2", MOVING, "2000", "", "刘莫须", "", "未付"]]
    assert wrong(checked(tmp_path, rows)) == []


def test_what_the_register_does_not_say_is_told_and_no_difference(tmp_path: Path) -> None:
    found = checked(tmp_path, [LINE, *RIGHT, ["A2", MOVING, "2000", "", "李四", OTHER]])
    assert found.differences == []
    assert found.notes["名册没有银行账号，没有核对记录的账号"] == 1
    spoilt = checked(tmp_path, [LINE, *RIGHT, ["A2", MOVING, "2000", "", "李四", "6.22202E+15"]])
    assert any("科学计数" in note for note in spoilt.notes)


def test_one_name_for_the_money_of_several_households(tmp_path: Path) -> None:
    rows = [LINE, ["A1", MOVING, "2000", "", "刘莫须", ""], RIGHT[1], ["A2", MOVING, "2000", "", "刘莫须", ""]]
    found = checked(tmp_path, rows)
    assert [(name, amount) for name, _, amount, _ in wrong(found)] == [("A1", 2000), ("A2", 2000)]
    assert flags(found, "shared_payee") == [(["A1", "A2"], "收款人刘莫须，共 4,000.00 元")]
    found = checked(tmp_path, [LINE, ["A1", MOVING, "2000", "", "李四", ""], RIGHT[1], *REST])
    assert flags(found, "shared_payee") == []


@pytest.mark.parametrize("title", ["银行账号", "银行卡号", "一卡通账号", "收款人账号", "存折账号", "卡号"])
def test_one_account_on_single_lines(tmp_path: Path, title: str) -> None:
    header = [*LINE[:5], title]
    rows = [header, ["A1", MOVING, "1000", "", "", OTHER], ["A1", MOVING, "1000", "", "", OWN]]
    found = checked(tmp_path, [*rows, RIGHT[1], ["A2", MOVING, "2000", "", "", "6222 0200-1111 0002"]])
    assert flags(found, "shared_account") == [(["A1", "A2"], "账号6222********0002")]


def test_the_account_of_another_household_in_the_register(tmp_path: Path) -> None:
    found = checked(tmp_path, [LINE, *RIGHT, ["A2", MOVING, "2000", "", "", OWN]])
    assert flags(found, "shared_account") == [(["A1", "A2"], "账号6222********0001")]


def test_the_villages_own_account_is_no_flag(tmp_path: Path) -> None:
    place = roster(tmp_path)
    csv_file(place / "水塘.csv", [["户编号", "面积"], ["A1", "1"], ["A2", "2"]])
    rows = [LINE, *RIGHT, *REST, ["A2", POND, "50000", "村组", "", VILLAGES]]
    found = audit(tmp_path, csv_file(tmp_path / "r.csv", rows), [place])
    assert (found.differences, found.flags) == ([], [])


def test_the_head_and_the_number_of_the_record(tmp_path: Path) -> None:
    rows = [["户编号", "户主", "项目", "金额"], ["A1", "张三", MOVING, "2000"], ["A1", "赵六", POND, "25000"]]
    found = checked(tmp_path, [*rows, ["A2", "李四", MOVING, "2000"]])
    assert flags(found, "recorded_person") == [(["A1"], "记录的户主是赵六，名册是张三")]


@pytest.mark.parametrize(
    ("day", "key", "detail"),
    [
        ("2019-02-28", "paid_before_notice", "发放日期2019-02-28，征地告知日2019-03-01，2,000.00元"),
        ("2019-04-30", "paid_before_signing", "发放日期2019-04-30，签约日期2019-05-01，2,000.00元"),
        ("2020-01-02", "paid_in_future", "发放日期2020-01-02，核对的日期2020-01-01，2,000.00元"),
    ],
)
def test_days_on_which_nothing_can_have_been_paid(tmp_path: Path, day: str, key: str, detail: str) -> None:
    rows = [["户编号", "项目", "金额", "发放日期"], ["A1", MOVING, "2000", day], ["A1", POND, "25000", "2019-05-01"]]
    found = checked(tmp_path, [*rows, ["A2", MOVING, "2000", "2020-01-01"]], as_of=date(2020, 1, 1))
    assert [(f.key, [who.household_id for who in f.households], f.detail) for f in found.flags] == [
        (key, ["A1"], detail)
    ]


def test_dates_of_the_register_that_have_not_come(tmp_path: Path) -> None:
    found = audit(tmp_path, None, [roster(tmp_path)], as_of=date(2019, 4, 30))
    assert flags(found, "future_dates") == [(["A1"], "签约日期2019-05-01")]
    assert flags(audit(tmp_path, None, [roster(tmp_path)], as_of=date(2019, 5, 1)), "future_dates") == []


@pytest.mark.slow
def test_totals_of_the_households_own_money(tmp_path: Path) -> None:
    """The village's pond is no part of them: it is neither 少付 nor agreed, but left to be looked at."""
    found = checked(tmp_path, [["户编号", "实付金额"], ["A1", "2000"], ["A2", "2100"]])
    assert [(d.household_id, d.kind, d.difference) for d in found.differences] == [("A2", "overpaid", Decimal(100))]
    assert found.notes["应付给村组的 25,000.00 元不在记录里，没有核对"] == 1
    assert (found.under, found.unchecked, found.clean) == (0, 1, False)
    assert found.reconciliation is not None
    assert (found.reconciliation.recomputed, found.reconciliation.rest) == (Decimal(4000), 0)


@pytest.mark.slow
def test_a_mistake_in_the_households_own_total_is_explained_by_its_own_items(tmp_path: Path) -> None:
    place = roster(tmp_path)
    csv_file(place / "水塘.csv", [["户编号", "面积"], ["A1", "1"], ["A2", "2"]])
    rows = [["户编号", "合计"], ["A1", "2000"], ["A2", "4000"]]
    found = audit(tmp_path, csv_file(tmp_path / "r.csv", rows), [place])
    (d,) = found.differences
    assert (d.household_id, d.difference, d.causes[0]) == ("A2", Decimal(2000), "搬家补助费计了两次")


def test_totals_of_everybodys_money(tmp_path: Path) -> None:
    assert checked(tmp_path, [["户编号", "合计"], ["A1", "27000"], ["A2", "2000"]]).clean
    found = checked(tmp_path, [["户编号", "合计"], ["A1", "26000"], ["A2", "2000"]])
    assert [(d.household_id, d.kind, d.difference) for d in found.differences] == [("A1", "underpaid", Decimal(-1000))]


@pytest.mark.slow
def test_totals_in_rows_of_each_payee(tmp_path: Path) -> None:
    header = ["户编号", "领款人", "合计"]
    right = [header, ["A1", "被征收户", "2000"], ["A1", "村组", "25000"], ["A2", "被征收户", "2000"]]
    found = checked(tmp_path, right)
    assert (found.differences, found.clean) == ([], True)
    for rows, said in (
        ([header, right[1], right[3], ["A1", "村组", "20000"]], ("A1", "underpaid", Decimal(-5000))),
        ([*right, ["A2", "村组", "50"]], ("A2", "not_due", Decimal(50))),
    ):
        (d,) = [d for d in checked(tmp_path, rows).differences if d.kind != WRONG_PAYEE]
        assert (d.household_id, d.kind, d.difference) == said
    found = checked(tmp_path, [header, right[1], right[3]])
    assert (found.differences, found.unchecked) == ([], 1)


def test_items_that_are_all_the_households_own(tmp_path: Path) -> None:
    found = checked(tmp_path, [["户编号", "项目", "金额"], ["A1", MOVING, "2000"], ["A2", MOVING, "2000"]])
    assert found.differences == []
    assert found.notes["应付给村组的 25,000.00 元不在记录里，没有核对"] == 1
    assert not found.clean


def test_a_batch_of_our_own_says_whom_it_pays(tmp_path: Path) -> None:
    assert audit(tmp_path, record(tmp_path / "r.csv", lines(tmp_path))).clean
