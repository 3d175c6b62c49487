"""A rate of a standard, and the stretches of days in which its values hold."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

_DAY = timedelta(days=1)


class Rate(NamedTuple):
    """A rate in its unit, and the title of the document that sets it.

    ``label`` is the entry as people read it: ``砖混、一等``. Where the standard changes with time it holds from
    ``from_`` to ``to``, both included (``None``: without end), and ``later`` are the values that follow it.
    """

    value: Decimal
    unit: str
    source: str
    from_: date | None = None
    to: date | None = None
    later: tuple["Rate", ...] = ()
    label: str = ""

    @property
    def always(self) -> bool:
        """Whether the rate holds on every day."""
        return self.from_ is None and self.to is None

    def periods(self) -> tuple["Rate", ...]:
        """The values one after another."""
        return (self._replace(later=()), *self.later)

    def on(self, day: date) -> "Rate | None":
        """The value that holds on a day."""
        return next((rate for rate in self.periods() if rate.covers(day)), None)

    def covers(self, day: date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)

    def overlaps(self, other: "Rate") -> bool:
        return _before(self.from_, other.to) and _before(other.from_, self.to)

    def span(self) -> str:
        """``2020-01-01至2020-12-31``, open at either end."""
        if self.from_ and self.to:
            return f"{self.from_}至{self.to}"
        return f"{self.from_}起" if self.from_ else f"到{self.to}止" if self.to else "一直"


def _before(first: date | None, last: date | None) -> bool:
    return first is None or last is None or first <= last


def in_order(rates: list[Rate]) -> Rate:
    """Values that don't overlap as one rate that changes with time."""
    first, *later = sorted(rates, key=lambda rate: rate.from_ or date.min)
    return first._replace(later=tuple(later))


def gaps(rate: Rate) -> Iterator[tuple[date, date]]:
    """The days between the values on which none holds: the first and the last of each stretch."""
    last = rate.to
    for other in rate.later:
        if last is not None and other.from_ is not None and last + _DAY < other.from_:
            yield last + _DAY, other.from_ - _DAY
        last = None if last is None or other.to is None else max(last, other.to)
