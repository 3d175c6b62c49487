"""``yzcomp readings``: what each ambiguous clause is worth in yuan under each of its options."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from yzcomp.batch.subject import Subject, open_subject
from yzcomp.cli.common import FAILED, Cause, attention, print_problems, subject_evaluator, tell_of
from yzcomp.cli.console import stdout_console
from yzcomp.impact.readings import try_readings
from yzcomp.impact.readings_report import print_readings, readings_data
from yzcomp.impact.run import Given
from yzcomp.problems import Refused


class ReadingsRequest(NamedTuple):
    """The options of the command line."""

    inputs: Sequence[str]
    rules: str | None
    standards: Sequence[Path]
    readings: Sequence[str]
    form: str
    encoding: str | None
    ignore_extra: bool
    columns: Path | None = None
    replace: Sequence[str] = ()


def run(request: ReadingsRequest) -> int:
    """Tries every option on every household and prints what it is worth; returns the exit code."""
    try:
        given = Subject(
            request.inputs,
            request.rules,
            request.standards,
            request.readings,
            request.encoding,
            request.ignore_extra,
            columns=request.columns,
            replace=request.replace,
        )
        subject = open_subject(given)
        evaluator = subject_evaluator(subject)
        told: list[Cause] = []
        reading = Given(
            subject.inputs,
            subject.encoding,
            subject.ignore_extra,
            lambda inputs: told.append(tell_of(inputs, request.form == "json")),
            subject.columns,
            subject.replace,
        )
        found = try_readings(reading, evaluator)
    except Refused as refused:
        print_problems(refused.problems)
        return FAILED
    if request.form == "json":
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
