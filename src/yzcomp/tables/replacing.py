"""Corrected households in place of the same ones, so that one result stands for all of them."""

from collections.abc import Iterator
from typing import NamedTuple

from yzcomp.household.catalogue import Catalogue
from yzcomp.problems import Place, Problem
from yzcomp.tables.assemble import Group
from yzcomp.tables.households import Input
from yzcomp.tables.sources import Source

#: A household by its input, -1 and its row; records that have none by their input, sheet and first row.
Key = tuple[int, int, int]
#: A household, and the input by whose plans its rows are read.
Entry = tuple[int, Group]


class Replaced(NamedTuple):
    """A household in place of another: the file that has it, its number and place there, and those of the other."""

    file: str
    household_id: str
    place: str
    was: str
    source: str


class Replacing:
    """The households of all inputs, some of them in the place of others, which ``entries`` says: ``None`` where nothing
    is left because records have gone to their household. The first ``own`` inputs, of the first ``given`` sources, are
    those in which places are taken; further ones are taken in."""

    def __init__(self, inputs: list[Input], sources: list[Source], facts: Catalogue) -> None:
        self.inputs, self.own, self.facts = inputs, len(inputs), facts
        self.sources, self.given = sources, len(sources)
        self.entries: dict[Key, Entry | None] = {}
        self.replaced: list[Replaced] = []
        self.problems: list[Problem] = []
        self.questions: list[Problem] = []

    def groups(self, number: int) -> Iterator[Entry]:
        """The households of an input as they stand now."""
        for group in self.inputs[number].groups():
            entry = self.entries.get(key_of(number, group), (number, group)) if self.entries else (number, group)
            if entry is not None:
                yield entry

    def touched(self, number: int) -> bool:
        """Whether any household of an input is no longer what it has itself."""
        return any(key[0] == number for key in self.entries)

    def place(self, key: Key) -> Place:
        """Where the household stands, or the first of its records, that is at a key now."""
        entry = self.entries.get(key)
        if entry is not None:
            _, plan, row = next(self.inputs[entry[0]].plans.rows(entry[1]))
            return plan.place(row.number)
        plans = self.inputs[key[0]].plans
        return (plans.households if key[1] < 0 else plans.records[key[1]][1]).place(key[2])

    def settle(self) -> None:
        """Notes at each input which of its households no longer count, once all places are taken."""
        now = {(n, group.row.number) for n, group in filter(None, self.entries.values()) if group.row is not None}
        for number, source in enumerate(self.inputs):
            taken = (key[2] for key in self.entries if key[0] == number and key[1] < 0)
            rows = taken if number < self.own else (row for _, row in source.ids())
            source.gone = frozenset(row for row in rows if (number, row) not in now)


def key_of(number: int, group: Group) -> Key:
    """Where the household of an input stands."""
    if group.row is not None:
        return number, -1, group.row.number
    sheet, row = group.records[0]
    return number, sheet, row.number
