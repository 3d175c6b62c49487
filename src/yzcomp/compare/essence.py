"""What a condition or factor says, whatever its words, its place and the way its values are written.

Two parts are the same exactly when their essences are equal: ``1000`` and ``1000.00``, ``是`` and ``yes``, the parts of
an ``all`` in another order. Names that were only changed are followed.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from yzcomp.forms import BadForm, read_number
from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import Node

#: New keys by old ones, by the part of the rulebook that they are of.
Renames = Mapping[str, Mapping[str, str]]

#: What every condition or factor may have besides: its words, its place, and the limits that are told first.
_OF_ALL = ("at", "otherwise", "article", "awaits", "at_most", "at_least", "round")


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

    def condition(self, node: c.Condition | None, scope: str | None) -> Hashable:
        """What must hold; ``None`` where nothing must."""
        if node is None:
            return None
        found = self._condition(node, scope)
        return found if node.awaits is None else ("awaits", found)

    def _condition(self, node: c.Condition, scope: str | None) -> Hashable:
        match node:
            case c.All():
                return self._together("all", node.all, scope)
            case c.AnyOf():
                return self._together("any", node.any, scope)
            case c.Comparison():
                info = self.facts.find(node.fact, scope) if isinstance(node, c.FactTest) else None
                value = self.factor(node.value, scope) if isinstance(node, c.ValueTest) else None
                return *self.head(node), value, self._comparison(node, info, scope)
        return *self.head(node), *self._fields(node, scope, None)

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
            case f.FactValue():
                return *self.head(node), frozenset(self.mapping(node, scope).items())
            case f.Least() | f.Greatest():
                return *self.head(node), frozenset(self.factor(part, scope, unit) for part in node.ways())
            case f.ByCase():
                cases = self.cases(node, scope).items()
                return *self.head(node), frozenset((k, self.factor(v, scope, node.unit)) for k, v in cases)
        return *self.head(node), *self._fields(node, scope, unit if isinstance(node, f.IfElse) else None)

    def _fields(self, node: Node, scope: str | None, unit: str | None) -> Iterator[Hashable]:
        """All that a node says beside what it names, whatever kind it is of: a new kind has an essence too."""
        for name in type(node).model_fields:
            if name not in (*node.NAMES, node.LIST, *_OF_ALL):
                yield self._part(getattr(node, name), node.inner(scope), unit)

    def _part(self, value: Any, scope: str | None, unit: str | None) -> Hashable:
        if isinstance(value, tuple):
            return tuple(self._part(part, scope, unit) for part in value)
        if isinstance(value, Mapping):
            return frozenset((key, self._part(part, scope, unit)) for key, part in value.items())
        if isinstance(value, f.Factor):
            return self.factor(value, scope, unit)
        if isinstance(value, c.Condition):
            return self.condition(value, scope)
        found: Hashable = tuple(self._fields(value, scope, unit)) if isinstance(value, Node) else value
        return found

    def mapping(self, node: f.FactValue, scope: str | None) -> dict[Hashable, Hashable]:
        """What ``as`` makes of which value."""
        info = self.facts.find(node.fact, scope)
        return {self.value(key, info): self.value(word, info) for key, word in (node.as_ or {}).items()}

    def cases(self, node: f.ByCase, scope: str | None) -> dict[Hashable, f.Factor]:
        """The cases by the values that they are for."""
        info = self.facts.find(node.choose, scope) if isinstance(node, f.Choose) else None
        return {self.value(key, info) if info else key: part for key, part in node.cases.items()}

    def head(self, node: Node) -> tuple[Hashable, ...]:
        """What two factors share that are the same but for a number or a detail: their kind and what they name."""
        named = (self.named(section, getattr(node, field)) for field, section in node.NAMES.items())
        return type(node).__name__, *named, node.inner(None)

    def condition_head(self, node: c.Condition) -> tuple[Hashable, ...]:
        """What two conditions share that ask the same but for a value."""
        if isinstance(node, c.FactTest):
            return *self.head(node), node.operator
        return (type(node).__name__,) if isinstance(node, c.NamedCondition) else self.head(node)

    def subject(self, node: c.Condition) -> tuple[Hashable, ...] | None:
        """The fact that a condition asks about."""
        return ("fact", self.named("facts", node.fact)) if isinstance(node, c.FactTest) else None
