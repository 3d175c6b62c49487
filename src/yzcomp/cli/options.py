"""The options that several commands have, and how commands look in help."""

from pathlib import Path
from typing import Annotated, Any

import typer

from yzcomp.cli.help import ChineseCommand, ChineseGroup

GROUP: dict[str, Any] = {
    "cls": ChineseGroup,
    "no_args_is_help": True,
    "subcommand_metavar": "命令 [参数]...",
    "options_metavar": "[选项]",
    "rich_markup_mode": None,
}
COMMAND: dict[str, Any] = {"cls": ChineseCommand, "options_metavar": "[选项]"}

Rules = Annotated[
    str | None,
    typer.Option("--rules", metavar="规则", help="规则的名称、文件或文件夹；不写则用内置的办法。", show_default=False),
]
StandardsFiles = Annotated[
    list[Path] | None,
    typer.Option("--standards", metavar="文件", help="补偿标准文件，可写多次。", show_default=False),
]
Readings = Annotated[
    list[str] | None,
    typer.Option(
        "--reading",
        metavar="名称=选项",
        help="有歧义的条文换一种读法，可写多次；见 rules list。",
        show_default=False,
    ),
]
Force = Annotated[bool, typer.Option("--force", help="覆盖已有的文件。", show_default=False)]
OutputFile = Annotated[Path, typer.Option("-o", "--output", metavar="文件", help="写到哪个文件。", show_default=False)]
