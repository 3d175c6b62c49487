"""Reads a table of recorded amounts in any of its usual forms: a row a line, a row a household, a column an item.

Nothing is skipped: an amount that can't be read and an item that nobody knows are kept and become findings.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from yzcomp.audit.recorded import TOTAL, WITHHELD, Entry, Recorded, RecordedFile
from yzcomp.audit.recorded_words import (
    ACCOUNT,
    AMOUNT,
    ITEM,
    MONEY,
    NAME,
    PAID_TOTAL,
    STATUS,
    item_names,
    recorded_words,
)
from yzcomp.batch.rows import FORMULA_STARTS
from yzcomp.forms import BadForm, clean
from yzcomp.money import ZERO
from yzcomp.problems import Place, Problem, Refused
from yzcomp.rulebook.models import Rulebook
from yzcomp.statement import STATUS_LABELS
from yzcomp.tables.cells import is_blank, raw_value, shown
from yzcomp.tables.columns import KEY, SheetPlan, data_rows
from yzcomp.tables.header import read_header
from yzcomp.tables.letters import column_letter
from yzcomp.tables.sources import Row, Sheet, Source

_DIGITS = re.compile(r"\d{1,15}(\.\d{1,10})?", re.ASCII)
_STATUSES = {label: key for key, label in STATUS_LABELS.items()} | {key: key for key in STATUS_LABELS}
_REMEMBERED = 100_000
#: What a row of a table records.
Entries = Callable[[Row], Sequence[Entry]]
_LAYOUTS = {"lines": "一行一项", "wide": "一户一行，一列一项", "totals": "一户一行合计"}


def read_recorded(path: str | Path, rulebook: Rulebook, encoding: str | None = None) -> Recorded:
    """The recorded amounts of a CSV or workbook, or of a finished batch's folder; raises :class:`Refused`."""
    if Path(path).is_dir():
        path = Path(path) / "items.csv"
    with closing(Source(path, encoding)) as source:
        reader = _Reader(source, rulebook)
        return reader.read()


