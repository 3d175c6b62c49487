"""What households can be recognised by, as texts that SQL can make too: whoever shares a mark of
:class:`yzcomp.batch.marks.Marks` shares such a key. They only tell who needs a closer look."""

import pickle
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import reduce
from math import prod
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from sqlglot import exp

from yzcomp.batch.accounts import DAMAGED
from yzcomp.batch.columnar.reading import Reading
from yzcomp.batch.marks import MEASURED, Marker, Marks, significant
from yzcomp.batch.questions import unpickled
from yzcomp.batch.worker import Job, Reader
from yzcomp.engine.to_sql.rows import ONE, ZERO, RowRules, place
from yzcomp.engine.to_sql.tables import DIGITS, cast, short
from yzcomp.engine.to_sql.values import Sql, added, all_of, any_of, chosen, coalesce, is_null, literal, negated, number
from yzcomp.engine.to_sql.words import call, joined, plain, text
from yzcomp.household.catalogue import FactInfo
from yzcomp.household.models import Household
from yzcomp.money import plain as digits
from yzcomp.tables.assemble import Group
from yzcomp.tables.parquet import connect
from yzcomp.tables.sources import Block, Row

_APART = "\x1f"
_NEVER = 1 << 30
_HEAD, _NUMBER, _ACCOUNT, _FIGURES, _NEAR, _FEW, _RECORD = "户人号全近少录"

#: Who shares a key. Sizes of houses and plots are passed over of which there are so many that some must be the same
#: (with some room: the numbers aren't exact); two in one household are always looked at.
_SHARED = """CREATE TABLE shared AS
WITH kinds AS (SELECT kind, count(*) AS among FROM {files} WHERE kind IS NOT NULL GROUP BY kind),
seldom AS (
    SELECT filename, line_no, found FROM {files} AS every_key LEFT JOIN kinds ON every_key.kind = kinds.kind
    WHERE kinds.kind IS NULL OR CAST(among AS DOUBLE) * (among - 1) <= 2.1 * {chance} * ways
)
SELECT filename, line_no FROM seldom
WHERE found IN (SELECT found FROM seldom GROUP BY found HAVING count(*) > 1)
UNION ALL
SELECT filename, line_no FROM {files} WHERE kind IS NOT NULL GROUP BY filename, line_no, found HAVING count(*) > 1"""


class Key(NamedTuple):
    """A key; that of a house or plot with what of its village it is, and how many ways there are to write its size."""

    text: str
    kind: str | None = None
    ways: int | None = None


def keys_of(marks: Marks, h: Household, marker: Marker) -> list[Key]:
    """The keys of a household that has been read."""
    names = [*{marks.head, *[name for name, _ in marks.members]}, *marks.namesakes]
    keys = [_key(_HEAD, marks.village, name) for name in names if name]
    keys += [_key(_NUMBER, one) for one in (*marks.id_numbers, *marks.repeated)]
    keys += [_key(_ACCOUNT, marks.account)] if marks.account not in ("", DAMAGED) else []
    figures = [*map(digits, marker.telling(h))]
    lengths = [str(len(getattr(h, key))) for key in marker.lists]
    if marker.alike is not None and len(figures) >= marker.alike.figures:
        keys.append(_key(_FIGURES, *lengths, *figures))
        keys += [_key(_NEAR, str(n), *lengths, *figures[:n], *figures[n + 1 :]) for n in range(len(figures))]
    elif marker.alike is not None and sum(len(f.partition(".")[2]) for f in figures) >= (
        marker.alike.decimals or _NEVER
    ):
        counted = [h.__dict__.get(key) for key in marker.counted]
        keys.append(
            _key(_FEW, *figures, *(digits(v) if isinstance(v, Decimal) else str(v) for v in counted if v is not None))
        )
    if marker.same is not None:
        keys += [
            Key(
                _APART.join((_RECORD, marks.village, kind, *map(digits, sizes))),
                _APART.join((marks.village, kind)),
                prod(map(significant, sizes)),
            )
            for kind, _, sizes in marker.sized(h)
        ]
    return keys


