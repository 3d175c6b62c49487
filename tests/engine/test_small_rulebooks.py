"""What the engine must get right although the built-in measure never asks for it."""

from typing import Any

import pytest

from tests.small_rulebooks import READING, household, item, items, rulebook, statement
from yzcomp import Household, Refused, Statement, evaluate
from yzcomp.documents.reading_copy import formula
from yzcomp.rulebook.wording import Wording

DATED = "{dated: notice_date, unit: 元, periods: [{from: 2020-01-01, to: 2020-12-31, value: 50}]}"


def rows(of: Statement) -> list[tuple[str, str, str | None, str, str]]:
    """id, formula, rate, quantity with unit, amount."""
    return [(x.id, x.formula, x.rate, f"{x.quantity}{x.unit}", str(x.amount)) for x in of.items]


# Caps and floors


def test_a_cap_that_is_pending_makes_the_line_pending() -> None:
    text = items(item("a", "{constant: 100, unit: 元}", at_most=f"{{factors: [{DATED}], text: 有上限}}"))
    assert rows(statement(text, notice_date="2020-06-01")) == [("a", "100元 = 100.00元，有上限", "100", "1户", "50.00")]
    (line,) = statement(text, notice_date="2019-06-01").items
    assert (line.status, line.amount, line.note) == ("pending", None, "征地告知日不在任何一段有效期内")


def test_a_cap_that_lacks_a_fact_refuses_the_household() -> None:
    limit = "{factors: [{constant: 10, unit: 元/人}, {fact: legal_residents}], text: 每人10元}"
    rules = rulebook(items(item("a", "{constant: 100, unit: 元}", at_most=limit)))
    with pytest.raises(Refused) as caught:
        evaluate(rules, household(rules, legal_residents=None))
    assert [p.path for p in caught.value.problems] == [("legal_residents",)]


def test_the_rounding_reading_is_named_when_it_moves_a_cap() -> None:
    cap = "{factors: [{constant: 10.5, unit: 元}], text: 最高10.5元}"
    text = READING + items(item("a", "{constant: 1000, unit: 元}", at_most=cap))
    fen, yuan = statement(text), statement(text, {"rounding": "yuan"})
    assert (str(fen.totals.payable), str(yuan.totals.payable)) == ("10.50", "11.00")
    for made, option in ((fen, "fen"), (yuan, "yuan")):
        reading = rulebook(text).readings["rounding"]
        assert [n for n in made.notices if f"“{reading.name}”" in n and f"“{reading.options[option].name}”" in n] != []


def test_a_limit_of_a_factor_is_shown_as_it_is_paid() -> None:
    tier = "{tier: {fact: legal_residents}, unit: 元, steps: [{up_to: 1, value: 1000}, {each: 100}], at_most: 1050}"
    made = statement(items(item("a", tier)))
    assert rows(made) == [("a", "1050元", "1050", "1户", "1050.00")]
    assert made.items[0].note == "算得1100元，按上限1050元计"
    assert statement(items(item("a", tier)), legal_residents=1).items[0].note is None


@pytest.mark.parametrize(
    ("newness", "shown", "amount", "note"),
    [
        ("80%", "80%", "800.00", None),
        ("32.5%", "50%", "500.00", "房屋第1条（正房）；成新率32.5%，按下限50%计"),
        ("95%", "90%", "900.00", "房屋第1条（正房）；成新率95%，按上限90%计"),
    ],
)
def test_a_limit_of_a_percentage_is_one_itself(newness: str, shown: str, amount: str, note: str | None) -> None:
    text = "facts: {newness: {list: houses, name: 成新率, kind: percent}}\n" + items(
        item("a", "{constant: 1000, unit: 元}, {fact: newness, at_least: 50%, at_most: 90%}", for_each="houses")
    )
    (line,) = statement(text, houses=[{"legal_floor_area": "1", "newness": newness}]).items
    assert (line.formula, str(line.amount)) == (f"1000元 × {shown}", amount)
    assert line.note == (note or "房屋第1条（正房）")
    made = rulebook(text)
    assert formula(made.items["a"], Wording(made)) == "1000元 × 成新率（最多90%）（最少50%）"


def test_a_condition_on_a_percentage_is_told_in_percent() -> None:
    text = "facts: {newness: {list: houses, name: 成新率, kind: percent}}\n" + items(
        item("a", "{constant: 1000, unit: 元}", for_each="houses", condition="{fact: newness, at_least: 50%}")
    )
    (row,) = statement(text, houses=[{"legal_floor_area": "1", "newness": "32.5%"}]).not_paid
    assert row.reason == "房屋第1条（正房）：成新率为32.5%，须成新率不少于50%"


@pytest.mark.parametrize(
    ("months", "counted", "note"),
    [
        ("2", "2", None),
        ("1.5", "2", "过渡月数1.5个月，不足1按1计，计2个月"),
        ("11.5", "12", "过渡月数11.5个月，不足1按1计，计12个月"),
        ("12.5", "12", "过渡月数12.5个月，按上限12个月计"),
    ],
)
def test_a_started_month_within_a_limit(months: str, counted: str, note: str | None) -> None:
    text = items(item("a", "{constant: 5, unit: 元/月}, {fact: transition_months, round: up, at_most: 12}"))
    (line,) = statement(text, transition_months=months).items
    assert (line.quantity, line.note) == (counted, note)


