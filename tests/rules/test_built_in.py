"""The built-in measure: what it holds, by which article, and that no article of the measure is left out."""

import hashlib
from pathlib import Path

import pytest

from tests.households import rulebook
from yzcomp import Refused, load_rulebook
from yzcomp.rulebook.models import Item
from yzcomp.rulebook.wording import Wording

FOLDER = Path(__file__).parents[2] / "rules" / "xianggui-2018"

ARTICLES = [
    "第一条", "第二条", "第三条", "第四条", "第五条", "第六条", "第七条", "第八条", "第九条", "第十条", "第十一条",
    "第十二条", "第十三条", "第十四条", "第十五条", "第十六条", "第十七条", "第十八条", "第十八条（重号）", "第十九条",
    "第二十条", "第二十一条", "第二十二条", "第二十三条", "第二十四条", "第二十五条", "第二十六条", "第二十七条",
]  # fmt: skip

OWN = "按被征收人类别（农户：被征收户；村组集体：村组；国有农林渔场：国有农林渔场；企事业单位：被征收单位）"
ITEMS = [
    (
        "land_compensation",
        "征地补偿费",
        "第五条、第六条、第七条、第二十三条",
        "按权属性质（集体：村组；国有农林渔场：国有农林渔场）",
    ),
    ("crop_compensation", "青苗补偿费", "第五条、第十二条", OWN),
    ("pond_replacement", "造塘还塘包干费", "第八条", "村组"),
    ("house_compensation", "房屋补偿费", "第九条、第十三条、第十六条", OWN),
    ("attachment_compensation", "附着物补偿费", "第九条、第十二条", OWN),
    ("monetary_resettlement", "货币补偿安置费", "第十六条", "被征收户"),
    ("dispersed_relocation_subsidy", "分散迁建安置补助", "第十七条", "被征收户"),
    ("moving_allowance", "搬家补助费", "第十八条", "被征收户"),
    ("transition_allowance", "过渡费", "第十八条", "被征收户"),
    ("signing_reward", "按期签约奖励", "第十八条（重号）", OWN),
    ("vacating_reward", "按期腾空奖励", "第十八条（重号）", OWN),
    ("temporary_land_use", "临时用地补偿费", "第二十条", "村组"),
    (
        "temporary_crop",
        "临时用地青苗补偿",
        "第二十条",
        "按“一季青苗的领款人”的理解（所有人：被征收人类别；村组：村组）",
    ),
    ("equipment_moving", "设备搬迁补偿费", "第十六条", OWN),
    ("business_suspension", "停产停业补偿费", "第十六条", OWN),
]
#: Articles for which an item is only ever not paid.
NOT_PAID_BY = {
    ("house_compensation", "第十二条"),
    ("house_compensation", "第二十六条"),
    ("equipment_moving", "第十四条"),
    ("business_suspension", "第十四条"),
}

READINGS = [
    ("applies_by", "第二十七条", ["notice", "signing"]),
    ("effective_from", "第二十七条", ["issued", "published"]),
    ("dispersed_moves", "第十八条", ["two", "one", "none"]),
    ("zero_residents", "第十八条", ["none", "household"]),
    ("reward_condition", "第十八条（重号）", ["separate", "joint"]),
    ("reward_scope", "第十八条（重号）", ["all", "residential", "main"]),
    ("transition_over_limit", "第十八条", ["cap", "reject"]),
    ("transition_period", "第十八条", ["actual", "twelve"]),
    ("monetary_scope", "第十六条", ["besides", "all_in"]),
    ("dispute_scope", "第二十四条", ["marked", "household"]),
    ("under_construction", "第十二条", ["excluded", "counted"]),
    ("temporary_rate", "第二十条", ["per_mu", "per_parcel"]),
    ("temporary_crop_payee", "第二十条", ["household", "collective"]),
    ("temporary_years", "第二十条", ["exact", "whole"]),
]


def test_it_is_the_measure_that_is_loaded_unless_another_is_named() -> None:
    head = load_rulebook().rulebook
    assert (head.id, head.document, str(head.issued_on)) == ("xianggui-2018", "永政办发〔2018〕12号", "2018-10-18")
    assert load_rulebook("xianggui-2018") == load_rulebook() == load_rulebook(FOLDER)


def cited(item: Item) -> list[str]:
    """The articles that the lines of an item may cite."""
    return [item.article, *(more.article for more in item.cites)]


def test_items_with_their_names_articles_and_payees() -> None:
    words = Wording(rulebook())
    found = [
        (key, item.name, "、".join(cited(item)), words.party(item.payee, item.for_each))
        for key, item in rulebook().items.items()
    ]
    assert found == ITEMS


def test_every_item_has_a_summary_of_its_own() -> None:
    summaries = [item.summary for item in rulebook().items.values()]
    assert all(len(summary) >= 8 for summary in summaries)
    assert len(set(summaries)) == len(summaries)


def test_readings_their_clauses_and_their_defaults() -> None:
    readings = rulebook().readings
    found = [(key, reading.article, list(reading.options)) for key, reading in readings.items() if key != "rounding"]
    assert found == READINGS
    assert list(readings["rounding"].options) == ["fen", "yuan"]
    assert all(reading.default == next(iter(reading.options)) for reading in readings.values())


