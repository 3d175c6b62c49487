"""What of a sheet is no household and no record: gone through once, before anything is computed.

Every filled cell is used, listed as passed over, or the table is refused. Rows that begin like any household are not
looked at closer.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import chain, pairwise
from typing import Any, NamedTuple

from yzcomp.forms import BadForm, clean
from yzcomp.household.fields import Form
from yzcomp.money import ZERO, plain
from yzcomp.problems import Place, Problem, some
from yzcomp.tables.cells import MergedCell, cell_at, is_blank, raw_value, says_no_other, shown
from yzcomp.tables.columns import KEY, SheetPlan, Target, begins_doubtful, header_word, is_data, is_doubtful, is_total
from yzcomp.tables.header import Words, is_header, knows, own_words, plan_of
from yzcomp.tables.heading_units import line_units, unit_of
from yzcomp.tables.headings import compose, first_rows
from yzcomp.tables.letters import column_letter
from yzcomp.tables.meanings import Vocabulary
from yzcomp.tables.sources import Row, Sheet

_LINES = 5000
_NAMED = 5
_RECOUNT = "核对有没有漏掉、改动的行"


class PassedOver(NamedTuple):
    """What of an input was not used: ``what`` it is, where, and how many cells of it hold something."""

    file: str
    sheet: str | None
    what: str
    filled: int

    @property
    def said(self) -> str:
        """What it is and how much of it there is; of a file that wasn't opened nobody knows that."""
        return f"{self.what}（{self.filled} 格有内容）" if self.filled else self.what

    def __str__(self) -> str:
        return f"{Place(self.file, sheet=self.sheet)}：{self.said}"


class _Above:
    """What stands above a row in a column: all of it, and what of it stands above each of the totals so far."""

    def __init__(self) -> None:
        self.whole = self.last = ZERO
        self.totals = {ZERO}

    def close(self) -> None:
        """A total stands here: the next may begin below it."""
        self.last = self.whole
        self.totals.add(self.last)

    def told(self, total: Decimal) -> str:
        """Why a total is wrong: it has to be the sum of all rows above it, or of those below another total."""
        summed = self.whole - self.last or self.whole
        whole = f"，从头加起来是 {plain(self.whole)}" if summed != self.whole else ""
        return f"合计行写的是 {plain(total)}，上面各行加起来是 {plain(summed)}{whole}，差 {plain(total - summed)}"


