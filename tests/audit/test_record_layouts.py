"""Records as bureaus keep them: headings in two rows, instalments, totals, units, numbers written once a block."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.audits import DUE, audit, told
from tests.batches import csv_file, workbook
from tests.households import evaluator
from yzcomp.audit.result import Audit

NAMES = {key: item.name for key, item in evaluator().rulebook.items.items()}
PAYABLE = {key: Decimal(amount) for key, amount in DUE.items() if key[0] != "X1"}
TOTALS = {
    name: sum((a for (who, _), a in PAYABLE.items() if who == name), Decimal(0)) for name in ("D1", "S1", "M1", "N1")
}
#: What of the houses the reward is paid for, and the rate: 100元/㎡.
AREAS = {"D1": 240, "S1": 100}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("layouts")


def against(place: Path, rows: list[list[Any]]) -> Audit:
    found = audit(place, workbook(place / "r.xlsx", {"发放表": rows}))
    assert found.reconciliation is not None
    assert found.reconciliation.rest == 0
    return found


def two_rows() -> list[list[Any]]:
    """Each item a column, but for the vacating reward: its area, rate and amount under one heading."""
    keys = [key for key in dict.fromkeys(item for _, item in PAYABLE) if key != "vacating_reward"]
    rows: list[list[Any]] = [["征地拆迁补偿明细表"]]
    rows.append(["户编号", "户主", NAMES["vacating_reward"], "", "", *map(NAMES.get, keys), "合计"])
    rows.append(["", "", "面积（㎡）", "单价（元/㎡）", "金额（元）", *[""] * len(keys), ""])
    for name, total in TOTALS.items():
        area = AREAS.get(name, "")
        own = [area, 100, Decimal(100 * area)] if area else ["", "", ""]
        rows.append([name, "", *own, *(PAYABLE.get((name, key), "") for key in keys), total])
    return rows


def test_an_item_in_two_rows_is_its_amount(place: Path) -> None:
    assert against(place, two_rows()).differences == []


def test_an_amount_that_is_not_its_area_times_its_price(place: Path) -> None:
    rows = two_rows()
    rows[3][2] = 250
    (found,) = against(place, rows).differences
    assert (found.household_id, found.item_id, found.kind) == ("D1", "vacating_reward", "product")
    assert (found.recorded, found.recomputed, found.difference) == (Decimal(24000), Decimal(25000), Decimal(-1000))


def test_an_amount_that_is_bounded_is_less_than_its_product(place: Path) -> None:
    rows: list[list[Any]] = [["户编号", "项目", "数量", "单价", "金额"]]
    rows += [[name, NAMES[key], "", "", amount] for (name, key), amount in PAYABLE.items()]
    row = next(row for row in rows if row[:2] == ["D1", "分散迁建安置补助"])
    row[2:4] = ["131.2", "350"]  # 45,920，最高 42,000
    assert against(place, rows).differences == []
    row[2] = "119"
    assert told(against(place, rows).differences) == [("D1", "dispersed_relocation_subsidy", "product")]


def test_several_payments_are_what_was_paid(place: Path) -> None:
    rows: list[list[Any]] = [["户编号", "第一批", "第二批", "合计"]]
    rows += [[name, total / 2, total - total / 2, total] for name, total in TOTALS.items()]
    assert against(place, rows).differences == []
    rows[1][2] += 1000
    rows[2][2] = ""
    found = against(place, rows).differences
    half = TOTALS["S1"] - TOTALS["S1"] / 2
    assert [(d.household_id, d.kind, d.difference) for d in found] == [
        ("D1", "overpaid", Decimal(1000)),
        ("S1", "underpaid", -half),
    ]
    assert found[0].note == "各次付款 137,269.85 + 138,269.85 = 275,539.70，记录的合计是 274,539.70"


def test_payments_beside_what_they_come_to(place: Path) -> None:
    rows: list[list[Any]] = [["户编号", "第1批款", "第2批款", "实付合计"]]
    rows += [[name, total - 1, 1, total] for name, total in TOTALS.items()]
    rows[1][2] = 4
    (found,) = against(place, rows).differences
    assert (found.household_id, found.kind, found.recorded, found.recomputed) == (
        *("D1", "sum"),
        *(TOTALS["D1"], TOTALS["D1"] + 3),
    )


def test_due_and_paid_under_one_item(place: Path) -> None:
    keys = list(dict.fromkeys(item for _, item in PAYABLE))
    rows: list[list[Any]] = [["户编号", *(cell for key in keys for cell in (NAMES[key], "", ""))]]
    rows.append(["", *["应发", "已发", "待发"] * len(keys)])
    for name in TOTALS:
        amounts = (PAYABLE.get((name, key), "") for key in keys)
        rows.append([name, *(cell for amount in amounts for cell in (amount, amount, 0 if amount else ""))])
    assert against(place, rows).differences == []
    rows[2][2] = 2000
    rows[2][4] = 13300
    found = against(place, rows).differences
    assert [(d.item_id, d.kind, d.recorded, d.recomputed) for d in found] == [
        ("moving_allowance", "underpaid", Decimal(2000), Decimal(2200)),
        ("transition_allowance", "due", Decimal(13300), Decimal(13200)),
    ]


def wide() -> list[list[Any]]:
    keys = list(dict.fromkeys(item for _, item in PAYABLE))
    rows: list[list[Any]] = [["村组", "户编号", *map(NAMES.get, keys), "合计"]]
    for name, total in TOTALS.items():
        rows.append(["", name, *(PAYABLE.get((name, key), "") for key in keys), total])
    return rows


def summed(title: str, rows: list[list[Any]]) -> list[Any]:
    return [title, "", *(sum((row[i] for row in rows if row[i] != ""), Decimal(0)) for i in range(2, len(rows[0])))]


def test_every_total_of_a_record_is_footed(place: Path) -> None:
    head, *rows = wide()
    first, second = summed("一组小计", rows[:2]), summed("二组小计", rows[2:])
    whole = summed("合计", rows)
    found = against(place, [head, *rows[:2], first, *rows[2:], second, whole])
    assert (found.differences, found.questions) == ([], ())
    assert found.recorded is not None
    assert found.recorded.footed == 3 * (len(head) - 2)
    whole[-1] += 100_000
    second[2] += 1
    found = against(place, [head, *rows[:2], first, *rows[2:], second, whole])
    said = [str(question) for question in found.questions]
    assert not found.clean
    assert said[0].startswith(
        "r.xlsx 工作表“发放表” 第7行“搬家补助费”列：合计行写的是 1201，上面各行加起来是 1200，从头"
    )
    assert said[1].startswith(
        "r.xlsx 工作表“发放表” 第8行“合计”列：合计行写的是 1105315.87，上面各行加起来是 1005315.87，"
    )
    assert said[1].endswith("差 100000。核对有没有漏掉、改动的行")


def test_subtotals_across_the_row(place: Path) -> None:
    rows: list[list[Any]] = [["户编号", "搬家补助费", "过渡费", "小计", "房屋补偿费", "小计", "合计"]]
    rows.append(["D1", 2200, 13200, 15400, 181139.7, 181139.7, 196539.7])
    assert not [d for d in against(place, rows).differences if d.kind == "sum"]
    rows[1][3] = 15500
    (found,) = [d for d in against(place, rows).differences if d.kind == "sum"]
    assert (found.recorded, found.recomputed) == (Decimal(15500), Decimal(15400))
    assert found.note == "记录写的是 15,500.00，“搬家补助费”＋“过渡费”是 15,400.00"


def test_columns_that_do_not_count_are_named_with_their_sums(place: Path) -> None:
    rows: list[list[Any]] = [["户编号", "合计", "人口", "预借金额"]]
    rows += [[name, total, 4, 250] for name, total in TOTALS.items()]
    found = against(place, rows)
    assert [str(passed) for passed in found.passed_over if "列" in passed.what] == [
        "r.xlsx 工作表“发放表”：“人口”列，各格相加是 16.00（4 格有内容）",
        "r.xlsx 工作表“发放表”：“预借金额”列，各格相加是 1,000.00（4 格有内容）",
    ]
    (question,) = found.questions
    assert "「预借金额」像是金额，没有计入：各格相加是 1,000.00" in str(question)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("(1,000.00)", -1000), ("（５０）", -50), ("−7", -7), ("1.5万元", 15000), ("3千元", 3000), ("￥8", 8)],
)
def test_amounts_as_accountants_write_them(cell: str, amount: int) -> None:
    from yzcomp.audit.recorded_rows import read_amount

    assert read_amount(cell) == (Decimal(amount), "")


@pytest.mark.parametrize("where", ["heading", "line", "cell"])
def test_tens_of_thousands(place: Path, where: str) -> None:
    rows: list[list[Any]] = [["户编号", "合计（万元）" if where == "heading" else "合计"]]
    rows += [[name, f"{total / 10000}{'万元' if where == 'cell' else ''}"] for name, total in TOTALS.items()]
    rows = [["补偿表"], ["单位：万元、㎡"], *rows] if where == "line" else rows
    found = audit(place, csv_file(place / "r.csv", rows))
    assert found.differences == []
    assert any("万元" in str(warning) and "换算" in str(warning) for warning in found.warnings)


def by_blocks() -> list[list[Any]]:
    rows: list[list[Any]] = [["户编号", "户主", "项目", "金额"]]
    last = ""
    for (name, key), amount in PAYABLE.items():
        rows.append([*((name, f"户主{name}") if name != last else ("", "")), NAMES[key], amount])
        last = name
    return rows


def test_numbers_written_once_a_block(place: Path) -> None:
    found = against(place, by_blocks())
    assert found.differences == []
    assert any("没有写户编号，算作上面一户的（共 11 行）" in str(warning) for warning in found.warnings)


def test_a_number_that_is_lacking_where_others_have_theirs(place: Path) -> None:
    rows: list[list[Any]] = [["户编号", "项目", "金额"]]
    rows += [[name, NAMES[key], amount] for (name, key), amount in PAYABLE.items()]
    rows[2][0] = ""
    assert told(against(place, rows).differences) == [
        ("D1", "transition_allowance", "not_recorded"),
        ("", "", "unknown_household"),
    ]


def test_a_second_heading_further_down(place: Path) -> None:
    rows = [*wide()[:3], [], ["户编号", "项目", "金额"]]
    rows += [[name, NAMES[key], amount] for (name, key), amount in PAYABLE.items() if name in ("M1", "N1")]
    assert against(place, rows).differences == []


def test_the_same_two_rows_of_headings_on_the_next_page(place: Path) -> None:
    title, head, below, *rows = two_rows()
    assert against(place, [title, head, below, *rows[:2], head, below, *rows[2:]]).differences == []