def test_a_least_quantity() -> None:
    text = items(item("a", "{constant: 5, unit: 元/月}, {fact: transition_months, at_least: 3}"))
    (line,) = statement(text, transition_months="1").items
    assert (str(line.amount), line.note) == ("15.00", "过渡月数1个月，按下限3个月计")


# Shares


@pytest.mark.parametrize(
    ("share", "formula", "amount", "note"),
    [
        ("{share: 50%, of: a}", "名a1,000.00元 × 50%", "500.00", None),
        ("{share: 50%, of: a, at_most: 300}", "300元", "300.00", "算得500元，按上限300元计"),
        ("{share: 50%, of: a, at_least: 300}", "名a1,000.00元 × 50%", "500.00", None),
        ("{share: 50%, of: a, at_least: 700}", "700元", "700.00", "算得500元，按下限700元计"),
        ("{share: 33.3333%, of: a}", "名a1,000.00元 × 33.3333%", "333.33", None),
    ],
)
def test_a_share_and_its_limits(share: str, formula: str, amount: str, note: str | None) -> None:
    made = statement(items(item("a", "{constant: 1000, unit: 元}"), item("b", share)))
    line = made.items[1]
    assert (line.formula, str(line.amount), line.note) == (formula, amount, note)


def test_an_item_may_stand_before_the_one_that_it_is_a_share_of() -> None:
    made = statement(items(item("b", "{share: 50%, of: a}"), item("a", "{constant: 1000, unit: 元}")))
    assert rows(made) == [
        ("b", "名a1,000.00元 × 50%", "500", "1户", "500.00"),
        ("a", "1000元", "1000", "1户", "1000.00"),
    ]


def test_also_when_the_share_is_named_by_a_term() -> None:
    terms = "terms:\n  half: {name: 一半, article: 第一条, quantity: {share: 50%, of: a}}\n"
    made = statement(terms + items(item("b", "{term: half}"), item("a", "{constant: 1000, unit: 元}")))
    assert [str(line.amount) for line in made.items] == ["500.00", "1000.00"]


def test_a_share_as_a_cap() -> None:
    cap = "{factors: [{share: 10%, of: a}], text: 不超过a的10%}"
    made = statement(
        items(item("b", "{constant: 300, unit: 元}", at_most=cap), item("a", "{constant: 1000, unit: 元}"))
    )
    assert rows(made)[0] == ("b", "300元 = 300.00元，不超过a的10%", "300", "1户", "100.00")


def test_a_share_of_what_is_not_paid_is_not_paid() -> None:
    unpaid = item("a", "{constant: 1000, unit: 元}", condition="{fact: in_dispute, is: yes, otherwise: 没有争议}")
    made = statement(items(unpaid, item("b", "{share: 50%, of: a}")))
    assert [(row.id, row.reason) for row in made.not_paid] == [
        ("a", "权属争议为否，没有争议"),
        ("b", "名a为0"),
    ]


def test_a_tier_of_a_share_waits_with_it() -> None:
    tier = "{tier: {share: 10%, of: a}, unit: 元, steps: [{up_to: 3, value: 1}, {value: 2}]}"
    text = items(item("a", DATED), item("b", tier))
    assert [str(x.amount) for x in statement(text, notice_date="2020-06-01").items] == ["50.00", "2.00"]
    assert [x.status for x in statement(text, notice_date="2021-06-01").items] == ["pending", "pending"]


def test_the_least_of_several_waits_with_whichever_is_pending_and_for_what_is_missing_before_that() -> None:
    other = "{if: {fact: transition_months, at_most: 6}, then: {constant: 3, unit: 元}, else: {constant: 7, unit: 元}}"
    least = f"{{least: [{{constant: 100, unit: 元}}, {{share: 10%, of: a}}, {other}]}}"
    text = items(item("a", DATED), item("b", least))
    given = {"notice_date": "2020-06-01", "transition_months": "7"}
    assert [str(x.amount) for x in statement(text, **given).items] == ["50.00", "5.00"]
    pending = statement(text, **given | {"notice_date": "2021-06-01"}).items[1]
    assert (pending.status, pending.amount) == ("pending", None) and "待定，本项按它的10%计" in (pending.note or "")
    with pytest.raises(Refused, match="过渡"):
        statement(text, notice_date="2021-06-01")


# Pending, missing, unknown


def test_a_pending_number_of_months_leaves_the_rest_of_the_quantity() -> None:
    months = "{dated: notice_date, unit: 月, periods: [{from: 2020-01-01, value: 6}]}"
    text = items(item("a", f"{{constant: 10, unit: 元/人·月}}, {{fact: legal_residents}}, {months}"))
    assert rows(statement(text, notice_date="2020-06-01")) == [
        ("a", "10元/人·月 × 2人 × 6月", "10", "12人·月", "120.00")
    ]
    (line,) = statement(text, notice_date="2019-06-01").items
    assert (line.status, line.quantity, line.amount) == ("pending", "2", None)


