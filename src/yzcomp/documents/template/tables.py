"""The empty tables and their columns, read off the catalogue of facts: also of those that a rulebook adds."""

from typing import NamedTuple

from yzcomp.documents.template.example import Example, make_example
from yzcomp.household.catalogue import FactInfo
from yzcomp.household.fields import Form
from yzcomp.rulebook.logic import allowed_words
from yzcomp.rulebook.models import Rulebook
from yzcomp.tables.columns import KEY
from yzcomp.tables.shorthand import SHORTHANDS, Shorthand

HOUSEHOLDS = "户"
YES_NO = ("是", "否")


class Column(NamedTuple):
    """A column: what is filled in there, and the cell of the example row. ``allowed`` are the only values, if any."""

    title: str
    form: Form
    required: bool = False
    default: str | None = None
    note: str | None = None
    allowed: tuple[str, ...] = ()
    example: str = ""

    @property
    def hints(self) -> list[str]:
        """What to know about the column, without whether it is required, its unit and its values."""
        found = [self.note] if self.note else []
        if self.form.kind == "date":
            found.append("日期，如 2019-03-01")
        if self.form.kind == "percent":
            found.append("百分数，如 80%")
        if self.form.kind == "id_number":
            found.append("18位，末位可为X；单元格须是文本格式")
        return [*found, f"不填按“{self.default}”"] if self.default else found

    @property
    def comment(self) -> str:
        """All of it, a line each."""
        lines = ["必填" if self.required else "选填"]
        lines += [f"单位：{self.form.unit}"] if self.form.unit else []
        lines += [f"可填：{'、'.join(self.allowed)}"] if self.allowed else []
        return "\n".join([*lines, *self.hints])


class Table(NamedTuple):
    """A table: one sheet of a workbook, or one CSV file."""

    title: str
    columns: tuple[Column, ...]


def record_tables(rulebook: Rulebook) -> list[Table]:
    """The table of households, then one for each list of records, keyed by the household's number."""
    facts = rulebook.catalogue
    offered: dict[str | None, frozenset[str]] = {None: frozenset(facts.fields)}
    offered |= {scope: frozenset(record.fields) for scope, record in facts.records.items()}
    example = make_example(rulebook, offered)
    tables = [Table(HOUSEHOLDS, tuple(_column(info, rulebook, example.household) for info in facts.fields.values()))]
    for scope, record in facts.records.items():
        cells = example.records.get(scope, {})
        key = _column(facts.fields[KEY], rulebook, example.household if cells else {})._replace(note="“户”表里的户编号")
        columns = (key, *(_column(info, rulebook, cells) for info in record.fields.values()))
        tables.append(Table(record.title, columns))
    return tables


def flat_table(rulebook: Rulebook) -> Table:
    """One table with a row a household: its facts, and the shorthand columns for one record of a kind."""
    facts = rulebook.catalogue
    own = {word for info in facts.fields.values() for word in (info.key, info.title)}
    shorthands = [s for s in SHORTHANDS if s.key not in own and s.title not in own]
    offered: dict[str | None, frozenset[str]] = {None: frozenset(facts.fields)}
    for s in shorthands:
        offered[s.record] = offered.get(s.record, frozenset()) | {s.field, *s.fixed}
    example = make_example(rulebook, offered)
    columns = [_column(info, rulebook, example.household) for info in facts.fields.values()]
    columns += [Column(s.title, s.form, example=_short_cell(s, rulebook, example)) for s in shorthands]
    return Table(HOUSEHOLDS, tuple(columns))


def _column(info: FactInfo, rulebook: Rulebook, cells: dict[str, str]) -> Column:
    labels = tuple(label for _, label in info.form.choices)
    allowed = YES_NO if info.kind == "yes_no" else labels or allowed_words(info, rulebook)
    return Column(info.title, info.form, info.required, info.default_label, info.note, allowed, cells.get(info.key, ""))


def _short_cell(shorthand: Shorthand, rulebook: Rulebook, example: Example) -> str:
    """The example's cell in a shorthand column; blank where the example's record is of another land class."""
    cells = example.records.get(shorthand.record, {})
    fields = rulebook.catalogue.records[shorthand.record].fields
    same = all(key in cells and fields[key].form.read(cells[key]) == value for key, value in shorthand.fixed.items())
    return cells.get(shorthand.field, "") if same else ""
