"""Expressions as SQL: values, conditions, what waits, and what counts a record in dispute.

What several rules share, what is summed or counted over records and what is looked up becomes a column of a view
(:class:`Made`); an expression names it like a fact. ``h`` is the household, ``r`` the record at hand.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any, NamedTuple, TypeVar

from sqlglot import exp

from yzcomp.engine import expression as e
from yzcomp.engine.to_sql.rate_tables import RateView, rate_view
from yzcomp.engine.to_sql.tables import DIGITS, YEAR, cast, decimal, short
from yzcomp.forms import BareYear
from yzcomp.household.catalogue import FactInfo

#: The most digits of a product: one less than what the databases' decimals hold.
MOST = 37
_COMPARE: dict[str, type[exp.Binary]] = {
    "is_": exp.EQ,
    "below": exp.LT,
    "at_most": exp.LTE,
    "at_least": exp.GTE,
    "above": exp.GT,
}
#: The digits of DuckDB's narrower decimals.
_NARROW = 18
_RECORDS = 4  # digits that a sum over records may have more than one of them


X = TypeVar("X", bound=e.Expression)


class Inexpressible(ValueError):
    """Something in the rules that can't be written as exact SQL, in words."""


class Sql(NamedTuple):
    """A value: its expression, whether it may be unknown, a number's digits before and after the point, and where
    it still waits for a rate (then it is NULL)."""

    of: exp.Expr
    unknown: bool = False
    digits: tuple[int, int] = (0, 0)
    waits: exp.Expr | None = None


class Made(NamedTuple):
    """A column that a view adds to the facts of the households (``scope`` ``None``) or of a list's records. ``over``
    and ``sums`` are what it takes from all records of a list, ``rates`` what is joined to it."""

    scope: str | None
    name: str
    of: exp.Expr
    over: str | None = None
    sums: tuple[tuple[str, exp.Expr], ...] = ()
    rates: "tuple[str, RateView, exp.Expr] | None" = None


def true() -> exp.Expr:
    return exp.true()


def all_of(*parts: exp.Expr | None) -> exp.Expr:
    """Those that are there, joined by AND; true where none is."""
    given = [part for part in parts if part is not None]
    return reduce(lambda a, b: exp.And(this=_held(a), expression=_held(b)), given) if given else exp.true()


def any_of(*parts: exp.Expr | None) -> exp.Expr | None:
    given = [part for part in parts if part is not None]
    return reduce(lambda a, b: exp.Or(this=_held(a), expression=_held(b)), given) if given else None


def _held(x: exp.Expr) -> exp.Expr:
    return exp.paren(x, copy=False) if isinstance(x, exp.And | exp.Or) else x


def added(parts: Sequence[exp.Expr]) -> exp.Expr:
    """The sum of some numbers; 0 where there is none."""
    return reduce(lambda a, b: exp.Add(this=a, expression=b), parts) if parts else exp.Literal.number(0)


def negated(x: exp.Expr) -> exp.Expr:
    return exp.Not(this=exp.paren(x, copy=False))


def chosen(branches: Sequence[tuple[exp.Expr, exp.Expr]], otherwise: exp.Expr) -> exp.Expr:
    """The value beside the first test that holds."""
    if not branches:
        return otherwise
    return exp.Case(ifs=[exp.If(this=test, true=value) for test, value in branches], default=otherwise)


def is_null(x: exp.Expr) -> exp.Expr:
    bare = isinstance(x, exp.Column | exp.Cast | exp.Case | exp.Coalesce)
    return exp.Is(this=x.copy() if bare else exp.paren(x.copy()), expression=exp.null())


def coalesce(x: exp.Expr, other: exp.Expr) -> exp.Expr:
    return exp.Coalesce(this=x, expressions=[other])


def number(value: Decimal | int) -> Sql:
    """A number with just its own digits."""
    given = Decimal(value)
    digits = digits_of(given)
    return Sql(cast(exp.Literal.number(f"{given:f}"), decimal(*digits)), digits=digits)


