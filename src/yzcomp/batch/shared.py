"""What several households have in common and should not: an identity number, a person, a bank account, all figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from yzcomp.batch.accounts import DAMAGED
from yzcomp.batch.flags import Flag, Someone, flag
from yzcomp.batch.marks import Marks, RecordMark, ways
from yzcomp.money import ZERO, yuan
from yzcomp.rulebook.models import Rulebook, Suspicion


class Shared:
    """Gathers the marks of all households and tells what occurs more than once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.screening = rulebook.screening
        self.id_numbers: dict[str, list[Someone]] = {}
        self.repeated: list[tuple[str, Someone]] = []
        self.namesakes: list[tuple[str, Someone]] = []
        self.heads: dict[tuple[str, str], list[tuple[Someone, str | None]]] = {}
        self.members: dict[tuple[str, str], list[tuple[Someone, str | None]]] = {}
        self.figures: dict[int, list[Someone]] = {}
        self.near: dict[int, list[tuple[Someone, int | None]]] = {}
        self.records: dict[int, list[tuple[Someone, RecordMark]]] = {}
        self.accounts: dict[str, dict[Someone, bool]] = {}
        self.payees: dict[str, dict[Someone, tuple[Decimal, bool]]] = {}

    def add(self, marks: Marks) -> None:
        someone = marks.someone
        self._uses(marks, marks.account)
        for own in marks.id_numbers:
            self.id_numbers.setdefault(own, []).append(someone)
        self.repeated += [(twice, someone) for twice in marks.repeated]
        self.namesakes += [(name, someone) for name in marks.namesakes]
        if marks.head:
            self.heads.setdefault((someone.village, marks.head), []).append((someone, marks.number))
        for name, number in marks.members:
            if name:
                self.members.setdefault((someone.village, name), []).append((someone, number))
        if marks.figures is not None:
            self.figures.setdefault(marks.figures, []).append(someone)
        for left in marks.near:
            self.near.setdefault(left, []).append((someone, marks.figures))
        for record in marks.records:
            self.records.setdefault(record[0], []).append((someone, record))

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

    def flags(self, records: Mapping[tuple[str, str], int]) -> Iterator[Flag]:
        """Every mark that several households share; ``records`` counts the houses and plots of each kind in a village:
        the more there are, the likelier are two of a size by chance."""
        s = self.screening
        if s is None:
            return
        numbers = ((who, f"身份证号{masked(number)}") for number, who in self.id_numbers.items())
        yield from _several("shared_id_number", s.shared_id_number, numbers)
        if s.repeated_id_number:
            for number, someone in self.repeated:
                yield flag("repeated_id_number", s.repeated_id_number, [someone], f"身份证号{masked(number)}")
        if s.repeated_name:
            for name, someone in self.namesakes:
                yield flag("repeated_name", s.repeated_name, [someone], f"姓名{name}")
        several = ((name, who) for (_, name), who in self.heads.items() if not _told_apart(who))
        heads = (([one for one, _ in who], f"户主{name}") for name, who in several)
        yield from _several("same_head", s.same_head, heads)
        yield from _several("same_member", s.same_member, self._namesakes())
        shared = (
            (list(who), f"账号{masked(account)}") for account, who in self.accounts.items() if not all(who.values())
        )
        yield from _several("shared_account", s.shared_account, shared)
        yield from _several("shared_payee", s.shared_payee, self._by_payee())
        alike = ((who, "房屋、土地等各条记录的面积和数量逐项相同") for who in self.figures.values())
        yield from _several("alike", s.alike, alike)
        yield from _several("nearly_alike", s.nearly_alike, self._nearly())
        yield from self._same_records(records)

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
            if not _told_apart(everyone):
                yield list(dict.fromkeys(one for one, _ in everyone)), f"姓名{key[1]}"

    def _nearly(self) -> Iterator[tuple[list[Someone], str]]:
        """Households that differ in one figure; those that differ in none have been told."""
        told = set[tuple[Someone, ...]]()
        for found in self.near.values():
            who = tuple(dict.fromkeys(one for one, _ in found))
            if len(who) > 1 and len({figures for _, figures in found}) > 1 and who not in told:
                told.add(who)
                yield list(who), "各条记录的面积和数量只有一个不同"

    def _same_records(self, records: Mapping[tuple[str, str], int]) -> Iterator[Flag]:
        """Houses and plots of one size, in one household or several, where there are too few for that by chance."""
        rule = self.screening.same_record if self.screening else None
        copies = [self.figures.values(), ([one for one, _ in found] for found in self.near.values())]
        told = {frozenset(who) for found in copies for who in found}
        for found in self.records.values() if rule else ():
            who, (someone, (_, kind, own, text)) = frozenset(one for one, _ in found), found[0]
            among = own if len(who) == 1 else records.get((someone.village, kind), 0)
            if len(found) < 2 or rule is None or (len(who) > 1 and who in told):
                continue
            if among * (among - 1) <= 2 * rule.chance * ways(text):
                yield flag("same_record", rule, list(dict.fromkeys(one for one, _ in found)), text)


def _told_apart(people: Sequence[tuple[Someone, str | None]]) -> bool:
    """Whether people of one name are known to be several by their numbers, or to be one: that is told elsewhere."""
    numbers = [number for _, number in people]
    return None not in numbers and len(set(numbers)) in (1, len({one for one, _ in people}))


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
