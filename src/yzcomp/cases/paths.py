"""The parts of a rulebook by their paths (``items.moving_allowance.factors.0``), and a rulebook with one replaced."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yzcomp.problems import Place
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import Node
from yzcomp.rulebook.wording import Wording

#: The way from a node to a part of it: field names, keys and positions.
NodePath = tuple[str | int, ...]

_DECIDING_NOTHING = ("screening", "questions", "basics", "cites")


def nodes(root: Node) -> Iterator[tuple[NodePath, Node]]:
    """A node and all nodes below it with their paths, in the order of the rule files.

    What decides no amount is left out: questions, what a statement begins with, the citations of single records.
    """
    yield (), root
    for name in type(root).model_fields:
        if name not in _DECIDING_NOTHING:
            yield from _inside(getattr(root, name), (name,))


def _inside(value: Any, path: NodePath) -> Iterator[tuple[NodePath, Node]]:
    if isinstance(value, Node):
        for below, node in nodes(value):
            yield path + below, node
    elif isinstance(value, tuple | dict):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _inside(part, (*path, key))


def replaced(root: Any, path: NodePath, new: Any) -> Any:
    """A copy of ``root`` in which the part at ``path`` is ``new``; nothing else is copied or checked."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(root, Node):
        return root.model_copy(update={str(step): replaced(getattr(root, str(step)), rest, new)})
    if isinstance(root, dict):
        return {**root, step: replaced(root[step], rest, new)}
    position = int(step)
    return (*root[:position], replaced(root[position], rest, new), *root[position + 1 :])


def written(path: NodePath) -> str:
    """A path as text; names are those of the rule files, not Python's."""
    return ".".join(str(step).rstrip("_") for step in path)


def part_at(root: Any, path: NodePath) -> Any:
    """The part at a path."""
    for step in path:
        root = getattr(root, str(step)) if isinstance(root, Node) else root[step]
    return root


def place_at(root: Node, path: NodePath) -> Place:
    """Where a part is written; a bare number in a list of cases has no marks of its own: what holds it says where."""
    parts = (part_at(root, path[:end]) for end in range(len(path), 0, -1))
    return next((part.at.place() for part in parts if isinstance(part, Node) and part.at.line), Place())


def in_brackets(place: Place) -> str:
    """A place as the end of a line: the file as seen from the current folder, a built-in one by its name alone."""
    file = Path(place.file)
    shown = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
    known = place._replace(file=shown.name if shown.is_absolute() else str(shown))
    return f"（{known}）" if place.file else ""


_SECTIONS = {
    "terms": "约定",
    "requirements": "前提",
    "notices": "提示",
    "items": "",
    "withholding": "暂不拨付",
    "rounding": "金额取整",
}


def whose(rulebook: Rulebook, path: NodePath) -> str:
    """Whose part this is, as people call it: ``搬家补助费``, ``约定“合法房屋”``, ``前提“…”``."""
    section = str(path[0])
    if len(path) < 2 or section not in ("terms", "requirements", "notices", "items"):
        return _SECTIONS.get(section, section)
    part = getattr(rulebook, section)[path[1]]
    name = getattr(part, "name", None) or getattr(part, "message", None) or part.text
    return f"{_SECTIONS[section]}“{name}”" if _SECTIONS[section] else str(name)


def scope_at(rulebook: Rulebook, path: NodePath) -> str | None:
    """The list of records that a part speaks of, ``None`` for the household."""
    scope: str | None = None
    node: Any = rulebook
    for step in path:
        scope = node.inner(scope) if isinstance(node, Node) else scope
        node = part_at(node, (step,))
    return scope


def in_words(rulebook: Rulebook, path: NodePath, node: Any) -> str:
    """A condition or factor in Chinese."""
    words, scope = Wording(rulebook), scope_at(rulebook, path)
    from yzcomp.rulebook.conditions import Condition

    return words.condition(node, scope) if isinstance(node, Condition) else words.factor(node, scope)
