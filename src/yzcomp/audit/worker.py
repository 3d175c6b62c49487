"""Audits a stretch of households: computes, compares, explains, asks. Runs in any process."""

from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit import findings as f
from yzcomp.audit.causes import Causes
from yzcomp.audit.compare import NAMES, Comparer
from yzcomp.audit.findings import Difference
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.reckoner import Reckoner
from yzcomp.audit.recorded import TOTAL, Entry, Recorded
from yzcomp.audit.recorded_words import ACCOUNT_WORDS
from yzcomp.audit.shared import Marker, Marks
from yzcomp.batch.worker import Job, Rejection
from yzcomp.engine.screening import Raised, Screen
from yzcomp.forms import clean
from yzcomp.money import ZERO
from yzcomp.tables.assemble import Group
from yzcomp.tables.cells import is_blank, shown
from yzcomp.tables.columns import header_word
from yzcomp.tables.sources import Block


class AuditJob(NamedTuple):
    """What an auditing process has to know. ``tolerance`` is in yuan."""

    batch: Job
    recorded: Recorded | None
    tolerance: Decimal = ZERO


class Seen(NamedTuple):
    """A household as far as it matters beside others: its marks, what is due to it, its bank account."""

    marks: Marks
    payable: Decimal
    account: str
    raised: list[Raised]
    measures: list[tuple[str, Decimal]]


class Audited(NamedTuple):
    """What an audit of some households found, in their order."""

    differences: list[Difference]
    seen: list[Seen]
    rejected: list[Rejection]
    compared: int
    within: int
    notes: Counter[str]


class Auditor(Reckoner):
    """A rulebook and a record at work on groups of rows."""

    def __init__(self, job: AuditJob) -> None:
        super().__init__(job.batch)
        self.audit = job
        self.recorded = job.recorded.households if job.recorded else {}
        self.comparer = Comparer(job.batch.rulebook, bool(job.recorded and job.recorded.itemised), job.tolerance)
        self.causes = Causes(self.evaluator)
        self.screen = Screen(self.evaluator)
        self.marker = Marker(self.facts, job.batch.rulebook)
        self.accounts = [
            next((i for i, t in plans.households.titles.items() if header_word(t) in ACCOUNT_WORDS), None)
            for plans in job.batch.plans
        ]

    def audited(self, number: int, groups: Iterable[Group] | Block) -> Audited:
        """A stretch of input ``number``."""
        result = Audited([], [], [], 0, 0, Counter())
        compared = within = 0
        for group, found in self.reckoned(number, groups):
            if isinstance(found, Rejection):
                result.rejected.append(found)
                result.differences.extend(self._of_rejected(found))
                continue
            result.seen.append(self._seen(number, group, found))
            if self.audit.recorded is not None:
                comparison = self.comparer.compare(found, self.recorded.get(found.household.household_id, ()))
                compared, within = compared + comparison.compared, within + comparison.within
                result.notes.update(comparison.notes)
                result.differences.extend(self._explained(found, d) for d in comparison.differences)
        return result._replace(compared=compared, within=within)

    def _seen(self, number: int, group: Group, found: Reckoned) -> Seen:
        household, column, account = found.household, self.accounts[number], ""
        if column is not None and group.row is not None and column < len(group.row.cells):
            cell = group.row.cells[column]
            account = "" if is_blank(cell) else clean(shown(cell))
        marks = self.marker.marks(household)
        return Seen(marks, found.payable, account, self.screen.raised(household), self.screen.measures(household))

    def _of_rejected(self, rejection: Rejection) -> list[Difference]:
        """A household that can't be computed though something was recorded for it."""
        entries: list[Entry] = self.recorded.get(rejection.household_id, [])
        amounts = [e.amount for e in entries if e.amount is not None and e.item not in NAMES]
        amounts = amounts or [e.amount for e in entries if e.amount is not None and e.item == TOTAL]
        if not entries:
            return []
        note = " ".join(p.sentence() for p in rejection.problems)
        rows = tuple(entry.row for entry in entries)
        total = sum(amounts, ZERO)
        return [Difference(rejection.household_id, "", "", "", f.REJECTED, total, note=note, rows=rows)]

    def _explained(self, found: Reckoned, difference: Difference) -> Difference:
        """With the likely causes, and with our own formula or why nothing is due."""
        if difference.recomputed is None:
            return difference
        if difference.item_id in NAMES:
            return self._of_total(found, difference)
        causes, key, recorded = difference.causes, difference.item_id, difference.recorded
        if not causes and recorded is None:
            causes = self.causes.of_absence(found, key)
        elif not causes and recorded is not None:
            entries = [e for e in self.recorded.get(difference.household_id, ()) if e.row in difference.rows]
            causes = self.causes.of_item(found, key, recorded, entries)
        article, basis = self._basis(found, key)
        return difference._replace(causes=causes, article=article, basis=basis)

    def _of_total(self, found: Reckoned, d: Difference) -> Difference:
        if d.kind not in f.OF_MONEY or d.recorded is None or d.recomputed is None or d.causes:
            return d
        return d._replace(causes=self.causes.of_total(found, d.recomputed, d.recorded))

    def _basis(self, found: Reckoned, key: str) -> tuple[str, str]:
        """The item's article, and its formulas or the reason why it isn't paid."""
        statement = self.evaluator.statement(self.evaluator.assess(found.household))
        formulas = [line.formula for line in statement.items if line.id == key]
        reasons = [row.reason for row in statement.not_paid if row.id == key]
        return self.audit.batch.rulebook.items[key].article, "；".join(formulas or reasons)


def auditing(job: AuditJob) -> Callable[[int, Iterable[Group] | Block], Audited]:
    """What audits stretches in any process."""
    return Auditor(job).audited
