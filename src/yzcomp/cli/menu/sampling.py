"""Sampling: how many, and what follows from those that were drawn."""

from pathlib import Path
from typing import Annotated

import typer

from yzcomp.cli.options import COMMAND, GROUP, Encoding, Rules

app = typer.Typer(help="抽样：要抽多少，抽查以后推断总体；抽取用 audit --sample。", **GROUP)
Confidence = Annotated[str, typer.Option("--confidence", metavar="百分数", help="置信度。")]


@app.command(help="要抽多少户：写 --total 按货币单元，不写按属性（差错率）。", **COMMAND)
def size(
    tolerable: Annotated[
        str,
        typer.Option("--tolerable", metavar="元|百分数", help="可容忍差错：元，或 5% 这样的差错率。"),
    ],
    confidence: Confidence = "95%",
    expected: Annotated[str, typer.Option("--expected", metavar="元|百分数", help="预计差错。")] = "0",
    total: Annotated[str | None, typer.Option("--total", metavar="元", help="记录的总额，按货币单元抽。")] = None,
    households: Annotated[
        int | None,
        typer.Option("--households", metavar="户数", help="总体的户数，按属性抽；不写则当作很多。", min=1),
    ] = None,
) -> int:
    from yzcomp.cli import sampling as command

    return command.size(confidence, tolerable, expected, total, households)


@app.command(help="抽查以后：差错、污染率、推断的差错和上限。", **COMMAND)
def evaluate(
    sample: Annotated[
        str,
        typer.Argument(metavar="抽样表", help="audit --sample --xlsx 写出的工作簿，填上查实金额。"),
    ],
    confidence: Confidence = "95%",
    tolerable: Annotated[str | None, typer.Option("--tolerable", metavar="元", help="可容忍差错，与上限比较。")] = None,
    encoding: Encoding = None,
) -> int:
    from yzcomp.cli import sampling as command

    return command.evaluate(sample, confidence, tolerable, encoding)


@app.command(help="记录的金额的首位数字（本福德）和整数：只供参考。", **COMMAND)
def digits(
    recorded: Annotated[Path, typer.Argument(metavar="记录", help="audit --against 读的记录。")],
    rules: Rules = None,
    encoding: Encoding = None,
) -> int:
    from yzcomp.cli import sampling as command

    return command.digits(recorded, rules, encoding)
