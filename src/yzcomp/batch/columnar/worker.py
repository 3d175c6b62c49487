"""Computes blocks of lines as columns, and the households in them that are anything but usual one by one."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from decimal import localcontext
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from yzcomp.batch.columnar.block import Database, Found, KeyTable, Script, write_script
from yzcomp.batch.columnar.keys import KeyedMarks, keys_of
from yzcomp.batch.flags import Someone
from yzcomp.batch.marks import Marker, Marks
from yzcomp.batch.questions import Asked, Asking
from yzcomp.batch.tally import Tally
from yzcomp.batch.villages import Gathered, Sizes, Witness, nothing
from yzcomp.batch.worker import SHOWN, ChunkResults, Job, Results, Spliced, Worker, standard_marks, write_rows
from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.to_sql.values import Inexpressible
from yzcomp.household.models import Household
from yzcomp.money import EXACT, ZERO
from yzcomp.tables.assemble import Group
from yzcomp.tables.columns import households
from yzcomp.tables.sources import Block, Row
from yzcomp.temporary import private_folder

#: Statuses of lines that have an amount, by whether the household's are withheld.
_STATUSES = ("payable", "withheld")


class ColumnarJob(NamedTuple):
    """What a worker has to know: the statements for each input (``None``: computed one by one), and a folder for
    what DuckDB reads and writes."""

    job: Job
    scripts: tuple[Script | None, ...]
    folder: Path


def columnar_job(job: Job, folder: Path) -> ColumnarJob:
    """The job with its statements written."""
    setting, marks = Evaluator(job.rulebook, job.standards, job.readings).setting, standard_marks(job)
    scripts: list[Script | None] = []
    for plans in job.plans:
        scripts.append(None)
        with suppress(Inexpressible):
            scripts[-1] = write_script(plans.households, setting, job.english, marks) if not plans.records else None
    return ColumnarJob(job, tuple(scripts), folder)


def columnar_worker(job: ColumnarJob) -> Callable[[int, Iterable[Group] | Block], ChunkResults]:
    """What computes chunks in any process."""
    return ColumnarWorker(job).chunk


def executor_worker(job: ColumnarJob) -> Callable[[int, Iterable[Group] | Block], ChunkResults]:
    """What computes chunks on another machine: its folder is its own, and what it has written comes along."""
    work = ColumnarWorker(job._replace(folder=private_folder().path)).chunk

    def carried(number: int, groups: Iterable[Group] | Block) -> ChunkResults:
        found = work(number, groups)
        rows = []
        for written in (found.items, found.totals):
            whole = BytesIO()
            write_rows(whole, written)
            rows.append(whole.getvalue())
        marks: KeyedMarks = found.asked.marks
        assert isinstance(marks.keys, Path)
        asked = found.asked._replace(marks=marks._replace(keys=marks.keys.read_bytes()))
        marks.keys.unlink()
        return found._replace(items=rows[0], totals=rows[1], asked=asked)

    return carried


class _Marker(Marker):
    """Marks with their keys."""

    def marks(self, h: Household) -> Marks:
        found = super().marks(h)
        return found._replace(keys=tuple(keys_of(found, h, self)))


class _Asking(Asking):
    """The questions of a chunk: what its households can be recognised by is told by their lines."""

    def __init__(self, number: int, block: Block | None, table: KeyTable) -> None:
        super().__init__()
        self.number, self.block, self.table = number, block, table
        self.skipped: list[int] = []

    def marked(self, place: int, marks: Marks) -> None:
        self.marks.append((place + len(self.skipped), marks))
        self.gathered.mark(marks)

    def placed(self, line: int) -> int:
        """The place among the households of the one in a line."""
        return line - bisect(self.skipped, line)

    def asked(self) -> Asked:
        keys = self.table.keys([(line, key) for line, marks in self.marks for key in marks.keys])
        return Asked(self.rows, KeyedMarks(self.number, self.block, self.skipped, self.marks, keys), self.gathered)


class ColumnarWorker(Worker):
    """A rulebook at work on blocks of lines."""

    def __init__(self, job: ColumnarJob) -> None:
        super().__init__(job.job)
        self.marker = _Marker(self.facts, job.job.rulebook)
        self.scripts, self.folder = job.scripts, job.folder
        self.tables: dict[tuple[int, str], KeyTable] = {}

    def chunk(self, number: int, groups: Iterable[Group] | Block) -> ChunkResults:
        """Computes groups of input ``number``, or the households of a block of its lines."""
        block = groups if isinstance(groups, Block) else None
        table = self._table(number, block)
        asking = _Asking(number, block, table)
        results = Results(asking)
        with localcontext(EXACT):
            if block is not None and isinstance(table, Database):
                return self._block(block, table, asking, results)
            for place, group in enumerate(self.groups(number, groups)):
                self.household(place, number, group, results)
        return results.chunk(self._most)

    @property
    def _most(self) -> int | None:
        return None if self.job.keep_rejected else SHOWN

    def _table(self, number: int, block: Block | None) -> KeyTable:
        script, delimiter = self.scripts[number], block.delimiter if block is not None else ""
        if (number, delimiter) not in self.tables:
            database = script is not None and block is not None
            table = Database(script, delimiter, self.folder) if script and database else KeyTable(self.folder)
            self.tables[number, delimiter] = table
        return self.tables[number, delimiter]

    def _block(self, block: Block, table: Database, asking: _Asking, results: Results) -> ChunkResults:
        """A block by its columns, and what is odd in it line by line."""
        lines, plan = [*block.lines()], self.plans[asking.number].households
        between, first, last = table.script.width - 1, plan.header_row, plan.last_row
        usual = {
            n: line
            for n, (row, line) in enumerate(lines)
            if first < row <= last and line.count(block.delimiter) == between
        }
        found = _computed(table, usual)
        odd = [n for (n,) in found.odd] if found is not None else [*usual]
        odd = sorted({*odd, *(n for n in range(len(lines)) if n not in usual)})
        own: list[tuple[int, slice, slice]] = []
        firsts = dict[str, int]()
        for n in odd:
            row, line = lines[n]
            for one in households([Row(row, line.split(block.delimiter))], plan):
                before = len(results.items), len(results.totals)
                household = self.household(n - len(asking.skipped), asking.number, Group(one), results)
                own.append((n, slice(before[0], len(results.items)), slice(before[1], len(results.totals))))
                if isinstance(household, Household):
                    firsts.setdefault(household.village or "", n)
                break
            else:
                asking.skipped.append(n)
        if found is None:
            return results.chunk(self._most)
        self._add(found, table.script, asking, results.tally, firsts)
        lengths = table.lengths() if own else []
        items = _spliced(found.items, [(n, size) for n, size, _ in lengths], results.items, [(n, s) for n, s, _ in own])
        totals = _spliced(
            found.totals, [(n, size) for n, _, size in lengths], results.totals, [(n, s) for n, _, s in own]
        )
        return results.chunk(self._most)._replace(items=items, totals=totals)

    def _add(self, found: Found, script: Script, asking: _Asking, tally: Tally, firsts: dict[str, int]) -> None:
        """Counts what the columns come to, villages in the order of their ``firsts``."""
        own = Tally()
        for village, held, first, count, *sums in found.sums:
            firsts[village] = min(first, firsts.get(village, first))
            own.households[village] += count
            for head, (paid, amount, pending) in zip(script.heads, zip(*[iter(sums)] * 3, strict=False), strict=False):
                for status, lines, yuan in ((_STATUSES[held], paid, amount), ("pending", pending, ZERO)):
                    if lines:
                        entry = own.lines[village, head, status]
                        entry[0], entry[1] = entry[0] + lines, entry[1] + yuan
            notices = zip(script.notices, sums[3 * len(script.heads) :], strict=True)
            own.notices.update({key: times for key, times in notices if times})
        tally.add(own)
        order = sorted(firsts, key=firsts.__getitem__)
        tally.households = defaultdict(int, {village: tally.households[village] for village in order})
        asking.gathered.add(self._gathered(found, asking))

    def _gathered(self, found: Found, asking: _Asking) -> Gathered:
        """What stands out in a village, as far as columns tell."""
        gathered = nothing()
        forms = [self.facts.fields[key].form for key in self.villages.told]
        for village, count, line, name, head, *cells in found.facts:
            read = [form.read(cell) if cell is not None else None for form, cell in zip(forms, cells, strict=True)]
            gathered.count_together(
                village, tuple(read), count, Witness(Someone(name, village), head, asking.placed(line))
            )
        for scope, areas in found.areas.items():
            for village, count, whole, largest in areas:
                sizes = gathered.sizes[village, scope] = Sizes()
                sizes.count, sizes.sum = count, whole
                for size, line, _, name, head in largest:
                    sizes.keep(size, Witness(Someone(name, village), head, asking.placed(-line)))
        for village, kind, count in found.kinds:
            gathered.records[village, kind] = gathered.records.get((village, kind), 0) + count
        return gathered


def _computed(table: Database, lines: dict[int, str]) -> Found | None:
    """What SQL can tell of some lines; ``None`` where they have to be gone through one by one."""
    import duckdb

    with suppress(duckdb.Error):
        return table.compute(lines)
    return None


def _spliced(
    path: Path, lengths: Sequence[tuple[int, int]], rows: Sequence[str], own: Sequence[tuple[int, slice]]
) -> Spliced:
    """Rows of a file, of so many bytes in each line, with those of single households between them."""
    between, place, others = [], 0, iter(lengths)
    line, size = next(others, (None, 0))
    for n, mine in own:
        while line is not None and line < n:
            place += size
            line, size = next(others, (None, 0))
        if mine.start < mine.stop:
            between.append((place, "".join(rows[mine]).encode()))
    return Spliced(path, between)
