"""Records as bureaus keep them: headings in two rows, instalments, totals, units, numbers written once a block."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.audits import DUE, audit, lines, told
from tests.batches import csv_file, workbook
from tests.households import evaluator, house, household, statement
from tests.papers import documents, setting
from yzcomp.audit.compare import Comparer
from yzcomp.audit.findings import Difference
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.reconcile import add, reconciled
from yzcomp.audit.recorded import sum_recorded
from yzcomp.audit.recorded_reader import read_recorded
from yzcomp.audit.result import Audit
from yzcomp.household.models import Household
from yzcomp.output.xlsx import workbook as written

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


@pytest.mark.slow
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
    rows[2][2:7] = [2000, 200, 13300, 13200, 100]
    audited = against(place, rows)
    found = audited.differences
    assert [(d.item_id, d.kind, d.recorded, d.recomputed) for d in found] == [
        ("moving_allowance", "underpaid", Decimal(2000), Decimal(2200)),
        ("transition_allowance", "due", Decimal(13300), Decimal(13200)),
    ]
    assert found[0].causes == ("记录写明还没有付（待发、余额）",)
    assert audited.reconciliation is not None
    assert (audited.reconciliation.left, audited.reconciliation.rest) == (300, 0)
    assert ("记录另写明还没有付的（待发、余额）", Decimal(300)) in audited.reconciliation.rows()
    rows[2][3] = 199
    wrong = [d for d in against(place, rows).differences if d.kind in ("underpaid", "sum")]
    assert [d.note for d in wrong] == [
        "记录写明还没有付的是 199.00",
        "记录写的是 2,200.00，“已发”＋“待发”是 2,199.00",
    ]
    rows[2][3] = "二百"
    unread = [d for d in against(place, rows).differences if d.kind == "unreadable"]
    assert [(d.item_id, d.rows) for d in unread] == [("moving_allowance", (3,))]


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


@pytest.mark.slow
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


def _of(amounts: dict[tuple[str, str], Decimal]) -> dict[str, list[tuple[str, Decimal]]]:
    found: dict[str, list[tuple[str, Decimal]]] = {}
    for (name, key), amount in amounts.items():
        found.setdefault(name, []).append((key, amount))
    return found


def _as_blocks(amounts: dict[tuple[str, str], Decimal]) -> list[list[Any]]:
    rows: list[list[Any]] = [["单位：元"], ["户编号", "项目", "金额"]]
    for name, own in _of(amounts).items():
        rows += [[name if not n else "", NAMES[key], amount] for n, (key, amount) in enumerate(own)]
    return rows


def _as_groups(amounts: dict[tuple[str, str], Decimal]) -> list[list[Any]]:
    keys = list(dict.fromkeys(key for _, key in amounts))
    rows: list[list[Any]] = [["户编号", *(cell for key in keys for cell in (NAMES[key], "", ""))]]
    rows.append(["", *["数量", "单价", "金额"] * len(keys)])
    for name in _of(amounts):
        rows.append([name, *(cell for key in keys for cell in ("", "", amounts.get((name, key), "")))])
    return rows


def _as_paid(amounts: dict[tuple[str, str], Decimal]) -> list[list[Any]]:
    keys = list(dict.fromkeys(key for _, key in amounts))
    rows: list[list[Any]] = [["户编号", *(cell for key in keys for cell in (NAMES[key], "", ""))]]
    rows.append(["", *["应发", "第一批", "第二批"] * len(keys)])
    for name in _of(amounts):
        own = [amounts.get((name, key)) for key in keys]
        rows.append([name, *(c for a in own for c in (("", "", "") if a is None else (7, a - 5, 5)))])
    return rows


def _as_payments(amounts: dict[tuple[str, str], Decimal]) -> list[list[Any]]:
    rows: list[list[Any]] = [["户号", "合计", "第1次付款（万元）", "第2次付款"]]
    for name, own in _of(amounts).items():
        total = sum((amount for _, amount in own), Decimal(0))
        rows.append([name, 1, "0.2", f"({-(total - 2000)})" if total < 2000 else total - 2000])
    return rows


def _as_sums(amounts: dict[tuple[str, str], Decimal]) -> list[list[Any]]:
    rows: list[list[Any]] = [["户编号", "项目", "合计"]]
    for name, own in _of(amounts).items():
        rows += [[name, f"{NAMES[key]}", str(amount)] for key, amount in own]
        rows += [[name, "小计", sum((amount for _, amount in own), Decimal(0))]]
    return [*rows, ["全镇合计", "", 12]]


_MONEY = st.integers(-99_999, 9_999_999).map(lambda fen: Decimal(fen) / 100)
_RECORDS = st.dictionaries(
    st.tuples(st.sampled_from(["D1", "S1", "M1", "Z9"]), st.sampled_from(sorted(NAMES))),
    st.one_of(_MONEY, st.sampled_from(sorted(PAYABLE.values()))),
    min_size=1,
)


@pytest.mark.parametrize("layout", [_as_blocks, _as_groups, _as_paid, _as_payments, _as_sums])
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=_RECORDS)
def test_any_record_comes_out_even_in_any_layout(
    place: Path, layout: Callable[[dict[tuple[str, str], Decimal]], list[list[Any]]], amounts: dict[Any, Decimal]
) -> None:
    ordered = {key: amounts[key] for key in sorted(amounts)}
    path = csv_file(place / "any.csv", [[str(c) for c in row] for row in layout(ordered)])
    rulebook = evaluator().rulebook
    recorded = read_recorded(path, rulebook)
    comparer, terms, differences = Comparer(rulebook, recorded.itemised), dict[str, Decimal](), list[Difference]()
    for name in TOTALS:
        due = {key: amount for (who, key), amount in PAYABLE.items() if who == name}
        own = Household.model_construct(household_id=name, village=None)
        found = comparer.compare(Reckoned(own, due, frozenset(), {}), recorded.households.get(name, ()))
        add(terms, found.terms)
        differences += found.differences
    known = sum((amount for (name, _), amount in amounts.items() if name in TOTALS), Decimal(0))
    assert terms["recorded"] == known
    assert reconciled(terms, differences).rest == 0
    assert sum_recorded(recorded.households.get("Z9", ())) == sum(amounts.values()) - known


def marked(text: str) -> str:
    return f"'{text}" if text else ""


@pytest.mark.parametrize("form", ["text", "numbers", "marks", "gbk"])
def test_our_own_lines_saved_again_by_a_spreadsheet(place: Path, form: str) -> None:
    own = lines(place)
    rows: list[list[Any]] = [list(own[0]), *(list(row.values()) for row in own)]
    if form == "numbers":
        rows = [[float(c) if c.replace(".", "", 1).isdigit() else c for c in row] for row in rows]
    if form == "marks":
        rows = [[marked(cell) for cell in row] for row in rows]
    if form in ("text", "numbers"):
        path = workbook(place / "again.xlsx", {"items": rows})
    else:
        path = csv_file(place / "again.csv", rows, encoding="gbk" if form == "gbk" else "utf-8")
    found = audit(place, path)
    assert (found.differences, found.recorded and found.recorded.rows) == ([], len(own))


def test_what_remains_to_be_paid(place: Path) -> None:
    rows: list[list[Any]] = [["户编号", "应付", "已付", "本次实付", "余额"]]
    rows += [[name, total, 1000, total - 1500, 500] for name, total in TOTALS.items()]
    found = against(place, rows).differences
    assert [d.difference for d in found] == [Decimal(-500)] * 4
    rows[1][4] = 499
    (wrong,) = [d for d in against(place, rows).differences if d.kind == "sum"]
    assert (wrong.recorded, wrong.recomputed) == (TOTALS["D1"], TOTALS["D1"] - 1)


@pytest.mark.many
@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        (["项目", "应发", "已发", "待发"], ["搬家补助费", 2200, 2000, 200]),
        (["搬家补助费（应发）", "搬家补助费（已发）", "搬家补助费（待发）"], [2200, 2000, 200]),
        (["搬家补助费", "合计", "已付", "未付金额"], [2200, 2200, 2000, 200]),
    ],
)
def test_what_is_still_to_be_paid(place: Path, heading: list[str], cells: list[Any]) -> None:
    """Whatever the layout, it is held against what is due less what was paid, explains that, and is named."""
    rows = [["户编号", *heading], ["D1", *cells]]
    audited = against(place, rows)
    found = [d for d in audited.differences if d.household_id == "D1" and d.recorded is not None]
    assert [(d.kind, d.difference) for d in found] == [("underpaid", Decimal(-200))]
    assert found[0].causes[0] == "记录写明还没有付（待发、余额）"
    assert audited.reconciliation is not None
    assert (audited.reconciliation.left, audited.reconciliation.rest) == (200, 0)
    rows[1][-1] = 201
    wrong = [d for d in against(place, rows).differences if d.kind == "sum" and d.household_id == "D1"]
    assert [(d.recorded, d.recomputed) for d in wrong] == [(Decimal(2200), Decimal(2201))]


def test_a_record_of_no_payment_yet(place: Path) -> None:
    rows: list[list[Any]] = [["户编号", "合计", "已付", "余额"], *([name, t, 0, t] for name, t in TOTALS.items())]
    found = against(place, rows)
    assert (found.differences, found.questions) == ([], ())
    assert any("“已付”都是0或空着：还没有付款，核对的是应付" in str(warning) for warning in found.warnings)
    (question,) = against(place, [row[:3] for row in rows]).questions
    assert "“已付”都是0或空着" in str(question)


@pytest.mark.parametrize("kind", ["ledger", "roster"])
def test_our_own_papers_are_records(place: Path, kind: str) -> None:
    people = [
        household(household_id=name, village="一组", houses=[house(legal_floor_area=area)], signed_on_time=True)
        for name, area in (("001", "100"), ("002", "120.5"))
    ]
    path = place / f"{kind}.xlsx"
    due = {one.household_id: statement(one).totals.household for one in people}
    path.write_bytes(written(documents(kind, people, setting(paid=due if kind == "roster" else {}))))
    recorded = read_recorded(path, evaluator().rulebook)
    assert not any(entry.trouble for entries in recorded.households.values() for entry in entries)
    assert {name: sum_recorded(entries) for name, entries in recorded.households.items()} == due
    assert not recorded.unlike
    assert not recorded.questions
    assert recorded.file.rows == len(people)
    assert recorded.file.footed


@pytest.mark.slow
def test_a_total_over_columns_of_which_some_are_no_item(place: Path) -> None:
    rows: list[list[Any]] = [["户编号", "补偿补助", "", "", "备注", "备注"]]
    rows.append(["", "搬家补助费", "误工费", "小计", "", ""])
    rows.append(["D1", 2200, 300, 2500, "", ""])
    found = against(place, rows).differences
    assert [(d.item, d.kind) for d in found if d.household_id == "D1" and d.kind != "not_recorded"] == [
        ("误工费", "unknown_item")
    ]
    rows[2][3] = 2501
    (wrong,) = [d for d in against(place, rows).differences if d.kind == "sum"]
    assert wrong.note == "记录写的是 2,501.00，“搬家补助费”＋“误工费”是 2,500.00"


def test_areas_in_groups_and_members_are_no_money(place: Path) -> None:
    rows: list[list[Any]] = [["户编号", "征地面积（亩）", "", "家庭成员", "", "第一批", "", "第二批", ""]]
    rows.append(["", "耕地", "非耕地", "姓名", "身份证号", "金额", "日期", "金额", "日期"])
    rows += [[name, 1.2, 3, "甲", 431102198001010018, total - 1, "", 1, ""] for name, total in TOTALS.items()]
    assert against(place, rows).differences == []


def test_sheets_and_rows_that_people_do_not_see(place: Path) -> None:
    rows: list[list[Any]] = [["户编号", "合计"], *([name, total] for name, total in TOTALS.items())]
    sheets = {"发放表": rows[:3], "底稿": [["领款"], [3, "4元"]], "二": [rows[0], *rows[3:]]}
    path = workbook(place / "hidden.xlsx", sheets, hidden=["二"])
    book = openpyxl.load_workbook(path)
    book["发放表"].row_dimensions[3].hidden = True
    book.save(path)
    found = audit(place, path)
    assert found.differences == []
    assert [str(passed) for passed in found.passed_over] == [
        "hidden.xlsx 工作表“底稿”：没有表头的工作表，数字各格相加是 7.00（3 格有内容）"
    ]
    assert [str(question).partition("。")[0] for question in found.questions] == [
        "hidden.xlsx 工作表“发放表”：有 1 行是隐藏的，也算在内：第3行",
        "hidden.xlsx 工作表“二”：工作表是隐藏的，也算在内",
    ]


@pytest.mark.parametrize(
    ("heading", "below", "cells"),
    [
        (["搬家补助费（第一次）", "搬迁费"], [], [1200, 1000]),
        (["搬家补助费（集体）", "", "搬家补助费（国有）", ""], ["应发", "已发"] * 2, [1200, 1200, 1000, 1000]),
        (["搬家补助费（应付）", "搬家补助费（实付）"], [], [2200, 2200]),
        (["应付", "", "已付", ""], ["搬家补助费", "过渡费"] * 2, [2200, 13200] * 2),
        (["搬家补助费", "第一批", "第二批"], ["", "搬家补助费", "搬家补助费"], [2200, 1200, 1000]),
    ],
)
def test_one_item_in_several_columns(place: Path, heading: list[Any], below: list[Any], cells: list[Any]) -> None:
    rows: list[list[Any]] = [["户编号", *heading], *([["", *below]] if below else []), ["D1", *cells]]
    found = [d for d in against(place, rows).differences if d.household_id == "D1"]
    assert {d.kind for d in found} == {"not_recorded"}
    assert "moving_allowance" not in {d.item_id for d in found}


@pytest.mark.parametrize("label", ["合计", '"合计"', "一组小计", "", "全镇总计"])
@pytest.mark.parametrize("note", ["x", '"x,y"'])
def test_a_total_is_found_however_the_text_is_quoted(place: Path, label: str, note: str) -> None:
    text = f"户编号,项目,金额,备注\nS1,搬家补助费,2000,{note}\n{label},{'' if label else '合计'},1999,\n"
    path = place / "quoted.csv"
    path.write_text(text, encoding="utf-8")
    (question,) = read_recorded(path, evaluator().rulebook).questions
    assert "quoted.csv 第3行“金额”列：合计行写的是 1999，上面各行加起来是 2000，差 -1" in str(question)
