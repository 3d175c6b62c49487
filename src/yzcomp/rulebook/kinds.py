"""What a factor gives — a number, a date, a text — so that nothing is multiplied or compared that can't be."""

from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import factors as f
from yzcomp.rulebook import units
from yzcomp.rulebook.logic import leaves, whole
from yzcomp.rulebook.models import Rulebook

NUMBER = "数字"
_OF_FACTS = {
    **dict.fromkeys(("number", "integer", "percent"), NUMBER),
    **dict.fromkeys(("date", "date_or_year"), "日期"),
    "yes_no": "是否",
}


def kind_of_fact(info: FactInfo) -> str:
    """数字, 日期, 是否 or 文字."""
    return _OF_FACTS.get(info.kind, "文字")


def quantity_of(node: f.Factor, scope: str | None, rulebook: Rulebook) -> FactInfo | None:
    """The fact whose quantity a factor is: its own, or the one that it sums."""
    return rulebook.catalogue.find(getattr(node, node.QUANTITY), node.inner(scope)) if node.QUANTITY else None


def kind_of_factor(node: f.Factor, scope: str | None, rulebook: Rulebook) -> str:
    """The same of a factor; kinds that differ by case are joined by ``或``, an unknown name passes for a number."""
    found = []
    for leaf, of, _ in leaves(node, scope, None, rulebook):
        info = quantity_of(leaf, of, rulebook)
        found.append(kind_of_fact(info) if info else leaf.GIVES)
    return "或".join(dict.fromkeys(found)) or NUMBER


def unit_of(leaf: f.Factor, scope: str | None, given: str | None, rulebook: Rulebook) -> str:
    """The unit of a factor without cases; ``given`` is the one that a bare number inherits."""
    if leaf.QUANTITY:
        info = quantity_of(leaf, scope, rulebook)
        return (info.unit or ("%" if info.kind == "percent" else units.OPEN)) if info else units.OPEN
    if isinstance(leaf, f.Lookup):
        rule = rulebook.standards.get(leaf.standard)
        return f"元/{units.OPEN}" if rule is None or rule.unit == units.OPEN else rule.unit
    return leaf.UNIT or getattr(leaf, "unit", None) or given or "倍"


def is_percentage(node: f.Factor, scope: str | None, rulebook: Rulebook) -> bool:
    """Whether a factor is a share such as 成新率, whose limits are written as percentages too."""
    infos = (quantity_of(leaf, of, rulebook) for leaf, of, _ in leaves(node, scope, None, rulebook))
    return any(info is not None and info.kind == "percent" for info in infos)


def may_be_pending(node: f.Factor, rulebook: Rulebook) -> bool:
    """Whether the factor rests on what may not have been entered or computed yet, also through terms."""
    return any(isinstance(part, f.Factor) and part.MAY_WAIT for part in whole(node, rulebook))
