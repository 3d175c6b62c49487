"""One cell at a time: what is read of it, and why some can't be read."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from yzcomp.forms import BadForm
from yzcomp.household.choices import Resettlement
from yzcomp.household.fields import Form, choice
from yzcomp.tables.cells import ErrorCell, MergedCell, is_blank, is_odd, raw_value, shown

TEXT, DATE, YES_NO, ID = Form("text"), Form("date"), Form("yes_no"), Form("id_number")
YEAR, PERSONS, MONEY = Form("date_or_year"), Form("integer", "人"), Form("number", "元/人")
SQUARE_METRES, MU, YEARS, MONTHS = (Form("number", unit) for unit in ("㎡", "亩", "年", "个月"))
WAY = choice(Resettlement)


def read(cell: Any, form: Form) -> Any:
    return form.read(raw_value(cell, form))


def refused(cell: Any, form: Form) -> str:
    with pytest.raises(BadForm) as caught:
        read(cell, form)
    return caught.value.code


@pytest.mark.parametrize(
    ("cell", "form", "value"),
    [
        ("1,250.5", SQUARE_METRES, "1250.5"),
        ("１２０．５", SQUARE_METRES, "120.5"),
        ("１，２５０", SQUARE_METRES, "1250"),
        ("　120.5 ", SQUARE_METRES, "120.5"),
        ("120.5㎡", SQUARE_METRES, "120.5"),
        ("120.5 m2", SQUARE_METRES, "120.5"),
        ("120.5m²", SQUARE_METRES, "120.5"),
        ("120.5平方米", SQUARE_METRES, "120.5"),
        ("1.5亩", MU, "1.5"),
        ("1.5 亩", MU, "1.5"),
        ("4人", PERSONS, "4"),
        ("12个月", MONTHS, "12"),
        ("12月", MONTHS, "12"),
        ("1.5年", YEARS, "1.5"),
        ("165,000元", MONEY, "165000"),
        ("¥165,000", MONEY, "165000"),
        ("￥165000元/人", MONEY, "165000"),
        (120.5, SQUARE_METRES, "120.5"),
        (0.1 + 0.2, SQUARE_METRES, "0.3"),
        (1e-3, SQUARE_METRES, "0.001"),
        (4, PERSONS, "4"),
        (4.0, PERSONS, "4"),
        ("0", SQUARE_METRES, "0"),
    ],
)
def test_numbers_as_people_write_them(cell: Any, form: Form, value: str) -> None:
    assert read(cell, form) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "form", "code"),
    [
        ("168亩", SQUARE_METRES, "wrong-unit"),
        ("1.5㎡", MU, "wrong-unit"),
        ("1.5公顷", MU, "wrong-unit"),
        ("16.5万元", MONEY, "wrong-unit"),
        ("16.5万", MONEY, "wrong-unit"),
        ("12年", MONTHS, "wrong-unit"),
        ("80%", SQUARE_METRES, "wrong-unit"),
        ("1/3亩", MU, "wrong-unit"),
        ("约120", SQUARE_METRES, "not-a-number"),
        ("一百二十", SQUARE_METRES, "not-a-number"),
        ("1.2.3", SQUARE_METRES, "not-a-number"),
        ("1e3", SQUARE_METRES, "wrong-unit"),
        ("12,34", SQUARE_METRES, "not-a-number"),
        ("=120+3", SQUARE_METRES, "not-a-number"),
        ("3.5", PERSONS, "not-an-integer"),
        (True, PERSONS, "wrong-type"),
        (date(2019, 3, 1), SQUARE_METRES, "not-a-number"),
        (time(3, 4), MU, "wrong-type"),
        (timedelta(hours=30), MU, "wrong-type"),
        (float("nan"), MU, "not-a-number"),
        (float("inf"), MU, "not-a-number"),
        (ErrorCell("#DIV/0!"), MU, "error-cell"),
        ("#N/A", MU, "error-cell"),
        ("#REF!", TEXT, "error-cell"),
        ("#N/A", WAY, "error-cell"),
    ],
)
def test_what_is_no_such_number_is_refused(cell: Any, form: Form, code: str) -> None:
    assert refused(cell, form) == code


@pytest.mark.parametrize(
    "cell",
    [
        "2019-03-01",
        "2019/3/1",
        "2019.3.1",
        "2019年3月1日",
        "２０１９－３－１",
        " 2019-3-1 ",
        "2019-03-01 00:00:00",
        date(2019, 3, 1),
        datetime(2019, 3, 1),
        43525,
        43525.0,
    ],
)
def test_dates_in_every_form(cell: Any) -> None:
    assert read(cell, DATE) == date(2019, 3, 1)


@pytest.mark.parametrize("cell", ["2019-2-29", "2019-6-31", "2019年", "43525", "20190301", "3月1日", 0.5, 1.5, 59, 1e9])
def test_what_is_no_date_is_refused(cell: Any) -> None:
    assert refused(cell, DATE) == "not-a-date"


def test_a_date_with_a_time_of_day_is_refused() -> None:
    assert refused(datetime(2019, 3, 1, 8, 30), DATE) == "not-a-date"


def test_a_year_alone_stays_a_year_where_that_will_do() -> None:
    assert [str(read(cell, YEAR)) for cell in ("1998", "1998年", 1998, 1998.0)] == ["1998年"] * 4
    assert read(43525, YEAR) == date(2019, 3, 1)


@pytest.mark.parametrize(
    ("cell", "value"), [("是", True), ("√", True), (True, True), (1, True), (0.0, False), ("否", False)]
)
def test_truth(cell: Any, value: bool) -> None:
    assert read(cell, YES_NO) is value


def test_numbers_as_names_lose_no_digit_and_gain_none() -> None:
    assert [read(cell, TEXT) for cell in (1001, 1001.0, 12.5, "0012", " H-1 ")] == [
        "1001",
        "1001",
        "12.5",
        "0012",
        "H-1",
    ]


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        (431121195003120000.0, ID),
        (431121195003120000, ID),
        ("4.31121E+17", ID),
        ("4.31121E+17", TEXT),
        ("4.31121E+17", TEXT),
        (4311211950031200.0, TEXT),
    ],
)
def test_numbers_that_a_spreadsheet_has_cut_off_are_refused(cell: Any, form: Form) -> None:
    assert refused(cell, form) == "id-damaged"


def test_a_date_in_place_of_a_name_is_refused() -> None:
    """``3-1`` typed into a spreadsheet becomes the first of March."""
    assert refused(date(2019, 3, 1), TEXT) == "wrong-type"
    assert refused(datetime(2019, 3, 1), WAY) == "wrong-type"
    assert refused(True, TEXT) == "wrong-type"


def test_a_merged_cell_stands_for_words_and_dates_but_not_for_numbers() -> None:
    assert read(MergedCell("一组", 3), TEXT) == "一组"
    assert read(MergedCell(datetime(2019, 3, 1), 3), DATE) == date(2019, 3, 1)
    assert read(MergedCell("是", 3), YES_NO) is True
    assert [refused(MergedCell(value, 3), SQUARE_METRES) for value in (120.5, "120.5")] == ["merged-cell"] * 2
    assert refused(MergedCell("11010519491231002X", 3), ID) == "merged-cell"


@pytest.mark.parametrize("cell", ["", " ", "\u3000", "\u200b", "\xa0\t", "\ufeff", None, MergedCell("", 1)])
def test_blanks_of_all_kinds(cell: Any) -> None:
    assert is_blank(cell)


@pytest.mark.parametrize("cell", [0, 0.0, False, "0", "-", ErrorCell("#N/A")])
def test_what_is_not_blank(cell: Any) -> None:
    assert not is_blank(cell)


def test_cells_are_shown_as_people_see_them() -> None:
    cells = [
        1001.0,
        0.1 + 0.2,
        120.50,
        True,
        False,
        date(2019, 3, 1),
        datetime(2019, 3, 1),
        datetime(2019, 3, 1, 8),
        None,
    ]
    assert list(map(shown, cells)) == [
        *("1001", "0.3", "120.5", "是", "否", "2019-03-01", "2019-03-01", "2019-03-01 08:00:00", ""),
    ]
    assert (shown(ErrorCell("#N/A")), shown(MergedCell(3.0, 2))) == ("#N/A", "3")


def test_only_what_a_spreadsheet_has_spoilt_is_odd() -> None:
    assert all(map(is_odd, ("#N/A", " #DIV/0! ", "4.31E+17", "5E+10")))
    assert not any(map(is_odd, ("#3组", "#", "4.31", "E+1", "1E5", "A1E+5", "一组#N/A")))
