"""Tables on a screen whose columns stay aligned with Chinese text in them, at any width and off a terminal.

Text is wrapped here, character by character with the punctuation kept off line starts, because a word wrapper takes a
Chinese sentence for one word; rules are of plain hyphens, because box-drawing characters are two cells wide on some
Chinese consoles.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size
from rich.console import Console
from rich.style import StyleType
from rich.text import Text

GAP = 2
_NO_START = set("〕，。、；：？！）》”’】％%)]},.;:?!")
_NO_END = set("〔（《“‘【([{")


class Column(NamedTuple):
    """A column: a share of the free width, or a fixed ``width`` in cells."""

    title: str
    share: int
    width: int = 0
    right: bool = False


def widths(columns: Sequence[Column], total: int) -> list[int]:
    """The width of each column in cells, so that all of them and a blank between fill ``total``."""
    free = total - sum(column.width for column in columns) - GAP * (len(columns) - 1)
    shares = sum(column.share for column in columns) or 1
    return [column.width or max(6, free * column.share // shares) for column in columns]


def grid(
    columns: Sequence[Column], rows: Iterable[Sequence[str | Text]], console: Console, *, header: bool = True
) -> Text:
    """A table of wrapped cells, one row below the other, with a rule under its header."""
    sizes = widths(columns, console.width)
    lines: list[Text] = []
    if header:
        lines += _row_lines([Text(column.title, style="bold") for column in columns], columns, sizes)
        lines.append(Text("-" * (sum(sizes) + GAP * (len(sizes) - 1))))
    for row in rows:
        lines += _row_lines(row, columns, sizes)
    return Text("\n").join(lines)


def _row_lines(row: Sequence[str | Text], columns: Sequence[Column], sizes: Sequence[int]) -> list[Text]:
    """The screen lines of one row: each cell wrapped and padded to its column."""
    cells = [
        [line for part in str(cell).split("\n") for line in wrap(part, n)] for cell, n in zip(row, sizes, strict=True)
    ]
    styles = [cell.style if isinstance(cell, Text) else "" for cell in row]
    lines = []
    for number in range(max(map(len, cells))):
        line = Text()
        for index, (cell, column, size) in enumerate(zip(cells, columns, sizes, strict=True)):
            words = cell[number] if number < len(cell) else ""
            blanks = " " * (size - cell_len(words))
            last = index == len(sizes) - 1
            line.append(blanks + words if column.right else words + ("" if last else blanks), styles[index])
            line.append("" if last else " " * GAP)
        line.rstrip()
        lines.append(line)
    return lines


def wrapped(cell: str | Text, width: int) -> Text:
    """A cell's text broken into lines of at most ``width`` cells; a styled cell keeps one style throughout."""
    style: StyleType = cell.style if isinstance(cell, Text) else ""
    lines = [line for part in str(cell).split("\n") for line in wrap(part, width)]
    return Text("\n".join(lines), style=style)


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` cells. Chinese breaks anywhere but before closing and after opening marks; runs of
    letters and digits stay together where they fit."""
    lines: list[str] = []
    line, used = "", 0
    for piece, size in _pieces(text):
        if used + size <= width or (piece == " " and line):
            line, used = line + piece, used + size
            continue
        if line:
            lines.append(line.rstrip())
        while size > width:
            cut = _cut(piece, width)
            lines.append(piece[:cut])
            piece = piece[cut:]
            size = cell_len(piece)
        line, used = ("", 0) if piece == " " else (piece, size)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _cut(piece: str, width: int) -> int:
    """How many characters fit, at least one."""
    count, used = 1, get_character_cell_size(piece[0])
    while count < len(piece) and used + get_character_cell_size(piece[count]) <= width:
        used += get_character_cell_size(piece[count])
        count += 1
    return count


def _pieces(text: str) -> list[tuple[str, int]]:
    """What must not be broken, with its width: a run of narrow characters, or a wide one with the marks that cling."""
    pieces: list[tuple[str, int]] = []
    clinging = run = False  # after an opening mark; within a run of narrow characters
    for char in text:
        size = get_character_cell_size(char)
        narrow = size == 1 and char != " "
        if pieces and (clinging or char in _NO_START or (narrow and run)):
            last, used = pieces[-1]
            pieces[-1] = (last + char, used + size)
        else:
            pieces.append((char, size))
        clinging, run = char in _NO_END, narrow
    return pieces
