"""Another county's measure, invented, in YAML alone: what the kinds of factor can say without any new Python."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from tests.small_rulebooks import household as a_household
from tests.small_rulebooks import item, items
from tests.small_rulebooks import rulebook as small
from yzcomp import Evaluator, Household, Refused, Rulebook, Statement, load_household, load_rulebook, load_standards
from yzcomp.compare.rulebooks import compare_rulebooks
from yzcomp.documents.standards_form import empty_standards
from yzcomp.engine.to_python import QuickRules
from yzcomp.rulebook.wording import Wording

HERE = Path(__file__).parent


@lru_cache
def county() -> Rulebook:
    return load_rulebook(HERE / "invented-county")


@lru_cache
def evaluator() -> Evaluator:
    return Evaluator(county(), load_standards([HERE / "invented-county-rates.yaml"], county()))


def household(**facts: Any) -> Household:
    """A household of the county, with its own facts: records are given as mappings."""
    given: dict[str, Any] = {
        "household_id": "1",
        "head": "周甲",
        "resettlement": "none",
        "legal_residents": 2,
        "rent_months": "0",
        "signed_on_time": False,
        "notice_date": "2020-06-01",
    }
    return county().catalogue.model(**{key: value for key, value in (given | facts).items() if value is not None})


def house(
    area: str, structure: str = "砖混", grade: str = "一等", newness: str = "100%", **facts: Any
) -> dict[str, Any]:
    return {"legal_floor_area": area, "structure": structure, "grade": grade, "newness": newness} | facts


def land(*areas: str) -> list[dict[str, str]]:
    return [{"land_class": "paddy", "area": area} for area in areas]


def statement(**facts: Any) -> Statement:
    return evaluator().evaluate(household(**facts))


def amount(item: str, **facts: Any) -> str:
    return str(statement(**facts).amount(item))


def formula(item: str, **facts: Any) -> str:
    (line,) = (line for line in statement(**facts).items if line.id == item)
    return line.formula


# A price by structure × grade × newness; newness is a fact of this county only


@pytest.mark.parametrize(
    ("building", "paid"),
    [
        (house("120", "砖混", "一等", "100%"), "120000.00"),
        (house("120", "砖混", "一等", "85%"), "102000.00"),
        (house("120", "砖混", "二等", "85%"), "91851.00"),
        (house("50.5", "土木", "一等", "62.5%"), "13676.98"),  # 13676.978125
        (house("0.01", "砖混", "一等", "0.05%"), "0.01"),  # 0.005 exactly
        (house("0.01", "砖混", "一等", "0.049%"), "0.00"),
        (house("120", newness="0%"), "0.00"),
    ],
)
def test_price_by_structure_grade_and_newness(building: dict[str, Any], paid: str) -> None:
    assert amount("house_price", houses=[building]) == paid


def test_the_rate_of_a_line_includes_the_newness() -> None:
    (line,) = (x for x in statement(houses=[house("120", newness="８５％")]).items if x.id == "house_price")
    assert (line.formula, line.rate, line.quantity, line.unit) == (
        "1000元/㎡ × 85% × 120.00㎡",
        "850",
        "120.00",
        "㎡",
    )


@pytest.mark.parametrize("newness", ["85", "0.85", "八成新", ""])
def test_a_newness_without_its_sign_could_mean_two_things_and_is_refused(newness: str) -> None:
    with pytest.raises(ValueError, match="newness"):
        household(houses=[house("120", newness=newness)])


def test_a_newness_that_was_not_given_is_asked_for() -> None:
    old = {"legal_floor_area": "120", "structure": "砖混", "grade": "一等"}
    with pytest.raises(Refused) as caught:
        statement(houses=[house("10"), old])
    (problem,) = caught.value.problems
    assert (problem.path, problem.field) == (("houses", 1, "newness"), "房屋第2条 成新率")
    assert problem.message == "没有填写，房屋重置补偿（第二条）要用到它"


def test_a_household_file_may_use_the_countys_own_words(tmp_path: Path) -> None:
    file = tmp_path / "household.yaml"
    file.write_text(
        "户编号: 1\n户主: 周甲\n安置方式: 不予安置\n合法常住人口: 2\n租房月数: 0\n按期签约: 否\n"
        "房屋:\n  - {结构: 砖混, 等级: 一等, 成新率: 85%, 合法建筑面积: 120, 底层占地面积: 60, 屋顶: 瓦}\n",
        encoding="utf-8",
    )
    made = evaluator().evaluate(load_household(file, county().catalogue))
    assert [(line.id, str(line.amount)) for line in made.items] == [
        ("house_price", "102000.00"),
        ("roof_bonus", "750.00"),
        ("decoration", "10000.01"),
    ]


# A choice that only this county knows


@pytest.mark.parametrize(
    ("roof", "paid"), [("tile", "750.00"), ("瓦", "750.00"), ("flat", "480.00"), ("平顶", "480.00")]
)
def test_a_rate_by_a_choice(roof: str, paid: str) -> None:
    assert amount("roof_bonus", houses=[house("1", roof=roof, ground_floor_area="60")]) == paid


def test_a_choice_is_one_of_those_declared() -> None:
    with pytest.raises(ValueError, match="roof"):
        household(houses=[house("1", roof="茅草")])


# A share of another item


@pytest.mark.parametrize(
    ("houses", "price", "reward"),
    [
        ([house("120")], "120000.00", "6000.00"),
        ([house("120", newness="85%"), house("50.5", "土木", "一等", "62.5%")], "115676.98", "5783.85"),
        ([house("0.0001")], "0.10", "0.01"),  # 5% of 0.10 is 0.005
        ([house("0.0000001")], "0.00", "0.00"),
        ([], "0.00", "0.00"),
    ],
)
def test_a_reward_of_five_percent_of_the_house_price(houses: list[dict[str, Any]], price: str, reward: str) -> None:
    """The share is of the amounts as paid: rounded lines, not exact products."""
    assert amount("house_price", houses=houses, signed_on_time=True) == price
    assert amount("early_reward", houses=houses, signed_on_time=True) == reward
    assert amount("early_reward", houses=houses, signed_on_time=False) == "0.00"


def test_the_share_is_written_with_what_it_is_of() -> None:
    assert formula("early_reward", houses=[house("120")], signed_on_time=True) == "房屋重置补偿120,000.00元 × 5%"


def test_a_share_of_what_is_pending_is_pending() -> None:
    made = statement(houses=[house("120"), house("10", grade="三等")], signed_on_time=True)
    (line,) = (x for x in made.items if x.id == "early_reward")
    assert (line.status, line.amount, line.rate) == ("pending", None, None)
    assert line.note == "房屋重置补偿待定，本项按它的5%计"


# So much per person and month, the months bounded


@pytest.mark.parametrize(
    ("residents", "months", "paid"),
    [
        (2, "0", "0.00"),
        (0, "12", "0.00"),
        (2, "1", "400.00"),
        (3, "6.5", "3900.00"),
        (2, "24", "9600.00"),
        (2, "24.5", "9600.00"),
    ],
)
def test_an_amount_per_person_and_month(residents: int, months: str, paid: str) -> None:
    assert amount("rent_subsidy", legal_residents=residents, rent_months=months) == paid


def test_persons_and_months_are_the_quantity_of_the_line() -> None:
    (line,) = (x for x in statement(rent_months="30").items if x.id == "rent_subsidy")
    assert (line.formula, line.rate, line.quantity, line.unit) == ("200元/人·月 × 2人 × 24个月", "200", "48", "人·个月")
    assert line.note == "租房月数30个月，按上限24个月计"


def test_the_countys_own_requirement_refuses() -> None:
    assert amount("rent_subsidy", rent_months="36") == "9600.00"
    with pytest.raises(Refused) as caught:
        statement(rent_months="36.1")
    assert [(p.path, p.message) for p in caught.value.problems] == [(("rent_months",), "租房月数最多36个月（第四条）")]


# Tiers by area


@pytest.mark.parametrize(
    ("areas", "whole", "marginal"),
    [
        (["0.01"], "500.00", "10.00"),
        (["0.99"], "500.00", "990.00"),
        (["1"], "500.00", "1000.00"),
        (["1.01"], "800.00", "1008.00"),
        (["3"], "800.00", "2600.00"),
        (["3.01"], "800.00", "2605.01"),  # 2605.005 exactly
        (["5"], "800.00", "3601.00"),
        (["5.01"], "1000.00", "3606.01"),  # 3606.005 exactly
        (["2.5", "2.51"], "1000.00", "3606.01"),
        ([], "0.00", "0.00"),
    ],
)
def test_tiers_for_the_whole_and_at_the_margin(areas: list[str], whole: str, marginal: str) -> None:
    assert amount("survey_fee", parcels=land(*areas)) == whole
    assert amount("land_bonus", parcels=land(*areas)) == marginal


@pytest.mark.parametrize(
    ("area", "written"),
    [
        ("0.5", "（0.5 × 1000）元"),
        ("2", "（1 × 1000 + 1 × 800）元"),
        ("4", "（1 × 1000 + 2 × 800 + 1 × 500.5）元"),
    ],
)
def test_a_marginal_tier_shows_its_parts(area: str, written: str) -> None:
    assert formula("land_bonus", parcels=land(area)) == written


# A flat sum for each household


@pytest.mark.parametrize(
    ("resettlement", "paid"), [("site", "3000.00"), ("dispersed", "3000.00"), ("monetary", "0.00"), ("none", "0.00")]
)
def test_a_flat_sum(resettlement: str, paid: str) -> None:
    assert amount("settling_grant", resettlement=resettlement) == paid


def test_a_flat_sum_is_one_household_at_its_rate() -> None:
    (line,) = (x for x in statement(resettlement="site").items if x.id == "settling_grant")
    assert (line.formula, line.rate, line.quantity, line.unit) == ("3000元/户", "3000", "1", "户")


# A cap and a floor


@pytest.mark.parametrize(
    ("area", "paid"),
    [
        ("0.1", "300.00"),
        ("0.19", "300.00"),
        ("0.2", "300.00"),
        ("0.21", "315.00"),
        ("13.33", "19995.00"),
        ("13.34", "20000.00"),
        ("100", "20000.00"),
    ],
)
def test_a_cap_and_a_floor(area: str, paid: str) -> None:
    assert amount("crop_sum", crops=[{"kind": "稻", "area": area}]) == paid


def test_no_crop_is_not_lifted_to_the_floor() -> None:
    made = statement()
    assert [row.reason for row in made.not_paid if row.id == "crop_sum"] == ["没有填报青苗"]


def test_a_floor_that_bites_is_a_notice() -> None:
    assert (
        "青苗合计补偿算得150.00元，每户最低300元，付300.00元（第八条）"
        in statement(crops=[{"kind": "稻", "area": "0.1"}]).notices
    )


# A limit for each person


@pytest.mark.parametrize(
    ("residents", "area", "paid"),
    [
        (1, "50", "5000.00"),
        (1, "50.00004", "5000.00"),  # 5000.004
        (1, "50.00005", "5000.01"),  # 5000.005: the limit itself, rounded once
        (1, "50.1", "5000.01"),
        (2, "100", "10000.00"),
        (2, "120", "10000.01"),
        (3, "120", "12000.00"),
        (4, "300", "20000.02"),
    ],
)
def test_a_limit_for_each_person(residents: int, area: str, paid: str) -> None:
    assert amount("decoration", legal_residents=residents, houses=[house(area)]) == paid


# A rate that changes with time


@pytest.mark.parametrize(
    ("day", "paid"),
    [
        ("2020-01-01", "4000.00"),
        ("2020-12-31", "4000.00"),
        ("2021-01-01", "4800.00"),
        ("2035-01-01", "4800.00"),
    ],
)
def test_a_rate_by_period(day: str, paid: str) -> None:
    assert amount("land_rent", notice_date=day, parcels=land("4")) == paid


def test_a_day_outside_every_period_is_pending_and_not_guessed() -> None:
    made = statement(notice_date="2019-12-31", parcels=land("4"))
    (line,) = (x for x in made.items if x.id == "land_rent")
    assert (line.status, line.amount, line.quantity) == ("pending", None, "4.00")
    assert line.note == "征收土地第1条（水田）；征地告知日不在任何一段有效期内"


# A number of records


def test_a_count_of_records() -> None:
    trees = [{"kind": "果树", "quantity": "30"}, {"kind": "水井", "quantity": "1"}, {"kind": "果树", "quantity": "5"}]
    assert amount("fruit_trees", attachments=trees) == "200.00"
    assert formula("fruit_trees", attachments=trees) == "100元/条 × 2条"


def test_the_whole_household() -> None:
    totals = statement(
        resettlement="site",
        signed_on_time=True,
        rent_months="6",
        houses=[house("120", newness="85%", roof="tile", ground_floor_area="60")],
        parcels=land("1.5", "2.5"),
        crops=[{"kind": "稻", "area": "1"}],
    ).totals
    # 102000 + 750 + 5100 + 2400 + 3000 + 1500 + 10000.01
    assert str(totals.household) == "124750.01"
    # 800 + 3100.50 + 1500 + 2500
    assert str(totals.collective) == "7900.50"


# The reading copy


@pytest.mark.parametrize(
    ("item", "factors"),
    [
        ("house_price", ["房屋重置价（清政发〔2020〕0号附表，按结构、等级）", "成新率", "合法建筑面积"]),
        ("roof_bonus", ["按屋顶（瓦：12.5元/㎡；平顶：8元/㎡）", "底层占地面积"]),
        ("early_reward", ["房屋重置补偿的5%"]),
        ("rent_subsidy", ["200元/人·月", "合法常住人口", "租房月数（最多24个月）"]),
        ("survey_fee", ["按各条征收土地的面积之和分档：不超过1的为500元；超过1至5的为800元；超过5的为1000元"]),
        (
            "land_bonus",
            [
                "按各条征收土地的面积之和分档：不超过1的部分每1加1000元；超过1至3的部分每1加800元；超过3的部分每1加500.5元"
            ],
        ),
        ("settling_grant", ["3000元/户"]),
        ("crop_sum", ["1500元/亩", "各条青苗的面积之和"]),
        ("decoration", ["100元/㎡", "各条房屋的合法建筑面积之和"]),
        ("land_rent", ["按征地告知日（2020-01-01至2020-12-31为1000元/亩；2021-01-01起为1200元/亩）", "面积"]),
        ("fruit_trees", ["100元/条", "果树条数"]),
    ],
)
def test_factors_in_words(item: str, factors: list[str]) -> None:
    words, rule = Wording(county()), county().items[item]
    assert [words.factor(part, rule.for_each) for part in rule.factors] == factors


@pytest.mark.parametrize(
    ("item", "condition"),
    [
        ("roof_bonus", "已填屋顶"),
        ("early_reward", "按期签约为是"),
        ("survey_fee", "有征收土地"),
        ("settling_grant", "安置方式为安置地安置、分散迁建安置之一"),
    ],
)
def test_conditions_in_words(item: str, condition: str) -> None:
    words, rule = Wording(county()), county().items[item]
    assert rule.condition is not None
    assert words.condition(rule.condition, rule.for_each) == condition


def test_requirements_and_terms_in_words() -> None:
    words = Wording(county())
    limit, trees = county().requirements["rent_limit"], county().terms["tree_records"]
    assert words.condition(limit.must, None) == "租房月数不超过36个月"
    assert trees.quantity is not None
    assert words.factor(trees.quantity, None) == "附着物（附着物种类为果树）的条数"


def test_a_cap_in_words() -> None:
    words, bound = Wording(county()), county().items["decoration"].at_most
    assert bound is not None
    assert [words.factor(part, None) for part in bound.factors] == ["5000.005元/人", "合法常住人口"]


# Rates of a standard with a validity period


@pytest.mark.parametrize(
    ("day", "formula", "paid"),
    [
        ("2020-01-01", "2000.5元/口 × 2口", "4001.00"),
        ("2020-12-31", "2000.5元/口 × 2口", "4001.00"),
        ("2021-01-01", "2300元/口 × 2口", "4600.00"),
    ],
)
def test_a_rate_of_a_standard_has_its_period(day: str, formula: str, paid: str) -> None:
    made = evaluator().evaluate(household(notice_date=day, attachments=[{"kind": "水井", "quantity": "2"}]))
    (line,) = (x for x in made.items if x.id == "well_price")
    assert (line.formula, str(line.amount)) == (formula, paid)


def test_a_day_before_every_period_waits_for_a_rate() -> None:
    made = evaluator().evaluate(household(notice_date="2019-12-31", attachments=[{"kind": "水井", "quantity": "2"}]))
    (line,) = (x for x in made.items if x.id == "well_price")
    assert (line.status, line.amount) == ("pending", None)
    assert "征地告知日2019-12-31不在水井单价“水井”的任何一段有效期内" in (line.note or "")


def test_without_the_date_the_period_cannot_be_told() -> None:
    of = household(notice_date=None, attachments=[{"kind": "水井", "quantity": "2"}])
    with pytest.raises(Refused) as caught:
        evaluator().evaluate(of)
    assert "「征地告知日」没有填写，水井补偿（第十三条）要用到它" in str(caught.value)


DATED = """
standards:
  wells: {name: 井价, document: 文, article: 第一条, key: [attachments.kind], unit: 元/口, dated: notice_date}
