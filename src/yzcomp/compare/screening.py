"""What two rulebooks ask or begin a statement with differently: no amount rests on it."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from yzcomp.compare.books import Books, Spot, both, place
from yzcomp.compare.conditions import condition_changes
from yzcomp.compare.difference import Change, Difference
from yzcomp.compare.factors import factor_changes
from yzcomp.compare.texts import listed, moved, text_changes
from yzcomp.money import plain
from yzcomp.rulebook.models import Question, Rulebook, Threshold
from yzcomp.rulebook.nodes import Node

_TEXTS = (("name", "名称"), ("article", "依据"), ("why", "为什么要问"))
_NUMBERS = (
    *(("figures", "至少相同的数字个数"), ("decimals", "至少相同的小数位数"), ("limit", "界限")),
    ("step", "一档的大小"),
    *(("steps", "前后看的档数"), ("chance", "碰巧的可能")),
)

_COUNTING = (("side", "和哪一侧比"), ("at_limit", "正好在界限上算不算"), ("each", "按什么计数"))


def screening_differences(books: Books) -> Iterator[Difference]:
    """Questions that have come, gone or changed, in the order of the rulebooks."""
    olds, news = books.old.suspicions(), books.new.suspicions()
    for key in dict.fromkeys([*olds, *news]):
        old, new = olds.get(key), news.get(key)
        for change in _changes(old, new, books):
            named = new or old
            assert named is not None
            section = "questions" if isinstance(named, Question) else "screening"
            yield Difference(False, section, key, named.name, named.article, change)


def basics_differences(books: Books) -> Iterator[Difference]:
    """The facts that a statement begins with, and by which term members are told as counted."""
    told = both(lambda side, rulebook: _basics(rulebook, side, books), books.old, books.new)
    counting = both(lambda _, b: b.terms[b.counted_members].name if b.counted_members else "", books.old, books.new)
    for change in (*listed("写明的事实", *told), *moved("成员计入与否所按的约定", counting, (None, None))):
        yield Difference(False, "basics", "", "", "", change)


def _asked(side: int, books: Books) -> Mapping[str, Question]:
    return (books.old, books.new)[side].questions


def _basics(rulebook: Rulebook, side: int, books: Books) -> dict[Hashable, tuple[str, Node]]:
    essence = books.essences[side].condition
    return {
        (basic.fact, basic.for_each, essence(basic.when, basic.for_each)): (books.wordings[side].basic(basic), basic)
        for basic in rulebook.basics
    }


def _changes(old: Any, new: Any, books: Books) -> Iterator[Change]:
    if old is None or new is None:
        side = new or old
        told = ("", side.why) if old is None else (side.why, "")
        places = (None, place(side)) if old is None else (place(side), None)
        yield Change(f"{'新增' if old is None else '取消'}：{side.why}", *told, *places)
        return
    if old == new:
        return
    yield from text_changes(old, new, _TEXTS)
    if isinstance(old, Question | Threshold) and isinstance(new, Question | Threshold):
        yield from text_changes(old, new, (("for_each", "所问的记录"),))
    if isinstance(old, Question) and isinstance(new, Question):
        names = both(lambda side, q: "、".join(_asked(side, books)[key].name for key in q.narrows), old, new)
        yield from moved("有它就不再问的", names, (place(old, "narrows"), place(new, "narrows")))
    for name, title in _NUMBERS:
        was, now = (getattr(part, name, None) for part in (old, new))
        if was != now and was is not None and now is not None:
            words = plain(was), plain(now)
            yield Change(f"{title}由{words[0]}改为{words[1]}", *words, place(old, name), place(new, name))
    spot = Spot(scopes=(getattr(old, "for_each", None), getattr(new, "for_each", None)))
    whens = getattr(old, "when", None), getattr(new, "when", None)
    yield from condition_changes(whens[0], whens[1], spot.under("所问的情形"), books)
    if isinstance(old, Threshold) and isinstance(new, Threshold):
        yield from text_changes(old, new, _COUNTING)
        yield from factor_changes(old.value, new.value, spot.under("所量的数"), books)
