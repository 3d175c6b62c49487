"""The short way for rows in which nothing is unusual: text cells straight into a household.

Every value is read by the same form as in the careful way, and remembered: dates, numbers and choices repeat. Whatever
is odd (another type of cell, a blank where something must stand, a value that can't be read) makes it give up, and the
careful way says what is wrong.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from yzcomp.forms import BadForm, clean
from yzcomp.household.catalogue import Catalogue, FactInfo
from yzcomp.household.models import Facts, Household
from yzcomp.tables.cells import OLDEST, is_odd
from yzcomp.tables.columns import EXAMPLE, SheetPlan
from yzcomp.tables.sources import Row

#: How many different texts of a column are remembered.
MEMORY = 20_000
Read = Callable[[str], Any]


class _Give(Exception):
    """A row that the careful way must look at."""


class _Column(NamedTuple):
    """A column: where it stands, its field, how it is read, and what has been read of it."""

    number: int
    key: str
    read: Read
    seen: dict[Any, Any]


class _Record(NamedTuple):
    """The columns that make up a record: its list, its own columns, those that it shares with others, what is fixed
    by its columns, the rest."""

    scope: str
    columns: list[int]
    model: type[Facts]
    own: list[_Column]
    shared: list[_Column]
    fixed: dict[str, str]
    defaults: dict[str, Any]
    required: list[str]


class QuickReader:
    """Reads the rows of one flat sheet."""

    def __init__(self, plan: SheetPlan, facts: Catalogue) -> None:
        self.width = plan.width
        self.unusual = any(target.factor for _, target in plan.targets)
        self.narrow_rows = plan.sheet is not None  # else a row that is too short has been cut off
        self.loose = bool(plan.loose)
        self.model = facts.model
        self.fields = [_column(i, t.key, facts.fields[t.key], plan) for i, t in plan.targets if t.shorthand is None]
        self.defaults = {key: None if f.required else f.default for key, f in facts.fields.items()}
        self.defaults |= dict.fromkeys(facts.records, ())
        self.required = [key for key, info in facts.fields.items() if info.required]
        self.records = _records(plan, facts)

    def read(self, row: Row) -> Household | None:
        """The household of a row, or ``None`` where it needs the careful way."""
        cells = row.cells
        if self.unusual:
            return None
        if len(cells) < self.width:
            if not self.narrow_rows:
                return None
            cells = [*cells, *[""] * (self.width - len(cells))]
        elif len(cells) > self.width:
            return None
        values: dict[str, Any] = {}
        try:
            for index, key, read, seen in self.fields:
                cell = cells[index]
                if cell:
                    values[key] = seen[cell] if cell in seen else read(cell)
            for record in self.records:
                for index in record.columns:
                    if cells[index]:
                        made = _made(record, cells)
                        if made is not None:
                            values[record.scope] = (*values.get(record.scope, ()), made)
                        break
        except (_Give, BadForm):
            return None
        for key in self.required:
            if values.get(key) is None:
                return None
        household: Household = _built(self.model, self.defaults, values)
        return household


def _records(plan: SheetPlan, facts: Catalogue) -> list[_Record]:
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[_Column]] = {}
    for index, target in plan.targets:
        short = target.shorthand
        if short is not None:
            info = facts.records[short.record].fields[short.field]
            columns = groups.setdefault((short.record, tuple(short.fixed.items())), [])
            columns.append(_column(index, short.field, info, plan))
    made = []
    for (scope, fixed), own in groups.items():
        if not fixed and any(other == scope and given for other, given in groups):
            continue  # columns that only complete others, as years do areas
        fields = facts.records[scope].fields
        defaults = {key: None if f.required else f.default for key, f in fields.items()}
        defaults |= {key: fields[key].form.read(value) for key, value in fixed}
        required = [key for key, f in fields.items() if f.required]
        shared = groups.get((scope, ()), []) if fixed else []
        places = [column.number for column in own]
        made.append(_Record(scope, places, facts.records[scope].model, own, shared, dict(fixed), defaults, required))
    return made


def _made(record: _Record, cells: list[Any]) -> Facts | None:
    values: dict[str, Any] = {}
    given = False
    for index, key, read, seen in record.own:
        cell = cells[index]
        if cell:
            value = values[key] = seen[cell] if cell in seen else read(cell)
            given = given or value is not None
    if not given:
        return None
    for index, key, read, seen in record.shared:
        cell = cells[index]
        if cell:
            values[key] = seen[cell] if cell in seen else read(cell)
    for key in record.required:
        if values.get(key, record.defaults[key]) is None:
            raise _Give
    made: Facts = _built(record.model, record.defaults, values)
    return made


def _column(number: int, key: str, info: FactInfo, plan: SheetPlan) -> _Column:
    """A column that remembers what came of each text."""
    seen: dict[Any, Any] = {}
    form, semicolons = info.form, plan.semicolons

    def read(cell: Any) -> Any:
        if type(cell) is not str:
            raise _Give
        if not cell.isalnum() and (is_odd(cell) or not clean(cell) or cell.startswith(EXAMPLE)):
            raise _Give
        value = form.read(cell)
        if (semicolons and "," in cell) or (type(value) is date and value.year < OLDEST):
            raise _Give
        if len(seen) < MEMORY:
            seen[cell] = value
        return value

    return _Column(number, key, read, seen)


def _built(model: Any, defaults: dict[str, Any], values: dict[str, Any]) -> Any:
    """A model of values that its own forms have read: what ``model_construct`` does, in a fifth of the time."""
    made = model.__new__(model)
    set_ = object.__setattr__
    set_(made, "__dict__", {**defaults, **values})
    set_(made, "__pydantic_fields_set__", set(values))
    set_(made, "__pydantic_extra__", None)
    set_(made, "__pydantic_private__", None)
    return made
