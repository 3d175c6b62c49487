"""Cells as facts, where they are written as most people write them: what is written otherwise is *strange*, and read by
the forms."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from sqlglot import exp

from yzcomp.engine.to_sql.rows import Chain, given, place
from yzcomp.engine.to_sql.tables import DIGITS, YEAR, cast, decimal, short
from yzcomp.engine.to_sql.values import (
    Inexpressible,
    added,
    all_of,
    any_of,
    chosen,
    coalesce,
    is_null,
    literal,
    negated,
    number,
)
from yzcomp.engine.to_sql.words import call, text
from yzcomp.forms import FALSE, TRUE
from yzcomp.household.catalogue import Catalogue, FactInfo
from yzcomp.household.fields import NO_NAME
from yzcomp.identity import CHECK, WEIGHTS
from yzcomp.tables.cells import OLDEST
from yzcomp.tables.columns import DOUBTFUL, EXAMPLE, KEY, SUM_ENDS, SheetPlan
from yzcomp.tables.quick import QuickReader

_LETTERS = "\u4e00-\u9fa5A-Za-z0-9"
#: Text in which nothing has to be cleaned, nothing is damaged, and nothing be quoted in a CSV.
_TEXT = f"[{_LETTERS}][{_LETTERS}（）、；：。，·—/()-]*"
_NUMBER = r"(0|[1-9]\d{0,%d})(\.\d{1,%d})?"
_DATE = r"\d{4}(-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2}|年\d{1,2}月\d{1,2}日)"
_YEAR, _FIRST, _LAST = r"\d{4}", 1800, 2200
_ID_NUMBER, _BORN = r"\d{17}[\dX]", (1880, 2200)
_ACCOUNT, _ACCOUNT_LOST = r"\d{6,30}", r"\d{15}0{3,}"


class Read(NamedTuple):
    """How the cells of a form are read: the test for those that are written as usual, their value, the year where it is
    no more than that, and the test for values that the field doesn't take."""

    usual: exp.Expr
    value: exp.Expr
    refused: Callable[[exp.Expr], exp.Expr | None] = lambda value: None
    year: exp.Expr | None = None


def cell(number: int) -> str:
    """The column of a cell, as it was written; a blank one is NULL."""
    return f"c{number}"


class Reading:
    """The facts of the rows of one flat table as columns of ``chain``: every fact of the household, and of ``places``
    records of each list. ``strange`` are rows that must be read by the forms, ``written`` the cells of facts by the
    names of their columns. Raises :class:`Inexpressible` where no row can be read so."""

    def __init__(self, plan: SheetPlan, facts: Catalogue) -> None:
        quick = QuickReader(plan, facts)
        if quick.unusual:
            raise Inexpressible("有的列要换算单位")
        self.facts, self.width = facts, quick.width
        self.chain = Chain([cell(number) for number in range(self.width)])
        self.written: dict[str, str] = {}
        self.places: dict[str, int] = {}
        self._strange: list[exp.Expr | None] = [self._doubtful(plan)]
        for column in quick.fields:
            self._read(short(column.key), facts.fields[column.key], column.number)
        for key in quick.required:
            self._strange.append(is_null(self.chain.named(short(key)) or exp.null()))
        for record in quick.records:
            self.places[record.scope] = number = self.places.get(record.scope, 0) + 1
            fields = facts.records[record.scope].fields
            here = any_of(*(negated(is_null(exp.column(cell(c)))) for c in record.columns)) or exp.false()
            present = self.chain.add(place(record.scope, number), here)
            for column in (*record.own, *record.shared):
                self._read(place(record.scope, number, short(column.key)), fields[column.key], column.number)
            for key, fixed in record.fixed.items():
                self.chain.constants[place(record.scope, number, short(key))] = literal(fixed)
            for key in record.required:
                value = self.chain.named(place(record.scope, number, short(key))) or exp.null()
                if not value.is_string:
                    self._strange.append(all_of(present.copy(), is_null(value)))
        for name, fact in given(facts, self.places):
            if self.chain.named(name) is None:
                self.chain.constants[name] = cast(exp.null(), fact.type)
        self.strange = self.chain.add("strange", coalesce(any_of(*self._strange) or exp.false(), exp.true()))

    def _doubtful(self, plan: SheetPlan) -> exp.Expr:
        """Rows that begin as blank ones do, or sums, notes, headings."""
        key = cell(plan.column_of(KEY) or 0)
        first = [call("left", exp.column(name), exp.Literal.number(1)) for name in dict.fromkeys((cell(0), key))]
        begins = [exp.In(this=one, expressions=[literal(sign) for sign in sorted(DOUBTFUL) if sign]) for one in first]
        ends = exp.EQ(this=call("right", exp.column(key), exp.Literal.number(1)), expression=literal(SUM_ENDS))
        example = call("starts_with", exp.column(key), literal(EXAMPLE[:1]))
        found = any_of(*begins, ends, example, is_null(exp.column(cell(0))))
        assert found is not None
        return found

    def _read(self, name: str, info: FactInfo, number: int) -> None:
        written = self.written[name] = cell(number)
        x = exp.column(written)
        reader = _READERS.get(info.kind)
        if reader is None:  # such a cell is always read by its form
            self._strange.append(negated(is_null(x)))
            self.chain.constants[name] = cast(exp.null(), "VARCHAR")
            return
        read = reader(x, info)
        usual = self.chain.add(f"{name}__usual", coalesce(read.usual, exp.false()))
        self._strange.append(all_of(negated(is_null(x)), negated(usual.copy())))
        value = self.chain.add(name, chosen([(usual.copy(), read.value)], exp.null()))
        if read.year is not None:
            self.chain.add(f"{name}{YEAR}", chosen([(usual.copy(), read.year)], exp.null()))
        refused = read.refused(value)
        self._strange.append(all_of(usual.copy(), refused) if refused is not None else None)


