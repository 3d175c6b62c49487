"""Sums of an impact: what is counted where, how many are kept, and that nothing grows with the households."""

from decimal import Decimal

from tests.households import household
from tests.households import rulebook as built_in
from tests.small_rulebooks import item, items, rulebook
from yzcomp import Problem
from yzcomp.audit.reckoned import Reckoned
from yzcomp.batch.worker import Rejection
from yzcomp.impact.rulebooks import Impact, item_pairs
from yzcomp.impact.sums import SHOWN

ZERO = Decimal("0.00")
MOVING, TRANSITION = "moving_allowance", "transition_allowance"


def reckoned(number: int, village: str = "甲组", withheld: bool = False, pending: str = "", **amounts: int) -> Reckoned:
    """A household's amounts in yuan."""
    who = household(household_id=f"H{number:02}", village=village)
    yuan = {key: Decimal(amount) for key, amount in amounts.items()}
    return Reckoned(who, yuan, frozenset([pending] if pending else []), yuan if withheld else {})


def refusal(number: int, reason: str = "不适用") -> Rejection:
    return Rejection(f"H{number:02}", "户.csv 第2行", (Problem("requirement", reason, remedy="核对"),), None, 0)


def impact(keep_rows: bool = False) -> Impact:
    return Impact(built_in(), built_in(), keep_rows)


def test_gains_losses_and_households_that_stay() -> None:
    found = impact()
    found.add([reckoned(1, moving_allowance=1000), reckoned(1, moving_allowance=1200)])
    found.add([reckoned(2, moving_allowance=1000), reckoned(2, moving_allowance=700, signing_reward=50)])
    found.add([reckoned(3, "乙组", moving_allowance=1000), reckoned(3, "乙组", moving_allowance=1000)])
    found.add([reckoned(4, moving_allowance=100), reckoned(4, transition_allowance=100)])
    total = found.total
    assert (found.read, found.computed, total.gain, total.lose, total.same) == (4, 4, 1, 1, 2)
    assert (total.plus, total.minus, total.difference) == (200, 250, -50)
    moving = found.by_item[MOVING]
    assert (moving.households, moving.gain, moving.lose, moving.difference) == (4, 1, 2, -200)
    assert (found.by_village["甲组"].difference, found.by_village["乙组"].same) == (-50, 1)
    article = found.by_article["第十八条"]
    assert (article.households, article.gain, article.lose, article.difference) == (4, 1, 1, -100)
    assert [one.household_id for one in found.largest()] == ["H02", "H01"]


def test_only_the_largest_are_kept_and_of_equal_ones_the_first() -> None:
    found = impact()
    for number in range(40):
        found.add([reckoned(number, moving_allowance=0), reckoned(number, moving_allowance=7 if number % 2 else 9)])
    assert [one.household_id for one in found.largest()] == [f"H{number:02}" for number in range(0, 2 * SHOWN, 2)]


def test_refusals_of_one_side_are_no_gains() -> None:
    found = impact()
    for number in range(SHOWN + 3):
        found.add([reckoned(number, moving_allowance=10), refusal(number)])
    found.add([refusal(90, "过期"), reckoned(90, moving_allowance=5)])
    found.add([refusal(91), refusal(91)])
    old, new = found.sides
    assert (found.read, found.computed, found.total.plus, found.total.minus) == (SHOWN + 5, 0, ZERO, ZERO)
    assert (new.refused_alone, new.refused_total, len(new.one_sided)) == (SHOWN + 3, 10 * (SHOWN + 3), SHOWN)
    assert (old.refused_alone, dict(old.reasons), old.one_sided[0].reasons) == (1, {"过期": 1}, ("过期",))
    assert found.refused_by_both == 1


def test_withheld_and_pending_are_counted_by_side() -> None:
    found = impact()
    before = reckoned(1, moving_allowance=10, pending="house_compensation")
    found.add([before, reckoned(1, withheld=True, moving_allowance=10)])
    old, new = found.sides
    assert (old.payable, old.withheld, old.pending) == (10, 0, 1)
    assert (new.payable, new.withheld, new.pending) == (0, 10, 0)
    assert found.total.same == 1


def test_rows_say_why_an_amount_is_missing() -> None:
    found = impact(keep_rows=True)
    found.add([reckoned(1, moving_allowance=10, pending="house_compensation"), reckoned(1, house_compensation=5)])
    found.add([reckoned(2, moving_allowance=10), refusal(2)])
    rows = [(row.household_id, row.item.key, row.before, row.after, row.note) for row in found.taken()]
    assert rows == [
        ("H01", "house_compensation", None, Decimal(5), "原待定"),
        ("H01", MOVING, Decimal(10), ZERO, ""),
        ("H02", MOVING, Decimal(10), None, "新规则退回"),
    ]
    assert found.taken() == []


def test_items_are_paired_by_what_they_say() -> None:
    old = rulebook(items(item("a", "{constant: 1, unit: 元}"), item("gone", "{constant: 2, unit: 元}")))
    new = rulebook(items(item("b", "{constant: 1, unit: 元}"), item("come", "{constant: 3, unit: 元}")))
    pairs = [(pair.old, pair.new) for pair in item_pairs(old, new)]
    assert pairs == [("a", "b"), (None, "come"), ("gone", None)]
