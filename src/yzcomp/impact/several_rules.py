"""One household under several rules at once: read once, then computed by each."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import localcontext
from typing import NamedTuple

from yzcomp.audit.reckoned import Reckoned, of_assessment, of_heads
from yzcomp.batch.worker import Reader, Rejection
from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.to_python import Amounts
from yzcomp.household.catalogue import Catalogue, ExtraFact, catalogue, household_model
from yzcomp.household.intake import Intake
from yzcomp.household.models import Household
from yzcomp.money import EXACT
from yzcomp.problems import Problem, Refused, by_place
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.standards import Standards
from yzcomp.tables.assemble import Assembled, Group, Plans
from yzcomp.tables.sources import Block


class Rules(NamedTuple):
    """What a household is computed by; can be sent to another process."""

    rulebook: Rulebook
    standards: Standards
    readings: dict[str, str]


Outcome = Reckoned | Rejection


def common_facts(rulebooks: Iterable[Rulebook]) -> Catalogue:
    """All facts that the input may give for some of the rulebooks.

    Raises :class:`Refused` where two of them mean different things by one fact: one input can't give both.
    """
    extras: dict[tuple[str | None, str], ExtraFact] = {}
    problems = []
    for rulebook in rulebooks:
        for key, rule in rulebook.facts.items():
            extra = rule.extra(key)
            known = extras.setdefault((extra.scope, key), extra)
            if known.form != extra.form or known.title != extra.title:
                message = f"两套规则对事实“{extra.title}”（{key}）的规定不同，一份输入不能同时用于两套规则"
                remedy = "分别用 yzcomp batch 计算"
                problems.append(Problem("facts-differ", message, rule.at.place(), remedy=remedy))
    if problems:
        raise Refused(problems)
    return catalogue(household_model(tuple(extras.values())))


class _OneRules:
    """One of the rules at work."""

    def __init__(self, rules: Rules) -> None:
        self.evaluator = Evaluator(rules.rulebook, rules.standards, rules.readings)
        self.amounts = Amounts(self.evaluator)

    def swiftly(self, household: Household) -> Reckoned | None:
        """The amounts of a household in which nothing is unusual."""
        found = self.amounts.quickly(household)
        if found is None:
            return None
        return of_heads(household, [(self.amounts.heads[line], amount, found[1]) for line, amount in found[0]])

    def carefully(self, intake: Intake, refused: Rejection) -> Outcome:
        """The amounts, or everything that is wrong."""
        problems = list(intake.problems)
        if intake.facts is not None:
            assessment = self.evaluator.assess(intake.facts)
            found = self.evaluator.problems(assessment, intake.bad)
            problems += [problem.at(intake.locate(problem.path)) for problem in found]
            if not problems:
                return of_assessment(assessment)
        return refused._replace(problems=tuple(by_place(problems)))


class SeveralRules(Reader):
    """Several rules, and the plans of the inputs that they are applied to."""

    def __init__(self, rules: Sequence[Rules], facts: Catalogue, plans: Sequence[Plans] = ()) -> None:
        super().__init__(facts, plans)
        self.each = [_OneRules(one) for one in rules]

    def outcomes(self, number: int, groups: Iterable[Group] | Block) -> Iterator[list[Outcome]]:
        """What each of the rules makes of each household in a chunk of input ``number``."""
        with localcontext(EXACT):
            for group in self.groups(number, groups):
                yield self._of_group(number, group)

    def of_intake(self, intake: Intake, household_id: str, source: str) -> list[Outcome]:
        """What each makes of a household that has been read, if it could be."""
        with localcontext(EXACT):
            return [one.carefully(intake, Rejection(household_id, source, (), None, 0)) for one in self.each]

    def _of_group(self, number: int, group: Group) -> list[Outcome]:
        household = self.quick_household(number, group)
        found = [one.swiftly(household) if household is not None else None for one in self.each]
        swift: list[Outcome] = [outcome for outcome in found if outcome is not None]
        if len(swift) == len(found):
            return swift
        assembled = Assembled(group, self.plans[number], self.facts)
        refused = self.rejection(number, group, assembled, group.problems)
        if group.row is None:
            return [refused] * len(self.each)
        intake = assembled.intake()
        return [known or one.carefully(intake, refused) for known, one in zip(found, self.each, strict=True)]
