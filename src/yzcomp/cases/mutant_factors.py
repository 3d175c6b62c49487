"""Small changes of factors: rates, limits, tiers, cases, shares, rounding."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any, NamedTuple

from yzcomp.cases.paths import NodePath
from yzcomp.money import FEN, plain
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import Node
from yzcomp.rulebook.wording import Wording, span_of, steps_of

_STEPS = (Decimal("0.01"), Decimal("0.1"), Decimal(1))
_STEP_TITLES = {Decimal("0.01"): "分", Decimal("0.1"): "角", Decimal(1): "元"}
_LIMITS = {"at_most": "上限", "at_least": "下限"}


class Change(NamedTuple):
    """The part at ``step`` of a node becomes ``new``; ``name`` tells it from others there, ``sentence`` people."""

    step: NodePath
    new: Any
    name: str
    sentence: str


def nudged(number: Decimal) -> Iterator[Decimal]:
    """The numbers beside a number: 1 more and less for a whole one, else 0.01 or its last digit if finer."""
    exponent = number.normalize().as_tuple().exponent
    unit = Decimal(1) if int(exponent) >= 0 else min(FEN, Decimal(1).scaleb(int(exponent)))
    yield number + unit
    if number >= unit:
        yield number - unit


def numbers(step: NodePath, number: Decimal, title: str, unit: str = "") -> Iterator[Change]:
    """A number a little larger and a little smaller."""
    for other in nudged(number):
        before, after = plain(number), plain(other)
        yield Change(step, other, f"{before} → {after}", f"{title}由{before}{unit}改为{after}{unit}")


def of_factor(node: f.Factor, scope: str | None, rulebook: Rulebook) -> Iterator[Change]:
    """Changes of one factor; those inside its parts are theirs."""
    words = Wording(rulebook).factor(node, scope)
    for name, title in _LIMITS.items():
        limit = getattr(node, name)
        if limit is not None:
            yield from numbers((name,), limit, f"{words}的{title}")
            yield Change((name,), None, "去掉", f"{words}的{title}去掉")
    if node.round == "up":
        yield Change(("round",), None, "去掉", f"{words}不再进整")
    match node:
        case f.Constant():
            yield from numbers(("constant",), node.constant, "标准", node.unit or "")
        case f.Share():
            yield from _share(node, words)
        case f.FactValue():
            yield from _mapping(node, scope, rulebook)
        case f.Choose() | f.ByReading():
            yield from _cases(node, case_labels(node, scope, rulebook))
        case f.IfElse():
            yield Change((), node.model_copy(update={"then": node.else_, "else_": node.then}), "对调", f"{words}：对调")
        case f.DaysBetween():
            turned = node.model_copy(update={"days_from": node.days_to, "days_to": node.days_from})
            yield Change((), turned, "对调", f"{words}：起止对调")
        case f.Dated():
            yield from _periods(node)
        case f.Sum() | f.Count() if node.where is not None:
            yield Change(("where",), None, "去掉", f"{words}：不再挑选，全部计入")


def _share(node: f.Share, words: str) -> Iterator[Change]:
    for other in (node.share + FEN, node.share - FEN):
        if other >= 0:
            pair = f"{plain(node.share * 100)}% → {plain(other * 100)}%"
            yield Change(("share",), other, pair, f"{words}：比例{pair}")


def _mapping(node: f.FactValue, scope: str | None, rulebook: Rulebook) -> Iterator[Change]:
    """A mapping of keys without one of its pairs, and with another value for it."""
    info = rulebook.catalogue.find(node.fact, scope)
    for key, value in (node.as_ or {}).items():
        rest = {k: v for k, v in (node.as_ or {}).items() if k != key}
        label, as_label = (info.label(key), info.label(value)) if info else (key, value)
        yield Change(("as_",), rest or None, f"去掉 {key}", f"“{label}”不再按“{as_label}”算")
        for option, title in info.form.choices if info else ():
            if option not in (key, value):
                changed = {**(node.as_ or {}), key: option}
                yield Change(("as_",), changed, f"{key} → {option}", f"“{label}”改按“{title}”算")


def case_labels(node: f.Choose | f.ByReading, scope: str | None, rulebook: Rulebook) -> dict[str, str]:
    """What people call the cases."""
    if isinstance(node, f.ByReading):
        return {key: option.name for key, option in rulebook.readings[node.reading].options.items()}
    info = rulebook.catalogue.find(node.choose, scope)
    return {"yes": "是", "no": "否"} | dict(info.form.choices if info else ())


def _cases(node: f.Choose | f.ByReading, labels: dict[str, str]) -> Iterator[Change]:
    """Two cases that give different values, swapped."""
    for one, other in combinations(node.cases, 2):
        if node.cases[one] != node.cases[other]:
            swapped = {**node.cases, one: node.cases[other], other: node.cases[one]}
            sentence = f"“{labels.get(one, one)}”和“{labels.get(other, other)}”两种情形对调"
            yield Change(("cases",), swapped, f"{one} ↔ {other}", sentence)


def _periods(node: f.Dated) -> Iterator[Change]:
    for index, period in enumerate(node.periods):
        title = f"“{span_of(period)}”一段"
        for name, end in (("from_", "起日"), ("to", "止日")):
            day = getattr(period, name)
            for other in (day + timedelta(1), day - timedelta(1)) if day else ():
                sentence = f"{title}的{end}由{day}改为{other}"
                yield Change(("periods", index, name), other, f"{day} → {other}", sentence)
        yield from numbers(("periods", index, "value"), period.value, f"{title}的标准", node.unit)


def of_tier(node: f.Tier) -> Iterator[Change]:
    """A step's limit, value or rate, and a step left out."""
    for index, (step, span) in enumerate(zip(node.steps, steps_of(node), strict=True)):
        title = f"“{span}”一档"
        if step.up_to is not None:
            yield from numbers(("steps", index, "up_to"), step.up_to, f"{title}的上端")
        if step.value is not None:
            yield from numbers(("steps", index, "value"), step.value, f"{title}的标准", node.unit)
        if step.each is not None:
            yield from numbers(("steps", index, "each"), step.each, f"{title}每增加1的标准", node.unit)
        rest = (*node.steps[:index], *node.steps[index + 1 :])
        if rest and rest[-1].up_to is None:
            yield Change(("steps",), rest, f"去掉第{index + 1}档", f"{title}去掉")


def of_rounding(node: Node, rulebook: Rulebook) -> Iterator[Change]:
    """Another step of rounding; two readings of it swapped."""
    if isinstance(node, f.Constant):
        for step in _STEPS:
            if step != node.constant and node.constant in _STEP_TITLES:
                before, after = _STEP_TITLES[node.constant], _STEP_TITLES[step]
                yield Change(("constant",), step, f"{node.constant} → {step}", f"由到{before}改为到{after}")
    elif isinstance(node, f.ByReading):
        yield from _cases(node, case_labels(node, None, rulebook))
