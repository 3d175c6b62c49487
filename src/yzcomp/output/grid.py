"""Tables on a screen whose columns stay aligned with Chinese text in them, at any width and off a terminal.

Text is wrapped by us, because a word wrapper takes a Chinese sentence for one word; rules are of plain hyphens, because
box-drawing characters are two cells wide on some Chinese consoles.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.style import StyleType
from rich.text import Text

from yzcomp.output.wrapping import cell_width, unbreakable, wrap

GAP = 2


class Column(NamedTuple):
    """A column: a share of the free width, if its cells need that much, or a fixed ``width`` in cells."""

    title: str
    share: int
    width: int = 0
    right: bool = False


def widths(columns: Sequence[Column], needs: Sequence[tuple[int, int]], total: int) -> list[int]:
    """The width of each column in cells, so that all of them and a blank between fit into ``total``.

    ``needs`` are the cells of each column's longest unbreakable piece and of its longest line: a column is as wide as
    its share of the free width, but within these, and the others divide what it leaves.
    """
    sizes = [column.width for column in columns]
    free = total - sum(sizes) - GAP * (len(columns) - 1)
    unsettled = [number for number, column in enumerate(columns) if not column.width]
    while unsettled:
        shares = sum(columns[number].share for number in unsettled)
        fair = {number: max(6, free * columns[number].share // shares) for number in unsettled}
        settled = [n for n in unsettled if not needs[n][0] < fair[n] < needs[n][1]] or unsettled
        for number in settled:
            least, most = needs[number]
            sizes[number] = max(least, min(most, fair[number]))
        free -= sum(sizes[number] for number in settled)
        unsettled = [number for number in unsettled if number not in settled]
    return sizes


def grid(
    columns: Sequence[Column], rows: Iterable[Sequence[str | Text]], console: Console, *, header: bool = True
) -> Text:
    """A table of wrapped cells, one row below the other, with a rule under its header."""
    titles = [Text(column.title, style="bold") for column in columns]
    body = [*([titles] if header else []), *rows]
    sizes = widths(columns, _needs(body, console.width * 2 // 5), console.width)
    lines: list[Text] = []
    for row in body:
        lines += _row_lines(row, columns, sizes)
        if row is titles:
            lines.append(Text("-" * (sum(sizes) + GAP * (len(sizes) - 1))))
    return Text("\n").join(lines)


def _needs(rows: Sequence[Sequence[str | Text]], most: int) -> list[tuple[int, int]]:
    """Of each column, the longest unbreakable piece (up to ``most``: a longer one is broken) and the longest line."""
    found = []
    for cells in zip(*rows, strict=True):
        lines = [line for cell in cells for line in str(cell).split("\n")]
        pieces = [size for line in lines for _, size in unbreakable(line)]
        found.append((min(most, max(pieces, default=0)), max(map(cell_width, lines))))
    return found


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
            blanks = " " * (size - cell_width(words))
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
