"""Factors at work: their value for a household or record, and how that value is written in a formula."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from yzcomp.engine import conditions
from yzcomp.engine.run import Missing, Pending, Record, Run, Setting, Value, getter
from yzcomp.forms import BareYear
from yzcomp.household.models import Household
from yzcomp.money import ZERO, grouped, round_up, yuan
from yzcomp.rulebook import factors as f

Text = Callable[[Any, Household, Record, Run], str]
Notes = Callable[[Household, Record, Run], list[str]]
UNNAMED = "*"
_TWO_DECIMALS = ("㎡", "亩")


def quantity_text(value: Decimal, unit: str) -> str:
    """A quantity with its unit; areas show at least two decimals."""
    decimals = 2 if any(word in unit for word in _TWO_DECIMALS) and "元" not in unit else 0
    return f"{grouped(value, decimals)}{unit}"


class Piece(NamedTuple):
    """A compiled factor. ``unit`` tells a rate (元/…) from a quantity; ``notes`` say what a reader must know of it.

    A fact without a unit of its own (``UNNAMED``) is counted in the unit that the rate beside it ``counts_in``.
    """

    value: Value
    text: Text
    unit: str = ""
    label: str = ""
    notes: Notes = lambda h, r, run: []
    counts_in: Callable[[Household, Record], str] | None = None

    @property
    def is_rate(self) -> bool:
        """Rates of money and pure numbers make up the rate of a line, everything else its quantity."""
        return self.unit.startswith("元") or self.unit in ("", "%")


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
            return Piece(lambda h, r, run: constant, _plain_text(of), of)
        case f.FactValue():
            return _fact(node, scope, setting)
        case f.Sum():
            return _sum(node, setting)
        case f.Count():
            return _count(node, setting, unit)
        case f.DaysBetween():
            return _days(node, scope, setting)
        case f.NamedValue():
            term = setting.rulebook.terms[node.term]
            assert term.quantity is not None, node.term
            return compile_factor(term.quantity, term.for_each, setting, term.unit)._replace(label=term.name)
        case f.Tier():
            return _tier(node, scope, setting)
        case f.Choose():
            return _choose(node, scope, setting, unit)
        case f.ByReading():
            return _by_reading(node, scope, setting, unit)
        case f.IfElse():
            return _if_else(node, scope, setting, unit)
        case f.Dated():
            return _dated(node, scope, setting)
        case f.Lookup():
            return _lookup(node, scope, setting)
        case f.Share():
            return _share(node, setting)
    raise TypeError(type(node).__name__)


def _plain_text(unit: str) -> Text:
    return lambda value, h, r, run: quantity_text(value, unit)


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

    def notes(h: Household, r: Record, run: Run) -> list[str]:
        raw, limited = piece.value(h, r, run), value(h, r, run)
        told = piece.notes(h, r, run)
        if raw != limited and isinstance(raw, Decimal):
            counted = quantity_text(limited, piece.unit)
            how = f"按{'上限' if raw > limited else '下限'}{counted}计"
            if up and limited == round_up(raw):
                how = f"不足1按1计，计{counted}"
            told = [*told, f"{'算得' if piece.is_rate else piece.label}{quantity_text(raw, piece.unit)}，{how}"]
        return told

    return piece._replace(value=value, text=text, notes=notes)


def _fact(node: f.FactValue, scope: str | None, setting: Setting) -> Piece:
    info = setting.facts.find(node.fact, scope)
    assert info is not None, node.fact
    get, unit = getter(info), info.unit or (UNNAMED if info.kind in ("number", "integer") else "")
    if info.kind == "percent":
        return Piece(get, lambda value, h, r, run: f"{grouped(value * 100)}%", "%", info.title)
    if info.kind == "integer":
        inner = get
        get = lambda h, r, run: None if (v := inner(h, r, run)) is None else Decimal(v)  # noqa: E731
    if node.as_:
        mapped = {str(info.form.read(a)): str(info.form.read(b)) for a, b in node.as_.items()}
        plain_get = get
        get = lambda h, r, run: None if (v := plain_get(h, r, run)) is None else mapped.get(str(v), str(v))  # noqa: E731
    if info.kind not in ("number", "integer"):
        return Piece(get, lambda value, h, r, run: info.label(value), unit, info.title)
    return Piece(get, _plain_text(unit), unit, info.title)


def _passing(where: Any, over: str, setting: Setting) -> Callable[[Household, Run], list[tuple[int, Any]] | None]:
    """The records of a list that pass, with their positions; ``None`` while a fact is missing."""
    test = conditions.compile_condition(where, over, setting).holds if where is not None else None

    def passing(h: Household, run: Run) -> list[tuple[int, Any]] | None:
        records = getattr(h, over)
        if test is None:
            return list(enumerate(records))
        outer, found, unknown = run.index, [], False
        for index, record in enumerate(records):
            run.index = index
            result = test(h, record, run)
            unknown = unknown or result is None
            if result:
                found.append((index, record))
        run.index = outer
        return None if unknown else found

    return passing


def _sum(node: f.Sum, setting: Setting) -> Piece:
    info = setting.facts.records[node.of].fields[node.sum]
    get, unit, passing = getter(info), info.unit or "", _passing(node.where, node.of, setting)

    def terms(h: Household, run: Run) -> list[Decimal] | None:
        found = passing(h, run)
        if found is None:
            return None
        outer, values = run.index, []
        for run.index, record in found:
            values.append(get(h, record, run))
        run.index = outer
        return None if None in values else values

    def value(h: Household, r: Record, run: Run) -> Decimal | None:
        values = terms(h, run)
        return None if values is None else sum(values, ZERO)

    def text(total: Decimal, h: Household, r: Record, run: Run) -> str:
        values = [v for v in terms(h, run) or () if v]
        if len(values) < 2 or sum(values, ZERO) != total:
            return quantity_text(total, unit)
        return f"（{' + '.join(quantity_text(v, unit).removesuffix(unit) for v in values)}）{unit}"

    return Piece(value, text, unit, info.title, _left_out(node.where, node.of, setting))


def _days(node: f.DaysBetween, scope: str | None, setting: Setting) -> Piece:
    """Days between two dates; a bare year has none."""
    infos = [setting.facts.find(key, scope) for key in (node.days_from, node.days_to)]
    start, end = (getter(info) for info in infos if info is not None)

    def value(h: Household, r: Record, run: Run) -> Decimal | None:
        days = start(h, r, run), end(h, r, run)
        for info, day in zip(infos, days, strict=True):
            if isinstance(day, BareYear) and info is not None:
                path = (info.key,) if info.scope is None else (info.scope, run.index, info.key)
                run.missing.append(Missing(path, imprecise=True))
        first, last = days
        if not isinstance(first, date) or not isinstance(last, date):
            return None
        return Decimal(max(0, (last - first).days))

    return Piece(value, _plain_text("天"), "天", "天数")


def _left_out(where: Any, over: str, setting: Setting) -> Notes:
    """Which records a sum leaves out, and why."""
    if where is None:
        return lambda h, r, run: []
    check = conditions.compile_condition(where, over, setting)

    def notes(h: Household, r: Record, run: Run) -> list[str]:
        told = []
        for index, record in enumerate(getattr(h, over)):
            if check.holds(h, record, run) is False:
                told.append(f"未计{setting.facts.describe(over, index)}：{check.why(h, record, run).reason}")
        return told

    return notes


def _count(node: f.Count, setting: Setting, unit: str | None) -> Piece:
    passing = _passing(node.where, node.count, setting)

    def value(h: Household, r: Record, run: Run) -> Decimal | None:
        found = passing(h, run)
        return None if found is None else Decimal(len(found))

    title = f"{setting.facts.records[node.count].title}条数"
    notes = _left_out(node.where, node.count, setting)
    return Piece(value, _plain_text(unit or ""), unit or "", title, notes)


def _tier(node: f.Tier, scope: str | None, setting: Setting) -> Piece:
    by = compile_factor(node.tier, scope, setting)
    steps, unit = node.steps, node.unit

    def value(h: Household, r: Record, run: Run) -> Any:
        of = by.value(h, r, run)
        if of is None or isinstance(of, Pending):
            return of
        return tier_total(of, steps)

    def text(total: Decimal, h: Household, r: Record, run: Run) -> str:
        return tier_text(by.value(h, r, run), steps, unit)

    return Piece(value, text, unit, by.label, by.notes)


def tier_total(of: Decimal, steps: tuple[f.Step, ...]) -> Decimal:
    """A tier's amount for a quantity."""
    return sum((part for part, *_ in _tier_parts(of, steps)), ZERO)


