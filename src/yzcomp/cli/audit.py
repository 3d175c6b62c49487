"""``yzcomp audit``: households computed again, compared with what was recorded, and asked after."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from yzcomp.audit.as_json import audit_json
from yzcomp.audit.recorded import Recorded
from yzcomp.audit.recorded_reader import read_recorded
from yzcomp.audit.run import Audit, AuditOptions, run_audit
from yzcomp.audit.screen import audit_text
from yzcomp.audit.tables import differences_csv
from yzcomp.audit.workbook import audit_xlsx
from yzcomp.batch.recorded import find_inputs, find_rules, find_standards, read_manifest
from yzcomp.cli.batch import progress_bar
from yzcomp.cli.common import ATTENTION, DONE, FAILED, build_evaluator, print_problems
from yzcomp.cli.console import say_error, stdout_console
from yzcomp.documents.files import refuse_existing, write_new
from yzcomp.engine.evaluator import Evaluator
from yzcomp.forms import BadForm, read_number
from yzcomp.problems import Problem, Refused
from yzcomp.tables.files import NamedFile


class Files(NamedTuple):
    """What is read and what is written."""

    inputs: Sequence[str]
    against: Path | None
    output: Path | None
    workbook: Path | None
    force: bool
    headers: str
    form: str


class Wanted(NamedTuple):
    """What else the command line asks for."""

    tolerance: str
    sample: int
    seed: str
    method: str
    encoding: str | None
    ignore_extra: bool
    processes: int | None


class Subject(NamedTuple):
    """The households and the rules that they are computed by."""

    inputs: Sequence[str | NamedFile]
    evaluator: Evaluator
    ignore_extra: bool
    encoding: str | None


def run(files: Files, wanted: Wanted, rules: str | None, standards: Sequence[Path], readings: Sequence[str]) -> int:
    """Audits, writes what was asked for and prints the findings; returns the exit code."""
    try:
        for path in (files.output, files.workbook):
            if path is not None:
                refuse_existing(path, files.force)
        tolerance = _tolerance(wanted.tolerance)
        subject = _subject(files.inputs, wanted, rules, standards, readings)
        recorded = _recorded(files.against, subject.evaluator, wanted.encoding)
        options = AuditOptions(
            tolerance,
            subject.ignore_extra,
            subject.encoding,
            wanted.processes,
            wanted.sample,
            wanted.seed,
            wanted.method,
        )
        with progress_bar("核对") as progress:
            found = run_audit(subject.inputs, recorded, subject.evaluator, options, progress)
        print_problems(found.warnings)
        _write(files, found, subject.evaluator, options)
    except Refused as refused:
        print_problems(refused.problems)
        return FAILED
    if files.form == "json":
        print(audit_json(found, subject.evaluator, options), end="")
    else:
        console = stdout_console()
        for part in audit_text(found, subject.evaluator, options, console):
            console.print(part)
    return DONE if found.clean else ATTENTION


def _tolerance(text: str) -> Decimal:
    try:
        tolerance = read_number(text)
    except BadForm as bad:
        raise Refused([Problem(bad.code, bad.message, field="--tolerance", remedy="写元数，如 0.5")]) from None
    if tolerance < 0:
        raise Refused([Problem("out-of-range", f"“{text}”小于0", field="--tolerance", remedy="写元数，如 0.5")])
    return tolerance


def _subject(
    inputs: Sequence[str], wanted: Wanted, rules: str | None, standards: Sequence[Path], readings: Sequence[str]
) -> Subject:
    """The inputs as they are, or those that a finished batch was made from, with its rules unless others are given."""
    folder = Path(inputs[0])
    if not (folder / "run.json").is_file():
        evaluator = build_evaluator(rules, standards, readings)
        return Subject(inputs, evaluator, wanted.ignore_extra, wanted.encoding)
    manifest = read_manifest(folder)
    found = find_inputs(manifest, folder, inputs[1:])
    for file in found:
        if not file.same:
            say_error(f"警告：输入 {file.recorded.name} 在算完以后变了，按现在的内容核对。")
    renamed = {option.partition("=")[0].strip() for option in readings}
    kept = [f"{name}={option}" for name, option in manifest.readings.items() if name not in renamed]
    evaluator = build_evaluator(
        find_rules(manifest, folder, rules), standards or find_standards(manifest, folder, ()), [*kept, *readings]
    )
    options = manifest.options
    return Subject([f.file for f in found], evaluator, options.ignore_extra, wanted.encoding or options.encoding)


def _recorded(against: Path | None, evaluator: Evaluator, encoding: str | None) -> Recorded | None:
    return read_recorded(against, evaluator.rulebook, encoding) if against is not None else None


def _write(files: Files, found: Audit, evaluator: Evaluator, options: AuditOptions) -> None:
    if files.output is not None:
        write_new(files.output, differences_csv(found.differences, files.headers == "en"), files.force)
        say_error(f"全部差异写在 {files.output}。")
    if files.workbook is not None:
        write_new(files.workbook, audit_xlsx(found, evaluator, options), files.force)
        say_error(f"摘要、差异、疑点和方法写在 {files.workbook}。")
