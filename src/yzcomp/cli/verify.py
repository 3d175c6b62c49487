"""``yzcomp verify``: a finished batch computed again, and what is no longer the same."""

from collections.abc import Sequence
from pathlib import Path

from yzcomp.batch.differences import Difference, shown_difference
from yzcomp.batch.verify import Verification, verify
from yzcomp.cli.common import ATTENTION, DONE, FAILED, print_problems
from yzcomp.cli.console import stdout_console
from yzcomp.output.grid import Column, grid
from yzcomp.problems import Refused


def run(folder: Path, inputs: Sequence[str], rules: str | None, standards: Sequence[Path], columns: Path | None) -> int:
    """Says whether every result of a batch stands; returns the exit code."""
    try:
        found = verify(folder, inputs, rules, standards, columns)
    except Refused as refused:
        print_problems(refused.problems)
        return FAILED
    if found.identical:
        counts = found.manifest.counts
        print(f"一致：{folder} 的全部结果与重新计算的相同（读入 {counts.read} 户，共 {counts.lines} 条）。")
        _went_by(found)
        return DONE
    _report(found, folder)
    return ATTENTION


def _went_by(found: Verification) -> None:
    print("\n".join(("规则：" + found.by[0], *found.by[1:])))


def _report(found: Verification, folder: Path) -> None:
    print(f"不一致：{folder}")
    _went_by(found)
    for change in found.changes:
        print(f"  {change}")
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
