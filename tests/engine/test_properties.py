"""What holds for every household, whatever it has: tried on households that nobody thought of."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests import strategies as our
from tests.households import codes, evaluator, rulebook
from yzcomp import Household, Refused, Statement

ZERO = Decimal(0)
LISTS = ("members", "houses", "parcels", "crops", "attachments", "ponds", "temporary_uses")
AREAS = {
    "houses": ("legal_floor_area", "ground_floor_area"),
    "parcels": ("area",),
    "crops": ("area",),
    "attachments": ("quantity",),
    "ponds": ("area",),
    "temporary_uses": ("area",),
}


def tries(examples: int) -> settings:
    """Always the same examples, so that a failing run can be repeated."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def outcome(of: Household, readings: dict[str, str], *, with_standards: bool = True) -> Statement | None:
    """The statement, or ``None`` for a household that is refused; nothing else may come of it."""
    try:
        return evaluator(readings, with_standards=with_standards).evaluate(of)
    except Refused as refused:
        assert refused.problems
        assert all(problem.message and problem.path for problem in refused.problems)
        return None


@pytest.mark.slow
@given(our.any_households(), our.readings, st.booleans())
@tries(100)
def test_every_household_has_a_statement_or_a_reason(
    of: Household, readings: dict[str, str], with_standards: bool
) -> None:
    made = outcome(of, readings, with_standards=with_standards)
    if made is not None:
        assert Statement.model_validate(made.model_dump()) == made


@pytest.mark.slow
@given(our.sound_households())
@tries(60)
def test_a_sound_household_is_not_refused(of: Household) -> None:
    """The strategy is worth something only if most of what it makes is computed."""
    assert outcome(of, {}) is not None


@given(our.sound_households(), our.readings, st.booleans())
@tries(60)
def test_nothing_is_ever_negative_and_the_totals_are_the_sums_of_the_lines(
    of: Household, readings: dict[str, str], with_standards: bool
) -> None:
    made = outcome(of, readings, with_standards=with_standards)
    assume(made is not None)
    assert made is not None
    assert all(line.amount is None or line.amount >= 0 for line in made.items)
    assert all((line.amount is None) == (line.status == "pending") for line in made.items)

    def total(status: str, party: str | None = None) -> Decimal:
        chosen = (x.amount for x in made.items if x.status == status and party in (None, x.payee, x.payer))
        return sum((amount for amount in chosen if amount), ZERO)

    for sums in (made.totals.payees, made.totals.payers):
        assert sums == {party: total("payable", party) for party in sums}
        assert made.totals.payable == sum(sums.values())
    assert (made.totals.household, made.totals.collective) == tuple(made.totals.payees.values())[:2]
    assert made.totals.withheld == total("withheld")
    assert made.totals.pending_items == sum(line.status == "pending" for line in made.items)
    assert made.totals.payable == 0 or not of.in_dispute


@pytest.mark.slow
@given(our.sound_households(), our.readings)
@tries(60)
def test_rate_times_quantity_is_the_amount(of: Household, readings: dict[str, str]) -> None:
    made = outcome(of, readings)
    assume(made is not None)
    assert made is not None
    step = Decimal(1) if readings.get("rounding") == "yuan" else Decimal("0.01")
    for line in made.items:
        if line.status != "pending":
            assert line.rate is not None
            product = Decimal(line.rate) * Decimal(line.quantity)
            if line.id == "dispersed_relocation_subsidy":
                product = min(product, Decimal(42000))
            assert line.amount == product.quantize(step, "ROUND_HALF_UP"), line


@given(our.sound_households(), our.readings)
@tries(60)
def test_no_cap_is_ever_passed(of: Household, readings: dict[str, str]) -> None:
    made = outcome(of, readings)
    assume(made is not None)
    assert made is not None
    persons = max(of.legal_residents or 0, 3)
    a_time = 1000 + 100 * (persons - 3)
    assert made.amount("dispersed_relocation_subsidy") <= 42000
    assert made.amount("transition_allowance") <= 12 * a_time
    assert made.amount("moving_allowance") <= 2 * a_time
    assert made.amount("monetary_resettlement") <= 170000 * (of.legal_residents or 0)
    assert not (made.amount("monetary_resettlement") and made.amount("dispersed_relocation_subsidy"))
    assert not (made.amount("monetary_resettlement") and made.amount("transition_allowance"))


