"""Computes a chunk of households: rows in, finished CSV text, rejections and sums out. Runs in any process."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, localcontext
from pathlib import Path
from typing import IO, NamedTuple

from yzcomp.batch.marks import Marker, Marks
from yzcomp.batch.questions import Asked, Asking
from yzcomp.batch.rows import cell, csv_line, encoded, labels, money, party_columns, totals_row
from yzcomp.batch.tally import Tally
from yzcomp.batch.villages import Villages
from yzcomp.engine.evaluator import Assessment, Evaluator
from yzcomp.engine.to_python import Head, QuickLine, QuickRules
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.models import Household
from yzcomp.money import EXACT
from yzcomp.problems import Problem
from yzcomp.rulebook.logic import standards_of
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.standards import Standards
from yzcomp.tables.assemble import Assembled, Group, Plans
from yzcomp.tables.columns import KEY, households
from yzcomp.tables.households import cell_id
from yzcomp.tables.quick import QuickReader
from yzcomp.tables.sources import Block

NOTHING = Decimal("0.00")
#: How many rejected households are kept to be shown, where not all are to be written back.
SHOWN = 20


class Job(NamedTuple):
    """What a worker has to know: everything here can be sent to another process."""

    rulebook: Rulebook
    standards: Standards
    readings: dict[str, str]
    english: bool
    keep_rejected: bool
    plans: tuple[Plans, ...]


class Rejection(NamedTuple):
    """A refused household, with all its problems, its rows where they are to be written back, and what it can be
    recognised by as far as it can be read."""

    household_id: str
    source: str
    problems: tuple[Problem, ...]
    group: Group | None
    input: int
    marks: Marks | None = None

    def row(self) -> list[str]:
        """Its row of rejected.csv; several problems are numbered, and those of other rows begin with their place."""
        columns = [p.place.cell_column or p.field or "" for p in self.problems]
        values = [p.value or "" for p in self.problems]
        places = [str(p.place._replace(cell_column=None)) for p in self.problems]
        elsewhere = [place not in ("", self.source) for place in places]
        texts = [str(p) if other else p.sentence() for p, other in zip(self.problems, elsewhere, strict=True)]
        if len(texts) > 1:
            texts = [f"{number}. {text}" for number, text in enumerate(texts, 1)]
        sources = dict.fromkeys([self.source, *filter(None, places)])
        return [self.household_id, "；".join(sources), "；".join(columns), "；".join(values), " ".join(texts)]


def standard_marks(job: Job) -> dict[str, str]:
    """By item what must be said of the standards that it rests on."""
    items = job.rulebook.items.items()
    return {key: job.standards.mark(sorted(standards_of(item, job.rulebook))) for key, item in items}


class Spliced(NamedTuple):
    """Rows in a file that is there to be used up, and others that belong between them: each with the place in the file
    that it goes before."""

    path: Path
    between: list[tuple[int, bytes]]


def write_rows(file: IO[bytes], rows: "bytes | Spliced") -> None:
    """Writes the rows of a chunk."""
    if isinstance(rows, bytes):
        file.write(rows)
        return
    with rows.path.open("rb") as source:
        for place, between in rows.between:
            file.write(source.read(place - source.tell()))
            file.write(between)
        shutil.copyfileobj(source, file, 1 << 20)
    rows.path.unlink()


class ChunkResults(NamedTuple):
    """The results of some households, in their order; the rows of the tables are CSV in UTF-8.

    ``rejected`` are no more than somebody looks at: sending many between processes takes as long as finding them.
    """

    items: bytes | Spliced
    totals: bytes | Spliced
    refused: bytes
    rejected: list[Rejection]
    tally: Tally
    asked: Asked


class Reader:
    """Households out of groups of rows, by the plans of their inputs."""

    def __init__(self, facts: Catalogue, plans: Sequence[Plans]) -> None:
        self.facts, self.plans = facts, plans
        self.quick = [QuickReader(plan.households, facts) for plan in plans]

    def groups(self, number: int, chunk: Iterable[Group] | Block) -> Iterable[Group]:
        """The groups of a chunk of input ``number``: a block of its lines has one each."""
        if isinstance(chunk, Block):
            return map(Group, households(chunk.rows(), self.plans[number].households))
        return chunk

    def quick_household(self, number: int, group: Group) -> Household | None:
        """A household that is one row in which nothing is wrong."""
        return self.quick[number].read(group.row) if group.plain and group.row is not None else None

    def rejection(self, number: int, group: Group, assembled: Assembled, problems: Sequence[Problem]) -> Rejection:
        """A household that is refused, by its number as it was written."""
        row, plan = group.row, self.plans[number].households
        if row is None:
            sheet, row = group.records[0]
            plan = self.plans[number].records[sheet][1]
        column = plan.column_of(KEY)
        name = cell_id(row, column) if column is not None else ""
        return Rejection(name, str(assembled.source), tuple(problems), None, number)


class Worker(Reader):
    """A rulebook at work on groups of rows."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.evaluator = Evaluator(job.rulebook, job.standards, job.readings)
        super().__init__(self.evaluator.setting.facts, job.plans)
        self.marker = Marker(self.facts, job.rulebook)
        self.villages = Villages(self.facts, job.rulebook)
        self.parties, self.statuses = labels(job.rulebook, job.english)
        self.sums = dict.fromkeys(party_columns(job.rulebook), NOTHING)
        self.quick_rules = QuickRules(self.evaluator)
        self.marks = standard_marks(job)
        rows = zip(self.quick_rules.heads, self.quick_rules.articles, strict=True)
        self.heads = [(head, *self._written(head, article)) for head, article in rows]

    def _written(self, head: Head, article: str) -> tuple[str, str]:
        """What a line of items.csv has of its head after the household, and at its end."""
        item = self.job.rulebook.items[head.item]
        first = (head.item, item.name, article, self.parties[head.payee])
        return ",".join(map(cell, first)), cell(self.parties[head.payer])

    def chunk(self, number: int, groups: Iterable[Group] | Block) -> ChunkResults:
        """Computes groups of input ``number``, or the households of a block of its lines."""
        results = Results()
        with localcontext(EXACT):
            for place, group in enumerate(self.groups(number, groups)):
                self.household(place, number, group, results)
        return results.chunk(None if self.job.keep_rejected else SHOWN)

    def household(self, place: int, number: int, group: Group, results: "Results") -> Household | Rejection:
        """Computes the household at a place of a chunk of input ``number``, and asks what there is to ask of it."""
        found = self._one(number, group, results)
        marks = found.marks if isinstance(found, Rejection) else self._ask(place, found, results)
        if marks is not None:
            results.asking.marked(place, marks)
        return found

    def _written_quickly(self, household: Household, results: "Results") -> bool:
        """Computes a household in which nothing is unusual; otherwise says so, and has done nothing."""
        found = self.quick_rules.quickly(household)
        if found is not None:
            results.add(household, *found, self)
        return found is not None

    def _one(self, number: int, group: Group, results: "Results") -> Household | Rejection:
        """Computes a household, in the shortest way that it allows, and writes what comes of it."""
        household = self.quick_household(number, group)
        if household is not None and self._written_quickly(household, results):
            return household
        found = self._quickly(household) or self._carefully(number, group, results)
        if isinstance(found, Rejection):
            results.rejected.append(found)
        elif isinstance(found, Assessment):
            self._write(found, results)
            return found.household
        return found

    def _ask(self, place: int, household: Household, results: "Results") -> Marks:
        """Asks a computed household what a person must look at, and counts what it must be told."""
        answers = self.evaluator.screen.answers(household)
        for raised in answers.raised:
            results.asking.raised(place, household, raised, self.job.rulebook.questions[raised.key])
            results.tally.questions[raised.key] += 1
        results.tally.notices.update(answers.notices)
        self.villages.gather(results.asking.gathered, household, place)
        return self.marker.marks(household)

    def assess(self, number: int, group: Group) -> Assessment | Rejection:
        """The sound assessment of a household of input ``number``, or why it is refused."""
        found = self._quickly(self.quick_household(number, group)) or self._carefully(number, group)
        assert not isinstance(found, Household)
        return found

    def _quickly(self, household: Household | None) -> Assessment | None:
        """The assessment of a household in which nothing is wrong; anything unusual is left to the careful way."""
        if household is None:
            return None
        assessment = self.evaluator.assess(household)
        return assessment if assessment.sound else None

    def _carefully(
        self, number: int, group: Group, results: "Results | None" = None
    ) -> Assessment | Rejection | Household:
        """Reads a household cell by cell, and either assesses it or says what is wrong; the household alone if nothing
        was unusual and ``results`` have its lines already."""
        assembled = Assembled(group, self.plans[number], self.facts)
        intake = assembled.intake()
        problems = list(intake.problems if group.row is not None else group.problems)
        if intake.facts is not None and group.row is not None:
            if results is not None and not problems and self._written_quickly(intake.facts, results):
                return intake.facts
            assessment = self.evaluator.assess(intake.facts)
            found = self.evaluator.problems(assessment, intake.bad)
            problems += [p.at(intake.locate(p.path))._replace(value=assembled.written.get(p.path)) for p in found]
            if not problems:
                return assessment
        marks = self.marker.marks(intake.facts) if intake.facts is not None else None
        kept = group if self.job.keep_rejected else None
        return self.rejection(number, group, assembled, problems)._replace(group=kept, marks=marks)

    def noted(self, item: str, note: str) -> str:
        """A line's note, with what must be said of the standards that it rests on."""
        mark = self.marks[item]
        return f"{note}；{mark}" if note and mark else note or mark

    def _write(self, assessment: Assessment, results: "Results") -> None:
        household = assessment.household
        lines, sums = self.evaluator.lines(assessment)
        village = household.village or ""
        head = [household.household_id, household.head, village]
        for line in lines:
            item = [line.id, line.name, line.article, self.parties[line.payee]]
            rest = [line.formula, line.quantity, line.unit, line.rate or "", money(line.amount)]
            note = self.noted(line.id, line.note or "") if line.amount is not None else line.note
            last = [self.statuses[line.status], note or "", self.parties[line.payer]]
            results.items.append(csv_line([*head, *item, *rest, *last]))
            results.tally.line(village, Head(line.id, line.payee, line.payer), line.status, line.amount)
        results.tally.households[village] += 1
        results.totals.append(csv_line(totals_row(household, sums)))


