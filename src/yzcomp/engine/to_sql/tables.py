"""The tables that the views read: one of the households, one of each list of their records."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple
from zlib import crc32

from sqlglot import exp

from yzcomp.forms import BareYear
from yzcomp.household.catalogue import Catalogue, FactInfo
from yzcomp.household.models import Household

HOUSEHOLDS = "households"
KEY, NUMBER, YEAR = "household_id", "record_no", "_year"
#: The digits of a fact before and after the point, by the kind of its form.
DIGITS = {"number": (8, 6), "percent": (2, 6), "integer": (6, 0)}
_TYPES = {"date": "DATE", "date_or_year": "DATE", "yes_no": "BOOLEAN", "integer": "INT"}


class Column(NamedTuple):
    """A column: its name, its type, and the fact that it holds (``None``: a record's number), or only the year of."""

    name: str
    type: exp.DataType
    info: FactInfo | None
    year: bool = False

    @property
    def title(self) -> str:
        if self.info is None:
            return "第几条"
        return f"{self.info.title}（只知道年份的）" if self.year else self.info.title


class Table(NamedTuple):
    """A table by its name, of a list of records or (``None``) of the households."""

    name: str
    title: str
    scope: str | None
    columns: list[Column]

    def created(self) -> exp.Create:
        """The statement that makes it where it isn't there yet."""
        columns = [exp.ColumnDef(this=exp.to_identifier(c.name), kind=c.type.copy()) for c in self.columns]
        schema = exp.Schema(this=exp.to_table(self.name), expressions=columns)
        return exp.Create(this=schema, kind="TABLE", exists=True)


def decimal(whole: int, scale: int) -> exp.DataType:
    """The type of numbers with so many digits before and after the point."""
    return exp.DataType.build(f"DECIMAL({max(1, whole + scale)}, {scale})")


def short(name: str, most: int = 60) -> str:
    """A name that every database takes: PostgreSQL cuts those of more than 63 bytes off without a word."""
    return name if len(name) <= most else f"{name[: most - 9]}_{crc32(name.encode()):08x}"


def cast(x: exp.Expr, kind: exp.DataType | str) -> exp.Expr:
    """A value as a type; sqlglot's own function takes one decimal for another and leaves it as it is."""
    return exp.Cast(this=x, to=exp.DataType.build(kind))


def tables(facts: Catalogue) -> list[Table]:
    """The tables of everything that rules may ask of a household; what no rule reads (accounts, phones) is in none."""
    own = Table(HOUSEHOLDS, "被征收户", None, [*_columns(facts.fields.values())])
    key = [own.columns[0], Column(NUMBER, exp.DataType.build("INT"), None)]
    lists = [
        Table(name, info.title, name, [*key, *_columns([*info.fields.values(), *info.derived.values()])])
        for name, info in facts.records.items()
    ]
    return [own, *lists]


def _columns(facts: Iterable[FactInfo]) -> Iterator[Column]:
    for info in facts:
        if info.carried:
            continue
        written = _TYPES.get(info.kind)
        kind = decimal(*DIGITS[info.kind]) if info.kind in ("number", "percent") else None
        yield Column(info.key, kind or exp.DataType.build(written or "VARCHAR(200)"), info)
        if info.kind == "date_or_year":
            yield Column(short(info.key + YEAR), exp.DataType.build("INT"), info, year=True)


def rows_of(table: Table, household: Household) -> Iterator[list[Any]]:
    """A household's rows of a table, in the order of its columns; ``None`` is what was not written.

    Raises :class:`ValueError` with a fact's title where a number has more digits than its column.
    """
    records = [household] if table.scope is None else getattr(household, table.scope)
    for number, record in enumerate(records, 1):
        fixed = [] if table.scope is None else [household.household_id, number]
        yield [*fixed, *(_cell(column, record) for column in table.columns[len(fixed) :])]


def _cell(column: Column, record: Any) -> Any:
    info = column.info
    assert info is not None
    written = info.required or info.source is not None or info.key in record.model_fields_set
    value = getattr(record, info.key, None) if written else None
    if isinstance(value, BareYear) is not column.year:
        return None
    if isinstance(value, BareYear):
        return value.year
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        whole, scale = DIGITS[info.kind]
        if abs(value) >= 10**whole or round(Decimal(value), scale) != value:
            raise ValueError(f"{info.title}“{value}”超过{whole}位整数、{scale}位小数")
    return str(value) if isinstance(value, str) else value
