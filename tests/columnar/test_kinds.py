"""Every kind of factor and condition as SQL, wherever it may stand."""

from pathlib import Path

import pytest

from tests.columnar.databases import expected, in_duckdb
from tests.columnar.rows import rows_agree
from tests.kind_samples import SAMPLES, Sample
from tests.test_every_kind import NOT_OF_AMOUNTS, STANDING, evaluator_of, placed
from yzcomp import Evaluator, Rulebook

pytest.importorskip("duckdb", reason="没有安装 yzcomp[columnar]")
pytest.importorskip("sqlglot", reason="没有安装 yzcomp[columnar]")
PLACES = [(sample, place) for sample, place in STANDING if place not in NOT_OF_AMOUNTS]


def agree(sample: Sample, rules: Rulebook, folder: Path) -> None:
    evaluators = [evaluator_of(sample, folder, rules), *([Evaluator(rules)] if sample.rates else [])]
    for number, evaluator in enumerate(evaluators):
        households = [
            sample.household(rules, facts).model_copy(update={"household_id": str(n)})
            for n, facts in enumerate((sample.facts, sample.unpaid or {}))
        ]
        (folder / str(number)).mkdir()
        assert in_duckdb(folder / str(number), evaluator, households) == expected(evaluator, households)
        rows_agree(evaluator, households)


@pytest.mark.many
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_every_kind(sample: Sample, tmp_path: Path) -> None:
    agree(sample, sample.rulebook(), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("sample", "place"), PLACES, ids=[f"{place} {s.name}" for s, place in PLACES])
def test_kinds_wherever_they_stand(sample: Sample, place: str, tmp_path: Path) -> None:
    agree(sample, placed(sample, place, sample.part, sample.more), tmp_path)
