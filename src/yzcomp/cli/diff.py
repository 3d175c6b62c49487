"""``yzcomp rules diff``: what two rulebooks say differently, and what that is worth to the households of an input."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from yzcomp.batch.rows import csv_line, written_aside
from yzcomp.batch.subject import Subject, open_subject
from yzcomp.cli.common import Cause, attention, print_problems, subject_evaluator, tell_of
from yzcomp.cli.console import stdout_console
from yzcomp.cli.options import (
    ColumnMapFile,
    Encoding,
    Force,
    Format,
    Headers,
    IgnoreExtra,
    Limits,
    NoProject,
    Replace,
    StandardsFiles,
)
from yzcomp.compare.report import COLUMNS, Pair, difference_rows, differences_data, print_differences
from yzcomp.compare.rulebooks import compare_rulebooks
from yzcomp.impact import rulebooks_report
from yzcomp.impact.rulebooks import Impact
from yzcomp.impact.rulebooks_report import impact_data, print_impact
from yzcomp.impact.run import Tell, run_through
from yzcomp.impact.several_rules import Rules as Compared
from yzcomp.output.files import refuse_inputs, refuse_name
from yzcomp.problems import Place, Problem, Refused
from yzcomp.rulebook.load import load_rulebook
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.standards import Standards, load_standards


def diff(
    old: Annotated[str, typer.Argument(metavar="原规则", help="规则的名称、文件或文件夹。")],
    new: Annotated[str, typer.Argument(metavar="新规则", help="规则的名称、文件或文件夹。")],
    form: Format = "table",
    impact: Annotated[
        list[str] | None,
        typer.Option(
            "--impact",
            metavar="输入",
            help="一户的文件或 batch 能读的输入，可写多次：算出每一户多付、少付多少。",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="文件",
            help="另写一个 CSV：每一处不同一行；有 --impact 时每户每项一行。",
        ),
    ] = None,
    standards: StandardsFiles = None,
    headers: Headers = "zh",
    encoding: Encoding = None,
    ignore_extra: IgnoreExtra = False,
    columns: ColumnMapFile = None,
    replace: Replace = None,
    force: Force = False,
    no_project: NoProject = False,
    limit: Limits = None,
) -> int:
    """Compares the rulebooks and prints what differs; returns the exit code."""
    found, causes = None, list[Cause]()
    if output is not None:
        refuse_name(output, "差异", ".csv")
    pair = _compared(old, new)
    english, as_json = headers == "en", form == "json"
    if impact:
        given = Subject(
            impact, None, standards or (), (), encoding, ignore_extra, columns=columns, replace=replace or ()
        )
        subject = open_subject(given)
        causes.append(Cause("规则、标准、输入的变化", _concerns(subject), "处", "上面的警告"))
        rows = _Rows(output, [*subject.files(), Path(old), Path(new)], english, force) if output is not None else None
        found = _impact(pair, subject, rows, lambda files: causes.append(tell_of(files, as_json)))
        causes.append(Cause("退回", found.read - found.computed, "户", "上面的影响"))
    elif output is not None:
        with written_aside(output, COLUMNS, english, force) as file:
            file.writelines(csv_line(row) for row in difference_rows(pair, english))
    _show(pair, found, as_json)
    return attention(Cause("规则的不同", len(pair.differences), "处", "上面的比较"), *causes)


def _concerns(subject: Subject) -> int:
    """How much of what a finished batch was made from is no longer the same; says so. Its own rules need not be
    there."""
    if subject.recorded is None:
        return 0
    try:
        return len(subject.concerns(subject_evaluator(subject)))
    except Refused as refused:
        print_problems([problem._replace(level="warning") for problem in refused.problems])
        return len(refused.problems)


def _show(pair: Pair, impact: Impact | None, as_json: bool) -> None:
    """Prints what differs, and what it is worth if that was asked for."""
    if as_json:
        data = differences_data(pair) | ({"impact": impact_data(impact)} if impact is not None else {})
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return
    print_differences(pair, stdout_console())
    if impact is not None:
        print_impact(impact, stdout_console())


def _compared(old: str, new: str) -> Pair:
    """Both rulebooks and their differences; raises :class:`Refused` with the problems of both."""
    loaded: list[Rulebook] = []
    problems: list[Problem] = []
    for source in (old, new):
        try:
            loaded.append(load_rulebook(source))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)
    return Pair(loaded[0], loaded[1], compare_rulebooks(loaded[0], loaded[1]))


class _Rows(NamedTuple):
    """The file into which the rows of an impact go, and what it must not be."""

    path: Path
    inputs: Sequence[Path]
    english: bool
    force: bool


def _impact(pair: Pair, subject: Subject, rows: _Rows | None, tell: Tell) -> Impact:
    """Every household of the input under both rulebooks, and its rows into the file that was asked for."""
    rates = _standards(pair, subject.standards)
    rules = [Compared(rulebook, own, {}) for rulebook, own in zip(pair[:2], rates, strict=True)]
    impact = Impact(pair.old, pair.new, keep_rows=rows is not None)
    if rows is None:
        return run_through(subject, tell, rules, impact)
    refuse_inputs(rows.path, rows.inputs)
    with written_aside(rows.path, rulebooks_report.COLUMNS, rows.english, rows.force) as file:
        return run_through(
            subject, tell, rules, impact, lambda sums: file.write(rulebooks_report.csv_rows(sums.taken()))
        )


def _standards(pair: Pair, standards: Sequence[Path]) -> list[Standards]:
    """The standards for both rulebooks. A file that fits only one of them is used for that one, and said so."""
    found: list[list[Path]] = [[], []]
    problems: list[Problem] = []
    for path in standards:
        wrong = []
        for number, rulebook in enumerate(pair[:2]):
            try:
                load_standards([path], rulebook)
                found[number].append(path)
            except Refused as refused:
                wrong.append((number, refused.problems))
        if len(wrong) == 2:
            problems += wrong[1][1]
        elif wrong:
            print_problems(_not_fitting(path, *wrong[0]))
    if problems:
        raise Refused(problems)
    return [load_standards(paths, rulebook) for paths, rulebook in zip(found, pair[:2], strict=True)]


def _not_fitting(path: Path, number: int, problems: Sequence[Problem]) -> list[Problem]:
    message = f"这份标准不合{'原新'[number]}规则，只用于{'新原'[number]}规则"
    head = Problem("standards-for-one", message, Place(str(path)), level="warning")
    return [head, *(problem._replace(level="warning") for problem in problems)]
