"""What is kept while households go by: sums before and after, and what only one of two rulebooks comes to."""

from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit.reckoned import Reckoned
from yzcomp.batch.worker import Rejection
from yzcomp.money import ZERO
from yzcomp.problems import Problem

#: How many of the largest changes, and of the refusals of each side, are kept to be shown.
SHOWN = 10


def reason_of(problem: Problem) -> str:
    """A problem as the reason of many refusals: its field without saying of which record."""
    title = (problem.field or "").rpartition(" ")[2]
    return f"「{title}」{problem.message}" if title else problem.message


class Sum:
    """Households and yuan before and after."""

    __slots__ = ("after", "before", "gain", "households", "lose", "minus", "plus")

    def __init__(self) -> None:
        self.households = self.gain = self.lose = 0
        self.before = self.after = self.plus = self.minus = ZERO

    @property
    def difference(self) -> Decimal:
        """Net yuan."""
        return self.after - self.before

    @property
    def same(self) -> int:
        """Households that get as much as before."""
        return self.households - self.gain - self.lose

    def add(self, before: Decimal, after: Decimal) -> None:
        """Counts one household."""
        self.households += 1
        self.before += before
        self.after += after
        if after > before:
            self.gain += 1
            self.plus += after - before
        elif after < before:
            self.lose += 1
            self.minus += before - after


class Largest(NamedTuple):
    """One of the households whose sum changes most."""

    household_id: str
    village: str
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


class OneSided(NamedTuple):
    """A household that only one of the rulebooks computes: what it gives, and why the other one refuses."""

    household_id: str
    village: str
    total: Decimal
    reasons: tuple[str, ...]


class Side:
    """What only one rulebook comes to: the old one, or the new."""

    def __init__(self) -> None:
        self.payable = self.withheld = ZERO
        self.pending = 0
        self.refused_alone = 0
        self.refused_total = ZERO
        self.one_sided: list[OneSided] = []
        self.reasons: Counter[str] = Counter()

    def count(self, found: Reckoned) -> None:
        """A household that both compute."""
        self.payable += found.payable
        self.withheld += found.total - found.payable
        self.pending += bool(found.pending)

    def refuse(self, refusal: Rejection, other: Reckoned) -> None:
        """A household that only this one refuses."""
        reasons = tuple(dict.fromkeys(problem._replace(remedy=None).sentence() for problem in refusal.problems))
        self.refused_alone += 1
        self.refused_total += other.total
        self.reasons.update({reason_of(problem) for problem in refusal.problems})
        if len(self.one_sided) < SHOWN:
            self.one_sided.append(OneSided(other.household.household_id, other.village, other.total, reasons))
