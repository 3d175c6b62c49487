"""The rows of a table of recorded amounts as entries: a row a line, or a row a household."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from yzcomp.audit.recorded import BESIDE, UNSAID, Entry, Payment
from yzcomp.audit.recorded_words import ITEM, MONEY, NAME, PAYMENT, STATUS, SUBTOTAL, item_names, statuses
from yzcomp.batch.accounts import account_of
from yzcomp.forms import BadForm, clean, narrow
from yzcomp.household.fields import Form
from yzcomp.money import ZERO
from yzcomp.problems import Problem
from yzcomp.rulebook.models import Rulebook
from yzcomp.tables.cells import MergedCell, is_blank, number_and_unit, raw_value, shown
from yzcomp.tables.columns import SheetPlan
from yzcomp.tables.heading_units import factor, is_unit_of

_DIGITS = re.compile(r"\d{1,15}(\.\d{1,10})?", re.ASCII)
#: How accountants write what is below nothing: ``(1,000.00)``, ``−1000``.
_NEGATIVE = re.compile(r"\(\s*([^()-]+?)\s*\)|-\s*([^()-]+)")
_DAY = Form("date")
_REMEMBERED = 100_000
#: Makes an entry of a line without a call into Python: there are hundreds of thousands.
_new = tuple.__new__
#: What a row of a table records, by its number and its cells.
Entries = Callable[[int, list[Any], Payment], Sequence[Entry]]


class Column(NamedTuple):
    """A column of amounts: ``at`` is its index; ``key`` is what they are of, as in an entry; ``factor`` what one of its
    unit is in yuan.

    ``status`` is what the column says of them: paid, or due where another says what was paid.
    """

    at: int
    key: str | None
    title: str
    status: str = ""
    factor: Decimal | None = None


class RowReader:
    """Reads rows. ``subtotals`` are those that only sum up others, ``strange`` words of a status column that say
    nothing, ``converted`` the units of cells that were no yuan."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.names, self.statuses = item_names(rulebook), statuses()
        self.subtotals: list[Entry] = []
        self.strange: dict[str, None] = {}
        self.converted: dict[str, None] = {}

    def _amount(self, cell: Any, rate: Decimal | None) -> tuple[Decimal | None, str]:
        found = read_amount(cell, rate)
        if type(cell) is str and not cell.isascii() and found[0] is not None:
            unit = number_and_unit(cell)[1]
            self.converted |= {unit: None} if unit and not is_unit_of(unit, MONEY.unit) else {}
        return found

    def lines(self, columns: Mapping[str, int], amounts: Sequence[Column], plan: SheetPlan) -> Entries:
        """How a row of a table of lines becomes entries: what was paid, where that has a column, is what counts. Where
        there is no other column, a blank cell is an entry, too."""
        item, name, status = (columns.get(k, -1) for k in (ITEM, NAME, STATUS))
        width = max(item, name, status, *(column.at for column in amounts))
        first, *more = amounts
        amount, rate, paid = first.at, first.factor, first.status == "paid"
        known: dict[Any, tuple[Decimal | None, str]] = {}  # many lines are of the same amount
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
                value = self._amount(cells[amount], rate)[0]
                self.subtotals.append(Entry(SUBTOTAL, meaning[1], value, row, column=amount, plan=plan))
                return ()
            found = known.get(cells[amount])
            if found is None:
                found = self._amount(cells[amount], rate)
                if len(known) < _REMEMBERED and type(cells[amount]) is str:
                    known[cells[amount]] = found
            key, title, said = meaning
            one = _new(Entry, (key, title, found[0], row, said, found[1], payment, amount, plan))
            return (one,) if not more else list(beside(one, row, cells, payment))

        def beside(one: Entry, row: int, cells: list[Any], payment: Payment) -> Iterator[Entry]:
            others = [(column, cells[column.at]) for column in more if not is_blank(cells[column.at])]
            alike = any((column.key, column.status) == (None, first.status) for column, _ in others)
            if one.amount is not None or one.trouble or not alike:
                yield one
            for column, cell in others:
                if column.key is None or not isinstance(cell, MergedCell):  # a household's total over its lines
                    value, trouble = self._amount(cell, column.factor)
                    said = column.status if column.status in BESIDE else one.status
                    yield Entry(
                        *(column.key or one.item, one.name, value, row, said, trouble, payment, column.at, plan)
                    )

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

    def wide(self, columns: Mapping[str, int], wanted: Sequence[Column], plan: SheetPlan) -> Entries:
        """How a row of a household becomes entries: a blank cell says that nothing was recorded, and so does one that
        is merged with that of the row above."""
        told = columns.get(STATUS, -1)

        def entries(row: int, cells: list[Any], payment: Payment) -> list[Entry]:
            found = []
            said = text_of(cells[told]) if 0 <= told < len(cells) else ""
            for index, key, title, how, rate in wanted:
                cell = cells[index] if index < len(cells) else ""
                if not is_blank(cell) and not isinstance(cell, MergedCell):
                    amount, trouble = self._amount(cell, rate)
                    status = how if how in BESIDE else self._status(said, how == "paid")
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


def read_amount(cell: Any, rate: Decimal | None = None) -> tuple[Decimal | None, str]:
    """An amount as it was written, in yuan, or why it can't be read; a blank is neither. ``rate`` is what one of the
    column's unit is in yuan; a cell's own unit comes before it, and what stands in brackets is below nothing."""
    if type(cell) is str and _DIGITS.fullmatch(cell):
        return Decimal(cell) * rate if rate is not None else Decimal(cell), ""
    if is_blank(cell):
        return None, ""
    if shown(cell).strip() in ("-", "—", "－", "/"):
        return ZERO, ""
    if type(cell) is str:
        cell = cell.removeprefix("'")  # a spreadsheet's mark of text
        if negative := _NEGATIVE.fullmatch(narrow(cell).replace("\u2212", "-")):
            below, trouble = read_amount(negative[1] or negative[2], rate)
            return None if below is None else -below, trouble
        number, unit = number_and_unit(cell)
        if unit and (own := factor(unit, MONEY.unit)) is not None:
            cell, rate = number, own
    try:
        amount = MONEY.read(raw_value(cell, MONEY))
    except BadForm as bad:
        return None, bad.message
    assert isinstance(amount, Decimal)
    return amount * rate if rate is not None else amount, ""


def text_of(cell: Any) -> str:
    """A cell's text, as it was before a batch kept a spreadsheet from taking it for a formula, or a spreadsheet marked
    it as text."""
    if type(cell) is str and cell.isalnum():  # letters and digits alone need no cleaning
        return cell
    return clean(clean(shown(cell)).removeprefix("'"))
