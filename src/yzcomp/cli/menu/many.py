"""Many households: compute them, prove what was computed, audit what was recorded."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from yzcomp.cli.options import (
    COMMAND,
    ColumnMapFile,
    Encoding,
    Force,
    Format,
    Formulas,
    Headers,
    IgnoreExtra,
    Limits,
    NoProject,
    OutputFile,
    Processes,
    Readings,
    Replace,
    Rules,
    StandardsFiles,
)
from yzcomp.documents import KINDS

app = typer.Typer()
_KINDS = "、".join(f"{name} {title}" for name, title in KINDS.items())


@app.command(help="计算许多户，写出明细、合计、退回、汇总和记录。", **COMMAND)
def batch(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="输入", help="CSV 或 Excel 文件，或装着各表的文件夹；- 为标准输入。"),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="文件夹", help="结果写到哪个文件夹。")],
    rules: Rules = None,
    standards: StandardsFiles = None,
    reading: Readings = None,
    headers: Annotated[Headers, typer.Option("--headers", metavar="zh|en", help="结果表的表头。")] = Headers.CHINESE,
    encoding: Encoding = None,
    ignore_extra: IgnoreExtra = False,
    columns: ColumnMapFile = None,
    replace: Replace = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的结果。")] = False,
    fix_up: Annotated[
        Path | None,
        typer.Option("--fix-up", metavar="文件", help="把退回的户写成可修改的 Excel 表。"),
    ] = None,
    processes: Processes = None,
    no_project: NoProject = False,
    limit: Limits = None,
) -> int:
    from yzcomp.cli import batch as command

    return command.run(
        command.BatchRequest(
            inputs,
            output,
            rules,
            standards or (),
            reading or (),
            headers.value,
            encoding,
            ignore_extra,
            force,
            fix_up,
            processes,
            columns,
            replace or (),
        )
    )


@app.command(help="认出名册各列是什么，写成列的对照，由人确认后给 --columns 用。", **COMMAND)
def columns(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="输入", help="batch 能读的文件或文件夹；- 为标准输入。"),
    ],
    output: OutputFile,
    rules: Rules = None,
    encoding: Encoding = None,
    force: Force = False,
    no_project: NoProject = False,
    limit: Limits = None,
) -> int:
    from yzcomp.cli import columns as command

    return command.run(command.ColumnsRequest(inputs, output, rules, encoding, force))


@app.command(help="有歧义的条文换一种读法值多少钱：逐个读法，逐个选项。", **COMMAND)
def readings(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="输入", help="一户的 YAML 或 JSON 文件，或 batch 能读的任何输入。"),
    ],
    form: Annotated[Format, typer.Option("--format", metavar="格式", help="table 表格，json 程序用。")] = Format.TABLE,
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
    from yzcomp.cli import readings as command

    return command.run(
        command.ReadingsRequest(
            inputs, rules, standards or (), reading or (), form.value, encoding, ignore_extra, columns, replace or ()
        )
    )


@app.command(help="重新计算一批结果，说明是否一致、哪里变了。", **COMMAND)
def verify(
    folder: Annotated[Path, typer.Argument(metavar="结果文件夹", help="yzcomp batch -o 写出的文件夹。")],
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="输入", help="当时的输入；不写则在结果旁边和当前文件夹里找。"),
    ] = None,
    rules: Rules = None,
    standards: StandardsFiles = None,
    columns: ColumnMapFile = None,
    replace: Replace = None,
    limit: Limits = None,
) -> int:
    from yzcomp.cli import verify as command

    return command.run(folder, inputs or (), rules, standards or (), columns, replace or ())


class Mask(str, Enum):  # noqa: UP042
    NAME = "name"
    NONE = "none"


@app.command(help="算完的结果出文件：计算单、公示表、花名册等各种，与结果逐分一致。", **COMMAND)
def docs(
    folder: Annotated[Path, typer.Argument(metavar="结果文件夹", help="yzcomp batch -o 写出的文件夹。")],
    kind: Annotated[
        list[str],
        typer.Option("--kind", metavar="种类", help=f"文件的种类，几种用逗号隔开：{_KINDS}。"),
    ],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="去处", help="带后缀的是一个文件，不带的是文件夹。"),
    ],
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="输入", help="当时的输入；不写则在结果旁边和当前文件夹里找。"),
    ] = None,
    suffix: Annotated[
        str | None,
        typer.Option("--format", metavar="格式", help="写进文件夹时用的格式，如 xlsx、html、docx、pdf。"),
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="一户（一村）一个文件。")] = False,
    village: Annotated[str | None, typer.Option("--village", metavar="村组", help="只出一个村组。")] = None,
    formulas: Formulas = False,
    mask: Annotated[Mask, typer.Option("--mask", metavar="name|none", help="公示表里户主姓名遮不遮。")] = Mask.NAME,
    ledger: Annotated[
        Path | None,
        typer.Option("--ledger", metavar="文件", help="记着已付金额的台账，写法同 audit 的记录。"),
    ] = None,
    layout: Annotated[
        str, typer.Option("--layout", metavar="格式", help="银行表的格式：本行、他行，或自己写的文件。")
    ] = "本行",
    month: Annotated[str | None, typer.Option("--month", metavar="月份", help="进度月报的月份，如 2020-05。")] = None,
    rules: Rules = None,
    standards: StandardsFiles = None,
    columns: ColumnMapFile = None,
    replace: Replace = None,
    force: Force = False,
    limit: Limits = None,
) -> int:
    from yzcomp.cli import docs as command
    from yzcomp.documents.setting import Options

    options = Options(village, formulas, mask is Mask.NAME)
    return command.run(
        command.DocsRequest(
            *(folder, inputs or (), kind, output, suffix, each, force, options, rules, standards or (), columns),
            ledger=ledger,
            layout=layout,
            month=month,
            replace=replace or (),
        )
    )


class SampleMethod(str, Enum):  # noqa: UP042
    MUS = "mus"
    AMOUNT = "amount"
    SIMPLE = "simple"
    INTERVAL = "interval"
    STRATA = "strata"


@app.command(help="重新计算，与记录或已付的金额逐项比较，说明差在哪里，并列出疑点。", **COMMAND)
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
        typer.Option("-o", "--output", metavar="文件", help="把全部差异写成 CSV。"),
    ] = None,
    workbook: Annotated[
        Path | None,
        typer.Option("--xlsx", metavar="文件", help="把摘要、差异、疑点和方法写成 Excel。"),
    ] = None,
    form: Annotated[Format, typer.Option("--format", metavar="格式", help="table 表格，json 程序用。")] = Format.TABLE,
    tolerance: Annotated[str, typer.Option("--tolerance", metavar="元", help="差额不超过它的不列出。")] = "0",
    sample: Annotated[
        int, typer.Option("--sample", metavar="户数", help="抽取这么多户作现场核查。", show_default=False, min=0)
    ] = 0,
    seed: Annotated[str, typer.Option("--seed", metavar="种子", help="抽样的种子：双方都不能选定的公开的数。")] = "1",
    method: Annotated[
        SampleMethod,
        typer.Option(
            "--sample-by",
            metavar="方法",
            help="mus 货币单元，amount 金额从大到小，simple 简单随机，interval 等距，strata 分层。",
        ),
    ] = SampleMethod.MUS,
    certain: Annotated[str | None, typer.Option("--certain", metavar="元", help="不少于这么多的户都抽。")] = None,
    strata: Annotated[
        str, typer.Option("--strata", metavar="层", help="strata 怎样分层：村组，或金额，如 50000,200000。")
    ] = "村组",
    rules: Rules = None,
    standards: StandardsFiles = None,
    reading: Readings = None,
    headers: Annotated[Headers, typer.Option("--headers", metavar="zh|en", help="CSV 的表头。")] = Headers.CHINESE,
    encoding: Encoding = None,
    ignore_extra: IgnoreExtra = False,
    columns: ColumnMapFile = None,
    replace: Replace = None,
    force: Force = False,
    processes: Processes = None,
    no_project: NoProject = False,
    limit: Limits = None,
) -> int:
    from yzcomp.cli import audit as command

    files = command.Files(inputs, against, output, workbook, force, headers.value, form.value)
    drawn = command.Drawing(sample, seed, method.value, certain, strata)
    wanted = command.Wanted(tolerance, drawn, encoding, ignore_extra, processes, columns, replace or ())
    return command.run(files, wanted, rules, standards or (), reading or ())
