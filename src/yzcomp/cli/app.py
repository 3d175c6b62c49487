"""The whole command: its help, its version, and the commands of every menu. Each command imports what it needs when it
runs: help starts at once."""

from typing import Annotated

import typer

from yzcomp import __version__
from yzcomp.cli.menu import cases, many, one, rules
from yzcomp.cli.options import GROUP

app = typer.Typer(
    name="yzcomp",
    help="征地拆迁补偿计算器：按办法逐项计算，写明条文和算式。",
    epilog="退出码：0 完成；1 完成，但有需要人处理的（待定、退回、不一致）；2 没有完成。",
    add_completion=False,
    pretty_exceptions_enable=False,
    **GROUP,
)


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


for menu in (one.app, many.app, cases.app):
    app.add_typer(menu)
app.add_typer(rules.rules_app, name="rules")
app.add_typer(rules.standards_app, name="standards")
app.add_typer(cases.cases_app, name="cases")
