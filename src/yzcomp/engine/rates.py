"""Rates: in steps of a quantity, changing with time, looked up in a standard, as a share of another item."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from yzcomp.engine import factors
from yzcomp.engine.notes import Missing, Pending, Record, Run, Setting, getter
from yzcomp.engine.pieces import Piece, plain_text
from yzcomp.household.models import Household
from yzcomp.money import ZERO, grouped, percent, yuan
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.rate_table import RateTable
from yzcomp.rulebook.rates import Rate
from yzcomp.rulebook.standard_keys import key_title
from yzcomp.rulebook.standard_rule import StandardRule


def compile_tier(node: f.Tier, scope: str | None, setting: Setting) -> Piece:
    by = factors.compile_factor(node.tier, scope, setting)
    steps, unit = node.steps, node.unit

    def value(h: Household, r: Record, run: Run) -> Any:
        of = by.value(h, r, run)
        if of is None or isinstance(of, Pending):
            return of
        return sum((part for part, *_ in _tier_parts(of, steps)), ZERO)

    def text(total: Decimal, h: Household, r: Record, run: Run) -> str:
        """``1000元/次``, ``（1000 + 2 × 100）元/次``."""
        parts = _tier_parts(by.value(h, r, run), steps)
        if len(parts) == 1 and parts[0][1] is None:
            return f"{grouped(total)}{unit}"
        written = [
            grouped(part) if over is None else f"{grouped(over)} × {grouped(each)}" for part, over, each in parts
        ]
        return f"（{' + '.join(written)}）{unit}"

    return Piece(value, text, unit, by.label, by.notes)


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
        return next((period.value for period in periods if period.covers(day)), outside)

    return Piece(value, plain_text(node.unit), node.unit)


def compile_lookup(node: f.Lookup, scope: str | None, setting: Setting) -> Piece:
    """A rate by the facts that some row of the standard tells apart; the others aren't asked for."""
    rule = setting.rulebook.standards[node.standard]
    table = setting.standards.rates.get(node.standard)
    keys = {i: factors.compile_factor(node.key[i], scope, setting) for i in (table.used if table is not None else ())}
    dated = setting.facts.find(rule.dated, None) if rule.dated else None
    day_of = getter(dated) if dated is not None else None
    unit = rule.unit if rule.unit != "*" else "元/"
    absent = Pending(absent_reason(rule))
    words = _Words(rule, setting, table)
    cache: dict[tuple[Any, ...], Rate | Pending | Needed] = {}

    def rate(h: Household, r: Record, run: Run) -> Rate | Pending | None:
        if table is None:
            return absent
        values, lacking = [None] * len(rule.key), {}
        before = len(run.missing)
        for i, part in keys.items():
            values[i] = part.value(h, r, run)
            lacking[i] = run.missing[before:]
            del run.missing[before:]
        day = None
        if day_of is not None and any(not table[key].always for key in table.fitting(table.sought(values))):
            day = day_of(h, r, run)
            if day is None:
                return None
        key = (*values, day)
        if key not in cache:
            cache[key] = find(table, values, day) or Pending(words.absent(values, day, h, r, keys))
        found = cache[key]
        if not isinstance(found, Needed):
            return found
        for i in found.positions:
            if rule.key[i].missing == "refused":
                run.missing += lacking[i]
        return None if len(run.missing) > before else Pending(words.needed(found, lacking))

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
        return entry_text(used)

    piece = Piece(value, text, unit, rule.name, counts_in=counts_in)
    return piece._replace(entry=entry) if tells_entry(node) or dated is not None else piece


class Needed(NamedTuple):
    """The facts of the key that were not given and decide between the rows that could be meant."""

    positions: tuple[int, ...]
    rates: tuple[Rate, ...]


def find(table: RateTable, values: Sequence[Any], day: date | None) -> Rate | Needed | None:
    """The rate of a record on a day; ``None`` where no row fits."""
    sought = table.sought(values)
    found = [(key, rate) for key in table.fitting(sought) if (rate := _on(table[key], day)) is not None]
    if not found:
        return None
    keys, rates = zip(*found, strict=True)
    deciding = table.deciding(keys, rates, sought)
    return Needed(deciding, rates) if deciding else rates[0]


def _on(rate: Rate, day: date | None) -> Rate | None:
    return rate if rate.always or day is None else rate.on(day)


class _Words:
    """Says what is missing in a standard, and what there is."""

    def __init__(self, rule: StandardRule, setting: Setting, table: RateTable | None) -> None:
        self.rule, self.setting, self.table = rule, setting, table

    def absent(self, values: Sequence[Any], day: date | None, h: Household, r: Record, keys: dict[int, Piece]) -> str:
        """No row fits a record, or none on its day."""
        rule, table, rulebook = self.rule, self.table, self.setting.rulebook
        assert table is not None
        given = {i: part for i, part in keys.items() if values[i] is not None}
        written = "、".join(part.text(values[i], h, r, Run()) for i, part in given.items())
        if day is not None and rule.dated and table.fitting(table.sought(values)):
            title = self.setting.facts.fields[rule.dated].title
            return f"{title}{day}不在{rule.name}“{written}”的任何一段有效期内"
        by = "、".join(key_title(rule.key[i], rulebook) for i in given)
        told = f"{rule.name}（{rule.document}）中没有录入“{written}”（按{by}查）"
        return f"{told}；标准里有{_listed(table.nearest(table.sought(values)))}"

    def needed(self, found: Needed, lacking: dict[int, list[Missing]]) -> str:
        """Rows fit that differ by a fact which was not given."""
        by = "、".join(key_title(self.rule.key[i], self.setting.rulebook) for i in found.positions)
        titles = dict.fromkeys(self._title(missing) for i in found.positions for missing in lacking[i])
        told = f"{self.rule.name}按{by}不同，没有填写{'、'.join(titles)}，补填后再算"
        return f"{told}；标准里有{_listed(found.rates[:3])}"

    def _title(self, missing: Missing) -> str:
        scope = str(missing.path[0]) if len(missing.path) > 1 else None
        return self.setting.facts.of(scope)[str(missing.path[-1])].title


def _listed(rates: Sequence[Rate]) -> str:
    return "、".join(f"“{rate.label}”（{grouped(rate.value)}{rate.unit}）" for rate in rates)


def absent_reason(rule: StandardRule) -> str:
    """Nothing has been entered for a standard."""
    return f"缺少{rule.name}（{rule.document}），录入后用 --standards 重算"


def tells_entry(node: f.Lookup) -> bool:
    """Whether a reader must be told the entry: it takes several facts, or others than the record shows."""
    return len(node.key) > 1 or any(not isinstance(part, f.FactValue) or part.as_ for part in node.key)


def entry_text(rate: Rate) -> str:
    """The entry of a standard that a rate comes from, and when it holds: ``按“一片区、旱地”``."""
    return f"按“{rate.label}”{'' if rate.always else f'（{rate.span()}）'}"


def compile_share(node: f.Share, setting: Setting) -> Piece:
    item, share = setting.rulebook.items[node.of], node.share
    waiting = Pending(f"{item.name}待定，本项按它的{percent(share)}计")

    def value(h: Household, r: Record, run: Run) -> Any:
        amount = run.amounts.get(node.of, ZERO)
        return waiting if amount is None else amount * share

    def text(found: Decimal, h: Household, r: Record, run: Run) -> str:
        return f"{item.name}{yuan(run.amounts.get(node.of) or ZERO)}元 × {percent(share)}"

    return Piece(value, text, "元", item.name)
