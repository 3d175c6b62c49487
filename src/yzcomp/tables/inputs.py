"""What a batch is given: files, folders, sheets, sorted into inputs of households, flat or of several tables."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from yzcomp.forms import clean
from yzcomp.household.catalogue import Catalogue
from yzcomp.problems import Place, Problem, Refused, did_you_mean
from yzcomp.tables.assemble import Group, Plans
from yzcomp.tables.cells import shown
from yzcomp.tables.columns import (
    KEY,
    SheetPlan,
    data_rows,
    household_words,
    households,
    read_header,
    record_words,
)
from yzcomp.tables.sources import Block, Row, Sheet, Source
from yzcomp.textfiles import STDIN, unreadable

#: Lines of a block when only numbers are looked at.
BLOCK = 5000
_HOUSEHOLDS = ("households", "户", "被征收户", "住户", "农户")
_EXPLANATIONS = ("说明", "填表说明", "readme", "说明书")
_FILES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


class Input:
    """Households of one flat table, or of the tables of one workbook or folder."""

    def __init__(self, plans: Plans, households: Sheet, records: tuple[tuple[str, Sheet], ...] = ()) -> None:
        self.plans, self.households, self.records = plans, households, records

    def groups(self) -> Iterator[Group]:
        """Every household in the order of its table, then records that have none, by number."""
        if not self.records:
            for row in data_rows(self.households, self.plans.households):
                yield Group(row)
            return
        yield from self._joined()

    def blocks(self, lines: int) -> Iterator[Block] | None:
        """The households' rows in blocks of lines, where the input is one flat CSV that allows it."""
        return None if self.records else self.households.source.blocks(lines)

    def ids(self) -> Iterator[tuple[str, int]]:
        """The number of each household and its row, as written."""
        plan = self.plans.households
        column = plan.column_of(KEY) or 0
        blocks = self.households.source.blocks(BLOCK)
        if blocks is None:
            for row in data_rows(self.households, plan):
                yield cell_id(row, column), row.number
            return
        for block in blocks:
            for row in households(block.beginnings(column + 1), plan):
                yield cell_id(row, column), row.number

    def _joined(self) -> Iterator[Group]:
        waiting: dict[str, list[tuple[int, Row]]] = defaultdict(list)
        for number, (scope, sheet) in enumerate(self.records):
            plan = self.plans.records[number][1]
            assert scope == self.plans.records[number][0]
            column = plan.column_of(KEY) or 0
            for row in data_rows(sheet, plan):
                waiting[cell_id(row, column)].append((number, row))
        column = self.plans.households.column_of(KEY) or 0
        for row in data_rows(self.households, self.plans.households):
            yield Group(row, tuple(waiting.pop(cell_id(row, column), ())))
        for name, rows in waiting.items():
            yield Group(None, tuple(rows), (self._orphan(name, rows[0]),))

    def _orphan(self, name: str, first: tuple[int, Row]) -> Problem:
        number, row = first
        plan = self.plans.records[number][1]
        place = plan.place(row.number, plan.column_of(KEY))
        if not name:
            return Problem("required", "必填，没有填写", place, "户编号", remedy="填写这条记录属于哪一户")
        remedy = "核对户编号，或在户表里补上这一户"
        return Problem("orphan-record", f"户表里没有“{name}”", place, "户编号", name, remedy)


def _is_table(path: Path) -> bool:
    """Whether a file of a folder is input: not the lock and temporary files that spreadsheets leave."""
    return path.suffix.lower() in _FILES and not path.name.startswith((".", "~"))


def cell_id(row: Row, column: int) -> str:
    """A household's number as written, for joining tables and finding duplicates."""
    return clean(shown(row.cells[column])) if column < len(row.cells) and row.cells[column] is not None else ""


