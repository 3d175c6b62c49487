"""Who would get how much more or less under a new rulebook: sums by item, village and article, and the largest changes.

Amounts are what is due, withheld or not; what waits for a standard has none.
"""

import heapq
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit.reckoned import Reckoned
from yzcomp.batch.rows import party_columns
from yzcomp.batch.worker import Rejection
from yzcomp.compare.pairs import find_renames
from yzcomp.impact.several_rules import Outcome
from yzcomp.impact.sums import SHOWN, Largest, Side, Sum
from yzcomp.money import ZERO
from yzcomp.rulebook.models import Rulebook


class ItemPair(NamedTuple):
    """An item by its keys in the old and the new rulebook, where they have it."""

    old: str | None
    new: str | None
    name: str
    article: str

    @property
    def key(self) -> str:
        return self.new or self.old or ""


def item_pairs(old: Rulebook, new: Rulebook) -> list[ItemPair]:
    """The items of both in the order of the new rulebook, then those that only the old one has."""
    renamed = find_renames(old, new).get("items", {})
    before = {renamed.get(key, key): key for key in old.items}
    found = [ItemPair(before.get(key), key, item.name, item.article) for key, item in new.items.items()]
    gone = [(key, old.items[key]) for now, key in before.items() if now not in new.items]
    return found + [ItemPair(key, None, item.name, item.article) for key, item in gone]


class Row(NamedTuple):
    """A household's amounts of one item; ``None`` where the household is refused or the item only waits."""

    household_id: str
    village: str
    item: ItemPair
    before: Decimal | None
    after: Decimal | None
    note: str


class Impact:
    """The sums of all households so far. ``parties`` are the titles of payees and payers by their keys; ``rows`` are
    those of the households since they were last taken."""

    def __init__(self, old: Rulebook, new: Rulebook, keep_rows: bool = False) -> None:
        self.items, self.keep_rows = item_pairs(old, new), keep_rows
        self.parties = party_columns(old) | party_columns(new)
        self.rows: list[Row] = []
        self.read = self.refused_by_both = 0
        self.total = Sum()
        self.by_item = {pair.key: Sum() for pair in self.items}
        self.by_article = {pair.article: Sum() for pair in self.items}
        self.by_village: dict[str, Sum] = {}
        self.by_party: dict[str, Sum] = {}
        self.sides = Side(), Side()
        self._heap: list[tuple[Decimal, int, Largest]] = []

    @property
    def computed(self) -> int:
        """Households that both compute."""
        return self.total.households

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Counts one household: under the old rulebook, and under the new one."""
        self.read += 1
        old, new = outcomes
        if isinstance(old, Reckoned) and isinstance(new, Reckoned):
            self._both(old, new)
        elif isinstance(old, Reckoned) and isinstance(new, Rejection):
            self.sides[1].refuse(new, old)
            self._rows_of(old, None)
        elif isinstance(new, Reckoned) and isinstance(old, Rejection):
            self.sides[0].refuse(old, new)
            self._rows_of(None, new)
        else:
            self.refused_by_both += 1

    def _both(self, old: Reckoned, new: Reckoned) -> None:
        before, after = old.total, new.total
        self.total.add(before, after)
        self.by_village.setdefault(old.village, Sum()).add(before, after)
        for side, found in zip(self.sides, (old, new), strict=True):
            side.count(found)
        self._by_item(old.amounts, new.amounts)
        for party in {**old.parties, **new.parties}:
            self.by_party.setdefault(party, Sum()).add(*(side.parties.get(party, ZERO) for side in (old, new)))
        if before != after:
            largest = Largest(old.household.household_id, old.village, before, after)
            self._keep((abs(after - before), -self.read, largest))
        self._rows_of(old, new)

    def _by_item(self, old: Mapping[str, Decimal], new: Mapping[str, Decimal]) -> None:
        """Counts the household with each item that it gets, and once with each article that these cite."""
        articles: dict[str, tuple[Decimal, Decimal]] = {}
        for pair in self.items:
            was, now = old.get(pair.old or ""), new.get(pair.new or "")
            if was is None and now is None:
                continue
            amounts = was or ZERO, now or ZERO
            self.by_item[pair.key].add(*amounts)
            known = articles.get(pair.article, (ZERO, ZERO))
            articles[pair.article] = known[0] + amounts[0], known[1] + amounts[1]
        for article, (before, after) in articles.items():
            self.by_article[article].add(before, after)

    def _keep(self, entry: tuple[Decimal, int, Largest]) -> None:
        """Keeps the largest; of equal ones the first."""
        if len(self._heap) < SHOWN:
            heapq.heappush(self._heap, entry)
        else:
            heapq.heappushpop(self._heap, entry)

    def largest(self) -> list[Largest]:
        """The households that change most, the largest change first."""
        return [entry[2] for entry in sorted(self._heap, reverse=True)]

    def taken(self) -> list[Row]:
        """The rows since the last time."""
        rows, self.rows = self.rows, []
        return rows

    def _rows_of(self, old: Reckoned | None, new: Reckoned | None) -> None:
        one = new or old
        if not self.keep_rows or one is None:
            return
        for pair in self.items:
            before, waits_before = _amount(old, pair.old)
            after, waits_after = _amount(new, pair.new)
            if before or after or waits_before or waits_after:
                note = _note(old, new, waits_before, waits_after)
                self.rows.append(Row(one.household.household_id, one.village, pair, before, after, note))


def _amount(found: Reckoned | None, key: str | None) -> tuple[Decimal | None, bool]:
    """The amount of an item, and whether a part of it waits for its standard."""
    if found is None:
        return None, False
    waits = key in found.pending
    return found.amounts.get(key or "", None if waits else ZERO), waits


def _note(old: Reckoned | None, new: Reckoned | None, waits_before: bool, waits_after: bool) -> str:
    """Why an amount is missing, or not what is paid out."""
    words = [
        ("原规则退回", old is None),
        ("新规则退回", new is None),
        ("原待定", waits_before),
        ("新待定", waits_after),
        ("原暂不拨付", old is not None and old.withheld),
        ("新暂不拨付", new is not None and new.withheld),
    ]
    return "，".join(word for word, said in words if said)
