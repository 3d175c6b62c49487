"""Mistakes in rules that would otherwise show only when a household is computed, or never."""

from typing import Any

import pytest

from tests.small_rulebooks import item, items, rulebook
from yzcomp import Refused

FLAT = "{constant: 5, unit: 元}"
TERM = "terms:\n  t: {{name: 约, article: 第一条, quantity: {0}}}\n"


def problems(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        rulebook(text)
    return [(problem.code, problem.message) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("factors", "code", "message"),
    [
        (f"{FLAT}, {{fact: village}}", "wrong-type", "这里应当是数字，不是文字"),
        (f"{FLAT}, {{fact: notice_date}}", "wrong-type", "这里应当是数字，不是日期"),
        (f"{FLAT}, {{fact: in_dispute}}", "wrong-type", "这里应当是数字，不是是否"),
        (f"{FLAT}, {{fact: resettlement}}", "wrong-type", "这里应当是数字，不是文字"),
        (f"{FLAT}, {{fact: village, at_most: 3}}", "wrong-type", "这里应当是数字，不是文字"),
        (
            "{tier: {fact: notice_date}, unit: 元, steps: [{value: 5}]}",
            "wrong-type",
            "这里应当是数字，不是日期",
        ),
        (
            "{if: {fact: in_dispute, is: yes}, then: {constant: 3, unit: 元}, else: {constant: 7, unit: 元/亩}}",
            "unit",
            "各情形的单位不一样：元、元/亩",
        ),
        (
            "{choose: in_dispute, cases: {yes: {constant: 3, unit: 元}, no: {constant: 7, unit: 元/亩}}}",
            "unit",
            "各情形的单位不一样：元、元/亩",
        ),
        ("{constant: -5, unit: 元}", "out-of-range", "“-5”小于0"),
        ("{share: -5%, of: a}", "out-of-range", "“-5”小于0"),
        ("{share: 5, of: a}", "not-a-percent", "“5”不是百分数"),
    ],
)
def test_factors_that_can_not_be_multiplied(factors: str, code: str, message: str) -> None:
    assert problems(items(item("a", factors))) == [(code, message)]


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("{fact: legal_residents, below: {fact: village}}", "数字不能与文字比较"),
        ("{fact: notice_date, below: {fact: legal_residents}}", "日期不能与数字比较"),
        ("{fact: legal_residents, is: {fact: in_dispute}}", "数字不能与是否比较"),
        ("{value: {share: 10%, of: b}, below: 50}", "条件里不能用可能待定的值（standard、share、dated）"),
    ],
)
def test_values_that_can_not_be_compared(condition: str, message: str) -> None:
    text = items(item("a", FLAT, condition=condition), item("b", FLAT))
    assert problems(text) == [("comparison", message)]


@pytest.mark.parametrize(
    "text",
    [
        TERM.format("{term: t}") + items(item("a", "{term: t}")),
        TERM.format("{share: 5%, of: a}") + items(item("a", "{term: t}")),
        items(item("a", "{share: 5%, of: b}"), item("b", "{share: 5%, of: a}")),
        items(item("a", "{share: 5%, of: a}")),
    ],
)
def test_what_rests_on_itself_is_refused(text: str) -> None:
    assert [code for code, _ in problems(text)] == ["cycle"]


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        ("{term: u}", "unknown-term"),
        ("{fact: areaz}", "unknown-fact"),
        ("{sum: area, of: pondz}", "unknown-list"),
        ("{sum: area, of: ponds, where: {term: u}}", "unknown-term"),
        ("{standard: u, key: [{fact: village}]}", "unknown-standard"),
        ("{share: 5%, of: u}", "unknown-item"),
        ("{reading: u, cases: {x: 1}}", "unknown-reading"),
        ("{choose: u, cases: {x: 1}}", "unknown-fact"),
        ("{dated: u, unit: 元, periods: [{value: 3}]}", "unknown-fact"),
    ],
)
def test_a_name_that_is_unknown_in_a_term_is_reported_and_not_stumbled_over(quantity: str, code: str) -> None:
    text = TERM.format(quantity) + items(item("a", "{term: t}", condition="{value: {term: t}, below: 5}"))
    assert code in {found for found, _ in problems(text)}


@pytest.mark.parametrize(
    "step", ["{constant: 0.05, unit: 元}", "{constant: 10, unit: 元}", "{constant: 0, unit: 元}", "{fact: village}"]
)
def test_money_is_rounded_to_the_fen_the_jiao_or_the_yuan(step: str) -> None:
    assert problems(f"rounding: {{step: {step}}}\n" + items(item("a", FLAT))) == [
        ("rounding", "取整只能写 0.01（分）、0.1（角）或 1（元）")
    ]


@pytest.mark.parametrize("kind", ["number, unit: 棵", "percent", "integer, unit: 棵"])
def test_a_measures_own_numbers_are_never_negative(kind: str) -> None:
    rules = rulebook(f"facts:\n  own: {{name: 自有, kind: {kind}}}\n" + items(item("a", FLAT)))
    given: dict[str, Any] = {"household_id": "1", "head": "甲", "resettlement": "none"}
    given["own"] = "-5%" if kind == "percent" else "-5"
    with pytest.raises(ValueError, match=r"小于0|不大于0"):
        rules.catalogue.model(**given)