class Inputs:
    """All inputs of a run, opened and their headers read. Raises :class:`Refused` with every problem of all of them."""

    def __init__(
        self, paths: Sequence[str | Path], facts: Catalogue, *, encoding: str | None = None, ignore_extra: bool = False
    ) -> None:
        self.facts, self.ignore_extra, self.encoding = facts, ignore_extra, encoding
        self.problems: list[Problem] = []
        self.sources: list[Source] = []
        self.inputs: list[Input] = []
        tables: dict[str, list[Sheet]] = {}
        for path in paths:
            self._path(path, tables)
        for sheets in tables.values():
            self._tables(sheets)
        if not self.inputs and not self.problems:
            self.problems.append(Problem("empty-file", "没有找到任何一户", Place(str(paths[0])), remedy="检查文件"))
        if self.problems:
            raise Refused(self.problems)

    def _path(self, path: str | Path, tables: dict[str, list[Sheet]]) -> None:
        """Opens a file or the files of a folder; files that are tables of one batch wait for one another."""
        folder = Path(path)
        files: list[str | Path] = [path]
        if str(path) != STDIN and folder.is_dir():
            files = sorted(p for p in folder.iterdir() if _is_table(p))
            if not files:
                self.problems.append(Problem("empty-file", "文件夹里没有 CSV 或 Excel 文件", Place(str(path))))
        for file in files:
            source = self._opened(file, f"{folder.name}/{Path(file).name}" if file != path else None)
            if source is None:
                continue
            for sheet in source.sheets():
                self._sheet(sheet, source, str(Path(file).parent), tables)

    def _opened(self, file: str | Path, name: str | None) -> Source | None:
        try:
            source = Source(file, self.encoding, name)
        except Refused as refused:
            self.problems += refused.problems
            return None
        except OSError as error:
            self.problems.append(unreadable(file, error))
            return None
        self.sources.append(source)
        return source

    def _sheet(self, sheet: Sheet, source: Source, folder: str, tables: dict[str, list[Sheet]]) -> None:
        name = sheet.name if sheet.name is not None else source.stem
        if sheet.name is not None and any(self._table_of(s.name or "") for s in source.sheets()):
            tables.setdefault(f"{source.name}!", []).append(sheet)
        elif sheet.name is None and self._table_of(name):
            tables.setdefault(folder, []).append(sheet)
        elif clean(name).lower() not in _EXPLANATIONS:
            self._flat(sheet)

    def _table_of(self, name: str) -> str | None:
        """The table that a sheet or file name means: ``households`` or the key of a record list."""
        word = clean(name).lower()
        if word in _HOUSEHOLDS:
            return "households"
        return next((k for k, r in self.facts.records.items() if word in (k, r.title)), None)

    def _flat(self, sheet: Sheet) -> None:
        plan = self._header(sheet, household_words(self.facts))
        if plan is not None:
            self.inputs.append(Input(Plans(plan), sheet))

    def _header(self, sheet: Sheet, words: Any) -> SheetPlan | None:
        try:
            plan, problems = read_header(sheet, words, self.ignore_extra)
        except Refused as refused:
            plan, problems = None, list(refused.problems)
        self.problems += problems
        return plan

    def _tables(self, sheets: list[Sheet]) -> None:
        households: list[tuple[Sheet, SheetPlan]] = []
        records: list[tuple[str, Sheet, SheetPlan]] = []
        for sheet in sheets:
            name = sheet.name if sheet.name is not None else sheet.source.stem
            table = self._table_of(name)
            if table is None:
                self._unknown_sheet(sheet, name)
            elif table == "households":
                plan = self._header(sheet, household_words(self.facts))
                households += [(sheet, plan)] if plan else []
            else:
                plan = self._header(sheet, record_words(self.facts, table))
                records += [(table, sheet, plan)] if plan else []
        if len(households) == 1:
            sheet, plan = households[0]
            plans = Plans(plan, tuple((table, p) for table, _, p in records))
            self.inputs.append(Input(plans, sheet, tuple((table, s) for table, s, _ in records)))
        elif not self.problems:
            message = "没有户表（households 或 户）" if not households else "有不止一张户表"
            self.problems.append(Problem("no-households", message, Place(sheets[0].file), remedy="只留一张户表"))

    def _unknown_sheet(self, sheet: Sheet, name: str) -> None:
        word = clean(name).lower()
        if word in _EXPLANATIONS or self.ignore_extra or not any(r.cells for r in sheet.rows()):
            return
        titles = ["户", *(record.title for record in self.facts.records.values())]
        remedy = f"{did_you_mean(name, titles) or ''}可用的表：{'、'.join(titles)}；不需要的加 --ignore-extra 略过"
        self.problems.append(Problem("unknown-sheet", f"没有“{name}”这张表", sheet.place(), remedy=remedy))
