"""Conditions that are asked of every household of a list, with a value to be taken where they hold: all in one go."""

from collections.abc import Callable, Sequence
from typing import Any

from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.express.base import INDENT, Unsupported
from yzcomp.engine.express.items import SourceWriter
from yzcomp.household.models import Household
from yzcomp.rulebook.conditions import Condition
from yzcomp.rulebook.factors import Factor

#: A condition on the records of a list, or on the household, and the value that is wanted where it holds.
Question = tuple[Condition | None, Factor | None, str | None]
#: Gives the question's number, the record's position (0 for the household) and the value, wherever a condition holds;
#: the position is ``None`` for a question that has to be asked the evaluator's way: a fact is missing somewhere.
Asked = Callable[[Household], list[tuple[int, int | None, Any]]]


def compiled_questions(evaluator: Evaluator, questions: Sequence[Question], unusual: type[Exception]) -> Asked:
    """The questions as one function of a household."""
    writer = _QuestionWriter(evaluator, unusual, words=False)
    body = ["found = []"]
    for number, question in enumerate(questions):
        body += writer.question(number, question)
    writer.define("asked(h)", [*body, "return found"])
    asked: Asked = writer.compiled()["asked"]
    return asked


class _QuestionWriter(SourceWriter):
    def question(self, number: int, question: Question) -> list[str]:
        """The statements of one question."""
        when, value, scope = question
        slowly = f"found.append(({number}, None, None))"
        try:
            test = self.condition(when, scope) if when is not None else "True"
            wanted = self.number(value, scope) if value is not None else "None"
        except Unsupported:
            return [slowly]
        if scope is None:
            body = [f"if {test}:", f"{INDENT}found.append(({number}, 0, {wanted}))"]
        else:
            take = [f"{INDENT}if {test}:", f"{INDENT * 2}found.append(({number}, i, {wanted}))"]
            body = [f"for i, r in enumerate({self.attribute('h', scope)}):", *take]
        kept = ["known = len(found)", "try:", *(INDENT + line for line in body)]
        return [*kept, "except Unusual:", f"{INDENT}del found[known:]", f"{INDENT}{slowly}"]
