"""What stands out in a village: a date or a rate that one household alone has, an area ten times that of all others.

It is gathered bit by bit, in any process, and added up; only what may stand out is kept of single households.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from yzcomp.batch.flags import Flag, Someone, flag
from yzcomp.batch.marks import Marks
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.choices import PartyKind
from yzcomp.household.models import Household
from yzcomp.money import EXACT, ZERO, plain, round_half_up
from yzcomp.rulebook.models import Alone, Outlier, Rulebook

#: So many different values of a fact are counted in a village, and so many of its largest areas kept.
_VALUES, LARGEST = 200, 4
#: Stands for the values beyond those that are counted.
_MORE = "…"


class Witness(NamedTuple):
    """A household that may stand out, and its place in the input."""

    someone: Someone
    head: str
    place: int


class Sizes:
    """The areas of a village: how many, their sum, and the largest with whose they are."""

    def __init__(self) -> None:
        self.count, self.sum = 0, ZERO
        self.largest: list[tuple[Decimal, Witness]] = []

    def keep(self, size: Decimal, who: Witness) -> None:
        """Notes an area that may be one of the largest."""
        self.largest.append((size, who))
        self.largest.sort(key=lambda one: -one[0])
        del self.largest[LARGEST:]


class Gathered(NamedTuple):
    """By village: how often its facts occur together so, and with whom first; by village and list: its areas; by
    village and kind: how many houses and plots."""

    facts: dict[str, dict[Any, tuple[int, Witness]]]
    sizes: dict[tuple[str, str], Sizes]
    records: dict[tuple[str, str], int]

    def add(self, other: "Gathered", first: int = 0) -> None:
        """What others have gathered; the first of their households has place ``first``."""
        for village, facts in other.facts.items():
            for values, (count, who) in facts.items():
                self.count_together(village, values, count, who._replace(place=who.place + first))
        for key, sizes in other.sizes.items():
            mine = self.sizes.setdefault(key, Sizes())
            mine.count, mine.sum = mine.count + sizes.count, EXACT.add(mine.sum, sizes.sum)
            for size, who in sizes.largest:
                mine.keep(size, who._replace(place=who.place + first))
        for kind, count in other.records.items():
            self.records[kind] = self.records.get(kind, 0) + count

    def count_together(self, village: str, values: Any, count: int, who: Witness) -> None:
        """So many households of a village have these facts together, the first of them is ``who``."""
        _count(self.facts.setdefault(village, {}), values, count, who)

    def mark(self, marks: Marks) -> None:
        """Counts the houses and plots of a household, refused or not."""
        for _, kind, _, _ in marks.records:
            key = (marks.village, kind)
            self.records[key] = self.records.get(key, 0) + 1


def nothing() -> Gathered:
    return Gathered({}, {}, {})


def _count(facts: dict[Any, tuple[int, Witness]], values: Any, count: int, who: Witness) -> None:
    known = values if values in facts or len(facts) < _VALUES else _MORE
    before = facts.get(known)
    facts[known] = (before[0] + count, before[1]) if before else (count, who)


class Villages:
    """Looks for what the rulebook asks after; ``flags`` tells what was found, each with the household."""

    def __init__(self, facts: Catalogue, rulebook: Rulebook) -> None:
        screening = rulebook.screening
        self.facts = facts
        self.alone: Alone | None = screening.alone if screening else None
        self.outlier: Outlier | None = screening.area_outlier if screening else None
        self.areas = list(self.outlier.areas.items()) if self.outlier else []
        self.told: tuple[str, ...] = self.alone.facts if self.alone else ()

    def gather(self, into: Gathered, h: Household, place: int = 0) -> None:
        """Takes a household."""
        village = h.village or ""
        if self.told:
            values = tuple([getattr(h, key) for key in self.told])
            facts = into.facts.setdefault(village, {})
            if values in facts:
                count, first = facts[values]
                facts[values] = count + 1, first
            else:
                _count(facts, values, 1, _witness(h, place))
        for scope, key in self.areas if h.party is PartyKind.HOUSEHOLD else ():
            for record in getattr(h, scope):
                size = getattr(record, key)
                if not size:
                    continue
                sizes = into.sizes.get((village, scope)) or into.sizes.setdefault((village, scope), Sizes())
                sizes.count += 1
                sizes.sum += size
                if len(sizes.largest) < LARGEST or size > sizes.largest[-1][0]:
                    sizes.keep(size, _witness(h, place))

    def flags(self, found: Gathered) -> Iterator[tuple[Witness, Flag]]:
        for facts in found.facts.values() if self.alone else ():
            for number, key in enumerate(self.told):
                yield from self._alone(self.alone, key, number, facts) if self.alone else ()
        for (_, scope), sizes in found.sizes.items():
            yield from self._outliers(self.outlier, scope, sizes) if self.outlier else ()

    def _alone(
        self, rule: Alone, key: str, number: int, facts: dict[Any, tuple[int, Witness]]
    ) -> Iterator[tuple[Witness, Flag]]:
        """One household where nearly all others of the village have one and the same."""
        if _MORE in facts:
            return
        values: dict[Any, tuple[int, Witness]] = {}
        for together, (count, who) in facts.items():
            if together[number] is not None:
                _count(values, together[number], count, who)
        usual, (most, _) = max(values.items(), key=lambda item: item[1][0], default=(None, (0, None)))
        if most < rule.others or most * 5 < 4 * sum(count for count, _ in values.values()):
            return
        info = self.facts.fields[key]
        for value, (count, who) in values.items():
            if count == 1:
                said, others = (f"{info.label(one)}{info.unit or ''}" for one in (value, usual))
                yield who, flag("alone", rule, [who.someone], f"{info.title}{said}，村组里另有{most}户是{others}")

    def _outliers(self, rule: Outlier, scope: str, sizes: Sizes) -> Iterator[tuple[Witness, Flag]]:
        """The few areas that are many times what the others have, with nothing between."""
        info, largest = self.facts.records[scope], sizes.largest
        unit = info.fields[rule.areas[scope]].unit
        for number in range(len(largest) - 1, 0, -1) if sizes.count >= rule.among else ():
            beyond, (next_one, _) = largest[:number], largest[number]
            rest = sizes.count - number
            mean = (sizes.sum - sum((size for size, _ in beyond), ZERO)) / rest
            if beyond[-1][0] >= rule.times * mean and beyond[-1][0] >= rule.gap * next_one:
                others = f"村组里其余{rest}条平均{round_half_up(mean)}{unit}，最大{plain(next_one)}{unit}"
                for size, who in beyond:
                    yield who, flag("area_outlier", rule, [who.someone], f"{info.title}{plain(size)}{unit}，{others}")
                return


def _witness(h: Household, place: int) -> Witness:
    return Witness(Someone(h.household_id, h.village or ""), h.head or "", place)
