"""Who counts as a legal resident: Art. 14(3) names the reasons for which one may be registered after the notice."""

from typing import Any

import pytest

from tests.households import amount, codes, house, household, refusal, statement

DAY_BEFORE, NOTICE, DAY_AFTER = "2019-02-28", "2019-03-01", "2019-03-02"


def family(*members: dict[str, Any], residents: int | None = None, **facts: Any) -> Any:
    """A household of three long-registered members and the given ones."""
    settled = [{"name": name, "registered_on": "2001-05-01"} for name in ("张三", "李四", "张五")]
    return household(residents=residents, members=[*settled, *members], houses=[house()], **facts)


@pytest.mark.parametrize(
    ("registered", "reason", "counts"),
    [
        (DAY_BEFORE, None, True),
        (NOTICE, None, False),
        (DAY_AFTER, None, False),
        (DAY_BEFORE, "other", True),
        (NOTICE, "other", False),
        (DAY_AFTER, "birth", True),
        (DAY_AFTER, "marriage", True),
        (DAY_AFTER, "return_from_abroad", True),
        (DAY_AFTER, "demobilised", True),
        (DAY_AFTER, "graduate", True),
        (DAY_AFTER, "released", True),
        (NOTICE, "出生", True),
        (None, None, True),
    ],
)
def test_who_counts(registered: str | None, reason: str | None, counts: bool) -> None:
    fourth = {"name": "王六", "registered_on": registered, "reason": reason}
    given = {key: value for key, value in fourth.items() if value is not None}
    assert amount(family(given), "moving_allowance") == ("2200.00" if counts else "2000.00")


def test_the_number_given_must_agree_with_the_members_that_count() -> None:
    newcomer = {"name": "王六", "registered_on": DAY_AFTER}
    newborn = {"name": "张小宝", "registered_on": DAY_AFTER, "reason": "birth"}
    assert amount(family(newcomer, newborn, residents=4), "moving_allowance") == "2200.00"
    for wrong in (3, 5):
        assert codes(refusal(family(newcomer, newborn, residents=wrong))) == [("requirement", ("legal_residents",))]


def test_the_notice_date_is_needed_only_to_judge_a_registration() -> None:
    newcomer = {"name": "王六", "registered_on": DAY_AFTER}
    newborn = {"name": "张小宝", "registered_on": DAY_AFTER, "reason": "birth"}
    undated = {"name": "王六"}
    assert codes(refusal(household(residents=None, notice_date=None, members=[newcomer], houses=[house()]))) == [
        ("fact-missing", ("notice_date",))
    ]
    for member in (newborn, undated):
        of = household(residents=None, notice_date=None, members=[member], houses=[house()])
        assert amount(of, "moving_allowance") == "2000.00"


def test_who_is_left_out_stands_on_the_line() -> None:
    newcomer = {"name": "王六", "registered_on": DAY_AFTER}
    (line,) = (x for x in statement(family(newcomer)).items if x.id == "moving_allowance")
    assert line.note == ("未计家庭成员第4条：征地告知日当日及以后登记，且登记事由不在第十四条例外之列")


def test_a_missing_registration_day_is_a_notice() -> None:
    notice = "有家庭成员没有填写户口登记日，按征地告知日前已登记计入（第十四条）"
    assert notice in statement(family({"name": "王六"})).notices
    assert notice not in statement(family()).notices


def test_members_none_of_whom_counts_are_no_residents() -> None:
    newcomers = household(residents=None, members=[{"name": "王六", "registered_on": DAY_AFTER}], houses=[house()])
    assert amount(newcomers, "moving_allowance") == "0.00"


def test_a_member_may_go_without_a_name() -> None:
    people = [{"registered_on": DAY_BEFORE}] * 4 + [{"registered_on": DAY_AFTER}]
    assert amount(household(residents=None, members=people, houses=[house()]), "moving_allowance") == "2200.00"
