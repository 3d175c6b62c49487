"""Many households: compute them, prove what was computed."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from yzcomp.cli.menu.one import Format
from yzcomp.cli.options import COMMAND, Readings, Rules, StandardsFiles

app = typer.Typer()


Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="编码", help="CSV 的编码；不写则自动判断。", show_default=False)
]
IgnoreExtra = Annotated[bool, typer.Option("--ignore-extra", help="略过不认识的列和表。", show_default=False)]


class Headers(str, Enum):  # noqa: UP042
    CHINESE = "zh"
    ENGLISH = "en"


@app.command(**COMMAND)
def batch(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="输入", help="CSV 或 Excel 文件，或装着各表的文件夹；- 为标准输入。", show_default=False
        ),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="文件夹", help="结果写到哪个文件夹。", show_default=False)
    ],
    rules: Rules = None,
    standards: StandardsFiles = None,
    reading: Readings = None,
    headers: Annotated[Headers, typer.Option("--headers", metavar="zh|en", help="结果表的表头。")] = Headers.CHINESE,
    encoding: Encoding = None,
    ignore_extra: IgnoreExtra = False,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的结果。", show_default=False)] = False,
    fix_up: Annotated[
        Path | None,
        typer.Option("--fix-up", metavar="文件", help="把退回的户写成可修改的 Excel 表。", show_default=False),
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option("--processes", metavar="数", help="用几个进程；不写则按需要。", show_default=False, min=1),
    ] = None,
) -> int:
    """计算许多户，写出明细、合计、退回、汇总和记录。"""
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
        )
    )


@app.command(**COMMAND)
def readings(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="输入", help="一户的 YAML 或 JSON 文件，或 batch 能读的任何输入。", show_default=False),
    ],
    form: Annotated[Format, typer.Option("--format", metavar="格式", help="table 表格，json 程序用。")] = Format.TABLE,
    rules: Rules = None,
    standards: StandardsFiles = None,
    reading: Readings = None,
    encoding: Encoding = None,
    ignore_extra: IgnoreExtra = False,
) -> int:
    """有歧义的条文换一种读法值多少钱：逐个读法，逐个选项。"""
    from yzcomp.cli import readings as command

    return command.run(
        command.ReadingsRequest(inputs, rules, standards or (), reading or (), form.value, encoding, ignore_extra)
    )


@app.command(**COMMAND)
def verify(
    folder: Annotated[
        Path, typer.Argument(metavar="结果文件夹", help="yzcomp batch -o 写出的文件夹。", show_default=False)
    ],
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="输入", help="当时的输入；不写则在结果旁边和当前文件夹里找。", show_default=False),
    ] = None,
    rules: Rules = None,
    standards: StandardsFiles = None,
) -> int:
    """重新计算一批结果，说明是否一致、哪里变了。"""
    from yzcomp.cli import verify as command

    return command.run(folder, inputs or (), rules, standards or ())
