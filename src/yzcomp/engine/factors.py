"""Factors at work: each kind of value in a program as a :class:`~yzcomp.engine.pieces.Piece`."""

import operator
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any

from yzcomp.engine import aggregates, conditions, rates
from yzcomp.engine import expression as e
from yzcomp.engine.notes import Missing, Pending, Record, Run, Setting, Value, getter
from yzcomp.engine.pieces import Note, Piece, plain_text, quantity_text
from yzcomp.forms import BareYear
from yzcomp.household.models import Household
from yzcomp.money import ZERO, round_up, yuan
from yzcomp.rulebook import factors as f

_OPERATE: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def compile_factor(node: f.Factor, scope: str | None, setting: Setting) -> Piece:
    """The factor ``node`` on the records of ``scope``."""
    return compile_piece(setting.lowering.factor(node, scope), setting)


def compile_piece(x: e.Expression, setting: Setting) -> Piece:
    """A value of a program that keeps its rules; one that stands in several places is compiled once."""
    return setting.once(x, lambda: _compile(x, setting))


def side(x: e.Expression, setting: Setting) -> Value:
    """What is compared; a whole number needs to be no Decimal for that."""
    return getter(x.info) if isinstance(x, e.Fact) else compile_piece(x, setting).value


def _compile(x: e.Expression, setting: Setting) -> Piece:
    match x:
        case e.Rule():
            piece = compile_piece(x.of, setting)
            watch = setting.watch
            return piece if watch is None else piece._replace(value=watch(x.node, x.scope, piece.value))
        case e.AsRead():
            piece, *others = (compile_piece(option, setting) for option in (x.of, *x.others))
            return piece._replace(value=conditions.as_read(x.reading, piece.value, [other.value for other in others]))
        case e.Constant():
            constant = x.value
            text = plain_text(x.unit) if isinstance(constant, Decimal) else lambda value, h, r, run: constant
            return Piece(lambda h, r, run: constant, text, x.unit)
        case e.Fact():
            return _fact(x)
        case e.Arithmetic():
            return _arithmetic(x, [compile_piece(part, setting) for part in x.parts])
        case e.Limited():
            return _limited(x, setting)
        case e.Case():
            return _case(x, setting)
        case e.Aggregate():
            return aggregates.compile_aggregate(x, setting)
        case e.Lookup():
            return rates.compile_lookup(x, setting)
        case e.Elapsed():
            return Piece(_days(x), plain_text(x.unit), x.unit, x.label)
        case e.Amount():
            return _amount(x)
        case e.Waiting():
            waiting, per = Pending(x.reason), x.unit.partition("/")[2]
            piece = Piece(lambda h, r, run: waiting, plain_text(x.unit), x.unit, x.label)
            return piece._replace(counts_in=lambda h, r: per) if x.unit else piece
        case e.Named():
            inner, scope = compile_piece(x.of, setting), x.scope
            value = lambda h, r, run: run.once(x, inner.value, h, r if scope else None)  # noqa: E731
            return inner._replace(value=value, label=x.label)
    raise TypeError(type(x).__name__)


def _fact(x: e.Fact) -> Piece:
    get, info = getter(x.info), x.info
    value = get
    if info.kind == "integer":
        value = lambda h, r, run: None if (v := get(h, r, run)) is None else Decimal(v)  # noqa: E731
    number = info.kind in ("number", "integer", "percent")
    return Piece(value, plain_text(x.unit) if number else lambda v, h, r, run: info.label(v), x.unit, x.label)


def _days(x: e.Elapsed) -> Value:
    """Days between two dates; a bare year has none."""
    infos = x.first.info, x.last.info
    start, end = map(getter, infos)

    def value(h: Household, r: Record, run: Run) -> Decimal | None:
        days = start(h, r, run), end(h, r, run)
        for info, day in zip(infos, days, strict=True):
            if isinstance(day, BareYear):
                run.missing.append(Missing(info.path(run.index), imprecise=True))
        first, last = days
        if not isinstance(first, date) or not isinstance(last, date):
            return None
        return Decimal(max(0, (last - first).days))

    return value


def _amount(x: e.Amount) -> Piece:
    waiting = Pending(x.reason)

    def value(h: Household, r: Record, run: Run) -> Any:
        amount = run.amounts.get(x.item, ZERO)
        return waiting if amount is None else amount

    return Piece(value, lambda amount, h, r, run: f"{x.name}{yuan(amount)}元", x.unit, x.label)


