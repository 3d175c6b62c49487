"""The households of an input as the tables that the SQL of a rulebook reads, as CSV."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from yzcomp.batch.chunks import Chunks
from yzcomp.batch.duplicates import find_duplicates
from yzcomp.batch.subject import Subject
from yzcomp.batch.worker import Reader, Rejection
from yzcomp.columnar.script import Dialect
from yzcomp.engine.to_sql import Table, rows_of, tables
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.models import Household
from yzcomp.problems import Problem
from yzcomp.tables.assemble import Assembled, Group, Plans
from yzcomp.tables.inputs import Inputs
from yzcomp.tables.sources import Block


class Job(NamedTuple):
    """What a worker has to know: the facts, the plans of the inputs, and for which database they are written."""

    facts: Catalogue
    plans: tuple[Plans, ...]
    dialect: Dialect


class Read(NamedTuple):
    """Some households: the rows of each table as CSV, how many households they are, and those that can't be read."""

    rows: dict[str, bytes]
    number: int
    refused: list[Rejection]


def read_tables(
    subject: Subject, facts: Catalogue, dialect: Dialect, tell: Callable[[Inputs], object]
) -> Iterator[Read]:
    """The households of an input in chunks; raises :class:`yzcomp.Refused` where it can't be read at all."""
    inputs = subject.read(facts)
    tell(inputs)
    with closing(inputs):
        job = Job(facts, tuple(source.plans for source in inputs.inputs), dialect)
        yield from Chunks(inputs, find_duplicates(inputs)).results(_worker, job)


def heads(facts: Catalogue) -> dict[str, bytes]:
    """How the file of each table begins."""
    return {table.name: _line([column.name for column in table.columns]) for table in tables(facts)}


class _Writer(Reader):
    """Reads households and writes their rows."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.facts, job.plans)
        self.tables, self.dialect = tables(job.facts), job.dialect

    def read(self, number: int, groups: Iterable[Group] | Block) -> Read:
        rows: dict[str, list[bytes]] = {table.name: [] for table in self.tables}
        refused: list[Rejection] = []
        count = 0
        for group in self.groups(number, groups):
            found = self._rows(number, group)
            if isinstance(found, Rejection):
                refused.append(found)
                continue
            count += 1
            for name, lines in found.items():
                rows[name] += lines
        return Read({name: b"".join(lines) for name, lines in rows.items()}, count, refused)

    def _rows(self, number: int, group: Group) -> dict[str, list[bytes]] | Rejection:
        """The rows of a household in each table, or why there are none."""
        household = self.quick_household(number, group)
        if household is not None:
            with suppress(ValueError):
                return self._written(household)
        assembled = Assembled(group, self.plans[number], self.facts)
        intake = assembled.intake()
        problems = list(intake.problems if group.row is not None else group.problems)
        if intake.facts is not None and not problems:
            try:
                return self._written(intake.facts)
            except ValueError as bad:
                remedy = "这一户用 yzcomp batch 计算"
                problems.append(Problem("too-many-digits", str(bad), assembled.source, remedy=remedy))
        return self.rejection(number, group, assembled, problems)

    def _written(self, household: Household) -> dict[str, list[bytes]]:
        return {table.name: written(table, household, self.dialect) for table in self.tables}


def written(table: Table, household: Household, dialect: Dialect) -> list[bytes]:
    """A household's rows of a table as lines of CSV; raises :class:`ValueError` for a number that doesn't fit."""
    return [_line([_text(value, dialect) for value in row]) for row in rows_of(table, household)]


def _worker(job: Job) -> Callable[[int, Iterable[Group] | Block], Read]:
    return _Writer(job).read


def _text(value: Any, dialect: Dialect) -> str | None:
    match value:
        case None:
            return "NULL" if dialect == "mysql" else None
        case bool():
            return str(int(value)) if dialect == "mysql" else str(value).lower()
        case Decimal():
            return f"{value:f}"
        case int():
            return str(value)
        case date():
            return value.isoformat()
    return '"' + str(value).replace('"', '""') + '"'


def _line(cells: list[Any]) -> bytes:
    return (",".join("" if cell is None else cell for cell in cells) + "\r\n").encode()
