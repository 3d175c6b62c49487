"""Conditions as Python expressions."""

from yzcomp.engine.conditions import COMPARE
from yzcomp.engine.express.base import BaseWriter, Unsupported, untold
from yzcomp.forms import read_number
from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f

_OPERATORS = {"is_": "==", "below": "<", "at_most": "<=", "at_least": ">=", "above": ">"}


class ConditionWriter(BaseWriter):
    """Writes conditions."""

    def condition(self, node: c.Condition, scope: str | None) -> str:
        """A condition as an expression that is true or false; what can't be told, or waits for something, raises."""
        try:
            test = self._condition(node, scope)
        except Unsupported:
            return self.known(node, scope)
        return f"({test} and missing())" if node.awaits is not None else test

    def _condition(self, node: c.Condition, scope: str | None) -> str:
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
        term = self.written_out(name)
        arguments = "h, r" if term.for_each else "h"
        if name not in self.terms:
            assert term.condition is not None, name
            body = [f"return {self.condition(term.condition, term.for_each)}"]
            self.count += 1
            self.terms[name] = f"c{self.count}"
            self.define(f"{self.terms[name]}({arguments})", body)
        return f"{self.terms[name]}({arguments})"

    def _over_records(self, scope: str, satisfies: c.Condition | None, every: bool) -> str:
        if satisfies is None:
            return f"bool({self.attribute('h', scope)})"
        self.count += 1
        name = f"c{self.count}"
        test = self.condition(satisfies, scope)
        found = f"if not {test}:" if every else f"if {test}:"
        each = f"for r in {self.attribute('h', scope)}:"
        body = [each, f"    {found}", f"        return {not every}", f"return {every}"]
        self.define(f"{name}(h)", [*untold(scope), *body])
        return f"{name}(h)"

    def _fact_test(self, node: c.FactTest, info: FactInfo, scope: str | None) -> str:
        name = node.operator or "is_"
        operand = getattr(node, name)
        if name == "given" and info.default is not None:
            owner = "h" if info.scope is None else "r"
            return f"({self.constant(info.key)} {'in' if operand else 'not in'} {owner}.model_fields_set)"
        if name == "given":
            return f"({self.fact(info, needed=False)} {'is not' if operand else 'is'} None)"
        if name == "in_":
            members = frozenset(info.form.read(word) for word in operand)
            return f"({self.fact(info)} in {self.constant(members)})"
        other = self.number(operand, scope) if isinstance(operand, f.Factor) else None
        if info.kind == "date_or_year" or (info.kind == "date" and other is not None):
            other = other or self.constant(info.form.read(operand))
            return f"years({self.fact(info)}, {self.constant(COMPARE[name])}, {other})"
        return f"({self.fact(info)} {_OPERATORS[name]} {other or self.constant(info.form.read(operand))})"

    def _value_test(self, node: c.ValueTest, scope: str | None) -> str:
        name = node.operator or "is_"
        operand = getattr(node, name)
        if name == "given":
            raise Unsupported(name)
        if name == "in_":
            return f"({self.number(node.value, scope)} in {self.constant(frozenset(map(read_number, operand)))})"
        other = self.number(operand, scope) if isinstance(operand, f.Factor) else self.constant(read_number(operand))
        return f"({self.number(node.value, scope)} {_OPERATORS[name]} {other})"
