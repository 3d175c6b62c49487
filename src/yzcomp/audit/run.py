"""Runs an audit: every household of the inputs computed again, compared with the record, and asked after."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from yzcomp.audit import findings as f
from yzcomp.audit.compare import NAMES
from yzcomp.audit.findings import Difference
from yzcomp.audit.flags import Flag, Someone, flag, sorted_flags
from yzcomp.audit.recorded import TOTAL, Entry, Recorded, RecordedFile
from yzcomp.audit.recorded_words import ACCOUNT_WORDS
from yzcomp.audit.sample import Drawable, Sample, draw
from yzcomp.audit.shared import Shared
from yzcomp.audit.thresholds import Crowding
from yzcomp.audit.worker import Audited, AuditJob, Seen, auditing
from yzcomp.batch.duplicates import find_duplicates
from yzcomp.batch.stretches import Stretches
from yzcomp.batch.worker import Job, Rejection
from yzcomp.engine.evaluator import Evaluator
from yzcomp.money import ZERO
from yzcomp.problems import Problem
from yzcomp.tables.files import NamedFile
from yzcomp.tables.inputs import Inputs

Progress = Callable[[int, int], None]


class AuditOptions(NamedTuple):
    """What an audit is asked to do. ``sample`` is the size, ``0`` for none; ``tolerance`` is in yuan."""

    tolerance: Decimal = ZERO
    ignore_extra: bool = False
    encoding: str | None = None
    processes: int | None = None
    sample: int = 0
    seed: str = "1"
    method: str = "mus"


class ReadFile(NamedTuple):
    """An input as it was read."""

    name: str
    sha256: str
    rows: int


class Audit(NamedTuple):
    """Everything that an audit found. ``differences`` are in the order of the input, ``flags`` by kind."""

    differences: list[Difference]
    flags: list[Flag]
    rejected: list[Rejection]
    households: int
    compared: int
    within: int
    notes: dict[str, int]
    warnings: list[Problem]
    inputs: list[ReadFile]
    recorded: RecordedFile | None
    sample: Sample | None
    payable: Decimal

    @property
    def clean(self) -> bool:
        return not (self.differences or self.flags or self.rejected)

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

    def _of_money(self) -> Iterator[Difference]:
        return (d for d in self.differences if d.kind in f.OF_MONEY)


def run_audit(
    paths: Sequence[str | Path | NamedFile],
    recorded: Recorded | None,
    evaluator: Evaluator,
    options: AuditOptions = AuditOptions(),  # noqa: B008
    progress: Progress | None = None,
) -> Audit:
    """Audits the households of ``paths``; raises :class:`yzcomp.Refused` when an input can't be read at all."""
    words = frozenset(word.lower() for word in ACCOUNT_WORDS)
    facts = evaluator.setting.facts
    inputs = Inputs(paths, facts, encoding=options.encoding, ignore_extra=options.ignore_extra, passed=words)
    with closing(inputs):
        return _Run(inputs, recorded, evaluator, options).audit(progress or (lambda done, total: None))


class _Run:
    def __init__(self, inputs: Inputs, recorded: Recorded | None, evaluator: Evaluator, options: AuditOptions) -> None:
        self.inputs, self.recorded, self.evaluator, self.options = inputs, recorded, evaluator, options
        self.rulebook = evaluator.rulebook
        self.shared, self.crowding = Shared(self.rulebook), Crowding(self.rulebook)
        self.differences: list[Difference] = []
        self.flags: list[Flag] = []
        self.rejected: list[Rejection] = []
        self.accounts: dict[str, tuple[str, Someone]] = {}
        self.drawable: list[Drawable] = []
        self.notes: Counter[str] = Counter()
        self.known: set[str] = set()
        self.payable, self.compared, self.within, self.done = ZERO, 0, 0, 0

    def audit(self, progress: Progress) -> Audit:
        duplicates = find_duplicates(self.inputs.inputs)
        stretches = Stretches(self.inputs, duplicates, self.options.processes)
        for stretch in stretches.results(auditing, self._job()):
            self._add(stretch)
            progress(self.done, duplicates.households)
        self._of_the_record()
        self.flags += [*self.shared.flags(self.accounts), *self.crowding.flags()]
        files = [ReadFile(s.name, s.sha256, duplicates.rows.get(s.name, 0)) for s in self.inputs.sources]
        size, method = self.options.sample, self.options.method
        return Audit(
            self.differences,
            list(sorted_flags(self.flags, self.rulebook)),
            self.rejected,
            self.done - stretches.orphans,
            self.compared,
            self.within,
            dict(self.notes),
            [*self.inputs.warnings, *(self.recorded.warnings if self.recorded else ())],
            files,
            self.recorded.file if self.recorded else None,
            draw(self.drawable, size, self.options.seed, method) if size else None,
            self.payable,
        )

    def _job(self) -> AuditJob:
        setting = self.evaluator.setting
        plans = tuple(source.plans for source in self.inputs.inputs)
        job = Job(setting.rulebook, setting.standards, setting.readings, False, False, plans)
        return AuditJob(job, self.recorded, self.options.tolerance)

    def _add(self, stretch: Audited) -> None:
        self.differences += stretch.differences
        self.rejected += stretch.rejected
        self.known.update(rejection.household_id for rejection in stretch.rejected)
        self.compared, self.within = self.compared + stretch.compared, self.within + stretch.within
        self.notes.update(stretch.notes)
        self.done += len(stretch.seen) + len(stretch.rejected)
        for seen in stretch.seen:
            self._add_household(seen)

    def _add_household(self, seen: Seen) -> None:
        someone = seen.marks.someone
        self.known.add(someone.household_id)
        self.payable += seen.payable
        self.shared.add(seen.marks)
        self.crowding.add(someone, seen.measures)
        screening = self.rulebook.screening
        for raised in seen.raised if screening else ():
            self.flags.append(flag(raised.key, screening.flags[raised.key], [someone], raised.detail))  # type: ignore[union-attr]
        account = seen.account or (self.recorded.accounts.get(someone.household_id, "") if self.recorded else "")
        if account:
            self.accounts[someone.household_id] = (account, someone)
        if self.options.sample:
            self.drawable.append(Drawable(someone, seen.payable))

    def _of_the_record(self) -> None:
        """What the record says of households that the input doesn't have, and of none at all."""
        if self.recorded is None:
            return
        for name, entries in self.recorded.households.items():
            if name not in self.known:
                self.differences.append(_unknown(name, entries, "名册里没有这个户编号"))
        if self.recorded.blank:
            self.differences.append(_unknown("", self.recorded.blank, "没有写户编号"))


def _unknown(name: str, entries: Sequence[Entry], note: str) -> Difference:
    """A household of the record that nobody knows; its total counts only where no items are given."""
    items = [e for e in entries if e.item not in NAMES]
    amounts = [e.amount for e in (items or [e for e in entries if e.item == TOTAL]) if e.amount is not None]
    rows = tuple(dict.fromkeys(entry.row for entry in entries))
    return Difference(name, "", "", "", f.UNKNOWN_HOUSEHOLD, sum(amounts, ZERO), note=note, rows=rows)
