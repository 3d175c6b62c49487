"""What a sample that has been looked at says of all, worked by hand."""

from decimal import Decimal

from yzcomp.audit.projection import Checked, project
from yzcomp.audit.sample import CERTAIN

RISK = Decimal("0.05")
INTERVAL = Decimal(10_000)


def checked(recorded: int, right: int, stratum: str = "货币单元", households: int = 50) -> Checked:
    interval = INTERVAL if stratum == "货币单元" else None
    return Checked("H", Decimal(recorded), Decimal(right), stratum, households, interval)


def test_monetary_units() -> None:
    """λ0 = 2.995733, λ1 = 4.743865, λ2 = 6.295794, rounded up at the sixth place.

    Taintings 0.5 and 0.2: projected (0.5 + 0.2) × 10,000 = 7,000; the limit is 10,000 × (2.995733 + 0.5 × 1.748132 +
    0.2 × 1.551929) = 41,801.848. What is certain adds its 300 to both and is not projected.
    """
    rows = [checked(5000, 4000), checked(4000, 2000), checked(1000, 1000), checked(30_000, 29_700, CERTAIN, 1)]
    found = project(rows, RISK)
    assert found.over == (Decimal(3300), Decimal("7300.00"), Decimal("42101.85"))
    assert found.under == (Decimal(0), Decimal("0.00"), Decimal("29957.33"))
    assert [(part.name, part.looked_at, part.wrong) for part in found.parts] == [("货币单元", 3, 2), (CERTAIN, 1, 1)]
    assert (found.rate, found.random) == (None, True)


def test_too_little_is_projected_apart() -> None:
    found = project([checked(1000, 1500), checked(1000, 500)], RISK)
    assert (found.over.projected, found.under.projected) == (Decimal("5000.00"), Decimal("5000.00"))
    assert project([checked(1000, 2001)], RISK).under.limit is None


def test_by_lot() -> None:
    """50 ÷ 5 × 100 = 1,000; of 50, 5 drawn and one wrong: at 95% no more than 32 are wrong."""
    rows = [checked(1000, 900, "简单随机"), *[checked(1000, 1000, "简单随机")] * 4]
    found = project(rows, RISK)
    assert found.over == (Decimal(100), Decimal("1000.00"), None)
    assert found.rate == Decimal(32) / 50


def test_strata_each_by_its_own_households() -> None:
    rows = [checked(10, 9, "甲", 8), checked(10, 10, "甲", 8), checked(10, 7, "乙", 30), checked(5, 5, "乙", 30)]
    found = project(rows, RISK)
    assert (found.over.projected, found.rate, found.random) == (Decimal("49.00"), None, True)


def test_all_of_it_was_looked_at() -> None:
    found = project([checked(1000, 900, CERTAIN, 1)], RISK)
    assert found.over == (Decimal(100), Decimal("100.00"), Decimal("100.00"))


def test_what_was_chosen_says_nothing_of_the_rest() -> None:
    found = project([checked(1000, 900, "按金额", 0)], RISK)
    assert (found.over, found.random) == ((Decimal(100), Decimal("100.00"), None), False)
