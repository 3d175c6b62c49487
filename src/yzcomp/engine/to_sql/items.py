"""The views: facts with what several rules share, then one an item, what is refused, all lines, and totals."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from itertools import product as every_choice
from typing import NamedTuple

from sqlglot import exp

from yzcomp.engine import expression as e
from yzcomp.engine.lower import lower
from yzcomp.engine.to_sql.rate_tables import created
from yzcomp.engine.to_sql.tables import HOUSEHOLDS, KEY, NUMBER, cast, short, tables
from yzcomp.engine.to_sql.values import (
    Inexpressible,
    Made,
    Sql,
    Values,
    all_of,
    any_of,
    chosen,
    coalesce,
    is_null,
    literal,
    negated,
    number,
    product,
    untold_members,
)
from yzcomp.engine.wording import cited_articles
from yzcomp.rulebook.logic import in_order, shares_of
from yzcomp.rulebook.models import Requirement, Rulebook
from yzcomp.rulebook.standards import Standards

MONEY = "DECIMAL(18, 2)"
_RATES = "一项标准：查的每种写法一行；空的是没有填写，* 是别的写法，missing 是缺了要退回"
_SHARED = "几个项目共用的条件、数量、合计"


class View(NamedTuple):
    """A view by its name: its query, and the key of the item that it is about. What others build upon is ``kept`` as a
    table: each of them would compute it again."""

    name: str
    query: exp.Expr
    title: str = ""
    item: str | None = None
    kept: bool = True
    rows: tuple[exp.Expr, ...] = ()

    @property
    def kind(self) -> str:
        return "TABLE" if self.kept else "VIEW"

    def statements(self) -> list[exp.Expr]:
        """The statements that make it; a table of ``rows`` is made by those."""
        if self.rows:
            return [*self.rows]
        return [exp.Create(this=exp.to_table(self.name), kind=self.kind, expression=self.query)]


def views(rulebook: Rulebook, readings: Mapping[str, str], standards: Standards) -> list[View]:
    """The views of a rulebook, each after those that it reads; raises :class:`Inexpressible`."""
    return [*Views(rulebook, lower(rulebook, readings, standards)).all()]


class Views:
    """Writes the views of one program."""

    def __init__(self, rulebook: Rulebook, program: e.Program) -> None:
        self.rulebook, self.program = rulebook, program
        self.values = Values(program, {c.name for table in tables(rulebook.catalogue) for c in table.columns})

    def all(self) -> Iterator[View]:
        """Everything, in order."""
        values, program = self.values, self.program
        order = in_order(self.rulebook)
        items = {key: ItemSql(program.items[key], self.rulebook, values) for key in order}
        for item in items.values():
            item.write()
        held = values.test(program.withheld, None) if program.withheld is not None else Sql(exp.false())
        pairs = zip(self.rulebook.requirements.values(), program.requirements, strict=True)
        rules = [self._requirement(rule, lowered) for rule, lowered in pairs]
        stages = _Stages(values.made, values.levels)
        yield from stages.views()
        shared = {name for item in items.values() for name in item.shares}
        for key in order:
            yield View(short(f"work_{key}"), items[key].query(stages), item=key)
            if key in shared:
                yield View(short(f"sum_of_{key}"), _sum_of(key), item=key)
        yield View("refused", self._refused(items, rules, held, stages), "退回的户：哪一条、为什么；它们不在下面各表里")
        for key in self.rulebook.items:
            yield View(short(f"item_{key}"), self._lines(key, held, stages), item=key, kept=False)
        yield View(
            "items",
            _together(exp.select("*").from_(short(f"item_{key}")) for key in self.rulebook.items),
            "全部各条",
            kept=False,
        )
        yield View("totals", self._totals(stages), "各户合计：应付，暂不拨付，待定项数，按领款人，按付款人", kept=False)

    def _requirement(self, rule: Requirement, lowered: e.LoweredRule) -> "_Rule":
        when, must = (self.values.test(x, lowered.scope) for x in (lowered.when, lowered.must))
        applies = when.of if lowered.when is not None else None
        open_ = all_of(applies.copy() if applies is not None else None, is_null(must.of)) if must.unknown else None
        unknown = any_of(is_null(when.of) if when.unknown else None, open_)
        return _Rule(rule, lowered.scope, all_of(applies, negated(must.of)), unknown)

    def _refused(
        self, items: Mapping[str, "ItemSql"], rules: Sequence["_Rule"], held: Sql, stages: "_Stages"
    ) -> exp.Expr:
        found = []
        for rule in rules:
            article, message = rule.rule.article, rule.rule.message
            found.append(_refusing(stages.source(rule.scope), article, message, rule.fails))
            if rule.unknown is not None:
                missing = f"缺少核对“{message}”要用的事实"
                found.append(_refusing(stages.source(rule.scope), article, missing, rule.unknown))
        if held.unknown and self.rulebook.withholding is not None:
            missing, article = "缺少判断是否暂不拨付要用的事实", self.rulebook.withholding.article
            found.append(_refusing(stages.source(None), article, missing, is_null(held.of)))
        for key, item in items.items():
            told, article = f"缺少计算{item.item.item.name}要用的事实", item.item.item.article
            lost = exp.column("outcome").eq("missing")
            found.append(_refusing(exp.select().from_(short(f"work_{key}")), article, told, lost, ""))
            if item.scope == "members":
                nobody = exp.select(KEY).from_("members")
                untold = all_of(untold_members(), negated(exp.column(KEY, "h").isin(query=nobody)))
                found.append(_refusing(stages.source(None), article, told, untold))
        return _together(found)

    def _lines(self, key: str, held: Sql, stages: "_Stages") -> exp.Expr:
        """The lines of one item: of households that nothing refuses."""
        item = self.rulebook.items[key]
        status = chosen(
            [
                (exp.column("outcome", "w").eq("pending"), literal("pending")),
                (any_of(exp.column("disputed", "w"), held.of.copy()) or exp.false(), literal("withheld")),
            ],
            literal("payable"),
        )
        columns = [
            *(exp.column(name, "h") for name in (KEY, "head", "village")),
            exp.alias_(literal(key), "item_id"),
            exp.alias_(literal(item.name), "item"),
            *(exp.column(name, "w") for name in ("article", "payee", NUMBER)),
            exp.alias_(cast(exp.column("amount", "w"), MONEY), "amount"),
            exp.alias_(status, "status"),
            exp.column("payer", "w"),
        ]
        due = exp.column("outcome", "w").isin("due", "pending")
        fine = negated(exp.column(KEY, "w").isin(query=exp.select(KEY).from_("refused")))
        joined = exp.column(KEY, "h").eq(exp.column(KEY, "w"))
        found = exp.select(*columns).from_(exp.alias_(exp.to_table(short(f"work_{key}")), "w", table=True))
        return found.join(stages.last(None), on=joined).where(all_of(due, fine))

    def _totals(self, stages: "_Stages") -> exp.Expr:
        """A household a row: what is payable, withheld, pending, by payee and by payer."""

        def summed(name: str, status: str, column: str | None = None, value: str = "") -> exp.Expr:
            tests = [exp.column("status", "i").eq(status)]
            tests += [exp.column(column, "i").eq(value)] if column else []
            paid = exp.Sum(this=chosen([(all_of(*tests), exp.column("amount", "i"))], exp.null()))
            return exp.alias_(cast(coalesce(paid, number(Decimal("0.00")).of), MONEY), name)

        pending = exp.Count(this=chosen([(exp.column("status", "i").eq("pending"), exp.Literal.number(1))], exp.null()))
        own = [exp.column(name, "h") for name in (KEY, "head", "village")]
        parties = [("payee", key) for key in self.rulebook.payees] + [("payer", key) for key in self.rulebook.payers]
        columns = [
            *own,
            summed("payable", "payable"),
            summed("withheld", "withheld"),
            exp.alias_(pending, "pending_items"),
            *(summed(f"{column}_{key}", "payable", column, key) for column, key in parties),
        ]
        joined = exp.column(KEY, "i").eq(exp.column(KEY, "h"))
        found = exp.select(*columns).from_(stages.last(None))
        found = found.join(exp.alias_(exp.to_table("items"), "i", table=True), on=joined, join_type="left")
        fine = negated(exp.column(KEY, "h").isin(query=exp.select(KEY).from_("refused")))
        return found.where(fine).group_by(*(column.copy() for column in own))


class _Rule(NamedTuple):
    """A requirement: where it is not met, and where that can't be known."""

    rule: Requirement
    scope: str | None
    fails: exp.Expr
    unknown: exp.Expr | None


