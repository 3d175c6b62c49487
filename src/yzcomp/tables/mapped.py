"""A sheet as its column map says it is to be read: what its columns fill, its rows with new cells."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from yzcomp.forms import BadForm, clean
from yzcomp.household.fields import Form
from yzcomp.household.headings import suggestion
from yzcomp.problems import Problem
from yzcomp.rulebook.nodes import Node
from yzcomp.tables.cells import MergedCell, is_blank, shown
from yzcomp.tables.columnmap import LEFT_OUT, SHEET_NAME, ColumnEntry, TableEntry, untitled
from yzcomp.tables.columns import KEY, SheetPlan, Target
from yzcomp.tables.header import in_unit, other_unit
from yzcomp.tables.heading_units import factor, is_unit_of
from yzcomp.tables.headings import Heading
from yzcomp.tables.letters import column_letter
from yzcomp.tables.meanings import Meant, Vocabulary
from yzcomp.tables.sources import Sheet

#: Joins the parts of a household's number.
JOINT = "-"
_CONFIRM = "核对后改成 确认: 是"


class Mapped(NamedTuple):
    """A sheet as its map says it is to be read: with the columns that the map adds behind its own."""

    sheet: Sheet
    plan: SheetPlan


def mapped(table: TableEntry, sheet: Sheet, heading: Heading, vocabulary: Vocabulary) -> tuple[Mapped, list[Problem]]:
    """How a sheet is read under its map, with everything in the map that can't be used or nobody has confirmed."""
    return Mapper(table, sheet, heading, vocabulary).mapped()


