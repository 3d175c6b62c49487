"""From rows to the raw facts of a household, with the way back from every fact to its cell."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from yzcomp.forms import BadForm, clean
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.fields import Form
from yzcomp.household.intake import Intake, field_title, read_household
from yzcomp.problems import Path, Place, Problem
from yzcomp.tables.cells import early, is_blank, raw_value, refuse_commas, shown
from yzcomp.tables.columns import EXAMPLE, KEY, SheetPlan, Target
from yzcomp.tables.sources import Row

#: So many cells below no header are named one by one.
_STRAYS = 20
_DASHES = ("-", "—", "－", "/")


class Group(NamedTuple):
    """All rows of one household: its own, and those of its records by the number of their sheet's plan.

    ``row`` is ``None`` where records have no household. ``problems`` are known already: duplicate ids, orphans.
    ``continued`` are the rows below it that have further records of it and no number of their own.
    """

    row: Row | None
    records: tuple[tuple[int, Row], ...] = ()
    problems: tuple[Problem, ...] = ()
    continued: tuple[Row, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether it is one row and nothing else."""
        return self.row is not None and not (self.records or self.problems or self.continued)


class Plans(NamedTuple):
    """How one input is read: the plan of the households' sheet, and those of the record sheets with their lists."""

    households: SheetPlan
    records: tuple[tuple[str, SheetPlan], ...] = ()

    def rows(self, group: Group) -> Iterator[tuple[str | None, SheetPlan, Row]]:
        """Each row of a group with its list of records (``None`` for the household's own) and its sheet's plan."""
        if group.row is not None:
            yield from ((None, self.households, row) for row in (group.row, *group.continued))
        for number, row in group.records:
            scope, plan = self.records[number]
            yield scope, plan, row


