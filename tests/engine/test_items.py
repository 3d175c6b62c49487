"""Every item at its edges, to the fen. Amounts are texts, so that the two decimals are compared too."""

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
    lines,
    monetary,
    parcel,
    pond,
    refusal,
    statement,
    temporary,
)

DAY_BEFORE, NOTICE, DAY_AFTER = "2019-02-28", "2019-03-01", "2019-03-02"


# 征地补偿费


@pytest.mark.parametrize(
    ("land", "paid"),
    [
        (parcel("paddy", "1", "一区"), "63800.00"),
        (parcel("paddy", "1", "二区"), "57420.00"),
        (parcel("dry", "2", "一区"), "90001.00"),
        (parcel("forest", "2.5", "一区"), "50000.00"),
        (parcel("水田", "1,000", "一区"), "63800000.00"),
        # 退耕还林 is paid as 旱地
        (parcel("grain_for_green", "2", "一区"), "90001.00"),
        # a state farm follows its neighbour, whatever its own zone
        (parcel("paddy", "1", None, ownership="state_farm", adjacent_zone="二区"), "57420.00"),
        (parcel("paddy", "1", "一区", ownership="state_farm", adjacent_zone="二区"), "57420.00"),
        (parcel("grain_for_green", "1", None, ownership="state_farm", adjacent_zone="一区"), "45000.50"),
        (parcel("paddy", "1", "一区", adjacent_zone="二区"), "63800.00"),
        # 改移道路水渠 is paid like land inside the red line
        (parcel("paddy", "1", "一区", position="relocated_road_or_canal"), "63800.00"),
        # half up at .005
        (parcel("dry", "0.01", "一区"), "450.01"),
        (parcel("dry", "0.0099", "一区"), "445.50"),
        (parcel("paddy", "0.333", "二区"), "19120.86"),
        (parcel("paddy", "0.0000001", "一区"), "0.01"),
        (parcel("paddy", "0.00000001", "一区"), "0.00"),
    ],
)
def test_land_compensation(land: Any, paid: str) -> None:
    assert amount(household(parcels=[land]), "land_compensation") == paid


def test_each_parcel_is_rounded_on_its_own() -> None:
    """Two parcels of 450.005 yuan make 900.02; rounded together they would make 900.01."""
    two = household(parcels=[parcel("dry", "0.01"), parcel("dry", "0.01")])
    assert [str(line.amount) for line in lines(statement(two), "land_compensation")] == ["450.01", "450.01"]
    assert amount(two, "land_compensation") == "900.02"


# 青苗补偿费


@pytest.mark.parametrize(
    ("planted", "paid"),
    [
        (crop("水稻", "1.5"), "2700.00"),
        (crop("水稻", "0.000125"), "0.23"),  # 0.225 exactly
        (crop("水稻", "0.00012"), "0.22"),
        (crop("蔬菜", "1.5"), "3750.50"),
        (crop("蔬菜", "1.001"), "2502.83"),
        (crop(planted_on=DAY_BEFORE), "1800.00"),
        (crop(planted_on=NOTICE), "0.00"),
        (crop(planted_on=DAY_AFTER), "0.00"),
        (crop(planted_on=NOTICE, normal_production="是"), "1800.00"),
        (crop(planted_on=DAY_AFTER, normal_production=True), "1800.00"),
        (crop(planted_on=DAY_AFTER, normal_production="否"), "0.00"),
        (crop(planted_on=DAY_BEFORE, normal_production="否"), "1800.00"),
    ],
)
def test_crop_compensation(planted: Any, paid: str) -> None:
    assert amount(household(crops=[planted]), "crop_compensation") == paid


# 造塘还塘包干费


@pytest.mark.parametrize(
    ("water", "paid"),
    [
        (pond("1"), "25000.00"),
        (pond("0.5"), "12500.00"),
        (pond("2.345"), "58625.00"),
        (pond("0.3333333"), "8333.33"),
        (pond("0.0000002"), "0.01"),  # 0.005 exactly
        (pond("0.00000019"), "0.00"),
        (pond("0.0000006"), "0.02"),  # 0.015 exactly
        (pond("1", kind="reservoir"), "0.00"),
        (pond("1", kind="水库"), "0.00"),
    ],
)
def test_pond_replacement(water: Any, paid: str) -> None:
    assert amount(household(ponds=[water]), "pond_replacement") == paid


# 房屋补偿费


