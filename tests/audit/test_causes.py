"""Causes in a clerk's words, and only those that give the recorded amount."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from tests.audits import Plant, audit, lines, pay, record, whole
from tests.batches import csv_file
from tests.households import evaluator
from yzcomp.audit.findings import Difference
from yzcomp.audit.recorded_reader import read_recorded
from yzcomp.audit.result import Audit
from yzcomp.audit.run import AuditOptions, run_audit


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("causes")


def differing(place: Path, *plants: Plant) -> list[Difference]:
    rows = lines(place)
    for plant in plants:
        plant(rows)
    return audit(place, record(place / "r.csv", rows)).differences


def test_two_items_recorded_as_one(place: Path) -> None:
    """150 yuan a square metre in one line, as the measure itself puts it."""

    def dropped(rows: list[dict[str, str]]) -> None:
        rows[:] = [r for r in rows if (r["household_id"], r["item_id"]) != ("D1", "vacating_reward")]

    more, none = differing(place, pay("D1", "signing_reward", "36000"), dropped)
    assert (more.causes, none.causes) == (("和按期腾空奖励合在一行记",), ("已和按期签约奖励合在一行记",))
    assert more.difference == -(none.difference or 0)


def test_a_reading_that_explains_it_makes_the_rest_needless(place: Path) -> None:
    (found,) = differing(place, pay("D1", "moving_allowance", "1100"))
    assert found.causes == ("按另一种读法：分散迁建的搬家次数取“一次”（dispersed_moves=one）",)


def test_no_cause_is_a_riddle(place: Path) -> None:
    (found,) = differing(place, pay("S1", "moving_allowance", "1000"))
    assert "只按1次计" in found.causes
    assert not any("漏乘" in cause or "没有承认" in cause for cause in found.causes)


def by_tables(place: Path, tables: dict[str, Sequence[str]], recorded: Sequence[str]) -> Audit:
    folder = place / "户册"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, rows in tables.items():
        csv_file(folder / f"{name}.csv", [row.split(",") for row in rows])
    work = evaluator(with_standards=False)
    read = read_recorded(csv_file(place / "r.csv", [row.split(",") for row in recorded]), work.rulebook)
    return run_audit([folder], read, work, AuditOptions(processes=1))


HEAD = "户编号,户主,村组,合法常住人口,安置方式,征地告知日,按期签约"


def test_a_reservoir_paid_as_a_pond(place: Path) -> None:
    tables = {
        "户": [HEAD, "A,甲,一组,2,不予安置,2019-03-01,"],
        "水塘": ["户编号,水塘类别,面积", "A,水塘,1", "A,水库,2", "A,水库,5"],
    }
    (found,) = by_tables(place, tables, ["户编号,项目,金额", "A,造塘费,75000"]).differences
    assert found.causes[0].startswith("水塘第2条（水库）不应计入却计了")
    assert "大型水库不适用" in found.causes[0]
    (found,) = by_tables(place, tables, ["户编号,项目,金额", "A,造塘费,200000"]).differences
    assert found.causes[0].startswith("水塘第2条（水库）、水塘第3条（水库）不应计入却计了")


def test_a_member_counted_who_is_not(place: Path) -> None:
    members = ["户编号,姓名,户口登记日,登记事由", "A,甲,,", "A,乙,,", "A,丙,2010-01-01,", "A,丁,2019-04-01,"]
    tables = {
        "户": [HEAD, "A,甲,一组,,安置地安置,2019-03-01,"],
        "家庭成员": members,
        "房屋": ["户编号,合法建筑面积", "A,100"],
    }
    found = by_tables(place, tables, ["户编号,项目,金额", "A,搬家费,2200"]).differences
    assert "家庭成员第4条" in found[0].causes[0]
    assert "不应计入却计了" in found[0].causes[0]


@pytest.mark.slow
def test_a_house_too_new_that_was_counted_in_a_sum(place: Path) -> None:
    houses = ["户编号,合法建筑面积,建成日期,权属", "A,100,1999,", "A,50,2019-04-01,", "A,30,,无"]
    tables = {"户": [HEAD, "A,甲,一组,2,安置地安置,2019-03-01,是"], "房屋": houses}
    rows = ["户编号,项目,金额", "A,搬家费,2000"]
    for amount, said in (
        ("7500", "房屋第2条（正房）不应计入却计了"),
        ("6500", "房屋第3条（正房）不应计入却计了"),
        ("9000", "房屋第2条（正房）、房屋第3条（正房）不应计入却计了"),
    ):
        (found,) = by_tables(place, tables, [*rows, f"A,签约奖励,{amount}"]).differences
        assert found.causes[0].startswith(said), found.causes


def test_one_record_of_several_at_the_wrong_rate(place: Path) -> None:
    """D1 has 180 ㎡ at 835.55 and 60 ㎡ at 512.345: the second paid at the first one's rate."""
    (found,) = differing(place, pay("D1", "house_compensation", "200532.00"))
    assert found.causes[0] == "房屋第3条（正房）标准用成了“砖混、一等”的835.55元/㎡"