def _arithmetic(x: e.Arithmetic, parts: list[Piece]) -> Piece:
    """``1000元/次``, ``（1000 + 2 × 100）元/次``; a difference is written as what it comes to."""
    operate, alone = _OPERATE[x.operator], len(parts) == 1 and isinstance(x.parts[0], e.Constant)

    def value(h: Household, r: Record, run: Run) -> Any:
        found = [part.value(h, r, run) for part in parts]
        waiting = next((each for each in found if isinstance(each, Pending)), None)
        return None if None in found else waiting or reduce(operate, found)

    def text(total: Any, h: Household, r: Record, run: Run) -> str:
        if x.operator == "-":
            return quantity_text(total, x.unit)
        sign = " × " if x.operator == "*" else " + "
        written = sign.join(part.text(part.value(h, r, run), h, r, run) for part in parts)
        return written if x.operator == "*" else f"{written}{x.unit}" if alone else f"（{written}）{x.unit}"

    return Piece(value, text, x.unit, x.label)


def _limited(x: e.Limited, setting: Setting) -> Piece:
    """A factor within its own limits; a limit that bites is a note."""
    of, limits = x.of, [x]
    while isinstance(of, e.Limited):
        limits.insert(0, of)
        of = of.of
    piece, unit, up = compile_piece(of, setting), x.unit, limits[0].how == "up"

    def value(h: Household, r: Record, run: Run) -> Any:
        found = piece.value(h, r, run)
        if found is None or isinstance(found, Pending):
            return found
        for limited in limits:
            limit = limited.limit
            if limit is None:
                found = round_up(found)
            elif found > limit if limited.how == "least" else found < limit:
                found = limit
        return found

    def text(limited: Any, h: Household, r: Record, run: Run) -> str:
        untouched = piece.value(h, r, run) == limited
        return piece.text(limited, h, r, run) if untouched else quantity_text(limited, unit)

    def notes(h: Household, r: Record, run: Run) -> list[Note]:
        raw, limited = piece.value(h, r, run), value(h, r, run)
        told = piece.notes(h, r, run)
        if raw != limited and isinstance(raw, Decimal):
            counted = quantity_text(limited, unit)
            how = f"按{'上限' if raw > limited else '下限'}{counted}计"
            if up and limited == round_up(raw):
                how = f"不足1按1计，计{counted}"
            what = piece.label if unit == "%" or not piece.is_rate else "算得"
            told = [*told, Note(f"{what}{quantity_text(raw, unit)}，{how}", limited=True)]
        return told

    return piece._replace(value=value, text=text, notes=notes)


def _case(x: e.Case, setting: Setting) -> Piece:
    """A piece that is written as whichever of its cases applies."""
    cases = [compile_piece(case, setting) for _, case in x.branches]
    last = compile_piece(x.otherwise, setting) if x.otherwise is not None else None
    which = _which(x, cases, last, setting)
    subject = compile_piece(x.subject, setting) if x.subject is not None else None
    cases += [last] if last is not None else []

    def value(h: Household, r: Record, run: Run) -> Any:
        found = which(h, r, run)
        return found.value(h, r, run) if isinstance(found, Piece) else found

    def chosen(h: Household, r: Record, run: Run) -> Piece:
        found = which(h, r, run)
        if isinstance(found, Pending):  # that part which is still to come, unless it's what the case is about
            found = next((case for case in cases if case.value(h, r, run) == found), None)
        return found or cases[-1]

    def text(found: Any, h: Household, r: Record, run: Run) -> str:
        piece = subject if x.otherwise is x.subject else None
        return (piece or chosen(h, r, run)).text(found, h, r, run)

    def notes(h: Household, r: Record, run: Run) -> list[Note]:
        return [*(subject.notes(h, r, run) if subject is not None else ()), *chosen(h, r, run).notes(h, r, run)]

    def counts_in(h: Household, r: Record) -> str:
        per = chosen(h, r, Run()).counts_in
        return per(h, r) if per is not None else ""

    counted = counts_in if any(case.counts_in is not None for case in cases) else None
    return Piece(value, text, x.unit, x.label, notes, counted, lambda h, r, run: chosen(h, r, run).entry(h, r, run))


def _which(x: e.Case, cases: list[Piece], last: Piece | None, setting: Setting) -> Value:
    """The case that applies: ``None`` while a fact is missing, :class:`Pending` while that rests on what is."""
    tests = [test for test, _ in x.branches]
    if x.subject is not None and all(isinstance(test, e.Comparison) and test.operator == "is_" for test in tests):
        keyed = {test.right.value: case for test, case in zip(tests, cases, strict=True)}  # type: ignore[attr-defined]
        get = side(x.subject, setting)

        def by_key(h: Household, r: Record, run: Run) -> Any:
            key = get(h, r, run)
            return None if key is None else keyed[key] if last is None else keyed.get(key, last)

        return by_key
    branches = [(conditions.compile_check(t, setting).holds, case) for t, case in zip(tests, cases, strict=True)]

    def which(h: Household, r: Record, run: Run) -> Any:
        for holds, case in branches:
            result = holds(h, r, run)
            if result is True:
                return case
            if result is not False:
                return result
        return last

    return which
