"""Whose money a record has: everybody's, the households' own alone, or that of each payee in rows of its own."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit.names import Names
from yzcomp.audit.payees import own_payees, payee_words
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.reconcile import add
from yzcomp.audit.recorded import Entry, Recorded, sum_recorded
from yzcomp.rulebook.logic import parties_of
from yzcomp.rulebook.models import Rulebook


class Owed(NamedTuple):
    """What is due to a payee on account of so many ``households``: by item in yuan, what of it is withheld, which items
    wait for a standard."""

    amounts: dict[str, Decimal]
    held: dict[str, Decimal]
    pending: frozenset[str]
    households: int


#: What is due to others than the households themselves, by village and payee.
Apart = dict[tuple[str, str], Owed]


class Part(NamedTuple):
    """What is compared with what: the money of some payees, and the rows about it."""

    found: Reckoned
    entries: Sequence[Entry]


class Scope:
    """Takes the households of a record apart by payees; ``own``: its totals are those of the households' own money.

    A record of items has the others' money too where it has one item that never goes to the households themselves;
    where villages have lines of their own, only for those households in whose rows there is one. A
    record of totals where a row says whose it is, or where that is what most of its totals agree with (``vote``).
    """

    def __init__(self, rulebook: Rulebook, recorded: Recorded, *, own: bool = False) -> None:
        self.rulebook, self.words, self.names = rulebook, payee_words(rulebook), Names(rulebook)
        self.villages = recorded.villages.keys() if recorded.itemised else ()
        households = recorded.households.items()
        entries = [entry for name, entries in households if name not in recorded.villages for entry in entries]
        told = {self.words.get(e.payment.payee.lower(), "") for e in entries if e.payment.payee}
        self.told = frozenset() if recorded.itemised else frozenset(told - {""})
        self.own = self._without_others(entries) if recorded.itemised else own
        self.undecided = not (recorded.itemised or own or self.told)

    def _without_others(self, entries: Sequence[Entry]) -> bool:
        """Whether no item of the record is one that never goes to the households themselves."""
        first, items = next(iter(self.rulebook.payees)), self.rulebook.items
        payees = {key: {payee for payee, _ in parties_of(item, self.rulebook)} for key, item in items.items()}
        others = {key for key in items if first not in payees[key]}
        return others.isdisjoint(self._items(entries))

    def _items(self, entries: Sequence[Entry]) -> set[str]:
        return {part for key in {e.item for e in entries} if key for part in self.names.parts(key)}

    def parts(self, found: Reckoned, entries: Sequence[Entry]) -> Iterator[Part]:
        """What is to be compared of a household."""
        others = self._others(found, entries)
        if not others and not self.told:
            yield Part(found, entries)
            return
        mine = own_payees(found.household, self.rulebook)
        rows: dict[str, list[Entry]] = {}
        for entry in entries if self.told else ():
            payee = self.words.get(entry.payment.payee.lower(), "")
            rows.setdefault("" if payee in mine else payee, []).append(entry)
        yield Part(found.of(mine), rows.pop("", []) if self.told else entries)
        for payee in sorted(rows.keys() | (others & self.told)):
            yield Part(found.of({payee}), rows.get(payee, []))

    def apart(self, found: Reckoned, entries: Sequence[Entry]) -> Apart:
        """What of a household's due the record has no rows for."""
        sums = {payee: found.of({payee}) for payee in self._others(found, entries) - self.told}
        return {
            (found.village, payee): Owed(of.amounts, of.held, of.pending, int(bool(of.total)))
            for payee, of in sums.items()
        }

    def _others(self, found: Reckoned, entries: Sequence[Entry]) -> set[str]:
        """Those besides the household itself who get something, where the record tells them from it."""
        if not (self.own or self.told or self.villages):
            return set()
        mine, items = own_payees(found.household, self.rulebook), found.payees()
        theirs = [item for item, payees in items.items() if mine.isdisjoint(payees)]
        if not (self.own or self.told or self._items(entries).isdisjoint(theirs)):
            return set()
        return {payee for payees in items.values() for payee in payees} - mine

    def vote(self, found: Reckoned, entries: Sequence[Entry]) -> int:
        """Whether a household's total is its own money (1) or also that of others (-1), if it is one of them."""
        if not self.undecided or not entries:
            return 0
        own, recorded = found.of(own_payees(found.household, self.rulebook)), sum_recorded(entries)
        return 0 if own.total == found.total else (recorded == own.payable) - (recorded == found.payable)


def add_apart(sums: Apart, more: Apart) -> None:
    """Adds what is due of further households."""
    for key, owed in more.items():
        known = sums.setdefault(key, Owed({}, {}, frozenset(), 0))
        add(known.amounts, owed.amounts)
        add(known.held, owed.held)
        sums[key] = known._replace(pending=known.pending | owed.pending, households=known.households + owed.households)