def _together(queries: Iterator[exp.Expr] | Sequence[exp.Expr]) -> exp.Expr:
    first, *others = queries
    for query in others:
        first = exp.union(first, query, distinct=False, copy=False)
    return first


def _refusing(source: exp.Select, article: str, problem: str, test: exp.Expr, table: str = "h") -> exp.Expr:
    columns = [exp.column(KEY, table or None), exp.alias_(literal(article), "article")]
    return source.select(*columns, exp.alias_(literal(problem), "problem")).where(test)


def _sum_of(key: str) -> exp.Expr:
    """What the lines of an item come to, and how many of them wait."""
    waits = exp.Count(this=chosen([(exp.column("outcome").eq("pending"), exp.Literal.number(1))], exp.null()))
    columns = [exp.column(KEY), exp.alias_(cast(exp.Sum(this=exp.column("amount")), MONEY), "amount")]
    found = exp.select(*columns, exp.alias_(waits, "waits")).from_(short(f"work_{key}"))
    return found.where(exp.column("outcome").isin("due", "pending")).group_by(exp.column(KEY))


class _Stages:
    """The columns that were made, in views by how far each is behind the facts."""

    def __init__(self, made: Sequence[Made], levels: Mapping[str, int]) -> None:
        self.made, self.levels = made, levels
        self.scopes: dict[str | None, list[int]] = {}
        for column in made:
            stages = self.scopes.setdefault(column.scope, [])
            if levels[column.name] not in stages:
                stages.append(levels[column.name])
                stages.sort()

    def views(self) -> Iterator[View]:
        """The tables of rates, then each stage."""
        yield View("facts", _facts(), "各户的事实")
        done = set[str]()
        for level in range(1, 1 + max(self.levels.values(), default=0)):
            for scope in self.scopes:
                columns = [c for c in self.made if c.scope == scope and self.levels[c.name] == level]
                for column in columns:
                    if column.rates is not None and column.rates[0] not in done:
                        done.add(column.rates[0])
                        name = column.rates[0]
                        yield View(name, exp.null(), _RATES, rows=tuple(created(column.rates[1], name)))
                if columns:
                    yield View(_stage(scope, level), self._query(scope, level, columns), _SHARED)

    def _query(self, scope: str | None, level: int, columns: Sequence[Made]) -> exp.Expr:
        own = "h" if scope is None else "r"
        star = exp.Column(this=exp.Star(), table=exp.to_identifier(own))
        found = self.source(scope, level).select(star, *(exp.alias_(c.of, c.name) for c in columns))
        for over in dict.fromkeys(c.over for c in columns if c.over is not None):
            sums = [exp.alias_(of, name) for c in columns if c.over == over for name, of in c.sums]
            inner = self.source(over, level).select(exp.column(KEY, "r"), *sums).group_by(exp.column(KEY, "r"))
            same = exp.column(KEY, f"{over}_all").eq(exp.column(KEY, "h"))
            found = found.join(inner.subquery(f"{over}_all"), on=same, join_type="left")
        for joined, on in {c.rates[0]: c.rates[2] for c in columns if c.rates is not None}.items():
            found = found.join(exp.to_table(joined), on=on, join_type="left")
        return found

    def last(self, scope: str | None, before: int | None = None) -> exp.Expr:
        """The latest view of the households or of a list, as ``h`` or ``r``."""
        found = [level for level in self.scopes.get(scope, ()) if before is None or level < before]
        start = "facts" if scope is None else scope
        name = _stage(scope, found[-1]) if found else start
        return exp.alias_(exp.to_table(name), "h" if scope is None else "r", table=True)

    def source(self, scope: str | None, before: int | None = None) -> exp.Select:
        """A query of the households, or of the records of a list with theirs."""
        if scope is None:
            return exp.select().from_(self.last(None, before))
        on = exp.column(KEY, "h").eq(exp.column(KEY, "r"))
        return exp.select().from_(self.last(scope, before)).join(self.last(None, before), on=on)


