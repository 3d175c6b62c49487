"""The households of the built-in cases, by the standards and readings that they are computed with, and others whose
lines are really rounded."""

import random
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from tests import small_rulebooks as small
from yzcomp import Evaluator, Household
from yzcomp.cases.load import load_cases
from yzcomp.cases.run import Bench

CASES = Path(__file__).parents[2] / "cases" / "xianggui-2018"
Group = tuple[Evaluator, list[Household]]


@lru_cache
def groups() -> list[Group]:
    """Every choice of standards and readings with its households, the largest first."""
    found: dict[object, Group] = {}
    number = 0
    for file in load_cases([CASES]):
        bench = Bench(file.rulebook)
        for case in file.cases:
            facts = case.household.facts
            if facts is None or case.household.problems:
                continue
            number += 1
            key = case.standards, tuple(sorted(case.readings.items()))
            group = found.setdefault(key, (bench.evaluator(case), []))
            group[1].append(facts.model_copy(update={"household_id": f"K{number:04}"}))
    return sorted(found.values(), key=lambda group: -len(group[1]))


#: Rates and shares whose products have many decimals, so that each line is really rounded.
ROUNDED = """
rounding: {step: {constant: 0.01, unit: 元}}
items:
  a: {name: 甲, article: 第一条, payee: household, summary: 试, for_each: houses, factors: [{constant: 123.4555, unit: 元/㎡},
    {fact: legal_floor_area}]}
  b: {name: 乙, article: 第一条, payee: household, summary: 试, factors: [{share: 33.335%, of: a}]}
  c: {name: 丙, article: 第一条, payee: household, summary: 试, for_each: temporary_uses, factors: [
    {constant: 1999.995, unit: 元/亩·年}, {fact: area}, {fact: years}]}
"""


def rounded() -> Group:
    """Households of which many lines lie at half a fen."""
    chance, rules = random.Random(7), small.rulebook(ROUNDED)

    def figure(most: int) -> Decimal:
        return Decimal(chance.randint(1, most * 10**4)) / 10**4

    households = []
    for number in range(400):
        areas = [{"legal_floor_area": figure(300)} for _ in range(chance.randint(0, 3))]
        plots = [{"land_class": "dry", "area": figure(20), "years": figure(3)} for _ in range(chance.randint(0, 2))]
        made = small.household(rules, houses=areas, temporary_uses=plots)
        households.append(made.model_copy(update={"household_id": f"{number:04}"}))
    return Evaluator(rules), households


ODD_WORDS = """
facts:
  term_dear: {name: 贵, kind: number}
  rate: {name: 价, list: houses, kind: number}
rounding: {step: {constant: 0.01, unit: 元}}
terms:
  dear: {name: 贵的, article: 一, condition: {fact: term_dear, above: 3}}
items:
  h: {name: '甲\\''"；--', article: 一, payee: household, summary: "试; 'a' -- b", for_each: houses,
    condition: {term: dear}, factors: [{constant: 3, unit: 元/㎡}, {fact: legal_floor_area}]}
  r: {name: 乙, article: 一, payee: household, summary: 试, factors: [{share: 50%, of: h}]}
  w: {name: 丙, article: 一, payee: household, summary: 试, factors: [{share: 10%, of: r}]}
"""


def odd_words() -> Group:
    """Keys that the script uses itself, names and numbers of households with signs that mean something in SQL."""
    rules = small.rulebook(ODD_WORDS)
    houses = [{"legal_floor_area": "10.5", "rate": 1}]
    made = [small.household(rules, houses=houses, term_dear=worth) for worth in (3, 4)]
    return Evaluator(rules), [h.model_copy(update={"household_id": f"{n}\\'\"；"}) for n, h in enumerate(made)]
