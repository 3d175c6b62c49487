"""What the written source calls: it raises where the quick way ends."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from yzcomp.forms import BareYear


class Unusual(Exception):
    """A household, or an item of it, that the quick way leaves to the evaluator."""


def missing() -> NoReturn:
    """A fact that was not given, or a rate that is still to come."""
    raise Unusual


def amount_of(amounts: Mapping[str, Decimal | None], item: str) -> Decimal:
    """The amount of another item, unless it is pending or not at hand."""
    amount = amounts.get(item)
    return missing() if amount is None else amount


def days(first: date | BareYear, last: date | BareYear) -> Decimal:
    """The days between two dates, which a bare year isn't."""
    if isinstance(first, BareYear) or isinstance(last, BareYear):
        missing()
    return Decimal(max(0, (last - first).days))


def years(found: Any, compare: Callable[[Any, Any], bool], wanted: Any) -> bool:
    """Compares a date or bare year with a date; equal years can't be told apart."""
    if isinstance(found, BareYear) is isinstance(wanted, BareYear):
        return compare(found, wanted)
    return missing() if found.year == wanted.year else compare(found.year, wanted.year)


def noted(*notes: str) -> str:
    """What there is to note of a line."""
    return "；".join(filter(None, notes))