def _matches(x: exp.Expr, pattern: str) -> exp.Expr:
    return call("regexp_full_match", x.copy(), literal(pattern))


def _number(x: exp.Expr, info: FactInfo) -> Read:
    whole, scale = DIGITS[info.kind]
    least, above = info.form.minimum, info.form.above

    def refused(value: exp.Expr) -> exp.Expr | None:
        low = exp.LT(this=value.copy(), expression=number(least).of) if least is not None and least > 0 else None
        none = exp.LTE(this=value.copy(), expression=number(above).of) if above is not None else None
        return any_of(low, none)

    if info.kind == "percent":
        digits = exp.Mul(
            this=cast(call("rtrim", x.copy(), literal("%")), decimal(whole + 2, scale - 2)),
            expression=number(Decimal("0.01")).of,
        )
        return Read(_matches(x, f"{_NUMBER % (whole + 1, scale - 2)}%"), cast(digits, decimal(whole, scale)), refused)
    kind = exp.DataType.build("INT") if info.kind == "integer" else decimal(whole, scale)
    pattern = _NUMBER % (whole - 1, scale) if scale else rf"(0|[1-9]\d{{0,{whole - 1}}})"
    return Read(_matches(x, pattern), cast(x.copy(), kind), refused)


def _day(x: exp.Expr) -> exp.Expr:
    """A date however its parts are kept apart; NULL for a day that there isn't."""
    return exp.TryCast(
        this=call("rtrim", call("translate", x.copy(), literal("/.年月日"), literal("-----")), literal("-")),
        to=exp.DataType.build("DATE"),
    )


def _date(x: exp.Expr, info: FactInfo) -> Read:
    return Read(_matches(x, _DATE), _day(x), _impossible)


def _impossible(value: exp.Expr) -> exp.Expr | None:
    year = exp.Extract(this=exp.var("YEAR"), expression=value.copy())
    fits = exp.Between(this=year, low=exp.Literal.number(OLDEST), high=exp.Literal.number(_LAST))
    return negated(coalesce(fits, exp.false()))


