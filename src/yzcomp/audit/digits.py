"""How the amounts of a record begin and how round they are: information for whoever chooses what to look at, no more.

Amounts that come of a few fixed rates need not begin as chance has it (Benford's law), and rates in whole yuan make
round amounts.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from yzcomp.money import ZERO

_ROUND = tuple(map(Decimal, (10_000, 1000, 100, 10, 1)))


class Digits(NamedTuple):
    """How many amounts above zero there are, how many begin with each digit, and how many are multiples of each sum in
    yuan, each counted with the greatest; of none: under 0."""

    amounts: int
    first: dict[int, int]
    multiples: dict[Decimal, int]

    def benford(self, digit: int) -> Decimal:
        """The share of amounts that begin with a digit by Benford's law."""
        return (1 + 1 / Decimal(digit)).log10()


def digits_of(amounts: Iterable[Decimal]) -> Digits:
    """The digits of the amounts above zero."""
    first, multiples = Counter[int](), Counter[Decimal]()
    for amount in amounts:
        if amount > 0:
            first[next(filter(None, amount.as_tuple().digits))] += 1
            multiples[next((step for step in _ROUND if not amount % step), ZERO)] += 1
    steps = {step: multiples[step] for step in (*_ROUND, ZERO)}
    return Digits(first.total(), {digit: first[digit] for digit in range(1, 10)}, steps)
