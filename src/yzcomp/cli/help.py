"""Commands whose own help is Chinese where Typer offers no translation: the usage line and the help option."""

import re
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

_TYPE_MARK = re.compile(r" <(list\[)?\w+\]?>(\.\.\.)?")

if TYPE_CHECKING:
    _Base = TyperCommand
else:
    _Base = object


class _Chinese(_Base):
    """What both kinds of command share."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份说明后退出。"
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def get_help(self, ctx: Any) -> str:
        """The help without the programming names of types behind arguments."""
        return _TYPE_MARK.sub("", super().get_help(ctx))


class ChineseCommand(_Chinese, TyperCommand):
    pass


class ChineseGroup(_Chinese, TyperGroup):
    pass
