"""What refuses a household: every requirement with its message and place, every missing fact with who needs it."""

from typing import Any

import pytest

from tests.households import (
    amount,
    attachment,
    codes,
    crop,
    dispersed,
    house,
    household,
    monetary,
    parcel,
    refusal,
    rulebook,
    statement,
    temporary,
)
from yzcomp import Evaluator, Household, Place, Refused

NOTICE = "2019-03-01"
ID_NUMBER, CREDIT_CODE = "11010519491231002X", "91350100M000100Y43"
SHOP, SCHOOL = house(use="enterprise"), house(use="institutional")

REFUSED = [
    (
        "within_validity",
        household(notice_date="2018-10-17"),
        ("notice_date",),
        "征地告知日",
        "征地告知日不在本办法的有效期内，本办法不适用（第二十七条）",
    ),
    (
        "served_district",
        household(district="零陵区"),
        ("district",),
        "县区",
        "县区不在本办法的适用范围内（第二条）",
    ),
    (
        "residents_known",
        household(residents=None),
        ("legal_residents",),
        "合法常住人口",
        "没有填写合法常住人口，也没有填写家庭成员（第十八条）",
    ),
    (
        "residents_agree",
        household(residents=3, members=[{"name": "张三"}]),
        ("legal_residents",),
        "合法常住人口",
        "与家庭成员中可以计入的人数不一致（第十四条）",
    ),
    (
        "signing_agrees",
        household(signed_on_time=True, sign_by="2019-05-01", signed_on="2019-05-02"),
        ("signed_on_time",),
        "按期签约",
        "按期签约与签约日期、签约期限不一致（第十八条（重号））",
    ),
    (
        "signing_agrees",
        household(signed_on_time=False, sign_by="2019-05-01", signed_on="2019-05-01"),
        ("signed_on_time",),
        "按期签约",
        "按期签约与签约日期、签约期限不一致（第十八条（重号））",
    ),
    (
        "vacating_agrees",
        household(vacated_on_time=True, vacate_by="2019-06-01", vacated_on="2019-06-02"),
        ("vacated_on_time",),
        "按期腾空",
        "按期腾空与腾空日期、腾地期限不一致（第十八条（重号））",
    ),
    (
        "vacating_agrees",
        household(vacated_on_time=False, vacate_by="2019-06-01", vacated_on="2019-06-01"),
        ("vacated_on_time",),
        "按期腾空",
        "按期腾空与腾空日期、腾地期限不一致（第十八条（重号））",
    ),
    (
        "dispersed_outside_planning_area",
        dispersed(outside_planning_area=False),
        ("outside_planning_area",),
        "城市规划区范围外",
        "分散迁建安置只适用于城市规划区范围外的住宅（第十七条）",
    ),
    (
        "dispersed_transition_months",
        dispersed(transition_months=None),
        ("transition_months",),
        "过渡月数",
        "分散迁建安置必须填写过渡月数（第十八条）",
    ),
    (
        "dispersed_ground_floor",
        dispersed(houses=[house(), house(ground_floor_area=None)]),
        ("houses", 1, "ground_floor_area"),
        "房屋第2条 底层占地面积",
        "分散迁建安置的正房必须填写底层占地面积（第十七条）",
    ),
    (
        "monetary_eligible",
        monetary(station_project=False),
        ("resettlement",),
        "安置方式",
        "货币安置只适用于永州北站、永州北货场建设涉及的人均耕地低于0.3亩的村组（第十六条）",
    ),
    (
        "monetary_eligible",
        monetary(farmland_per_capita="0.3"),
        ("resettlement",),
        "安置方式",
        "货币安置只适用于永州北站、永州北货场建设涉及的人均耕地低于0.3亩的村组（第十六条）",
    ),
    (
        "monetary_standard_given",
        monetary(monetary_per_person=None),
        ("monetary_per_person",),
        "货币安置标准",
        "货币安置必须填写批准的货币安置标准（第十六条）",
    ),
    (
        "monetary_standard_limit",
        monetary(3, "170000.01"),
        ("monetary_per_person",),
        "货币安置标准",
        "货币安置标准超过每人170000元的上限（第十六条）",
    ),
    (
        "non_residential_no_resettlement",
        household("site", houses=[SHOP]),
        ("resettlement",),
        "安置方式",
        "合法房屋全部是非住宅的不予安置（第十六条）",
    ),
    (
        "non_residential_no_resettlement",
        household("site", houses=[SHOP, SCHOOL]),
        ("resettlement",),
        "安置方式",
        "合法房屋全部是非住宅的不予安置（第十六条）",
    ),
    *(
        (
            "others_not_resettled",
            Household(household_id="0001", head="甲", party=party, resettlement="site"),
            ("resettlement",),
            "安置方式",
            "只有农户才安置，村组集体、国有农林渔场和企事业单位不予安置（第十六条）",
        )
        for party in ("collective", "state_farm", "enterprise")
    ),
    (
        "others_without_members",
        Household(household_id="0001", head="甲", party="enterprise", members=[{"name": "张三"}]),
        ("party",),
        "被征收人类别",
        "只有农户才有家庭成员（第十六条）",
    ),
    (
        "others_without_id_number",
        Household(household_id="0001", head="甲", party="enterprise", id_number=ID_NUMBER),
        ("id_number",),
        "身份证号",
        "身份证号是农户的，单位填统一社会信用代码（第十三条）",
    ),
    (
        "household_without_credit_code",
        household(credit_code=CREDIT_CODE),
        ("credit_code",),
        "统一社会信用代码",
        "统一社会信用代码是单位的，农户填身份证号（第十三条）",
    ),
    (
        "established_for_a_reason",
        household(established_on=NOTICE, established_for="other"),
        ("established_for",),
        "立户事由",
        "征地告知日当日及以后分户，事由不在第十四条例外之列，不能单独作为一户（第十四条）",
    ),
    (
        "established_for_a_reason",
        household(established_on=NOTICE),
        ("established_for",),
        "立户事由",
        "征地告知日当日及以后分户，事由不在第十四条例外之列，不能单独作为一户（第十四条）",
    ),
    (
        "eligible_within_residents",
        monetary(3, eligible_persons=4),
        ("eligible_persons",),
        "符合安置条件人数",
        "符合安置条件人数多于合法常住人口（第十六条）",
    ),
    (
        "signed_after_notice",
        household(signed_on="2019-02-28", sign_by="2019-05-01"),
        ("signed_on",),
        "签约日期",
        "签约日期早于征地告知日（第十八条（重号））",
    ),
    (
        "vacated_after_notice",
        household(vacated_on="2019-02-28", vacate_by="2019-05-01"),
        ("vacated_on",),
        "腾空日期",
        "腾空日期早于征地告知日（第十八条（重号））",
    ),
    (
        "non_residential_no_resettlement",
        household("site", houses=[house(use="enterprise", title="pending")]),
        ("resettlement",),
        "安置方式",
        "合法房屋全部是非住宅的不予安置（第十六条）",
    ),
    (
        "temporary_years_limit",
        household(temporary_uses=[temporary(years="3"), temporary(years="3.1")]),
        ("temporary_uses", 1, "years"),
        "临时用地第2条 使用年限",
        "临时用地使用期限最长不超过3年（第二十条）",
    ),
]


