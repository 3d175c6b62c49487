"""Sums and counts over the records that pass a filter."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from yzcomp.engine import conditions
from yzcomp.engine import expression as e
from yzcomp.engine.notes import Record, Run, Setting, Value, getter, untold
from yzcomp.engine.pieces import Note, Notes, Piece, plain_text, quantity_text
from yzcomp.household.models import Household
from yzcomp.money import ZERO


def passing(where: e.Expression | None, over: str, setting: Setting) -> Callable[[Household, Run], Any]:
    """The records of a list that pass, with their positions; ``None`` while a fact is missing."""
    test = conditions.compile_check(where, setting).holds if where is not None else None

    def found_in(h: Household, run: Run) -> list[tuple[int, Any]] | None:
        records = getattr(h, over)
        if not records and (missing := untold(over, h)):
            run.missing.append(missing)
            return None
        if test is None:
            run.counts(over, range(len(records)))
            return list(enumerate(records))
        outer, found, unknown = run.index, [], False
        for index, record in enumerate(records):
            run.index = index
            result = test(h, record, run)
            unknown = unknown or result is None
            if result:
                found.append((index, record))
        run.index = outer
        run.counts(over, (index for index, _ in found))
        return None if unknown else found

    return found_in


def compile_aggregate(x: e.Aggregate, setting: Setting) -> Piece:
    """A sum of a fact, or a count."""
    counted, notes = passing(x.where, x.over, setting), _left_out(x.where, x.over, setting)
    if x.of is not None:
        return _sum(getter(x.of.info), counted, x, notes)

    def value(h: Household, r: Record, run: Run) -> Decimal | None:
        found = counted(h, run)
        return None if found is None else Decimal(len(found))

    return Piece(value, plain_text(x.unit), x.unit, x.label, notes)


def _sum(get: Value, counted: Callable[[Household, Run], Any], x: e.Aggregate, notes: Notes) -> Piece:
    unit = x.unit

    def terms(h: Household, run: Run) -> list[Decimal] | None:
        found = counted(h, run)
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

    return Piece(value, text, unit, x.label, notes)


def _left_out(where: e.Expression | None, over: str, setting: Setting) -> Notes:
    """Which records a sum leaves out, and why."""
    if where is None:
        return lambda h, r, run: []
    check = conditions.compile_check(where, setting)

    def notes(h: Household, r: Record, run: Run) -> list[Note]:
        told = []
        for index, record in enumerate(getattr(h, over)):
            if check.holds(h, record, run) is False:
                reason = conditions.why_not(check, h, record, index).reason
                told.append(Note(f"未计{setting.facts.describe(over, index)}：{reason}"))
        return told

    return notes
