"""A sample of every kind of factor and condition, at work in a rulebook of one item, and what is known of it by hand."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from tests import small_rulebooks as small
from yzcomp import Household, Rulebook
from yzcomp.rulebook import conditions, factors

FACTOR, CONDITION = "factor", "condition"
KINDS = {FACTOR: factors.KINDS, CONDITION: conditions.KINDS}
Facts = Mapping[str, Any]


class Sample(NamedTuple):
    """A part ``part`` of the kind ``kind``; ``other`` is the same with one thing different.

    A factor stands beside ``rate`` and comes to ``amount`` under ``facts``; a condition holds under them. Under
    ``unpaid`` the item is not paid, for the reason ``why``. ``asks`` are the facts that it rests on, ``wrong`` is a
    part with a mistake that is told by the code ``code``.
    """

    role: str
    kind: str
    part: str
    other: str
    words: str
    asks: tuple[str, ...]
    wrong: str
    code: str
    facts: Facts = {}
    unpaid: Facts | None = None
    why: str = ""
    rate: str = ""
    amount: str = "5.00"
    formula: str = "5元/户"
    each: str = ""
    more: str = ""
    more_other: str | None = None
    rates: str = ""
    limit: str = "3"  # of its own, where its line is to be seen
    nothing: tuple[str, ...] = ()  # what has nothing to say of this one sample
    exotic: bool = False  # the quick way may leave it to the evaluator

    @property
    def name(self) -> str:
        return f"{self.role} {self.kind} {self.part[:60]}"

    def text(self, part: str | None = None, more: str | None = None, extra: str = "") -> str:
        """The rulebook's sections, with the part or another in its place."""
        part, more = part or self.part, self.more if more is None else more
        keys = {"for_each": self.each} if self.each else {}
        if self.role == CONDITION:
            made = small.item("x", "{constant: 5, unit: 元/户}" + extra, condition=part, **keys)
        else:
            made = small.item("x", ", ".join(filter(None, (self.rate, part))) + extra, **keys)
        share = "y" in more.split(" ")
        return small.items(made, *([PAID_ALONE] if share else [])) + more.replace("y ", "")

    def rulebook(self, part: str | None = None, more: str | None = None, extra: str = "") -> Rulebook:
        return small.rulebook(self.text(part, more, extra))

    def otherwise(self) -> Rulebook:
        return self.rulebook(self.other, self.more_other)

    def household(self, rules: Rulebook, facts: Facts | None = None) -> Household:
        return small.household(rules, **(self.facts if facts is None else facts))


PAID_ALONE = small.item("y", "{constant: 7, unit: 元/户}", condition="{fact: station_project, is: yes}")
ONE_TERM = """
terms:
  born: {name: 新生儿数, article: 第一条, quantity: {count: members, where: {fact: reason, is: birth}}, unit: 人}
"""
CONDITION_TERMS = """
terms:
  station: {name: 涉站, article: 第一条, condition: {fact: station_project, is: yes}}
  outside: {name: 城外, article: 第一条, condition: {fact: outside_planning_area, is: yes}}
"""
LEVEL = """
readings:
  level:
    name: 档次
    article: 第一条
    question: 哪一档？
    options: {low: {name: 低档, meaning: 按低档}, high: {name: 高档, meaning: 按高档}}
    default: low
    reason: 没有规定
"""
VACATED = """
notices:
  vacated: {article: 第一条, text: 已腾空, when: {fact: vacated_on, given: yes}}
"""
AREAS = """
terms:
  built: {name: 合法面积, article: 第一条, quantity: {sum: legal_floor_area, of: houses}, unit: ㎡}
  ground: {name: 占地, article: 第一条, quantity: {sum: ground_floor_area, of: houses}, unit: ㎡}
"""
CROPS = """
standards:
  crops: {name: 青苗标准, document: 另文, article: 第一条, key: [crops.kind], unit: 元/亩}
"""
LAND = """
standards:
  land: {name: 征地标准, document: 另文, article: 第一条, key: [parcels.land_class], unit: 元/亩, dated: notice_date}
"""
BORN = {"members": [{"reason": "birth", "registered_on": date(2020, 1, 2)}, {"reason": "other"}]}
HOUSES = {"houses": [{"legal_floor_area": "100", "ground_floor_area": "60"}, {"kind": "annex", "legal_floor_area": 50}]}
ANNEX = {"houses": [{"kind": "annex", "legal_floor_area": 50}]}
DAYS = {"notice_date": date(2020, 3, 1), "signed_on": date(2020, 3, 31), "vacated_on": date(2020, 4, 30)}
STATION = {"station_project": True, "outside_planning_area": True}
NO_STATION = {"station_project": False, "outside_planning_area": False}

