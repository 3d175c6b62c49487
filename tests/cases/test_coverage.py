"""What cases exercise is found part by part; what nothing exercises is named, in Chinese, with its place."""

from pathlib import Path

import pytest

from tests.case_files import READING, case, load
from tests.small_rulebooks import item, items
from yzcomp.cases.coverage import coverage_text, measure
from yzcomp.cases.points import points

POND = "水塘: [{面积: 1}]"


def missing(folder: Path, rules: str, cases: str) -> list[str]:
    file = load(folder, cases, rules=rules)
    return [point.text for point in measure(file.rulebook, file.cases).missing]


def test_an_item_is_paid_and_not_paid(tmp_path: Path) -> None:
    rules = items(
        item("a", "{constant: 5, unit: 元}", condition="{fact: resettlement, is: none}"),
        item("b", "{constant: 7, unit: 元}", condition="{fact: resettlement, is: none}"),
    )
    found = missing(tmp_path, rules, case("甲", "a: 5"))
    assert [text for text in found if "付它" in text] == [
        "名a：没有不付它的案例",
        "名b：没有付它的案例",
        "名b：没有不付它的案例",
    ]


def test_what_a_case_expects_nothing_of_is_not_exercised(tmp_path: Path) -> None:
    rules = items(item("a", "{constant: 5, unit: 元}"), item("b", "{constant: 7, unit: 元}"))
    assert "名b：没有付它的案例" in missing(tmp_path, rules, case("甲", "a: 5"))
    assert "名b：没有付它的案例" not in missing(tmp_path, rules, case("甲", "total: 12"))


def test_both_branches_of_each_condition(tmp_path: Path) -> None:
    test = "{any: [{fact: in_dispute, is: yes}, {fact: legal_residents, at_least: 3}]}"
    rules = items(item("a", "{constant: 5, unit: 元}", condition=test))

    def branches(cases: str) -> list[str]:
        return [text for text in missing(tmp_path, rules, cases) if "成立" in text]

    assert branches(case("甲", "a: 5", "合法常住人口: 3")) == [
        "名a：权属争议为是（没有成立的案例）",
        "名a：合法常住人口不少于3人（没有不成立的案例）",
    ]
    both = case("甲", "a: 5", "合法常住人口: 3") + case("乙", "a: 0", "合法常住人口: 2")
    assert branches(both) == ["名a：权属争议为是（没有成立的案例）"]
    assert branches(both + case("丙", "a: 5", "权属争议: 是")) == []


def test_a_part_that_was_never_reached_is_not_exercised(tmp_path: Path) -> None:
    """The second part of an ``all`` counts only where the first holds."""
    test = "{all: [{fact: in_dispute, is: yes}, {fact: legal_residents, at_least: 3}]}"
    rules = items(item("a", "{constant: 5, unit: 元}", condition=test))
    assert "名a：合法常住人口不少于3人（没有成立的案例）" in missing(
        tmp_path, rules, case("甲", "a: 0", "合法常住人口: 3")
    )


@pytest.mark.parametrize(
    ("factors", "household", "lacking"),
    [
        (
            "{constant: 5, unit: 元/人}, {fact: legal_residents, at_most: 3}",
            "合法常住人口: 3",
            ["最多3人）的上限（没有起作用的案例）"],
        ),
        (
            "{constant: 5, unit: 元/人}, {fact: legal_residents, at_most: 3}",
            "合法常住人口: 4",
            ["最多3人）的上限（没有不起作用的案例）"],
        ),
        (
            "{constant: 5, unit: 元/人}, {fact: legal_residents, at_least: 3}",
            "合法常住人口: 2",
            ["最少3人）的下限（没有不起作用的案例）"],
        ),
        (
            "{constant: 5, unit: 元/人}, {fact: legal_residents, at_least: 3}",
            "合法常住人口: 3",
            ["最少3人）的下限（没有起作用的案例）"],
        ),
        (
            "{constant: 5, unit: 元/亩}, {fact: area, round: up}",
            "水塘: [{面积: 1}]",
            ["不足1按1计）的进整（没有起作用的案例）"],
        ),
        ("{constant: 5, unit: 元/亩}, {fact: area, round: up}", "水塘: [{面积: 1}, {面积: 0.5}]", []),
    ],
)
def test_bounds_that_bite_and_that_do_not(tmp_path: Path, factors: str, household: str, lacking: list[str]) -> None:
    more = {"for_each": "ponds"} if "area" in factors else {}
    found = missing(tmp_path, items(item("a", factors, **more)), case("甲", "total: 0", household))
    told = [text for text in found if "起作用" in text]
    assert [text.endswith(end) for text, end in zip(told, lacking, strict=True)] == [True] * len(lacking)


