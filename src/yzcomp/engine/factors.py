"""Factors at work: each kind compiled into a :class:`~yzcomp.engine.pieces.Piece`."""

from datetime import date
from decimal import Decimal
from typing import Any

from yzcomp.engine import aggregates, cases, rates
from yzcomp.engine.pieces import UNNAMED, Note, Piece, plain_text, quantity_text
from yzcomp.engine.run import Missing, Pending, Record, Run, Setting, getter
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
            return cases.compile_choice(node, scope, setting, unit)
        case f.ByReading():
            return cases.compile_by_reading(node, scope, setting, unit)
        case f.IfElse():
            return cases.compile_if_else(node, scope, setting, unit)
        case f.Least() | f.Greatest():
            return cases.compile_extreme(node, scope, setting, unit)
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
