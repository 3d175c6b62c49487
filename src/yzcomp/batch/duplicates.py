"""What occurs more than once in a list of any length, household numbers first, found without keeping it."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from yzcomp.problems import Place, Problem
from yzcomp.tables.assemble import Group
from yzcomp.tables.columns import KEY
from yzcomp.tables.households import Input, cell_id
from yzcomp.tables.inputs import Inputs

#: So many of the other places of a number are named: with all of them a list of one number would be its square.
_NAMED = 10
_BITS = 27
_MASK = (1 << _BITS) - 1


class Hashes:
    """Which of many hashes occur more than once: eight bytes each are kept. A bitmap tells which need a closer look."""

    def __init__(self) -> None:
        self.seen, self.all, self.suspects = bytearray(1 << (_BITS - 3)), array("q"), set[int]()

    def add(self, numbers: Iterable[int]) -> None:
        """Takes further hashes."""
        seen, note, suspect = self.seen, self.all.append, self.suspects.add
        for number in numbers:
            note(number)
            bit = number & _MASK
            if seen[bit >> 3] & (1 << (bit & 7)):
                suspect(number)
            else:
                seen[bit >> 3] |= 1 << (bit & 7)

    def twice(self) -> set[int]:
        """Those that occur more than once."""
        return {number for number, count in Counter(h for h in self.all if h in self.suspects).items() if count > 1}


class Duplicates(NamedTuple):
    """The places of each number that occurs more than once, the number of households, the rows of each file, and the
    hash of every number."""

    places: dict[str, list[Place]]
    households: int
    rows: dict[str, int]
    hashes: "array[int]"

    def marked(self, inputs: Inputs, number: int) -> Iterator[tuple[int, Group]]:
        """The groups of an input, each with the number of the one that its rows are of; a number that occurs elsewhere
        too is a problem of each of its households."""
        if not self.places:
            yield from inputs.replacing.groups(number)
            return
        for of, group in inputs.replacing.groups(number):
            plan = inputs.inputs[of].plans.households
            column = plan.column_of(KEY) or 0
            name = cell_id(group.row, column) if group.row is not None else ""
            if group.row is not None and name in self.places:
                here = plan.place(group.row.number, column)
                group = group._replace(problems=(*group.problems, self._problem(name, here)))
            yield of, group

    def _problem(self, name: str, here: Place) -> Problem:
        places = self.places[name]
        others = [p for p in places[: _NAMED + 1] if (p.file, p.sheet, p.line) != (here.file, here.sheet, here.line)]
        more = len(places) - 1 - len(others[:_NAMED])
        named = "、".join(map(str, others[:_NAMED])) + (f"等 {len(places) - 1} 处" if more else "")
        message = f"重复，{named} 也是“{name}”"
        remedy = "核对是否同一户写了两次，改正户编号或删去多余的一行"
        return Problem("duplicate-id", message, here, "户编号", name, remedy)


def find_duplicates(inputs: Inputs) -> Duplicates:
    """Goes through the numbers of all households that count, a second time only where one occurs twice; blank ones are
    no duplicates."""
    hashes = Hashes()
    rows: dict[str, int] = defaultdict(int)
    for source in inputs.inputs:
        before, gone = len(hashes.all), source.gone
        hashes.add(hash(name) for name, row in source.ids() if row not in gone)
        rows[source.plans.households.file] += len(hashes.all) - before + len(gone)
        for file, records in source.record_rows():
            rows[file] += records
    twice = hashes.twice() - {hash("")}
    return Duplicates(_places(inputs.inputs, twice) if twice else {}, len(hashes.all), dict(rows), hashes.all)


def _places(inputs: Sequence[Input], twice: set[int]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for source in inputs:
        plan = source.plans.households
        for name, row in source.ids():
            if hash(name) in twice and row not in source.gone:
                found[name].append(plan.place(row))
    return {name: places for name, places in found.items() if len(places) > 1}
