"""Quantities that crowd at a threshold, held against what chance would give."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from tests.households import evaluator
from yzcomp.audit.thresholds import Crowding, grain_of
from yzcomp.batch.flags import Flag, Someone

FOOTPRINT, FARMLAND, YEARS = "footprint_at_cap", "farmland_just_under_limit", "temporary_years_just_under_limit"


def crowd(key: str, values: Sequence[str], villages: Sequence[str] | None = None) -> list[Flag]:
    crowding = Crowding(evaluator().rulebook)
    for number, value in enumerate(values):
        village = villages[number] if villages else "一组"
        crowding.add(Someone(f"A{number}", village), [(key, Decimal(value))])
    return list(crowding.flags())


SPREAD = [f"{110.05 + n * 0.7:.2f}" for n in range(27)]


def test_measured_footprints_spread_out_raise_nothing() -> None:
    assert crowd(FOOTPRINT, SPREAD) == []


def test_many_just_under_the_cap() -> None:
    (flag,) = crowd(FOOTPRINT, [*SPREAD, *(f"119.{n:02}" for n in range(50, 62))])
    assert "119至120之间有14户，前后10以内共39户；均匀分布时约2户" in flag.detail
    assert len(flag.households) == 14


def test_many_at_the_cap_among_measured_ones() -> None:
    (flag,) = crowd(FOOTPRINT, [*SPREAD, *["120"] * 8])
    assert "同样是10的整数倍的共" in flag.detail


def test_rounded_footprints_are_as_round_at_the_cap_as_elsewhere() -> None:
    assert crowd(FOOTPRINT, ["110"] * 12 + ["120"] * 15 + ["130"] * 11 + ["100"] * 20) == []
    assert crowd(FOOTPRINT, ["120", "120", "120", "96.5", "88"]) == []


def test_villages_that_share_a_figure_count_once() -> None:
    one = crowd(FARMLAND, ["0.29"] * 60)
    assert one == []
    villages = [f"{n % 6}组" for n in range(60)]
    (flag,) = crowd(FARMLAND, ["0.29"] * 60, villages)
    assert "0.29至0.3之间有6个村组" in flag.detail
    assert len(flag.households) == 60
    assert crowd(FARMLAND, [f"0.2{n}" for n in range(10)], [f"{n}组" for n in range(10)]) == []


def test_the_limit_itself_is_of_no_use_to_some() -> None:
    assert crowd(YEARS, ["3"] * 50) == []
    (flag,) = crowd(YEARS, ["2.95"] * 5)
    assert "2.9至3之间有5条" in flag.detail


@pytest.mark.parametrize(("value", "grain"), [("120", 10), ("115", 5), ("119", 1), ("119.5", 0), ("0", 10)])
def test_how_round_a_quantity_is(value: str, grain: int) -> None:
    assert grain_of(Decimal(value), Decimal(1)) == grain
