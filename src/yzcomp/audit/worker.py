"""Audits a stretch of households: computes, compares, explains, asks. Runs in any process."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import NamedTuple

from yzcomp.audit import findings as f
from yzcomp.audit.compare import Comparer
from yzcomp.audit.explain import Explainer
from yzcomp.audit.findings import Difference
from yzcomp.audit.future_dates import FutureDateFinder
from yzcomp.audit.payees import Paid, PayeeChecker
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.reckoner import Reckoner
from yzcomp.audit.reconcile import Terms, add
from yzcomp.audit.recorded import Entry, Recorded, sum_recorded
from yzcomp.audit.scope import Apart, Part, Scope, add_apart
from yzcomp.batch.marks import Marks
from yzcomp.batch.villages import Gathered, nothing
from yzcomp.batch.worker import Job, Rejection
from yzcomp.engine.screening import Raised, Screen
from yzcomp.money import EXACT, ZERO
from yzcomp.tables.assemble import Group
from yzcomp.tables.sources import Block


class AuditJob(NamedTuple):
    """What an auditing process has to know. ``tolerance`` is in yuan, ``as_of`` the day of the audit, ``scope`` whose
    money is recorded."""

    batch: Job
    recorded: Recorded | None
    tolerance: Decimal = ZERO
    as_of: date | None = None
    scope: Scope | None = None


class Seen(NamedTuple):
    """A household as far as it matters beside others: its marks, what is due to it, whom that was paid to."""

    marks: Marks
    payable: Decimal
    paid: Paid
    raised: list[Raised]
    measures: list[tuple[str, Decimal]]


class Refused(NamedTuple):
    """A household that can't be computed, its marks as far as it could be read."""

    rejection: Rejection
    marks: Marks | None


class Audited(NamedTuple):
    """What an audit of some households found, in their order. ``counts`` are the amounts ``compared``, ``within`` the
    tolerance and ``unchecked`` for want of a standard, and by how many more households a total is their ``own`` money.
    ``terms`` are the sums for the reconciliation, ``apart`` is what is due to others and not recorded."""

    differences: list[Difference]
    seen: list[Seen]
    refused: list[Refused]
    counts: Counter[str]
    notes: Counter[str]
    terms: Terms
    apart: Apart
    gathered: Gathered


class Auditor(Reckoner):
    """A rulebook and a record at work on groups of rows."""

    def __init__(self, job: AuditJob) -> None:
        super().__init__(job.batch)
        self.audit = job
        self.recorded = job.recorded.households if job.recorded else {}
        self.comparer = Comparer(
            job.batch.rulebook,
            bool(job.recorded and job.recorded.itemised),
            job.tolerance,
            bool(job.recorded and job.recorded.unpaid),
        )
        self.payees = PayeeChecker(job.batch.rulebook, job.as_of)
        self.explainer = Explainer(self.evaluator, self.quick_rules)
        screening = job.batch.rulebook.screening
        ahead = screening.future_dates if screening else None
        self.future = FutureDateFinder(self.facts, ahead, job.as_of) if ahead and job.as_of else None
        self.screen = Screen(self.evaluator, screening.thresholds if screening else {})

    def audited(self, number: int, groups: Iterable[Group] | Block) -> Audited:
        """A stretch of input ``number``."""
        with localcontext(EXACT):
            return self._audited(number, groups)

    def _audited(self, number: int, groups: Iterable[Group] | Block) -> Audited:
        result = Audited([], [], [], Counter(), Counter(), {}, {}, nothing())
        scope = self.audit.scope
        told = set[str]()  # a number in very many rows was recorded once
        for _, found in self.reckoned(number, groups):
            if isinstance(found, Rejection):
                refused = Refused(found, found.marks)
                result.refused.append(refused)
                if found.household_id not in told:
                    result.differences.extend(self._of_refused(refused))
                told.add(found.household_id)
                continue
            paid = Paid()
            if scope is not None:
                entries = self.recorded.get(found.household.household_id, ())
                for part in scope.parts(found, entries):
                    self._compare(part, result)
                add_apart(result.apart, scope.apart(found, entries))
                result.counts["own"] += scope.vote(found, entries)
                paid = self._check_payees(found, entries, result)
            self.villages.gather(result.gathered, found.household)
            result.seen.append(self._seen(found, paid))
        return result

    def _compare(self, part: Part, result: Audited) -> None:
        comparison = self.comparer.compare(*part)
        for count in ("compared", "within", "unchecked"):
            result.counts[count] += getattr(comparison, count)
        add(result.terms, comparison.terms)
        result.notes.update(comparison.notes)
        for difference in comparison.differences:
            result.differences.append(self.explainer.explained(part.found, difference, part.entries))

    def _check_payees(self, found: Reckoned, entries: Sequence[Entry], result: Audited) -> Paid:
        checked = self.payees.check(found, entries)
        result.notes.update(checked.notes)
        result.differences.extend(checked.differences)
        return checked.paid

    def _seen(self, found: Reckoned, paid: Paid) -> Seen:
        if self.future is not None and (told := self.future.told(found.household)):
            paid = paid._replace(raised=(*paid.raised, ("future_dates", told)))
        answers = self.screen.answers(found.household)
        return Seen(self.marker.marks(found.household), found.payable, paid, answers.raised, answers.measures)

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
