"""The households of the built-in cases, by the standards and readings that they are computed with."""

from functools import lru_cache
from pathlib import Path

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
