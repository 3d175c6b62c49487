"""Each ambiguous clause both ways, and that a statement names exactly the readings that touched it."""

from typing import Any

import pytest

from tests.households import (
    amount,
    codes,
    dispersed,
    evaluator,
    house,
    household,
    monetary,
    pond,
    refusal,
    rulebook,
    statement,
    temporary,
)
from yzcomp import Evaluator, Household, Refused

LATE: dict[str, Any] = {"signed_on_time": True, "vacated_on_time": False}
UNVACATED: dict[str, Any] = {"signed_on_time": True}
UNSIGNED: dict[str, Any] = {"vacated_on_time": True}
PROMPT: dict[str, Any] = {"signed_on_time": True, "vacated_on_time": True}
NEITHER: dict[str, Any] = {"signed_on_time": False, "vacated_on_time": False}
SHOP = house("40", use="enterprise")
SIGNED_LATE_VACATED: dict[str, Any] = {"signed_on_time": False, "vacated_on_time": True}


@pytest.mark.parametrize(
    ("name", "first", "second", "item", "of", "under_first", "under_second"),
    [
        ("dispersed_moves", "two", "one", "moving_allowance", dispersed(), "2000.00", "1000.00"),
        ("dispersed_moves", "two", "one", "moving_allowance", dispersed(residents=12), "3800.00", "1900.00"),
        ("dispersed_moves", "two", "one", "moving_allowance", household("site", houses=[house()]), "2000.00", "2000.00"),
        ("dispersed_moves", "two", "one", "moving_allowance", monetary(), "1000.00", "1000.00"),
        ("zero_residents", "none", "household", "moving_allowance", household(houses=[house()], residents=0), "0.00", "2000.00"),
        ("zero_residents", "none", "household", "moving_allowance", monetary(0), "0.00", "1000.00"),
        ("zero_residents", "none", "household", "transition_allowance", dispersed(residents=0), "0.00", "12000.00"),
        ("zero_residents", "none", "household", "moving_allowance", household("none", 0, houses=[house()]), "0.00", "0.00"),
        ("zero_residents", "none", "household", "monetary_resettlement", monetary(0), "0.00", "0.00"),
        ("zero_residents", "none", "household", "moving_allowance", household(houses=[house()], residents=1), "2000.00", "2000.00"),
        ("reward_condition", "separate", "joint", "signing_reward", household(houses=[house()], **LATE), "5000.00", "0.00"),
        ("reward_condition", "separate", "joint", "signing_reward", household(houses=[house()], **UNVACATED), "5000.00", "None"),
        ("reward_condition", "separate", "joint", "vacating_reward", household(houses=[house()], **UNSIGNED), "10000.00", "None"),
        (
            "reward_condition", "separate", "joint",
            "vacating_reward", household(houses=[house()], **SIGNED_LATE_VACATED), "10000.00", "0.00",
        ),
        ("reward_condition", "separate", "joint", "signing_reward", household(houses=[house()], **PROMPT), "5000.00", "5000.00"),
        ("reward_condition", "separate", "joint", "vacating_reward", household(houses=[house()], **PROMPT), "10000.00", "10000.00"),
        ("reward_scope", "all", "residential", "signing_reward", household(houses=[house(), SHOP], **PROMPT), "7000.00", "5000.00"),
        ("reward_scope", "all", "residential", "vacating_reward", household(houses=[house(), SHOP], **PROMPT), "14000.00", "10000.00"),
        ("reward_scope", "all", "residential", "signing_reward", household("none", houses=[SHOP], **PROMPT), "2000.00", "0.00"),
        ("reward_scope", "all", "residential", "signing_reward", household(houses=[house()], **PROMPT), "5000.00", "5000.00"),
        ("temporary_years", "exact", "whole", "temporary_land_use", household(temporary_uses=[temporary(years="2.5")]), "5000.00", "6000.00"),
        ("temporary_years", "exact", "whole", "temporary_land_use", household(temporary_uses=[temporary(years="0.1")]), "200.00", "2000.00"),
        ("temporary_years", "exact", "whole", "temporary_land_use", household(temporary_uses=[temporary(years="2.01")]), "4020.00", "6000.00"),
        ("temporary_years", "exact", "whole", "temporary_land_use", household(temporary_uses=[temporary(years="2")]), "4000.00", "4000.00"),
        ("rounding", "fen", "yuan", "pond_replacement", household(ponds=[pond("0.00002")]), "0.50", "1.00"),
        ("rounding", "fen", "yuan", "pond_replacement", household(ponds=[pond("0.00001999")]), "0.50", "0.00"),
        ("rounding", "fen", "yuan", "pond_replacement", household(ponds=[pond("0.00006")]), "1.50", "2.00"),
        ("rounding", "fen", "yuan", "pond_replacement", household(ponds=[pond("0.0001")]), "2.50", "3.00"),
        ("rounding", "fen", "yuan", "pond_replacement", household(ponds=[pond("1")]), "25000.00", "25000.00"),
        ("transition_over_limit", "cap", "reject", "transition_allowance", dispersed(), "12000.00", "12000.00"),
    ],
)  # fmt: skip
def test_both_ways(
    name: str, first: str, second: str, item: str, of: Household, under_first: str, under_second: str
) -> None:
    assert rulebook().readings[name].default == first
    assert amount(of, item) == under_first
    assert amount(of, item, **{name: first}) == under_first
    assert amount(of, item, **{name: second}) == under_second


