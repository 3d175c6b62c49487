"""What two rulebooks say differently, a sentence each: every kind of part, changed in every way that counts."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.households import rulebook as built_in
from tests.rules.test_other_county import county
from tests.small_rulebooks import READING, item, items, rulebook
from yzcomp import Rulebook, load_rulebook
from yzcomp.cases.mutants import mutants
from yzcomp.compare.difference import Difference
from yzcomp.compare.rulebooks import compare_rulebooks

RATE = "{constant: 350, unit: 元/㎡}"
AREA = "{sum: legal_floor_area, of: houses}"
PERSONS = "{fact: legal_residents}"
FLAT = "{constant: 100, unit: 元}"


def told(old: str, new: str) -> list[str]:
    """The differences of two texts: the sentences, those of words only marked with ``·``."""
    return sentences(compare_rulebooks(rulebook(old), rulebook(new)))


def sentences(found: tuple[Difference, ...]) -> list[str]:
    return [f"{'' if d.matters else '·'}{d.owner}：{d.change.sentence}" for d in found]


def one(factors: str, **more: str) -> str:
    return items(item("a", factors, **more))


def tier(steps: str, of: str = PERSONS) -> str:
    return one(f"{{tier: {of}, unit: 元, steps: [{steps}]}}")


def choose(cases: str, unit: str = "元") -> str:
    return one(f"{{choose: resettlement, unit: {unit}, cases: {{{cases}}}}}")


def dated(periods: str) -> str:
    return one(f"{{dated: notice_date, unit: 元, periods: [{periods}]}}")


def when(condition: str, **more: str) -> str:
    return one(FLAT, condition=condition, **more)


CASES = "monetary: 20, site: 10, dispersed: 5, none: 1"
IF = "{fact: in_dispute, is: yes}"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (one(f"{RATE}, {AREA}"), one(f"{{constant: 360.5, unit: 元/㎡}}, {AREA}"), "标准由350元/㎡改为360.5元/㎡"),
        (one(FLAT), one("{constant: 20000, unit: 元}"), "标准由100元改为20,000元"),
        (one(f"{RATE}, {AREA}"), one(f"{RATE}, {{sum: legal_floor_area, of: houses, at_most: 120}}"), "增加各条房屋的合法建筑面积之和的上限120"),
        (tier("{up_to: 3, value: 1000}, {each: 100}"), tier("{up_to: 3, value: 1200}, {each: 100}"), "不超过3的一档由1000元改为1200元"),
        (tier("{up_to: 3, value: 1000}, {each: 100}"), tier("{up_to: 4, value: 1000}, {each: 100}"), "第1档的上端由3改为4"),
        (tier("{up_to: 3, value: 1000}, {each: 100}"), tier("{up_to: 3, value: 1000}, {each: 90}"), "超过3的部分每增加1由100元改为90元"),
        (tier("{value: 1000}"), tier("{each: 1000}"), "乘数由“按合法常住人口分档：全部的为1000元”改为“按合法常住人口分档：全部的部分每1加1000元”"),
        (tier("{value: 1000}"), tier("{value: 1000}", "{count: houses}"), "分档所按的数由“合法常住人口”改为“房屋的条数”"),
        (choose(CASES), choose(CASES.replace("20", "25")), "在安置方式为货币安置时，标准由20元改为25元"),
        (choose(CASES), choose(CASES.replace("20", f"{{if: {IF}, then: {FLAT}, else: {FLAT}}}")), "在安置方式为货币安置时，由“20元”改为“权属争议为是的，100元；否则100元”"),
        (one(f"{{if: {IF}, then: {FLAT}, else: {{constant: 50, unit: 元}}}}"), one(f"{{if: {IF}, then: {FLAT}, else: {{constant: 60, unit: 元}}}}"), "在不符合“权属争议为是”时，标准由50元改为60元"),
        (one(f"{{if: {IF}, then: {FLAT}, else: {{constant: 50, unit: 元}}}}"), one(f"{{if: {{fact: in_dispute, is: no}}, then: {FLAT}, else: {{constant: 50, unit: 元}}}}"), "分情形的条件“权属争议为是”改为“权属争议为否”"),
        (dated("{to: 2019-12-31, value: 100}, {from: 2020-01-01, value: 120}"), dated("{to: 2019-12-31, value: 100}, {from: 2020-01-01, value: 130}"), "第2段时期（2020-01-01起）的标准由120元改为130元"),
        (dated("{to: 2019-12-31, value: 100}, {from: 2020-01-01, value: 120}"), dated("{to: 2020-06-30, value: 100}, {from: 2020-07-01, value: 120}"), "第1段时期（到2019-12-31止）改为到2020-06-30止|第2段时期（2020-01-01起）改为2020-07-01起"),
        (one(f"{RATE}, {AREA}"), one(f"{RATE}, {{sum: ground_floor_area, of: houses}}"), "乘数由“各条房屋的合法建筑面积之和”改为“各条房屋的底层占地面积之和”"),
        (one(f"{RATE}, {AREA}"), one(f"{RATE}, {{sum: legal_floor_area, of: houses, where: {{fact: kind, is: main}}}}"), "计入的房屋的条件增加“房屋类别为正房”"),
        (one(FLAT), one(f"{{constant: 100, unit: 元/人}}, {PERSONS}"), "标准由100元改为100元/人|增加乘数“合法常住人口”"),
        (one(f"{RATE}, {AREA}"), one(f"{{constant: 9, unit: 元/人·月}}, {PERSONS}, {{fact: transition_months}}"), "计算由“350元/㎡ × 各条房屋的合法建筑面积之和”改为“9元/人·月 × 合法常住人口 × 过渡月数”"),
        (one("{constant: 9, unit: 元/月}, {fact: transition_months, at_most: 12}"), one("{constant: 9, unit: 元/月}, {fact: transition_months, at_most: 18}"), "过渡月数的上限由12个月改为18个月"),
        (one("{constant: 9, unit: 元/月}, {fact: transition_months}"), one("{constant: 9, unit: 元/月}, {fact: transition_months, round: up}"), "过渡月数由不进整改为不足1按1计"),
        (one(FLAT), one(FLAT, at_most="{factors: [{constant: 50, unit: 元}], text: 最多}"), "增加上限50元"),
        (one(FLAT, at_least="{factors: [{constant: 50, unit: 元}], text: 少}"), one(FLAT), "去掉下限50元"),
        (one(FLAT, at_most="{factors: [{constant: 50, unit: 元}], text: 最多}"), one(FLAT, at_most="{factors: [{constant: 60, unit: 元}], text: 最多}"), "上限由50元改为60元"),
        (one(FLAT), one(FLAT, payee="collective").replace("payee: household, ", ""), "领款人由“被征收户”改为“村组”"),
        (one(FLAT), one(FLAT, for_each="houses"), "计算的对象由“每户”改为“每条房屋”"),
        (one(FLAT), when(IF), "付给的条件增加“权属争议为是”"),
        (when(IF), one(FLAT), "付给的条件去掉“权属争议为是”"),
        (when(IF), when(f"{{all: [{IF}, {{fact: village, given: yes}}]}}"), "付给的条件增加“已填村组”"),
        (when(f"{{all: [{IF}, {{fact: village, given: yes}}]}}"), when(IF), "付给的条件去掉“已填村组”"),
        (when(f"{{any: [{IF}, {{fact: village, given: yes}}]}}"), when(f"{{any: [{IF}, {{fact: village, given: yes}}, {{some: ponds}}]}}"), "付给的条件增加一种可以的情形“有水塘”"),
        (when(f"{{any: [{IF}, {{some: ponds}}]}}"), when(f"{{all: [{IF}, {{some: ponds}}]}}"), "付给的条件“权属争议为是，或有水塘”改为“权属争议为是，且有水塘”"),
        (when("{fact: resettlement, in: [site, none]}"), when("{fact: resettlement, in: [site, monetary]}"), "付给的条件“安置方式为安置地安置、不予安置之一”增加“货币安置”，去掉“不予安置”"),
        (when("{fact: farmland_per_capita, below: 0.3}"), when("{fact: farmland_per_capita, below: 0.5}"), "付给的条件“人均耕地低于0.3亩”改为“人均耕地低于0.5亩”"),
        (when("{fact: farmland_per_capita, below: 0.3}"), when("{fact: farmland_per_capita, at_most: 0.3}"), "付给的条件“人均耕地低于0.3亩”改为“人均耕地不超过0.3亩”"),
        (when("{every: houses, satisfies: {fact: kind, is: main}}"), when("{every: houses, satisfies: {fact: kind, is: annex}}"), "付给的条件里每一条房屋要满足的条件“房屋类别为正房”改为“房屋类别为杂房”"),
        (when("{some: houses}"), when("{some: houses, satisfies: {fact: kind, is: main}}"), "付给的条件里至少一条房屋要满足的条件增加“房屋类别为正房”"),
        (when(f"{{all: [{{some: ponds}}, {{any: [{IF}, {{some: crops}}]}}]}}"), when(f"{{all: [{{some: ponds}}, {{any: [{IF}, {{some: parcels}}]}}]}}"), "付给的条件（“权属争议为是，或有青苗”一项里）“有青苗”改为“有征收土地”"),
    ],
)  # fmt: skip
def test_a_change_of_an_item(old: str, new: str, sentence: str) -> None:
    assert told(old, new) == [f"名a：{part}" for part in sentence.split("|")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (one(f"{RATE}, {AREA}"), one(f"{AREA}, {RATE}")),
        (one(FLAT), one("{constant: 100.00, unit: 元}")),
        (when(IF), when("{fact: in_dispute, is: 是}")),
        (when(IF), when(f"{{all: [{IF}]}}")),
        (when("{fact: resettlement, is: site}"), when("{fact: resettlement, is: 安置地安置}")),
        (when("{fact: resettlement, in: [site, none]}"), when("{fact: resettlement, in: [none, site]}")),
        (when(f"{{all: [{IF}, {{some: ponds}}]}}"), when(f"{{all: [{{some: ponds}}, {IF}]}}")),
        (choose("site: 10, monetary: 20, dispersed: 5, none: 1"), choose(CASES)),
        (when("{fact: farmland_per_capita, below: 0.3}"), when("{fact: farmland_per_capita, below: 0.30}")),
        (choose(CASES), choose(CASES.replace("20", "{constant: 20, unit: 元}"))),
    ],
)
def test_another_way_of_writing_is_no_difference(old: str, new: str) -> None:
    assert told(old, new) == []


def test_words_are_told_apart_from_money() -> None:
    old = one(FLAT, aliases="[旧称]", condition="{fact: in_dispute, is: yes, otherwise: 不争不付}")
    new = one(FLAT, aliases="[新称]", condition="{fact: in_dispute, is: yes, otherwise: 没有争议}")
    new = new.replace("summary: 试", "summary: 再试").replace("第一条", "第二条").replace("名a", "名甲")
    assert told(old, new) == [
        "·名甲：名称由“名a”改为“名甲”",
        "·名甲：依据由“第一条”改为“第二条”",
        "·名甲：摘要由“试”改为“再试”",
        "·名甲：别名由“旧称”改为“新称”",
        "·名甲：不符合时的说明由“不争不付”改为“没有争议”",
    ]


def test_items_that_come_go_and_change_places() -> None:
    a, b, c = (item(key, FLAT) for key in "abc")
    assert told(items(a, b), items(b, a)) == ["·办法“小办法”：项目的次序不同"]
    gone, come = told(items(a, b), items(a, item("c", f"{RATE}, {AREA}", condition=IF)))
    assert gone == "名b：取消：付给被征收户；每户；条件：没有另外的条件；计算：100元"
    words = "新增：付给被征收户；每户；条件：权属争议为是；计算：350元/㎡ × 各条房屋的合法建筑面积之和"
    assert come == f"名c：{words}"
    assert told(items(a), items(a, b, c))[0].startswith("名b：新增")


def test_an_item_under_another_key_is_the_same() -> None:
    old = items(item("a", FLAT), item("b", "{share: 5%, of: a}"))
    new = items(item("z", FLAT), item("b", "{share: 5%, of: z}")).replace("名z", "名a")
    assert told(old, new) == ["·名a：键由 a 改为 z"]
    assert told(old, new.replace("100", "120")) == ["名a：标准由100元改为120元", "·名a：键由 a 改为 z"]
    assert told(old, new.replace("5%", "6%")) == ["名b：占名a的比例由5%改为6%", "·名a：键由 a 改为 z"]


TERMS = """
terms:
  mine: {name: 我的, article: 第二条, for_each: houses, condition: {fact: kind, is: main}}
  all_of_them: {name: 全部, article: 第二条, unit: 条, quantity: {count: houses, where: {term: mine}}}