@pytest.mark.parametrize(("name", "of", "path", "field", "message"), REFUSED)
def test_a_requirement_refuses_with_its_message_and_place(
    name: str, of: Household, path: tuple[str | int, ...], field: str, message: str
) -> None:
    (problem,) = refusal(of)
    assert (problem.code, problem.path, problem.field, problem.message) == ("requirement", path, field, message)
    assert problem.remedy == rulebook().requirements[name].remedy
    assert problem.level == "error"
    assert problem.place == Place("0001")


def test_the_limit_of_the_transition_refuses_under_its_reading() -> None:
    (problem,) = refusal(dispersed(transition_months="12.01"), transition_over_limit="reject")
    assert problem.path == ("transition_months",)
    assert problem.message == "过渡期限超过12个月，按所选的读法退回（第十八条）"


def test_the_signing_must_be_within_the_validity_under_its_reading() -> None:
    (problem,) = refusal(household(signed_on="2022-01-01", sign_by="2022-05-01"), applies_by="signing")
    assert problem.path == ("signed_on",)
    assert problem.message == "签约日期不在本办法的有效期内，按所选的读法本办法不适用（第二十七条）"
    assert statement(household(signed_on="2021-12-31", sign_by="2022-05-01"), applies_by="signing")


def test_every_requirement_of_the_measure_is_tried_here() -> None:
    under_readings = {"transition_within_limit", "signed_within_validity"}
    assert {name for name, *_ in REFUSED} | under_readings == set(rulebook().requirements)


