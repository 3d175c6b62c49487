"""Reads a table of recorded amounts in any of its usual forms: a row a line, a row a household, a column an item.

Nothing is skipped: an amount that can't be read and an item that nobody knows are kept and become findings.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from yzcomp.audit.accounts import account_of
from yzcomp.audit.names import SUMS
from yzcomp.audit.recorded import PAID, TOTAL, WITHHELD, Entry, Recorded, RecordedFile
from yzcomp.audit.recorded_words import (
    ACCOUNT,
    AMOUNT,
    ITEM,
    MONEY,
    NAME,
    STATUS,
    SUBTOTAL,
    VILLAGE,
    item_names,
    recorded_words,
    statuses,
)
from yzcomp.batch.rows import FORMULA_STARTS
from yzcomp.forms import BadForm, clean
from yzcomp.money import ZERO
from yzcomp.problems import Place, Problem, Refused
from yzcomp.rulebook.models import Rulebook
from yzcomp.tables.cells import is_blank, raw_value, shown
from yzcomp.tables.columns import KEY, SheetPlan, column_letter, data_rows
from yzcomp.tables.header import read_header
from yzcomp.tables.sources import Row, Sheet, Source

_DIGITS = re.compile(r"\d{1,15}(\.\d{1,10})?", re.ASCII)
_STATUSES = statuses()
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
        self.villages: dict[str, str] = {}
        self.passed: Counter[str] = Counter()
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
        self.warnings += [self._warning(f"{text}（{count} 行）") for text, count in self.passed.items()]
        itemised = any(entry.item not in SUMS for entries in self.households.values() for entry in entries)
        return Recorded(file, self.households, itemised, self.blank, self.accounts, self.warnings, self.villages)

    def _warning(self, text: str, place: Place | None = None) -> Problem:
        return Problem("passed-over", text, place or Place(self.source.name), level="warning")

    def _sheet(self, sheet: Sheet, plan: SheetPlan) -> list[Problem]:
        columns = {target.key: index for index, target in plan.targets}
        items = [(i, target.key[5:], target.title) for i, target in plan.targets if target.key.startswith("item:")]
        if (AMOUNT in columns or PAID in columns) and (ITEM in columns or NAME in columns):
            layout, entries = "lines", self._lines(columns, sheet, plan)
        elif items or TOTAL in columns or PAID in columns:
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
        key, account, village = columns[KEY], columns.get(ACCOUNT), columns.get(VILLAGE)
        cell: Any = None
        own = self.blank  # the lines of a household mostly stand together
        for row in data_rows(sheet, plan):
            self.rows += 1
            cells = row.cells
            number = cells[key] if key < len(cells) else ""
            if number != cell or cell is None:
                cell, name = number, text_of(number)
                own = self.households.setdefault(name, []) if name else self.blank
                if village is not None and village < len(cells) and not is_blank(cells[village]):
                    self.villages[name] = text_of(cells[village])
            own += entries(row)
            if account is not None and account < len(cells) and not is_blank(cells[account]):
                self.accounts[text_of(number)] = account_of(cells[account])

    def _lines(self, columns: dict[str, int], sheet: Sheet, plan: SheetPlan) -> Entries:
        """How a row of a table of lines becomes an entry: what was paid, where that has a column, is what counts."""
        paid = PAID in columns
        if paid and AMOUNT in columns:
            place = sheet.place(plan.header_row, column_letter(columns[AMOUNT]))
            self.warnings.append(self._warning("另有实付一列，按实付核对，没有核对这一列", place))
        item, name, amount, status = (columns.get(k, -1) for k in (ITEM, NAME, PAID if paid else AMOUNT, STATUS))
        width = max(item, name, amount, status)
        amounts: dict[Any, tuple[Decimal | None, str]] = {}  # many lines are of the same amount
        meanings: dict[tuple[Any, Any, Any], tuple[str | None, str, str]] = {}  # and there are few items

        def entries(row: Row) -> Sequence[Entry]:
            cells = row.cells
            if len(cells) <= width:
                cells = [*cells, *[""] * (width + 1 - len(cells))]
            words = (cells[item] if item >= 0 else "", cells[name], cells[status] if status >= 0 else "")
            meaning = meanings.get(words)
            if meaning is None:
                own = (words[0], words[1] if name >= 0 else "", words[2])
                meaning = meanings[words] = self._meaning([text_of(cell) for cell in own], paid)
            if meaning[0] == SUBTOTAL:
                self.passed["略过“小计”的行，各项另有金额"] += 1
                return ()
            found = amounts.get(cells[amount])
            if found is None:
                found = read_amount(cells[amount])
                if len(amounts) < _REMEMBERED and type(cells[amount]) is str:
                    amounts[cells[amount]] = found
            return (Entry(meaning[0], meaning[1], found[0], row.number, meaning[2], found[1]),)

        return entries

    def _meaning(self, words: Sequence[str], paid: bool) -> tuple[str | None, str, str]:
        """The item that a line is about, what it calls it, and its status: that of a column of payments is paid,
        unless the line says otherwise."""
        item, name, status = words
        key = next((self.names[word.lower()] for word in (item, name) if word.lower() in self.names), None)
        return key, name or item, self._status(status, paid)

    def _status(self, word: str, paid: bool) -> str:
        known = _STATUSES.get(word.lower())
        if word and known is None:
            self.passed[f"不认识状态“{word}”，没有用它"] += 1
        return "paid" if paid and known not in ("withheld", "unpaid", "pending") else known or ""

    def _wide(
        self, columns: dict[str, int], items: list[tuple[int, str, str]], others: list[tuple[int, str]]
    ) -> Entries:
        """How a row of a household becomes entries: a blank cell says that nothing was recorded."""
        wanted: list[tuple[int, str | None, str]] = [*items, *((i, None, title) for i, title in others)]
        sums = {TOTAL: columns.get(TOTAL, columns.get(AMOUNT) if items else None), PAID: columns.get(PAID)}
        sums[WITHHELD] = columns.get(WITHHELD)
        wanted += [(index, key, SUMS[key]) for key, index in sums.items() if index is not None]
        status = columns.get(STATUS, -1)

        def entries(row: Row) -> list[Entry]:
            found = []
            said = text_of(row.cells[status]) if 0 <= status < len(row.cells) else ""
            for index, key, title in wanted:
                cell = row.cells[index] if index < len(row.cells) else ""
                if not is_blank(cell):
                    amount, trouble = read_amount(cell)
                    found.append(Entry(key, title, amount, row.number, self._status(said, key == PAID), trouble))
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
                self.warnings.append(self._warning(text, place))
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
