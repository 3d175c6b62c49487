"""What an amount comes to where the rest of its formula is right: a rate, a quantity, persons more or less.

A rate is named only where it comes out whole, a quantity where it is whole or as fine as such a quantity is measured; a
rate, and parts of a whole, only where chance would seldom have made it so: of all amounts as round as the recorded one,
at most one in twenty would have come out as well.
"""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from yzcomp.audit.findings import Cause
from yzcomp.money import FEN, ZERO, grouped, plain

#: Units that are measured, with parts of one; whatever else is counted.
_MEASURED = ("㎡", "亩", "米", "年")
_SELDOM = Fraction(1, 20)
ANOTHER_QUANTITY = "数量不同"


class Factored(NamedTuple):
    """A line as a quantity at a rate: exact, and its amount in yuan."""

    quantity: Decimal
    unit: str
    rate: Decimal
    amount: Decimal


def implied(lines: Sequence[Factored], recorded: Decimal) -> list[Cause]:
    """The rate or quantity behind an amount, where the lines but one are right; nothing where it may be several."""
    due = sum((line.amount for line in lines), ZERO)
    found = [list(_of_line(line, recorded - due + line.amount)) for line in lines]
    told = [causes for causes in found if causes]
    return told[0] if len(told) == 1 else []


def _of_line(line: Factored, wanted: Decimal) -> Iterator[Cause]:
    if wanted <= 0 or wanted == line.amount or _fen(line.rate * line.quantity) != line.amount or not line.amount:
        return
    quantities = list(_quantity(line, wanted))
    if not quantities or _measured(line):
        yield from _rate(line, wanted)
    yield from quantities


def _rate(line: Factored, wanted: Decimal) -> Iterator[Cause]:
    rate = (wanted / line.quantity).quantize(Decimal(1), ROUND_HALF_UP)
    round_to = next(power for power in range(9, -1, -1) if not rate % 10**power) if rate else 0
    chances = (
        _chance(line.quantity, wanted),
        _chance(line.quantity * 10**round_to, wanted, coarse=True) * (round_to + 1),
    )
    if rate and _fen(rate * line.quantity) == wanted and min(chances) <= _SELDOM:
        per = line.unit.removeprefix("个")
        text = f"相当于 {grouped(rate)}元/{per}"
        yield Cause(f"{text}（应为 {grouped(line.rate)}元/{per}）", text)


def _quantity(line: Factored, wanted: Decimal) -> Iterator[Cause]:
    measured = _measured(line)
    for step in (Decimal(1), Decimal("0.1"), FEN) if measured else (Decimal(1),):
        quantity = (wanted / line.rate).quantize(step, ROUND_HALF_UP)
        if not quantity or _fen(quantity * line.rate) != wanted:
            continue
        if step == 1 or _chance(line.rate * step, wanted) <= _SELDOM:
            more = quantity - line.quantity
            by = f"{'多' if more > 0 else '少'}计{plain(abs(more))}{line.unit}"
            shown = quantity.quantize(FEN) if measured else quantity
            text = f"{by}（相当于 {shown}{line.unit}）"
            yield (
                Cause(text, by) if line.unit == "人" else Cause(text, f"{ANOTHER_QUANTITY}（{line.unit}）", loose=True)
            )
        return


def _measured(line: Factored) -> bool:
    return any(unit in line.unit for unit in _MEASURED)


def _chance(spacing: Decimal, wanted: Decimal, *, coarse: bool = False) -> Fraction:
    """How many of the amounts as round as ``wanted``, in yuan or in fen (``coarse``: in tens), are multiples of
    ``spacing``."""
    grid = FEN if wanted % 1 else Decimal(10) if coarse and not wanted % 10 else Decimal(1)
    return Fraction(1, max(1, (Fraction(spacing) / Fraction(grid)).numerator))


def _fen(amount: Decimal) -> Decimal:
    return amount.quantize(FEN, ROUND_HALF_UP)
