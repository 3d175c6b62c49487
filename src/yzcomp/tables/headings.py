"""Where a table's heading stands and how it is composed: in one row or several, with groups of columns over others."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

from yzcomp.forms import clean, narrow
from yzcomp.tables.cells import MergedCell, is_blank, shown
from yzcomp.tables.sources import Row, Sheet

#: How far down a heading is looked for: titles, notes and units stand above it.
HEADER_DEPTH = 20
_NUMBER = re.compile(r"[¥+-]?[\d,.]+([%‰]|[a-z㎡²亩元人个月年户座株]{0,3})", re.ASCII | re.IGNORECASE)


class Heading(NamedTuple):
    """The rows of a heading, and each column's titles, the group's before its own."""

    first: int
    last: int
    titles: dict[int, tuple[str, ...]]

    def labels(self) -> dict[int, str]:
        """What each column is called: by its own title, with its group's where that is needed to tell them apart."""
        own = {index: _joined(titles[-1:]) for index, titles in self.titles.items()}
        whole = {index: _joined(titles) for index, titles in self.titles.items()}
        names = list(own.values())
        found = {index: whole[index] if names.count(name) > 1 else name for index, name in own.items()}
        counts: dict[str, int] = {}
        for index, name in found.items():
            counts[name] = counts.get(name, 0) + 1
            if counts[name] > 1:
                found[index] = f"{name}（第{counts[name]}个）"
        return found


def _joined(titles: tuple[str, ...]) -> str:
    return "·".join(re.sub(r"\s+", "", title) for title in titles)


def first_rows(sheet: Sheet) -> list[Row]:
    """The rows that aren't blank, as far down as a heading is looked for."""
    rows = []
    for row in sheet.rows():
        if row.number > HEADER_DEPTH:
            break
        if any(not is_blank(cell) for cell in row.cells):
            rows.append(row)
    return rows


def has_numbers(cells: list[Any]) -> bool:
    """Whether a row holds figures, as headings don't."""
    return any(_is_number(cell) for cell in cells)


def _is_number(cell: Any) -> bool:
    if isinstance(cell, str):
        return bool(_NUMBER.fullmatch(narrow(cell)))
    return not is_blank(cell) and not isinstance(cell, MergedCell)


def compose(best: Row, rows: list[Row], known: Callable[[Any], bool]) -> Heading:
    """The heading of which ``best`` is the row with most known words: with the groups above it, and with the rows
    below that divide its groups."""
    near = {row.number: row for row in rows}
    stack = [best]
    while (above := near.get(stack[0].number - 1)) and _is_group_row(above, stack[0], known):
        stack.insert(0, above)
    while (below := near.get(stack[-1].number + 1)) and _divides(below, stack, known):
        stack.append(below)
    width = max(len(row.cells) for row in stack)
    spans = [_spread(row, width, last=row is stack[-1]) for row in stack]
    titles = {}
    for index in range(width):
        own = [row.cells[index] for row in stack if index < len(row.cells) and _given(row.cells[index])]
        if own:
            path = [title for title in dict.fromkeys(span[index] for span in spans) if title]
            leaf = clean(shown(own[-1]))
            titles[index] = (*[title for title in path if title != leaf], leaf)
    return Heading(stack[0].number, stack[-1].number, titles)


def guessed_heading(sheet: Sheet) -> Heading | None:
    """What is probably a sheet's heading though nobody knows a word of it: titles right above the first figures."""
    rows = first_rows(sheet)
    for row, below in pairwise(rows):
        if len(_texts(row) or ()) > 1 and has_numbers(below.cells):
            return compose(row, rows, lambda cell: False)
    return None


def _given(cell: Any) -> bool:
    return not is_blank(cell) and not isinstance(cell, MergedCell)


def _spread(row: Row, width: int, last: bool) -> list[str]:
    """Each column's title in a row; that of a group reaches over the blanks to its right."""
    titles, title = [], ""
    for index in range(width):
        cell = row.cells[index] if index < len(row.cells) else ""
        if _given(cell):
            title = clean(shown(cell))
        elif last or isinstance(cell, MergedCell):
            title = ""
        titles.append(title)
    return titles


def _open(stack: list[Row]) -> set[int]:
    """The columns that belong to a group of several in some row of a heading."""
    width = max(len(row.cells) for row in stack)
    found: set[int] = set()
    for row in stack:
        starts = [index for index in range(width) if index < len(row.cells) and _given(row.cells[index])]
        for start, end in pairwise([*starts, width]):
            found |= set(range(start, end)) if end - start > 1 else set()
    return found


def _texts(row: Row) -> list[int] | None:
    """The columns of a row that hold a title, if it holds nothing else."""
    given = [index for index, cell in enumerate(row.cells) if _given(cell)]
    short = all(isinstance(row.cells[i], str) and len(clean(row.cells[i])) <= 40 for i in given)
    return given if given and short and not has_numbers(row.cells) else None


def _divides(row: Row, stack: list[Row], known: Callable[[Any], bool]) -> bool:
    """Whether a row goes on with the heading above it: titles under its groups, or known words in its gaps."""
    given = _texts(row)
    if not given:
        return False
    above = stack[-1].cells
    gaps = [index for index in given if index >= len(above) or not _given(above[index])]
    if all(known(row.cells[index]) for index in given):
        return bool(gaps) or not all(known(above[index]) for index in given)
    starts = {max((i for i in range(index) if i < len(above) and _given(above[i])), default=-1) for index in gaps}
    return bool(gaps) and set(given) <= _open(stack) and starts <= set(given)


def _is_group_row(row: Row, below: Row, known: Callable[[Any], bool]) -> bool:
    """Whether a row stands over a heading as its groups: several short titles, or known words where the heading has
    gaps; a title of the whole table and notes do not."""
    given = _texts(row)
    if not given or any("：" in clean(row.cells[i]) or ":" in row.cells[i] for i in given):
        return False
    gaps = {i for i in given if i >= len(below.cells) or not _given(below.cells[i])}
    padded = Row(row.number, row.cells + [""] * (len(below.cells) - len(row.cells)))
    fits = set(given) <= _open([padded]) | gaps
    return fits and (len(given) > 1 or (bool(gaps) and known(row.cells[given[0]])))
