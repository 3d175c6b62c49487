"""The whole command: its help, its version, and the commands of every menu. Each command imports what it needs when it
runs: help starts at once."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from yzcomp import __version__
from yzcomp.cli.options import GROUP


def app_for(arguments: Sequence[str] = ()) -> typer.Typer:
    """The command with its menus, as far as ``arguments`` need them: declaring all commands takes a twentieth of a
    short run, and the one that is asked for by its name can be found without. Help and mistyped names see all."""
    app = typer.Typer(
        name="yzcomp",
        help="征地拆迁补偿计算器：按办法逐项计算，写明条文和算式。",
        epilog="退出码：0 完成；1 完成，但有需要人处理的（待定、退回、不一致）；2 没有完成。",
        add_completion=False,
        pretty_exceptions_enable=False,
        **GROUP,
    )
    app.callback()(_root)
    for name, menu in _menus():
        app.add_typer(menu, name=name)
        if arguments and arguments[0] in ([name] if name else _names(menu)):
            break
    return app


def _version(wanted: bool) -> None:
    if wanted:
        print(f"yzcomp {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option("--version", help="显示版本后退出。", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """征地拆迁补偿计算器：按办法逐项计算，写明条文和算式。"""


def _menus() -> Iterator[tuple[str | None, typer.Typer]]:
    """Every menu, loaded when its turn comes; those with a name are groups of commands under it."""
    from yzcomp.cli.menu import one

    yield None, one.app
    from yzcomp.cli.menu import many

    yield None, many.app
    from yzcomp.cli.menu import cases

    yield None, cases.app
    from yzcomp.cli.menu import rules

    yield "rules", rules.rules_app
    yield "standards", rules.standards_app
    yield "cases", cases.cases_app
    from yzcomp.cli.menu import sampling

    yield "sampling", sampling.app


def _names(menu: typer.Typer) -> list[str]:
    """What the commands of a menu are called."""
    return [command.name or str(getattr(command.callback, "__name__", "")) for command in menu.registered_commands]
