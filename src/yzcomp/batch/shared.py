"""What several households have in common and should not: an identity number, a person, a bank account, all figures."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from yzcomp.batch.accounts import DAMAGED, account_of
from yzcomp.batch.flags import Flag, Someone, flag
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.choices import PartyKind
from yzcomp.household.models import Household
from yzcomp.money import ZERO, yuan
from yzcomp.rulebook.models import Rulebook, Suspicion

_COUNTED = ("number", "integer", "choice")


#: Somebody in a household: the name, and the identity number if it is given.
Person = tuple[str, str | None]


class Marks(NamedTuple):
    """What a household can be recognised by; plain, for every household's go from one process to another.

    ``figures`` stands for those of all its records, ``None`` where they are few; ``repeated`` are identity numbers that
    two of its members have; ``account`` are the digits of its bank account; ``collective``: it is the village itself.
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
        return found if self.figures is None else [*found, self.figures]


class Marker:
    """Takes the marks of households described by one catalogue."""

    def __init__(self, facts: Catalogue, rulebook: Rulebook) -> None:
        screening = rulebook.screening
        self.lists = [key for key in facts.records if key != "members"]
        self.counted = [key for key, info in facts.fields.items() if info.kind in _COUNTED]
        self.alike = screening.alike if screening else None
        choices = [facts.fields[key].form for key in self.counted if facts.fields[key].form.choices]
        members = [form.read(option) for form in choices for option, _ in form.choices]
        self.words = {id(member): number for number, member in enumerate((*members, None), 1)}  # one object each

    def marks(self, h: Household) -> Marks:
        """The marks of a household; of one with bad values, as far as it could be read."""
        members = tuple([(m.name or "", m.id_number) for m in h.members]) if h.members else ()
        repeated = Counter(number for _, number in members if number) if len(members) > 1 else {}
        return Marks(
            h.household_id or "",
            h.village or "",
            h.head or "",
            h.id_number,
            members,
            tuple(number for number, count in repeated.items() if count > 1),
            self._figures(h),
            account_of(account) if (account := getattr(h, "account", None)) else "",
            getattr(h, "party", None) is PartyKind.COLLECTIVE,
        )

    def _figures(self, h: Household) -> int | None:
        """A number for the figures of all records, the same in every process, if they are enough to tell households
        apart: numbers hash by what they are."""
        if self.alike is None:
            return None
        figures = [v for key in self.lists for record in getattr(h, key) for v in record.__dict__.values() if v]
        telling = [value for value in figures if type(value) is Decimal]
        if len(telling) >= self.alike.figures:
            return hash((*[len(getattr(h, key)) for key in self.lists], *telling))
        if self.alike.decimals is None or sum(map(_decimals, telling)) < self.alike.decimals:
            return None
        return hash((*telling, *[self.words.get(id(v)) or v for v in map(h.__dict__.get, self.counted)]))


@lru_cache(maxsize=65536)
def _decimals(value: Decimal) -> int:
    """The digits after the point that a figure needs."""
    return max(0, -int(value.normalize().as_tuple().exponent))


class Shared:
    """Gathers the marks of all households and tells what occurs more than once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.screening = rulebook.screening
        self.id_numbers: dict[str, list[Someone]] = {}
        self.repeated: list[tuple[str, Someone]] = []
        self.heads: dict[tuple[str, str], list[tuple[Someone, str | None]]] = {}
        self.members: dict[tuple[str, str], list[tuple[Someone, str | None]]] = {}
        self.figures: dict[int, list[Someone]] = {}
        self.accounts: dict[str, dict[Someone, bool]] = {}
        self.payees: dict[str, dict[Someone, tuple[Decimal, bool]]] = {}

    def add(self, marks: Marks) -> None:
        someone = marks.someone
        self._uses(marks, marks.account)
        for own in marks.id_numbers:
            self.id_numbers.setdefault(own, []).append(someone)
        self.repeated += [(twice, someone) for twice in marks.repeated]
        if marks.head:
            self.heads.setdefault((someone.village, marks.head), []).append((someone, marks.number))
        for name, number in marks.members:
            if name:
                self.members.setdefault((someone.village, name), []).append((someone, number))
        if marks.figures is not None:
            self.figures.setdefault(marks.figures, []).append(someone)

    def paid(self, marks: Marks, accounts: Iterable[str], names: Iterable[tuple[str, Decimal, bool]]) -> None:
        """The accounts that a household's own money was paid to, and by name how much, and whether that is one of its
        own people."""
        for account in accounts:
            self._uses(marks, account)
        for name, amount, own in names:
            self.payees.setdefault(name, {})[marks.someone] = amount, own

    def _uses(self, marks: Marks, account: str) -> None:
        if account and account != DAMAGED:
            self.accounts.setdefault(account, {})[marks.someone] = marks.collective

    def flags(self) -> Iterator[Flag]:
        """Every mark that several households share."""
        s = self.screening
        if s is None:
            return
        numbers = ((who, f"身份证号{masked(number)}") for number, who in self.id_numbers.items())
        yield from _several("shared_id_number", s.shared_id_number, numbers)
        if s.repeated_id_number:
            for number, someone in self.repeated:
                yield flag("repeated_id_number", s.repeated_id_number, [someone], f"身份证号{masked(number)}")
        heads = (([one for one, _ in who], f"户主{name}") for (_, name), who in self.heads.items())
        yield from _several("same_head", s.same_head, heads)
        yield from _several("same_member", s.same_member, self._namesakes())
        shared = (
            (list(who), f"账号{masked(account)}") for account, who in self.accounts.items() if not all(who.values())
        )
        yield from _several("shared_account", s.shared_account, shared)
        yield from _several("shared_payee", s.shared_payee, self._by_payee())
        alike = ((who, "房屋、土地等各条记录的面积和数量逐项相同") for who in self.figures.values())
        yield from _several("alike", s.alike, alike)

    def _by_payee(self) -> Iterator[tuple[list[Someone], str]]:
        """Who was paid for several households, not all of which are his own."""
        for name, households in self.payees.items():
            if not all(own for _, own in households.values()):
                amount = sum((amount for amount, _ in households.values()), ZERO)
                yield list(households), f"收款人{name}，共 {yuan(amount)} 元"

    def _namesakes(self) -> Iterator[tuple[list[Someone], str]]:
        """Members who are also somebody of another household of the village, unless their numbers tell them apart, or
        tell that they are one: that has been said."""
        for key, members in self.members.items():
            everyone = [*members, *self.heads.get(key, ())]
            numbers = [number for _, number in everyone]
            known = {number for number in numbers if number}
            told_apart = None not in numbers and len(known) == len({one for one, _ in everyone})
            if not told_apart and not (None not in numbers and len(known) == 1):
                yield list(dict.fromkeys(one for one, _ in everyone)), f"姓名{key[1]}"


def _several(key: str, suspicion: Suspicion | None, found: Iterable[tuple[Sequence[Someone], str]]) -> Iterator[Flag]:
    """A flag for everything that is found with several households; one that stands twice in the list isn't several."""
    if suspicion is None:
        return
    for who, detail in found:
        if len(who) > 1 and any(one.household_id != who[0].household_id for one in who):
            yield flag(key, suspicion, who, detail)


def masked(number: str) -> str:
    """A number of which enough is shown to find it again, and not more: ``4311**********1234``."""
    return number if len(number) < 9 else f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"
