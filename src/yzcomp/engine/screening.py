"""The questions of a rulebook's screening at work: which of them a household raises, and at which record."""

from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

from yzcomp.engine.conditions import Check, compile_condition
from yzcomp.engine.factors import compile_factor
from yzcomp.engine.run import Run, Setting, Value
from yzcomp.household.models import Household
from yzcomp.money import EXACT
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Flag, Threshold
from yzcomp.rulebook.nodes import Node


class Raised(NamedTuple):
    """A question that a household raises: the flag's key, and the record and facts that it rests on, in Chinese."""

    key: str
    detail: str


class _Compiled(NamedTuple):
    key: str
    rule: Flag | Threshold
    check: Check | None
    value: Value | None


class Screen:
    """The screening of a rulebook, compiled for one setting."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        screening = setting.rulebook.screening
        self.flags = [self._compiled(k, rule) for k, rule in screening.flags.items()] if screening else []
        self.thresholds = [self._compiled(k, rule) for k, rule in screening.thresholds.items()] if screening else []

    def _compiled(self, key: str, rule: Flag | Threshold) -> _Compiled:
        check = compile_condition(rule.when, rule.for_each, self.setting) if rule.when is not None else None
        value = compile_factor(rule.value, rule.for_each, self.setting).value if isinstance(rule, Threshold) else None
        return _Compiled(key, rule, check, value)

    def raised(self, household: Household) -> list[Raised]:
        """Every flag whose condition holds; what can't be told for want of a fact raises nothing."""
        with localcontext(EXACT):
            return [
                Raised(flag.key, self._detail(flag.rule, household, record, index))
                for flag in self.flags
                for index, record in self._holding(flag, household)
            ]

    def measures(self, household: Household) -> list[tuple[str, Decimal]]:
        """What the household, or each of its records, measures at each threshold."""
        with localcontext(EXACT):
            return [
                (threshold.key, found)
                for threshold in self.thresholds
                for index, record in self._holding(threshold, household)
                if isinstance(found := threshold.value(household, record, _at(index)), Decimal)  # type: ignore[misc]
            ]

    def _holding(self, part: _Compiled, h: Household) -> Iterator[tuple[int | None, Any]]:
        scope = part.rule.for_each
        for index, record in enumerate(getattr(h, scope)) if scope else ((None, None),):
            if part.check is None or part.check.holds(h, record, _at(index)):
                yield index, record

    def _detail(self, rule: Flag | Threshold, h: Household, record: Any, index: int | None) -> str:
        """The record, and what the facts are that the condition looks at."""
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


def _at(index: int | None) -> Run:
    run = Run()
    run.index = index or 0
    return run


def _facts_of(node: Node) -> tuple[str, ...]:
    if isinstance(node, c.FactTest | f.FactValue):
        return (node.fact,)
    return (node.days_from, node.days_to) if isinstance(node, f.DaysBetween) else ()
