"""How the difference of a field is told: each is asked with its name, its title, the old and the new part."""

from collections.abc import Callable, Iterator
from typing import Any

from yzcomp.compare.books import Books, Spot, both, place
from yzcomp.compare.condition_changes import condition_changes
from yzcomp.compare.difference import Change
from yzcomp.compare.factor_changes import factor_changes, product_changes
from yzcomp.compare.texts import Entries, listed, moved, reasons, text_changed
from yzcomp.money import plain
from yzcomp.rulebook import factors as f
from yzcomp.rulebook import models as m
from yzcomp.rulebook.standard_rule import StandardKey, StandardRule
from yzcomp.rulebook.walk import called

Changes = Iterator[Change]
Teller = Callable[[str, str, Any, Any, Books], Changes]
_STEPS = {"0.01": "分", "0.1": "角", "1": "元"}


def _spot(old: Any, new: Any, lead: str = "") -> Spot:
    noun = "" if isinstance(old, m.Term | m.Rounding) else "标准"
    scopes = getattr(old, "for_each", None), getattr(new, "for_each", None)
    return Spot(scopes=scopes, noun=noun).under(lead)


def text_of(name: str, title: str, old: Any, new: Any, books: Books) -> Changes:
    return text_changed(name, title, old, new)


def said(words: Callable[[Any, int, Books], str]) -> Teller:
    """A field that is told by what ``words`` make of its part."""

    def tell(name: str, title: str, old: Any, new: Any, books: Books) -> Changes:
        told = both(lambda side, part: words(part, side, books), old, new)
        return moved(title, told, (place(old, name), place(new, name)))

    return tell


def condition(name: str, title: str, old: Any, new: Any, books: Books) -> Changes:
    return condition_changes(getattr(old, name), getattr(new, name), _spot(old, new, title), books)


def restriction(name: str, title: str, old: Any, new: Any, books: Books) -> Changes:
    """A condition without which a part holds for every household."""
    was, now, spot = getattr(old, name), getattr(new, name), _spot(old, new, title)
    if was is not None and now is not None:
        yield from condition_changes(was, now, spot, books)
    elif was is not None or now is not None:
        yield books.change("由每一户改为只限“{1}”" if was is None else "由只限“{0}”改为每一户", was, now, spot)


def factor(name: str, title: str, old: Any, new: Any, books: Books) -> Changes:
    was, now = getattr(old, name), getattr(new, name)
    if was is not None and now is not None:
        yield from factor_changes(was, now, _spot(old, new, title), books)
    elif was is not None or now is not None:
        words = f"增加{title}“{{1}}”" if was is None else f"去掉{title}“{{0}}”"
        yield books.change(words, was, now, _spot(old, new))


def payer(name: str, title: str, old: m.Item, new: m.Item, books: Books) -> Changes:
    return factor_changes(books.old.payer(old), books.new.payer(new), _spot(old, new, title), books)


def product(name: str, title: str, old: Any, new: Any, books: Books) -> Changes:
    return product_changes(getattr(old, name), getattr(new, name), _spot(old, new, title), books)


def bound(name: str, title: str, item: m.Item, other: m.Item, books: Books) -> Changes:
    """A cap or floor: there, gone, or another."""
    old, new, spot = getattr(item, name), getattr(other, name), _spot(item, other)
    if old is not None and new is not None:
        alone = len(old.factors) == len(new.factors) == 1
        inner = spot._replace(lead=title, noun="") if alone else spot._replace(lead=f"{title}里，")
        yield from product_changes(old.factors, new.factors, inner, books)
    elif old is not None or new is not None:
        told = both(lambda side, bound: books.product(side, bound.factors, spot) if bound else "", old, new)
        sentence = f"增加{title}{told[1]}" if old is None else f"去掉{title}{told[0]}"
        yield Change(sentence, *told, place(old), place(new))


def bound_text(name: str, title: str, old: m.Item, new: m.Item, books: Books) -> Changes:
    if getattr(old, name) is not None and getattr(new, name) is not None:
        yield from text_changed("text", title, getattr(old, name), getattr(new, name))


def rounding(name: str, title: str, old: m.Rounding, new: m.Rounding, books: Books) -> Changes:
    if not isinstance(old.step, f.Constant) or not isinstance(new.step, f.Constant):
        yield from factor(name, title, old, new, books)
        return
    told = [_STEPS.get(str(step.constant.normalize()), str(step.constant)) for step in (old.step, new.step)]
    if told[0] != told[1]:
        yield Change(f"由到{told[0]}改为到{told[1]}", told[0], told[1], place(old.step), place(new.step))


