"""What an audit finds: differences between what was recorded and what the measure gives."""

from decimal import Decimal
from typing import NamedTuple

from yzcomp.money import FEN, ZERO
from yzcomp.problems import Place

OVERPAID, UNDERPAID = "overpaid", "underpaid"
NOT_RECORDED, NOT_DUE = "not_recorded", "not_due"
UNKNOWN_HOUSEHOLD, UNKNOWN_ITEM = "unknown_household", "unknown_item"
DUPLICATE, UNREADABLE, SUM, PENDING, REJECTED = "duplicate", "unreadable", "sum", "pending", "rejected"
HELD, WRONG_PAYEE = "withheld", "wrong_payee"
PRODUCT, DUE, SUGGESTED = "product", "due", "suggested"
#: The kinds of difference, in the order in which they are told, and their Chinese names.
KINDS: dict[str, str] = {
    OVERPAID: "多付",
    NOT_DUE: "不应付",
    UNDERPAID: "少付",
    NOT_RECORDED: "漏付",
    WRONG_PAYEE: "领款人不符",
    UNKNOWN_HOUSEHOLD: "没有这一户",
    UNKNOWN_ITEM: "没有这个项目",
    DUPLICATE: "重复记录",
    UNREADABLE: "金额读不出",
    SUM: "合计不符",
    SUGGESTED: "对应的户待确认",
    PRODUCT: "单价乘数量不符",
    DUE: "记录的应付不符",
    HELD: "暂不拨付不符",
    PENDING: "标准待定，无法核对",
    REJECTED: "无法计算的户",
}
#: Kinds whose difference is money paid too much or too little by the measure.
OF_MONEY = (OVERPAID, NOT_DUE, UNDERPAID, NOT_RECORDED)
#: Kinds of money that is recorded and answers to nothing computed.
UNMATCHED = (UNKNOWN_HOUSEHOLD, UNKNOWN_ITEM, REJECTED)
UNEXPLAINED = "原因不明"
#: More than this many causes are no help.
TOLD = 3


class Cause(str):
    """A mistake in words. ``kind`` is what it is called wherever it is made; ``loose``: it says what an amount comes to
    and not how that came about, so that many such have nothing in common."""

    kind: str
    loose: bool

    def __new__(cls, text: str, kind: str = "", loose: bool = False) -> "Cause":
        cause = super().__new__(cls, text)
        cause.kind, cause.loose = kind or text, loose
        return cause


class Difference(NamedTuple):
    """One thing that does not agree. Amounts are in yuan; ``difference`` is recorded minus recomputed.

    ``causes`` are mistakes that reproduce the recorded amount exactly, the likeliest first; none: unexplained.
    ``basis`` is our formula, or why nothing is due. ``places`` are where the record has what it rests on.
    """

    household_id: str
    village: str
    item_id: str
    item: str
    kind: str
    recorded: Decimal | None = None
    recomputed: Decimal | None = None
    difference: Decimal | None = None
    causes: tuple[Cause, ...] = ()
    note: str = ""
    article: str = ""
    basis: str = ""
    places: tuple[Place, ...] = ()

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows of the record that it rests on."""
        return tuple(dict.fromkeys(place.line for place in self.places if place.line is not None))

    @property
    def reason(self) -> str:
        """The likeliest cause and what else it could be, then what the amount should rest on."""
        parts = [self.note] if self.note else []
        if self.causes:
            parts.append(self.causes[0])
            parts += [f"也可能：{'；'.join(self.causes[1:TOLD])}"] if len(self.causes) > 1 else []
        elif self.kind in OF_MONEY:
            parts.append(UNEXPLAINED)
        if self.basis:
            cited = self.article and f"（{self.article}）" not in self.basis
            parts.append(f"核算：{self.basis}{f'（{self.article}）' if cited else ''}")
        for sheet in dict.fromkeys(place.sheet for place in self.places):
            rows = dict.fromkeys(str(place.line) for place in self.places if place.sheet == sheet)
            parts.append(f"记录{f'“{sheet}”' if sheet else ''}第{'、'.join(rows)}行")
        return "。".join(parts)

    @property
    def size(self) -> Decimal:
        """How much money it is about, for putting the largest first."""
        return abs(self.difference if self.difference is not None else self.recorded or ZERO)


def exactly(amount: Decimal) -> str:
    """An amount with every decimal that it has, at least two: ``2,000.00``, ``2,000.004``."""
    fen = amount.quantize(FEN)
    return f"{fen if fen == amount else amount.normalize():,f}"


def kind_of(recorded: Decimal | None, recomputed: Decimal) -> str:
    """Which way an amount differs; ``recorded`` is ``None`` where nothing was recorded."""
    if not recomputed:
        return NOT_DUE if recorded and recorded > 0 else UNDERPAID
    if not recorded:
        return NOT_RECORDED
    return OVERPAID if recorded > recomputed else UNDERPAID
