"""SQL makes the keys that Python makes of the same households: who shares something isn't overlooked."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.batch.columnar.test_same_bytes import roster
from yzcomp import Evaluator, load_rulebook
from yzcomp.batch.marks import Marker
from yzcomp.batch.worker import Reader
from yzcomp.tables.assemble import Group
from yzcomp.tables.inputs import Inputs
from yzcomp.tables.sources import Row

pytest.importorskip("duckdb", reason="没有安装 yzcomp[columnar]")
pytest.importorskip("sqlglot", reason="没有安装 yzcomp[columnar]")
Keys = set[tuple[int, int, int | None]]


def keys_in(path: Path) -> tuple[Keys, Counter[int]]:
    """The keys of a file with their lines and kinds, and how many each line has."""
    import duckdb

    with duckdb.connect() as database:
        rows = database.execute(f"SELECT line_no, found, kind FROM read_parquet('{path}')").fetchall()
    return {(line, found, kind) for line, found, kind in rows}, Counter(line for line, *_ in rows)


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 6))])
def test_sql_makes_the_same_keys(seed: int, tmp_path: Path) -> None:
    from yzcomp.batch.columnar.block import Database, KeyTable, write_script
    from yzcomp.batch.columnar.keys import keys_of

    source = tmp_path / "in.csv"
    source.write_text(roster(Random(seed), 150, 0.0), encoding="utf-8")
    evaluator = Evaluator(load_rulebook())
    setting = evaluator.setting
    inputs = Inputs([source], setting.facts, encoding=None, ignore_extra=True, columns=None, replace=())
    plans = inputs.inputs[0].plans
    marks = dict.fromkeys(setting.rulebook.items, "")
    database = Database(write_script(plans.households, setting, False, marks), ",", tmp_path)
    (block,) = inputs.inputs[0].blocks(1000) or ()
    lines = {n: (row, line) for n, (row, line) in enumerate(block.lines()) if n}
    odd = {n for (n,) in database.compute({n: line for n, (_, line) in lines.items()}).odd}
    by_sql, numbers = keys_in(database.keys([]))

    reader, marker = Reader(setting.facts, [plans]), Marker(setting.facts, setting.rulebook)
    own, near = [], []
    for n, (row, line) in lines.items():
        household = reader.quick_household(0, Group(Row(row, line.split(","))))
        if n in odd or household is None:
            continue
        found = marker.marks(household)
        for key in keys_of(found, household, marker):
            (near if key.text.startswith("近") else own).append((n, key))
        assert numbers[n] >= len([key for line_no, key in own if line_no == n]) + len(found.near)
    always, _ = keys_in(KeyTable(tmp_path).keys(own))
    sometimes, _ = keys_in(KeyTable(tmp_path).keys(near))
    assert len(odd) < 100
    assert always <= by_sql <= always | sometimes
