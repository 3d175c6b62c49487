"""公民身份号码: shape, birth date, check character; damage by Excel is named and never repaired."""

import pytest

from yzcomp.forms import BadForm
from yzcomp.identity import check_character, read_id_number

GOOD = "11010519491231002X"  # the example of GB 11643-1999
GOOD_WITH_DIGIT = "431102199003071234"[:17]


@pytest.mark.parametrize(("first17", "check"), [("11010519491231002", "X"), ("44052418800101001", "4")])
def test_check_characters_of_the_standards_own_examples(first17: str, check: str) -> None:
    assert check_character(first17) == check


@pytest.mark.parametrize(
    "written",
    [
        GOOD,
        "11010519491231002x",
        " 11010519491231002X\u3000",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",  # a spreadsheet's mark for text
        "11010519491231002X\u200b",
    ],
)
def test_one_number_in_every_way_of_writing_it(written: str) -> None:
    assert read_id_number(written) == GOOD


def test_an_old_area_code_is_no_reason_to_refuse() -> None:
    first17 = "43290119520101123"  # 零陵地区, abolished in 1995
    assert read_id_number(first17 + check_character(first17)).startswith("432901")


def test_exactly_one_last_character_is_right() -> None:
    right = check_character(GOOD_WITH_DIGIT)
    for last in "0123456789X":
        if last == right:
            assert read_id_number(GOOD_WITH_DIGIT + last) == GOOD_WITH_DIGIT + last
        else:
            assert _code(GOOD_WITH_DIGIT + last) == "id-check-digit"


def test_every_single_wrong_digit_is_noticed() -> None:
    for position in range(17):
        for digit in "0123456789":
            wrong = GOOD[:position] + digit + GOOD[position + 1 :]
            if wrong != GOOD:
                with pytest.raises(BadForm):
                    read_id_number(wrong)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "id-shape"),
        ("110105491231002", "id-shape"),  # the fifteen digits of before 1999
        ("1101051949123100", "id-shape"),
        ("11010519491231002XX", "id-shape"),
        ("1101051949123100X2", "id-shape"),
        ("11010519491231002Y", "id-shape"),
        ("110105194912310021", "id-check-digit"),
        ("110105194913310028", "id-birth-date"),  # month 13
        ("11010519490229002X", "id-birth-date"),  # no leap year
        ("11010518491231002X", "id-birth-date"),  # born in 1849
        ("1.10105E+17", "id-damaged"),
        ("4.31102199003071E+17", "id-damaged"),
        ("110105194912310000", "id-damaged"),  # fifteen digits kept, three zeros
    ],
)
def test_what_is_wrong_is_named(written: str, code: str) -> None:
    assert _code(written) == code


def test_a_true_number_that_ends_in_zeros_is_accepted() -> None:
    first15 = next(f"43110219900307{n}" for n in range(10) if check_character(f"43110219900307{n}00") == "0")
    assert read_id_number(f"{first15}000") == f"{first15}000"


@pytest.mark.parametrize("written", ["110105194912310021", "110105194912310000", "110105194913310028"])
def test_messages_do_not_repeat_the_number(written: str) -> None:
    with pytest.raises(BadForm) as caught:
        read_id_number(written)
    assert written not in f"{caught.value.message}{caught.value.remedy}{caught.value}"


def _code(written: str) -> str:
    with pytest.raises(BadForm) as caught:
        read_id_number(written)
    return caught.value.code
