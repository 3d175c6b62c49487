"""A block of lines as one statement of DuckDB, and what comes of it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlglot import exp

from yzcomp.batch.columnar.keys import Key, Keys, hashed
from yzcomp.batch.columnar.reading import Reading, cell
from yzcomp.batch.columnar.writing import Rows
from yzcomp.batch.marks import Marker
from yzcomp.batch.villages import LARGEST, Villages
from yzcomp.engine.notes import Setting
from yzcomp.engine.to_python import Head
from yzcomp.engine.to_sql.rows import ZERO, RowRules, place
from yzcomp.engine.to_sql.tables import KEY, cast, short
from yzcomp.engine.to_sql.values import all_of, any_of, chosen, coalesce, is_null, literal, negated
from yzcomp.engine.to_sql.words import call
from yzcomp.household.choices import PartyKind
from yzcomp.tables.columns import SheetPlan
from yzcomp.tables.parquet import connect

_NUMBER, _ODD = "line_no", "odd_row"
#: Texts as they are, each with a line feed behind it.
_TEXT = "csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01'"


class Script(NamedTuple):
    """The statements for the blocks of one table of so many columns: ``make`` once, ``compute`` for each block, then
    what is asked of the results. It is plain text, so that one process writes it for all.

    ``heads`` are those of the sums by village, ``notices`` those that are counted, ``areas`` the queries of lists whose
    areas are gathered.
    """

    width: int
    make: tuple[str, ...]
    compute: str
    odd: str
    items: str
    totals: str
    lengths: str
    keys: str
    sums: str
    facts: str
    areas: tuple[tuple[str, str], ...]
    kinds: str
    heads: tuple[Head, ...]
    notices: tuple[str, ...]


def write_script(plan: SheetPlan, setting: Setting, english: bool, marks: dict[str, str]) -> Script:
    """The statements for the rows of a flat table; raises :class:`Inexpressible`."""
    reading = Reading(plan, setting.facts)
    rules = RowRules(setting, reading.places, reading.chain)
    rows = Rows(rules, english, marks)
    keys = Keys(reading, rules, Marker(setting.facts, setting.rulebook))
    return _Writer(reading, rules, rows, keys, Villages(setting.facts, setting.rulebook)).script()


class _Writer:
    def __init__(self, reading: Reading, rules: RowRules, rows: Rows, keys: Keys, villages: Villages) -> None:
        self.reading, self.rules, self.rows, self.keys, self.villages = reading, rules, rows, keys, villages
        self.chain = rules.chain
        self.columns: dict[str, exp.Expr] = {}

    def keep(self, name: str, of: exp.Expr) -> exp.Column:
        """A column of the results."""
        self.columns[name] = of.copy()
        return exp.column(name)

    def script(self) -> Script:
        number = self.keep(_NUMBER, cast(exp.column(_NUMBER), "INT"))
        odd = any_of(self.reading.strange, self.rules.odd, self.rows.doubtful)
        self.keep(_ODD, coalesce(odd or exp.false(), exp.true()))
        village = self.keep("village_name", self.keys.village)
        for name in (KEY, "head"):
            self.keep(name, self.chain.named(name) or exp.null())
        items, totals = self.keep("items_rows", self.rows.items), self.keep("totals_row", self.rows.totals)
        lengths = [call("strlen", one.copy()) for one in (items, totals)]
        written = {
            "odd": exp.select(number.copy()).from_("results").where(exp.column(_ODD)),
            "items": self._text(items),
            "totals": self._text(totals),
            "lengths": self._select(number.copy(), *lengths).order_by(number.copy()),
            "sums": self._sums(village),
            "facts": self._facts(village),
        }
        keys, areas, kinds = self._keys(), [*self._areas(village)], self._kinds(village)
        wanted = [exp.alias_(of, name, copy=False) for name, of in self.columns.items()]
        query = self.chain.query(exp.select("*").from_("block"), wanted)
        return Script(
            width=self.reading.width,
            make=tuple(map(_sql, self.rules.rates)),
            compute=_sql(exp.Create(this=exp.to_table("results"), kind="TABLE", replace=True, expression=query)),
            keys=keys,
            areas=tuple((scope, _sql(query)) for scope, query in areas),
            kinds=_sql(kinds) if kinds is not None else "",
            heads=tuple(one.head for one in self.rows.sums),
            notices=tuple(self.rules.notices),
            **{name: _sql(query) for name, query in written.items()},
        )

    def _select(self, *columns: exp.Expr) -> exp.Select:
        """Of the households in which nothing is odd."""
        return exp.select(*columns).from_("results").where(negated(exp.column(_ODD)))

    def _text(self, rows: exp.Expr) -> exp.Expr:
        """Rows without their last line feed, for that is written behind them."""
        text_ = call("left", rows.copy(), exp.Literal.number(-1))
        found = self._select(text_).where(exp.NEQ(this=rows.copy(), expression=literal("")))
        return found.order_by(exp.column(_NUMBER))

    def _sums(self, village: exp.Expr) -> exp.Select:
        """By village and whether they are withheld: the first of its households, how many, the sums by head."""
        held = self.keep("held", self.rules.held)
        own = [_least(exp.column(_NUMBER)), exp.Count(this=exp.Star())]
        for n, one in enumerate(self.rows.sums):
            own += [
                exp.Sum(this=self.keep(f"{what}__{n}", of)) for what, of in zip(one._fields[1:], one[1:], strict=True)
            ]
        for n, notice in enumerate(self.rules.notices.values()):
            own.append(exp.Sum(this=cast(self.keep(f"notice__{n}", notice), "INT")))
        return self._select(village.copy(), held, *own).group_by(village.copy(), held.copy())

    def _keys(self) -> str:
        """A row for each key of each household: hash, hash of its kind, ways."""
        parts = []
        for n, hashes in enumerate(self.keys.hashes):
            kept = [self.keep(f"hash__{n}__{m}", one) for m, one in enumerate(hashes)]
            parts.append(call("row", *kept, *[exp.null()] * (3 - len(kept))))
        if not parts:
            return KeyTable.keys_query
        each = self._select(exp.column(_NUMBER), exp.alias_(call("unnest", exp.array(*parts)), "one"))
        names = ("found", "kind", "ways")
        columns = ", ".join(f"one[{n}] AS {name}" for n, name in enumerate(names, 1))
        return f"SELECT line_no, {columns} FROM ({_sql(each)}) WHERE one[1] IS NOT NULL UNION ALL {KeyTable.keys_query}"

    def _facts(self, village: exp.Expr) -> exp.Select:
        """By village: how often what is told of it occurs together so, and the first household and its cells."""
        values, cells = [], []
        for n, key in enumerate(self.villages.told):
            written = self.reading.written.get(short(key))
            if written is not None:
                values.append(self.keep(f"told__{n}", self.chain.named(short(key)) or exp.null()))
                cells.append(_first(self.keep(f"written__{n}", exp.column(written))))
            else:
                cells.append(exp.null())
        first = [_least(exp.column(_NUMBER)), _first(exp.column(KEY)), _first(exp.column("head"))]
        found = self._select(village.copy(), exp.Count(this=exp.Star()), *first, *cells)
        return found.group_by(village.copy(), *(value.copy() for value in values))

    def _areas(self, village: exp.Expr) -> Iterator[tuple[str, exp.Select]]:
        """By village: how many areas of a list, their sum, and the largest with whose they are."""
        own = self.chain.named("party")
        ours = literal(PartyKind.HOUSEHOLD.value)
        household = (
            exp.EQ(this=coalesce(own, ours.copy()), expression=ours) if isinstance(own, exp.Column) else exp.true()
        )
        for scope, key in self.villages.areas:
            sizes = []
            for n in range(1, 1 + self.reading.places.get(scope, 0)):
                size = self.chain.named(place(scope, n, short(key)))
                if isinstance(size, exp.Column):
                    counts = all_of(
                        exp.column(place(scope, n)), exp.NEQ(this=size.copy(), expression=ZERO.copy()), household.copy()
                    )
                    sizes.append(self.keep(f"size__{scope}__{n}", chosen([(counts, size)], exp.null())))
            if not sizes:
                continue
            who = [exp.column(name) for name in (_NUMBER, KEY, "head")]
            parts = [
                self._select(
                    village.copy(),
                    exp.alias_(size, "size"),
                    exp.alias_(exp.Literal.number(n), "place_no"),
                    *(c.copy() for c in who),
                ).where(negated(is_null(size.copy())))
                for n, size in enumerate(sizes)
            ]
            every: exp.Query = parts[0]
            for part in parts[1:]:
                every = exp.union(every, part, distinct=False)
            order = [exp.column("size"), exp.Neg(this=exp.column(_NUMBER)), exp.Neg(this=exp.column("place_no"))]
            one = call("row", *order, exp.column(KEY), exp.column("head"))
            largest = call("max", one, exp.Literal.number(LARGEST))
            size = exp.column("size")
            columns = [village.copy(), exp.Count(this=exp.Star()), exp.Sum(this=size), largest]
            yield scope, exp.select(*columns).from_(every.subquery("every_area")).group_by(village.copy())

    def _kinds(self, village: exp.Expr) -> exp.Expr | None:
        """By village and kind: how many houses and plots, a row for each place."""
        found: exp.Expr | None = None
        for n, (there, kind) in enumerate(self.keys.measured):
            there = self.keep(f"measured__{n}", there)
            what = exp.alias_(self.keep(f"kind__{n}", kind), "kind")
            part = (
                self._select(village.copy(), what, exp.Count(this=exp.Star()))
                .where(there)
                .group_by(village.copy(), what.this.copy())
            )
            found = part if found is None else exp.union(found, part, distinct=False)
        return found


def _least(x: exp.Expr) -> exp.Expr:
    return call("min", x)


def _first(x: exp.Expr) -> exp.Expr:
    return call("arg_min", x, exp.column(_NUMBER))


def _sql(query: exp.Expr) -> str:
    return query.sql(dialect="duckdb", identify=True, copy=False)


class Found(NamedTuple):
    """What came of a block: which lines are odd, and what the others come to by village. Their rows are in ``items``
    and ``totals``: files that somebody has to use up."""

    odd: list[tuple[int]]
    sums: list[tuple[Any, ...]]
    facts: list[tuple[Any, ...]]
    areas: dict[str, list[tuple[Any, ...]]]
    kinds: list[tuple[str, str, int]]
    items: Path
    totals: Path


class KeyTable:
    """Writes the keys of households that were read one by one into files of a folder."""

    keys_query = "SELECT line_no, found, kind, ways FROM own_keys"

    def __init__(self, folder: Path) -> None:
        self.connection, self.count = connect(folder), 0
        self.stem = folder / f"{os.getpid()}-{id(self)}"
        self.connection.execute("CREATE TABLE own_keys (line_no INT, found BIGINT, kind BIGINT, ways DOUBLE)")

    def keys(self, own: Sequence[tuple[int, Key]]) -> Path:
        """A file of these keys, each with its line; of a block that was computed last with its own."""
        self.connection.execute("TRUNCATE own_keys")
        if own:
            columns = [[line for line, _ in own], *map(list, zip(*(key for _, key in own), strict=True))]
            names, kinds = (_NUMBER, "found", "kind", "ways"), ("INT", "VARCHAR", "VARCHAR", "DOUBLE")
            given = ", ".join(
                f"unnest(${n}::{k}[]) AS {name}" for n, (name, k) in enumerate(zip(names, kinds, strict=True), 1)
            )
            hashes = ", ".join(_sql(hashed(exp.column(name))) for name in ("found", "kind"))
            self.connection.execute(
                f"INSERT INTO own_keys SELECT line_no, {hashes}, ways FROM (SELECT {given})", columns
            )
        return self._written("keys", self.keys_query, "parquet")

    def _written(self, name: str, query: str, form: str = _TEXT) -> Path:
        self.count += 1
        path = self.stem.with_name(f"{self.stem.name}-{self.count}-{name}")
        self.connection.execute(f"COPY ({query}) TO {_quoted(str(path))} (FORMAT {form})")
        return path


class Database(KeyTable):
    """DuckDB in this process, with the tables for the blocks of one flat table."""

    def __init__(self, script: Script, delimiter: str, folder: Path) -> None:
        super().__init__(folder)
        self.script, self.delimiter, self.keys_query = script, delimiter, script.keys
        self.path = self.stem.with_suffix(".csv")
        columns = ", ".join(f"'{name}': 'VARCHAR'" for name in (_NUMBER, *map(cell, range(script.width))))
        source = "CREATE VIEW block AS SELECT * FROM read_csv({}, header = false, auto_detect = false, delim = {},"
        source += " quote = '', escape = '', new_line = '\\n', columns = {{{}}})"
        self.path.write_bytes(b"")
        self.connection.execute(source.format(_quoted(str(self.path)), _quoted(delimiter), columns))
        for statement in script.make:
            self.connection.execute(statement)

    def compute(self, lines: Mapping[int, str]) -> Found:
        """What comes of lines with as many cells as the table has columns, by their numbers; raises
        :class:`duckdb.Error` where it can't be told so."""
        mark, script = self.delimiter, self.script
        self.path.write_bytes("".join([f"{number}{mark}{line}\n" for number, line in lines.items()]).encode())
        try:
            self.connection.execute(script.compute)
        finally:
            self.path.write_bytes(b"")
        return Found(
            odd=self._asked(script.odd),
            sums=self._asked(script.sums),
            facts=self._asked(script.facts),
            areas={scope: self._asked(query) for scope, query in script.areas},
            kinds=self._asked(script.kinds) if script.kinds else [],
            items=self._written("items", script.items),
            totals=self._written("totals", script.totals),
        )

    def lengths(self) -> list[tuple[int, int, int]]:
        """The bytes of each household's rows in the two files, by the numbers of their lines."""
        return self._asked(self.script.lengths)

    def _asked(self, query: str) -> list[Any]:
        return self.connection.execute(query).fetchall()


def _quoted(value: str) -> str:
    return _sql(literal(value))
