"""One household: compute it, ask for it, make tables for many."""

from pathlib import Path
from typing import Annotated

import typer

from yzcomp.cli.options import COMMAND, Force, Format, Limits, OutputFile, Readings, Rules, StandardsFiles

app = typer.Typer()


@app.command(help="计算一户，打印逐项的计算单。", **COMMAND)
def calc(
    file: Annotated[
        str,
        typer.Argument(metavar="文件", help="一户的 YAML 或 JSON 文件；- 为标准输入。", show_default=False),
    ],
    form: Annotated[Format, typer.Option("--format", metavar="格式", help="table 表格，json 程序用。")] = Format.TABLE,
    rules: Rules = None,
    standards: StandardsFiles = None,
    reading: Readings = None,
    limit: Limits = None,
) -> int:
    from yzcomp.cli import calc as command

    return command.run(file, rules, standards or (), reading or (), form.value)


@app.command(help="逐项提问，写出一户的文件，再用 calc 计算。", **COMMAND)
def new(
    output: OutputFile,
    rules: Rules = None,
    force: Force = False,
) -> int:
    from yzcomp.cli import new as command

    return command.run(output, rules, force)


@app.command(help="写出空表，带一行示例，填好后用 batch 计算。", **COMMAND)
def template(
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="文件",
            help="以 .xlsx 结尾写 Excel 空表，以 .csv 结尾写一户一行的空表，不带后缀写装各表的文件夹。",
            show_default=False,
        ),
    ],
    rules: Rules = None,
    force: Force = False,
) -> int:
    from yzcomp.cli import template as command

    return command.run(output, rules, force)
