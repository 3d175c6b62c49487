"""Conditions that nothing passes, or everything: no rule is written to say that."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from yzcomp.forms import BadForm
from yzcomp.household.catalogue import FactInfo
from yzcomp.household.fields import Form
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook.logic import allowed_words
from yzcomp.rulebook.models import Rulebook

_NUMBERS = ("number", "integer", "percent")


class Span(NamedTuple):
    """The values that a test lets through: those of a set, or from ``low`` to ``high``, each end included or not."""

    words: frozenset[str] | None = None
    low: Any = None
    high: Any = None
    with_low: bool = True
    with_high: bool = True

    def __and__(self, other: "Span") -> "Span":
        if self.words is not None and other.words is not None:
            return Span(self.words & other.words)
        low, high = max(self._floor(), other._floor()), min(self._ceiling(), other._ceiling())
        return Span(None, low[1], high[1], not low[2], not high[2] < 0)

    def _floor(self) -> tuple[bool, Any, int]:
        return self.low is not None, self.low, int(not self.with_low)

    def _ceiling(self) -> tuple[bool, Any, int]:
        return self.high is None, self.high, -int(not self.with_high)

    @property
    def empty(self) -> bool:
        """Whether no value is let through."""
        if self.words is not None:
            return not self.words
        if self.low is None or self.high is None:
            return False
        return bool(self.low > self.high or (self.low == self.high and not (self.with_low and self.with_high)))

    def without(self, other: "Span") -> "Span | None":
        """What is left of a set; ``None`` where that isn't known."""
        return None if self.words is None or other.words is None else Span(self.words - other.words)

    def filled_by(self, parts: "list[Span]") -> bool:
        """Whether parts of a set make up all of it."""
        found = frozenset[str]().union(*(part.words or () for part in parts))
        return self.words is not None and found >= self.words

    def meets(self, other: "Span") -> bool:
        """Whether this one, open below, and the other, open above, leave no value between them."""
        if self.low is not None or other.high is not None or self.high is None or other.low is None:
            return False
        return bool(self.high > other.low or (self.high == other.low and (self.with_high or other.with_low)))


def subject(node: c.Comparison, scope: str | None, rulebook: Rulebook) -> tuple[str, FactInfo | None]:
    """What a comparison is about: the same text for the same fact or quantity."""
    if isinstance(node, c.FactTest):
        return node.fact, rulebook.catalogue.find(node.fact, scope)
    return repr(getattr(node, "value", node)), None


def span_of(node: c.Comparison, info: FactInfo | None, rulebook: Rulebook) -> Span | None:
    """What a comparison with literals lets through; ``None`` where that can't be told."""
    form = info.form if info else Form("number")
    operand = getattr(node, node.operator or "is_")
    try:
        if form.choices or form.kind in ("text", "yes_no"):
            words = (operand,) if isinstance(operand, str) else operand if node.in_ else None
            return None if words is None else Span(frozenset(str(form.read(word)) for word in words))
        if not isinstance(operand, str):
            return None
        value = form.read(operand)
    except BadForm:
        return None
    if not isinstance(value, date | Decimal | int) or isinstance(value, bool):
        return None
    match node.operator:
        case "is_":
            return Span(None, value, value)
        case "below" | "at_most":
            return Span(None, None, value, True, node.operator == "at_most")
        case "at_least" | "above":
            return Span(None, value, None, node.operator == "at_least")
    return None


def everything(info: FactInfo | None, rulebook: Rulebook) -> Span:
    """All values that there are: of a choice, of a limited text, of numbers that are never negative."""
    if info is None or info.kind in _NUMBERS:
        above = info.form.above if info else None
        return Span(None, Decimal(0) if above is None else above, None, above is None)
    if info.form.choices or info.kind == "yes_no":
        return Span(frozenset(key for key, _ in info.form.choices) or frozenset(("True", "False")))
    words = allowed_words(info, rulebook)
    return Span(frozenset(words)) if words else Span()


def flattened(
    node: c.Condition, kind: type[c.All] | type[c.AnyOf], rulebook: Rulebook, seen: set[str] | None = None
) -> Iterator[c.Condition]:
    """The parts of an ``all`` (or ``any``), also of those inside it and of the terms that it names, each term once."""
    seen = set() if seen is None else seen
    if isinstance(node, kind):
        for part in node.all if isinstance(node, c.All) else node.any if isinstance(node, c.AnyOf) else ():
            yield from flattened(part, kind, rulebook, seen)
    elif isinstance(node, c.NamedCondition) and node.term in rulebook.terms:
        inner = rulebook.terms[node.term].condition
        if inner is not None and node.term not in seen:
            seen.add(node.term)
            yield from flattened(inner, kind, rulebook, seen)
    else:
        yield node


def always_or_never(node: c.Condition, scope: str | None, rulebook: Rulebook) -> str | None:
    """``never``, ``always``, or ``None``: what becomes of a comparison, or of the parts of an ``all`` or ``any``."""
    if isinstance(node, c.Comparison):
        return _alone(node, scope, rulebook)
    kind = c.All if isinstance(node, c.All) else c.AnyOf
    spans: dict[str, list[Span]] = {}
    whole: dict[str, Span] = {}
    for part in flattened(node, kind, rulebook):
        test = part.not_ if isinstance(part, c.Not) else part
        if isinstance(test, c.Comparison) and test.operator:
            key, info = subject(test, scope, rulebook)
            whole[key] = everything(info, rulebook)
            span = span_of(test, info, rulebook)
            if span is not None and isinstance(part, c.Not):
                span = whole[key].without(span)
            if span is not None:
                spans.setdefault(key, []).append(span)
    for key, found in spans.items():
        if kind is c.All and _together(found).empty:
            return "never"
        if kind is c.AnyOf and (
            any(one.meets(other) for one in found for other in found) or whole[key].filled_by(found)
        ):
            return "always"
    return None


def _together(spans: list[Span]) -> Span:
    whole = spans[0]
    for span in spans[1:]:
        whole = whole & span
    return whole


def _alone(node: c.Comparison, scope: str | None, rulebook: Rulebook) -> str | None:
    _, info = subject(node, scope, rulebook)
    span, every = span_of(node, info, rulebook), everything(info, rulebook)
    if span is None:
        return None
    if (span & every).empty:
        return "never"
    if span.words is not None:
        return (
            "always" if info and info.form.choices and every.words is not None and span.words >= every.words else None
        )
    if span.high is None and every.low is not None and (span.low, not span.with_low) <= (every.low, not every.with_low):
        return "always"
    return None
