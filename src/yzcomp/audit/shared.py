"""What several households have in common and should not: an identity number, a bank account, a name, all figures."""

import hashlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit.flags import Flag, Someone, flag
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.models import Household
from yzcomp.rulebook.models import Rulebook


class Marks(NamedTuple):
    """What a household can be recognised by. ``figures`` stands for all its records, ``None`` where they are few."""

    someone: Someone
    head: str
    id_numbers: frozenset[str]
    figures: bytes | None


class Marker:
    """Takes the marks of households described by one catalogue."""

    def __init__(self, facts: Catalogue, rulebook: Rulebook) -> None:
        screening = rulebook.screening
        self.lists = [(key, tuple(r.fields)) for key, r in facts.records.items() if key != "members"]
        self.alike = screening.alike.figures if screening and screening.alike else None

    def marks(self, h: Household) -> Marks:
        numbers = {h.id_number, *(member.id_number for member in h.members)} if h.members else {h.id_number}
        someone = Someone(h.household_id, h.village or "")
        return Marks(someone, h.head, frozenset(n for n in numbers if n), self._figures(h))

    def _figures(self, h: Household) -> bytes | None:
        """A digest of all records, if they hold enough figures to tell households apart."""
        if self.alike is None:
            return None
        given = [(key, fields, record) for key, fields in self.lists for record in getattr(h, key)]
        figures = [value for _, _, record in given for value in record.__dict__.values() if type(value) is Decimal]
        if len(figures) < self.alike or sum(map(bool, figures)) < self.alike:
            return None
        told = [f"{key}:{','.join([str(record.__dict__.get(name)) for name in names])}" for key, names, record in given]
        return hashlib.blake2b("|".join(told).encode(), digest_size=16).digest()


class Shared:
    """Gathers the marks of all households and tells what occurs more than once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.screening = rulebook.screening
        self.id_numbers: dict[str, list[Someone]] = {}
        self.heads: dict[tuple[str, str], list[Someone]] = {}
        self.figures: dict[bytes, list[Someone]] = {}

    def add(self, marks: Marks) -> None:
        for number in marks.id_numbers:
            self.id_numbers.setdefault(number, []).append(marks.someone)
        if marks.head:
            self.heads.setdefault((marks.someone.village, marks.head), []).append(marks.someone)
        if marks.figures is not None:
            self.figures.setdefault(marks.figures, []).append(marks.someone)

    def flags(self, accounts: Mapping[str, tuple[str, Someone]]) -> Iterator[Flag]:
        """Every mark that several households share; ``accounts`` are bank accounts by household."""
        s = self.screening
        if s is None:
            return
        if s.shared_id_number:
            for number, who in self.id_numbers.items():
                if len(who) > 1:
                    yield flag("shared_id_number", s.shared_id_number, who, f"身份证号{masked(number)}")
        if s.same_head:
            for (_, head), who in self.heads.items():
                if len(who) > 1:
                    yield flag("same_head", s.same_head, who, f"户主{head}")
        if s.shared_account:
            for account, who in _by_account(accounts).items():
                if len(who) > 1:
                    yield flag("shared_account", s.shared_account, who, f"账号{masked(account)}")
        if s.alike:
            for who in self.figures.values():
                if len(who) > 1:
                    yield flag("alike", s.alike, who, "房屋、土地等各条记录逐项相同")


def _by_account(accounts: Mapping[str, tuple[str, Someone]]) -> dict[str, list[Someone]]:
    found: dict[str, list[Someone]] = {}
    for account, someone in accounts.values():
        found.setdefault(account, []).append(someone)
    return found


def masked(number: str) -> str:
    """A number of which enough is shown to find it again, and not more: ``4311**********1234``."""
    return number if len(number) < 9 else f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"
