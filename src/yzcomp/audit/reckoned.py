"""A household as the measure computes it, reduced to what is compared: an amount an item."""

from decimal import Decimal
from typing import NamedTuple

from yzcomp.engine.evaluator import Assessment, Evaluator
from yzcomp.household.models import Household
from yzcomp.money import ZERO


class Reckoned(NamedTuple):
    """A sound household and its amounts in yuan; ``pending`` are items of which a line waits for its standard."""

    household: Household
    amounts: dict[str, Decimal]
    pending: frozenset[str]
    withheld: bool

    @property
    def total(self) -> Decimal:
        """The sum of all lines that have an amount."""
        return sum(self.amounts.values(), ZERO)

    @property
    def payable(self) -> Decimal:
        """What is paid out: nothing while there is a dispute."""
        return ZERO if self.withheld else self.total

    @property
    def village(self) -> str:
        return self.household.village or ""


def of_assessment(assessment: Assessment) -> Reckoned:
    """The amounts of a sound assessment."""
    amounts: dict[str, Decimal] = {}
    pending = set()
    for draft in assessment.drafts:
        key = draft.item.key
        if draft.amount is None:
            pending.add(key)
        else:
            amounts[key] = amounts.get(key, ZERO) + draft.amount
    return Reckoned(assessment.household, amounts, frozenset(pending), assessment.withheld)


def of_household(evaluator: Evaluator, household: Household) -> Reckoned | None:
    """The amounts of a household; ``None`` where it would be refused."""
    assessment = evaluator.assess(household)
    return of_assessment(assessment) if assessment.sound else None
