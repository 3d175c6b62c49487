"""The questions of a rulebook's screening at work: which of them a household raises, and at which record."""

from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

from yzcomp.engine.conditions import Check, compile_condition
from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.express import Holding, Unusual, compiled_tests
from yzcomp.engine.factors import compile_factor
from yzcomp.engine.run import Record, Run, Value
from yzcomp.household.models import Household
from yzcomp.money import EXACT
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Flag, Screening, Threshold
from yzcomp.rulebook.nodes import Node


class Raised(NamedTuple):
    """A question that a household raises: the flag's key, and the record and facts that it rests on, in Chinese."""

    key: str
    detail: str


class _Compiled(NamedTuple):
    key: str
    rule: Flag | Threshold
    scope: str | None
    check: Check | None
    value: Value | None
    quick: Holding | None


class Screen:
    """The screening of an evaluator's rulebook, compiled."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.setting = evaluator.setting
        screening = evaluator.rulebook.screening or Screening()
        rules = dict(zip([*screening.flags, *screening.thresholds], screening.conditions(), strict=True))
        tests = [(r.when, r.value if isinstance(r, Threshold) else None, r.for_each) for r in rules.values()]
        quick = compiled_tests(evaluator, tests)
        parts = [self._compiled(key, rule, q) for (key, rule), q in zip(rules.items(), quick, strict=True)]
        self.flags = [part for part in parts if isinstance(part.rule, Flag)]
        self.thresholds = [part for part in parts if isinstance(part.rule, Threshold)]

    def _compiled(self, key: str, rule: Flag | Threshold, quick: Holding | None) -> _Compiled:
        check = compile_condition(rule.when, rule.for_each, self.setting) if rule.when is not None else None
        value = compile_factor(rule.value, rule.for_each, self.setting).value if isinstance(rule, Threshold) else None
        return _Compiled(key, rule, rule.for_each, check, value, quick)

    def raised(self, household: Household) -> list[Raised]:
        """Every flag whose condition holds; what can't be told for want of a fact raises nothing."""
        raised = []
        with localcontext(EXACT):
            for part in self.flags:
                for index, _ in self._holding(part, household):
                    raised.append(Raised(part.key, self._detail(part.rule, household, index)))
        return raised

    def measures(self, household: Household) -> list[tuple[str, Decimal]]:
        """What the household, or each of its records, measures at each threshold."""
        with localcontext(EXACT):
            return [
                (part.key, value)
                for part in self.thresholds
                for _, value in self._holding(part, household)
                if isinstance(value, Decimal)
            ]

    def _holding(self, part: _Compiled, h: Household) -> list[tuple[int, Any]]:
        """The records on which a part holds, with its value there."""
        if part.quick is not None:
            try:
                return part.quick(h)
            except Unusual:  # a fact is missing somewhere
                pass
        run, found = Run(), []
        for run.index, record in enumerate(getattr(h, part.scope)) if part.scope else ((0, None),):
            if part.check is None or part.check.holds(h, record, run):
                found.append((run.index, part.value(h, record, run) if part.value else None))
        return found

    def _detail(self, rule: Flag | Threshold, h: Household, index: int) -> str:
        """The record, and what the facts are that the condition looks at."""
        record = getattr(h, rule.for_each)[index] if rule.for_each else None
        told: dict[str, None] = {}
        for node in _spoken(rule.when) if rule.when else ():
            told.update(dict.fromkeys(self._facts(node, rule.for_each, h, record)))
            if isinstance(node, c.ValueTest) and rule.for_each is None:
                told.update(dict.fromkeys(self._value(node.value, h)))
        where = self.setting.facts.describe(rule.for_each, index) if rule.for_each else ""
        return "：".join(part for part in (where, "，".join(told)) if part)

    def _facts(self, node: Node, scope: str | None, h: Household, record: Record) -> Iterator[str]:
        """The facts that a node names, with their values."""
        for key in _facts_of(node):
            info = self.setting.facts.find(key, scope)
            value = getattr(record if info and info.scope else h, key, None) if info else None
            if info is not None and value is not None:
                yield f"{info.title}{info.label(value)}{info.unit or ''}"

    def _value(self, node: f.Factor, h: Household) -> Iterator[str]:
        """What a factor of the household comes to; where records are counted, which ones."""
        if isinstance(node, f.Count) and node.where is not None:
            check, run, counted = compile_condition(node.where, node.count, self.setting), Run(), []
            for run.index, record in enumerate(getattr(h, node.count)):
                counted += [str(run.index + 1)] if check.holds(h, record, run) else []
            yield f"{self.setting.facts.records[node.count].title}第{'、'.join(counted)}条"
            return
        found = compile_factor(node, None, self.setting)
        value = found.value(h, None, Run())
        if isinstance(value, Decimal):
            yield f"{found.label or self.setting.wording.factor(node, None)} {value}"


def _spoken(node: Node) -> Iterator[Node]:
    """The parts of a condition that speak of the record itself: what counts or sums others speaks of those."""
    yield node
    if not isinstance(node, f.Sum | f.Count | c.Every | c.Some):
        for part in node.parts():
            yield from _spoken(part)


def _facts_of(node: Node) -> tuple[str, ...]:
    if isinstance(node, c.FactTest | f.FactValue):
        return (node.fact,)
    return (node.days_from, node.days_to) if isinstance(node, f.DaysBetween) else ()
