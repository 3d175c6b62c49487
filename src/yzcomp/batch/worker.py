"""Computes a stretch of households: rows in, finished CSV text, rejections and sums out. Runs in any process."""

import io
from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from yzcomp.batch.rows import labels, money, safe, totals_row, write_rows
from yzcomp.batch.tally import Tally
from yzcomp.engine.evaluator import Assessment, Evaluator
from yzcomp.household.models import Household
from yzcomp.problems import Problem
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.standards import Standards
from yzcomp.tables.assemble import Assembled, Group, Plans
from yzcomp.tables.cells import shown
from yzcomp.tables.columns import KEY
from yzcomp.tables.quick import QuickReader


class Job(NamedTuple):
    """What a worker has to know: everything here can be sent to another process."""

    rulebook: Rulebook
    standards: Standards
    readings: dict[str, str]
    english: bool
    keep_rejected: bool
    plans: tuple[Plans, ...]


class Rejection(NamedTuple):
    """A refused household, with all its problems, and its rows where they are to be written back."""

    household_id: str
    source: str
    problems: tuple[Problem, ...]
    group: Group | None
    input: int

    def row(self) -> list[str]:
        """Its row of rejected.csv; several problems are numbered."""
        columns = [p.place.cell_column or p.field or "" for p in self.problems]
        values = [p.value or "" for p in self.problems]
        texts = [p.sentence() for p in self.problems]
        if len(texts) > 1:
            texts = [f"{number}. {text}" for number, text in enumerate(texts, 1)]
        cells = (self.household_id, self.source, "；".join(columns), "；".join(values), " ".join(texts))
        return [safe(cell) for cell in cells]


class Stretch(NamedTuple):
    """The results of some households, in their order."""

    items: str
    totals: str
    rejected: list[Rejection]
    tally: Tally


class Worker:
    """A rulebook at work on groups of rows."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.evaluator = Evaluator(job.rulebook, job.standards, job.readings)
        self.facts = self.evaluator.setting.facts
        self.quick = [QuickReader(plans.households, self.facts) for plans in job.plans]
        self.payees, self.statuses = labels(job.english)

    def stretch(self, number: int, groups: Sequence[Group]) -> Stretch:
        """Computes groups of input ``number``."""
        items: list[Sequence[str]] = []
        totals: list[Sequence[str]] = []
        rejected: list[Rejection] = []
        tally = Tally()
        for group in groups:
            found = self.assess(number, group)
            if isinstance(found, Rejection):
                rejected.append(found)
            else:
                self._write(found, items, totals, tally)
        tally.rejected = len(rejected)
        for rejection in rejected:
            for problem in rejection.problems:
                tally.kinds[problem.message if problem.code == "requirement" else problem.code] += 1
        return Stretch(_csv(items), _csv(totals), rejected, tally)

    def assess(self, number: int, group: Group) -> Assessment | Rejection:
        """The sound assessment of a household of input ``number``, or why it is refused."""
        return self._quickly(number, group) or self._carefully(number, group)

    def _quickly(self, number: int, group: Group) -> Assessment | None:
        """The assessment of a household in which nothing is wrong; anything unusual is left to the careful way."""
        if group.row is None or group.records or group.problems:
            return None
        data = self.quick[number].read(group.row)
        if data is None:
            return None
        try:
            household = self.facts.model.model_validate(data)
        except ValidationError:
            return None
        assessment = self.evaluator.assess(household)
        return assessment if assessment.sound else None

    def _carefully(self, number: int, group: Group) -> Assessment | Rejection:
        """Reads a household cell by cell, and either assesses it or says everything that is wrong with it."""
        assembled = Assembled(group, self.job.plans[number], self.facts)
        if group.row is None:
            return self._rejection(number, group, assembled, list(group.problems))
        intake = assembled.intake()
        problems = list(intake.problems)
        if intake.facts is not None:
            assessment = self.evaluator.assess(intake.facts)
            found = self.evaluator.problems(assessment, intake.bad)
            problems += [p.at(intake.locate(p.path)) for p in found]
            if not problems:
                return assessment
        return self._rejection(number, group, assembled, problems)

    def _rejection(self, number: int, group: Group, assembled: Assembled, problems: list[Problem]) -> Rejection:
        row, plan = (group.row, self.job.plans[number].households) if group.row is not None else (None, None)
        if row is None:
            sheet, row = group.records[0]
            plan = self.job.plans[number].records[sheet][1]
        column = plan.column_of(KEY) if plan else None
        name = shown(row.cells[column]).strip() if column is not None and column < len(row.cells) else ""
        kept = group if self.job.keep_rejected else None
        return Rejection(name, str(assembled.source), tuple(problems), kept, number)

    def _write(self, assessment: Assessment, items: list[Any], totals: list[Any], tally: Tally) -> None:
        household = assessment.household
        lines, sums = self.evaluator.lines(assessment)
        head = [safe(household.household_id), safe(household.head), safe(household.village)]
        village = household.village or ""
        for line in lines:
            items.append(
                [
                    *head,
                    line.id,
                    line.name,
                    line.article,
                    self.payees[line.payee],
                    line.formula,
                    line.quantity,
                    line.unit,
                    line.rate or "",
                    money(line.amount),
                    self.statuses[line.status],
                    safe(line.note),
                ]
            )
            tally.line(village, line.id, line.status, line.amount)
            if line.amount is None:
                tally.missing[line.id] += 1
        tally.households[village] += 1
        totals.append(totals_row(household, sums))


def _csv(rows: list[Sequence[str]]) -> str:
    buffer = io.StringIO()
    write_rows(buffer, rows)
    return buffer.getvalue()


_worker: list[Worker] = []


def start(job: Job) -> None:
    """Prepares a process of a pool."""
    _worker[:] = [Worker(job)]


def work(number: int, groups: Sequence[Group]) -> Stretch:
    """A stretch computed by a process of a pool."""
    return _worker[0].stretch(number, groups)


__all__ = ["Household", "Job", "Rejection", "Stretch", "Worker", "start", "work"]
