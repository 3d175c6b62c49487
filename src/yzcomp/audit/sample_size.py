"""How large a sample has to be, and how much can be wrong beyond it: attributes and monetary units.

A risk is 1 − confidence. Rates are shares of one. Every figure is the least or the greatest that holds, found by the
distributions themselves and not by a table of rounded factors.
"""

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from yzcomp.audit.distributions import binomial, gamma, hypergeometric, least, poisson

#: A sample of more households than this is no sample.
LARGEST = 100_000
Chance = Callable[[int, int], Decimal]


class Size(NamedTuple):
    """A sample's size and how many errors it was reckoned to show."""

    size: int
    errors: Decimal


def attributes_size(tolerable: Decimal, expected: Decimal, risk: Decimal, population: int | None = None) -> Size | None:
    """The least sample in which as many errors as are expected (rounded up) would still show, at ``risk`` at most, that
    fewer than ``tolerable`` of all are wrong; ``None`` where there is none."""
    chance = _chance(tolerable, population)
    most = population or LARGEST
    for errors in range(most + 1):
        low = _whole((errors - 1) / expected, ROUND_FLOOR) if errors and expected else 0
        high = min(most, _whole(errors / expected, ROUND_FLOOR)) if expected else None
        if low >= most:
            return None
        if high is None or chance(errors, high) <= risk:
            size = least(lambda size, errors=errors: chance(errors, size) <= risk, max(low, errors), high)  # type: ignore[misc]
            return Size(size, Decimal(errors)) if size <= most else None
    return None


def _chance(rate: Decimal, population: int | None) -> Chance:
    """The probability of at most so many errors in a sample of a size, where ``rate`` of all are wrong."""
    if population is None:
        return lambda errors, size: binomial(errors, size, rate)
    wrong = _whole(population * rate, ROUND_CEILING)
    return lambda errors, size: hypergeometric(errors, min(size, population), wrong, population)


def mus_size(tolerable: Decimal, expected: Decimal, risk: Decimal) -> Size | None:
    """The least sample of monetary units of which the upper limit, at the ``expected`` rate of error, stays within the
    ``tolerable`` one; both are shares of the whole amount, ``risk`` at most a half."""
    start = _whole(Decimal(2) / 3 / (tolerable - expected), ROUND_FLOOR)  # below it the odds are even at best

    def within(size: int) -> bool:
        return size > LARGEST or gamma(1 + size * expected, size * tolerable) >= 1 - risk

    size = least(within, start)
    return Size(size, size * expected) if size <= LARGEST else None


def rate_limit(errors: int, size: int, risk: Decimal, step: Decimal, population: int | None = None) -> Decimal:
    """The greatest rate, in whole errors of the ``population``, or in whole steps rounded up, at which so few errors as
    were found are still likelier than ``risk``: with that confidence, no more than this is wrong."""
    if errors >= size:
        return Decimal(1)
    if population is None:
        steps = least(lambda n: binomial(errors, size, n * step) <= risk, 0, _whole(1 / step, ROUND_CEILING))
        return steps * step
    wrong = least(lambda n: hypergeometric(errors, size, n, population) <= risk, errors, population)
    return Decimal(wrong - 1) / population


def poisson_limit(errors: int, risk: Decimal, step: Decimal = Decimal("0.000001")) -> Decimal:
    """The confidence factor: so many errors may be expected where ``errors`` were found, in whole steps, rounded up."""
    return least(lambda n: poisson(errors, n * step) <= risk) * step


def _whole(value: Decimal, rounding: str) -> int:
    return int(value.to_integral_value(rounding))
