"""The statement as a whole: totals by payee, what is withheld, what is pending, formulas that multiply out, notices."""

import re
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from tests.households import (
    attachment,
    crop,
    dispersed,
    evaluator,
    house,
    household,
    line,
    lines,
    monetary,
    parcel,
    pond,
    rulebook,
    standards,
    statement,
    temporary,
)
from yzcomp import Household, Line, Statement, evaluate, load_rulebook
from yzcomp.rulebook.logic import parties_of

UNOFFICIAL = "使用了“测试用标准”，不是正式标准，金额不能作为支付依据"


def full(**facts: Any) -> Household:
    """A dispersed household with something for every item but the monetary one."""
    given: dict[str, Any] = {
        "village": "黄田铺村3组",
        "houses": [house("150.5", ground_floor_area="120.01"), house("20", kind="annex")],
        "parcels": [parcel("paddy", "0.333", "二区"), parcel("grain_for_green", "1")],
        "crops": [crop("水稻", "1.5"), crop("蔬菜", "0.5")],
        "attachments": [attachment("桂花树", "3"), attachment("水井", "1")],
        "ponds": [pond("2.345")],
        "temporary_uses": [temporary("paddy", "1.5", "2.5", crop="水稻"), temporary("dry", "1", "1")],
        "signed_on_time": True,
        "vacated_on_time": True,
    }
    return dispersed(residents=4, **(given | facts))


# Lines


def test_the_lines_of_a_full_household() -> None:
    made = statement(full())
    assert [(x.id, x.record, x.formula, x.rate, x.quantity, x.unit, str(x.amount)) for x in made.items] == [
        ("land_compensation", "征收土地第1条（水田）", "57,420元/亩 × 0.333亩", "57420", "0.333", "亩", "19120.86"),
        ("land_compensation", "征收土地第2条（退耕还林）", "45,000.5元/亩 × 1.00亩", "45000.5", "1.00", "亩", "45000.50"),
        ("crop_compensation", "青苗第1条（水稻）", "1800元/亩 × 1.50亩", "1800", "1.50", "亩", "2700.00"),
        ("crop_compensation", "青苗第2条（蔬菜）", "2500.333元/亩 × 0.50亩", "2500.333", "0.50", "亩", "1250.17"),
        ("pond_replacement", "水塘第1条（水塘）", "25,000元/亩 × 2.345亩", "25000", "2.345", "亩", "58625.00"),
        ("house_compensation", "房屋第1条（正房）", "835.55元/㎡ × 150.50㎡", "835.55", "150.50", "㎡", "125750.28"),
        ("house_compensation", "房屋第2条（杂房）", "835.55元/㎡ × 20.00㎡", "835.55", "20.00", "㎡", "16711.00"),
        ("attachment_compensation", "附着物第1条（桂花树）", "35.5元/株 × 3株", "35.5", "3", "株", "106.50"),
        ("attachment_compensation", "附着物第2条（水井）", "1200元/口 × 1口", "1200", "1", "口", "1200.00"),
        (
            "dispersed_relocation_subsidy", None,
            "350元/㎡ × 120.01㎡ = 42,003.50元，每户最高42000元", "350", "120.01", "㎡", "42000.00",
        ),
        ("moving_allowance", None, "（1000 + 1 × 100）元/次 × 2次", "1100", "2", "次", "2200.00"),
        ("transition_allowance", None, "（1000 + 1 × 100）元/月 × 12个月", "1100", "12", "个月", "13200.00"),
        ("signing_reward", None, "50元/㎡ × （150.50 + 20.00）㎡", "50", "170.50", "㎡", "8525.00"),
        ("vacating_reward", None, "100元/㎡ × （150.50 + 20.00）㎡", "100", "170.50", "㎡", "17050.00"),
        (
            "temporary_land_use", "临时用地第1条（水田）",
            "2000元/亩·年 × 1.50亩 × 2.5年", "2000", "3.75", "亩·年", "7500.00",
        ),
        ("temporary_land_use", "临时用地第2条（旱土）", "1200元/亩·年 × 1.00亩 × 1年", "1200", "1.00", "亩·年", "1200.00"),
        ("temporary_crop", "临时用地第1条（水田）", "1800元/亩 × 1.50亩", "1800", "1.50", "亩", "2700.00"),
    ]  # fmt: skip


def test_a_line_carries_the_items_name_article_and_parties() -> None:
    for row in statement(full()).items:
        item = rulebook().items[row.id]
        assert row.name == item.name
        assert row.article.startswith(item.article)
        assert (row.payee, row.payer) in parties_of(item, rulebook())


