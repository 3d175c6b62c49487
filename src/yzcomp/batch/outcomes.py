"""What comes of every household of a finished batch, computed once more from the inputs that it was made from, and
proved to be what it recorded: for whatever documents are made of it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from decimal import localcontext
from typing import NamedTuple

from yzcomp.batch.chunks import Chunks
from yzcomp.batch.describe import counted, summed
from yzcomp.batch.duplicates import find_duplicates
from yzcomp.batch.manifest import Manifest
from yzcomp.batch.manifests import contents_changed, told_otherwise
from yzcomp.batch.subject import Subject
from yzcomp.batch.tally import Tally
from yzcomp.batch.worker import Job, Rejection, Worker
from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.to_python import Head
from yzcomp.engine.wording import totals
from yzcomp.household.models import Household
from yzcomp.money import EXACT
from yzcomp.problems import Place, Problem, Refused
from yzcomp.statement import Line, Statement, Totals
from yzcomp.tables.assemble import Group
from yzcomp.tables.sources import Block

_AGAIN = "重新运行 yzcomp batch，再出文件"


class Computed(NamedTuple):
    """A computed household: its facts, lines and totals; the whole statement only where that was asked for."""

    household: Household
    lines: tuple[Line, ...]
    totals: Totals
    statement: Statement | None = None


Outcome = Computed | Rejection
Progress = Callable[[int, int], None]


def outcomes(
    subject: Subject, evaluator: Evaluator, whole: bool = False, progress: Progress = lambda done, total: None
) -> Iterator[Outcome]:
    """Every household of a finished batch in the order of its input; ``whole`` with its statement.

    Raises :class:`Refused` where anything that the batch was made from is another by now, and at the end where the sums
    are not those that it recorded.
    """
    recorded = _unchanged(subject, evaluator)
    inputs = subject.read(evaluator.setting.facts)
    with closing(inputs):
        setting = evaluator.setting
        plans = tuple(source.plans for source in inputs.inputs)
        job = Job(setting.rulebook, setting.standards, setting.readings, False, False, plans)
        chunks = Chunks(inputs, find_duplicates(inputs))
        tally = Tally()
        for found in chunks.results(_whole if whole else _lines, job):
            for outcome in found:
                _count(outcome, tally)
                yield outcome
            progress(tally.computed + tally.rejected, chunks.duplicates.households)
    _same_sums(subject, recorded, tally, evaluator)


def _unchanged(subject: Subject, evaluator: Evaluator) -> Manifest:
    assert subject.recorded is not None
    place = Place(str(subject.batch))
    changes = [f"输入 {name} 在算完以后变了" for name in subject.changed]
    changes += contents_changed(subject.recorded, evaluator.rulebook, evaluator.setting.standards, subject.rules)
    if changes:
        raise Refused(Problem("batch-changed", change, place, remedy=_AGAIN) for change in changes)
    return subject.recorded


def _same_sums(subject: Subject, recorded: Manifest, tally: Tally, evaluator: Evaluator) -> None:
    """Raises :class:`Refused` where the sums of what was computed are not those of run.json."""
    sums = {"counts": counted(recorded.counts.read, tally), "totals": summed(tally, evaluator.rulebook)}
    if differing := told_otherwise(recorded, recorded.model_copy(update=sums)):
        place = Place(str(subject.batch))
        raise Refused(Problem("batch-changed", change, place, remedy=_AGAIN) for change in differing)


def _count(outcome: Outcome, tally: Tally) -> None:
    if isinstance(outcome, Rejection):
        tally.rejected += 1
        return
    village = outcome.household.village or ""
    tally.households[village] += 1
    for line in outcome.lines:
        tally.line(village, Head(line.id, line.payee, line.payer), line.status, line.amount)


class _Outcomes(Worker):
    """A rulebook at work on groups of rows, giving lines, or whole statements."""

    def __init__(self, job: Job, whole: bool) -> None:
        super().__init__(job)
        self.whole = whole

    def outcomes(self, number: int, groups: Iterable[Group] | Block) -> list[Outcome]:
        """Each household of a chunk of input ``number``."""
        with localcontext(EXACT):
            return [self._of(number, group) for group in self.groups(number, groups)]

    def _of(self, number: int, group: Group) -> Outcome:
        household = None if self.whole else self.quick_household(number, group)
        quick = self.quick_rules.quickly(household) if household is not None else None
        if household is None or quick is None:
            return self._carefully_of(number, group)
        lines = tuple([self._line(line, quick[1]) for line in quick[0]])
        return Computed(household, lines, totals(lines, self.job.rulebook))

    def _line(self, found: tuple, withheld: bool) -> Line:  # type: ignore[type-arg]
        position, formula, quantity, unit, rate, amount, note = found
        head = self.quick_rules.heads[position]
        return Line.model_construct(
            id=head.item,
            name=self.job.rulebook.items[head.item].name,
            article=self.quick_rules.articles[position],
            payee=head.payee,
            payer=head.payer,
            formula=formula,
            quantity=quantity,
            unit=unit,
            rate=rate or None,
            amount=amount,
            status="pending" if amount is None else "withheld" if withheld else "payable",
            note=note or None,
        )

    def _carefully_of(self, number: int, group: Group) -> Outcome:
        found = self.assess(number, group)
        if isinstance(found, Rejection):
            return found
        if self.whole:
            statement = self.evaluator.statement(found)
            return Computed(found.household, statement.items, statement.totals, statement)
        return Computed(found.household, *self.evaluator.lines(found))


def _whole(job: Job) -> Callable[[int, Iterable[Group] | Block], list[Outcome]]:
    return _Outcomes(job, whole=True).outcomes


def _lines(job: Job) -> Callable[[int, Iterable[Group] | Block], list[Outcome]]:
    return _Outcomes(job, whole=False).outcomes
