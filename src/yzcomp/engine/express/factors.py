"""Factors as Python statements."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from yzcomp.engine.express.base import INDENT, Unsupported, untold
from yzcomp.engine.express.conditions import ConditionWriter
from yzcomp.engine.pieces import quantity_text
from yzcomp.engine.rates import QuickRates, absent_reason, tells_entry, tier_text, tier_total
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.standard_rule import DATES


class Emitted:
    """A factor as source: statements that set its variable, its text, and when that text is all there is to say."""

    def __init__(self, setup: list[str], text: str, usual: str = "True", pending: str | None = None) -> None:
        self.setup, self.text, self.usual, self.pending = setup, text, usual, pending
        self.counted: str | None = None  # the unit of a plain quantity, whose text and digits are looked up together
        self.entry: str | None = None  # which entry of a standard it comes from


class FactorWriter(ConditionWriter):
    """Writes factors."""

    def number(self, node: f.Factor, scope: str | None) -> str:
        """A factor's value alone, as an expression."""
        if isinstance(node, f.FactValue) and not node.bounded and not node.as_:
            info = self.setting.facts.find(node.fact, scope)
            assert info is not None, node.fact
            return self.fact(info)
        self.count += 1
        name, variable = f"n{self.count}", self.variable()
        emitted = self._bare(node, scope, variable)
        self.define(f"{name}(h, r)", [*emitted.setup, f"return {variable}"])
        return f"{name}(h, {'r' if scope else 'None'})"

    def _bare(self, node: f.Factor, scope: str | None, to: str) -> Emitted:
        """A factor whose words nobody asks for, and which can't be pending."""
        outer, self.texts = self.texts, False
        try:
            emitted = self.factor(node, scope, to)
        finally:
            self.texts = outer
        if emitted.pending is not None:
            raise Unsupported("pending")
        return emitted

    def factor(self, node: f.Factor, scope: str | None, to: str, unit: str | None = None) -> Emitted:
        """Statements that put a factor's value into variable ``to``."""
        if not node.bounded:
            return self._factor(node, scope, to, unit)
        raw = self.variable()
        inner = self._factor(node, scope, raw, unit)
        if inner.pending is not None:
            return inner
        setup = [*inner.setup, f"{to} = round_up({raw})" if node.round == "up" else f"{to} = {raw}"]
        for limit, sign in ((node.at_most, ">"), (node.at_least, "<")):
            if limit is not None:
                name = self.constant(limit)
                setup += [f"if {to} {sign} {name}:", f"{INDENT}{to} = {name}"]
        emitted = Emitted(setup, inner.text, f"{inner.usual} and {to} == {raw}")
        emitted.counted, emitted.entry = inner.counted, inner.entry
        return emitted

    def _factor(self, node: f.Factor, scope: str | None, to: str, unit: str | None) -> Emitted:
        match node:
            case f.Constant():
                text = self.constant(quantity_text(node.constant, node.unit or unit or ""))
                return Emitted([f"{to} = {self.constant(node.constant)}"], text)
            case f.FactValue():
                return self._fact_value(node, scope, to)
            case f.Sum():
                return self._sum(node, to)
            case f.Count():
                return self._counted(node, to, unit)
            case f.DaysBetween():
                first, last = (self.setting.facts.find(key, scope) for key in (node.days_from, node.days_to))
                assert first is not None and last is not None
                return Emitted([f"{to} = days({self.fact(first)}, {self.fact(last)})"], f"qt({to}, '天')")
            case f.NamedValue():
                term = self.setting.rulebook.terms[node.term]
                assert term.quantity is not None, node.term
                return self.factor(term.quantity, term.for_each, to, term.unit)
            case f.Tier():
                return self._tier(node, scope, to)
            case f.Choose():
                return self._choose(node, scope, to, unit)
            case f.ByReading():
                return self.factor(node.cases[self.setting.readings[node.reading]], scope, to, node.unit or unit)
            case f.IfElse():
                test = self.condition(node.if_, scope)
                return self._branches([(test, node.then), ("True", node.else_)], scope, to, unit)
            case f.Lookup():
                return self._lookup(node, scope, to)
        raise Unsupported(type(node).__name__)

    def _fact_value(self, node: f.FactValue, scope: str | None, to: str) -> Emitted:
        info = self.setting.facts.find(node.fact, scope)
        if info is None or node.as_ or info.kind not in ("number", "integer"):
            raise Unsupported(node.fact)
        read = f"dec({self.fact(info)})" if info.kind == "integer" else self.fact(info)
        unit = "unit" if info.unit is None else self.constant(info.unit)
        emitted = Emitted([f"{to} = {read}"], f"qt({to}, {unit})")
        emitted.counted = info.unit
        return emitted

    def _sum(self, node: f.Sum, to: str) -> Emitted:
        info = self.setting.facts.records[node.of].fields[node.sum]
        test = f"if {self.condition(node.where, node.of)}:" if node.where is not None else "if True:"
        self.count += 1
        name = f"s{self.count}"
        body = ["total, used = ZERO, 0", f"for r in h.{node.of}:", f"    {test}", f"        total += {self.fact(info)}"]
        body += ["        used += 1", f"return total, used < 2 and used == len(h.{node.of})"]
        self.define(f"{name}(h)", [*untold(node.of), *body])
        text = f"qt({to}, {self.constant(info.unit or '')})"
        emitted = Emitted([f"{to}, {to}_only = {name}(h)"], text, f"{to}_only")
        emitted.counted = info.unit
        return emitted

    def _counted(self, node: f.Count, to: str, unit: str | None) -> Emitted:
        test = f"if {self.condition(node.where, node.count)}:" if node.where is not None else "if True:"
        self.count += 1
        name = f"s{self.count}"
        body = ["used = 0", f"for r in h.{node.count}:", f"    {test}", "        used += 1"]
        self.define(f"{name}(h)", [*untold(node.count), *body, f"return dec(used), used == len(h.{node.count})"])
        return Emitted([f"{to}, {to}_only = {name}(h)"], f"qt({to}, {self.constant(unit or '')})", f"{to}_only")

    def _tier(self, node: f.Tier, scope: str | None, to: str) -> Emitted:
        of = self.variable()
        inner = self._bare(node.tier, scope, of)
        steps, unit = node.steps, node.unit
        total = self.constant(lru_cache(maxsize=4096)(lambda value: tier_total(value, steps)))
        text = self.constant(lru_cache(maxsize=4096)(lambda value: tier_text(value, steps, unit)))
        return Emitted([*inner.setup, f"{to} = {total}({of})"], f"{text}({of})", inner.usual)

    def _choose(self, node: f.Choose, scope: str | None, to: str, unit: str | None) -> Emitted:
        info = self.setting.facts.find(node.choose, scope)
        assert info is not None, node.choose
        if not info.form.choices:
            raise Unsupported(node.choose)
        read, own = self.fact(info), node.unit or unit
        plain_cases = {key: self._constant_case(case, own) for key, case in node.cases.items()}
        if all(case is not None for case in plain_cases.values()):
            known = {info.form.read(key): case for key, case in plain_cases.items()}
            return Emitted([f"{to}, {to}_text = {self.constant(known)}[{read}]"], f"{to}_text")
        tests = [(f"{read} == {self.constant(info.form.read(key))}", case) for key, case in node.cases.items()]
        return self._branches(tests, scope, to, node.unit or unit)

    def _constant_case(self, node: f.Factor, unit: str | None) -> tuple[Decimal, str] | None:
        """A case that is a number, also by the reading in force, and its text."""
        if isinstance(node, f.ByReading) and not node.bounded:
            return self._constant_case(node.cases[self.setting.readings[node.reading]], node.unit or unit)
        if isinstance(node, f.Constant) and not node.bounded:
            return node.constant, quantity_text(node.constant, node.unit or unit or "")
        return None

    def _branches(self, tests: Sequence[tuple[str, f.Factor]], scope: str | None, to: str, unit: str | None) -> Emitted:
        setup: list[str] = []
        for number, (test, case) in enumerate(tests):
            emitted = self.factor(case, scope, to, unit)
            if emitted.pending is not None:
                raise Unsupported("pending")
            setup.append(f"{'if' if number == 0 else 'elif'} {test}:")
            setup += [INDENT + line for line in emitted.setup]
            words = f"{to}_text, {to}_only = {emitted.text}, {emitted.usual}"
            setup.append(INDENT + (words if self.texts else f"{to}_only = {emitted.usual}"))
        setup += ["else:", f"{INDENT}raise Unusual"]
        return Emitted(setup, f"{to}_text", f"{to}_only")

    def _lookup(self, node: f.Lookup, scope: str | None, to: str) -> Emitted:
        rule = self.setting.rulebook.standards[node.standard]
        rates = self.setting.standards.rates.get(node.standard)
        if rule.dated is not None and rates is not None:
            raise Unsupported("dated")
        if rates is None:
            per = rule.unit.partition("/")[2] if rule.unit != "*" else ""
            text = self.constant(f"{rule.name}（待定）")
            return Emitted([f"unit = {self.constant(per)}"], text, "True", absent_reason(rule))
        told = tells_entry(node)
        known = self.constant(QuickRates(rates, len(rule.key), told))
        keys = "".join(f"{self._key(node.key[i], scope, i in rates.ranges)}, " for i in rates.used)
        found = f"{to}_rate"
        setup = [f"{found} = {known}[({keys})]", f"if {found} is None:", f"{INDENT}raise Unusual"]
        emitted = Emitted([*setup, f"{to}, {to}_text, unit, {to}_entry = {found}"], f"{to}_text")
        emitted.entry = f"{to}_entry" if told else None
        return emitted

    def _key(self, node: f.Factor, scope: str | None, ranged: bool = False) -> str:
        """A part of a standard's key as it is looked up; of a date in a range the year decides."""
        if isinstance(node, f.FactValue):
            info = self.setting.facts.find(node.fact, scope)
            assert info is not None, node.fact
            read = self.fact(info, needed=False)
            if node.as_:
                mapped = {str(info.form.read(a)): str(info.form.read(b)) for a, b in node.as_.items()}
                return f"{self.constant(lambda key: mapped.get(key, key))}({read})"
            if ranged and info.kind in DATES:
                day = self.variable()
                return f"({day}.year if ({day} := {read}) is not None else None)"
            return read
        if isinstance(node, f.Choose):
            info = self.setting.facts.find(node.choose, scope)
            assert info is not None, node.choose
            read, last = self.fact(info), "missing()"
            for key, case in reversed(tuple(node.cases.items())):
                test = f"{read} == {self.constant(info.form.read(key))}"
                last = f"({self._key(case, scope, ranged)} if {test} else {last})"
            return last
        if isinstance(node, f.Text):
            return self.constant(node.text)
        if isinstance(node, f.ByReading):
            return self._key(node.cases[self.setting.readings[node.reading]], scope)
        if isinstance(node, f.IfElse):
            test = self.condition(node.if_, scope)
            return f"({self._key(node.then, scope)} if {test} else {self._key(node.else_, scope)})"
        if isinstance(node, f.NamedValue) and (quantity := self.setting.rulebook.terms[node.term].quantity) is not None:
            return self._key(quantity, scope)
        raise Unsupported(type(node).__name__)
