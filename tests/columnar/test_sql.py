"""Rules as SQL come to what the evaluator says: every line, every total, every refusal."""

import re
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import small_rulebooks as small
from tests.columnar.cases import groups, odd_words, rounded
from tests.columnar.databases import expected, in_duckdb
from tests.columnar.rows import rows_agree
from tests.engine.test_lanes_agree import HOUSEHOLDS, PHASES, RATES, SLOW, given_facts, rulebooks
from tests.households import rulebook
from tests.rules import test_other_county as other_county
from tests.rules.oracle_households import household, readings
from tests.rules.test_oracle import standards
from yzcomp import Evaluator, Household, Rulebook, load_standards
from yzcomp.engine.to_sql import Inexpressible

pytest.importorskip("duckdb", reason="没有安装 yzcomp[columnar]")
pytest.importorskip("sqlglot", reason="没有安装 yzcomp[columnar]")


def agree(folder: Path, evaluator: Evaluator, households: list[Any]) -> None:
    assert in_duckdb(folder, evaluator, households) == expected(evaluator, households)
    rows_agree(evaluator, households)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(25))
def test_the_cases_of_the_measure(number: int, tmp_path: Path) -> None:
    if number >= len(groups()):
        pytest.skip("没有这么多组")
    agree(tmp_path, *groups()[number])


@pytest.mark.slow
def test_some_cases_of_the_measure(tmp_path: Path) -> None:
    evaluator, households = groups()[0]
    agree(tmp_path, evaluator, households[::6])


@pytest.mark.slow
def test_each_line_is_rounded_once(tmp_path: Path) -> None:
    agree(tmp_path, *rounded())


@pytest.mark.slow
@given(rules=rulebooks(), households=st.lists(HOUSEHOLDS, min_size=1, max_size=8), data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True, phases=PHASES, suppress_health_check=SLOW)
def test_any_rulebook(rules: Rulebook, households: Any, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "rates.yaml")
        file.write_text(RATES, encoding="utf-8")
        rates = load_standards([file], rules)
        chosen = {"rounding": data.draw(st.sampled_from(["fen", "yuan"]))}
        evaluator = Evaluator(rules, rates, chosen)
        model = rules.catalogue.model
        made = [model(household_id=f"{n}", head="甲", **given_facts(h)) for n, h in enumerate(households)]
        try:
            found = in_duckdb(Path(folder), evaluator, made)
        except Inexpressible as refused:
            assert "位" in str(refused)  # only products of more digits than a database has
            return
        assert found == expected(evaluator, made)
        rows_agree(evaluator, made)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_any_household_of_the_measure(seed: int, tmp_path: Path) -> None:
    """Under other readings each time, some of them without rates, so that lines wait."""
    random = Random(seed)
    evaluator = Evaluator(rulebook(), standards() if seed else None, readings(random))
    made = [Household(**{**household(random), "household_id": str(number)}) for number in range(400)]
    agree(tmp_path, evaluator, made)


def test_long_keys_are_told_apart(tmp_path: Path) -> None:
    long = "k" * 58
    text = f"""
facts:
  {long}_y: {{name: 建, list: houses, kind: date_or_year}}
rounding: {{step: {{constant: 0.01, unit: 元}}}}
terms:
  {long}_a: {{name: 甲类, article: 一, for_each: houses, condition: {{fact: {long}_y, below: {{fact: notice_date}}}}}}
  {long}_b: {{name: 乙类, article: 一, condition: {{some: houses, satisfies: {{term: {long}_a}}}}}}
items:
  {long}_a: {{name: 甲, article: 一, payee: household, summary: 试, condition: {{term: {long}_b}},
    factors: [{{constant: 3, unit: 元/户}}]}}
  {long}_b: {{name: 乙, article: 一, payee: household, summary: 试, factors: [{{constant: 5, unit: 元/条}},
    {{count: houses, where: {{term: {long}_a}}}}]}}
"""
    rules = small.rulebook(text)
    made = [
        small.household(rules, notice_date="2020-03-01", houses=[{"legal_floor_area": 1, f"{long}_y": year}])
        for year in ("2019", "2021", "2020-02-29", "2020-03-01", "2020")
    ]
    made = [h.model_copy(update={"household_id": str(number)}) for number, h in enumerate(made)]
    agree(tmp_path, Evaluator(rules), made)
    script = (tmp_path / "rules.sql").read_text(encoding="utf-8")
    assert max(map(len, re.findall(r'"([a-z_0-9]+)"', script))) <= 63


def test_words_and_keys_that_the_script_uses_itself(tmp_path: Path) -> None:
    agree(tmp_path, *odd_words())


def test_another_county(tmp_path: Path) -> None:
    county = other_county.evaluator()
    houses = [other_county.house(area) for area in ("0.01", "119.99", "120", "333.3333")]
    made = [
        other_county.household(household_id=f"{people}{months}{len(some)}", legal_residents=people, houses=some)
        for people in (1, 3, 4, 9)
        for months in ("1", "12.5")
        for some in ([], houses[:1], houses)
    ]
    agree(tmp_path, county, made)
