"""The quick way of reading a row gives what the careful way gives, or gives up."""

import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.households import evaluator
from yzcomp.forms import BLANKS, INVISIBLE, clean
from yzcomp.tables.assemble import Assembled, Group, Plans
from yzcomp.tables.cells import is_blank
from yzcomp.tables.columns import SheetPlan, household_words
from yzcomp.tables.quick import QuickReader
from yzcomp.tables.sources import Row

FACTS = evaluator().setting.facts
WORDS = household_words(FACTS)
TITLES = list(dict.fromkeys(target.title for target in WORDS.values()))
PLAN = SheetPlan(
    "v.csv", None, 1, tuple((n, WORDS[t]) for n, t in enumerate(TITLES)), dict(enumerate(TITLES)), frozenset()
)
SOUND = {"户编号": "A1", "户主": "张三", "合法常住人口": "4", "安置方式": "安置地安置", "征地告知日": "2019-03-01"}
ODD = st.text(st.sampled_from(BLANKS + INVISIBLE), max_size=3)
WORD = st.sampled_from(
    [*("", "4", "0", "-", "1.5", "１２", "3人", "100㎡", "2亩", "是", "√", "none", "货币安置", "砖混", "一组")]
    + [*("2019-03-01", "2019年3月1日", "1998", "43525", "#N/A", "#REF!", "4.3E+17", "5E10", "E", "#", "80%", "x")]
)
CELL = st.builds(lambda a, word, b: a + word + b, ODD, WORD, ODD) | st.text(max_size=4)
CELLS = st.dictionaries(st.sampled_from(TITLES), CELL, max_size=6)


def row(cells: dict[str, str]) -> Row:
    return Row(2, [(SOUND | cells).get(title, "") for title in TITLES])


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(CELLS)
@example({"村组": "\u2003"})
@example({"水塘面积": "\x0b"})
@example({"户主": "\x0b"})
@example({"户主": "\u200b#N/A"})
@example({"户主": "#N\u200b/A"})
def test_both_ways_give_the_same(cells: dict[str, str]) -> None:
    quickly = QuickReader(PLAN, FACTS).read(row(cells))
    if quickly is not None:
        intake = Assembled(Group(row(cells)), Plans(PLAN), FACTS).intake()
        assert (intake.problems, intake.household) == ([], quickly)


def test_the_quick_way_reads_what_is_usual() -> None:
    assert QuickReader(PLAN, FACTS).read(row({"水塘面积": " 1.5\u3000"})) is not None


def test_a_cell_that_only_looks_blank_is_left_to_the_careful_way() -> None:
    looks_blank = row({"村组": "\u2003"})
    assert QuickReader(PLAN, FACTS).read(looks_blank) is None
    intake = Assembled(Group(looks_blank), Plans(PLAN), FACTS).intake()
    assert (intake.problems, intake.household and intake.household.village) == ([], None)


@pytest.mark.parametrize("blank", [*BLANKS, *INVISIBLE])
def test_what_looks_blank_is_blank(blank: str) -> None:
    assert is_blank(blank)
    assert clean(f"{blank}a{blank}") == "a"


def test_no_blank_of_unicode_is_left_out() -> None:
    assert "".join(filter(str.isspace, map(chr, range(sys.maxunicode + 1)))) == BLANKS
