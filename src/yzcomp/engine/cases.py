"""Factors that are one of several others: by a choice, by a reading, by a condition."""

from collections.abc import Callable
from typing import Any

from yzcomp.engine import conditions, factors
from yzcomp.engine.pieces import Piece
from yzcomp.engine.run import Pending, Record, Run, Setting, Value, getter
from yzcomp.household.models import Household
from yzcomp.rulebook import factors as f


def _cases(node: f.Choose | f.ByReading, scope: str | None, setting: Setting, unit: str | None) -> dict[str, Piece]:
    return {key: factors.compile_factor(case, scope, setting, node.unit or unit) for key, case in node.cases.items()}


def compile_choice(node: f.Choose, scope: str | None, setting: Setting, unit: str | None) -> Piece:
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


def compile_by_reading(node: f.ByReading, scope: str | None, setting: Setting, unit: str | None) -> Piece:
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


def compile_if_else(node: f.IfElse, scope: str | None, setting: Setting, unit: str | None) -> Piece:
    test = conditions.compile_condition(node.if_, scope, setting).holds
    then = factors.compile_factor(node.then, scope, setting, unit)
    other = factors.compile_factor(node.else_, scope, setting, unit)

    def value(h: Household, r: Record, run: Run) -> Any:
        result = test(h, r, run)
        return None if result is None else (then if result else other).value(h, r, run)

    return _one_of(value, lambda h, r, run: then if test(h, r, run) else other, [then, other])


def compile_extreme(node: f.Least | f.Greatest, scope: str | None, setting: Setting, unit: str | None) -> Piece:
    """The least or the greatest part, none while one of them isn't known; of equal ones the first."""
    parts = [factors.compile_factor(part, scope, setting, unit) for part in node.ways()]
    extreme = min if isinstance(node, f.Least) else max

    def value(h: Household, r: Record, run: Run) -> Any:
        found = [part.value(h, r, run) for part in parts]
        waiting = [each for each in found if isinstance(each, Pending)]
        return None if None in found else waiting[0] if waiting else extreme(found)

    def chosen(h: Household, r: Record, run: Run) -> Piece:
        best = value(h, r, run)
        return next(part for part in parts if part.value(h, r, run) == best)

    return _one_of(value, chosen, parts)
