"""One household under several rules at once gives what each of them gives alone."""

from functools import cache

import pytest
from hypothesis import given

from tests import strategies
from tests.households import rulebook as built_in
from tests.households import standards
from tests.rules.test_other_county import county
from tests.small_rulebooks import item, items, rulebook
from yzcomp import Evaluator, Household, Refused
from yzcomp.audit.reckoned import Reckoned, of_household
from yzcomp.household.intake import Intake
from yzcomp.impact.several_rules import Rules, SeveralRules, common_facts
from yzcomp.problems import Place

READINGS = [{}, *({name: option} for name, reading in built_in().readings.items() for option in reading.options)]
RULES = [Rules(built_in(), standards(), readings) for readings in READINGS]


@cache
def several() -> SeveralRules:
    return SeveralRules(RULES, built_in().catalogue)


@cache
def evaluators() -> list[Evaluator]:
    return [Evaluator(built_in(), standards(), readings) for readings in READINGS]


@pytest.mark.slow
@given(strategies.any_households())
def test_each_of_the_rules_is_an_evaluation(household: Household) -> None:
    intake = Intake(household, [], lambda path: Place("户.yaml"))
    found = several().of_intake(intake, household.household_id, "户.yaml")
    for outcome, evaluator in zip(found, evaluators(), strict=True):
        alone = of_household(evaluator, household)
        assert (outcome if isinstance(outcome, Reckoned) else None) == alone
    for one, outcome in zip(several().each, found, strict=True):
        assert one.swiftly(household) in (None, outcome)


def test_facts_of_all_rulebooks_are_read() -> None:
    facts = common_facts([built_in(), county()])
    assert {"newness", "roof"} <= facts.records["houses"].fields.keys()
    assert "rent_months" in facts.fields
    assert common_facts([built_in(), built_in()]) == built_in().catalogue


def test_facts_that_disagree_are_refused() -> None:
    other = rulebook(
        "facts:\n  newness: {list: houses, name: 成新率, kind: number}\n" + items(item("a", "{constant: 1, unit: 元}"))
    )
    with pytest.raises(Refused) as refused:
        common_facts([county(), other])
    assert [problem.code for problem in refused.value.problems] == ["facts-differ"]