@pytest.mark.parametrize(
    ("building", "paid"),
    [
        (house("100"), "83555.00"),
        (house("120.01"), "100274.36"),  # 100274.3555
        (house("0.1"), "83.56"),  # 83.555 exactly
        (house("0.3"), "250.67"),  # 250.665 exactly
        (house("1", structure="砖木", grade="二等"), "512.35"),  # 512.345 exactly
        (house("0"), "0.00"),
        (house("100", kind="annex"), "83555.00"),
        (house("100", use="enterprise"), "83555.00"),
        (house("100", use="institutional"), "83555.00"),
        (house("100", title="certificate"), "83555.00"),
        (house("100", title="recognized"), "83555.00"),
        (house("100", title="none"), "0.00"),
        (house("100", built_on=DAY_BEFORE), "83555.00"),
        (house("100", built_on=NOTICE), "0.00"),
        (house("100", built_on=DAY_AFTER), "0.00"),
        (house("100", built_on="1986"), "83555.00"),
        (house("100", built_on="2018年"), "83555.00"),
        (house("100", built_on="2020"), "0.00"),
        (house("100", title="none", built_on="1986"), "0.00"),
    ],
)
def test_house_compensation(building: Any, paid: str) -> None:
    # another dwelling keeps a household of non-residential houses eligible for its resettlement
    dwelling = house("0")
    assert amount(household(houses=[building, dwelling]), "house_compensation") == paid


def test_a_bare_year_equal_to_the_notice_year_needs_the_date() -> None:
    problems = refusal(household(houses=[house(), house(built_on="2019")]))
    assert codes(problems) == [("year-ambiguous", ("houses", 1, "built_on"))]
    assert problems[0].message.startswith("只写了年份，与要比较的日期同年，无法判断先后")
    assert problems[0].field == "房屋第2条 建成日期"
    assert problems[0].remedy == "填写完整日期"


def test_the_year_of_an_untitled_house_is_of_no_consequence() -> None:
    untitled = household(houses=[house(built_on="2019", title="none")])
    assert amount(untitled, "house_compensation") == "0.00"


# 附着物补偿费


@pytest.mark.parametrize(
    ("thing", "paid"),
    [
        (attachment("水井", "1"), "1200.00"),
        (attachment("水井", "3"), "3600.00"),
        (attachment("桂花树", "2.5"), "88.75"),
        (attachment("桂花树", "0.01"), "0.36"),  # 0.355 exactly
        (attachment("桂花树", "0.03"), "1.07"),  # 1.065 exactly
        (attachment(installed_on=DAY_BEFORE), "35.50"),
        (attachment(installed_on=NOTICE), "0.00"),
        (attachment(installed_on=DAY_AFTER), "0.00"),
    ],
)
def test_attachment_compensation(thing: Any, paid: str) -> None:
    assert amount(household(attachments=[thing]), "attachment_compensation") == paid


# 货币补偿安置费


@pytest.mark.parametrize(
    ("residents", "per_person", "paid"),
    [
        (0, "170000", "0.00"),
        (1, "170000", "170000.00"),
        (3, "170000", "510000.00"),
        (4, "170000", "680000.00"),
        (12, "170000", "2040000.00"),
        (3, "0.01", "0.03"),
        (3, "169999.99", "509999.97"),
        (1, "123456.785", "123456.79"),
        (3, "123456.785", "370370.36"),  # 370370.355, not three times 123456.79
    ],
)
def test_monetary_resettlement(residents: int, per_person: str, paid: str) -> None:
    assert amount(monetary(residents, per_person), "monetary_resettlement") == paid


@pytest.mark.parametrize("farmland", ["0", "0.29", "0.2999999999"])
def test_a_group_with_less_than_three_tenths_of_a_mu_may_have_money(farmland: str) -> None:
    assert amount(monetary(farmland_per_capita=farmland), "monetary_resettlement") == "510000.00"


@pytest.mark.parametrize(
    "facts", [{"farmland_per_capita": "0.3"}, {"farmland_per_capita": "0.31"}, {"station_project": "否"}]
)
def test_others_may_not(facts: dict[str, Any]) -> None:
    assert codes(refusal(monetary(**facts))) == [("requirement", ("resettlement",))]


def test_the_approved_standard_is_at_most_170000() -> None:
    assert amount(monetary(1, "170000.00"), "monetary_resettlement") == "170000.00"
    assert codes(refusal(monetary(1, "170000.01"))) == [("requirement", ("monetary_per_person",))]


