"""Rules and households put into a database, and what comes of them there beside what the evaluator says."""

import os
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from yzcomp import Evaluator, Household
from yzcomp.cli.sql import rules_script
from yzcomp.columnar.data import heads, written
from yzcomp.columnar.script import Dialect
from yzcomp.engine.to_sql import tables

#: Runs a query in a database, and gives its rows as texts, ``NULL`` for what is none.
Ask = Callable[[str], list[tuple[str, ...]]]
LINES = "SELECT household_id, item_id, record_no, amount, status, payee, payer, article FROM items"
TOTALS = "SELECT * FROM totals"
REFUSED = "SELECT DISTINCT household_id FROM refused"


class Found(NamedTuple):
    """The lines, the totals and the households that are refused, each in order of their texts."""

    lines: list[tuple[str, ...]]
    totals: list[tuple[str, ...]]
    refused: list[tuple[str, ...]]


def put_down(folder: Path, evaluator: Evaluator, households: Iterable[Household], dialect: Dialect) -> None:
    """The script and the tables that it loads."""
    facts = evaluator.setting.facts
    (folder / "rules.sql").write_text(rules_script(evaluator, dialect, load=True), encoding="utf-8")
    files = {name: [head] for name, head in heads(facts).items()}
    for household in households:
        for table in tables(facts):
            files[table.name] += written(table, household, dialect)
    for name, lines in files.items():
        (folder / f"{name}.csv").write_bytes(b"".join(lines))


def asked(ask: Ask) -> Found:
    return Found(*(sorted(ask(query)) for query in (LINES, TOTALS, REFUSED)))


def expected(evaluator: Evaluator, households: Iterable[Household]) -> Found:
    """What the evaluator says of the same."""
    lines: list[tuple[str, ...]] = []
    totals: list[tuple[str, ...]] = []
    refused: list[tuple[str, ...]] = []
    for h in households:
        assessment = evaluator.assess(h)
        if not assessment.sound:
            refused.append((h.household_id,))
            continue
        statement = evaluator.statement(assessment)
        drafts = [draft for key in evaluator.items for draft in assessment.drafts if draft.item.key == key]
        for x, draft in zip(statement.items, drafts, strict=True):
            number = "NULL" if draft.index is None else str(draft.index + 1)
            amount = "NULL" if x.amount is None else f"{x.amount:.2f}"
            lines.append((h.household_id, x.id, number, amount, x.status, x.payee, x.payer, x.article))
        sums = statement.totals
        parties = [*sums.payees.values(), *sums.payers.values()]
        own = (h.household_id, h.head, h.village or "NULL", f"{sums.payable:.2f}", f"{sums.withheld:.2f}")
        totals.append((*own, str(sums.pending_items), *(f"{amount:.2f}" for amount in parties)))
    return Found(sorted(lines), sorted(totals), sorted(refused))


def texts(rows: Iterable[Sequence[Any]]) -> list[tuple[str, ...]]:
    return [tuple("NULL" if cell is None else str(cell) for cell in row) for row in rows]


def in_duckdb(folder: Path, evaluator: Evaluator, households: Sequence[Household]) -> Found:
    """What DuckDB makes of them."""
    import duckdb

    put_down(folder, evaluator, households, "duckdb")
    before = Path.cwd()
    os.chdir(folder)
    try:
        with duckdb.connect() as database:
            database.execute(Path("rules.sql").read_text(encoding="utf-8"))
            return asked(lambda query: texts(database.execute(query).fetchall()))
    finally:
        os.chdir(before)


def ran(*command: str | Path, cwd: Path, feed: bytes | None = None, env: dict[str, str] | None = None) -> str:
    """What a program prints; fails with what it complains of."""
    done = subprocess.run([*map(str, command)], cwd=cwd, input=feed, capture_output=True, env=env)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
    return done.stdout.decode()


def of_table(text: str, null: str = "NULL") -> list[tuple[str, ...]]:
    """The rows of a program that separates cells by tabs."""
    return [tuple("NULL" if cell == null else cell for cell in line.split("\t")) for line in text.splitlines()]
