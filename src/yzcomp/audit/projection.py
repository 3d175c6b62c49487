"""What a sample that has been looked at says of all: errors projected, and the limit that they don't exceed.

Too much and too little are projected apart: one doesn't make up for the other. The limit of monetary units is the
Stringer bound with exact Poisson factors: the greatest taintings first, each by the next factor's step.
"""

from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from yzcomp.audit.sample import CERTAIN
from yzcomp.audit.sample_size import poisson_limit, rate_limit
from yzcomp.money import FEN, ZERO

_RATE = Decimal("0.0001")


class Checked(NamedTuple):
    """A drawn household, what was recorded for it and what is right, in yuan; its stratum, how many households that
    has, and the interval at which it was drawn by monetary units."""

    household_id: str
    recorded: Decimal
    right: Decimal
    stratum: str
    households: int
    interval: Decimal | None

    @property
    def error(self) -> Decimal:
        """What was recorded too much, or below zero too little."""
        return self.recorded - self.right


class Side(NamedTuple):
    """One way of being wrong, in yuan: what was found in all drawn, what that comes to in all, and the most that it may
    come to (``None``: not to be said)."""

    found: Decimal
    projected: Decimal
    limit: Decimal | None


class Part(NamedTuple):
    """A stratum: how many households it has, how many were looked at, how many of them are wrong."""

    name: str
    households: int
    looked_at: int
    wrong: int


class Projection(NamedTuple):
    """What a sample says. ``rate`` is the share of wrong households that isn't exceeded, where all had the same chance;
    ``random``: drawn so that it says anything of the others."""

    parts: tuple[Part, ...]
    over: Side
    under: Side
    rate: Decimal | None
    random: bool


def project(checked: Sequence[Checked], risk: Decimal) -> Projection:
    """Projects the errors of a sample on all; ``risk`` is 1 − confidence."""
    strata: dict[str, list[Checked]] = {}
    for row in checked:
        strata.setdefault(row.stratum, []).append(row)
    parts = tuple(
        Part(name, rows[0].households, len(rows), sum(bool(row.error) for row in rows)) for name, rows in strata.items()
    )
    drawn = [part for part in parts if part.name != CERTAIN]
    by_lot = len(drawn) == 1 and not any(row.interval for row in checked)
    rate = _rate(drawn[0], risk) if by_lot and drawn[0].households else None
    random = all(rows[0].interval or rows[0].households for rows in strata.values())
    return Projection(parts, _side(strata, 1, risk), _side(strata, -1, risk), rate, random)


def _rate(part: Part, risk: Decimal) -> Decimal:
    return rate_limit(part.wrong, part.looked_at, risk, _RATE, part.households)


def _side(strata: dict[str, list[Checked]], sign: int, risk: Decimal) -> Side:
    found = projected = limit = ZERO
    known = True
    for name, rows in strata.items():
        errors = [max(ZERO, sign * row.error) for row in rows]
        sum_, interval, households = sum(errors, ZERO), rows[0].interval, rows[0].households
        found += sum_
        if name == CERTAIN:
            projected, limit = projected + sum_, limit + sum_
        elif interval is not None:
            taints = [error / row.recorded for error, row in zip(errors, rows, strict=True)]
            projected += interval * sum(taints, ZERO)
            limit += interval * stringer(taints, lambda errors: poisson_limit(errors, risk))
            known = known and max(taints) <= 1
        else:
            projected += sum_ * households / len(rows) if households else sum_
            known = False
    highest = limit.quantize(FEN, ROUND_CEILING) if known else None
    return Side(found, projected.quantize(FEN, ROUND_HALF_UP), highest)


def stringer(taints: Sequence[Decimal], limit: Callable[[int], Decimal]) -> Decimal:
    """The bound on the sum of taintings: ``limit`` of no error, and for each error its tainting of what one more error
    adds to the limit."""
    bound = limit(0)
    for errors, taint in enumerate(sorted(filter(None, taints), reverse=True), 1):
        bound += taint * (limit(errors) - limit(errors - 1))
    return bound
