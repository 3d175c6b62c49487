"""What a household can be recognised by: its people, its account, its figures, its single houses and plots."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from math import prod
from typing import Any, NamedTuple
from zlib import crc32

from yzcomp.batch.accounts import account_of
from yzcomp.batch.flags import Someone
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.choices import PartyKind
from yzcomp.household.models import Household
from yzcomp.rulebook.models import NearlyAlike, Rulebook

_COUNTED = ("number", "integer", "choice")
#: What a record of a list is measured by, and what it is: land is the same land, taken or used for a time. Figures of
#: fewer characters than the last are anybody's.
MEASURED = {
    "houses": ("房屋", "", ("legal_floor_area", "ground_floor_area"), "㎡", 3),
    "parcels": ("土地", "land_class", ("area",), "亩", 4),
    "temporary_uses": ("土地", "land_class", ("area",), "亩", 4),
}
_SIZE = re.compile(r"[\d.]+")
#: Somebody in a household: the name, and the identity number if it is given.
Person = tuple[str, str | None]


#: A house or a plot: a number for its figures, the same in every process; what it is, how many of that the household
#: has; and how it is told.
RecordMark = tuple[int, str, int, str]


class Marks(NamedTuple):
    """What a household can be recognised by; plain, for every household's go from one process to another.

    ``figures`` stands for those of all its records, ``None`` where they are few, ``near`` for all but each of them;
    ``repeated`` are identity numbers that two of its members have; ``account`` are the digits of its bank account;
    ``namesakes`` are names that two have, one of them without a number; ``collective``: it is the village itself.
    ``keys`` are texts for all of it, where SQL has to find who shares them.
    """

    household_id: str
    village: str
    head: str
    number: str | None
    members: tuple[Person, ...]
    repeated: tuple[str, ...]
    figures: int | None
    account: str
    collective: bool = False
    near: tuple[int, ...] = ()
    records: tuple[RecordMark, ...] = ()
    namesakes: tuple[str, ...] = ()
    keys: tuple[Any, ...] = ()

    @property
    def someone(self) -> Someone:
        return Someone(self.household_id, self.village)

    @property
    def id_numbers(self) -> set[str]:
        if not self.members:
            return {self.number} if self.number else set()
        return {number for number in (self.number, *(number for _, number in self.members)) if number}

    @property
    def hashes(self) -> list[int]:
        """A number for each of its marks, the same in every process and wherever the mark occurs. Two marks may have
        the same by chance: it only tells who needs a closer look."""
        names = [*{self.head, *[name for name, _ in self.members]}, *self.namesakes]
        marks = [f"{self.village}\0{name}" for name in names if name]
        marks += [*self.id_numbers, *self.repeated, self.account]
        found = [crc32(mark.encode()) for mark in marks if mark]
        if self.near or self.records:
            found += [*self.near, *[number for number, *_ in self.records]]
        return found if self.figures is None else [*found, self.figures]


class Marker:
    """Takes the marks of households described by one catalogue."""

    def __init__(self, facts: Catalogue, rulebook: Rulebook) -> None:
        screening = rulebook.screening
        self.lists = [key for key in facts.records if key != "members"]
        self.counted = [key for key, info in facts.fields.items() if info.kind in _COUNTED]
        self.alike = screening.alike if screening else None
        self.near = screening.nearly_alike if screening else None
        self.same = screening.same_record if screening else None
        choices = [facts.fields[key].form for key in self.counted if facts.fields[key].form.choices]
        members = [form.read(option) for form in choices for option, _ in form.choices]
        self.words = {id(member): number for number, member in enumerate((*members, None), 1)}  # one object each

    def marks(self, h: Household) -> Marks:
        """The marks of a household; of one with bad values, as far as it could be read."""
        members = tuple([(m.name or "", m.id_number) for m in h.members]) if h.members else ()
        repeated = Counter(number for _, number in members if number) if len(members) > 1 else {}
        telling = self.telling(h)
        alike, near = self._figures(h, telling)
        return Marks(
            h.household_id or "",
            h.village or "",
            h.head or "",
            h.id_number,
            members,
            tuple(number for number, count in repeated.items() if count > 1),
            alike,
            account_of(account) if (account := getattr(h, "account", None)) else "",
            getattr(h, "party", None) is PartyKind.COLLECTIVE,
            near,
            tuple(self._records(h)) if self.same is not None and telling else (),
            _namesakes(members) if len(members) > 1 else (),
        )

    def telling(self, h: Household) -> list[Decimal]:
        """The figures of all its records that are not nought."""
        figures = [v for key in self.lists for r in getattr(h, key) for v in r.__dict__.values() if type(v) is Decimal]
        return [value for value in figures if value]

    def _figures(self, h: Household, telling: list[Decimal]) -> tuple[int | None, tuple[int, ...]]:
        """A number for the figures of all records, the same in every process, if they are enough to tell households
        apart, and one for each way of leaving one out: numbers hash by what they are."""
        hashes = [*map(hash, telling)]
        rule = self.alike
        if rule is not None and len(telling) >= rule.figures:
            lengths = hash(tuple([len(getattr(h, key)) for key in self.lists]))
            return hash((lengths, *hashes)), self._near(self.near, lengths, telling, hashes) if self.near else ()
        if rule is None or rule.decimals is None or sum(map(_decimals, telling)) < rule.decimals:
            return None, ()
        return hash((*hashes, *[self.words.get(id(v)) or v for v in map(h.__dict__.get, self.counted)])), ()

    def _near(self, rule: NearlyAlike, lengths: int, telling: list[Decimal], hashes: list[int]) -> tuple[int, ...]:
        """A number for each way of leaving one figure out, where the others are enough to tell households apart."""
        left: Iterable[int] = range(len(hashes))
        if len(hashes) <= rule.figures or len(set(hashes)) <= rule.figures:
            own = dict(zip(hashes, map(significant, telling), strict=True))
            whole, least = prod(own.values()), rule.possible
            if whole < least:
                return ()
            left = [place for place, h in enumerate(hashes) if whole >= least * (own[h] if hashes.count(h) < 2 else 1)]
        before, after = [lengths], [0]
        for value, last in zip(hashes, reversed(hashes), strict=True):
            before.append(hash((before[-1], value)))
            after.append(hash((after[-1], last)))
        return tuple([hash((place, before[place], after[-2 - place])) for place in left])

    def _records(self, h: Household) -> list[RecordMark]:
        found = self.sized(h)
        kinds = [kind for kind, _, _ in found]
        return [(hash((_place(h.village, kind), *sizes)), kind, kinds.count(kind), text) for kind, text, sizes in found]

    def sized(self, h: Household) -> list[tuple[str, str, list[Decimal]]]:
        """The houses and plots whose figures are seldom the same by chance: what they are, how they are told, their
        sizes."""
        found: list[tuple[str, str, list[Decimal]]] = []
        for what, (title, key, keys, unit, least) in MEASURED.items():
            for record in getattr(h, what):
                kind = f"{title}{getattr(record, key)}" if key else title
                sizes = [size for name in keys if (size := getattr(record, name))]
                if len(sizes) == 2 and sizes[0] == sizes[1]:
                    sizes.pop()
                text = title + "、".join([f"{size}{unit}" for size in sizes])
                if len(text) - len(title) - len(unit) >= least:
                    found.append((kind, text, sizes))
        return found


def _namesakes(members: Sequence[Person]) -> tuple[str, ...]:
    """Names that several members have, who are not told apart by their numbers, nor by these to be one."""
    names = Counter([name for name, _ in members if name])
    if len(names) == len(members):  # what most households are
        return ()
    unnumbered = {name for name, number in members if not number}
    return tuple([name for name, count in names.items() if count > 1 and name in unnumbered])


@lru_cache(maxsize=65536)
def _place(village: str | None, kind: str) -> int:
    """A number for what of a village, the same in every process."""
    return crc32(f"{village}\0{kind}".encode())


@lru_cache(maxsize=65536)
def _decimals(value: Decimal) -> int:
    """The digits after the point that a figure needs."""
    return max(0, -int(value.normalize().as_tuple().exponent))


@lru_cache(maxsize=65536)
def significant(value: Decimal) -> int:
    """The digits of a figure, without point and noughts at the ends: 126 for 1.260."""
    return int("".join(map(str, value.normalize().as_tuple().digits)))


def ways(text: str) -> int:
    """How many ways there are to write figures of so many digits as a mark is told with."""
    return prod(significant(Decimal(size)) for size in _SIZE.findall(text))
