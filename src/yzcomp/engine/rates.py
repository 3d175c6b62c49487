"""Rates: in steps of a quantity, changing with time, looked up in a standard, as a share of another item."""

from datetime import date
from decimal import Decimal
from typing import Any

from yzcomp.engine import factors
from yzcomp.engine.pieces import Piece, plain_text
from yzcomp.engine.run import Pending, Record, Run, Setting, getter
from yzcomp.household.models import Household
from yzcomp.money import ZERO, grouped, percent, yuan
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import StandardRule
from yzcomp.rulebook.rates import Rate


def compile_tier(node: f.Tier, scope: str | None, setting: Setting) -> Piece:
    by = factors.compile_factor(node.tier, scope, setting)
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


def compile_dated(node: f.Dated, scope: str | None, setting: Setting) -> Piece:
    info = setting.facts.find(node.dated, scope)
    assert info is not None, node.dated
    get, periods = getter(info), node.periods
    outside = Pending(f"{info.title}不在任何一段有效期内")

    def value(h: Household, r: Record, run: Run) -> Any:
        day = get(h, r, run)
        if day is None:
            return None
        period = period_of(day, periods)
        return outside if period is None else period.value

    return Piece(value, plain_text(node.unit), node.unit, info.title)


def period_of(day: date, periods: tuple[f.Period, ...]) -> f.Period | None:
    """The period that holds a day."""
    return next((period for period in periods if period.covers(day)), None)


def compile_lookup(node: f.Lookup, scope: str | None, setting: Setting) -> Piece:
    rule = setting.rulebook.standards[node.standard]
    rates = setting.standards.rates.get(node.standard)
    keys = [factors.compile_factor(part, scope, setting) for part in node.key]
    dated = setting.facts.find(rule.dated, None) if rule.dated else None
    day_of = getter(dated) if dated is not None else None
    unit = rule.unit if rule.unit != "*" else "元/"
    absent = Pending(f"缺少{rule.name}（{rule.document}），录入后用 --standards 重算")
    cache: dict[tuple[Any, ...], Rate | Pending] = {}

    def rate(h: Household, r: Record, run: Run) -> Rate | Pending | None:
        if rates is None:
            return absent
        key = tuple(part.value(h, r, run) for part in keys)
        if None in key:
            return None
        if key not in cache:
            cache[key] = rates.get(tuple(str(part) for part in key)) or _absent(key, h, r)
        found = cache[key]
        if isinstance(found, Pending) or found.always or day_of is None:
            return found
        day = day_of(h, r, run)
        return None if day is None else found.on(day) or _outside(key, day, h, r)

    def written(key: tuple[Any, ...], h: Household, r: Record) -> str:
        return "、".join(part.text(v, h, r, Run()) for part, v in zip(keys, key, strict=True))

    def _absent(key: tuple[Any, ...], h: Household, r: Record) -> Pending:
        return Pending(f"{rule.name}（{rule.document}）中没有录入“{written(key, h, r)}”")

    def _outside(key: tuple[Any, ...], day: date, h: Household, r: Record) -> Pending:
        title = dated.title if dated is not None else ""
        return Pending(f"{title}{day}不在{rule.name}“{written(key, h, r)}”的任何一段有效期内")

    def value(h: Household, r: Record, run: Run) -> Any:
        found = rate(h, r, run)
        return found.value if isinstance(found, Rate) else found

    def text(found: Decimal, h: Household, r: Record, run: Run) -> str:
        used = rate(h, r, run)
        return f"{grouped(found)}{used.unit if isinstance(used, Rate) else unit}"

    def counts_in(h: Household, r: Record) -> str:
        used = rate(h, r, Run())
        return (used.unit if isinstance(used, Rate) else unit).partition("/")[2]

    def entry(h: Household, r: Record, run: Run) -> str | None:
        used = rate(h, r, run)
        if not isinstance(used, Rate):
            return None
        told = entry_text(tuple(str(part.value(h, r, run)) for part in keys), rule, setting)
        return told if used.always else f"{told}（{used.span()}）"

    piece = Piece(value, text, unit, rule.name, counts_in=counts_in)
    return piece._replace(entry=entry) if tells_entry(node) or dated is not None else piece


def tells_entry(node: f.Lookup) -> bool:
    """Whether a reader must be told the entry: it takes several facts, or others than the record shows."""
    return len(node.key) > 1 or any(not isinstance(part, f.FactValue) or part.as_ for part in node.key)


def entry_text(key: tuple[str, ...], rule: StandardRule, setting: Setting) -> str:
    """The entry of a standard that a rate comes from: ``按“一片区、旱地”``."""
    infos = (setting.facts.find(field, scope or None) for scope, _, field in (of.rpartition(".") for of in rule.key))
    return f"按“{'、'.join(info.label(v) if info else v for info, v in zip(infos, key, strict=True))}”"


def compile_share(node: f.Share, setting: Setting) -> Piece:
    item, share = setting.rulebook.items[node.of], node.share
    waiting = Pending(f"{item.name}待定，本项按它的{percent(share)}计")

    def value(h: Household, r: Record, run: Run) -> Any:
        amount = run.amounts.get(node.of, ZERO)
        return waiting if amount is None else amount * share

    def text(found: Decimal, h: Household, r: Record, run: Run) -> str:
        return share_text(item.name, run.amounts.get(node.of) or ZERO, share)

    return Piece(value, text, "元", item.name)


def share_text(name: str, amount: Decimal, share: Decimal) -> str:
    """``房屋补偿费41,400.00元 × 5%``."""
    return f"{name}{yuan(amount)}元 × {percent(share)}"
