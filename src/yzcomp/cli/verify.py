"""``yzcomp verify``: a finished batch computed again, and what is no longer the same."""

from pathlib import Path
from typing import Annotated

import typer

from yzcomp.batch.differences import Difference, shown_difference
from yzcomp.batch.finished import MANIFEST
from yzcomp.batch.manifest import Manifest
from yzcomp.batch.verify import Verification, verify
from yzcomp.cli.common import ATTENTION, DONE
from yzcomp.cli.console import stdout_console
from yzcomp.cli.options import ColumnMapFile, Limits, Replace, Rules, StandardsFiles
from yzcomp.output.grid import Column, grid


def verify_batch(
    folder: Annotated[Path, typer.Argument(metavar="结果文件夹", help="yzcomp batch -o 写出的文件夹。")],
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="输入", help="当时的输入；不写则在结果旁边和当前文件夹里找。"),
    ] = None,
    rules: Rules = None,
    standards: StandardsFiles = None,
    columns: ColumnMapFile = None,
    replace: Replace = None,
    limit: Limits = None,
) -> int:
    """Says whether every result of a batch stands; returns the exit code."""
    found = verify(folder, inputs or (), rules, standards or (), columns, replace or ())
    print(_headline(found, folder))
    for line in (*found.by, *_others(found.manifest, folder)):
        print(line)
    for change in (*found.changes, *found.doubts):
        print("  " + " ".join(change.splitlines()))
    if not found.stands:
        _report(found)
    return DONE if found.stands and not found.doubts else ATTENTION


def _headline(found: Verification, folder: Path) -> str:
    if not found.stands:
        return f"不一致：{folder}"
    counts = found.manifest.counts
    said = f"{folder} 的全部结果与重新计算的相同（读入 {counts.read} 户，共 {counts.lines} 条）"
    return f"须核对：{said}，但旁边有容易弄混的文件" if found.doubts else f"一致：{said}。"


def _others(manifest: Manifest, folder: Path) -> list[str]:
    """What else lies in the folder: nothing was proved of it."""
    names = sorted(path.name for path in folder.iterdir() if path.name not in (*manifest.outputs, MANIFEST))
    return [f"没有核对的（不是 batch 写的）：{'、'.join(names)}"] if names else []


def _report(found: Verification) -> None:
    if not found.differing and found.compared:
        print("逐条核对：明细、合计、须核对和退回与重新计算的没有不同。")
    if not found.differing:
        return
    console = stdout_console()
    columns = [Column("户编号", 4), Column("项目", 5), Column("记录", 0, 14, True), Column("重算", 0, 14, True)]
    columns += [Column("差额（元）", 0, 14, True), Column("说明", 6)]
    console.print()
    console.print(grid(columns, [_row(line) for line in found.lines], console))
    more = f"，这里是前 {len(found.lines)} 处" if found.differing > len(found.lines) else ""
    print(f"\n共 {found.differing} 处不同，涉及 {found.households} 户{more}。差额是重算减记录。")


def _row(line: Difference) -> tuple[str, ...]:
    return (
        line.household_id,
        line.item,
        line.recorded,
        line.recomputed,
        shown_difference(line.difference),
        line.what,
    )
