"""The options that several commands have."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Rules = Annotated[
    str | None,
    typer.Option("--rules", metavar="规则", help="规则的名称、文件或文件夹；不写则用内置的办法。"),
]
StandardsFiles = Annotated[
    list[Path] | None,
    typer.Option("--standards", metavar="文件", help="补偿标准文件，可写多次。"),
]
Readings = Annotated[
    list[str] | None,
    typer.Option(
        "--reading",
        metavar="名称=选项",
        help="有歧义的条文换一种读法，名称和选项写中文或英文，可写多次；见 rules list。",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="覆盖已有的文件。")]
OutputFile = Annotated[Path, typer.Option("-o", "--output", metavar="文件", help="写到哪个文件。")]
Encoding = Annotated[str | None, typer.Option("--encoding", metavar="编码", help="CSV 的编码；不写则自动判断。")]
IgnoreExtra = Annotated[bool, typer.Option("--ignore-extra", help="略过不认识的列和表。")]
ColumnMapFile = Annotated[
    Path | None,
    typer.Option("--columns", metavar="文件", help="列的对照，由 yzcomp columns 写出、人确认过。"),
]
Formulas = Annotated[bool, typer.Option("--formulas", help="Excel 计算单里的金额和合计写成公式。")]
Replace = Annotated[
    list[str] | None,
    typer.Option(
        "--replace",
        metavar="文件",
        help="改好的户（如 --fix-up 写出的修改表），代替输入里同样的户，可写多次。",
    ),
]
NoProject = Annotated[bool, typer.Option("--no-project", help="不用项目文件 yzcomp.yaml。")]
Processes = Annotated[int | None, typer.Option("--processes", metavar="数", help="用几个进程；不写则按需要。", min=1)]


def _set_limits(options: list[str] | None) -> list[str]:
    """Sets the limits at once, whatever the command does with its other options."""
    from yzcomp.limits import set_limits

    set_limits(options or ())
    return options or []


Limits = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="名称=数",
        help="放宽一项上限，可写多次；名称见文档里的上限一览。",
        callback=_set_limits,
    ),
]


#: How a result is printed.
Format = Annotated[Literal["table", "json"], typer.Option("--format", metavar="格式", help="table 表格，json 程序用。")]
#: Chinese or English headers of a CSV file.
Headers = Annotated[Literal["zh", "en"], typer.Option("--headers", metavar="zh|en", help="CSV 的表头。")]
