"""Conditions at work: true, false, or unknown while a fact is missing (Kleene's three values), and why one fails.

A missing fact only counts where it could change the outcome: ``any`` is true when one part is, ``all`` is false when
one part is, whatever the others lack.
"""

import operator
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from yzcomp.engine import expression as e
from yzcomp.engine import factors
from yzcomp.engine.notes import EVERYTHING, Holds, Missing, Pending, Record, Run, Setting, Value, untold
from yzcomp.forms import BareYear
from yzcomp.household.models import Household
from yzcomp.money import plain
from yzcomp.rulebook import conditions as c


class Why(NamedTuple):
    """Why a condition fails, and the article that says so where it isn't the item's own."""

    reason: str
    article: str | None = None


_Reason = Callable[[Household, Record, Run], Why]


class Check(NamedTuple):
    """A condition at work: whether it holds, and, when it doesn't, why."""

    holds: Holds
    why: _Reason = lambda h, r, run: Why("")


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
    return compile_check(setting.lowering.condition(node, scope), setting)


def compile_check(x: e.Expression, setting: Setting) -> Check:
    """A condition of a program that keeps its rules."""
    match x:
        case e.Rule():
            return _rule(x, setting)
        case e.Constant():
            value: bool = x.value
            return Check(lambda h, r, run: value)
        case e.AsRead():
            of, *others = (compile_check(option, setting).holds for option in (x.of, *x.others))
            return Check(as_read(x.reading, of, others))
        case e.Logic(operator="not"):
            return _not(x.parts[0], setting)
        case e.Logic():
            return _joined([compile_check(part, setting) for part in x.parts], x.operator == "or")
        case e.Named():
            return _named(x, setting.once(x, lambda: compile_check(x.of, setting)))
        case e.Aggregate():
            return Check(_over_records(x, setting))
        case e.Given():
            return Check(_given(x, setting))
        case e.Comparison():
            return Check(_comparison(x, setting))
        case e.Awaits():
            return _awaiting(compile_check(x.of, setting), x.text)
    raise TypeError(type(x).__name__)


def as_read(reading: str, value: Value, others: Sequence[Value]) -> Value:
    """What a clause comes to as it is read; the reading is noted only where another option would give another value."""

    def noted(h: Household, r: Record, run: Run) -> Any:
        found = value(h, r, run)
        if run.of_consequence and reading not in run.touched:
            aside = run.aside()  # what only another option would need is not missing
            if any(other(h, r, aside) != found for other in others):
                run.touched[reading] = None
        return found

    return noted


def _rule(x: e.Rule, setting: Setting) -> Check:
    """A condition in the words of the rules."""
    awaits = x.of if isinstance(x.of, e.Awaits) else None
    of = awaits.of if awaits is not None else x.of
    inner = compile_check(of, setting)
    check = inner._replace(why=_why(x, of, inner, setting))
    if awaits is not None:
        check = _awaiting(check, awaits.text)
    return check if setting.watch is None else check._replace(holds=setting.watch(x.node, x.scope, check.holds))


def _why(x: e.Rule, of: e.Expression, inner: Check, setting: Setting) -> _Reason:
    """What a condition says of its failure: its own words, else those of its parts, else that it is required."""
    node, scope, words = x.node, x.scope, setting.wording
    assert isinstance(node, c.Condition)
    article = node.article or (setting.rulebook.terms[of.name].article if isinstance(of, e.Named) else None)

    def of_parts(h: Household, r: Record, run: Run) -> Why:
        if node.otherwise and isinstance(node, c.AnyOf | c.Not):
            return Why(node.otherwise, article)
        found = inner.why(h, r, run)
        theirs = found.article if not isinstance(node, c.AnyOf) else None
        return Why(node.otherwise or found.reason, theirs or article)

    def required(h: Household, r: Record, run: Run) -> Why:
        return Why(node.otherwise or f"须{words.condition(node, scope)}", article)

    def compared(h: Household, r: Record, run: Run) -> Why:
        assert isinstance(of, e.Comparison)
        info, found = of.left.info if isinstance(of.left, e.Fact) else None, left(h, r, Run())
        subject = info.title if info else words.factor(node.value, scope) if isinstance(node, c.ValueTest) else ""
        written = info.label(found) if info else plain(found) if found is not None else "未知"
        return Why(f"{subject}为{written}，{required(h, r, run).reason}", article)

    if isinstance(of, e.Comparison):
        left = factors.side(of.left, setting)
        return compared
    return of_parts if isinstance(of, e.Rule | e.Logic | e.Named) else required


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


