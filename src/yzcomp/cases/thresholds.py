"""Where a rulebook draws lines: comparisons, bounds, steps, periods; and which fact decides what side one is on."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from yzcomp.cases.paths import NodePath, in_words, nodes, scope_at
from yzcomp.forms import read_number
from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Bound, Item, Rulebook
from yzcomp.rulebook.nodes import Node

_SECTIONS = ("items", "terms", "requirements", "notices", "withholding")
_ORDERED = ("number", "integer", "percent", "date", "date_or_year")


class At(NamedTuple):
    """A line at a number or a day that the rules name."""

    value: Decimal | date


class Beside(NamedTuple):
    """A line at another fact: on time is no later than the last day that was set."""

    fact: FactInfo


class Worked(NamedTuple):
    """A line at a quantity that is worked out of other facts."""

    quantity: f.Factor


class Capped(NamedTuple):
    """A line where the product of an item's factors reaches its cap or floor."""

    item: str
    bound: str
    factor: int


class Whole(NamedTuple):
    """A line at every whole number: what is begun counts whole."""


Limit = At | Beside | Worked | Capped | Whole


class Threshold(NamedTuple):
    """A line. ``fact`` is what decides on which side of it a household is; ``None`` where no single fact does."""

    path: NodePath
    words: str
    fact: FactInfo | None
    limit: Limit


def thresholds(rulebook: Rulebook) -> Iterator[Threshold]:
    """All lines that a rulebook draws, in the order of its files; one that is drawn twice in a part comes once."""
    seen: list[object] = []
    for found in _all(rulebook):
        key = (found.path[:2], found.fact and (found.fact.scope, found.fact.key), found.limit)
        if key not in seen:
            seen.append(key)
            yield found


def _all(rulebook: Rulebook) -> Iterator[Threshold]:
    for path, node in nodes(rulebook):
        if not path or path[0] not in _SECTIONS:
            continue
        match node:
            case Item():
                yield from _caps(rulebook, path, node)
            case c.FactTest() | c.ValueTest():
                yield from _comparison(rulebook, path, node)
            case f.Tier():
                fact = driver(node.tier, scope_at(rulebook, path), rulebook)
                for step in node.steps:
                    if step.up_to is not None:
                        yield Threshold(path, in_words(rulebook, path, node), fact, At(step.up_to))
            case f.Dated():
                info = rulebook.catalogue.find(node.dated, scope_at(rulebook, path))
                for day in (day for period in node.periods for day in (period.from_, period.to) if day):
                    yield Threshold(path, in_words(rulebook, path, node), info, At(day))
        if isinstance(node, f.Factor) and node.bounded:
            yield from _bounds(rulebook, path, node)


def _caps(rulebook: Rulebook, path: NodePath, item: Item) -> Iterator[Threshold]:
    for name in ("at_most", "at_least"):
        bound: Bound | None = getattr(item, name)
        if bound is None:
            continue
        drivers = [driver(part, item.for_each, rulebook) for part in item.factors]
        index = next((i for i, fact in enumerate(drivers) if fact and _grows(item.factors[i])), None)
        fact = drivers[index] if index is not None else None
        yield Threshold(path, bound.text, fact, Capped(str(path[1]), name, index or 0))


def _grows(node: f.Factor) -> bool:
    """Whether a factor grows evenly with its fact, so that the cap can be worked back to it."""
    return not node.bounded and not isinstance(node, f.Tier | f.Dated)


def _comparison(rulebook: Rulebook, path: NodePath, node: c.FactTest | c.ValueTest) -> Iterator[Threshold]:
    scope, operator = scope_at(rulebook, path), node.operator or "is_"
    operand = getattr(node, operator)
    if operator in ("in_", "given"):
        return
    words = in_words(rulebook, path, node)
    if isinstance(node, c.FactTest):
        info = rulebook.catalogue.find(node.fact, scope)
        if info is not None and info.kind in _ORDERED:
            yield Threshold(path, words, info, _limit(operand, info, scope, rulebook))
    elif isinstance(operand, str):
        yield Threshold(path, words, driver(node.value, scope, rulebook), At(read_number(operand)))
    else:
        yield Threshold(path, words, driver(operand, scope, rulebook), Worked(node.value))


def _limit(operand: str | f.Factor, info: FactInfo, scope: str | None, rulebook: Rulebook) -> Limit:
    if isinstance(operand, str):
        value = info.form.read(operand)
        return At(Decimal(value) if isinstance(value, int) else value)  # type: ignore[arg-type]
    other = rulebook.catalogue.find(operand.fact, scope) if isinstance(operand, f.FactValue) else None
    return Beside(other) if other is not None else Worked(operand)


def _bounds(rulebook: Rulebook, path: NodePath, node: f.Factor) -> Iterator[Threshold]:
    fact, words = driver(node, scope_at(rulebook, path), rulebook), in_words(rulebook, path, node)
    for limit in (node.at_most, node.at_least):
        if limit is not None:
            yield Threshold(path, words, fact, At(limit))
    if node.round == "up":
        yield Threshold(path, words, fact, Whole())


def driver(
    node: Node, scope: str | None, rulebook: Rulebook, terms: dict[str, FactInfo | None] | None = None
) -> FactInfo | None:
    """The one fact that a quantity grows with; ``None`` where there is no such fact. ``terms`` have been looked at."""
    terms = {} if terms is None else terms
    match node:
        case f.FactValue():
            info = rulebook.catalogue.find(node.fact, scope)
            return info if info is not None and info.kind in _ORDERED else None
        case f.Sum():
            return rulebook.catalogue.find(node.sum, node.of)
        case f.NamedValue():
            term = rulebook.terms[node.term]
            if term.quantity and node.term not in terms:
                terms[node.term] = driver(term.quantity, term.for_each, rulebook, terms)
            return terms.get(node.term)
        case f.IfElse():
            return driver(node.then, scope, rulebook, terms) or driver(node.else_, scope, rulebook, terms)
    return None
