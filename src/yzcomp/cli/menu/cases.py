"""Rule cases: run them, and say how well they prove the rules."""

from pathlib import Path
from typing import Annotated

import typer

from yzcomp.cli.options import COMMAND, GROUP, Force, Limits, NoProject, Readings, Rules, StandardsFiles

app = typer.Typer()
cases_app = typer.Typer(help="检验规则的案例。", **GROUP)


@app.command(help="运行案例，逐项比较应为和算得的金额。", **COMMAND)
def test(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="案例",
            help="案例文件，或装着它们（*.cases.yaml）的文件夹；- 为标准输入。",
        ),
    ],
    word: Annotated[str | None, typer.Option("-k", metavar="词", help="只运行名称里有这个词的案例。")] = None,
    junit: Annotated[
        Path | None,
        typer.Option("--junit", metavar="文件", help="把结果写成 JUnit XML，每次覆盖。"),
    ] = None,
    coverage: Annotated[bool, typer.Option("--coverage", help="说明案例用到了规则的哪些部分，还缺什么。")] = False,
    mutate: Annotated[bool, typer.Option("--mutate", help="逐处改动规则，列出没有案例发现的改动。")] = False,
    equivalent: Annotated[
        Path | None,
        typer.Option(
            "--equivalent",
            metavar="文件",
            help="不影响结果的改动和理由，与 --mutate 同用；不写则用案例文件夹里的 equivalent.yaml。",
        ),
    ] = None,
    rules: Rules = None,
    standards: StandardsFiles = None,
    reading: Readings = None,
    limit: Limits = None,
) -> int:
    from yzcomp.cli import test as command

    return command.run(
        command.Request(sources, word, junit, coverage, mutate, equivalent, rules, standards or (), reading or ())
    )


@cases_app.command("new", help="照规则写出边界案例，金额待人核对。", **COMMAND)
def cases_new(
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="文件", help="写到哪个文件；不写则印在屏幕上。"),
    ] = None,
    rules: Rules = None,
    standards: StandardsFiles = None,
    force: Force = False,
    no_project: NoProject = False,
    limit: Limits = None,
) -> int:
    from yzcomp.cli import cases as command

    return command.new(output, rules, standards or (), force)
