"""``yzcomp batch``: many households from tables to a folder of results."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.text import Text

from yzcomp.batch.fixup import check_fix_up, write_fix_up
from yzcomp.batch.folder import Format
from yzcomp.batch.manifest import ProjectUsed
from yzcomp.batch.options import BatchOptions, Engine
from yzcomp.batch.rows import party_columns
from yzcomp.batch.run import BatchResult, Progress, run_batch
from yzcomp.cli.common import Cause, attention, build_evaluator, tell_of
from yzcomp.cli.console import say_error, stderr_console, stdout_console
from yzcomp.cli.options import (
    ColumnMapFile,
    Encoding,
    IgnoreExtra,
    Limits,
    NoProject,
    Processes,
    Readings,
    Replace,
    Rules,
    StandardsFiles,
)
from yzcomp.cli.project import used_project
from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.to_python import heads
from yzcomp.limits import limit
from yzcomp.money import yuan
from yzcomp.output.grid import Column, grid, wrapped
from yzcomp.problems import KIND_TITLES, Problem, Refused
from yzcomp.rulebook.logic import standards_of
from yzcomp.rulebook.origin import not_built_in

FIRST = 5


def batch(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="输入", help="CSV、Excel 或 Parquet 文件，或装着各表的文件夹；- 为标准输入。"),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="文件夹", help="结果写到哪个文件夹。")],
    rules: Rules = None,
    standards: StandardsFiles = None,
    reading: Readings = None,
    headers: Annotated[Literal["zh", "en"], typer.Option("--headers", metavar="zh|en", help="结果表的表头。")] = "zh",
    form: Annotated[Format, typer.Option("--format", metavar="csv|parquet", help="结果表的格式。")] = "csv",
    encoding: Encoding = None,
    ignore_extra: IgnoreExtra = False,
    columns: ColumnMapFile = None,
    replace: Replace = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的结果。")] = False,
    fix_up: Annotated[
        Path | None,
        typer.Option("--fix-up", metavar="文件", help="把退回的户写成可修改的 Excel 表。"),
    ] = None,
    processes: Processes = None,
    engine: Annotated[
        Engine | None,
        typer.Option(
            "--engine",
            metavar="household|columnar|spark",
            help="逐户计算，成批按列计算，或者交给 Spark；不写则户多时按列。",
        ),
    ] = None,
    master: Annotated[
        str | None,
        typer.Option("--master", metavar="地址", help="哪一个 Spark，如 spark://主机:7077；不写则用本机。"),
    ] = None,
    no_project: NoProject = False,
    limit: Limits = None,
) -> int:
    """Computes a batch and sums it up on the screen; returns the exit code."""
    options = BatchOptions(
        headers == "en",
        ignore_extra,
        encoding,
        force,
        processes,
        fix_up is not None,
        rules,
        tuple(str(path) for path in standards or ()),
        columns,
        tuple(replace or ()),
        _project(),
        form,
        engine,
        master,
    )
    if master is not None and engine != "spark":
        remedy = "加 --engine spark，或去掉它"
        raise Refused([Problem("unused-option", "只有 --engine spark 才用到它", field="--master", remedy=remedy)])
    if fix_up is not None:
        check_fix_up(fix_up, [*inputs, *(replace or ())], output, force)
    evaluator = build_evaluator(rules, standards or (), reading or ())
    with progress_bar() as progress:
        result = run_batch(inputs, output, evaluator, options, progress)
    if fix_up is not None:
        _fix_up(result, fix_up, force)
    _summary(result, output, evaluator)
    counts, asked = result.manifest.counts, sum(result.manifest.questions.values())
    if not counts.read:
        say_error("警告：没有读到任何一户。检查表头下面有没有内容。")
    return attention(
        Cause("没有读到任何一户", int(not counts.read), "", "输入的表头下面"),
        Cause("退回", counts.rejected, "户", f"rejected.{form}"),
        Cause("须核对", asked, "处", f"questions.{form}"),
        Cause("待定", counts.pending, "项", f"items.{form}"),
    )


def _project() -> ProjectUsed | None:
    used = used_project()
    return ProjectUsed(source=used.path.name, digest=used.digest) if used is not None else None


@contextmanager
def progress_bar(title: str = "计算") -> Iterator[Progress]:
    """A bar with count and rate on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}户/秒"))
    with Bar(*columns, TimeRemainingColumn(), console=stderr_console(), transient=True) as bar:
        task = bar.add_task("", total=None, rate="")

        def progress(done: int, total: int) -> None:
            rate = bar.tasks[0].finished_speed or bar.tasks[0].speed
            bar.update(task, completed=done, total=total, rate=f"{rate:,.0f} " if rate else "")

        yield progress


