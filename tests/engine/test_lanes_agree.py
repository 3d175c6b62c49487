"""Rulebooks of every kind of part, nested at random: the quick way says what the evaluator says, to the letter."""

from decimal import localcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.engine.test_to_python import written_by_evaluator, written_quickly
from yzcomp import Evaluator, Household, Rulebook, load_standards
from yzcomp.engine.to_python import Amounts, QuickRules, Unusual
from yzcomp.money import EXACT

HEAD = {"id": "any", "title": "办法", "document": "无文号", "issued_on": "2020-01-01"}
PERIODS = [{"to": "2019-05-31", "value": "0.7"}, {"from": "2019-06-01", "to": "2020-12-31", "value": "1.35"}]
FACTS = {
    "newness": {"list": "houses", "name": "成新率", "kind": "percent"},
    "roof": {"list": "houses", "name": "屋顶*", "kind": "number"},
    "rooms": {"list": "houses", "name": "间数", "kind": "integer"},
    "share": {"name": "比例", "kind": "percent"},
    "trees": {"name": "树", "kind": "number"},
}
STANDARDS = {
    "houses": {"key": ["houses.structure", "houses.grade"], "unit": "元/㎡"},
    "things": {"key": ["attachments.kind"], "unit": "*"},
    "dated": {"key": ["houses.structure"], "unit": "元/㎡", "dated": "notice_date"},
    "absent": {"key": ["attachments.kind"], "unit": "元/株"},
}
READING = {
    "name": "取整",
    "article": "一",
    "question": "？",
    "options": {"fen": {"name": "分", "meaning": "到分"}, "yuan": {"name": "元", "meaning": "到元"}},
    "default": "fen",
    "reason": "没有规定",
}
RATES = """
standard: {id: rates, title: 甲, document: 某文, issued_on: 2019-01-01, official: 是}
rates:
  houses:
    - {结构: 砖混, 等级: 一等, 标准: 900.55}
    - {结构: 砖木, 等级: 二等, 标准: 0}
  things:
    - {附着物种类: 水井, 标准: 35.5, 单位: 元/口}
    - {附着物种类: 围墙, 标准: 8, 单位: 元/米*}
  dated:
    - {结构: 砖混, 标准: 700, 有效期自: 2019-01-01, 有效期至: 2019-12-31}
    - {结构: 砖混, 标准: 800.7, 有效期自: 2020-01-01}
    - {结构: 砖木, 标准: 500}
"""

SLOW = list(HealthCheck)  # whole rulebooks take a while to draw
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)

numbers = st.sampled_from(["0", "0.004", "0.5", "1", "2.50", "3", "120.005", "12000"])


def facts_of(scope: str | None) -> list[str]:
    own = {"houses": ["rooms", "legal_floor_area", "ground_floor_area", "roof"], "attachments": ["quantity"]}
    return [*own.get(scope or "", []), "legal_residents", "transition_months", "trees"]


def conditions(scope: str | None, depth: int) -> SearchStrategy[Any]:
    choices = {"houses": ("kind", ["main", "annex"]), "attachments": ("kind", ["水井", "围墙"])}
    fact, words = choices.get(scope or "", ("resettlement", ["site", "none"]))
    operator = st.sampled_from(["is", "below", "at_most", "at_least", "above"])
    simple = [
        st.fixed_dictionaries({"fact": st.just(fact), "is": st.sampled_from(words)}),
        st.fixed_dictionaries({"fact": st.just(fact), "in": st.just(words[:1])}),
        st.fixed_dictionaries({"fact": st.sampled_from(facts_of(scope)), "given": st.sampled_from(["yes", "no"])}),
        st.builds(lambda f, op, n: {"fact": f, op: n}, st.sampled_from(facts_of(scope)[-2:]), operator, numbers),
        st.just({"fact": "signed_on", "at_most": {"fact": "sign_by"}}),
        st.just({"reading": "rounding", "is": "fen"}),
        st.just({"some": "ponds"}),
        st.just({"term": {"houses": "good_house"}.get(scope or "", "good")}),
    ]
    if scope == "houses":
        simple.append(st.just({"fact": "built_on", "below": {"fact": "notice_date"}}))
        simple.append(st.just({"fact": "notice_date", "at_most": {"fact": "built_on"}}))
    if depth <= 0:
        return st.one_of(*simple)
    inner = conditions(scope, depth - 1)
    house = conditions("houses", depth - 1)
    value = amounts_of(scope, depth - 1)
    return st.one_of(
        *simple,
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
        house.map(lambda part: {"every": "houses", "satisfies": part}),
        house.map(lambda part: {"some": "houses", "satisfies": part}),
        st.builds(lambda v, op, other: {"value": v, op: other}, value, operator, numbers | value),
        st.builds(lambda v, n: {"value": v, "in": [n, "１，０００"]}, value, numbers),
        value.map(lambda v: {"value": v, "given": "yes"}),
    )


EXTREMES = st.sampled_from(["least", "greatest"])


def limited(factor: Any, limit: str, key: str | None) -> Any:
    return {**factor, key: "up" if key == "round" else limit} if key else factor


