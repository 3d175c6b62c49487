"""Runs cases: what each household comes to, and where that is not what the case expects. Amounts compare exactly."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from yzcomp.cases.models import Case, CaseFile, Expectation
from yzcomp.cases.results import Mismatch, Outcome, Result, refusal_text
from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.notes import Watch
from yzcomp.money import signed, yuan
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.standards import Standards, load_standards


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
        if part.kind in ("question", "no_question"):
            raised = self.evaluator(case).screen.raised(outcome.assessment.household)
            return any(part.key == found.key for found in raised) is (part.kind == "question")
        return part.amount == (outcome.found(part))

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
        if part.kind in ("question", "no_question"):
            wanted = f"{'有' if part.kind == 'question' else '没有'}须核对的“{part.text}”"
            return Mismatch(part, wanted, "；".join(q.text for q in statement.questions) or "没有须核对的")
        got = outcome.found(part)
        lines = [line.formula for line in statement.items if line.id == part.key]
        reasons = [row.reason for row in statement.not_paid if (part.kind, part.key) == ("item", row.id)]
        if part.kind == "total":
            counted = [line for line in statement.items if part.key in ("total", "withheld", line.payee, line.payer)]
            lines = [f"{line.name}{_money(line.amount)}" for line in counted]
        difference = "" if got is None or part.amount is None else signed(got - part.amount)
        return Mismatch(part, _money(part.amount), _money(got), difference, "；".join([*lines, *reasons]))


def _money(amount: Decimal | None) -> str:
    return "待定" if amount is None else yuan(amount)


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
