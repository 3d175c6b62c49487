"""The questions of a rulebook's screening at work: which of them a household raises, and at which record."""

from decimal import Decimal, localcontext
from typing import Any, NamedTuple

from yzcomp.engine.conditions import Check, compile_condition
from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.express import Holding, Unusual, compiled_tests
from yzcomp.engine.factors import compile_factor
from yzcomp.engine.run import Run, Value
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
        with localcontext(EXACT):
            return [
                Raised(part.key, self._detail(part.rule, household, index))
                for part in self.flags
                for index, _ in self._holding(part, household)
            ]

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
        for node in rule.when.walk() if rule.when else ():
            for key in _facts_of(node):
                info = self.setting.facts.find(key, rule.for_each)
                value = getattr(record if info and info.scope else h, key, None) if info else None
                if info is not None and value is not None:
                    told[f"{info.title}{info.label(value)}{info.unit or ''}"] = None
            if isinstance(node, c.ValueTest) and rule.for_each is None:
                found = compile_factor(node.value, None, self.setting)
                value = found.value(h, None, Run())
                if isinstance(value, Decimal):
                    title = found.label or self.setting.wording.factor(node.value, None)
                    told[f"{title} {value}"] = None
        where = self.setting.facts.describe(rule.for_each, index) if rule.for_each else ""
        return "：".join(part for part in (where, "，".join(told)) if part)


def _facts_of(node: Node) -> tuple[str, ...]:
    if isinstance(node, c.FactTest | f.FactValue):
        return (node.fact,)
    return (node.days_from, node.days_to) if isinstance(node, f.DaysBetween) else ()
