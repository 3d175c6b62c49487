"""Reads a table of recorded amounts in any of its usual forms: a row a line, a row a household, a column an item.

Nothing is skipped: an amount that can't be read and an item that nobody knows are kept and become findings.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from yzcomp.audit.findings import SUM, Difference, exactly
from yzcomp.audit.record_map import record_heading, record_mapped
from yzcomp.audit.recorded import SUMS, Entry, Recorded, RecordedFile
from yzcomp.audit.recorded_columns import RecordColumns
from yzcomp.audit.recorded_rows import PaymentReader, RowReader, read_amount, text_of
from yzcomp.audit.recorded_words import (
    AMOUNT,
    MONEY,
    OF_ITEM,
    OF_NONE,
    PERSON,
    REST,
    is_measure,
    is_subtotal,
    recorded_words,
)
from yzcomp.batch.folder import refuse_unfinished
from yzcomp.file_kinds import of_folder, refuse_other
from yzcomp.household.headings import headings
from yzcomp.money import ZERO
from yzcomp.problems import Place, Problem, Refused
from yzcomp.rulebook.models import Rulebook
from yzcomp.tables.cells import MergedCell, is_blank, shown
from yzcomp.tables.columnmap import ColumnMap
from yzcomp.tables.columns import KEY, SheetPlan, Target, data_cells, data_rows, header_word
from yzcomp.tables.header import in_unit, read_header
from yzcomp.tables.letters import column_letter
from yzcomp.tables.sources import Sheet, Source
from yzcomp.tables.survey import PassedOver, Survey
from yzcomp.textfiles import is_folder

#: So many rows are named.
_NAMED = 5
_LAYOUTS = {"lines": "一行一项", "wide": "一户一行，一列一项", "totals": "一户一行合计"}


def read_recorded(
    path: str | Path, rulebook: Rulebook, encoding: str | None = None, columns: ColumnMap | None = None
) -> Recorded:
    """The recorded amounts of a CSV or workbook, or of a finished batch's folder; raises :class:`Refused`. ``columns``
    is what a column map says of its headings."""
    if is_folder(path):
        refuse_unfinished(Path(path))
        refuse_other(of_folder(path), "results", Place(str(path)))
        path = Path(path) / "items.csv"
    with closing(Source(path, encoding, wanted="record")) as source:
        reader = _Reader(source, rulebook, columns)
        return reader.read()


class _Reader:
    def __init__(self, source: Source, rulebook: Rulebook, columns: ColumnMap | None) -> None:
        self.source, self.rulebook, self.map = source, rulebook, columns
        self.mapped = False
        self.words = recorded_words(rulebook, rulebook.catalogue)
        self.money = headings(rulebook.catalogue.model).money
        self.reader = RowReader(rulebook)
        self.households: dict[str, list[Entry]] = {}
        self.blank: list[Entry] = []
        self.warnings: list[Problem] = []
        self.questions: list[Problem] = []
        self.passed_over: list[PassedOver] = []
        self.unlike: list[Difference] = []
        self.layouts: dict[str, None] = {}
        self.rows = self.footed = 0

    def read(self) -> Recorded:
        """Every sheet that has a header of ours; the others are passed over, and that is said."""
        problems: list[Problem] = []
        left: list[Problem] = []
        for sheet in self.source.sheets():
            sheet, plan, found = self._header(sheet)
            self.warnings += [p for p in found if p.level == "warning"]
            errors = [p for p in found if p.level != "warning" and not (plan and _is_known_otherwise(p, plan))]
            if plan is not None and not errors:
                errors = self._sheet(sheet, plan)
            elif plan is not None and sheet.name is not None and all(map(_of_nobody, errors)):
                self._left(sheet, plan)
                left, errors = left + errors, []
            problems += errors
        if self.map is not None and self.map.of_records(True) and not self.mapped:
            message, remedy = "记录里没有这份对照说的表", "用 yzcomp columns 对记录重新写一份对照"
            raise Refused([Problem("column-map", message, Place(self.map.name), remedy=remedy)])
        if not self.layouts:
            rosters = [p for p in problems if p.code == "missing-column" and p.field is None]
            nothing = Problem("empty-file", "没有找到任何一行记录", Place(self.source.name))
            raise Refused(rosters[:1] or problems or left or [nothing])
        unread = [p for p in problems if p.code != "no-header"]
        if unread:
            raise Refused(unread)
        self.warnings += [p._replace(level="warning", remedy=None) for p in problems]
        layout = "、".join(_LAYOUTS[x] for x in self.layouts)
        file = RecordedFile(self.source.name, self.source.sha256, layout, self.rows, self.footed)
        self.warnings += [self._warning(f"不认识状态“{word}”，没有用它") for word in self.reader.strange]
        self.warnings += [self._warning(f"有的格写明单位是{unit}，已换算成元") for unit in self.reader.converted]
        itemised = any(entry.item not in SUMS for entries in self.households.values() for entry in entries)
        told = (self.blank, self.warnings, self.unlike, self.questions, self.passed_over)
        return Recorded(file, self.households, itemised, *told)

    def _header(self, sheet: Sheet) -> tuple[Sheet, SheetPlan | None, list[Problem]]:
        """A sheet and its plan: by the column map where that says something of its heading."""
        facts = self.rulebook.catalogue
        heading = record_heading(sheet, self.words, facts) if self.map is not None else None
        entry = self.map.find(heading, record=True) if self.map is not None and heading is not None else None
        if entry is None or heading is None:
            return sheet, *read_header(sheet, self.words, ignore_extra=True)
        self.mapped = True
        found, problems = record_mapped(entry, sheet, heading, self.words, facts)
        return found.sheet, found.plan, problems

    def _warning(self, text: str, place: Place | None = None) -> Problem:
        return Problem("passed-over", text, place or Place(self.source.name), level="warning")

    def _sheet(self, sheet: Sheet, plan: SheetPlan) -> list[Problem]:
        """The tables on a sheet; each of its totals is held against the rows above it."""
        plan = self._with_others(sheet, plan)
        survey = Survey(sheet, plan, self.words, reading=_number)
        self.warnings += survey.warnings
        if survey.problems:
            return survey.problems
        for number, one in enumerate(survey.plans):
            one = self._with_others(sheet, one) if number else one
            columns = RecordColumns(one)
            if columns.paid and not any(self._paid(sheet, columns)):
                due = RecordColumns(one, unpaid=True)
                if due.given:
                    names = "、".join(f"“{one.titles[column.at]}”" for column in columns.paid)
                    text = f"{names}都是0或空着：还没有付款，核对的是应付"
                    told = self.warnings if REST in columns.columns else self.questions
                    told.append(self._warning(text, sheet.place(one.header_row)))
                    columns = due
            if not columns.given:
                return [self._no_amounts(sheet, one, columns.columns)]
            self.layouts[columns.layout] = None
            self._gather(sheet, one, columns)
        self.questions += survey.questions
        self.passed_over += survey.passed
        self.footed += survey.footed
        return []

    def _paid(self, sheet: Sheet, columns: RecordColumns) -> Iterator[bool]:
        """Whether something, or what can't be read, stands in the columns of payments, cell by cell."""
        for _, cells in data_cells(sheet, columns.plan):
            for column in columns.paid:
                amount, trouble = read_amount(cells[column.at] if column.at < len(cells) else "")
                yield bool(amount or trouble)

    def _left(self, sheet: Sheet, plan: SheetPlan) -> None:
        """A sheet that says of nobody what was paid to him: its amounts are none that are compared."""
        columns = [(index, target) for index, target in plan.targets if target.form == MONEY]
        sums = dict.fromkeys([index for index, _ in columns], ZERO)
        for row in data_rows(sheet, plan):
            for index, target in columns:
                cell = row.cells[index] if index < len(row.cells) else ""
                sums[index] += read_amount(cell, target.factor)[0] or ZERO
        said = "，".join(f"“{plan.titles[index]}”各格相加是 {exactly(total)}" for index, total in sums.items())
        what = f"没有户编号的工作表{f'，{said}' if said else ''}"
        self.passed_over.append(PassedOver(sheet.file, sheet.name, what, sheet.filled()))

    def _no_amounts(self, sheet: Sheet, plan: SheetPlan, columns: dict[str, int]) -> Problem:
        message = "没有“项目”列" if AMOUNT in columns else "没有金额列，像是名册，不是记录的金额"
        remedy = "一行一项的要有 户编号、项目、金额；一户一行的要有 户编号、合计，或每个项目一列"
        return Problem("missing-column", message, sheet.place(plan.header_row), remedy=remedy)

    def _gather(self, sheet: Sheet, plan: SheetPlan, columns: RecordColumns) -> None:
        own_columns = columns.columns
        if not {KEY, "head"} & own_columns.keys() and PERSON in own_columns:
            own_columns["head"] = own_columns[PERSON]
        read_row = self.reader.lines if columns.layout == "lines" else self.reader.wide
        entries = read_row(own_columns, columns.amounts, plan)
        key, payments = own_columns.get(KEY, -1), PaymentReader(own_columns, plan)
        who = [own_columns[name] for name in ("head", PERSON, "id_number") if name in own_columns]
        checked = bool(columns.sums or columns.products)
        cell: Any = None
        read, last, name = 0, 0, ""
        above: list[Any] = []
        block: list[tuple[int, list[Entry], Sequence[Entry]]] = []  # rows without a number, as of the household above
        repeated = False  # whether others have it in each of their rows
        own = self.blank  # the lines of a household mostly stand together
        for row, cells in data_cells(sheet, plan):
            number = cells[key] if 0 <= key < len(cells) else ""
            payment = payments.payment(row, cells)
            found = entries(row, cells, payment)
            if self.reader.subtotals:
                self._subtotal(text_of(number) or name, self.reader.subtotals.pop())
            if number != cell or cell is None or not number:
                cell, said = number, text_of(number)
                if not said and not any(entry.amount is not None or entry.trouble or entry.name for entry in found):
                    continue  # a note
                if said or key < 0 or not name or row != last + 1 or not _continues(who, cells, above):
                    name = said
                    own = self.households.setdefault(name, []) if name else self.blank
                    own += found
                else:
                    block.append((row, own, found))
            else:
                repeated = True
                own += found
            read += 1
            if who:
                above = cells
            last = row
            if checked:
                self.unlike += columns.unlike(row, cells, name, payment.village, self.reader.names)
        self.rows += read
        self.warnings += [problem._replace(level="warning") for problem in payments.problems]
        self._of_blocks(sheet, block, repeated)

    def _subtotal(self, name: str, said: Entry) -> None:
        """A household's line that sums up those above it, or those since the last that did."""
        above = ZERO
        sums = {ZERO}
        self.footed += 1
        for entry in self.households.get(name, ()):
            if entry.item not in SUMS and (entry.plan, entry.column) == (said.plan, said.column):
                above += entry.amount or ZERO
                sums.add(above)
        if said.amount is not None and above - said.amount not in sums:
            note = f"上面各行加起来是 {exactly(above)}"
            found = Difference(name, "", "", said.name, SUM, said.amount, above, said.amount - above, note=note)
            self.unlike.append(found._replace(places=(said.place,)))

    def _of_blocks(self, sheet: Sheet, block: list[tuple[int, list[Entry], Sequence[Entry]]], repeated: bool) -> None:
        """A household's number that stands once over its rows is that of all of them. Where other households have it in
        each row, one without has lost it."""
        for _, own, found in block:
            own = self.blank if repeated else own
            own += found
        if block and not repeated:
            rows = "、".join(str(row) for row, _, _ in block[:_NAMED]) + ("等" if len(block) > _NAMED else "")
            text = f"第{rows}行没有写户编号，算作上面一户的（共 {len(block)} 行）"
            self.warnings.append(self._warning(text, sheet.place()))

    def _with_others(self, sheet: Sheet, plan: SheetPlan) -> SheetPlan:
        """The plan with the columns of money that no item is called by; the other columns that nobody knows are left
        out, by name and with what they come to."""
        sums: dict[int, Decimal | None] = dict.fromkeys(sorted(plan.loose))
        filled = Counter[int]()
        for row in data_rows(sheet, plan) if sums else ():
            for index in sums:
                if index < len(row.cells) and not is_blank(row.cells[index]):
                    number = read_amount(row.cells[index])[0]
                    filled[index] += 1
                    sums[index] = sums[index] if number is None else (sums[index] or ZERO) + number
        wide = any(target.key.startswith((OF_ITEM, OF_NONE)) for _, target in plan.targets)
        for index, total in sums.items():
            title, place = plan.titles[index], sheet.place(plan.header_row, column_letter(index))
            asked = not (self.mapped or is_measure(title) or is_subtotal(title))
            target = in_unit(title, Target(f"{OF_NONE}{title}", title, MONEY), list(plan.units))
            if total is None:
                text = f"略过这一列：“{title}”不是补偿项目，也没有金额"
                self.warnings.append(self._warning(text, place))
            elif (
                wide
                and not self.mapped
                and (target.unit is None or target.factor is not None)
                and not is_measure(title)
            ):
                key = f"{OF_NONE}{title}" if plan.column_of(target.key) is None else f"{OF_NONE}{index}"
                plan = plan._replace(targets=(*plan.targets, (index, target._replace(key=key))))
            else:
                what = f"“{title}”列，各格相加是 {exactly(total)}"
                self.passed_over.append(PassedOver(sheet.file, sheet.name, what, filled[index]))
                if asked and header_word(title).endswith(self.money):
                    text = f"像是金额，没有计入：各格相加是 {exactly(total)}"
                    remedy = "是付款、项目的，用 yzcomp columns 写出列的对照，确认后用 --columns"
                    self.questions.append(Problem("passed-over", text, place, title, remedy=remedy, level="warning"))
        return plan


def _number(cell: Any, target: Target) -> Decimal | None:
    return read_amount(cell)[0]


def _of_nobody(problem: Problem) -> bool:
    """Whether a table lacks the numbers of households."""
    return problem.code == "missing-column" and problem.field is not None


def _is_known_otherwise(problem: Problem, plan: SheetPlan) -> bool:
    """Whether a table without household numbers says by other means who was paid."""
    said = {target.key for _, target in plan.targets}
    return problem.code == "missing-column" and bool(said & {"id_number", "head", PERSON, "payee_name"})


def _continues(who: list[int], cells: list[Any], above: list[Any]) -> bool:
    """Whether a row without a number names nobody else than the row above."""
    for index in who:
        cell = cells[index] if index < len(cells) else ""
        same = shown(cell) == shown(above[index] if index < len(above) else "")
        if not (is_blank(cell) or isinstance(cell, MergedCell) or same):
            return False
    return True
