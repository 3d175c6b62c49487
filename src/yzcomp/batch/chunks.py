"""Goes through the households of all inputs in chunks, on all cores where that pays, and keeps their order."""

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, TypeVar

from yzcomp.batch.duplicates import Duplicates
from yzcomp.batch.pool import computed, spare_the_models
from yzcomp.tables.assemble import Group
from yzcomp.tables.inputs import Inputs
from yzcomp.tables.sources import Block
from yzcomp.temporary import sweep_private

CHUNK = 1000
#: Below this many households starting processes costs more than they save.
WORTH_SHARING = 3000

J = TypeVar("J")
T = TypeVar("T")
#: Does the work on a chunk of an input: the input's number, and its rows or a block of its lines.
Work = Callable[[int, Iterable[Group] | Block], T]


class Chunks:
    """The households of all inputs. ``orphans`` counts the records met so far whose household isn't there;
    ``elsewhere`` computes chunks if it isn't this machine that does."""

    def __init__(self, inputs: Inputs, duplicates: Duplicates, processes: int | None = None) -> None:
        self.inputs, self.duplicates = inputs, duplicates
        self.elsewhere: Callable[..., Iterator[Any]] | None = None
        self.processes = processes or os.cpu_count() or 1
        self.orphans = 0

    @property
    def of_lines(self) -> bool:
        """Whether some input comes in blocks of lines."""
        return any(self._blocks(number, CHUNK) is not None for number in self.inputs.own)

    def results(self, make: Callable[[J], Work[T]], job: J, lines: int = CHUNK) -> Iterator[T]:
        """What ``make(job)`` gives for each chunk, in the order of the input, whatever computes it; a block has so many
        ``lines``.

        ``make`` must be importable by name: other processes make their own from the same ``job``.
        """
        sweep_private()
        if self.elsewhere is not None:
            yield from self.elsewhere(make, job, self._groups(lines))
            return
        if self.processes == 1 or self.duplicates.households < WORTH_SHARING:
            work = make(job)
            spare_the_models()
            for number, groups in self._groups(lines):
                yield work(number, groups)
            return
        yield from computed(self.processes, make, job, self._groups(lines))

    def _blocks(self, number: int, lines: int) -> Iterator[Block] | None:
        plain = not self.duplicates.places and not self.inputs.replacing.touched(number)
        return self.inputs.inputs[number].blocks(lines) if plain else None

    def _groups(self, lines: int) -> Iterator[tuple[int, list[Group] | Block]]:
        """The households of all inputs in chunks: as blocks of lines where that will do, else row by row."""
        for number in self.inputs.own:
            blocks = self._blocks(number, lines)
            if blocks is not None:
                yield from ((number, block) for block in blocks)
                continue
            for of, together in groupby(self.duplicates.marked(self.inputs, number), key=itemgetter(0)):
                while chunk := [group for _, group in islice(together, CHUNK)]:
                    self.orphans += sum(group.row is None for group in chunk)
                    yield of, chunk
