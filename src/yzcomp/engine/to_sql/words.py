"""What a line says, as SQL: formulas and notes from the same nodes as the values, for DuckDB.

Like values they name facts as columns, ``h`` of the household and ``r`` of the record at hand. Where only the evaluator
knows what to say they are NULL, or ``odd`` tells it.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import reduce
from itertools import zip_longest
from typing import NamedTuple

from sqlglot import exp

from yzcomp.engine import expression as e
from yzcomp.engine.expression import UNNAMED
from yzcomp.engine.pieces import quantity_text, shown_decimals
from yzcomp.engine.to_sql.tables import cast, decimal
from yzcomp.engine.to_sql.values import (
    Made,
    Sql,
    Values,
    any_of,
    chosen,
    literal,
    number,
    product,
)
from yzcomp.money import grouped

#: Stands in a text for the unit that is still to be named: no text of a file can hold it.
PER = "\x01"
_WORD = "VARCHAR"
_LONG = 18  # digits of a whole number that can be written with separators


class Said(NamedTuple):
    """What is said of a number: its text, notes (NULL where there is nothing to note), the entry of a standard that it
    comes from, the unit that quantities beside it are counted in; ``odd`` is where that isn't all."""

    text: exp.Expr
    notes: tuple[exp.Expr, ...] = ()
    odd: exp.Expr | None = None
    entry: exp.Expr | None = None
    per: exp.Expr | None = None


class OverRecords(NamedTuple):
    """A text of the household that its records make up: of each that passes ``where`` the number ``of``, where that is
    not nought, as it is written before its ``unit``."""

    over: str
    where: exp.Expr
    of: Sql
    unit: str

    @property
    def told(self) -> exp.Expr:
        """The text of one record."""
        return in_thousands(product(self.of, number(100)) if self.unit == "%" else self.of, shown_decimals(self.unit))


