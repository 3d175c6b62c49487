"""Rules as SQL come to what the evaluator says: every line, every total, every refusal."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.columnar.cases import groups, rounded
from tests.columnar.databases import expected, in_duckdb
from tests.engine.test_lanes_agree import HOUSEHOLDS, PHASES, RATES, SLOW, given_facts, rulebooks
from yzcomp import Evaluator, Rulebook, load_standards
from yzcomp.engine.to_sql import Inexpressible

pytest.importorskip("duckdb", reason="没有安装 yzcomp[columnar]")
pytest.importorskip("sqlglot", reason="没有安装 yzcomp[columnar]")


def agree(folder: Path, evaluator: Evaluator, households: list[Any]) -> None:
    assert in_duckdb(folder, evaluator, households) == expected(evaluator, households)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(25))
def test_the_cases_of_the_measure(number: int, tmp_path: Path) -> None:
    if number >= len(groups()):
        pytest.skip("没有这么多组")
    agree(tmp_path, *groups()[number])


def test_some_cases_of_the_measure(tmp_path: Path) -> None:
    evaluator, households = groups()[0]
    agree(tmp_path, evaluator, households[::6])


def test_each_line_is_rounded_once(tmp_path: Path) -> None:
    agree(tmp_path, *rounded())


@pytest.mark.slow
@given(rulebook=rulebooks(), households=st.lists(HOUSEHOLDS, min_size=1, max_size=8), data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True, phases=PHASES, suppress_health_check=SLOW)
def test_any_rulebook(rulebook: Rulebook, households: Any, data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "rates.yaml")
        file.write_text(RATES, encoding="utf-8")
        standards = load_standards([file], rulebook)
        readings = {"rounding": data.draw(st.sampled_from(["fen", "yuan"]))}
        evaluator = Evaluator(rulebook, standards, readings)
        model = rulebook.catalogue.model
        made = [model(household_id=f"{n}", head="甲", **given_facts(h)) for n, h in enumerate(households)]
        try:
            found = in_duckdb(Path(folder), evaluator, made)
        except Inexpressible as refused:
            assert "位" in str(refused)  # only products of more digits than a database has
            return
        assert found == expected(evaluator, made)