def _key(*parts: str) -> Key:
    return Key(_APART.join(parts))


class Measured(NamedTuple):
    """A house or plot of a household: whether it has one that is seldom the same by chance, and what it is."""

    there: exp.Expr
    kind: exp.Expr


class Keys:
    """The same keys of every row of a chain: ``hashes`` are numbers for them (NULL where there is none), those of
    houses and plots each with a number for its kind and how many ways there are; ``measured`` is counted by village."""

    def __init__(self, reading: Reading, rules: RowRules, marker: Marker) -> None:
        self.reading, self.rules, self.chain, self.marker = reading, rules, rules.chain, marker
        self.village = coalesce(self._own("village"), literal(""))
        self.measured: list[Measured] = []
        keys = [(key,) for key in (*self._of_people(), *self._of_figures())]
        records = [*self._of_records()] if marker.same is not None else []
        self.hashes = [self._hashes(n, key) for n, key in enumerate((*keys, *records))]

    def _hashes(self, n: int, key: Sequence[exp.Expr]) -> list[exp.Expr]:
        """A number for a key, and for its kind; NULL where there is none."""
        text_, *kind = (self.chain.add(f"key__{n}__{m}", one) for m, one in enumerate(key))
        return [hashed(one) for one in (text_, *kind[:1])] + kind[1:]

    def _own(self, name: str) -> exp.Expr:
        return self.chain.named(name) or exp.null()

    def _of_people(self) -> Iterator[exp.Expr]:
        for sign, name in ((_HEAD, "head"), (_NUMBER, "id_number"), (_ACCOUNT, "account")):
            value = self._own(name)
            if isinstance(value, exp.Column):
                where = text(_APART, self.village.copy()) if sign == _HEAD else ""
                yield text(sign, where, _APART, value)

    def _fact(self, scope: str | None, number_: int, info: FactInfo) -> exp.Expr:
        """A fact as it counts: by default, if it wasn't written."""
        name = short(info.key) if scope is None else place(scope, number_, short(info.key))
        value = self._own(name)
        if info.required or info.default is None:
            return value
        default = number(info.default).of if info.kind in DIGITS else literal(info.default)
        return coalesce(value, default) if isinstance(value, exp.Column) else default

    def _of_figures(self) -> Iterator[exp.Expr]:
        """All figures of all records, and all but each of them, where that is enough to tell households apart."""
        facts, marker = self.rules.facts, self.marker
        figures: list[exp.Expr] = []
        lengths: list[exp.Expr] = []
        for scope in marker.lists:
            numbers = range(1, 1 + self.rules.places.get(scope, 0))
            here = [exp.column(place(scope, n)) for n in numbers]
            lengths.append(cast(added([chosen([(one, ONE.copy())], ZERO.copy()) for one in here]), "VARCHAR"))
            for n in numbers:
                for info in facts.records[scope].fields.values():
                    value = self._fact(scope, n, info) if info.kind in ("number", "percent") else exp.null()
                    if not _absent(value):
                        told = all_of(here[n - 1].copy(), exp.NEQ(this=value.copy(), expression=ZERO.copy()))
                        written = plain(Sql(value, digits=DIGITS[info.kind]))
                        figures.append(chosen([(told, written)], exp.null()))
        if marker.alike is None or not figures:
            return
        figures = [self.chain.add(f"figure__{n}", figure) for n, figure in enumerate(figures)]
        there = [chosen([(negated(is_null(figure)), ONE.copy())], ZERO.copy()) for figure in figures]
        count = self.chain.add("figures", added(there))
        enough = exp.GTE(this=count.copy(), expression=exp.Literal.number(marker.alike.figures))
        long = self.chain.add("figures__lengths", joined(_APART, *lengths))
        yield chosen([(enough, joined(_APART, literal(_FIGURES), long.copy(), *figures))], exp.null())
        if marker.alike.decimals is not None:
            fine = exp.GTE(
                this=added([_decimals(f) for f in figures]), expression=exp.Literal.number(marker.alike.decimals)
            )
            yield chosen([(all_of(negated(enough.copy()), fine), self._few(figures))], exp.null())
        if marker.near is not None:
            yield from self._near(figures, there, enough, long)

    def _few(self, figures: Sequence[exp.Expr]) -> exp.Expr:
        counted = []
        for key in self.marker.counted:
            info = self.rules.facts.fields[key]
            value = self._fact(None, 0, info)
            if not _absent(value):
                counted.append(value if info.kind == "choice" else plain(Sql(value, digits=DIGITS[info.kind])))
        return joined(_APART, literal(_FEW), *(figure.copy() for figure in figures), *counted)

    def _near(
        self, figures: Sequence[exp.Expr], there: Sequence[exp.Expr], enough: exp.Expr, long: exp.Expr
    ) -> Iterator[exp.Expr]:
        near = self.marker.near
        assert near is not None
        ways = [_ways(figure) for figure in figures]
        ways = [self.chain.add(f"figure__{n}__ways", way) for n, way in enumerate(ways)]
        whole = reduce(lambda a, b: exp.Mul(this=a, expression=b), (coalesce(way.copy(), ONE.copy()) for way in ways))
        whole = self.chain.add("figures__ways", whole)
        many = exp.GT(this=exp.column("figures"), expression=exp.Literal.number(near.figures))
        for n, figure in enumerate(figures):
            # with some room: it is no exact number, and who is looked at in vain costs only time
            least = exp.Mul(this=ways[n].copy(), expression=exp.Literal.number(f"{near.possible * 99 // 100}"))
            telling = any_of(many.copy(), exp.GTE(this=whole.copy(), expression=least))
            others = [other.copy() for m, other in enumerate(figures) if m != n]
            rank = cast(added([one.copy() for one in there[:n]]), "VARCHAR")
            key = joined(_APART, literal(_NEAR), rank, long.copy(), *others)
            yield chosen([(all_of(enough.copy(), negated(is_null(figure)), telling), key)], exp.null())

    def _of_records(self) -> Iterator[tuple[exp.Expr, exp.Expr, exp.Expr]]:
        """Houses and plots by their sizes, each with its kind and the ways to write so many digits."""
        for scope, (title, key, keys, unit, least) in MEASURED.items():
            fields = self.rules.facts.records[scope].fields
            for n in range(1, 1 + self.rules.places.get(scope, 0)):
                names = [name for name in (place(scope, n, short(one)) for one in keys) if name in self.reading.written]
                if not names:
                    continue
                sizes = [
                    chosen([(exp.NEQ(this=exp.column(name), expression=ZERO.copy()), exp.column(name))], exp.null())
                    for name in names
                ]
                written = [
                    coalesce(_length(self.reading.written[name], size), ZERO.copy())
                    for name, size in zip(names, sizes, strict=True)
                ]
                told = [plain(Sql(size, digits=DIGITS["number"])) for size in sizes]
                length: exp.Expr = written[0]
                if len(names) == 2:
                    same = exp.EQ(this=sizes[0].copy(), expression=sizes[1].copy())
                    both = exp.GT(
                        this=exp.Mul(this=written[0].copy(), expression=written[1].copy()), expression=ZERO.copy()
                    )
                    between = exp.Literal.number(len(unit) + 1)
                    length = chosen(
                        [(same, written[0]), (both, added([written[0].copy(), written[1].copy(), between]))],
                        added([written[0].copy(), written[1].copy()]),
                    )
                    told[1] = chosen([(same.copy(), exp.null())], told[1])
                seldom = exp.GTE(this=length, expression=exp.Literal.number(least))
                there = self.chain.add(
                    place(scope, n, "measured"), all_of(exp.column(place(scope, n)), coalesce(seldom, exp.false()))
                )
                what = self._fact(scope, n, fields[key]) if key else None
                kind = text(title, what) if what is not None else literal(title)
                self.measured.append(Measured(there, kind))
                own = joined(_APART, literal(_RECORD), self.village.copy(), kind.copy(), *told)
                of_village = chosen([(there.copy(), text(self.village.copy(), _APART, kind.copy()))], exp.null())
                ways = reduce(
                    lambda a, b: exp.Mul(this=a, expression=b), (coalesce(_ways(one), ONE.copy()) for one in told)
                )
                yield chosen([(there.copy(), own)], exp.null()), of_village, chosen([(there.copy(), ways)], exp.null())


