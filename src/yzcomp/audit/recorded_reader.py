"""Reads a table of recorded amounts in any of its usual forms: a row a line, a row a household, a column an item.

Nothing is skipped: an amount that can't be read and an item that nobody knows are kept and become findings.
"""

from contextlib import closing
from pathlib import Path
from typing import Any

from yzcomp.audit.recorded import PAID, SUMS, TOTAL, Entry, Recorded, RecordedFile
from yzcomp.audit.recorded_rows import Entries, PaymentReader, RowReader, read_amount, text_of
from yzcomp.audit.recorded_words import AMOUNT, ITEM, NAME, recorded_words
from yzcomp.batch.folder import refuse_unfinished
from yzcomp.file_kinds import of_folder, refuse_other
from yzcomp.problems import Place, Problem, Refused
from yzcomp.rulebook.models import Rulebook
from yzcomp.tables.cells import is_blank
from yzcomp.tables.columns import KEY, SheetPlan, data_cells, data_rows
from yzcomp.tables.header import read_header
from yzcomp.tables.letters import column_letter
from yzcomp.tables.sources import Sheet, Source
from yzcomp.textfiles import is_folder

_LAYOUTS = {"lines": "一行一项", "wide": "一户一行，一列一项", "totals": "一户一行合计"}


def read_recorded(path: str | Path, rulebook: Rulebook, encoding: str | None = None) -> Recorded:
    """The recorded amounts of a CSV or workbook, or of a finished batch's folder; raises :class:`Refused`."""
    if is_folder(path):
        refuse_unfinished(Path(path))
        refuse_other(of_folder(path), "results", Place(str(path)))
        path = Path(path) / "items.csv"
    with closing(Source(path, encoding, wanted="record")) as source:
        reader = _Reader(source, rulebook)
        return reader.read()


class _Reader:
    def __init__(self, source: Source, rulebook: Rulebook) -> None:
        self.source, self.rulebook = source, rulebook
        self.words = recorded_words(rulebook, rulebook.catalogue)
        self.reader = RowReader(rulebook)
        self.households: dict[str, list[Entry]] = {}
        self.blank: list[Entry] = []
        self.warnings: list[Problem] = []
        self.layouts: dict[str, None] = {}
        self.rows = 0

    def read(self) -> Recorded:
        """Every sheet that has a header of ours; the others are passed over, and that is said."""
        problems: list[Problem] = []
        for sheet in self.source.sheets():
            plan, found = read_header(sheet, self.words, ignore_extra=True)
            if plan is not None and not found:
                found = self._sheet(sheet, plan)
            problems += found
        if not self.layouts:
            rosters = [p for p in problems if p.code == "missing-column" and p.field is None]
            raise Refused(
                rosters[:1] or problems or [Problem("empty-file", "没有找到任何一行记录", Place(self.source.name))]
            )
        unread = [p for p in problems if p.code != "no-header"]
        if unread:
            raise Refused(unread)
        self.warnings += [p._replace(level="warning", remedy=None) for p in problems]
        file = RecordedFile(
            self.source.name, self.source.sha256, "、".join(_LAYOUTS[x] for x in self.layouts), self.rows
        )
        self.warnings += [self._warning(f"不认识状态“{word}”，没有用它") for word in self.reader.strange]
        if self.reader.subtotals:
            self.warnings.append(self._warning(f"略过 {self.reader.subtotals} 行“小计”，各项另有金额"))
        itemised = any(entry.item not in SUMS for entries in self.households.values() for entry in entries)
        return Recorded(file, self.households, itemised, self.blank, self.warnings)

    def _warning(self, text: str, place: Place | None = None) -> Problem:
        return Problem("passed-over", text, place or Place(self.source.name), level="warning")

    def _sheet(self, sheet: Sheet, plan: SheetPlan) -> list[Problem]:
        columns = {target.key: index for index, target in plan.targets}
        items = [(i, target.key[5:], target.title) for i, target in plan.targets if target.key.startswith("item:")]
        if (AMOUNT in columns or PAID in columns) and (ITEM in columns or NAME in columns):
            layout, entries = "lines", self.reader.lines(columns, plan)
            if PAID in columns and AMOUNT in columns:
                place = sheet.place(plan.header_row, column_letter(columns[AMOUNT]))
                self.warnings.append(self._warning("另有实付一列，按实付核对，没有核对这一列", place))
        elif items or TOTAL in columns or PAID in columns:
            layout = "wide" if items else "totals"
            entries = self.reader.wide(columns, plan, items, self._others(sheet, plan) if items else [])
        else:
            return [self._no_amounts(sheet, plan, columns)]
        self.layouts[layout] = None
        self._gather(sheet, plan, columns, entries)
        return []

    def _no_amounts(self, sheet: Sheet, plan: SheetPlan, columns: dict[str, int]) -> Problem:
        message = "没有“项目”列" if AMOUNT in columns else "没有金额列，像是名册，不是记录的金额"
        remedy = "一行一项的要有 户编号、项目、金额；一户一行的要有 户编号、合计，或每个项目一列"
        return Problem("missing-column", message, sheet.place(plan.header_row), remedy=remedy)

    def _gather(self, sheet: Sheet, plan: SheetPlan, columns: dict[str, int], entries: Entries) -> None:
        key, payments = columns[KEY], PaymentReader(columns, plan)
        cell: Any = None
        read = 0
        own = self.blank  # the lines of a household mostly stand together
        for row, cells in data_cells(sheet, plan):
            read += 1
            number = cells[key] if key < len(cells) else ""
            if number != cell or cell is None:
                cell, name = number, text_of(number)
                own = self.households.setdefault(name, []) if name else self.blank
            own += entries(row, cells, payments.payment(row, cells))
        self.rows += read
        self.warnings += [problem._replace(level="warning") for problem in payments.problems]

    def _others(self, sheet: Sheet, plan: SheetPlan) -> list[tuple[int, str]]:
        """Columns that no item is called by and that hold amounts; those that hold words are passed over."""
        numeric = dict.fromkeys(plan.loose, False)
        for row in data_rows(sheet, plan):
            for index in plan.loose:
                if index < len(row.cells) and not is_blank(row.cells[index]):
                    numeric[index] = numeric[index] or not read_amount(row.cells[index])[1]
        for index in sorted(plan.loose):
            if not numeric[index]:
                place = sheet.place(plan.header_row, column_letter(index))
                text = f"略过这一列：“{plan.titles[index]}”不是补偿项目，也没有金额"
                self.warnings.append(self._warning(text, place))
        return [(index, plan.titles[index]) for index in sorted(plan.loose) if numeric[index]]
