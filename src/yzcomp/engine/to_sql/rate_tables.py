"""A standard as a view in which every value of its key, every range and every stretch of days has a row of its own:
what is found there is what :func:`yzcomp.engine.rates.find` finds."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, product
from typing import Any, NamedTuple

from sqlglot import exp

from yzcomp.engine import expression as e
from yzcomp.engine.rates import entry_text, find
from yzcomp.engine.to_sql.tables import cast, decimal
from yzcomp.money import grouped
from yzcomp.rulebook.rate_table import Span, key_text
from yzcomp.rulebook.rates import Rate

#: How a row says that a fact was not given, and that it is none of the values that rows name.
NOT_GIVEN, OTHER = "", "*"
_SOME_OTHER = "\0"
#: Signs that people write for others: full-width ones, Roman numbers, numbers in circles.
_WIDE = [*map(chr, (*range(0xFF01, 0xFF5F), *range(0x2160, 0x2180), *range(0x2460, 0x2474)))]
#: The most rows of such a view.
MOST_ROWS = 5000


class RateView(NamedTuple):
    """The view: its rows of codes, rate and whether a fact is missing that the rules demand; how the facts of a record
    are coded; the digits of its rates; whether something sought may not be there, or refuse the household."""

    table: Any
    names: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], Rate | None], ...]
    codes: tuple[tuple[str, exp.Expr], ...]
    digits: tuple[int, int]
    incomplete: bool
    refuses: bool


class _Part(NamedTuple):
    """A part of the key: its column, its code for a record, and a value for each code (``None``: not given)."""

    name: str
    code: exp.Expr
    values: dict[str, Any]


def rate_view(x: e.Lookup, key: Callable[[e.Expression], exp.Expr]) -> RateView:
    """The view of a look-up; raises :class:`ValueError` where it would have too many rows."""
    parts = {i: _part(i, x, key(by)) for i in x.table.used if (by := x.key[i]) is not None}
    day = _day(x, key(x.day)) if x.day is not None and any(not rate.always for rate in x.table.values()) else None
    every = [*parts.values(), *([day] if day else [])]
    rows, digits = [], (1, 0)
    size = 1
    for part in every:
        size *= len(part.values)
    if size > MOST_ROWS:
        raise ValueError(f"标准按{len(every)}项查，各种组合有{size}行，超过{MOST_ROWS}行")
    for codes in product(*(part.values for part in every)):
        values: list[Any] = [None] * len(x.key)
        for (i, part), code in zip(parts.items(), codes, strict=False):
            values[i] = part.values[code]
        found, missing = _found(x, values, day.values[codes[-1]] if day else None, day is not None)
        if found is not None:
            exact = found.value.as_tuple()
            digits = max(digits[0], len(exact.digits)), max(digits[1], -int(exact.exponent))
        if found is not None or missing:
            rows.append((codes, found))
    names = tuple(part.name for part in every)
    incomplete = len([found for _, found in rows if found is not None]) < size
    refuses = any(found is None for _, found in rows)
    return RateView(x.table, names, tuple(rows), tuple((p.name, p.code) for p in every), digits, incomplete, refuses)


def _found(x: e.Lookup, values: Sequence[Any], day: date | None, by_day: bool) -> tuple[Rate | None, bool]:
    """The rate, and whether the household is refused for want of a fact."""
    if by_day and day is None and any(not x.table[key].always for key in x.table.fitting(x.table.sought(values))):
        return None, True
    found = find(x.table, values, day)
    if isinstance(found, Rate):
        return found, False
    return None, found is not None and any(x.rule.key[i].missing == "refused" for i in found.positions)


def _part(position: int, x: e.Lookup, of: exp.Expr) -> _Part:
    known = [key[position] for key in x.table if key[position] is not None]
    lacking = exp.Is(this=of.copy(), expression=exp.null()), exp.Literal.string(NOT_GIVEN)
    name = f"key_{position + 1}"
    if position in x.table.ranges:
        spans = [part for part in known if isinstance(part, Span)]
        ends = sorted({end for span in spans for end in (span.first, span.last) if end is not None})
        stretches = list(_stretches(ends))
        tests = [(test(of.copy()), exp.Literal.string(code)) for code, _, test in stretches[:-1]]
        code = exp.Case(
            ifs=[exp.If(this=a, true=b) for a, b in (lacking, *tests)], default=exp.Literal.string(stretches[-1][0])
        )
        return _Part(name, code, {NOT_GIVEN: None, **{code: value for code, value, _ in stretches}})
    words = list(dict.fromkeys(str(part) for part in known))
    if OTHER in words:
        raise ValueError(f"标准里有“{OTHER}”，在 SQL 里指其他的值")
    levelled = of if _is_choice(x.key[position]) else _levelled(of, words)
    own = exp.In(this=levelled, expressions=[exp.Literal.string(word) for word in words]), levelled.copy()
    code = exp.Case(ifs=[exp.If(this=a, true=b) for a, b in (lacking, own)], default=exp.Literal.string(OTHER))
    return _Part(name, code, {NOT_GIVEN: None, OTHER: _SOME_OTHER, **{word: word for word in words}})


def _is_choice(x: e.Expression | None) -> bool:
    return isinstance(x, e.Fact) and x.info.kind == "choice"


def _levelled(of: exp.Expr, words: Sequence[str]) -> exp.Expr:
    """A word as standards are compared: without blanks, in small letters, in the usual width."""
    of = exp.Lower(this=of)
    for sign in (" ", "\u3000", *_WIDE):
        usual = key_text(sign)
        if any(usual in word for word in words):
            of = exp.Replace(
                this=of, expression=exp.Literal.string(sign.lower()), replacement=exp.Literal.string(usual)
            )
    return of


def _stretches(ends: list[Decimal]) -> Iterator[tuple[str, Decimal, Callable[[exp.Expr], exp.Expr]]]:
    """The ends of ranges and the stretches between them, each with a code, a value in it, and the test that holds for
    it where none before it does."""

    def before(end: Decimal) -> Callable[[exp.Expr], exp.Expr]:
        return lambda of: exp.LT(this=of, expression=exp.Literal.number(f"{end:f}"))

    def at(end: Decimal) -> Callable[[exp.Expr], exp.Expr]:
        return lambda of: exp.EQ(this=of, expression=exp.Literal.number(f"{end:f}"))

    yield f"<{ends[0]:f}", ends[0] - 1, before(ends[0])
    for one, two in pairwise(ends):
        yield f"{one:f}", one, at(one)
        yield f"{one:f}<", (one + two) / 2, before(two)
    yield f"{ends[-1]:f}", ends[-1], at(ends[-1])
    yield f"{ends[-1]:f}<", ends[-1] + 1, before(ends[-1])


def _day(x: e.Lookup, of: exp.Expr) -> _Part:
    """The day by the first day of the stretch that it lies in."""
    periods = [period for rate in x.table.values() for period in rate.periods()]
    starts = {period.from_ for period in periods if period.from_} | {
        period.to + timedelta(days=1) for period in periods if period.to
    }
    days = sorted(starts)
    values: dict[str, Any] = {NOT_GIVEN: None, OTHER: days[0] - timedelta(days=1)}
    values |= {day.isoformat(): day for day in days}
    tests: list[tuple[exp.Expr, exp.Expr]] = [
        (exp.Is(this=of.copy(), expression=exp.null()), exp.Literal.string(NOT_GIVEN))
    ]
    for day in reversed(days):
        since = exp.GTE(this=of.copy(), expression=cast(exp.Literal.string(day.isoformat()), "DATE"))
        tests.append((since, exp.Literal.string(day.isoformat())))
    code = exp.Case(ifs=[exp.If(this=a, true=b) for a, b in tests], default=exp.Literal.string(OTHER))
    return _Part("day", code, values)


#: What a table says of its rates beside their values: how they are written, their entry, what they are counted per.
WORDS = ("text", "entry", "per")


def created(view: RateView, name: str, words: bool = False) -> list[exp.Expr]:
    """The statements that make a table of the view's rows, with a line each; with ``words`` also what is said of
    them."""
    said = WORDS if words else ()
    kinds = [
        *(exp.DataType.build("VARCHAR(200)") for _ in view.names),
        decimal(*view.digits),
        exp.DataType.build("INT"),
        *(exp.DataType.build("VARCHAR") for _ in said),
    ]
    names = [*view.names, "rate", "missing", *said]
    columns = [exp.ColumnDef(this=exp.to_identifier(n), kind=kind) for n, kind in zip(names, kinds, strict=True)]
    made = exp.Create(this=exp.Schema(this=exp.to_table(name), expressions=columns), kind="TABLE")
    if not view.rows:
        return [made]
    rows = [
        (*codes, rate and rate.value, 0 if rate else 1, *(_words(rate) if words else ())) for codes, rate in view.rows
    ]
    written = exp.Values(expressions=[exp.Tuple(expressions=[*map(_written, row)]) for row in rows])
    return [made, exp.Insert(this=exp.to_table(name), expression=written)]


def _words(rate: Rate | None) -> tuple[str | None, ...]:
    if rate is None:
        return (None,) * len(WORDS)
    return f"{grouped(rate.value)}{rate.unit}", entry_text(rate), rate.unit.partition("/")[2]


def _written(value: str | Decimal | int | None) -> exp.Expr:
    if value is None:
        return exp.null()
    if isinstance(value, str):
        return exp.Literal.string(value)
    return exp.Literal.number(str(value) if isinstance(value, int) else f"{value:f}")
