"""A household as the measure computes it, reduced to what is compared: an amount an item."""

from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from yzcomp.engine.evaluator import Assessment, Evaluator
from yzcomp.engine.to_python import Head
from yzcomp.household.models import Household
from yzcomp.money import ZERO

#: A line: its item and payee, its amount (``None``: pending), whether it is withheld.
ReckonedLine = tuple[Head, Decimal | None, bool]


class Reckoned(NamedTuple):
    """A sound household and its amounts in yuan; ``pending`` are items of which a line waits for its standard.

    ``held`` is what of an item's amount is withheld; ``parties`` are the sums by payee and by payer, where somebody
    asks for them. ``lines`` gives what the amounts were added up from.
    """

    household: Household
    amounts: dict[str, Decimal]
    pending: frozenset[str]
    held: dict[str, Decimal] = {}
    parties: dict[str, Decimal] = {}
    lines: Callable[[], Iterable[ReckonedLine]] = tuple

    def payees(self) -> dict[str, set[str]]:
        """Who gets each item."""
        found: dict[str, set[str]] = {}
        for head, _, _ in self.lines():
            found.setdefault(head.item, set()).add(head.payee)
        return found

    def of(self, payees: Collection[str]) -> "Reckoned":
        """The money of some payees alone."""
        return of_heads(self.household, [line for line in self.lines() if line[0].payee in payees])

    def __eq__(self, other: object) -> bool:
        """By what it comes to, however that was added up."""
        return isinstance(other, Reckoned) and self[:-1] == other[:-1]

    @property
    def total(self) -> Decimal:
        """The sum of all lines that have an amount."""
        return sum(self.amounts.values(), ZERO)

    @property
    def payable(self) -> Decimal:
        """What is paid out: nothing of what is in dispute."""
        return self.total - sum(self.held.values(), ZERO)

    @property
    def withheld(self) -> bool:
        """Whether all of it is in dispute."""
        return bool(self.held) and self.held == self.amounts

    @property
    def village(self) -> str:
        return self.household.village or ""


def of_assessment(assessment: Assessment) -> Reckoned:
    """The amounts of a sound assessment."""
    lines = [(Head(draft.item.key, *draft.parties), draft.amount, draft.withheld) for draft in assessment.drafts]
    return of_heads(assessment.household, lines)


def of_heads(household: Household, lines: Sequence[ReckonedLine]) -> Reckoned:
    """The amounts of lines, each with its head and whether it is withheld."""
    amounts: dict[str, Decimal] = {}
    held: dict[str, Decimal] = {}
    parties: dict[str, Decimal] = {}
    pending = set()
    for head, amount, withheld in lines:
        if amount is None:
            pending.add(head.item)
            continue
        amounts[head.item] = amounts.get(head.item, ZERO) + amount
        if withheld:
            held[head.item] = held.get(head.item, ZERO) + amount
        for party in (head.payee, head.payer):
            parties[party] = parties.get(party, ZERO) + amount
    return Reckoned(household, amounts, frozenset(pending), held, parties, partial(list, lines))


def of_household(evaluator: Evaluator, household: Household) -> Reckoned | None:
    """The amounts of a household; ``None`` where it would be refused."""
    assessment = evaluator.assess(household)
    return of_assessment(assessment) if assessment.sound else None
