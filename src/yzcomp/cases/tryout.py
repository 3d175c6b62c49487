"""A household tried out under a rulebook: what one part of the rules makes of it."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from yzcomp.cases.models import Case
from yzcomp.cases.results import Outcome
from yzcomp.cases.run import Bench
from yzcomp.documents.template.example import Example
from yzcomp.household.intake import read_household
from yzcomp.problems import Place
from yzcomp.rulebook.models import Rulebook

#: The part of the rules that a household is looked at through: ``("items", "moving_allowance")``.
Target = tuple[str, str]


class Trial(NamedTuple):
    """A household and what came of it, as far as one part of the rules is concerned.

    ``told`` is the same for two households exactly when that part makes the same of them; ``expect`` is what a case
    would say of it: a word, a value and, as a comment, how it came about.
    """

    refused: bool
    told: object
    expect: tuple[str, str, str]


class TryOut:
    """Tries households under one rulebook, with some standards."""

    def __init__(self, rulebook: Rulebook, standards: tuple[Path, ...]) -> None:
        self.rulebook, self.paths = rulebook, standards
        self.bench = Bench(rulebook)

    def case(self, example: Example, readings: Mapping[str, str]) -> Case:
        """The household of an example as a case without expectations."""
        intake = read_household(example.data(), self.rulebook.catalogue, lambda path: Place())
        return Case("", Place(), intake, dict(readings), self.paths, ())

    def trial(self, example: Example, readings: Mapping[str, str], target: Target) -> Trial | None:
        """What a part of the rules makes of a household; ``None`` if something else is amiss with it."""
        case = self.case(example, readings)
        outcome = self.bench.outcome(case)
        if outcome.assessment is None:
            if not outcome.failed or any(problem.code != "requirement" for problem in outcome.problems):
                return None
            if target[0] == "requirements" and outcome.failed[0] != target[1]:
                return None
            message = self.rulebook.requirements[outcome.failed[0]].message
            return Trial(True, outcome.failed, ("error", message, ""))
        return self._accepted(case, outcome, target)

    def _accepted(self, case: Case, outcome: Outcome, target: Target) -> Trial:
        assert outcome.assessment is not None
        statement = self.bench.evaluator(case).statement(outcome.assessment)
        section, key = target
        if section == "notices":
            notice = self.rulebook.notices[key]
            said = any(text.startswith(notice.text) for text in statement.notices)
            return Trial(False, said, ("notice" if said else "no_notice", notice.text, ""))
        if section != "items":
            lines = "；".join(f"{line.name}{_shown(line.amount)}" for line in statement.items)
            return Trial(False, ("withheld", outcome.assessment.withheld), ("合计", f"{outcome.payable:.2f}", lines))
        amount = outcome.amount(key)
        how = [line.formula for line in statement.items if line.id == key]
        why = [row.reason for row in statement.not_paid if row.id == key]
        shown = _shown(amount)
        return Trial(False, shown, (self.rulebook.items[key].name, shown, "；".join([*how, *why])))


def _shown(amount: Decimal | None) -> str:
    return "待定" if amount is None else f"{amount:.2f}"
