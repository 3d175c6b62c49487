"""The rows of one table of a record, each given to the household that it is of."""

from collections.abc import Sequence
from typing import Any

from yzcomp.audit.findings import SUM, Difference, exactly
from yzcomp.audit.recorded import SUMS, Entry
from yzcomp.audit.recorded_columns import RecordColumns
from yzcomp.audit.recorded_rows import PaymentReader, RowReader, text_of
from yzcomp.audit.recorded_words import PERSON
from yzcomp.money import ZERO
from yzcomp.problems import Problem, some
from yzcomp.tables.cells import says_no_other
from yzcomp.tables.columns import KEY, data_cells
from yzcomp.tables.sources import Sheet

#: So many rows are named.
_NAMED = 5


class RecordedHouseholds:
    """What the tables of a record have of each household; ``blank`` is what they have of none. ``unlike`` is what they
    contradict themselves in, ``footed`` counts the sums within households, ``rows`` those that record something."""

    def __init__(self, reader: RowReader) -> None:
        self.reader = reader
        self.households: dict[str, list[Entry]] = {}
        self.blank: list[Entry] = []
        self.unlike: list[Difference] = []
        self.warnings: list[Problem] = []
        self.rows = self.footed = 0

    def add(self, sheet: Sheet, columns: RecordColumns) -> None:
        """Takes in a table."""
        own_columns, plan = columns.columns, columns.plan
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
            rows = some([row for row, _, _ in block], _NAMED)
            text = f"第{rows}行没有写户编号，算作上面一户的（共 {len(block)} 行）"
            self.warnings.append(Problem("passed-over", text, sheet.place(), level="warning"))


def _continues(who: list[int], cells: list[Any], above: list[Any]) -> bool:
    """Whether a row without a number names nobody else than the row above."""
    return all(says_no_other(cells, above, index) for index in who)