@pytest.mark.parametrize(
    "of",
    [
        household(notice_date=None),
        household(district="冷水滩区"),
        household(district="东安县"),
        household(district="永州经济技术开发区"),
        household(residents=1, members=[{"name": "张三"}]),
        household(residents=None, members=[{"name": "张三"}]),
        household(residents=0),
        household(signed_on_time=True, sign_by="2019-05-01", signed_on="2019-05-01"),
        household(signed_on_time=False, sign_by="2019-05-01", signed_on="2019-05-02"),
        household(vacated_on_time=True, vacate_by="2019-06-01", vacated_on="2019-06-01"),
        household(vacated_on_time=False, vacate_by="2019-06-01", vacated_on="2019-06-02"),
        dispersed(transition_months="0"),
        dispersed(houses=[house(), house(ground_floor_area=None, kind="annex")]),
        monetary(farmland_per_capita="0.29"),
        monetary(3, "170000"),
        household("none", houses=[SHOP, SCHOOL]),
        household("site", houses=[SHOP, house()]),
        household("site", houses=[SHOP, house(title="pending")]),
        household("site", houses=[house(use="enterprise", title="none")]),
        Household(household_id="0001", head="甲", party="collective", houses=[SCHOOL]),
        Household(household_id="0001", head="甲", party="enterprise", credit_code=CREDIT_CODE, houses=[SHOP]),
        household(id_number=ID_NUMBER),
        household(established_on="2019-02-28", established_for="other"),
        household(established_on=NOTICE, established_for="marriage"),
        monetary(3, eligible_persons=3),
        household(signed_on=NOTICE, sign_by=NOTICE, vacated_on=NOTICE, vacate_by=NOTICE),
        household("site"),
        household(temporary_uses=[temporary(years="3")]),
        # what isn't asked of a household doesn't refuse it
        household(outside_planning_area=False),
        household(houses=[house(ground_floor_area=None)]),
        household(farmland_per_capita="2", station_project=True),
    ],
)
def test_who_is_within_the_limits_is_not_refused(of: Household) -> None:
    assert statement(of).totals.payable >= 0


def test_all_problems_of_a_household_come_at_once_and_in_order() -> None:
    of = dispersed(
        notice_date="2022-01-01",
        district="道县",
        residents=5,
        members=[{"name": "张三"}],
        outside_planning_area=False,
        transition_months=None,
        monetary_per_person="200000",
        signed_on_time=True,
        sign_by="2022-05-01",
        signed_on="2022-05-02",
        houses=[house(ground_floor_area=None), house(ground_floor_area=None, built_on="2022")],
        temporary_uses=[temporary(years="4"), temporary(years="5")],
    )
    assert codes(refusal(of)) == [
        ("requirement", ("notice_date",)),
        ("requirement", ("district",)),
        ("requirement", ("legal_residents",)),
        ("requirement", ("signed_on_time",)),
        ("requirement", ("outside_planning_area",)),
        ("requirement", ("transition_months",)),
        ("requirement", ("houses", 0, "ground_floor_area")),
        ("requirement", ("houses", 1, "ground_floor_area")),
        ("requirement", ("monetary_per_person",)),
        ("requirement", ("temporary_uses", 0, "years")),
        ("requirement", ("temporary_uses", 1, "years")),
        ("year-ambiguous", ("houses", 1, "built_on")),
    ]


