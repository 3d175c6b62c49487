"""Runs a batch: reads the inputs, computes every household in order, writes the folder of results."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from yzcomp.batch import lifeline, rows, worker
from yzcomp.batch.describe import describe
from yzcomp.batch.duplicates import Duplicates, find_duplicates
from yzcomp.batch.folder import OutputFolder
from yzcomp.batch.manifest import Manifest
from yzcomp.batch.options import BatchOptions
from yzcomp.batch.summary import summary_xlsx
from yzcomp.batch.tally import Tally
from yzcomp.engine.evaluator import Evaluator
from yzcomp.tables.assemble import Group
from yzcomp.tables.files import NamedFile
from yzcomp.tables.inputs import Inputs
from yzcomp.tables.sources import Block

STRETCH = 1000
#: Below this many households starting processes costs more than they save.
WORTH_SHARING = 3000


class BatchResult(NamedTuple):
    """A finished batch. ``rejected`` are kept only as far as they are shown or written back."""

    manifest: Manifest
    tally: Tally
    rejected: list[worker.Rejection]
    inputs: Inputs


Progress = Callable[[int, int], None]


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
    inputs = Inputs(paths, evaluator.setting.facts, encoding=options.encoding, ignore_extra=options.ignore_extra)
    read = [*(source.path for source in inputs.sources), *(Path(p) for p in paths if not isinstance(p, NamedFile))]
    with closing(inputs), OutputFolder(target, options.force, read) as folder:
        duplicates = find_duplicates(inputs.inputs)
        run = _Run(inputs, duplicates, evaluator, options, progress)
        run.write(folder)
        manifest = describe(run.read, run.tally, duplicates.rows, inputs, evaluator, options, folder)
        with folder.open("run.json") as file:
            file.write(manifest.text())
        folder.finish()
    return BatchResult(manifest, run.tally, run.rejected, inputs)


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
        self.read = duplicates.households  # counted on its own, before anything is computed

    def write(self, folder: OutputFolder) -> None:
        """Writes the three tables as the households come, then the summary."""
        english = self.options.english
        with (
            folder.open("items.csv") as items,
            folder.open("totals.csv") as totals,
            folder.open("rejected.csv") as rejected,
        ):
            heads = ((items, rows.ITEMS), (totals, rows.TOTALS), (rejected, rows.REJECTED))
            for file, columns in heads:
                file.write(rows.BOM)
                rows.write_rows(file, [rows.header(columns, english)])
            for stretch in self._stretches():
                items.write(stretch.items)
                totals.write(stretch.totals)
                rows.write_rows(rejected, [rejection.row() for rejection in stretch.rejected])
                self._keep(stretch)
        self._account()
        (folder.work / "summary.xlsx").write_bytes(summary_xlsx(self.tally, self.evaluator.rulebook))

    def _keep(self, stretch: worker.Stretch) -> None:
        self.tally.add(stretch.tally)
        room = None if self.options.keep_rejected else max(0, 20 - len(self.rejected))
        self.rejected += stretch.rejected[:room]
        self.progress(self.tally.computed + self.tally.rejected, self.duplicates.households)

    def _account(self) -> None:
        """Every household that was read is either computed or rejected."""
        if self.read != self.tally.computed + self.tally.rejected:
            raise AssertionError(f"read {self.read}, computed {self.tally.computed}, rejected {self.tally.rejected}")

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

    def _stretches(self) -> Iterator[worker.Stretch]:
        """The results of all stretches in the order of the input, whatever computes them."""
        processes = self.options.processes or os.cpu_count() or 1
        if processes == 1 or self.duplicates.households < WORTH_SHARING:
            own = worker.Worker(self._job())
            for number, groups in self._groups():
                yield own.stretch(number, groups)
            return
        waiting: deque[Future[worker.Stretch]] = deque()
        with ProcessPoolExecutor(processes, initializer=lifeline.start, initargs=(self._job(),)) as pool:
            for number, groups in self._groups():
                waiting.append(pool.submit(worker.work, number, groups))
                if len(waiting) > 2 * processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _groups(self) -> Iterator[tuple[int, list[Group] | Block]]:
        """The households of all inputs in stretches: as blocks of lines where that will do, else row by row."""
        for number, source in enumerate(self.inputs.inputs):
            blocks = source.blocks(STRETCH) if not self.duplicates.places else None
            if blocks is not None:
                yield from ((number, block) for block in blocks)
                continue
            groups = self.duplicates.marked(source)
            while stretch := list(islice(groups, STRETCH)):
                self.read += sum(group.row is None for group in stretch)
                yield number, stretch
