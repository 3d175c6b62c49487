"""Writes a rulebook out as Python source for the express lane. Nothing of a rule file is ever part of that source:
numbers, texts and sets go in as named constants, facts by the names that the models define."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.factors import UNNAMED, Piece, quantity_text, tier_text, tier_total
from yzcomp.engine.items import CompiledItem
from yzcomp.engine.run import Run
from yzcomp.engine.wording import LABEL_KEYS, yuan_exact
from yzcomp.forms import BareYear
from yzcomp.household.catalogue import FactInfo
from yzcomp.money import FEN, ZERO, plain, round_half_up, round_up
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f

_OPERATORS = {"is_": "==", "below": "<", "at_most": "<=", "at_least": ">=", "above": ">"}
_INDENT = "    "


class Unsupported(Exception):
    """A kind of rule that the express lane doesn't know."""


class Emitted:
    """A factor as source: statements that set its variable, its text, and when that text is all there is to say."""

    def __init__(self, setup: list[str], text: str, usual: str = "True", pending: str | None = None) -> None:
        self.setup, self.text, self.usual, self.pending = setup, text, usual, pending
        self.counted: str | None = None  # the unit of a plain quantity, whose text and digits are looked up together


class SourceWriter:
    """Writes the functions of one evaluator, and gathers the constants that they refer to in ``namespace``.

    Without ``words`` a line is only the item's position and the amount.
    """

    def __init__(self, evaluator: Evaluator, unusual: type[Exception], words: bool = True) -> None:
        self.evaluator, self.setting = evaluator, evaluator.setting
        self.functions: list[str] = []
        self.terms: dict[str, str] = {}
        self.words = self.texts = words  # whether the words of a factor are wanted too, or only its number
        self.count = 0
        self.namespace: dict[str, Any] = {
            "Unusual": unusual,
            "Run": Run,
            "ZERO": ZERO,
            "FEN": FEN,
            "HALF_UP": ROUND_HALF_UP,
            "plain": plain,
            "round_up": round_up,
            "yuan_exact": yuan_exact,
            "qt": lru_cache(maxsize=65536)(quantity_text),
            "dec": lru_cache(maxsize=1024)(Decimal),
            "need": _needed(unusual),
            "years": _by_year(unusual),
            "days": _days(unusual),
        }

    def constant(self, value: Any) -> str:
        """The name under which a value is at hand in the source."""
        self.count += 1
        name = f"K{self.count}"
        self.namespace[name] = value
        return name

    def variable(self) -> str:
        self.count += 1
        return f"v{self.count}"

    def source(self) -> str:
        """The whole module; ``run(h)`` gives a household's lines and whether they are withheld."""
        body = []
        for rule in self.evaluator.rulebook.requirements.values():
            body += self._requirement(rule)
        for number, item in enumerate(self.evaluator.items.values()):
            body.append(f"{self._item(number, item)}(h, out)")
        withholding = self.evaluator.rulebook.withholding
        body.append(f"return out, {self.condition(withholding.when, None) if withholding else 'False'}")
        run = ["def run(h):", f"{_INDENT}out = []", *(_INDENT + line for line in body)]
        return "\n\n".join([*self.functions, "\n".join(run)]) + "\n"

    def holding(self, when: c.Condition | None, value: f.Factor | None, scope: str | None) -> str:
        """Defines a function of a household that gives the positions of the records on which a condition holds (0 for
        the household itself), each with a value; names it."""
        test = self.condition(when, scope) if when is not None else "True"
        number = self.number(value, scope) if value is not None else "None"
        self.count += 1
        name = f"holding{self.count}"
        found = f"[(i, {number}) for i, r in enumerate(h.{scope}) if {test}]"
        self._define(f"{name}(h)", [f"return {found if scope else f'[(0, {number})] if {test} else []'}"])
        return name

    def functions_source(self) -> str:
        """The functions that have been defined so far."""
        return "\n\n".join(self.functions) + "\n"

    def _define(self, head: str, body: list[str]) -> None:
        self.functions.append("\n".join([f"def {head}:", *(_INDENT + line for line in body)]))

    def _requirement(self, rule: Any) -> list[str]:
        test = f"not ({self.condition(rule.must, rule.for_each)})"
        if rule.when is not None:
            test = f"({self.condition(rule.when, rule.for_each)}) and {test}"
        if rule.for_each is None:
            return [f"if {test}:", f"{_INDENT}raise Unusual"]
        return [f"for r in h.{rule.for_each}:", f"{_INDENT}if {test}:", f"{_INDENT * 2}raise Unusual"]

    # conditions ------------------------------------------------------------------------------------------------

    def condition(self, node: c.Condition, scope: str | None) -> str:
        """A condition as an expression that is true or false; what can't be told raises."""
        match node:
            case c.All():
                return f"({' and '.join(self.condition(part, scope) for part in node.all)})"
            case c.AnyOf():
                return f"({' or '.join(self.condition(part, scope) for part in node.any)})"
            case c.Not():
                return f"(not {self.condition(node.not_, scope)})"
            case c.NamedCondition():
                return self._named_condition(node.term)
            case c.ReadingTest():
                return str(self.setting.readings[node.reading] == node.is_)
            case c.Every():
                return self._over_records(node.every, node.satisfies, every=True)
            case c.Some():
                return self._over_records(node.some, node.satisfies, every=False)
            case c.FactTest():
                info = self.setting.facts.find(node.fact, scope)
                assert info is not None, node.fact
                return self._fact_test(node, info, scope)
            case c.ValueTest():
                return self._value_test(node, scope)
        raise Unsupported(type(node).__name__)

    def _named_condition(self, name: str) -> str:
        term = self.setting.rulebook.terms[name]
        arguments = "h, r" if term.for_each else "h"
        if name not in self.terms:
            assert term.condition is not None, name
            body = [f"return {self.condition(term.condition, term.for_each)}"]
            self.count += 1
            self.terms[name] = f"c{self.count}"
            self._define(f"{self.terms[name]}({arguments})", body)
        return f"{self.terms[name]}({arguments})"

    def _over_records(self, scope: str, satisfies: c.Condition | None, every: bool) -> str:
        if satisfies is None:
            return f"bool(h.{scope})"
        self.count += 1
        name = f"c{self.count}"
        test = self.condition(satisfies, scope)
        found = f"if not {test}:" if every else f"if {test}:"
        self._define(
            f"{name}(h)", [f"for r in h.{scope}:", f"    {found}", f"        return {not every}", f"return {every}"]
        )
        return f"{name}(h)"

    def fact(self, info: FactInfo, needed: bool = True) -> str:
        """A fact's value; where it may be missing, and is needed, that raises."""
        read = f"{'h' if info.scope is None else 'r'}.{info.key}"
        always = info.required or info.default is not None
        return read if always or not needed else f"need({read})"

    def _fact_test(self, node: c.FactTest, info: FactInfo, scope: str | None) -> str:
        name = node.operator or "is_"
        operand = getattr(node, name)
        if name == "given":
            return f"({self.fact(info, needed=False)} {'is not' if operand else 'is'} None)"
        if name == "in_":
            members = frozenset(info.form.read(word) for word in operand)
            return f"({self.fact(info)} in {self.constant(members)})"
        other = self.number(operand, scope) if isinstance(operand, f.Factor) else None
        if info.kind == "date_or_year":
            other = other or self.constant(info.form.read(operand))
            return f"years({self.fact(info)}, {_OPERATORS[name]!r}, {other})"
        return f"({self.fact(info)} {_OPERATORS[name]} {other or self.constant(info.form.read(operand))})"

    def _value_test(self, node: c.ValueTest, scope: str | None) -> str:
        name = node.operator or "is_"
        operand = getattr(node, name)
        if name in ("given", "in_"):
            raise Unsupported(name)
        other = self.number(operand, scope) if isinstance(operand, f.Factor) else self.constant(Decimal(operand))
        return f"({self.number(node.value, scope)} {_OPERATORS[name]} {other})"

    # factors ---------------------------------------------------------------------------------------------------

    def number(self, node: f.Factor, scope: str | None) -> str:
        """A factor's value alone, as an expression."""
        if isinstance(node, f.FactValue) and not node.bounded and not node.as_:
            info = self.setting.facts.find(node.fact, scope)
            assert info is not None, node.fact
            return self.fact(info)
        self.count += 1
        name, variable = f"n{self.count}", self.variable()
        emitted = self._bare(node, scope, variable)
        self._define(f"{name}(h, r)", [*emitted.setup, f"return {variable}"])
        return f"{name}(h, {'r' if scope else 'None'})"

    def _bare(self, node: f.Factor, scope: str | None, to: str) -> Emitted:
        """A factor whose words nobody asks for."""
        outer, self.texts = self.texts, False
        emitted = self.factor(node, scope, to)
        self.texts = outer
        return emitted

    def factor(self, node: f.Factor, scope: str | None, to: str, unit: str | None = None) -> Emitted:
        """Statements that put a factor's value into variable ``to``."""
        if not node.bounded:
            return self._factor(node, scope, to, unit)
        raw = self.variable()
        inner = self._factor(node, scope, raw, unit)
        counted = inner.counted
        setup = [*inner.setup, f"{to} = round_up({raw})" if node.round == "up" else f"{to} = {raw}"]
        for limit, sign in ((node.at_most, ">"), (node.at_least, "<")):
            if limit is not None:
                name = self.constant(limit)
                setup += [f"if {to} {sign} {name}:", f"{_INDENT}{to} = {name}"]
        emitted = Emitted(setup, inner.text.replace(raw, to), f"{inner.usual} and {to} == {raw}")
        emitted.counted = counted
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
        self._define(f"{name}(h)", body)
        text = f"qt({to}, {self.constant(info.unit or '')})"
        emitted = Emitted([f"{to}, {to}_only = {name}(h)"], text, f"{to}_only")
        emitted.counted = info.unit
        return emitted

    def _counted(self, node: f.Count, to: str, unit: str | None) -> Emitted:
        test = f"if {self.condition(node.where, node.count)}:" if node.where is not None else "if True:"
        self.count += 1
        name = f"s{self.count}"
        body = ["used = 0", f"for r in h.{node.count}:", f"    {test}", "        used += 1"]
        self._define(f"{name}(h)", [*body, f"return dec(used), used == len(h.{node.count})"])
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
            setup += [_INDENT + line for line in emitted.setup]
            words = f"{to}_text, {to}_only = {emitted.text}, {emitted.usual}"
            setup.append(_INDENT + (words if self.texts else f"{to}_only = {emitted.usual}"))
        setup += ["else:", f"{_INDENT}raise Unusual"]
        return Emitted(setup, f"{to}_text", f"{to}_only")

    def _lookup(self, node: f.Lookup, scope: str | None, to: str) -> Emitted:
        rule = self.setting.rulebook.standards[node.standard]
        rates = self.setting.standards.rates.get(node.standard)
        if rates is None:
            reason = f"缺少{rule.name}（{rule.document}），录入后用 --standards 重算"
            per = rule.unit.partition("/")[2] if rule.unit != "*" else ""
            return Emitted([f"unit = {self.constant(per)}"], self.constant(f"{rule.name}（待定）"), "True", reason)
        known = {key: (r.value, quantity_text(r.value, r.unit), r.unit.partition("/")[2]) for key, r in rates.items()}
        keys = ", ".join(self._key(part, scope) for part in node.key)
        found = f"{to}_rate"
        setup = [f"{found} = {self.constant(known)}.get(({keys},))", f"if {found} is None:", f"{_INDENT}raise Unusual"]
        return Emitted([*setup, f"{to}, {to}_text, unit = {found}"], f"{to}_text")

    def _key(self, node: f.Factor, scope: str | None) -> str:
        """A part of a standard's key, as the text that the standard is entered under."""
        if isinstance(node, f.FactValue):
            info = self.setting.facts.find(node.fact, scope)
            assert info is not None, node.fact
            read = f"str({self.fact(info)})" if info.form.choices else self.fact(info)
            if node.as_:
                mapped = {str(info.form.read(a)): str(info.form.read(b)) for a, b in node.as_.items()}
                return f"{self.constant(lambda key: mapped.get(key, key))}({read})"
            return read
        if isinstance(node, f.Choose):
            info = self.setting.facts.find(node.choose, scope)
            assert info is not None, node.choose
            read, last = self.fact(info), "need(None)"
            for key, case in reversed(node.cases.items()):
                last = f"({self._key(case, scope)} if {read} == {self.constant(info.form.read(key))} else {last})"
            return last
        raise Unsupported(type(node).__name__)

    # items -----------------------------------------------------------------------------------------------------

    def _item(self, number: int, item: CompiledItem) -> str:
        """Defines an item's function and names it."""
        if item.shares:
            raise Unsupported("share")
        name, scope = f"item{number}", item.scope
        body = self._line(number, item)
        if scope is not None:
            body = [f"for i, r in enumerate(h.{scope}):", *(_INDENT + line for line in body)]
        self._define(f"{name}(h, out)", body)
        return name

    def _line(self, number: int, item: CompiledItem) -> list[str]:
        leave = "return" if item.scope is None else "continue"
        body: list[str] = ["unit = ''"] if any(p.unit == UNNAMED for p in item.pieces) else []
        if item.item.condition is not None:
            body += [f"if not {self.condition(item.item.condition, item.scope)}:", f"{_INDENT}{leave}"]
        names = [self.variable() for _ in item.pieces]
        parts = [self.factor(n, item.scope, to) for n, to in zip(item.item.factors, names, strict=True)]
        for part in parts:
            body += part.setup
        known = [name for name, part in zip(names, parts, strict=True) if part.pending is None]
        if len(known) == len(names):
            body += [f"exact = {' * '.join(names)}", "if not exact:", f"{_INDENT}{leave}"]
            body += self._amount(item)
        else:
            body += [
                f"if not ({' and '.join(known) or 'True'}):",
                f"{_INDENT}raise Unusual",
                "amount, limit = None, ''",
            ]
        return body + self._words(number, item, names, parts)

    def _amount(self, item: CompiledItem) -> list[str]:
        """The amount within its cap and floor, rounded once."""
        if not item.caps:
            return ["limit = ''", f"amount = {self._rounded(item, 'exact')}"]
        body = ["bounded, limit = exact, ''"]
        for bound, high, _ in item.caps:
            names = [self.variable() for _ in bound.factors]
            for node, to in zip(bound.factors, names, strict=True):
                emitted = self.factor(node, item.scope, to)
                if emitted.pending is not None:
                    raise Unsupported("pending")
                body += emitted.setup
            text = self.constant(bound.text)
            body += [f"top = {' * '.join(names)}", f"if not limit and exact {'>' if high else '<'} top:"]
            body.append(f"{_INDENT}bounded, limit = top, f' = {{yuan_exact(exact)}}元，{{{text}}}'")
        return [*body, f"amount = {self._rounded(item, 'bounded')}"]

    def _rounded(self, item: CompiledItem, name: str) -> str:
        if item.step == FEN:
            return f"{name}.quantize(FEN, HALF_UP)"
        return f"{self.constant(round_half_up)}({name}, {self.constant(item.step)})"

    def _words(self, number: int, item: CompiledItem, names: list[str], parts: list[Emitted]) -> list[str]:
        """The line in words; anything to be explained goes the evaluator's way, piece by piece."""
        if not self.words:
            return [f"out.append(({number}, amount))"]
        pieces: list[Piece] = item.pieces
        rates = [n for n, p in zip(names, pieces, strict=True) if p.is_rate]
        counts = [n for n, p in zip(names, pieces, strict=True) if not p.is_rate]
        units = [p.unit for p in pieces if not p.is_rate]
        unit, decimals = self.constant("·".join(units) or "户"), str(2 if _is_area("·".join(units)) else 0)
        if UNNAMED in units:
            unit, decimals = "unit or '户'", f"2 if {self.constant(_is_area)}(unit) else 0"
        quantity = f"plain({' * '.join(counts)}, {decimals})" if counts else "'1'"
        lookup: list[str] = []
        counted = [part for part, p in zip(parts, pieces, strict=True) if not p.is_rate]
        if len(counts) == 1 and counted[0].counted is not None:
            of = counted[0].counted
            both = lru_cache(maxsize=65536)(lambda value: (quantity_text(value, of), plain(value, int(decimals))))
            lookup = [f"text, digits = {self.constant(both)}({counts[0]})"]
            counted[0].text, quantity = "text", "digits"
        pending = next((part.pending for part in parts if part.pending is not None), None)
        rate = "''" if pending is not None else self._rate(rates, item) if rates else "'1'"
        label = f"{self.constant(self._label(item.scope))}(i, r)" if item.scope is not None else "''"
        formula = " + ' × ' + ".join(part.text for part in parts)
        usual = " and ".join(dict.fromkeys(part.usual for part in parts if part.usual != "True")) or "True"
        slow = self.constant(self._explained(pieces))
        record = "r, i" if item.scope is not None else "None, 0"
        body = [*lookup, f"formula, note = {formula}, {label}"]
        if usual != "True":
            body += [f"if not ({usual}):", f"{_INDENT}formula, notes = {slow}(h, {record}, ({', '.join(names)},))"]
            body.append(f"{_INDENT}note = '；'.join([note, *notes]) if note else '；'.join(notes)")
        if pending is not None:
            if usual != "True":
                raise Unsupported("pending")
            reason = self.constant(pending)
            body.append(f"note = note + '；' + {reason}" if item.scope is not None else f"note = {reason}")
        fields = f"{number}, formula + limit, {quantity}, {unit}, {rate}, amount, note"
        return [*body, f"out.append(({fields}))"]

    def _rate(self, names: list[str], item: CompiledItem) -> str:
        """The digits of a rate; those of a constant are written once."""
        factors = [n for n, p in zip(item.item.factors, item.pieces, strict=True) if p.is_rate]
        if len(factors) == 1 and isinstance(factors[0], f.Constant) and not factors[0].bounded:
            return self.constant(plain(factors[0].constant))
        return f"plain({' * '.join(names)})"

    def _explained(self, pieces: list[Piece]) -> Any:
        """Formula and notes the evaluator's way."""

        def explained(h: Any, r: Any, index: int, values: tuple[Any, ...]) -> tuple[str, list[str]]:
            run = Run()
            run.index = index
            texts = [piece.text(value, h, r, run) for piece, value in zip(pieces, values, strict=True)]
            return " × ".join(texts), [note for piece in pieces for note in piece.notes(h, r, run)]

        return explained

    def _label(self, scope: str) -> Any:
        """How a record is called, as on a statement."""
        fields = self.setting.facts.records[scope].fields
        keys = [key for key in LABEL_KEYS if key in fields]
        describe = self.setting.facts.describe

        @lru_cache(maxsize=4096)
        def written(index: int, key: str, value: Any) -> str:
            return f"{describe(scope, index)}（{fields[key].label(value)}）"

        def label(index: int, record: Any) -> str:
            for key in keys:
                value = getattr(record, key)
                if value is not None:
                    return written(index, key, value)
            return describe(scope, index)

        return label


def _is_area(unit: str) -> bool:
    return quantity_text(ZERO, unit) != f"0{unit}"


def _needed(unusual: type[Exception]) -> Any:
    def need(value: Any) -> Any:
        if value is None:
            raise unusual
        return value

    return need


def _days(unusual: type[Exception]) -> Any:
    """The days between two dates, which a bare year isn't."""

    def days(first: Any, last: Any) -> Decimal:
        if isinstance(first, BareYear) or isinstance(last, BareYear):
            raise unusual
        return Decimal(max(0, (last - first).days))

    return days


def _by_year(unusual: type[Exception]) -> Any:
    """Compares a date or bare year with a date; equal years can't be told apart."""
    import operator

    compare = {"==": operator.eq, "<": operator.lt, "<=": operator.le, ">=": operator.ge, ">": operator.gt}

    def years(found: Any, sign: str, wanted: Any) -> bool:
        if isinstance(found, BareYear) and not isinstance(wanted, BareYear):
            if found.year == wanted.year:
                raise unusual
            return bool(compare[sign](found.year, wanted.year))
        return bool(compare[sign](found, wanted))

    return years