class Results:
    """The rows of a chunk as they come, already as CSV."""

    def __init__(self, asking: Asking | None = None) -> None:
        self.items: list[str] = []
        self.totals: list[str] = []
        self.rejected: list[Rejection] = []
        self.tally = Tally()
        self.asking = asking or Asking()

    def add(self, household: Household, lines: Sequence[QuickLine], withheld: bool, worker: Worker) -> None:
        """A household's lines of the quick way."""
        village = household.village or ""
        who = f"{cell(household.household_id)},{cell(household.head)},{cell(village)}"
        sums = worker.sums.copy()
        total = NOTHING
        pending, normal = 0, "withheld" if withheld else "payable"
        heads, statuses, entries, write = worker.heads, worker.statuses, self.tally.lines, self.items.append
        for number, formula, quantity, unit, rate, amount, note in lines:
            key, head, last = heads[number]
            if amount is None:
                status, written = "pending", ""
                pending += 1
                entries[village, key, status][0] += 1
            else:
                status, written = normal, str(amount)
                total += amount
                sums[key.payee] += amount
                sums[key.payer] += amount
                entry = entries[village, key, status]
                entry[0] += 1
                entry[1] += amount
                note = worker.noted(key.item, note) if worker.marks[key.item] else note
            words = f"{cell(formula)},{quantity},{cell(unit)},{rate},{written},{statuses[status]}"
            write(f"{who},{head},{words},{cell(note) if note else ''},{last}\r\n")
        self.tally.households[village] += 1
        payable, held = (NOTHING, total) if withheld else (total, NOTHING)
        first, second, *rest = map(str, (worker.sums if withheld else sums).values())
        self.totals.append(f"{who},{payable},{first},{second},{held},{pending},{','.join(rest)}\r\n")

    def chunk(self, most: int | None) -> ChunkResults:
        """What has come, as text, with the first ``most`` rejections."""
        self.tally.rejected = len(self.rejected)
        for rejection in self.rejected:
            for problem in rejection.problems:
                self.tally.kinds[problem.message if problem.code == "requirement" else problem.code] += 1
        refused = encoded(rejection.row() for rejection in self.rejected)
        items, totals = "".join(self.items).encode(), "".join(self.totals).encode()
        return ChunkResults(items, totals, refused, self.rejected[:most], self.tally, self.asking.asked())


def chunk_worker(job: Job) -> Callable[[int, Iterable[Group] | Block], ChunkResults]:
    """What computes chunks in any process."""
    return Worker(job).chunk
