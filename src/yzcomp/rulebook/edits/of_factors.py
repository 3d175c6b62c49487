"""Small changes of factors: rates, limits, tiers, cases, periods, shares, rounding."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

from yzcomp.money import FEN, plain
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.edits import edit as kinds
from yzcomp.rulebook.edits.edit import Edit, Known, numbers, rate_text
from yzcomp.rulebook.edits.of_conditions import asks_what_is_given
from yzcomp.rulebook.kinds import quantity_of
from yzcomp.rulebook.nodes import Node, limit_text
from yzcomp.rulebook.wording import span_of, steps_of

_ROUNDING = {Decimal("0.01"): "分", Decimal("0.1"): "角", Decimal(1): "元"}
_LIMITS = {"at_most": ("上限", "最多"), "at_least": ("下限", "最少")}


def of_factor(node: f.Factor, scope: str | None, known: Known) -> Iterator[Edit]:
    """Changes of one factor; those inside its parts are theirs."""
    if node.bounded:
        yield from _bounds(node, scope, known)
    match node:
        case f.Constant():
            yield from numbers(kinds.RATE, ("constant",), node.constant, "标准", node.unit or "")
            for value, unit in known.rates:
                if unit == node.unit and value != node.constant:
                    yield Edit(kinds.RATE, ("constant",), value, mistake=f"标准用成了{rate_text(value, unit)}")
        case f.Share():
            yield from _share(node, known.words.factor(node, scope))
        case f.FactValue():
            yield from _mapping(node, scope, known)
        case f.ByCase():
            yield from cases_swapped(node, scope, known)
            if isinstance(node, f.Choose):
                yield from _other_case(node, scope, known)
        case f.IfElse():
            swapped = node.model_copy(update={"then": node.else_, "else_": node.then})
            yield Edit(kinds.CASE, (), swapped, "对调", f"{known.words.factor(node, scope)}：对调")
            for part in () if asks_what_is_given(node.if_) else node.ways():
                yield Edit(kinds.CASE, (), part, mistake=f"按“{known.words.factor(part, scope)}”计")
        case f.Least() | f.Greatest():
            yield from _extremes(node, scope, known)
        case f.DaysBetween():
            turned = node.model_copy(update={"days_from": node.days_to, "days_to": node.days_from})
            yield Edit(kinds.NAME, (), turned, "对调", f"{known.words.factor(node, scope)}：起止对调")
        case f.Dated():
            yield from _periods(node)
        case f.Tier():
            yield from _tier(node)
        case f.Sum() | f.Count() if node.where is not None:
            sentence = f"{known.words.factor(node, scope)}：不再挑选，全部计入"
            yield Edit(kinds.OPEN, ("where",), None, "去掉", sentence)
        case f.Lookup():
            table = known.standards.rates.get(node.standard)
            for rate in table.values() if table is not None else ():
                if rate.value:
                    told = f"标准用成了“{rate.label}”的{rate_text(rate.value, rate.unit)}"
                    yield Edit(kinds.RATE, (), f.Constant(constant=rate.value, unit=rate.unit), mistake=told)


def of_rounding(node: Node, known: Known) -> Iterator[Edit]:
    """Another step of rounding; two readings of it swapped."""
    if isinstance(node, f.Constant) and node.constant in _ROUNDING:
        for step, title in _ROUNDING.items():
            if step != node.constant:
                sentence = f"由到{_ROUNDING[node.constant]}改为到{title}"
                yield Edit(kinds.ROUNDING, ("constant",), step, f"{node.constant} → {step}", sentence)
    elif isinstance(node, f.ByCase):
        yield from cases_swapped(node, None, known)


def cases_swapped(node: f.ByCase, scope: str | None, known: Known) -> Iterator[Edit]:
    """Two cases that give different values, swapped."""
    labels = known.words.cases(node, scope)
    for one, other in combinations(node.cases, 2):
        if node.cases[one] != node.cases[other]:
            swapped = {**node.cases, one: node.cases[other], other: node.cases[one]}
            sentence = f"“{labels.get(one, one)}”和“{labels.get(other, other)}”两种情形对调"
            yield Edit(kinds.CASE, ("cases",), swapped, f"{one} ↔ {other}", sentence)


def _bounds(node: f.Factor, scope: str | None, known: Known) -> Iterator[Edit]:
    words, free = known.words.factor(node, scope), node.unbounded()
    what, info = known.words.factor(free, scope), quantity_of(node, scope, known.rulebook)
    for name, (title, word) in _LIMITS.items():
        limit = getattr(node, name)
        if limit is not None:
            yield from numbers(kinds.LIMIT, (name,), limit, f"{words}的{title}")
            mistake = f"{what}没有按{word}{limit_text(limit, (info and info.unit) or '')}计"
            yield Edit(kinds.BOUND, (name,), None, "去掉", f"{words}的{title}去掉", mistake)
    if node.round is not None:
        yield Edit(kinds.BOUND, ("round",), None, "去掉", f"{words}不再进整", f"{what}没有进位")


def _extremes(node: f.Least | f.Greatest, scope: str | None, known: Known) -> Iterator[Edit]:
    """The greatest for the least, one of the parts forgotten, or taken whatever the others are."""
    parts, words, least = node.ways(), known.words.factor(node, scope), isinstance(node, f.Least)
    turned, pair = (f.Greatest(greatest=parts), "小 → 大") if least else (f.Least(least=parts), "大 → 小")
    yield Edit(kinds.COMPARISON, (), turned, pair, f"{words}：{pair}", f"取了{'较大' if least else '较小'}的")
    for index, part in enumerate(parts):
        rest = (*parts[:index], *parts[index + 1 :])
        told = known.words.factor(part, scope)
        name = f"去掉第{index + 1}个"
        new = rest[0] if len(rest) == 1 else node.model_copy(update={"least" if least else "greatest": rest})
        yield Edit(kinds.FACTOR, (), new, name, f"{words}：去掉「{told}」")
        yield Edit(kinds.CASE, (), part, mistake=f"按“{told}”计")


def _share(node: f.Share, words: str) -> Iterator[Edit]:
    for other in (node.share + FEN, node.share - FEN):
        if other >= 0:
            pair = f"{plain(node.share * 100)}% → {plain(other * 100)}%"
            yield Edit(kinds.RATE, ("share",), other, pair, f"{words}：比例{pair}")


def _mapping(node: f.FactValue, scope: str | None, known: Known) -> Iterator[Edit]:
    """A mapping of keys without one of its pairs, with another value for it, and not made at all."""
    info, mapped = known.facts.find(node.fact, scope), node.as_ or {}
    for key, value in mapped.items():
        rest = {k: v for k, v in mapped.items() if k != key}
        label, as_label = (info.label(key), info.label(value)) if info else (key, value)
        yield Edit(kinds.MAPPING, ("as_",), rest or None, f"去掉 {key}", f"“{label}”不再按“{as_label}”算")
        for option, title in info.form.choices if info else ():
            if option not in (key, value):
                sentence = f"“{label}”改按“{title}”算"
                yield Edit(kinds.MAPPING, ("as_",), {**mapped, key: option}, f"{key} → {option}", sentence)
    if mapped:
        pairs = "、".join(f"{known.words.literal(a, info)}按{known.words.literal(b, info)}" for a, b in mapped.items())
        mistake = f"{known.words.title(node.fact, scope)}没有换算（{pairs}）"
        yield Edit(kinds.MAPPING, ("as_",), None, mistake=mistake)


def _other_case(node: f.Choose, scope: str | None, known: Known) -> Iterator[Edit]:
    """A record taken for another; that the household was is tried by its facts."""
    info = known.facts.find(node.choose, scope)
    for key, case in node.cases.items() if info is not None and info.scope is not None else ():
        mistake = f"{known.words.title(node.choose, scope)}按“{known.words.literal(key, info)}”计"
        yield Edit(kinds.CASE, (), case.counted_in(node.unit), mistake=mistake)


def _periods(node: f.Dated) -> Iterator[Edit]:
    for index, period in enumerate(node.periods):
        title = f"“{span_of(period)}”一段"
        for name, end in (("from_", "起日"), ("to", "止日")):
            day = getattr(period, name)
            for other in (day + timedelta(1), day - timedelta(1)) if day else ():
                step, sentence = ("periods", index, name), f"{title}的{end}由{day}改为{other}"
                yield Edit(kinds.LIMIT, step, other, f"{day} → {other}", sentence)
        yield from numbers(kinds.RATE, ("periods", index, "value"), period.value, f"{title}的标准", node.unit)
        mistake = f"用了另一时期的{rate_text(period.value, node.unit)}"
        yield Edit(kinds.RATE, (), f.Constant(constant=period.value, unit=node.unit), mistake=mistake)


def _tier(node: f.Tier) -> Iterator[Edit]:
    """A step's limit, value or rate, and a step left out; then what people at work make of the steps."""
    for index, (step, span) in enumerate(zip(node.steps, steps_of(node), strict=True)):
        title = f"“{span}”一档"
        titles = {"up_to": (f"{title}的上端", ""), "value": (f"{title}的标准", node.unit)}
        titles["each"] = (f"{title}每增加1的标准", node.unit)
        for name, (words, unit) in titles.items():
            if getattr(step, name) is not None:
                kind = kinds.RATE if unit else kinds.LIMIT
                yield from numbers(kind, ("steps", index, name), getattr(step, name), words, unit)
        rest = (*node.steps[:index], *node.steps[index + 1 :])
        if rest and rest[-1].up_to is None:
            yield Edit(kinds.TIER, ("steps",), rest, f"去掉第{index + 1}档", f"{title}去掉")
    for steps, mistake in _steps_mistaken(node):
        yield Edit(kinds.TIER, ("steps",), steps, mistake=mistake)


def _steps_mistaken(node: f.Tier) -> Iterator[tuple[tuple[f.Step, ...], str]]:
    """The limits of the steps one off, the steps after one left out, and all of it at one step's value."""
    for by in (1, -1):
        moved = tuple(_with(s, up_to=s.up_to + by) if s.up_to is not None else s for s in node.steps)
        limits = "、".join(plain(s.up_to) for s in moved if s.up_to is not None)
        if limits and all(s.up_to is None or s.up_to > 0 for s in moved):
            yield moved, f"分档的界限错了一档，按{limits}计"
    for number, step in enumerate(node.steps[:-1]):
        short = (*node.steps[:number], _with(step, up_to=None))
        yield short, f"超过{plain(step.up_to or Decimal(0))}的部分没有加"
    for step in node.steps:
        if step.value is not None and len(node.steps) > 1:
            yield (_with(step, up_to=None),), f"按{rate_text(step.value, node.unit)}这一档计"


def _with(step: f.Step, **changed: Any) -> f.Step:
    return step.model_copy(update=changed)
