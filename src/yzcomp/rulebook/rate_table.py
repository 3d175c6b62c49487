"""The rates of one standard by the values of its key, where a row may leave values out or give a range of them."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from heapq import nlargest
from itertools import combinations_with_replacement
from operator import itemgetter
from typing import Any, NamedTuple

from yzcomp.forms import BareYear, clean
from yzcomp.frozen import FrozenDict
from yzcomp.money import plain
from yzcomp.rulebook.rates import Rate


class Span(NamedTuple):
    """From ``first`` to ``last`` (``None``: without end); with ``below`` the last is not included."""

    first: Decimal | None
    last: Decimal | None
    below: bool = False

    def covers(self, value: Decimal) -> bool:
        return (self.first is None or self.first <= value) and self._reaches(value)

    def overlaps(self, other: "Span") -> bool:
        starts = other.first is None or self._reaches(other.first), self.first is None or other._reaches(self.first)
        return all(starts)

    def _reaches(self, value: Decimal) -> bool:
        return self.last is None or value < self.last or (value == self.last and not self.below)


#: A row's value for one fact of the key: one value, a range, or ``None``: it holds for all.
Part = str | Span | None
Key = tuple[Part, ...]
#: What is sought: a record's values; ``None`` where a fact was not given.
Sought = tuple[str | Decimal | None, ...]


def key_text(value: Any) -> str:
    """A value as it is compared: texts that differ only by width, case or blanks are the same."""
    if isinstance(value, Decimal):
        return plain(value)
    return "".join(clean(unicodedata.normalize("NFKC", str(value))).casefold().split())


def ranged(value: Any) -> Decimal:
    """A value that lies in a range or not: a number, the year of a date."""
    return Decimal(value.year if isinstance(value, date | BareYear) else value)


class RateTable(FrozenDict[Key, Rate]):
    """The rates of a standard by their keys.

    ``used`` are the positions of the key that any row gives, ``ranges`` those whose values lie in ranges.
    """

    __slots__ = ("_shapes", "ranges", "used")

    def __init__(self, rates: Mapping[Key, Rate], ranges: frozenset[int] = frozenset()) -> None:
        super().__init__(rates)
        self.ranges = ranges
        self.used = tuple(sorted({i for key in rates for i, part in enumerate(key) if part is not None}))
        shapes = by_shape(rates)
        self._shapes = {shape: _buckets(shapes[shape], shape) for shape in sorted(shapes, key=lambda s: (-len(s), s))}

    def __reduce__(self) -> tuple[Any, ...]:
        return RateTable, (dict(self), self.ranges)

    def sought(self, values: Sequence[Any]) -> Sought:
        """The facts of a record as they are compared."""
        return tuple(
            None if value is None else ranged(value) if i in self.ranges else key_text(value)
            for i, value in enumerate(values)
        )

    def fitting(self, sought: Sought) -> list[Key]:
        """The rows that could be meant, those that say most first; a fact that was not given could have any value."""
        found: list[Key] = []
        for shape, buckets in self._shapes.items():
            wanted = tuple(sought[i] for i in shape)
            for values, keys in buckets.items() if None in wanted else ((wanted, buckets.get(wanted, ())),):
                if all(b in (None, a) for a, b in zip(values, wanted, strict=True)):
                    found += (key for key in keys if _in_ranges(key, sought))
        return sorted(found, key=lambda key: key.count(None))

    def deciding(self, keys: Sequence[Key], rates: Sequence[Rate], sought: Sought) -> tuple[int, ...]:
        """The facts that were not given and that tell these rows apart; none where all come to the same whatever
        they are."""
        lacking = [i for i in self.used if sought[i] is None and any(key[i] is not None for key in keys)]
        same = len({(rate.value, rate.unit) for rate in rates}) == 1
        return tuple(i for i in lacking if not (same and self._exhausted(i, keys)))

    def _exhausted(self, i: int, keys: Sequence[Key]) -> bool:
        """Whether rows are there for every value of a fact: any year, or all of several values that rows name."""
        parts = {key[i] for key in keys}
        if None in parts:
            return True
        spans = sorted((p for p in parts if isinstance(p, Span)), key=lambda s: (s.first is not None, s.first))
        if not spans:
            return len(parts) > 1 and parts >= {key[i] for key in self} - {None}
        reach = spans[0].last
        for span in spans[1:]:
            if reach is not None and span.first is not None and span.first > reach:
                return False
            reach = None if reach is None or span.last is None else max(reach, span.last)
        return spans[0].first is None and reach is None

    def nearest(self, sought: Sought, count: int = 3) -> list[Rate]:
        """The rows that are most like what was sought."""
        close = nlargest(count, ((_likeness(key, sought), key) for key in self), key=itemgetter(0))
        return [self[key] for (fits, *_), key in close if fits or not close[0][0][0]]


def _in_ranges(key: Key, sought: Sought) -> bool:
    return all(
        part.covers(value)
        for part, value in zip(key, sought, strict=True)
        if isinstance(part, Span) and isinstance(value, Decimal)
    )


def _likeness(key: Key, sought: Sought) -> tuple[int, int, float]:
    """How many facts fit, how few don't, and how much alike those are written."""
    fits, wrong, like = 0, 0, 0.0
    for part, value in zip(key, sought, strict=True):
        if part is None or value is None:
            continue
        if part.covers(value) if isinstance(part, Span) and isinstance(value, Decimal) else part == value:
            fits += 1
        else:
            wrong += 1
            if isinstance(part, str) and isinstance(value, str):
                like += SequenceMatcher(None, part, value).ratio()
    return fits, -wrong, like


def by_shape(keys: Mapping[Key, Any] | Sequence[Key]) -> dict[tuple[int, ...], list[Key]]:
    """Keys by the positions in which they give one value."""
    shapes: dict[tuple[int, ...], list[Key]] = {}
    for key in keys:
        shapes.setdefault(tuple(i for i, part in enumerate(key) if isinstance(part, str)), []).append(key)
    return shapes


def _buckets(keys: Sequence[Key], positions: tuple[int, ...]) -> dict[tuple[Any, ...], list[Key]]:
    """Keys by their values in some positions."""
    found: dict[tuple[Any, ...], list[Key]] = {}
    for key in keys:
        found.setdefault(tuple(key[i] for i in positions), []).append(key)
    return found


def overlapping(keys: Sequence[Key]) -> Iterator[tuple[Key, Key]]:
    """The pairs of keys that one record could fit both, each once."""
    for (shape, ones), (other_shape, others) in combinations_with_replacement(by_shape(keys).items(), 2):
        shared = tuple(i for i in shape if i in other_shape)
        buckets = _buckets(others, shared)
        seen: set[Key] = set()
        for one in ones:
            seen.add(one)
            for other in buckets.get(tuple(one[i] for i in shared), ()):
                if not (shape == other_shape and other in seen) and _spans_meet(one, other):
                    yield one, other


def _spans_meet(one: Key, other: Key) -> bool:
    pairs = zip(one, other, strict=True)
    return all(a.overlaps(b) for a, b in pairs if isinstance(a, Span) and isinstance(b, Span))
