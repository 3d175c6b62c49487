"""From rules to a program: readings, terms, standards and units are settled here, once, for every reader."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from yzcomp.engine import expression as e
from yzcomp.engine.expression import UNNAMED
from yzcomp.forms import read_number
from yzcomp.household.catalogue import FactInfo
from yzcomp.money import ZERO, percent
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.logic import lists_with
from yzcomp.rulebook.models import Item, Rulebook
from yzcomp.rulebook.standards import Standards


def lower(rulebook: Rulebook, readings: Mapping[str, str] = {}, standards: Standards = Standards()) -> e.Program:  # noqa: B008
    """The program of a rulebook; where no reading is chosen the default is meant."""
    chosen = {name: readings.get(name, reading.default) for name, reading in rulebook.readings.items()}
    return Lowering(rulebook, chosen, standards).program()


class Lowering:
    """Lowers the parts of one rulebook; a term is one node however many parts name it.

    With ``keeps_rules`` each part stays beside what it lowers to, and nothing that a reading settles is left out: a
    statement names the readings that touch it, and says in the words of the rules why something isn't paid.
    """

    def __init__(
        self, rulebook: Rulebook, readings: Mapping[str, str], standards: Standards, keeps_rules: bool = False
    ) -> None:
        self.keeps_rules = keeps_rules
        self.rulebook, self.facts, self.readings, self.standards = rulebook, rulebook.catalogue, readings, standards
        self._terms: dict[str, e.Expression] = {}

    def program(self) -> e.Program:
        """The whole rulebook."""
        held = self.rulebook.withholding
        step = self.factor(self.rulebook.rounding.step, None)
        assert isinstance(step, e.Constant)
        record, notices = held.record if held is not None else None, self.rulebook.notices.values()
        withheld = self.condition(held.when, None) if held is not None else None
        items = {key: self.item(key, item, step.value) for key, item in self.rulebook.items.items()}
        requirements = [
            e.LoweredRule(r.for_each, self.optional(r.when, r.for_each), self.condition(r.must, r.for_each))
            for r in self.rulebook.requirements.values()
        ]
        announced = [*(self.condition(n.when, n.for_each) for n in notices), *([withheld] if withheld else [])]
        disputed = {key: self.condition(record, key) for key in lists_with(record, self.rulebook)} if record else {}
        return e.Program(items, requirements, withheld, announced, disputed)

    def item(self, key: str, item: Item, step: Decimal) -> e.LoweredItem:
        """An item of the rulebook, or one that reads otherwise."""
        scope = item.for_each
        condition, factors = self.optional(item.condition, scope), self.factors(item.factors, scope)
        ends = ((item.at_most, True), (item.at_least, False))
        bounds = tuple((end, high, self.factors(end.factors, scope)) for end, high in ends if end is not None)
        parties = self.factors((item.payee, self.rulebook.payer(item)), scope)
        cites = tuple(self.condition(cited.when, scope) for cited in item.cites)
        return e.LoweredItem(key, item, condition, factors, bounds, parties, cites, step)

    def optional(self, node: c.Condition | None, scope: str | None) -> e.Expression | None:
        return self.condition(node, scope) if node is not None else None

    def condition(self, node: c.Condition, scope: str | None) -> e.Expression:
        """A condition on the records of ``scope`` (``None``: on the household)."""
        found = self._condition(node, scope)
        return self._kept(e.Awaits(found, node.awaits) if node.awaits is not None else found, node, scope)

    def _kept(self, found: e.Expression, node: c.Condition | f.Factor, scope: str | None) -> e.Expression:
        return e.Rule(found, node, scope, unit=found.unit, label=found.label) if self.keeps_rules else found

    def _as_read(self, reading: str, of: e.Expression, *others: e.Expression) -> e.Expression:
        return e.AsRead(reading, of, others, unit=of.unit, label=of.label) if self.keeps_rules else of

    def _condition(self, node: c.Condition, scope: str | None) -> e.Expression:
        match node:
            case c.All():
                return _joined("and", [self.condition(part, scope) for part in node.all])
            case c.AnyOf():
                return _joined("or", [self.condition(part, scope) for part in node.any])
            case c.Not():
                inner = self.condition(node.not_, scope)
                return e.Constant(not inner.value) if isinstance(inner, e.Constant) else e.Logic("not", (inner,))
            case c.NamedCondition():
                return self._term(node.term)
            case c.ReadingTest():
                holds = self.readings[node.reading] == node.is_
                return self._as_read(node.reading, e.Constant(holds), e.Constant(not holds))
            case c.Every():
                return e.Aggregate("every", node.every, self.condition(node.satisfies, node.every))
            case c.Some():
                return e.Aggregate("some", node.some, self.optional(node.satisfies, node.some))
            case c.FactTest():
                info = self._info(node.fact, scope)
                return self._comparison(node, e.Fact(info), info, scope)
            case c.ValueTest():
                return self._comparison(node, self.factor(node.value, scope), None, scope)
        raise TypeError(type(node).__name__)

    def _comparison(
        self, node: c.Comparison, left: e.Expression, info: FactInfo | None, scope: str | None
    ) -> e.Expression:
        operator = node.operator or "is_"
        operand = getattr(node, operator)
        read = info.form.read if info is not None else read_number
        kind = info.kind if info is not None else ""
        if operator == "given":
            return e.Given(left, operand)
        if operator == "in_":
            return e.Comparison(operator, left, e.Constant(frozenset(map(read, operand))))
        if isinstance(operand, f.Factor):
            by_year = kind in ("date", "date_or_year")
            return e.Comparison(operator, left, self.factor(operand, scope), by_year)
        return e.Comparison(operator, left, e.Constant(read(operand)), kind == "date_or_year")

    def _info(self, key: str, scope: str | None) -> FactInfo:
        info = self.facts.find(key, scope)
        assert info is not None, key
        return info

    def _term(self, name: str) -> e.Expression:
        if name not in self._terms:
            term = self.rulebook.terms[name]
            if term.condition is not None:
                of = self.condition(term.condition, term.for_each)
            else:
                assert term.quantity is not None, name
                of = self.factor(term.quantity, term.for_each, term.unit)
            if isinstance(of, e.Waiting):
                of = replace(of, name=term.name)
            elif not isinstance(of, e.Constant):
                of = e.Named(name, of, term.for_each, unit=of.unit, label=term.name)
            self._terms[name] = of
        return self._terms[name]

    def factors(self, nodes: Sequence[f.Factor], scope: str | None) -> tuple[e.Expression, ...]:
        return tuple(self.factor(node, scope) for node in nodes)

    def factor(self, node: f.Factor, scope: str | None, unit: str | None = None) -> e.Expression:
        """A factor on the records of ``scope``; ``unit`` is the one that a bare number inherits."""
        found = self._factor(node, scope, unit)
        if isinstance(found, e.Waiting):
            return self._kept(found, node, scope)
        unit, label = found.unit, found.label
        if node.round == "up":
            found = e.Limited("up", found, unit=unit, label=label)
        if node.at_most is not None:
            found = e.Limited("least", found, node.at_most, unit=unit, label=label)
        if node.at_least is not None:
            found = e.Limited("greatest", found, node.at_least, unit=unit, label=label)
        return self._kept(found, node, scope)

    def _factor(self, node: f.Factor, scope: str | None, unit: str | None) -> e.Expression:
        match node:
            case f.Constant():
                return e.Constant(node.constant, unit=node.unit or unit or "")
            case f.Text():
                return e.Constant(node.text)
            case f.FactValue():
                return self._fact(self._info(node.fact, scope), node.as_)
            case f.Sum():
                info, where = self.facts.records[node.of].fields[node.sum], self.optional(node.where, node.of)
                return e.Aggregate("sum", node.of, where, e.Fact(info), unit=info.unit or "", label=info.title)
            case f.Count():
                where, label = self.optional(node.where, node.count), f"{self.facts.records[node.count].title}条数"
                return e.Aggregate("count", node.count, where, unit=unit or "", label=label)
            case f.DaysBetween():
                first, last = (e.Fact(self._info(key, scope)) for key in (node.days_from, node.days_to))
                return e.Elapsed(first, last, unit="天", label="天数")
            case f.NamedValue():
                return self._term(node.term)
            case f.Tier():
                return self._tier(self.factor(node.tier, scope), node)
            case f.Choose():
                return self._choice(node, scope, node.unit or unit)
            case f.ByReading():
                option, unit = self.readings[node.reading], node.unit or unit
                others = [node.cases[key] for key in node.cases if self.keeps_rules and key != option]
                own, *rest = (self.factor(case, scope, unit) for case in (node.cases[option], *others))
                return self._as_read(node.reading, own, *rest)
            case f.IfElse():
                then, other = (self.factor(part, scope, unit) for part in (node.then, node.else_))
                return e.Case(((self.condition(node.if_, scope), then),), other, unit=then.unit, label=then.label)
            case f.Least() | f.Greatest():
                return self._extreme(node, scope, unit)
            case f.Dated():
                return self._dated(e.Fact(self._info(node.dated, scope)), node)
            case f.Lookup():
                return self._lookup(node, scope)
            case f.Share():
                name = self.rulebook.items[node.of].name
                amount = e.Amount(node.of, name, f"{name}待定，本项按它的{percent(node.share)}计", unit="元")
                return e.Arithmetic("*", (amount, e.Constant(node.share, unit="%")), unit="元", label=name)
        raise TypeError(type(node).__name__)

    def _fact(self, info: FactInfo, as_: Mapping[str, str] | None) -> e.Expression:
        unit = "%" if info.kind == "percent" else info.unit or ("", UNNAMED)[info.kind in ("number", "integer")]
        fact, read = e.Fact(info, unit=unit, label=info.title), info.form.read
        tests = [
            (e.Comparison("is_", fact, e.Constant(read(a))), e.Constant(str(read(b)))) for a, b in (as_ or {}).items()
        ]
        return e.Case(tuple(tests), fact, fact, unit=unit, label=info.title) if tests else fact

    def _tier(self, of: e.Expression, node: f.Tier) -> e.Expression:
        """Up to each step its value, or what the steps before come to and so much for each unit over them."""
        branches: list[tuple[e.Expression, e.Expression]] = []
        whole: tuple[e.Expression, ...] = ()  # what all of the steps before come to
        inside: tuple[e.Expression, ...]
        lower = ZERO
        for step in node.steps:
            upper = lower if step.up_to is None else step.up_to
            if step.value is not None:
                inside = whole = (e.Constant(step.value),)
            else:
                each, over = e.Constant(step.each or ZERO), e.Arithmetic("-", (of, e.Constant(lower)))
                inside = (*whole, e.Arithmetic("*", (over, each)))
                whole = (*whole, e.Arithmetic("*", (e.Constant(upper - lower), each)))
            if step.up_to is None:
                whole = inside
            else:
                until = e.Comparison("at_most", of, e.Constant(upper))
                branches.append((until, e.Arithmetic("+", inside, unit=node.unit)))
            lower = upper
        last = e.Arithmetic("+", whole, unit=node.unit)
        return e.Case(tuple(branches), last, of, unit=node.unit, label=of.label)

    def _choice(self, node: f.Choose, scope: str | None, unit: str | None) -> e.Expression:
        info = self._info(node.choose, scope)
        fact, yes_no = e.Fact(info), info.kind == "yes_no"
        keys = ("yes", "no") if yes_no else tuple(node.cases)
        values = [key == "yes" if yes_no else info.form.read(key) for key in keys]
        tests = [e.Comparison("is_", fact, e.Constant(value)) for value in values]
        cases = [self.factor(node.cases[key], scope, unit) for key in keys]
        return e.Case(tuple(zip(tests, cases, strict=True)), None, fact, unit=cases[0].unit, label=cases[0].label)

    def _extreme(self, node: f.Least | f.Greatest, scope: str | None, unit: str | None) -> e.Expression:
        """The first part that no other is less than, or greater."""
        parts = [self.factor(part, scope, unit) for part in node.ways()]
        waiting = next((part for part in parts if isinstance(part, e.Waiting)), None)
        if waiting is not None:
            return waiting
        operator = "at_most" if isinstance(node, f.Least) else "at_least"
        branches = []
        for part in parts[:-1]:
            tests = [e.Comparison(operator, part, other) for other in parts if other is not part]
            branches.append((_joined("and", tests), part))
        return e.Case(tuple(branches), parts[-1], unit=parts[0].unit, label=parts[0].label)

    def _dated(self, day: e.Fact, node: f.Dated) -> e.Expression:
        branches: list[tuple[e.Expression, e.Expression]] = []
        for period in node.periods:
            ends = (("at_least", period.from_), ("at_most", period.to))
            tests = [e.Comparison(name, day, e.Constant(end)) for name, end in ends if end is not None]
            branches.append((_joined("and", tests), e.Constant(period.value, unit=node.unit)))
        outside = e.Waiting("", f"{day.info.title}不在任何一段有效期内")
        return e.Case(tuple(branches), outside, day, unit=node.unit)

    def _lookup(self, node: f.Lookup, scope: str | None) -> e.Expression:
        rule, table = self.rulebook.standards[node.standard], self.standards.rates.get(node.standard)
        unit = rule.unit if rule.unit != "*" else "元/"
        day = e.Fact(self._info(rule.dated, None)) if rule.dated is not None else None
        if table is None:
            key = (*self.factors(node.key, scope), *([day] if day else []))
            reason = f"缺少{rule.name}（{rule.document}），录入后用 --standards 重算"
            return e.Waiting(rule.name, reason, key, unit=unit, label=rule.name)
        used = tuple(self.factor(part, scope) if i in table.used else None for i, part in enumerate(node.key))
        told = len(node.key) > 1 or any(not isinstance(part, f.FactValue) or part.as_ for part in node.key)
        return e.Lookup(table, used, day, day is not None or told, rule, unit=unit, label=rule.name)


def _joined(operator: Literal["and", "or"], parts: Sequence[e.Expression]) -> e.Expression:
    """What a reading has settled either decides the whole or is left out."""
    settled, decisive = [part.value for part in parts if isinstance(part, e.Constant)], operator == "or"
    open_ = tuple(part for part in parts if not isinstance(part, e.Constant))
    if decisive in settled or not open_:
        return e.Constant((decisive in settled) is decisive)
    return open_[0] if len(open_) == 1 else e.Logic(operator, open_)
