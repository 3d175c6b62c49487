"""``yzcomp rules diff``: what two rulebooks say differently, and what that is worth to the households of an input."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from yzcomp.batch.rows import csv_line, written_aside
from yzcomp.batch.subject import Subject, open_subject
from yzcomp.cli.common import FAILED, Cause, attention, print_problems, subject_evaluator, tell_of
from yzcomp.cli.console import stdout_console
from yzcomp.compare.report import COLUMNS, Pair, difference_rows, differences_data, print_differences
from yzcomp.compare.rulebooks import compare_rulebooks
from yzcomp.impact import rulebooks_report
from yzcomp.impact.rulebooks import Impact
from yzcomp.impact.rulebooks_report import impact_data, print_impact
from yzcomp.impact.run import Given, run_through
from yzcomp.impact.several_rules import Rules
from yzcomp.output.files import refuse_inputs, refuse_name
from yzcomp.problems import Place, Problem, Refused
from yzcomp.rulebook.load import load_rulebook
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.standards import Standards, load_standards


class DiffRequest(NamedTuple):
    """The options of the command line."""

    old: str
    new: str
    form: str = "table"
    output: Path | None = None
    english: bool = False
    force: bool = False
    impact: Sequence[str] = ()
    standards: Sequence[Path] = ()
    encoding: str | None = None
    ignore_extra: bool = False
    columns: Path | None = None
    replace: Sequence[str] = ()


def run(request: DiffRequest) -> int:
    """Compares the rulebooks and prints what differs; returns the exit code."""
    impact, causes = None, list[Cause]()
    try:
        if request.output is not None:
            refuse_name(request.output, "差异", ".csv")
        pair = _compared(request.old, request.new)
        if request.impact:
            subject = open_subject(_given(request))
            causes.append(Cause("规则、标准、输入的变化", _concerns(subject), "处", "上面的警告"))
            impact = _impact(pair, request, subject, causes)
            causes.append(Cause("退回", impact.read - impact.computed, "户", "上面的影响"))
        elif request.output is not None:
            _write(pair, request)
    except Refused as refused:
        print_problems(refused.problems)
        return FAILED
    _show(pair, impact, request.form)
    return attention(Cause("规则的不同", len(pair.differences), "处", "上面的比较"), *causes)


def _given(request: DiffRequest) -> Subject:
    return Subject(
        request.impact,
        None,
        request.standards,
        (),
        request.encoding,
        request.ignore_extra,
        columns=request.columns,
        replace=request.replace,
    )


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


def _show(pair: Pair, impact: Impact | None, form: str) -> None:
    """Prints what differs, and what it is worth if that was asked for."""
    if form == "json":
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


def _impact(pair: Pair, request: DiffRequest, subject: Subject, causes: list[Cause]) -> Impact:
    """Every household of the input under both rulebooks, and its rows into the file that was asked for; what the files
    themselves ask is added to the ``causes``."""
    reading = Given(
        subject.inputs,
        subject.encoding,
        subject.ignore_extra,
        lambda inputs: causes.append(tell_of(inputs, request.form == "json")),
        subject.columns,
        subject.replace,
    )
    rates = _standards(pair, subject.standards)
    rules = [Rules(rulebook, own, {}) for rulebook, own in zip(pair[:2], rates, strict=True)]
    impact = Impact(pair.old, pair.new, keep_rows=request.output is not None)
    if request.output is None:
        return run_through(reading, rules, impact)
    refuse_inputs(request.output, [*subject.files(), request.old, request.new])
    with written_aside(request.output, rulebooks_report.COLUMNS, request.english, request.force) as file:
        return run_through(reading, rules, impact, lambda sums: file.write(rulebooks_report.csv_rows(sums.taken())))


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


def _write(pair: Pair, request: DiffRequest) -> None:
    """The differences as a table."""
    assert request.output is not None
    with written_aside(request.output, COLUMNS, request.english, request.force) as file:
        file.writelines(csv_line(row) for row in difference_rows(pair, request.english))