def tier_text(of: Decimal, steps: tuple[f.Step, ...], unit: str) -> str:
    """A tier's amount as it comes about: ``1000元/次``, ``（1000 + 2 × 100）元/次``."""
    parts = _tier_parts(of, steps)
    if len(parts) == 1 and parts[0][1] is None:
        return f"{grouped(parts[0][0])}{unit}"
    written = [grouped(part) if over is None else f"{grouped(over)} × {grouped(each)}" for part, over, each in parts]
    return f"（{' + '.join(written)}）{unit}"


def _tier_parts(of: Decimal, steps: tuple[f.Step, ...]) -> list[tuple[Decimal, Decimal | None, Decimal]]:
    """What makes up a tier's amount: ``(amount, units over the step before, rate for each)``, a flat value first."""
    parts: list[tuple[Decimal, Decimal | None, Decimal]] = []
    lower = ZERO
    for step in steps:
        inside = step.up_to is None or of <= step.up_to
        upper = of if inside or step.up_to is None else step.up_to
        if step.value is not None:
            parts = [(step.value, None, ZERO)]
        else:
            each = step.each or ZERO
            parts.append(((upper - lower) * each, upper - lower, each))
        if inside:
            return parts
        lower = upper
    return parts


def _cases(node: f.Choose | f.ByReading, scope: str | None, setting: Setting, unit: str | None) -> dict[str, Piece]:
    return {key: compile_factor(case, scope, setting, node.unit or unit) for key, case in node.cases.items()}


