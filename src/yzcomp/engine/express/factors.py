"""Factors as Python statements."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from yzcomp.engine.express.base import INDENT, Unsupported, untold
from yzcomp.engine.express.conditions import ConditionWriter
from yzcomp.engine.factors import compile_factor
from yzcomp.engine.pieces import UNNAMED, quantity_text
from yzcomp.engine.rates import period_of, share_text, tier_text, tier_total
from yzcomp.engine.run import Pending, Record, Run
from yzcomp.household.catalogue import FactInfo
from yzcomp.household.models import Household
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.logic import shares_of

#: How many rates of a standard are remembered.
_MEMORY = 65_536


class Emitted:
    """A factor as source: statements that set its variable, its text, and when that text is all there is to say;
    ``pending`` is the text that says for what rate it waits, in which case the variable isn't set."""

    def __init__(self, setup: list[str], text: str, usual: str = "True", pending: str | None = None) -> None:
        self.setup, self.text, self.usual, self.pending = setup, text, usual, pending
        self.counted: str | None = None  # the unit of a plain quantity, whose text and digits are looked up together
        self.entry: str | None = None  # which entry of a standard it comes from
        self.per: str | None = None  # the unit that quantities beside it are counted in


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
        if shares_of(node, self.setting.rulebook):
            raise Unsupported("share")
        try:
            emitted = self._bare(node, scope, variable)
        except Unsupported:
            return self.known(node, scope)
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
        emitted.counted, emitted.entry, emitted.per = inner.counted, inner.entry, inner.per
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
                return Emitted(
                    [f"{to} = days({self.fact(first)}, {self.fact(last)})"], f"qt({to}, {self.constant('天')})"
                )
            case f.NamedValue():
                term = self.written_out(node.term)
                assert term.quantity is not None, node.term
                emitted = self.factor(term.quantity, term.for_each, to, term.unit)
                if emitted.pending is not None:
                    emitted.text = self.constant(f"{term.name}（待定）")
                return emitted
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
            case f.Dated():
                return self._dated(node, scope, to)
            case f.Share():
                return self._share(node, to)
        raise Unsupported(type(node).__name__)

    def _fact_value(self, node: f.FactValue, scope: str | None, to: str) -> Emitted:
        info = self.setting.facts.find(node.fact, scope)
        if info is None or node.as_ or info.kind not in ("number", "integer", "percent"):
            raise Unsupported(node.fact)
        read = f"dec({self.fact(info)})" if info.kind == "integer" else self.fact(info)
        if info.kind == "percent":
            return Emitted([f"{to} = {read}"], f"qt({to}, {self.constant('%')})")
        self.unnamed = self.unnamed or info.unit is None
        unit = self.constant(info.unit or UNNAMED)
        emitted = Emitted([f"{to} = {read}"], f"qt({to}, {unit})")
        emitted.counted = info.unit
        return emitted

    def _sum(self, node: f.Sum, to: str) -> Emitted:
        info = self.setting.facts.records[node.of].fields[node.sum]
        test = f"if {self.condition(node.where, node.of)}:" if node.where is not None else "if True:"
        self.count += 1
        name = f"s{self.count}"
        each = f"for r in {self.attribute('h', node.of)}:"
        body = ["total, used = ZERO, 0", each, f"    {test}", f"        total += {self.fact(info)}"]
        body += ["        used += 1", f"return total, used < 2 and used == len({self.attribute('h', node.of)})"]
        self.define(f"{name}(h)", [*untold(node.of), *body])
        text = f"qt({to}, {self.constant(info.unit or '')})"
        emitted = Emitted([f"{to}, {to}_only = {name}(h)"], text, f"{to}_only")
        emitted.counted = info.unit
        return emitted

    def _counted(self, node: f.Count, to: str, unit: str | None) -> Emitted:
        test = f"if {self.condition(node.where, node.count)}:" if node.where is not None else "if True:"
        self.count += 1
        name = f"s{self.count}"
        records = self.attribute("h", node.count)
        body = ["used = 0", f"for r in {records}:", f"    {test}", "        used += 1"]
        self.define(f"{name}(h)", [*untold(node.count), *body, f"return dec(used), used == len({records})"])
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
        read, own = self.fact(info), node.unit or unit
        plain_cases = {_chosen(info, key): self._constant_case(case, own) for key, case in node.cases.items()}
        if None not in plain_cases.values():
            return Emitted([f"{to}, {to}_text = {self.constant(plain_cases)}[{read}]"], f"{to}_text")
        tests = [(f"{read} == {self.constant(_chosen(info, key))}", case) for key, case in node.cases.items()]
        return self._branches(tests, scope, to, own)

    def _constant_case(self, node: f.Factor, unit: str | None) -> tuple[Decimal, str] | None:
        """A case that is a number, also by the reading in force, and its text."""
        if isinstance(node, f.ByReading) and not node.bounded:
            return self._constant_case(node.cases[self.setting.readings[node.reading]], node.unit or unit)
        if isinstance(node, f.Constant) and not node.bounded:
            return node.constant, quantity_text(node.constant, node.unit or unit or "")
        return None

    def _branches(self, tests: Sequence[tuple[str, f.Factor]], scope: str | None, to: str, unit: str | None) -> Emitted:
        cases = [self.factor(case, scope, to, unit) for _, case in tests]
        if any(case.pending is not None for case in cases):
            raise Unsupported("pending")
        told = [(f"{to}_text", [case.text for case in cases])] if self.texts else []
        together = Emitted([], f"{to}_text", f"{to}_only")
        for key in ("entry", "per"):
            if self.texts and any(getattr(case, key) for case in cases):
                name = f"{to}_{'unit' if key == 'per' else key}"
                setattr(together, key, name)
                told.append((name, [getattr(case, key) or "''" for case in cases]))
        told.append((f"{to}_only", [case.usual for case in cases]))
        for number, ((test, _), case) in enumerate(zip(tests, cases, strict=True)):
            together.setup.append(f"{'if' if number == 0 else 'elif'} {test}:")
            together.setup += [INDENT + line for line in case.setup]
            words = ", ".join(values[number] for _, values in told)
            together.setup.append(f"{INDENT}{', '.join(name for name, _ in told)} = {words}")
        together.setup += ["else:", f"{INDENT}raise Unusual"]
        return together

    def _dated(self, node: f.Dated, scope: str | None, to: str) -> Emitted:
        info = self.setting.facts.find(node.dated, scope)
        assert info is not None, node.dated
        periods = node.periods

        @lru_cache(maxsize=_MEMORY)
        def value(day: date) -> Decimal:
            period = period_of(day, periods)
            if period is None:
                raise self.unusual
            return period.value

        text = f"qt({to}, {self.constant(node.unit)})"
        return Emitted([f"{to} = {self.constant(value)}({self.fact(info)})"], text)

    def _share(self, node: f.Share, to: str) -> Emitted:
        """A share of an amount that is at hand in ``amounts``; a pending one is left to the evaluator."""
        of, name = self.variable(), self.setting.rulebook.items[node.of].name
        text = self.constant(lambda amount: share_text(name, amount, node.share))
        setup = [f"{of} = amounts[{self.constant(node.of)}]", f"if {of} is None:", f"{INDENT}raise Unusual"]
        return Emitted([*setup, f"{to} = {of} * {self.constant(node.share)}"], f"{text}({of})")

    def _lookup(self, node: f.Lookup, scope: str | None, to: str) -> Emitted:
        rule = self.setting.rulebook.standards[node.standard]
        if node.standard not in self.setting.standards.rates:
            piece = compile_factor(node, scope, self.setting)
            waiting = piece.value(None, None, Run())  # type: ignore[arg-type]
            emitted = Emitted([], self.constant(f"{piece.label}（待定）"), "True", self.constant(waiting.reason))
            emitted.per = self.constant(piece.counts_in(None, None) if piece.counts_in else "")  # type: ignore[arg-type]
            return emitted
        keys = [self._key(part, scope) for part in node.key]
        if rule.dated is not None:
            info = self.setting.facts.find(rule.dated, None)
            assert info is not None, rule.dated
            keys.append(self.fact(info))
        call = f"{self.constant(self._remembered(node, scope))}(({', '.join(keys)},), h, {'r' if scope else 'None'})"
        emitted = Emitted([f"{to}, {to}_text, {to}_unit, {to}_entry = {call}"], f"{to}_text")
        emitted.per, emitted.entry = f"{to}_unit", f"{to}_entry"
        return emitted

    def _remembered(self, node: f.Lookup, scope: str | None) -> Callable[..., tuple[Decimal, str, str, str]]:
        """What the evaluator finds in a standard, asked once for the same facts: rate, text, unit counted in, entry."""
        piece, known = compile_factor(node, scope, self.setting), dict[Any, tuple[Decimal, str, str, str]]()

        def found(key: tuple[Any, ...], h: Household, r: Record) -> tuple[Decimal, str, str, str]:
            if key in known:
                return known[key]
            run = Run()
            value = piece.value(h, r, run)
            if value is None or isinstance(value, Pending):
                raise self.unusual
            per = piece.counts_in(h, r) if piece.counts_in is not None else ""
            rate = value, piece.text(value, h, r, run), per, piece.entry(h, r, run) or ""
            if len(known) < _MEMORY:
                known[key] = rate
            return rate

        return found

    def word(self, node: f.Factor, scope: str | None) -> str:
        """The word that a choice of a payee or payer comes to."""
        match node:
            case f.Text():
                return self.constant(node.text)
            case f.FactValue() if not node.as_:
                info = self.setting.facts.find(node.fact, scope)
                assert info is not None, node.fact
                return self.fact(info)
            case f.ByReading():
                return self.word(node.cases[self.setting.readings[node.reading]], scope)
        return self.known(node, scope)

    def _key(self, node: f.Factor, scope: str | None) -> str:
        """What a part of a standard's key rests on."""
        match node:
            case f.FactValue() if not node.bounded:
                info = self.setting.facts.find(node.fact, scope)
                assert info is not None, node.fact
                return self.fact(info, needed=False)  # a key that the rows don't give needs none
            case f.NamedValue():
                term = self.written_out(node.term)
                assert term.quantity is not None, node.term
                return self._key(term.quantity, term.for_each)
            case f.Choose():
                info = self.setting.facts.find(node.choose, scope)
                assert info is not None, node.choose
                read, last = self.fact(info), "missing()"
                for key, case in reversed(tuple(node.cases.items())):
                    test = f"{read} == {self.constant(_chosen(info, key))}"
                    last = f"(({self._key(case, scope)}, {self.constant(key)}) if {test} else {last})"
                return last
        return self.number(node, scope)


def _chosen(info: FactInfo, key: str) -> Any:
    """The value of a fact for which a case is written."""
    return key == "yes" if info.kind == "yes_no" else info.form.read(key)
