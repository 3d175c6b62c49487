"""The quick way against the evaluator: where it gives lines they are the same to the letter; the rest it leaves."""

from decimal import localcontext
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.small_rulebooks import household, item, items, rulebook
from tests.strategies import READINGS, any_households, sound_households
from yzcomp import Evaluator, Household, load_household, load_rulebook, load_standards
from yzcomp.engine.to_python import QuickRules, Unusual
from yzcomp.money import EXACT

RULES = ROOT / "tests/rules/invented-county"


@lru_cache(maxsize=64)
def lanes(readings: tuple[tuple[str, str], ...], with_standards: bool) -> tuple[Evaluator, QuickRules]:
    rulebook = load_rulebook()
    standards = load_standards([ROOT / "tests/standards.yaml"] if with_standards else [], rulebook)
    evaluator = Evaluator(rulebook, standards, dict(readings))
    return evaluator, QuickRules(evaluator)


def written_by_evaluator(evaluator: Evaluator, household: Household) -> list[tuple[object, ...]] | None:
    assessment = evaluator.assess(household)
    if not assessment.sound:
        return None
    lines, _ = evaluator.lines(assessment)
    return [
        (x.id, x.payee, x.payer, x.formula, x.quantity, x.unit, x.rate or "", x.amount, x.note or "") for x in lines
    ]


def written_quickly(quick_rules: QuickRules, household: Household) -> list[tuple[object, ...]] | None:
    assert quick_rules.run is not None
    try:
        with localcontext(EXACT):
            lines, _ = quick_rules.run(household)
    except Unusual:
        return None
    return [(*quick_rules.heads[number], *rest) for number, *rest in lines]


@pytest.mark.slow
@given(
    household=sound_households() | any_households(),
    readings=st.fixed_dictionaries({name: st.sampled_from(options) for name, options in READINGS.items()}),
    with_standards=st.booleans(),
)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_both_lanes_say_the_same(household: Household, readings: dict[str, str], with_standards: bool) -> None:
    evaluator, quick_rules = lanes(tuple(sorted(readings.items())), with_standards)
    quick = written_quickly(quick_rules, household)
    if quick is not None:
        assert quick == written_by_evaluator(evaluator, household)


@pytest.mark.parametrize("name", ["site.yaml", "monetary.json", "dispute.yaml", "temporary-land.yaml"])
def test_the_express_lane_takes_what_is_usual(name: str) -> None:
    evaluator, quick_rules = lanes((), False)
    household = load_household(ROOT / "examples" / name)
    lines = written_quickly(quick_rules, household)
    assert lines is not None and lines == written_by_evaluator(evaluator, household)


def test_withheld_is_told() -> None:
    _, quick_rules = lanes((), False)
    assert quick_rules.run is not None
    household = Household(household_id="1", head="张三", resettlement="none", legal_residents=1, in_dispute=True)
    assert quick_rules.run(household) == ([], True)
    assert quick_rules.run(household.model_copy(update={"in_dispute": False})) == ([], False)


def test_a_rulebook_with_shares_takes_the_express_lane() -> None:
    rulebook = load_rulebook(RULES)
    evaluator = Evaluator(rulebook, load_standards([RULES.with_name("invented-county-rates.yaml")], rulebook))
    quick_rules = QuickRules(evaluator)
    assert {head.item for head in quick_rules.heads} > quick_rules.of_item.keys() > set()
    facts = {"legal_residents": 2, "resettlement": "none", "notice_date": "2021-01-01"}
    house = {"legal_floor_area": 100, "structure": "砖混", "grade": "一等"}
    household = rulebook.catalogue.model(household_id="1", head="甲", houses=[house], **facts)
    assert written_quickly(quick_rules, household) == written_by_evaluator(evaluator, household)


def test_what_is_missing_is_left_to_the_evaluator() -> None:
    _, quick_rules = lanes((), False)
    assert quick_rules.run is not None
    with pytest.raises(Unusual):
        quick_rules.run(Household(household_id="1", head="张三", resettlement="dispersed", legal_residents=1))


def test_a_floor_for_nothing_is_left_to_the_evaluator() -> None:
    """At nothing the floor is paid, or lacks its fact: never silently nothing."""
    floor = "{factors: [{constant: 100, unit: 元/月}, {fact: transition_months}], text: 至少每月100元}"
    rules = rulebook(items(item("a", "{constant: 5, unit: 元/人}, {fact: legal_residents}", at_least=floor)))
    evaluator = Evaluator(rules)
    quick_rules = QuickRules(evaluator)
    for months, paid in (("2", "200.00"), (None, None)):
        nobody = household(rules, legal_residents=0, transition_months=months)
        lines = written_quickly(quick_rules, nobody)
        assert lines == written_by_evaluator(evaluator, nobody)
        assert (str(lines[0][-2]) if lines else None) == paid
