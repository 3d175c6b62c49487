"""The reconciliation that every audit of a record ends in: what is recorded is what is due and what was found, to the
fen."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit import findings as f
from yzcomp.audit.findings import Difference
from yzcomp.money import ZERO

RECORDED, RECOMPUTED = "recorded", "recomputed"
#: What stands between the two besides the differences: recorded in dispute, recorded as not paid, what could not be
#: compared because a cell can't be read, and what is within the tolerance.
DISPUTED, UNPAID, UNREADABLE, TOLERATED = "disputed", "unpaid", "unreadable", "tolerated"
#: What the record says besides is still to be paid: no part of what it has as money.
LEFT = "left"
#: The sums of some households, in yuan, by the names above.
Terms = dict[str, Decimal]
_DIFFERING = (*f.OF_MONEY, f.PENDING)


class Reconciliation(NamedTuple):
    """Sums in yuan. ``recorded`` is all that the record has as money, ``recomputed`` what is payable by the measure."""

    recorded: Decimal
    recomputed: Decimal
    overpaid: Decimal
    not_due: Decimal
    underpaid: Decimal
    not_recorded: Decimal
    unmatched: Decimal
    pending: Decimal
    disputed: Decimal
    refused: Decimal
    unpaid: Decimal
    unreadable: Decimal
    tolerated: Decimal
    left: Decimal

    @property
    def rest(self) -> Decimal:
        """What nothing accounts for: nothing, or the audit itself is wrong."""
        parts = (-amount if key in _SUBTRACTED else amount for key, _, amount in self.terms())
        return self.recorded - self.recomputed - sum(parts, ZERO)

    def terms(self) -> Iterator[tuple[str, str, Decimal]]:
        """What leads from recomputed to recorded: key, Chinese name, which says whether it is added or subtracted, and
        the sum. Those that hardly ever occur are left out where they are nothing."""
        for key, name in _TERMS.items():
            amount: Decimal = getattr(self, key)
            if amount or key in _ALWAYS:
                yield key, name, amount

    def rows(self) -> list[tuple[str, Decimal]]:
        """All of it as people read it."""
        end = "还差（没有着落，请报告）" if self.rest else "还差"
        return [
            ("核算应付合计", self.recomputed),
            *((name, amount) for _, name, amount in self.terms()),
            ("应当等于记录合计", self.recorded - self.rest),
            ("记录合计", self.recorded),
            (end, self.rest),
            *([("记录另写明还没有付的（待发、余额）", self.left)] if self.left else []),
        ]


_TERMS = {
    "overpaid": "加：多付",
    "not_due": "加：不应付",
    "underpaid": "减：少付",
    "not_recorded": "减：漏付",
    "unmatched": "加：无法对应的记录",
    "pending": "加：标准待定的项目的记录",
    "disputed": "加：有争议、应当暂不拨付的记录",
    "refused": "加：无法计算的户的记录",
    "unpaid": "加：记录写明未付的金额",
    "unreadable": "加：有金额读不出、没有比较的各项（记录读得出的减核算）",
    "tolerated": "加：容差以内的差额",
}
_ALWAYS = tuple(_TERMS)[:8]
_SUBTRACTED = ("underpaid", "not_recorded")


def reconciled(terms: Mapping[str, Decimal], differences: Iterable[Difference]) -> Reconciliation:
    """The reconciliation of an audit: the sums of its households, and everything that it found."""
    by_kind: dict[str, Decimal] = {}
    for difference in differences:
        amount = difference.difference if difference.kind in _DIFFERING else difference.recorded
        by_kind[difference.kind] = by_kind.get(difference.kind, ZERO) + (amount or ZERO)
    found = {key: by_kind.get(key, ZERO) for key in _DIFFERING}
    found |= {key: -found[key] for key in _SUBTRACTED}
    found["unmatched"] = by_kind.get(f.UNKNOWN_HOUSEHOLD, ZERO) + by_kind.get(f.UNKNOWN_ITEM, ZERO)
    found["refused"] = by_kind.get(f.REJECTED, ZERO)
    rest = (RECORDED, RECOMPUTED, DISPUTED, UNPAID, UNREADABLE, TOLERATED, LEFT)
    return Reconciliation(**found, **{key: terms.get(key, ZERO) for key in rest})


def add(sums: Terms, more: Mapping[str, Decimal]) -> None:
    """Adds the sums of further households."""
    for key, amount in more.items():
        sums[key] = sums.get(key, ZERO) + amount
