"""What a document consists of, said once and printed by every writer: a heading, tables and lines of text on paper.

The page is divided into columns by :attr:`Document.widths`, in half-width characters; the columns of every table span
some of them, so that all tables of a page stand in line.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Literal, NamedTuple

from yzcomp.money import grouped, yuan
from yzcomp.output.wrapping import cell_width, unbreakable, wrap

#: How the cells of a column are printed: text, short text in the middle, the name of what stands beside it; yuan with
#: two decimals, an exact number, a count.
ColumnKind = Literal["text", "word", "label", "money", "number", "count"]
Style = Literal["text", "strong", "small", "head", "centre", "right"]
#: Half-width characters between the margins of an A4 page, upright and across, at :data:`FONT_SIZE`; and of an A3 page
#: across, for tables of so many columns that they could not be read on A4.
UPRIGHT, ACROSS, BROAD = 94, 140, 207
_READABLE = 0.58
FONT_SIZE = 10.5  # points: 五号


class Live(NamedTuple):
    """A number that a spreadsheet may work out itself: the product of other ``columns`` of its row, or the first of
    them ``less`` the second, or the sum of its own column over other ``rows`` of the table. ``value`` is what it comes
    to."""

    value: Decimal
    columns: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()
    less: bool = False


class Wide(NamedTuple):
    """A cell over several columns of its table."""

    value: "Decimal | int | str | Live | None"
    span: int


Cell = Decimal | int | str | Live | Wide | None


class Column(NamedTuple):
    """A column of a table: ``span`` of the page's columns; neighbours of one ``group`` stand under a common heading."""

    title: str
    span: int = 1
    kind: ColumnKind = "text"
    group: str = ""


class Row(NamedTuple):
    """A row; ``least`` is its height in lines, for a place to sign; after one that ends the page a new page begins."""

    cells: Sequence[Cell]
    strong: bool = False
    least: int = 1
    ends_page: bool = False


class Table(NamedTuple):
    """Rows below headings that are repeated on each page, or without any. ``whole``: not to be broken over pages;
    ``breaks``: a new page begins after it."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    heading: bool = True
    whole: bool = False
    breaks: bool = False

    @property
    def grouped(self) -> bool:
        """Whether the headings take two rows."""
        return any(column.group for column in self.columns)


class Line(NamedTuple):
    """A line of text, or a paragraph."""

    text: str
    style: Style = "text"


Block = Table | Line


class Document(NamedTuple):
    """One document: ``name`` is what its sheet or file is called. ``foot`` are the small lines at its end."""

    name: str
    title: str
    widths: tuple[int, ...]
    blocks: Sequence[Block]
    subtitle: Sequence[str] = ()
    across: bool = False
    foot: Sequence[str] = ()

    @property
    def broad(self) -> bool:
        """Whether it needs A3."""
        return self.across and ACROSS / sum(self.widths) < _READABLE

    @property
    def scale(self) -> float:
        """By how much everything is smaller than usual for the columns to fit on the page."""
        return min(1.0, (BROAD if self.broad else ACROSS if self.across else UPRIGHT) / sum(self.widths))

    def lines(self) -> Iterator[Block]:
        """Everything below the title, from top to bottom."""
        yield from (Line(text, "centre") for text in self.subtitle)
        yield from self.blocks
        yield from (Line(text, "small") for text in self.foot)

    def parts(self) -> Iterator[Block]:
        """The same, a table that is to begin a new page somewhere as several: for writers that know no other way."""
        for block in self.lines():
            yield from _pages(block) if isinstance(block, Table) else (block,)


def _pages(table: Table) -> Iterator[Table]:
    ends = [number for number, row in enumerate(table.rows[:-1], 1) if row.ends_page]
    for start, end in zip([0, *ends], [*ends, len(table.rows)], strict=True):
        yield table._replace(rows=table.rows[start:end], breaks=table.breaks or end in ends)


class Placed(NamedTuple):
    """A cell where it stands: its first column among those of the page, how many it spans, and how it is printed."""

    value: Decimal | int | str | Live | None
    first: int
    span: int
    kind: ColumnKind


def placed(table: Table, row: Row) -> list[Placed]:
    """The cells of a row, each in its place. Text among numbers stands in the middle."""
    starts = [0, *accumulate(column.span for column in table.columns)]
    found, index = [], 0
    for cell in row.cells:
        value, count = cell if isinstance(cell, Wide) else (cell, 1)
        first, kind = starts[index], table.columns[index].kind
        if isinstance(value, Live):
            value = value._replace(columns=tuple(starts[column] for column in value.columns))
        if isinstance(value, str) and kind in ("money", "number", "count"):
            kind = "word"
        found.append(Placed(value, first, starts[index + count] - first, kind))
        index += count
    if index != len(table.columns):
        raise ValueError(f"a row of {index} cells in a table of {len(table.columns)} columns")
    return found


def headings(table: Table) -> list[list[tuple[str, int, int, int]]]:
    """The rows of a table's headings: each heading with its first column, how many it spans, and how many rows."""
    starts = [0, *accumulate(column.span for column in table.columns)]
    if not table.grouped:
        return [[(c.title, start, c.span, 1) for c, start in zip(table.columns, starts, strict=False)]]
    upper: list[tuple[str, int, int, int]] = []
    lower: list[tuple[str, int, int, int]] = []
    for index, column in enumerate(table.columns):
        start, before = starts[index], table.columns[index - 1] if index else None
        if not column.group:
            upper.append((column.title, start, column.span, 2))
            continue
        lower.append((column.title, start, column.span, 1))
        if before is not None and before.group == column.group:
            text, first, span, _ = upper[-1]
            upper[-1] = (text, first, span + column.span, 1)
        else:
            upper.append((column.group, start, column.span, 1))
    return [upper, lower]


