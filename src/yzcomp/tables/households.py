"""The households of one input, row by row, each with the records that other tables have of it."""

from collections import defaultdict
from collections.abc import Iterator

from yzcomp.forms import alike, clean
from yzcomp.problems import Place, Problem
from yzcomp.tables.assemble import Group, Plans
from yzcomp.tables.cells import cell_at, shown
from yzcomp.tables.columns import KEY, data_rows, numbers
from yzcomp.tables.sources import Block, Row, Sheet

#: Lines of a block when only numbers are looked at.
BLOCK = 5000


class Input:
    """Households of one flat table, or of the tables of one workbook or folder. ``gone`` are the rows of those in whose
    place others stand."""

    def __init__(self, plans: Plans, households: Sheet, records: tuple[tuple[str, Sheet], ...] = ()) -> None:
        self.plans, self.households, self.records = plans, households, records
        self.gone: frozenset[int] = frozenset()

    def groups(self) -> Iterator[Group]:
        """Every household in the order of its table, then records that have none, by number."""
        yield from self._joined() if self.records else self._flat()

    def _flat(self) -> Iterator[Group]:
        """The households of the table, each with the rows that continue it."""
        continued = self._continued()
        for row in data_rows(self.households, self.plans.households):
            yield Group(row, continued=continued.get(row.number, ()))

    def _continued(self) -> dict[int, tuple[Row, ...]]:
        """The rows that continue a household, by the row of that household."""
        found: dict[int, tuple[Row, ...]] = {}
        numbers, first = self.plans.households.continued, 0
        for row in self.households.rows() if numbers else ():
            if row.number in numbers:
                found[first] = (*found.get(first, ()), row)
            else:
                first = row.number
        return found

    def blocks(self, lines: int) -> Iterator[Block] | None:
        """The households' rows in blocks of lines, where the input is one flat CSV that allows it."""
        return None if self.records or self.plans.households.continued else self.households.blocks(lines)

    def ids(self) -> Iterator[tuple[str, int]]:
        """The number of each household and its row, as written."""
        plan = self.plans.households
        column = plan.column_of(KEY) or 0
        blocks = self.households.blocks(BLOCK)
        if blocks is None:
            for row in data_rows(self.households, plan):
                yield cell_id(row, column), row.number
            return
        for block in blocks:
            yield from numbers(block, plan)

    def record_rows(self) -> Iterator[tuple[str, int]]:
        """The file of each table of records, and how many it has."""
        for (_, sheet), (_, plan) in zip(self.records, self.plans.records, strict=False):
            yield plan.file, sum(1 for _ in data_rows(sheet, plan))

    def _joined(self) -> Iterator[Group]:
        records = self._records()
        plan = self.plans.households
        column = plan.column_of(KEY) or 0
        continued = self._continued()
        known = {name: significant(name) for name, _ in self.ids() if name}
        meant = {significant: name for name, significant in known.items()}
        astray = {significant(name): name for name in records if name and name not in known}
        for row in data_rows(self.households, plan):
            name = cell_id(row, column)
            other = astray.get(known[name]) if name else None
            problems = [_short_of(name, other, plan.place(row.number, column))] if other else []
            of_it = tuple(records.pop(name, ())) if name else ()
            yield Group(row, of_it, tuple(problems), continued.get(row.number, ()))
        for name, rows in records.items():
            for group in [rows] if name else [[row] for row in rows]:
                orphans = self._orphans(name, group, meant.get(significant(name)))
                yield Group(None, tuple(group), tuple(orphans))

    def _records(self) -> dict[str, list[tuple[int, Row]]]:
        """The rows of all tables of records by the household's number."""
        found: dict[str, list[tuple[int, Row]]] = defaultdict(list)
        for number, (_, sheet) in enumerate(self.records):
            plan = self.plans.records[number][1]
            column, name, last = plan.column_of(KEY) or 0, "", 0
            for row in data_rows(sheet, plan):
                own = cell_id(row, column)
                name = own or (name if row.number == last + 1 else "")  # directly below: of the same household
                last = row.number
                found[name].append((number, row))
        return found

    def _orphans(self, name: str, rows: list[tuple[int, Row]], meant: str | None) -> Iterator[Problem]:
        """What is wrong with records that have no household, each at its place."""
        for number, row in rows:
            plan = self.plans.records[number][1]
            place = plan.place(row.number, plan.column_of(KEY))
            if name:
                hint = f"是不是“{meant}”？" if meant else ""
                remedy = f"{hint}核对户编号，或在户表里补上这一户"
                yield Problem("orphan-record", f"户表里没有“{name}”", place, "户编号", name, remedy)
            else:
                yield Problem("required", "必填，没有填写", place, "户编号", remedy="填写这条记录属于哪一户")


def _short_of(name: str, other: str, place: Place) -> Problem:
    """A household whose records probably go by another number would be paid without them."""
    message = f"有记录写的是“{other}”，户表里没有，多半是这一户的（前面的0被 Excel 去掉了）"
    remedy = "把两处的户编号写成一样的，单元格先设为“文本”格式"
    return Problem("orphan-record", message, place, "户编号", name, remedy)


def significant(name: str) -> str:
    """A number without what is lost most easily: the zeros before it, the case of its letters, full-width digits."""
    return alike(name).lstrip("0")


def cell_id(row: Row, column: int) -> str:
    """A household's number as written, for joining tables and finding duplicates."""
    return clean(shown(cell_at(row.cells, column)))
