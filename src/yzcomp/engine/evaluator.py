"""The engine: a rulebook, readings and standards compiled once, then any number of households, purely and exactly."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Any

from yzcomp.engine import wording
from yzcomp.engine.conditions import Check, compile_condition
from yzcomp.engine.items import CompiledItem, Draft, Refusal
from yzcomp.engine.lower import Lowering
from yzcomp.engine.notes import Missing, Run, Setting, Watch
from yzcomp.engine.screening import Screen
from yzcomp.frozen import FrozenDict
from yzcomp.household.models import Household
from yzcomp.money import EXACT, ZERO, round_half_up
from yzcomp.problems import Path, Place, Problem, Refused, did_you_mean
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.logic import in_order, lists_with
from yzcomp.rulebook.models import Requirement, Rulebook
from yzcomp.rulebook.standards import Standards
from yzcomp.rulebook.wording import Wording
from yzcomp.statement import Line, Statement, Totals


@dataclass(slots=True, eq=False)
class Assessment:
    """Everything that came of one household, before any of it is put into words."""

    household: Household
    drafts: list[Draft] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    failures: list[tuple[Requirement, Path]] = field(default_factory=list)
    missing: dict[Missing, str] = field(default_factory=dict)
    touched: dict[str, None] = field(default_factory=dict)
    amounts: dict[str, Decimal | None] = field(default_factory=dict)
    withheld: bool = False

    @property
    def sound(self) -> bool:
        """Whether the measure applies and every fact that it needs was given."""
        return not self.failures and not self.missing


def choose_readings(rulebook: Rulebook, chosen: Mapping[str, str]) -> dict[str, str]:
    """All readings of a rulebook with the chosen options; raises :class:`Refused` for names that don't exist."""
    problems = []
    options: dict[str, str] = {}
    titles = {reading.name: key for key, reading in rulebook.readings.items()}
    for word, option in chosen.items():
        name = titles.get(word, word)
        reading = rulebook.readings.get(name)
        option = next((key for key, o in reading.options.items() if o.name == option), option) if reading else option
        options[name] = option
        if reading is None:
            remedy = did_you_mean(name, [*rulebook.readings, *titles], f"可用的读法：{'、'.join(rulebook.readings)}")
            problems.append(Problem("unknown-reading", f"没有读法“{name}”", field="--reading", remedy=remedy))
        elif option not in reading.options:
            remedy = f"可选：{'、'.join(f'{k}（{o.name}）' for k, o in reading.options.items())}"
            message = f"读法“{name}”没有选项“{option}”"
            problems.append(Problem("unknown-option", message, field="--reading", remedy=remedy))
    if problems:
        raise Refused(problems)
    return FrozenDict({name: options.get(name, reading.default) for name, reading in rulebook.readings.items()})