class Assembled:
    """The raw facts of a group, and where each of them stands."""

    def __init__(self, group: Group, plans: Plans, facts: Catalogue) -> None:
        self.group, self.plans, self.facts = group, plans, facts
        self.data: dict[str, Any] = {}
        self.cells: dict[Path, tuple[SheetPlan, int, int]] = {}
        self.written: dict[Path, str] = {}
        self.problems: list[Problem] = list(group.problems)
        if group.row is not None:
            self._household(group.row, plans.households)
            for row in group.continued:
                self._continued(row, group.row, plans.households)
        for number, row in group.records:
            scope, plan = plans.records[number]
            self._record(scope, row, plan)

    def intake(self) -> Intake:
        """The household, or every problem of it; a cell that could not be read isn't called missing as well."""
        intake = read_household(self.data, self.facts, self.locate, self.problems)
        said = {problem.path for problem in self.problems if problem.path}
        found = [p for p in intake.problems if p.code != "required" or p.path not in said]
        intake.problems[:] = [p.at(self.locate(p.path)) if p.code == "required" and p.path else p for p in found]
        return intake

    def locate(self, path: Path) -> Place:
        """The cell of a fact; for one that was not given, the cell where it should be, or else the row."""
        if path in self.cells:
            plan, row, column = self.cells[path]
            return plan.place(row, column)
        if len(path) > 2:
            if path[:2] not in self.cells:
                return self.source
            plan, row, _ = self.cells[path[:2]]
            return plan.place(row, _column(plan, path, plan is self.plans.households))
        if self.group.row is None or len(path) != 1 or path[0] in self.facts.records:
            return self.source
        plan = self.plans.households
        return plan.place(self.group.row.number, plan.column_of(str(path[0])))

    @property
    def source(self) -> Place:
        """The row that the household, or the first of its records, stands in."""
        if self.group.row is not None:
            return self.plans.households.place(self.group.row.number)
        number, row = self.group.records[0]
        return self.plans.records[number][1].place(row.number)

    def _household(self, row: Row, plan: SheetPlan) -> None:
        if clean(shown(row.cells[plan.column_of(KEY) or 0])) == EXAMPLE:
            place, remedy = plan.place(row.number, plan.column_of(KEY)), "删去各表里的示例行"
            self.problems.append(Problem("example-row", "这是空表里的示例，不是一户", place, "户编号", EXAMPLE, remedy))
        short: dict[str, dict[str, Any]] = {}
        for index, target, cell in self._given(row, plan):
            if target.shorthand is not None:
                short[target.key] = {"target": target, "index": index, "cell": cell}
            else:
                self._put(self.data, (target.key,), target, cell, plan, row, index)
        self._shorthands(short, row, plan)

    def _continued(self, row: Row, first: Row, plan: SheetPlan) -> None:
        """Further records of a household, in a row below its own; what is said of the household is said above."""
        short: dict[str, dict[str, Any]] = {}
        for index, target, cell in self._given(row, plan):
            if target.shorthand is not None:
                short[target.key] = {"target": target, "index": index, "cell": cell}
            elif shown(cell) != (shown(first.cells[index]) if index < len(first.cells) else ""):
                titles = "、".join(record.title for record in self.facts.records.values())
                message = f"这一行接着第{first.number}行的户，这一列却写了别的内容"
                remedy = f"另是一户的补上户编号；同一户的多条记录写进各自的工作表：{titles}"
                place, value = plan.place(row.number, index), None if target.form.private else shown(cell)
                self.problems.append(Problem("continued-row", message, place, target.title, value, remedy))
        self._shorthands(short, row, plan)

    def _given(self, row: Row, plan: SheetPlan) -> list[tuple[int, Target, Any]]:
        """The cells that hold something; what stands outside any column is a problem."""
        cells = row.cells
        if plan.sheet is None and len(cells) < plan.width:
            message = f"这一行只有 {len(cells)} 格，表头有 {plan.width} 列，后面的内容可能丢失了"
            remedy = "文件可能不完整，重新导出；确实空着的格也要有分隔符"
            self.problems.append(Problem("short-row", message, plan.place(row.number), remedy=remedy))
        strays = plan.strays(cells)
        for index in strays[:_STRAYS]:
            where = plan.place(row.number, index)
            remedy = "补上表头或删去内容；单元格里有逗号的要用引号括起来"
            self.problems.append(
                Problem("stray-cell", "这一列没有表头，却有内容", where, None, shown(cells[index]), remedy)
            )
        if len(strays) > _STRAYS:
            message = f"另有 {len(strays) - _STRAYS} 个单元格没有表头，却有内容"
            self.problems.append(Problem("stray-cell", message, plan.place(row.number), remedy="补上表头或删去内容"))
        return [(i, t, cells[i]) for i, t in plan.targets if i < len(cells) and not is_blank(cells[i])]

    def _put(
        self, data: dict[str, Any], path: Path, target: Target, cell: Any, plan: SheetPlan, row: Row, index: int
    ) -> None:
        self.cells[path] = (plan, row.number, index)
        if not target.form.private:  # identity numbers are not repeated
            self.written[path] = shown(cell)
        try:
            data[str(path[-1])] = cell_value(cell, target, plan)
        except BadForm as bad:
            title = field_title(path, self.facts) or target.title
            value = None if target.form.private else shown(cell)
            where = plan.place(row.number, index)
            self.problems.append(Problem(bad.code, bad.message, where, title, value, bad.remedy, path))

    def _shorthands(self, short: dict[str, dict[str, Any]], row: Row, plan: SheetPlan) -> None:
        """Shorthand columns as records: one house, one pond, a temporary use a land class."""
        rows: dict[tuple[str, tuple[tuple[str, str], ...]], list[dict[str, Any]]] = {}
        for found in short.values():
            shorthand = found["target"].shorthand
            rows.setdefault((shorthand.record, tuple(shorthand.fixed.items())), []).append(found)
        shared = [found for (_, fixed), group in rows.items() if not fixed for found in group]
        for (scope, fixed), group in rows.items():
            if not fixed and (scope == "temporary_uses" or any(other == scope and given for other, given in rows)):
                continue  # columns that only complete others, as years do areas
            columns = group + ([f for f in shared if f["target"].shorthand.record == scope] if fixed else [])
            if self._listed(scope):
                self._twice(scope, columns[0], row, plan)
            elif not self._is_zero(group, scope, bool(fixed)):
                self._short_record(scope, dict(fixed), columns, row, plan)

    def _listed(self, scope: str) -> bool:
        """Whether a table of records has some of this household."""
        return any(self.plans.records[number][0] == scope for number, _ in self.group.records)

    def _twice(self, scope: str, found: dict[str, Any], row: Row, plan: SheetPlan) -> None:
        """A record both in the household's row and in the table of records would be paid twice."""
        title = self.facts.records[scope].title
        where, value = plan.place(row.number, found["index"]), shown(found["cell"])
        message = f"“{title}”表里已有这一户的记录，两处都写会算两次"
        remedy = f"只在一处写：清空这里，或删去“{title}”表里的"
        self.problems.append(Problem("record-twice", message, where, found["target"].title, value, remedy))

    def _is_zero(self, group: list[dict[str, Any]], scope: str, named: bool) -> bool:
        """A pond or temporary use of area 0 in a flat table says that there is none; so does a house of a structure
        that has a column of its own."""
        return (named or scope != "houses") and all(_is_nought(found["cell"], found["target"].form) for found in group)

    def _short_record(
        self, scope: str, fixed: dict[str, str], columns: list[dict[str, Any]], row: Row, plan: SheetPlan
    ) -> None:
        records = self.data.setdefault(scope, [])
        record: dict[str, Any] = dict(fixed)
        path: Path = (scope, len(records))
        for found in columns:
            target: Target = found["target"]
            assert target.shorthand is not None
            where = (*path, target.shorthand.field)
            self._put(record, where, target, found["cell"], plan, row, found["index"])
        self.cells[path] = (plan, row.number, columns[0]["index"])
        records.append(record)

    def _record(self, scope: str, row: Row, plan: SheetPlan) -> None:
        records = self.data.setdefault(scope, [])
        record: dict[str, Any] = {}
        path: Path = (scope, len(records))
        for index, target, cell in self._given(row, plan):
            if target.key != KEY:
                self._put(record, (*path, target.key), target, cell, plan, row, index)
        self.cells[path] = (plan, row.number, 0)
        records.append(record)


def cell_value(cell: Any, target: Target, plan: SheetPlan) -> Any:
    """What a cell of a column holds, in the field's own unit; raises :class:`BadForm`."""
    form = target.form
    if plan.semicolons:
        refuse_commas(cell, form)
    if target.factor is not None:
        form = form._replace(unit=target.unit)
        return Form("number").read(raw_value(cell, form)) * target.factor  # type: ignore[operator]
    value = raw_value(cell, form)
    if form.kind in ("date", "date_or_year") and (bad := early(value, form, target.key)):
        raise bad
    return value


def _column(plan: SheetPlan, path: Path, short: bool) -> int | None:
    """The column in which a record's fact would stand."""
    if not short:
        return plan.column_of(str(path[2]))
    fields = [(index, target.shorthand) for index, target in plan.targets if target.shorthand is not None]
    return next((index for index, s in fields if (s.record, s.field) == (path[0], path[2])), None)


def _is_nought(cell: Any, form: Form) -> bool:
    """``0`` however it is written, or the dash that a spreadsheet shows for it."""
    if clean(shown(cell)) in _DASHES:
        return True
    try:
        return form._replace(above=None).read(raw_value(cell, form)) == 0
    except BadForm:
        return False
