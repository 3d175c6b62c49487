"""Runs cases: what each household comes to, and where that is not what the case expects. Amounts compare exactly."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from yzcomp.cases.models import Case, CaseFile, Expectation
from yzcomp.engine.evaluator import Assessment, Evaluator
from yzcomp.engine.run import Watch
from yzcomp.money import ZERO, yuan
from yzcomp.problems import Problem
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.standards import Standards, load_standards


class Mismatch(NamedTuple):
    """Where a case did not get what it expects: in words, with the difference and the formulas of the item's lines."""

    expectation: Expectation
    expected: str
    got: str
    difference: str = ""
    formula: str = ""

    def __str__(self) -> str:
        """The whole of it as one sentence."""
        match self.expectation.kind:
            case _ if self.refused:
                return f"应当算出结果，却{self.got}"
            case "error":
                return f"应当退回（{self.expectation.text}），{self.got}"
            case "notice" | "no_notice":
                return f"应当{self.expected}，实际：{self.got}"
        return f"{self.expectation.title}应为{self.expected}，算得{self.got}"

    @property
    def refused(self) -> bool:
        """Whether there are no amounts to compare: the household is refused."""
        return self.expectation.kind != "error" and self.got.startswith("退回：")


class Result(NamedTuple):
    """What came of one case."""

    file: CaseFile
    case: Case
    mismatches: tuple[Mismatch, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.mismatches

    @property
    def failed(self) -> bool:
        """Whether the rules give something else than a person has confirmed."""
        return bool(self.mismatches) and self.case.confirmed

    @property
    def outdated(self) -> bool:
        """Whether the rules now give something else than the program once wrote down, unconfirmed."""
        return bool(self.mismatches) and not self.case.confirmed


class Outcome(NamedTuple):
    """What a household comes to, before anything is put into words.

    ``failed`` are the requirements that it fails, ``touched`` the readings that mattered.
    """

    assessment: Assessment | None
    problems: tuple[Problem, ...]
    failed: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()

    def amount(self, key: str) -> Decimal | None:
        """The sum of an item's lines, zero if it isn't paid, ``None`` while one of them is pending."""
        found = [draft.amount for draft in self.assessment.drafts if draft.item.key == key] if self.assessment else []
        return None if None in found else sum((amount for amount in found if amount is not None), ZERO)

    @property
    def payable(self) -> Decimal:
        """The sum of all lines that are to be paid out."""
        return self.total("total")

    def total(self, key: str) -> Decimal:
        """One of the totals: what is payable in all, to the household, to the collective; what is withheld."""
        if self.assessment is None or self.assessment.withheld is not (key == "withheld"):
            return ZERO
        drafts = self.assessment.drafts
        own = [draft for draft in drafts if key in ("total", "withheld") or draft.item.item.payee == key]
        return sum((draft.amount for draft in own if draft.amount is not None), ZERO)


class Bench:
    """The evaluators that cases need, each built once: for a choice of standards and readings."""

    def __init__(self, rulebook: Rulebook, watch: Watch | None = None) -> None:
        self.rulebook, self.watch = rulebook, watch
        self._evaluators: dict[object, Evaluator] = {}
        self._standards: dict[tuple[Path, ...], Standards] = {}

    def evaluator(self, case: Case) -> Evaluator:
        """The rulebook at work as the case wants it."""
        key = (case.standards, tuple(sorted(case.readings.items())))
        if key not in self._evaluators:
            self._evaluators[key] = Evaluator(self.rulebook, self.standards(case), case.readings, self.watch)
        return self._evaluators[key]

    def standards(self, case: Case) -> Standards:
        if case.standards not in self._standards:
            self._standards[case.standards] = load_standards(case.standards, self.rulebook)
        return self._standards[case.standards]

    def on(self, rulebook: Rulebook) -> "Bench":
        """A bench for a changed rulebook; the standards stay as they were read."""
        other = Bench(rulebook)
        other._standards = self._standards
        return other

    def outcome(self, case: Case) -> Outcome:
        """What a case's household comes to: an assessment, or every reason why it is refused."""
        intake, evaluator = case.household, self.evaluator(case)
        if intake.facts is None:
            return Outcome(None, tuple(intake.problems))
        assessment = evaluator.assess(intake.facts)
        found = (*intake.problems, *evaluator.problems(assessment, intake.bad))
        names = {id(rule): key for key, rule in self.rulebook.requirements.items()}
        failed = tuple(names[id(rule)] for rule, _ in assessment.failures)
        return Outcome(None if found else assessment, found, failed, tuple(assessment.touched))

    def meets(self, case: Case) -> bool:
        """Whether a case gets all that it expects."""
        outcome = self.outcome(case)
        return all(self._met(part, case, outcome) for part in case.expect)

    def _met(self, part: Expectation, case: Case, outcome: Outcome) -> bool:
        if part.kind == "error":
            return part.text in refusal_text(outcome.problems)
        if outcome.assessment is None:
            return False
        if part.kind in ("notice", "no_notice"):
            notices = self.evaluator(case).statement(outcome.assessment).notices
            return any(part.text in notice for notice in notices) is (part.kind == "notice")
        return part.amount == (_found(part, outcome))

    def run(self, file: CaseFile, case: Case) -> Result:
        """One case with all that it got otherwise than expected."""
        outcome = self.outcome(case)
        return Result(file, case, tuple(self._mismatches(case, outcome)))

    def _mismatches(self, case: Case, outcome: Outcome) -> Iterable[Mismatch]:
        if outcome.assessment is None and not case.expects_error:
            yield Mismatch(case.expect[0], "算出结果", f"退回：{refusal_text(outcome.problems)}")
            return
        for part in case.expect:
            if not self._met(part, case, outcome):
                yield self._mismatch(part, case, outcome)

    def _mismatch(self, part: Expectation, case: Case, outcome: Outcome) -> Mismatch:
        if part.kind == "error":
            told = f"没有退回，应付{yuan(outcome.payable)}元"
            if outcome.problems:
                told = f"退回的理由是：{refusal_text(outcome.problems)}"
            return Mismatch(part, f"退回，并说明“{part.text}”", told)
        assert outcome.assessment is not None
        statement = self.evaluator(case).statement(outcome.assessment)
        if part.kind in ("notice", "no_notice"):
            wanted = f"{'有' if part.kind == 'notice' else '没有'}含“{part.text}”的提示"
            return Mismatch(part, wanted, "；".join(statement.notices) or "没有提示")
        got = _found(part, outcome)
        lines = [line.formula for line in statement.items if line.id == part.key]
        reasons = [row.reason for row in statement.not_paid if (part.kind, part.key) == ("item", row.id)]
        if part.kind == "total":
            counted = [line for line in statement.items if part.key in ("total", "withheld", line.payee)]
            lines = [f"{line.name}{_money(line.amount)}" for line in counted]
        difference = "" if got is None or part.amount is None else signed(got - part.amount)
        return Mismatch(part, _money(part.amount), _money(got), difference, "；".join([*lines, *reasons]))


def _found(part: Expectation, outcome: Outcome) -> Decimal | None:
    """What comes out where a case expects an amount."""
    return outcome.total(part.key) if part.kind == "total" else outcome.amount(part.key)


def refusal_text(problems: Sequence[Problem]) -> str:
    """All the reasons why a household is refused, in their order."""
    return " ".join(problem.sentence() + ("" if problem.remedy else "。") for problem in problems)


def _money(amount: Decimal | None) -> str:
    return "待定" if amount is None else yuan(amount)


def signed(amount: Decimal) -> str:
    """A difference with its sign."""
    return ("+" if amount > 0 else "") + yuan(amount)


def run_cases(files: Iterable[CaseFile], word: str | None = None) -> list[Result]:
    """Every case whose name contains ``word``, in the order of the files."""
    results = []
    for file in files:
        bench = Bench(file.rulebook)
        results += [bench.run(file, case) for case in chosen(file, word)]
    return results


def chosen(file: CaseFile, word: str | None) -> list[Case]:
    """The cases of a file whose name contains a word."""
    return [case for case in file.cases if word is None or word.casefold() in case.name.casefold()]


def proving(files: Iterable[CaseFile], word: str | None = None) -> list[Case]:
    """The chosen cases that a person has confirmed: what the program worked out itself proves nothing of it."""
    return [case for file in files for case in chosen(file, word) if case.confirmed]