"""


def test_terms_name_the_items_that_use_them() -> None:
    old = TERMS + one("{constant: 9, unit: 元/条}, {term: all_of_them}")
    (found,) = compare_rulebooks(rulebook(old), rulebook(old.replace("is: main", "is: annex")))
    assert sentences((found,)) == ["约定“我的”：条件“房屋类别为正房”改为“房屋类别为杂房”"]
    assert (found.items, found.article, found.matters) == (("名a",), "第二条", True)
    renamed = old.replace("mine", "ours").replace("all_of_them", "every_one")
    assert told(old, renamed) == ["·约定“我的”：键由 mine 改为 ours", "·约定“全部”：键由 all_of_them 改为 every_one"]
    assert told(old, old.replace(", where: {term: mine}", "")) == [
        "约定“全部”：数量计入的房屋的条件去掉“符合‘我的’”",
    ]
    other = old.replace("quantity: {count: houses, where: {term: mine}}", "quantity: {constant: 3, unit: 条}")
    assert told(old, other) == ["约定“全部”：数量由“房屋（符合‘我的’）的条数”改为“3条”"]


REQUIREMENT = """
requirements:
  limit:
    article: 第三条
    field: legal_residents
    when: {fact: legal_residents, given: yes}
    must: {fact: legal_residents, at_most: 9}
    message: 人太多
    remedy: 核对