""" + items(item("a", "{standard: wells, key: [{fact: kind}]}, {fact: quantity}", for_each="attachments"))
RATES = "standard: {id: s, title: 标准, document: 文, issued_on: 2020-01-01, official: no}\nrates:\n  wells:\n"


def rates(folder: Path, *rows: str) -> Path:
    path = folder / "s.yaml"
    path.write_text(RATES + "".join(f"    - {{附着物种类: 水井, {row}}}\n" for row in rows), encoding="utf-8")
    return path


def test_the_express_lane_knows_rates_that_change_with_time(tmp_path: Path) -> None:
    rules = small(DATED)
    entered = load_standards([rates(tmp_path, "标准: 1, to: 2020-12-31", "标准: 2, from: 2021-01-01")], rules)
    quick_rules = QuickRules(Evaluator(rules, entered))
    assert quick_rules.run is not None
    wells = {"attachments": [{"kind": "水井", "quantity": 3}]}
    for day, amount in (("2020-12-31", 3), ("2021-01-01", 6)):
        (line,), _ = quick_rules.run(a_household(rules, notice_date=day, **wells))
        assert line[5] == amount


def test_the_date_of_a_standard_is_a_date_and_its_change_is_told() -> None:
    with pytest.raises(Refused) as caught:
        small(DATED.replace("dated: notice_date", "dated: resettlement"))
    assert [(p.code, p.field) for p in caught.value.problems] == [("wrong-type", "dated")]
    new = small(DATED.replace(", dated: notice_date", ""))
    (difference,) = compare_rulebooks(small(DATED), new)
    assert difference.change.sentence == "有效期所按的日期由“征地告知日”改为“不分”"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            ["标准: 1, 有效期至: 2020-12-31", "标准: 2, 有效期自: 2020-12-31"],
            "s.yaml 第5行第7列：「水井单价」水井 与 s.yaml 第4行第7列 的有效期（到2020-12-31止）重叠。"
            "一段的有效期自应晚于前一段的有效期至",
        ),
        (
            ["标准: 1", "标准: 2, from: 2021-01-01"],
            "s.yaml 第5行第7列：「水井单价」水井 与 s.yaml 第4行第7列 的有效期（一直）重叠。"
            "一段的有效期自应晚于前一段的有效期至",
        ),
        (
            ["标准: 1, to: 2020-12-30", "标准: 2, from: 2021-01-01"],
            "s.yaml 第5行第7列：「水井单价」水井 在 2020-12-31 至 2020-12-31 没有标准。补上这一段，或把有效期连起来",
        ),
        (
            ["标准: 1, from: 2021-01-01, to: 2020-01-01"],
            "s.yaml 第4行第44列：「有效期至」有效期的止日早于起日",
        ),
    ],
)
def test_periods_that_do_not_fit(tmp_path: Path, rows: list[str], message: str) -> None:
    with pytest.raises(Refused) as caught:
        load_standards([rates(tmp_path, *rows)], county())
    assert str(caught.value).replace(f"{tmp_path}/", "") == message


def test_a_standard_without_a_date_has_no_periods(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    row = "{结构: 砖混, 等级: 一等, 标准: 1, 有效期自: 2020-01-01}"
    path.write_text(RATES.replace("wells", "houses") + f"    - {row}\n", encoding="utf-8")
    with pytest.raises(Refused) as caught:
        load_standards([path], county())
    assert [(p.code, p.field) for p in caught.value.problems] == [("unknown-key", "有效期自")]


def test_an_empty_form_says_how_periods_are_written() -> None:
    text = empty_standards(county())
    assert "# - {附着物种类: 附着物种类名称, 标准: 0.00, 有效期自: 2020-01-01, 有效期至: 2020-12-31}" in text
