"""Differences with their likely causes, and with our own formula or why nothing is due."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit import findings as f
from yzcomp.audit.causes import Causes
from yzcomp.audit.findings import Cause, Difference, exactly
from yzcomp.audit.implied import Factored
from yzcomp.audit.names import JOINED, Names
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.recorded import BESIDE, SUMS, Entry
from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.to_python import QuickLine, QuickRules, Unusual
from yzcomp.household.models import Household
from yzcomp.money import ZERO


class Written(NamedTuple):
    """A line as a statement has it: its formula and, where it is a quantity at a rate, both."""

    formula: str
    factored: Factored | None


class Basis:
    """What our amounts rest on: formulas as a statement has them, or the reason why something isn't paid."""

    def __init__(self, evaluator: Evaluator, quick_rules: QuickRules, names: Names) -> None:
        self.evaluator, self.quick_rules, self.names = evaluator, quick_rules, names
        self._of: Household | None = None
        self._lines: dict[str, list[Written]] = {}
        self._reasons: dict[str, list[str]] = {}

    def text(self, found: Reckoned, key: str) -> str:
        """The formulas of an item, or of each item behind a sum with its amount."""
        parts = self.names.parts(key)
        if len(parts) == 1:
            formulas = [line.formula for line in self.lines(found, key)]
            return "；".join(formulas or self._stated(found.household)[1].get(key, ()))
        keys = [item for item in parts or found.amounts if item in found.amounts]
        return "；".join(
            f"{self.names.name(item)}（{self.names.article(item)}）"
            f"{' + '.join(line.formula for line in self.lines(found, item))} = {exactly(found.amounts[item])}"
            for item in keys
        )

    def factored(self, found: Reckoned, key: str) -> list[Factored]:
        """The lines of an item; none unless each of them is a quantity at a rate."""
        lines = [line.factored for line in self.lines(found, key)]
        return [line for line in lines if line is not None] if None not in lines else []

    def lines(self, found: Reckoned, key: str) -> Sequence[Written]:
        """The lines of an item; none where it isn't paid."""
        if key not in found.amounts:
            return ()
        lines: list[QuickLine] = []
        try:
            if key in self.quick_rules.of_item:
                self.quick_rules.of_item[key](found.household, lines)
        except Unusual:
            lines = []
        return [_written(*line[1:6]) for line in lines] or self._stated(found.household)[0].get(key, ())

    def _stated(self, h: Household) -> tuple[dict[str, list[Written]], dict[str, list[str]]]:
        """Lines and reasons of the whole statement: slow, and it says why not. A household's differences come
        together, so one statement is kept."""
        if self._of is not h:
            self._state(h)
        return self._lines, self._reasons

    def _state(self, h: Household) -> None:
        statement = self.evaluator.statement(self.evaluator.assess(h))
        self._of, self._lines, self._reasons = h, {}, {}
        for line in statement.items:
            written = _written(line.formula, line.quantity, line.unit, line.rate, line.amount)
            self._lines.setdefault(line.id, []).append(written)
        for row in statement.not_paid:
            self._reasons.setdefault(row.id, []).append(row.reason)


def _written(formula: str, quantity: str, unit: str, rate: str | None, amount: Decimal | None) -> Written:
    if not quantity or not rate or amount is None:
        return Written(formula, None)
    return Written(formula, Factored(Decimal(quantity), unit, Decimal(rate), amount))


class Explainer:
    """Explains the differences of one rulebook's households."""

    def __init__(self, evaluator: Evaluator, quick_rules: QuickRules) -> None:
        self.causes, self.names = Causes(evaluator), Names(evaluator.rulebook)
        self.basis = Basis(evaluator, quick_rules, self.names)
        self.items = tuple(evaluator.rulebook.items)

    def explained(self, found: Reckoned, d: Difference, entries: Sequence[Entry]) -> Difference:
        """A difference of a household, beside everything that is recorded of it."""
        if d.recomputed is None:
            return d
        causes = d.causes
        if not causes and d.kind in f.OF_MONEY and not (d.note and d.kind == f.UNDERPAID):
            causes = self._causes(found, d, entries)
        return d._replace(causes=causes, article=self.names.article(d.item_id), basis=self.basis.text(found, d.item_id))

    def _causes(self, found: Reckoned, d: Difference, entries: Sequence[Entry]) -> tuple[Cause, ...]:
        entries = [entry for entry in entries if entry.status not in BESIDE]
        others = recorded_sums(entries, d.item_id)
        if d.recorded is None:
            return self.causes.of_absence(found, d.item_id, others, bool(entries))
        if d.item_id in SUMS or JOINED in d.item_id:
            return self.causes.of_sum(found, self.names.parts(d.item_id) or self.items, d.recorded)
        own = [entry for entry in entries if entry.item == d.item_id]
        lines = self.basis.factored(found, d.item_id)
        return self.causes.of_item(found, d.item_id, d.recorded, own, others, lines)


def recorded_sums(entries: Sequence[Entry], besides: str) -> Mapping[str, Decimal]:
    """What is recorded of each other item."""
    sums: dict[str, Decimal] = {}
    for entry in entries:
        if entry.item is not None and entry.item != besides and entry.amount is not None:
            sums[entry.item] = sums.get(entry.item, ZERO) + entry.amount
    return sums
