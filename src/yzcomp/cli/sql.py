"""``yzcomp sql``: the rules as a script for somebody's own database, also with the households to run it on."""

from pathlib import Path
from typing import Annotated

import typer

from yzcomp.batch.subject import Subject, open_subject
from yzcomp.batch.worker import Rejection
from yzcomp.cli.common import DONE, Cause, attention, build_evaluator, print_problems, subject_evaluator, tell_of
from yzcomp.cli.console import say_error
from yzcomp.cli.options import (
    ColumnMapFile,
    Encoding,
    Force,
    IgnoreExtra,
    Limits,
    NoProject,
    Readings,
    Replace,
    Rules,
    StandardsFiles,
)
from yzcomp.columnar.data import heads, read_tables
from yzcomp.columnar.script import Dialect, script
from yzcomp.documents.reading_copy import item_copy
from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.to_sql import Inexpressible, tables, views
from yzcomp.output.files import staged, write_new
from yzcomp.problems import Problem, Refused, require

#: How a script is run in the folder that it lies in.
_RUN = {
    "duckdb": "duckdb 库文件 -f rules.sql",
    "postgres": "psql -v ON_ERROR_STOP=1 -f rules.sql",
    "mysql": "mysql --local-infile=1 库名 < rules.sql",
    "spark": "spark-sql -f rules.sql",
}


def sql(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="输入", help="batch 能读的任何输入：连同各户一起写成文件夹；不写则只写规则。"),
    ] = None,
    dialect: Annotated[
        Dialect, typer.Option("--dialect", metavar="数据库", help="duckdb、postgres、mysql（MariaDB）或 spark。")
    ] = "duckdb",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="文件", help="写到哪个文件，有输入的写到哪个文件夹；不写则打印。"),
    ] = None,
    rules: Rules = None,
    standards: StandardsFiles = None,
    reading: Readings = None,
    encoding: Encoding = None,
    ignore_extra: IgnoreExtra = False,
    columns: ColumnMapFile = None,
    replace: Replace = None,
    force: Force = False,
    no_project: NoProject = False,
    limit: Limits = None,
) -> int:
    """Writes the script; returns the exit code."""
    require("sqlglot", "columnar")
    if not inputs:
        evaluator = build_evaluator(rules, standards or (), reading or ())
        text = _script(evaluator, dialect)
        if output is None:
            print(text, end="")
        else:
            write_new(output, text, force)
            say_error(f"已写出规则的 SQL：{output}。先建表、装入各户，再整份运行。")
        return DONE
    if output is None:
        message, remedy = "连同各户写的是几个文件，要写到一个文件夹", "加 -o 文件夹"
        raise Refused([Problem("output-missing", message, remedy=remedy)])
    way = rules, standards or (), reading or (), encoding, ignore_extra
    given = Subject(inputs, *way, columns=columns, replace=replace or ())
    return _with_data(open_subject(given), dialect, output, force)


def _with_data(subject: Subject, dialect: Dialect, output: Path, force: bool) -> int:
    """The script and the tables beside it, in a folder."""
    evaluator = subject_evaluator(subject)
    facts = evaluator.setting.facts
    told: list[Cause] = []
    number, refused = 0, list[Rejection]()
    with staged(output, single=False, force=force) as staging:
        staging.write("rules.sql", _script(evaluator, dialect, load=True).encode())
        for name, head in heads(facts).items():
            staging.write(f"{name}.csv", head)
        for chunk in read_tables(subject, facts, dialect, lambda files: told.append(tell_of(files))):
            number += chunk.number
            refused += chunk.refused
            for name, rows in chunk.rows.items():
                if rows:
                    staging.write(f"{name}.csv", rows)
        staging.settle()
    print_problems(problem for rejection in refused for problem in rejection.problems)
    print(f"{number} 户写在 {output} 的各表里，规则写在 rules.sql：在那个文件夹里用 {_RUN[dialect]} 运行。")
    return attention(*told, Cause("没有写进各表的", len(refused), "户", "上面的错误"))


def _script(evaluator: Evaluator, dialect: Dialect, load: bool = False) -> str:
    try:
        return rules_script(evaluator, dialect, load)
    except Inexpressible as bad:
        remedy = "用 yzcomp batch 计算"
        raise Refused([Problem("not-sql", f"这套规则不能写成精确的 SQL：{bad}", remedy=remedy)]) from None


def rules_script(evaluator: Evaluator, dialect: Dialect, load: bool) -> str:
    """The script of an evaluator's rules, with the reading copy of each item beside its views; raises
    :class:`Inexpressible`."""
    setting = evaluator.setting
    rulebook = setting.rulebook
    found = views(rulebook, setting.readings, setting.standards)
    told = {key: [part.plain for part in item_copy(key, rulebook)] for key in rulebook.items}
    return script(dialect, setting.went_by(), tables(setting.facts), found, told, load)
