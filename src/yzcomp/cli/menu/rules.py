"""Looking at rules and standards, and checking them."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from yzcomp.cli.options import (
    COMMAND,
    GROUP,
    ColumnMapFile,
    Encoding,
    Force,
    Format,
    Headers,
    IgnoreExtra,
    Limits,
    NoProject,
    OutputFile,
    Replace,
    Rules,
    StandardsFiles,
)

rules_app = typer.Typer(help="查看和核对规则。", **GROUP)
standards_app = typer.Typer(help="办法留给其他文件规定的标准。", **GROUP)


class SchemaKind(str, Enum):  # noqa: UP042
    HOUSEHOLD = "household"
    RULES = "rules"
    STANDARDS = "standards"


@rules_app.command("list", help="列出补偿项目、读法和另需的标准。", **COMMAND)
def rules_list(rules: Rules = None, no_project: NoProject = False) -> int:
    from yzcomp.cli import rules as command

    return command.show_list(rules)


@rules_app.command("show", help="一个项目的文字说明：付给谁、什么条件、怎么算、依据和读法。", **COMMAND)
def rules_show(
    item: Annotated[
        str,
        typer.Argument(metavar="项目", help="项目的名称，如 搬家补助费 或 moving_allowance。"),
    ],
    rules: Rules = None,
    no_project: NoProject = False,
) -> int:
    from yzcomp.cli import rules as command

    return command.show(item, rules)


@rules_app.command("clauses", help="逐条登记：办法的每一条落到哪里。", **COMMAND)
def rules_clauses(rules: Rules = None, no_project: NoProject = False) -> int:
    from yzcomp.cli import rules as command

    return command.clauses(rules)


@rules_app.command("check", help="严格核对一套规则，列出全部问题。", **COMMAND)
def rules_check(
    path: Annotated[str, typer.Argument(metavar="规则", help="规则的名称、文件或文件夹；- 为标准输入。")],
    limit: Limits = None,
) -> int:
    from yzcomp.cli import rules as command

    return command.check(path)


@rules_app.command("diff", help="比较两套规则：哪些项目、标准、条件和读法不同，各户多付、少付多少。", **COMMAND)
def rules_diff(
    old: Annotated[str, typer.Argument(metavar="原规则", help="规则的名称、文件或文件夹。")],
    new: Annotated[str, typer.Argument(metavar="新规则", help="规则的名称、文件或文件夹。")],
    form: Annotated[Format, typer.Option("--format", metavar="格式", help="table 表格，json 程序用。")] = Format.TABLE,
    impact: Annotated[
        list[str] | None,
        typer.Option(
            "--impact",
            metavar="输入",
            help="一户的文件或 batch 能读的输入，可写多次：算出每一户多付、少付多少。",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="文件",
            help="另写一个 CSV：每一处不同一行；有 --impact 时每户每项一行。",
        ),
    ] = None,
    standards: StandardsFiles = None,
    headers: Annotated[Headers, typer.Option("--headers", metavar="zh|en", help="CSV 的表头。")] = Headers.CHINESE,
    encoding: Encoding = None,
    ignore_extra: IgnoreExtra = False,
    columns: ColumnMapFile = None,
    replace: Replace = None,
    force: Force = False,
    no_project: NoProject = False,
    limit: Limits = None,
) -> int:
    from yzcomp.cli import diff as command

    return command.run(
        command.DiffRequest(
            old,
            new,
            form.value,
            output,
            headers is Headers.ENGLISH,
            force,
            impact or (),
            standards or (),
            encoding,
            ignore_extra,
            columns,
            replace or (),
        )
    )


@rules_app.command("schema", help="打印文件的 JSON Schema，供编辑器提示和检查。", **COMMAND)
def rules_schema(
    kind: Annotated[
        SchemaKind,
        typer.Argument(metavar="种类", help="household 户文件，rules 规则文件，standards 标准文件。"),
    ] = SchemaKind.HOUSEHOLD,
    rules: Rules = None,
    no_project: NoProject = False,
) -> int:
    from yzcomp.cli import rules as command

    return command.schema(kind.value, rules)


@standards_app.command("new", help="写出一个空的、带说明的标准文件。", **COMMAND)
def standards_new(
    output: OutputFile,
    rules: Rules = None,
    force: Force = False,
    no_project: NoProject = False,
) -> int:
    from yzcomp.cli import standards as command

    return command.new(output, rules, force)


@standards_app.command("check", help="严格核对标准文件，列出全部问题。", **COMMAND)
def standards_check(
    files: Annotated[list[Path], typer.Argument(metavar="文件", help="标准文件。")],
    rules: Rules = None,
    no_project: NoProject = False,
    limit: Limits = None,
) -> int:
    from yzcomp.cli import standards as command

    return command.check(files, rules)
