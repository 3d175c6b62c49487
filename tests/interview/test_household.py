"""The questions as a whole: nothing that would change an amount is left out, whatever is answered is written well."""

import contextlib
import random
from typing import Any

import pytest
from hypothesis import given

from tests import strategies as our
from tests.engine.test_properties import tries
from tests.households import evaluator, rulebook
from yzcomp import Household, Statement
from yzcomp.documents.household_file import household_yaml
from yzcomp.household.files import read_household_text
from yzcomp.interview import Answers, Dialogue, EndOfAnswers, ask_household
from yzcomp.interview.dialogue import Question

RULES = rulebook()
FACTS = RULES.catalogue


class Clerk(Dialogue):
    """Answers every question from the papers of a household."""

    def __init__(self, household: Household) -> None:
        super().__init__(lambda text: None, lambda: None)
        self.household, self.scope = household, None
        self.left: list[Any] = []
        self.record: Any = None

    def ask(self, question: Question) -> Any:
        title = question.title
        if title.startswith("有没有"):
            (self.scope,) = (key for key, record in FACTS.records.items() if title == f"有没有{record.title}要填")
            self.left = list(getattr(self.household, self.scope))
        if title.startswith(("有没有", "还有")):
            self.record = self.left.pop(0) if self.left else None
            return self.record is not None
        (key,) = (info.key for info in FACTS.of(self.scope).values() if info.title == question.title)
        return getattr(self.household if self.scope is None else self.record, key)


def as_written(answers: Answers) -> Household:
    head = RULES.rulebook
    text = household_yaml(answers.household, answers.records, FACTS, title=head.title, document=head.document)
    intake = read_household_text(text, "户.yaml", FACTS)
    assert intake.problems == []
    assert intake.household is not None
    return intake.household


def paid(statement: Statement) -> list[tuple[Any, ...]]:
    return [(line.id, line.index, line.quantity, line.amount, line.status) for line in statement.items]


@pytest.mark.slow
@given(our.sound_households())
@tries(25)
def test_what_is_not_asked_changes_no_amount(of: Household) -> None:
    asked = as_written(ask_household(Clerk(of), RULES))
    assert paid(evaluator().evaluate(asked)) == paid(evaluator().evaluate(of))


def scripted(*answers: str) -> tuple[Answers, str]:
    """What came of some answers and, after them, of blank ones; and what was shown."""
    shown: list[str] = []
    left = [*answers, *[""] * 60]
    return ask_household(Dialogue(shown.append, lambda: left.pop(0)), RULES), "".join(shown)


WHO = ("A1", "张三", "", "", "", "", "")


def test_members_are_offered_where_their_number_was_not_given() -> None:
    _, with_number = scripted(*WHO, "3", "2", "2019-03-01")
    assert "有没有家庭成员要填（是/否）[否]：" in with_number
    answers, without = scripted(*WHO, "", "2", "2019-03-01", *[""] * 5, "", "张三", "", "1985-06-01", "否")
    assert "有没有家庭成员要填（是/否）[是]：" in without
    assert answers.records["members"][0]["name"] == "张三"


def test_record_after_record() -> None:
    answers, shown = scripted(
        *WHO, "3", "4", "2019-03-01", *[""] * 10, "是", "水库", "2", "", "是", "", "１，２５０．５"
    )
    assert [(pond["kind"], str(pond["area"])) for pond in answers.records["ponds"]] == [
        ("reservoir", "2"),
        ("pond", "1250.5"),
    ]
    assert "水塘第1条\n" in shown and "水塘第2条\n" in shown
    assert answers.records["houses"] == []


def test_a_blank_answer_takes_the_default_or_is_left_blank() -> None:
    answers, _ = scripted(*WHO, "3", "2")
    assert answers.household["in_dispute"] is False
    assert answers.household["notice_date"] is None
    assert "station_project" not in answers.household


@pytest.mark.many
@pytest.mark.parametrize("seed", range(30))
def test_any_answers_end_in_a_file_that_reads_back(seed: int) -> None:
    chance = random.Random(seed)
    pool = ["", "", "是", "否", "1", "2", "3", "0.5", "2019-03-01", "张三: #", "100", "货币安置", "x" * 50, "-", "八"]

    def hear() -> str | None:
        return chance.choice(pool) if chance.random() > 0.001 else None

    with contextlib.suppress(EndOfAnswers):
        as_written(ask_household(Dialogue(lambda text: None, hear), RULES))
