"""What is recorded is what is due and what was found, to the fen: for the village's record, and for any record at all."""

from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.audits import DUE, audit, lines, record
from tests.batches import Rows, csv_file
from tests.households import evaluator
from yzcomp.audit.compare import Comparer
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.reconcile import RECORDED, reconciled
from yzcomp.audit.recorded import Entry, sum_recorded
from yzcomp.household.models import Household

ITEMS = ("house_compensation", "moving_allowance", "pond_replacement", "signing_reward+vacating_reward")
_STATUSES = ("", "payable", "withheld", "pending", "paid", "unpaid", "due")


@lru_cache
def household(held: frozenset[str], pending: frozenset[str]) -> Reckoned:
    """A household to which four items come, some of each in dispute, some not to be computed."""
    amounts = {key: Decimal(f"{1000 * n}.50") for n, key in enumerate(ITEMS[:3], 1) if key not in pending}
    amounts |= {"signing_reward": Decimal("300"), "vacating_reward": Decimal("700.25")}
    kept = {key: amounts[key] if key == "house_compensation" else amounts[key] - 1 for key in held if key in amounts}
    return Reckoned(Household.model_construct(household_id="A1", village=None), amounts, pending, kept)


@lru_cache
def comparer(itemised: bool, tolerance: Decimal) -> Comparer:
    return Comparer(evaluator().rulebook, itemised, tolerance)


_AMOUNTS = st.one_of(
    st.sampled_from(["1000.50", "2000.50", "1999.50", "3000.50", "1000.25", "7001.75", "0", "-5"]).map(Decimal),
    st.integers(-99_999, 999_999).map(lambda fen: Decimal(fen) / 100),
    st.none(),
)
_ENTRIES = st.tuples(
    st.sampled_from([*ITEMS, "signing_reward", "crop_compensation", "total", "paid_total", "withheld", None]),
    st.sampled_from(["误工费", ""]),
    _AMOUNTS,
    st.integers(2, 4),
    st.sampled_from(_STATUSES),
).map(lambda values: Entry(*values))


def _unreadable(entry: Entry, bad: bool) -> Entry:
    return entry._replace(amount=None, trouble="不是数字") if bad else entry


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.builds(_unreadable, _ENTRIES, st.sampled_from([False] * 9 + [True])), max_size=7),
    st.sampled_from([frozenset(), frozenset(ITEMS[:1]), frozenset(ITEMS[:3])]),
    st.sampled_from([frozenset(), frozenset(ITEMS[1:2])]),
    st.booleans(),
    st.sampled_from([Decimal(0), Decimal(2)]),
)
def test_any_record_of_a_household(
    entries: list[Entry], held: frozenset[str], pending: frozenset[str], itemised: bool, tolerance: Decimal
) -> None:
    found = household(held, pending)
    itemised = itemised or any(e.item not in ("total", "paid_total", "withheld") for e in entries)
    comparison = comparer(itemised, tolerance).compare(found, entries)
    assert reconciled(comparison.terms, comparison.differences).rest == 0
    assert comparison.terms[RECORDED] == sum_recorded(entries)


def test_the_village_as_it_is_comes_out_even(tmp_path: Path) -> None:
    found = audit(tmp_path, record(tmp_path / "r.csv", lines(tmp_path))).reconciliation
    assert found is not None
    due = sum(Decimal(amount) for (name, _), amount in DUE.items() if name != "X1")
    assert (found.recorded, found.recomputed, found.disputed, found.rest) == (due + 2000, due, 2000, 0)


def test_every_term_of_the_reconciliation(tmp_path: Path) -> None:
    right = {(name, key): Decimal(amount) for (name, key), amount in DUE.items()}
    wrong = right | {
        ("D1", "moving_allowance"): Decimal(2300),
        ("D1", "signing_reward"): Decimal(11000),
        ("S1", "pond_replacement"): Decimal(77),
        ("S1", "vacating_reward"): Decimal("10000.40"),
        ("Z9", "moving_allowance"): Decimal("5.05"),
        ("S1", "误工费"): Decimal(300),
    }
    del wrong["M1", "moving_allowance"]
    rows: Rows = [["户编号", "项目", "金额", "状态"]]
    rows = [*rows, *([name, key, str(a), "暂不拨付" if name == "X1" else "已付"] for (name, key), a in wrong.items())]
    rows = [*rows, ["S1", "过渡费", "一百", ""], ["N1", "房屋补偿费", "40", "未付"]]
    found = audit(tmp_path, csv_file(tmp_path / "r.csv", rows), tolerance=Decimal("0.5")).reconciliation
    assert found is not None
    assert found.recorded == sum(wrong.values()) + 40
    assert {key: amount for key, _, amount in found.terms()} == {
        **{"overpaid": 100, "not_due": 117, "underpaid": 1000, "not_recorded": 1200, "pending": 0, "refused": 0},
        **{"unmatched": Decimal("305.05"), "disputed": 2000, "tolerated": Decimal("0.40")},
    }
    assert found.rest == 0


def test_money_for_a_household_that_is_refused(tmp_path: Path) -> None:
    roll = [["户编号", "户主", "合法常住人口", "安置方式"], ["A1", "甲", "二", "不予安置"]]
    rows = [["户编号", "合计"], ["A1", "12.34"]]
    found = audit(tmp_path, csv_file(tmp_path / "r.csv", rows), [csv_file(tmp_path / "roll.csv", roll)]).reconciliation
    assert found is not None
    assert (found.recorded, found.refused, found.recomputed, found.rest) == (Decimal("12.34"), Decimal("12.34"), 0, 0)
