"""A rulebook as one query in which a household is one row, with a place for each of its records: what it is paid, and
in which words, for DuckDB.

Columns are computed one from another, in as many steps as that takes, without a join but those of standards. A
household in which something is unusual is ``odd`` and left to the evaluator: where anything is missing, refused, in
dispute or asked, or can only be explained by it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from sqlglot import exp

from yzcomp.engine import expression as e
from yzcomp.engine.expression import UNNAMED
from yzcomp.engine.lower import Lowering
from yzcomp.engine.notes import Setting
from yzcomp.engine.pieces import AREAS, shown_decimals
from yzcomp.engine.to_sql.folding import folded, is_constant
from yzcomp.engine.to_sql.items import MONEY, ItemSql
from yzcomp.engine.to_sql.rate_tables import WORDS, created
from yzcomp.engine.to_sql.tables import Column, cast, short, tables
from yzcomp.engine.to_sql.values import (
    Sql,
    Values,
    added,
    all_of,
    any_of,
    chosen,
    coalesce,
    is_null,
    literal,
    negated,
    product,
    untold_members,
)
from yzcomp.engine.to_sql.words import PER, Said, Words, call, joined, plain, text, yuan
from yzcomp.engine.wording import LABEL_KEYS
from yzcomp.forms import one_line
from yzcomp.household.catalogue import Catalogue
from yzcomp.rulebook.logic import in_order
from yzcomp.rulebook.models import Notice, Question

ZERO, ONE = exp.Literal.number(0), exp.Literal.number(1)
_NOTHING = exp.Literal.string("")


def place(scope: str, number: int, name: str = "") -> str:
    """The column of a fact of a list's record ``number`` (from 1), or that tells whether there is one."""
    return f"{scope}__{number}__{name}" if name else f"{scope}__{number}"


class Chain:
    """Columns that are computed from those of a table and from one another, each in the first step that allows it.

    What is the same for every row is no column: ``constants`` stand wherever they are named.
    """

    def __init__(self, given: Sequence[str]) -> None:
        self.levels = dict.fromkeys(given, 0)
        self.constants: dict[str, exp.Expr] = {}
        self.steps: list[list[exp.Expr]] = []
        self.joins: list[list[tuple[str, str, exp.Expr]]] = []

    def named(self, name: str) -> exp.Expr | None:
        """A column, or what stands for it; ``None`` where there is none."""
        if name in self.constants:
            return self.constants[name].copy()
        return exp.column(name) if name in self.levels else None

    def add(self, name: str, of: exp.Expr) -> exp.Expr:
        """A further column, if it isn't the same in every row."""
        of = folded(of)
        if is_constant(of):
            self.constants[name] = of
            return of.copy()
        self._step(name, of).append(exp.alias_(of, name, copy=False))
        return exp.column(name)

    def join(self, alias: str, table: str, columns: Sequence[str], on: exp.Expr) -> None:
        """The columns of the one row of another table that fits, named after ``alias``."""
        for column in columns:
            name = f"{alias}__{column}"
            self._step(name, on).append(exp.alias_(exp.column(column, alias), name, copy=False))
        self.joins[self.levels[f"{alias}__{columns[0]}"] - 1].append((alias, table, on))

    def _step(self, name: str, of: exp.Expr) -> list[exp.Expr]:
        assert name not in self.levels and name not in self.constants, name
        behind = [self.levels[c.name] for c in of.find_all(exp.Column) if not c.table]
        self.levels[name] = level = 1 + max(behind, default=0)
        while len(self.steps) < level:
            self.steps.append([])
            self.joins.append([])
        return self.steps[level - 1]

    def query(self, source: exp.Select, wanted: Sequence[exp.Expr]) -> exp.Select:
        """What is wanted of the last step, for the rows of ``source``."""
        found = source
        for columns, joins in zip(self.steps, self.joins, strict=True):
            star = exp.Column(this=exp.Star(), table=exp.to_identifier("before"))
            inner = found.subquery("before", copy=False)
            found = exp.select(star, *map(_of_before, columns), copy=False).from_(inner, copy=False)
            for alias, table, on in joins:
                other = exp.alias_(exp.to_table(table), alias, table=True)
                found = found.join(other, on=_of_before(on), join_type="left", copy=False)
        return exp.select(*wanted, copy=False).from_(found.subquery("before", copy=False), copy=False)


