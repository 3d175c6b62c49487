"""Yuan and fen: half up, once; digits for people; 人民币大写."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yzcomp.money import FEN, YUAN, D, capital, grouped, plain, round_half_up, round_up, yuan


@pytest.mark.parametrize(
    ("exact", "to_the_fen"),
    [
        ("0", "0.00"),
        ("0.004", "0.00"),
        ("0.0049999999999999999999999999999999999", "0.00"),
        ("0.005", "0.01"),
        ("0.014999", "0.01"),
        ("0.015", "0.02"),
        ("0.025", "0.03"),  # half to even would give 0.02
        ("1.005", "1.01"),  # a float would give 1.00
        ("2.675", "2.68"),  # a float would give 2.67
        ("1.115", "1.12"),
        ("9.995", "10.00"),
        ("33775", "33775.00"),
        ("99999999999999999999.995", "100000000000000000000.00"),
    ],
)
def test_rounding_is_half_up_to_the_fen(exact: str, to_the_fen: str) -> None:
    assert str(round_half_up(Decimal(exact))) == to_the_fen


@pytest.mark.parametrize(
    ("exact", "to_the_yuan"),
    [
        ("0.49", "0.00"),
        ("0.4999999", "0.00"),
        ("0.5", "1.00"),
        ("1.5", "2.00"),
        ("2.5", "3.00"),
        ("10027.75", "10028.00"),
        ("10027.49", "10027.00"),
    ],
)
def test_rounding_to_the_yuan_keeps_two_decimals(exact: str, to_the_yuan: str) -> None:
    assert str(round_half_up(Decimal(exact), YUAN)) == to_the_yuan


def test_rounding_does_not_depend_on_the_context_of_the_caller() -> None:
    with localcontext() as context:
        context.prec = 4
        assert round_half_up(Decimal("123456.785"), FEN) == Decimal("123456.79")
        assert plain(Decimal("123456.785")) == "123456.785"


@pytest.mark.parametrize(("years", "whole"), [("0.01", "1"), ("1", "1"), ("2", "2"), ("2.0001", "3"), ("3", "3")])
def test_a_started_year_counts_whole(years: str, whole: str) -> None:
    assert round_up(Decimal(years)) == Decimal(whole)


def test_a_float_is_no_amount() -> None:
    with pytest.raises(TypeError, match="浮点数"):
        D(68.1)  # type: ignore[arg-type]
    assert D("68.10") == Decimal("68.10")
    assert D(3) == Decimal(3)


@pytest.mark.parametrize(
    ("number", "decimals", "digits"),
    [
        ("0", 0, "0"),
        ("-0", 0, "0"),
        ("0.00", 2, "0.00"),
        ("96.5", 2, "96.50"),
        ("96.505", 2, "96.505"),
        ("96.500", 0, "96.5"),
        ("1E+3", 0, "1000"),
        ("1E-7", 0, "0.0000001"),
        ("25000", 0, "25000"),
        ("1234567.891", 2, "1234567.891"),
    ],
)
def test_plain_digits(number: str, decimals: int, digits: str) -> None:
    assert plain(Decimal(number), decimals) == digits


@pytest.mark.parametrize(
    ("number", "decimals", "digits"),
    [
        ("350", 0, "350"),
        ("1000", 0, "1000"),
        ("9999.99", 2, "9999.99"),
        ("10000", 0, "10,000"),
        ("25000", 0, "25,000"),
        ("170000.5", 2, "170,000.50"),
        ("1234567.125", 2, "1,234,567.125"),
    ],
)
def test_thousands_are_grouped_from_ten_thousand(number: str, decimals: int, digits: str) -> None:
    assert grouped(Decimal(number), decimals) == digits


@pytest.mark.parametrize(
    ("amount", "text"), [("0", "0.00"), ("33775", "33,775.00"), ("999.9", "999.90"), ("1000000.05", "1,000,000.05")]
)
def test_an_amount_for_people(amount: str, text: str) -> None:
    assert yuan(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        # 整 follows 元 and 角, never 分
        ("0", "人民币零元整"),
        ("0.00", "人民币零元整"),
        ("1", "人民币壹元整"),
        ("0.5", "人民币伍角整"),
        ("0.05", "人民币伍分"),
        ("0.15", "人民币壹角伍分"),
        ("1.50", "人民币壹元伍角整"),
        ("1.55", "人民币壹元伍角伍分"),
        ("1.05", "人民币壹元零伍分"),
        ("10", "人民币壹拾元整"),
        ("10.05", "人民币壹拾元零伍分"),
        ("15", "人民币壹拾伍元整"),
        # one 零 for each run of zeros inside, none at the end
        ("100", "人民币壹佰元整"),
        ("101", "人民币壹佰零壹元整"),
        ("110", "人民币壹佰壹拾元整"),
        ("1001", "人民币壹仟零壹元整"),
        ("1010", "人民币壹仟零壹拾元整"),
        ("1100", "人民币壹仟壹佰元整"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        # 万 and 亿
        ("10000", "人民币壹万元整"),
        ("10001", "人民币壹万零壹元整"),
        ("10010", "人民币壹万零壹拾元整"),
        ("10100", "人民币壹万零壹佰元整"),
        ("11000", "人民币壹万壹仟元整"),
        ("33775.00", "人民币叁万叁仟柒佰柒拾伍元整"),
        ("42000", "人民币肆万贰仟元整"),
        ("100000", "人民币壹拾万元整"),
        ("100500", "人民币壹拾万零伍佰元整"),
        ("170000", "人民币壹拾柒万元整"),
        ("510000", "人民币伍拾壹万元整"),
        ("1000000", "人民币壹佰万元整"),
        ("20030400.06", "人民币贰仟零叁万零肆佰元零陆分"),
        ("100000000", "人民币壹亿元整"),
        ("100000001", "人民币壹亿零壹元整"),
        ("100010000", "人民币壹亿零壹万元整"),
        ("120000000", "人民币壹亿贰仟万元整"),
        ("1000000000000", "人民币壹万亿元整"),
    ],
)
def test_capital(amount: str, written: str) -> None:
    assert capital(Decimal(amount)) == written


@pytest.mark.parametrize("amount", ["1.005", "0.001", "-1", "-0.01"])
def test_what_has_no_capital_form_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="不能写成大写的金额"):
        capital(Decimal(amount))


@given(st.integers(min_value=0, max_value=10**15))
@settings(max_examples=300, deadline=None, database=None, derandomize=True)
def test_capital_reads_back_as_the_same_amount(fen: int) -> None:
    amount = Decimal(fen).scaleb(-2)
    written = capital(amount)
    assert _read_capital(written) == amount
    assert "零零" not in written
    assert written.endswith("分") or written.endswith("整")


def _read_capital(written: str) -> Decimal:
    """A 大写 amount as a number, read by the plain rule: digit × place, group by group."""
    whole, _, rest = written.removeprefix("人民币").removesuffix("整").rpartition("元")
    jiao, _, fen = rest.rpartition("角")
    return Decimal(_read_whole(whole)) + Decimal(_digit(jiao) * 10 + _digit(fen.strip("零分"))).scaleb(-2)


def _read_whole(text: str) -> int:
    for sign, size in (("亿", 10**8), ("万", 10**4), ("仟", 1000), ("佰", 100), ("拾", 10)):
        high, found, low = text.rpartition(sign)
        if found:
            return _read_whole(high) * size + _read_whole(low)
    return _digit(text.lstrip("零"))


def _digit(sign: str) -> int:
    return "零壹贰叁肆伍陆柒捌玖".index(sign) if sign else 0
