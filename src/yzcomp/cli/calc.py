"""``yzcomp calc``: one household to an itemised statement."""

from collections.abc import Sequence
from pathlib import Path

from yzcomp.cli.common import FAILED, Cause, attention, build_evaluator, print_problems
from yzcomp.cli.console import stdout_console
from yzcomp.engine.evaluator import Evaluator
from yzcomp.household.files import read_household_file
from yzcomp.problems import Refused, by_place
from yzcomp.statement import Statement


def run(file: str, rules: str | None, standards: Sequence[Path], readings: Sequence[str], form: str) -> int:
    """Computes the household of ``file`` and prints its statement as a table or as JSON; returns the exit code."""
    try:
        statement = compute(file, build_evaluator(rules, standards, readings))
    except Refused as refused:
        print_problems(refused.problems)
        return FAILED
    show(statement, form)
    return attention(
        Cause("须核对", len(statement.questions), "处", "须核对一栏"),
        Cause("待定", statement.totals.pending_items, "项", "状态为待定的项目"),
    )


def compute(file: str, evaluator: Evaluator) -> Statement:
    """The statement of the household in a file; raises :class:`Refused` with all problems, each at its place."""
    intake = read_household_file(file, evaluator.setting.facts)
    if intake.facts is None:
        raise Refused(intake.problems)
    assessment = evaluator.assess(intake.facts)
    found = evaluator.problems(assessment, intake.bad)
    if intake.problems or found:
        raise Refused(by_place([*intake.problems, *(p.at(intake.locate(p.path)) for p in found)]))
    return evaluator.statement(assessment)


def show(statement: Statement, form: str) -> None:
    """Prints a statement to standard output."""
    if form == "json":
        from yzcomp.documents.as_json import statement_json

        print(statement_json(statement))
        return
    from yzcomp.documents.screen import print_statement

    print_statement(statement, stdout_console())
