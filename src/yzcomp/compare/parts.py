"""What differs between two parts of the same name: first what money rests on, then words."""

from collections.abc import Hashable, Iterator
from typing import Any

from yzcomp.compare.books import Books, Spot, both, place
from yzcomp.compare.conditions import condition_changes
from yzcomp.compare.described import FACT_KINDS, counted, owner
from yzcomp.compare.difference import Change
from yzcomp.compare.factors import factor_changes, product_changes
from yzcomp.compare.texts import listed, moved, reasons, text_changes
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import (
    Bound,
    ExtraFactRule,
    Item,
    Notice,
    Reading,
    Requirement,
    Rounding,
    Term,
    Withholding,
)
from yzcomp.rulebook.nodes import Node
from yzcomp.rulebook.standard_rule import StandardKey, StandardRule

#: A change, and whether an amount or the acceptance of a household may rest on it.
Told = tuple[bool, Change]

_STEPS = {"0.01": "分", "0.1": "角", "1": "元"}


def part_changes(section: str, old: Any, new: Any, books: Books) -> Iterator[Told]:
    """All differences of two parts of a section."""
    yield from ((True, change) for change in _WEIGHTY[section](old, new, books))
    yield from ((False, change) for change in text_changes(old, new, _TEXTS[section]))
    if section in ("items", "terms", "requirements", "withholding", "notices"):
        yield from ((False, change) for change in reasons(old, new, books))
    if section in _WORDY:
        yield from ((False, change) for change in _WORDY[section](old, new, books))


def _item(old: Item, new: Item, books: Books) -> Iterator[Change]:
    spot = Spot(scopes=(old.for_each, new.for_each))
    yield from factor_changes(old.payee, new.payee, spot.under("领款人"), books)
    yield from factor_changes(books.old.payer(old), books.new.payer(new), spot.under("付款人"), books)
    yield from _for_each(old, new, books)
    yield from condition_changes(old.condition, new.condition, spot.under("付给的条件"), books)
    yield from product_changes(old.factors, new.factors, spot, books)
    for name, title in (("at_most", "上限"), ("at_least", "下限")):
        yield from _bound(getattr(old, name), getattr(new, name), title, spot, books)


def _for_each(old: Any, new: Any, books: Books) -> Iterator[Change]:
    """Once a household, or once a record of a list."""
    titles = both(lambda side, node: counted(node.for_each, side, books), old, new)
    yield from moved("计算的对象", titles, (place(old, "for_each"), place(new, "for_each")))


def _bound(old: Bound | None, new: Bound | None, title: str, spot: Spot, books: Books) -> Iterator[Change]:
    """A cap or floor: there, gone, or another."""
    if old is not None and new is not None:
        alone = len(old.factors) == len(new.factors) == 1
        inner = spot._replace(lead=title, noun="") if alone else spot._replace(lead=f"{title}里，")
        yield from product_changes(old.factors, new.factors, inner, books)
    elif old is not None or new is not None:
        told = both(lambda side, bound: books.product(side, bound.factors, spot) if bound else "", old, new)
        sentence = f"增加{title}{told[1]}" if old is None else f"去掉{title}{told[0]}"
        yield Change(sentence, *told, place(old), place(new))


def _item_words(old: Item, new: Item, books: Books) -> Iterator[Change]:
    """What is said of bounds, and which items are declared to exclude each other: that is only checked on loading."""
    for name, title in (("at_most", "上限的说明"), ("at_least", "下限的说明")):
        a, b = getattr(old, name), getattr(new, name)
        if a is not None and b is not None:
            yield from text_changes(a, b, (("text", title),))
    name_of = both(lambda side, book: lambda key: str(book.items[key].name), books.old, books.new)
    excluded = both(lambda side, item: "、".join(sorted(map(name_of[side], item.excludes))), old, new)
    yield from moved("互斥的项目", excluded, (place(old, "excludes"), place(new, "excludes")))
    yield from listed("另引的依据", *both(lambda side, item: _cites(item, side, books), old, new))