def call(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A function of DuckDB's own."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def text(*parts: "exp.Expr | str") -> exp.Expr:
    """Texts one after the other; NULL where one of them is."""
    whole: list[exp.Expr] = []
    for part in parts:
        found = exp.Literal.string(part) if isinstance(part, str) else part
        if whole and found.is_string and whole[-1].is_string:
            whole[-1] = exp.Literal.string(whole[-1].this + found.this)
        elif part != "":
            whole.append(found)
    if not whole:
        return exp.Literal.string("")
    return reduce(lambda one, other: exp.DPipe(this=one, expression=other, safe=False), whole)


def plain(x: Sql, decimals: int = 0) -> exp.Expr:
    """The digits of a number as :func:`yzcomp.money.plain` writes them."""
    shown, beyond = cast(cast(x.of, decimal(*x.digits)), _WORD), x.digits[1] - decimals
    if beyond <= 0:
        return text(shown, "." if not x.digits[1] and decimals else "", "0" * -beyond)
    if not decimals:
        return call("rtrim", call("rtrim", shown, literal("0")), literal("."))
    kept = call("left", shown, exp.Literal.number(-beyond))
    rest = call("rtrim", call("right", shown.copy(), exp.Literal.number(beyond)), literal("0"))
    return text(kept, rest)


def in_thousands(x: Sql, decimals: int = 0, least: int = 5) -> exp.Expr:
    """The same with thousands separators, where there are at least so many digits before the point."""
    digits = plain(x, decimals)
    if x.digits[0] < least:
        return digits
    whole = exp.TryCast(this=call("trunc", x.of.copy()), to=exp.DataType.build("BIGINT"))
    rest = exp.Add(this=call("length", cast(whole.copy(), _WORD)), expression=exp.Literal.number(1))
    separated = text(call("format", literal("{:,}"), whole), call("substr", digits.copy(), rest))
    beyond = exp.GTE(this=call("abs", x.of.copy()), expression=exp.Literal.number(10 ** (least - 1)))
    return chosen([(beyond, separated)], digits)


def quantity(x: Sql, unit: str) -> exp.Expr:
    """A number with its unit as :func:`yzcomp.engine.pieces.quantity_text` writes it."""
    if unit == "%":
        return text(in_thousands(product(x, number(100))), "%")
    return text(in_thousands(x, shown_decimals(unit)), unit.replace(UNNAMED, PER))


def yuan(x: Sql) -> exp.Expr:
    """An amount of yuan with two decimals, as people write it."""
    return in_thousands(x, 2, least=4)


def joined(between: str, *parts: exp.Expr) -> exp.Expr:
    """Those texts that there are."""
    return call("concat_ws", literal(between), *parts)


class Words:
    """Says what the nodes of a program come to. ``made`` are the columns that this needs beside those of the values,
    ``lists`` the texts that records make up by the name of their column."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.made: list[Made] = []
        self.lists: dict[str, OverRecords] = {}
        self.said: dict[e.Expression, Said] = {}

    def of(self, x: e.Expression, scope: str | None) -> Said:
        """What is said of a number."""
        if x not in self.said:
            self.said[x] = self._of(x, scope)
        return self.said[x]

    def _of(self, x: e.Expression, scope: str | None) -> Said:
        match x:
            case e.Constant():
                return Said(literal(quantity_text(x.value, x.unit) if isinstance(x.value, Decimal) else ""))
            case e.Fact() | e.Elapsed():
                return Said(quantity(self.values.value(x, scope), x.unit))
            case e.Arithmetic():
                return self._arithmetic(x, scope)
            case e.Limited():
                return self._limited(x, scope)
            case e.Case():
                return self._case(x, scope)
            case e.Aggregate():
                return self._aggregate(x)
            case e.Lookup():
                return self._lookup(x, scope)
            case e.Amount():
                return Said(text(x.name, yuan(self.values.value(x, scope)), "元"))
            case e.Waiting():
                return Said(literal(f"{x.name}（待定）"), per=literal(x.unit.partition("/")[2]) if x.unit else None)
            case e.Named():
                return self.of(x.of, x.scope)
        raise TypeError(type(x).__name__)

    def _arithmetic(self, x: e.Arithmetic, scope: str | None) -> Said:
        if x.operator == "-":
            return Said(quantity(self.values.value(x, scope), x.unit))
        parts = [self.of(part, scope) for part in x.parts]
        sign, (first, *others) = " × " if x.operator == "*" else " + ", x.parts
        between = [piece for part in parts for piece in (part.text, literal(sign))][:-1]
        odd = any_of(*(part.odd for part in parts))
        if x.operator == "*":
            return Said(text(*between), odd=odd)
        if isinstance(first, e.Constant) and not others:
            return Said(literal(f"{grouped(first.value)}{x.unit}"))
        return Said(text("（", *between, f"）{x.unit}"), odd=odd)

    def _limited(self, x: e.Limited, scope: str | None) -> Said:
        """A limit that bites is a note."""
        of, limits = x.of, [x]
        while isinstance(of, e.Limited):
            limits.insert(0, of)
            of = of.of
        inner, raw, limited = self.of(of, scope), self.values.value(of, scope), self.values.value(x, scope)
        same = exp.EQ(this=raw.of.copy(), expression=limited.of.copy())
        counted = quantity(limited, x.unit)
        higher = exp.GT(this=raw.of.copy(), expression=limited.of.copy())
        how = chosen([(higher, literal("按上限"))], literal("按下限"))
        told = text(how, counted.copy(), "计")
        if limits[0].how == "up":
            up = self.values.value(limits[0], scope)
            rounded = exp.EQ(this=limited.of.copy(), expression=up.of)
            told = chosen([(rounded, text("不足1按1计，计", counted.copy()))], told)
        what = of.label if x.unit == "%" or not of.is_rate else "算得"
        note = text(what, quantity(raw, x.unit), "，", told)
        notes = (*inner.notes, chosen([(same.copy(), exp.null())], note))
        return inner._replace(text=chosen([(same, inner.text)], counted), notes=notes)

    def _case(self, x: e.Case, scope: str | None) -> Said:
        tests = [self.values.test(test, scope).of for test, _ in x.branches]
        cases = [self.of(case, scope) for _, case in x.branches]
        last = self.of(x.otherwise, scope) if x.otherwise is not None else Said(exp.null())
        subject = self.of(x.subject, scope) if x.subject is not None and _is_number(x.subject) else Said(exp.null())

        def pick(values: Sequence[exp.Expr | None], nothing: exp.Expr) -> exp.Expr | None:
            """Of whichever case applies; ``None`` where none has any."""
            if not any(value is not None for value in values):
                return None
            *found, other = [nothing.copy() if value is None else value.copy() for value in values]
            branches = [(test.copy(), value) for test, value in zip(tests, found, strict=True)]
            return chosen(branches, other)

        every = [*cases, last]
        notes = [pick(some, exp.null()) for some in zip_longest(*(case.notes for case in every))]
        own = last.text if x.otherwise is not None and x.otherwise is x.subject else None
        return Said(
            own or pick([case.text for case in every], exp.null()) or exp.null(),
            (*subject.notes, *(note for note in notes if note is not None)),
            any_of(subject.odd, pick([case.odd for case in every], exp.false())),
            pick([case.entry for case in every], exp.null()),
            pick([case.per for case in every], literal("")),
        )

    def _aggregate(self, x: e.Aggregate) -> Said:
        """A sum names what it adds up; why a record was left out only the evaluator can say."""
        total = self.values.value(x, None)
        assert isinstance(total.of, exp.Column)
        base, zero = total.of.name, exp.Literal.number(0)
        odd = None
        if x.where is not None:
            all_ = exp.column(f"{base}_all", f"{x.over}_all")
            odd = exp.NEQ(this=exp.column(f"{base}_hits", f"{x.over}_all"), expression=all_)
            self.made.append(Made(None, base, zero, x.over, ((f"{base}_all", exp.Count(this=exp.Star())),)))
        written = quantity(total, x.unit)
        if x.of is not None:
            where = self.values.test(x.where, x.over).of
            self.lists[f"{base}_told"] = OverRecords(x.over, where, self.values.value(x.of, x.over), x.unit)
            several = exp.column(f"{base}_told", f"{x.over}_all")
            unit = x.unit.replace(UNNAMED, PER)
            two = call("contains", several.copy(), literal(" + "))
            written = chosen([(two, text("（", several, f"）{unit}"))], written)
        return Said(written, odd=odd)

    def _lookup(self, x: e.Lookup, scope: str | None) -> Said:
        rate = self.values.value(x, scope)
        made = next(made for made in self.values.made if made.name == rate.of.name)
        assert made.rates is not None
        table = made.rates[0]

        def of(what: str) -> exp.Expr:
            name = f"{made.name}_{what}"
            self.made.append(made._replace(name=name, of=exp.column(what, table)))
            return exp.column(name, "h" if made.scope is None else "r")

        return Said(of("text"), entry=of("entry") if x.tells_entry else None, per=of("per"))


def _is_number(x: e.Expression) -> bool:
    match x:
        case e.Fact():
            return x.info.kind in ("number", "integer", "percent")
        case e.Case():
            return all(_is_number(case) for _, case in x.branches)
        case e.Constant():
            return isinstance(x.value, Decimal)
        case e.Named():
            return _is_number(x.of)
    return True
