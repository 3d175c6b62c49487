"""Households as rows of one table, and the lines that the rules come to there beside those of the evaluator."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from yzcomp import Evaluator, Household
from yzcomp.columnar.data import _line as csv_line
from yzcomp.columnar.data import _text as csv_text
from yzcomp.engine.to_sql.rows import Chain, RowRules, given, place
from yzcomp.engine.to_sql.tables import rows_of, tables

#: What a line says, as far as both tell it.
SAID = ("article", "payee", "payer", "formula", "quantity", "unit", "rate", "note")


def computed(evaluator: Evaluator, households: Sequence[Household]) -> list[list[tuple[str, ...]] | None]:
    """The lines of each household by DuckDB; ``None`` of one that is left to the evaluator."""
    import duckdb
    from sqlglot import exp

    setting = evaluator.setting
    facts = setting.facts
    places = {scope: max((len(getattr(h, scope)) for h in households), default=0) for scope in facts.records}
    columns = {name: column.type.sql(dialect="duckdb") for name, column in given(facts, places)}
    here = {place(scope, n): "BOOLEAN" for scope, most in places.items() for n in range(1, most + 1)}
    rules = RowRules(setting, places, Chain([*columns, *here]))
    wanted = [exp.column("household_id"), exp.alias_(rules.odd.copy(), "odd"), exp.alias_(rules.held.copy(), "held")]
    for line in rules.lines:
        wanted += [exp.alias_(getattr(line, name).copy(), "x") for name in ("due", "pending", "amount", *SAID)]
    query = rules.chain.query(
        exp.select("*").from_("typed"), [exp.alias_(x.unalias(), f"w{n}") for n, x in enumerate(wanted)]
    )
    with TemporaryDirectory() as folder, duckdb.connect() as database:
        for statement in rules.rates:
            database.execute(statement.sql(dialect="duckdb", identify=True))
        every = columns | here
        database.execute(f"CREATE TABLE typed ({', '.join(f'{name} {kind}' for name, kind in every.items())})")
        path = Path(folder, "typed.csv")
        path.write_bytes(
            b"".join(csv_line([csv_text(cell, "duckdb") for cell in _row(h, evaluator, every)]) for h in households)
        )
        database.execute(f"COPY typed FROM '{path}' (FORMAT csv, HEADER false)")
        found = {row[0]: row[1:] for row in database.execute(query.sql(dialect="duckdb", identify=True)).fetchall()}
    return [_lines(rules, found[h.household_id]) for h in households]


def _row(h: Household, evaluator: Evaluator, columns: Sequence[str]) -> list[object]:
    values: dict[str, object] = {}
    for table in tables(evaluator.setting.facts):
        for number, cells in enumerate(rows_of(table, h), 1):
            names = [column.name for column in table.columns]
            if table.scope is not None:
                values[place(table.scope, number)] = True
            pairs = zip(names, cells, strict=True)
            values |= {place(table.scope, number, name) if table.scope else name: cell for name, cell in pairs}
    return [values.get(name, False if name.count("__") == 1 and name[-1].isdigit() else None) for name in columns]


def _lines(rules: RowRules, row: Sequence[object]) -> list[tuple[str, ...]] | None:
    odd, held, *cells = row
    if odd:
        return None
    lines = []
    size = 3 + len(SAID)
    for n, line in enumerate(rules.lines):
        due, pending, amount, *said = cells[n * size : (n + 1) * size]
        if due or pending:
            status = "pending" if pending else "withheld" if held else "payable"
            lines.append((line.item, "" if pending else f"{amount:.2f}", status, *said))
    return lines


def told(evaluator: Evaluator, household: Household) -> list[tuple[str, ...]] | None:
    """The lines of a household by the evaluator; ``None`` of one that is refused."""
    assessment = evaluator.assess(household)
    if not assessment.sound:
        return None
    lines = evaluator.statement(assessment).items
    return [
        (x.id, "" if x.amount is None else f"{x.amount:.2f}", x.status, *(getattr(x, name) or "" for name in SAID))
        for x in lines
    ]


def rows_agree(evaluator: Evaluator, households: Sequence[Household]) -> int:
    """Holds one against the other; how many households were not left to the evaluator."""
    found = computed(evaluator, households)
    for household, lines in zip(households, found, strict=True):
        if lines is not None:
            assert lines == told(evaluator, household), household.household_id
    return sum(lines is not None for lines in found)
