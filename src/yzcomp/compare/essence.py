"""What a condition or factor says, whatever its words, its place and the way its values are written.

Two parts are the same exactly when their essences are equal: ``1000`` and ``1000.00``, ``是`` and ``yes``, the parts of
an ``all`` in another order. Names that were only changed are followed.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from yzcomp.forms import BadForm, read_number
from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Rulebook

#: New keys by old ones, by the part of the rulebook that they are of.
Renames = Mapping[str, Mapping[str, str]]


class Essences:
    """Gives the essences of one rulebook's parts; ``renames`` lead from its keys to those of the other."""

    def __init__(self, rulebook: Rulebook, renames: Renames | None = None) -> None:
        self.rulebook, self.facts, self.renames = rulebook, rulebook.catalogue, renames or {}

    def named(self, section: str, key: str) -> str:
        """A key as the other rulebook has it."""
        return self.renames.get(section, {}).get(key, key)

    def value(self, word: str, info: FactInfo | None) -> Hashable:
        """A literal as the value that it means."""
        try:
            read = info.form.read(word) if info is not None else read_number(word)
        except BadForm:
            return word
        return str(read) if info is not None and info.form.choices else read if isinstance(read, Hashable) else word

    def find(self, key: str, scope: str | None) -> FactInfo | None:
        return self.facts.find(key, scope if scope in self.facts.records else None)

    def condition(self, node: c.Condition | None, scope: str | None) -> Hashable:
        """What must hold; ``None`` where nothing must."""
        match node:
            case c.All():
                return self._together("all", node.all, scope)
            case c.AnyOf():
                return self._together("any", node.any, scope)
            case c.Not():
                return "not", self.condition(node.not_, scope)
            case c.NamedCondition():
                return "term", self.named("terms", node.term)
            case c.ReadingTest():
                return "reading", self.named("readings", node.reading), node.is_
            case c.Every():
                return "every", node.every, self.condition(node.satisfies, node.every)
            case c.Some():
                return "some", node.some, self.condition(node.satisfies, node.some)
            case c.FactTest():
                subject = self.named("facts", node.fact)
                return "fact", subject, self._comparison(node, self.find(node.fact, scope), scope)
            case c.ValueTest():
                return "value", self.factor(node.value, scope), self._comparison(node, None, scope)
        return None

    def _together(self, how: str, parts: Sequence[c.Condition], scope: str | None) -> Hashable:
        """Parts in whatever order; a list of one is that one."""
        found = Counter(self.condition(part, scope) for part in parts)
        return next(iter(found)) if len(parts) == 1 else (how, frozenset(found.items()))

    def _comparison(self, node: c.Comparison, info: FactInfo | None, scope: str | None) -> Hashable:
        operator = node.operator or ""
        operand: Any = getattr(node, operator, None)
        if isinstance(operand, tuple):
            return operator, frozenset(self.value(word, info) for word in operand)
        if isinstance(operand, str):
            return operator, self.value(operand, info)
        return operator, self.factor(operand, scope) if isinstance(operand, f.Factor) else operand

    def factor(self, node: f.Factor | None, scope: str | None, unit: str | None = None) -> Hashable:
        """What it comes to; a constant without a unit has that of the cases it stands among."""
        if node is None:
            return None
        return node.at_most, node.at_least, node.round, *self._factor(node, scope, unit)

    def _factor(self, node: f.Factor, scope: str | None, unit: str | None) -> tuple[Hashable, ...]:
        match node:
            case f.Constant():
                return "constant", node.constant, node.unit or unit
            case f.Text():
                return "text", node.text
            case f.FactValue():
                return "fact", self.named("facts", node.fact), frozenset(self.mapping(node, scope).items())
            case f.Sum():
                return "sum", self.named("facts", node.sum), node.of, self.condition(node.where, node.of)
            case f.Count():
                return "count", node.count, self.condition(node.where, node.count)
            case f.NamedValue():
                return "term", self.named("terms", node.term)
            case f.Tier():
                steps = tuple((step.up_to, step.value, step.each) for step in node.steps)
                return "tier", self.factor(node.tier, scope), node.unit, steps
            case f.IfElse():
                ways = self.factor(node.then, scope), self.factor(node.else_, scope)
                return "if", self.condition(node.if_, scope), *ways
            case f.Dated():
                spans = tuple((p.from_, p.to, p.value) for p in node.periods)
                return "dated", self.named("facts", node.dated), node.unit, spans
            case f.Lookup():
                keys = tuple(self.factor(key, scope) for key in node.key)
                return "standard", self.named("standards", node.standard), keys
            case f.Share():
                return "share", node.share, self.named("items", node.of)
            case f.Choose() | f.ByReading():
                by = self.head(node)
                return *by, frozenset((k, self.factor(v, scope, node.unit)) for k, v in self.cases(node, scope).items())
        raise TypeError(type(node).__name__)

    def mapping(self, node: f.FactValue, scope: str | None) -> dict[Hashable, Hashable]:
        """What ``as`` makes of which value."""
        info = self.find(node.fact, scope)
        return {self.value(key, info): self.value(word, info) for key, word in (node.as_ or {}).items()}

    def cases(self, node: f.Choose | f.ByReading, scope: str | None) -> dict[Hashable, f.Factor]:
        """The cases by the values that they are for."""
        info = self.find(node.choose, scope) if isinstance(node, f.Choose) else None
        return {self.value(key, info) if info else key: part for key, part in node.cases.items()}

    def head(self, node: f.Factor) -> tuple[Hashable, ...]:
        """What two factors share that are the same but for a number or a detail."""
        match node:
            case f.FactValue():
                return "fact", self.named("facts", node.fact)
            case f.Sum():
                return "sum", self.named("facts", node.sum), node.of
            case f.Count():
                return "count", node.count
            case f.NamedValue():
                return "term", self.named("terms", node.term)
            case f.Choose():
                return "choose", self.named("facts", node.choose)
            case f.ByReading():
                return "reading", self.named("readings", node.reading)
            case f.Lookup():
                return "standard", self.named("standards", node.standard)
            case f.Share():
                return "share", self.named("items", node.of)
        return (type(node).__name__,)

    def condition_head(self, node: c.Condition) -> tuple[Hashable, ...]:
        """What two conditions share that ask the same but for a value."""
        match node:
            case c.FactTest():
                return "fact", self.named("facts", node.fact), node.operator
            case c.Every():
                return "every", node.every
            case c.Some():
                return "some", node.some
            case c.ReadingTest():
                return "reading", self.named("readings", node.reading)
        return (type(node).__name__,)

    def subject(self, node: c.Condition) -> tuple[Hashable, ...] | None:
        """The fact that a condition asks about."""
        return ("fact", self.named("facts", node.fact)) if isinstance(node, c.FactTest) else None