def test_rounding_cites_no_clause_that_does_not_exist() -> None:
    reading = rulebook().readings["rounding"]
    assert (reading.article, reading.clause) == ("—", "办法未规定")


def test_the_clause_register_covers_every_article_once_and_in_order() -> None:
    """第十一条 is missing from the text as issued, 第十八条 stands in it twice."""
    assert [clause.article for clause in rulebook().clauses] == ARTICLES


def test_every_clause_is_accounted_for() -> None:
    for clause in rulebook().clauses:
        done = {"computed": clause.items or clause.withholding, "checked": clause.checks}.get(clause.status, ())
        assert done or clause.status in ("informative", "out_of_scope"), clause.article
        assert clause.summary
        assert (clause.status == "out_of_scope") == (clause.why is not None), clause.article


def test_an_item_stands_under_every_article_that_it_cites() -> None:
    registered = {(name, clause.article) for clause in rulebook().clauses for name in clause.items}
    paid_by = {(key, article) for key, item in rulebook().items.items() for article in cited(item)}
    assert registered - paid_by == NOT_PAID_BY
    assert paid_by <= registered


def test_a_requirement_stands_under_its_article() -> None:
    registered = {(name, clause.article) for clause in rulebook().clauses for name in clause.checks}
    assert registered == {(key, rule.article) for key, rule in rulebook().requirements.items()}


def test_outside_standards_and_their_documents() -> None:
    documents = {key: (rule.document, rule.unit) for key, rule in rulebook().standards.items()}
    houses = "永政发〔2013〕28号、永政发〔2016〕19号"
    assert documents == {
        "land": ("永政发〔2018〕10号", "元/亩"),
        "crops": ("永政发〔2012〕26号", "元/亩"),
        "houses": (houses, "元/㎡"),
        "attachments": (houses, "*"),
        "enterprise": ("永政发〔2013〕28号", "*"),
    }


def test_names_and_aliases_mean_one_item_each() -> None:
    words = [word for key, item in rulebook().items.items() for word in (key, item.name, *item.aliases)]
    assert len(words) == len(set(words))


def test_money_excludes_the_dispersed_subsidy_and_the_transition() -> None:
    assert rulebook().items["monetary_resettlement"].excludes == (
        "dispersed_relocation_subsidy",
        "transition_allowance",
    )


def test_the_digest_is_that_of_the_files() -> None:
    listing = "".join(
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in sorted(FOLDER.glob("*.yaml"))
    )
    assert rulebook().digest == f"sha256:{hashlib.sha256(listing.encode()).hexdigest()}"


@pytest.mark.parametrize(
    ("item", "factors"),
    [
        (
            "land_compensation",
            "征地补偿标准（永政发〔2018〕10号，按县区、权属性质（集体：区片；国有农林渔场：邻近集体土地区片）、"
            "地类（退耕还林按旱地）） × 面积",
        ),
        ("pond_replacement", "25,000元/亩 × 面积"),
        ("monetary_resettlement", "货币安置标准 × 符合安置条件人数"),
        ("dispersed_relocation_subsidy", "350元/㎡ × 各条房屋（符合“合法住宅正房”）的底层占地面积之和"),
        (
            "moving_allowance",
            "按合法常住人口分档：不超过3的为1000元/次；超过3的部分每1加100元/次 × "
            "按安置方式（安置地安置：2次；货币安置：1次；分散迁建安置：按“分散迁建的搬家次数”的理解（两次：2次；一次：1次；不计：0次））",
        ),
        (
            "transition_allowance",
            "按合法常住人口分档：不超过3的为1000元/月；超过3的部分每1加100元/月 × "
            "按“过渡费的月数”的理解（按填报月数：过渡月数（最多12个月）；一律12个月：12个月）",
        ),
        ("signing_reward", "50元/㎡ × 各条房屋（符合“计奖励的房屋”）的合法建筑面积之和"),
        ("vacating_reward", "100元/㎡ × 各条房屋（符合“计奖励的房屋”）的合法建筑面积之和"),
        (
            "temporary_land_use",
            "按地类（水田：2000元/亩·年；旱土：1200元/亩·年；林地：1000元/亩·年；其他：1000元/亩·年） × "
            "按“临时用地标准的单位”的理解（每亩每年：面积；每宗每年：1亩） × "
            "按“临时用地的不足一年”的理解（按实际年限：使用年限；不足一年按一年：使用年限（不足1按1计））",
        ),
    ],
)
def test_the_reading_copy_of_the_rules(item: str, factors: str) -> None:
    words, rule = Wording(rulebook()), rulebook().items[item]
    assert " × ".join(words.factor(part, rule.for_each) for part in rule.factors) == factors


def test_the_reading_copy_of_what_is_compensable() -> None:
    words, term = Wording(rulebook()), rulebook().terms["compensable_house"]
    assert term.condition is not None
    assert words.condition(term.condition, "houses") == (
        "（权属为有证、合法性认定之一，或权属为认定中（待定：合法性还在认定，认定之后再付）），且符合“告知前合法建成的集体土地上的房屋”"
    )


def test_a_rulebook_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(Refused) as caught:
        load_rulebook("xianggui-2081")
    (problem,) = caught.value.problems
    assert problem.code == "file-not-found"
    assert problem.remedy == "内置规则有：xianggui-2018"
