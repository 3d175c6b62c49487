"""What an amount comes to, where that is whole or measured so finely, and hardly by chance."""

from decimal import Decimal

import pytest

from yzcomp.audit.implied import Factored, implied


def line(rate: str, quantity: str, unit: str = "㎡") -> Factored:
    amount = (Decimal(rate) * Decimal(quantity)).quantize(Decimal("0.01"))
    return Factored(Decimal(quantity), unit, Decimal(rate), amount)


@pytest.mark.parametrize(
    ("rate", "quantity", "unit", "recorded", "said"),
    [
        ("980", "200", "㎡", "181000", ["相当于 905元/㎡（应为 980元/㎡）"]),
        ("980", "150", "㎡", "156016", ["多计9.2㎡（相当于 159.20㎡）"]),
        ("860", "150", "㎡", "137600", ["多计10㎡（相当于 160.00㎡）"]),
        ("610.55", "103.47", "㎡", "63295.72", ["多计0.2㎡（相当于 103.67㎡）"]),
        ("120000", "5", "人", "480000", ["少计1人（相当于 4人）"]),
        ("120000", "5", "人", "599999", []),
        ("1100", "12", "个月", "15400", ["多计2个月（相当于 14个月）"]),
        ("1100", "12", "个月", "13860", []),  # 1155元/月：十二个月的整数倍太多，不算数
        ("1100", "2", "次", "2400", []),
        ("85", "300", "株", "27000", ["相当于 90元/株（应为 85元/株）"]),
        ("980", "200", "㎡", "181000.50", []),
        ("980", "200", "㎡", "-181000", []),
        ("980", "200", "㎡", "196000", []),
    ],
)
def test_what_an_amount_comes_to(rate: str, quantity: str, unit: str, recorded: str, said: list[str]) -> None:
    assert implied([line(rate, quantity, unit)], Decimal(recorded)) == said


def test_the_same_rate_is_of_one_kind_and_areas_have_nothing_in_common() -> None:
    (one,), (other,) = (implied([line("980", area)], 905 * Decimal(area)) for area in ("200", "163"))
    assert one.kind == other.kind == "相当于 905元/㎡"
    (area,) = implied([line("980", "150")], Decimal(156016))
    assert (area.kind, area.loose, one.loose) == ("数量不同（㎡）", True, False)


def test_one_line_of_several() -> None:
    """180 × 835 + 60 × 512: the second paid for 67.30 ㎡ is no whole rate, and no area of the first."""
    lines = [line("835", "180"), line("513", "60")]
    assert implied(lines, Decimal(835 * 180) + Decimal("513") * Decimal("67.3")) == ["多计7.3㎡（相当于 67.30㎡）"]
    assert implied([line("980", "200"), line("980", "200")], Decimal(980 * 410)) == []  # either may be


def test_a_line_under_a_cap_says_nothing() -> None:
    capped = Factored(Decimal("131.2"), "㎡", Decimal(350), Decimal(42000))
    assert implied([capped], Decimal(35000)) == []