def amounts_of(scope: str | None, depth: int) -> SearchStrategy[Any]:
    """Factors that are numbers, and known."""
    simple: list[SearchStrategy[Any]] = [
        st.builds(
            lambda n, u: {"constant": n, "unit": u}, numbers, st.sampled_from(["元/㎡", "㎡", "次", "元/*", "元"])
        ),
        st.sampled_from(facts_of(scope)).map(lambda key: {"fact": key}),
        st.just({"days_from": "sign_by", "days_to": "signed_on"}),
        st.just({"term": "much"}),
        st.just({"sum": "legal_floor_area", "of": "houses"}),
    ]
    if depth > 0:
        inner, test = amounts_of(scope, depth - 1), conditions(scope, depth - 1)
        house = conditions("houses", depth - 1)
        simple += [
            house.map(lambda part: {"sum": "legal_floor_area", "of": "houses", "where": part}),
            house.map(lambda part: {"sum": "roof", "of": "houses", "where": part}),
            house.map(lambda part: {"count": "houses", "where": part}),
            inner.map(lambda f: {"tier": f, "unit": "元/次", "steps": [{"up_to": 3, "value": 10}, {"each": "0.7"}]}),
            st.builds(lambda t, a, b: {"if": t, "then": a, "else": b}, test, inner, inner),
            st.builds(lambda kind, a, b: {kind: [a, b]}, EXTREMES, inner, inner),
            st.builds(
                lambda a, b: {"choose": "in_dispute", "unit": "元/户", "cases": {"yes": a, "no": b}},
                inner | numbers,
                inner,
            ),
            st.builds(lambda a, b: {"reading": "rounding", "unit": "次", "cases": {"fen": a, "yuan": b}}, inner, inner),
        ]
        if scope == "houses":
            simple.append(
                st.builds(lambda a, b: {"choose": "kind", "unit": "株", "cases": {"main": a, "annex": b}}, inner, inner)
            )
    keys = st.sampled_from([None, None, None, "at_most", "at_least", "round"])
    return st.builds(limited, st.one_of(*simple), numbers, keys)


def rates_of(scope: str | None, depth: int, shares: list[str]) -> SearchStrategy[Any]:
    """Factors that may be pending, too, also within others."""
    simple: list[SearchStrategy[Any]] = [
        st.just({"dated": "notice_date", "unit": "元/月", "periods": PERIODS}),
        *[st.just({"share": "5.5%", "of": key}) for key in shares],
    ]
    if scope == "houses":
        by = st.sampled_from([{"fact": "structure"}, {"choose": "kind", "cases": STRUCTURES}])
        simple += [
            by.map(lambda key: {"standard": "houses", "key": [key, {"fact": "grade"}]}),
            by.map(lambda key: {"standard": "dated", "key": [key]}),
            st.just({"fact": "newness"}),
            st.just({"term": "house_rate"}),
        ]
    elif scope == "attachments":
        by = st.sampled_from([{"fact": "kind"}, {"fact": "kind", "as": {"水井": "围墙"}}])
        simple += [by.map(lambda key, name=name: {"standard": name, "key": [key]}) for name in ("things", "absent")]
        simple.append(st.just({"term": "thing_rate"}))
    else:
        simple += [st.just({"fact": "share"}), st.just({"term": "absent_rate"})]
    one = st.one_of(*simple)
    if depth > 0:
        inner = rates_of(scope, depth - 1, shares) | amounts_of(scope, depth - 1)
        one |= st.builds(
            lambda t, a, b: {"if": t, "then": a, "else": b}, conditions(scope, 0), inner, inner
        ) | inner.map(lambda f: {"tier": f, "unit": "元", "steps": [{"up_to": 3, "value": 10}, {"each": 2}]})
        one |= st.builds(lambda kind, a, b: {kind: [a, b]}, EXTREMES, inner, inner)
    keys = st.sampled_from([None, None, None, "at_most", "at_least", "round"])
    return st.builds(limited, one, numbers, keys)


STRUCTURES = {"main": {"fact": "structure"}, "annex": {"fact": "grade"}}
TERMS = {
    "good_house": {"for_each": "houses", "condition": {"fact": "legal_floor_area", "above": "10"}},
    "good": {"condition": {"some": "houses", "satisfies": {"term": "good_house"}}},
    "much": {"quantity": {"sum": "ground_floor_area", "of": "houses", "where": {"term": "good_house"}}, "unit": "㎡"},
    "house_rate": {
        "for_each": "houses",
        "quantity": {"standard": "houses", "key": [{"fact": "structure"}, {"fact": "grade"}]},
        "unit": "元/㎡",
    },
    "thing_rate": {
        "for_each": "attachments",
        "quantity": {"standard": "things", "key": [{"fact": "kind"}]},
        "unit": "元/*",
    },
    "absent_rate": {
        "quantity": {"if": {"fact": "in_dispute", "is": "no"}, "then": {"constant": 2}, "else": {"fact": "share"}},
        "unit": "元/人",
    },
}


