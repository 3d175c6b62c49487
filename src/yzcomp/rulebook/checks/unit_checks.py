"""The units of factors: what is multiplied gives yuan, what is compared has one unit, cases don't differ in it.

A number of things that have no unit of their own (a count, the quantity of an attachment) is counted in ``*``, and a
rate whose unit each entry of a standard says is in ``元/*``: they stand for one unit, but for none that a fact of the
household is measured in, since then that fact was forgotten.
"""

from yzcomp.money import plain
from yzcomp.rulebook import factors as f
from yzcomp.rulebook import kinds, units
from yzcomp.rulebook.checks.factor_checks import FactorCheck
from yzcomp.rulebook.logic import leaves, whole
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import Node
from yzcomp.rulebook.units import OPEN

#: What one record of a list is: a rate for one needs no factor of its own where an item goes through the list.
_ONE = {"members": {"人"}, "houses": {"栋", "幢", "座"}}


class UnitCheck(FactorCheck):
    """Tells the units of factors; those of terms once."""

    def __init__(self, rulebook: Rulebook) -> None:
        super().__init__(rulebook)
        self._term_units: dict[str, units.Unit] = {}

    def _unit(self, node: f.Factor, scope: str | None, given: str | None) -> units.Unit:
        """The unit of a factor; ``given`` is the one that a bare number inherits."""
        if isinstance(node, f.NamedValue):
            term = self.rulebook.terms.get(node.term)
            if term and term.quantity and node.term not in self._term_units:
                self._term_units[node.term] = self._unit(term.quantity, term.for_each, term.unit)
            return self._term_units.get(node.term, units.parse(""))
        if ways := node.ways():
            own = getattr(node, "unit", None)
            return self._common([self._unit(part, scope, own or given) for part in ways], node, own)
        if isinstance(node, f.Count):
            return self._counted(node, given)
        return units.parse(kinds.unit_of(node, scope, given, self.rulebook))

    def _counted(self, node: f.Count, given: str | None) -> units.Unit:
        unit = units.parse(given or OPEN)
        wrong = (set(unit) & self._measured()) - _ONE.get(node.count, set())
        if wrong:
            self._say("unit", f"条数不能以“{given}”为单位", node, "count", "要合计的是这个量，就写 sum … of …")
        return unit

    def _measured(self) -> set[str]:
        """The units of the facts: who is paid by one of them is paid by a fact, not by a number of records."""
        levels = [self.facts.fields, *(record.fields for record in self.facts.records.values())]
        found = (units.parse(info.unit) for level in levels for info in level.values() if info.unit)
        return {word for unit in found if len(unit) == 1 for word in unit if word != "元"}

    def _common(self, found: list[units.Unit], node: f.Factor, declared: str | None) -> units.Unit:
        """The unit that all cases have; cases in different units are a mistake."""
        known = [unit for unit in found if OPEN not in unit]
        if declared and any(unit != units.parse(declared) for unit in known):
            written = next(units.written(unit) or "纯数字" for unit in known if unit != units.parse(declared))
            self._say("unit", f"写的单位是“{declared}”，情形的单位却是“{written}”", node, "unit", "两处写成同一个单位")
        elif any(unit != known[0] for unit in known):
            text = "、".join(dict.fromkeys(units.written(unit) or "纯数字" for unit in known))
            self._say("unit", f"各情形的单位不一样：{text}", node, remedy="各情形用同一个单位")
        return known[0] if known else found[0]

    def _same_unit(self, one: f.Factor, other: f.Factor, scope: str | None) -> None:
        """Two quantities that are compared are measured in one unit."""
        first, second = self._unit(one, scope, None), self._unit(other, scope, None)
        if first and second and first != second and OPEN not in {*first, *second}:
            told = f"“{units.written(first)}”不能与“{units.written(second)}”比较"
            self._say("unit", told, other, remedy="比较的两边要用同一个单位")

    def _in_yuan(self, parts: tuple[f.Factor, ...], scope: str | None, node: Node) -> None:
        """The product of an item or bound is in yuan, whatever one unit what is open stands for."""
        before = len(self.problems)
        total = units.product(*(self._unit(part, scope, None) for part in parts))
        counts = [part.count for of in parts for part in whole(of, self.rulebook) if isinstance(part, f.Count)]
        allowed = set[str]().union(*(_ONE.get(name, set()) for name in (*counts, scope or "")))
        if len(self.problems) > before:
            return
        opened = total.pop(OPEN, 0)
        left = units.product(total, units.Unit({"元": -1}))
        wrong = opened >= 0 and set(left) & (self._measured() - allowed)
        if (opened >= 0 and not left) or (not wrong and self._fits(left, opened, allowed)):
            return
        if opened:
            total[OPEN] = opened
        written = units.written(total) or "纯数字"
        remedy = "检查每个因数的单位" + (
            "；*是没有写单位的因数（facts、terms、standards 里写上它的单位）" if opened else ""
        )
        remedy = "金额写成元：5万元写 50000，单位 元" if "万" in written else remedy
        self._say("unit", f"各因数的单位相乘得到“{written}”，应当是“元”", node, "factors", remedy)

    @staticmethod
    def _fits(left: units.Unit, opened: int, allowed: set[str]) -> bool:
        """Whether what is left besides yuan is what the open quantities, or the record itself, are counted in."""
        if opened < 0:
            return list(left.values()) == [1] and opened == -1
        if not opened:
            return list(left.items()) in [[(word, -1)] for word in allowed]
        return all(power == -1 for power in left.values()) and len(left) <= opened

    def _multiplier(self, part: f.Factor, scope: str | None) -> None:
        """Numbers that multiply: a percentage that lost its sign pays a hundredfold."""
        if isinstance(part, f.Constant) and not part.constant:
            self._doubt("outcome", "乘以0，总是不付", part, "constant", "写上标准，或删去这个项目")
        for leaf, _, given in leaves(part, scope, None, self.rulebook):
            self._pure(leaf, given, part)

    def _pure(self, node: f.Factor, given: str | None, at: f.Factor) -> None:
        unit = getattr(node, "unit", None) or given
        for value in node.numbers():
            if value > units.MANY and not units.parse(unit or "倍"):
                remedy = f"是{plain(value)}%的，写 {plain(value / 100)}"
                self._doubt("percent", f"乘以{plain(value)}倍，太大了", at, None, remedy)
            elif isinstance(node, f.Constant) and unit is None and value > 1:
                remedy = f"倍数写 unit: 倍；{plain(value)}%写 {plain(value / 100)}"
                self._doubt("percent", f"{plain(value)}没有写单位，按倍数乘", at, "constant", remedy)