class Mapper:
    """What a map says of one sheet. ``needs_number``: its rows have to say which household each is of."""

    needs_number = True

    def __init__(self, table: TableEntry, sheet: Sheet, heading: Heading, vocabulary: Vocabulary) -> None:
        self.table, self.sheet, self.heading, self.vocabulary = table, sheet, heading, vocabulary
        self.problems: list[Problem] = []
        self.targets: dict[str, tuple[int, Target]] = {}
        self.loose: set[int] = set()
        self.values: dict[int, Mapping[str, str | None]] = {}
        self.titles = heading.labels()
        self.added: list[Callable[[list[Any]], Any]] = []

    def mapped(self) -> tuple[Mapped, list[Problem]]:
        for (index, titles), entry in zip(self.heading.titles.items(), self.table.titled(), strict=True):
            self._column(index, titles[-1], entry)
        for entry in self.table.columns:
            bare = untitled(entry.column)
            if bare is not None and bare not in self.titles:
                self.titles[bare] = entry.column
                self._column(bare, "", entry)
        base = max(self.titles) + 1
        self._key(base)
        for title, value in self.table.fixed.items():
            self._fixed(base, title, value)
        if self.needs_number and KEY not in self.targets and self.table.key is None:
            message, remedy = "没有说明户编号是哪一列", "写 户编号: {由: [村组, 序号]}，或把一列写成 是: 户编号"
            self.wrong("missing-column", message, self.table, "户编号", remedy)
        plan = SheetPlan(
            self.sheet.file,
            self.sheet.name,
            self.heading.last,
            tuple(self.targets.values()),
            self.titles,
            frozenset(self.loose),
            semicolons=self.sheet.source.delimiter == ";",
            first_row=self.heading.first,
        )
        return Mapped(self.sheet._replace(view=self._view(base)), plan), self.problems

    def wrong(self, code: str, message: str, node: Node, field: str, remedy: str) -> None:
        """Says what of the map can't be used."""
        self.problems.append(Problem(code, message, node.at.place(), field, remedy=remedy))

    def _column(self, index: int, title: str, entry: ColumnEntry) -> None:
        if not entry.confirmed:
            message = "还没有人确认" if entry.means else "没有说明是什么"
            self.wrong("unconfirmed-column", message, entry, entry.column, _CONFIRM)
        elif entry.means is None:
            remedy = f"写 是: 户主 这样的名称，不要的写 是: {LEFT_OUT}"
            self.wrong("unconfirmed-column", "没有说明是什么", entry, entry.column, remedy)
        elif entry.means == LEFT_OUT:
            self.loose.add(index)
        else:
            target = self.target(entry, entry.means, entry.given)
            if target is not None:
                self._fill(index, target, entry)
                self._unit(index, title, target, entry)
                self._values(index, target.form, entry)

    def _fill(self, index: int, target: Target, node: Node) -> None:
        if target.key in self.targets:
            other = self.titles[self.targets[target.key][0]]
            remedy = "两列不能都是它：写明各是哪一种（如 其中: {地类: 水田}），或其中一列不读"
            self.wrong("duplicate-column", f"与“{other}”列重复", node, self.titles[index], remedy)
        else:
            self.targets[target.key] = (index, target)

    def target(self, node: Node, means: str, given: Mapping[str, str | None]) -> Target | None:
        """The field that a name of the map stands for; in the rows of records, a field of theirs."""
        meant = self._meant(means, given)
        if meant is None or (meant[0] != self.vocabulary.table and meant[1] != KEY and self.vocabulary.table):
            names = {self.vocabulary.title((scope, key, ())): key for scope, key in self._all()}
            hint = suggestion(means, names) or ""
            remedy = f"{hint}可写：{'、'.join([*names][:8])}……，记录的写成 房屋·结构；不要的写 {LEFT_OUT}"
            self.wrong("unknown-column", f"没有“{means}”这一项", node, getattr(node, "column", means), remedy)
            return None
        try:
            for name, value in meant[2]:
                self.vocabulary.facts.of(meant[0])[name].form.read(value)
        except BadForm as bad:
            self.wrong(bad.code, bad.message, node, means, bad.remedy or "")
            return None
        return self.vocabulary.target(meant)

    def _all(self) -> list[tuple[str | None, str]]:
        facts, table = self.vocabulary.facts, self.vocabulary.table
        scopes: list[str | None] = [table] if table is not None else [None, *facts.records]
        return [(scope, key) for scope in scopes for key in facts.of(scope)]

    def _meant(self, means: str, given: Mapping[str, str | None]) -> Meant | None:
        facts, table = self.vocabulary.facts, self.vocabulary.table
        of, _, name = means.replace(".", "·").rpartition("·")
        scope = facts.records_called(of) if of else table
        if of and scope is None:
            return None
        words = facts.words(scope) if name not in facts.records else {}
        key = words.get(name)
        if key is None and not of and table is not None and name in (KEY, facts.fields[KEY].title):
            return None, KEY, ()
        if key is None and not of and table is None:
            short = self.vocabulary.own.get(name)
            return self.vocabulary.meant(short) if short is not None else None
        by = tuple((facts.words(scope).get(title, ""), str(value)) for title, value in given.items())
        known = key is not None and key in facts.of(scope) and all(name in facts.of(scope) for name, _ in by)
        return (scope, str(key), by) if known and (scope is not None or not by) else None

    def _unit(self, index: int, title: str, target: Target, entry: ColumnEntry) -> None:
        """The unit that a column is in: the map's word for it, or else what its title names."""
        place = self.sheet.place(self.heading.last, column_letter(index))
        if entry.unit is None:
            target = in_unit(title, target, [])
        elif not is_unit_of(entry.unit, target.form.unit):
            target = target._replace(unit=entry.unit, factor=factor(entry.unit, target.form.unit))
        if target.unit is not None and self.targets.get(target.key, (None,))[0] == index:
            self.targets[target.key] = (index, target)
            self.problems.append(other_unit(title, target, place))

    def _values(self, index: int, form: Form, entry: ColumnEntry) -> None:
        for word, value in entry.values.items():
            try:
                form.read(value)
            except BadForm as bad:
                self.wrong(bad.code, f"值“{word}”：{bad.message}", entry, entry.column, bad.remedy or "")
        self.values[index] = entry.values

    def _key(self, base: int) -> None:
        """The household's number out of several columns: blank where none of them says anything of the row."""
        entry = self.table.key
        if entry is None:
            return
        if not entry.confirmed:
            self.wrong("unconfirmed-column", "还没有人确认", entry, "户编号", _CONFIRM)
        indexes = {label: index for index, label in self.titles.items()}
        lacking = [name for name in entry.columns if name != SHEET_NAME and name not in indexes]
        if lacking:
            message = f"没有“{'”、“'.join(lacking)}”这一列"
            self.wrong("unknown-column", message, entry, "户编号", f"可写各列的名称和 {SHEET_NAME}")
            return
        name = self.sheet.called
        places = [None if column == SHEET_NAME else indexes[column] for column in entry.columns]

        def number(cells: list[Any]) -> Any:
            parts = [name if i is None else cells[i] if i < len(cells) else "" for i in places]
            if is_blank(parts[-1]):
                return ""
            joined = JOINT.join(clean(shown(part)) for part in parts)
            return MergedCell(joined, parts[-1].row) if isinstance(parts[-1], MergedCell) else joined

        info = self.vocabulary.facts.fields[KEY]
        self._add(base, Target(KEY, info.title, info.form), JOINT.join(entry.columns), number, entry)

    def _fixed(self, base: int, title: str, value: str | None) -> None:
        target = self.target(self.table, title, {})
        if target is None:
            return
        text = self.sheet.called if value == SHEET_NAME else value or ""
        try:
            target.form.read(text)
        except BadForm as bad:
            self.wrong(bad.code, f"固定的值：{bad.message}", self.table, title, bad.remedy or "")
        key = self.targets.get(KEY)
        place = key[0] if key is not None else 0

        def fact(cells: list[Any]) -> str:
            return text if place < len(cells) and not is_blank(cells[place]) else ""

        self._add(base, target, f"{title}（固定）", fact, self.table)

    def _add(self, base: int, target: Target, title: str, make: Callable[[list[Any]], Any], node: Node) -> None:
        index = base + len(self.added)
        self.titles[index] = title
        self.added.append(make)
        self._fill(index, target, node)

    def _view(self, base: int) -> Callable[[int, list[Any]], list[Any]]:
        """Each row below the heading with its words replaced and its new cells put in behind the heading's columns."""
        added, last = self.added, self.heading.last
        values = {index: known for index, known in self.values.items() if known}

        def view(number: int, cells: list[Any]) -> list[Any]:
            if number <= last:
                return cells
            cells, beyond = [*cells[:base], *[""] * (base - len(cells))], cells[base:]
            for index, known in values.items():
                if index < len(cells):
                    cells[index] = _replaced(cells[index], known)
            for make in added:
                cells.append(make(cells))
            return [*cells, *beyond]

        return view


def _replaced(cell: Any, known: Mapping[str, str | None]) -> Any:
    if isinstance(cell, MergedCell):
        return cell._replace(value=_replaced(cell.value, known))
    return known.get(clean(shown(cell)), cell)
