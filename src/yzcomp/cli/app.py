"""The whole command: its help, its version, and every command by its name. The file of a command is imported when it
is called: help starts at once."""

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from yzcomp import __version__
from yzcomp.cli.help import ChineseCommand, ChineseGroup

_ENTRIES = (
    ("calc", "calc:calc", "计算一户，打印逐项的计算单，或写成文件。"),
    ("new", "new:new", "逐项提问，写出一户的文件，再用 calc 计算。"),
    ("template", "template:template", "写出空表，带一行示例，填好后用 batch 计算。"),
    ("batch", "batch:batch", "计算许多户，写出明细、合计、退回、汇总和记录。"),
    ("columns", "columns:columns_of", "认出名册各列是什么，写成列的对照，由人确认后给 --columns 用。"),
    ("readings", "readings:readings", "有歧义的条文换一种读法值多少钱：逐个读法，逐个选项。"),
    ("verify", "verify:verify_batch", "重新计算一批结果，说明是否一致、哪里变了。"),
    ("docs", "docs:docs", "算完的结果出文件：计算单、公示表、花名册等各种，与结果逐分一致。"),
    ("audit", "audit:audit", "重新计算，与记录或已付的金额逐项比较，说明差在哪里，并列出疑点。"),
    ("sql", "sql:sql", "规则写成 SQL，给自己的数据库用；也可以连同各户写成表。"),
    ("test", "test:test", "运行案例，逐项比较应为和算得的金额。"),
    ("rules list", "rules:show_list", "列出补偿项目、读法和另需的标准。"),
    ("rules show", "rules:show", "一个项目的文字说明：付给谁、什么条件、怎么算、依据和读法。"),
    ("rules clauses", "rules:clauses", "逐条登记：办法的每一条落到哪里。"),
    ("rules check", "rules:check", "严格核对一套规则，列出全部问题。"),
    ("rules diff", "diff:diff", "比较两套规则：哪些项目、标准、条件和读法不同，各户多付、少付多少。"),
    ("rules schema", "rules:schema", "打印文件的 JSON Schema，供编辑器提示和检查。"),
    ("standards new", "standards:new", "写出一个空的、带说明的标准文件。"),
    ("standards check", "standards:check", "严格核对标准文件，列出全部问题。"),
    ("cases new", "cases:new", "照规则写出边界案例，金额待人核对。"),
    ("sampling size", "sampling:size", "要抽多少户：写 --total 按货币单元，不写按属性（差错率）。"),
    ("sampling evaluate", "sampling:evaluate", "抽查以后：差错、污染率、推断的差错和上限。"),
    ("sampling digits", "sampling:digits", "记录的金额的首位数字（本福德）和整数：只供参考。"),
)
_GROUPS = {
    "rules": "查看和核对规则。",
    "standards": "办法留给其他文件规定的标准。",
    "cases": "检验规则的案例。",
    "sampling": "抽样：要抽多少，抽查以后推断总体；抽取用 audit --sample。",
}
_LOOKS: dict[str, Any] = {"options_metavar": "[选项]", "context_settings": {"help_option_names": ["-h", "--help"]}}
_GROUP_LOOKS = {**_LOOKS, "no_args_is_help": True, "subcommand_metavar": "命令 [参数]...", "rich_markup_mode": None}


class Entry(ChineseCommand):
    """A command as help lists it; ``place`` tells the file that it is in and the function that it is."""

    def __init__(self, name: str, place: str, help: str) -> None:
        super().__init__(name, help=help)
        self.place = place

    def loaded(self) -> TyperCommand:
        """The command with its options."""
        file, _, function = self.place.partition(":")
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        declare = app.command(self.name, cls=ChineseCommand, help=self.help, **_LOOKS)
        declare(getattr(import_module(f"yzcomp.cli.{file}"), function))
        found = typer.main.get_command(app)
        assert isinstance(found, TyperCommand)
        return found


class _Group(ChineseGroup):
    """A group of entries, each loaded when it is called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.loaded() if isinstance(command, Entry) else command, rest


def program() -> ChineseGroup:
    """The command with everything that can be called by it."""
    app = typer.Typer(
        name="yzcomp",
        cls=_Group,
        help="征地拆迁补偿计算器：按办法逐项计算，写明条文和算式。",
        epilog="退出码：0 完成；1 完成，但有需要人处理的（待定、退回、不一致）；2 没有完成。",
        add_completion=False,
        **_GROUP_LOOKS,
    )
    app.callback()(_root)
    root = typer.main.get_group(app)
    assert isinstance(root, ChineseGroup)
    for words, place, help in _ENTRIES:
        group, _, name = words.rpartition(" ")
        if group and group not in root.commands:
            root.add_command(_Group(name=group, help=_GROUPS[group], **_GROUP_LOOKS))
        owner = root.commands[group] if group else root
        assert isinstance(owner, ChineseGroup)
        owner.add_command(Entry(name, place, help))
    return root


def _version(wanted: bool) -> None:
    if wanted:
        print(f"yzcomp {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", help="显示版本后退出。", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """征地拆迁补偿计算器：按办法逐项计算，写明条文和算式。"""
