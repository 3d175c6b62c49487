"""Factors at work: each kind compiled into a :class:`~yzcomp.engine.pieces.Piece`."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from yzcomp.engine import aggregates, conditions, rates
from yzcomp.engine.notes import Missing, Pending, Record, Run, Setting, Value, getter
from yzcomp.engine.pieces import UNNAMED, Note, Piece, plain_text, quantity_text
from yzcomp.forms import BareYear
from yzcomp.household.models import Household
from yzcomp.money import round_up
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Term


def compile_factor(node: f.Factor, scope: str | None, setting: Setting, unit: str | None = None) -> Piece:
    """The factor ``node`` on the records of ``scope``; ``unit`` is the one that a bare number inherits."""
    piece = _compile(node, scope, setting, unit)
    if node.bounded:
        piece = _bounded(piece, node)
    return piece if setting.watch is None else piece._replace(value=setting.watch(node, scope, piece.value))


def _compile(node: f.Factor, scope: str | None, setting: Setting, unit: str | None) -> Piece:
    match node:
        case f.Constant():
            constant, of = node.constant, node.unit or unit or ""
            return Piece(lambda h, r, run: constant, plain_text(of), of)
        case f.Text():
            word = node.text
            return Piece(lambda h, r, run: word, lambda value, h, r, run: word)
        case f.FactValue():
            return _fact(node, scope, setting)
        case f.Sum():
            return aggregates.compile_sum(node, setting)
        case f.Count():
            return aggregates.compile_count(node, setting, unit)
        case f.DaysBetween():
            return _days(node, scope, setting)
        case f.NamedValue():
            term = setting.rulebook.terms[node.term]
            return _named(node.term, term, setting)
        case f.Tier():
            return rates.compile_tier(node, scope, setting)
        case f.Choose():
            return _choice(node, scope, setting, unit)
        case f.ByReading():
            return _by_reading(node, scope, setting, unit)
        case f.IfElse():
            return _if_else(node, scope, setting, unit)
        case f.Least() | f.Greatest():
            return _extreme(node, scope, setting, unit)
        case f.Dated():
            return rates.compile_dated(node, scope, setting)
        case f.Lookup():
            return rates.compile_lookup(node, scope, setting)
        case f.Share():
            return rates.compile_share(node, setting)
    raise TypeError(type(node).__name__)


def _named(name: str, term: Term, setting: Setting) -> Piece:
    quantity, scope = term.quantity, term.for_each
    assert quantity is not None, name
    piece = setting.term(name, lambda: compile_factor(quantity, scope, setting, term.unit))

    def value(h: Household, r: Record, run: Run) -> Any:
        return run.once((name, "value"), piece.value, h, r if scope else None)

    return piece._replace(value=value, label=term.name)


def _bounded(piece: Piece, node: f.Factor) -> Piece:
    """A factor within its own limits; a limit that bites is a note."""
    low, high, up = node.at_least, node.at_most, node.round == "up"

    def value(h: Household, r: Record, run: Run) -> Any:
        found = piece.value(h, r, run)
        if found is None or isinstance(found, Pending):
            return found
        if up:
            found = round_up(found)
        if high is not None and found > high:
            return high
        return low if low is not None and found < low else found

    def text(limited: Any, h: Household, r: Record, run: Run) -> str:
        untouched = piece.value(h, r, run) == limited
        return piece.text(limited, h, r, run) if untouched else quantity_text(limited, piece.unit)

    def notes(h: Household, r: Record, run: Run) -> list[Note]:
        raw, limited = piece.value(h, r, run), value(h, r, run)
        told = piece.notes(h, r, run)
        if raw != limited and isinstance(raw, Decimal):
            counted = quantity_text(limited, piece.unit)
            how = f"按{'上限' if raw > limited else '下限'}{counted}计"
            if up and limited == round_up(raw):
                how = f"不足1按1计，计{counted}"
            what = piece.label if piece.unit == "%" or not piece.is_rate else "算得"
            told = [*told, Note(f"{what}{quantity_text(raw, piece.unit)}，{how}", limited=True)]
        return told

    return piece._replace(value=value, text=text, notes=notes)


def _fact(node: f.FactValue, scope: str | None, setting: Setting) -> Piece:
    info = setting.facts.find(node.fact, scope)
    assert info is not None, node.fact
    get, unit = getter(info), info.unit or (UNNAMED if info.kind in ("number", "integer") else "")
    if info.kind == "percent":
        return Piece(get, plain_text("%"), "%", info.title)
    if info.kind == "integer":
        inner = get
        get = lambda h, r, run: None if (v := inner(h, r, run)) is None else Decimal(v)  # noqa: E731
    if node.as_:
        mapped = {str(info.form.read(a)): str(info.form.read(b)) for a, b in node.as_.items()}
        plain_get = get
        get = lambda h, r, run: None if (v := plain_get(h, r, run)) is None else mapped.get(str(v), str(v))  # noqa: E731
    if info.kind not in ("number", "integer"):
        return Piece(get, lambda value, h, r, run: info.label(value), unit, info.title)
    return Piece(get, plain_text(unit), unit, info.title)


def _days(node: f.DaysBetween, scope: str | None, setting: Setting) -> Piece:
    """Days between two dates; a bare year has none."""
    infos = [setting.facts.find(key, scope) for key in (node.days_from, node.days_to)]
    start, end = (getter(info) for info in infos if info is not None)

    def value(h: Household, r: Record, run: Run) -> Decimal | None:
        days = start(h, r, run), end(h, r, run)
        for info, day in zip(infos, days, strict=True):
            if isinstance(day, BareYear) and info is not None:
                run.missing.append(Missing(info.path(run.index), imprecise=True))
        first, last = days
        if not isinstance(first, date) or not isinstance(last, date):
            return None
        return Decimal(max(0, (last - first).days))

    return Piece(value, plain_text("天"), "天", "天数")


def _cases(node: f.Choose | f.ByReading, scope: str | None, setting: Setting, unit: str | None) -> dict[str, Piece]:
    return {key: compile_factor(case, scope, setting, node.unit or unit) for key, case in node.cases.items()}


def _choice(node: f.Choose, scope: str | None, setting: Setting, unit: str | None) -> Piece:
    info = setting.facts.find(node.choose, scope)
    assert info is not None, node.choose
    get, cases = getter(info), _cases(node, scope, setting, unit)
    if info.kind == "yes_no":
        cases = {True: cases["yes"], False: cases["no"]}  # type: ignore[dict-item]

    def chosen(h: Household, r: Record, run: Run) -> Piece:
        return cases[get(h, r, run)]

    def value(h: Household, r: Record, run: Run) -> Any:
        key = get(h, r, run)
        return None if key is None else cases[key].value(h, r, run)

    return _one_of(value, chosen, list(cases.values()))


def _one_of(value: Value, chosen: Callable[[Household, Record, Run], Piece], cases: list[Piece]) -> Piece:
    """A piece that is written as whichever of its cases applies."""

    def counts_in(h: Household, r: Record) -> str:
        per = chosen(h, r, Run()).counts_in
        return per(h, r) if per is not None else ""

    return Piece(
        value,
        lambda found, h, r, run: chosen(h, r, run).text(found, h, r, run),
        cases[0].unit,
        cases[0].label,
        lambda h, r, run: chosen(h, r, run).notes(h, r, run),
        counts_in if any(case.counts_in is not None for case in cases) else None,
        lambda h, r, run: chosen(h, r, run).entry(h, r, run),
    )


def _by_reading(node: f.ByReading, scope: str | None, setting: Setting, unit: str | None) -> Piece:
    """The case of the reading in force; the reading is noted only where another option would give another value."""
    cases = _cases(node, scope, setting, unit)
    name, piece = node.reading, cases[setting.readings[node.reading]]
    others = tuple(case.value for key, case in cases.items() if key != setting.readings[name])

    def value(h: Household, r: Record, run: Run) -> Any:
        found = piece.value(h, r, run)
        if run.of_consequence and name not in run.touched:
            aside = run.aside()  # what only another option would need is not missing
            if any(other(h, r, aside) != found for other in others):
                run.touched[name] = None
        return found

    return piece._replace(value=value)


def _if_else(node: f.IfElse, scope: str | None, setting: Setting, unit: str | None) -> Piece:
    test = conditions.compile_condition(node.if_, scope, setting).holds
    then = compile_factor(node.then, scope, setting, unit)
    other = compile_factor(node.else_, scope, setting, unit)

    def value(h: Household, r: Record, run: Run) -> Any:
        result = test(h, r, run)
        return None if result is None else (then if result else other).value(h, r, run)

    return _one_of(value, lambda h, r, run: then if test(h, r, run) else other, [then, other])


def _extreme(node: f.Least | f.Greatest, scope: str | None, setting: Setting, unit: str | None) -> Piece:
    """The least or the greatest part, none while one of them isn't known; of equal ones the first."""
    parts = [compile_factor(part, scope, setting, unit) for part in node.ways()]
    extreme = min if isinstance(node, f.Least) else max

    def value(h: Household, r: Record, run: Run) -> Any:
        found = [part.value(h, r, run) for part in parts]
        waiting = [each for each in found if isinstance(each, Pending)]
        return None if None in found else waiting[0] if waiting else extreme(found)

    def chosen(h: Household, r: Record, run: Run) -> Piece:
        best = value(h, r, run)
        return next(part for part in parts if part.value(h, r, run) == best)

    return _one_of(value, chosen, parts)