def _fix_up(result: BatchResult, path: Path, force: bool) -> None:
    if not result.rejected:
        say_error("没有退回的户，未写修改表。")
        return
    write_fix_up(path, result, force)
    say_error(f"退回的户已写入修改表：{path}。改好后用 --replace {path} 和原来的输入一起再算。")


def _summary(result: BatchResult, output: Path, evaluator: Evaluator) -> None:
    console = stdout_console()
    counts, totals, tally = result.manifest.counts, result.manifest.totals, result.tally
    form = result.manifest.format
    console.print(
        f"读入 {counts.read} 户 = 算出 {counts.computed} 户 + 退回 {counts.rejected} 户；共 {counts.lines} 条"
    )
    rows, rulebook = [], evaluator.rulebook
    for item, payee in dict.fromkeys((head.item, head.payee) for head in heads(rulebook)):
        lines = sum(tally.count(status, item=item, payee=payee) for status in ("payable", "withheld", "pending"))
        if lines:
            paid = (yuan(tally.total(status, item=item, payee=payee)) for status in ("payable", "withheld"))
            rows.append((rulebook.items[item].name, rulebook.payees[payee].name, str(lines), *paid))
    columns = [Column("项目", 6), Column("领款人", 0, 8), Column("条数", 0, 8, True)]
    columns += [Column("应付（元）", 0, 18, True), Column("暂不拨付（元）", 0, 16, True)]
    if rows:
        console.print()
        console.print(grid(columns, rows, console))
    titles, sums = party_columns(rulebook), {**totals.payees, **totals.payers}
    shown = [key for key in rulebook.payees if key in ("household", "collective") or Decimal(sums[key])]
    shown += rulebook.payers if sum(bool(Decimal(sums[key])) for key in rulebook.payers) > 1 else []
    parts = "，".join(f"{titles[key]} {_grouped(sums[key])}" for key in shown)
    console.print(wrapped(Text(f"\n应付合计 {_grouped(totals.payable)} 元：{parts}", style="bold"), console.width))
    tell_of(result.inputs)
    _attention(result, evaluator)
    if other := not_built_in(evaluator.rulebook):
        print(f"所用的规则{other}")
    print(
        f"结果在 {output}：items.{form} 明细，totals.{form} 合计，questions.{form} 须核对，rejected.{form} 退回，"
        "summary.xlsx 汇总，run.json 记录"
    )


def _attention(result: BatchResult, evaluator: Evaluator) -> None:
    """What needs a person: pending items and why, questions and rejected households by kind."""
    console, tally, rulebook, form = stdout_console(), result.tally, evaluator.rulebook, result.manifest.format
    for warning in evaluator.setting.standards.unofficial:
        console.print(Text(warning, style="bold"))
    for key, count in sorted(tally.missing.items(), key=lambda item: list(rulebook.items).index(item[0])):
        wanting = standards_of(rulebook.items[key], rulebook) - set(evaluator.setting.standards.rates)
        why = "缺少标准（--standards）" if wanting else f"原因见 items.{form} 的说明"
        console.print(f"待定：{rulebook.items[key].name} {count} 条，{why}")
    suspicions = rulebook.suspicions()
    for key, count in result.manifest.questions.items():
        if key in suspicions:
            console.print(f"须核对：{suspicions[key].name}（{suspicions[key].article}）{count} 处")
    if not result.manifest.counts.rejected:
        return
    console.print(Text("\n退回的原因", style="bold"))
    for kind, count in sorted(tally.kinds.items(), key=lambda pair: (-pair[1], pair[0])):
        console.print(f"  {KIND_TITLES.get(kind, kind)}：{count} 处")
    most = limit("errors")
    for rejection in result.rejected[:FIRST]:
        for problem in rejection.problems[:most]:
            say_error(f"退回：{rejection.household_id or '（无户编号）'} {problem}")
        if len(rejection.problems) > most:
            say_error(f"……这一户另有 {len(rejection.problems) - most} 处问题，见 rejected.{form}")
    more = result.manifest.counts.rejected - FIRST
    if more > 0:
        say_error(f"……另有 {more} 户，见 rejected.{form}")


def _grouped(amount: str) -> str:
    whole, _, fraction = amount.partition(".")
    return f"{int(whole):,}.{fraction}"
