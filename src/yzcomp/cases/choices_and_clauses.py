"""What cases show of choices and clauses: a value that an expectation rests on, an article at work on its records."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from yzcomp.cases.models import Case
from yzcomp.cases.points import choice_facts
from yzcomp.cases.results import Outcome, parties_of
from yzcomp.engine.conditions import compile_condition
from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.items import Draft, Refusal
from yzcomp.engine.notes import Holds, Record, Run
from yzcomp.rulebook.logic import facts_of, lists_of
from yzcomp.rulebook.models import Rulebook


class _Applied(NamedTuple):
    """A clause's application at work: where it stands, the clause's items, its records, whether one is to be paid."""

    seen: tuple[object, ...]
    items: tuple[str, ...]
    scope: str | None
    paid: bool
    holds: Holds


class Shown:
    """What one case after another shows of a rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.choices = choice_facts(rulebook)
        self.lists = {key: lists_of(item, rulebook) for key, item in rulebook.items.items()}
        self.checked = {key: facts_of(rule, rulebook) for key, rule in rulebook.requirements.items()}
        setting = Evaluator(rulebook).setting
        self.applied = [
            _Applied(
                ("applies", index, number),
                clause.items,
                part.for_each,
                part.paid,
                compile_condition(part.when, part.for_each, setting).holds,
            )
            for index, clause in enumerate(rulebook.clauses)
            for number, part in enumerate(clause.applies)
        ]

    def by(self, case: Case, outcome: Outcome) -> Iterator[object]:
        """The choices and the clauses that a case shows something of."""
        yield from self._choices(case, outcome)
        if outcome.assessment is None:
            return
        withheld = outcome.assessment.withheld
        parts: list[Draft | Refusal] = [*outcome.assessment.refusals]
        parts += [draft for draft in outcome.assessment.drafts if draft.amount]
        of = outcome.assessment
        asked = [part for part in parts if case.asks_for(part.item.key, parties_of(part, of), withheld)]
        for applied in self.applied:
            kind = Draft if applied.paid else Refusal
            if any(isinstance(part, kind) and self._at_work(applied, part, case) for part in asked):
                yield applied.seen

    def _at_work(self, applied: _Applied, part: Draft | Refusal, case: Case) -> bool:
        """Whether a line, or what is not paid, is of the clause's items and records."""
        household = case.household.facts
        if part.item.key not in applied.items or household is None:
            return False
        records: tuple[Record, ...] = (part.record,)
        if applied.scope != part.item.scope:
            records = (None,) if applied.scope is None else getattr(household, applied.scope)
        if applied.scope is not None and part.item.scope not in (None, applied.scope):
            return False
        return any(applied.holds(household, r, Run()) for r in records if r is not None or applied.scope is None)

    def _choices(self, case: Case, outcome: Outcome) -> Iterator[object]:
        """The values of choices, where an amount or a refusal that rests on them is expected."""
        household: Any = case.household.facts
        if household is None:
            return
        for scope, key in self.choices:
            if self._rests_on(scope, key, case, outcome):
                for record in getattr(household, scope) if scope else (household,):
                    yield ("value", scope, key, getattr(record, key, None))

    def _rests_on(self, scope: str | None, key: str, case: Case, outcome: Outcome) -> bool:
        if outcome.assessment is None:
            return case.expects_error and any(key in self.checked[name] for name in outcome.failed)
        withheld = outcome.assessment.withheld
        parts: list[Draft | Refusal] = [*outcome.assessment.drafts, *outcome.assessment.refusals]
        return any(
            case.asks_for(part.item.key, parties_of(part, outcome.assessment), withheld)
            for part in parts
            if scope is None or scope in self.lists[part.item.key]
        )
