"""The questions and notices of a rulebook at work: which of them a household raises, and at which record."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from yzcomp.engine.conditions import Check, compile_condition, surely
from yzcomp.engine.factors import compile_factor
from yzcomp.engine.notes import Record, Run, Value
from yzcomp.household.models import Household
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Notice, Question, Threshold
from yzcomp.rulebook.nodes import Node

if TYPE_CHECKING:
    from yzcomp.engine.evaluator import Evaluator
    from yzcomp.engine.to_python.questions import Asked


class Raised(NamedTuple):
    """A question that a household raises: its key, the record that it is about, and the facts that it rests on."""

    key: str
    record: str
    facts: str

    @property
    def detail(self) -> str:
        return "：".join(filter(None, (self.record, self.facts)))


class Answers(NamedTuple):
    """What a household raises, which notices it must be given, and what it, or each of its records, measures at each
    threshold."""

    raised: list[Raised]
    notices: list[str]
    measures: list[tuple[str, Decimal]]


Rule = Question | Notice | Threshold


class _Compiled(NamedTuple):
    key: str
    rule: Rule
    check: Check | None
    value: Value | None


class Screen:
    """The questions of an evaluator's rulebook, compiled, and what is looked for ``beside`` them."""

    def __init__(self, evaluator: "Evaluator", beside: Mapping[str, Notice | Threshold]) -> None:
        self.evaluator, self.setting = evaluator, evaluator.setting
        self.questions = evaluator.rulebook.questions
        self.rules: list[tuple[str, Rule]] = [*self.questions.items(), *beside.items()]

    @cached_property
    def parts(self) -> list[_Compiled]:
        return [self._compiled(key, rule) for key, rule in self.rules]

    @cached_property
    def _asked(self) -> "Asked":
        """All of them as one function."""
        from yzcomp.engine.to_python.questions import compiled_questions

        return compiled_questions(self.evaluator, self.rules)

    def _compiled(self, key: str, rule: Rule) -> _Compiled:
        check = compile_condition(rule.when, rule.for_each, self.setting) if rule.when is not None else None
        value = compile_factor(rule.value, rule.for_each, self.setting).value if isinstance(rule, Threshold) else None
        return _Compiled(key, rule, check, value)

    def answers(self, household: Household) -> Answers:
        """Every question and notice whose condition holds, every quantity near a threshold; what can't be told for want
        of a fact raises nothing. To be called where decimals are exact (:data:`yzcomp.money.EXACT`)."""
        answers = Answers([], [], [])
        found, notices = self._asked(household)
        answers.notices.extend(notices)
        for number, index, value in found:
            part = self.parts[number]
            holding = [(index, value)] if index is not None else self._holding(part, household)
            if isinstance(part.rule, Notice):
                answers.notices.extend([part.key] if holding else ())
                continue
            for place, measured in holding:
                if isinstance(part.rule, Question):
                    answers.raised.append(self._raised(part, household, place))
                elif isinstance(measured, Decimal):
                    answers.measures.append((part.key, measured))
        return answers._replace(raised=self._narrowed(answers.raised)) if len(answers.raised) > 1 else answers

    def raised(self, household: Household) -> list[Raised]:
        """The questions alone, asked one by one: for a single household."""
        found = [
            self._raised(part, household, index)
            for part in self.parts
            if isinstance(part.rule, Question)
            for index, _ in self._holding(part, household)
        ]
        return self._narrowed(found)

    def noticed(self, household: Household) -> list[Notice]:
        """The notices that a single household must be given."""
        return [part.rule for part in self.parts if isinstance(part.rule, Notice) and self._holding(part, household)]

    def _narrowed(self, raised: list[Raised]) -> list[Raised]:
        """Without the questions that a narrower one makes needless."""
        wider = {name for found in raised for name in self.questions[found.key].narrows}
        return [found for found in raised if found.key not in wider]

    def _raised(self, part: _Compiled, h: Household, index: int) -> Raised:
        scope = part.rule.for_each
        record = self.setting.facts.describe(scope, index) if scope else ""
        return Raised(part.key, record, self._detail(part.rule, h, index))

    def _holding(self, part: _Compiled, h: Household) -> list[tuple[int, Any]]:
        """The records on which a part surely holds, with its value there."""
        run, found, scope = Run(), [], part.rule.for_each
        for run.index, record in enumerate(getattr(h, scope)) if scope else ((0, None),):
            if part.check is None or surely(part.check, h, record, run):
                found.append((run.index, part.value(h, record, run) if part.value else None))
        return found

    def _detail(self, rule: Rule, h: Household, index: int) -> str:
        """What the facts are that the condition looks at."""
        record = getattr(h, rule.for_each)[index] if rule.for_each else None
        told: dict[str, None] = {}
        for node in _spoken(rule.when) if rule.when else ():
            told.update(dict.fromkeys(self._facts(node, rule.for_each, h, record)))
            if isinstance(node, c.ValueTest) and rule.for_each is None:
                told.update(dict.fromkeys(self._value(node.value, h)))
        return "，".join(told)

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
