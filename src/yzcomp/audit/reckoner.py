"""Computes the households of an input for comparing: the batch's own worker, its amounts instead of its rows."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, localcontext
from functools import lru_cache, partial

from yzcomp.audit.reckoned import Reckoned, ReckonedLine, of_assessment
from yzcomp.batch.worker import Job, Rejection, Worker
from yzcomp.engine.to_python import AmountLine, Amounts, Unusual
from yzcomp.household.models import Household
from yzcomp.money import EXACT
from yzcomp.tables.assemble import Group
from yzcomp.tables.columns import households
from yzcomp.tables.sources import Block

NONE_PENDING: frozenset[str] = frozenset()


class Reckoner(Worker):
    """A rulebook at work on groups of rows, giving amounts."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.amounts = Amounts(self.evaluator)

    def reckoned(self, number: int, groups: Iterable[Group] | Block) -> Iterator[tuple[Group, Reckoned | Rejection]]:
        """Each household of a stretch of input ``number`` with its rows, or why it is refused."""
        if isinstance(groups, Block):
            groups = map(Group, households(groups.rows(), self.job.plans[number].households))
        with localcontext(EXACT):
            for group in groups:
                yield group, self._swiftly(number, group) or self._slowly(number, group)

    def _swiftly(self, number: int, group: Group) -> Reckoned | None:
        """The amounts of a household in which nothing is unusual."""
        household = self.quick_household(number, group) if self.amounts.run is not None else None
        if household is None or self.amounts.run is None:
            return None
        try:
            lines, withheld = self.amounts.run(household)
        except Unusual:
            return None
        return self._of_lines(household, lines, withheld)

    def _of_lines(self, household: Household, lines: Sequence[AmountLine], withheld: bool) -> Reckoned:
        amounts: dict[str, Decimal] = {}
        pending = NONE_PENDING
        for number, amount in lines:
            key = self.heads[number][0].item
            if amount is None:
                pending = _with(pending, key)
            else:
                amounts[key] = amounts[key] + amount if key in amounts else amount
        held = amounts.copy() if withheld else {}
        return Reckoned(household, amounts, pending, held, lines=partial(self._written_out, lines, withheld))

    def _written_out(self, lines: Sequence[AmountLine], withheld: bool) -> list[ReckonedLine]:
        return [(self.heads[number][0], amount, withheld) for number, amount in lines]

    def _slowly(self, number: int, group: Group) -> Reckoned | Rejection:
        found = self.assess(number, group)
        return found if isinstance(found, Rejection) else of_assessment(found)


@lru_cache(maxsize=4096)
def _with(pending: frozenset[str], key: str) -> frozenset[str]:
    """The same few items are pending in many households."""
    return pending | {key}
