"""What a compiled factor is: its value for a household or record, and how that value is written in a formula."""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from yzcomp.engine.notes import Record, Run, Value
from yzcomp.household.models import Household
from yzcomp.money import grouped, in_thousands, percent, plain

Text = Callable[[Any, Household, Record, Run], str]


class Note(NamedTuple):
    """What a reader must know of a factor: a record that was left out, or what a limit made of it (``limited``)."""

    text: str
    limited: bool = False


Notes = Callable[[Household, Record, Run], list[Note]]
#: Units of area, which show two decimals.
AREAS = ("㎡", "亩")


def quantity_text(value: Decimal, unit: str) -> str:
    """A quantity with its unit; areas show at least two decimals, shares are written as percentages."""
    if unit == "%":
        return percent(value)
    return f"{grouped(value, shown_decimals(unit))}{unit}"


@lru_cache(maxsize=256)
def quantity_writer(unit: str) -> Callable[[Decimal], tuple[str, str]]:
    """Writes a quantity in a unit as :func:`quantity_text` does, and its digits alone; remembers the last few, since
    one quantity is often written several times over."""
    decimals = shown_decimals(unit)

    def write(value: Decimal) -> tuple[str, str]:
        digits = plain(value, decimals)
        return in_thousands(digits) + unit, digits

    return lru_cache(maxsize=1024)(write)


@lru_cache(maxsize=256)
def shown_decimals(unit: str) -> int:
    """The decimals that a quantity shows at least: two for areas."""
    return 2 if any(word in unit for word in AREAS) and "元" not in unit else 0


class Piece(NamedTuple):
    """A compiled factor. ``unit`` tells a rate (元/…) from a quantity; ``notes`` say what a reader must know of it,
    ``entry`` which entry of a standard it comes from where the record alone doesn't tell.

    A fact without a unit of its own (``UNNAMED``) is counted in the unit that the rate beside it ``counts_in``.
    """

    value: Value
    text: Text
    unit: str = ""
    label: str = ""
    notes: Notes = lambda h, r, run: []
    counts_in: Callable[[Household, Record], str] | None = None
    entry: Callable[[Household, Record, Run], str | None] = lambda h, r, run: None

    @property
    def is_rate(self) -> bool:
        """Rates of money and pure numbers make up the rate of a line, everything else its quantity."""
        return self.unit.startswith("元") or self.unit in ("", "%")


def plain_text(unit: str) -> Text:
    """Writes a quantity with its unit."""
    return lambda value, h, r, run: quantity_text(value, unit)
