"""A sample of households that anyone can draw again: by lot, by amount, or by monetary units (MUS).

Chance comes from SHA-256 of the seed and the household's number, not from a generator of some program's release.
"""

import hashlib
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit.flags import Someone
from yzcomp.money import FEN, ZERO, yuan


class Drawable(NamedTuple):
    """A household that may be drawn, with what is payable to it in yuan."""

    someone: Someone
    amount: Decimal


class Sample(NamedTuple):
    """What was drawn, in the order of drawing, and how: enough to draw it again."""

    method: str
    drawn: tuple[Drawable, ...]
    how: str


def draw(households: Sequence[Drawable], size: int, seed: str, method: str) -> Sample:
    """``size`` of the households, or all there are: ``simple``, ``amount`` or ``mus``."""
    draws: dict[str, Callable[[Sequence[Drawable], int, str], Sample]] = {"simple": _simple, "amount": _amount}
    return draws.get(method, _mus)(households, size, seed)


def number(seed: str, text: str = "") -> int:
    """A number of 256 bits from a seed and a text."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{text}".encode()).digest())


def _simple(households: Sequence[Drawable], size: int, seed: str) -> Sample:
    drawn = sorted(households, key=lambda d: (number(seed, d.someone.household_id), d.someone.household_id))[:size]
    how = (
        f"简单随机：对“种子:户编号”（种子 {seed}）取 SHA-256，从小到大排列，取前 {len(drawn)} 户，"
        f"总体 {len(households)} 户"
    )
    return Sample("simple", tuple(drawn), how)


def _amount(households: Sequence[Drawable], size: int, seed: str) -> Sample:
    drawn = sorted(households, key=lambda d: (-d.amount, d.someone.household_id))[:size]
    how = f"按金额：应付合计从大到小取前 {len(drawn)} 户，金额相同的按户编号，总体 {len(households)} 户"
    return Sample("amount", tuple(drawn), how)


def _mus(households: Sequence[Drawable], size: int, seed: str) -> Sample:
    """Every so many yuan of the running total, from a start by lot: who is paid more is likelier to be drawn."""
    total = sum((d.amount for d in households), ZERO)
    fen = int(total / FEN)
    interval = max(1, fen // size)
    start = number(seed) % interval
    drawn: dict[str, Drawable] = {}
    running, wanted = 0, start
    for household in households:
        running += int(household.amount / FEN)
        if running > wanted:
            drawn[household.someone.household_id] = household
            wanted += ((running - wanted - 1) // interval + 1) * interval
    how = (
        f"货币单元抽样（MUS）：按输入顺序累计应付合计 {yuan(total)} 元，间隔 {yuan(interval * FEN)} 元，"
        f"起点 {yuan(start * FEN)} 元（种子 {seed} 的 SHA-256 除以间隔的余数），累计数越过起点加间隔的整数倍的户抽中，"
        f"共 {len(drawn)} 户，总体 {len(households)} 户"
    )
    return Sample("mus", tuple(drawn.values()), how)
