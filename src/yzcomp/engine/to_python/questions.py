"""Conditions that are asked of every household of a list, with a value to be taken where they hold: all in one go."""

from collections.abc import Callable, Sequence
from typing import Any

from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.expression import Aggregate, Comparison, Expression
from yzcomp.engine.lower import Lowering
from yzcomp.engine.screening import Rule
from yzcomp.engine.to_python.source import INDENT, SourceWriter
from yzcomp.household.models import Household
from yzcomp.rulebook.models import Notice, Threshold

#: Gives the question's number, the record's position (0 for the household) and the value, wherever a condition holds;
#: the position is ``None`` for a question that has to be asked the evaluator's way: a fact is missing somewhere. The
#: notices that a household surely gets come by their keys.
Asked = Callable[[Household], tuple[list[tuple[int, int | None, Any]], list[str]]]


def compiled_questions(evaluator: Evaluator, questions: Sequence[tuple[str, Rule]]) -> Asked:
    """The questions as one function of a household."""
    writer = SourceWriter()
    lowering = Lowering(evaluator.rulebook, evaluator.setting.readings, evaluator.setting.standards)
    body = ["found, notices = [], []"]
    for number, (key, question) in enumerate(questions):
        body += _question(writer, lowering, number, key, question)
    writer.define("asked(h)", [*body, "return found, notices"])
    asked: Asked = writer.compiled()["asked"]
    return asked


def _of_members(when: Expression | None) -> bool:
    """Whether a condition rests on the members alone: where they were left out it can't be known, and isn't asked."""
    rests = when.left if isinstance(when, Comparison) else when
    if not isinstance(rests, Aggregate) or rests.over != "members":
        return False
    return rests.where is not None or rests.what in ("sum", "count")


def _question(writer: SourceWriter, lowering: Lowering, number: int, key: str, question: Rule) -> list[str]:
    """The statements of one question."""
    scope = question.for_each
    when = lowering.optional(question.when, scope)
    test = writer.test(when) if when is not None else "True"
    wanted = writer.value(lowering.factor(question.value, scope)) if isinstance(question, Threshold) else "None"
    if scope is None:
        told = isinstance(question, Notice)
        test = f"(h.members or h.legal_residents == 0) and {test}" if _of_members(when) else test
        holds = f"notices.append({writer.constant(key)})" if told else f"found.append(({number}, 0, {wanted}))"
        body = [f"if {test}:", f"{INDENT}{holds}"]
    else:
        take = [f"{INDENT}if {test}:", f"{INDENT * 2}found.append(({number}, i, {wanted}))"]
        body = [f"for i, r in enumerate({writer.attribute('h', scope)}):", *take]
    kept = ["known = len(found)", "try:", *(INDENT + line for line in body)]
    slowly = f"found.append({writer.constant((number, None, None))})"
    return [*kept, "except Unusual:", f"{INDENT}del found[known:]", f"{INDENT}{slowly}"]
