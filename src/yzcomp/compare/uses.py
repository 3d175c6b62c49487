"""Which items rest on what several of them share: a term, a reading, a standard, a fact."""

from collections.abc import Iterator

from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import Node

Shared = tuple[str, str]


def uses(rulebook: Rulebook) -> dict[Shared, tuple[str, ...]]:
    """The names of the items that use a shared part, by its section and key; also through terms."""
    found: dict[Shared, dict[str, None]] = {}
    for item in rulebook.items.values():
        for shared in _used(item, rulebook, set()):
            found.setdefault(shared, {})[item.name] = None
    return {shared: tuple(names) for shared, names in found.items()}


def _used(part: Node, rulebook: Rulebook, terms: set[str]) -> Iterator[Shared]:
    for node in part.walk():
        match node:
            case f.ByReading() | c.ReadingTest():
                yield "readings", node.reading
            case f.Lookup():
                yield "standards", node.standard
            case f.FactValue() | c.FactTest():
                yield "facts", node.fact
            case f.Sum():
                yield "facts", node.sum
            case f.Choose():
                yield "facts", node.choose
            case f.Dated():
                yield "facts", node.dated
            case f.NamedValue() | c.NamedCondition() if node.term not in terms:
                terms.add(node.term)
                yield "terms", node.term
                yield from _used(rulebook.terms[node.term], rulebook, terms)
