"""Tables on a screen whose columns stay aligned with Chinese text in them, at any width and off a terminal.

Text is wrapped here, character by character with the punctuation kept off line starts, because a word wrapper takes a
Chinese sentence for one word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.style import StyleType
from rich.table import Table
from rich.text import Text

#: Rules of plain hyphens only: box-drawing characters are two cells wide on some Chinese consoles.
PLAIN = box.Box("    \n    \n -- \n    \n    \n -- \n    \n    \n", ascii=True)
_NO_START = set("，。、；：？！）》”’】％%)]},.;:?!")
_NO_END = set("（《“‘【([{")


@dataclass(frozen=True)
class Column:
    """A column: a share of the free width, or a fixed ``width`` in cells."""

    title: str
    share: int
    width: int = 0
    right: bool = False


def widths(columns: Sequence[Column], total: int) -> list[int]:
    """The width of each column in cells, so that all of them and a blank between fill ``total``."""
    free = total - sum(column.width for column in columns) - 2 * (len(columns) - 1)
    shares = sum(column.share for column in columns) or 1
    return [column.width or max(6, free * column.share // shares) for column in columns]


def grid(
    columns: Sequence[Column],
    rows: Iterable[Sequence[str | Text]],
    console: Console,
    *,
    header: bool = True,
    indent: int = 0,
) -> Table:
    """A table of wrapped cells with a rule under its header."""
    sizes = widths(columns, console.width - indent)
    table = Table(
        box=PLAIN if header else None,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1 if header else 2, 0, 0),  # with a header, rich draws a blank between columns itself
        header_style="bold",
    )
    table.show_header = header
    for column, size in zip(columns, sizes, strict=True):
        justify = "right" if column.right else "left"
        table.add_column(column.title, width=size, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*(wrapped(cell, size) for cell, size in zip(row, sizes, strict=True)))
    return table


def wrapped(cell: str | Text, width: int) -> Text:
    """A cell's text broken into lines of at most ``width`` cells; a styled cell keeps one style throughout."""
    style: StyleType = cell.style if isinstance(cell, Text) else ""
    lines = [line for part in str(cell).split("\n") for line in wrap(part, width)]
    return Text("\n".join(lines), style=style)


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` cells. Chinese breaks anywhere but before closing and after opening marks; runs of
    letters and digits stay together where they fit."""
    lines, line = [], ""
    for piece in _pieces(text):
        if cell_len(line) + cell_len(piece.rstrip()) <= width:
            line += piece
            continue
        if line:
            lines.append(line.rstrip())
        while cell_len(piece) > width:
            cut = _cut(piece, width)
            lines.append(piece[:cut])
            piece = piece[cut:]
        line = piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _cut(piece: str, width: int) -> int:
    """How many characters fit, at least one."""
    count = 1
    while count < len(piece) and cell_len(piece[: count + 1]) <= width:
        count += 1
    return count


def _pieces(text: str) -> list[str]:
    """What must not be broken: a run of narrow characters, or a wide one with the marks that cling to it."""
    pieces: list[str] = []
    clinging = False
    for char in text:
        narrow = cell_len(char) == 1
        joins = bool(pieces) and (
            clinging
            or char in _NO_START
            or (narrow and char != " " and cell_len(pieces[-1][-1]) == 1 and pieces[-1][-1] != " ")
            or char == " "
        )
        if joins:
            pieces[-1] += char
        else:
            pieces.append(char)
        clinging = char in _NO_END
    return pieces
