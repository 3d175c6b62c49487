"""What can be told of rules without a household: which choices a condition lets through, what an item is a share of."""

from collections.abc import Iterator
from contextlib import suppress

from yzcomp.forms import BadForm
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Rulebook, Term
from yzcomp.rulebook.nodes import Node


def terms_of(part: Node, rulebook: Rulebook) -> dict[str, Term]:
    """The terms that a part rests on, also through one another."""
    found: dict[str, Term] = {}
    waiting = [part]
    for node in waiting:
        for inner in node.walk():
            name = inner.term if isinstance(inner, f.NamedValue | c.NamedCondition) else ""
            if name in rulebook.terms and name not in found:
                found[name] = rulebook.terms[name]
                waiting.append(rulebook.terms[name])
    return found


def whole(part: Node, rulebook: Rulebook) -> Iterator[Node]:
    """All nodes that a part rests on: its own, and those of the terms that it names."""
    for owner in (part, *terms_of(part, rulebook).values()):
        yield from owner.walk()


def shares_of(part: Node, rulebook: Rulebook) -> frozenset[str]:
    """The items whose amounts a part rests on, also through the terms that it names."""
    return frozenset(node.of for node in whole(part, rulebook) if isinstance(node, f.Share))


def permitted(condition: c.Condition | None, fact: str, rulebook: Rulebook) -> frozenset[str]:
    """The keys of household choice fact ``fact`` with which ``condition`` may hold (never too few)."""
    everything = frozenset(key for key, _ in rulebook.catalogue.fields[fact].form.choices)
    return _permitted(condition, fact, rulebook, everything)


def _permitted(node: c.Condition | None, fact: str, rulebook: Rulebook, every: frozenset[str]) -> frozenset[str]:
    if isinstance(node, c.FactTest) and node.fact == fact:
        return _named(node, fact, rulebook, every)
    if isinstance(node, c.All):
        return frozenset.intersection(*(_permitted(part, fact, rulebook, every) for part in node.all))
    if isinstance(node, c.AnyOf):
        return frozenset.union(*(_permitted(part, fact, rulebook, every) for part in node.any))
    if isinstance(node, c.Not) and isinstance(node.not_, c.FactTest) and node.not_.fact == fact:
        return every - _named(node.not_, fact, rulebook, frozenset())
    if isinstance(node, c.NamedCondition) and node.term in rulebook.terms:
        return _permitted(rulebook.terms[node.term].condition, fact, rulebook, every)
    return every


def _named(node: c.FactTest, fact: str, rulebook: Rulebook, otherwise: frozenset[str]) -> frozenset[str]:
    """The values that an ``is`` or ``in`` names, as keys; a word that is none is reported where it stands."""
    words = (node.is_,) if isinstance(node.is_, str) else node.in_
    if words is None:
        return otherwise
    form, found = rulebook.catalogue.fields[fact].form, set()
    for word in words:
        with suppress(BadForm):
            found.add(str(form.read(word)))
    return frozenset(found)
