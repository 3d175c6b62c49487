"""Small changes of conditions: a comparison, its value, a part left out, the whole turned round."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yzcomp.forms import BadForm, read_number
from yzcomp.household.catalogue import FactInfo
from yzcomp.money import plain
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook.edits.edit import COMPARISON, CONDITION, READING, VALUE, Edit, Known, nudged

_STRICTNESS = {"below": "at_most", "at_most": "below", "above": "at_least", "at_least": "above"}
_SIGNS = {"below": "<", "at_most": "≤", "above": ">", "at_least": "≥", "is_": "="}


def of_condition(node: c.Condition, scope: str | None, known: Known) -> Iterator[Edit]:
    """Changes of one condition; those inside its parts are theirs."""
    words = f"条件「{known.words.condition(node, scope)}」"
    yield Edit(CONDITION, (), c.Not(**{"not": node}), "反过来", f"{words}反过来")
    match node:
        case c.All() | c.AnyOf():
            yield from _joined(node, scope, words, known)
        case c.Every():
            some = c.Some(some=node.every, satisfies=node.satisfies)
            yield Edit(CONDITION, (), some, "每一条 → 至少一条", f"{words}改成至少一条满足")
        case c.Some() if node.satisfies is not None:
            every = c.Every(every=node.some, satisfies=node.satisfies)
            yield Edit(CONDITION, (), every, "至少一条 → 每一条", f"{words}改成每一条都满足")
            yield Edit(CONDITION, ("satisfies",), None, "去掉", f"{words}改成有记录就满足")
        case c.ReadingTest():
            for option, meaning in known.rulebook.readings[node.reading].options.items():
                if option != node.is_:
                    sentence = f"{words}改成按“{meaning.name}”理解"
                    yield Edit(READING, ("is_",), option, f"{node.is_} → {option}", sentence)
        case c.Comparison():
            info = known.facts.find(node.fact, scope) if isinstance(node, c.FactTest) else None
            yield from _operators(node, scope, words, info, known)
            yield from _values(node, words, info)


def asks_what_is_given(node: c.Condition) -> bool:
    """Whether a condition only tells two ways of filling in a form apart."""
    return isinstance(node, c.FactTest) and node.given is not None


def _joined(node: c.All | c.AnyOf, scope: str | None, words: str, known: Known) -> Iterator[Edit]:
    """The other way of joining the parts, and each of them left out."""
    of_all = isinstance(node, c.All)
    name, parts = ("all", node.all) if isinstance(node, c.All) else ("any", node.any)
    other = c.AnyOf(any=parts) if of_all else c.All(all=parts)
    own, turned = ("且", "或") if of_all else ("或", "且")
    yield Edit(CONDITION, (), other, f"{own} → {turned}", f"{words}的“{own}”改成“{turned}”")
    for index, part in enumerate(parts if len(parts) > 1 else ()):
        rest, sentence = (*parts[:index], *parts[index + 1 :]), f"{words}去掉「{known.words.condition(part, scope)}」"
        mistake = _unchecked(part, scope, known) if of_all else ""
        yield Edit(CONDITION, (name,), rest, f"去掉第{index + 1}个", sentence, mistake)


def _unchecked(part: c.Condition, scope: str | None, known: Known) -> str:
    """What it is called not to look at a condition; nothing where only the way of filling in a form is asked."""
    if isinstance(part, c.NamedCondition):
        return f"没有核对是否符合“{known.rulebook.terms[part.term].name}”"
    if isinstance(part, c.All | c.AnyOf):
        asked = any(isinstance(n, c.ReadingTest) for n in part.walk()) or not part.otherwise
        return "" if asked else f"没有核对条件（{part.otherwise}）"
    return "" if asks_what_is_given(part) else f"没有核对“{known.words.condition(part, scope)}”"


def _operators(
    node: c.Comparison, scope: str | None, words: str, info: FactInfo | None, known: Known
) -> Iterator[Edit]:
    old = node.operator or "is_"
    others = [_STRICTNESS[old]] if old in _STRICTNESS else []
    if old == "is_" and (info is None or info.kind in ("number", "integer")):
        others = ["at_most", "at_least"]
    for new in others:
        changed = node.model_copy(update={old: None, new: getattr(node, old)})
        mistake = f"界限看成“{known.words.condition(changed, scope)}”" if old in _STRICTNESS else ""
        sentence = f"{words}的“{_SIGNS[old]}”改成“{_SIGNS[new]}”"
        yield Edit(COMPARISON, (), changed, f"{_SIGNS[old]} → {_SIGNS[new]}", sentence, mistake)


def _values(node: c.Comparison, words: str, info: FactInfo | None) -> Iterator[Edit]:
    """Other values than the one that is compared with, one more or less in a list of them."""
    operator = node.operator or "is_"
    operand: Any = getattr(node, operator)
    if operator == "in_":
        yield from _listed(operand, words, info)
    elif isinstance(operand, str):
        for value, label in _neighbours(operand, info):
            sentence = f"{words}里的{_told(operand, info)}改为{label}"
            yield Edit(VALUE, (operator,), value, f"{operand} → {value}", sentence)


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


def _listed(operand: tuple[str, ...], words: str, info: FactInfo | None) -> Iterator[Edit]:
    """A list of values without one of them, and with one more."""
    for word in operand if len(operand) > 1 else ():
        rest = tuple(other for other in operand if other != word)
        yield Edit(VALUE, ("in_",), rest, f"去掉 {word}", f"{words}里的{_told(word, info)}去掉")
    if info is None or not info.form.choices:
        return
    named = {str(info.form.read(word)) for word in operand}
    for key, label in info.form.choices:
        if key not in named:
            yield Edit(VALUE, ("in_",), (*operand, key), f"加上 {key}", f"{words}里加上“{label}”")
