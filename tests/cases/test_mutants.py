"""Mutants: every slip that somebody could have made in a rule, each with a stable name and a Chinese sentence."""

from pathlib import Path

import pytest

from tests.households import rulebook as built_in
from tests.small_rulebooks import READING, item, items, rulebook
from yzcomp.cases.mutants import Mutant, mutants
from yzcomp.cases.points import written
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.walk import replaced


def told(rules: str, of: str = "items.a") -> dict[str, str]:
    """The sentences of the mutants of a part, without whose they are, by name without the part's path."""
    found = [mutant for mutant in mutants(rulebook(rules)) if mutant.name.startswith(of)]
    return {mutant.name.removeprefix(of).strip(" ."): mutant.sentence.partition("：")[2] for mutant in found}


def factors(text: str, **more: str) -> dict[str, str]:
    return told(items(item("a", text, **more)), "items.a.factors.0")


def condition(text: str) -> dict[str, str]:
    return told(items(item("a", "{constant: 5, unit: 元}", condition=text)), "items.a.condition")


def test_a_rate() -> None:
    assert factors("{constant: 350, unit: 元}") == {
        "constant 350 → 351": "标准由350元改为351元",
        "constant 350 → 349": "标准由350元改为349元",
    }


@pytest.mark.parametrize(
    ("rate", "beside"),
    [("0.3", ["0.31", "0.29"]), ("1.005", ["1.006", "1.004"]), ("0", ["1"]), ("1000.50", ["1000.51", "1000.49"])],
)
def test_a_number_moves_by_one_or_by_its_finest_digit(rate: str, beside: list[str]) -> None:
    found = factors(f"{{constant: {rate}, unit: 元}}")
    assert [name.rpartition(" ")[2] for name in found] == beside


def test_bounds_and_rounding_up_of_a_factor() -> None:
    assert factors("{fact: legal_residents, at_most: 12, at_least: 2}, {constant: 1, unit: 元/人}") == {
        "at_most 12 → 13": "合法常住人口（最多12人）（最少2人）的上限由12改为13",
        "at_most 12 → 11": "合法常住人口（最多12人）（最少2人）的上限由12改为11",
        "at_most 去掉": "合法常住人口（最多12人）（最少2人）的上限去掉",
        "at_least 2 → 3": "合法常住人口（最多12人）（最少2人）的下限由2改为3",
        "at_least 2 → 1": "合法常住人口（最多12人）（最少2人）的下限由2改为1",
        "at_least 去掉": "合法常住人口（最多12人）（最少2人）的下限去掉",
    }
    rounded = factors("{fact: area, round: up}, {constant: 1, unit: 元/亩}", for_each="ponds")
    assert rounded == {"round 去掉": "面积（不足1按1计）不再进整"}


def test_a_tier() -> None:
    steps = "{tier: {fact: legal_residents}, unit: 元, steps: [{up_to: 3, value: 1000}, {each: 100}]}"
    assert factors(steps) == {
        "steps.0.up_to 3 → 4": "“不超过3”一档的上端由3改为4",
        "steps.0.up_to 3 → 2": "“不超过3”一档的上端由3改为2",
        "steps.0.value 1000 → 1001": "“不超过3”一档的标准由1000元改为1001元",
        "steps.0.value 1000 → 999": "“不超过3”一档的标准由1000元改为999元",
        "steps 去掉第1档": "“不超过3”一档去掉",
        "steps.1.each 100 → 101": "“超过3”一档每增加1的标准由100元改为101元",
        "steps.1.each 100 → 99": "“超过3”一档每增加1的标准由100元改为99元",
    }


def test_a_choice() -> None:
    found = factors("{choose: kind, unit: 元, cases: {pond: 1, reservoir: 2}}", for_each="ponds")
    assert found == {
        "cases pond ↔ reservoir": "“水塘”和“水库”两种情形对调",
        "cases.pond.constant 1 → 2": "“水塘”的标准由1元改为2元",
        "cases.pond.constant 1 → 0": "“水塘”的标准由1元改为0元",
        "cases.reservoir.constant 2 → 3": "“水库”的标准由2元改为3元",
        "cases.reservoir.constant 2 → 1": "“水库”的标准由2元改为1元",
    }


def test_a_number_in_a_list_of_cases_says_where_it_stands() -> None:
    text = items(item("a", "{choose: kind, unit: 元, cases: {pond: 1, reservoir: 2}}", for_each="ponds"))
    places = {mutant.place.line for mutant in mutants(rulebook(text)) if "cases" in mutant.name}
    assert places == {5}


