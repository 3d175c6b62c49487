"""Which items rest on what several of them share: a term, a reading, a standard, a fact."""

from collections.abc import Iterator

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
        for field, key in node.named("readings", "standards", "facts", "terms"):
            if (section := node.NAMES[field]) == "terms":
                if key in terms:
                    continue
                terms.add(key)
                yield from _used(rulebook.terms[key], rulebook, terms)
            yield section, key
