"""Conditions that are asked of every household of a list, with a value to be taken where they hold: all in one go."""

from collections.abc import Callable, Sequence
from typing import Any

from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.express.base import INDENT, Unsupported
from yzcomp.engine.express.items import SourceWriter
from yzcomp.household.models import Household
from yzcomp.rulebook.conditions import Condition, Every, Some, ValueTest
from yzcomp.rulebook.models import Notice, Question, Threshold

Rule = Question | Notice | Threshold
#: Gives the question's number, the record's position (0 for the household) and the value, wherever a condition holds;
#: the position is ``None`` for a question that has to be asked the evaluator's way: a fact is missing somewhere. The
#: notices that a household surely gets come by their keys.
Asked = Callable[[Household], tuple[list[tuple[int, int | None, Any]], list[str]]]


def compiled_questions(evaluator: Evaluator, questions: Sequence[tuple[str, Rule]], unusual: type[Exception]) -> Asked:
    """The questions as one function of a household."""
    writer = _QuestionWriter(evaluator, unusual, words=False)
    body = ["found, notices = [], []"]
    for number, (key, question) in enumerate(questions):
        body += writer.question(number, key, question)
    writer.define("asked(h)", [*body, "return found, notices"])
    asked: Asked = writer.compiled()["asked"]
    return asked


def _of_members(when: Condition | None) -> bool:
    """Whether a condition rests on the members alone: where they were left out it can't be known, and isn't asked."""
    rests = when.value if isinstance(when, ValueTest) else when
    counted = isinstance(rests, Some | Every) and rests.satisfies is None
    return rests is not None and rests.LIST is not None and getattr(rests, rests.LIST) == "members" and not counted


class _QuestionWriter(SourceWriter):
    def question(self, number: int, key: str, question: Rule) -> list[str]:
        """The statements of one question."""
        scope = question.for_each
        slowly = f"found.append({self.constant((number, None, None))})"
        try:
            test = self.condition(question.when, scope) if question.when is not None else "True"
            wanted = self.number(question.value, scope) if isinstance(question, Threshold) else "None"
        except Unsupported:
            return [slowly]
        if scope is None:
            told = isinstance(question, Notice)
            test = f"(h.members or h.legal_residents == 0) and {test}" if _of_members(question.when) else test
            holds = f"notices.append({self.constant(key)})" if told else f"found.append(({number}, 0, {wanted}))"
            body = [f"if {test}:", f"{INDENT}{holds}"]
        else:
            take = [f"{INDENT}if {test}:", f"{INDENT * 2}found.append(({number}, i, {wanted}))"]
            body = [f"for i, r in enumerate({self.attribute('h', scope)}):", *take]
        kept = ["known = len(found)", "try:", *(INDENT + line for line in body)]
        return [*kept, "except Unusual:", f"{INDENT}del found[known:]", f"{INDENT}{slowly}"]
