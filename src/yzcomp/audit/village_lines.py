"""The lines of a record that are a village's own: the money of its collective in one sum, instead of household by
household. They are held against what is due to others than the households themselves, over all of the village."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from yzcomp.audit.compare import Comparer, Comparison
from yzcomp.audit.findings import Difference
from yzcomp.audit.payees import OF_OTHERS, payee_words
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.reconcile import add
from yzcomp.audit.recorded import SUMS, Recorded
from yzcomp.audit.scope import Apart
from yzcomp.forms import alike
from yzcomp.household.models import Household
from yzcomp.rulebook.models import Rulebook

_MARKS = re.compile(r"[\s（）()]")
#: How the name of a collective ends after that of its village, and what it is called without one.
_ENDS = re.compile(r"(集体经济组织|(股份)?经济合作社|村民委员会|村委会|村民小组|集体)$")
_COLLECTIVE = frozenset(("", "村", "组", "村组"))
_NUMERALS = frozenset("一二三四五六七八九十百0123456789")


def villages_named(word: str, within: str, villages: Collection[str]) -> frozenset[str]:
    """The villages that a word means, none where it names none, or may be one of several: 一组, 杨家桥村, 一组集体; a
    bare 村集体 is that of the village ``within`` which it stands, or of all."""
    own = {name: _plain(name) for name in villages}
    near = {name: plain for name, plain in own.items() if within and plain.startswith(_plain(within))}
    own = near or own
    plain = _plain(word)
    name = _ENDS.sub("", plain)
    if name != plain and name in _COLLECTIVE:
        return frozenset(own)
    same = [village for village, full in own.items() if full == name]
    ends = [v for v, full in own.items() if full.endswith(name) and full[: -len(name)][-1:] not in _NUMERALS]
    begins = [village for village, full in own.items() if full.startswith(name)] if len(name) > 1 else []
    return frozenset(same or (ends if name and len(ends) == 1 else begins))


def _plain(word: str) -> str:
    return _MARKS.sub("", alike(word))


class VillageLines:
    """Compares the lines of villages with what is due ``apart`` from the households' own money."""

    def __init__(self, rulebook: Rulebook, recorded: Recorded, tolerance: Decimal, apart: Apart) -> None:
        self.rulebook, self.recorded, self.apart = rulebook, recorded, apart
        self.tolerance, self.words = tolerance, payee_words(rulebook)
        wanted = {name: list(self._wanted(name)) for name in recorded.villages}
        twice = Counter(key for keys in wanted.values() for key in keys)
        #: By line, the money that it alone may be about.
        self.wanted = {name: keys for name, keys in wanted.items() if keys and all(twice[key] == 1 for key in keys)}

    def _wanted(self, name: str) -> Iterator[tuple[str, str]]:
        """The village's money that a line is about: that of the payees whom it names, else of all."""
        said = {self.words.get(e.payment.payee.lower(), "") for e in self.recorded.households[name]}
        for village, payee in self.apart:
            if village in self.recorded.villages[name] and ("" in said or payee in said):
                yield village, payee

    def compared(self) -> Iterator[Comparison]:
        """Each line with what it is about."""
        for name, keys in self.wanted.items():
            entries, owed = self.recorded.households[name], [self.apart[key] for key in keys]
            villages = "、".join(dict.fromkeys(village for village, _ in keys))
            household = Household.model_construct(household_id=name, village=villages)
            pending = frozenset(item for one in owed for item in one.pending)
            due = Reckoned(household, _added(one.amounts for one in owed), pending, _added(one.held for one in owed))
            itemised = any(entry.item not in SUMS for entry in entries)
            found = Comparer(self.rulebook, itemised, self.tolerance, self.recorded.unpaid).compare(due, entries)
            payees = "、".join(dict.fromkeys(self.rulebook.payees[payee].name for _, payee in keys))
            households = sum(one.households for one in owed)
            note = f"“{name}”照{villages} {households} 户应付给{payees}的合计核对"
            differences = [_noted(one, note) for one in found.differences]
            to_whom = [OF_OTHERS] * any(e.payment.payee_name or e.payment.account for e in entries)
            yield found._replace(differences=differences, notes=(*found.notes, note, *to_whom))


def _noted(one: Difference, note: str) -> Difference:
    return one._replace(note="；".join(filter(None, [note, one.note])))


def _added(sums: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for amounts in sums:
        add(found, amounts)
    return found
