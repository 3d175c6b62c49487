"""Runs an audit: every household of the inputs computed again, compared with the record, and asked after."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from yzcomp.audit import findings as f
from yzcomp.audit.findings import Difference, exactly
from yzcomp.audit.matching import matched
from yzcomp.audit.reconcile import RECORDED, Terms, add, reconciled
from yzcomp.audit.recorded import Entry, Recorded, sum_recorded
from yzcomp.audit.registers import Registers
from yzcomp.audit.result import Audit, ReadFile
from yzcomp.audit.roll_up import settled
from yzcomp.audit.sample import Drawable, Sample, Wanted, draw, recorded_frame
from yzcomp.audit.scope import Apart, Scope, add_apart
from yzcomp.audit.thresholds import Crowding
from yzcomp.audit.village_lines import VillageLines
from yzcomp.audit.worker import Audited, AuditJob, Refused, Seen, auditing
from yzcomp.batch.chunks import Chunks
from yzcomp.batch.duplicates import find_duplicates
from yzcomp.batch.flags import Flag, Someone, flag, sorted_flags
from yzcomp.batch.marks import Marks
from yzcomp.batch.shared import Shared
from yzcomp.batch.villages import Villages, nothing
from yzcomp.batch.worker import Job, Rejection
from yzcomp.engine.evaluator import Evaluator
from yzcomp.money import ZERO
from yzcomp.tables.columnmap import column_map
from yzcomp.tables.files import NamedFile
from yzcomp.tables.inputs import Inputs
from yzcomp.tables.unseen import FileNotes
from yzcomp.watch import refuse_changed, watching

Progress = Callable[[int, int], None]


class AuditOptions(NamedTuple):
    """What an audit is asked to do. ``tolerance`` is in yuan; ``concerns`` is what a finished batch was made from and
    has changed since, ``as_of`` the day after which nothing can have happened yet,
    ``registers`` lists of people to be looked for."""

    tolerance: Decimal = ZERO
    ignore_extra: bool = False
    encoding: str | None = None
    processes: int | None = None
    sample: Wanted | None = None
    columns: Path | None = None
    concerns: tuple[str, ...] = ()
    replace: tuple[str | Path | NamedFile, ...] = ()
    as_of: date | None = None
    registers: Registers | None = None


@watching()
def run_audit(
    paths: Sequence[str | Path | NamedFile],
    recorded: Recorded | None,
    evaluator: Evaluator,
    options: AuditOptions = AuditOptions(),  # noqa: B008
    progress: Progress | None = None,
) -> Audit:
    """Audits the households of ``paths``; raises :class:`yzcomp.Refused` when an input can't be read at all."""
    facts = evaluator.setting.facts
    inputs = Inputs(
        paths,
        facts,
        encoding=options.encoding,
        ignore_extra=options.ignore_extra,
        columns=column_map(options.columns),
        replace=options.replace,
    )
    with closing(inputs):
        run = _Run(inputs, recorded, evaluator, options)
        found = run.audit(progress or (lambda done, total: None))
        if recorded is not None and run.counts["own"] > 0:  # these are totals without the village's money
            found = _Run(inputs, recorded, evaluator, options, own=True).audit(lambda done, total: None)
        refuse_changed()
        return found