@st.composite
def rulebooks(draw: DrawFn) -> Rulebook:
    keys = draw(st.permutations(["a", "b", "c"]))
    items: dict[str, Any] = {}
    for number, key in enumerate(keys):
        scope = draw(st.sampled_from([None, None, "houses", "attachments"]))
        factor = amounts_of(scope, 2) | rates_of(scope, 1, keys[:number])
        items[key] = {"name": f"项目{key}*", "article": "一", "payee": "household", "summary": "试"}
        items[key] |= {"for_each": scope} if scope else {}
        items[key]["factors"] = draw(st.lists(factor, min_size=1, max_size=3))
        if draw(st.booleans()):
            items[key]["condition"] = draw(conditions(scope, 2))
        for bound in draw(st.sampled_from([(), (), ("at_most",), ("at_least",), ("at_most", "at_least")])):
            items[key][bound] = {"text": f"{bound}*", "factors": [draw(factor)]}
    terms = {key: {"name": f"约{key}*", "article": "一", **term} for key, term in TERMS.items()}
    standards = {key: {"name": f"标{key}", "document": "某文", "article": "一", **s} for key, s in STANDARDS.items()}
    requirement = {"article": "一", "message": "不符", "field": "resettlement", "must": draw(conditions(None, 1))}
    data = {
        "rulebook": HEAD,
        "facts": FACTS,
        "readings": {"rounding": READING},
        "standards": standards,
        "terms": terms,
        "requirements": {"one": requirement} if draw(st.integers(0, 4)) == 0 else {},
        "items": {key: items[key] for key in draw(st.permutations(keys))},
        "rounding": {"step": {"reading": "rounding", "unit": "元", "cases": {"fen": "0.01", "yuan": 1}}},
    }
    return Rulebook.model_validate(data)


def given_or_not(strategy: SearchStrategy[Any], often: bool = True) -> SearchStrategy[Any]:
    return st.one_of(strategy, strategy, strategy, st.none()) if often else st.none() | strategy


DAYS = given_or_not(st.sampled_from(["2019-05-31", "2019-06-01", "2020-12-31", "2021-01-01"]))
HOUSES = st.fixed_dictionaries(
    {
        "legal_floor_area": numbers,
        "kind": st.sampled_from(["main", "annex"]),
        "ground_floor_area": given_or_not(numbers),
        "structure": given_or_not(st.sampled_from(["砖混", "砖混", "砖木", "草"])),
        "grade": given_or_not(st.sampled_from(["一等", "二等", "砖混"])),
        "built_on": given_or_not(st.sampled_from(["2018", "2019", "2020-01-01"]), often=False),
        "newness": given_or_not(st.sampled_from(["80%", "0%", "33.3%"])),
        "roof": given_or_not(numbers),
        "rooms": given_or_not(st.integers(0, 3)),
        "name": given_or_not(st.sampled_from(["主*", "=1"]), often=False),
    }
)
THINGS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["水井", "围墙", "桂*"]),
        "quantity": st.sampled_from(["1", "0.004", "100", "12345.60"]),
    }
)
HOUSEHOLDS = st.fixed_dictionaries(
    {
        "resettlement": st.sampled_from(["site", "none", "dispersed"]),
        "legal_residents": st.integers(0, 4),
        "in_dispute": st.booleans(),
        "transition_months": given_or_not(numbers),
        "notice_date": DAYS,
        "sign_by": DAYS,
        "signed_on": DAYS,
        "share": given_or_not(st.sampled_from(["50%", "0%"])),
        "trees": given_or_not(numbers),
        "houses": st.lists(HOUSES, max_size=3),
        "attachments": st.lists(THINGS, max_size=3),
    }
)


def given_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Without what wasn't given."""
    lists = ("houses", "attachments")
    own = {key: value for key, value in facts.items() if value is not None}
    return own | {key: [given_facts(record) for record in facts[key]] for key in lists if key in facts}


@pytest.mark.slow
@given(rulebook=rulebooks(), households=st.lists(HOUSEHOLDS, min_size=1, max_size=5), data=st.data())
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    phases=PHASES,
    suppress_health_check=SLOW,
)
def test_both_lanes_say_the_same_of_any_rulebook(rulebook: Rulebook, households: Any, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "rates.yaml")
        file.write_text(RATES, encoding="utf-8")
        standards = load_standards([file], rulebook)
    readings = {"rounding": data.draw(st.sampled_from(["fen", "yuan"]))}
    evaluator = Evaluator(rulebook, standards, readings)
    quick_rules, amounts = QuickRules(evaluator), Amounts(evaluator)
    for facts in households:
        household = rulebook.catalogue.model(household_id="1", head="甲", **given_facts(facts))
        agree(evaluator, quick_rules, amounts, household)


def agree(evaluator: Evaluator, quick_rules: QuickRules, amounts: Amounts, household: Household) -> None:
    quick = written_quickly(quick_rules, household)
    if quick is None:
        return
    slow = written_by_evaluator(evaluator, household)
    assert quick == slow
    assert amounts.run is not None
    try:
        with localcontext(EXACT):
            lines, _ = amounts.run(household)
    except Unusual:
        return
    assert [(quick_rules.heads[number][0], amount) for number, amount in lines] == [(x[0], x[7]) for x in slow or ()]
