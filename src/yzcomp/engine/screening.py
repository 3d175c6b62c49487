"""The questions of a rulebook's screening at work: which of them a household raises, and at which record."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from yzcomp.engine.conditions import Check, compile_condition
from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.express import Unusual
from yzcomp.engine.express.questions import compiled_questions
from yzcomp.engine.factors import compile_factor
from yzcomp.engine.run import Record, Run, Value
from yzcomp.household.models import Household
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Flag, Screening, Threshold
from yzcomp.rulebook.nodes import Node


class Raised(NamedTuple):
    """A question that a household raises: the flag's key, and the record and facts that it rests on, in Chinese."""

    key: str
    detail: str


class Answers(NamedTuple):
    """What a household raises, and what it, or each of its records, measures at each threshold."""

    raised: list[Raised]
    measures: list[tuple[str, Decimal]]


class _Compiled(NamedTuple):
    key: str
    rule: Flag | Threshold
    check: Check | None
    value: Value | None


class Screen:
    """The screening of an evaluator's rulebook, compiled."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.setting = evaluator.setting
        screening = evaluator.rulebook.screening or Screening()
        rules = dict(zip([*screening.flags, *screening.thresholds], screening.conditions(), strict=True))
        self.parts = [self._compiled(key, rule) for key, rule in rules.items()]
        tests = [(r.when, r.value if isinstance(r, Threshold) else None, r.for_each) for r in rules.values()]
        self.asked = compiled_questions(evaluator, tests, Unusual)

    def _compiled(self, key: str, rule: Flag | Threshold) -> _Compiled:
        check = compile_condition(rule.when, rule.for_each, self.setting) if rule.when is not None else None
        value = compile_factor(rule.value, rule.for_each, self.setting).value if isinstance(rule, Threshold) else None
        return _Compiled(key, rule, check, value)

    def answers(self, household: Household) -> Answers:
        """Every flag whose condition holds, every quantity near a threshold; what can't be told for want of a fact
        raises nothing. To be called where decimals are exact (:data:`yzcomp.money.EXACT`)."""
        answers = Answers([], [])
        for number, index, value in self.asked(household):
            part = self.parts[number]
            found = [(index, value)] if index is not None else self._holding(part, household)
            for place, measured in found:
                self._answer(part, household, place, measured, answers)
        return answers

    def _answer(self, part: _Compiled, h: Household, index: int, value: Any, answers: Answers) -> None:
        if isinstance(part.rule, Flag):
            answers.raised.append(Raised(part.key, self._detail(part.rule, h, index)))
        elif isinstance(value, Decimal):
            answers.measures.append((part.key, value))

    def _holding(self, part: _Compiled, h: Household) -> list[tuple[int, Any]]:
        """The records on which a part holds, with its value there."""
        run, found, scope = Run(), [], part.rule.for_each
        for run.index, record in enumerate(getattr(h, scope)) if scope else ((0, None),):
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
        for _, key in node.named("facts") if node.LIST is None else ():
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
    if node.LIST is None:
        for part in node.parts():
            yield from _spoken(part)