def _stage(scope: str | None, level: int) -> str:
    return f"facts_{level}" if scope is None else f"{scope}_{level}"


def _facts() -> exp.Expr:
    return exp.select("*").from_(HOUSEHOLDS)


class _Draft(NamedTuple):
    """The columns of an item as it stands, or as it would be: what holds, its factors, its bounds."""

    holds: Sql
    factors: list[Sql]
    bounds: list[Sql]


class ItemSql:
    """Writes one item: after :meth:`write` its ``drafts``, the products of these (by the names ``factor_1``,
    ``bound_1`` of their columns), its ``parties`` and the ``article`` that it cites."""

    def __init__(self, item: e.LoweredItem, rulebook: Rulebook, values: Values) -> None:
        self.item, self.rulebook, self.values, self.scope = item, rulebook, values, item.item.for_each
        self.shares = sorted(shares_of(item.item, rulebook))

    def write(self) -> None:
        """Writes all expressions, so that the columns that they need are known."""
        item, values, scope = self.item, self.values, self.scope
        try:
            parts = [item.condition, *item.factors, *(f for _, _, factors in item.bounds for f in factors)]
            self.waits = any(values.has(part, e.Awaits) for part in parts)
            supposing = (False, True) if self.waits else (False,)
            self.prefixes = ("", "supposed_")[: len(supposing)]
            self.drafts = [self._draft(suppose) for suppose in supposing]
            self.parties = [values.value(part, scope) for part in item.parties]
            cites = [coalesce(values.test(part, scope, True).of, exp.false()) for part in item.cites]
            self.article = self._article(cites)
            self.lifted = [self._lifted(suppose) for suppose in supposing]
            self.disputed = self._disputed()
            self.products = [(self._exact(prefix), *self._rounded(prefix)) for prefix in self.prefixes]
        except ValueError as bad:
            raise Inexpressible(f"{item.item.name}：{bad}") from None

    def _draft(self, suppose: bool) -> _Draft:
        item, values, scope = self.item, self.values, self.scope
        holds = values.test(item.condition, scope, suppose)
        factors = [values.value(part, scope, suppose) for part in item.factors]
        bounds = [values.value(e.Arithmetic("*", (_ONE, *factors_)), scope, suppose) for _, _, factors_ in item.bounds]
        return _Draft(holds, factors, bounds)

    def _article(self, cites: Sequence[exp.Expr]) -> exp.Expr:
        branches = []
        for cited in every_choice((True, False), repeat=len(cites)):
            if any(cited):
                tests = [cite.copy() if holds else None for cite, holds in zip(cites, cited, strict=True)]
                branches.append((all_of(*tests), literal(cited_articles(self.item.item, cited, self.rulebook))))
        none = literal(cited_articles(self.item.item, [False] * len(cites), self.rulebook))
        return chosen(branches, none)

    def _lifted(self, suppose: bool) -> exp.Expr | None:
        """Where a floor holds for an amount of nothing: not where there is no record to pay for."""
        if self.item.item.at_least is None:
            return None
        counted = dict.fromkeys(x for factor in self.item.factors for x in _aggregates(factor))
        return any_of(*(self.values.passes(x, suppose) for x in counted)) if counted else exp.true()

    def _disputed(self) -> exp.Expr:
        values, scope, item = self.values, self.scope, self.item
        own = None
        if scope is not None and scope in values.program.disputed:
            own = coalesce(values.test(values.program.disputed[scope], scope).of, exp.false())
        parts = [item.condition, *item.factors, *(f for _, _, factors in item.bounds for f in factors), *item.parties]
        return any_of(own, *(values.rests(part, scope) for part in parts)) or exp.false()

    def query(self, stages: _Stages) -> exp.Expr:
        """What comes of every household or record: ``outcome`` is none, missing, pending or due, with the amount."""
        columns: list[exp.Expr] = [exp.column(KEY, "h")]
        columns.append(exp.column(NUMBER, "r") if self.scope else exp.alias_(cast(exp.null(), "INT"), NUMBER))
        for draft, prefix in zip(self.drafts, self.prefixes, strict=True):
            columns.append(exp.alias_(draft.holds.of, f"{prefix}holds"))
            for what, values in (("factor", draft.factors), ("bound", draft.bounds)):
                for n, value in enumerate(values, 1):
                    columns.append(exp.alias_(value.of, f"{prefix}{what}_{n}"))
                    if value.waits is not None:
                        columns.append(exp.alias_(value.waits, f"{prefix}{what}_{n}_waits"))
        for lifted, prefix in zip(self.lifted, self.prefixes, strict=True):
            if lifted is not None:
                columns.append(exp.alias_(lifted, f"{prefix}lifted"))
        said = [*(party.of for party in self.parties), self.article, self.disputed]
        names = ("payee", "payer", "article", "disputed")
        columns += [exp.alias_(value, name) for value, name in zip(said, names, strict=True)]
        source = stages.source(self.scope)
        for share in self.shares:
            table = short(f"sum_of_{share}")
            on = exp.column(KEY, table).eq(exp.column(KEY, "h"))
            source = source.join(table, on=on, join_type="left")
        exact = exp.select("*", *(product_ for product_, *_ in self.products)).from_("factors")
        rounded = exp.select("*", *(x for _, *amounts in self.products for x in amounts)).from_("products")
        outcomes = exp.select("*", *(self._outcome(prefix) for prefix in self.prefixes)).from_("amounts")
        kept = [exp.column(name) for name in (KEY, NUMBER, "payee", "payer", "article", "disputed")]
        due = exp.column("outcome").eq("due")
        amount = chosen([(due, exp.column("rounded"))], exp.null())
        final = exp.select(*kept, exp.alias_(self._final(), "outcome"), exp.alias_(amount, "amount")).from_("outcomes")
        stages_ = {"factors": source.select(*columns), "products": exact, "amounts": rounded, "outcomes": outcomes}
        for name, query in stages_.items():
            final = final.with_(name, as_=query, copy=False)
        return final

    def _final(self) -> exp.Expr:
        """What is not paid only for want of something to come is pending."""
        outcome, supposed = exp.column("outcome"), exp.column("supposed_outcome")
        if not self.waits:
            return outcome
        none = outcome.copy().eq("none")
        return chosen(
            [
                (all_of(none, supposed.isin("due", "pending")), literal("pending")),
                (all_of(none.copy(), supposed.copy().eq("missing")), literal("missing")),
            ],
            outcome,
        )

    def _exact(self, prefix: str) -> exp.Expr:
        """The product of the factors."""
        factors = [
            Sql(exp.column(f"{prefix}factor_{n}"), digits=factor.digits)
            for n, factor in enumerate(self.drafts[bool(prefix)].factors, 1)
        ]
        found = reduce(lambda one, other: product(one, other, "几个因数的积"), factors).of
        return exp.alias_(found, f"{prefix}exact")

    def _rounded(self, prefix: str) -> list[exp.Expr]:
        """The amount within its bounds, rounded once, half up, to the step of the rulebook; and what comes of the
        first bound that bites, waits or misses a fact."""
        step = self.item.step.normalize()
        if step.as_tuple().digits != (1,):
            raise Inexpressible(f"取整到{step}元，不是十进的一位")
        exact = exp.column(f"{prefix}exact")
        amount: exp.Expr = exact
        state: exp.Expr = literal("settled")
        bounds = zip(self.drafts[bool(prefix)].bounds, self.item.bounds, strict=True)
        for n, (bound, (_, high, _)) in reversed([*enumerate(bounds, 1)]):
            limit = exp.column(f"{prefix}bound_{n}")
            bites = (exp.GT if high else exp.LT)(this=exact.copy(), expression=limit.copy())
            amount = chosen([(bites, limit)], amount)
            waits = [(exp.column(f"{prefix}bound_{n}_waits"), literal("waits"))] if bound.waits is not None else []
            state = chosen([*waits, (is_null(limit), literal("missing")), (bites.copy(), literal("settled"))], state)
        places = exp.Literal.number(-int(step.as_tuple().exponent))
        rounded = exp.alias_(cast(exp.Round(this=amount, decimals=places), MONEY), f"{prefix}rounded")
        return [rounded, exp.alias_(state, f"{prefix}state")] if self.item.bounds else [rounded]

    def _outcome(self, prefix: str) -> exp.Expr:
        draft = self.drafts[bool(prefix)]
        holds = exp.column(f"{prefix}holds")
        given = [exp.column(f"{prefix}factor_{n}") for n in range(1, len(draft.factors) + 1)]
        waits = [
            exp.column(f"{prefix}factor_{n}_waits") if factor.waits is not None else None
            for n, factor in enumerate(draft.factors, 1)
        ]
        lacking = any_of(
            *(
                all_of(is_null(value), negated(wait) if wait is not None else None)
                for value, wait, factor in zip(given, waits, draft.factors, strict=True)
                if factor.unknown
            )
        )
        zero = any_of(*(exp.EQ(this=value.copy(), expression=exp.Literal.number(0)) for value in given))
        if self.lifted[0] is not None:
            zero = all_of(zero, negated(exp.column(f"{prefix}lifted")))
        state = exp.column(f"{prefix}state")
        parties = zip(self.parties, ("payee", "payer"), strict=True)
        lost = any_of(*(is_null(exp.column(name)) for party, name in parties if party.unknown))
        waiting = any_of(*(wait.copy() for wait in waits if wait is not None))
        branches: list[tuple[exp.Expr | None, str]] = [
            (is_null(holds) if draft.holds.unknown else None, "missing"),
            (negated(holds.copy()) if self.item.condition is not None else None, "none"),
            (lacking, "missing"),
            (zero, "none"),
        ]
        pending = [waiting, *([state.eq("waits")] if draft.bounds else [])]
        if draft.bounds:
            branches.append(
                (
                    all_of(negated(waiting.copy()) if waiting is not None else None, state.copy().eq("missing")),
                    "missing",
                )
            )
        for test in pending:
            branches += [(all_of(test.copy(), lost), "missing")] if test is not None and lost is not None else []
            branches.append((test, "pending"))
        nothing = exp.EQ(this=exp.column(f"{prefix}rounded"), expression=exp.Literal.number(0))
        branches += [(nothing, "none"), (lost, "missing")]
        told = [(test, literal(word)) for test, word in branches if test is not None]
        return exp.alias_(chosen(told, literal("due")), f"{prefix}outcome")


_ONE = e.Constant(Decimal(1))


def _aggregates(x: e.Expression) -> Iterator[e.Aggregate]:
    if isinstance(x, e.Aggregate) and x.what in ("sum", "count"):
        yield x
    for part in x.inside():
        yield from _aggregates(part)