@pytest.mark.parametrize(
    ("of", "item", "formula", "rate", "quantity", "unit"),
    [
        (monetary(4), "monetary_resettlement", "170,000元/人 × 4人", "170000", "4", "人"),
        (household(houses=[house()], residents=3), "moving_allowance", "1000元/次 × 2次", "1000", "2", "次"),
        (
            household(houses=[house()], residents=12),
            "moving_allowance",
            "（1000 + 9 × 100）元/次 × 2次",
            "1900",
            "2",
            "次",
        ),
        (monetary(4), "moving_allowance", "（1000 + 1 × 100）元/次 × 1次", "1100", "1", "次"),
        (dispersed(transition_months="0.5"), "transition_allowance", "1000元/月 × 0.5个月", "1000", "0.5", "个月"),
        (dispersed("96.5"), "dispersed_relocation_subsidy", "350元/㎡ × 96.50㎡", "350", "96.50", "㎡"),
        (dispersed("96.505"), "dispersed_relocation_subsidy", "350元/㎡ × 96.505㎡", "350", "96.505", "㎡"),
        (dispersed("120"), "dispersed_relocation_subsidy", "350元/㎡ × 120.00㎡", "350", "120.00", "㎡"),
        (household(ponds=[pond("1,234.5")]), "pond_replacement", "25,000元/亩 × 1234.50亩", "25000", "1234.50", "亩"),
        (household(ponds=[pond("12345")]), "pond_replacement", "25,000元/亩 × 12,345.00亩", "25000", "12345.00", "亩"),
    ],
)
def test_formula_rate_and_quantity(of: Household, item: str, formula: str, rate: str, quantity: str, unit: str) -> None:
    row = line(statement(of), item)
    assert (row.formula, row.rate, row.quantity, row.unit) == (formula, rate, quantity, unit)


def exact(row: Line) -> Decimal:
    assert row.rate is not None
    return Decimal(row.rate) * Decimal(row.quantity)


@pytest.mark.parametrize(
    "of",
    [full(), full(transition_months="0.333"), monetary(12, "123456.785"), household(houses=[house()], residents=5)],
)
def test_rate_times_quantity_is_the_amount_before_cap_and_rounding(of: Household) -> None:
    for row in statement(of.model_copy(update={"signed_on_time": True, "vacated_on_time": True})).items:
        expected = min(exact(row), Decimal(42000)) if row.id == "dispersed_relocation_subsidy" else exact(row)
        assert row.amount == expected.quantize(Decimal("0.01"), "ROUND_HALF_UP"), row.id


def test_every_amount_has_exactly_two_decimals() -> None:
    for rounding in ("fen", "yuan"):
        made = statement(full(), rounding=rounding)
        amounts = [row.amount for row in made.items] + [
            made.totals.payable, made.totals.household, made.totals.collective, made.totals.withheld,
        ]  # fmt: skip
        assert all(re.fullmatch(r"\d+\.\d\d", str(amount)) for amount in amounts)


def test_items_stand_in_the_order_of_the_measure() -> None:
    order = list(rulebook().items)
    made = statement(full())
    for ids in ([row.id for row in made.items], [row.id for row in made.not_paid]):
        assert ids == sorted(ids, key=order.index)


# Totals


def test_totals_by_payee() -> None:
    totals = statement(full()).totals
    assert str(totals.household) == "233392.95"
    assert str(totals.collective) == "131446.36"
    assert str(totals.payable) == "364839.31"
    assert totals.payable_capital == "人民币叁拾陆万肆仟捌佰叁拾玖元叁角壹分"
    assert str(totals.withheld) == "0.00"
    assert totals.pending_items == 0


def test_payees_are_those_of_the_contract() -> None:
    collective = {"land_compensation", "pond_replacement", "temporary_land_use"}
    lines = statement(full()).items
    assert {row.id for row in lines if row.payee == "collective"} == collective
    assert {row.payee for row in lines if row.id not in collective} == {"household"}
    assert {row.id for row in lines if row.payer == "land_user"} == {"temporary_land_use", "temporary_crop"}


def test_the_amount_of_an_item_is_the_sum_of_its_lines() -> None:
    made = statement(full())
    assert str(made.amount("house_compensation")) == "142461.28"
    assert str(made.amount("monetary_resettlement")) == "0.00"
    assert made.amount("房屋补偿费") == made.amount("house_compensation")


