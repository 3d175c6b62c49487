"""The lines that a rulebook draws, and the fact that decides on which side of one a household is."""

from datetime import date
from decimal import Decimal

import pytest

from tests.households import rulebook as built_in
from tests.small_rulebooks import item, items, rulebook
from yzcomp.cases.boundary_lines import At, AtFact, Capped, Threshold, Whole, Worked, thresholds
from yzcomp.cases.line_values import around
from yzcomp.household.catalogue import catalogue


def lines(rules: str) -> list[Threshold]:
    return list(thresholds(rulebook(rules)))


def condition(text: str) -> list[tuple[object, object]]:
    """The facts and limits of the lines that a condition draws."""
    found = lines(items(item("a", "{constant: 5, unit: 元}", condition=text)))
    return [(line.fact and line.fact.key, line.limit) for line in found]


def factor(text: str, **more: str) -> list[tuple[object, object]]:
    return [(line.fact and line.fact.key, line.limit) for line in lines(items(item("a", text, **more)))]


def test_comparisons_with_numbers_and_days() -> None:
    assert condition("{fact: legal_residents, at_least: 3}") == [("legal_residents", At(Decimal(3)))]
    assert condition("{fact: farmland_per_capita, below: 0.3}") == [("farmland_per_capita", At(Decimal("0.3")))]
    assert condition("{fact: notice_date, at_most: 2021-12-31}") == [("notice_date", At(date(2021, 12, 31)))]
    assert condition("{value: {sum: area, of: ponds}, above: 2}") == [("area", At(Decimal(2)))]


def test_comparisons_with_other_facts() -> None:
    ((fact, limit),) = condition("{fact: signed_on, at_most: {fact: sign_by}}")
    assert fact == "signed_on"
    assert isinstance(limit, AtFact)
    assert limit.fact.key == "sign_by"
    ((fact, limit),) = condition("{value: {count: ponds}, is: {fact: legal_residents}}")
    assert fact == "legal_residents"
    assert isinstance(limit, Worked)


@pytest.mark.parametrize(
    "text",
    [
        "{fact: in_dispute, is: yes}",
        "{fact: resettlement, in: [site]}",
        "{fact: notice_date, given: yes}",
        "{some: ponds}",
    ],
)
def test_what_draws_no_line(text: str) -> None:
    assert condition(text) == []


def test_a_number_of_records_has_no_one_fact() -> None:
    assert condition("{value: {count: ponds}, at_least: 3}") == [(None, At(Decimal(3)))]


def test_bounds_steps_periods_and_started_units() -> None:
    bounded = factor("{constant: 1, unit: 元/个月}, {fact: transition_months, at_most: 12, at_least: 2}")
    assert bounded == [("transition_months", At(Decimal(12))), ("transition_months", At(Decimal(2)))]
    steps = "{tier: {fact: legal_residents}, unit: 元, steps: [{up_to: 3, value: 10}, {up_to: 5, each: 2}, {each: 1}]}"
    assert factor(steps) == [("legal_residents", At(Decimal(3))), ("legal_residents", At(Decimal(5)))]
    dated = "{dated: notice_date, unit: 元, periods: [{to: 2019-12-31, value: 1}, {from: 2020-01-01, value: 2}]}"
    assert factor(dated) == [("notice_date", At(date(2019, 12, 31))), ("notice_date", At(date(2020, 1, 1)))]
    started = factor("{constant: 1, unit: 元/亩}, {fact: area, round: up}", for_each="ponds")
    assert started == [("area", Whole())]


def test_caps_and_floors_of_items() -> None:
    cap = "{factors: [{constant: 8, unit: 元}], text: 最多8元}"
    product = "{constant: 5, unit: 元/人}, {fact: legal_residents}"
    assert factor(product, at_most=cap) == [("legal_residents", Capped("a", "at_most", 1))]
    assert factor("{constant: 5, unit: 元}", at_least=cap) == [(None, Capped("a", "at_least", 0))]


def test_a_line_that_a_part_draws_twice_comes_once() -> None:
    twice = "{any: [{fact: legal_residents, at_least: 3}, {fact: legal_residents, above: 3}]}"
    assert condition(twice) == [("legal_residents", At(Decimal(3)))]


def test_every_line_of_the_built_in_measure_has_its_fact() -> None:
    found = list(thresholds(built_in()))
    assert [line.words for line in found if line.fact is None] == []
    assert {line.path[0] for line in found} == {"terms", "requirements", "items", "notices"}
    assert len(found) == 33


@pytest.mark.parametrize(
    ("scope", "key", "limit", "beside"),
    [
        (None, "legal_residents", "3", [("不到3人", "2"), ("正好3人", "3"), ("超过3人", "4")]),
        (None, "legal_residents", "0", [("正好0人", "0"), ("超过0人", "1")]),
        (None, "legal_residents", "2.5", [("还没有到", "2"), ("刚刚超过", "3")]),
        (
            "houses",
            "ground_floor_area",
            "120",
            [("不到120㎡", "119.99"), ("正好120㎡", "120"), ("超过120㎡", "120.01")],
        ),
        (None, "farmland_per_capita", "0.3", [("不到0.3亩", "0.29"), ("正好0.3亩", "0.3"), ("超过0.3亩", "0.31")]),
        (
            None,
            "farmland_per_capita",
            "0.125",
            [("不到0.125亩", "0.124"), ("正好0.125亩", "0.125"), ("超过0.125亩", "0.126")],
        ),
        ("crops", "area", "13.333333333", [("还没有到", "13.33"), ("刚刚超过", "13.34")]),
    ],
)
def test_values_beside_a_number(scope: str | None, key: str, limit: str, beside: list[tuple[str, str]]) -> None:
    fact = catalogue().of(scope)[key]
    assert list(around(fact, Decimal(limit))) == [(side, Decimal(value)) for side, value in beside]


def test_values_beside_a_day() -> None:
    fact = catalogue().fields["notice_date"]
    assert list(around(fact, date(2020, 3, 1))) == [
        ("2020-03-01的前一天", date(2020, 2, 29)),
        ("正好2020-03-01", date(2020, 3, 1)),
        ("2020-03-01的后一天", date(2020, 3, 2)),
    ]