"""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("at_most: 9", "at_most: 8"), "前提“人太多”：要求“合法常住人口不超过9人”改为“合法常住人口不超过8人”"),
        (("    when: {fact: legal_residents, given: yes}\n", ""), "前提“人太多”：核对的情形由只限“已填合法常住人口”改为每一户"),
        (("given: yes", "given: no"), "前提“人太多”：核对的情形“已填合法常住人口”改为“未填合法常住人口”"),
        (("message: 人太多", "message: 人多"), "·前提“人多”：说明由“人太多”改为“人多”"),
        (("remedy: 核对", "remedy: 重填"), "·前提“人太多”：改正的办法由“核对”改为“重填”"),
        (("field: legal_residents", "field: village"), "·前提“人太多”：指向的内容由“合法常住人口”改为“村组”"),
    ],
)  # fmt: skip
def test_a_change_of_a_requirement(change: tuple[str, str], sentence: str) -> None:
    assert told(REQUIREMENT + one(FLAT), REQUIREMENT.replace(*change) + one(FLAT)) == [sentence]


def test_requirements_come_and_go() -> None:
    words = "已填合法常住人口的，要求：合法常住人口不超过9人"
    assert told(one(FLAT), REQUIREMENT + one(FLAT)) == [f"前提“人太多”：新增：{words}"]
    assert told(REQUIREMENT + one(FLAT), one(FLAT)) == [f"前提“人太多”：取消：{words}"]
    renamed = REQUIREMENT.replace("limit:", "upper_limit:")
    assert told(REQUIREMENT + one(FLAT), renamed + one(FLAT)) == ["·前提“人太多”：键由 limit 改为 upper_limit"]


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        (("default: fen", "default: yuan"), ["读法“取整”：缺省的理解由“到分”改为“到元”"]),
        (("reason: 没有规定", "reason: 惯例"), ["·读法“取整”：缺省的理由由“没有规定”改为“惯例”"]),
        (("到分还是到元？", "分还是元？"), ["·读法“取整”：问题由“到分还是到元？”改为“分还是元？”"]),
        (("meaning: 四舍五入到分", "meaning: 精确到分"), ["·读法“取整”：选项“到分”的含义由“四舍五入到分”改为“精确到分”"]),
        (("yuan: 1}", "yuan: 0.1}"), ["金额取整：取整的单位在“取整”取“到元”时，由1元改为0.1元"]),
    ],
)  # fmt: skip
def test_a_change_of_a_reading(change: tuple[str, str], sentences: list[str]) -> None:
    assert told(READING + one(FLAT), READING.replace(*change) + one(FLAT)) == sentences


def test_a_reading_with_another_option() -> None:
    more = READING.replace("yuan: {name", "jiao: {name: 到角, meaning: 四舍五入到角}, yuan: {name")
    more = more.replace("yuan: 1}", "jiao: 0.1, yuan: 1}")
    assert told(READING + one(FLAT), more + one(FLAT)) == [
        "读法“取整”：增加选项“到角”（jiao）",
        "金额取整：取整的单位增加“‘取整’取‘到角’”的情形：0.1元",
    ]
    fixed = "rounding: {step: {constant: 1, unit: 元}}\n" + one(FLAT)
    assert told(READING + one(FLAT), fixed) == [
        "读法“取整”：取消：到分还是到元？可选：到分、到元；缺省：到分",
        "金额取整：取整的单位由“按‘取整’的理解（到分：0.01元；到元：1元）”改为“1元”",
    ]
    assert told(one(FLAT), fixed) == ["金额取整：由到分改为到元"]


OTHERS = """
facts:
  age: {list: houses, name: 房龄, kind: number, unit: 年}