class Evaluator:
    """A rulebook at work under chosen readings and standards. Holds no state of any household."""

    def __init__(
        self,
        rulebook: Rulebook,
        standards: Standards | None = None,
        readings: Mapping[str, str] | None = None,
        watch: Watch | None = None,
    ) -> None:
        chosen = choose_readings(rulebook, readings or {})
        self.rulebook = rulebook
        entered = standards or Standards()
        lowering = Lowering(rulebook, chosen, entered, keeps_rules=True)
        self.setting = Setting(rulebook, rulebook.catalogue, Wording(rulebook), chosen, entered, lowering, {}, watch)
        self.steps = self._rounding_steps()
        step = self.steps[0]
        self.items = {key: CompiledItem(key, item, self.setting, step) for key, item in rulebook.items.items()}
        self.order = [self.items[key] for key in in_order(rulebook)]
        self.requirements = [
            (rule, self._check(rule.when, rule.for_each), self._check(rule.must, rule.for_each))
            for rule in rulebook.requirements.values()
        ]
        rule = rulebook.withholding
        self.withholding = self._check(rule.when if rule else None, None)
        self.disputes = self._of_records(rule.record) if rule and rule.record else {}
        self.screen = Screen(self, rulebook.notices)
        self.basics = [(basic, self._check(basic.when, basic.for_each)) for basic in rulebook.basics]
        counted = rulebook.counted_members
        self.counted_member = self._check(rulebook.terms[counted].condition if counted else None, "members")

    def _check(self, node: Any, scope: str | None) -> Check | None:
        return compile_condition(node, scope, self.setting) if node is not None else None

    def _of_records(self, node: Any) -> dict[str, Check]:
        """A condition on the records of every list that has the facts it names."""
        return {key: compile_condition(node, key, self.setting) for key in lists_with(node, self.rulebook)}

    def _disputed(self, h: Household) -> frozenset[tuple[str, int]]:
        """The records in dispute, by list and position."""
        return frozenset(
            (scope, index)
            for scope, check in self.disputes.items()
            for index, record in enumerate(getattr(h, scope))
            if check.holds(h, record, Run())
        )

    def _rounding_steps(self) -> list[Decimal]:
        """The rounding step in force, then those of the other options."""
        node = self.rulebook.rounding.step
        steps = [node]
        if isinstance(node, f.ByReading):
            steps = [node.cases[self.setting.readings[node.reading]], *node.cases.values()]
        return list(dict.fromkeys(step.constant for step in steps if isinstance(step, f.Constant)))

    def assess(self, household: Household) -> Assessment:
        """Every requirement and item on one household; problems are noted, nothing is raised."""
        with localcontext(EXACT):
            return self._assess(household)

    def _assess(self, h: Household) -> Assessment:
        result = Assessment(h)
        run = Run()
        run.disputed = self._disputed(h)
        for item in self.order:  # first, so that a missing fact is put down to the item that needs it
            self._item(item, h, run, result)
        for rule, when, must in self.requirements:
            self._require(rule, when, must, h, run, result)
        if self.withholding is not None:
            result.withheld = bool(self.withholding.holds(h, None, run))
            self._note_missing(run, result, self.rulebook.withholding.article if self.rulebook.withholding else "")
        for draft in result.drafts if result.withheld else ():
            draft.withheld = True
        result.touched, result.amounts = run.touched, run.amounts
        return result

    def _require(
        self,
        rule: Requirement,
        when: Check | None,
        must: Check | None,
        h: Household,
        run: Run,
        result: Assessment,
    ) -> None:
        records: Iterable[tuple[int, Any]] = enumerate(getattr(h, rule.for_each)) if rule.for_each else ((0, None),)
        for run.index, record in records:
            if when is not None and not when.holds(h, record, run):
                continue
            if must is not None and must.holds(h, record, run) is False:
                info = self.setting.facts.find(rule.field, rule.for_each)
                path = info.path(run.index) if info is not None else (rule.field,)
                result.failures.append((rule, path))
        if run.missing:
            self._note_missing(run, result, f"{rule.article}的核对")

    def _item(self, item: CompiledItem, h: Household, run: Run, result: Assessment) -> None:
        total: Decimal | None = ZERO
        for found in item.evaluate(h, run):
            if isinstance(found, Refusal):
                result.refusals.append(found)
                continue
            result.drafts.append(found)
            total = None if total is None or found.amount is None else total + found.amount
        run.amounts[item.key] = total
        if run.missing:
            self._note_missing(run, result, f"{item.item.name}（{item.item.article}）")

    def _note_missing(self, run: Run, result: Assessment, needed_by: str) -> None:
        for missing in run.missing:
            result.missing.setdefault(missing, needed_by)
        run.missing.clear()

    def problems(self, assessment: Assessment, bad: frozenset[Path] = frozenset()) -> list[Problem]:
        """Why a household is refused, as problems with paths; facts in ``bad`` have been complained of already."""
        return wording.problems(assessment, self.setting, bad)

    def statement(self, assessment: Assessment) -> Statement:
        """The assessment of a sound household as an itemised statement."""
        with localcontext(EXACT):
            return wording.Writer(self, assessment).statement()

    def lines(self, assessment: Assessment) -> tuple[tuple[Line, ...], Totals]:
        """Only the lines of a sound household and their totals: what a batch writes."""
        with localcontext(EXACT):
            lines = wording.Writer(self, assessment).lines()
            return lines, wording.totals(lines, self.rulebook)

    def evaluate(self, household: Household) -> Statement:
        """The statement of one household; raises :class:`Refused` with every reason why there is none."""
        assessment = self.assess(household)
        if not assessment.sound:
            raise Refused(p.at(Place(household.household_id)) for p in self.problems(assessment))
        return self.statement(assessment)

    def rounding_mattered(self, draft: Draft) -> bool:
        """Whether another rounding step would give this line another amount."""
        bounded = draft.bounded
        return bounded is not None and any(round_half_up(bounded, step) != draft.amount for step in self.steps[1:])


def evaluate(
    rulebook: Rulebook,
    household: Household,
    *,
    standards: Standards | None = None,
    readings: Mapping[str, str] | None = None,
) -> Statement:
    """The statement of one household under a rulebook.

    ``readings`` chooses options by name; raises :class:`Refused` with every problem. For many households build one
    :class:`Evaluator` and call its ``evaluate``.
    """
    return Evaluator(rulebook, standards, readings).evaluate(household)