def _cites(item: Item, side: int, books: Books) -> dict[Hashable, tuple[str, Node]]:
    """The articles that an item's lines cite besides, by what they say."""
    found: dict[Hashable, tuple[str, Node]] = {}
    for cited in item.cites:
        when = books.wordings[side].condition(cited.when, item.for_each)
        essence = books.essences[side].condition(cited.when, item.for_each)
        found[cited.article, essence] = f"{cited.article}：{when}", cited
    return found


def _term(old: Term, new: Term, books: Books) -> Iterator[Change]:
    yield from _for_each(old, new, books)
    yield from moved("单位", (old.unit or "", new.unit or ""), (place(old, "unit"), place(new, "unit")))
    spot = Spot(scopes=(old.for_each, new.for_each), noun="")
    yield from condition_changes(old.condition, new.condition, spot.under("条件"), books)
    if old.quantity is not None and new.quantity is not None:
        yield from factor_changes(old.quantity, new.quantity, spot.under("数量"), books)
    elif old.quantity is not None or new.quantity is not None:
        words = "增加数量“{1}”" if old.quantity is None else "去掉数量“{0}”"
        yield books.change(words, old.quantity, new.quantity, spot)


def _requirement(old: Requirement, new: Requirement, books: Books) -> Iterator[Change]:
    yield from _for_each(old, new, books)
    spot = Spot(scopes=(old.for_each, new.for_each))
    if old.when is not None and new.when is not None:
        yield from condition_changes(old.when, new.when, spot.under("核对的情形"), books)
    elif old.when is not None or new.when is not None:
        words = "由每一户改为只限“{1}”" if old.when is None else "由只限“{0}”改为每一户"
        yield books.change(words, old.when, new.when, spot.under("核对的情形"))
    yield from condition_changes(old.must, new.must, spot.under("要求"), books)


def _field(old: Requirement, new: Requirement, books: Books) -> Iterator[Change]:
    """The fact that a failure points at."""
    titles = both(lambda side, rule: books.wordings[side].title(rule.field, rule.for_each), old, new)
    yield from moved("指向的内容", titles, (place(old, "field"), place(new, "field")))


def _notice(old: Notice, new: Notice, books: Books) -> Iterator[Change]:
    yield from _for_each(old, new, books)
    spot = Spot(scopes=(old.for_each, new.for_each))
    yield from condition_changes(old.when, new.when, spot.under("提示的情形"), books)


def _withholding(old: Withholding, new: Withholding, books: Books) -> Iterator[Change]:
    yield from condition_changes(old.when, new.when, Spot("暂不拨付的情形"), books)
    yield from condition_changes(old.record, new.record, Spot("只扣一条记录的情形"), books)


def _reading(old: Reading, new: Reading, books: Books) -> Iterator[Change]:
    names = old.options[old.default].name, new.options[new.default].name
    if old.default != new.default:
        places = place(old, "default"), place(new, "default")
        yield Change(f"缺省的理解由“{names[0]}”改为“{names[1]}”", *names, *places)
    for key, option in old.options.items():
        if key not in new.options:
            yield Change(f"去掉选项“{option.name}”（{key}）", option.name, "", place(option), place(new, "options"))
    for key, option in new.options.items():
        if key not in old.options:
            yield Change(f"增加选项“{option.name}”（{key}）", "", option.name, place(old, "options"), place(option))


def _option_words(old: Reading, new: Reading, books: Books) -> Iterator[Change]:
    for key in (key for key in old.options if key in new.options):
        a, b = old.options[key], new.options[key]
        yield from text_changes(a, b, (("name", f"选项 {key} 的名称"), ("meaning", f"选项“{b.name}”的含义")))


