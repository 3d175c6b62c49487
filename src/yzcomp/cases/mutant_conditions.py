"""Small changes of conditions: a comparison, its value, a part dropped, the whole inverted."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yzcomp.cases.mutant_factors import Change, nudged
from yzcomp.forms import BadForm, read_number
from yzcomp.household.catalogue import FactInfo
from yzcomp.money import plain
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.wording import Wording

_STRICTNESS = {"below": "at_most", "at_most": "below", "above": "at_least", "at_least": "above"}
_SIGNS = {"below": "<", "at_most": "≤", "above": ">", "at_least": "≥", "is_": "="}


def of_condition(node: c.Condition, scope: str | None, rulebook: Rulebook) -> Iterator[Change]:
    """Changes of one condition; those inside its parts are theirs."""
    wording = Wording(rulebook)
    words = wording.condition(node, scope)
    yield Change((), c.Not(**{"not": node}), "反过来", f"条件「{words}」反过来")
    match node:
        case c.All():
            yield Change((), c.AnyOf(any=node.all), "且 → 或", f"条件「{words}」的“且”改成“或”")
            yield from _dropped("all", node.all, words, [wording.condition(part, scope) for part in node.all])
        case c.AnyOf():
            yield Change((), c.All(all=node.any), "或 → 且", f"条件「{words}」的“或”改成“且”")
            yield from _dropped("any", node.any, words, [wording.condition(part, scope) for part in node.any])
        case c.Every():
            some = c.Some(some=node.every, satisfies=node.satisfies)
            yield Change((), some, "每一条 → 至少一条", f"条件「{words}」改成至少一条满足")
        case c.Some() if node.satisfies is not None:
            every = c.Every(every=node.some, satisfies=node.satisfies)
            yield Change((), every, "至少一条 → 每一条", f"条件「{words}」改成每一条都满足")
            yield Change(("satisfies",), None, "去掉", f"条件「{words}」改成有记录就满足")
        case c.ReadingTest():
            for option, meaning in rulebook.readings[node.reading].options.items():
                if option != node.is_:
                    sentence = f"条件「{words}」改成按“{meaning.name}”理解"
                    yield Change(("is_",), option, f"{node.is_} → {option}", sentence)
        case c.FactTest():
            yield from _comparison(node, words, rulebook.catalogue.find(node.fact, scope))
        case c.ValueTest():
            yield from _comparison(node, words, None)


def _dropped(name: str, parts: tuple[c.Condition, ...], words: str, told: Sequence[str]) -> Iterator[Change]:
    """A condition without one of its parts; ``told`` are the parts in words."""
    for index in range(len(parts) if len(parts) > 1 else 0):
        rest = (*parts[:index], *parts[index + 1 :])
        yield Change((name,), rest, f"去掉第{index + 1}个", f"条件「{words}」去掉「{told[index]}」")


def _comparison(node: c.Comparison, words: str, info: FactInfo | None) -> Iterator[Change]:
    operator = node.operator or "is_"
    operand: Any = getattr(node, operator)
    if operator in _STRICTNESS:
        yield _other_operator(node, operator, _STRICTNESS[operator], words)
    elif operator == "is_" and (info is None or info.kind in ("number", "integer")):
        for other in ("at_most", "at_least"):
            yield _other_operator(node, operator, other, words)
    if operator == "in_":
        yield from _listed(operand, words, info)
    elif isinstance(operand, str):
        for value, label in _neighbours(operand, info):
            sentence = f"条件「{words}」里的{_told(operand, info)}改为{label}"
            yield Change((operator,), value, f"{operand} → {value}", sentence)


def _other_operator(node: c.Comparison, old: str, new: str, words: str) -> Change:
    changed = node.model_copy(update={old: None, new: getattr(node, old)})
    return Change((), changed, f"{_SIGNS[old]} → {_SIGNS[new]}", f"条件「{words}」的“{_SIGNS[old]}”改成“{_SIGNS[new]}”")


def _told(operand: str, info: FactInfo | None) -> str:
    if info is not None and info.kind == "yes_no":
        return f"“{info.label(info.form.read(operand))}”"
    return f"“{info.label(operand)}”" if info and info.form.choices else operand


def _neighbours(operand: str, info: FactInfo | None) -> Iterator[tuple[str, str]]:
    """The values that could have been written instead, and what people call them."""
    kind = info.kind if info else "number"
    if info is not None and info.form.choices:
        own = str(info.form.read(operand))
        yield from ((key, f"“{label}”") for key, label in info.form.choices if key != own)
    elif kind == "yes_no":
        yes = bool(info and info.form.read(operand))
        yield ("no", "“否”") if yes else ("yes", "“是”")
    elif kind in ("date", "date_or_year"):
        day = info.form.read(operand) if info else None
        for days in (1, -1) if isinstance(day, date) else ():
            other = str(day + timedelta(days)) if isinstance(day, date) else ""
            yield other, other
    else:
        try:
            yield from ((plain(other), plain(other)) for other in nudged(_number(operand, kind)))
        except BadForm:
            return


def _number(operand: str, kind: str) -> Decimal:
    return read_number(operand.removesuffix("%") if kind == "percent" else operand)


def _listed(operand: tuple[str, ...], words: str, info: FactInfo | None) -> Iterator[Change]:
    """A list of values without one of them, and with one more."""
    for word in operand if len(operand) > 1 else ():
        rest = tuple(other for other in operand if other != word)
        yield Change(("in_",), rest, f"去掉 {word}", f"条件「{words}」里的{_told(word, info)}去掉")
    if info is None or not info.form.choices:
        return
    named = {str(info.form.read(word)) for word in operand}
    for key, label in info.form.choices:
        if key not in named:
            yield Change(("in_",), (*operand, key), f"加上 {key}", f"条件「{words}」里加上“{label}”")