def _decimals(figure: exp.Expr) -> exp.Expr:
    """The digits after the point of a figure as it is written; none where there is none."""
    point = call("strpos", figure.copy(), literal("."))
    after = exp.Sub(this=call("length", figure.copy()), expression=point)
    return chosen([(exp.GT(this=point.copy(), expression=ZERO.copy()), after)], ZERO.copy())


def _absent(x: exp.Expr) -> bool:
    """Whether a value is NULL in every row."""
    return isinstance(x.this if isinstance(x, exp.Cast) else x, exp.Null)


def _length(written: str, size: exp.Expr) -> exp.Expr:
    return chosen([(negated(is_null(size)), call("length", exp.column(written)))], exp.null())


def _ways(figure: exp.Expr) -> exp.Expr:
    """How many figures have as many digits: no exact number, for it only leads to a closer look."""
    return cast(call("rtrim", call("replace", figure.copy(), literal("."), literal("")), literal("0")), "DOUBLE")


def hashed(key: exp.Expr) -> exp.Expr:
    """DuckDB's own hash of a text; NULL where there is none."""
    number_ = cast(exp.BitwiseRightShift(this=call("hash", key), expression=ONE.copy()), "BIGINT")
    return chosen([(negated(is_null(key)), number_)], exp.null())


class KeyedMarks(NamedTuple):
    """What the households of a chunk can be recognised by: the keys of all, as a file or its content, by their lines;
    the marks of those that were read one by one; the others can be read again from the ``block`` of input
    ``number``. Lines that are ``skipped`` are no households."""

    number: int
    block: Block | None
    skipped: list[int]
    marks: list[tuple[int, Marks]]
    keys: Path | bytes


