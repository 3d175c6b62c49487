"""Short ways to write a household and its records in tests, and to have it computed."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from yzcomp import (
    Attachment,
    Crop,
    Evaluator,
    House,
    Household,
    Line,
    NotPaid,
    Parcel,
    Pond,
    Problem,
    Refused,
    Rulebook,
    Standards,
    Statement,
    TemporaryUse,
    load_rulebook,
    load_standards,
)

STANDARDS = Path(__file__).parent / "standards.yaml"
NOTICE = "2019-03-01"


@lru_cache
def rulebook() -> Rulebook:
    """The built-in measure."""
    return load_rulebook()


@lru_cache
def standards() -> Standards:
    """The invented rates of ``tests/standards.yaml``."""
    return load_standards([STANDARDS], rulebook())


@lru_cache(maxsize=128)
def _evaluator(readings: tuple[tuple[str, str], ...], with_standards: bool) -> Evaluator:
    return Evaluator(rulebook(), standards() if with_standards else None, dict(readings))


def evaluator(readings: Mapping[str, str] | None = None, *, with_standards: bool = True) -> Evaluator:
    """The built-in measure at work; compiled once for each choice of readings."""
    return _evaluator(tuple(sorted((readings or {}).items())), with_standards)


def household(resettlement: str = "site", residents: int | None = 3, **facts: Any) -> Household:
    """A household that nothing is wrong with; ``facts`` change or add to it."""
    given: dict[str, Any] = {
        "household_id": "0001",
        "head": "张三",
        "legal_residents": residents,
        "resettlement": resettlement,
        "notice_date": NOTICE,
    }
    return Household(**{key: value for key, value in (given | facts).items() if value is not None})


def dispersed(ground_floor: str | None = None, residents: int | None = 3, **facts: Any) -> Household:
    """A household under dispersed resettlement, with one dwelling (of that ground floor)."""
    given: dict[str, Any] = {"outside_planning_area": True, "transition_months": "12"}
    given["houses"] = [house("150" if ground_floor else "100", ground_floor_area=ground_floor or "0")]
    return household("dispersed", residents, **(given | facts))


def monetary(residents: int | None = 3, per_person: str = "170000", **facts: Any) -> Household:
    """A household that may have monetary resettlement, with one dwelling."""
    given: dict[str, Any] = {
        "houses": [house()],
        "station_project": True,
        "farmland_per_capita": "0.29",
        "monetary_per_person": per_person,
    }
    return household("monetary", residents, **(given | facts))


def house(area: str = "100", **facts: Any) -> House:
    """A certified dwelling, 砖混 一等 (835.55元/㎡)."""
    given: dict[str, Any] = {
        "legal_floor_area": area,
        "ground_floor_area": area,
        "structure": "砖混",
        "grade": "一等",
    }
    return House(**{key: value for key, value in (given | facts).items() if value is not None})


def parcel(land_class: str = "paddy", area: str = "1", zone: str | None = "一区", **facts: Any) -> Parcel:
    return (
        Parcel(land_class=land_class, area=area, zone=zone, **facts)
        if zone
        else Parcel(land_class=land_class, area=area, **facts)
    )


def crop(kind: str = "水稻", area: str = "1", **facts: Any) -> Crop:
    return Crop(kind=kind, area=area, **facts)


def attachment(kind: str = "桂花树", quantity: str = "1", **facts: Any) -> Attachment:
    return Attachment(kind=kind, quantity=quantity, **facts)


def pond(area: str = "1", **facts: Any) -> Pond:
    return Pond(area=area, **facts)


def temporary(land_class: str = "paddy", area: str = "1", years: str = "1", **facts: Any) -> TemporaryUse:
    return TemporaryUse(land_class=land_class, area=area, years=years, **facts)


def statement(of: Household, *, with_standards: bool = True, **readings: str) -> Statement:
    return evaluator(readings, with_standards=with_standards).evaluate(of)


def amount(of: Household, item: str, **readings: Any) -> str:
    """An item's amount as text, so that the two decimals are compared too; ``0.00`` when it is not paid."""
    return str(statement(of, **readings).amount(item))


def lines(of: Statement, item: str) -> list[Line]:
    return [line for line in of.items if line.id == item]


def line(of: Statement, item: str) -> Line:
    (only,) = lines(of, item)
    return only


def not_paid(of: Statement, item: str) -> list[NotPaid]:
    return [row for row in of.not_paid if row.id == item]


def reasons(of: Statement, item: str) -> list[tuple[str, str]]:
    """Why an item is not paid, and by which article."""
    return [(row.reason, row.article) for row in not_paid(of, item)]


def refusal(of: Household, *, with_standards: bool = True, **readings: str) -> tuple[Problem, ...]:
    """The problems with which a household is refused; fails the test when it isn't."""
    with pytest.raises(Refused) as caught:
        statement(of, with_standards=with_standards, **readings)
    return caught.value.problems


def codes(problems: Iterable[Problem]) -> list[tuple[str, tuple[str | int, ...]]]:
    """What was complained of and where: stable codes and paths."""
    return [(problem.code, problem.path) for problem in problems]
