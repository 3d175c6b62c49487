"""Every kind of mistake planted into a correct record is found, explained where it can be, and nothing else is."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.audits import DUE, Plant, Recorded, audit, line, lines, pay, record, sum_of
from yzcomp.audit.findings import UNEXPLAINED


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("audit")


def test_the_record_is_what_was_worked_out_by_hand(place: Path) -> None:
    rows = lines(place)
    keys = {(row["household_id"], row["item_id"]) for row in rows}
    assert {key: f"{sum_of(rows, *key):.2f}" for key in keys} == DUE


def test_nothing_is_raised_on_the_clean_record(place: Path) -> None:
    found = audit(place, record(place / "clean.csv", lines(place)))
    assert found.clean
    assert (found.households, found.compared) == (5, len(DUE))
    assert found.over == found.under == 0


#: What was done wrong: the household and item, the amount recorded, the kind of difference, and the cause named.
PLANTED = [
    ("D1", "moving_allowance", "1100.00", "underpaid", "（dispersed_moves=one）"),
    ("D1", "dispersed_relocation_subsidy", "45920.00", "overpaid", "没有执行“每户最高42000元”"),
    ("D1", "dispersed_relocation_subsidy", "63000.00", "overpaid", "又用了合法建筑面积，不是底层占地面积"),
    ("D1", "signing_reward", "9060.00", "underpaid", "用了底层占地面积，不是合法建筑面积"),
    ("D1", "transition_allowance", "15400.00", "overpaid", "过渡月数没有按最多12个月计"),
    ("D1", "transition_allowance", "12000.00", "underpaid", "超过3的部分没有加"),
    ("D1", "signing_reward", "9000.00", "underpaid", "（reward_scope=residential）"),
    ("D1", "signing_reward", "14000.00", "overpaid", "房屋第2条（杂房）不应计入却计了"),
    ("D1", "vacating_reward", "12000.00", "underpaid", "标准用成了50元/㎡"),
    ("D1", "house_compensation", "150399.00", "underpaid", "漏了房屋第3条"),
    ("S1", "moving_allowance", "2200.00", "overpaid", "分档的界限错了一档"),
    ("S1", "moving_allowance", "1000.00", "underpaid", "按安置方式为“货币安置”计"),
    ("S1", "moving_allowance", "4000.00", "overpaid", "计了两次"),
    ("S1", "signing_reward", "5000.00", "not_due", "没有核对"),
    ("S1", "vacating_reward", "1000.00", "underpaid", "小数点错位"),
    ("S1", "vacating_reward", "5000.00", "underpaid", "标准用成了50元/㎡"),
    ("S1", "house_compensation", "51243.50", "overpaid", "两位数字颠倒"),
    ("S1", "house_compensation", "51235.00", "overpaid", "（rounding=yuan）"),
    ("S1", "house_compensation", "51234.00", "underpaid", "舍去了角分"),
    ("S1", "house_compensation", "83555.00", "overpaid", "标准用成了“砖混、一等”的835.55元/㎡"),
    ("M1", "moving_allowance", "2400.00", "overpaid", "按安置方式为“安置地安置”计"),
    ("M1", "transition_allowance", "14400.00", "not_due", "按安置方式为“分散迁建安置”计，过渡月数“12个月”"),
    ("M1", "monetary_resettlement", "480000.00", "underpaid", "少计1人（符合安置条件人数按4人计）"),
    ("M1", "monetary_resettlement", "599999.00", "underpaid", UNEXPLAINED),
    ("M1", "monetary_resettlement", "60.00", "underpaid", "单位当成了万元"),
    ("N1", "pond_replacement", "31250.00", "underpaid", "漏了水塘第2条"),
    ("N1", "pond_replacement", "75000.00", "overpaid", "水塘第1条计了两次"),
    ("N1", "temporary_land_use", "9000.00", "overpaid", "（temporary_years=whole）"),
    ("N1", "temporary_land_use", "4500.00", "underpaid", "地类按“旱土”计"),
    ("N1", "land_compensation", "21245.40", "overpaid", "标准用成了“一区、水田”的63,800元/亩"),
    ("N1", "land_compensation", "7500.00", "underpaid", "与本户的临时用地补偿费金额相同"),
    ("N1", "land_compensation", "-14985.17", "underpaid", "写成了负数"),
    ("N1", "moving_allowance", "2000.00", "not_due", UNEXPLAINED),
]


@pytest.mark.many
@pytest.mark.parametrize(("household", "item", "amount", "kind", "cause"), PLANTED)
def test_a_wrong_amount(place: Path, household: str, item: str, amount: str, kind: str, cause: str) -> None:
    rows = lines(place)
    pay(household, item, amount)(rows)
    found = audit(place, record(place / "r.csv", rows))
    (difference,) = found.differences
    assert (difference.household_id, difference.item_id, difference.kind) == (household, item, kind)
    due = Decimal(DUE.get((household, item), "0"))
    assert (difference.recorded, difference.recomputed) == (Decimal(amount), due)
    assert difference.difference == Decimal(amount) - due
    assert found.over - found.under == difference.difference
    assert cause in difference.reason
    assert (difference.causes == ()) is (cause == UNEXPLAINED)
    assert "核算：" in difference.reason


def dropped(household: str, item: str) -> Plant:
    def plant(rows: Recorded) -> None:
        rows[:] = [row for row in rows if (row["household_id"], row["item_id"]) != (household, item)]

    return plant


def doubled(household: str, item: str) -> Plant:
    return lambda rows: rows.append(dict(line(rows, household, item)))


def changed(household: str, key: str, **cells: str) -> Plant:
    return lambda rows: line(rows, household, key).update(cells)


def added(**cells: str) -> Plant:
    return lambda rows: rows.append(cells)


@pytest.mark.many
@pytest.mark.parametrize(
    ("plant", "kind", "reason"),
    [
        (dropped("S1", "vacating_reward"), "not_recorded", "（reward_condition=joint）"),
        (dropped("M1", "monetary_resettlement"), "not_recorded", "记录里没有这一项"),
        (doubled("S1", "moving_allowance"), "overpaid", "同一项记了2行"),
        (doubled("N1", "pond_replacement"), "overpaid", "水塘第1条计了两次"),
        (changed("S1", "moving_allowance", amount="二千"), "unreadable", "“二千”不是数字"),
        (changed("S1", "moving_allowance", amount=""), "unreadable", "金额是空白"),
        (changed("S1", "moving_allowance", status="withheld"), "underpaid", "没有权属争议，记录里却是暂不拨付"),
        (changed("X1", "moving_allowance", status="payable"), "not_due", "权属有争议，应当暂不拨付"),
        (changed("S1", "moving_allowance", item_id="lost_wages", item="误工费"), "unknown_item", "记录第"),
        (
            added(household_id="Z9", item_id="moving_allowance", amount="2000"),
            "unknown_household",
            "名册里没有这个户编号",
        ),
        (added(household_id="", item_id="moving_allowance", amount="2000"), "unknown_household", "没有写户编号"),
        (added(household_id="S1", item_id="", item="奖金", amount="100"), "unknown_item", "记录第"),
    ],
)
def test_a_wrong_line(place: Path, plant: Plant, kind: str, reason: str) -> None:
    rows = lines(place)
    plant(rows)
    found = audit(place, record(place / "r.csv", rows)).differences
    assert kind in {difference.kind for difference in found}
    difference = next(d for d in found if d.kind == kind)
    assert reason in difference.reason
    assert all(d.household_id == difference.household_id for d in found)


def test_several_mistakes_in_one_household(place: Path) -> None:
    rows = lines(place)
    planted = [entry for entry in PLANTED if entry[0] == "D1"]
    by_item = {item: (amount, kind, cause) for _, item, amount, kind, cause in planted}
    for item, (amount, _, _) in by_item.items():
        pay("D1", item, amount)(rows)
    found = audit(place, record(place / "r.csv", rows)).differences
    assert {d.item_id for d in found} == set(by_item)
    for difference in found:
        _, kind, cause = by_item[difference.item_id]
        assert difference.kind == kind
        assert cause in difference.reason


def test_the_tolerance_hides_what_is_within_it(place: Path) -> None:
    rows = lines(place)
    pay("S1", "house_compensation", "51235.00")(rows)
    path = record(place / "r.csv", rows)
    assert audit(place, path, tolerance=Decimal("0.49")).differences
    within = audit(place, path, tolerance=Decimal("0.50"))
    assert (within.differences, within.within) == ([], 1)
