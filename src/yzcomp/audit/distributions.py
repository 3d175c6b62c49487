"""Probabilities that sampling rests on, in Decimals of fifty digits: no result depends on how a machine rounds."""

from collections.abc import Callable
from decimal import Decimal, localcontext
from math import comb

_DIGITS = 50
#: What is left out of a sum without end, beside what is in it.
_NEGLIGIBLE = Decimal("1e-35")
ONE = Decimal(1)


def binomial(found: int, size: int, rate: Decimal) -> Decimal:
    """The probability of at most ``found`` errors in a sample of ``size`` from a population of errors at ``rate``."""
    if rate >= 1:
        return Decimal(found >= size)
    with localcontext() as context:
        context.prec = _DIGITS
        term, sum_ = (1 - rate) ** size, Decimal(0)
        for errors in range(min(found, size) + 1):
            sum_ += term
            term = term * (size - errors) / (errors + 1) * rate / (1 - rate)
        return +min(ONE, sum_)


def hypergeometric(found: int, size: int, wrong: int, population: int) -> Decimal:
    """The same for a sample drawn without putting back, from a ``population`` in which so many are ``wrong``."""
    ways = sum(comb(wrong, errors) * comb(population - wrong, size - errors) for errors in range(min(found, size) + 1))
    with localcontext() as context:
        context.prec = _DIGITS
        return Decimal(ways) / Decimal(comb(population, size))


def poisson(found: int, mean: Decimal) -> Decimal:
    """The probability of at most ``found`` errors where ``mean`` are to be expected."""
    with localcontext() as context:
        context.prec = _DIGITS
        term, sum_ = (-mean).exp(), Decimal(0)
        for errors in range(found + 1):
            sum_ += term
            term = term * mean / (errors + 1)
        return +sum_


def gamma(shape: Decimal, value: Decimal) -> Decimal:
    """The probability that a gamma variate of ``shape`` ≥ 1 and scale 1 is at most ``value`` > 0: what is below by its
    series, what is above by its continued fraction, and the one beside both."""
    with localcontext() as context:
        context.prec = _DIGITS
        below = term = 1 / shape
        steps = 0
        while term > below * _NEGLIGIBLE:
            steps += 1
            term = term * value / (shape + steps)
            below += term
        return +below / (below + _above(shape, value))


def _above(shape: Decimal, value: Decimal) -> Decimal:
    """The continued fraction of the upper incomplete gamma function over value^shape e^-value, by its convergents."""
    base = value + 1 - shape
    before, now = (Decimal(0), ONE), (ONE, base)  # numerators and denominators
    last, steps = now[0] / now[1] if base else Decimal(0), 0
    while True:
        steps += 1
        factor, base = -steps * (steps - shape), base + 2
        before, now = now, (base * now[0] + factor * before[0], base * now[1] + factor * before[1])
        found = now[0] / now[1]
        if abs(found - last) <= abs(found) * _NEGLIGIBLE:
            return found
        last = found


def least(holds: Callable[[int], bool], low: int = 0, high: int | None = None) -> int:
    """The least whole number above ``low`` for which something holds that goes on holding once it does; ``high``, where
    it is known to hold."""
    if high is None:
        high = max(1, 2 * low)
        while not holds(high):
            low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