@pytest.mark.slow
@given(our.sound_households(), our.readings, st.data())
@tries(60)
def test_more_land_or_floor_is_never_paid_less(of: Household, readings: dict[str, str], data: st.DataObject) -> None:
    choices = [(name, i, key) for name, keys in AREAS.items() for i in range(len(getattr(of, name))) for key in keys]
    name, index, key = data.draw(st.sampled_from(choices))
    more = data.draw(our.quantities("100"))
    records = list(getattr(of, name))
    records[index] = records[index].model_copy(update={key: getattr(records[index], key) + more})
    small, large = outcome(of, readings), outcome(of.model_copy(update={name: tuple(records)}), readings)
    assume(small is not None)
    assert small is not None
    assert large is not None
    for item in {line.id for line in small.items}:
        less, greater = small.amount(item), large.amount(item)
        assert (less is None) == (greater is None), item
        assert less is None or greater is None or greater >= less, item
    assert large.totals.payable >= small.totals.payable


@pytest.mark.slow
@given(our.sound_households(), our.readings)
@tries(60)
def test_one_more_resident_is_never_paid_less(of: Household, readings: dict[str, str]) -> None:
    small = outcome(of, readings)
    large = outcome(of.model_copy(update={"legal_residents": (of.legal_residents or 0) + 1}), readings)
    assume(small is not None)
    assert small is not None
    assert large is not None
    assert large.totals.payable >= small.totals.payable


@given(our.any_households(), our.readings, st.randoms(use_true_random=False))
@tries(60)
def test_the_order_of_records_is_of_no_consequence(of: Household, readings: dict[str, str], random: Any) -> None:
    shuffled = {name: tuple(random.sample(getattr(of, name), len(getattr(of, name)))) for name in LISTS}
    one, other = outcome(of, readings), outcome(of.model_copy(update=shuffled), readings)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert one.totals == other.totals
        for item in {line.id for line in one.items}:
            assert one.amount(item) == other.amount(item)


@pytest.mark.slow
@given(our.any_households(), our.readings)
@tries(60)
def test_the_same_household_always_has_the_same_statement(of: Household, readings: dict[str, str]) -> None:
    def result() -> str | list[Any]:
        try:
            return evaluator(readings).evaluate(of).model_dump_json()
        except Refused as refused:
            return codes(refused.problems)

    assert result() == result()


@pytest.mark.slow
@given(our.sound_households())
@tries(60)
def test_a_dispute_moves_every_payable_line_to_withheld(of: Household) -> None:
    free = outcome(of.model_copy(update={"in_dispute": False}), {})
    disputed = outcome(of.model_copy(update={"in_dispute": True}), {})
    assume(free is not None)
    assert free is not None
    assert disputed is not None
    assert disputed.totals.withheld == free.totals.payable
    assert disputed.totals.payable == 0


@pytest.mark.slow
@given(our.sound_households())
@tries(60)
def test_standards_change_nothing_but_what_was_pending(of: Household) -> None:
    bare, priced = outcome(of, {}, with_standards=False), outcome(of, {})
    assume(bare is not None and priced is not None)
    assert bare is not None and priced is not None
    assert bare.totals.payable <= priced.totals.payable
    settled = [(line.id, line.index, line.amount) for line in bare.items if line.status != "pending"]
    assert [row for row in settled if row not in [(x.id, x.index, x.amount) for x in priced.items]] == []


@pytest.mark.slow
@given(our.sound_households(), st.sampled_from(sorted(our.READINGS)))
@tries(60)
def test_a_reading_that_is_not_named_changes_nothing(of: Household, name: str) -> None:
    """The notices are the whole truth: where a reading isn't named, its other option gives the same amounts."""
    first, second = (outcome(of, {name: option}) for option in our.READINGS[name])
    assume(first is not None and second is not None)
    assert first is not None and second is not None
    title = rulebook().readings[name].name
    named = any(notice.startswith(f"读法“{title}”") for notice in first.notices)
    if not named:
        assert [line.amount for line in first.items] == [line.amount for line in second.items]
        assert first.totals == second.totals
