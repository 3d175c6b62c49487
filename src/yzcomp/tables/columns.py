"""The header of a table: which column holds which field, wherever the header stands and however it is written."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from yzcomp.forms import clean
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.fields import Form
from yzcomp.problems import Place, Problem, did_you_mean
from yzcomp.tables.cells import is_blank, shown
from yzcomp.tables.shorthand import SHORTHANDS, Shorthand
from yzcomp.tables.sources import Row, Sheet

#: How far down a header is looked for: titles, notes and units stand above it.
HEADER_DEPTH = 20
_BLANKS = re.compile(r"\s+")
_TAIL = re.compile(r"(\*|[（(][^（()）]*[)）])+$")
_TOTALS = ("合计", "总计", "小计", "共计", "合 计", "总 计")
#: How a blank cell or a totals row may begin: a row that begins otherwise needs no closer look.
_DOUBTFUL = frozenset(["", *" \t\r\n\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f", *"合总小共"])
KEY = "household_id"


class Target(NamedTuple):
    """What a column fills: a field of the household or record, or a shorthand for a record's field."""

    key: str
    title: str
    form: Form
    shorthand: Shorthand | None = None


class SheetPlan(NamedTuple):
    """How a sheet is read: the row of its header, and the target of each column (its index from 0)."""

    file: str
    sheet: str | None
    header_row: int
    targets: tuple[tuple[int, Target], ...]
    titles: dict[int, str]
    loose: frozenset[int]  # columns that are passed over

    def place(self, row: int | None = None, column: int | None = None) -> Place:
        title = self.titles.get(column, column_letter(column)) if column is not None else None
        return Place(self.file, row, None, self.sheet, title)

    def column_of(self, key: str) -> int | None:
        """The column that fills a field or shorthand."""
        return next((index for index, target in self.targets if target.key == key), None)


def household_words(facts: Catalogue) -> dict[str, Target]:
    """Every header that a table of households may use."""
    words = _words([Target(f.key, f.title, f.form) for f in facts.fields.values()])
    return _words([Target(s.key, s.title, s.form, s) for s in SHORTHANDS]) | words


def record_words(facts: Catalogue, scope: str) -> dict[str, Target]:
    """Every header that a table of records may use; the household's number leads to the household."""
    key = facts.fields[KEY]
    fields = [Target(f.key, f.title, f.form) for f in facts.records[scope].fields.values()]
    return _words([Target(KEY, key.title, key.form), *fields])


def _words(targets: list[Target]) -> dict[str, Target]:
    return {word.lower(): target for target in targets for word in (target.key, target.title)}


def header_word(cell: Any) -> str:
    """A header without blanks, marks of being required, and a unit in parentheses."""
    word = _BLANKS.sub("", clean(shown(cell))) if cell is not None else ""
    return _TAIL.sub("", word).lower() or word.lower()


def read_header(sheet: Sheet, words: dict[str, Target], ignore_extra: bool) -> tuple[SheetPlan | None, list[Problem]]:
    """The plan of a sheet, or why it has none. A sheet without any content has neither plan nor problem."""
    candidates: list[tuple[int, Row]] = []
    for row in sheet.rows():
        if row.number > HEADER_DEPTH:
            break
        known = sum(header_word(cell) in words for cell in row.cells)
        if any(not is_blank(cell) for cell in row.cells):
            candidates.append((known, row))
    if not candidates:
        return None, []
    best, row = max(candidates, key=lambda found: found[0])
    if best < 2:
        message = f"前{HEADER_DEPTH}行里没有找到表头"
        remedy = "表头至少要有户编号和另一列；可用 yzcomp template 生成空表对照"
        return None, [Problem("no-header", message, sheet.place(candidates[0][1].number), remedy=remedy)]
    return _plan(sheet, row, words, ignore_extra)


def _plan(sheet: Sheet, row: Row, words: dict[str, Target], ignore_extra: bool) -> tuple[SheetPlan, list[Problem]]:
    targets: dict[str, tuple[int, Target]] = {}
    titles: dict[int, str] = {}
    loose: set[int] = set()
    problems: list[Problem] = []
    for index, cell in enumerate(row.cells):
        if is_blank(cell):
            continue
        titles[index] = clean(shown(cell))
        target = words.get(header_word(cell))
        place = sheet.place(row.number, column_letter(index))
        if target is None:
            loose.add(index)
            if not ignore_extra:
                problems.append(_unknown(titles[index], words, place))
        elif target.key in targets:
            other = column_letter(targets[target.key][0])
            problems.append(Problem("duplicate-column", f"与{other}列重复", place, titles[index], remedy="只保留一列"))
        else:
            targets[target.key] = (index, target)
    if KEY not in targets:
        problems.append(
            Problem("missing-column", "表头没有这一列", sheet.place(row.number), "户编号", remedy="补上这一列")
        )
    return SheetPlan(sheet.file, sheet.name, row.number, tuple(targets.values()), titles, frozenset(loose)), problems


def _unknown(title: str, words: dict[str, Target], place: Place) -> Problem:
    titles = list(dict.fromkeys(target.title for target in words.values()))
    close = did_you_mean(title, [*titles, *(target.key for target in words.values())])
    remedy = f"{close or ''}不需要的列可以删去，或加 --ignore-extra 略过"
    return Problem("unknown-column", "没有这一列", place, title, remedy=remedy)


def data_rows(sheet: Sheet, plan: SheetPlan) -> Iterator[Row]:
    """The rows below the header that hold something and aren't totals."""
    return households(sheet.rows(), plan)


def households(rows: Iterable[Row], plan: SheetPlan) -> Iterator[Row]:
    """Those of ``rows`` that lie below the header, hold something and aren't totals."""
    for row in rows:
        if row.number > plan.header_row and (_is_plain(row.cells) or is_household(row.cells)):
            yield row


def _is_plain(cells: list[Any]) -> bool:
    """Whether a row begins with something that can't be a blank or the beginning of a totals row."""
    first = cells[0] if cells else None
    return type(first) is str and first[:1] not in _DOUBTFUL


def is_household(cells: list[Any]) -> bool:
    """Whether a row holds something and isn't totals."""
    return not is_empty(cells) and not is_totals(cells)


def is_empty(cells: list[Any]) -> bool:
    return all(is_blank(cell) for cell in cells)


def is_totals(cells: list[Any]) -> bool:
    """Whether a row sums up others: its first content is 合计, 小计 or the like."""
    first = next((cell for cell in cells if not is_blank(cell)), None)
    return isinstance(first, str) and _BLANKS.sub("", first).rstrip("：:") in _TOTALS


def column_letter(index: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
