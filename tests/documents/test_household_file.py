"""A household file that is written reads back as what was written, whatever the text in it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from yzcomp import Household, load_rulebook
from yzcomp.documents.household_file import household_yaml, quoted
from yzcomp.forms import BareYear, clean
from yzcomp.household.catalogue import Catalogue, catalogue
from yzcomp.household.files import read_household_text

FACTS = catalogue()


def written(household: dict[str, Any], facts: Catalogue = FACTS, **records: Any) -> str:
    return household_yaml(household, records, facts, title="某办法", document="无文号")


def read_back(text: str, facts: Catalogue = FACTS) -> Household:
    intake = read_household_text(text, "户.yaml", facts)
    assert intake.problems == []
    assert intake.household is not None
    return intake.household


def least(**more: Any) -> dict[str, Any]:
    return {"household_id": "001", "head": "张三", "resettlement": "site", **more}


def test_every_kind_of_value() -> None:
    house = {"legal_floor_area": Decimal("150.50"), "built_on": BareYear(1998), "kind": "annex"}
    text = written(least(notice_date=date(2019, 3, 1), in_dispute=True, legal_residents=0), houses=[house])
    assert text.splitlines()[2:] == [
        "户编号: 001   # 一批之内不能重复",
        "户主: 张三",
        "安置方式: 安置地安置",
        "征地告知日: 2019-03-01",
        "权属争议: 是",
        "合法常住人口: 0   # 人；不填家庭成员时必填",
        "房屋:",
        "  - 合法建筑面积: 150.5   # ㎡",
        "    建成日期: 1998   # 日期或年份；征地告知日及以后建成的不予补偿",
        "    房屋类别: 杂房",
    ]
    household = read_back(text)
    assert (household.household_id, household.in_dispute) == ("001", True)
    assert household.houses[0].built_on == BareYear(1998)


def test_a_percentage_and_a_choice_of_a_rulebooks_own() -> None:
    facts = load_rulebook(ROOT / "tests/rules/invented-county").catalogue
    house = {"legal_floor_area": Decimal(1), "newness": Decimal("0.855"), "roof": "tile"}
    text = written(least(), facts, houses=[house])
    assert "成新率: 85.5%\n" in text and "屋顶: 瓦\n" in text
    (read,) = read_back(text, facts).houses
    assert (read.newness, read.roof) == (Decimal("0.855"), "tile")  # type: ignore[attr-defined]


def test_blanks_stay_as_comments_and_empty_records_are_left_out() -> None:
    text = written(least(village=None), houses=[], ponds=[{"kind": None, "area": Decimal(2)}])
    assert text.endswith("# 村组:\n水塘:\n  - 面积: 2   # 亩\n")
    assert read_back(text).village is None


@pytest.mark.parametrize(
    "text",
    ["null", "~", "- 甲", "甲: 乙", "甲 # 乙", "{甲}", "“甲”", '"', "\\", "'", "*甲", "甲：", "是", "1e3", "!", "|"],
)
def test_no_text_is_misread(text: str) -> None:
    assert read_back(written(least(village=text))).village == text


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_comes_back(text: str) -> None:
    if clean(text):
        assert read_back(written(least(village=clean(text)))).village == clean(text)


def test_plain_words_need_no_quotes() -> None:
    assert [quoted(word) for word in ("杨家桥村三组", "LST-001", "2019-03-01", "96.5", "80%", "3㎡")] == [
        "杨家桥村三组",
        "LST-001",
        "2019-03-01",
        "96.5",
        "80%",
        "3㎡",
    ]
    assert quoted("a b") == '"a b"'
