"""questions.csv: what a person must look at, asked of each household and of all of them together, in their order."""

import pickle
from array import array
from collections.abc import Iterator, Sequence
from heapq import merge
from os import SEEK_END
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple, Protocol

from yzcomp.batch.duplicates import Hashes
from yzcomp.batch.flags import Someone
from yzcomp.batch.marks import Marks
from yzcomp.batch.rows import csv_line
from yzcomp.batch.shared import Shared
from yzcomp.batch.tally import Tally
from yzcomp.batch.villages import Gathered, Villages, nothing
from yzcomp.engine.screening import Raised
from yzcomp.engine.wording import question_text
from yzcomp.household.models import Household
from yzcomp.problems import Problem
from yzcomp.rulebook.models import Rulebook, Suspicion

#: So many of the other households are named: with all of them a list of one account would be its square.
_NAMED = 10
#: The household's place in the input, that of the question among its others, the row as CSV.
_Row = tuple[int, int, str]


class Asked(NamedTuple):
    """What the households of a chunk raise, each row with its household's place in it; what they can be recognised
    by, as :class:`MarksKept` wants it."""

    rows: list[tuple[int, str]]
    marks: Any
    gathered: Gathered


class MarksKept(Protocol):
    """What all households can be recognised by: only those that share something are looked at again."""

    def add(self, first: int, marks: Any) -> None:
        """Takes those of a chunk; its first household is number ``first`` of the input."""

    def again(self) -> Iterator[tuple[int, Marks]]:
        """Households that share something, and perhaps some others, in their order."""


class HashedMarks:
    """Marks in a file, and in memory a number for each."""

    def __init__(self, folder: Path) -> None:
        self.hashes = Hashes()
        self.kept: IO[bytes] = TemporaryFile(dir=folder)  # noqa: SIM115 - there as long as this

    def add(self, first: int, marks: tuple[bytes, bytes]) -> None:
        packed, hashes = marks
        pickle.dump((first, packed), self.kept)
        self.hashes.add(array("q", hashes))

    def again(self) -> Iterator[tuple[int, Marks]]:
        twice = self.hashes.twice()
        for first, packed in unpickled(self.kept) if twice else ():
            for place, one in pickle.loads(packed):
                if not twice.isdisjoint(one.hashes):
                    yield first + place, one


def unpickled(file: IO[bytes]) -> Iterator[Any]:
    end = file.seek(0, SEEK_END)
    file.seek(0)
    while file.tell() < end:
        yield pickle.load(file)


class Asking:
    """The questions of a chunk as they come."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, str]] = []
        self.marks: list[tuple[int, Marks]] = []
        self.hashes = array("q")
        self.gathered = nothing()

    def raised(self, place: int, household: Household, found: Raised, rule: Suspicion) -> None:
        """A question of one household."""
        who = (household.household_id, household.head or "", household.village or "")
        self.rows.append((place, _line(who, found, rule, found.record)))

    def marked(self, place: int, marks: Marks) -> None:
        """A household that others may have something in common with."""
        self.marks.append((place, marks))
        self.hashes.extend(marks.hashes)
        self.gathered.mark(marks)

    def asked(self) -> Asked:
        return Asked(self.rows, (pickle.dumps(self.marks), self.hashes.tobytes()), self.gathered)


class Questions:
    """Keeps what is asked of a batch in a file beside its results until all households are known."""

    def __init__(self, rulebook: Rulebook, folder: Path, marks: MarksKept) -> None:
        self.rulebook, self.marks = rulebook, marks
        self.gathered = nothing()
        self.kept: IO[bytes] = TemporaryFile(dir=folder)  # noqa: SIM115 - closed by write()

    def add(self, first: int, asked: Asked) -> None:
        """Takes a chunk; its first household is number ``first`` of the input."""
        pickle.dump((first, asked.rows), self.kept)
        self.marks.add(first, asked.marks)
        self.gathered.add(asked.gathered, first)

    def write(self, file: IO[bytes], tally: Tally, of_files: Sequence[Problem] = ()) -> None:
        """Writes what asks after the files themselves, then all rows in the order of the input; counts the former, and
        those that only the whole batch raises."""
        for question in of_files:
            tally.questions[question.code] += 1
            file.write(csv_line(("", "", "", question.code, "", str(question.place), question.sentence())).encode())
        with self.kept:
            for _, _, line in merge(self._own(), sorted((*self._shared(tally), *self._standing_out(tally)))):
                file.write(line.encode())

    def _own(self) -> Iterator[_Row]:
        for first, rows in unpickled(self.kept):
            yield from ((first + place, 0, line) for place, line in rows)

    def _shared(self, tally: Tally) -> Iterator[_Row]:
        """A row for each household that has something in common with others."""
        shared, places = Shared(self.rulebook), dict[Someone, tuple[int, str]]()
        for place, one in self.marks.again():
            shared.add(one)
            places.setdefault(one.someone, (place, one.head))
        suspicions, order = self.rulebook.suspicions(), self._order()
        for flag in shared.flags(self.gathered.records):
            concerned = list(dict.fromkeys(flag.households))
            for someone in concerned:
                place, head = places[someone]
                tally.questions[flag.key] += 1
                who, found = (someone.household_id, head, someone.village), Raised(flag.key, "", flag.detail)
                yield place, order[flag.key], _line(who, found, suspicions[flag.key], _others(concerned, someone))

    def _order(self) -> dict[str, int]:
        return {key: number for number, key in enumerate(self.rulebook.suspicions(), 1)}

    def _standing_out(self, tally: Tally) -> Iterator[_Row]:
        """A row for each household that differs from the others of its village."""
        suspicions, order = self.rulebook.suspicions(), self._order()
        for found, flag in Villages(self.rulebook.catalogue, self.rulebook).flags(self.gathered):
            tally.questions[flag.key] += 1
            who, raised = (*found.someone[:1], found.head, found.someone.village), Raised(flag.key, "", flag.detail)
            yield found.place, order[flag.key], _line(who, raised, suspicions[flag.key], "")


def _line(who: tuple[str, str, str], found: Raised, rule: Suspicion, records: str) -> str:
    """A row of questions.csv."""
    return csv_line((*who, found.key, rule.article, records, question_text(found, rule)))


def _others(concerned: list[Someone], someone: Someone) -> str:
    """The other households of a flag; looks at no more of them than are named, as all of them ask it."""
    names = [one.household_id or "（无户编号）" for one in concerned[: _NAMED + 1] if one != someone][:_NAMED]
    others = len(concerned) - 1
    return "、".join(names) + (f"等 {others} 户" if others > _NAMED else "")
