"""The columns of a table and its rows: which column holds which field, and which rows are households or records."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from yzcomp.forms import BLANKS, INVISIBLE, BadForm, clean
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.fields import Form
from yzcomp.problems import Place
from yzcomp.tables.cells import MergedCell, is_blank, shown
from yzcomp.tables.letters import column_letter
from yzcomp.tables.shorthand import SHORTHANDS, Shorthand
from yzcomp.tables.sources import Block, Row, Sheet

KEY = "household_id"
ROWS_WITHOUT_END = 1 << 60
#: The household of the example row in the blank tables that people are given.
EXAMPLE = "示例-001"
#: How the word for a sum ends.
SUM_ENDS = "计"
#: A row, or a bare pair of its number and cells.
R = TypeVar("R", bound=tuple[int, list[Any]])
_BLANKS = re.compile(r"\s+")
_TAIL = re.compile(r"([*＊:：]|[（(][^（()）]*[)）])+$")
#: ``合计``, and whose it is: ``本页小计``, ``三组合计``.
_TOTALS = re.compile(r"[^\d，。；,;：:（()）]{0,12}?(合计|总计|小计|共计|总和)([（(].*[)）])?([：:].*)?")
_NOTE = re.compile(
    r"(注|备注|说明|附注|填表说明|填表人?|填报人?|制表人?|审核人?|复核人?|审批人?|经办人?|负责人|单位负责人|日期|填表日期"
    r"|填报日期|制表日期|单位|填报单位|编制单位)[：:].*",
    re.DOTALL,
)
#: How a blank cell, a totals row, a note below the table or a repeated header may begin: a row whose first cell and
#: number begin otherwise needs no closer look.
DOUBTFUL = frozenset(
    [
        "",
        *BLANKS,
        *INVISIBLE,
        *"合总小共本全累注备说附填制审复经负单日户农被\x1a",
    ]
)


class Target(NamedTuple):
    """What a column fills: a field of the household or record, or a shorthand for a record's field.

    ``factor`` is what one of the column's ``unit`` is in the field's own, where the header names another.
    """

    key: str
    title: str
    form: Form
    shorthand: Shorthand | None = None
    unit: str | None = None
    factor: Decimal | None = None


class SheetPlan(NamedTuple):
    """How a sheet is read: the row of its header, and the target of each column (its index from 0).

    ``loose`` are the columns that are passed over; ``lenient`` says that this is wished for (``--ignore-extra``).
    Its heading begins with ``first_row``, the table ends with ``last_row``; the rows ``continued`` belong to the
    household above. ``semicolons`` keep the cells apart. ``units`` are those that stand above the table.
    """

    file: str
    sheet: str | None
    header_row: int
    targets: tuple[tuple[int, Target], ...]
    titles: dict[int, str]
    loose: frozenset[int]
    lenient: bool = False
    last_row: int = ROWS_WITHOUT_END
    continued: frozenset[int] = frozenset()
    semicolons: bool = False
    first_row: int = 0
    units: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        return max(self.titles, default=-1) + 1

    def place(self, row: int | None = None, column: int | None = None) -> Place:
        title = self.titles.get(column, column_letter(column)) if column is not None else None
        return Place(self.file, row, None, self.sheet, title)

    def column_of(self, key: str) -> int | None:
        """The column that fills a field or shorthand."""
        return next((index for index, target in self.targets if target.key == key), None)

    def strays(self, cells: list[Any]) -> list[int]:
        """The columns of a row that hold something below no header. Beyond the header of a CSV that is never passed
        over: there an unquoted comma has shifted the row."""
        width = self.width
        if len(cells) <= width == len(self.titles):
            return []
        return [
            index
            for index, cell in enumerate(cells)
            if index not in self.titles
            and not (self.lenient and (index < width or self.sheet is not None))
            and not is_blank(cell)
            and not isinstance(cell, MergedCell)
        ]


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
    word = _BLANKS.sub("", clean(shown(cell))).lstrip("*＊'") if cell is not None else ""
    return _TAIL.sub("", word).lower() or word.lower()


def data_rows(sheet: Sheet, plan: SheetPlan) -> Iterator[Row]:
    """The rows below the header that hold a household or record."""
    return households(sheet.rows(), plan)


def data_cells(sheet: Sheet, plan: SheetPlan) -> Iterator[tuple[int, list[Any]]]:
    """The same as bare pairs of number and cells: for tables of very many rows."""
    return households(sheet.numbered(), plan)


def households(rows: Iterable[R], plan: SheetPlan) -> Iterator[R]:
    """Those of ``rows`` that lie below the header and are no blank rows, totals, notes or headers once more."""
    key, header, last, doubtful = plan.column_of(KEY) or 0, plan.header_row, plan.last_row, DOUBTFUL
    for row in rows:
        number, cells = row
        if header < number <= last:
            first, name = (cells[0], cells[key]) if key < len(cells) else ("", "")
            plain = type(first) is type(name) is str and first[:1] not in doubtful and name[:1] not in doubtful
            if (plain and name[-1] != SUM_ENDS) or (number not in plan.continued and is_data(cells, plan, key)):
                yield row


def numbers(block: Block, plan: SheetPlan) -> Iterator[tuple[str, int]]:
    """The household number and the row of each household of a block; lines are taken apart no further than needed."""
    key, header, delimiter, doubtful = plan.column_of(KEY) or 0, plan.header_row, block.delimiter, DOUBTFUL
    for row, line in block.lines():
        if not header < row <= plan.last_row:
            continue
        cells = line.split(delimiter, key + 1)
        name = cells[key] if key < len(cells) else ""
        plain = name[:1] not in doubtful and cells[0][:1] not in doubtful  # as in households, for text alone
        if (plain and name[-1] != SUM_ENDS) or (
            row not in plan.continued and is_data(line.split(delimiter), plan, key)
        ):
            yield name if name.isalnum() else clean(name), row  # letters and digits alone need no cleaning


def is_passed_over(number: str) -> bool:
    """Whether a row whose first cell is this would be taken for totals or a note below the table."""
    word = _BLANKS.sub("", clean(number))
    return is_total(number) or bool(_NOTE.fullmatch(word))


def is_total(cell: Any) -> bool:
    """Whether a cell says that its row is a sum of others."""
    return isinstance(cell, str) and bool(_TOTALS.fullmatch(_BLANKS.sub("", clean(cell))))


def is_doubtful(first: Any, name: Any) -> bool:
    """Whether a row that begins so, and is of the household ``name``, may be anything but a household's or record's."""
    if type(first) is not str or type(name) is not str:
        return True
    return first[:1] in DOUBTFUL or name[:1] in DOUBTFUL or name[-1] == SUM_ENDS


@lru_cache
def begins_doubtful(delimiter: str) -> re.Pattern[str]:
    """Lines of text whose first cell is doubtful, if it is a household's number: blank, quoted, a sum, a note."""
    first, end = re.escape("".join(DOUBTFUL)), re.escape(delimiter)
    return re.compile(f'^(?:[{first}{end}"]|$|[^{end}\\n]*{SUM_ENDS}(?:{end}|\\r?$))', re.MULTILINE)