def test_a_period_a_mapping_a_sum_an_alternative() -> None:
    dated = "{dated: notice_date, unit: 元, periods: [{from: 2020-01-01, value: 2}]}"
    assert factors(dated) == {
        "periods.0.from 2020-01-01 → 2020-01-02": "“2020-01-01起”一段的起日由2020-01-01改为2020-01-02",
        "periods.0.from 2020-01-01 → 2019-12-31": "“2020-01-01起”一段的起日由2020-01-01改为2019-12-31",
        "periods.0.value 2 → 3": "“2020-01-01起”一段的标准由2元改为3元",
        "periods.0.value 2 → 1": "“2020-01-01起”一段的标准由2元改为1元",
    }
    total = factors("{sum: area, of: ponds, where: {fact: kind, is: pond}}, {constant: 1, unit: 元/亩}")
    assert total["where 去掉"] == "各条水塘（水塘类别为水塘）的面积之和：不再挑选，全部计入"
    either = factors("{if: {fact: in_dispute, is: yes}, then: {constant: 1, unit: 元}, else: {constant: 2, unit: 元}}")
    assert either["对调"] == "权属争议为是的，1元；否则2元：对调"


def test_a_mapping() -> None:
    rules = """
    standards:
      s: {name: 标, document: 无文号, article: 第一条, key: [ponds.kind], unit: 元/亩}
    items:
      a:
        name: 甲
        article: 第一条
        payee: household
        summary: 试
        for_each: ponds
        factors: [{standard: s, key: [{fact: kind, as: {reservoir: pond}}]}, {fact: area}]
    """
    assert told(rules, "items.a.factors.0") == {"key.0.as 去掉 reservoir": "“水库”不再按“水塘”算"}


def test_a_share() -> None:
    rules = items(item("b", "{constant: 5, unit: 元}"), item("a", "{share: 5%, of: b}"))
    assert told(rules, "items.a.factors.0") == {
        "share 5% → 6%": "名b的5%：比例5% → 6%",
        "share 5% → 4%": "名b的5%：比例5% → 4%",
    }


def test_an_item() -> None:
    cap = "{factors: [{constant: 8, unit: 元}], text: 最多8元}"
    text = item(
        "a", "{constant: 5, unit: 元/人}, {fact: legal_residents}", at_most=cap, condition="{fact: in_dispute, is: no}"
    )
    found = told(items(text))
    assert found["condition 去掉"] == "付给的条件去掉"
    assert found["payee household → collective"] == "领款人由被征收户改为村组"
    assert found["at_most 去掉"] == "上限（最多8元）去掉"
    assert found["factors 去掉第1个"] == "乘数「5元/人」去掉"
    assert found["factors 去掉第2个"] == "乘数「合法常住人口」去掉"
    assert found["at_most.factors.0.constant 8 → 9"] == "上限由8元改为9元"


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("below: 3", {"< → ≤", "below 3 → 4", "below 3 → 2"}),
        ("at_most: 3", {"≤ → <", "at_most 3 → 4", "at_most 3 → 2"}),
        ("above: 3", {"> → ≥", "above 3 → 4", "above 3 → 2"}),
        ("at_least: 3", {"≥ → >", "at_least 3 → 4", "at_least 3 → 2"}),
        ("is: 3", {"= → ≤", "= → ≥", "is 3 → 4", "is 3 → 2"}),
        ("given: yes", set()),
    ],
)
def test_a_comparison(text: str, signs: set[str]) -> None:
    assert set(condition(f"{{fact: legal_residents, {text}}}")) == {"反过来", "去掉"} | signs


def test_comparisons_in_words() -> None:
    found = condition("{fact: legal_residents, at_least: 3}")
    assert found["反过来"] == "条件「合法常住人口不少于3人」反过来"
    assert found["≥ → >"] == "条件「合法常住人口不少于3人」的“≥”改成“>”"
    assert found["at_least 3 → 4"] == "条件「合法常住人口不少于3人」里的3改为4"