def _choose(node: f.Choose, scope: str | None, setting: Setting, unit: str | None) -> Piece:
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

    return _one_of(value, chosen, next(iter(cases.values())))


def _one_of(value: Value, chosen: Callable[[Household, Record, Run], Piece], like: Piece) -> Piece:
    """A piece that is written as whichever of its cases applies."""
    return Piece(
        value,
        lambda found, h, r, run: chosen(h, r, run).text(found, h, r, run),
        like.unit,
        like.label,
        lambda h, r, run: chosen(h, r, run).notes(h, r, run),
    )


def _by_reading(node: f.ByReading, scope: str | None, setting: Setting, unit: str | None) -> Piece:
    """The case of the reading in force; the reading is noted only where another option would give another value."""
    cases = _cases(node, scope, setting, unit)
    name, piece = node.reading, cases[setting.readings[node.reading]]
    others = tuple(case.value for key, case in cases.items() if key != setting.readings[name])

    def value(h: Household, r: Record, run: Run) -> Any:
        found = piece.value(h, r, run)
        if name not in run.touched:
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

    return _one_of(value, lambda h, r, run: then if test(h, r, run) else other, then)


def _dated(node: f.Dated, scope: str | None, setting: Setting) -> Piece:
    info = setting.facts.find(node.dated, scope)
    assert info is not None, node.dated
    get, periods = getter(info), node.periods
    outside = Pending(f"{info.title}不在任何一段有效期内")

    def value(h: Household, r: Record, run: Run) -> Any:
        day = get(h, r, run)
        if day is None:
            return None
        return next((period.value for period in periods if period.covers(day)), outside)

    return Piece(value, _plain_text(node.unit), node.unit, info.title)


def _lookup(node: f.Lookup, scope: str | None, setting: Setting) -> Piece:
    rule = setting.rulebook.standards[node.standard]
    rates = setting.standards.rates.get(node.standard)
    keys = [compile_factor(part, scope, setting) for part in node.key]
    unit = rule.unit if rule.unit != "*" else "元/"
    absent = Pending(f"缺少{rule.name}（{rule.document}），录入后用 --standards 重算")
    cache: dict[tuple[Any, ...], Any] = {}

    def value(h: Household, r: Record, run: Run) -> Any:
        if rates is None:
            return absent
        key = tuple(part.value(h, r, run) for part in keys)
        if None in key:
            return None
        if key not in cache:
            cache[key] = _rate(key, h, r)
        return cache[key]

    def _rate(key: tuple[Any, ...], h: Household, r: Record) -> Any:
        found = (rates or {}).get(tuple(str(part) for part in key))
        if found is not None:
            return found.value
        written = "、".join(part.text(v, h, r, Run()) for part, v in zip(keys, key, strict=True))
        return Pending(f"{rule.name}（{rule.document}）中没有录入“{written}”")

    def text(found: Decimal, h: Household, r: Record, run: Run) -> str:
        key = tuple(str(part.value(h, r, run)) for part in keys)
        return f"{grouped(found)}{(rates or {})[key].unit}"

    def counts_in(h: Household, r: Record) -> str:
        found = (rates or {}).get(tuple(str(part.value(h, r, Run())) for part in keys))
        return (found.unit if found else unit).partition("/")[2]

    return Piece(value, text, unit, rule.name, counts_in=counts_in)


def _share(node: f.Share, setting: Setting) -> Piece:
    item, share = setting.rulebook.items[node.of], node.share
    waiting = Pending(f"{item.name}待定，本项按它的{grouped(share * 100)}%计")

    def value(h: Household, r: Record, run: Run) -> Any:
        amount = run.amounts.get(node.of, ZERO)
        return waiting if amount is None else amount * share

    def text(found: Decimal, h: Household, r: Record, run: Run) -> str:
        return f"{item.name}{yuan(run.amounts.get(node.of) or ZERO)}元 × {grouped(share * 100)}%"

    return Piece(value, text, "元", item.name)