def test_yuan_is_rounded_once_from_the_exact_amount() -> None:
    """0.49975 yuan is 0.50 in fen, but 0 in yuan: the fen are not rounded again."""
    assert amount(household(ponds=[pond("0.00001999")]), "pond_replacement", rounding="yuan") == "0.00"


@pytest.mark.parametrize("months", ["12.01", "12.5", "13"])
def test_a_transition_over_the_limit_is_capped_or_sent_back(months: str) -> None:
    over = dispersed(transition_months=months)
    assert amount(over, "transition_allowance") == "12000.00"
    problems = refusal(over, transition_over_limit="reject")
    assert codes(problems) == [("requirement", ("transition_months",))]
    assert problems[0].message == "过渡期限超过12个月，按所选的读法退回（第十八条）"


def test_months_of_other_households_are_nobodys_business() -> None:
    assert (
        amount(
            household("site", transition_months="13", houses=[house()]),
            "moving_allowance",
            transition_over_limit="reject",
        )
        == "2000.00"
    )


@pytest.mark.parametrize(
    ("of", "touched"),
    [
        (household("none", ponds=[pond()]), set()),
        (household("site", houses=[house()], **NEITHER), set()),
        (monetary(**NEITHER), {"monetary_scope"}),
        (household("none", residents=0), set()),
        (household("site", residents=0, houses=[house()], **NEITHER), {"zero_residents"}),
        (monetary(0, **NEITHER), {"monetary_scope", "zero_residents"}),
        (dispersed(**NEITHER), {"dispersed_moves"}),
        (dispersed(residents=0, **NEITHER), {"zero_residents"}),
        (dispersed(transition_months="12.5", **NEITHER), {"dispersed_moves", "transition_over_limit"}),
        (household(houses=[house()], **PROMPT), set()),
        (household(houses=[house()], signed_on_time=False, vacated_on_time=False), set()),
        (household(houses=[house()]), {"reward_condition"}),
        (household(houses=[house()], **LATE), {"reward_condition"}),
        (household(houses=[house()], **UNVACATED), {"reward_condition"}),
        (household(houses=[house()], **UNSIGNED), {"reward_condition"}),
        (household(houses=[house(), SHOP], **PROMPT), {"reward_scope"}),
        (household(houses=[house(), SHOP]), {"reward_condition", "reward_scope"}),
        (household(houses=[house(), house("50", use="enterprise", title="none")], **PROMPT), set()),
        (household(temporary_uses=[temporary(years="2")]), set()),
        (household(temporary_uses=[temporary(years="2"), temporary(years="2.5")]), {"temporary_years"}),
        (household(ponds=[pond("0.0001")]), {"rounding"}),
        (household(ponds=[pond("0.0001"), pond("1")]), {"rounding"}),
        (
            dispersed(
                transition_months="13",
                houses=[house("100.1", ground_floor_area="60"), house("50", use="enterprise", ground_floor_area="0")],
                temporary_uses=[temporary(years="0.5")],
                **UNVACATED,
            ),
            {
                "dispersed_moves",
                "transition_over_limit",
                "reward_scope",
                "reward_condition",
                "temporary_years",
                "rounding",
            },
        ),
    ],
)
def test_a_statement_names_exactly_the_readings_that_touched_it(of: Household, touched: set[str]) -> None:
    assert named(of) == touched