SAMPLES: tuple[Sample, ...] = (
    Sample(
        *(FACTOR, "constant"),
        "{if: {fact: station_project, is: yes}, then: {constant: 3, unit: 元/户}, else: {constant: 0, unit: 元/户}}",
        "{if: {fact: station_project, is: yes}, then: {constant: 4, unit: 元/户}, else: {constant: 0, unit: 元/户}}",
        *("3元/户", ("station_project",), "{constant: 三, unit: 元}", "not-a-number"),
        *(STATION, NO_STATION, "标准为0", "", "3.00", "3元/户"),
    ),
    Sample(
        *(FACTOR, "fact", "{fact: transition_months}", "{fact: transition_months, at_most: 5}", "过渡月数"),
        *(("transition_months",), "{fact: transition_month}", "unknown-fact"),
        *({"transition_months": 6}, {"transition_months": 0}, "过渡月数为0"),
        *("{constant: 2, unit: 元/月}", "12.00", "2元/月 × 6个月"),
        nothing=("mutate", "coverage"),  # there is no other fact like it, and it is taken as it is
    ),
    Sample(
        *(FACTOR, "sum", "{sum: legal_floor_area, of: houses, where: {fact: kind, is: main}}"),
        *("{sum: ground_floor_area, of: houses, where: {fact: kind, is: main}}",),
        *("各条房屋（房屋类别为正房）的合法建筑面积之和", ("houses.legal_floor_area", "houses.kind")),
        *("{sum: structure, of: houses}", "wrong-type", HOUSES, ANNEX),
        "合法建筑面积为0；未计房屋第1条：房屋类别为杂房，须房屋类别为正房",
        *("{constant: 2, unit: 元/㎡}", "200.00", "2元/㎡ × 100.00㎡"),
    ),
    Sample(
        *(FACTOR, "count", "{term: born}", "{term: born, at_most: 0}", "（登记事由为出生）的条数"),
        *(
            ("members.reason",),
            "{count: member}",
            "unknown-list",
            BORN,
            {"members": [], "legal_residents": 0},
            "新生儿数为0",
        ),
        *("{constant: 2, unit: 元/人}", "2.00", "2元/人 × 1人", "", ONE_TERM),
    ),
    Sample(
        *(FACTOR, "days_from", "{days_from: notice_date, days_to: signed_on}"),
        *("{days_from: notice_date, days_to: vacated_on}", "从征地告知日到签约日期的天数"),
        *(("notice_date", "signed_on", "vacated_on"), "{days_from: head, days_to: signed_on}", "wrong-type"),
        *(DAYS, DAYS | {"signed_on": date(2020, 3, 1)}, "天数为0"),
        *("{constant: 2, unit: 元/天}", "60.00", "2元/天 × 30天", "", VACATED),
    ),
    Sample(
        *(FACTOR, "term", "{term: built}", "{term: ground}", "合法面积", ("houses.legal_floor_area",)),
        *("{term: bulit}", "unknown-term", {"houses": HOUSES["houses"][:1]}, {"houses": []}, "合法面积为0"),
        *("{constant: 2, unit: 元/㎡}", "200.00", "2元/㎡ × 100.00㎡", "", AREAS),
    ),
    Sample(
        *(FACTOR, "tier", "{tier: {fact: legal_residents}, unit: 元/户, steps: [{up_to: 3, each: 100}, {each: 50}]}"),
        *("{tier: {fact: legal_residents}, unit: 元/户, steps: [{up_to: 4, each: 100}, {each: 50}]}",),
        *("按合法常住人口分档：不超过3的部分每1加100元/户；超过3的部分每1加50元/户", ("legal_residents",)),
        *("{tier: {fact: legal_residents}, unit: 元/户, steps: [{each: 100}, {each: 50}]}", "tier"),
        *({"legal_residents": 5}, {"legal_residents": 0}, "合法常住人口为0"),
        *("", "400.00", "（3 × 100 + 2 × 50）元/户"),
        limit="350",
    ),
    Sample(
        *(
            FACTOR,
            "choose",
            "{choose: resettlement, unit: 元/户, cases: {dispersed: 4, site: 3, monetary: 2, none: 0}}",
        ),
        *("{choose: resettlement, unit: 元/户, cases: {dispersed: 4, site: 9, monetary: 2, none: 0}}",),
        *("按安置方式（分散迁建安置：4元/户；安置地安置：3元/户；货币安置：2元/户；不予安置：0元/户）",),
        *(("resettlement",), "{choose: resettlement, unit: 元/户, cases: {site: 3}}", "gap"),
        *({"resettlement": "site"}, {"resettlement": "none"}, "标准为0", "", "3.00", "3元/户"),
        nothing=("trials",),  # that a household was taken for another is tried by its facts
    ),
    Sample(
        *(FACTOR, "choose", "{choose: kind, unit: 元/㎡, cases: {main: 3, annex: 0}}"),
        *("{choose: kind, unit: 元/㎡, cases: {main: 3, annex: 1}}", "按房屋类别（正房：3元/㎡；杂房：0元/㎡）"),
        *(("houses.kind", "houses.legal_floor_area"), "{choose: kind, cases: {main: 3, annexe: 0}}", "gap"),
        *({"houses": HOUSES["houses"][:1]}, ANNEX, "房屋第1条（杂房）：标准为0", "{fact: legal_floor_area}"),
        *("300.00", "100.00㎡ × 3元/㎡", "houses"),
    ),
    Sample(
        *(
            FACTOR,
            "choose",
            "{choose: station_project, unit: 元/户, cases: {yes: 4, no: {tier: {fact: legal_residents}, unit: 元/户, steps: [{each: 3}]}}}",
        ),
        *(
            "{choose: station_project, unit: 元/户, cases: {yes: 5, no: {tier: {fact: legal_residents}, unit: 元/户, steps: [{each: 3}]}}}",
        ),
        *(
            "按永州北站或北货场项目（是：4元/户；否：按合法常住人口分档：全部的部分每1加3元/户）",
            ("station_project", "legal_residents"),
        ),
        *("{choose: head, cases: {yes: 4, no: 0}}", "choose"),
        *(STATION, None, "", "", "4.00", "4元/户"),
        nothing=("why not",),
        exotic=True,
    ),
    Sample(
        *(FACTOR, "reading", "{reading: level, unit: 元/户, cases: {low: 5, high: 9}}"),
        *("{reading: level, unit: 元/户, cases: {low: 6, high: 9}}",),
        *("按“档次”的理解（低档：5元/户；高档：9元/户）", ()),
        *("{reading: level, unit: 元/户, cases: {low: 5}}", "gap"),
        more=LEVEL,
    ),
    Sample(
        FACTOR,
        "if",
        "{if: {fact: station_project, is: yes}, then: {constant: 8, unit: 元/户}, else: {constant: 0, unit: 元/户}}",
        "{if: {fact: station_project, is: yes}, then: {constant: 9, unit: 元/户}, else: {constant: 0, unit: 元/户}}",
        *("永州北站或北货场项目为是的，8元/户；否则0元/户", ("station_project",)),
        "{if: {fact: station, is: yes}, then: {constant: 8, unit: 元/户}, else: {constant: 0, unit: 元/户}}",
        *("unknown-fact", STATION, NO_STATION, "标准为0", "", "8.00", "8元/户"),
    ),
    Sample(
        *(FACTOR, "least", "{least: [{fact: legal_residents}, {constant: 3, unit: 人}]}"),
        *("{least: [{fact: legal_residents}, {constant: 4, unit: 人}]}", "（合法常住人口、3人）中较小的"),
        *(("legal_residents",), "{least: [{fact: legal_residents}]}", "too-short"),
        *({"legal_residents": 5}, {"legal_residents": 0}, "合法常住人口为0"),
        *("{constant: 2, unit: 元/人}", "6.00", "2元/人 × 3人"),
        limit="2",
    ),
    Sample(
        *(FACTOR, "greatest", "{greatest: [{constant: 6, unit: 个月}, {fact: transition_months}]}"),
        *("{greatest: [{constant: 5, unit: 个月}, {fact: transition_months}]}", "（6个月、过渡月数）中较大的"),
        *(("transition_months",), "{greatest: [{constant: 6, unit: 元}, {fact: transition_months}]}", "unit"),
        *({"transition_months": 8}, None, "", "{constant: 2, unit: 元/月}", "16.00", "2元/月 × 8个月"),
        nothing=("why not",),
        limit="9",
    ),
    Sample(
        *(FACTOR, "dated"),
        "{dated: notice_date, unit: 元/户, periods: [{to: 2020-12-31, value: 4}, {from: 2021-01-01, value: 0}]}",
        "{dated: notice_date, unit: 元/户, periods: [{to: 2020-12-30, value: 4}, {from: 2020-12-31, value: 0}]}",
        *("按征地告知日（到2020-12-31止为4元/户；2021-01-01起为0元/户）", ("notice_date",)),
        *("{dated: head, unit: 元/户, periods: [{value: 4}]}", "wrong-type"),
        *(DAYS, {"notice_date": date(2021, 1, 1)}, "标准为0", "", "4.00", "4元/户"),
        exotic=True,
    ),
    Sample(
        *(FACTOR, "standard", "{standard: crops, key: [{fact: kind}]}", "{standard: crops, key: [{fact: village}]}"),
        *("青苗标准（另文，按青苗种类）", ("crops.kind", "crops.area"), "{standard: crop, key: [{fact: kind}]}"),
        *("unknown-standard", {"crops": [{"kind": "水稻", "area": 2}]}, {"crops": [{"kind": "杂草", "area": 2}]}),
        *("青苗第1条（杂草）：青苗标准为0", "{fact: area}", "3600.00", "2.00亩 × 1800元/亩", "crops", CROPS, None),
        "crops: [{青苗种类: 水稻, 标准: 1800}, {青苗种类: 杂草, 标准: 0}]",
        nothing=("coverage",),
    ),
    Sample(
        *(FACTOR, "standard", "{standard: land, key: [{fact: land_class, as: {grain_for_green: dry}}]}"),
        *("{standard: land, key: [{fact: land_class, as: {grain_for_green: paddy}}]}",),
        "征地标准（另文，按地类（退耕还林按旱地），取征地告知日所在的有效期）",
        *(("parcels.land_class", "parcels.area", "notice_date"), "{standard: land, key: [{fact: area}, {fact: zone}]}"),
        *("standard-key", DAYS | {"parcels": [{"land_class": "grain_for_green", "area": 2}]}),
        *({"parcels": []}, "没有填报征收土地", "{fact: area}", "18.00", "2.00亩 × 9元/亩", "parcels", LAND, None),
        "land: [{地类: 旱地, 标准: 9, 有效期自: 2020-01-01}, {地类: 水田, 标准: 8, 有效期自: 2020-01-01}]",
        exotic=True,
    ),
    Sample(
        *(FACTOR, "share", "{share: 50%, of: y}", "{share: 60%, of: y}", "名y的50%", ("station_project",)),
        *("{share: 50%, of: z}", "unknown-item", STATION, NO_STATION, "名y为0", "", "3.50", "名y7.00元 × 50%"),
        more="y ",
        exotic=True,
    ),
    Sample(
        *(CONDITION, "all", "{all: [{fact: station_project, is: yes}, {fact: outside_planning_area, is: yes}]}"),
        "{all: [{fact: station_project, is: yes}]}",
        "永州北站或北货场项目为是，且城市规划区范围外为是",
        *(("station_project", "outside_planning_area"), "{all: [{fact: head, below: 3}]}", "comparison"),
        *(STATION, NO_STATION, "永州北站或北货场项目为否，须永州北站或北货场项目为是"),
    ),
    Sample(
        *(CONDITION, "any", "{any: [{fact: station_project, is: yes}, {fact: outside_planning_area, is: yes}]}"),
        "{any: [{fact: station_project, is: yes}]}",
        "永州北站或北货场项目为是，或城市规划区范围外为是",
        *(("station_project", "outside_planning_area"), "{any: []}", "too-short"),
        *(STATION, NO_STATION),
        "永州北站或北货场项目为否，须永州北站或北货场项目为是；城市规划区范围外为否，须城市规划区范围外为是",
    ),
    Sample(
        *(CONDITION, "not", "{not: {fact: station_project, is: yes}}", "{not: {fact: outside_planning_area, is: yes}}"),
        *("并非（永州北站或北货场项目为是）", ("station_project",), "{not: {fact: station, is: yes}}", "unknown-fact"),
        *(NO_STATION, STATION, "永州北站或北货场项目为是"),
    ),
    Sample(
        *(CONDITION, "term", "{term: station}", "{term: outside}", "符合“涉站”", ("station_project",)),
        *("{term: stations}", "unknown-term", STATION, NO_STATION),
        "永州北站或北货场项目为否，须永州北站或北货场项目为是",
        more=CONDITION_TERMS,
    ),
    Sample(
        *(CONDITION, "fact", "{fact: resettlement, in: [site, none]}", "{fact: resettlement, in: [site, monetary]}"),
        *("安置方式为安置地安置、不予安置之一", ("resettlement",), "{fact: resettlement, is: 住}", "not-a-choice"),
        *({}, {"resettlement": "monetary"}, "安置方式为货币安置，须安置方式为安置地安置、不予安置之一"),
        nothing=("boundaries",),
    ),
    Sample(
        *(CONDITION, "fact", "{fact: signed_on, at_most: {fact: vacated_on}}"),
        *("{fact: signed_on, below: {fact: vacated_on}}", "签约日期不晚于腾空日期", ("signed_on", "vacated_on")),
        *("{fact: signed_on, at_most: {fact: legal_residents}}", "comparison"),
        *(DAYS, DAYS | {"signed_on": date(2021, 1, 1)}, "签约日期为2021-01-01，须签约日期不晚于腾空日期"),
    ),
    Sample(
        *(CONDITION, "fact", "{fact: signed_on, given: yes}", "{fact: signed_on, given: no}", "已填签约日期"),
        *(("signed_on",), "{fact: signed_on, given: 也许}", "not-yes-no", DAYS, {}, "须已填签约日期"),
        nothing=("missing", "boundaries"),  # it asks for what was not given
    ),
    Sample(
        *(CONDITION, "value", "{value: {days_from: signed_on, days_to: vacated_on}, at_most: 30}"),
        *("{value: {days_from: signed_on, days_to: vacated_on}, at_most: 31}", "从签约日期到腾空日期的天数不超过30"),
        *(("signed_on", "vacated_on"), "{value: {days_from: signed_on, days_to: vacated_on}}", "comparison"),
        *(DAYS, DAYS | {"vacated_on": date(2020, 5, 1)}),
        "从签约日期到腾空日期的天数为31，须从签约日期到腾空日期的天数不超过30",
    ),
    Sample(
        *(CONDITION, "value", "{value: {count: members}, is: {fact: legal_residents}}"),
        *("{value: {count: members}, at_most: {fact: legal_residents}}", "家庭成员的条数等于合法常住人口"),
        *(("legal_residents",), "{value: {count: members}, is: 二}", "not-a-number"),
        *(BORN, {"members": [{"reason": "other"}]}, "家庭成员的条数为1，须家庭成员的条数等于合法常住人口"),
    ),
    Sample(
        *(CONDITION, "reading", "{reading: level, is: low}", "{reading: level, is: high}"),
        *("“档次”按“低档”理解", (), "{reading: level, is: middle}", "unknown-option"),
        more=LEVEL,
    ),
    Sample(
        *(CONDITION, "every", "{every: houses, satisfies: {fact: kind, is: main}}"),
        *("{every: houses, satisfies: {fact: kind, is: annex}}", "每一条房屋都满足：房屋类别为正房"),
        *(("houses.kind",), "{every: house, satisfies: {fact: kind, is: main}}", "unknown-list"),
        *({"houses": HOUSES["houses"][:1]}, HOUSES, "须每一条房屋都满足：房屋类别为正房"),
    ),
    Sample(
        *(CONDITION, "some", "{some: houses, satisfies: {fact: kind, is: main}}"),
        *("{some: houses, satisfies: {fact: kind, is: annex}}", "至少一条房屋满足：房屋类别为正房"),
        *(("houses.kind",), "{some: houses, satisfies: {fact: area, is: 1}}", "unknown-fact"),
        *(HOUSES, ANNEX, "须至少一条房屋满足：房屋类别为正房"),
    ),
)
SAMPLES += tuple(sample._replace(kind="fact", nothing=("boundaries",)) for sample in SAMPLES if sample.more == LAND)
