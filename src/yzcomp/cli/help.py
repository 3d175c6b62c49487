"""Commands whose own help is Chinese where Typer offers no translation: the usage line, the headings, the help option,
and columns that stay aligned with Chinese text in them."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from typer import Context
from typer.core import TyperCommand, TyperGroup

from yzcomp.output.wrapping import cell_width, wrap

_TYPE_MARK = re.compile(r" <[^>]*>(\.\.\.)?")  # the programming name of an argument's type
_RANGE = re.compile(r"\[x>=(\d+)\]")  # how Typer writes what a number must at least be

if TYPE_CHECKING:
    _Base = TyperCommand
    _Formatter = Any
else:
    _Base = object
    _Formatter = Context.formatter_class


class ChineseFormatter(_Formatter):  # type: ignore[misc]
    """Lays help out by the cells that text takes on a screen; Typer counts characters."""

    def write_heading(self, heading: str) -> None:
        self.write(f"{heading}：\n")

    def write_text(self, text: str) -> None:
        self._write_lines(text, self.current_indent)

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = [(_TYPE_MARK.sub("", term), explanation) for term, explanation in rows]
        start = self.current_indent + max(cell_width(term) for term, _ in rows) + col_spacing
        for term, explanation in rows:
            first = " " * self.current_indent + term
            self.write(first + " " * (start - cell_width(first)))
            self._write_lines(_RANGE.sub(r"最少 \1。", explanation), start, first=False)

    def _write_lines(self, text: str, indent: int, first: bool = True) -> None:
        """Wrapped text, indented; the first line only if nothing stands before it."""
        lines = f"\n{' ' * indent}".join(wrap(text, self.width - indent))
        self.write(f"{' ' * indent if first else ''}{lines}\n")


class _Chinese(_Base):
    """What both kinds of command share."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份说明后退出。"
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx)).replace("{", "").replace("}", "")
        formatter.write_usage(ctx.command_path, pieces, prefix="用法：")

    def get_help(self, ctx: Any) -> str:
        ctx.formatter_class = ChineseFormatter
        return super().get_help(ctx)


class ChineseCommand(_Chinese, TyperCommand):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What options don't say, a project file may; the files that match stand in place of patterns."""
        from yzcomp.cli.patterns import expand

        rest = super().parse_args(ctx, args)
        if "no_project" in ctx.params:
            from yzcomp.cli.project import under_project

            under_project(ctx.params)
        expand(self.params, ctx.params)
        return rest


class ChineseGroup(_Chinese, TyperGroup):
    pass
