"""Slips with figures, each named only where it gives the recorded amount exactly."""

from decimal import Decimal

import pytest

from yzcomp.audit.slips import slips


@pytest.mark.parametrize(
    ("due", "recorded", "said"),
    [
        ("1234.50", "1243.50", "两位数字颠倒"),
        ("1234.50", "4231.50", "两位数字颠倒"),
        ("1234.50", "0234.51", "两位数字颠倒"),
        ("51234.50", "51234", "舍去了角分"),
        ("51234.50", "51235", "按元取整"),
        ("51234.20", "51235", "不足1元按1元计"),
        ("51234.56", "51234.60", "取整到角"),
        ("51234.56", "51230", "取整到十元"),
        ("51234.56", "51200", "取整到百元"),
        ("1200", "12000", "小数点错位，大了10倍"),
        ("1200", "12", "小数点错位，成了100分之一"),
        ("600000", "60", "单位当成了万元"),
        ("1200", "2400", "计了两次"),
        ("1200", "600", "只计了一半"),
        ("1200", "-1200", "写成了负数"),
    ],
)
def test_a_slip(due: str, recorded: str, said: str) -> None:
    found = list(slips(Decimal(due), Decimal(recorded)))
    if recorded.startswith("0"):
        assert found == []  # a leading nought is no digit of an amount
    else:
        assert any(said in text for text in found), found


@pytest.mark.parametrize(
    ("due", "recorded"), [("1234.50", "1243.51"), ("1200", "1200"), ("0", "100"), ("12", "21.004")]
)
def test_no_slip(due: str, recorded: str) -> None:
    assert list(slips(Decimal(due), Decimal(recorded))) == []
