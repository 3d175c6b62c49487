"""What comes of a case: the outcome for its household, and where that is not what the case expects."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.cases.models import Case, CaseFile, Expectation
from yzcomp.engine.evaluator import Assessment
from yzcomp.engine.items import Draft, Refusal
from yzcomp.engine.notes import Run
from yzcomp.money import ZERO
from yzcomp.problems import Problem


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
            case "notice" | "no_notice" | "question" | "no_question":
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

    def found(self, part: Expectation) -> Decimal | None:
        """What comes out where a case expects an amount."""
        return self.total(part.key) if part.kind == "total" else self.amount(part.key)

    def total(self, key: str) -> Decimal:
        """One of the totals: what is payable in all, to a payee, by a payer; what is withheld."""
        drafts = self.assessment.drafts if self.assessment else ()
        drafts = [draft for draft in drafts if draft.withheld is (key == "withheld")]
        own = [draft for draft in drafts if key in ("total", "withheld", *draft.parties)]
        return sum((draft.amount for draft in own if draft.amount is not None), ZERO)


def parties_of(part: Draft | Refusal, assessment: Assessment) -> tuple[str, ...]:
    """Who is paid and who pays; of what is not paid, who would."""
    if isinstance(part, Draft):
        return part.parties
    return part.item.parties(assessment.household, part.record, Run())


def refusal_text(problems: Sequence[Problem]) -> str:
    """All the reasons why a household is refused, in their order."""
    return " ".join(problem.sentence() + ("" if problem.remedy else "。") for problem in problems)