def test_money_excludes_the_dispersed_subsidy_and_the_transition_allowance() -> None:
    paid = monetary(houses=[house("100")], transition_months="12", outside_planning_area=True)
    assert amount(paid, "monetary_resettlement") == "510000.00"
    assert amount(paid, "dispersed_relocation_subsidy") == "0.00"
    assert amount(paid, "transition_allowance") == "0.00"


# 分散迁建安置补助


@pytest.mark.parametrize(
    ("ground_floor", "paid"),
    [
        ("0", "0.00"),
        ("0.0003", "0.11"),  # 0.105 exactly
        ("1", "350.00"),
        ("96.50", "33775.00"),
        ("119.99", "41996.50"),
        ("119.9999", "41999.97"),  # 41999.965 exactly
        ("119.99999", "42000.00"),  # 41999.9965
        ("120", "42000.00"),
        ("120.00001", "42000.00"),
        ("120.01", "42000.00"),
        ("240", "42000.00"),
    ],
)
def test_dispersed_relocation_subsidy(ground_floor: str, paid: str) -> None:
    assert amount(dispersed(ground_floor), "dispersed_relocation_subsidy") == paid


@pytest.mark.parametrize(
    ("second", "paid"),
    [
        (house("80", ground_floor_area="59.99"), "41996.50"),
        (house("80", ground_floor_area="60"), "42000.00"),
        (house("80", ground_floor_area="60.01"), "42000.00"),
        (house("80", ground_floor_area="50", kind="annex"), "21000.00"),
        (house("80", ground_floor_area=None, kind="annex"), "21000.00"),
        (house("80", ground_floor_area="50", use="enterprise"), "21000.00"),
        (house("80", ground_floor_area="50", use="institutional"), "21000.00"),
        (house("80", ground_floor_area="50", title="none"), "21000.00"),
        (house("80", ground_floor_area="50", title="recognized"), "38500.00"),
        (house("80", ground_floor_area="50", built_on=DAY_BEFORE), "38500.00"),
        (house("80", ground_floor_area="50", built_on=NOTICE), "21000.00"),
        (house("80", ground_floor_area="50", built_on="2018"), "38500.00"),
        (house("80", ground_floor_area="50", built_on="2020"), "21000.00"),
    ],
)
def test_the_subsidy_counts_compensable_residential_main_houses(second: Any, paid: str) -> None:
    first = house("80", ground_floor_area="60")
    assert amount(dispersed(houses=[first, second]), "dispersed_relocation_subsidy") == paid


def test_the_cap_is_for_the_household_not_for_each_house() -> None:
    houses = [house("300", ground_floor_area="150")] * 3
    assert amount(dispersed(houses=houses), "dispersed_relocation_subsidy") == "42000.00"


# 搬家补助费


@pytest.mark.parametrize(
    ("residents", "site", "dispersedly", "for_money", "none"),
    [
        (0, "0.00", "0.00", "0.00", "0.00"),
        (1, "2000.00", "2000.00", "1000.00", "0.00"),
        (2, "2000.00", "2000.00", "1000.00", "0.00"),
        (3, "2000.00", "2000.00", "1000.00", "0.00"),
        (4, "2200.00", "2200.00", "1100.00", "0.00"),
        (5, "2400.00", "2400.00", "1200.00", "0.00"),
        (12, "3800.00", "3800.00", "1900.00", "0.00"),
    ],
)
def test_moving_allowance(residents: int, site: str, dispersedly: str, for_money: str, none: str) -> None:
    assert amount(household("site", residents, houses=[house()]), "moving_allowance") == site
    assert amount(dispersed(residents=residents), "moving_allowance") == dispersedly
    assert amount(monetary(residents), "moving_allowance") == for_money
    assert amount(household("none", residents, houses=[house()]), "moving_allowance") == none


@pytest.mark.parametrize("made", [household, dispersed, monetary])
@pytest.mark.parametrize(
    "houses",
    [
        [],
        [house(title="none")],
        [house(kind="annex")],
        [house(built_on=NOTICE)],
        [house(titled_on=NOTICE)],
        [house(begun_on=NOTICE)],
        [house(land="state")],
    ],
)
def test_nobody_is_resettled_without_a_dwelling(made: Any, houses: list[Any]) -> None:
    for item in ("monetary_resettlement", "moving_allowance", "transition_allowance"):
        assert amount(made(houses=houses), item) == "0.00"


@pytest.mark.parametrize("made", [household, dispersed, monetary])
def test_an_item_that_rests_on_a_title_being_recognised_is_pending_and_paid_for_the_house_beside_it(made: Any) -> None:
    waiting, sure = house(title="pending", ground_floor_area="10"), house("50", ground_floor_area="20")
    said = {"signed_on_time": True, "vacated_on_time": True}
    alone, beside, only_sure = (made(houses=houses, **said) for houses in ([waiting], [waiting, sure], [sure]))
    items = ("moving_allowance", "transition_allowance", "monetary_resettlement", "dispersed_relocation_subsidy")
    for item in (*items, "signing_reward", "vacating_reward"):
        paid = amount(only_sure, item)
        assert amount(beside, item) == paid, item
        assert amount(alone, item) == ("0.00" if paid == "0.00" else "None"), item


# 过渡费


@pytest.mark.parametrize(
    ("residents", "months", "paid"),
    [
        (3, "0", "0.00"),
        (3, "0.5", "500.00"),
        (3, "1", "1000.00"),
        (3, "11", "11000.00"),
        (3, "11.99", "11990.00"),
        (3, "12", "12000.00"),
        (3, "12.5", "12000.00"),
        (3, "13", "12000.00"),
        (3, "120", "12000.00"),
        (0, "12", "0.00"),
        (1, "12", "12000.00"),
        (4, "12", "13200.00"),
        (4, "12.5", "13200.00"),
        (4, "6.5", "7150.00"),
        (12, "12", "22800.00"),
        (12, "13", "22800.00"),
        (3, "0.000005", "0.01"),  # 0.005 exactly
        (3, "0.0000049", "0.00"),
        (4, "0.33335", "366.69"),  # 366.685 exactly
    ],
)
def test_transition_allowance(residents: int, months: str, paid: str) -> None:
    assert amount(dispersed(residents=residents, transition_months=months), "transition_allowance") == paid


@pytest.mark.parametrize(
    "other", [household("site", transition_months="12"), household("none", transition_months="12")]
)
def test_only_dispersed_households_are_paid_for_the_transition(other: Any) -> None:
    assert amount(other, "transition_allowance") == "0.00"


# 按期签约奖励、按期腾空奖励


@pytest.mark.parametrize(
    ("facts", "paid"),
    [
        ({"sign_by": DAY_AFTER, "signed_on": NOTICE}, "5000.00"),
        ({"sign_by": NOTICE, "signed_on": NOTICE}, "5000.00"),
        ({"sign_by": NOTICE, "signed_on": DAY_AFTER}, "0.00"),
        ({"signed_on_time": "是"}, "5000.00"),
        ({"signed_on_time": "否"}, "0.00"),
        ({"signed_on_time": "是", "sign_by": NOTICE, "signed_on": NOTICE}, "5000.00"),
        ({"signed_on_time": "否", "sign_by": NOTICE, "signed_on": DAY_AFTER}, "0.00"),
        ({"signed_on_time": "是", "signed_on": DAY_AFTER}, "5000.00"),
        ({"signed_on_time": "是", "sign_by": NOTICE}, "5000.00"),
        ({"sign_by": NOTICE}, "None"),  # pending: nothing said
        ({}, "None"),
    ],
)
def test_signing_reward(facts: dict[str, Any], paid: str) -> None:
    signed = household(houses=[house("100")], **facts)
    assert amount(signed, "signing_reward") == paid
    assert amount(signed, "vacating_reward") == "None"


@pytest.mark.parametrize(
    ("facts", "paid"),
    [
        ({"vacate_by": DAY_AFTER, "vacated_on": NOTICE}, "10000.00"),
        ({"vacate_by": NOTICE, "vacated_on": NOTICE}, "10000.00"),
        ({"vacate_by": NOTICE, "vacated_on": DAY_AFTER}, "0.00"),
        ({"vacated_on_time": "是"}, "10000.00"),
        ({"vacated_on_time": "否"}, "0.00"),
        ({"vacated_on_time": "是", "vacate_by": NOTICE, "vacated_on": NOTICE}, "10000.00"),
        ({"vacated_on_time": "否", "vacate_by": NOTICE, "vacated_on": DAY_AFTER}, "0.00"),
        ({"vacate_by": NOTICE}, "None"),
        ({}, "None"),
    ],
)
def test_vacating_reward(facts: dict[str, Any], paid: str) -> None:
    vacated = household(houses=[house("100")], **facts)
    assert amount(vacated, "vacating_reward") == paid
    assert amount(vacated, "signing_reward") == "None"