def digits_of(value: Decimal) -> tuple[int, int]:
    _, digits, exponent = value.as_tuple()
    scale = max(0, -int(exponent))
    return max(1, len(digits) + int(exponent)), scale


def as_number(x: exp.Expr, digits: tuple[int, int], what: str = "一个数") -> exp.Expr:
    """A number cast to so many digits; raises :class:`Inexpressible` where no decimal has as many."""
    if sum(digits) > MOST:
        raise Inexpressible(f"{what}可能有{sum(digits)}位，超过数据库的十进制数能精确表示的{MOST}位")
    return cast(x, decimal(*digits))


def literal(value: Any) -> exp.Expr:
    """A constant that isn't a number."""
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, date):
        return cast(exp.Literal.string(value.isoformat()), "DATE")
    return exp.Literal.string(str(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, Decimal | int) and not isinstance(value, bool)


def year_of(day: exp.Expr) -> exp.Expr:
    return exp.Extract(this=exp.var("YEAR"), expression=day)


class Values:
    """Writes the expressions of a program; ``made`` are the columns that they need, ``levels`` how many views each is
    behind the facts, ``facts`` the names of columns that there are."""

    def __init__(self, program: e.Program, facts: Collection[str]) -> None:
        self.program, self.facts = program, facts
        self.made: list[Made] = []
        self.levels: dict[str, int] = {}
        self.named: dict[Any, Sql] = {}
        self.kept: dict[Any, bool] = {}

    def has(self, x: e.Expression | None, kind: type[e.Expression]) -> bool:
        """Whether something of a kind is in an expression."""
        if x is None:
            return False
        if (x, kind) not in self.kept:
            self.kept[x, kind] = isinstance(x, kind) or any(self.has(part, kind) for part in x.inside())
        return self.kept[x, kind]

    def column(self, made: Made, of: Sql = Sql(exp.null())) -> exp.Expr:  # noqa: B008
        """Adds a column, and names it."""
        inside = [made.of, *(sum_ for _, sum_ in made.sums), *([made.rates[2]] if made.rates else [])]
        behind = [self.levels.get(c.name, 0) for x in inside for c in x.find_all(exp.Column)]
        self.levels[made.name] = 1 + max(behind, default=0)
        self.made.append(made)
        return exp.column(made.name, "h" if made.scope is None else "r")

    def name(self, base: str) -> str:
        """A name for a column that no other has."""
        base = short(base, 45)
        taken, number, found = {*self.facts, *(made.name for made in self.made)}, 1, base
        while found in taken:
            number += 1
            found = f"{base}_{number}"
        return found

    # Conditions

    def test(self, x: e.Expression | None, scope: str | None, suppose: bool = False) -> Sql:
        """A condition: true, false or unknown; what waits for something holds where that is to be ``suppose``d."""
        match x:
            case None:
                return Sql(exp.true())
            case e.Constant():
                return Sql(literal(x.value))
            case e.Logic(operator="not"):
                inner = self.test(x.parts[0], scope, suppose)
                return inner._replace(of=negated(inner.of))
            case e.Logic():
                parts = [self.test(part, scope, suppose) for part in x.parts]
                joined = all_of if x.operator == "and" else any_of
                of = joined(*(part.of for part in parts)) or exp.true()
                return Sql(of, any(part.unknown for part in parts), waits=_waiting(parts))
            case e.Named():
                return self._shared(x, scope, suppose, self.test)
            case e.Aggregate():
                return self._once(x, suppose, self._over_records)
            case e.Given():
                return self._given(x, scope, suppose)
            case e.Comparison():
                return self._comparison(x, scope, suppose)
            case e.Awaits():
                inner = self.test(x.of, scope, suppose)
                if suppose:
                    return inner
                return inner._replace(
                    of=chosen([(is_null(inner.of), exp.null())] if inner.unknown else [], exp.false())
                )
        raise TypeError(type(x).__name__)

    def _given(self, x: e.Given, scope: str | None, suppose: bool) -> Sql:
        if isinstance(x.of, e.Fact):
            missing = is_null(self._read(x.of.info))
            if x.of.info.kind == "date_or_year":
                missing = all_of(missing, is_null(self._read(x.of.info, YEAR)))
        else:
            found = self.value(x.of, scope, suppose)
            missing = is_null(found.of)
            if found.waits is not None:
                missing = all_of(missing, negated(found.waits))
        return Sql(negated(missing) if x.wanted else missing)

    def _comparison(self, x: e.Comparison, scope: str | None, suppose: bool) -> Sql:
        if x.operator == "in_":
            return self._among(x, scope, suppose)
        if self._yearly(x.left) or self._yearly(x.right):
            return self._by_year(x, scope, suppose)
        left, right = (self.value(side, scope, suppose) for side in (x.left, x.right))
        waits = _waiting([left, right])
        unknown = left.unknown or right.unknown or waits is not None
        return Sql(_COMPARE[x.operator](this=left.of, expression=right.of), unknown, waits=waits)

    def _among(self, x: e.Comparison, scope: str | None, suppose: bool) -> Sql:
        assert isinstance(x.right, e.Constant)
        values = sorted(x.right.value, key=str)
        if self._yearly(x.left):
            same = [e.Comparison("is_", x.left, e.Constant(value), by_year=False) for value in values]
            return self.test(e.Logic("or", tuple(same)), scope, suppose)
        left = self.value(x.left, scope, suppose)
        written = [number(v).of if _is_number(v) else literal(v) for v in values]
        return Sql(exp.In(this=left.of, expressions=written), left.unknown)

    def _yearly(self, x: e.Expression) -> bool:
        if isinstance(x, e.Constant):
            return isinstance(x.value, BareYear)
        return isinstance(x, e.Fact) and x.info.kind == "date_or_year"

    def _by_year(self, x: e.Comparison, scope: str | None, suppose: bool) -> Sql:
        """A date or bare year with another: equal years of different precision can't be told apart."""
        operator = _COMPARE[x.operator]
        (day, year), (other, other_year) = (self._dates(side, scope, suppose) for side in (x.left, x.right))

        def compared(one: exp.Expr, two: exp.Expr) -> exp.Expr:
            return operator(this=one.copy(), expression=two.copy())

        known = [coalesce(y.copy(), year_of(d.copy())) for d, y in ((day, year), (other, other_year))]
        differ = exp.NEQ(this=known[0].copy(), expression=known[1].copy())
        branches = [
            (all_of(negated(is_null(day)), negated(is_null(other))), compared(day, other)),
            (all_of(negated(is_null(year)), negated(is_null(other_year))), compared(year, other_year)),
            (differ, compared(known[0], known[1])),
        ]
        return Sql(chosen(branches, exp.null()), True)

    def _dates(self, x: e.Expression, scope: str | None, suppose: bool) -> tuple[exp.Expr, exp.Expr]:
        """What is known of a day: itself, or only its year."""
        none: tuple[exp.Expr, exp.Expr] = (cast(exp.null(), "DATE"), cast(exp.null(), "INT"))
        if isinstance(x, e.Constant):
            year = isinstance(x.value, BareYear)
            return (none[0], exp.Literal.number(x.value.year)) if year else (literal(x.value), none[1])
        if isinstance(x, e.Fact):
            return self._read(x.info), self._read(x.info, YEAR) if x.info.kind == "date_or_year" else none[1]
        return self.value(x, scope, suppose).of, none[1]

    def _over_records(self, x: e.Aggregate, suppose: bool) -> Sql:
        """Whether some record passes, or every one does."""
        where = self.test(x.where, x.over, suppose) if x.where is not None else None
        hit = where.of if where is not None else exp.true()
        decisive = negated(hit) if x.what == "every" else hit
        base = self.name(f"{x.what}_of_{x.over}")
        sums = {"hits": _counted(decisive)}
        found, unknown = exp.GT(this=self._sum(base, "hits", x.over), expression=exp.Literal.number(0)), False
        branches: list[tuple[exp.Expr, exp.Expr]] = [(found, literal(x.what == "some"))]
        if where is not None and where.unknown:
            sums["unknown"], unknown = _counted(is_null(hit)), True
            branches.append((_positive(self._sum(base, "unknown", x.over)), exp.null()))
        if where is not None and x.over == "members":
            branches.insert(0, (self._untold(base, sums), exp.null()))
            unknown = True
        of = chosen(branches, literal(x.what == "every"))
        named = self.column(Made(None, base, of, x.over, _prefixed(base, sums)))
        return Sql(named, unknown)

    def _sum(self, base: str, what: str, over: str) -> exp.Expr:
        return coalesce(exp.column(f"{base}_{what}", f"{over}_all"), exp.Literal.number(0))

    def _untold(self, base: str, sums: dict[str, exp.Expr]) -> exp.Expr:
        """A list of members that is empty only because it was left out."""
        sums["number"] = exp.Count(this=exp.Star())
        none = exp.EQ(this=self._sum(base, "number", "members"), expression=exp.Literal.number(0))
        return all_of(none, untold_members())

    # Numbers, words, dates

    def value(self, x: e.Expression, scope: str | None, suppose: bool = False) -> Sql:
        """A number, word or date."""
        match x:
            case e.Constant():
                return number(x.value) if _is_number(x.value) else Sql(literal(x.value))
            case e.Fact():
                return self._fact(x.info)
            case e.Arithmetic():
                return self._arithmetic(x, scope, suppose)
            case e.Limited():
                return self._limited(x, scope, suppose)
            case e.Case():
                return self._case(x, scope, suppose)
            case e.Aggregate():
                return self._once(x, suppose, self._total)
            case e.Lookup():
                return self._once(x, suppose, lambda x, suppose: self._lookup(x, scope, suppose))
            case e.Elapsed():
                return self._elapsed(x)
            case e.Amount():
                return self.amount(x)
            case e.Waiting():
                return Sql(cast(exp.null(), decimal(1, 0)), False, (1, 0), exp.true())
            case e.Named():
                return self._shared(x, scope, suppose, self.value)
        raise TypeError(type(x).__name__)

    def amount(self, x: e.Amount) -> Sql:
        """What another item comes to: of the view of its totals."""
        table = short(f"sum_of_{x.item}")
        total, waits = exp.column("amount", table), exp.column("waits", table)
        zero = exp.Literal.number(0)
        return Sql(
            chosen([(_positive(coalesce(waits.copy(), zero)), exp.null())], coalesce(total, number(Decimal(0)).of)),
            digits=(16, 2),
            waits=_positive(coalesce(waits, zero.copy())),
        )

    def _read(self, info: FactInfo, suffix: str = "") -> exp.Expr:
        return exp.column(short(info.key + suffix), "h" if info.scope is None else "r")

    def _fact(self, info: FactInfo) -> Sql:
        read, digits = self._read(info), DIGITS.get(info.kind, (0, 0))
        if info.required or info.default is None:
            return Sql(read, not info.required, digits)
        default = number(info.default).of if info.kind in DIGITS else literal(info.default)
        return Sql(coalesce(read, default), False, digits)

    def _arithmetic(self, x: e.Arithmetic, scope: str | None, suppose: bool) -> Sql:
        parts = [self.value(part, scope, suppose) for part in x.parts]
        found = parts[0]
        for part in parts[1:]:
            found = product(found, part) if x.operator == "*" else _added(x.operator, found, part)
        unknown = any(part.unknown for part in parts)
        return found._replace(unknown=unknown, waits=_waiting(parts))

    def _limited(self, x: e.Limited, scope: str | None, suppose: bool) -> Sql:
        inner = self.value(x.of, scope, suppose)
        if x.how == "up":
            digits = inner.digits[0] + 1, 0
            return inner._replace(of=as_number(exp.Ceil(this=inner.of), digits), digits=digits)
        assert x.limit is not None
        limit = number(x.limit)
        beyond = exp.GT if x.how == "least" else exp.LT
        bites = beyond(this=inner.of.copy(), expression=limit.of.copy())
        digits = _wider(inner.digits, limit.digits)
        return inner._replace(of=as_number(chosen([(bites, limit.of)], inner.of), digits), digits=digits)

    def _case(self, x: e.Case, scope: str | None, suppose: bool) -> Sql:
        tests = [self.test(test, scope, suppose) for test, _ in x.branches]
        cases = [self.value(case, scope, suppose) for _, case in x.branches]
        last = self.value(x.otherwise, scope, suppose) if x.otherwise is not None else Sql(exp.null(), unknown=True)
        every = [*cases, last] if x.otherwise is not None else cases
        waits = None
        if any(part.waits is not None for part in (*tests, *every)):
            waiting = [case.waits or exp.false() for case in cases]
            waits = chosen([*_sure(tests, waiting, exp.false())], last.waits or exp.false())
        digits = reduce(_wider, (case.digits for case in every))
        of = chosen([*_sure(tests, [case.of for case in cases], exp.null())], last.of)
        unknown = any(part.unknown for part in (*tests, *every))
        return Sql(as_number(of, digits) if digits != (0, 0) else of, unknown, digits, waits)

    def _total(self, x: e.Aggregate, suppose: bool) -> Sql:
        """A sum or count over the records that pass; unknown while one of them is."""
        where = self.test(x.where, x.over, suppose) if x.where is not None else None
        hit = where.of if where is not None else exp.true()
        base = self.name(f"{x.what}_{x.of.info.key}_of_{x.over}" if x.of is not None else f"count_of_{x.over}")
        sums: dict[str, exp.Expr] = {"hits": _counted(hit)}
        doubt = is_null(hit) if where is not None and where.unknown else None
        total, digits = self._sum(base, "hits", x.over), (_RECORDS, 0)
        if x.of is not None:
            fact = self.value(x.of, x.over)
            digits = fact.digits[0] + _RECORDS, fact.digits[1]
            sums["sum"] = exp.Sum(this=chosen([(hit.copy(), fact.of)], exp.null()))
            total = self._sum(base, "sum", x.over)
            if fact.unknown:
                doubt = any_of(doubt, all_of(hit.copy(), is_null(fact.of)))
        branches: list[tuple[exp.Expr, exp.Expr]] = []
        if doubt is not None:
            sums["unknown"] = _counted(doubt)
            branches.append((_positive(self._sum(base, "unknown", x.over)), exp.null()))
        if x.over == "members":
            branches.append((self._untold(base, sums), exp.null()))
        of = as_number(chosen(branches, total), digits)
        named = self.column(Made(None, base, of, x.over, _prefixed(base, sums)))
        return Sql(named, bool(branches), digits)

    def passes(self, x: e.Aggregate, suppose: bool) -> exp.Expr:
        """Whether any record passes for a sum or count."""
        where = self.test(x.where, x.over, suppose)
        base = self.name(f"any_of_{x.over}")
        hits = _positive(self._sum(base, "hits", x.over))
        return self.column(Made(None, base, hits, x.over, _prefixed(base, {"hits": _counted(where.of)})))

    def _elapsed(self, x: e.Elapsed) -> Sql:
        first, last = self._read(x.first.info), self._read(x.last.info)
        days = exp.DateDiff(this=last, expression=first, unit=exp.var("DAY"))
        zero = exp.Literal.number(0)
        later = chosen([(exp.LTE(this=last.copy(), expression=first.copy()), zero)], days)
        return Sql(as_number(later, (7, 0)), True, (7, 0))

    def _lookup(self, x: e.Lookup, scope: str | None, suppose: bool) -> Sql:
        view = rate_view(x, lambda part: self._key(part, scope, suppose))
        base = self.name("rate")
        joined = f"rates_{1 + sum(made.name.startswith('rate') for made in self.made) // 2}"
        on = all_of(*(exp.EQ(this=exp.column(name, joined), expression=code) for name, code in view.codes))
        rates = joined, view, on
        rate = self.column(Made(scope, base, exp.column("rate", joined), rates=rates))
        missing = self.column(
            Made(
                scope,
                f"{base}_missing",
                _positive(coalesce(exp.column("missing", joined), exp.Literal.number(0))),
                rates=rates,
            )
        )
        self.levels[f"{base}_missing"] = self.levels[base]
        waits = all_of(is_null(rate), negated(missing)) if view.incomplete else None
        return Sql(rate, view.refuses, view.digits, waits)

    def _key(self, x: e.Expression, scope: str | None, suppose: bool) -> exp.Expr:
        """A part of a standard's key: a word levelled as standards are, the year of a date, or a number."""
        if isinstance(x, e.Fact) and x.info.kind == "date_or_year":
            return coalesce(self._read(x.info, YEAR), year_of(self._read(x.info)))
        return self.value(x, scope, suppose).of

    def _once(self, x: X, suppose: bool, write: Callable[[X, bool], Sql]) -> Sql:
        """What has columns of its own is written once, whether anything is supposed or not unless that matters."""
        key = x, suppose and self.has(x, e.Awaits)
        if key not in self.named:
            self.named[key] = write(x, suppose)
        return self.named[key]

    def _shared(
        self, x: e.Named, scope: str | None, suppose: bool, read: Callable[[e.Expression, str | None, bool], Sql]
    ) -> Sql:
        """A term: a column of its own, unless it rests on what other items come to."""
        if self.has(x, e.Amount):
            return read(x.of, x.scope, suppose)
        key = x, suppose and self.has(x, e.Awaits)
        if key not in self.named:
            found = read(x.of, x.scope, suppose)
            name = self.name(f"term_{x.name}{'_supposed' if key[1] else ''}")
            waits = found.waits
            if waits is not None:
                waits = self.column(Made(x.scope, f"{name}_waits", waits))
            self.named[key] = found._replace(of=self.column(Made(x.scope, name, found.of)), waits=waits)
        return self.named[key]

    # Disputes

    def rests(self, x: e.Expression | None, scope: str | None) -> exp.Expr | None:
        """Where what is evaluated takes a record in dispute in; ``None`` where it can't."""
        if x is None or not self.program.disputed or not self.has(x, e.Aggregate):
            return None
        match x:
            case e.Logic(operator="not") | e.Awaits() | e.Given() | e.Limited():
                return self.rests(next(x.inside()), scope)
            case e.Logic():
                return self._rests_in_order(x, scope)
            case e.Case():
                if not any(self.rests(part, scope) is not None for part in x.inside()):
                    return None
                after = self.rests(x.otherwise, scope) or exp.false()
                for test, case in reversed(x.branches):
                    here = chosen([(self.test(test, scope).of, self.rests(case, scope) or exp.false())], after)
                    after = any_of(self.rests(test, scope), here) or exp.false()
                return after
            case e.Named():
                return self._shared_dispute(x)
            case e.Aggregate():
                return self._disputed(x)
        return any_of(*(self.rests(part, scope) for part in x.inside()))

    def _rests_in_order(self, x: e.Logic, scope: str | None) -> exp.Expr | None:
        after: exp.Expr | None = None
        for part in reversed(x.parts):
            if after is not None:
                test = self.test(part, scope).of
                decided = test if x.operator == "or" else negated(test)
                after = chosen([(decided, exp.false())], after)
            after = any_of(self.rests(part, scope), after)
        return after

    def _shared_dispute(self, x: e.Named) -> exp.Expr | None:
        if self.has(x, e.Amount):
            return self.rests(x.of, x.scope)
        if (x, "disputed") not in self.named:
            found = self.rests(x.of, x.scope)
            name = self.name(f"term_{x.name}_disputed")
            self.named[x, "disputed"] = Sql(
                self.column(Made(x.scope, name, found)) if found is not None else exp.false()
            )
        found_ = self.named[x, "disputed"].of
        return None if isinstance(found_, exp.Boolean) else found_

    def _disputed(self, x: e.Aggregate) -> exp.Expr | None:
        """Sums and counts rest on every record in dispute that they take in; what one record decides rests on it only
        where no undisputed one decides it, too."""
        if (x, "disputed") in self.named:
            return self.named[x, "disputed"].of
        disputed, nested = self.program.disputed.get(x.over), self.rests(x.where, x.over)
        if disputed is None and nested is None:
            return None
        where = self.test(x.where, x.over).of
        decisive = negated(where) if x.what == "every" else where
        marked = coalesce(self.test(disputed, x.over).of, exp.false()) if disputed is not None else exp.false()
        base = self.name(f"disputed_{x.over}")
        sums = {"hits": _counted(all_of(decisive, marked))}
        hit = _positive(self._sum(base, "hits", x.over))
        if x.what in ("some", "every"):
            sums["others"] = _counted(all_of(decisive.copy(), negated(marked.copy())))
            others = self._sum(base, "others", x.over)
            hit = all_of(hit, exp.EQ(this=others, expression=exp.Literal.number(0)))
        if nested is not None:
            sums["nested"] = _counted(nested)
            hit = any_of(hit, _positive(self._sum(base, "nested", x.over))) or hit
        self.named[x, "disputed"] = Sql(self.column(Made(None, base, hit, x.over, _prefixed(base, sums))))
        return self.named[x, "disputed"].of


def product(one: Sql, other: Sql, what: str = "一个数") -> Sql:
    """The product of two numbers, with all its digits; one of them is made wide where DuckDB would compute in the
    narrower type of the two and run out of it."""
    digits = one.digits[0] + other.digits[0], one.digits[1] + other.digits[1]
    left, right = one.of, other.of
    if sum(digits) > _NARROW >= max(sum(one.digits), sum(other.digits)):
        left = cast(left, decimal(_NARROW + 1 - one.digits[1], one.digits[1]))
    of = exp.Mul(this=_bracketed(left), expression=_bracketed(right))
    return Sql(as_number(of, digits, what), digits=digits)


def _added(operator: str, one: Sql, other: Sql) -> Sql:
    digits = max(one.digits[0], other.digits[0]) + 1, max(one.digits[1], other.digits[1])
    kind: type[exp.Binary] = exp.Add if operator == "+" else exp.Sub
    return Sql(as_number(kind(this=_bracketed(one.of), expression=_bracketed(other.of)), digits), digits=digits)


def untold_members() -> exp.Expr:
    """Residents are there though no member is named."""
    residents = coalesce(exp.column("legal_residents", "h"), exp.Literal.number(0))
    return _positive(residents)


def _positive(x: exp.Expr) -> exp.Expr:
    return exp.GT(this=x, expression=exp.Literal.number(0))


def _counted(test: exp.Expr) -> exp.Expr:
    return exp.Count(this=chosen([(test.copy(), exp.Literal.number(1))], exp.null()))


def _prefixed(base: str, sums: dict[str, exp.Expr]) -> tuple[tuple[str, exp.Expr], ...]:
    return tuple((f"{base}_{what}", of) for what, of in sums.items())


def _wider(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], other[0]), max(one[1], other[1])


def _bracketed(x: exp.Expr) -> exp.Expr:
    return exp.paren(x, copy=False) if isinstance(x, exp.Binary) else x


def _waiting(parts: Sequence[Sql]) -> exp.Expr | None:
    """Where one of several parts waits and none is missing."""
    waits = any_of(*(part.waits for part in parts))
    if waits is None:
        return None
    known = [negated(_missing(part)) for part in parts if part.unknown]
    return all_of(waits, *known)


def _missing(part: Sql) -> exp.Expr:
    return all_of(is_null(part.of), negated(part.waits.copy()) if part.waits is not None else None)


def _sure(tests: Sequence[Sql], values: Sequence[exp.Expr], unknown: exp.Expr) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    """The branches of a case, before each the one for a test that can't be known."""
    for test, value in zip(tests, values, strict=True):
        if test.unknown:
            yield is_null(test.of), unknown if test.waits is None or isinstance(unknown, exp.Null) else test.waits
        yield test.of.copy(), value