@pytest.mark.parametrize(
    ("of", "readings"),
    [
        (dispersed(**NEITHER), {"dispersed_moves": "one"}),
        (household("site", residents=0, houses=[house()], **NEITHER), {"zero_residents": "household"}),
        (household(houses=[house()], **UNVACATED), {"reward_condition": "joint"}),
        (household(houses=[house(), SHOP], **PROMPT), {"reward_scope": "residential"}),
        (household(temporary_uses=[temporary(years="2.5")]), {"temporary_years": "whole"}),
        (household(ponds=[pond("0.0001")]), {"rounding": "yuan"}),
    ],
)
def test_the_other_option_is_named_just_the_same(of: Household, readings: dict[str, str]) -> None:
    assert named(of, **readings) == set(readings)


def test_a_reading_is_named_with_its_clause_its_option_and_what_that_means() -> None:
    assert [n for n in statement(dispersed(**NEITHER)).notices if n.startswith("读法")] == [
        "读法“分散迁建的搬家次数”（第十八条）取“两次”：与安置地安置一样要搬出再搬入，计两次"
    ]
    assert [n for n in statement(dispersed(**NEITHER), dispersed_moves="one").notices if n.startswith("读法")] == [
        "读法“分散迁建的搬家次数”（第十八条）取“一次”：条文没有写到的只计一次"
    ]


def test_a_statement_carries_all_readings_in_force() -> None:
    defaults = {name: reading.default for name, reading in rulebook().readings.items()}
    assert statement(household(), rounding="yuan").readings == defaults | {"rounding": "yuan"}


@pytest.mark.parametrize(
    ("chosen", "code", "message", "remedy"),
    [
        ({"dispersed_move": "one"}, "unknown-reading", "没有读法“dispersed_move”", "是不是“dispersed_moves”？"),
        ({"rounding": "jiao"}, "unknown-option", "读法“rounding”没有选项“jiao”", "可选：fen（到分）、yuan（到元）"),
    ],
)
def test_what_is_not_there_can_not_be_chosen(chosen: dict[str, str], code: str, message: str, remedy: str) -> None:
    with pytest.raises(Refused) as caught:
        Evaluator(rulebook(), readings=chosen)
    (problem,) = caught.value.problems
    assert (problem.code, problem.message, problem.remedy) == (code, message, remedy)


def test_all_wrong_choices_are_named_at_once() -> None:
    with pytest.raises(Refused) as caught:
        Evaluator(rulebook(), readings={"rounding": "jiao", "x": "y", "reward_scope": "all"})
    assert [p.code for p in caught.value.problems] == ["unknown-option", "unknown-reading"]


def named(of: Household, **readings: Any) -> set[str]:
    """The readings that a statement's notices name, by their Chinese names."""
    notices = evaluator(readings).evaluate(of).notices
    keys = {reading.name: key for key, reading in rulebook().readings.items()}
    return {keys[n.removeprefix("读法“").partition("”")[0]] for n in notices if n.startswith("读法“")}