class Survey:
    """A sheet under its first header: the ``plans`` of its tables, what is ``passed`` over, and what is wrong.

    ``footed`` are the totals that were held against their columns, whose cells ``reading`` reads.
    """

    def __init__(
        self,
        sheet: Sheet,
        plan: SheetPlan,
        vocabulary: Vocabulary | Words,
        elsewhere: frozenset[str] = frozenset(),
        reading: Callable[[Any, Target], Decimal | None] | None = None,
    ) -> None:
        self.sheet, self.vocabulary, self.elsewhere = sheet, vocabulary, elsewhere
        self.words, self.reading, self.footed = own_words(vocabulary), reading or _number, 0
        self.sums_within = not isinstance(vocabulary, Vocabulary)  # a household's own subtotal is a row of a record
        self.passed: list[PassedOver] = []
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.questions: list[Problem] = []
        self.plans = [plan]
        self._continued: set[int] = set()
        self._skipped: dict[str, list[Row]] = {}
        if above := [row for row in first_rows(sheet) if row.number < plan.first_row]:
            self._skipped["表头上面的文字"] = above
        self._go(plan)
        last = self.plans[-1]
        ends = [after.header_row - 1 for _, after in pairwise(self.plans)] + [last.last_row]
        for number, (one, end) in enumerate(zip(self.plans, ends, strict=True)):
            continued = frozenset(row for row in self._continued if one.header_row < row <= end)
            self.plans[number] = one._replace(last_row=end, continued=continued)
        self._rows()
        if isinstance(vocabulary, Vocabulary):
            self._columns()
        self.problems += [problem for one in self.plans for problem in _clashes(one)]

    def _go(self, plan: SheetPlan) -> None:
        key, head = plan.column_of(KEY) or 0, plan.column_of("head")
        above: Row | None = None
        for row, below in pairwise(chain(_doubtful(self.sheet, plan), [Row(0, [])])):
            if not row.cells or row.number <= plan.header_row:
                above = None
                continue
            other = self._other_header(row, below, plan)
            if other is not None:
                plan = other
                key, head = plan.column_of(KEY) or 0, plan.column_of("head")
                above = None
            elif not is_data(row.cells, plan, key):
                self._skip(row, plan)
                above = None
            elif above is not None and _continues(row, above, key, head, plan):
                self._continued.add(row.number)
                above = above._replace(number=row.number)
            else:
                above = row if key < len(row.cells) and not is_blank(row.cells[key]) else None

    def _other_header(self, row: Row, below: Row, plan: SheetPlan) -> SheetPlan | None:
        """The plan of the table that begins with this row, if it is a header of other columns or of several rows."""
        if not is_header(row.cells, self.words):
            return None
        words = {index: header_word(cell) for index, cell in enumerate(row.cells) if not is_blank(cell)}
        known = {index: self.words[word].key for index, word in words.items() if word in self.words}
        heading = compose(row, [row, below], lambda cell: knows(cell, self.vocabulary))
        same = heading.last == row.number and words.keys() <= plan.titles.keys()
        if same and known == {index: target.key for index, target in plan.targets}:
            return None
        units = list(plan.units)
        found, problems = plan_of(self.sheet, heading, self.vocabulary, plan.lenient, self.elsewhere, units)
        self.problems += [p for p in problems if p.level == "error"]
        self.warnings += [p for p in problems if p.level != "error"]
        self.plans.append(found)
        return found

    def _skip(self, row: Row, plan: SheetPlan) -> None:
        """A row of totals, a note, or what stands in columns alone that are passed over."""
        given = [cell for cell in row.cells if not is_blank(cell)]
        if any(is_total(cell) for cell in given):
            self._skipped.setdefault("合计行", []).append(row)
            return
        number = cell_at(row.cells, plan.column_of(KEY) or 0)
        if not given or all(isinstance(c, MergedCell) for c in given):
            return
        if header_word(number) in ("户编号", KEY):
            self._headed(row, given, plan)
            return
        end = clean(shown(given[0])) == "\x1a"
        self._skipped.setdefault("文件结束符（Ctrl-Z）" if end else "说明", []).append(row)
        units = [unit for cell in given for unit in line_units(shown(cell))]
        for index, target in plan.targets:
            unit = unit_of(units, target.form, False) if target.factor is None else None
            if unit is not None and f"（{target.form.unit}）" not in plan.titles[index]:
                message = f"表下面写的单位是“{unit}”，应当是{target.form.unit}"
                place = plan.place(row.number, index)
                remedy = f"把这一列换算成{target.form.unit}，再改这一行"
                self.problems.append(Problem("wrong-unit", message, place, target.title, remedy=remedy))

    def _headed(self, row: Row, given: list[Any], plan: SheetPlan) -> None:
        """A row that begins as a heading does: the heading once more, unless it holds what no heading does."""
        titles = {header_word(title) for title in plan.titles.values()} | self.words.keys()
        if any(not isinstance(cell, MergedCell) and header_word(cell) not in titles for cell in given):
            remedy = "与表头合并了的取消合并，写上这一户的户编号；是表头的，照第一个表头写"
            place = plan.place(row.number, plan.column_of(KEY))
            message = "这一格是表头的“户编号”，这一行却有表头以外的内容"
            self.problems.append(Problem("heading-in-row", message, place, "户编号", remedy=remedy))

    def _rows(self) -> None:
        for what, rows in self._skipped.items():
            numbers = some([row.number for row in rows], _NAMED)
            filled = sum(not is_blank(cell) for row in rows for cell in row.cells)
            self.passed.append(PassedOver(self.sheet.file, self.sheet.name, f"第{numbers}行{what}", filled))
        for plan in self.plans if "合计行" in self._skipped else ():
            self._foot(plan)

    def _foot(self, plan: SheetPlan) -> None:
        """Totals that are not the sums of their columns: a row above is missing, or was changed."""
        totals = {row.number for row in self._skipped["合计行"]}
        columns = [(index, t) for index, t in plan.targets if t.form.kind in ("number", "integer")]
        sums = {index: _Above() for index, _ in columns}
        key = plan.column_of(KEY) or 0
        for row in self.sheet.rows():
            if not plan.header_row < row.number <= plan.last_row:
                continue
            numbers = [(i, self.reading(cell_at(row.cells, i), t)) for i, t in columns]
            if row.number in totals:
                for index, said in numbers:
                    if said is not None and not self._is_sum(said, sums[index]):
                        self._say("totals-differ", sums[index].told(said), plan.place(row.number, index), _RECOUNT)
                    sums[index].close()
            elif is_data(row.cells, plan, key) and not (self.sums_within and any(map(is_total, row.cells))):
                for index, number in numbers:
                    sums[index].whole += number or ZERO

    def _is_sum(self, said: Decimal, above: "_Above") -> bool:
        self.footed += 1
        return above.whole - said in above.totals

    def _say(self, code: str, message: str, place: Place, remedy: str) -> None:
        self.questions.append(Problem(code, message, place, remedy=remedy, level="warning"))

    def _columns(self) -> None:
        """Columns that nobody uses, with how many of their cells hold something."""
        for plan in self.plans:
            used = {index for index, _ in plan.targets}
            used |= {index for index in plan.loose if header_word(plan.titles[index]) in self.elsewhere}
            if not plan.loose and not plan.lenient:
                continue
            filled: Counter[int] = Counter()
            for row in self.sheet.rows():
                if plan.header_row < row.number <= plan.last_row:
                    filled.update(i for i, cell in enumerate(row.cells) if i not in used and not is_blank(cell))
            for index in sorted(plan.loose | set(filled)):
                if index not in used and (filled[index] or index in plan.loose):
                    title = plan.titles.get(index) or f"{column_letter(index)}（没有表头）"
                    what = f"“{title}”列"
                    self.passed.append(PassedOver(self.sheet.file, self.sheet.name, what, filled[index]))


