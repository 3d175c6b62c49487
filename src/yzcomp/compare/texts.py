"""What differs in words, citations and registers: nothing of it changes an amount."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from yzcomp.compare.books import Books, both, place, quoted
from yzcomp.compare.difference import Change
from yzcomp.compare.pairs import alike, paired
from yzcomp.problems import Place
from yzcomp.rulebook.conditions import Condition
from yzcomp.rulebook.models import Application, Clause
from yzcomp.rulebook.nodes import Node
from yzcomp.rulebook.walk import called

Titles = Sequence[tuple[str, str]]
Changes = Iterator[Change]


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


def text_changes(old: Any, new: Any, titles: Titles) -> Iterator[Change]:
    """The texts of two nodes, field by field; ``titles`` are their fields and what people call them."""
    for name, title in titles:
        told = _told(getattr(old, name)), _told(getattr(new, name))
        yield from moved(title, told, (place(old, name), place(new, name)))


def listed(title: str, old: Mapping[Hashable, tuple[str, Node]], new: Mapping[Hashable, tuple[str, Node]]) -> Changes:
    """Entries of a list that have come or gone, each with its words."""
    for side, mine, other in ((1, new, old), (0, old, new)):
        for text, node in (mine[key] for key in mine if key not in other):
            told, places = (("", text), (None, place(node))) if side else ((text, ""), (place(node), None))
            yield Change(f"{'增加' if side else '去掉'}{title}“{quoted(text)}”", *told, *places)


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    return "" if value is None else str(value)


def reasons(old: Node, new: Node, books: Books) -> Iterator[Change]:
    """What conditions say of themselves when they fail, and by which article: of those that are in both."""
    nodes = [[node for node in part.walk() if isinstance(node, Condition)] for part in (old, new)]
    pairs, _, _ = paired(nodes[0], nodes[1], alike(_content), books.by_condition())
    for a, b in pairs:
        yield from text_changes(a, b, (("otherwise", "不符合时的说明"), ("article", "条件的依据")))
        if a.awaits is not None and b.awaits is not None:
            yield from text_changes(a, b, (("awaits", "待定的原因"),))


def _content(node: Condition) -> str:
    return repr(_bare(node.model_dump(exclude_none=True)))


def _bare(data: Any) -> Any:
    """A condition as data without what it says of itself, at any depth."""
    if isinstance(data, dict):
        return {key: _bare(value) for key, value in data.items() if key not in ("otherwise", "article", "awaits")}
    return [_bare(part) for part in data] if isinstance(data, tuple | list) else data


_CLAUSE = (("summary", "摘要"), ("withholding", "暂不拨付"), ("why", "理由"))
_CITED = (
    ("items", "items", "涉及的项目"),
    ("checks", "requirements", "涉及的前提"),
    ("notices", "notices", "涉及的提示"),
    ("questions", "questions", "涉及的须核对"),
)
_STATUS = {"computed": "计算", "checked": "核对", "informative": "说明", "out_of_scope": "不在范围"}


def clause_changes(old: Clause, new: Clause, books: Books) -> Iterator[Change]:
    """What became of one article in the register."""
    states = _STATUS[old.status], _STATUS[new.status]
    yield from moved("状态", states, (place(old, "status"), place(new, "status")))
    yield from text_changes(old, new, _CLAUSE)
    yield from _applications(old, new, books)
    for name, section, title in _CITED:
        before = {books.essences[0].named(section, key): key for key in getattr(old, name)}
        after = {key: key for key in getattr(new, name)}
        for words, side, mine, other in (("增加", 1, after, before), ("去掉", 0, before, after)):
            for key in (mine[key] for key in mine if key not in other):
                yield _cited(f"{words}{title}", section, key, side, (old, new), books)


def _applications(old: Clause, new: Clause, books: Books) -> Iterator[Change]:
    """Whom an article is said to be about; two conditions that come to the same are the same."""
    before, after = both(lambda side, clause: _by_meaning(clause, side, books), old, new)
    for words, mine, other in (("增加", after, before), ("去掉", before, after)):
        for key in (key for key in mine if key not in other):
            side = int(words == "增加")
            told = books.wordings[side].application(mine[key])
            texts, places = ("", told) if side else (told, ""), [place(old), place(new)]
            places[side] = place(mine[key])
            yield Change(f"{words}适用的情形“{told}”", *texts, *places)


def _by_meaning(clause: Clause, side: int, books: Books) -> dict[Hashable, Application]:
    essence = books.essences[side].condition
    return {(part.for_each, part.paid, essence(part.when, part.for_each)): part for part in clause.applies}


def _cited(title: str, section: str, key: str, side: int, clauses: tuple[Clause, Clause], books: Books) -> Change:
    """A part that an article no longer cites, or cites now."""
    name = called(getattr((books.old, books.new)[side], section)[key])
    told = ("", name) if side else (name, "")
    return Change(f"{title}“{name}”", *told, place(clauses[0]), place(clauses[1]))
