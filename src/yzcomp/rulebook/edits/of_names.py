"""Names mistaken for one another: a fact or a term in the place of another of the same kind and unit.

An author slips only from one name to another that the rules use: nobody takes a fact for one that no rule is about.
"""

from collections.abc import Iterator
from typing import Any

from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook import units
from yzcomp.rulebook.edits.edit import NAME, Edit, Known
from yzcomp.rulebook.models import Term
from yzcomp.rulebook.nodes import Node
from yzcomp.rulebook.walk import facts_named


def of_names(node: Node, scope: str | None, within: str | None, known: Known) -> Iterator[Edit]:
    """What a node could have named instead; ``within`` is the term that it is a part of, if it is part of one."""
    for field, info in facts_named(node, scope, known.rulebook):
        for other in known.facts_of(info.scope):
            if other.key != info.key and other.kind == info.kind and other.unit == info.unit:
                yield from _other_fact(node, scope, field, info, other, known)
    if isinstance(node, c.NamedCondition | f.NamedValue):
        own = known.rulebook.terms[node.term]
        for key, term in _terms(within, known):
            if key != node.term and _alike(term, own):
                sentence = f"约定“{own.name}”误作“{term.name}”"
                yield Edit(NAME, ("term",), key, f"{node.term} → {key}", sentence)
        if isinstance(node, f.NamedValue):
            yield from _fact_for_term(node, own, known)
    elif isinstance(node, f.FactValue):
        yield from _term_for_fact(node, scope, within, known)


def _other_fact(
    node: Node, scope: str | None, field: str, info: FactInfo, other: FactInfo, known: Known
) -> Iterator[Edit]:
    """A fact for another of the same records, kind and unit; at work people mistake quantities, and days."""
    name, sentence, mistake = "", "", ""
    used = (other.scope, other.key) in known.used and other.form.choices == info.form.choices
    if used and not _compares_with(node, other):
        name, sentence = f"{info.key} → {other.key}", f"“{info.title}”误作“{other.title}”"
    if isinstance(node, f.DaysBetween):
        if (other.scope, other.key) in known.dates and not _compares_with(node, other):
            mistake = f"用了{known.words.factor(node.model_copy(update={field: other.key}), scope)}"
    elif isinstance(node, f.FactValue | f.Sum) and info.unit is not None and info.kind in ("number", "integer"):
        mistake = f"用了{other.title}，不是{info.title}" if other.source is None else ""
    if name or mistake:
        yield Edit(NAME, (field,), other.key, name, sentence, mistake)


def _terms(within: str | None, known: Known) -> Iterator[tuple[str, Term]]:
    """The terms that may stand in a part without its going round in circles."""
    return ((key, term) for key, term in known.rulebook.terms.items() if within not in known.rests_on[key])


def _fact_for_term(node: f.NamedValue, term: Term, known: Known) -> Iterator[Edit]:
    for info in known.used.values():
        if info.scope == term.for_each and _counted_alike(info, term):
            new = f.FactValue(fact=info.key, **_limits(node))
            sentence = f"约定“{term.name}”误作事实“{info.title}”（{info.key}）"
            yield Edit(NAME, (), new, f"term {node.term} → fact {info.key}", sentence)


def _term_for_fact(node: f.FactValue, scope: str | None, within: str | None, known: Known) -> Iterator[Edit]:
    info = known.facts.find(node.fact, scope)
    for key, term in _terms(within, known) if info is not None else ():
        if info is not None and info.scope == term.for_each and _counted_alike(info, term):
            new = f.NamedValue(term=key, **_limits(node))
            sentence = f"事实“{info.title}”误作约定“{term.name}”（{key}）"
            yield Edit(NAME, (), new, f"fact {node.fact} → term {key}", sentence)


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
