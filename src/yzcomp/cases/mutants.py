"""A rulebook changed in one small way, and what was changed as a sentence.

Each mutant is a slip that somebody could have made in writing the rules: a digit, a < for a ≤, a condition forgotten.
What only words or places depend on is left alone.
"""

from collections.abc import Iterator
from typing import NamedTuple

from yzcomp.cases.mutant_conditions import of_condition
from yzcomp.cases.mutant_factors import Change, case_labels, of_factor, of_rounding, of_tier
from yzcomp.cases.mutant_names import Names
from yzcomp.cases.paths import NodePath, nodes, part_at, place_at, replaced, scope_at, whose, written
from yzcomp.problems import Place
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Item, Requirement, Rulebook
from yzcomp.rulebook.nodes import Node
from yzcomp.rulebook.wording import Wording

_DROPPED = ("requirements", "notices")
_OWNERS = ("terms", "requirements", "withholding", "notices", "items", "rounding")


class Mutant(NamedTuple):
    """One change. ``name`` is stable as long as the rule files stay as they are; ``path`` leads to the changed node."""

    name: str
    sentence: str
    place: Place
    path: NodePath
    change: Change

    def rulebook(self, original: Rulebook) -> Rulebook:
        """The changed rulebook."""
        changed: Rulebook = replaced(original, (*self.path, *self.change.step), self.change.new)
        return changed


def mutants(rulebook: Rulebook) -> list[Mutant]:
    """All mutants of a rulebook, in the order of its files."""
    found: dict[str, Mutant] = {}
    for mutant in _all(rulebook):
        found.setdefault(mutant.name, mutant)
    return list(found.values())


def _all(rulebook: Rulebook) -> Iterator[Mutant]:
    names = Names(rulebook)
    for path, node in nodes(rulebook):
        if not path or path[0] not in _OWNERS:
            continue
        place, within = place_at(rulebook, path), str(path[1]) if path[0] == "terms" else None
        swapped = names.changes(node, scope_at(rulebook, path), within)
        for change in (*_changes(rulebook, path, node), *swapped):
            name = f"{written((*path, *change.step))} {change.name}"
            sentence = f"{whose(rulebook, path)}：{_of_case(rulebook, path)}{_in_bound(path, change.sentence)}"
            yield Mutant(name, sentence, place, path, change)
        if len(path) == 2 and path[0] in _DROPPED:
            yield _without(rulebook, path)


def _without(rulebook: Rulebook, path: NodePath) -> Mutant:
    """A requirement or a notice that was forgotten."""
    section, name = str(path[0]), path[1]
    rest = {key: part for key, part in getattr(rulebook, section).items() if key != name}
    change = Change((section,), rest, "去掉", "整条去掉")
    return Mutant(f"{written(path)} 去掉", f"{whose(rulebook, path)}：整条去掉", place_at(rulebook, path), (), change)


def _of_case(rulebook: Rulebook, path: NodePath) -> str:
    """The case that a number belongs to: ``“水田”的``."""
    if len(path) < 3 or path[-2] != "cases" or path[0] == "rounding":
        return ""
    node = part_at(rulebook, path[:-2])
    key = str(path[-1])
    return f"“{case_labels(node, scope_at(rulebook, path[:-2]), rulebook).get(key, key)}”的"


def _in_bound(path: NodePath, sentence: str) -> str:
    """A constant in an item's cap or floor is no rate."""
    title = {"at_most": "上限", "at_least": "下限"}.get(str(path[2])) if path[0] == "items" and len(path) > 2 else None
    return sentence.replace("标准由", f"{title}由") if title else sentence


def _changes(rulebook: Rulebook, path: NodePath, node: Node) -> Iterator[Change]:
    scope = scope_at(rulebook, path)
    if path[0] == "rounding":
        yield from of_rounding(node, rulebook)
    elif path[0] == "items" and path[2:3] in (("payee",), ("payer",)) and isinstance(node, f.Text | f.FactValue):
        yield from _of_party(node, str(path[2]), rulebook, ())
    elif isinstance(node, c.Condition):
        yield from of_condition(node, scope, rulebook)
    elif isinstance(node, f.Tier):
        yield from of_tier(node)
    elif isinstance(node, f.Factor):
        yield from of_factor(_with_unit(rulebook, path, node), scope, rulebook)
    elif isinstance(node, Item):
        yield from _of_item(node, rulebook)
    elif isinstance(node, Requirement) and node.when is not None:
        yield Change(("when",), None, "去掉", "前提的适用情形去掉，对每一户都核对")


def _with_unit(rulebook: Rulebook, path: NodePath, node: f.Factor) -> f.Factor:
    """A bare number in a list of cases is counted in the unit of the list."""
    if not isinstance(node, f.Constant) or node.unit is not None or len(path) < 3 or path[-2] != "cases":
        return node
    return node.model_copy(update={"unit": part_at(rulebook, path[:-2]).unit})


def _of_party(node: f.Factor, role: str, rulebook: Rulebook, step: NodePath) -> Iterator[Change]:
    """Another payee or payer than the one named; one for all where a fact decides."""
    title, parties = {"payee": ("领款人", rulebook.payees), "payer": ("付款人", rulebook.payers)}[role]
    key = node.text if isinstance(node, f.Text) else getattr(node, "fact", "")
    other = next((other for other in parties if other != key), None)
    if other is not None:
        was = parties[key].name if key in parties else Wording(rulebook).factor(node, None)
        sentence = f"{title}由{was}改为{parties[other].name}"
        yield Change(step, f.Text(text=other), f"{key} → {other}", sentence)


def _of_item(item: Item, rulebook: Rulebook) -> Iterator[Change]:
    if item.payer is None:
        yield from _of_party(rulebook.payer(item), "payer", rulebook, ("payer",))
    if item.condition is not None:
        yield Change(("condition",), None, "去掉", "付给的条件去掉")
    for name, title in (("at_most", "上限"), ("at_least", "下限")):
        bound = getattr(item, name)
        if bound is not None:
            yield Change((name,), None, "去掉", f"{title}（{bound.text}）去掉")
    words = Wording(rulebook)
    for index, factor in enumerate(item.factors if len(item.factors) > 1 else ()):
        rest = (*item.factors[:index], *item.factors[index + 1 :])
        sentence = f"乘数「{words.factor(factor, item.for_each)}」去掉"
        yield Change(("factors",), rest, f"去掉第{index + 1}个", sentence)
