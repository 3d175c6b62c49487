"""The forms in which people write numbers, dates, truth values and text."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest

from yzcomp.forms import (
    BadForm,
    BareYear,
    clean,
    date_of,
    excel_date,
    narrow,
    read_date,
    read_date_or_year,
    read_number,
    read_yes_no,
)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0", "0"),
        ("120", "120"),
        ("120.00", "120.00"),
        ("1250.5", "1250.5"),
        ("1,250.5", "1250.5"),
        ("1,234,567", "1234567"),
        ("１，２５０．５", "1250.5"),
        ("１２０", "120"),
        (" 96.50 ", "96.50"),
        ("\u300096.50\u00a0", "96.50"),
        ("96.50\u200b", "96.50"),
        ("\ufeff96.50", "96.50"),
        ("+3", "3"),
        ("-3", "-3"),
        ("007", "7"),
        ("0.1234567890123456789", "0.1234567890123456789"),
    ],
)
def test_numbers(written: str, number: str) -> None:
    read = read_number(written)
    assert isinstance(read, Decimal)
    assert str(read) == number


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "-", "十二", "120㎡", "120 m2", "3亩", "￥100", "100元", "1e3", "1E+17", "nan", "inf", "Infinity",
        "1.2.3", ".5", "5.", "1,25", "12,34", "1,2345", ",100", "1 250", "0x10", "1_000", "１２０㎡", "约120",
        "100-200", "12%", "++1", "٣", "1" * 25,
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_a_remedy(written: str) -> None:
    with pytest.raises(BadForm) as caught:
        read_number(written)
    assert caught.value.code == "not-a-number"
    assert caught.value.remedy


@pytest.mark.parametrize(
    "written",
    [
        "2019-03-01",
        "2019-3-1",
        "2019/3/1",
        "2019/03/01",
        "2019.3.1",
        "2019年3月1日",
        "2019年03月01日",
        "２０１９－０３－０１",
        "２０１９年３月１日",
        " 2019-03-01\u3000",
        "2019-03-01 00:00:00",
        "2019-03-01T00:00:00",
        "2019/3/1 0:00",
    ],
)
def test_one_day_in_every_way_of_writing_it(written: str) -> None:
    assert read_date(written) == date(2019, 3, 1)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2019",
        "2019-03",
        "20190301",
        "19-3-1",
        "2019-3/1",
        "2019年3月1",
        "2019-3-1日",
        "2019年3-1",
        "3/1/2019",
        "2019-02-29",
        "2019-13-01",
        "2019-00-10",
        "2019-04-31",
        "2019-03-01 08:30:00",
        "二〇一九年三月一日",
        "0001-01-01",
        "2201-01-01",
        "43525",
    ],
)
def test_what_is_no_day_of_the_calendar_is_refused(written: str) -> None:
    with pytest.raises(BadForm) as caught:
        read_date(written)
    assert caught.value.code == "not-a-date"
    assert caught.value.remedy


def test_a_leap_day() -> None:
    assert read_date("2020-02-29") == date(2020, 2, 29)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1998", BareYear(1998)),
        ("1998年", BareYear(1998)),
        ("１９９８年", BareYear(1998)),
        ("1800", BareYear(1800)),
        ("2200", BareYear(2200)),
        ("1998-05-01", date(1998, 5, 1)),
        ("1998年5月1日", date(1998, 5, 1)),
    ],
)
def test_a_house_may_have_only_the_year(written: str, read: date | BareYear) -> None:
    assert read_date_or_year(written) == read


@pytest.mark.parametrize("written", ["98", "98年", "1799", "2201", "1998-05", "年", "一九九八年"])
def test_what_is_neither_a_day_nor_a_year(written: str) -> None:
    with pytest.raises(BadForm) as caught:
        read_date_or_year(written)
    assert caught.value.code == "not-a-date"


def test_a_bare_year_is_written_with_its_sign() -> None:
    assert str(BareYear(1998)) == "1998年"


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        ("61", date(1900, 3, 1)),
        ("43525", date(2019, 3, 1)),
        ("44561", date(2021, 12, 31)),
        ("109939", date(2200, 12, 31)),
    ],
)
def test_day_numbers_of_excel_cells(serial: str, day: date) -> None:
    assert excel_date(Decimal(serial)) == day


@pytest.mark.parametrize("serial", ["0", "60", "-1", "43525.5", "109940", "20190301"])
def test_numbers_that_are_no_excel_day(serial: str) -> None:
    with pytest.raises(BadForm, match="不是日期"):
        excel_date(Decimal(serial))


def test_a_date_cell_with_a_time_of_day_is_refused() -> None:
    assert date_of(datetime(2019, 3, 1)) == date(2019, 3, 1)
    assert date_of(date(2019, 3, 1)) == date(2019, 3, 1)
    with pytest.raises(BadForm, match="时刻"):
        date_of(datetime(2019, 3, 1, 8, 30))


@pytest.mark.parametrize("written", ["是", "true", "True", "TRUE", "1", "√", "yes", " 是 ", "１", "✓"])
def test_yes(written: str) -> None:
    assert read_yes_no(written) is True


@pytest.mark.parametrize("written", ["否", "false", "False", "0", "no", "０", "×"])
def test_no(written: str) -> None:
    assert read_yes_no(written) is False


@pytest.mark.parametrize("written", ["", "有", "2", "是否", "不是", "-", "none"])
def test_neither_yes_nor_no(written: str) -> None:
    with pytest.raises(BadForm) as caught:
        read_yes_no(written)
    assert caught.value.code == "not-yes-no"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (" 张三 ", "张三"),
        ("\u3000张　三\u3000", "张　三"),
        ("张\u200b三\ufeff", "张三"),
        ("（一）㎡Ⅰ", "（一）㎡Ⅰ"),  # inside, text stays as it is written
        ("䶮", "䶮"),
    ],
)
def test_text_is_trimmed_and_otherwise_kept(written: str, text: str) -> None:
    assert clean(written) == text


def test_only_numbers_dates_and_identifiers_are_narrowed() -> None:
    assert narrow("Ａ－１２　") == "A-12"
    assert clean("Ａ－１２　") == "Ａ－１２"


@pytest.mark.parametrize(
    ("read", "written"),
    [(read_number, " 12亩 "), (read_date, " 去年 "), (read_date_or_year, " 去年 "), (read_yes_no, " 有 ")],
)
def test_messages_quote_what_was_written(read: Callable[[str], object], written: str) -> None:
    with pytest.raises(BadForm) as caught:
        read(written)
    assert f"“{written.strip()}”" in caught.value.message
