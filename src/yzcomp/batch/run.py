"""Runs a batch: reads the inputs, computes every household in order, writes the folder of results."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from yzcomp.batch import rows, worker
from yzcomp.batch.chunks import CHUNK, Chunks, Work
from yzcomp.batch.describe import describe
from yzcomp.batch.duplicates import Duplicates, find_duplicates
from yzcomp.batch.folder import TABLES, OutputFolder
from yzcomp.batch.manifest import Manifest
from yzcomp.batch.options import BatchOptions, Engine
from yzcomp.batch.parquet_tables import rewrite
from yzcomp.batch.questions import HashedMarks, MarksKept, Questions
from yzcomp.batch.summary import summary_xlsx
from yzcomp.batch.tally import Tally
from yzcomp.engine.evaluator import Evaluator
from yzcomp.problems import require
from yzcomp.tables.columnmap import column_map
from yzcomp.tables.files import NamedFile
from yzcomp.tables.inputs import Inputs
from yzcomp.temporary import private_folder
from yzcomp.watch import refuse_changed, watching

#: Below this many households writing the statements of columns costs more than they save.
WORTH_COLUMNS = 20_000
#: Lines of a block, at most.
MOST_LINES = 50_000
_COLUMNAR = ("duckdb", "sqlglot")


class BatchResult(NamedTuple):
    """A finished batch. ``rejected`` are kept only as far as they are shown or written back."""

    manifest: Manifest
    tally: Tally
    rejected: list[worker.Rejection]
    inputs: Inputs


Progress = Callable[[int, int], None]


@watching()
def run_batch(
    paths: Sequence[str | Path | NamedFile],
    target: Path,
    evaluator: Evaluator,
    options: BatchOptions | None = None,
    progress: Progress | None = None,
) -> BatchResult:
    """Computes the households of ``paths`` into folder ``target``.

    Raises :class:`yzcomp.Refused` when an input can't be read at all or the folder can't be written; single households
    that can't be computed are rejected, never lost: ``read = computed + rejected`` is checked before anything is put
    in place.
    """
    options = options or BatchOptions()
    if options.format == "parquet":
        require("duckdb", "columnar")
    for library in _COLUMNAR if options.engine in ("columnar", "spark") else ():
        require(library, "columnar")
    if options.engine == "spark":
        require("pyspark", "spark")
    inputs = Inputs(
        paths,
        evaluator.setting.facts,
        encoding=options.encoding,
        ignore_extra=options.ignore_extra,
        columns=column_map(options.columns),
        replace=options.replace,
    )
    columns = [Path(options.columns)] if options.columns is not None else []
    given = [Path(path) for path in (*paths, *options.replace) if not isinstance(path, NamedFile)]
    read = [*columns, *(source.path for source in inputs.sources), *given]
    with closing(inputs), OutputFolder(target, options.force, read) as folder:
        duplicates = find_duplicates(inputs)
        run = _Run(inputs, duplicates, evaluator, options, progress)
        run.write(folder)
        engine = run.engine if run.engine != "household" else None
        manifest = describe(run.read, run.tally, duplicates.rows, inputs, evaluator, options, folder)
        manifest = manifest.model_copy(update={"engine": engine})
        with folder.open("run.json") as file:
            file.write(manifest.text().encode())
        refuse_changed()
        folder.finish()
    return BatchResult(manifest, run.tally, run.rejected, inputs)


class _Way(NamedTuple):
    """How chunks are computed: what makes the work on them, how many lines a block has, and who keeps what
    households can be recognised by."""

    make: Callable[[Any], Work[worker.ChunkResults]]
    job: Any
    lines: int
    marks: MarksKept


class _Run:
    def __init__(
        self,
        inputs: Inputs,
        duplicates: Duplicates,
        evaluator: Evaluator,
        options: BatchOptions,
        progress: Progress | None,
    ) -> None:
        self.inputs, self.duplicates, self.evaluator, self.options = inputs, duplicates, evaluator, options
        self.progress = progress or (lambda done, total: None)
        self.tally = Tally()
        self.rejected: list[worker.Rejection] = []
        self.chunks = Chunks(inputs, duplicates, options.processes)
        self.engine = self._engine()

    def _engine(self) -> Engine:
        """Columns are worth their while for many households, where DuckDB is installed; what doesn't come in blocks of
        lines is computed one by one anyway."""
        many = self.duplicates.households >= WORTH_COLUMNS and all(map(find_spec, _COLUMNAR))
        wanted = self.options.engine or ("columnar" if many else "household")
        return wanted if self.chunks.of_lines or wanted == "spark" else "household"

    @property
    def read(self) -> int:
        """How many households there are: counted on its own, before anything was computed."""
        return self.duplicates.households + self.chunks.orphans

    def write(self, folder: OutputFolder) -> None:
        """Writes three tables as the households come, then what is asked of them, then the summary."""
        rulebook, english = self.evaluator.rulebook, self.options.english
        with (
            self._way(folder.work) as way,
            folder.open("items.csv") as items,
            folder.open("totals.csv") as totals,
            folder.open("rejected.csv") as rejected,
            folder.open("questions.csv") as asked,
        ):
            sums, questions = rows.totals_columns(rulebook), Questions(rulebook, folder.work, way.marks)
            heads = ((items, rows.ITEMS), (totals, sums), (rejected, rows.REJECTED), (asked, rows.QUESTIONS))
            for file, columns in heads:
                file.write(rows.table_head(columns, english))
            for chunk in self.chunks.results(way.make, way.job, way.lines):
                worker.write_rows(items, chunk.items)
                worker.write_rows(totals, chunk.totals)
                rejected.write(chunk.refused)
                questions.add(self.tally.computed + self.tally.rejected, chunk.asked)
                self._keep(chunk)
            questions.write(asked, self.tally, self.inputs.questions)
        self._account()
        if self.options.format == "parquet":
            for name, columns in zip(TABLES, (rows.ITEMS, sums, rows.QUESTIONS, rows.REJECTED), strict=True):
                rewrite(folder.work / f"{name}.csv", rows.header(columns, english), [key for key, _ in columns])
        unofficial = self.evaluator.setting.standards.unofficial
        (folder.work / "summary.xlsx").write_bytes(
            summary_xlsx(self.tally, rulebook, unofficial, self.inputs.passed_over)
        )

    def _keep(self, chunk: worker.ChunkResults) -> None:
        self.tally.add(chunk.tally)
        room = None if self.options.keep_rejected else max(0, worker.SHOWN - len(self.rejected))
        self.rejected += chunk.rejected[:room]
        self.progress(self.tally.computed + self.tally.rejected, self.duplicates.households)

    @property
    def _lines(self) -> int:
        """Lines of a block of columns: a statement costs the same for many, but all cores shall have some."""
        return min(MOST_LINES, max(CHUNK, -(-self.duplicates.households // self.chunks.processes)))

    def _account(self) -> None:
        """Every household that was read is either computed or rejected."""
        if self.read != self.tally.computed + self.tally.rejected:
            raise AssertionError(f"read {self.read}, computed {self.tally.computed}, rejected {self.tally.rejected}")

    @contextmanager
    def _way(self, work: Path) -> Iterator[_Way]:
        """One household after the other, or, where there are many, blocks of them as columns, here or on Spark."""
        job = self._job()
        if self.engine == "household":
            yield _Way(worker.chunk_worker, job, CHUNK, HashedMarks(work))
            return
        from yzcomp.batch.columnar import worker as columnar
        from yzcomp.batch.columnar.keys import KeyFiles

        make = columnar.columnar_worker
        with ExitStack() as stack:
            folder = private_folder()
            stack.callback(folder.remove)
            if self.engine == "spark":
                from yzcomp.batch import spark

                context = stack.enter_context(spark.connected(self.options.master))
                self.chunks.elsewhere = partial(spark.computed, context)
                make = columnar.executor_worker
            whole = columnar.columnar_job(job, folder.path)
            yield _Way(make, whole, self._lines, KeyFiles(job, work, folder.path))

    def _job(self) -> worker.Job:
        setting = self.evaluator.setting
        return worker.Job(
            setting.rulebook,
            setting.standards,
            setting.readings,
            self.options.english,
            self.options.keep_rejected,
            tuple(source.plans for source in self.inputs.inputs),
        )