@pytest.mark.parametrize("word", ["no_such_item", "搬家费用", "", "moving_allowanc"])
def test_the_amount_of_an_item_that_the_rules_do_not_have_is_not_zero(word: str) -> None:
    """A test that misspells an item must not pass because nothing is paid."""
    with pytest.raises(KeyError) as caught:
        statement(household()).amount(word)
    message = caught.value.args[0]
    assert message.startswith(f"这套规则没有项目“{word}”。")
    assert "搬家补助费" in message or "是不是“moving_allowance”" in message


def test_every_item_of_the_rulebook_has_an_amount() -> None:
    made = statement(household(houses=[house("10")]), with_standards=False)
    for key, item in rulebook().items.items():
        assert made.amount(key) == made.amount(item.name)
    assert made.amount("house_compensation") is None  # pending is neither zero nor an amount
    assert str(made.amount("transition_allowance")) == "0.00"


def test_nothing_to_pay() -> None:
    totals = statement(household("none")).totals
    assert (str(totals.payable), str(totals.household), str(totals.collective)) == ("0.00", "0.00", "0.00")
    assert totals.payable_capital == "人民币零元整"


# Dispute


def test_under_dispute_everything_is_computed_and_withheld() -> None:
    free, disputed = statement(full()), statement(full(in_dispute=True))
    assert {row.status for row in disputed.items} == {"withheld"}
    assert [row.amount for row in disputed.items] == [row.amount for row in free.items]
    assert [row.formula for row in disputed.items] == [row.formula for row in free.items]
    assert str(disputed.totals.withheld) == "364839.31"
    assert (str(disputed.totals.payable), str(disputed.totals.household), str(disputed.totals.collective)) == (
        "0.00",
        "0.00",
        "0.00",
    )
    assert disputed.totals.payable_capital == "人民币零元整"
    assert str(disputed.amount("house_compensation")) == "142461.28"


def test_the_dispute_is_a_notice() -> None:
    notice = "权属有争议，有关各项只计算，暂不拨付，争议解决后再付（第二十四条）"
    assert notice in statement(full(in_dispute=True)).notices
    assert notice not in statement(full()).notices


def test_what_is_pending_stays_pending_under_dispute() -> None:
    made = statement(full(in_dispute=True), with_standards=False)
    assert {row.status for row in lines(made, "house_compensation")} == {"pending"}
    assert line(made, "moving_allowance").status == "withheld"


# Pending


def test_without_standards_their_items_are_pending() -> None:
    made = statement(full(), with_standards=False)
    pending = [row for row in made.items if row.status == "pending"]
    assert [row.id for row in pending] == [
        "land_compensation", "land_compensation", "crop_compensation", "crop_compensation", "house_compensation",
        "house_compensation", "attachment_compensation", "attachment_compensation", "temporary_crop",
    ]  # fmt: skip
    assert all(row.amount is None and row.rate is None for row in pending)
    assert made.totals.pending_items == 9
    assert not made.complete
    known = statement(full())
    assert known.totals.pending_items == 0
    assert [question.id for question in known.questions] == ["crops_beyond_land"]


def test_pending_lines_add_nothing_to_the_totals() -> None:
    totals = statement(full(), with_standards=False).totals
    assert str(totals.household) == "82975.00"  # 42000 + 2200 + 13200 + 8525 + 17050
    assert str(totals.collective) == "67325.00"  # 58625 + 7500 + 1200
    assert str(totals.payable) == "150300.00"


@pytest.mark.parametrize(
    ("item", "formula", "quantity", "note"),
    [
        (
            "house_compensation",
            "房屋补偿标准（待定） × 150.50㎡",
            "150.50",
            "房屋第1条（正房）；缺少房屋补偿标准（永政发〔2013〕28号、永政发〔2016〕19号），录入后用 --standards 重算",
        ),
        (
            "land_compensation",
            "征地补偿标准（待定） × 0.333亩",
            "0.333",
            "征收土地第1条（水田）；缺少征地补偿标准（永政发〔2018〕10号），录入后用 --standards 重算",
        ),
        (
            "temporary_crop",
            "青苗补偿标准（待定） × 1.50亩",
            "1.50",
            "临时用地第1条（水田）；缺少青苗补偿标准（永政发〔2012〕26号），录入后用 --standards 重算",
        ),
    ],
)
def test_a_pending_line_names_the_document_that_is_wanting(item: str, formula: str, quantity: str, note: str) -> None:
    row = lines(statement(full(), with_standards=False), item)[0]
    assert (row.formula, row.quantity, row.note) == (formula, quantity, note)


