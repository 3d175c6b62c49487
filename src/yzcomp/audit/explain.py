"""Differences with their likely causes, and with our own formula or why nothing is due."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from yzcomp.audit import findings as f
from yzcomp.audit.causes import Causes
from yzcomp.audit.findings import Difference, exactly
from yzcomp.audit.names import JOINED, SUMS, Names
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.recorded import Entry
from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.express import Express, ExpressLine, Unusual
from yzcomp.household.models import Household
from yzcomp.money import ZERO


class Basis:
    """What our amounts rest on: formulas as a statement has them, or the reason why something isn't paid."""

    def __init__(self, evaluator: Evaluator, express: Express, names: Names) -> None:
        self.evaluator, self.express, self.names = evaluator, express, names
        self._of: Household | None = None
        self._formulas: dict[str, list[str]] = {}
        self._reasons: dict[str, list[str]] = {}

    def text(self, found: Reckoned, key: str) -> str:
        """The formulas of an item, or of each item behind a sum with its amount."""
        parts = self.names.parts(key)
        if len(parts) == 1:
            return "；".join(self._formula(found, key) or self._why_not(found.household, key))
        keys = [item for item in parts or found.amounts if item in found.amounts]
        return "；".join(
            f"{self.names.name(item)}（{self.names.article(item)}）"
            f"{' + '.join(self._formula(found, item))} = {exactly(found.amounts[item])}"
            for item in keys
        )

    def _formula(self, found: Reckoned, key: str) -> Sequence[str]:
        """The formulas of an item's lines; none where it isn't paid."""
        if key not in found.amounts:
            return ()
        lines: list[ExpressLine] = []
        try:
            if key in self.express.of_item:
                self.express.of_item[key](found.household, lines)
        except Unusual:
            lines = []
        return [line[1] for line in lines] or self._stated(found.household)[0].get(key, ())

    def _why_not(self, h: Household, key: str) -> Sequence[str]:
        return self._stated(h)[1].get(key, ())

    def _stated(self, h: Household) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """Formulas and reasons of the whole statement: slow, and it says why not. A household's differences come
        together, so one statement is kept."""
        if self._of is not h:
            self._state(h)
        return self._formulas, self._reasons

    def _state(self, h: Household) -> None:
        statement = self.evaluator.statement(self.evaluator.assess(h))
        self._of, self._formulas, self._reasons = h, {}, {}
        for line in statement.items:
            self._formulas.setdefault(line.id, []).append(line.formula)
        for row in statement.not_paid:
            self._reasons.setdefault(row.id, []).append(row.reason)


class Explainer:
    """Explains the differences of one rulebook's households."""

    def __init__(self, evaluator: Evaluator, express: Express) -> None:
        self.causes, self.names = Causes(evaluator), Names(evaluator.rulebook)
        self.basis = Basis(evaluator, express, self.names)
        self.items = tuple(evaluator.rulebook.items)

    def explained(self, found: Reckoned, d: Difference, entries: Sequence[Entry]) -> Difference:
        """A difference of a household, beside everything that is recorded of it."""
        if d.recomputed is None:
            return d
        causes = d.causes
        if not causes and d.kind in f.OF_MONEY and not (d.note and d.kind == f.UNDERPAID):
            causes = self._causes(found, d, entries)
        return d._replace(causes=causes, article=self.names.article(d.item_id), basis=self.basis.text(found, d.item_id))

    def _causes(self, found: Reckoned, d: Difference, entries: Sequence[Entry]) -> tuple[str, ...]:
        if d.item_id in SUMS or JOINED in d.item_id:
            keys = self.names.parts(d.item_id) or self.items
            return () if d.recorded is None else self.causes.of_sum(found, keys, d.recorded)
        others = recorded_sums(entries, d.item_id)
        if d.recorded is None:
            return self.causes.of_absence(found, d.item_id, others)
        own = [entry for entry in entries if entry.item == d.item_id]
        return self.causes.of_item(found, d.item_id, d.recorded, own, others)


def recorded_sums(entries: Sequence[Entry], besides: str) -> Mapping[str, Decimal]:
    """What is recorded of each other item."""
    sums: dict[str, Decimal] = {}
    for entry in entries:
        if entry.item is not None and entry.item != besides and entry.amount is not None:
            sums[entry.item] = sums.get(entry.item, ZERO) + entry.amount
    return sums
