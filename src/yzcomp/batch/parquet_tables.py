"""The tables of a batch as Parquet: what has been written as CSV, with amounts and counts as numbers."""

import re
from collections.abc import Sequence
from errno import EIO
from pathlib import Path

from yzcomp.batch.rows import BEFORE, FORMULA_STARTS, NUMBER
from yzcomp.limits import exceeded
from yzcomp.problems import Place, Problem, Refused
from yzcomp.tables.parquet import alone, connect, quoted

#: Columns of tables of sums that are none.
_WORDS, _COUNT = ("household_id", "head", "village"), "pending_items"
#: Cells that :func:`yzcomp.batch.rows.safe` has put an apostrophe before, and cells that it would not have.
_SAFE = f"'[{re.escape(BEFORE)}]*[{re.escape(''.join(sorted(FORMULA_STARTS)))}].*"
_NUMBER = f"'{NUMBER.pattern}"
_CSV = """read_csv($path, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
    max_line_size = {longest}, buffer_size = {buffer}, columns = {columns})"""
_BUFFER, _GROUP = 1 << 23, 20_480


def rewrite(path: Path, titles: Sequence[str], keys: Sequence[str]) -> None:
    """Puts a Parquet in the place of a CSV of ours, with the same rows in the same order: what is blank is NULL, texts
    are as they were before they were made safe. Raises :class:`Refused` for an amount too large."""
    import duckdb

    lines, longest = -1, 0
    with path.open("rb") as file:
        for line in file:
            lines, longest = lines + 1, max(longest, len(line))
    columns = {f"c{number}": "VARCHAR" for number in range(len(keys))}
    triples = zip(columns, keys, titles, strict=True)
    cells = ", ".join(f"{_cell(column, key, _COUNT in keys)} AS {quoted(title)}" for column, key, title in triples)
    target = path.with_suffix(".parquet")
    try:
        with connect() as database:
            source = _CSV.format(columns=columns, longest=longest, buffer=max(_BUFFER, 2 * longest))
            query = f"COPY (SELECT {cells} FROM {source}) TO $target (FORMAT parquet, ROW_GROUP_SIZE {_GROUP})"
            found = database.execute(query, {"path": alone(path), "target": str(target)}).fetchall()
    except duckdb.ConversionException:
        message, remedy = "有一笔金额在十六位以上，Parquet 里写不下", "用 --format csv"
        raise Refused([Problem("amount-too-large", message, Place(target.name), remedy=remedy)]) from None
    except duckdb.OutOfMemoryException:
        raise Refused([exceeded("memory", Place(target.name))]) from None
    except duckdb.IOException as error:  # told as any other file that can't be written
        raise OSError(EIO, str(error)) from None
    if found != [(lines,)]:
        raise AssertionError(f"{path.name}: {lines} rows, {found} written")
    path.unlink()


def _cell(column: str, key: str, sums: bool) -> str:
    if key == _COUNT:
        return f"CAST({column} AS BIGINT)"
    if key == "amount" or (sums and key not in _WORDS):
        return f"CAST({column} AS DECIMAL(18, 2))"
    return f"CASE WHEN {_is(column, _SAFE)} AND NOT {_is(column, _NUMBER)} THEN substr({column}, 2) ELSE {column} END"


def _is(column: str, pattern: str) -> str:
    return "regexp_full_match({}, '{}')".format(column, pattern.replace("'", "''"))
