"""One household: compute it, ask for it, make tables for many."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from yzcomp.cli.options import COMMAND, Force, Formulas, Limits, NoProject, OutputFile, Readings, Rules, StandardsFiles

app = typer.Typer()


class CalcFormat(str, Enum):  # noqa: UP042
    TABLE = "table"
    JSON = "json"
    XLSX = "xlsx"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


@app.command(help="计算一户，打印逐项的计算单，或写成文件。", **COMMAND)
def calc(
    files: Annotated[
        list[str],
        typer.Argument(metavar="文件", help="一户的 YAML 或 JSON 文件，写成文件时可写几个；- 为标准输入。"),
    ],
    form: Annotated[
        CalcFormat,
        typer.Option("--format", metavar="格式", help="table 表格，json 程序用；写进文件夹时 xlsx、html、docx、pdf。"),
    ] = CalcFormat.TABLE,
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
    from yzcomp.cli import calc as command

    suffix = form.value if form not in (CalcFormat.TABLE, CalcFormat.JSON) else None
    if output is None:
        return command.run(files, rules, standards or (), reading or (), form.value)
    paper = command.Paper(output, suffix, formulas, force)
    return command.write(files, paper, rules, standards or (), reading or ())


@app.command(help="逐项提问，写出一户的文件，再用 calc 计算。", **COMMAND)
def new(
    output: OutputFile,
    rules: Rules = None,
    standards: StandardsFiles = None,
    force: Force = False,
    no_project: NoProject = False,
) -> int:
    from yzcomp.cli import new as command

    return command.run(output, rules, standards or (), force)


@app.command(help="写出空表，带一行示例，填好后用 batch 计算。", **COMMAND)
def template(
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="文件",
            help="以 .xlsx 结尾写 Excel 空表，以 .csv 结尾写一户一行的空表，不带后缀写装各表的文件夹。",
        ),
    ],
    rules: Rules = None,
    force: Force = False,
    no_project: NoProject = False,
) -> int:
    from yzcomp.cli import template as command

    return command.run(output, rules, force)