def test_caps_of_items(tmp_path: Path) -> None:
    cap = "{factors: [{constant: 8, unit: 元}], text: 最多8元}"
    rules = items(item("a", "{constant: 5, unit: 元/人}, {fact: legal_residents}", at_most=cap))
    under, over = case("甲", "a: 5", "合法常住人口: 1"), case("乙", "a: 8", "合法常住人口: 2")
    assert "名a的上限（最多8元）（没有起作用的案例）" in missing(tmp_path, rules, under)
    assert "名a的上限（最多8元）（没有不起作用的案例）" in missing(tmp_path, rules, over)
    assert [text for text in missing(tmp_path, rules, under + over) if "上限" in text] == []


def test_steps_of_a_tier(tmp_path: Path) -> None:
    steps = "{tier: {fact: legal_residents}, unit: 元, steps: [{up_to: 3, value: 10}, {up_to: 5, each: 2}, {each: 1}]}"
    rules = items(item("a", steps))

    def steps_missing(*residents: int) -> list[str]:
        cases = "".join(case(f"第{n}个", "total: 0", f"合法常住人口: {n}") for n in residents)
        return [text for text in missing(tmp_path, rules, cases) if "落在" in text]

    three = ["名a：没有落在“不超过3”的案例", "名a：没有落在“超过3至5”的案例", "名a：没有落在“超过5”的案例"]
    assert steps_missing(3) == three[1:]
    assert steps_missing(5) == [three[0], three[2]]
    assert steps_missing(1, 4, 6) == []


def test_cases_of_choices_mappings_and_periods(tmp_path: Path) -> None:
    rules = items(
        item("a", "{choose: kind, unit: 元, cases: {pond: 1, reservoir: 2}}", for_each="ponds"),
        item(
            "b",
            "{dated: notice_date, unit: 元, periods: [{to: 2019-12-31, value: 1}, {from: 2020-01-01, value: 2}]}",
        ),
    )
    found = missing(tmp_path, rules, case("甲", "total: 3", f"{POND}, 征地告知日: 2020-01-01"))
    assert [text for text in found if "情形" in text or "一段" in text] == [
        "名a：“水库”的情形没有案例",
        "名b：“到2019-12-31止”一段没有案例",
    ]
    assert "水塘的水塘类别：没有为“水库”的案例" in found


def test_readings_count_where_they_matter(tmp_path: Path) -> None:
    rules = READING + items(item("a", "{constant: 5.5, unit: 元/人}, {fact: legal_residents}"))
    fen, yuan = "读法 rounding=fen（取整取“到分”）", "读法 rounding=yuan（取整取“到元”）"

    def readings(cases: str) -> list[str]:
        return [text.partition("：")[0] for text in missing(tmp_path, rules, cases) if text.startswith("读法")]

    assert readings(case("甲", "a: 11")) == [fen, yuan]
    assert readings(case("甲", "a: 5.50", "合法常住人口: 1")) == [yuan]
    assert readings(case("甲", "a: 6", "合法常住人口: 1", "readings: {rounding: yuan}")) == [fen]


def test_requirements_notices_and_clauses(tmp_path: Path) -> None:
    rules = (
        items(item("a", "{constant: 5, unit: 元}"))
        + """
requirements:
  few: {article: 第二条, field: legal_residents, must: {fact: legal_residents, at_most: 3}, message: 人太多}
notices:
  said: {article: 第二条, when: {fact: in_dispute, is: yes}, text: 有争议}
clauses:
  - {article: 第一条, status: computed, items: [a], summary: 付钱}
  - {article: 第二条, status: checked, checks: [few], notices: [said], summary: 核对}
  - {article: 第三条, status: out_of_scope, summary: 说明, why: 不算钱}
"""
    )
    plain = missing(tmp_path, rules, case("甲", "a: 5"))
    assert "没有因为“人太多”退回的案例" in plain
    assert [text for text in plain if "条：" in text] == ["第二条：它的项目、核对和提示没有全部用到（核对）"]
    refused = case("乙", "error: 人太多", "合法常住人口: 4")
    assert [text for text in missing(tmp_path, rules, refused) if "条：" in text] == [
        "第一条：它的项目、核对和提示没有全部用到（付钱）",
        "第二条：它的项目、核对和提示没有全部用到（核对）",
    ]
    said = case("丙", "notice: 有争议", "权属争议: 是")
    assert [text for text in missing(tmp_path, rules, case("甲", "a: 5") + refused + said) if "条：" in text] == []


