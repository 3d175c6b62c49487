"""Every small change of a rulebook, asked for part by part."""

from collections.abc import Iterator

from yzcomp.rulebook import factors as f
from yzcomp.rulebook.conditions import Condition
from yzcomp.rulebook.edits.edit import BOUND, CONDITION, FACTOR, PARTY, Edit, Known
from yzcomp.rulebook.edits.of_conditions import of_condition
from yzcomp.rulebook.edits.of_factors import of_factor, of_rounding
from yzcomp.rulebook.edits.of_names import of_names
from yzcomp.rulebook.kinds import quantity_of
from yzcomp.rulebook.models import Item, Requirement
from yzcomp.rulebook.nodes import NodePath, Visit


def edits(visit: Visit, known: Known) -> Iterator[Edit]:
    """The changes of a part, not of those inside it; the path of the ``visit`` is that from the rulebook."""
    path, node, scope = visit
    if path[0] == "rounding":
        yield from of_rounding(node, known)
    elif path[0] == "items" and path[2:3] in (("payee",), ("payer",)) and isinstance(node, f.Text | f.FactValue):
        yield from _party(node, str(path[2]), known, ())
    elif isinstance(node, Condition):
        yield from of_condition(node, scope, known)
    elif isinstance(node, f.Factor):
        yield from of_factor(node, scope, known)
    elif isinstance(node, Item):
        yield from _item(node, known)
    elif isinstance(node, Requirement) and node.when is not None:
        yield Edit(CONDITION, ("when",), None, "去掉", "前提的适用情形去掉，对每一户都核对")
    yield from of_names(node, scope, str(path[1]) if path[0] == "terms" else None, known)


def _party(node: f.Factor, role: str, known: Known, step: NodePath) -> Iterator[Edit]:
    """Another payee or payer than the one named; one for all where a fact decides."""
    rulebook = known.rulebook
    title, parties = {"payee": ("领款人", rulebook.payees), "payer": ("付款人", rulebook.payers)}[role]
    key = node.text if isinstance(node, f.Text) else getattr(node, "fact", "")
    other = next((other for other in parties if other != key), None)
    if other is not None:
        was = parties[key].name if key in parties else known.words.factor(node, None)
        yield Edit(PARTY, step, f.Text(text=other), f"{key} → {other}", f"{title}由{was}改为{parties[other].name}")


def _item(item: Item, known: Known) -> Iterator[Edit]:
    if item.payer is None:
        yield from _party(known.rulebook.payer(item), "payer", known, ("payer",))
    if item.condition is not None:
        said = item.condition.otherwise
        mistake = f"没有核对条件（{said}）" if said else "没有核对条件"
        yield Edit(CONDITION, ("condition",), None, "去掉", "付给的条件去掉", mistake)
    for name, title in (("at_most", "上限"), ("at_least", "下限")):
        bound = getattr(item, name)
        if bound is not None:
            yield Edit(BOUND, (name,), None, "去掉", f"{title}（{bound.text}）去掉", f"没有执行“{bound.text}”")
    for index, factor in enumerate(item.factors if len(item.factors) > 1 else ()):
        rest = (*item.factors[:index], *item.factors[index + 1 :])
        sentence = f"乘数「{known.words.factor(factor, item.for_each)}」去掉"
        mistake = _left_out(factor, item.for_each, known)
        yield Edit(FACTOR, ("factors",), rest, f"去掉第{index + 1}个", sentence, mistake)


def _left_out(node: f.Factor, scope: str | None, known: Known) -> str:
    """What it is called to forget a factor; nothing where nobody forgets it: a rate, or all there is to count."""
    if isinstance(node, f.FactValue | f.NamedValue):
        return f"漏乘“{known.words.factor(node, scope)}”"
    if isinstance(node, f.ByCase):
        infos = (
            quantity_of(case, scope, known.rulebook) for case in node.cases.values() if isinstance(case, f.FactValue)
        )
        unit = node.unit or next((info.unit for info in infos if info and info.unit), "")
        return f"只按1{unit}计" if unit and not unit.startswith("元") else ""
    return ""
