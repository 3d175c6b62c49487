"""Where a rulebook draws lines: comparisons, bounds, steps, periods; and which fact decides what side one is on."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from yzcomp.forms import read_number
from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.kinds import quantity_of
from yzcomp.rulebook.logic import leaves
from yzcomp.rulebook.models import Bound, Item, Rulebook
from yzcomp.rulebook.nodes import NodePath, Visit
from yzcomp.rulebook.walk import deciding
from yzcomp.rulebook.wording import Wording

_SECTIONS = ("items", "terms", "requirements", "notices", "withholding")
_ORDERED = ("number", "integer", "percent", "date", "date_or_year")


class At(NamedTuple):
    """A line at a number or a day that the rules name."""

    value: Decimal | date


class AtFact(NamedTuple):
    """A line at another fact: on time is no later than the last day that was set."""

    fact: FactInfo


class Worked(NamedTuple):
    """A line at a quantity that is worked out of other facts."""

    quantity: f.Factor
    scope: str | None


class Capped(NamedTuple):
    """A line where the product of an item's factors reaches its cap or floor."""

    item: str
    bound: str
    factor: int


class Whole(NamedTuple):
    """A line at every whole number: what is begun counts whole."""


Limit = At | AtFact | Worked | Capped | Whole


class Elapsed(NamedTuple):
    """The other end of a stretch of days: the line runs as many days after it, or before it where ``after`` is no."""

    other: FactInfo
    after: bool


class Driver(NamedTuple):
    """The one fact that a quantity grows with, ``None`` where there is none; by the days between it and another."""

    fact: FactInfo | None = None
    elapsed: Elapsed | None = None


class Threshold(NamedTuple):
    """A line. ``fact`` is what decides on which side of it a household is; ``None`` where no single fact does."""

    path: NodePath
    words: str
    fact: FactInfo | None
    limit: Limit
    elapsed: Elapsed | None = None


def thresholds(rulebook: Rulebook) -> Iterator[Threshold]:
    """All lines that a rulebook draws, in the order of its files; one that is drawn twice in a part comes once."""
    seen: list[object] = []
    for found in _all(rulebook):
        key = (found.path[:2], found.fact and (found.fact.scope, found.fact.key), found.limit, found.elapsed)
        if key not in seen:
            seen.append(key)
            yield found


def _all(rulebook: Rulebook) -> Iterator[Threshold]:
    words = Wording(rulebook)
    for visit in deciding(rulebook):
        path, node, scope = visit
        if not path or path[0] not in _SECTIONS:
            continue
        match node:
            case Item():
                yield from _caps(rulebook, path, node)
            case c.FactTest() | c.ValueTest():
                yield from _comparison(rulebook, visit, words.part(node, scope))
            case f.Tier():
                by = driver(node.tier, scope, rulebook)
                for step in node.steps:
                    if step.up_to is not None:
                        yield Threshold(path, words.part(node, scope), by.fact, At(step.up_to), by.elapsed)
            case f.Dated():
                info = rulebook.catalogue.find(node.dated, scope)
                for day in (day for period in node.periods for day in (period.from_, period.to) if day):
                    yield Threshold(path, words.part(node, scope), info, At(day))
        if isinstance(node, f.Factor) and node.bounded:
            yield from _bounds(rulebook, path, node, scope, words.part(node, scope))


def _caps(rulebook: Rulebook, path: NodePath, item: Item) -> Iterator[Threshold]:
    for name in ("at_most", "at_least"):
        bound: Bound | None = getattr(item, name)
        if bound is None:
            continue
        drivers = [driver(part, item.for_each, rulebook) for part in item.factors]
        index = next((i for i, by in enumerate(drivers) if by.fact and _grows(item.factors[i])), None)
        by = drivers[index] if index is not None else Driver()
        yield Threshold(path, bound.text, by.fact, Capped(str(path[1]), name, index or 0), by.elapsed)


def _grows(node: f.Factor) -> bool:
    """Whether a factor grows evenly with its fact, so that the cap can be worked back to it."""
    return not node.bounded and not isinstance(node, f.Tier | f.Dated)


def _comparison(rulebook: Rulebook, visit: Visit, words: str) -> Iterator[Threshold]:
    path, node, scope = visit
    assert isinstance(node, c.Comparison)
    operator = node.operator or "is_"
    operand = getattr(node, operator)
    if operator in ("in_", "given"):
        return
    if isinstance(node, c.FactTest):
        info = rulebook.catalogue.find(node.fact, scope)
        if info is not None and info.kind in _ORDERED:
            yield Threshold(path, words, _written(info), _limit(operand, info, scope, rulebook))
    elif isinstance(node, c.ValueTest):
        literal = isinstance(operand, str)
        by = driver(node.value if literal else operand, scope, rulebook)
        limit = At(read_number(operand)) if literal else Worked(node.value, scope)
        yield Threshold(path, words, by.fact, limit, by.elapsed)


def _written(info: FactInfo | None) -> FactInfo | None:
    """A fact that a household can be moved by: it has an order, and somebody writes it."""
    return info if info is not None and info.kind in _ORDERED and info.source is None else None


def _limit(operand: str | f.Factor, info: FactInfo, scope: str | None, rulebook: Rulebook) -> Limit:
    if isinstance(operand, str):
        value = info.form.read(operand)
        return At(Decimal(value) if isinstance(value, int) else value)  # type: ignore[arg-type]
    other = rulebook.catalogue.find(operand.fact, scope) if isinstance(operand, f.FactValue) else None
    return AtFact(other) if other is not None else Worked(operand, scope)


def _bounds(rulebook: Rulebook, path: NodePath, node: f.Factor, scope: str | None, words: str) -> Iterator[Threshold]:
    by = driver(node, scope, rulebook)
    for limit in (node.at_most, node.at_least):
        if limit is not None:
            yield Threshold(path, words, by.fact, At(limit), by.elapsed)
    if node.round == "up":
        yield Threshold(path, words, by.fact, Whole(), by.elapsed)


def driver(node: f.Factor, scope: str | None, rulebook: Rulebook) -> Driver:
    """The fact that a quantity grows with; of several ways to work it out the first that has one."""
    found = (_driver(leaf, of, rulebook) for leaf, of, _ in leaves(node, scope, None, rulebook))
    return next((by for by in found if by.fact), Driver())


def _driver(node: f.Factor, scope: str | None, rulebook: Rulebook) -> Driver:
    if not isinstance(node, f.DaysBetween):
        return Driver(_written(quantity_of(node, scope, rulebook)))
    first, last = (rulebook.catalogue.find(key, scope) for key in (node.days_from, node.days_to))
    if first is None or last is None or first.source or last.source:
        return Driver()
    own = first.scope is not None and last.scope is None  # what a record says rather than the household
    return Driver(first, Elapsed(last, False)) if own else Driver(last, Elapsed(first, True))