def is_data(cells: list[Any], plan: SheetPlan, key: int) -> bool:
    """Whether a row holds something in a column that counts and isn't totals, a note or the header once more."""
    given = [(index, cell) for index, cell in enumerate(cells) if not is_blank(cell)]
    if all(index in plan.loose or isinstance(cell, MergedCell) for index, cell in given):
        return False
    number = cells[key] if key < len(cells) else ""
    looked_at = given if is_blank(number) else given[:1]
    words = [_BLANKS.sub("", clean(shown(cell))) for _, cell in looked_at if isinstance(cell, str | MergedCell)]
    first = words[:1] if is_blank(number) or given[0][0] == key else []
    if any(_TOTALS.fullmatch(word) for word in words) or any(_NOTE.fullmatch(word) for word in first):
        return _of_a_household(cells, plan)
    if "".join(words).strip("\x1a") == "" and len(words) == len(given):
        return False
    return is_blank(number) or header_word(number) not in ("户编号", KEY, header_word(plan.titles.get(key, "")))


def _of_a_household(cells: list[Any], plan: SheetPlan) -> bool:
    """Whether a row says what only a household or record has: a choice, a day. Sums and notes don't."""
    for index, target in plan.targets:
        cell = cells[index] if index < len(cells) else ""
        if target.form.kind in ("choice", "date", "date_or_year", "id_number") and isinstance(cell, str | date):
            with suppress(BadForm):
                target.form.read(cell)
                return True
    return False
