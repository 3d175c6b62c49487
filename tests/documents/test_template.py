"""The empty tables: what stands in each cell, what Excel lets be typed, and that the example computes."""

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from tests import small_rulebooks as small
from tests.conftest import ROOT
from yzcomp import Rulebook, load_rulebook
from yzcomp.documents.template import record_tables
from yzcomp.documents.template.example import EXAMPLE_ID
from yzcomp.documents.template.workbook import workbook

BUILT_IN = load_rulebook()
COUNTY = load_rulebook(ROOT / "tests/rules/invented-county")
TABLES = ["户", "家庭成员", "房屋", "征收土地", "青苗", "附着物", "水塘", "临时用地", "企业损失"]


def book(rules: Rulebook = BUILT_IN) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook(record_tables(rules), rules.rulebook)))


BOOK = book()


def cell(sheet: str, title: str, row: int = 1, of: Any = None) -> Any:
    """The cell of a column, found by its header."""
    (found,) = (c for c in (of or BOOK)[sheet][1] if c.value == title)
    return (of or BOOK)[sheet].cell(row, found.column)


def rule(sheet: str, title: str, of: Any = None) -> Any:
    """The validation of a column's first row, if it has one."""
    at = cell(sheet, title, 2, of).coordinate
    return next((v for v in (of or BOOK)[sheet].data_validations.dataValidation if at in v), None)


def test_a_sheet_a_table_behind_the_explanation() -> None:
    assert BOOK.sheetnames == ["说明", *TABLES]
    assert all(BOOK[name].cell(1, 1).value == "户编号" for name in TABLES)
    assert all(BOOK[name].freeze_panes == "B2" for name in TABLES)
    assert BOOK["说明"].freeze_panes is None


def test_every_fact_of_the_catalogue_has_its_column() -> None:
    facts = BUILT_IN.catalogue
    assert [c.value for c in BOOK["户"][1]] == [info.title for info in facts.fields.values()]
    for record in facts.records.values():
        assert [c.value for c in BOOK[record.title][1]] == ["户编号", *(i.title for i in record.fields.values())]


@pytest.mark.parametrize(
    ("sheet", "title", "comment"),
    [
        ("户", "户编号", "必填\n一批之内不能重复"),
        ("户", "安置方式", "必填\n可填：分散迁建安置、安置地安置、货币安置、不予安置"),
        ("户", "过渡月数", "选填\n单位：个月\n分散迁建安置必填"),
        ("户", "县区", "选填\n可填：冷水滩区、东安县、永州经济技术开发区"),
        ("户", "权属争议", "选填\n可填：是、否\n不填按“否”"),
        ("户", "征地告知日", "选填\n日期，如 2019-03-01"),
        ("家庭成员", "户编号", "必填\n“户”表里的户编号"),
        ("房屋", "房屋类别", "选填\n可填：正房、杂房\n不填按“正房”"),
        ("房屋", "合法建筑面积", "必填\n单位：㎡"),
        ("房屋", "建成日期", "选填\n日期或年份；征地告知日及以后建成的不予补偿"),
        ("征收土地", "面积", "必填\n单位：亩"),
    ],
)
def test_the_comment_of_a_header(sheet: str, title: str, comment: str) -> None:
    assert cell(sheet, title).comment.text == comment


def test_every_header_has_a_comment_and_required_ones_their_colour() -> None:
    for name in TABLES:
        for head in BOOK[name][1]:
            required = head.comment.text.startswith("必填")
            assert head.fill.fgColor.rgb == ("FFF8CBAD" if required else "FFDDE7F0"), head.value
    assert not any("Undefined" in c.comment.text for name in TABLES for c in BOOK[name][1])


def test_lists_to_choose_from() -> None:
    assert rule("户", "安置方式").formula1 == '"分散迁建安置,安置地安置,货币安置,不予安置"'
    assert rule("户", "城市规划区范围外").formula1 == '"是,否"'
    assert rule("户", "县区").formula1 == '"冷水滩区,东安县,永州经济技术开发区"'
    assert rule("征收土地", "地类").type == "list"
    assert rule("户", "户主") is None
    assert rule("户", "安置方式").error == "可填：分散迁建安置、安置地安置、货币安置、不予安置"