class KeyFiles:
    """The keys of all households as files: DuckDB finds who shares them, and those are read again."""

    def __init__(self, job: Job, folder: Path, work: Path) -> None:
        self.job, self.work = job, work
        self.kept: IO[bytes] = TemporaryFile(dir=folder)  # noqa: SIM115 - there as long as this
        self.files: list[Path] = []

    def add(self, first: int, marks: KeyedMarks) -> None:
        keys = marks.keys
        if isinstance(keys, bytes):
            (path := self.work / f"{first}-keys").write_bytes(keys)
            keys = path
        pickle.dump((first, keys.name, marks._replace(keys=b"")), self.kept)
        self.files.append(keys)

    def again(self) -> Iterator[tuple[int, Marks]]:
        reader = Reader(self.job.rulebook.catalogue, self.job.plans)
        marker = Marker(self.job.rulebook.catalogue, self.job.rulebook)
        shared = self._shared()
        for first, name, chunk in unpickled(self.kept):
            wanted, known = shared.get(name, set()), dict(chunk.marks)
            lines = (
                {n: line for n, line in enumerate(chunk.block.lines()) if n in wanted} if wanted and chunk.block else {}
            )
            for n in sorted(wanted):
                place = n - bisect(chunk.skipped, n)
                if n not in known:
                    row, line = lines[n]
                    household = reader.quick_household(chunk.number, Group(Row(row, line.split(chunk.block.delimiter))))
                    assert household is not None
                    known[n] = marker.marks(household)
                yield first + place, known[n]

    def _shared(self) -> dict[str, set[int]]:
        """The lines of each file with a key that occurs elsewhere too."""
        found: dict[str, set[int]] = defaultdict(set)
        same = self.job.rulebook.screening.same_record if self.job.rulebook.screening else None
        if not self.files:
            return found
        with connect(self.work) as database:
            files = f"read_parquet({[*map(str, self.files)]!r}, filename = true)"
            database.execute(_SHARED.format(files=files, chance=same.chance if same else 0))
            rows = database.execute("SELECT DISTINCT filename, line_no FROM shared")
            while some := rows.fetchmany(10_000):
                for name, line in some:
                    found[Path(name).name].add(line)
        return found
