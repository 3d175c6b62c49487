"""``yzcomp audit``: households computed again, compared with what was recorded, and asked after."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from yzcomp.audit import sample
from yzcomp.audit.as_json import audit_json
from yzcomp.audit.recorded_reader import read_recorded
from yzcomp.audit.result import Audit
from yzcomp.audit.run import AuditOptions, run_audit
from yzcomp.audit.screen import audit_text
from yzcomp.audit.tables import differences_csv
from yzcomp.audit.workbook import audit_xlsx
from yzcomp.batch.subject import Subject, open_subject
from yzcomp.cli.batch import progress_bar
from yzcomp.cli.common import FAILED, Cause, attention, print_problems, read_yuan, subject_evaluator, tell_of
from yzcomp.cli.console import say_error, stdout_console
from yzcomp.engine.evaluator import Evaluator
from yzcomp.output.files import refuse_name, refuse_outputs, write_all
from yzcomp.problems import Refused
from yzcomp.textfiles import is_folder


class Files(NamedTuple):
    """What is read and what is written."""

    inputs: Sequence[str]
    against: Path | None
    output: Path | None
    workbook: Path | None
    force: bool
    headers: str
    form: str


class Drawing(NamedTuple):
    """What sample the command line asks for; of size 0: none."""

    size: int
    seed: str
    method: str
    certain: str | None
    strata: str

    def wanted(self) -> "sample.Wanted | None":
        certain = read_yuan(self.certain, "--certain") if self.certain is not None else None
        return sample.Wanted(self.size, self.seed, self.method, certain, self.strata) if self.size else None


class Wanted(NamedTuple):
    """What else the command line asks for."""

    tolerance: str
    drawing: Drawing
    encoding: str | None
    ignore_extra: bool
    processes: int | None
    columns: Path | None = None
    replace: Sequence[str] = ()


def run(files: Files, wanted: Wanted, rules: str | None, standards: Sequence[Path], readings: Sequence[str]) -> int:
    """Audits, writes what was asked for and prints the findings; returns the exit code."""
    try:
        tolerance, drawn = read_yuan(wanted.tolerance, "--tolerance"), wanted.drawing.wanted()
        given = Subject(
            files.inputs,
            rules,
            standards,
            readings,
            wanted.encoding,
            wanted.ignore_extra,
            columns=wanted.columns,
            replace=wanted.replace,
        )
        subject = open_subject(given)
        outputs = [path for path in (files.output, files.workbook) if path is not None]
        refuse_outputs(outputs, [*subject.files(), *_recorded_files(files.against)], files.force)
        if files.output is not None:
            refuse_name(files.output, "差异", ".csv", remedy="以 .csv 结尾；Excel 用 --xlsx")
        if files.workbook is not None:
            refuse_name(files.workbook, "审计报告", ".xlsx")
        evaluator = subject_evaluator(subject)
        recorded = read_recorded(files.against, evaluator.rulebook, wanted.encoding) if files.against else None
        options = AuditOptions(
            tolerance,
            subject.ignore_extra,
            subject.encoding,
            wanted.processes,
            drawn,
            subject.columns,
            tuple(subject.concerns(evaluator)),
            tuple(subject.replace),
        )
        with progress_bar("核对") as progress:
            found = run_audit(subject.inputs, recorded, evaluator, options, progress)
        of_files = tell_of(found, files.form == "json")
        _write(files, found, evaluator, options)
    except Refused as refused:
        print_problems(refused.problems)
        return FAILED
    if files.form == "json":
        print(audit_json(found, evaluator, options), end="")
    else:
        console = stdout_console()
        for part in audit_text(found, evaluator, options, console):
            console.print(part)
    return attention(
        of_files,
        Cause("差异", len(found.differences), "处", "上面的报告"),
        Cause("疑点", len(found.flags), "处", "上面的报告"),
        Cause("无法计算", len(found.rejected), "户", "上面的报告"),
        Cause("无法核对", found.unchecked, "项", "上面的报告"),
        Cause("规则、标准、输入的变化", len(options.concerns), "处", "上面的报告"),
    )


def _recorded_files(against: Path | None) -> list[Path]:
    """What the record is read from."""
    return [] if against is None else [against / "items.csv" if is_folder(against) else against]


def _write(files: Files, found: Audit, evaluator: Evaluator, options: AuditOptions) -> None:
    """Both files or neither."""
    contents: dict[Path, str | bytes] = {}
    if files.output is not None:
        contents[files.output] = differences_csv(found.differences, files.headers == "en")
    if files.workbook is not None:
        contents[files.workbook] = audit_xlsx(found, evaluator, options)
    write_all(contents, files.force)
    if files.output is not None:
        say_error(f"全部差异写在 {files.output}。")
    if files.workbook is not None:
        say_error(f"摘要、差异、疑点和方法写在 {files.workbook}。")