class _Reader:
    def __init__(self, source: Source, rulebook: Rulebook) -> None:
        self.source, self.rulebook = source, rulebook
        self.words = recorded_words(rulebook, rulebook.catalogue)
        self.names = item_names(rulebook)
        self.households: dict[str, list[Entry]] = {}
        self.blank: list[Entry] = []
        self.accounts: dict[str, str] = {}
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
            raise Refused(problems or [Problem("empty-file", "没有找到任何一行记录", Place(self.source.name))])
        unread = [p for p in problems if p.code != "no-header"]
        if unread:
            raise Refused(unread)
        self.warnings += [p._replace(level="warning", remedy=None) for p in problems]
        file = RecordedFile(
            self.source.name, self.source.sha256, "、".join(_LAYOUTS[x] for x in self.layouts), self.rows
        )
        itemised = any(entry.item != TOTAL for entries in self.households.values() for entry in entries)
        return Recorded(file, self.households, itemised, self.blank, self.accounts, self.warnings)

    def _sheet(self, sheet: Sheet, plan: SheetPlan) -> list[Problem]:
        columns = {target.key: index for index, target in plan.targets}
        items = [(i, target.key[5:], target.title) for i, target in plan.targets if target.key.startswith("item:")]
        if AMOUNT in columns and (ITEM in columns or NAME in columns):
            layout, entries = "lines", self._lines(columns)
        elif items or PAID_TOTAL in columns:
            layout = "wide" if items else "totals"
            entries = self._wide(columns, items, self._others(sheet, plan) if items else [])
        else:
            return [self._no_amounts(sheet, plan, columns)]
        self.layouts[layout] = None
        self._gather(sheet, plan, columns, entries)
        return []

    def _no_amounts(self, sheet: Sheet, plan: SheetPlan, columns: dict[str, int]) -> Problem:
        message = "没有“项目”列" if AMOUNT in columns else "没有金额列"
        remedy = "一行一项的要有 户编号、项目、金额；一户一行的要有 户编号、合计，或每个项目一列"
        return Problem("missing-column", message, sheet.place(plan.header_row), remedy=remedy)

    def _gather(self, sheet: Sheet, plan: SheetPlan, columns: dict[str, int], entries: Entries) -> None:
        key, account = columns[KEY], columns.get(ACCOUNT)
        cell: Any = None
        own = self.blank  # the lines of a household mostly stand together
        for row in data_rows(sheet, plan):
            self.rows += 1
            cells = row.cells
            number = cells[key] if key < len(cells) else ""
            if number != cell or cell is None:
                cell, name = number, text_of(number)
                own = self.households.setdefault(name, []) if name else self.blank
            own += entries(row)
            if account is not None and account < len(cells) and not is_blank(cells[account]):
                self.accounts[text_of(number)] = text_of(cells[account])

    def _lines(self, columns: dict[str, int]) -> Entries:
        """How a row of a table of lines becomes an entry."""
        item, name, amount, status = (columns.get(k, -1) for k in (ITEM, NAME, AMOUNT, STATUS))
        width = max(item, name, amount, status)
        amounts: dict[Any, tuple[Decimal | None, str]] = {}  # many lines are of the same amount
        meanings: dict[tuple[Any, Any, Any], tuple[str | None, str, str]] = {}  # and there are few items

        def entries(row: Row) -> tuple[Entry]:
            cells = row.cells
            if len(cells) <= width:
                cells = [*cells, *[""] * (width + 1 - len(cells))]
            words = (cells[item] if item >= 0 else "", cells[name], cells[status] if status >= 0 else "")
            meaning = meanings.get(words)
            if meaning is None:
                own = (words[0], words[1] if name >= 0 else "", words[2])
                meaning = meanings[words] = self._meaning(*map(text_of, own))
            found = amounts.get(cells[amount])
            if found is None:
                found = read_amount(cells[amount])
                if len(amounts) < _REMEMBERED and type(cells[amount]) is str:
                    amounts[cells[amount]] = found
            return (Entry(meaning[0], meaning[1], found[0], row.number, meaning[2], found[1]),)

        return entries

    def _meaning(self, item: str, name: str, status: str) -> tuple[str | None, str, str]:
        """The item that a line is about, what it calls it, and its status."""
        key = next((self.names[word.lower()] for word in (item, name) if word.lower() in self.names), None)
        return key, name or item, _STATUSES.get(status, "")

    def _wide(
        self, columns: dict[str, int], items: list[tuple[int, str, str]], others: list[tuple[int, str]]
    ) -> Entries:
        """How a row of a household becomes entries: a blank cell says that nothing was recorded."""
        total = columns.get(PAID_TOTAL)
        wanted: list[tuple[int, str | None, str]] = [*items, *((i, None, title) for i, title in others)]
        if total is not None:
            wanted.append((total, TOTAL, "合计"))
        if WITHHELD in columns:
            wanted.append((columns[WITHHELD], WITHHELD, "暂不拨付"))

        def entries(row: Row) -> list[Entry]:
            found = []
            for index, key, title in wanted:
                cell = row.cells[index] if index < len(row.cells) else ""
                if not is_blank(cell):
                    amount, trouble = read_amount(cell)
                    found.append(Entry(key, title, amount, row.number, "", trouble))
            return found

        return entries

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
                self.warnings.append(Problem("passed-over", text, place, level="warning"))
        return [(index, plan.titles[index]) for index in sorted(plan.loose) if numeric[index]]


def read_amount(cell: Any) -> tuple[Decimal | None, str]:
    """An amount as it was written, in yuan, or why it can't be read; a blank is neither."""
    if type(cell) is str and _DIGITS.fullmatch(cell):
        return Decimal(cell), ""
    if is_blank(cell):
        return None, ""
    if shown(cell).strip() in ("-", "—", "－", "/"):
        return ZERO, ""
    try:
        amount = MONEY.read(raw_value(cell, MONEY))
    except BadForm as bad:
        return None, bad.message
    assert isinstance(amount, Decimal)
    return amount, ""


def text_of(cell: Any) -> str:
    """A cell's text, as it was before a batch kept a spreadsheet from taking it for a formula."""
    text = clean(shown(cell))
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text