def _joined(parts: Sequence[Check], decisive: bool) -> Check:
    """All of them (decided by one that fails) or any of them (decided by one that holds)."""
    tests, otherwise = tuple(part.holds for part in parts), not decisive

    def holds(h: Household, r: Record, run: Run) -> bool | None:
        found: bool | None = otherwise
        mark = len(run.missing)
        for test in tests:
            result = test(h, r, run)
            if result is decisive:
                del run.missing[mark:]
                return decisive
            if result is None or found is otherwise:
                found = result  # unknown, or pending, if anything
        return found

    def all_of_them(h: Household, r: Record, run: Run) -> Why:
        return next((part for part in parts if part.holds(h, r, run) is False), parts[0]).why(h, r, run)

    def any_of_them(h: Household, r: Record, run: Run) -> Why:
        return Why("；".join(dict.fromkeys(part.why(h, r, run).reason for part in parts)))

    return Check(holds, any_of_them if decisive else all_of_them)


def _not(of: e.Expression, setting: Setting) -> Check:
    test = compile_check(of, setting).holds

    def holds(h: Household, r: Record, run: Run) -> bool | None:
        result = test(h, r, run)
        return None if result is None else not result

    def why(h: Household, r: Record, run: Run) -> Why:
        assert isinstance(of, e.Rule)
        return Why(setting.wording.part(of.node, of.scope))

    return Check(holds, why)


def _named(x: e.Named, inner: Check) -> Check:
    holding, reason = (x, "holds"), (x, "why")

    def holds(h: Household, r: Record, run: Run) -> bool | None:
        result: bool | None = run.once(holding, inner.holds, h, r if x.scope else None)
        return result

    def why(h: Household, r: Record, run: Run) -> Why:
        found: Why = run.once(reason, inner.why, h, r if x.scope else None)
        return found

    return Check(holds, why)


def _over_records(x: e.Aggregate, setting: Setting) -> Holds:
    over, every = x.over, x.what == "every"
    inner = compile_check(x.where, setting).holds if x.where is not None else None

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

    return holds


def _comparison(x: e.Comparison, setting: Setting) -> Holds:
    value, compare = factors.side(x.left, setting), COMPARE[x.operator]
    if not isinstance(x.left, e.Fact) or not isinstance(x.right, e.Constant) or x.by_year:
        return _against(value, factors.side(x.right, setting), compare)
    literal = x.right.value

    def holds(h: Household, r: Record, run: Run) -> bool | None:
        found = value(h, r, run)
        return None if found is None else compare(found, literal)

    return holds


def _given(x: e.Given, setting: Setting) -> Holds:
    """Whether a fact was given: never itself missing."""
    wanted = x.wanted
    if not isinstance(x.of, e.Fact):
        value = factors.side(x.of, setting)

        def of_value(h: Household, r: Record, run: Run) -> bool | None:
            mark = len(run.missing)
            found = value(h, r, run) is not None
            del run.missing[mark:]
            return found is wanted

        return of_value
    key, of_household = x.of.info.key, x.of.info.scope is None
    if x.of.info.default is not None:  # there is always a value: was it written?
        return lambda h, r, run: (key in (h if of_household or r is None else r).model_fields_set) is wanted
    return lambda h, r, run: (getattr(h if of_household else r, key, None) is not None) is wanted


def _against(value: Value, other: Value, compare: Callable[[Any, Any], bool]) -> Value:
    """Against another fact or quantity, of which one may be pending; a bare year is before or after a date only if the
    years differ."""

    def holds(h: Household, r: Record, run: Run) -> Any:
        mark = len(run.missing)
        found = value(h, r, run)
        year = run.bare_year
        wanted = other(h, r, run)
        if found is None or wanted is None:
            return None
        if isinstance(found, Pending) or isinstance(wanted, Pending):
            return found if isinstance(found, Pending) else wanted
        if isinstance(found, BareYear) is not isinstance(wanted, BareYear):
            if found.year == wanted.year:
                del run.missing[mark:]
                run.missing.append(Missing(year if isinstance(found, BareYear) else run.bare_year, imprecise=True))
                return None
            return compare(found.year, wanted.year)
        return compare(found, wanted)

    return holds
