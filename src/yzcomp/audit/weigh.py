"""One recorded amount against one computed: what is right in a dispute, and what while a standard is missing."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit import findings as f
from yzcomp.audit.findings import Cause, Difference, exactly
from yzcomp.audit.names import Names
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.reconcile import DISPUTED, TOLERATED, UNPAID, Terms
from yzcomp.audit.recorded import Entry
from yzcomp.money import ZERO

NOT_PAID = ("withheld", "unpaid")
_SAID = {"payable": "应付", "paid": "已付", "withheld": "暂不拨付", "unpaid": "未付"}


class Amount(NamedTuple):
    """Something to compare: what it is called, its entries, and what it comes to before any dispute.

    ``pending`` are its items that wait for a standard, ``held`` is what of ``due`` a dispute keeps back. ``outright``:
    an amount without a status is one paid out, as a total is.
    """

    key: str
    entries: list[Entry]
    due: Decimal
    pending: list[str]
    outright: bool
    held: Decimal = ZERO

    @property
    def recorded(self) -> Decimal | None:
        return sum((e.amount for e in self.entries if e.amount is not None), ZERO) if self.entries else None


class Weigher:
    """Weighs the amounts of one household; what was compared, left unchecked or only noted is counted here.

    Of every amount, what is recorded is what is now due, the difference, and what is put aside into ``terms``.
    """

    def __init__(self, names: Names, tolerance: Decimal, found: Reckoned) -> None:
        self.names, self.tolerance, self.found = names, tolerance, found
        self.compared = self.within = self.unchecked = 0
        self.notes: dict[str, None] = {}
        self.paying_told = False  # whether sums beside the items say what was paid
        self.unsaid = ZERO  # what is recorded in dispute of which no line says whether it was paid
        self.terms: Terms = {}

    def put(self, term: str, amount: Decimal) -> None:
        self.terms[term] = self.terms.get(term, ZERO) + amount

    def weighed(self, a: Amount) -> Iterator[Difference]:
        """One amount against another, as far as it can be told what is right."""
        recorded = a.recorded or ZERO
        if a.pending:
            self.unchecked += 1
            self.notes.update(dict.fromkeys(map(self.names.pending_note, a.pending)))
            if recorded > a.due:
                names = "、".join(map(self.names.name, a.pending))
                note = f"{names}待定，无法核对"
                self.put(DISPUTED, a.held)
                yield self.difference(f.PENDING, a.key, self.names.name(a.key), recorded, a.due, a.entries, note)
                return
        if a.held or self.found.withheld:
            yield from self.in_dispute(a)
        elif any(e.status in NOT_PAID and e.amount for e in a.entries):
            yield from self._unpaid(a)
        else:
            yield from self.against(a, a.recorded, a.due)

    def in_dispute(self, a: Amount) -> Iterator[Difference]:
        """What is disputed is computed and not paid out; what remains of the amount is. A line that doesn't say
        whether it was paid counts as paid, unless a sum beside the items says that."""
        now = a.due - a.held
        if self.paying_told and not a.outright and not any(e.status for e in a.entries):
            right = a.due if a.recorded not in (None, now) else now
            self.unsaid += right - now
            self.put(DISPUTED, right - now)
            yield from self.against(a, a.recorded, right)
            return
        paid = [e for e in a.entries if e.status not in (*NOT_PAID, "pending") and e.amount]
        total = sum((e.amount for e in paid if e.amount is not None), ZERO)
        kept = (a.recorded or ZERO) - total
        self.put(DISPUTED, kept)
        if total > now:
            yield self._paid_in_dispute(a, paid, total, now)
        elif total < now or a.outright or not kept:
            yield from self.against(a, total if paid else None, now)
        else:
            yield from self._held(a, kept)

    def _held(self, a: Amount, kept: Decimal) -> Iterator[Difference]:
        """What is recorded as kept back, against what the measure keeps back: no money moves by it."""
        self.compared += 1
        if abs(kept - a.held) > self.tolerance:
            yield self.difference(f.HELD, a.key, self.names.name(a.key), kept, a.held, a.entries)

    def _paid_in_dispute(self, a: Amount, paid: list[Entry], total: Decimal, now: Decimal) -> Difference:
        self.compared += 1
        words = "、".join(dict.fromkeys(_SAID[e.status] for e in paid if e.status))
        said = f"记录里是{words}" if words else "却已计入" if a.outright else "记录没有写明未付"
        held = f"其中 {exactly(a.held)} " if now else ""
        text = f"权属有争议，{held}应当暂不拨付，{said}"
        causes, note = ((Cause(text, "权属有争议却付了"),), "") if total == a.due else ((), text)
        kind = f.OVERPAID if now else f.NOT_DUE
        return self.difference(kind, a.key, self.names.name(a.key), total, now, paid, note, causes)

    def _unpaid(self, a: Amount) -> Iterator[Difference]:
        """No dispute, but the record says that some of it has not been paid out."""
        held = [e for e in a.entries if e.status in NOT_PAID and e.amount]
        words = "、".join(dict.fromkeys(_SAID[e.status] for e in held))
        text = f"没有权属争议，记录里却是{words}"
        paid = sum((e.amount for e in a.entries if e.amount is not None and e not in held), ZERO)
        if paid < a.due:
            self.compared += 1
            causes, note = ((Cause(text),), "") if a.recorded == a.due else ((), text)
            self.put(UNPAID, (a.recorded or ZERO) - paid)
            yield self.difference(f.UNDERPAID, a.key, self.names.name(a.key), paid, a.due, a.entries, note, causes)
        else:
            yield from self.against(a, a.recorded, a.due)

    def against(self, a: Amount, recorded: Decimal | None, due: Decimal, note: str = "") -> Iterator[Difference]:
        self.compared += 1
        difference = (recorded or ZERO) - due
        if not difference:
            return
        if abs(difference) <= self.tolerance:
            self.within += 1
            self.put(TOLERATED, difference)
            return
        kind = f.kind_of(recorded, due)
        yield self.difference(kind, a.key, self.names.name(a.key), recorded, due, a.entries, note)

    def difference(
        self,
        kind: str,
        key: str,
        name: str,
        recorded: Decimal | None,
        recomputed: Decimal | None,
        entries: Sequence[Entry],
        note: str = "",
        causes: tuple[Cause, ...] = (),
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
            places=tuple(e.place for e in entries),
        )
