"""Audits a stretch of households: computes, compares, explains, asks. Runs in any process."""

from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal, localcontext
from typing import NamedTuple

from yzcomp.audit import findings as f
from yzcomp.audit.compare import Comparer
from yzcomp.audit.explain import Explainer
from yzcomp.audit.findings import Difference
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.reckoner import Reckoner
from yzcomp.audit.reconcile import Terms, add
from yzcomp.audit.recorded import Entry, Recorded, sum_recorded
from yzcomp.audit.recorded_words import ACCOUNT_WORDS
from yzcomp.batch.accounts import account_of
from yzcomp.batch.shared import Marks
from yzcomp.batch.worker import Job, Rejection
from yzcomp.engine.screening import Raised, Screen
from yzcomp.money import EXACT, ZERO
from yzcomp.tables.assemble import Group
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


class Refused(NamedTuple):
    """A household that can't be computed, its marks as far as it could be read, and its bank account."""

    rejection: Rejection
    marks: Marks | None
    account: str


class Audited(NamedTuple):
    """What an audit of some households found, in their order. ``unchecked`` are amounts that wait for a standard,
    ``terms`` the sums for the reconciliation."""

    differences: list[Difference]
    seen: list[Seen]
    refused: list[Refused]
    compared: int
    within: int
    unchecked: int
    notes: Counter[str]
    terms: Terms


class Auditor(Reckoner):
    """A rulebook and a record at work on groups of rows."""

    def __init__(self, job: AuditJob) -> None:
        super().__init__(job.batch)
        self.audit = job
        self.recorded = job.recorded.households if job.recorded else {}
        self.comparer = Comparer(job.batch.rulebook, bool(job.recorded and job.recorded.itemised), job.tolerance)
        self.explainer = Explainer(self.evaluator, self.express)
        screening = job.batch.rulebook.screening
        self.screen = Screen(self.evaluator, screening.thresholds if screening else {})
        self.accounts = [
            next((i for i, t in plans.households.titles.items() if header_word(t) in ACCOUNT_WORDS), None)
            for plans in job.batch.plans
        ]

    def audited(self, number: int, groups: Iterable[Group] | Block) -> Audited:
        """A stretch of input ``number``."""
        with localcontext(EXACT):
            return self._audited(number, groups)

    def _audited(self, number: int, groups: Iterable[Group] | Block) -> Audited:
        result = Audited([], [], [], 0, 0, 0, Counter(), {})
        compared = within = unchecked = 0
        told = set[str]()  # a number in very many rows was recorded once
        for group, found in self.reckoned(number, groups):
            if isinstance(found, Rejection):
                refused = Refused(found, found.marks, self._account(number, group))
                result.refused.append(refused)
                if found.household_id not in told:
                    result.differences.extend(self._of_refused(refused))
                told.add(found.household_id)
                continue
            result.seen.append(self._seen(number, group, found))
            if self.audit.recorded is not None:
                entries = self.recorded.get(found.household.household_id, ())
                comparison = self.comparer.compare(found, entries)
                compared, within = compared + comparison.compared, within + comparison.within
                unchecked += comparison.unchecked
                add(result.terms, comparison.terms)
                for note in comparison.notes:
                    result.notes[note] += 1
                for difference in comparison.differences:
                    result.differences.append(self.explainer.explained(found, difference, entries))
        return result._replace(compared=compared, within=within, unchecked=unchecked)

    def _seen(self, number: int, group: Group, found: Reckoned) -> Seen:
        household, account = found.household, self._account(number, group)
        marks = self.marker.marks(household)
        answers = self.screen.answers(household)
        return Seen(marks, found.payable, account, answers.raised, answers.measures)

    def _account(self, number: int, group: Group) -> str:
        """The bank account, where the input has a column of them."""
        column = self.accounts[number]
        if column is None or group.row is None or column >= len(group.row.cells):
            return ""
        return account_of(group.row.cells[column])

    def _of_refused(self, refused: Refused) -> list[Difference]:
        """A household that can't be computed though something was recorded for it."""
        rejection = refused.rejection
        entries: list[Entry] = self.recorded.get(rejection.household_id, [])
        if not entries:
            return []
        note = " ".join(p.sentence() for p in rejection.problems)
        places = tuple(entry.place for entry in entries)
        village = refused.marks.village if refused.marks else ""
        total = sum_recorded(entries)
        return [Difference(rejection.household_id, village, "", "", f.REJECTED, total, note=note, places=places)]


def auditing(job: AuditJob) -> Callable[[int, Iterable[Group] | Block], Audited]:
    """What audits stretches in any process."""
    return Auditor(job).audited
