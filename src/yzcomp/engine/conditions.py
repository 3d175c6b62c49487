"""Conditions at work: true, false, or unknown while a fact is missing (Kleene's three values), and why one fails.

A missing fact only counts where it could change the outcome: ``any`` is true when one part is, ``all`` is false when
one part is, whatever the others lack.
"""

import operator
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from yzcomp.engine import factors
from yzcomp.engine.notes import EVERYTHING, Holds, Missing, Record, Run, Setting, Value, getter, untold
from yzcomp.forms import BareYear, read_number
from yzcomp.household.catalogue import FactInfo
from yzcomp.household.models import Household
from yzcomp.money import plain
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook.factors import Factor


class Why(NamedTuple):
    """Why a condition fails, and the article that says so where it isn't the item's own."""

    reason: str
    article: str | None = None


class Check(NamedTuple):
    """A compiled condition: whether it holds, and, when it doesn't, why."""

    holds: Holds
    why: Callable[[Household, Record, Run], Why]


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "is_": operator.eq,
    "in_": lambda found, values: found in values,
    "below": operator.lt,
    "at_most": operator.le,
    "at_least": operator.ge,
    "above": operator.gt,
}


def compile_condition(node: c.Condition, scope: str | None, setting: Setting) -> Check:
    """The condition ``node`` on the records of ``scope`` (``None``: on the household)."""
    check = _compile(node, scope, setting)
    if node.awaits is not None:
        check = _awaiting(check, node.awaits)
    return check if setting.watch is None else check._replace(holds=setting.watch(node, scope, check.holds))


def _compile(node: c.Condition, scope: str | None, setting: Setting) -> Check:
    match node:
        case c.All():
            return _all([compile_condition(part, scope, setting) for part in node.all], node)
        case c.AnyOf():
            return _any([compile_condition(part, scope, setting) for part in node.any], node)
        case c.Not():
            return _not(compile_condition(node.not_, scope, setting), node, scope, setting)
        case c.NamedCondition():
            return _named(node, setting)
        case c.ReadingTest():
            return _reading(node, setting)
        case c.Every() | c.Some():
            return _over_records(node, scope, setting)
        case c.FactTest():
            info = setting.facts.find(node.fact, scope)
            assert info is not None, node.fact
            return _comparison(node, getter(info), info, scope, setting)
        case c.ValueTest():
            value = factors.compile_factor(node.value, scope, setting).value
            return _comparison(node, value, None, scope, setting)
    raise TypeError(type(node).__name__)


def _awaiting(inner: Check, text: str) -> Check:
    """A condition that, where it holds, waits for something: it holds only for whoever supposes that it comes."""

    def holds(h: Household, r: Record, run: Run) -> bool | None:
        result = inner.holds(h, r, run)
        if not result:
            return result
        run.awaited[text] = None
        return text in run.supposing

    def why(h: Household, r: Record, run: Run) -> Why:
        return Why(text) if inner.holds(h, r, run) else inner.why(h, r, run)

    return Check(holds, why)


def why_not(check: Check, h: Household, r: Record, index: int) -> Why:
    """Why a condition fails on a record: what it waits for only where nothing else excludes it."""
    supposing = Run(EVERYTHING)
    supposing.index = index
    if check.holds(h, r, supposing) and supposing.awaited:
        return Why("；".join(supposing.awaited))
    return check.why(h, r, supposing)


def surely(check: Check, h: Household, r: Record, run: Run) -> bool:
    """Whether a condition holds whatever becomes of what it waits for; what can't be known doesn't."""
    run.awaited.clear()
    if check.holds(h, r, run) is not True:
        return False
    if not run.awaited:
        return True
    run.supposing = EVERYTHING
    holds = check.holds(h, r, run) is True
    run.supposing = ()
    return holds


def _joined(parts: Sequence[Check], decisive: bool) -> Holds:
    """All of them (decided by one that fails) or any of them (decided by one that holds)."""
    tests = tuple(part.holds for part in parts)

    def holds(h: Household, r: Record, run: Run) -> bool | None:
        mark, unknown = len(run.missing), False
        for test in tests:
            result = test(h, r, run)
            if result is decisive:
                del run.missing[mark:]
                return decisive
            unknown = unknown or result is None
        return None if unknown else not decisive

    return holds


def _all(parts: Sequence[Check], node: c.All) -> Check:
    def why(h: Household, r: Record, run: Run) -> Why:
        failing = next((part for part in parts if part.holds(h, r, run) is False), parts[0])
        return _own(node, failing.why(h, r, run))

    return Check(_joined(parts, False), why)


def _any(parts: Sequence[Check], node: c.AnyOf) -> Check:
    def why(h: Household, r: Record, run: Run) -> Why:
        if node.otherwise:
            return Why(node.otherwise, node.article)
        reasons = dict.fromkeys(part.why(h, r, run).reason for part in parts)
        return Why("；".join(reasons), node.article)

    return Check(_joined(parts, True), why)


def _own(node: c.Condition, why: Why) -> Why:
    """What a part says of its failure, unless the whole says it in its own words."""
    return Why(node.otherwise or why.reason, why.article or node.article)


def _not(part: Check, node: c.Not, scope: str | None, setting: Setting) -> Check:

    def holds(h: Household, r: Record, run: Run) -> bool | None:
        result = part.holds(h, r, run)
        return None if result is None else not result

    def why(h: Household, r: Record, run: Run) -> Why:
        return Why(node.otherwise or setting.wording.condition(node.not_, scope), node.article)

    return Check(holds, why)


