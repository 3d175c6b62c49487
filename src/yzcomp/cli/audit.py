"""``yzcomp audit``: households computed again, compared with what was recorded, and asked after."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from yzcomp.audit.as_json import audit_json
from yzcomp.audit.recorded_reader import read_recorded
from yzcomp.audit.registers import read_registers
from yzcomp.audit.result import Audit
from yzcomp.audit.run import AuditOptions, run_audit
from yzcomp.audit.sample import Wanted
from yzcomp.audit.screen import audit_text
from yzcomp.audit.tables import differences_csv
from yzcomp.audit.workbook import audit_xlsx
from yzcomp.batch.folder import RESULTS
from yzcomp.batch.subject import Subject, open_subject
from yzcomp.cli.batch import progress_bar
from yzcomp.cli.common import Cause, attention, read_day, read_yuan, subject_evaluator, tell_of
from yzcomp.cli.console import say_error, stdout_console
from yzcomp.cli.options import (
    ColumnMapFile,
    Encoding,
    Force,
    Format,
    Headers,
    IgnoreExtra,
    Limits,
    NoProject,
    Processes,
    Readings,
    Replace,
    Rules,
    StandardsFiles,
)
from yzcomp.documents.audit_report import audit_html
from yzcomp.documents.evidence import evidence as evidence_of
from yzcomp.documents.setting import Options as DocumentOptions
from yzcomp.documents.setting import Setting
from yzcomp.engine.evaluator import Evaluator
from yzcomp.output.files import refuse_name, refuse_outputs, write_all
from yzcomp.output.writers import writer_of
from yzcomp.problems import Problem, Refused
from yzcomp.tables.columnmap import column_map
from yzcomp.textfiles import is_folder


def audit(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="输入",
            help="名册：batch 能读的文件或文件夹，或算完的结果文件夹；- 为标准输入。",
        ),
    ],
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="记录",
            help="记录的金额：一行一项、一户一行合计、一列一项的表，或结果文件夹；不写则只查疑点。",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="文件", help=".csv 写全部差异，.html 写网页的报告。"),
    ] = None,
    evidence: Annotated[
        Path | None,
        typer.Option(
            "--evidence",
            metavar="文件",
            help="有差异的户各写一份取证单：.docx、.xlsx、.html、.pdf。",
            show_default=False,
        ),
    ] = None,
    workbook: Annotated[
        Path | None,
        typer.Option("--xlsx", metavar="文件", help="把摘要、差异、疑点和方法写成 Excel。"),
    ] = None,
    form: Format = "table",
    tolerance: Annotated[str, typer.Option("--tolerance", metavar="元", help="差额不超过它的不列出。")] = "0",
    sample: Annotated[
        int, typer.Option("--sample", metavar="户数", help="抽取这么多户作现场核查。", show_default=False, min=0)
    ] = 0,
    seed: Annotated[str, typer.Option("--seed", metavar="种子", help="抽样的种子：双方都不能选定的公开的数。")] = "1",
    method: Annotated[
        Literal["mus", "amount", "simple", "interval", "strata"],
        typer.Option(
            "--sample-by",
            metavar="方法",
            help="mus 货币单元，amount 金额从大到小，simple 简单随机，interval 等距，strata 分层。",
        ),
    ] = "mus",
    certain: Annotated[str | None, typer.Option("--certain", metavar="元", help="不少于这么多的户都抽。")] = None,
    strata: Annotated[
        str, typer.Option("--strata", metavar="层", help="strata 怎样分层：村组，或金额，如 50000,200000。")
    ] = "村组",
    register: Annotated[
        list[Path] | None,
        typer.Option(
            "--register",
            metavar="名单",
            help="死亡、财政供养、别的项目、已补偿等人员的名单，按身份证号，或按姓名和村组查，可写多次。",
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="日期", help="核对的日期，在它以后的日期都要问；不写为今天。"),
    ] = None,
    rules: Rules = None,
    standards: StandardsFiles = None,
    reading: Readings = None,
    headers: Headers = "zh",
    encoding: Encoding = None,
    ignore_extra: IgnoreExtra = False,
    columns: ColumnMapFile = None,
    replace: Replace = None,
    force: Force = False,
    processes: Processes = None,
    no_project: NoProject = False,
    limit: Limits = None,
) -> int:
    """Audits, writes what was asked for and prints the findings; returns the exit code."""
    allowed = read_yuan(tolerance, "--tolerance")
    least = read_yuan(certain, "--certain") if certain is not None else None
    drawn = Wanted(sample, seed, method, least, strata) if sample else None
    given = Subject(
        inputs, rules, standards or (), reading or (), encoding, ignore_extra, columns=columns, replace=replace or ()
    )
    subject = open_subject(given)
    outputs = [path for path in (output, evidence, workbook) if path is not None]
    refuse_outputs(outputs, [*subject.files(), *_recorded_files(against), *(register or ())], force)
    if output is not None:
        refuse_name(output, "差异、报告", ".csv", ".html", remedy="以 .csv、.html 结尾；Excel 用 --xlsx")
    if evidence is not None and against is None:
        message, remedy = "没有记录，没有可取证的差异", "加 --against 记录"
        raise Refused([Problem("unused-option", message, field="--evidence", remedy=remedy)])
    write = writer_of(evidence, "取证单") if evidence is not None else None
    if workbook is not None:
        refuse_name(workbook, "审计报告", ".xlsx")
    evaluator = subject_evaluator(subject)
    recorded = None
    if against:
        recorded = read_recorded(against, evaluator.rulebook, encoding, column_map(subject.columns))
    options = AuditOptions(
        allowed,
        subject.ignore_extra,
        subject.encoding,
        processes,
        drawn,
        subject.columns,
        tuple(subject.concerns(evaluator)),
        tuple(subject.replace),
        read_day(as_of, "--as-of") if as_of else date.today(),
        read_registers(register or (), evaluator.rulebook.catalogue, encoding),
    )
    with progress_bar("核对") as progress:
        found = run_audit(subject.inputs, recorded, evaluator, options, progress)
    of_files = tell_of(found, form == "json")
    contents: dict[Path, str | bytes] = {}
    setting = Setting(evaluator, DocumentOptions(), _digests(found))
    if output is not None and output.suffix.lower() == ".html":
        contents[output] = audit_html(found, options, setting)
    elif output is not None:
        contents[output] = differences_csv(found.differences, headers == "en")
    papers = list(evidence_of(found, recorded, setting)) if evidence is not None and recorded is not None else []
    if evidence is not None and write is not None and papers:
        contents[evidence] = write(papers)
    if workbook is not None:
        contents[workbook] = audit_xlsx(found, evaluator, options)
    write_all(contents, force)  # all files or none
    if output is not None:
        say_error(f"{'报告' if output.suffix.lower() == '.html' else '全部差异'}写在 {output}。")
    if evidence is not None:
        say_error(f"{len(papers)} 户的取证单写在 {evidence}。" if papers else "没有差异，没有写取证单。")
    if workbook is not None:
        say_error(f"摘要、差异、疑点和方法写在 {workbook}。")
    _show(found, evaluator, options, form)
    return attention(
        of_files,
        Cause("差异", len(found.differences), "处", "上面的报告"),
        Cause("疑点", len(found.flags), "处", "上面的报告"),
        Cause("无法计算", len(found.rejected), "户", "上面的报告"),
        Cause("无法核对", found.unchecked, "项", "上面的报告"),
        Cause("规则、标准、输入的变化", len(options.concerns), "处", "上面的报告"),
    )


def _show(found: Audit, evaluator: Evaluator, options: AuditOptions, form: Format) -> None:
    if form == "json":
        print(audit_json(found, evaluator, options), end="")
        return
    console = stdout_console()
    for part in audit_text(found, evaluator, options, console):
        console.print(part)


def _digests(found: Audit) -> dict[str, str]:
    """Those of the register's files and of the record."""
    recorded = {found.recorded.name: found.recorded.sha256} if found.recorded is not None else {}
    return {file.name: file.sha256 for file in found.inputs} | recorded


def _recorded_files(against: Path | None) -> list[Path]:
    """What the record is read from."""
    return [] if against is None else [against / name for name in RESULTS] if is_folder(against) else [against]
