"""Names mistaken for one another: a fact or a term in the place of another of the same kind and unit.

Only names that the rules use are taken for one another: nobody slips from one to a fact that no rule is about.
"""

from collections.abc import Iterator
from typing import Any

from yzcomp.cases.mutant_factors import Change
from yzcomp.cases.paths import nodes, scope_at
from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook import units
from yzcomp.rulebook.logic import terms_of
from yzcomp.rulebook.models import Rulebook, Term
from yzcomp.rulebook.nodes import Node


class Names:
    """The facts and terms of a rulebook that may be mistaken for one another."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook, self.facts = rulebook, rulebook.catalogue
        named = [info for path, node in nodes(rulebook) for _, info in self._named(node, scope_at(rulebook, path))]
        self.used = list({(info.scope, info.key): info for info in named}.values())
        self.rests_on = {key: {key, *terms_of(term, rulebook)} for key, term in rulebook.terms.items()}

    def changes(self, node: Node, scope: str | None, within: str | None) -> Iterator[Change]:
        """What a node could have named instead; ``within`` is the term that it is a part of, if it is part of one."""
        for field, info in self._named(node, scope):
            for other in self._facts_like(info):
                if not _compares_with(node, other):
                    yield _renamed(field, info.key, other.key, f"“{info.title}”误作“{other.title}”")
        if isinstance(node, c.NamedCondition | f.NamedValue):
            own = self.rulebook.terms[node.term]
            for key, term in self._terms(within):
                if key != node.term and _alike(term, own):
                    yield _renamed("term", node.term, key, f"约定“{own.name}”误作“{term.name}”")
        if isinstance(node, f.NamedValue):
            yield from self._fact_for_term(node, self.rulebook.terms[node.term])
        elif isinstance(node, f.FactValue):
            yield from self._term_for_fact(node, scope, within)

    def _named(self, node: Node, scope: str | None) -> Iterator[tuple[str, FactInfo]]:
        for field, key in node.named("facts"):
            info = self.facts.find(key, node.inner(scope))
            if info is not None:
                yield field, info

    def _facts_like(self, info: FactInfo) -> Iterator[FactInfo]:
        """The other facts of the same records that are of the same kind, unit and choices."""
        for other in self.used:
            same = (other.scope, other.kind, other.unit, other.form.choices)
            if other.key != info.key and same == (info.scope, info.kind, info.unit, info.form.choices):
                yield other

    def _terms(self, within: str | None) -> Iterator[tuple[str, Term]]:
        """The terms that may stand in a part without its going round in circles."""
        return ((key, term) for key, term in self.rulebook.terms.items() if within not in self.rests_on[key])

    def _fact_for_term(self, node: f.NamedValue, term: Term) -> Iterator[Change]:
        for info in self.used:
            if info.scope == term.for_each and _counted_alike(info, term):
                new = f.FactValue(fact=info.key, **_limits(node))
                sentence = f"约定“{term.name}”误作事实“{info.title}”（{info.key}）"
                yield Change((), new, f"term {node.term} → fact {info.key}", sentence)

    def _term_for_fact(self, node: f.FactValue, scope: str | None, within: str | None) -> Iterator[Change]:
        info = self.facts.find(node.fact, scope)
        for key, term in self._terms(within) if info is not None else ():
            if info is not None and info.scope == term.for_each and _counted_alike(info, term):
                new = f.NamedValue(term=key, **_limits(node))
                sentence = f"事实“{info.title}”误作约定“{term.name}”（{key}）"
                yield Change((), new, f"fact {node.fact} → term {key}", sentence)


def _renamed(field: str, old: str, new: str, sentence: str) -> Change:
    return Change((field,), new, f"{old} → {new}", sentence)


def _compares_with(node: Node, info: FactInfo) -> bool:
    """Whether a test, or a stretch of days, has this very fact at its other end: nobody compares a fact with itself."""
    if isinstance(node, f.DaysBetween):
        return info.key in (node.days_from, node.days_to)
    operand = getattr(node, node.operator, None) if isinstance(node, c.FactTest) and node.operator else None
    return isinstance(operand, f.FactValue) and operand.fact == info.key


def _alike(one: Term, other: Term) -> bool:
    """Whether two terms say something of the same things, in the same unit."""
    kinds = [(term.for_each, term.unit, term.condition is None) for term in (one, other)]
    return kinds[0] == kinds[1]


def _counted_alike(info: FactInfo, term: Term) -> bool:
    """Whether a fact is a quantity in the unit of a term."""
    if term.quantity is None or term.unit is None or info.unit is None or info.kind not in ("number", "integer"):
        return False
    return units.parse(info.unit) == units.parse(term.unit)


def _limits(node: f.Factor) -> dict[str, Any]:
    return {name: getattr(node, name) for name in ("at_most", "at_least", "round")}
