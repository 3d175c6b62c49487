"""Which facts matter, given the answers so far: those that some rule would still look at.

It follows the rules the way the engine does, with three values, but needs only to be safe on one side: what can't be
told counts as unknown, and then the fact is asked for.
"""

from collections.abc import Mapping
from typing import Any

from yzcomp.engine.conditions import COMPARE
from yzcomp.forms import BareYear
from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Item, Requirement, Rulebook
from yzcomp.rulebook.nodes import Node

#: Answers by list of records (``None``: the household) and key; ``None`` is an answer that was left blank.
Answered = Mapping[tuple[str | None, str], Any]


def list_matters(records: str, rulebook: Rulebook) -> bool:
    """Whether any rule looks at a list of records."""
    return any(node.inner(None) == records for node in rulebook.walk())


def matters(info: FactInfo, answered: Answered, rulebook: Rulebook, if_given: bool = True) -> bool:
    """Whether any rule looks at a fact once the answers so far are known.

    With ``if_given=False`` it is no matter that a rule only asks whether the fact was given, or compares it with one
    that was left blank.
    """
    look = _Look(info, answered, rulebook, if_given)
    return (
        any(look.at_item(item) for item in rulebook.items.values())
        or any(look.at_requirement(rule) for rule in rulebook.requirements.values())
        or any(look.at(notice.when, notice.for_each) for notice in rulebook.notices.values())
        or (rulebook.withholding is not None and look.at(rulebook.withholding.when, None))
    )


class _Look:
    """One fact, looked for in rules of which part is settled by the answers."""

    def __init__(self, info: FactInfo, answered: Answered, rulebook: Rulebook, if_given: bool) -> None:
        self.info, self.answered, self.rulebook, self.if_given = info, answered, rulebook, if_given
        self.facts = rulebook.catalogue
        self._truths: dict[str, bool | None] = {}  # of terms, each looked at once
        self._found: dict[str, bool] = {}

    def at_item(self, item: Item) -> bool:
        scope = item.for_each
        if item.condition is not None and self.truth(item.condition, scope) is False:
            return False
        bounds = [part for bound in (item.at_most, item.at_least) if bound for part in bound.factors]
        bounds += [item.payee, *([item.payer] if item.payer else [])]
        parts: list[Node] = [*([item.condition] if item.condition else []), *item.factors, *bounds]
        return any(self.at(part, scope) for part in parts)

    def at_requirement(self, rule: Requirement) -> bool:
        """A rule that applies only once the fact is given, or forbids it, checks it, but is no reason to ask for it."""
        scope = rule.for_each
        if rule.when is not None and (self._asks_if_given(rule.when) or self.truth(rule.when, scope) is False):
            return False
        if isinstance(rule.must, c.FactTest) and rule.must.given is False and self._names(rule.must, scope):
            return False
        return (rule.when is not None and self.at(rule.when, scope)) or self.at(rule.must, scope)

    def _asks_if_given(self, when: c.Condition) -> bool:
        parts = when.all if isinstance(when, c.All) else (when,)
        return any(isinstance(p, c.FactTest) and p.fact == self.info.key and p.given is True for p in parts)

    def at(self, node: Node, scope: str | None) -> bool:
        """Whether a condition or factor depends on the fact: what is settled already does not."""
        match node:
            case c.Condition() if self.truth(node, scope) is not None:
                return False
            case c.FactTest() if not self.if_given and self._says_nothing(node, scope):
                return False
            case f.Choose() if (known := self._known(node.choose, scope)) is not None:
                case = node.cases.get(str(known) if not isinstance(known, bool) else "yes" if known else "no")
                return case is not None and self.at(case, scope)
            case f.IfElse() if (holds := self.truth(node.if_, scope)) is not None:
                return self.at(node.then if holds else node.else_, scope)
            case f.Sum() | f.Count() if self._leaves_out(node):
                return False
            case f.ByReading():
                return self.at(node.cases[self.rulebook.readings[node.reading].default], scope)
            case c.NamedCondition() | f.NamedValue():
                term = self.rulebook.terms[node.term]
                if node.term not in self._found:
                    parts = [part for part in (term.condition, term.quantity) if part]
                    self._found[node.term] = any(self.at(part, term.for_each) for part in parts)
                return self._found[node.term]
        return self._names(node, scope) or any(self.at(part, node.inner(scope)) for part in node.parts())

    def _says_nothing(self, node: c.FactTest, scope: str | None) -> bool:
        """Whether a test only asks if its fact was given, or compares it with one that was left blank."""
        other = getattr(node, node.operator or "is_")
        place = self._place(other.fact, scope) if isinstance(other, f.FactValue) else (None, "")
        return node.given is not None or self.answered.get(place, ...) is None

    def _leaves_out(self, node: f.Sum | f.Count) -> bool:
        """Whether a sum is known to pass over the record that the fact belongs to."""
        over = node.inner(None)
        return over == self.info.scope and node.where is not None and self.truth(node.where, over) is False

    def _names(self, node: Node, scope: str | None) -> bool:
        """Whether a node itself names the fact."""
        named = [key for _, key in node.named("facts")]
        if isinstance(node, f.Lookup) and (dated := self.rulebook.standards[node.standard].dated) is not None:
            named.append(dated)
        return (self.info.scope, self.info.key) in (self._place(key, node.inner(scope)) for key in named)

    def _place(self, key: str, scope: str | None) -> tuple[str | None, str]:
        found = self.facts.find(key, scope)
        return (found.scope if found else scope), key

    def _known(self, key: str, scope: str | None) -> Any:
        return self.answered.get(self._place(key, scope))

    def truth(self, node: c.Condition, scope: str | None) -> bool | None:
        """What the answers so far make of a condition; ``None`` where that can't be told."""
        match node:
            case c.All():
                return _joined([self.truth(part, scope) for part in node.all], False)
            case c.AnyOf():
                return _joined([self.truth(part, scope) for part in node.any], True)
            case c.Not():
                inner = self.truth(node.not_, scope)
                return None if inner is None else not inner
            case c.NamedCondition():
                term = self.rulebook.terms[node.term]
                if term.condition and node.term not in self._truths:
                    self._truths[node.term] = self.truth(term.condition, term.for_each)
                return self._truths.get(node.term)
            case c.ReadingTest():
                return self.rulebook.readings[node.reading].default == node.is_
            case c.FactTest():
                return self._fact(node, scope)
        return None

    def _fact(self, node: c.FactTest, scope: str | None) -> bool | None:
        info = self.facts.find(node.fact, scope)
        place = self._place(node.fact, scope)
        if info is None or place not in self.answered:
            return None
        value = self.answered[place]
        if node.given is not None:
            return (value is not None) is node.given
        if value is None:
            return None
        if node.in_ is not None:
            return value in [info.form.read(word) for word in node.in_]
        operand = getattr(node, node.operator or "is_")
        other = self._known(operand.fact, scope) if isinstance(operand, f.FactValue) else None
        if isinstance(operand, str):
            other = info.form.read(operand)
        if other is None or isinstance(value, BareYear) or isinstance(other, BareYear):
            return None
        return COMPARE[node.operator or "is_"](value, other)


def _joined(parts: list[bool | None], decisive: bool) -> bool | None:
    """All (decided by one ``False``) or any (decided by one ``True``)."""
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive
