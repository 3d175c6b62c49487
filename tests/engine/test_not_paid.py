"""What was considered and is not paid: the reason in words, and the article that says so."""

from typing import Any

import pytest

from tests.households import (
    attachment,
    crop,
    dispersed,
    house,
    household,
    monetary,
    not_paid,
    parcel,
    pond,
    reasons,
    rulebook,
    statement,
    temporary,
)

NOTICE = "2019-03-01"
NOT_DISPERSED = "本项只付分散迁建安置户"
BEFORE_NOTICE = "征地告知日当日及以后建成的房屋按抢建不予补偿"
NO_TITLE = "没有合法证件、也未通过合法性认定的房屋不予补偿"
JOINT = "按合并发放的理解，签约和腾空都按期才付"
REWARDS = "第十八条（重号）"


@pytest.mark.parametrize(
    ("item", "reason", "article"),
    [
        ("land_compensation", "没有填报征收土地", "第五条"),
        ("crop_compensation", "没有填报青苗", "第五条"),
        ("pond_replacement", "没有填报水塘", "第八条"),
        ("house_compensation", "没有填报房屋", "第九条"),
        ("attachment_compensation", "没有填报附着物", "第九条"),
        ("monetary_resettlement", "安置方式为不予安置，本项只付货币安置户", "第十六条"),
        ("dispersed_relocation_subsidy", f"安置方式为不予安置，{NOT_DISPERSED}", "第十七条"),
        ("moving_allowance", "安置方式为不予安置，不予安置的户不付搬家补助费", "第十八条"),
        ("transition_allowance", f"安置方式为不予安置，{NOT_DISPERSED}", "第十八条"),
        ("signing_reward", "没有填报房屋", REWARDS),
        ("vacating_reward", "没有填报房屋", REWARDS),
        ("temporary_land_use", "没有填报临时用地", "第二十条"),
        ("temporary_crop", "没有填报临时用地", "第二十条"),
    ],
)
def test_a_household_of_which_nothing_is_known_is_told_why_for_every_item(item: str, reason: str, article: str) -> None:
    nothing = statement(household("none"))
    assert nothing.items == ()
    assert reasons(nothing, item) == [(reason, article)]


def test_every_item_is_either_paid_or_explained() -> None:
    for of in (household("none"), dispersed("96.5"), monetary(), household(houses=[house()], ponds=[pond()])):
        made = statement(of)
        assert {line.id for line in made.items} | {row.id for row in made.not_paid} == set(rulebook().items)


def test_what_is_paid_is_not_explained_away() -> None:
    made = statement(household(houses=[house()], ponds=[pond()]))
    assert not {line.id for line in made.items} & {row.id for row in made.not_paid}


@pytest.mark.parametrize(
    ("of", "item", "reason", "article"),
    [
        # a condition that fails
        (
            household(crops=[crop("水稻", planted_on=NOTICE)]),
            "crop_compensation",
            "青苗第1条（水稻）：征地告知日当日及以后抢栽抢种、不属于正常农业生产的不予补偿",
            "第十二条",
        ),
        (
            household(ponds=[pond(kind="reservoir")]),
            "pond_replacement",
            "水塘第1条（水库）：水塘类别为水库，人工修建的水库和大型水库不适用造塘还塘包干费",
            "第八条",
        ),
        (
            household(houses=[house(built_on=NOTICE)]),
            "house_compensation",
            f"房屋第1条（正房）：{BEFORE_NOTICE}",
            "第十二条",
        ),
        (
            household(houses=[house(built_on="2020")]),
            "house_compensation",
            f"房屋第1条（正房）：{BEFORE_NOTICE}",
            "第十二条",
        ),
        (
            household(houses=[house(title="none", name="老屋")]),
            "house_compensation",
            f"房屋第1条（老屋）：{NO_TITLE}",
            "第十三条",
        ),
        (
            household(attachments=[attachment("水井", installed_on=NOTICE)]),
            "attachment_compensation",
            "附着物第1条（水井）：征地告知日当日及以后突击设置、不属于正常农业生产的附着物不予补偿",
            "第十二条",
        ),
        (dispersed(), "monetary_resettlement", "安置方式为分散迁建安置，本项只付货币安置户", "第十六条"),
        (household("site"), "dispersed_relocation_subsidy", f"安置方式为安置地安置，{NOT_DISPERSED}", "第十七条"),
        (monetary(), "dispersed_relocation_subsidy", f"安置方式为货币安置，{NOT_DISPERSED}", "第十七条"),
        (monetary(), "transition_allowance", f"安置方式为货币安置，{NOT_DISPERSED}", "第十八条"),
        (household(residents=0, houses=[house()]), "moving_allowance", "没有合法常住人口，没有计付的依据", "第十八条"),
        (dispersed(residents=0), "transition_allowance", "没有合法常住人口，没有计付的依据", "第十八条"),
        (household(signed_on_time=False), "signing_reward", "没有在签约期限内签订协议", REWARDS),
        (
            household(signed_on="2019-05-02", sign_by="2019-05-01"),
            "signing_reward",
            "没有在签约期限内签订协议",
            REWARDS,
        ),
        (household(sign_by="2019-05-01"), "signing_reward", "没有填报房屋", REWARDS),
        (household(), "moving_allowance", "没有合法的住宅正房被征收，不安置", "第十六条、第十七条"),
        (household(vacated_on_time=False), "vacating_reward", "没有在腾地期限内腾空", REWARDS),
        (
            household(vacated_on="2019-05-02", vacate_by="2019-05-01"),
            "vacating_reward",
            "没有在腾地期限内腾空",
            REWARDS,
        ),
        (
            household(temporary_uses=[temporary()]),
            "temporary_crop",
            "临时用地第1条（水田）：没有填写青苗种类，不计一季青苗",
            "第二十条",
        ),
        # nothing to multiply
        (monetary(0), "monetary_resettlement", "符合安置条件人数为0", "第十六条"),
        (dispersed(), "dispersed_relocation_subsidy", "底层占地面积为0", "第十七条"),
        (dispersed(transition_months="0"), "transition_allowance", "过渡月数为0", "第十八条"),
        (household(signed_on_time=True), "signing_reward", "没有填报房屋", REWARDS),
        (household(vacated_on_time=True), "vacating_reward", "没有填报房屋", REWARDS),
        (
            household(houses=[house("0")]),
            "house_compensation",
            "房屋第1条（正房）：合法建筑面积为0",
            "第九条",
        ),
        (
            household(houses=[house(structure="简易", grade="等外")]),
            "house_compensation",
            "房屋第1条（正房）：房屋补偿标准为0",
            "第九条",
        ),
        (
            household(parcels=[parcel("other", zone="二区")]),
            "land_compensation",
            "征收土地第1条（其他）：征地补偿标准为0",
            "第五条",
        ),
    ],
)
def test_reason_and_article(of: Any, item: str, reason: str, article: str) -> None:
    assert reasons(statement(of), item) == [(reason, article)]


@pytest.mark.parametrize("item", ["signing_reward", "vacating_reward"])
def test_under_the_joint_reading_one_half_alone_is_not_paid(item: str) -> None:
    facts: dict[str, Any] = {"signed_on_time": item == "signing_reward", "vacated_on_time": item == "vacating_reward"}
    of = household(houses=[house()], **facts)
    assert reasons(statement(of, reward_condition="joint"), item) == [(JOINT, REWARDS)]


def test_houses_left_out_of_a_sum_are_named_with_their_reason() -> None:
    houses = [
        house(title="none"),
        house(built_on=NOTICE),
        house(use="enterprise"),
        house(kind="annex"),
    ]
    made = statement(dispersed(houses=houses))
    assert reasons(made, "dispersed_relocation_subsidy") == [
        (
            f"底层占地面积为0；未计房屋第1条：{NO_TITLE}；未计房屋第2条：{BEFORE_NOTICE}；"
            "未计房屋第3条：用途为企业，只计住宅；未计房屋第4条：房屋类别为杂房，只计正房",
            "第十七条",
        )
    ]


def test_shops_are_left_out_of_the_reward_under_the_residential_reading() -> None:
    shop = household("none", houses=[house(use="enterprise")], signed_on_time=True)
    assert reasons(statement(shop, reward_scope="residential"), "signing_reward") == [
        ("合法建筑面积为0；未计房屋第1条：按所选的读法，奖励只计住宅", REWARDS)
    ]


def test_records_are_refused_one_by_one() -> None:
    ponds = [pond("1"), pond("2", kind="reservoir"), pond("3"), pond("4", kind="reservoir")]
    made = statement(household(ponds=ponds))
    assert [(row.record, row.index) for row in not_paid(made, "pond_replacement")] == [
        ("水塘第2条（水库）", 1),
        ("水塘第4条（水库）", 3),
    ]
    assert [(line.record, line.index) for line in made.items if line.id == "pond_replacement"] == [
        ("水塘第1条（水塘）", 0),
        ("水塘第3条（水塘）", 2),
    ]
