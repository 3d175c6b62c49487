"""Sizes and limits as printed tables have them, to the last digit that they print."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from yzcomp.audit.distributions import binomial, gamma, hypergeometric, poisson
from yzcomp.audit.projection import stringer
from yzcomp.audit.sample_size import attributes_size, mus_size, poisson_limit, rate_limit

PRINTED: dict[str, Any] = yaml.load((Path(__file__).parent / "sampling.yaml").read_text("utf-8"), yaml.CSafeLoader)
HUNDRED = Decimal(100)


def percent(text: object) -> Decimal:
    return Decimal(str(text)) / HUNDRED


@pytest.mark.parametrize("table", PRINTED["attributes"], ids=lambda table: str(table["risk"]))
def test_attributes(table: dict[str, Any]) -> None:
    for tolerable, row in table["sizes"].items():
        for expected, size in row.items():
            found = attributes_size(percent(tolerable), percent(expected), Decimal(table["risk"]))
            assert found is not None
            assert found.size == size, (tolerable, expected)


@pytest.mark.parametrize(("population", "expected", "tolerable", "confidence", "size"), PRINTED["finite"])
def test_attributes_of_a_finite_population(
    population: int, expected: int, tolerable: int, confidence: int, size: int
) -> None:
    found = attributes_size(percent(tolerable), percent(expected), 1 - percent(confidence), population)
    assert found is not None
    assert found.size == size


@pytest.mark.parametrize("table", PRINTED["limits"], ids=lambda table: str(table["risk"]))
def test_limits_of_a_rate(table: dict[str, Any]) -> None:
    for size, row in table["by_size"].items():
        risk, step = Decimal(table["risk"]), Decimal("0.001")
        assert [rate_limit(errors, size, risk, step) * HUNDRED for errors in range(11)] == list(map(Decimal, row))


def sizes_in_money() -> Iterator[tuple[Decimal, Decimal, Decimal, int]]:
    for row in PRINTED["monetary"]["rows"]:
        for tolerable, size in zip(PRINTED["monetary"]["tolerable"], row["sizes"], strict=True):
            yield percent(row["risk"]), Decimal(row["expected"]), percent(tolerable), size
    for confidence, sizes in PRINTED["none_expected"]["sizes"].items():
        for tolerable, size in zip(PRINTED["none_expected"]["tolerable"], sizes, strict=True):
            yield 1 - percent(confidence), Decimal(0), percent(tolerable), size


def test_monetary_units() -> None:
    """A printed size is enough and one less isn't; the search itself is tried on one in twenty of those looked at."""
    for number, (risk, share, tolerable, size) in enumerate(list(sizes_in_money())[::4]):
        if number % 20:
            for tried, enough in ((size, True), (size - 1, False)):
                assert (gamma(1 + tried * share * tolerable, tried * tolerable) >= 1 - risk) is enough
        else:
            found = mus_size(tolerable, share * tolerable, risk)
            assert found is not None
            assert found.size == size


def test_confidence_factors() -> None:
    """Printed with two decimals, sometimes rounded up and sometimes half up."""
    for errors, row in PRINTED["factors"]["by_errors"].items():
        for risk, printed in zip(PRINTED["factors"]["risks"], row, strict=True):
            exact = poisson_limit(errors, percent(risk))
            rounded = {exact.quantize(Decimal("0.01"), way) for way in (ROUND_CEILING, ROUND_HALF_UP)}
            assert Decimal(printed) in rounded, (errors, risk, exact)


def test_limits_as_a_textbook_has_them() -> None:
    step = Decimal("1e-8")
    for errors, printed in enumerate(PRINTED["limit_145"]):
        assert rate_limit(errors, 145, percent(5), step) - Decimal(printed) in (0, step)
    found = [rate_limit(errors, 102, percent(10), step, 1200) * 1200 for errors in range(4)]
    assert list(map(round, found)) == PRINTED["limit_102_of_1200"]


def test_the_stringer_bound() -> None:
    def limit(errors: int) -> Decimal:
        return rate_limit(errors, 145, percent(5), Decimal("1e-10"))

    for row in PRINTED["stringer_145"]:
        bound = stringer(list(map(Decimal, row["taints"])), limit)
        assert bound.quantize(Decimal("1e-8"), ROUND_HALF_UP) == Decimal(row["bound"])


def test_distributions_agree_with_one_another() -> None:
    close = Decimal("1e-27")
    assert binomial(1, 3, Decimal("0.5")) == Decimal("0.5")
    assert (binomial(-1, 10, Decimal("0.1")), binomial(2, 2, Decimal("0.1")), binomial(1, 2, Decimal(1))) == (0, 1, 0)
    assert hypergeometric(0, 2, 1, 4) == Decimal("0.5")
    assert abs(gamma(Decimal(4), Decimal("3.8")) - (1 - poisson(3, Decimal("3.8")))) < close
    assert abs(gamma(Decimal(1), Decimal(3)) - (1 - poisson(0, Decimal(3)))) < close


def test_there_is_no_sample_for_what_is_expected_so_near_to_the_limit() -> None:
    assert attributes_size(percent(5), percent("4.99"), percent(5), 1000) is None
    assert mus_size(percent(5), percent("4.999"), percent(5)) is None
