"""The commands, their options and their help. Each body imports what it needs when it runs: help starts at once."""

from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from yzcomp import __version__
from yzcomp.cli.help import ChineseCommand, ChineseGroup

GROUP: dict[str, Any] = {
    "cls": ChineseGroup,
    "no_args_is_help": True,
    "subcommand_metavar": "命令 [参数]...",
    "options_metavar": "[选项]",
    "rich_markup_mode": None,
}
COMMAND: dict[str, Any] = {"cls": ChineseCommand, "options_metavar": "[选项]"}

app = typer.Typer(
    name="yzcomp",
    help="征地拆迁补偿计算器：按办法逐项计算，写明条文和算式。",
    epilog="退出码：0 完成；1 完成，但有需要人处理的（待定、退回、不一致）；2 没有完成。",
    add_completion=False,
    pretty_exceptions_enable=False,
    **GROUP,
)
rules_app = typer.Typer(help="查看和核对规则。", **GROUP)
standards_app = typer.Typer(help="办法留给其他文件规定的标准。", **GROUP)
app.add_typer(rules_app, name="rules")
app.add_typer(standards_app, name="standards")
cases_app = typer.Typer(help="检验规则的案例。", **GROUP)
app.add_typer(cases_app, name="cases")


class Format(str, Enum):  # noqa: UP042 - Typer's choices
    TABLE = "table"
    JSON = "json"


class SchemaKind(str, Enum):  # noqa: UP042
    HOUSEHOLD = "household"
    RULES = "rules"
    STANDARDS = "standards"


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


def _version(wanted: bool) -> None:
    if wanted:
        print(f"yzcomp {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", help="显示版本后退出。", callback=_version, is_eager=True, show_default=False),
    ] = False,
) -> None:
    """征地拆迁补偿计算器：按办法逐项计算，写明条文和算式。"""


@app.command(**COMMAND)
def calc(
    file: Annotated[
        str,
        typer.Argument(metavar="文件", help="一户的 YAML 或 JSON 文件；- 为标准输入。", show_default=False),
    ],
    form: Annotated[Format, typer.Option("--format", metavar="格式", help="table 表格，json 程序用。")] = Format.TABLE,
    rules: Rules = None,
    standards: StandardsFiles = None,
    reading: Readings = None,
) -> int:
    """计算一户，打印逐项的计算单。"""
    from yzcomp.cli import calc as command

    return command.run(file, rules, standards or (), reading or (), form.value)


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
    encoding: Annotated[
        str | None, typer.Option("--encoding", metavar="编码", help="CSV 的编码；不写则自动判断。", show_default=False)
    ] = None,
    ignore_extra: Annotated[
        bool, typer.Option("--ignore-extra", help="略过不认识的列和表。", show_default=False)
    ] = False,
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


@app.command(**COMMAND)
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
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的文件。", show_default=False)] = False,
) -> int:
    """写出空表，带一行示例，填好后用 batch 计算。"""
    from yzcomp.cli import template as command

    return command.run(output, rules, force)


@app.command(**COMMAND)
def new(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="文件", help="写到哪个文件。", show_default=False)],
    rules: Rules = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的文件。", show_default=False)] = False,
) -> int:
    """逐项提问，写出一户的文件，再用 calc 计算。"""
    from yzcomp.cli import new as command

    return command.run(output, rules, force)


@app.command(**COMMAND)
def test(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="案例", help="案例文件，或装着 *.cases.yaml 的文件夹；- 为标准输入。", show_default=False
        ),
    ],
    word: Annotated[
        str | None, typer.Option("-k", metavar="词", help="只运行名称里有这个词的案例。", show_default=False)
    ] = None,
    junit: Annotated[
        Path | None,
        typer.Option("--junit", metavar="文件", help="把结果写成 JUnit XML，每次覆盖。", show_default=False),
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="说明案例用到了规则的哪些部分，还缺什么。", show_default=False)
    ] = False,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="逐处改动规则，列出没有案例发现的改动。", show_default=False)
    ] = False,
    equivalent: Annotated[
        Path | None,
        typer.Option(
            "--equivalent", metavar="文件", help="不影响结果的改动和理由，与 --mutate 同用。", show_default=False
        ),
    ] = None,
    rules: Rules = None,
    standards: StandardsFiles = None,
    reading: Readings = None,
) -> int:
    """运行案例，逐项比较应为和算得的金额。"""
    from yzcomp.cli import test as command

    return command.run(
        command.Request(sources, word, junit, coverage, mutate, equivalent, rules, standards or (), reading or ())
    )


@rules_app.command("list", **COMMAND)
def rules_list(rules: Rules = None) -> int:
    """列出补偿项目、读法和另需的标准。"""
    from yzcomp.cli import rules as command

    return command.show_list(rules)


@rules_app.command("show", **COMMAND)
def rules_show(
    item: Annotated[
        str,
        typer.Argument(metavar="项目", help="项目的名称，如 搬家补助费 或 moving_allowance。", show_default=False),
    ],
    rules: Rules = None,
) -> int:
    """一个项目的文字说明：付给谁、什么条件、怎么算、依据和读法。"""
    from yzcomp.cli import rules as command

    return command.show(item, rules)


@rules_app.command("clauses", **COMMAND)
def rules_clauses(rules: Rules = None) -> int:
    """逐条登记：办法的每一条落到哪里。"""
    from yzcomp.cli import rules as command

    return command.clauses(rules)


@rules_app.command("check", **COMMAND)
def rules_check(
    path: Annotated[str, typer.Argument(metavar="规则", help="规则的名称、文件或文件夹。", show_default=False)],
) -> int:
    """严格核对一套规则，列出全部问题。"""
    from yzcomp.cli import rules as command

    return command.check(path)


@rules_app.command("schema", **COMMAND)
def rules_schema(
    kind: Annotated[
        SchemaKind,
        typer.Argument(metavar="种类", help="household 户文件，rules 规则文件，standards 标准文件。"),
    ] = SchemaKind.HOUSEHOLD,
    rules: Rules = None,
) -> int:
    """打印文件的 JSON Schema，供编辑器提示和检查。"""
    from yzcomp.cli import rules as command

    return command.schema(kind.value, rules)


@standards_app.command("new", **COMMAND)
def standards_new(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="文件", help="写到哪个文件。", show_default=False)],
    rules: Rules = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的文件。", show_default=False)] = False,
) -> int:
    """写出一个空的、带说明的标准文件。"""
    from yzcomp.cli import standards as command

    return command.new(output, rules, force)


@standards_app.command("check", **COMMAND)
def standards_check(
    files: Annotated[list[Path], typer.Argument(metavar="文件", help="标准文件。", show_default=False)],
    rules: Rules = None,
) -> int:
    """严格核对标准文件，列出全部问题。"""
    from yzcomp.cli import standards as command

    return command.check(files, rules)