class _Run:
    def __init__(
        self,
        inputs: Inputs,
        recorded: Recorded | None,
        evaluator: Evaluator,
        options: AuditOptions,
        *,
        own: bool = False,
    ) -> None:
        self.inputs, self.recorded, self.evaluator, self.options = inputs, recorded, evaluator, options
        self.own = own
        self.scope: Scope | None = None
        self.rulebook = evaluator.rulebook
        self.suspicions = self.rulebook.suspicions()
        self.shared, self.crowding = Shared(self.rulebook), Crowding(self.rulebook)
        self.differences: list[Difference] = []
        self.flags: list[Flag] = []
        self.rejected: list[Rejection] = []
        self.known: dict[str, str] = {}
        self.drawable: list[Drawable] = []
        self.notes: Counter[str] = Counter()
        self.terms: Terms = {}
        self.apart: Apart = {}
        self.gathered = nothing()
        self.payable, self.done, self.counts = ZERO, 0, Counter[str]()

    def audit(self, progress: Progress) -> Audit:
        duplicates = find_duplicates(self.inputs)
        if self.recorded is not None:
            self.recorded = matched(self.recorded, self.inputs, duplicates)
            self.scope = Scope(self.rulebook, self.recorded, own=self.own)
        stretches = Chunks(self.inputs, duplicates, self.options.processes)
        for stretch in stretches.results(auditing, self._job()):
            self._add(stretch)
            progress(self.done, duplicates.households)
        self._of_villages()
        self._of_the_record()
        self.differences = settled(self.differences)
        self.flags += [*self.shared.flags(self.gathered.records), *self.crowding.flags()]
        standing_out = Villages(self.evaluator.setting.facts, self.rulebook).flags(self.gathered)
        self.flags += [found for _, found in standing_out]
        unmatched = (d for d in self.differences if d.kind in (f.UNKNOWN_HOUSEHOLD, f.REJECTED))
        add(self.terms, {RECORDED: sum((d.recorded or ZERO for d in unmatched), ZERO)})
        registers, apart = self.options.registers, self._notes_apart()
        given: tuple[FileNotes | Recorded | None, ...] = (self.inputs, self.recorded, registers)
        of_files = [one for one in given if one is not None]
        files = [ReadFile(s.name, s.sha256, duplicates.rows.get(s.name, 0)) for s in self.inputs.sources]
        return Audit(
            self.differences,
            list(sorted_flags(self.flags, self.rulebook)),
            self.rejected,
            self.done - stretches.orphans,
            self.counts["compared"],
            self.counts["within"],
            self.counts["unchecked"] + len(apart),
            dict(self.notes) | apart | (registers.notes() if registers is not None else {}),
            [warning for one in of_files for warning in one.warnings],
            files,
            self.recorded.file if self.recorded else None,
            self._sample(),
            self.payable,
            tuple(question for one in of_files for question in one.questions),
            tuple(passed for one in of_files for passed in one.passed_over),
            tuple(self.inputs.replaced),
            reconciled(self.terms, self.differences) if self.recorded is not None else None,
        )

    def _sample(self) -> Sample | None:
        """Drawn from what was recorded where there is a record, else from what is due."""
        wanted = self.options.sample
        if wanted is None:
            return None
        if self.recorded is None:
            return draw(self.drawable, wanted)
        return draw(recorded_frame(self.recorded, self.known), wanted, recorded=True)

    def _job(self) -> AuditJob:
        setting = self.evaluator.setting
        plans = tuple(source.plans for source in self.inputs.inputs)
        job = Job(setting.rulebook, setting.standards, setting.readings, False, False, plans)
        return AuditJob(job, self.recorded, self.options.tolerance, self.options.as_of, self.scope)

    def _add(self, stretch: Audited) -> None:
        self.differences += (d for d in stretch.differences if d.kind != f.REJECTED or d.household_id not in self.known)
        self.counts.update(stretch.counts)
        self.notes.update(stretch.notes)
        add(self.terms, stretch.terms)
        add_apart(self.apart, stretch.apart)
        self.gathered.add(stretch.gathered)
        self.done += len(stretch.seen) + len(stretch.refused)
        for refused in stretch.refused:
            self._add_refused(refused)
        for seen in stretch.seen:
            self._add_household(seen)

    def _notes_apart(self) -> dict[str, int]:
        """What is due to others than the households, and the record hasn't at all."""
        sums, names = Apart(), self.rulebook.payees
        for (_, payee), owed in self.apart.items():
            add_apart(sums, {("", payee): owed})
        totals = {payee: (sum(owed.amounts.values(), ZERO), owed.households) for (_, payee), owed in sums.items()}
        return {
            f"应付给{names[payee].name}的 {exactly(amount)} 元不在记录里，没有核对": count
            for payee, (amount, count) in totals.items()
            if amount
        }

    def _add_refused(self, refused: Refused) -> None:
        """A household that can't be computed still has people, an account and figures that others may have too."""
        self.rejected.append(refused.rejection)
        name, marks = refused.rejection.household_id, refused.marks
        self.known.setdefault(name, marks.village if marks else "")
        if marks is not None:
            self._add_marks(marks)

    def _asked(self, someone: Someone, found: Iterable[tuple[str, str]]) -> None:
        """What is seen of a household, as far as the rulebook asks after it."""
        for key, detail in found:
            if (suspicion := self.suspicions.get(key)) is not None:
                self.flags.append(flag(key, suspicion, [someone], detail))

    def _add_marks(self, marks: Marks) -> None:
        self.shared.add(marks)
        self.gathered.mark(marks)
        if (listed := self.options.registers) is not None:
            self._asked(marks.someone, (("registered", told) for told in listed.matches(marks)))

    def _add_household(self, seen: Seen) -> None:
        someone = seen.marks.someone
        self.known[someone.household_id] = someone.village
        self.payable += seen.payable
        self._add_marks(seen.marks)
        self.crowding.add(someone, seen.measures)
        for raised in seen.raised:
            self.flags.append(flag(raised.key, self.rulebook.questions[raised.key], [someone], raised.detail))
        self.shared.paid(seen.marks, seen.paid.accounts, seen.paid.names)
        self._asked(someone, seen.paid.raised)
        if self.options.sample and self.recorded is None:
            self.drawable.append(Drawable(someone, seen.payable))

    def _of_villages(self) -> None:
        """What the record says of the villages' own money, as far as the households' rows don't say it."""
        if self.recorded is None or not self.recorded.villages:
            return
        lines = VillageLines(self.rulebook, self.recorded, self.options.tolerance, self.apart)
        for found in lines.compared():
            self.counts.update(compared=found.compared, within=found.within, unchecked=found.unchecked)
            self.notes.update(found.notes)
            add(self.terms, found.terms)
            self.differences += found.differences
        self.known |= dict.fromkeys(lines.wanted, "")
        told = set(chain(*lines.wanted.values()))
        self.apart = {key: owed for key, owed in self.apart.items() if key not in told}

    def _of_the_record(self) -> None:
        """What the record says of households that the input doesn't have, and of none at all."""
        if self.recorded is None:
            return
        wrong = {(d.household_id, d.item_id) for d in self.differences}
        self.differences += (d for d in self.recorded.unlike if not self._is_bounded(d, wrong))
        for name, entries in self.recorded.households.items():
            if name not in self.known:
                village = self.recorded.village(name)
                self.differences.append(_unknown(name, village, entries, "名册里没有这个户编号"))
        if self.recorded.blank:
            self.differences.append(_unknown("", "", self.recorded.blank, "没有写户编号"))

    def _is_bounded(self, found: Difference, wrong: set[tuple[str, str]]) -> bool:
        """Whether an amount is less than quantity times price because the measure bounds it, and it is what is due."""
        if found.kind != f.PRODUCT or (found.difference or ZERO) > 0 or (found.household_id, found.item_id) in wrong:
            return False
        item = self.rulebook.items.get(found.item_id)
        return item is not None and any(getattr(v.node, "at_most", None) for v in item.visits())


def _unknown(name: str, village: str, entries: Sequence[Entry], note: str) -> Difference:
    """A household of the record that nobody knows."""
    places = tuple(entry.place for entry in entries)
    return Difference(name, village, "", "", f.UNKNOWN_HOUSEHOLD, sum_recorded(entries), note=note, places=places)