def _named(node: c.NamedCondition, setting: Setting) -> Check:
    term = setting.rulebook.terms[node.term]
    assert term.condition is not None, node.term
    condition, scope = term.condition, term.for_each
    inner = setting.term(node.term, lambda: compile_condition(condition, scope, setting))
    holding, reason = (node.term, "holds"), (node.term, "why")

    def holds(h: Household, r: Record, run: Run) -> bool | None:
        result: bool | None = run.once(holding, inner.holds, h, r if scope else None)
        return result

    def why(h: Household, r: Record, run: Run) -> Why:
        found: Why = run.once(reason, inner.why, h, r if scope else None)
        return Why(node.otherwise or found.reason, found.article or node.article or term.article)

    return Check(holds, why)


def _reading(node: c.ReadingTest, setting: Setting) -> Check:
    result = setting.readings[node.reading] == node.is_
    name = node.reading

    def holds(h: Household, r: Record, run: Run) -> bool | None:
        run.touched[name] = None
        return result

    return Check(holds, _required(node, None, setting))


def _required(node: c.Condition, scope: str | None, setting: Setting) -> Callable[[Household, Record, Run], Why]:
    """Why a condition fails that is put as a requirement: its own words, or the whole of it."""
    return lambda h, r, run: Why(node.otherwise or f"须{setting.wording.condition(node, scope)}", node.article)


def _over_records(node: c.Every | c.Some, scope: str | None, setting: Setting) -> Check:
    over, every = (node.every, True) if isinstance(node, c.Every) else (node.some, False)
    inner = compile_condition(node.satisfies, over, setting).holds if node.satisfies else None

    def holds(h: Household, r: Record, run: Run) -> bool | None:
        outer, mark, unknown = run.index, len(run.missing), False
        if inner is not None and (missing := untold(over, h)):
            run.missing.append(missing)
            return None
        disputed: list[int] = []  # records that decide it but are themselves in dispute: another may do without
        for index, record in enumerate(getattr(h, over)):
            run.index = index
            result = True if inner is None else inner(h, record, run)
            if result is not every and result is not None:
                if (over, index) in run.disputed:
                    disputed.append(index)
                    continue
                disputed.clear()
                unknown = False
                break
            unknown = unknown or result is None
        else:
            result = every
        run.index = outer
        if disputed:
            run.rests, result, unknown = True, not every, False
        if result is not every and not unknown:
            del run.missing[mark:]
        return None if unknown else result

    return Check(holds, _required(node, scope, setting))


def _comparison(node: c.Comparison, value: Value, info: FactInfo | None, scope: str | None, setting: Setting) -> Check:
    name = node.operator or "is_"
    operand = getattr(node, name)
    read = read_number if info is None else info.form.read
    if name == "given":
        holds = _given(info, bool(operand), value)
    elif isinstance(operand, Factor):
        holds = _against(value, factors.compile_factor(operand, scope, setting).value, name)
    else:
        literal = frozenset(map(read, operand)) if name == "in_" else read(operand)
        by_year = info is not None and info.kind == "date_or_year" and name != "in_"
        against = _against(value, lambda h, r, run: literal, name)
        holds = against if by_year else _against_literal(value, literal, COMPARE[name])
    return Check(holds, _comparison_why(node, value, info, scope, setting))


def _given(info: FactInfo | None, wanted: bool, value: Value) -> Holds:
    """Whether a fact was given: never itself missing."""
    if info is None:

        def of_value(h: Household, r: Record, run: Run) -> bool | None:
            mark = len(run.missing)
            found = value(h, r, run) is not None
            del run.missing[mark:]
            return found is wanted

        return of_value
    key, of_household = info.key, info.scope is None
    if info.default is not None:  # there is always a value: was it written?
        return lambda h, r, run: (key in (h if of_household or r is None else r).model_fields_set) is wanted
    return lambda h, r, run: (getattr(h if of_household else r, key, None) is not None) is wanted


def _against_literal(value: Value, literal: Any, compare: Callable[[Any, Any], bool]) -> Holds:
    def holds(h: Household, r: Record, run: Run) -> bool | None:
        found = value(h, r, run)
        return None if found is None else compare(found, literal)

    return holds


def _against(value: Value, other: Value, name: str) -> Holds:
    """Against another fact or quantity; a bare year is before or after a date only if the years differ."""
    compare = COMPARE[name]

    def holds(h: Household, r: Record, run: Run) -> bool | None:
        mark = len(run.missing)
        found = value(h, r, run)
        year = run.bare_year
        wanted = other(h, r, run)
        if found is None or wanted is None:
            return None
        if isinstance(found, BareYear) is not isinstance(wanted, BareYear):
            if found.year == wanted.year:
                del run.missing[mark:]
                run.missing.append(Missing(year if isinstance(found, BareYear) else run.bare_year, imprecise=True))
                return None
            return compare(found.year, wanted.year)
        return compare(found, wanted)

    return holds


def _comparison_why(
    node: c.Comparison, value: Value, info: FactInfo | None, scope: str | None, setting: Setting
) -> Callable[[Household, Record, Run], Why]:
    def why(h: Household, r: Record, run: Run) -> Why:
        words = setting.wording
        required = node.otherwise or f"须{words.condition(node, scope)}"
        if node.given is not None:
            return Why(required, node.article)
        found = value(h, r, Run())
        subject = info.title if info else words.factor(node.value, scope) if isinstance(node, c.ValueTest) else ""
        written = info.label(found) if info else plain(found) if found is not None else "未知"
        return Why(f"{subject}为{written}，{required}", node.article)

    return why