def test_two_requirements_may_fail_at_one_field() -> None:
    problems = refusal(monetary(station_project=False, houses=[SHOP]))
    assert [(p.path, p.message) for p in problems] == [
        (("resettlement",), "货币安置只适用于永州北站、永州北货场建设涉及的人均耕地低于0.3亩的村组（第十六条）"),
        (("resettlement",), "合法房屋全部是非住宅的不予安置（第十六条）"),
    ]


# Missing facts


@pytest.mark.parametrize(
    ("of", "path", "field", "message"),
    [
        (
            dispersed(outside_planning_area=None),
            ("outside_planning_area",),
            "城市规划区范围外",
            "没有填写，第十七条的核对要用到它",
        ),
        (
            monetary(farmland_per_capita=None),
            ("farmland_per_capita",),
            "人均耕地",
            "没有填写，第十六条的核对要用到它",
        ),
        (
            household(signed_on="2019-05-01"),
            ("sign_by",),
            "签约期限",
            "没有填写，按期签约奖励（第十八条（重号））要用到它",
        ),
        (
            household(vacated_on="2019-05-01"),
            ("vacate_by",),
            "腾地期限",
            "没有填写，按期腾空奖励（第十八条（重号））要用到它",
        ),
        (
            household(notice_date=None, houses=[house(built_on="1998-01-01")]),
            ("notice_date",),
            "征地告知日",
            "没有填写，房屋补偿费（第九条）要用到它",
        ),
        (
            household(notice_date=None, houses=[house(built_on="1998")]),
            ("notice_date",),
            "征地告知日",
            "没有填写，房屋补偿费（第九条）要用到它",
        ),
        (
            household(notice_date=None, crops=[crop(planted_on=NOTICE)]),
            ("notice_date",),
            "征地告知日",
            "没有填写，青苗补偿费（第五条）要用到它",
        ),
        (
            household(notice_date=None, attachments=[attachment(installed_on=NOTICE)]),
            ("notice_date",),
            "征地告知日",
            "没有填写，附着物补偿费（第九条）要用到它",
        ),
        (
            household(parcels=[parcel(), parcel(zone=None)]),
            ("parcels", 1, "zone"),
            "征收土地第2条 区片",
            "没有填写，征地补偿费（第五条）要用到它",
        ),
        (
            household(parcels=[parcel(ownership="state_farm")]),
            ("parcels", 0, "adjacent_zone"),
            "征收土地第1条 邻近集体土地区片",
            "没有填写，征地补偿费（第五条）要用到它",
        ),
        (
            household(houses=[house(structure=None)]),
            ("houses", 0, "structure"),
            "房屋第1条 结构",
            "没有填写，房屋补偿费（第九条）要用到它",
        ),
        (
            household(houses=[house(grade=None)]),
            ("houses", 0, "grade"),
            "房屋第1条 等级",
            "没有填写，房屋补偿费（第九条）要用到它",
        ),
    ],
)
def test_a_missing_fact_is_named_with_who_needs_it(
    of: Household, path: tuple[str | int, ...], field: str, message: str
) -> None:
    (problem,) = refusal(of)
    assert (problem.code, problem.path, problem.field, problem.message) == ("fact-missing", path, field, message)
    assert problem.remedy == "补填后再算"


@pytest.mark.parametrize(
    "of",
    [
        # the title decides before the date does
        household(notice_date=None, houses=[house(built_on="2019", title="none")]),
        household(notice_date=None, houses=[house()]),
        # normal production decides before the date does
        household(notice_date=None, crops=[crop(planted_on=NOTICE, normal_production=True)]),
        household(notice_date=None, crops=[crop()]),
        household(notice_date=None, attachments=[attachment()]),
        # no project, no question how much farmland there is — but no money either (refused elsewhere)
        household("site", farmland_per_capita=None),
        # only for the one side of the comparison that is used
        household(sign_by="2019-05-01"),
        household(signed_on_time=False, signed_on="2019-05-01"),
        household(parcels=[parcel(zone=None, ownership="state_farm", adjacent_zone="二区")]),
        # a house that isn't compensated needs no structure
        household(houses=[house(structure=None, grade=None, title="none")]),
        household(houses=[house(structure=None, grade=None, built_on="2020")]),
    ],
)
def test_a_fact_that_no_rule_needs_is_not_asked_for(of: Household) -> None:
    assert statement(of).household.household_id == "0001"


