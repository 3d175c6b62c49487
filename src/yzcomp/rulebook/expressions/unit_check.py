"""The units of factors, and cases that differ in them."""

from yzcomp.rulebook import factors as f
from yzcomp.rulebook import units
from yzcomp.rulebook.expressions.factors import FactorCheck
from yzcomp.rulebook.models import Rulebook


class UnitCheck(FactorCheck):
    """Tells the units of factors; those of terms once."""

    def __init__(self, rulebook: Rulebook) -> None:
        super().__init__(rulebook)
        self._term_units: dict[str, units.Unit | None] = {}

    def _unit(self, node: f.Factor, scope: str | None, given: str | None) -> units.Unit | None:
        """The unit of a factor; ``None`` where it can't be told (a standard with units of its own)."""
        match node:
            case f.Constant():
                return units.parse(node.unit or given or "倍")
            case f.Tier() | f.Dated():
                return units.parse(node.unit)
            case f.FactValue():
                info = self.facts.find(node.fact, scope if scope in self.facts.records else None)
                return units.parse(info.unit or "%") if info and (info.unit or info.kind == "percent") else None
            case f.Sum():
                info = self.facts.find(node.sum, node.of) if node.of in self.facts.records else None
                return units.parse(info.unit) if info and info.unit else None
            case f.Count():
                return units.parse(given) if given else None
            case f.DaysBetween():
                return units.parse("天")
            case f.IfElse():
                return self._common([self._unit(part, scope, given) for part in (node.then, node.else_)], node)
            case f.NamedValue():
                term = self.rulebook.terms.get(node.term)
                if term and term.quantity and node.term not in self._term_units:
                    self._term_units[node.term] = self._unit(term.quantity, term.for_each, term.unit)
                return self._term_units.get(node.term)
            case f.Choose() | f.ByReading():
                return self._common([self._unit(case, scope, node.unit) for case in node.cases.values()], node)
            case f.Lookup():
                rule = self.rulebook.standards.get(node.standard)
                return units.parse(rule.unit) if rule and rule.unit != "*" else None
            case f.Share():
                return units.parse("元")
        return None

    def _common(self, found: list[units.Unit | None], node: f.Factor) -> units.Unit | None:
        """The unit that all cases have; cases in different units are a mistake."""
        known = [unit for unit in found if unit is not None]
        if any(unit != known[0] for unit in known):
            written = "、".join(dict.fromkeys(units.written(unit) or "纯数字" for unit in known))
            self._say("unit", f"各情形的单位不一样：{written}", node, remedy="各情形用同一个单位")
        return known[0] if len(known) == len(found) else None
