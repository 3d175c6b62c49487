"""Items with a mistake in them: compiled, they come to what the engine makes of them."""

import pytest
from hypothesis import given, settings

from tests.households import evaluator
from tests.strategies import any_households
from yzcomp.audit.trials import Maker, Trial
from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.to_python.variants import Variant, compiled_variants
from yzcomp.household.models import Household

MAKER = Maker(evaluator())


def trials(key: str) -> list[Trial]:
    made = MAKER.of(key)
    return [made.own, *made.readings, *made.mistakes, *(site.trial for site in made.sites)]


@pytest.mark.slow
@settings(deadline=None)  # some hundred mistakes a household
@given(any_households())
def test_both_ways_come_to_the_same(household: Household) -> None:
    for key in evaluator().rulebook.items:
        for trial in trials(key):
            slow = trial._slowly(household, {})
            assert trial.amounts(household, {}) == slow, trial.text


def test_an_item_as_it_is() -> None:
    work: Evaluator = evaluator()
    variants = [Variant(item, work.setting, work.steps[0]) for item in work.rulebook.items.values()]
    assert len(compiled_variants(work, variants)) == len(variants)