def test_values_that_could_have_been_meant() -> None:
    assert condition("{fact: in_dispute, is: yes}")["is yes → no"] == "条件「权属争议为是」里的“是”改为“否”"
    assert condition("{fact: resettlement, is: site}")["is site → monetary"] == (
        "条件「安置方式为安置地安置」里的“安置地安置”改为“货币安置”"
    )
    assert condition("{fact: notice_date, below: 2020-03-01}")["below 2020-03-01 → 2020-02-29"] == (
        "条件「征地告知日早于2020-03-01」里的2020-03-01改为2020-02-29"
    )
    listed = condition("{fact: resettlement, in: [site, monetary]}")
    assert {name for name in listed if name.startswith("in ")} == {
        "in 去掉 site",
        "in 去掉 monetary",
        "in 加上 dispersed",
        "in 加上 none",
    }
    assert listed["in 加上 none"] == "条件「安置方式为安置地安置、货币安置之一」里加上“不予安置”"


def test_all_any_every_some() -> None:
    both = condition("{all: [{fact: in_dispute, is: yes}, {fact: legal_residents, given: yes}]}")
    words = "条件「权属争议为是，且已填合法常住人口」"
    assert both["且 → 或"] == f"{words}的“且”改成“或”"
    assert both["all 去掉第2个"] == f"{words}去掉「已填合法常住人口」"
    either = condition("{any: [{fact: in_dispute, is: yes}, {fact: legal_residents, given: yes}]}")
    assert {"或 → 且", "any 去掉第1个", "any 去掉第2个"} <= set(either)
    every = condition("{every: ponds, satisfies: {fact: kind, is: pond}}")
    assert every["每一条 → 至少一条"] == "条件「每一条水塘都满足：水塘类别为水塘」改成至少一条满足"
    some = condition("{some: ponds, satisfies: {fact: kind, is: pond}}")
    assert {"至少一条 → 每一条", "satisfies 去掉"} <= set(some)


DATES = "{all: [{fact: signed_on, at_most: {fact: sign_by}}, {fact: vacated_on, at_most: {fact: vacate_by}}]}"


def test_facts_of_the_same_kind_mistaken_for_one_another() -> None:
    """Only for facts that the rules use, and never for the one that is compared with."""
    found = condition(DATES)
    swapped = {name: text for name, text in found.items() if "误作" in text and name.startswith("all.0.fact")}
    assert swapped == {
        "all.0.fact signed_on → vacated_on": "“签约日期”误作“腾空日期”",
        "all.0.fact signed_on → vacate_by": "“签约日期”误作“腾地期限”",
    }
    assert found["all.0.at_most.fact sign_by → vacate_by"] == "“签约期限”误作“腾地期限”"
    assert [name for name in condition("{fact: in_dispute, is: yes}") if "fact" in name] == []


def test_summed_and_dated_facts_mistaken_for_one_another() -> None:
    rules = items(
        item("a", "{constant: 5, unit: 元/㎡}, {sum: legal_floor_area, of: houses}"),
        item("b", "{constant: 5, unit: 元/㎡}, {fact: ground_floor_area}", for_each="houses"),
    )
    found = told(rules, "items.a.factors.1")
    assert found == {"sum legal_floor_area → ground_floor_area": "“合法建筑面积”误作“底层占地面积”"}


def test_terms_and_facts_mistaken_for_one_another() -> None:
    rules = (
        items(
            item("a", "{constant: 5, unit: 元/人}, {term: counted, at_most: 9}", condition="{term: one}"),
            item("b", "{constant: 5, unit: 元/人}, {fact: legal_residents}"),
        )
        + """
terms:
  counted: {name: 人口, article: 第一条, unit: 人, quantity: {fact: legal_residents, at_least: 1}}
  one: {name: 甲, article: 第一条, condition: {fact: in_dispute, is: yes}}
  other: {name: 乙, article: 第一条, condition: {all: [{term: one}, {fact: station_project, is: yes}]}}
  house: {name: 丙, article: 第一条, for_each: houses, condition: {fact: use, is: residential}}
"""
    )
    assert told(rules, "items.a.factors.1") == {
        "at_most 9 → 10": "人口（最多9）的上限由9改为10",
        "at_most 9 → 8": "人口（最多9）的上限由9改为8",
        "at_most 去掉": "人口（最多9）的上限去掉",
        "term counted → fact legal_residents": "约定“人口”误作事实“合法常住人口”（legal_residents）",
    }
    assert told(rules, "items.a.condition.term") == {"one → other": "约定“甲”误作“乙”"}
    assert told(rules, "items.b.factors.1") == {
        "fact legal_residents → term counted": "事实“合法常住人口”误作约定“人口”（counted）"
    }
    swapped = {name for name, text in told(rules, "terms").items() if "误作" in text}
    assert [name for name in swapped if "term" in name] == []  # 乙 names 甲: the other way round goes in circles
    limits = [m.edit.new for m in mutants(rulebook(rules)) if m.name.endswith("term counted → fact legal_residents")]
    assert [limit.at_most for limit in limits] == [9]


