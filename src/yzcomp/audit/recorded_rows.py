"""The rows of a table of recorded amounts as entries: a row a line, or a row a household."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from yzcomp.audit.recorded import PAID, SUMS, TOTAL, UNSAID, WITHHELD, Entry, Payment
from yzcomp.audit.recorded_words import AMOUNT, ITEM, MONEY, NAME, PAYMENT, STATUS, SUBTOTAL, item_names, statuses
from yzcomp.batch.accounts import account_of
from yzcomp.batch.rows import unsafe
from yzcomp.forms import BadForm, clean
from yzcomp.household.fields import Form
from yzcomp.money import ZERO
from yzcomp.problems import Problem
from yzcomp.rulebook.models import Rulebook
from yzcomp.tables.cells import is_blank, raw_value, shown
from yzcomp.tables.columns import SheetPlan

_DIGITS = re.compile(r"\d{1,15}(\.\d{1,10})?", re.ASCII)
_DAY = Form("date")
_REMEMBERED = 100_000
#: Makes an entry of a line without a call into Python: there are hundreds of thousands.
_new = tuple.__new__
#: What a row of a table records, by its number and its cells.
Entries = Callable[[int, list[Any], Payment], Sequence[Entry]]


class RowReader:
    """Reads rows. ``subtotals`` counts those that only sum up others, ``strange`` are words of a status column that
    say nothing."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.names, self.statuses = item_names(rulebook), statuses()
        self.subtotals = 0
        self.strange: dict[str, None] = {}

    def lines(self, columns: Mapping[str, int], plan: SheetPlan) -> Entries:
        """How a row of a table of lines becomes an entry: what was paid, where that has a column, is what counts."""
        paid = PAID in columns
        item, name, amount, status = (columns.get(k, -1) for k in (ITEM, NAME, PAID if paid else AMOUNT, STATUS))
        width = max(item, name, amount, status)
        amounts: dict[Any, tuple[Decimal | None, str]] = {}  # many lines are of the same amount
        meanings: dict[tuple[Any, Any, Any], tuple[str | None, str, str]] = {}  # and there are few items

        def entries(row: int, cells: list[Any], payment: Payment) -> Sequence[Entry]:
            if len(cells) <= width:
                cells = [*cells, *[""] * (width + 1 - len(cells))]
            words = (cells[item] if item >= 0 else "", cells[name], cells[status] if status >= 0 else "")
            meaning = meanings.get(words)
            if meaning is None:
                own = (words[0], words[1] if name >= 0 else "", words[2])
                meaning = meanings[words] = self._meaning([text_of(cell) for cell in own], paid)
            if meaning[0] == SUBTOTAL:
                self.subtotals += 1
                return ()
            found = amounts.get(cells[amount])
            if found is None:
                found = read_amount(cells[amount])
                if len(amounts) < _REMEMBERED and type(cells[amount]) is str:
                    amounts[cells[amount]] = found
            return (_new(Entry, (meaning[0], meaning[1], found[0], row, meaning[2], found[1], payment, amount, plan)),)

        return entries

    def _meaning(self, words: Sequence[str], paid: bool) -> tuple[str | None, str, str]:
        """The item that a line is about, what it calls it, and its status: that of a column of payments is paid,
        unless the line says otherwise."""
        item, name, status = words
        key = next((self.names[word.lower()] for word in (item, name) if word.lower() in self.names), None)
        return key, name or item, self._status(status, paid)

    def _status(self, word: str, paid: bool) -> str:
        known = self.statuses.get(word.lower())
        if word and known is None:
            self.strange[word] = None
        return "paid" if paid and known not in ("withheld", "unpaid", "pending") else known or ""

    def wide(
        self,
        columns: Mapping[str, int],
        plan: SheetPlan,
        items: list[tuple[int, str, str]],
        others: list[tuple[int, str]],
    ) -> Entries:
        """How a row of a household becomes entries: a blank cell says that nothing was recorded."""
        wanted: list[tuple[int, str | None, str]] = [*items, *((i, None, title) for i, title in others)]
        sums = {TOTAL: columns.get(TOTAL, columns.get(AMOUNT) if items else None), PAID: columns.get(PAID)}
        sums[WITHHELD] = columns.get(WITHHELD)
        wanted += [(index, key, SUMS[key]) for key, index in sums.items() if index is not None]
        told = columns.get(STATUS, -1)

        def entries(row: int, cells: list[Any], payment: Payment) -> list[Entry]:
            found = []
            said = text_of(cells[told]) if 0 <= told < len(cells) else ""
            for index, key, title in wanted:
                cell = cells[index] if index < len(cells) else ""
                if not is_blank(cell):
                    amount, trouble = read_amount(cell)
                    status = self._status(said, key == PAID)
                    found.append(Entry(key, title, amount, row, status, trouble, payment, index, plan))
            return found

        return entries


class PaymentReader:
    """Reads what the rows of a sheet say of who was paid; ``problems`` are days that can't be read."""

    def __init__(self, columns: Mapping[str, int], plan: SheetPlan) -> None:
        self.plan, self.problems = plan, list[Problem]()
        self.columns = {key: columns[key] for key in PAYMENT if key in columns}
        self._cells: list[Any] = []
        self._payment = UNSAID

    def payment(self, row: int, cells: list[Any]) -> Payment:
        """What a row says; the rows of a household mostly say the same."""
        own = [cells[index] if index < len(cells) else "" for index in self.columns.values()]
        if own != self._cells:
            said = {key: self._said(row, key, cell) for key, cell in zip(self.columns, own, strict=True)}
            self._cells, self._payment = own, Payment(**said)
        return self._payment

    def _said(self, row: int, key: str, cell: Any) -> Any:
        if key == "account":
            return account_of(cell)
        if key != "paid_on":
            return text_of(cell)
        if is_blank(cell):
            return None
        try:
            return _DAY.read(raw_value(cell, _DAY))
        except BadForm as bad:
            place = self.plan.place(row, self.columns[key])
            self.problems.append(Problem(bad.code, bad.message, place, "发放日期", shown(cell), bad.remedy))
            return None


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
    if type(cell) is str and cell.isalnum():  # letters and digits alone need no cleaning
        return cell
    return clean(unsafe(clean(shown(cell))))