@pytest.mark.parametrize(
    ("areas", "signing", "vacating"),
    [
        (["0"], "0.00", "0.00"),
        (["119.99"], "5999.50", "11999.00"),
        (["120"], "6000.00", "12000.00"),
        (["120.01"], "6000.50", "12001.00"),
        (["200.555"], "10027.75", "20055.50"),
        (["100", "50.5"], "7525.00", "15050.00"),
        (["0.0001"], "0.01", "0.01"),  # 0.005 and 0.01
        (["0.00005", "0.00005"], "0.01", "0.01"),  # rounded once, after the sum
        (["0.00005"], "0.00", "0.01"),  # 0.0025 and 0.005
        (["0.0003"], "0.02", "0.03"),  # 0.015 and 0.03
    ],
)
def test_rewards_by_area(areas: list[str], signing: str, vacating: str) -> None:
    prompt = household(houses=[house(area) for area in areas], signed_on_time=True, vacated_on_time=True)
    assert amount(prompt, "signing_reward") == signing
    assert amount(prompt, "vacating_reward") == vacating


@pytest.mark.parametrize(
    ("second", "signing"),
    [
        (house("50"), "7500.00"),
        (house("50", kind="annex"), "7500.00"),
        (house("50", use="enterprise"), "7500.00"),
        (house("50", title="recognized"), "7500.00"),
        (house("50", title="none"), "5000.00"),
        (house("50", built_on=DAY_BEFORE), "7500.00"),
        (house("50", built_on=NOTICE), "5000.00"),
    ],
)
def test_rewards_count_every_compensable_house(second: Any, signing: str) -> None:
    assert amount(household(houses=[house("100"), second], signed_on_time=True), "signing_reward") == signing


# 临时用地补偿费


@pytest.mark.parametrize(
    ("use", "paid"),
    [
        (temporary("paddy", "1", "1"), "2000.00"),
        (temporary("dry", "1", "1"), "1200.00"),
        (temporary("forest", "1", "1"), "1000.00"),
        (temporary("other", "1", "1"), "1000.00"),
        (temporary("旱土", "1", "1"), "1200.00"),
        (temporary("paddy", "1.5", "2"), "6000.00"),
        (temporary("paddy", "1", "3"), "6000.00"),
        (temporary("paddy", "1", "3.00"), "6000.00"),
        (temporary("paddy", "1", "0.5"), "1000.00"),
        (temporary("dry", "0.333", "1.25"), "499.50"),
        (temporary("dry", "3.5", "2.5"), "10500.00"),
        (temporary("other", "0.001", "0.005"), "0.01"),  # 0.005 exactly
        (temporary("other", "0.001", "0.0049"), "0.00"),
        (temporary("dry", "0.0125", "0.007"), "0.11"),  # 0.105 exactly
    ],
)
def test_temporary_land_use(use: Any, paid: str) -> None:
    assert amount(household(temporary_uses=[use]), "temporary_land_use") == paid


@pytest.mark.parametrize("years", ["3.1", "3.0000001", "4"])
def test_more_than_three_years_are_refused(years: str) -> None:
    problems = refusal(household(temporary_uses=[temporary(years="3"), temporary(years=years)]))
    assert codes(problems) == [("requirement", ("temporary_uses", 1, "years"))]


# 临时用地青苗补偿


@pytest.mark.parametrize(
    ("use", "paid"),
    [
        (temporary("paddy", "1", "1", crop="水稻"), "1800.00"),
        (temporary("paddy", "1", "3", crop="水稻"), "1800.00"),  # one season, however many years
        (temporary("dry", "1.5", "0.5", crop="蔬菜"), "3750.50"),
        (temporary("dry", "0.000125", "1", crop="水稻"), "0.23"),
        (temporary("paddy", "1", "1"), "0.00"),
    ],
)
def test_temporary_crop(use: Any, paid: str) -> None:
    assert amount(household(temporary_uses=[use]), "temporary_crop") == paid


# 有效期


@pytest.mark.parametrize("day", ["2018-10-18", "2018-10-19", "2021-12-30", "2021-12-31"])
def test_the_measure_applies_from_its_first_to_its_last_day(day: str) -> None:
    assert amount(household(notice_date=day, houses=[house()]), "moving_allowance") == "2000.00"


@pytest.mark.parametrize("day", ["2018-10-17", "2022-01-01", "1998-01-01"])
def test_and_on_no_other_day(day: str) -> None:
    assert codes(refusal(household(notice_date=day))) == [("requirement", ("notice_date",))]