def default(name: str, title: str, old: m.Reading, new: m.Reading, books: Books) -> Changes:
    names = old.options[old.default].name, new.options[new.default].name
    if old.default != new.default:
        yield Change(f"{title}由“{names[0]}”改为“{names[1]}”", *names, place(old, name), place(new, name))


def options(name: str, title: str, old: m.Reading, new: m.Reading, books: Books) -> Changes:
    for key, option in old.options.items():
        if key not in new.options:
            yield Change(f"去掉{title}“{option.name}”（{key}）", option.name, "", place(option), place(new, name))
    for key, option in new.options.items():
        if key not in old.options:
            yield Change(f"增加{title}“{option.name}”（{key}）", "", option.name, place(old, name), place(option))


def option_words(name: str, title: str, old: m.Reading, new: m.Reading, books: Books) -> Changes:
    for key in (key for key in old.options if key in new.options):
        a, b = old.options[key], new.options[key]
        yield from text_changed("name", f"{title} {key} 的名称", a, b)
        yield from text_changed("meaning", f"{title}“{b.name}”的含义", a, b)


def number(name: str, title: str, old: Any, new: Any, books: Books) -> Changes:
    was, now = getattr(old, name), getattr(new, name)
    if was != now and was is not None and now is not None:
        told = plain(was), plain(now)
        yield Change(f"{title}由{told[0]}改为{told[1]}", *told, place(old, name), place(new, name))


def cites(name: str, title: str, old: m.Item, new: m.Item, books: Books) -> Changes:
    """The articles that an item's lines cite besides, by what they say."""

    def entries(side: int, item: m.Item) -> Entries:
        essence, words = books.essences[side].condition, books.wordings[side].condition
        return {
            (cited.article, essence(cited.when, item.for_each)): (
                f"{cited.article}：{words(cited.when, item.for_each)}",
                cited,
            )
            for cited in item.cites
        }

    return listed(title, *both(entries, old, new), (None, None))


def applies(name: str, title: str, old: m.Clause, new: m.Clause, books: Books) -> Changes:
    """Whom an article is said to be about; two conditions that come to the same are the same."""

    def entries(side: int, clause: m.Clause) -> Entries:
        essence, words = books.essences[side].condition, books.wordings[side].application
        return {
            (part.for_each, part.paid, essence(part.when, part.for_each)): (words(part), part)
            for part in clause.applies
        }

    return listed(title, *both(entries, old, new), (old, new))


def registered(name: str, title: str, old: m.Clause, new: m.Clause, books: Books, section: str) -> Changes:
    """The parts that stand under an article."""

    def entries(side: int, clause: m.Clause) -> Entries:
        book, named = (books.old, books.new)[side], books.essences[side].named
        return {named(section, key): (called(getattr(book, section)[key]), None) for key in getattr(clause, name)}

    return listed(title, *both(entries, old, new), (old, new))


def reasons_of(name: str, title: str, old: Any, new: Any, books: Books) -> Changes:
    return reasons(old, new, books)


def _one_key(key: StandardKey, side: int, books: Books) -> str:
    """``结构``, ``建成年份（范围，可不写，没有填写的待定）``."""
    title = key.range or books.wordings[side].title(key.name, key.scope)
    said = (
        key.range and ("范围，不含上端" if key.below else "范围"),
        key.optional and "可不写",
        key.missing == "pending" and "没有填写的待定",
    )
    told = "，".join(word for word in said if word)
    return f"{title}（{told}）" if told else title


def key_words(rule: StandardRule, side: int, books: Books) -> str:
    return "、".join(_one_key(key, side, books) for key in rule.key)


def dated(rule: StandardRule, side: int, books: Books) -> str:
    return books.wordings[side].title(rule.dated, None) if rule.dated else "不分"


def choices(rule: m.ExtraFactRule, side: int, books: Books) -> str:
    return "、".join(f"{key} {name}" for key, name in (rule.choices or {}).items())


def excludes(item: m.Item, side: int, books: Books) -> str:
    return "、".join(sorted((books.old, books.new)[side].items[key].name for key in item.excludes))


def narrows(question: m.Question, side: int, books: Books) -> str:
    return "、".join((books.old, books.new)[side].questions[key].name for key in question.narrows)