standards:
  houses: {name: 房价, document: 甲号, article: 第一条, key: [houses.structure], unit: 元/㎡}
withholding: {article: 第一条, when: {fact: in_dispute, is: yes}, text: 先不付}
notices:
  note: {article: 第一条, when: {fact: village, given: no}, text: 没有村组}
clauses:
  - {article: 第一条, status: computed, items: [a], notices: [note], withholding: yes, summary: 算钱}
  - {article: 第七条, status: out_of_scope, summary: 目的, why: 不涉及金额}
"""
HOUSES = item("a", "{standard: houses, key: [{fact: structure}]}, {fact: legal_floor_area}", for_each="houses")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("kind: number", "kind: integer"), "事实“房龄”：写法由“数字”改为“整数”"),
        (("unit: 年", "unit: 个月"), "事实“房龄”：单位由“年”改为“个月”"),
        (("  age: {list: houses, name: 房龄, kind: number, unit: 年}", "  {}"), "事实“房龄”：取消：数字，属于房屋"),
        (("document: 甲号", "document: 乙号"), "标准“房价”：所依据的文件由“甲号”改为“乙号”"),
        (("houses.structure]", "houses.grade]"), "标准“房价”：查找所按的内容由“结构”改为“等级”"),
        (("is: yes}, text", "is: no}, text"), "暂不拨付：暂不拨付的情形“权属争议为是”改为“权属争议为否”"),
        (("text: 先不付", "text: 暂缓"), "·暂不拨付：说明由“先不付”改为“暂缓”"),
        (("given: no}, text", "given: yes}, text"), "·提示“没有村组”：提示的情形“未填村组”改为“已填村组”"),
        (("text: 没有村组", "text: 村组没填"), "·提示“村组没填”：内容由“没有村组”改为“村组没填”"),
        (("summary: 算钱", "summary: 计算"), "·条文登记“第一条”：摘要由“算钱”改为“计算”"),
        (("why: 不涉及金额", "why: 无关"), "·条文登记“第七条”：理由由“不涉及金额”改为“无关”"),
        (("why: 不涉及金额", "why: 没有金额"), "·条文登记“第七条”：理由由“不涉及金额”改为“没有金额”"),
    ],
)  # fmt: skip
def test_a_change_of_the_rest(change: tuple[str, str], sentence: str) -> None:
    new = OTHERS.replace(*change)
    factors = HOUSES.replace("structure}", "grade}") if "houses.grade" in new else HOUSES
    found = told(OTHERS + items(HOUSES), new.replace("facts:\n  {}", "") + items(factors))
    assert sentence in found
    assert len(found) <= 2


def test_the_header_and_the_register() -> None:
    old = rulebook(OTHERS + items(HOUSES))
    other = old.rulebook.model_copy(update={"document": "新号", "title": "大办法"})
    new = old.model_copy(update={"rulebook": other, "clauses": old.clauses[:1]})
    assert sentences(compare_rulebooks(old, new)) == [
        "·条文登记“第七条”：取消：目的",
        "·办法“大办法”：名称由“小办法”改为“大办法”",
        "·办法“大办法”：文号由“无文号”改为“新号”",
    ]


def test_a_clause_of_another_status() -> None:
    old = rulebook(OTHERS + items(HOUSES))
    said = old.clauses[1].model_copy(update={"status": "informative"})
    new = old.model_copy(update={"clauses": (old.clauses[0], said)})
    assert sentences(compare_rulebooks(old, new)) == ["·条文登记“第七条”：状态由“不在范围”改为“说明”"]


def test_the_register_names_what_an_article_rests_on() -> None:
    clauses = "clauses:\n  - {article: 第一条, status: computed, items: [a, b], summary: 甲}\n"
    other = "  - {article: 第二条, status: computed, items: [z], summary: 乙}\n"
    two = items(item("a", FLAT), item("b", f"{RATE}, {AREA}"))
    moved = two.replace("  b: {name: 名b, article: 第一条", "  z: {name: 名b, article: 第二条")
    assert told(clauses + two, clauses.replace("[a, b]", "[a]") + other + moved) == [
        "·名b：依据由“第一条”改为“第二条”",
        "·名b：键由 b 改为 z",
        "·条文登记“第一条”：去掉涉及的项目“名b”",
        "·条文登记“第二条”：新增：乙",
    ]
    renamed = two.replace("  b: {", "  z: {")
    assert told(clauses + two, clauses.replace("[a, b]", "[z, a]") + renamed) == ["·名b：键由 b 改为 z"]


def test_whom_an_article_is_about() -> None:
    two = "{for_each: houses, when: {all: [{fact: use, is: 住宅}, {fact: kind, is: main}]}}"
    clauses = "clauses:\n  - {article: 第一条, status: computed, items: [a], summary: 甲, applies: [%s]}\n"
    rest = items(HOUSES) + OTHERS.partition("withholding")[0]
    turned = two.replace(
        "{fact: use, is: 住宅}, {fact: kind, is: main}", "{fact: kind, is: 正房}, {fact: use, is: residential}"
    )
    assert told(clauses % two + rest, clauses % turned + rest) == []
    gone = "·条文登记“第一条”：去掉适用的情形“付：房屋，用途为住宅，且房屋类别为正房”"
    assert told(clauses % two + rest, clauses % "" + rest) == [gone]
    assert told(clauses % two + rest, clauses % (two[:-1] + ", paid: no}") + rest) == [
        "·条文登记“第一条”：增加适用的情形“不付：房屋，用途为住宅，且房屋类别为正房”",
        gone,
    ]


def test_places_are_of_both(tmp_path: object) -> None:
    old = rulebook(one(FLAT))
    new = rulebook("\n\n" + one(FLAT.replace("100", "120")))
    (found,) = compare_rulebooks(old, new)
    places = found.change.old_place, found.change.new_place
    assert all(place is not None and place.file.endswith("small.yaml") for place in places)
    lines = [place.line for place in places if place is not None and place.line is not None]
    assert lines[1] == lines[0] + 2


def test_a_rulebook_is_the_same_as_itself() -> None:
    assert compare_rulebooks(built_in(), built_in()) == ()
    again = Rulebook.model_validate(built_in().model_dump(by_alias=True))
    assert compare_rulebooks(built_in(), again) == ()


def test_two_counties_have_nothing_in_common() -> None:
    found = compare_rulebooks(built_in(), county())
    said = sentences(found)
    assert [d.matters for d in found] == sorted((d.matters for d in found), reverse=True)
    items = [*built_in().items.values(), *county().items.values()]
    verbs = ["取消"] * len(built_in().items) + ["新增"] * len(county().items)
    assert [line[: len(i.name) + 3] for line, i in zip(said, items, strict=False)] == [
        f"{i.name}：{verb}" for i, verb in zip(items, verbs, strict=True)
    ]
    assert "金额取整：取整的单位由“按‘金额取整’的理解（到分：0.01元；到元：1元）”改为“0.01元”" in said
    assert "·办法“清溪县征地补偿办法（虚构）”：文号由“永政办发〔2018〕12号”改为“清政发〔2020〕0号”" in said


@pytest.mark.slow
def test_every_slip_is_told() -> None:
    """Each mutant of the built-in measure is a difference; one that money rests on, unless it is of a notice."""
    untold = []
    for mutant in mutants(built_in())[::4]:
        found = compare_rulebooks(built_in(), mutant.rulebook(built_in()))
        section = (*mutant.path, *mutant.edit.step)[0]
        if not any(difference.matters is (section != "notices") for difference in found) or len(found) > 2:
            untold.append(mutant.name)
    assert untold == []


def changed_question(**changed: object) -> Rulebook:
    """The built-in measure with another question about large houses."""
    questions = dict(built_in().questions)
    questions["large_house"] = questions["large_house"].model_copy(update=changed)
    return built_in().model_copy(update={"questions": questions})


def test_what_is_asked_after_is_told_and_no_amount_rests_on_it() -> None:
    when = built_in().questions["large_parcel"].when.model_copy(update={"fact": "legal_floor_area"})
    (found,) = compare_rulebooks(built_in(), changed_question(why="问一问"))
    assert not found.matters
    assert found.change.sentence.endswith("改为“问一问”")
    assert any("所问的情形" in d.change.sentence for d in compare_rulebooks(built_in(), changed_question(when=when)))
    without = built_in().model_copy(update={"questions": {}, "screening": None})
    assert len(compare_rulebooks(built_in(), without)) == len(built_in().suspicions())
    assert all(d.change.sentence.startswith("新增") for d in compare_rulebooks(without, built_in()))


def test_days_between_two_dates() -> None:
    def days(limit: str = "at_least: 30", to: str = "vacated_on", **more: str) -> str:
        return one(FLAT, condition=f"{{value: {{days_from: signed_on, days_to: {to}}}, {limit}}}", **more)

    assert told(days(), days("at_least: 30.0")) == []
    assert told(days(), days("at_least: 31")) == [
        "名a：付给的条件“从签约日期到腾空日期的天数不少于30”改为“从签约日期到腾空日期的天数不少于31”"
    ]
    assert told(days(), days(to="notice_date")) == [
        "名a：付给的条件“从签约日期到腾空日期的天数不少于30”改为“从签约日期到征地告知日的天数不少于30”"
    ]
    rate = "{constant: 2, unit: 元/天}, {days_from: signed_on, days_to: vacated_on, at_most: LIMIT}"
    assert told(one(rate.replace("LIMIT", "60")), one(rate.replace("LIMIT", "90"))) == [
        "名a：从签约日期到腾空日期的天数的上限由60改为90"
    ]


@pytest.mark.many
@pytest.mark.parametrize(
    ("was", "now", "matters", "owner", "sentence"),
    [
        (
            "is: pending, awaits: 合法性还在认定，认定之后再付}",
            "is: pending}",
            True,
            "约定“合法房屋”",
            "改为“权属为认定中”",
        ),
        ("awaits: 合法性还在认定，认定之后再付", "awaits: 等", False, "约定“合法房屋”", "待定的原因由“合法性"),
        ("  record: {fact: in_dispute, is: yes}\n", "", True, "暂不拨付", "只扣一条记录的情形去掉“权属争议为是”"),
        ("  - {fact: survey}\n", "", False, "基本情况", "去掉写明的事实“调查确认”"),
        ("counted_members: counted_member\n", "", False, "基本情况", "去掉成员计入与否所按的约定“计入的家庭成员”"),
        (
            "    narrows: [eligible_not_said]\n",
            "",
            False,
            "须核对“有安置却没有合法住宅正房”",
            "去掉有它就不再问的“没有填写",
        ),
        ("dwelling}}, at_least: 3}", "dwelling}}, at_least: 4}", False, "须核对“一户有多栋住宅正房”", "不少于4”"),
        (
            "title, in: [recognized, pending]}}",
            "title, in: [pending]}}",
            False,
            "房屋补偿费",
            "去掉另引的依据“第十三条",
        ),
    ],
)
def test_what_waits_is_withheld_asked_or_told(
    tmp_path: Path, was: str, now: str, matters: bool, owner: str, sentence: str
) -> None:
    """What is still to come and what is withheld decides amounts; what is asked, cited and told decides none."""
    folder = tmp_path / "rules"
    shutil.copytree(ROOT / "rules" / "xianggui-2018", folder)
    file = next(path for path in folder.iterdir() if was in path.read_text(encoding="utf-8"))
    file.write_text(file.read_text(encoding="utf-8").replace(was, now, 1), encoding="utf-8")
    found = compare_rulebooks(built_in(), load_rulebook(folder))
    told = [d for d in found if d.owner == owner and sentence in d.change.sentence]
    assert [d.matters for d in told] == [matters]
    assert all(d.matters is matters for d in found)