SHARED = (
    items(
        item(
            "a",
            "{constant: 5, unit: 元/亩}, {fact: area}",
            "第一条、第二条",
            for_each="ponds",
            condition="{fact: kind, is: pond}",
        ),
        item("b", "{constant: 7, unit: 元/人}, {fact: legal_residents}", "第一条、第三条"),
    )
    + """
withholding: {article: 第一条, when: {fact: in_dispute, is: yes}, text: 先不付}
clauses:
  - {article: 第一条, status: computed, items: [a, b], withholding: yes, summary: 付钱}
  - article: 第二条
    status: computed
    items: [a]
    summary: 大塘照付，水库不付
    applies:
      - {for_each: ponds, when: {fact: area, above: 10}}
      - {for_each: ponds, when: {fact: kind, is: reservoir}, paid: no}
  - article: 第三条
    status: computed
    items: [b]
    summary: 有大塘的户
    applies: [{for_each: ponds, when: {fact: area, above: 10}}, {when: {fact: in_dispute, is: no}}]
"""
)


def clauses(folder: Path, cases: str) -> list[str]:
    return [text.partition("（")[0] for text in missing(folder, SHARED, cases) if "没有这样的案例" in text]


def test_each_clause_of_an_item_that_several_share(tmp_path: Path) -> None:
    """A clause is exercised by records that it is about, not by whatever else its item is paid for."""
    large, reservoir = (
        "第二条：没有这样的案例，付：水塘，面积超过10亩",
        "第二条：没有这样的案例，不付：水塘，水塘类别为水库",
    )
    owner, sound = "第三条：没有这样的案例，付：水塘，面积超过10亩", "第三条：没有这样的案例，付：权属争议为否"
    small = case("甲", "a: 5, b: 14", "水塘: [{面积: 1}]")
    assert clauses(tmp_path, small) == [large, reservoir, owner]
    assert clauses(tmp_path, case("乙", "a: 55", "水塘: [{面积: 11}]")) == [reservoir, owner, sound]
    assert clauses(tmp_path, case("乙", "b: 14, 暂不拨付: 69", "水塘: [{面积: 11}], 权属争议: 是")) == [
        reservoir,
        sound,
    ]
    disputed = case("乙", "合计: 0", "水塘: [{面积: 11}], 权属争议: 是")  # says nothing of what is withheld
    assert clauses(tmp_path, disputed) == [large, reservoir, owner, sound]
    none = case("丙", "a: 0", "水塘: [{面积: 11, 水塘类别: 水库}]")
    assert clauses(tmp_path, none) == [large, owner, sound]
    assert clauses(tmp_path, none.replace("a: 0", "b: 14")) == [large, reservoir]
    assert clauses(tmp_path, small + none + case("丁", "合计: 69", "水塘: [{面积: 11}]")) == []


def test_the_register_adds_no_conditions_of_its_own(tmp_path: Path) -> None:
    found = missing(tmp_path, SHARED, case("甲", "a: 5", "水塘: [{面积: 1}]"))
    assert [text for text in found if "成立" in text] == [
        "名a：水塘类别为水塘（没有不成立的案例）",
        "暂不拨付：权属争议为是（没有成立的案例）",
    ]


def test_choices_of_every_list_that_an_item_is_about(tmp_path: Path) -> None:
    """Also those that no rule names, and only in cases that expect something of the item."""
    rules = items(
        item("a", "{constant: 5, unit: 元/亩}, {fact: area}", for_each="parcels"),
        item("b", "{constant: 7, unit: 元/人}, {fact: legal_residents}"),
    )

    def positions(expect: str) -> list[str]:
        cases = case("甲", expect, "征收土地: [{地类: 水田, 面积: 1, 位置: 改移道路水渠}]")
        return [text for text in missing(tmp_path, rules, cases) if "位置" in text]

    inside, moved = "征收土地的位置：没有为“红线内”的案例", "征收土地的位置：没有为“改移道路水渠”的案例"
    assert positions("a: 5") == positions("合计: 19") == [inside]
    assert positions("b: 14") == [inside, moved]
    assert not any("水库" in text for text in missing(tmp_path, rules, case("甲", "a: 0")))


def test_a_choice_that_is_only_ever_refused(tmp_path: Path) -> None:
    rules = (
        items(item("a", "{constant: 5, unit: 元/亩}, {fact: area}", for_each="ponds"))
        + """
requirements:
  no_reservoir: {article: 第二条, for_each: ponds, field: kind, must: {fact: kind, is: pond}, message: 不收水库}
  small: {article: 第二条, for_each: ponds, field: area, must: {fact: area, below: 9}, message: 太大}
"""
    )

    def reservoirs(expect: str, area: int) -> bool:
        cases = case("甲", expect, f"水塘: [{{面积: {area}, 水塘类别: 水库}}]")
        return "水塘的水塘类别：没有为“水库”的案例" not in missing(tmp_path, rules, cases)

    assert reservoirs("error: 不收水库", 1)
    assert not reservoirs("a: 5", 1)


