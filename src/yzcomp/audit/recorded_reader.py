"""Reads a table of recorded amounts in any of its usual forms: a row a line, a row a household, a column an item.

Nothing is skipped: an amount that can't be read and an item that nobody knows are kept and become findings.
"""

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from yzcomp.audit.record_map import record_heading, record_mapped
from yzcomp.audit.recorded import REST, SUMS, Recorded, RecordedFile
from yzcomp.audit.recorded_columns import RecordColumns
from yzcomp.audit.recorded_headings import recorded_words
from yzcomp.audit.recorded_households import RecordedHouseholds
from yzcomp.audit.recorded_left import LeftOut
from yzcomp.audit.recorded_rows import RowReader, read_amount
from yzcomp.audit.recorded_words import AMOUNT, PERSON
from yzcomp.batch.finished import read_manifest
from yzcomp.batch.folder import refuse_unfinished
from yzcomp.file_kinds import KINDS, of_folder, of_heading, other, refuse_other
from yzcomp.household.headings import headings
from yzcomp.problems import Place, Problem, Refused
from yzcomp.rulebook.models import Rulebook
from yzcomp.tables.cells import cell_at
from yzcomp.tables.columnmap import ColumnMap
from yzcomp.tables.columns import SheetPlan, Target, data_cells
from yzcomp.tables.header import read_header
from yzcomp.tables.sources import Sheet, Source
from yzcomp.tables.survey import Survey
from yzcomp.textfiles import is_folder

_LAYOUTS = {"lines": "一行一项", "wide": "一户一行，一列一项", "totals": "一户一行合计"}


def read_recorded(
    path: str | Path, rulebook: Rulebook, encoding: str | None = None, columns: ColumnMap | None = None
) -> Recorded:
    """The recorded amounts of a CSV or workbook, or of a finished batch's folder; raises :class:`Refused`. ``columns``
    is what a column map says of its headings."""
    if is_folder(path):
        refuse_unfinished(Path(path))
        refuse_other(of_folder(path), "results", Place(str(path)))
        path = Path(path) / f"items.{read_manifest(Path(path)).format}"
    with closing(Source(path, encoding, wanted="record")) as source:
        reader = _Reader(source, rulebook, columns)
        return reader.read()


