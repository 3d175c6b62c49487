"""Parquet: its columns and rows, read by DuckDB in a process of its own, some rows at a time."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from yzcomp.limits import exceeded, limit
from yzcomp.problems import Place, Problem, Refused, require
from yzcomp.tables.isolated import bounded

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: How a Parquet file begins.
MARK = b"PAR1"
#: Rows that come from the other process at a time, and how many cells of them a second is enough for.
_ROWS, _CELLS = 2000, 300_000
_FROM = "FROM read_parquet(?, hive_partitioning = false)"
_WHOLE = re.compile(r"U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|VARCHAR|DECIMAL\(\d+,0\)")
_DECIMAL, _FLOAT = re.compile(r"DECIMAL\(\d+,\d+\)"), ("FLOAT", "DOUBLE")
_TYPED = ("BOOLEAN", "DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", '"NULL"')


def connect(folder: Path | None = None) -> "DuckDBPyConnection":
    """DuckDB on one core, which leaves no choice of order, without a network and, unless there is a ``folder`` for what
    finds no room in memory, without a file of its own."""
    import duckdb

    off = dict.fromkeys(("autoinstall_known_extensions", "autoload_known_extensions"), "false")
    config = {**off, "threads": "1", "memory_limit": f"{limit('memory')}MB", "temp_directory": str(folder or "")}
    try:
        return duckdb.connect(config={**config, "async_threads": "0"})
    except duckdb.InvalidInputException:  # before DuckDB 2 there are none
        return duckdb.connect(config={**config})


class Parquet(NamedTuple):
    """A Parquet file, opened: its columns, and how many rows it says that it has."""

    path: Path
    name: str
    columns: list[str]
    rows: int

    @classmethod
    def opened(cls, path: Path, name: str) -> "Parquet":
        """Raises :class:`Refused` where it can't be read or a column is of a type that no field takes."""
        require("duckdb", "columnar", Place(name))
        (columns, (rows,)), *_ = _parts(path, name, limit("seconds"), False, 0)
        return cls(path, name, columns, rows)

    def numbered(self, fixed: bool = False) -> Iterator[tuple[int, list[Any]]]:
        """The names of the columns as row 0, then the rows, counted from 1: numbers are text, with as many decimals as
        they need or, where ``fixed``, as their column has; what is blank is a blank text."""
        seconds = limit("seconds") + self.rows * len(self.columns) // _CELLS
        parts = _parts(self.path, self.name, seconds, fixed, self.rows)
        yield 0, next(parts)[0]
        yield from enumerate(chain.from_iterable(parts), 1)


def _parts(path: Path, name: str, seconds: int, fixed: bool, rows: int) -> Iterator[list[list[Any]]]:
    import duckdb  # noqa: F401 - once for all processes that split off

    return bounded(_read, path, name, fixed, rows, memory=limit("memory"), seconds=seconds, damaged=_damaged(name))


def _damaged(name: str) -> Problem:
    message = "不是能读取的 Parquet 文件，或文件已损坏、加了密码"
    return Problem("parquet", message, Place(name), remedy="由写出它的程序重新导出，或另存为 CSV")


def _read(path: Path, name: str, fixed: bool, rows: int) -> Iterator[list[list[Any]]]:
    """The columns and the number of rows first, then the ``rows``."""
    import duckdb

    file = [alone(path)]
    try:
        database = connect()
        types = database.execute(f"DESCRIBE SELECT * {_FROM}", file).fetchall()
        schema = database.execute("SELECT name FROM parquet_schema(?)", file).fetchall()
        (said,) = database.execute("SELECT num_rows FROM parquet_file_metadata(?)", file).fetchall()
        # of two columns of one name, DESCRIBE calls one otherwise; nested ones are more in the schema
        names = [title for (title,) in schema[1:]] if len(schema) == len(types) + 1 else [one[0] for one in types]
        problems = [p for title, one in zip(names, types, strict=True) for p in _refused(title, one[1], name)]
        if said[0] > limit("rows"):
            problems = [exceeded("rows", Place(name))]
        if problems:
            raise Refused(problems)
        yield [names, list(said)]
        found = database.execute(f"SELECT {', '.join(_cell(one[0], one[1], fixed) for one in types)} {_FROM}", file)
        while rows > 0 and (some := found.fetchmany(_ROWS)):
            rows -= len(some)
            yield [["" if cell is None else cell for cell in row] for row in some]
        if rows > 0:
            raise Refused([_damaged(name)])
    except duckdb.OutOfMemoryException:
        raise MemoryError from None
    except duckdb.Error:
        raise Refused([_damaged(name)]) from None


def _refused(title: str, kind: str, name: str) -> Iterator[Problem]:
    """Why a column is of no type that tables have."""
    if _WHOLE.fullmatch(kind) or _DECIMAL.fullmatch(kind) or kind in _TYPED:
        return
    message, remedy = f"是 {kind} 类型，不能直接读", "写成文字、整数、DECIMAL、日期或逻辑值"
    if kind in _FLOAT:
        message, remedy = f"是浮点数（{kind}），金额和数量不能经过浮点数", "导出时写成 DECIMAL，整数写成 BIGINT"
    elif kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION")):
        message, remedy = "是嵌套的列，一格里有几个值", "一列只写一个值；几条记录另写一张表"
    yield Problem("parquet-column", message, Place(name), title, remedy=f"{remedy}。用不到的列不要导出")


def alone(path: Path) -> str:
    """A path in SQL, which with ``*``, ``?`` or ``[`` in it would stand for other files."""
    return re.sub(r"[*?[]", r"[\g<0>]", str(path.absolute()))


def quoted(column: str) -> str:
    """The name of a column in SQL."""
    return '"' + column.replace('"', '""') + '"'


def _cell(column: str, kind: str, fixed: bool) -> str:
    if kind in _TYPED:
        return quoted(column)
    text = f"CAST({quoted(column)} AS VARCHAR)"
    return text if fixed or not _DECIMAL.fullmatch(kind) or kind.endswith(",0)") else f"rtrim(rtrim({text}, '0'), '.')"