def shown(value: Decimal | int | str | Live | None, kind: ColumnKind) -> str:
    """A cell as it is read on paper."""
    if isinstance(value, Live):
        value = value.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    return yuan(value) if kind != "number" else grouped(value)


def height(text: str, width: int) -> int:
    """How many lines a text takes in a column of ``width`` half-width characters, a little of it kept free."""
    return sum(len(wrap(part, max(2, width - 1))) for part in text.split("\n"))


def fitted(columns: Sequence[Column], rows: Sequence[Row], most: int = 30) -> tuple[int, ...]:
    """Widths that the cells of a table need, those of text no more than ``most``; headings may take three lines."""
    widths = [_heading_width(column.title) for column in columns]
    table = Table(columns, rows)
    for row in rows:
        for cell in placed(table, row):
            if cell.span == 1:
                widths[cell.first] = max(widths[cell.first], _text_width(shown(cell.value, cell.kind)) + row.strong)
    return tuple(min(most, width) for width in widths)


def _text_width(text: str) -> int:
    """What a text needs whatever the font: a Chinese character is as wide in all of them, figures are not."""
    return cell_width(text) + -(-sum(map(str.isascii, text)) // 3) + 2


def _heading_width(title: str) -> int:
    """Three lines, none of which breaks a unit in its brackets."""
    return max(-(-cell_width(title) // 3), *(width for _, width in unbreakable(title)), 4) + 2


#: The height of a page between its margins, upright, across and A3 across, in lines of :data:`FONT_SIZE` with their
#: cells.
_LINES = {(False, False): 38, (True, False): 25, (True, True): 38}


def rows_a_page(document: Document, above: int) -> tuple[int, int]:
    """How many rows of one line fit on the first page, below ``above`` lines of text and two of headings, and how many
    on each further one, so that the row of sums at its end finds room too."""
    lines = int(_LINES[document.across, document.broad] / document.scale)
    return max(5, lines - above - 3), max(5, lines - 3)
