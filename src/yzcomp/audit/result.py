"""Everything that an audit found, and the sums of it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit import findings as f
from yzcomp.audit.findings import Difference
from yzcomp.audit.reconcile import Reconciliation
from yzcomp.audit.recorded import RecordedFile
from yzcomp.audit.sample import Sample
from yzcomp.batch.flags import Flag
from yzcomp.batch.worker import Rejection
from yzcomp.money import ZERO
from yzcomp.problems import Problem
from yzcomp.tables.replacing import Replaced
from yzcomp.tables.survey import PassedOver


class ReadFile(NamedTuple):
    """An input as it was read."""

    name: str
    sha256: str
    rows: int


class Audit(NamedTuple):
    """Everything that an audit found. ``differences`` are in the order of the input, ``flags`` by kind.

    ``unchecked`` are amounts that could not be compared, because they wait for a standard; ``questions`` are about the
    input's files, of which ``passed_over`` was not used; ``replaced`` are corrected households in place of others.
    """

    differences: list[Difference]
    flags: list[Flag]
    rejected: list[Rejection]
    households: int
    compared: int
    within: int
    unchecked: int
    notes: dict[str, int]
    warnings: list[Problem]
    inputs: list[ReadFile]
    recorded: RecordedFile | None
    sample: Sample | None
    payable: Decimal
    questions: tuple[Problem, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    reconciliation: Reconciliation | None = None

    @property
    def clean(self) -> bool:
        """Whether nothing needs a person; an amount that could not be compared does."""
        astray = self.reconciliation is not None and bool(self.reconciliation.rest)
        return not (astray or self.differences or self.flags or self.rejected or self.unchecked or self.questions)

    def of_kind(self, *kinds: str) -> Decimal:
        """The sum of the differences of some kinds."""
        return sum((d.difference for d in self.differences if d.kind in kinds and d.difference is not None), ZERO)

    @property
    def over(self) -> Decimal:
        """What was paid too much, in yuan, gross."""
        return sum((d.difference for d in self._of_money() if d.difference and d.difference > 0), ZERO)

    @property
    def under(self) -> Decimal:
        """What was paid too little, in yuan, gross, as a positive amount."""
        return -sum((d.difference for d in self._of_money() if d.difference and d.difference < 0), ZERO)

    @property
    def unmatched(self) -> Decimal:
        """What is recorded for households and items that can't be compared: unknown, or refused."""
        return sum((d.recorded for d in self.differences if d.kind in f.UNMATCHED and d.recorded), ZERO)

    @property
    def pending(self) -> Decimal:
        """What is recorded beyond what can be computed while standards are missing."""
        return self.of_kind(f.PENDING)

    def _of_money(self) -> Iterator[Difference]:
        return (d for d in self.differences if d.kind in f.OF_MONEY)