def test_a_plain_household_under_rules_with_facts_of_their_own_is_asked_for_them() -> None:
    facts = "facts:\n  trees: {name: 树, kind: number, unit: 棵}\n"
    rules = rulebook(facts + items(item("a", "{constant: 10, unit: 元/棵}, {fact: trees}")))
    plain = Household(household_id="1", head="甲", resettlement="none", legal_residents=2)
    with pytest.raises(Refused) as caught:
        evaluate(rules, plain)
    assert [(p.code, p.field) for p in caught.value.problems] == [("fact-missing", "树")]


def test_what_only_the_other_reading_needs_is_not_missing() -> None:
    reading = """
readings:
  basis:
    name: 基数
    article: 第一条
    question: 按什么算？
    options: {flat: {name: 定额, meaning: 固定}, each: {name: 按人, meaning: 按人}}
    default: flat
    reason: 没有规定
"""
    cases = "{flat: {constant: 5, unit: 元/人}, each: {fact: monetary_per_person}}"
    text = reading + items(item("a", f"{{reading: basis, cases: {cases}}}, {{fact: legal_residents}}"))
    made = statement(text)
    assert str(made.totals.payable) == "10.00"
    assert made.notices == ("读法“基数”（第一条）取“定额”：固定",)
    with pytest.raises(Refused):
        statement(text, {"basis": "each"})


@pytest.mark.parametrize(
    ("condition", "facts", "outcome"),
    [
        ("{not: {fact: in_dispute, is: yes}}", {}, "paid"),
        ("{not: {fact: in_dispute, is: yes}}", {"in_dispute": True}, "not paid"),
        ("{not: {fact: signed_on_time, is: yes}}", {}, "refused"),
        ("{not: {fact: signed_on_time, given: yes}}", {}, "paid"),
        ("{any: [{fact: signed_on_time, is: yes}, {fact: in_dispute, is: no}]}", {}, "paid"),
        ("{any: [{fact: signed_on_time, is: yes}, {fact: in_dispute, is: yes}]}", {}, "refused"),
        ("{all: [{fact: signed_on_time, is: yes}, {fact: in_dispute, is: yes}]}", {}, "not paid"),
        ("{all: [{fact: signed_on_time, is: yes}, {fact: in_dispute, is: no}]}", {}, "refused"),
        ("{every: houses, satisfies: {fact: use, is: residential}}", {}, "paid"),
        ("{some: houses}", {}, "not paid"),
        ("{fact: legal_residents, in: [1, 2]}", {}, "paid"),
        ("{fact: legal_residents, above: 2}", {}, "not paid"),
        ("{fact: legal_residents, at_least: 2}", {}, "paid"),
        ("{fact: legal_residents, at_most: 1}", {}, "not paid"),
        ("{value: {count: members}, is: {fact: legal_residents}}", {}, "refused"),
        ("{value: {count: members}, is: {fact: legal_residents}}", {"members": [{"name": "甲"}]}, "not paid"),
        ("{value: {count: members}, below: {fact: legal_residents}}", {"members": [{"name": "甲"}]}, "paid"),
    ],
)
def test_conditions_are_true_false_or_unknown(condition: str, facts: dict[str, Any], outcome: str) -> None:
    text = items(item("a", "{constant: 5, unit: 元}", condition=condition))
    try:
        found = "paid" if statement(text, **facts).items else "not paid"
    except Refused:
        found = "refused"
    assert found == outcome


def test_a_choice_by_yes_and_no() -> None:
    text = items(item("a", "{choose: in_dispute, unit: 元, cases: {yes: 5, no: 7}}"))
    assert str(statement(text).amount("a")) == "7.00"
    assert str(statement(text, in_dispute=True).amount("a")) == "5.00"


@pytest.mark.parametrize(("disputed", "named"), [(False, "built_on"), (True, "begun_on")])
def test_a_bare_year_is_asked_of_the_fact_that_was_compared(disputed: bool, named: str) -> None:
    """Also where a condition or a term chooses which fact that is."""
    later = "{if: {fact: in_dispute, is: no}, then: {fact: built_on}, else: {fact: begun_on}}"
    terms = f"terms: {{day: {{name: 日, article: 第一条, for_each: houses, quantity: {later}}}}}\n"
    late = "{fact: notice_date, at_most: {term: day}}"
    houses = [{"legal_floor_area": "9", "kind": "main", "built_on": "2019", "begun_on": "2019", "in_dispute": disputed}]
    for day in (late, late.replace("{term: day}", later)):
        one = item("a", "{constant: 5, unit: 元/㎡}, {fact: legal_floor_area}", for_each="houses", condition=day)
        rules = rulebook(terms + items(one))
        with pytest.raises(Refused) as refused:
            evaluate(rules, household(rules, notice_date="2019-03-01", houses=houses))
        (problem,) = refused.value.problems
        assert (problem.code, problem.path) == ("year-ambiguous", ("houses", 0, named))
