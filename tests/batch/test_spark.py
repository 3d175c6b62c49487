"""A batch on Spark writes what this machine alone would have written."""

from pathlib import Path
from random import Random

import pytest

from tests.batch.columnar.test_same_bytes import results, roster
from yzcomp import Evaluator, Refused, load_rulebook
from yzcomp.batch import run
from yzcomp.batch.options import BatchOptions

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("spark")]


@pytest.fixture
def spark() -> None:
    pytest.importorskip("pyspark", reason="没有安装 yzcomp[spark]")


@pytest.mark.parametrize(("seed", "odd"), [(1, 0.1), (4, 0.5)])  # the second has numbers that occur twice
def test_the_same_bytes(seed: int, odd: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MOST_LINES", 70)
    monkeypatch.setattr(run, "CHUNK", 1)
    source, evaluator, found = tmp_path / "in.csv", Evaluator(load_rulebook()), []
    source.write_text(roster(Random(seed), 300, odd), encoding="utf-8")
    for engine, master in (("household", None), ("spark", "local[2]")):
        options = BatchOptions(engine=engine, master=master, ignore_extra=True)  # type: ignore[arg-type]
        run.run_batch([source], tmp_path / engine, evaluator, options)
        found.append(results(tmp_path / engine))
    assert found[0] == found[1]


def test_no_spark(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(roster(Random(1), 3, 0.0), encoding="utf-8")
    options = BatchOptions(engine="spark", master="nonsense", ignore_extra=True)
    with pytest.raises(Refused, match="连不上 Spark"):
        run.run_batch([source], tmp_path / "out", Evaluator(load_rulebook()), options)
    assert not (tmp_path / "out").exists()