class _Reader:
    def __init__(self, source: Source, rulebook: Rulebook, columns: ColumnMap | None) -> None:
        self.source, self.rulebook, self.map = source, rulebook, columns
        self.mapped = self.map_used = False
        self.words = recorded_words(rulebook, rulebook.catalogue)
        self.reader = RowReader(rulebook)
        self.gathered = RecordedHouseholds(self.reader)
        self.left_out = LeftOut(headings(rulebook.catalogue.model).money)
        self.warnings, self.questions = self.left_out.warnings, self.left_out.questions
        self.layouts: dict[str, None] = {}
        self.unpaid = False

    def read(self) -> Recorded:
        """Every sheet that has a header of ours; the others are passed over, and that is said."""
        problems: list[Problem] = []
        left: list[Problem] = []
        for sheet in self.source.sheets():
            sheet, plan, found = self._header(sheet)
            self.warnings += [p for p in found if p.level == "warning"]
            errors = [p for p in found if p.level != "warning" and not (plan and _is_known_otherwise(p, plan))]
            if plan is not None and of_heading(plan.titles.values()) == "unpaid":
                self.left_out.sheet(sheet, plan, KINDS["unpaid"].name)
                left, errors = [*left, other("unpaid", "record", sheet.place())], []
            elif plan is not None and not errors:
                errors = self._sheet(sheet, plan)
            elif plan is not None and sheet.name is not None and all(map(_of_nobody, errors)):
                self.left_out.sheet(sheet, plan, "没有户编号的工作表")
                left, errors = left + errors, []
            elif plan is None and sheet.name is not None and len(self.source.sheets()) > 1:
                self.left_out.bare(sheet)
                left, errors = left + errors, []
            problems += errors
        if self.map is not None and self.map.of_records(True) and not self.map_used:
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
        self.warnings += [self._warning(f"不认识状态“{word}”，没有用它") for word in self.reader.strange]
        self.warnings += [self._warning(f"有的格写明单位是{unit}，已换算成元") for unit in self.reader.converted]
        return self._recorded()

    def _recorded(self) -> Recorded:
        found, left = self.gathered, self.left_out
        layout = "、".join(_LAYOUTS[x] for x in self.layouts)
        file = RecordedFile(self.source.name, self.source.sha256, layout, found.rows, found.footed)
        itemised = any(entry.item not in SUMS for entries in found.households.values() for entry in entries)
        told = (found.blank, self.warnings + found.warnings, found.unlike, left.questions, left.passed_over)
        return Recorded(file, found.households, itemised, *told, self.unpaid)

    def _header(self, sheet: Sheet) -> tuple[Sheet, SheetPlan | None, list[Problem]]:
        """A sheet and its plan: by the column map where that says something of its heading."""
        facts = self.rulebook.catalogue
        heading = record_heading(sheet, self.words, facts) if self.map is not None else None
        entry = self.map.find(heading, record=True) if self.map is not None and heading is not None else None
        self.mapped = entry is not None
        self.map_used = self.map_used or self.mapped
        if entry is None or heading is None:
            return sheet, *read_header(sheet, self.words, ignore_extra=True)
        found, problems = record_mapped(entry, sheet, heading, self.words, facts)
        return found.sheet, found.plan, problems

    def _warning(self, text: str, place: Place | None = None) -> Problem:
        return Problem("passed-over", text, place or Place(self.source.name), level="warning")

    def _sheet(self, sheet: Sheet, plan: SheetPlan) -> list[Problem]:
        """The tables on a sheet; each of its totals is held against the rows above it."""
        plan = self.left_out.with_others(sheet, plan, self.mapped)
        survey = Survey(sheet, plan, self.words, reading=_number)
        self.warnings += survey.warnings
        if survey.problems:
            return survey.problems
        for number, one in enumerate(survey.plans):
            one = self.left_out.with_others(sheet, one, self.mapped) if number else one
            columns = self._columns(sheet, one)
            if not columns.given:
                return [self._no_amounts(sheet, one, columns.columns)]
            self.layouts[columns.layout] = None
            self.gathered.add(sheet, columns)
        self.questions += survey.questions
        self.left_out.used(sheet, survey.plans)
        self.left_out.passed_over += survey.passed
        self.gathered.footed += survey.footed
        return []

    def _columns(self, sheet: Sheet, plan: SheetPlan) -> RecordColumns:
        """The columns of a table; where those of payments are empty, what is due is compared, and that is said."""
        columns = RecordColumns(plan)
        if not columns.paid or any(self._paid(sheet, columns)):
            return columns
        due = RecordColumns(plan, unpaid=True)
        if not due.given:
            return columns
        names = "、".join(f"“{plan.titles[column.at]}”" for column in columns.paid)
        self.unpaid = True
        told = self.warnings if REST in columns.columns else self.questions
        told.append(self._warning(f"{names}都是0或空着：还没有付款，核对的是应付", sheet.place(plan.header_row)))
        return due

    def _paid(self, sheet: Sheet, columns: RecordColumns) -> Iterator[bool]:
        """Whether something, or what can't be read, stands in the columns of payments, cell by cell."""
        for _, cells in data_cells(sheet, columns.plan):
            for column in columns.paid:
                amount, trouble = read_amount(cell_at(cells, column.at))
                yield bool(amount or trouble)

    def _no_amounts(self, sheet: Sheet, plan: SheetPlan, columns: dict[str, int]) -> Problem:
        message = "没有“项目”列" if AMOUNT in columns else "没有金额列，像是名册，不是记录的金额"
        remedy = "一行一项的要有 户编号、项目、金额；一户一行的要有 户编号、合计，或每个项目一列"
        return Problem("missing-column", message, sheet.place(plan.header_row), remedy=remedy)


def _number(cell: Any, target: Target) -> Decimal | None:
    return read_amount(cell)[0]


def _of_nobody(problem: Problem) -> bool:
    """Whether a table lacks the numbers of households."""
    return problem.code == "missing-column" and problem.field is not None


def _is_known_otherwise(problem: Problem, plan: SheetPlan) -> bool:
    """Whether a table without household numbers says by other means who was paid."""
    said = {target.key for _, target in plan.targets}
    return problem.code == "missing-column" and bool(said & {"id_number", "head", PERSON, "payee_name"})
