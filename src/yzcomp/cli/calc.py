"""``yzcomp calc``: one household to an itemised statement, on the screen or as papers to be signed."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from yzcomp.cli.common import Cause, attention, build_evaluator, print_problems
from yzcomp.cli.console import stdout_console
from yzcomp.cli.options import Force, Formulas, Limits, NoProject, Readings, Rules, StandardsFiles
from yzcomp.engine.evaluator import Evaluator
from yzcomp.household.files import read_household_file
from yzcomp.household.models import Household
from yzcomp.problems import Place, Problem, Refused, by_place
from yzcomp.statement import Statement
from yzcomp.textfiles import is_stdin

if TYPE_CHECKING:
    from yzcomp.batch.outcomes import Computed
    from yzcomp.documents.making import Request


def calc(
    files: Annotated[
        list[str],
        typer.Argument(metavar="文件", help="一户的 YAML 或 JSON 文件，写成文件时可写几个；- 为标准输入。"),
    ],
    form: Annotated[
        Literal["table", "json", "xlsx", "html", "docx", "pdf"],
        typer.Option("--format", metavar="格式", help="table 表格，json 程序用；写进文件夹时 xlsx、html、docx、pdf。"),
    ] = "table",
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="去处",
            help="写成计算单：带后缀 xlsx、html、docx、pdf 的是一个文件，不带的是文件夹，一户一个。",
        ),
    ] = None,
    formulas: Formulas = False,
    rules: Rules = None,
    standards: StandardsFiles = None,
    reading: Readings = None,
    force: Force = False,
    no_project: NoProject = False,
    limit: Limits = None,
) -> int:
    """Computes the household of a file and prints its statement, or writes it and those of other files."""
    on_screen = form in ("table", "json")
    if output is not None:
        suffix = None if form == "table" else form
        wanted = _wanted(files, output, suffix, force, ["--formulas"] * formulas)
        return _write(files, wanted, build_evaluator(rules, standards or (), reading or ()), formulas)
    if not on_screen:
        remedy = "加 -o 文件夹，或 -o 文件名"
        raise Refused([Problem("unknown-format", f"屏幕上不能写成 {form}", field="--format", remedy=remedy)])
    if formulas:
        remedy = "加 -o 文件名.xlsx"
        raise Refused([Problem("unused-option", "屏幕上的计算单没有公式", field="--formulas", remedy=remedy)])
    if len(files) > 1:
        remedy = "加 -o 文件夹，一户写一个文件；许多户写成表，用 yzcomp batch"
        raise Refused([Problem("several-households", "屏幕上一次只算一户", Place(files[1]), remedy=remedy)])
    statement = compute(files[0], build_evaluator(rules, standards or (), reading or ()))
    show(statement, form == "json")
    return attention(
        Cause("须核对", len(statement.questions), "处", "须核对一栏"),
        Cause("待定", statement.totals.pending_items, "项", "状态为待定的项目"),
    )


def compute(file: str, evaluator: Evaluator) -> Statement:
    """The statement of the household in a file; raises :class:`Refused` with all problems, each at its place."""
    return computed(file, evaluator)[1]


def computed(file: str, evaluator: Evaluator) -> tuple[Household, Statement]:
    """Like :func:`compute`, with the household's facts."""
    intake = read_household_file(file, evaluator.setting.facts)
    if intake.facts is None:
        raise Refused(intake.problems)
    assessment = evaluator.assess(intake.facts)
    found = evaluator.problems(assessment, intake.bad)
    if intake.problems or found:
        raise Refused(by_place([*intake.problems, *(p.at(intake.locate(p.path)) for p in found)]))
    return assessment.household, evaluator.statement(assessment)


def show(statement: Statement, as_json: bool) -> None:
    """Prints a statement to standard output."""
    if as_json:
        from yzcomp.documents.as_json import statement_json

        print(statement_json(statement))
        return
    from yzcomp.documents.screen import print_statement

    print_statement(statement, stdout_console())


def _wanted(files: Sequence[str], output: Path, suffix: str | None, force: bool, options: Sequence[str]) -> "Request":
    """The papers that are asked for; raises :class:`Refused` where they can't be written there."""
    from yzcomp.documents.making import request
    from yzcomp.output.files import refuse_inputs

    refuse_inputs(output, (file for file in files if not is_stdin(file)))
    return request(["statement"], output, suffix, not output.suffix, force, options)


def _write(files: Sequence[str], wanted: "Request", evaluator: Evaluator, formulas: bool) -> int:
    """Writes a 计算单 for the household of each file; those that are refused are told, and the others written."""
    from yzcomp.cli.docs import say_made
    from yzcomp.documents.making import make
    from yzcomp.documents.setting import Options, Setting

    papers = _Papers(files, evaluator)
    made = make(papers.outcomes(), wanted, Setting(evaluator, Options(None, formulas), papers.digests, None, []))
    say_made(made, wanted.output)
    return attention(
        Cause("退回", papers.refused, "户", "上面的错误"),
        Cause("须核对", papers.questions, "处", "文件里的须核对"),
        Cause("待定", made.pending, "项", "文件里的待定"),
    )


class _Papers:
    """The households of files, one after the other: ``digests`` is that of the file at hand, for the paper's foot."""

    def __init__(self, files: Sequence[str], evaluator: Evaluator) -> None:
        self.files, self.evaluator = files, evaluator
        self.refused = self.questions = 0
        self.digests: dict[str, str] = {}
        self.places: dict[str, str] = {}

    def outcomes(self) -> Iterator["Computed"]:
        """What comes of each; raises :class:`Refused` where there is only one, and that is refused."""
        for file in self.files:
            try:
                found = self._of(file)
            except Refused as refused:
                if len(self.files) == 1:
                    raise
                print_problems(refused.problems)
                self.refused += 1
                continue
            yield found

    def _of(self, file: str) -> "Computed":
        from yzcomp.batch.finished import sha256_of
        from yzcomp.batch.outcomes import Computed

        household, statement = computed(file, self.evaluator)
        who = statement.household
        first = self.places.setdefault(who.household_id, file)
        if first != file:
            message = f"户编号“{who.household_id}”在 {first} 里已有一户"
            raise Refused([Problem("duplicate-id", message, Place(file), "户编号", remedy="一户只给一个文件")])
        self.questions += len(statement.questions)
        self.digests.clear()
        if not is_stdin(file):
            self.digests[Path(file).name] = sha256_of(Path(file))
        return Computed(household, statement.items, statement.totals, statement)
