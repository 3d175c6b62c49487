"""Boundary cases: for each line that a rulebook draws a household just under it, at it and just over it.

A household is sought for which the three don't come to the same, and stripped of everything that has no part in that.
What they come to is worked out by the program and waits for a person to confirm it.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from functools import reduce
from itertools import chain, product
from typing import Any, NamedTuple

from yzcomp.cases.boundary_lines import Threshold, thresholds
from yzcomp.cases.line_values import around, limit_of, said
from yzcomp.cases.seeds import Seeds
from yzcomp.cases.tryout import Target, Trial, TryOut
from yzcomp.documents.template.example import Cells, Example
from yzcomp.forms import BadForm
from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.logic import terms_of
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import Node
from yzcomp.rulebook.walk import part_at

Readings = Mapping[str, str]


class Boundary(NamedTuple):
    """The cases of one line: the household of each, on which side of the line it is, and what it comes to."""

    threshold: Threshold
    target: Target
    readings: Readings
    households: tuple[Example, ...]
    sides: tuple[str, ...]
    trials: tuple[Trial, ...]


class Boundaries(NamedTuple):
    """The boundaries that cases could be made for, and the lines for which they could not."""

    found: tuple[Boundary, ...]
    left_out: tuple[Threshold, ...]


def boundaries(rulebook: Rulebook, tryout: TryOut, seeds: Seeds) -> Boundaries:
    """Cases for every line of a rulebook."""
    search = _Search(rulebook, tryout, seeds)
    lines = list(thresholds(rulebook))
    found = [search.boundary(line) if line.fact is not None else None for line in lines]
    left_out = tuple(line for line, boundary in zip(lines, found, strict=True) if boundary is None)
    return Boundaries(tuple(boundary for boundary in found if boundary is not None), left_out)


def part_of(rulebook: Rulebook, target: Target) -> Node:
    """The part of the rules that a target names; there is one withholding at most."""
    section: Any = getattr(rulebook, target[0])
    part: Node = section[target[1]] if isinstance(section, dict) else section
    return part


class _Search:
    """Looks for households that a line tells apart."""

    def __init__(self, rulebook: Rulebook, tryout: TryOut, seeds: Seeds) -> None:
        self.rulebook, self.tryout, self.seeds = rulebook, tryout, seeds

    def boundary(self, line: Threshold) -> Boundary | None:
        """The smallest households at a line, where it can be seen in an amount rather than in a refusal."""
        for refusals in (False, True):
            for target, readings in product(self._targets(line), self._readings(line)):
                owner = part_of(self.rulebook, target)
                others = (self._undated(line), self.seeds.turned(owner)) if refusals else ()
                for seed in chain(self.seeds.plain, *others):
                    at = _At(self.tryout, line, target, readings)
                    if at.apart(seed, refusals):
                        return at.boundary(at.stripped(seed, self.rulebook))
        return None

    def _undated(self, line: Threshold) -> Iterator[Example]:
        """The plain households without the dates that could contradict the one of a line."""
        facts = self.rulebook.catalogue.fields
        for seed in self.seeds.plain:
            dates = [key for key in seed.household if facts[key].kind == "date" and facts[key] != line.fact]
            yield reduce(lambda bare, key: _without(bare, None, key), dates, seed)

    def _targets(self, line: Threshold) -> list[Target]:
        """The parts of the rules through which a line may be seen: a term's through what uses it."""
        section, key = str(line.path[0]), str(line.path[1])
        if section != "terms":
            return [(section, key)]
        return [
            (name, other)
            for name in ("items", "requirements", "notices")
            for other, part in getattr(self.rulebook, name).items()
            if key in terms_of(part, self.rulebook)
        ]

    def _readings(self, line: Threshold) -> Iterator[Readings]:
        """The default readings first, then each other option of those that the line's part of the rules names.

        A line that only one option draws is looked at under that option.
        """
        drawn = _drawn_under(self.rulebook, line)
        yield drawn
        if drawn:
            return
        owner = part_of(self.rulebook, (str(line.path[0]), str(line.path[1])))
        named = [node.reading for node in owner.walk() if isinstance(node, c.ReadingTest | f.ByReading)]
        for name in dict.fromkeys(named):
            reading = self.rulebook.readings[name]
            yield from ({name: option} for option in reading.options if option != reading.default)


