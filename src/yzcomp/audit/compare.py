"""Compares what was recorded of one household with what the measure gives."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit import findings as f
from yzcomp.audit.findings import Cause, Difference, exactly
from yzcomp.audit.names import Names
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.reconcile import (
    DISPUTED,
    LEFT,
    RECOMPUTED,
    RECORDED,
    TOLERATED,
    UNPAID,
    UNREADABLE,
    Terms,
    reconciled,
)
from yzcomp.audit.recorded import BESIDE, DUE, PAID, REST, SUMS, TOTAL, WITHHELD, Entry, sum_recorded
from yzcomp.audit.weigh import NOT_PAID, Amount, Weigher
from yzcomp.money import ZERO
from yzcomp.rulebook.models import Rulebook

#: What a line says of itself that keeps it from being simply added up.
_APART = (*NOT_PAID, *BESIDE)
#: Differences that account for money.
_MONEY = (*f.OF_MONEY, f.PENDING, f.UNKNOWN_ITEM)


class Comparison(NamedTuple):
    """The differences of one household, how many amounts were compared and how many could not be for want of a
    standard, what was only noted, and its terms of the reconciliation."""

    differences: list[Difference]
    compared: int
    terms: Terms
    within: int = 0
    notes: tuple[str, ...] = ()
    unchecked: int = 0


class Comparer:
    """Holds what comparing needs to know besides the household; ``unpaid``: nothing of the record was paid yet."""

    def __init__(self, rulebook: Rulebook, itemised: bool, tolerance: Decimal = ZERO, unpaid: bool = False) -> None:
        self.names, self.itemised, self.tolerance, self.unpaid = Names(rulebook), itemised, tolerance, unpaid
        self.items = frozenset(rulebook.items)

    def compare(self, found: Reckoned, entries: Sequence[Entry]) -> Comparison:
        """Everything that does not agree."""
        sums: dict[str | None, Decimal] = {}
        for item, _, amount, _, status, trouble, *_ in entries:
            if amount is None and not trouble and item in found.pending:
                continue
            if amount is None or item is None or status in _APART:
                break
            sums[item] = sums[item] + amount if item in sums else amount
        else:
            total = found.total
            same: Terms = {RECORDED: total, RECOMPUTED: total}
            if sums == found.amounts and not found.held:  # what most households are
                notes = tuple(map(self.names.pending_note, found.pending))
                return Comparison([], len(sums), same, 0, notes, len(notes))
            if not self.itemised and not found.pending and len(entries) == 1 and sums.get(TOTAL) == found.payable:
                return Comparison([], 1, {RECORDED: found.payable, RECOMPUTED: found.payable})
            apart = found.pending.isdisjoint(sums) and found.pending.isdisjoint(found.amounts)
            if sums and not found.held and apart and self.items.issuperset(sums):
                return _Household(self, found, entries).unlike(sums)
        return _Household(self, found, entries).comparison()


class _Household(Weigher):
    def __init__(self, comparer: Comparer, found: Reckoned, entries: Sequence[Entry]) -> None:
        super().__init__(comparer.names, comparer.tolerance, found)
        self.itemised, self.entries = comparer.itemised, [e for e in entries if e.status not in BESIDE]
        if comparer.unpaid and found.held:
            self.entries = [e._replace(status="withheld") if self._kept_back(e) else e for e in self.entries]
        self.said_due = [e for e in entries if e.status == DUE]
        self.left: dict[str, Decimal] = {}  # what is said to be still to be paid
        for entry in entries:
            if entry.status == REST:
                self.left[entry.item or ""] = self.left.get(entry.item or "", ZERO) + (entry.amount or ZERO)
        self.unread_beside = [e for e in entries if e.status in BESIDE and e.trouble]
        self.terms[RECORDED], self.terms[RECOMPUTED] = sum_recorded(entries), found.payable
        if self.left:
            self.terms[LEFT] = self.left.get(TOTAL, sum(self.left.values(), ZERO))
        self.by_item: dict[str, list[Entry]] = {}
        for entry in self.entries:
            if entry.item is not None:
                self.by_item.setdefault(entry.item, []).append(entry)
        self.paying_told = not self.by_item.keys().isdisjoint(SUMS)

    def _kept_back(self, entry: Entry) -> bool:
        """Whether an amount that nobody has paid is all in dispute."""
        parts = (*self.found.amounts,) if entry.item in SUMS else self.names.parts(entry.item or "")
        return not entry.status and entry.item is not None and self._due(parts) == self._kept(parts)

    def unlike(self, sums: dict[str | None, Decimal]) -> Comparison:
        """The items of plain lines that differ: nothing else can be wrong with them."""
        differences: list[Difference] = []
        keys = [key for key in self.names.order if key in sums or key in self.found.amounts]
        for key in keys:
            due = self.found.amounts.get(key, ZERO)
            if sums.get(key, ZERO) != due:
                differences += self.weighed(Amount(key, self.by_item.get(key, []), due, [], False))
            else:
                self.compared += 1
        notes = tuple(map(self.names.pending_note, self.found.pending))
        return Comparison(differences, self.compared, self.terms, self.within, notes, len(notes))

    def comparison(self) -> Comparison:
        differences = [*self._unknown_items(), *self._unreadable()]
        if any(entry.item not in SUMS for entry in self.entries) or (self.itemised and not self.by_item):
            differences += self._items()
            differences += [*self._paid_beside(differences), *self._sums(), *self._dues()]
        else:
            differences += self._totals()
        differences = [self._left_to_pay(d) for d in differences] if self.left else differences
        return Comparison(differences, self.compared, self.terms, self.within, tuple(self.notes), self.unchecked)

    def _left_to_pay(self, d: Difference) -> Difference:
        """A difference with what the record says is still to be paid of it."""
        parts = self.names.parts(d.item_id)
        own = [key for key in self.left if set(self.names.parts(key)) <= set(parts)] if parts else [TOTAL]
        left = sum((self.left.get(key, ZERO) for key in own), ZERO)
        if not left or d.kind not in (f.UNDERPAID, f.NOT_RECORDED):
            return d
        if d.difference == -left:
            return d._replace(causes=(Cause("记录写明还没有付（待发、余额）"),))
        return d._replace(note="；".join(filter(None, [d.note, f"记录写明还没有付的是 {exactly(left)}"])))

    def _unknown_items(self) -> Iterator[Difference]:
        for entry in self.entries:
            if entry.item is None and (entry.amount or entry.trouble or entry.name):
                name = entry.name or "（没有写项目）"
                suggested = self.names.suggestion(name)
                note = entry.trouble or (f"{suggested}是的话在记录里写这个名称" if suggested else "")
                yield self.difference(f.UNKNOWN_ITEM, "", name, entry.amount, None, [entry], note)

    def _unreadable(self) -> Iterator[Difference]:
        for key, entries in self.by_item.items():
            for entry in entries:
                if entry.trouble or (entry.amount is None and not self._blank_is_right(key, entry)):
                    note = entry.trouble or "金额是空白"
                    yield self.difference(f.UNREADABLE, key, self.names.name(key), None, None, [entry], note)
        for entry in self.unread_beside:
            name = self.names.name(entry.item) if entry.item is not None else entry.name
            yield self.difference(f.UNREADABLE, entry.item or "", name, None, None, [entry], entry.trouble)

    def _blank_is_right(self, key: str, entry: Entry) -> bool:
        """Nothing stands where nothing can be computed yet, or where nothing may be paid out."""
        parts = self.names.parts(key) or (*self.found.amounts,)
        if entry.status == "paid" and self.found.held and self._due(parts) == self._kept(parts):
            return True
        return any(part in self.found.pending for part in self.names.parts(key)) and entry.status in ("", "pending")

    def _items(self) -> Iterator[Difference]:
        recorded = {key for key in self.by_item if key not in SUMS}
        for key in self.names.groups(recorded, {*self.found.amounts, *self.found.pending}):
            parts = set(self.names.parts(key))
            own = [
                e
                for k in self.by_item
                if parts.issuperset(self.names.parts(k)) and k not in SUMS
                for e in self.by_item[k]
            ]
            amounts = [e for e in own if e.amount is not None]
            whole = Amount(key, amounts, self._due(parts), [], False, self._kept(parts))
            if any(e.trouble for e in own):  # that it can't be read has been said; a sum without it would mislead
                self.put(UNREADABLE, (whole.recorded or ZERO) - whole.due + whole.held)
                continue
            pending = [part for part in self.names.parts(key) if part in self.found.pending]
            yield from self.weighed(whole._replace(pending=pending))

    def _due(self, parts: Iterable[str]) -> Decimal:
        return sum((self.found.amounts.get(part, ZERO) for part in parts), ZERO)

    def _kept(self, parts: Iterable[str]) -> Decimal:
        return sum((self.found.held.get(part, ZERO) for part in parts), ZERO)

    def _sum_of(self, key: str) -> Decimal | None:
        """What a sum beside the items says; ``None`` where it says nothing."""
        amounts = [e.amount for e in self.by_item.get(key, ()) if e.amount is not None]
        return sum(amounts, ZERO) if amounts else None

    def _dues(self) -> Iterator[Difference]:
        """What the record says is due of an item of which it also says what was paid."""
        said: dict[str, list[Entry]] = {}
        for entry in self.said_due:
            if entry.item is not None and entry.amount is not None:
                said.setdefault(entry.item, []).append(entry)
        for key, entries in said.items():
            parts = self.names.parts(key)
            total, due = sum((e.amount or ZERO for e in entries), ZERO), self._due(parts)
            if total not in (due, due - self._kept(parts)) and self.found.pending.isdisjoint(parts):
                note = f"记录写的应付是 {exactly(total)}，核算是 {exactly(due)}"
                yield self.difference(f.DUE, key, self.names.name(key), total, due, entries, note)

    def _paid_beside(self, found: Sequence[Difference]) -> Iterator[Difference]:
        """What was paid of the whole, where a sum beside the items says that: it is the money, and what the items
        don't account for is a difference of its own."""
        if PAID not in self.by_item:
            return
        self.terms |= {DISPUTED: ZERO, UNPAID: ZERO}  # amounts of items are none that were paid here
        unread = any(e.amount is None for e in self.entries)
        whole, rest = self._whole(PAID), reconciled(self.terms, found).rest
        if not rest or unread:
            self.put(UNREADABLE, rest)
        elif not any(d.kind in _MONEY for d in found):
            self.terms[TOLERATED] = ZERO
            yield from self.weighed(whole)
        else:
            yield from self.against(whole, whole.recorded, (whole.recorded or ZERO) - rest, _of_items(self.amount))

    @property
    def amount(self) -> Decimal:
        """What the amounts of the items come to."""
        return sum((e.amount for e in self.entries if e.item not in SUMS and e.amount is not None), ZERO)

    def _sums(self) -> Iterator[Difference]:
        """A total beside the amounts of items has to be their sum; in a dispute nothing of it may have been paid."""
        if any(e.amount is None for e in self.entries if e.item not in SUMS):
            return
        amount, back = self.amount, self._kept(self.found.held)
        total, held = self._sum_of(TOTAL), self._sum_of(WITHHELD)
        if self.unsaid and total == amount and held not in (amount, back) and PAID not in self.by_item:
            self.put(DISPUTED, -self.unsaid)
            whole = self._whole(TOTAL)._replace(due=amount, held=self.unsaid, pending=[])
            yield from self.in_dispute(whole)
        elif held is not None and held != back and not self.found.pending:
            yield from self._other_sum(WITHHELD, held, back)
        if total is not None and total not in (amount, amount - back):
            yield self.difference(f.SUM, TOTAL, SUMS[TOTAL], total, amount, self.by_item[TOTAL], _of_items(amount))

    def _whole(self, key: str) -> Amount:
        """The household's sum under one of its names."""
        entries = [e for e in self.by_item.get(key, ()) if e.amount is not None]
        return Amount(key, entries, self.found.total, sorted(self.found.pending), True, self._kept(self.found.held))

    def _totals(self) -> Iterator[Difference]:
        """A table of totals: what was paid where it says so, else the total, is what is due."""
        if any(e.trouble for e in self.entries) or (self.entries and all(e.amount is None for e in self.entries)):
            self.put(UNREADABLE, self.terms[RECORDED] - self.terms[RECOMPUTED])
            return
        key = PAID if PAID in self.by_item else TOTAL
        whole = self._whole(key)
        if self.entries and key not in self.by_item:
            self.put(DISPUTED if self.found.held else UNPAID, self.terms[RECORDED])
        computed = bool(whole.held) and whole.recorded == whole.due and self._sum_of(WITHHELD) == whole.held
        if key == TOTAL and computed:  # all of it, and beside it what is kept back
            self.compared += 1
            self.put(DISPUTED, whole.held)
            return
        found = list(self._held_apart(whole) if key == TOTAL else self.weighed(whole))
        rows = {e.place._replace(cell_column=None) for e in whole.entries}
        if len(rows) > 1 and not found:
            note = f"同一户有{len(rows)}行合计，按相加核对"
            found = [
                self.difference(f.DUPLICATE, key, SUMS[key], whole.recorded, self.found.payable, whole.entries, note)
            ]
        yield from (d._replace(note=d.note or self._payments(whole)) for d in found)
        yield from self._other_sums(key)

    def _payments(self, whole: Amount) -> str:
        """What several payments of a household were, beside the total that its row says."""
        total, amounts = self._sum_of(TOTAL), [exactly(e.amount) for e in whole.entries if e.amount is not None]
        if whole.key != PAID or len(amounts) < 2:
            return ""
        said = f"，记录的合计是 {exactly(total)}" if total is not None else ""
        return f"各次付款 {' + '.join(amounts)} = {exactly(whole.recorded or ZERO)}{said}"

    def _held_apart(self, whole: Amount) -> Iterator[Difference]:
        """The total; one that lacks what is held back without a dispute says so."""
        held = self._sum_of(WITHHELD)
        for difference in self.weighed(whole):
            if held and not self.found.held and (difference.recorded or ZERO) + held == whole.due:
                difference = difference._replace(causes=(Cause("没有权属争议，记录里却是暂不拨付"),))
            yield difference

    def _other_sums(self, key: str) -> Iterator[Difference]:
        """The sums beside the one that was compared: they are not money again, but they have to agree."""
        total, held = self._sum_of(TOTAL), self._sum_of(WITHHELD)
        right = (self.found.payable, self.found.total)
        if self.found.pending:
            return
        if key == PAID and total is not None and total not in (*right, self._sum_of(PAID)):
            yield from self._other_sum(TOTAL, total, self.found.total)
        due = self.found.total - self.found.payable
        if held is not None and held != due:
            yield from self._other_sum(WITHHELD, held, due)

    def _other_sum(self, key: str, recorded: Decimal, due: Decimal) -> Iterator[Difference]:
        note = f"核算的{SUMS[key]}是 {exactly(due)}"
        yield self.difference(f.SUM, key, SUMS[key], recorded, due, self.by_item[key], note)


def _of_items(amount: Decimal) -> str:
    return f"记录的各项相加是 {exactly(amount)}"
