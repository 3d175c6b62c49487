"""What stands out in a village: a date or a rate that one household alone has, an area ten times that of all others.

It is gathered bit by bit, in any process, and added up; only what may stand out is kept of single households.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from yzcomp.batch.flags import Flag, Someone, flag
from yzcomp.batch.marks import Marks
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.choices import PartyKind
from yzcomp.household.models import Household
from yzcomp.money import plain
from yzcomp.rulebook.models import Alone, Outlier, Rulebook

#: So many different values of a fact are counted in a village, and so many of its largest areas kept.
_VALUES, _LARGEST = 50, 4
#: Stands for the values beyond those that are counted.
_MORE = "…"


class Witness(NamedTuple):
    """A household that may stand out, and its place in the input."""

    someone: Someone
    head: str
    place: int


class Gathered(NamedTuple):
    """By village and fact: how often each value occurs and with whom first; by village and area: how many of each
    magnitude, and the largest; by village: how many houses and plots of each kind."""

    values: defaultdict[tuple[str, str], dict[Any, tuple[int, Witness]]]
    magnitudes: defaultdict[tuple[str, str], Counter[tuple[int, int]]]
    largest: defaultdict[tuple[str, str], list[tuple[Decimal, Witness]]]
    records: Counter[tuple[str, str]]

    def add(self, other: "Gathered", first: int = 0) -> None:
        """What others have gathered; the first of their households has place ``first``."""
        for key, values in other.values.items():
            for value, (count, who) in values.items():
                _count(self.values[key], value, count, who._replace(place=who.place + first))
        for key, counts in other.magnitudes.items():
            self.magnitudes[key].update(counts)
        for key, largest in other.largest.items():
            for size, who in largest:
                _keep(self.largest[key], size, who._replace(place=who.place + first))
        self.records.update(other.records)

    def mark(self, marks: Marks) -> None:
        """Counts the houses and plots of a household, refused or not."""
        for record in marks.records:
            self.records[marks.village, record.kind] += 1


def nothing() -> Gathered:
    return Gathered(defaultdict(dict), defaultdict(Counter), defaultdict(list), Counter())


def _count(values: dict[Any, tuple[int, Witness]], value: Any, count: int, who: Witness) -> None:
    known = value if value in values or len(values) < _VALUES else _MORE
    before = values.get(known)
    values[known] = (before[0] + count, before[1]) if before else (count, who)


def _keep(largest: list[tuple[Decimal, Witness]], size: Decimal, who: Witness) -> None:
    if _is_large(largest, size):
        largest.append((size, who))
        largest.sort(key=lambda one: -one[0])
        del largest[_LARGEST:]


def _is_large(largest: list[tuple[Decimal, Witness]], size: Decimal) -> bool:
    return len(largest) < _LARGEST or size > largest[-1][0]


class Villages:
    """Looks for what the rulebook asks after; ``flags`` tells what was found, each with the household."""

    def __init__(self, facts: Catalogue, rulebook: Rulebook) -> None:
        screening = rulebook.screening
        self.facts = facts
        self.alone: Alone | None = screening.alone if screening else None
        self.outlier: Outlier | None = screening.area_outlier if screening else None

    def gather(self, into: Gathered, h: Household, place: int = 0) -> None:
        """Takes a household."""
        village = h.village or ""
        for key in self.alone.facts if self.alone else ():
            value = getattr(h, key)
            if value is not None:
                values = into.values[village, key]
                before = values.get(value)
                if before is not None:
                    values[value] = before[0] + 1, before[1]
                else:
                    _count(values, value, 1, _witness(h, place))
        for scope, key in self.outlier.areas.items() if self.outlier and h.party is PartyKind.HOUSEHOLD else ():
            for record in getattr(h, scope):
                if size := getattr(record, key):
                    into.magnitudes[village, scope][_magnitude(size)] += 1
                    largest = into.largest[village, scope]
                    if _is_large(largest, size):
                        _keep(largest, size, _witness(h, place))

    def flags(self, found: Gathered) -> Iterator[tuple[Witness, Flag]]:
        if self.alone is not None:
            for (_, key), values in found.values.items():
                yield from self._alone(self.alone, key, values)
        if self.outlier is not None:
            for of, largest in found.largest.items():
                yield from self._outliers(self.outlier, of[1], found.magnitudes[of], largest)

    def _alone(self, rule: Alone, key: str, values: dict[Any, tuple[int, Witness]]) -> Iterator[tuple[Witness, Flag]]:
        """One household where nearly all others of the village have one and the same."""
        usual, (most, _) = max(values.items(), key=lambda item: item[1][0])
        if _MORE in values or most < rule.others or most * 5 < 4 * sum(count for count, _ in values.values()):
            return
        info = self.facts.fields[key]
        for value, (count, who) in values.items():
            if count == 1:
                said, others = (f"{info.label(one)}{info.unit or ''}" for one in (value, usual))
                yield who, flag("alone", rule, [who.someone], f"{info.title}{said}，村组里另有{most}户是{others}")

    def _outliers(
        self, rule: Outlier, scope: str, counts: Counter[tuple[int, int]], largest: list[tuple[Decimal, Witness]]
    ) -> Iterator[tuple[Witness, Flag]]:
        """The few areas that are many times the middle one, with nothing between them and the others."""
        total = sum(counts.values())
        if total < rule.among:
            return
        middle, title = _middle(counts), self.facts.records[scope].title
        unit = self.facts.records[scope].fields[rule.areas[scope]].unit
        for number in range(min(len(largest), _LARGEST) - 1, 0, -1):
            beyond, next_one = largest[:number], largest[number][0]
            if beyond[-1][0] >= rule.times * middle and beyond[-1][0] >= rule.gap * next_one:
                for size, who in beyond:
                    others = f"村组里{total}条居中的约{plain(middle)}{unit}，其余最大的{plain(next_one)}{unit}"
                    yield who, flag("area_outlier", rule, [who.someone], f"{title}{plain(size)}{unit}，{others}")
                return


def _witness(h: Household, place: int) -> Witness:
    return Witness(Someone(h.household_id, h.village or ""), h.head or "", place)


@lru_cache(maxsize=65536)
def _magnitude(size: Decimal) -> tuple[int, int]:
    """The exponent and the first two digits."""
    first, second, *_ = (*size.as_tuple().digits, 0)
    return size.adjusted(), first * 10 + second


def _middle(counts: Counter[tuple[int, int]]) -> Decimal:
    """The median, by its first two digits."""
    passed, half = 0, sum(counts.values()) / 2
    for (exponent, digits), count in sorted(counts.items()):
        passed += count
        if passed >= half:
            return Decimal(digits).scaleb(exponent - 1)
    raise AssertionError("nothing was counted")
