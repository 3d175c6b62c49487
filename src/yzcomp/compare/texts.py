"""How what differs in words and lists is told."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from yzcomp.compare.books import Books, place, quoted
from yzcomp.compare.difference import Change
from yzcomp.compare.pairs import alike, paired
from yzcomp.problems import Place
from yzcomp.rulebook.conditions import Condition
from yzcomp.rulebook.nodes import Node


def moved(title: str, told: tuple[str, str], places: tuple[Place | None, Place | None]) -> Iterator[Change]:
    """One text that became another, came or went; nothing if it stayed."""
    old, new = told
    if old == new:
        return
    if old and new:
        sentence = f"{title}由“{old}”改为“{new}”"
    else:
        sentence = f"增加{title}“{new}”" if new else f"去掉{title}“{old}”"
    yield Change(sentence, old, new, *places)


def text(value: Any) -> str:
    """A value of a rule file as people read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    return "" if value is None else str(value)


def text_changed(name: str, title: str, old: Any, new: Any) -> Iterator[Change]:
    """The texts of one field of two nodes."""
    told = text(getattr(old, name)), text(getattr(new, name))
    yield from moved(title, told, (place(old, name), place(new, name)))


Entries = Mapping[Hashable, tuple[str, Node | None]]


def listed(title: str, old: Entries, new: Entries, around: tuple[Node | None, Node | None]) -> Iterator[Change]:
    """Entries of a list that have come or gone, each with its words and the node that it is or, failing that, the part
    that the list is of."""
    for side, mine, other in ((1, new, old), (0, old, new)):
        for words, node in (mine[key] for key in mine if key not in other):
            places = [place(part) for part in around]
            places[side] = place(node) or places[side]
            told = ("", words) if side else (words, "")
            yield Change(f"{'增加' if side else '去掉'}{title}“{quoted(words)}”", *told, *places)


def reasons(old: Node, new: Node, books: Books) -> Iterator[Change]:
    """What conditions say of themselves when they fail, and by which article: of those that are in both."""
    nodes = [[node for node in part.walk() if isinstance(node, Condition)] for part in (old, new)]
    pairs, _, _ = paired(nodes[0], nodes[1], alike(_content), books.by_condition())
    for a, b in pairs:
        yield from text_changed("otherwise", "不符合时的说明", a, b)
        yield from text_changed("article", "条件的依据", a, b)
        if a.awaits is not None and b.awaits is not None:
            yield from text_changed("awaits", "待定的原因", a, b)


def _content(node: Condition) -> str:
    return repr(_bare(node.model_dump(exclude_none=True)))


def _bare(data: Any) -> Any:
    """A condition as data without what it says of itself, at any depth."""
    if isinstance(data, dict):
        return {key: _bare(value) for key, value in data.items() if key not in ("otherwise", "article", "awaits")}
    return [_bare(part) for part in data] if isinstance(data, tuple | list) else data
