"""Rates that are looked up in a standard."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from yzcomp.engine import expression as e
from yzcomp.engine import factors
from yzcomp.engine.notes import Missing, Pending, Record, Run, Setting
from yzcomp.engine.pieces import Piece
from yzcomp.household.models import Household
from yzcomp.money import grouped
from yzcomp.rulebook.rate_table import RateTable
from yzcomp.rulebook.rates import Rate
from yzcomp.rulebook.standard_keys import key_title
from yzcomp.rulebook.standard_rule import StandardRule


def compile_lookup(x: e.Lookup, setting: Setting) -> Piece:
    """A rate by the facts that some row of the standard tells apart; the others aren't asked for."""
    table, unit = x.table, x.unit
    keys = {i: factors.compile_piece(part, setting) for i, part in enumerate(x.key) if part is not None}
    day_of = factors.side(x.day, setting) if x.day is not None else None
    words = _Words(x.rule, setting, table)
    cache: dict[tuple[Any, ...], Rate | Pending | Needed] = {}

    def rate(h: Household, r: Record, run: Run) -> Rate | Pending | None:
        values, lacking = [None] * len(x.key), {}
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
            if x.rule.key[i].missing == "refused":
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

    piece = Piece(value, text, unit, x.label, counts_in=counts_in)
    return piece._replace(entry=entry) if x.tells_entry else piece


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

    def __init__(self, rule: StandardRule, setting: Setting, table: RateTable) -> None:
        self.rule, self.setting, self.table = rule, setting, table

    def absent(self, values: Sequence[Any], day: date | None, h: Household, r: Record, keys: dict[int, Piece]) -> str:
        """No row fits a record, or none on its day."""
        rule, table, rulebook = self.rule, self.table, self.setting.rulebook
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


def entry_text(rate: Rate) -> str:
    """The entry of a standard that a rate comes from, and when it holds: ``按“一片区、旱地”``."""
    return f"按“{rate.label}”{'' if rate.always else f'（{rate.span()}）'}"
