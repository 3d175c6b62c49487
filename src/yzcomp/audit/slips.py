"""Slips with figures: digits swapped, a decimal point out of place, fen left out, an amount twice or by half.

They know nothing of rules; each is named only where it turns the right amount into the recorded one exactly.
"""

from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from yzcomp.audit.findings import Cause
from yzcomp.money import FEN, yuan

_POINT = "小数点错位"
_ROUNDINGS = (
    ("分没有四舍五入，舍去了角分", Decimal(1), ROUND_DOWN),
    ("按元取整（四舍五入）", Decimal(1), ROUND_HALF_UP),
    ("不足1元按1元计", Decimal(1), ROUND_UP),
    ("取整到角", Decimal("0.1"), ROUND_HALF_UP),
    ("取整到十元", Decimal(10), ROUND_HALF_UP),
    ("取整到百元", Decimal(100), ROUND_HALF_UP),
)


def slips(due: Decimal, recorded: Decimal) -> Iterator[Cause]:
    """Every slip by which ``due`` yuan becomes ``recorded``, the likelier ones first."""
    if not due or due == recorded:
        return
    yield from _roundings(due, recorded)
    if recorded == recorded.quantize(FEN) and _swapped(yuan(due), yuan(recorded)):
        yield Cause(f"两位数字颠倒：{yuan(due)}写成{yuan(recorded)}", "两位数字颠倒")
    for power in (1, 2, 3, 4):
        ten = Decimal(10) ** power
        if recorded == due * ten:
            yield Cause(f"小数点错位，大了{ten}倍", _POINT)
        elif recorded * ten == due:
            yield Cause(f"小数点错位，成了{ten}分之一", _POINT) if power < 4 else Cause("单位当成了万元")
    if recorded == due * 2:
        yield Cause("计了两次")
    elif recorded * 2 == due:
        yield Cause("只计了一半")
    elif recorded == -due:
        yield Cause("写成了负数")


def _roundings(due: Decimal, recorded: Decimal) -> Iterator[Cause]:
    told = False
    for text, step, rounding in _ROUNDINGS:
        rounded = (due / step).to_integral_value(rounding) * step
        if rounded == recorded and recorded and not told:
            told = True  # one way of leaving fen out says it
            yield Cause(text)


def _swapped(right: str, wrong: str) -> bool:
    """Whether two digits, side by side or further apart, have changed places."""
    one, other = right.replace(".", ""), wrong.replace(".", "")
    if len(right) != len(wrong) or right.find(".") != wrong.find("."):
        return False
    differing = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(differing) != 2:
        return False
    first, second = differing
    return one[first] == other[second] and one[second] == other[first]