@pytest.mark.parametrize(
    ("of", "item", "note"),
    [
        (
            household(parcels=[parcel(zone="九区")]),
            "land_compensation",
            "征收土地第1条（水田）；征地补偿标准（永政发〔2018〕10号）中没有录入“九区、水田”"
            "（按区片、地类查）；标准里有“一区、水田”（63,800元/亩）、“二区、水田”（57,420元/亩）",
        ),
        (
            household(parcels=[parcel("grain_for_green", zone="二区")]),
            "land_compensation",
            "征收土地第1条（退耕还林）；征地补偿标准（永政发〔2018〕10号）中没有录入“二区、旱地”"
            "（按区片、地类查）；标准里有“一区、旱地”（45,000.5元/亩）、“二区、水田”（57,420元/亩）、“二区、其他”（0元/亩）",
        ),
        (
            household(parcels=[parcel("forest", ownership="state_farm", adjacent_zone="二区")]),
            "land_compensation",
            "征收土地第1条（林地）；征地补偿标准（永政发〔2018〕10号）中没有录入“二区、林地”"
            "（按区片、地类查）；标准里有“一区、林地”（20,000元/亩）、“二区、其他”（0元/亩）、“二区、水田”（57,420元/亩）",
        ),
        (
            household(houses=[house(name="老屋", grade="二等")]),
            "house_compensation",
            "房屋第1条（老屋）；房屋补偿标准（永政发〔2013〕28号、永政发〔2016〕19号）中没有录入“砖混、二等”"
            "（按结构、等级查）；标准里有“砖混、一等”（835.55元/㎡）、“砖木、二等”（512.345元/㎡）",
        ),
        (
            household(crops=[crop("苎麻")]),
            "crop_compensation",
            "青苗第1条（苎麻）；青苗补偿标准（永政发〔2012〕26号）中没有录入“苎麻”"
            "（按青苗种类查）；标准里有“水稻”（1800元/亩）、“蔬菜”（2500.333元/亩）",
        ),
        (
            household(attachments=[attachment("围墙")]),
            "attachment_compensation",
            "附着物第1条（围墙）；附着物补偿标准（永政发〔2013〕28号、永政发〔2016〕19号）中没有录入“围墙”"
            "（按附着物种类查）；标准里有“桂花树”（35.5元/株）、“水井”（1200元/口）",
        ),
        (
            household(temporary_uses=[temporary(crop="苎麻")]),
            "temporary_crop",
            "临时用地第1条（水田）；青苗补偿标准（永政发〔2012〕26号）中没有录入“苎麻”"
            "（按青苗种类查）；标准里有“水稻”（1800元/亩）、“蔬菜”（2500.333元/亩）",
        ),
    ],
)
def test_a_rate_that_was_not_entered_is_pending_and_named(of: Household, item: str, note: str) -> None:
    row = line(statement(of), item)
    assert (row.status, row.amount, row.rate, row.note) == ("pending", None, None, note)


def test_one_record_may_be_pending_beside_another_that_is_paid() -> None:
    made = statement(household("none", crops=[crop("水稻"), crop("苎麻")]))
    assert [row.status for row in made.items] == ["payable", "pending"]
    assert made.amount("crop_compensation") is None  # what is known of it is in the lines
    assert [row.amount for row in made.items] == [Decimal("1800.00"), None]
    assert str(made.totals.payable) == "1800.00"
    assert made.totals.pending_items == 1


# Notices


SURVEY = "没有填写调查确认，面积、数量以双方签字确认或公证的调查结果为准（第十条）"
REMEDIES = "对补偿决定不服的，可以依法在知道之日起60日内申请行政复议，或6个月内提起行政诉讼（第二十六条）"
DEPOSIT = "用地单位须与村、组签订临时用地协议，足额缴纳复垦保证金，复垦费用由施工企业承担，不在本计算之内（第二十条）"
BY_YEAR = "临时用地补偿由用地单位按年支付，这里是全部年限的合计（第二十条）"


@pytest.mark.parametrize(
    ("of", "notices"),
    [
        (household(), [SURVEY]),
        (
            household(notice_date=None),
            ["没有填写征地告知日，未核对是否在有效期之内，告知日前后的区分也没有核对（第二十七条）", SURVEY],
        ),
        (monetary(houses=[]), ["实行货币安置的不再安排宅基地，不付过渡费（第十六条）", SURVEY]),
        (household(survey="signed"), []),
        (
            household(temporary_uses=[temporary(crop="水稻")]),
            [DEPOSIT, BY_YEAR, SURVEY, REMEDIES],
        ),
        (
            household(temporary_uses=[temporary("forest"), temporary("forest")]),
            [
                "临时占用林地的，森林植被恢复费由用地单位另缴，不在本计算之内（第二十条）",
                DEPOSIT,
                BY_YEAR,
                SURVEY,
                REMEDIES,
            ],
        ),
    ],
)
def test_notices_of_the_measure(of: Household, notices: list[str]) -> None:
    found = statement(of, with_standards=False).notices
    assert [notice for notice in found if not notice.startswith("读法")] == notices