def test_readings_and_rounding() -> None:
    text = READING + items(item("a", "{constant: 5, unit: 元}", condition="{reading: rounding, is: fen}"))
    assert told(text)["condition.is fen → yuan"] == "条件「“取整”按“到分”理解」改成按“到元”理解"
    assert told(text, "rounding") == {
        "step.cases fen ↔ yuan": "“到分”和“到元”两种情形对调",
        "step.cases.fen.constant 0.01 → 0.1": "由到分改为到角",
        "step.cases.fen.constant 0.01 → 1": "由到分改为到元",
        "step.cases.yuan.constant 1 → 0.01": "由到元改为到分",
        "step.cases.yuan.constant 1 → 0.1": "由到元改为到角",
    }
    assert set(told(items(item("a", "{constant: 5, unit: 元}")), "rounding")) == {
        "step.constant 0.01 → 0.1",
        "step.constant 0.01 → 1",
    }


def test_requirements_terms_and_notices() -> None:
    text = (
        items(item("a", "{constant: 5, unit: 元}", condition="{term: t}"))
        + """
requirements:
  few:
    article: 第二条
    field: legal_residents
    when: {fact: in_dispute, is: no}
    must: {term: t}
    message: 人太多
terms:
  t: {name: 人少, article: 第一条, condition: {fact: legal_residents, at_most: 3}}
notices:
  said: {article: 第二条, when: {fact: in_dispute, is: yes}, text: 有争议}
"""
    )
    whose = {mutant.name: mutant.sentence for mutant in mutants(rulebook(text))}
    assert whose["requirements.few 去掉"] == "前提“人太多”：整条去掉"
    assert whose["requirements.few.when 去掉"] == "前提“人太多”：前提的适用情形去掉，对每一户都核对"
    assert whose["notices.said 去掉"] == "提示“有争议”：整条去掉"
    assert whose["terms.t.condition ≤ → <"] == "约定“人少”：条件「合法常住人口不超过3人」的“≤”改成“<”"


@pytest.mark.slow
def test_each_has_a_name_of_its_own_and_changes_something() -> None:
    original = built_in()
    found = mutants(original)
    assert len({mutant.name for mutant in found}) == len(found) > 500
    same = [mutant.name for mutant in found if mutant.rulebook(original) == original]
    assert same == []
    assert [mutant.name for mutant in found if mutant.place.line is None] == []


def test_names_stay_as_long_as_the_rules_do() -> None:
    one, other = (mutants(rulebook(items(item("a", "{constant: 5, unit: 元}")))) for _ in range(2))
    assert [mutant.name for mutant in one] == [mutant.name for mutant in other]


def test_a_mutant_leaves_the_original_alone() -> None:
    original: Rulebook = rulebook(items(item("a", "{constant: 5, unit: 元}")))
    mutant: Mutant = next(mutant for mutant in mutants(original) if mutant.name.endswith("5 → 6"))
    assert mutant.rulebook(original).items["a"].model_dump()["factors"][0]["constant"] == "6"
    assert original.items["a"].model_dump()["factors"][0]["constant"] == "5"


def test_paths_lead_to_their_nodes() -> None:
    original = built_in()
    everywhere = {path: node for path, node, _ in original.visits()}
    path = ("items", "moving_allowance", "factors", 0, "steps", 1)
    assert written((*path, "up_to_")) == "items.moving_allowance.factors.0.steps.1.up_to"
    changed = replaced(original, (*path, "each"), None)
    after = {path: node for path, node, _ in changed.visits()}
    assert after[path].model_dump()["each"] is None
    assert after[path[:4]] is not everywhere[path[:4]]
    assert after[("items", "pond_replacement")] is everywhere[("items", "pond_replacement")]


def test_places_are_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from yzcomp.cases.points import in_brackets
    from yzcomp.problems import Place

    monkeypatch.chdir(tmp_path)
    assert in_brackets(Place(str(tmp_path / "r" / "items.yaml"), 3, 5)) == f"（{Path('r/items.yaml')} 第3行第5列）"
    assert in_brackets(Place("/elsewhere/items.yaml", 3)) == "（items.yaml 第3行）"
    assert in_brackets(Place()) == ""
