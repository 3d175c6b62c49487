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
from yzcomp.engine.express import Express, Unusual
from yzcomp.household.models import Household
from yzcomp.money import ZERO


class Basis:
    """What our amounts rest on: formulas as a statement has them, or the reason why something isn't paid."""

    def __init__(self, evaluator: Evaluator, express: Express, names: Names) -> None:
        self.evaluator, self.express, self.names = evaluator, express, names
        self._of: Household | None = None
        self._formulas: dict[str, list[str]] = {}
        self._reasons: dict[str, list[str]] | None = None

    def text(self, found: Reckoned, key: str) -> str:
        """The formulas of an item, or of each item behind a sum with its amount."""
        self._turn_to(found.household)
        parts = self.names.parts(key)
        if len(parts) == 1:
            return "；".join(self._formulas.get(key) or self._why_not(found.household, key))
        keys = [item for item in parts or found.amounts if item in found.amounts]
        return "；".join(
            f"{self.names.name(item)} {' + '.join(self._formulas.get(item, ()))} = {exactly(found.amounts[item])}"
            for item in keys
        )

    def _turn_to(self, h: Household) -> None:
        """The formulas of one household at a time: its differences come together."""
        if self._of is h:
            return
        self._of, self._reasons, self._formulas = h, None, {}
        try:
            lines = self.express.run(h)[0] if self.express.run is not None else None
        except Unusual:
            lines = None
        if lines is None:
            self._state(h)
            return
        for line in lines:
            self._formulas.setdefault(self.express.items[line[0]][0], []).append(line[1])

    def _state(self, h: Household) -> None:
        """The whole statement: slower, and it says why not."""
        statement = self.evaluator.statement(self.evaluator.assess(h))
        self._formulas, self._reasons = {}, {}
        for line in statement.items:
            self._formulas.setdefault(line.id, []).append(line.formula)
        for row in statement.not_paid:
            self._reasons.setdefault(row.id, []).append(row.reason)

    def _why_not(self, h: Household, key: str) -> Sequence[str]:
        if self._reasons is None:
            self._state(h)
        return (self._reasons or {}).get(key, ())


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