def _drawn_under(rulebook: Rulebook, line: Threshold) -> Readings:
    """The options in whose cases a line stands."""
    found = {}
    for end, step in enumerate(line.path):
        node = part_at(rulebook, line.path[:end])
        if isinstance(node, f.ByReading) and step == "cases":
            found[node.reading] = str(line.path[end + 1])
    return found


class _At(NamedTuple):
    """A line, and the part of the rules and the readings that it is looked at through."""

    tryout: TryOut
    line: Threshold
    target: Target
    readings: Readings

    @property
    def fact(self) -> FactInfo:
        assert self.line.fact is not None
        return self.line.fact

    def households(self, seed: Example) -> list[tuple[str, Example]]:
        """The seed just under the line, at it and just over it; none if the line can't be placed for it."""
        limit = limit_of(self.line, seed, self.tryout, self.readings)
        found = []
        for side, value in around(self.fact, limit) if limit is not None else ():
            example = deepcopy(seed)
            cells = _cells(example, self.fact)
            if cells is None:
                return []
            with suppress(BadForm):
                cells[self.fact.key] = said(self.fact, value)
                self.fact.form.read(cells[self.fact.key])
                found.append((side, example))
        return found

    def trials(self, seed: Example) -> list[Trial]:
        """What comes of them; none if one of them is amiss for another reason."""
        found = [self.tryout.trial(example, self.readings, self.target) for _, example in self.households(seed)]
        return [] if None in found else [trial for trial in found if trial is not None]

    def apart(self, seed: Example, refusals: bool) -> bool:
        """Whether the line tells the households apart, by more than a refusal where that isn't what it is for."""
        trials = self.trials(seed)
        if not refusals and self.target[0] == "items" and any(trial.refused for trial in trials):
            return False
        return len({repr(trial.told) for trial in trials}) > 1

    def boundary(self, seed: Example) -> Boundary:
        households = self.households(seed)
        return Boundary(
            self.line,
            self.target,
            self.readings,
            tuple(example for _, example in households),
            tuple(side for side, _ in households),
            tuple(self.trials(seed)),
        )

    def stripped(self, seed: Example, rulebook: Rulebook) -> Example:
        """The seed without everything that makes no difference to what comes of it at the line."""
        wanted, before = self.comes_to(seed), None
        while before is not seed:  # what nothing needs any more once something else is gone goes in the next round
            before = seed
            for scope, key in list(_droppable(seed, rulebook)):
                smaller = _without(seed, scope, key)
                if (scope, key) != (self.fact.scope, self.fact.key) and self.comes_to(smaller) == wanted:
                    seed = smaller
        return seed

    def comes_to(self, seed: Example) -> list[tuple[bool, object]]:
        """What matters of the three, whatever else they are paid."""
        return [(trial.refused, trial.told) for trial in self.trials(seed)]


def _droppable(seed: Example, rulebook: Rulebook) -> Iterator[tuple[str | None, str | None]]:
    """Whole lists of records first, then what the household and its records need not have."""
    yield from ((scope, None) for scope in seed.records)
    for scope, cells in ((None, seed.household), *seed.records.items()):
        facts = rulebook.catalogue.of(scope)
        yield from ((scope, key) for key in cells if not facts[key].required)


def _without(seed: Example, scope: str | None, key: str | None) -> Example:
    smaller = deepcopy(seed)
    if key is None:
        smaller.records.pop(str(scope), None)
    else:
        (smaller.household if scope is None else smaller.records.get(scope, {})).pop(key, None)
    return smaller


def _cells(example: Example, fact: FactInfo) -> Cells | None:
    return example.household if fact.scope is None else example.records.get(fact.scope)