@pytest.mark.parametrize(
    ("factors", "reachable"),
    [
        ("{constant: 5, unit: 元}", False),
        ("{constant: 0, unit: 元}", True),
        ("{constant: 5, unit: 元/人}, {fact: legal_residents}", True),
        ("{constant: 5, unit: 元/人}, {fact: legal_residents, at_least: 1}", False),
        ("{constant: 5, unit: 元/人}, {term: persons}", True),
        ("{constant: 5, unit: 元/人}, {count: members}", True),
        ("{tier: {fact: legal_residents}, unit: 元, steps: [{up_to: 3, value: 10}, {each: 1}]}", False),
        ("{tier: {fact: legal_residents}, unit: 元, steps: [{up_to: 3, value: 0}, {each: 1}]}", True),
        ("{tier: {fact: legal_residents}, unit: 元, steps: [{each: 1}]}", True),
        ("{if: {fact: in_dispute, is: yes}, then: {constant: 1, unit: 元}, else: {constant: 2, unit: 元}}", False),
        ("{if: {fact: in_dispute, is: yes}, then: {constant: 1, unit: 元}, else: {constant: 0, unit: 元}}", True),
        ("{reading: rounding, unit: 元, cases: {fen: 1, yuan: 2}}", False),
        ("{dated: notice_date, unit: 元, periods: [{value: 0}]}", True),
        ("{share: 5%, of: sure}", False),
        ("{share: 5%, of: b}", True),
    ],
)
def test_not_paid_counts_only_where_it_can_happen(tmp_path: Path, factors: str, reachable: bool) -> None:
    more = "terms:\n  persons: {name: 人, article: 第一条, unit: 人, quantity: {fact: legal_residents}}\n"
    others = (item("sure", "{constant: 5, unit: 元}"), item("b", "{constant: 5, unit: 元}", for_each="ponds"))
    found = missing(tmp_path, READING + items(item("a", factors), *others) + more, case("甲", "notice: 无", "村组: 甲"))
    assert ("名a：没有不付它的案例" in found) is reachable


def test_another_county_can_be_proven_in_full(tmp_path: Path) -> None:
    """An item that every household gets has no case of its not being paid."""
    rules = items(item("a", "{constant: 5, unit: 元}"))
    file = load(tmp_path, case("甲", "a: 5"), rules=rules)
    found = measure(file.rulebook, file.cases)
    assert (found.missing, found.percent) == ((), "100.0%")


def test_a_household_that_is_refused_for_something_else_exercises_no_requirement(tmp_path: Path) -> None:
    rules = (
        items(item("a", "{constant: 5, unit: 元}"))
        + """
requirements:
  few: {article: 第二条, field: legal_residents, must: {fact: legal_residents, at_most: 3}, message: 人太多}
"""
    )
    cases = case("乙", "error: 身份证", "合法常住人口: 3, 身份证号: '1'")
    assert "没有因为“人太多”退回的案例" in missing(tmp_path, rules, cases)


def test_the_report(tmp_path: Path) -> None:
    rules = items(item("a", "{constant: 5, unit: 元}", condition="{fact: in_dispute, is: no}"))
    file = load(tmp_path, case("甲", "a: 5"), rules=rules)
    text = coverage_text(measure(file.rulebook, file.cases))
    assert text.splitlines() == [
        "覆盖率 50.0%：共 4 处，用到 2 处，缺 2 处。",
        "  项目 1/2",
        "  条件 1/2",
        "",
        "还缺：",
        "  名a：没有不付它的案例（rules.yaml 第5行第6列）",
        "  名a：权属争议为否（没有不成立的案例）（rules.yaml 第5行第107列）",
    ]
    both = load(tmp_path, case("甲", "a: 5") + case("乙", "a: 0", "权属争议: 是"), rules=rules)
    assert coverage_text(measure(both.rulebook, both.cases)).splitlines() == [
        "覆盖率 100.0%：共 4 处，用到 4 处，缺 0 处。",
        "  项目 2/2",
        "  条件 2/2",
    ]


@pytest.mark.slow
def test_nearly_all_is_not_all(tmp_path: Path) -> None:
    """The percentage is rounded down."""
    branches = ", ".join(f"{{fact: legal_residents, is: {n}}}" for n in range(1000))
    rules = items(item("a", "{constant: 5, unit: 元}", condition=f"{{any: [{branches}]}}"))
    file = load(tmp_path, case("甲", "a: 5"), rules=rules)
    found = measure(file.rulebook, file.cases)
    lacking = found._replace(missing=found.points[:1])
    assert (len(found.points), lacking.percent) == (2002, "99.9%")


def test_every_point_of_the_built_in_measure_can_be_exercised() -> None:
    from tests.households import rulebook

    found = list(points(rulebook()))
    assert len({(point.text, point.place) for point in found}) == len(found)
    assert {point.group for point in found} == {"项目", "条件", "前提", "限额", "分档", "情形", "读法", "选项", "条文"}
