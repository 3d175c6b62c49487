"""How big a rulebook is: the number of its parts, and how deep they stand inside one another."""

from collections.abc import Iterator

from yzcomp.limits import RULE_DEPTH, exceeded, limit
from yzcomp.problems import Problem
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import Node

#: A term or an item by its section and key.
Name = tuple[str, str]


def limit_problems(rulebook: Rulebook) -> Iterator[Problem]:
    """What is too big for the rules to be worked through. No part may name itself, also through others."""
    if sum(1 for _ in rulebook.walk()) > limit("parts"):
        yield exceeded("parts", rulebook.at.place(), "把规则分成几套")
        return
    depths: dict[Name, int] = {}
    parts: dict[Name, Node] = {("terms", key): term for key, term in rulebook.terms.items()}
    parts |= {("items", key): item for key, item in rulebook.items.items()}
    for name in _in_order(parts):
        depths[name] = _depth(parts[name], depths)
    for part in [*(parts[name] for name in depths), *rulebook.parts()]:
        depth = _depth(part, depths)
        if depth > RULE_DEPTH:
            message = f"规则套了{depth}层，最多{RULE_DEPTH}层"
            remedy = "层数连同它用到的约定和项目一起算：把一个套一个的约定合并成几层"
            yield Problem("rules-too-deep", message, part.at.place(), remedy=remedy)
            return


def _in_order(parts: dict[Name, Node]) -> list[Name]:
    """Each part after those that it names."""
    names = {name: [other for node in part.walk() if (other := _named(node)) in parts] for name, part in parts.items()}
    ordered: dict[Name, None] = {}
    for first in parts:
        waiting = [first]
        while waiting:
            name = waiting[-1]
            needed = next((other for other in names[name] if other not in ordered), None)
            if needed is not None:
                waiting.append(needed)
            else:
                ordered[waiting.pop()] = None
    return list(ordered)


def _depth(part: Node, depths: dict[Name, int]) -> int:
    """How deep the parts of a part stand inside one another, what they name included."""
    deepest, waiting = 0, [(part, 1)]
    while waiting:
        node, level = waiting.pop()
        deepest = max(deepest, level + depths.get(_named(node), 0))
        waiting += [(inner, level + 1) for inner in node.parts()]
    return deepest


def _named(node: Node) -> Name:
    """The term or item that a node names; ``("", "")`` where it names none."""
    return next(((node.NAMES[field], key) for field, key in node.named("terms", "items")), ("", ""))