def _standard(old: StandardRule, new: StandardRule, books: Books) -> Iterator[Change]:
    yield from text_changes(old, new, (("document", "所依据的文件"), ("unit", "单位")))
    keys = both(lambda side, rule: "、".join(_key_words(key, side, books) for key in rule.key), old, new)
    yield from moved("查找所按的内容", keys, (place(old, "key"), place(new, "key")))
    dates = both(lambda side, rule: books.wordings[side].title(rule.dated, None) if rule.dated else "不分", old, new)
    yield from moved("有效期所按的日期", dates, (place(old, "dated"), place(new, "dated")))


def _key_words(key: StandardKey, side: int, books: Books) -> str:
    """``结构``, ``建成年份（范围，可不写，没有填写的待定）``."""
    title = key.range or books.wordings[side].title(key.name, key.scope)
    said = (
        key.range and ("范围，不含上端" if key.below else "范围"),
        key.optional and "可不写",
        key.missing == "pending" and "没有填写的待定",
    )
    told = "，".join(word for word in said if word)
    return f"{title}（{told}）" if told else title


def _rounding(old: Rounding, new: Rounding, books: Books) -> Iterator[Change]:
    if isinstance(old.step, f.Constant) and isinstance(new.step, f.Constant):
        told = [_STEPS.get(str(step.constant.normalize()), str(step.constant)) for step in (old.step, new.step)]
        if told[0] != told[1]:
            yield Change(f"由到{told[0]}改为到{told[1]}", told[0], told[1], place(old.step), place(new.step))
        return
    yield from factor_changes(old.step, new.step, Spot("取整的单位", noun=""), books)


def _fact(old: ExtraFactRule, new: ExtraFactRule, books: Books) -> Iterator[Change]:
    kinds = FACT_KINDS[old.kind], FACT_KINDS[new.kind]
    yield from moved("写法", kinds, (place(old, "kind"), place(new, "kind")))
    owners = both(lambda side, rule: owner(rule, side, books), old, new)
    yield from moved("属于", owners, (place(old, "list"), place(new, "list")))
    yield from moved("单位", (old.unit or "", new.unit or ""), (place(old, "unit"), place(new, "unit")))
    choices = both(lambda _, rule: "、".join(f"{k} {v}" for k, v in (rule.choices or {}).items()), old, new)
    yield from moved("可选的值", choices, (place(old, "choices"), place(new, "choices")))


def _nothing(old: Any, new: Any, books: Books) -> Iterator[Change]:
    return iter(())


_NAMED = (("name", "名称"), ("article", "依据"))
_WEIGHTY: dict[str, Any] = {
    "items": _item,
    "terms": _term,
    "requirements": _requirement,
    "readings": _reading,
    "standards": _standard,
    "withholding": _withholding,
    "rounding": _rounding,
    "facts": _fact,
    "notices": _nothing,
    "combined_names": _nothing,
    "payees": _nothing,
    "payers": _nothing,
    "rulebook": _nothing,
}
_WORDY: dict[str, Any] = {
    "items": _item_words,
    "requirements": _field,
    "readings": _option_words,
    "notices": _notice,
}
_TEXTS: dict[str, Any] = {
    "items": (*_NAMED, ("summary", "摘要"), ("aliases", "别名")),
    "combined_names": (("name", "名称"), ("aliases", "别名"), ("items", "所指的项目")),
    "payees": (("name", "名称"), ("aliases", "别名")),
    "payers": (("name", "名称"), ("aliases", "别名")),
    "terms": _NAMED,
    "requirements": (("article", "依据"), ("message", "说明"), ("remedy", "改正的办法")),
    "readings": (*_NAMED, ("question", "问题"), ("reason", "缺省的理由")),
    "standards": (*_NAMED, ("note", "说明")),
    "withholding": (("article", "依据"), ("text", "说明")),
    "rounding": (),
    "facts": (("name", "名称"),),
    "notices": (("article", "依据"), ("text", "内容")),
    "rulebook": (
        ("id", "编号"),
        ("title", "名称"),
        ("document", "文号"),
        ("issued_on", "日期"),
        ("issuer", "发文机关"),
    ),
}