def _date_or_year(x: exp.Expr, info: FactInfo) -> Read:
    bare = _matches(x, _YEAR)
    day, year = (
        chosen([(bare, cast(exp.null(), "DATE"))], _day(x)),
        chosen([(bare.copy(), cast(x.copy(), "INT"))], exp.null()),
    )
    wrong = exp.Not(
        this=exp.paren(exp.Between(this=year.copy(), low=exp.Literal.number(_FIRST), high=exp.Literal.number(_LAST)))
    )

    def refused(value: exp.Expr) -> exp.Expr | None:
        return chosen([(bare.copy(), wrong)], _impossible(value) or exp.false())

    return Read(any_of(bare.copy(), _matches(x, _DATE)) or bare, day, refused, year)


def _yes_no(x: exp.Expr, info: FactInfo) -> Read:
    yes, no = (exp.In(this=x.copy(), expressions=[*map(literal, sorted(words))]) for words in (TRUE, FALSE))
    return Read(any_of(yes, no) or yes, yes.copy())


def _choice(x: exp.Expr, info: FactInfo) -> Read:
    words = [
        (exp.In(this=x.copy(), expressions=[*map(literal, dict.fromkeys(pair))]), literal(pair[0]))
        for pair in info.form.choices
    ]
    return Read(any_of(*(test.copy() for test, _ in words)) or exp.false(), chosen(words, exp.null()))


def _text(x: exp.Expr, info: FactInfo) -> Read:
    return Read(_matches(x, _TEXT), x.copy(), lambda value: call("starts_with", value.copy(), literal(EXAMPLE)))


def _person_name(x: exp.Expr, info: FactInfo) -> Read:
    nobody = exp.In(
        this=exp.Lower(this=call("replace", x.copy(), literal("-"), literal(""))), expressions=[*map(literal, NO_NAME)]
    )
    return Read(
        _matches(x, _TEXT), x.copy(), lambda value: any_of(nobody, call("starts_with", value.copy(), literal(EXAMPLE)))
    )


def _id_number(x: exp.Expr, info: FactInfo) -> Read:
    """Its day of birth, and its check character by ISO 7064 MOD 11-2."""
    digits = cast(call("left", x.copy(), exp.Literal.number(17)), "BIGINT")
    parts: list[exp.Expr] = []
    for weight, power in zip(WEIGHTS, reversed(range(17)), strict=True):
        digit = exp.Mod(
            this=exp.paren(exp.IntDiv(this=digits.copy(), expression=exp.Literal.number(10**power))),
            expression=exp.Literal.number(10),
        )
        parts.append(exp.Mul(this=exp.Literal.number(weight), expression=exp.paren(digit)))
    total = exp.Mod(
        this=exp.paren(added(parts)),
        expression=exp.Literal.number(11),
    )
    check = call(
        "substr",
        literal(CHECK),
        exp.Add(this=exp.paren(total), expression=exp.Literal.number(1)),
        exp.Literal.number(1),
    )
    part = [call("substr", x.copy(), *map(exp.Literal.number, where)) for where in ((7, 4), (11, 2), (13, 2))]
    born = exp.TryCast(this=text(part[0], "-", part[1], "-", part[2]), to=exp.DataType.build("DATE"))
    year = exp.Extract(this=exp.var("YEAR"), expression=born)
    fits = exp.Between(this=year, low=exp.Literal.number(_BORN[0]), high=exp.Literal.number(_BORN[1]))
    right = all_of(fits, exp.EQ(this=check, expression=call("right", x.copy(), exp.Literal.number(1))))
    usual = _matches(x, _ID_NUMBER)
    return Read(chosen([(usual, coalesce(right, exp.false()))], exp.false()), x.copy())


def _account(x: exp.Expr, info: FactInfo) -> Read:
    return Read(all_of(_matches(x, _ACCOUNT), negated(_matches(x, _ACCOUNT_LOST))), x.copy())


_READERS: dict[str, Callable[[exp.Expr, FactInfo], Read]] = {
    **dict.fromkeys(DIGITS, _number),
    "date": _date,
    "date_or_year": _date_or_year,
    "yes_no": _yes_no,
    "choice": _choice,
    "text": _text,
    "phone": _text,
    "person_name": _person_name,
    "id_number": _id_number,
    "account": _account,
}