def test_what_a_standard_is_looked_up_by_is_not_asked_for_before_there_is_one() -> None:
    late = {"signed_on_time": False, "vacated_on_time": False}
    of = household(parcels=[parcel(zone=None)], houses=[house(structure=None, grade=None)], **late)
    assert codes(refusal(of)) == [
        ("fact-missing", ("parcels", 0, "zone")),
        ("fact-missing", ("houses", 0, "structure")),
        ("fact-missing", ("houses", 0, "grade")),
    ]
    assert statement(of, with_standards=False).totals.pending_items == 2


def test_a_requirement_that_fails_for_sure_asks_for_no_more() -> None:
    """Without the project there is no money, however much farmland there is."""
    assert codes(refusal(monetary(station_project=False, farmland_per_capita=None))) == [
        ("requirement", ("resettlement",))
    ]


def test_a_fact_that_a_requirement_complains_of_is_not_reported_as_missing_too() -> None:
    assert codes(refusal(monetary(monetary_per_person=None))) == [("requirement", ("monetary_per_person",))]
    assert codes(refusal(dispersed(transition_months=None))) == [("requirement", ("transition_months",))]


def test_a_fact_that_several_rules_miss_is_reported_once_by_the_first() -> None:
    of = household(
        notice_date=None,
        houses=[house(built_on="1998"), house(built_on="1999")],
        crops=[crop(planted_on="2018-05-01")],
        attachments=[attachment(installed_on="2018-05-01")],
        signed_on_time=True,
    )
    (problem,) = refusal(of)
    assert problem.path == ("notice_date",)
    assert problem.message == "没有填写，青苗补偿费（第五条）要用到它"


def test_requirements_and_missing_facts_come_together() -> None:
    of = dispersed(notice_date=None, transition_months=None, houses=[house(built_on="1998")], signed_on="2019-05-01")
    assert codes(refusal(of)) == [
        ("requirement", ("transition_months",)),
        ("fact-missing", ("notice_date",)),
        ("fact-missing", ("sign_by",)),
    ]


def test_problems_of_facts_that_were_complained_of_before_are_left_out() -> None:
    """A file's reader has said that the value is bad; the rules don't say again that it is missing."""
    evaluator = Evaluator(rulebook())
    assessment = evaluator.assess(dispersed(transition_months=None, outside_planning_area=None))
    everything = evaluator.problems(assessment)
    rest = evaluator.problems(assessment, frozenset({("transition_months",)}))
    assert codes(everything) == [("requirement", ("transition_months",)), ("fact-missing", ("outside_planning_area",))]
    assert codes(rest) == [("fact-missing", ("outside_planning_area",))]


def test_the_exception_says_everything_that_is_wrong() -> None:
    with pytest.raises(Refused) as caught:
        statement(household(district="道县", temporary_uses=[temporary(years="4")]))
    assert str(caught.value).splitlines() == [
        "0001：「县区」县区不在本办法的适用范围内（第二条）。可填：冷水滩区、东安县、永州经济技术开发区",
        "0001：「临时用地第1条 使用年限」临时用地使用期限最长不超过3年（第二十条）。核对使用年限",
    ]


def test_a_refusal_is_no_obstacle_to_the_next_household() -> None:
    refusal(household(district="道县"))
    assert amount(household(houses=[house()]), "moving_allowance") == "2000.00"


@pytest.mark.parametrize("facts", [{}, {"ponds": []}, {"houses": []}])
def test_no_resident_and_no_record_is_still_a_household(facts: dict[str, Any]) -> None:
    assert str(statement(household("none", 0, **facts)).totals.payable) == "0.00"
