"""What a household can be recognised by: its people, its account, its figures, its single houses and plots."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from math import prod
from typing import NamedTuple
from zlib import crc32

from yzcomp.batch.accounts import account_of
from yzcomp.batch.flags import Someone
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.choices import PartyKind
from yzcomp.household.models import Household
from yzcomp.money import plain
from yzcomp.rulebook.models import Rulebook

_COUNTED = ("number", "integer", "choice")
#: What a record of a list is measured by, and what it is: land is the same land, taken or used for a time.
_MEASURED = {
    "houses": ("房屋", "", ("legal_floor_area", "ground_floor_area"), "㎡"),
    "parcels": ("土地", "land_class", ("area",), "亩"),
    "temporary_uses": ("土地", "land_class", ("area",), "亩"),
}
#: Somebody in a household: the name, and the identity number if it is given.
Person = tuple[str, str | None]


class RecordMark(NamedTuple):
    """A house or a plot: a number for its figures, the same in every process; what it is, how many of that the
    household has; how many different figures there are of this size; its list and its figures."""

    number: int
    kind: str
    among: int
    digits: int
    what: str
    sizes: tuple[Decimal, ...]

    @property
    def text(self) -> str:
        """How it is told."""
        title, _, _, unit = _MEASURED[self.what]
        return title + "、".join(f"{plain(size)}{unit}" for size in self.sizes)


class Marks(NamedTuple):
    """What a household can be recognised by; plain, for every household's go from one process to another.

    ``figures`` stands for those of all its records, ``None`` where they are few, ``near`` for all but each of them;
    ``repeated`` are identity numbers that two of its members have; ``account`` are the digits of its bank account;
    ``collective``: it is the village itself.
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
        marks = [f"{self.village}\0{name}" for name in {self.head, *[name for name, _ in self.members]} if name]
        marks += [*self.id_numbers, *self.repeated, self.account]
        found = [crc32(mark.encode()) for mark in marks if mark]
        if self.near or self.records:
            found += [*self.near, *[record.number for record in self.records]]
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
        figures = [v for key in self.lists for r in getattr(h, key) for v in r.__dict__.values() if type(v) is Decimal]
        telling = [value for value in figures if value]
        return Marks(
            h.household_id or "",
            h.village or "",
            h.head or "",
            h.id_number,
            members,
            tuple(number for number, count in repeated.items() if count > 1),
            self._figures(h, telling),
            account_of(account) if (account := getattr(h, "account", None)) else "",
            getattr(h, "party", None) is PartyKind.COLLECTIVE,
            self._near(h, telling),
            self._records(h, self.same.chance) if self.same and telling else (),
        )

    def _figures(self, h: Household, telling: list[Decimal]) -> int | None:
        """A number for the figures of all records, the same in every process, if they are enough to tell households
        apart: numbers hash by what they are."""
        if self.alike is None:
            return None
        if len(telling) >= self.alike.figures:
            return hash((*[len(getattr(h, key)) for key in self.lists], *telling))
        if self.alike.decimals is None or sum(map(_decimals, telling)) < self.alike.decimals:
            return None
        return hash((*telling, *[self.words.get(id(v)) or v for v in map(h.__dict__.get, self.counted)]))

    def _near(self, h: Household, telling: list[Decimal]) -> tuple[int, ...]:
        """A number for each way of leaving one figure out, where the others are enough to tell households apart."""
        if self.near is None or len(telling) < 3:
            return ()
        left: Iterable[int] = range(len(telling))
        if len(set(telling)) <= self.near.figures:
            others = ({*telling[:place], *telling[place + 1 :]} for place in left)
            left = [place for place, values in enumerate(others) if _choices(values) >= self.near.possible]
        before = [hash(tuple([len(getattr(h, key)) for key in self.lists]))]
        after = [0]
        for value, last in zip(telling, reversed(telling), strict=True):
            before.append(hash((before[-1], value)))
            after.append(hash((after[-1], last)))
        return tuple(hash((place, before[place], after[-2 - place])) for place in left)

    def _records(self, h: Household, chance: Decimal) -> tuple[RecordMark, ...]:
        """The houses and plots whose figures are seldom the same by chance."""
        found = []
        for what, (title, key, figures, _) in _MEASURED.items():
            for record in getattr(h, what):
                sizes = tuple(dict.fromkeys([size for name in figures if (size := getattr(record, name))]))
                found.append((what, _kind(title, getattr(record, key) if key else ""), sizes, _choices(sizes)))
        kinds, village = [kind for _, kind, _, _ in found], h.village or ""
        return tuple(
            [
                RecordMark(hash((_place(village, kind), *sizes)), kind, kinds.count(kind), digits, what, sizes)
                for what, kind, sizes, digits in found
                if sizes and digits * chance >= 1
            ]
        )


@lru_cache(maxsize=1024)
def _kind(title: str, of: str) -> str:
    return f"{title}{of}"


@lru_cache(maxsize=4096)
def _place(village: str, kind: str) -> int:
    return crc32(f"{village}\0{kind}".encode())


@lru_cache(maxsize=65536)
def _decimals(value: Decimal) -> int:
    """The digits after the point that a figure needs."""
    return max(0, -int(value.normalize().as_tuple().exponent))


def _choices(sizes: Iterable[Decimal]) -> int:
    """How many ways there are to write figures of so many digits."""
    return prod(map(_significant, sizes))


@lru_cache(maxsize=65536)
def _significant(value: Decimal) -> int:
    """The digits of a figure, without point and noughts at the ends: 126 for 1.260."""
    return int("".join(map(str, value.normalize().as_tuple().digits)))
