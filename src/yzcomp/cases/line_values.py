"""Where a line runs for one household, and the values just under it, at it and just over it."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal, localcontext

from yzcomp.cases.boundary_lines import At, AtFact, Capped, Threshold, Whole, Worked
from yzcomp.cases.tryout import TryOut
from yzcomp.documents.template.example import Example
from yzcomp.engine.factors import compile_factor
from yzcomp.engine.items import Draft
from yzcomp.engine.notes import Run
from yzcomp.forms import BareYear
from yzcomp.household.catalogue import FactInfo
from yzcomp.money import EXACT, FEN, YUAN, plain, round_up
from yzcomp.rulebook.edits.edit import nudged

Value = Decimal | date
_FINEST = Decimal("0.0001")


def said(fact: FactInfo, value: Value) -> str:
    """A value as people write it into a file."""
    return fact.form.written(value)


def around(fact: FactInfo, limit: Value) -> Iterator[tuple[str, Value]]:
    """The values beside a line, each with the side that it is on; a line that runs between two values has no middle."""
    if isinstance(limit, date):
        yield f"{limit}的前一天", limit - timedelta(1)
        yield f"正好{limit}", limit
        yield f"{limit}的后一天", limit + timedelta(1)
        return
    exact = limit.quantize(_FINEST, context=EXACT)
    unit = (fact.unit or "") if fact.kind != "percent" else ""
    if exact != limit or (fact.kind == "integer" and limit % 1):
        step = YUAN if fact.kind == "integer" else FEN
        under = limit.quantize(step, ROUND_FLOOR, EXACT)
        yield "还没有到", under
        yield "刚刚超过", under + step
        return
    above, *below = nudged(limit) if fact.kind != "percent" else (limit + FEN, limit - FEN)
    if fact.kind != "integer" and limit == limit.to_integral_value():
        above, below = limit + FEN, [limit - FEN]
    shown = f"{plain(limit * 100)}%" if fact.kind == "percent" else f"{plain(limit)}{unit}"
    yield from ((f"不到{shown}", value) for value in below)
    yield f"正好{shown}", limit
    yield f"超过{shown}", above


def limit_of(line: Threshold, seed: Example, tryout: TryOut, readings: Mapping[str, str]) -> Value | None:
    """Where the line runs for a household, as a value of its fact; ``None`` where it can't be told."""
    found = _quantity(line, seed, tryout, readings)
    if line.elapsed is None or not isinstance(found, Decimal):
        return found
    other = _fact(line.elapsed.other, seed)
    days = timedelta(int(found))
    return (other + days if line.elapsed.after else other - days) if isinstance(other, date) else None


def _quantity(line: Threshold, seed: Example, tryout: TryOut, readings: Mapping[str, str]) -> Value | None:
    """Where the line runs, as a value of the quantity that it is drawn through."""
    limit, fact = line.limit, line.fact
    match limit:
        case At():
            return limit.value
        case AtFact():
            return _fact(limit.fact, seed)
        case Whole():
            own = _fact(fact, seed) if fact is not None else None
            return round_up(own) if isinstance(own, Decimal) else None
        case Worked():
            return _worked(limit, seed, tryout, readings)
        case Capped():
            return _capped(limit, seed, tryout, readings)


def _fact(fact: FactInfo, seed: Example) -> Value | None:
    cells = seed.household if fact.scope is None else seed.records.get(fact.scope, {})
    value = fact.form.read(cells[fact.key]) if fact.key in cells else None
    return Decimal(value) if isinstance(value, int) else value if not isinstance(value, BareYear) else None  # type: ignore[return-value]


def _worked(limit: Worked, seed: Example, tryout: TryOut, readings: Mapping[str, str]) -> Value | None:
    case = tryout.case(seed, readings)
    household = case.household.facts
    if household is None:
        return None
    scope = limit.scope
    record = getattr(household, scope)[0] if scope is not None and getattr(household, scope) else None
    setting = tryout.bench.evaluator(case).setting
    found = compile_factor(limit.quantity, scope, setting).value(household, record, Run())
    return found if isinstance(found, Decimal | date) else None


def _capped(limit: Capped, seed: Example, tryout: TryOut, readings: Mapping[str, str]) -> Value | None:
    """The cap, worked back through the other factors."""
    outcome = tryout.bench.outcome(tryout.case(seed, readings))
    drafts = outcome.assessment.drafts if outcome.assessment else []
    draft = next((draft for draft in drafts if draft.item.key == limit.item and draft.exact), None)
    if draft is None or draft.exact is None or outcome.assessment is None:
        return None
    bound = _bound(draft, limit.bound, outcome.assessment.household)
    own = draft.values[limit.factor]
    with localcontext(EXACT):
        return bound * own / draft.exact if bound is not None else None


def _bound(draft: Draft, name: str, household: object) -> Decimal | None:
    amount = YUAN
    for bound, _, pieces in draft.item.caps:
        if bound is not getattr(draft.item.item, name):
            continue
        for piece in pieces:
            value = piece.value(household, draft.record, Run())  # type: ignore[arg-type]
            if not isinstance(value, Decimal):
                return None
            amount = EXACT.multiply(amount, value)
        return amount
    return None
