"""Compares what was recorded of one household with what the measure gives."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit import findings as f
from yzcomp.audit.findings import Difference
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.recorded import TOTAL, WITHHELD, Entry
from yzcomp.money import ZERO
from yzcomp.rulebook.models import Rulebook

NAMES = {TOTAL: "合计", WITHHELD: "暂不拨付"}


class Comparison(NamedTuple):
    """The differences of one household, how many amounts were compared, and what was only noted."""

    differences: list[Difference]
    compared: int
    within: int = 0
    notes: tuple[str, ...] = ()


class Comparer:
    """Holds what comparing needs to know besides the household."""

    def __init__(self, rulebook: Rulebook, itemised: bool, tolerance: Decimal = ZERO) -> None:
        self.rulebook, self.itemised, self.tolerance = rulebook, itemised, tolerance

    def compare(self, found: Reckoned, entries: Sequence[Entry]) -> Comparison:
        """Everything that does not agree."""
        sums: dict[str | None, Decimal] = {}
        for entry in entries:
            if entry.amount is None and not entry.trouble and entry.item in found.pending:
                continue
            if entry.amount is None or entry.item is None or entry.status == "withheld":
                break
            sums[entry.item] = sums[entry.item] + entry.amount if entry.item in sums else entry.amount
        else:
            if sums == found.amounts and not found.withheld:  # what most households are
                return Comparison([], len(sums), 0, tuple(map(self.pending_note, found.pending)))
        return _Household(self, found, entries).comparison()

    def pending_note(self, key: str) -> str:
        return f"{self.name(key)}待定，缺少标准，没有核对"

    def name(self, key: str) -> str:
        return NAMES.get(key) or self.rulebook.items[key].name


class _Household:
    def __init__(self, comparer: Comparer, found: Reckoned, entries: Sequence[Entry]) -> None:
        self.comparer, self.found, self.entries = comparer, found, entries
        self.by_item: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.item is not None:
                self.by_item.setdefault(entry.item, []).append(entry)
        self.compared = self.within = 0
        self.notes: dict[str, None] = {}

    def comparison(self) -> Comparison:
        differences = [*self._unknown_items(), *self._unreadable()]
        if any(key not in NAMES for key in self.by_item) or (self.comparer.itemised and not self.by_item):
            differences += [*self._items(), *self._sum()]
        else:
            differences += self._totals()
        return Comparison(differences, self.compared, self.within, tuple(self.notes))

    def _unknown_items(self) -> Iterator[Difference]:
        for entry in self.entries:
            if entry.item is None and (entry.amount or entry.trouble or entry.name):
                name = entry.name or "（没有写项目）"
                yield self._difference(f.UNKNOWN_ITEM, "", name, entry.amount, None, [entry], entry.trouble)

    def _unreadable(self) -> Iterator[Difference]:
        for key, entries in self.by_item.items():
            for entry in entries:
                if entry.trouble or (entry.amount is None and not self._blank_is_right(key, entry)):
                    note = entry.trouble or "金额是空白"
                    yield self._difference(f.UNREADABLE, key, self.comparer.name(key), None, None, [entry], note)

    def _blank_is_right(self, key: str, entry: Entry) -> bool:
        return key in self.found.pending and entry.status in ("", "pending")

    def _items(self) -> Iterator[Difference]:
        keys = [key for key in self.comparer.rulebook.items if key in self.by_item or key in self.found.amounts]
        for key in keys:
            entries = [e for e in self.by_item.get(key, ()) if e.amount is not None]
            if self.by_item.get(key) and not entries and key not in self.found.amounts:
                continue
            if any(e.trouble for e in self.by_item.get(key, ())):
                continue  # that it can't be read has been said; a sum without it would mislead
            yield from self._item(key, entries)
        for key in self.found.pending:
            if not any(e.amount for e in self.by_item.get(key, ())):
                self.notes[self.comparer.pending_note(key)] = None

    def _item(self, key: str, entries: list[Entry]) -> Iterator[Difference]:
        name, due = self.comparer.name(key), self.found.amounts.get(key, ZERO)
        amount = sum((e.amount for e in entries if e.amount is not None), ZERO) if entries else None
        if key in self.found.pending:
            if amount and amount != due:
                note = "缺少标准，本项待定，无法核对"
                yield self._difference(f.PENDING, key, name, amount, None, entries, note)
            return
        if self.found.withheld:
            yield from self._withheld(key, name, amount, due, entries)
            return
        held = [e for e in entries if e.status == "withheld"]
        if held and amount == due:
            note = "没有权属争议，记录里却是暂不拨付"
            yield self._difference(f.UNDERPAID, key, name, ZERO, due, held, note, (note,))
            return
        yield from self._amounts(key, name, amount, due, entries)

    def _withheld(
        self, key: str, name: str, amount: Decimal | None, due: Decimal, entries: list[Entry]
    ) -> Iterator[Difference]:
        """A disputed household: amounts are computed, nothing is paid out. A record that doesn't say whether it was
        paid can't be blamed for naming the amount."""
        paid = [e for e in entries if e.status == "payable" and e.amount]
        if paid:
            cause = "权属有争议，应当暂不拨付，记录里是应付"
            total = sum((e.amount for e in paid if e.amount is not None), ZERO)
            yield self._difference(f.NOT_DUE, key, name, total, ZERO, paid, "", (cause,))
        elif amount:
            if not any(e.status for e in entries):
                self.notes["权属有争议的户应当暂不拨付；记录没有写明是否已付，只核对了金额"] = None
            yield from self._amounts(key, name, amount, due, entries)

    def _amounts(
        self, key: str, name: str, amount: Decimal | None, due: Decimal, entries: list[Entry]
    ) -> Iterator[Difference]:
        self.compared += 1
        difference = (amount or ZERO) - due
        if not difference:
            return
        if abs(difference) <= self.comparer.tolerance:
            self.within += 1
            return
        yield self._difference(f.kind_of(amount, due), key, name, amount, due, entries)

    def _sum(self) -> Iterator[Difference]:
        """A total beside amounts of items has to be their sum."""
        totals = [e for e in self.by_item.get(TOTAL, ()) if e.amount is not None]
        parts = [e for e in self.entries if e.item not in NAMES]
        if not totals or any(e.amount is None for e in parts):
            return
        total, amount = sum((e.amount or ZERO for e in totals), ZERO), sum((e.amount or ZERO for e in parts), ZERO)
        payable = self.found.payable if self.found.withheld else amount
        if total not in (amount, payable):
            note = f"记录的各项相加是 {amount:,.2f}"
            yield self._difference(f.SUM, TOTAL, "合计", total, amount, totals, note)

    def _totals(self) -> Iterator[Difference]:
        for key, due in ((TOTAL, self.found.payable), (WITHHELD, self.found.total - self.found.payable)):
            entries = [e for e in self.by_item.get(key, ()) if e.amount is not None]
            if (key == WITHHELD and key not in self.by_item) or any(e.trouble for e in self.by_item.get(key, ())):
                continue
            if key in self.by_item and not entries:
                continue
            amount = sum((e.amount or ZERO for e in entries), ZERO) if entries else None
            found = list(self._amounts(key, self.comparer.name(key), amount, due, entries))
            if self.found.pending:
                names = "、".join(self.comparer.name(k) for k in sorted(self.found.pending))
                self.notes[f"有的户{names}待定，合计里没有它"] = None
            if len(entries) > 1 and not found:
                note = f"同一户有{len(entries)}行合计，按相加核对"
                found = [self._difference(f.DUPLICATE, key, self.comparer.name(key), amount, due, entries, note)]
            yield from found

    def _difference(
        self,
        kind: str,
        key: str,
        name: str,
        recorded: Decimal | None,
        recomputed: Decimal | None,
        entries: Sequence[Entry],
        note: str = "",
        causes: tuple[str, ...] = (),
    ) -> Difference:
        household = self.found.household
        difference = None if recomputed is None else (recorded or ZERO) - recomputed
        return Difference(
            household.household_id,
            household.village or "",
            key,
            name,
            kind,
            recorded,
            recomputed,
            difference,
            causes,
            note,
            rows=tuple(e.row for e in entries),
        )
