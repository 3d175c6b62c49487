"""What two rulebooks ask after differently when a list of households is looked through: no amount rests on it."""

from collections.abc import Iterator
from typing import Any

from yzcomp.compare.books import Books, Spot, place
from yzcomp.compare.conditions import condition_changes
from yzcomp.compare.difference import Change, Difference
from yzcomp.compare.factors import factor_changes
from yzcomp.compare.texts import text_changes
from yzcomp.money import plain
from yzcomp.rulebook.models import Question, Threshold

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
            yield Difference(False, "screening", key, named.name, named.article, change)


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
