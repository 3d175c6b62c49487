"""Mistakes that people make with a rule, read off the rule tree: a bound left out, a condition not looked at, another
case, step, rate or fact taken. Each gives the rule as it would read if the mistake were the rule.

Nothing here knows any item: a new rule file brings its own mistakes.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple, TypeVar

from yzcomp.household.catalogue import Catalogue
from yzcomp.money import grouped, plain
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Item, Rulebook
from yzcomp.rulebook.nodes import Node, limit_text
from yzcomp.rulebook.standards import Standards
from yzcomp.rulebook.wording import Wording

BOUND, CONDITION, MAPPING, BOUNDARY = "bound", "condition", "mapping", "boundary"
TIER, CASE, FACT, RATE, FACTOR, OPEN = "tier", "case", "fact", "rate", "factor", "open"
#: The likelier mistakes first.
ORDER = (BOUND, CONDITION, MAPPING, TIER, CASE, BOUNDARY, FACT, RATE, FACTOR, OPEN)
_NEIGHBOUR = {"below": "at_most", "at_most": "below", "at_least": "above", "above": "at_least"}
N = TypeVar("N", bound=Node)


class Mutation(NamedTuple):
    """A kind of mistake, what to call it, and the node with the mistake in it.

    :data:`OPEN` is no mistake yet: a sum or count in which nothing is left out, with the list and the condition that
    has been taken from it, for trying one record after another.
    """

    kind: str
    text: str
    node: Node
    counted: "tuple[str, c.Condition] | None" = None


class Mutator:
    """Finds the mistakes that can be made with the rules of one rulebook under some standards."""

    def __init__(self, rulebook: Rulebook, standards: Standards) -> None:
        self.rulebook, self.standards = rulebook, standards
        self.words = Wording(rulebook)
        self.facts: Catalogue = rulebook.catalogue
        constants = [n for n in rulebook.walk() if isinstance(n, f.Constant) and n.unit]
        named = [(key, at.inner(of)) for at, of in rulebook.scoped(None) for _, key in at.named("facts")]
        infos = dict.fromkeys(self.facts.find(key, of) for key, of in named)
        self.dates = [info for info in infos if info is not None and info.kind.startswith("date")]
        self.constants = sorted({(n.constant, n.unit) for n in constants if n.unit and n.unit.startswith("元")})

    def of(self, node: Node, scope: str | None) -> Iterator[Mutation]:
        """Every mistake in a node or anywhere below it, each as a whole copy of the node."""
        yield from self._own(node, scope)
        inner = node.inner(scope)
        for name in type(node).model_fields:
            if name != "at":
                yield from self._in_field(node, name, inner)

    def _in_field(self, node: Node, name: str, scope: str | None) -> Iterator[Mutation]:
        value = getattr(node, name)
        if isinstance(value, Node):
            for m in self.of(value, scope):
                yield m._replace(node=node.model_copy(update={name: m.node}))
        elif isinstance(value, tuple):
            for i, part in enumerate(value):
                for m in self.of(part, scope) if isinstance(part, Node) else ():
                    yield m._replace(node=node.model_copy(update={name: (*value[:i], m.node, *value[i + 1 :])}))
        elif isinstance(value, dict):
            for key, part in value.items():
                for m in self.of(part, scope) if isinstance(part, Node) else ():
                    yield m._replace(node=node.model_copy(update={name: {**value, key: m.node}}))

    def _own(self, node: Node, scope: str | None) -> Iterator[Mutation]:
        if isinstance(node, f.Factor):
            yield from self._bounds(node, scope)
        match node:
            case Item():
                yield from self._item(node)
            case c.All():
                yield from self._dropped(node, scope)
            case c.FactTest() | c.ValueTest():
                yield from self._comparison(node, scope)
            case f.Sum() | f.Count() if node.where is not None:
                over = node.of if isinstance(node, f.Sum) else node.count
                yield Mutation(OPEN, "", _with(node, where=None), (over, node.where))
        match node:
            case f.Tier():
                yield from self._tier(node)
            case f.Choose():
                yield from self._choose(node, scope)
            case f.IfElse() if not _asks_what_is_given(node.if_):
                for part in (node.then, node.else_):
                    yield Mutation(CASE, f"按“{self.words.factor(part, scope)}”计", part)
            case f.Dated():
                for period in node.periods:
                    text = f"用了另一时期的{grouped(period.value)}{node.unit}"
                    yield Mutation(RATE, text, f.Constant(constant=period.value, unit=node.unit))
            case f.FactValue() | f.Sum():
                yield from self._other_fact(node, scope)
            case f.DaysBetween():
                yield from self._other_days(node, scope)
            case f.Lookup():
                yield from self._rates(node)
            case f.Constant():
                yield from self._constants(node)

    def _item(self, node: Item) -> Iterator[Mutation]:
        for name in ("at_most", "at_least"):
            bound = getattr(node, name)
            if bound is not None:
                yield Mutation(BOUND, f"没有执行“{bound.text}”", _with(node, **{name: None}))
        if node.condition is not None:
            said = node.condition.otherwise
            text = f"没有核对条件（{said}）" if said else "没有核对条件"
            yield Mutation(CONDITION, text, _with(node, condition=None))
        for i, part in enumerate(node.factors if len(node.factors) > 1 else ()):
            rest = (*node.factors[:i], *node.factors[i + 1 :])
            for text in self._left_out(part, node.for_each):
                yield Mutation(FACTOR, text, _with(node, factors=rest))

    def _left_out(self, node: f.Factor, scope: str | None) -> Iterator[str]:
        """What it is called to forget a factor; nothing where nobody forgets it: a rate, or all there is to count."""
        match node:
            case f.Choose() | f.ByReading():
                unit = node.unit or next(filter(None, map(partial(self._unit, scope=scope), node.cases.values())), "")
                if unit and not unit.startswith("元"):
                    yield f"只按1{unit}计"
            case f.FactValue() | f.NamedValue():
                yield f"漏乘“{self.words.factor(node, scope)}”"

    def _unit(self, node: f.Factor, scope: str | None) -> str | None:
        """The unit of a case that is a fact."""
        info = self.facts.find(node.fact, scope) if isinstance(node, f.FactValue) else None
        return info.unit if info else None

    def _bounds(self, node: f.Factor, scope: str | None) -> Iterator[Mutation]:
        if not node.bounded:
            return
        what = self.words.factor(_with(node, at_most=None, at_least=None, round=None), scope)
        info = self.facts.find(node.fact, scope) if isinstance(node, f.FactValue) else None
        unit = (info.unit if info else None) or ""
        for name, word in (("at_most", "最多"), ("at_least", "最少")):
            limit = getattr(node, name)
            if limit is not None:
                yield Mutation(BOUND, f"{what}没有按{word}{limit_text(limit, unit)}计", _with(node, **{name: None}))
        if node.round is not None:
            yield Mutation(BOUND, f"{what}没有进位", _with(node, round=None))

    def _dropped(self, node: c.All, scope: str | None) -> Iterator[Mutation]:
        """Each part of all left out, as far as it says something of its own."""
        for i, part in enumerate(node.all if len(node.all) > 1 else ()):
            text = self._unchecked(part, scope)
            if text:
                yield Mutation(CONDITION, text, _with(node, all=(*node.all[:i], *node.all[i + 1 :])))

    def _unchecked(self, part: c.Condition, scope: str | None) -> str:
        """What it is called not to look at a condition; nothing where only the way of filling in a form is asked."""
        if isinstance(part, c.NamedCondition):
            return f"没有核对是否符合“{self.rulebook.terms[part.term].name}”"
        if isinstance(part, c.All | c.AnyOf):
            asked = any(isinstance(n, c.ReadingTest) for n in part.walk()) or not part.otherwise
            return "" if asked else f"没有核对条件（{part.otherwise}）"
        return "" if _asks_what_is_given(part) else f"没有核对“{self.words.condition(part, scope)}”"

    def _comparison(self, node: c.Comparison, scope: str | None) -> Iterator[Mutation]:
        operator = node.operator
        if operator in _NEIGHBOUR:
            other = _with(node, **{operator: None, _NEIGHBOUR[operator]: getattr(node, operator)})
            yield Mutation(BOUNDARY, f"界限看成“{self.words.condition(other, scope)}”", other)

    def _tier(self, node: f.Tier) -> Iterator[Mutation]:
        """The limits of the steps one off, the steps after one left out, and all of it at one step's value."""
        for by in (1, -1):
            moved = tuple(_with(s, up_to=s.up_to + by) if s.up_to is not None else s for s in node.steps)
            limits = "、".join(plain(s.up_to) for s in moved if s.up_to is not None)
            if limits and all(s.up_to is None or s.up_to > 0 for s in moved):
                yield Mutation(TIER, f"分档的界限错了一档，按{limits}计", _with(node, steps=moved))
        for number, step in enumerate(node.steps[:-1], 1):
            short = (*node.steps[: number - 1], _with(step, up_to=None))
            yield Mutation(TIER, f"超过{plain(step.up_to or Decimal(0))}的部分没有加", _with(node, steps=short))
        for step in node.steps:
            if step.value is not None and len(node.steps) > 1:
                text = f"按{grouped(step.value)}{node.unit}这一档计"
                yield Mutation(TIER, text, _with(node, steps=(_with(step, up_to=None),)))

    def _choose(self, node: f.Choose, scope: str | None) -> Iterator[Mutation]:
        info = self.facts.find(node.choose, scope)
        if info is None or info.scope is None:
            return  # that the household was taken for another is tried by its facts
        for key, case in node.cases.items():
            if isinstance(case, f.Constant) and case.unit is None:
                case = _with(case, unit=node.unit)
            text = f"{self.words.title(node.choose, scope)}按“{self.words.literal(key, info)}”计"
            yield Mutation(CASE, text, case)

    def _other_fact(self, node: f.FactValue | f.Sum, scope: str | None) -> Iterator[Mutation]:
        """Another fact of the same unit from the same place, and a mapping that was not made."""
        if isinstance(node, f.FactValue) and node.as_:
            info = self.facts.find(node.fact, scope)
            pairs = [f"{self.words.literal(a, info)}按{self.words.literal(b, info)}" for a, b in node.as_.items()]
            text = f"{self.words.title(node.fact, scope)}没有换算（{'、'.join(pairs)}）"
            yield Mutation(MAPPING, text, _with(node, as_=None))
        field, over = ("sum", node.of) if isinstance(node, f.Sum) else ("fact", scope)
        own = self.facts.find(getattr(node, field), over)
        if own is None or own.unit is None or own.kind not in ("number", "integer"):
            return
        for key, info in self.facts.of(own.scope).items():
            if key != own.key and info.unit == own.unit and info.kind == own.kind:
                yield Mutation(FACT, f"用了{info.title}，不是{own.title}", _with(node, **{field: key}))

    def _other_days(self, node: f.DaysBetween, scope: str | None) -> Iterator[Mutation]:
        """The days from or to another date that the rules name."""
        ends = [self.facts.find(key, scope) for key in (node.days_from, node.days_to)]
        for field, own in zip(("days_from", "days_to"), ends, strict=True):
            for info in self.dates:
                if own is not None and info.scope == own.scope and info not in ends:
                    words = self.words.factor(other := _with(node, **{field: info.key}), scope)
                    yield Mutation(FACT, f"用了{words}", other)

    def _rates(self, node: f.Lookup) -> Iterator[Mutation]:
        table = self.standards.rates.get(node.standard)
        for rate in table.values() if table is not None else ():
            if not rate.value:
                continue
            text = f"标准用成了“{rate.label}”的{grouped(rate.value)}{rate.unit}"
            yield Mutation(RATE, text, f.Constant(constant=rate.value, unit=rate.unit))

    def _constants(self, node: f.Constant) -> Iterator[Mutation]:
        for value, unit in self.constants:
            if unit == node.unit and value != node.constant:
                yield Mutation(RATE, f"标准用成了{grouped(value)}{unit}", _with(node, constant=value))


def _asks_what_is_given(node: c.Condition) -> bool:
    """Whether a condition only tells two ways of filling in a form apart."""
    return isinstance(node, c.FactTest) and node.given is not None


def _with(node: N, **changed: Any) -> N:
    return node.model_copy(update=changed)