def test_numbers_and_dates_are_checked_as_they_are_typed() -> None:
    def of(sheet: str, title: str) -> tuple[str, str | None, str]:
        found = rule(sheet, title)
        return found.type, found.operator, found.formula1

    assert of("户", "合法常住人口") == ("whole", "greaterThanOrEqual", "0")
    assert of("户", "过渡月数") == ("decimal", "greaterThanOrEqual", "0")
    assert of("征收土地", "面积") == ("decimal", "greaterThan", "0")
    assert of("户", "征地告知日")[0] == "date"
    assert of("户", "身份证号") == ("textLength", "equal", "18")
    assert rule("征收土地", "面积").error == "只填数字，大于0，单位亩"
    assert rule("房屋", "建成日期") is None  # a bare year is allowed too


def test_rules_reach_down_the_whole_sheet() -> None:
    assert all(
        str(validation.sqref).endswith("1048576")
        for name in TABLES
        for validation in BOOK[name].data_validations.dataValidation
    )


def test_formats_keep_numbers_and_dates_what_they_are() -> None:
    assert cell("户", "户编号", 2).number_format == "@"
    assert cell("户", "身份证号", 2).number_format == "@"
    assert cell("房屋", "建成日期", 2).number_format == "@"
    assert cell("户", "征地告知日", 2).number_format == "yyyy-mm-dd"
    assert cell("户", "征地告知日", 2).value == datetime(2019, 1, 16)
    assert cell("征收土地", "面积", 2).number_format == "General"
    assert cell("征收土地", "面积", 2).value == 1.25
    assert cell("家庭成员", "身份证号", 2).data_type == "s"
    columns = BOOK["户"].column_dimensions
    formats = [columns[cell("户", t).column_letter].number_format for t in ("户编号", "征地告知日", "过渡月数")]
    assert formats == ["@", "yyyy-mm-dd", "General"]  # of the whole column, below the example too


def test_one_example_row_a_sheet() -> None:
    *given, losses = TABLES  # a household that lives in its house has no losses of an enterprise
    assert all(BOOK[name].max_row == 2 for name in TABLES)
    assert all(BOOK[name].cell(2, 1).value == EXAMPLE_ID for name in given)
    assert BOOK[losses].cell(2, 1).value is None


def test_the_explanation() -> None:
    lines = [str(row[0].value) for row in BOOK["说明"].iter_rows()]
    assert BUILT_IN.rulebook.document in lines[1]
    text = "\n".join(lines)
    for words in ("一户一行", "户编号", "亩", "㎡", "2019-03-01", "空着就是没有填写", "整行删去", EXAMPLE_ID):
        assert words in text
    rows = [[c.value for c in row[:6]] for row in BOOK["说明"].iter_rows(min_row=13)]
    assert rows[0] == ["表", "列", "必填", "单位", "可填的值", "说明"]
    assert ["房屋", "合法建筑面积", "必填", "㎡", "", ""] in rows
    assert len(rows) - 1 == sum(len(list(BOOK[name][1])) for name in TABLES)


def test_the_same_rulebook_gives_the_same_bytes() -> None:
    first, second = (workbook(record_tables(BUILT_IN), BUILT_IN.rulebook) for _ in range(2))
    assert first == second


def test_facts_that_a_rulebook_adds_have_columns() -> None:
    county = book(COUNTY)
    assert cell("房屋", "成新率", 2, county).value == 0.8
    assert cell("房屋", "成新率", 2, county).number_format == "0.00%"
    assert cell("房屋", "成新率", of=county).comment.text == "选填\n百分数，如 80%"
    assert rule("房屋", "屋顶", county).formula1 == '"瓦,平顶"'
    assert cell("户", "租房月数", of=county).comment.text == "选填\n单位：个月"
    assert rule("户", "县区", county) is None  # this county's rules name no districts


LONG = "rate: {list: houses, name: 档次, kind: choice, choices: {" + ", ".join(
    f"k{n}: 很长很长的第{n}个档次" for n in range(40)
)
ITEM = small.items(small.item("a", "{constant: 1, unit: 元}"))


def test_a_list_too_long_for_a_drop_down_stands_on_the_explanation() -> None:
    made = book(small.rulebook(f"facts:\n  {LONG}}}}}\n{ITEM}"))
    assert rule("房屋", "档次", made).formula1 == "说明!$H$1:$H$40"
    assert [made["说明"].cell(row, 8).value for row in (1, 40)] == ["很长很长的第0个档次", "很长很长的第39个档次"]


def test_nothing_becomes_a_formula() -> None:
    rules = small.rulebook("facts: {x: {name: =1+1, kind: choice, choices: {a: '=2+2', b: '+3'}}}\n" + ITEM)
    made = book(rules)
    assert cell("户", "=1+1", 1, made).data_type == "s"
    assert cell("户", "=1+1", 2, made).data_type == "s"