@pytest.mark.many
@pytest.mark.parametrize(
    ("amount", "cause"),
    [
        ("230539.70", "漏了"),
        ("63234.50", None),
        ("61234.50", "漏了搬家补助费"),
        ("65234.50", "搬家补助费计了两次"),
        ("58234.50", "按期腾空奖励：标准用成了50元/㎡"),
        ("63235.00", "（rounding=yuan）"),
        ("63243.50", "两位数字颠倒"),
        ("63000.17", None),
    ],
)
def test_a_total(place: Path, amount: str, cause: str | None) -> None:
    rows = [list(row) for row in whole(lines(place))]
    row = next(row for row in rows if row[0] == "S1")
    right, row[1] = row[1], amount
    found = audit(place, csv_file(place / "r.csv", rows)).differences
    if Decimal(right) == Decimal(amount):
        assert found == []
        return
    (difference,) = found
    if cause is None or amount == "230539.70":
        assert difference.causes == ()
        assert "原因不明" in difference.reason
    else:
        assert any(cause in text for text in difference.causes), difference.causes
    assert "搬家补助费（第十八条）1000元/次 × 2次 = 2,000.00" in difference.reason
    assert "房屋补偿费（第九条）512.345元" in difference.reason


def test_two_mistakes_together(place: Path) -> None:
    """14 months paid instead of at most 12, and a person less: 1000 × 14. A person more would be 16,800, which is also
    three persons more in 12 months: the one mistake is named."""
    (found,) = differing(place, pay("D1", "transition_allowance", "14000"))
    assert found.causes == ("少计1人（合法常住人口按3人计），又过渡月数没有按最多12个月计",)
    (found,) = differing(place, pay("D1", "transition_allowance", "16800"))
    assert found.causes[0] == "多计3人（合法常住人口按7人计）"


def test_a_household_taken_for_another_lacks_what_is_asked_of_such(place: Path) -> None:
    """S1 goes to a settlement: nobody said how many months. (1000 元/月 × 9)"""
    (found,) = differing(place, pay("S1", "transition_allowance", "9000"))
    assert found.causes[0] == "按安置方式为“分散迁建安置”计，过渡月数“9个月”"


def test_a_rate_and_an_area_divided_out(place: Path) -> None:
    """S1's 100 ㎡: 555 yuan, or 600 元/㎡ short of nothing; D1's second house 67.5 instead of 60 ㎡ at 512.345."""
    (found,) = differing(place, pay("S1", "house_compensation", "55500"))
    assert found.causes[0] == "相当于 555元/㎡（应为 512.345元/㎡）"
    (found,) = differing(place, pay("D1", "house_compensation", str(Decimal("150399") + Decimal("512.345") * 68)))
    assert found.causes == ("多计8㎡（相当于 68.00㎡）",)


def test_what_was_left_out(place: Path) -> None:
    def dropped(rows: list[dict[str, str]]) -> None:
        rows[:] = [r for r in rows if r["household_id"] != "M1" or r["item_id"] == "moving_allowance"]

    def all_dropped(rows: list[dict[str, str]]) -> None:
        rows[:] = [r for r in rows if r["household_id"] != "S1"]

    found = {(d.household_id, str(d.causes[0])) for d in differing(place, dropped, all_dropped)}
    assert found == {("M1", "记录里没有这一项"), ("S1", "记录里没有这一户")}


@pytest.mark.many
@pytest.mark.parametrize(
    ("household", "amount", "said"),
    [
        ("S1", "51234.50", "漏了搬家补助费、按期腾空奖励"),
        ("D1", "218339.70", "漏了分散迁建安置补助、搬家补助费、按期签约奖励"),
        ("D1", "275939.70", "多计1人（合法常住人口按5人计）"),  # 搬家多200，过渡多1200
        ("M1", "720000.00", "漏了搬家补助费，又多计1人（符合安置条件人数按6人计）"),
    ],
)
def test_several_items_of_a_total(place: Path, household: str, amount: str, said: str) -> None:
    rows = [list(row) for row in whole(lines(place))]
    next(row for row in rows if row[0] == household)[1] = amount
    (found,) = audit(place, csv_file(place / "r.csv", rows)).differences
    assert found.causes[0] == said, found.causes