def _clashes(plan: SheetPlan) -> Iterator[Problem]:
    """A column for records of any kind beside those for some kinds would go into each of these: 合法建筑面积, or 结构,
    beside 砖混 and 砖木."""
    short = [(index, target.shorthand) for index, target in plan.targets if target.shorthand is not None]
    for index, one in short if any(two.fixed for _, two in short) else ():
        own = [i for i, two in short if two.record == one.record and one.field in (two.field, *two.fixed) and two.fixed]
        if own and not one.fixed:
            named = "、".join(f"“{plan.titles[i]}”" for i in own)
            message = f"和{named}各列填的是同一样内容，不知道算哪一列"
            remedy = "它是各列的合计就不读：用 yzcomp columns 写出列的对照，这一列写 是: 不读"
            place = plan.place(plan.header_row, index)
            yield Problem("duplicate-column", message, place, plan.titles[index], remedy=remedy)


def _doubtful(sheet: Sheet, plan: SheetPlan) -> Iterator[Row]:
    """The rows below the header that may be anything else than households, each after the household above it; a gap
    is a row without cells."""
    key, header, before = plan.column_of(KEY) or 0, plan.header_row, Row(0, [])
    gap = Row(0, [])
    for row in () if key == 0 and _is_plain(sheet, header) else _candidates(sheet, key):
        if row.number <= header:
            continue
        if row.number != before.number + 1:
            yield gap
        yield row
        before = row


def _is_plain(sheet: Sheet, header: int) -> bool:
    """Whether no line of a CSV below its header begins as anything but households do, in the number that it begins
    with: its rows need not be taken apart to know that there is nothing doubtful."""
    if sheet.view is not None or sheet.source.wrapped:
        return False
    above, found, doubtful = header, False, begins_doubtful(sheet.source.delimiter)
    for text in sheet.source.texts(_LINES):
        rows = text if not above else "\n".join(text.split("\n")[above:])
        above, found = max(above - _LINES, 0), True
        if _titled(rows) or doubtful.search(rows.rstrip("\n")):
            return False
    return found


def _candidates(sheet: Sheet, key: int) -> Iterator[Row]:
    """Rows that are doubtful or hold the title of the number's column, and those directly above them."""
    before: Any = None
    told = False
    blocks = sheet.blocks(_LINES)
    if blocks is not None:
        for block in blocks:
            titled, delimiter = _titled(block.text), block.delimiter
            for number, line in block.lines():
                cells = line.split(delimiter, key + 1)
                if is_doubtful(cells[0], cells[key] if key < len(cells) else "") or (titled and _titled(line)):
                    if before is not None and not told:
                        yield Row(before[0], before[1].split(delimiter))
                    yield Row(number, line.split(delimiter))
                    told = True
                else:
                    told = False
                before = (number, line)
        return
    for row in sheet.rows():
        cells = row.cells
        first, name = (cells[0], cells[key]) if key < len(cells) else ("", "")
        if is_doubtful(first, name) or _titled("\t".join([cell for cell in cells if type(cell) is str])):
            if before is not None and not told:
                yield before
            yield row
            told = True
        else:
            told = False
        before = row


def _titled(text: str) -> bool:
    return "户编号" in text or KEY in text


def _continues(row: Row, above: Row, key: int, head: int | None, plan: SheetPlan) -> bool:
    """Whether a row goes on with the household above: no number or one merged with it, no other head, and a record."""
    number = cell_at(row.cells, key)
    if not is_blank(number) and not isinstance(number, MergedCell):
        return False
    records = [row.cells[i] for i, target in plan.targets if target.shorthand is not None and i < len(row.cells)]
    if row.number != above.number + 1 or head is None or all(map(is_blank, records)):
        return False
    return says_no_other(row.cells, above.cells, head)


def _number(cell: Any, target: Target) -> Decimal | None:
    """The number of a cell, whatever range its field allows; ``None`` for anything else."""
    form = target.form
    try:
        found = Form("number", form.unit).read(raw_value(cell, form)) if not is_blank(cell) else None
    except BadForm:
        return None
    return found if isinstance(found, Decimal) else None
