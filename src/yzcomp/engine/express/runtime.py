"""What the written source calls: it raises where the express lane ends."""

from decimal import Decimal
from typing import Any

from yzcomp.forms import BareYear


def missing_fact(unusual: type[Exception]) -> Any:
    """A fact that was not given ends the express lane."""

    def missing() -> Any:
        raise unusual

    return missing


def days_between(unusual: type[Exception]) -> Any:
    """The days between two dates, which a bare year isn't."""

    def days(first: Any, last: Any) -> Decimal:
        if isinstance(first, BareYear) or isinstance(last, BareYear):
            raise unusual
        return Decimal(max(0, (last - first).days))

    return days


def by_year(unusual: type[Exception]) -> Any:
    """Compares a date or bare year with a date; equal years can't be told apart."""

    def years(found: Any, compare: Any, wanted: Any) -> bool:
        if isinstance(found, BareYear) is not isinstance(wanted, BareYear):
            if found.year == wanted.year:
                raise unusual
            return bool(compare(found.year, wanted.year))
        return bool(compare(found, wanted))

    return years


def noted(*notes: str) -> str:
    """What there is to note of a line."""
    return "；".join(filter(None, notes))