def _of_before(x: exp.Expr) -> exp.Expr:
    for column in list(x.find_all(exp.Column)):
        if not column.table:
            column.set("table", exp.to_identifier("before"))
    return x


class RowLine(NamedTuple):
    """The line of an item of the household, or of one of its records: the columns that tell whether it is paid or
    pending, the amount, whose it is and what it says."""

    item: str
    due: exp.Expr
    pending: exp.Expr
    amount: exp.Expr
    article: exp.Expr
    payee: exp.Expr
    payer: exp.Expr
    formula: exp.Expr = _NOTHING
    quantity: exp.Expr = _NOTHING
    unit: exp.Expr = _NOTHING
    rate: exp.Expr = _NOTHING
    note: exp.Expr = _NOTHING

    @property
    def paid(self) -> exp.Expr:
        """Whether there is a line."""
        return any_of(self.due.copy(), self.pending.copy()) or exp.false()


class RowRules:
    """The rules of a setting for households with so many places for the records of each list, all of whose columns
    (:func:`given`) the ``chain`` has.

    ``chain`` gets all columns, ``lines`` what is paid in the order of the rulebook, ``held`` tells whether it is
    withheld, ``notices`` by key which are given, ``odd`` what is left to the evaluator; ``rates`` are the statements
    that make the tables of standards. Raises :class:`Inexpressible`.
    """

    def __init__(self, setting: Setting, places: Mapping[str, int], chain: Chain) -> None:
        self.rulebook, self.facts, self.places, self.chain = setting.rulebook, setting.facts, places, chain
        self.lowering = Lowering(setting.rulebook, setting.readings, setting.standards)
        self.program = self.lowering.program()
        self.values = Values(self.program, {c.name for table in tables(self.facts) for c in table.columns})
        self.words = Words(self.values)
        self.totals: dict[str, dict[str, exp.Expr]] = {}  # what items come to that others are shares of
        self._odd: list[exp.Expr | None] = []
        self._write()

    def _write(self) -> None:
        order = in_order(self.rulebook)
        items = {key: ItemSql(self.program.items[key], self.rulebook, self.values) for key in order}
        for item in items.values():
            item.write()
        said = {key: [self.words.of(x, item.scope) for x in item.item.factors] for key, item in items.items()}
        rules = [self._requirement(rule) for rule in self.program.requirements]
        asked = [self._asked(question) for question in self.rulebook.questions.values()]
        told = {key: self._asked(notice) for key, notice in self.rulebook.notices.items()}
        disputed = [(scope, self.values.test(x, scope).of) for scope, x in self.program.disputed.items()]
        held = self.values.test(self.program.withheld, None).of if self.program.withheld is not None else exp.false()
        made = [*self.values.made, *self.words.made]
        self.columns = {m.name: m for m in reversed(made)}
        self.sums = {name: (m.over, of) for m in made if m.over is not None for name, of in m.sums}
        self.tables = {m.rates[0]: m.rates for m in self.values.made if m.rates is not None}

        for scope, test in [*rules, *((scope, test) for scope, test in asked), *disputed]:
            self._odd += [self._wherever(scope, test)]
        self.notices = {}
        for key, (scope, test) in told.items():
            if scope is None:
                self.notices[key] = self.chain.add(f"notice__{key}", coalesce(self.at(test), exp.false()))
            else:
                self._odd.append(self._wherever(scope, test))
        self.held = self.chain.add("held", self.at(held))
        self._odd.append(is_null(self.held))
        lines: dict[str, list[RowLine]] = {}
        shared = {name for item in items.values() for name in item.shares}
        for key in order:
            lines[key] = [self._line(key, items[key], said[key], number) for number in self._numbers(items[key].scope)]
            if key in shared:
                self._total(key, lines[key])
            if items[key].scope == "members" and not self.places.get("members"):
                self._odd.append(self.at(untold_members()))
        self.lines = [line for key in self.rulebook.items for line in lines[key]]
        self.odd = self.chain.add("odd", coalesce(any_of(*self._odd) or exp.false(), exp.true()))

    @property
    def rates(self) -> list[exp.Expr]:
        """The statements that make the tables of standards."""
        return [made for name, view, _ in self.tables.values() for made in created(view, name, words=True)]

    def _requirement(self, rule: e.LoweredRule) -> tuple[str | None, exp.Expr]:
        """Where a requirement is not surely met."""
        when, must = (self.values.test(x, rule.scope).of for x in (rule.when, rule.must))
        return rule.scope, any_of(is_null(when), all_of(when.copy(), negated(coalesce(must, exp.false())))) or when

    def _asked(self, rule: Question | Notice) -> tuple[str | None, exp.Expr]:
        """Where a question or notice surely holds."""
        when = self.lowering.optional(rule.when, rule.for_each)
        return rule.for_each, coalesce(self.values.test(when, rule.for_each).of, exp.false())

    # Columns of a household and of its records

    def _numbers(self, scope: str | None) -> Sequence[int]:
        return range(1, 1 + self.places.get(scope, 0)) if scope is not None else (0,)

    def _here(self, scope: str | None, number: int) -> exp.Expr | None:
        return exp.column(place(scope, number)) if scope is not None else None

    def _wherever(self, scope: str | None, test: exp.Expr) -> exp.Expr | None:
        """Whether something holds of the household, or of any of its records."""
        return any_of(*(all_of(self._here(scope, n), self.at(test, scope, n)) for n in self._numbers(scope)))

    def at(self, x: exp.Expr, scope: str | None = None, number: int = 0) -> exp.Expr:
        """An expression on a household's row, with what it needs."""

        def found(node: exp.Expr) -> exp.Expr:
            return self._cell(node, scope, number) if isinstance(node, exp.Column) and node.table else node

        return x.copy().transform(found, copy=False)

    def _cell(self, node: exp.Column, scope: str | None, number: int) -> exp.Expr:
        table, name = node.table, node.name
        if table == "h":
            return self._own(None, 0, name)
        if table == "r":
            return self._own(scope, number, name)
        if table in self.totals:
            return self.totals[table][name].copy()
        if table in self.tables:
            return self._rate(table, scope, number, name)
        return self._over_records(name)

    def _own(self, scope: str | None, number: int, name: str) -> exp.Expr:
        column = name if scope is None else place(scope, number, name)
        return self.chain.named(column) or self.chain.add(column, self.at(self.columns[name].of, scope, number))

    def _named(self, name: str) -> exp.Expr:
        """A column that there is."""
        found = self.chain.named(name)
        assert found is not None, name
        return found

    def _over_records(self, name: str) -> exp.Expr:
        """What the records of a list come to together."""
        if (found := self.chain.named(name)) is not None:
            return found
        if name in self.words.lists:
            told = self.words.lists[name]
            test = all_of(told.where, exp.NEQ(this=told.of.of, expression=ZERO))
            parts = [
                chosen(
                    [(all_of(self._here(told.over, n), self.at(test, told.over, n)), self.at(told.told, told.over, n))],
                    exp.null(),
                )
                for n in self._numbers(told.over)
            ]
            return self.chain.add(name, joined(" + ", *parts)) if parts else literal("")
        over, of = self.sums[name]
        each = [self._share(of, over, n) for n in self._numbers(over)]
        if not each:
            return ZERO.copy()
        return self.chain.add(name, added(each))

    def _share(self, of: exp.Expr, over: str | None, number: int) -> exp.Expr:
        """What one record adds to a count or sum."""
        here, counted = self._here(over, number), of.this
        if isinstance(counted, exp.Star):
            return chosen([(all_of(here), ONE.copy())], ZERO.copy())
        assert isinstance(counted, exp.Case)
        ((test, value),) = [(branch.this, branch.args["true"]) for branch in counted.args["ifs"]]
        test, value = self.at(test, over, number), self.at(value, over, number)
        known = negated(is_null(value)) if isinstance(of, exp.Sum) else None
        return chosen([(all_of(here, test, known), value)], ZERO.copy())

    def _rate(self, table: str, scope: str | None, number: int, name: str) -> exp.Expr:
        """A column of the row of a standard that fits the household or record."""
        _, _, on = self.tables[table]
        alias = place(table, number)
        column = f"{alias}__{name}"
        if column not in self.chain.levels:

            def own(node: exp.Expr) -> exp.Expr:
                if not isinstance(node, exp.Column) or not node.table:
                    return node
                here = node.table == table
                return exp.column(node.name, alias) if here else self._cell(node, scope, number)

            self.chain.join(alias, table, ("rate", "missing", *WORDS), on.copy().transform(own, copy=False))
        return exp.column(column)

    # Items

    def _total(self, key: str, lines: Sequence[RowLine]) -> None:
        """What the lines of an item come to, and how many of them wait, for those that are shares of it."""
        table = short(f"sum_of_{key}")
        paid = [chosen([(line.due.copy(), line.amount.copy())], ZERO.copy()) for line in lines]
        waits = [chosen([(line.pending.copy(), ONE.copy())], ZERO.copy()) for line in lines]
        self.totals[table] = {
            "amount": self.chain.add(f"{table}__amount", cast(added(paid), MONEY)),
            "waits": self.chain.add(f"{table}__waits", added(waits)),
        }

    def _line(self, key: str, item: ItemSql, said: Sequence[Said], number: int) -> RowLine:
        scope, draft, base = item.scope, item.drafts[0], f"item__{place(key, number)}"
        odd = list[exp.Expr | None]()

        def add(name: str, x: exp.Expr) -> exp.Expr:
            return x if x.is_string else self.chain.add(f"{base}__{name}", self.at(x, scope, number))

        holds = add("holds", all_of(self._here(scope, number), draft.holds.of))
        odd.append(is_null(holds) if draft.holds.unknown else None)
        waiting = [isinstance(x, e.Waiting) for x in item.item.factors]
        if any(waits and not x.is_rate for waits, x in zip(waiting, item.item.factors, strict=True)):
            odd.append(exp.true())
        factors = [
            value if waits else value._replace(of=add(f"factor_{n}", value.of))
            for n, (value, waits) in enumerate(zip(draft.factors, waiting, strict=True), 1)
        ]
        known = [value for value, waits in zip(factors, waiting, strict=True) if not waits]
        odd += [is_null(value.of) for value in known if value.unknown or value.waits is not None]
        nothing = any_of(*(exp.EQ(this=value.of.copy(), expression=ZERO.copy()) for value in known))
        if item.item.item.at_least is not None:
            odd.append(nothing)
        some = all_of(holds.copy(), negated(nothing.copy()) if nothing is not None else None)
        payee, payer = (add(name, x.of) for name, x in zip(("payee", "payer"), item.parties, strict=True))
        line = RowLine(key, exp.false(), exp.false(), exp.null(), add("article", item.article), payee, payer)
        limit: exp.Expr = literal("")
        if any(waiting):
            line = line._replace(pending=add("pending", some))
        else:
            amount, limit, unsettled = self._amount(item, factors, add, base)
            odd.append(all_of(some.copy(), unsettled) if unsettled is not None else None)
            paid = exp.NEQ(this=amount.copy(), expression=ZERO.copy())
            line = line._replace(due=add("due", all_of(some, paid)), amount=amount)
        lost = [is_null(party) for party, x in zip((payee, payer), item.parties, strict=True) if x.unknown]
        odd += [all_of(line.paid, party) for party in lost]
        words = self._words(item, said, factors, waiting, number, limit)
        line = RowLine(*line[:-5], *(add(name, _where(line.paid, x)) for name, x in words.items()))
        odd += [all_of(line.paid, self.at(x.odd, scope, number)) for x in said if x.odd is not None]
        odd += [all_of(line.paid, is_null(x)) for x in line[-5:] if not x.is_string]
        found = any_of(*odd)
        awaited = self._awaited(item, self._here(scope, number), base, holds, factors, add) if item.waits else None
        if found is not None or awaited is not None:
            tried = all_of(coalesce(holds.copy(), exp.true()), found) if found is not None else None
            self._odd.append(add("odd", any_of(tried, awaited) or exp.false()))
        return line

    def _awaited(
        self,
        item: ItemSql,
        here: exp.Expr | None,
        base: str,
        holds: exp.Expr,
        factors: Sequence[Sql],
        add: Callable[[str, exp.Expr], exp.Expr],
    ) -> exp.Expr | None:
        """Where something that is waited for would make a difference."""
        supposed = item.drafts[1]
        other = [negated(coalesce(holds.copy(), exp.false()))]
        nothing: list[exp.Expr] = []
        for n, (value, would) in enumerate(zip(factors, supposed.factors, strict=True), 1):
            if not isinstance(item.item.factors[n - 1], e.Waiting):
                own = add(f"supposed_{n}", would.of)
                other.append(exp.NullSafeNEQ(this=value.of.copy(), expression=own))
                nothing.append(exp.EQ(this=own.copy(), expression=ZERO.copy()))
        for n, (_, would) in enumerate(zip(item.drafts[0].bounds, supposed.bounds, strict=True), 1):
            own = self._named(f"{base}__bound_{n}")
            other.append(exp.NullSafeNEQ(this=own, expression=add(f"supposed_bound_{n}", would.of)))
        would_hold = coalesce(add("supposed_holds", supposed.holds.of), exp.true())
        something = negated(coalesce(any_of(*nothing) or exp.false(), exp.false()))
        return all_of(here, would_hold, something, any_of(*other))

    def _amount(
        self, item: ItemSql, factors: Sequence[Sql], add: Callable[[str, exp.Expr], exp.Expr], base: str
    ) -> tuple[exp.Expr, exp.Expr, exp.Expr | None]:
        """The amount within its bounds, what is said of a bound that bites, and where that can't be told."""

        def own(alias: exp.Expr) -> exp.Expr:
            def named(node: exp.Expr) -> exp.Expr:
                return self._named(f"{base}__{node.name}") if isinstance(node, exp.Column) else node

            return alias.unalias().copy().transform(named, copy=False)

        exact = reduce(product, factors)
        exact = exact._replace(of=add("exact", exact.of))
        said = []
        for n, (bound, (rule, high, _)) in enumerate(zip(item.drafts[0].bounds, item.item.bounds, strict=True), 1):
            limit = add(f"bound_{n}", bound.of)
            if bound.waits is not None:
                add(f"bound_{n}_waits", bound.waits)
            bites = (exp.GT if high else exp.LT)(this=exact.of.copy(), expression=limit.copy())
            said.append((bites, text(" = ", yuan(exact), f"元，{rule.text}")))
        _, rounded, *state = item.products[0]
        amount = add("rounded", own(rounded))
        unsettled = [exp.NEQ(this=add("state", own(one)), expression=literal("settled")) for one in state]
        return amount, chosen(said, literal("")), any_of(*unsettled)

    def _words(
        self,
        item: ItemSql,
        said: Sequence[Said],
        factors: Sequence[Sql],
        waiting: Sequence[bool],
        number: int,
        limit: exp.Expr,
    ) -> dict[str, exp.Expr]:
        """What a line says: formula, quantity, unit, rate and note."""
        nodes, scope = item.item.factors, item.scope
        per = next((x.per for x in said if x.per is not None), literal(""))
        formula = text(*[piece for x in said for piece in (x.text, literal(" × "))][:-1])
        counted = [value for value, x in zip(factors, nodes, strict=True) if not x.is_rate]
        rates = [value for value, x in zip(factors, nodes, strict=True) if x.is_rate]
        units = "·".join(x.unit for x in nodes if not x.is_rate)
        one = "户" if scope is None else ""
        quantity: exp.Expr = literal("1")
        unit: exp.Expr = literal(units or one)
        if counted:
            whole = reduce(product, counted)
            quantity = plain(whole, shown_decimals(units))
            if UNNAMED in units:
                unit = call("replace", literal(units.replace(UNNAMED, PER)), literal(PER), per.copy())
                unit = chosen([(exp.EQ(this=unit.copy(), expression=literal("")), literal(one))], unit)
                area = any_of(*(call("contains", unit.copy(), literal(word)) for word in AREAS))
                two = all_of(area, negated(call("contains", unit.copy(), literal("元"))))
                quantity = chosen([(two, plain(whole, 2))], plain(whole))
        rate: exp.Expr = literal("")
        if not any(waiting):
            rate = plain(reduce(product, rates)) if rates else literal("1")
        notes = [self._label(scope, number)] if scope is not None else []
        for x, node in zip(said, nodes, strict=True):
            notes += [literal(node.reason)] if isinstance(node, e.Waiting) else x.notes
        notes += [call("nullif", x.entry.copy(), literal("")) for x in said if x.entry is not None]
        note = notes[0] if len(notes) == 1 and notes[0].is_string else joined("；", *notes) if notes else literal("")
        return {
            "formula": text(_named(formula, per), limit),
            "quantity": quantity,
            "unit": unit,
            "rate": rate,
            "note": _named(note, per),
        }

    def _label(self, scope: str, number: int) -> exp.Expr:
        """How a record is called: what number it has, and its name or kind."""
        fields = self.facts.records[scope].fields
        before = [chosen([(exp.column(place(scope, n)), ONE.copy())], ZERO.copy()) for n in range(1, number)]
        count = added(before)
        called = [
            (exp.EQ(this=count.copy(), expression=exp.Literal.number(n)), literal(self.facts.describe(scope, n)))
            for n in range(number)
        ]
        bare = called[0][1] if number == 1 else chosen(called[:-1], called[-1][1])
        branches = []
        for info in (fields[key] for key in LABEL_KEYS if key in fields):
            value = self.values.value(e.Fact(info), scope)
            read = self.at(value.of, scope, number)
            pairs = [
                (exp.EQ(this=read.copy(), expression=literal(k)), literal(one_line(label)))
                for k, label in info.form.choices
            ]
            branches.append((negated(is_null(read)), text(bare.copy(), "（", chosen(pairs, read), "）")))
        return chosen(branches, bare)


def given(facts: Catalogue, places: Mapping[str, int]) -> Iterator[tuple[str, Column]]:
    """The columns of facts that a household's row has, by their names: its own, and those of each place for a
    record."""
    for table in tables(facts):
        for number in (0,) if table.scope is None else range(1, 1 + places.get(table.scope, 0)):
            for column in table.columns:
                if column.info is not None:
                    yield place(table.scope, number, column.name) if table.scope else column.name, column


def _where(test: exp.Expr, x: exp.Expr) -> exp.Expr:
    return x if x.is_string else chosen([(test, x)], exp.null())


def _named(x: exp.Expr, per: exp.Expr) -> exp.Expr:
    """A text in which units that had no name have one."""
    if any(PER in literal_.this for literal_ in x.find_all(exp.Literal)):
        return call("replace", x, literal(PER), per.copy())
    return x
