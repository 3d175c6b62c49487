"""The rules as a script that people read and databases run: tables, what several items share, then one view an item."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from sqlglot import exp

from yzcomp.engine.to_sql import Column, Table, View

#: The databases that scripts are written for; each of them is run in the tests.
Dialect = Literal["duckdb", "postgres", "mysql", "spark"]
#: What a dialect wants said first, and behind each table of words.
_FIRST = {"mysql": "SET NAMES utf8mb4 COLLATE utf8mb4_bin;"}
_CHARACTERS = {"mysql": " DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"}
_LOADS = {
    "duckdb": "COPY {table} FROM '{table}.csv' (FORMAT csv, HEADER true);",
    "postgres": "\\copy {table} FROM '{table}.csv' (FORMAT csv, HEADER true)",
    "mysql": "LOAD DATA LOCAL INFILE '{table}.csv' INTO TABLE {table} CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' "
    "OPTIONALLY ENCLOSED BY '\"' ESCAPED BY '' LINES TERMINATED BY '\\r\\n' IGNORE 1 LINES;",
}


def script(
    dialect: Dialect,
    about: Sequence[str],
    tables: Sequence[Table],
    views: Sequence[View],
    told: Mapping[str, Sequence[str]],
    load: bool = False,
) -> str:
    """The whole script. ``about`` is said at its head, ``told`` of each item before its views; with ``load`` the tables
    are filled from the CSV files beside it."""
    parts = [_comment(about)]
    if dialect in _FIRST:
        parts.append(_FIRST[dialect])
    parts.append(_comment(["删去上一次算的"]))
    parts.append("\n".join(f"DROP {view.kind} IF EXISTS {view.name};" for view in reversed(views)))
    parts += _tables(dialect, tables, load)
    seen = set[str]()
    for view in views:
        if view.item is not None and view.item not in seen:
            seen.add(view.item)
            parts.append(_comment(told[view.item]))
        elif view.item is None:
            parts.append(_comment([view.title]))
        parts += [f"{sql(statement, dialect)};" for statement in view.statements()]
    return "\n\n".join(parts) + "\n"


def sql(query: exp.Expr, dialect: Dialect) -> str:
    """A query in a dialect, over several lines."""
    return query.copy().sql(dialect=dialect, pretty=True, identify=True)


def _tables(dialect: Dialect, tables: Sequence[Table], load: bool) -> Iterator[str]:
    yield _comment(["各户和各条记录：空的是没有填写；选择写英文的键（如 dispersed），土地面积为亩，房屋面积为㎡"])
    for table in tables:
        titles = [f"{column.name} {column.title}" for column in table.columns]
        yield _comment([table.title, "、".join(titles)])
        if load and dialect == "spark":
            yield f"DROP VIEW IF EXISTS {table.name};"
            columns = ", ".join(f"`{c.name}` {_spark_type(c)}" for c in table.columns)
            options = f"path '{table.name}.csv', header 'true', multiLine 'true', escape '\"', mode 'FAILFAST'"
            yield f"CREATE TEMPORARY VIEW {table.name} ({columns}) USING csv OPTIONS ({options});"
            continue
        if load:
            yield f"DROP TABLE IF EXISTS {table.name};"
        yield sql(table.created(), dialect) + _CHARACTERS.get(dialect, "") + ";"
        if load:
            yield _LOADS[dialect].format(table=table.name)


def _spark_type(column: Column) -> str:
    return "STRING" if column.type.is_type("varchar") else column.type.sql(dialect="spark")


def _comment(lines: Sequence[str]) -> str:
    return "\n".join(f"-- {line}" for text in lines for line in text.splitlines())
