"""The causes of all differences beside each other: what only two households together show, which of several causes is
the one that others have too, and each cause with how many, how much and where."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit.findings import OF_MONEY, UNEXPLAINED, Cause, Difference
from yzcomp.audit.tables import Sum, largest_first_sums
from yzcomp.money import ZERO

EXCHANGED, ANOTHER_ROW = "两户的金额对调", "是另一户的金额，可能填错了行"
#: An amount of fewer figures may be another household's by chance.
_FIGURES = 4
#: So many villages of a cause are named.
_NAMED = 3


class CauseSum(Sum):
    """The differences of one cause: with the items and villages in which it was made."""

    def __init__(self) -> None:
        super().__init__()
        self.items, self.villages = Counter[str](), Counter[str]()

    def add(self, difference: Difference) -> None:
        super().add(difference)
        self.items[difference.item or "（整户）"] += 1
        self.villages[difference.village or "（未填村组）"] += 1

    @property
    def where(self) -> str:
        """The items, and the villages with most of them first."""
        named = [f"{village} {count} 处" for village, count in self.villages.most_common(_NAMED)]
        more = f"等 {len(self.villages)} 个村组" if len(self.villages) > _NAMED else ""
        return f"{'、'.join(self.items)}：{'，'.join(named)}{more}"


def by_cause(differences: Sequence[Difference]) -> dict[str, CauseSum]:
    """The differences of money by their likeliest cause, the largest net sum first."""
    sums: dict[str, CauseSum] = {}
    for difference in differences:
        if difference.kind in OF_MONEY:
            sums.setdefault(_kind(difference), CauseSum()).add(difference)
    return largest_first_sums(sums)


def _kind(difference: Difference) -> str:
    if difference.causes:
        return difference.causes[0].kind
    return "另有说明" if difference.note else UNEXPLAINED


def settled(differences: Sequence[Difference]) -> list[Difference]:
    """The differences with the cause first that most of the same item have; a household's money that went to another is
    told too."""
    told = [
        d._replace(causes=(*causes, *d.causes)) for d, causes in zip(differences, _exchanged(differences), strict=True)
    ]
    counts = Counter((d.item_id, kind) for d in told for kind in {c.kind for c in d.causes if not c.loose})
    return [d._replace(causes=_in_order(d, counts)) if len(d.causes) > 1 else d for d in told]


def _in_order(difference: Difference, counts: Counter[tuple[str, str]]) -> tuple[Cause, ...]:
    first = max(difference.causes, key=lambda cause: (cause.kind == EXCHANGED, counts[difference.item_id, cause.kind]))
    return first, *(cause for cause in difference.causes if cause is not first)


class _Sums(NamedTuple):
    """What is recorded of an item and what is due, in yuan."""

    item: str
    recorded: Decimal
    due: Decimal


def _exchanged(differences: Sequence[Difference]) -> list[tuple[Cause, ...]]:
    """For each difference, whose amount it has instead of its own, where that can be one household only."""
    sums = [_Sums(d.item_id, d.recorded or ZERO, d.recomputed or ZERO) for d in differences]
    by_due: dict[tuple[str, Decimal], list[int]] = {}
    for number, (difference, own) in enumerate(zip(differences, sums, strict=True)):
        if difference.kind in OF_MONEY:
            by_due.setdefault((own.item, own.due), []).append(number)
    found: list[tuple[Cause, ...]] = []
    for difference, own in zip(differences, sums, strict=True):
        others = by_due.get((own.item, own.recorded), []) if difference.kind in OF_MONEY else []
        back = [number for number in others if sums[number].recorded == own.due]
        found.append(
            _whose(own, differences[(back or others)[0]].household_id, bool(back))
            if _clear(own, back or others)
            else ()
        )
    return found


def _clear(own: _Sums, others: Sequence[int]) -> bool:
    """Whether it can be one household only, and hardly by chance."""
    amount = max(own.recorded, own.due).normalize()
    return len(others) == 1 and own.recorded != own.due and len(amount.as_tuple().digits) >= _FIGURES


def _whose(own: _Sums, other: str, back: bool) -> tuple[Cause, ...]:
    if back and own.recorded and own.due:
        return (Cause(f"与 {other} 的金额对调了", EXCHANGED),)
    if back:
        return (Cause(f"{f'是 {other} 应付的' if own.recorded else f'记在了 {other} 名下'}，记错了户", EXCHANGED),)
    return (Cause(f"与 {other} 应付的金额相同，可能填错了行", ANOTHER_ROW),) if own.recorded else ()