@pytest.mark.parametrize(
    ("ground_floor", "notices"),
    [
        ("119.99", []),
        ("120", []),
        ("120.01", ["分散迁建安置补助算得42,003.50元，每户最高42000元，付42,000.00元（第十七条）"]),
        ("120.000001", ["分散迁建安置补助算得42,000.00035元，每户最高42000元，付42,000.00元（第十七条）"]),
    ],
)
def test_a_cap_that_bites_is_a_notice(ground_floor: str, notices: list[str]) -> None:
    found = statement(dispersed(ground_floor), with_standards=False).notices
    assert [notice for notice in found if "最高" in notice] == notices


@pytest.mark.parametrize(
    ("months", "notices"),
    [
        ("12", []),
        ("12.5", ["过渡费：过渡月数12.5个月，按上限12个月计（第十八条）"]),
        ("13", ["过渡费：过渡月数13个月，按上限12个月计（第十八条）"]),
    ],
)
def test_months_over_the_limit_are_a_notice_and_a_note(months: str, notices: list[str]) -> None:
    made = statement(dispersed(transition_months=months), with_standards=False)
    assert [notice for notice in made.notices if "上限" in notice] == notices
    assert line(made, "transition_allowance").note == (
        "过渡月数" + months + "个月，按上限12个月计" if notices else None
    )


def test_no_notice_is_said_twice() -> None:
    of = household(temporary_uses=[temporary("forest", years="2.5"), temporary("forest", years="2.5")])
    for years in ("exact", "whole"):
        notices = statement(of, temporary_years=years).notices
        assert len(notices) == len(set(notices))


# Standards, rulebook, household


def test_the_standards_used_are_named_and_an_example_is_called_one() -> None:
    made = statement(full())
    (used,) = made.standards
    assert (used.title, used.document, used.official) == ("测试用标准", "无文号", False)
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", used.digest)
    assert made.notices.count(UNOFFICIAL) == 1
    bare = statement(full(), with_standards=False)
    assert bare.standards == ()
    assert UNOFFICIAL not in bare.notices


def test_the_rulebook_and_the_household_are_named() -> None:
    made = statement(full())
    assert made.rulebook.id == "xianggui-2018"
    assert made.rulebook.document == "永政办发〔2018〕12号"
    assert made.rulebook.digest == rulebook().digest
    assert made.household.model_dump() == {"household_id": "0001", "head": "张三", "village": "黄田铺村3组"}


def test_a_statement_can_not_be_changed() -> None:
    made = statement(full())
    with pytest.raises(ValidationError):
        made.totals.payable = Decimal(0)  # type: ignore[misc]
    with pytest.raises(ValidationError):
        made.items[0].amount = Decimal(0)  # type: ignore[misc]


def test_a_statement_is_good_by_its_own_definition_and_survives_json() -> None:
    for of in (full(), full(in_dispute=True), household("none")):
        for with_standards in (True, False):
            made = statement(of, with_standards=with_standards)
            assert Statement.model_validate(made.model_dump()) == made
            assert Statement.model_validate_json(made.model_dump_json()) == made


def test_the_one_call_gives_the_same_as_the_compiled_evaluator() -> None:
    once = evaluate(load_rulebook(), full(), standards=standards(), readings={"rounding": "yuan"})
    assert once == evaluator({"rounding": "yuan"}).evaluate(full())


def test_what_rounds_to_nothing_is_not_paid_and_the_reading_is_named() -> None:
    of = household("site", houses=[house("0.0049")], signed_on_time=True, vacated_on_time=False)
    found = statement(of, rounding="yuan")
    assert "signing_reward" not in [line.id for line in found.items]
    assert [n.reason for n in found.not_paid if n.id == "signing_reward"] == ["算得0.245元，取整后为0"]
    assert any("取“到元”" in notice for notice in found.notices)
    assert line(statement(of), "signing_reward").amount == Decimal("0.25")


def test_a_quantity_whose_unit_is_not_known_has_none() -> None:
    (found,) = evaluator(with_standards=False).evaluate(household("none", attachments=[attachment(quantity="2")])).items
    assert (found.quantity, found.unit, found.status) == ("2", "", "pending")
