"""Households built by a program: exact values only, the same again after JSON."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from tests.households import house, household, pond, statement
from yzcomp import House, Household
from yzcomp.forms import BareYear


def test_a_household_survives_json() -> None:
    of = household(
        houses=[house(built_on="1986"), house(built_on="1986-05-01"), house()],
        ponds=[pond("1.50")],
        signed_on_time=True,
    )
    assert Household.model_validate_json(of.model_dump_json()) == of
    assert Household.model_validate(of.model_dump()) == of


@pytest.mark.parametrize("year", ["1986", "1986年", 1986, BareYear(1986)])
def test_a_bare_year_in_every_way_of_giving_it(year: Any) -> None:
    assert House(legal_floor_area="1", built_on=year).built_on == BareYear(1986)


@pytest.mark.parametrize("day", ["2019-03-01", date(2019, 3, 1), datetime(2019, 3, 1)])
def test_a_day_in_every_way_of_giving_it(day: Any) -> None:
    assert household(notice_date=day).notice_date == date(2019, 3, 1)


@pytest.mark.parametrize(("residents", "read"), [(3, 3), ("3", 3), ("3.0", 3), (Decimal("3"), 3), ("３", 3), (0, 0)])
def test_a_number_of_persons(residents: Any, read: int) -> None:
    assert household(residents=residents).legal_residents == read


@pytest.mark.parametrize("residents", ["3.5", "-1", 3.0, "三", True, "", [3]])
def test_what_is_no_number_of_persons(residents: Any) -> None:
    with pytest.raises(ValidationError):
        household(residents=residents)


@pytest.mark.parametrize("area", ["0", "-1", 1.5, float("nan"), Decimal("NaN"), Decimal("Infinity"), True, (1,), {}])
def test_what_is_no_area_of_land(area: Any) -> None:
    with pytest.raises(ValidationError):
        pond(area)


@pytest.mark.parametrize(
    "area", ["9" * 25, Decimal("9" * 25), 10**24, Decimal("1E+24"), Decimal("1E-25"), Decimal("1E+999999")]
)
def test_a_number_that_no_measure_could_mean_is_refused_and_not_rounded(area: Any) -> None:
    with pytest.raises(ValidationError, match="数字过长"):
        pond(area)


@pytest.mark.parametrize("area", ["9" * 24, Decimal("9" * 24), 10**24 - 1, Decimal("0.000000000000000000000001")])
def test_the_longest_numbers_are_computed_exactly(area: Any) -> None:
    found = statement(household("none", ponds=[pond(area)]))
    if Decimal(area) * 25000 < Decimal("0.005"):
        (reason,) = [n.reason for n in found.not_paid if n.id == "pond_replacement"]
        assert reason == f"水塘第1条（水塘）：算得{f'{Decimal(area) * 25000:f}'.rstrip('0')}元，取整后为0"
        return
    (line,) = found.items
    assert line.amount == Decimal(line.quantity) * 25000
    assert Decimal(line.quantity) == Decimal(area)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("site", "site"),
        ("安置地安置", "site"),
        (" 安置地安置 ", "site"),
        ("SITE", "site"),
        ("none", "none"),
        ("不予安置", "none"),
    ],
)
def test_a_choice_by_key_or_by_name(written: str, key: str) -> None:
    assert household(written).resettlement == key


def test_a_choice_that_is_not_offered_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValidationError, match="不是可选的值"):
        household("安置地")


def test_a_household_can_not_be_changed_and_knows_no_other_fields() -> None:
    of = household()
    with pytest.raises(ValidationError):
        of.head = "李四"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        household(hous=[])


def test_nothing_is_not_the_name_of_anyone() -> None:
    with pytest.raises(ValidationError) as caught:
        Household(household_id="1", head=None, resettlement="none")
    assert [(e["loc"], e["type"]) for e in caught.value.errors()] == [(("head",), "required")]
