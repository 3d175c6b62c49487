"""A sample of households that anyone can draw again: by lot, by amount, or by monetary units (MUS).

Chance comes from SHA-256 of the seed and the household's number, not from a generator of some program's release.
Every way is told so that it can be repeated with a spreadsheet and any tool that gives a SHA-256.
"""

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit.recorded import Recorded, sum_recorded
from yzcomp.batch.flags import Someone
from yzcomp.money import FEN, ZERO, yuan


class Drawable(NamedTuple):
    """A household that may be drawn, with what was recorded for it, or what is payable to it, in yuan."""

    someone: Someone
    amount: Decimal


class Sample(NamedTuple):
    """What was drawn, in the order of drawing, and how: enough to draw it again."""

    method: str
    drawn: tuple[Drawable, ...]
    how: str


def recorded_frame(recorded: Recorded, known: Mapping[str, str]) -> list[Drawable]:
    """Every household of a record with what it records, unknown ones too and rows without a number, in its order; then
    the households of the input that it leaves out. ``known`` are the villages of the input's households."""
    frame = [
        Drawable(Someone(name, known.get(name) or recorded.village(name)), sum_recorded(entries))
        for name, entries in recorded.households.items()
    ]
    if recorded.blank:
        frame.append(Drawable(Someone("", ""), sum_recorded(recorded.blank)))
    left = (name for name in known if name not in recorded.households)
    return frame + [Drawable(Someone(name, known[name]), ZERO) for name in left]


def draw(households: Sequence[Drawable], size: int, seed: str, method: str, recorded: bool = False) -> Sample:
    """``size`` of the households, or all there are: ``simple``, ``amount`` or ``mus``. ``recorded`` says whether their
    amounts are those of a record."""
    what = "记录的金额" if recorded else "应付合计"
    if method == "simple":
        return _simple(households, size, seed)
    if method == "amount":
        return _amount(households, size, what)
    return _mus(households, size, seed, what)


def number(text: str) -> int:
    """The SHA-256 of a text in UTF-8, as a number of 256 bits."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest())


def _simple(households: Sequence[Drawable], size: int, seed: str) -> Sample:
    def lot(one: Drawable) -> tuple[int, str]:
        return number(f"{seed}:{one.someone.household_id}"), one.someone.household_id

    drawn = sorted(households, key=lot)[:size]
    how = (
        f"简单随机：总体 {len(households)} 户。对每户的文字“种子:户编号”（种子是 {seed}，冒号是半角，UTF-8 编码）"
        f"取 SHA-256，按它从小到大排列，取前 {len(drawn)} 户"
    )
    return Sample("simple", tuple(drawn), how)


def _amount(households: Sequence[Drawable], size: int, what: str) -> Sample:
    drawn = sorted(households, key=lambda d: (-d.amount, d.someone.household_id))[:size]
    how = f"按金额：总体 {len(households)} 户。{what}从大到小取前 {len(drawn)} 户，金额相同的按户编号"
    return Sample("amount", tuple(drawn), how)


def _mus(households: Sequence[Drawable], size: int, seed: str, what: str) -> Sample:
    """Every so many fen of the running total, from a start by lot: who is paid more is likelier to be drawn."""
    amounts = [max(0, int(d.amount / FEN)) for d in households]
    total = sum(amounts)
    interval = max(1, total // size)
    lot = number(seed)
    start = lot % interval
    drawn, hits = _hit(households, amounts, start, interval)
    order = "记录" if what == "记录的金额" else "输入"
    how = (
        f"货币单元抽样（MUS），单位是分：总体 {len(households)} 户，按{order}的顺序累计{what}，共 {total} 分"
        f"（{yuan(total * FEN)} 元；负数按0计）。间隔 = {total} ÷ {size} 取整 = {interval} 分。"
        f"起点 = SHA-256(“{seed}”) 除以间隔的余数：十六进制 {lot:064x}，余 {start} 分。"
        f"累计数首次超过 起点、起点 + 间隔、起点 + 2 × 间隔…… 的户抽中，共抽中 {len(drawn)} 户"
        f"{_why_fewer(size, hits, len(drawn))}"
    )
    return Sample("mus", tuple(drawn), how)


def _hit(
    households: Sequence[Drawable], amounts: Sequence[int], start: int, interval: int
) -> tuple[list[Drawable], int]:
    """The households in which a hit falls, and how many hits there are."""
    drawn: list[Drawable] = []
    running, wanted, hits = 0, start, 0
    for household, amount in zip(households, amounts, strict=True):
        running += amount
        if running > wanted:
            drawn.append(household)
            here = (running - wanted - 1) // interval + 1
            hits, wanted = hits + here, wanted + here * interval
    return drawn, hits


def _why_fewer(size: int, hits: int, drawn: int) -> str:
    """Why there may be fewer households than were asked for, or another number of hits."""
    told = []
    if hits != size:
        told.append(f"间隔取整，抽中点共 {hits} 个")
    if drawn < hits:
        told.append(f"{hits - drawn} 个抽中点落在已抽中的户：金额超过间隔的户会被抽中几次，只列一次")
    return f"（{'；'.join(told)}）" if told else ""
