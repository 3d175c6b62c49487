"""The ``expect`` of a case: items by id or Chinese name, the total, a refusal, notices."""

import re
from collections.abc import Iterator
from decimal import Decimal

from yzcomp import strict_yaml as yml
from yzcomp.cases.models import Expectation, Kind
from yzcomp.cases.tree_reader import NodeReader
from yzcomp.forms import BadForm, clean, read_number
from yzcomp.money import FEN
from yzcomp.problems import Place, did_you_mean
from yzcomp.rulebook.models import Rulebook

PENDING = {"待定", "pending"}
_TEXTS: dict[str, tuple[Kind, str]] = {
    "error": ("error", "报错"),
    "报错": ("error", "报错"),
    "notice": ("notice", "提示"),
    "提示": ("notice", "提示"),
    "no_notice": ("no_notice", "没有提示"),
    "没有提示": ("no_notice", "没有提示"),
}
_QUESTIONS: dict[str, tuple[Kind, str]] = {
    **dict.fromkeys(("questions", "须核对"), ("question", "须核对")),
    **dict.fromkeys(("no_questions", "不须核对"), ("no_question", "不须核对")),
}
_TOTALS = {
    **dict.fromkeys(("total", "合计"), ("total", "应付合计")),
    **dict.fromkeys(("withheld", "暂不拨付"), ("withheld", "暂不拨付")),
}
#: What is left of ``2,000.00`` once a flow mapping has taken its comma for the end of the entry.
_CUT_OFF = re.compile(r"\d{3}(\.\d+)?", re.ASCII)


def item_words(rulebook: Rulebook) -> dict[str, str]:
    """Every word that a case may use for an item: its id, its name and its other names."""
    return {word: key for key, item in rulebook.items.items() for word in (key, item.name, *item.aliases)}


def total_words(rulebook: Rulebook) -> dict[str, tuple[str, str]]:
    """Every word for one of the totals with its key and title: ``付村组``, ``用地单位支付``, or the party's key."""
    found = dict(_TOTALS)
    for parties, form in ((rulebook.payees, "付{}"), (rulebook.payers, "{}支付")):
        for key, party in parties.items():
            names = map(form.format, (party.name, *party.aliases))
            found |= dict.fromkeys((key, *names), (key, form.format(party.name)))
    return found


def read_expect(node: yml.Node, rulebook: Rulebook, reader: NodeReader) -> tuple[Expectation, ...]:
    """What a case expects; unknown items and amounts that nothing could come to are reported."""
    if not isinstance(node, yml.Mapping) or not node.entries:
        reader.say("wrong-type", "应当写预期的结果", reader.place(node), "expect", "如 expect: {搬家补助费: 2200}")
        return ()
    amounts, found, seen = _amount_words(rulebook), [], set[tuple[Kind, str]]()
    for word, child in node.entries.items():
        place, name = Place(reader.file, *node.keys[word]), word.strip()
        if name in _TEXTS:
            kind, title = _TEXTS[name]
            found += [Expectation(kind, title, at, text=text) for text, at in reader.texts(child, word)]
        elif name in _QUESTIONS:
            found += _questions(*_QUESTIONS[name], child, word, rulebook, reader)
        elif name in amounts:
            part = amounts[name]._replace(place=place)
            if (part.kind, part.key) in seen:
                reader.say("duplicate-key", "同一项用两个名称写了两次", place, word, "只保留一处")
            seen.add((part.kind, part.key))
            found += _amount(part, child, word, reader)
        else:
            _unknown(name, child, place, rulebook, reader)
    _refuse_mixture(found, reader, node)
    return tuple(found)


def _questions(
    kind: Kind, title: str, node: yml.Node, word: str, rulebook: Rulebook, reader: NodeReader
) -> Iterator[Expectation]:
    """Questions by id or Chinese name."""
    names = {question.name: key for key, question in rulebook.questions.items()}
    for text, at in reader.texts(node, word):
        key = names.get(text, text)
        if key in rulebook.questions:
            yield Expectation(kind, title, at, key, text=rulebook.questions[key].name)
        else:
            hint = did_you_mean(text, [*rulebook.questions, *names], f"可写：{'、'.join(names)}")
            reader.say("unknown-part", f"没有要核对的问题“{text}”", at, word, hint)


def _amount_words(rulebook: Rulebook) -> dict[str, Expectation]:
    """Every word that an amount may be expected of; a rulebook's own items come before the totals."""
    totals = {word: Expectation("total", title, Place(), key) for word, (key, title) in total_words(rulebook).items()}
    items = item_words(rulebook).items()
    return totals | {word: Expectation("item", rulebook.items[key].name, Place(), key) for word, key in items}


def _unknown(name: str, node: yml.Node, place: Place, rulebook: Rulebook, reader: NodeReader) -> None:
    if _CUT_OFF.fullmatch(name) and isinstance(node, yml.Scalar) and not node.text:
        message = f"“{name}”前面的逗号把金额断成了两截"
        reader.say("bad-amount", message, place, "expect", "千分位要加引号，如 '2,000.00'，或者不写逗号")
        return
    items = "、".join(item.name for item in rulebook.items.values())
    hint = f"可写 total、error、notice，或项目：{items}"
    known = [*item_words(rulebook), *_TEXTS, *_QUESTIONS, *total_words(rulebook)]
    reader.say("unknown-item", f"没有项目“{name}”", place, "expect", did_you_mean(name, known, hint))


def _amount(part: Expectation, node: yml.Node, word: str, reader: NodeReader) -> list[Expectation]:
    text = clean(node.text or "") if isinstance(node, yml.Scalar) else ""
    if part.kind == "item" and text in PENDING:
        return [part]
    try:
        amount = read_number(text)
    except BadForm:
        remedy = "写元数，如 2200 或 33775.50；不付写 0，标准没有录入写 待定"
        reader.say("bad-amount", f"“{text}”不是金额", reader.place(node), word, remedy)
        return []
    if amount < 0 or amount != amount.quantize(FEN):
        reader.say("bad-amount", f"“{text}”不会是金额", reader.place(node), word, "金额不小于0，最多两位小数")
        return []
    return [part._replace(amount=_two_decimals(amount))]


def _two_decimals(amount: Decimal) -> Decimal:
    return amount.quantize(FEN)


def _refuse_mixture(found: list[Expectation], reader: NodeReader, node: yml.Node) -> None:
    """A household that is refused has no amounts and no notices."""
    kinds = {part.kind for part in found}
    if "error" in kinds and len(kinds) > 1:
        reader.say("mixed-expect", "写了 error 就没有金额和提示", reader.place(node), "expect", "分成两个案例")
