"""``yzcomp readings``: what each ambiguous clause is worth in yuan under each of its options."""

import json
from typing import Annotated

import typer

from yzcomp.batch.subject import Subject, open_subject
from yzcomp.cli.common import Cause, attention, subject_evaluator, tell_of
from yzcomp.cli.console import stdout_console
from yzcomp.cli.options import (
    ColumnMapFile,
    Encoding,
    Format,
    IgnoreExtra,
    Limits,
    NoProject,
    Readings,
    Replace,
    Rules,
    StandardsFiles,
)
from yzcomp.impact.readings import try_readings
from yzcomp.impact.readings_report import print_readings, readings_data


def readings(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="输入", help="一户的 YAML 或 JSON 文件，或 batch 能读的任何输入。"),
    ],
    form: Format = "table",
    rules: Rules = None,
    standards: StandardsFiles = None,
    reading: Readings = None,
    encoding: Encoding = None,
    ignore_extra: IgnoreExtra = False,
    columns: ColumnMapFile = None,
    replace: Replace = None,
    no_project: NoProject = False,
    limit: Limits = None,
) -> int:
    """Tries every option on every household and prints what it is worth; returns the exit code."""
    given = Subject(
        inputs, rules, standards or (), reading or (), encoding, ignore_extra, columns=columns, replace=replace or ()
    )
    subject = open_subject(given)
    evaluator = subject_evaluator(subject)
    told: list[Cause] = []
    as_json = form == "json"
    found = try_readings(subject, lambda files: told.append(tell_of(files, as_json)), evaluator)
    if as_json:
        print(json.dumps(readings_data(found, evaluator), ensure_ascii=False, indent=2))
    else:
        print_readings(found, evaluator, stdout_console())
    base = found.base
    return attention(
        *told,
        Cause("退回", base.refused, "户", "yzcomp batch 的 rejected.csv"),
        Cause("有待定项目", base.pending, "户", "yzcomp batch 的 items.csv"),
        Cause("规则、标准、输入的变化", len(subject.concerns(evaluator)), "处", "上面的报告"),
    )
