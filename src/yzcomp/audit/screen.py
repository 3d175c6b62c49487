"""An audit on the screen: what doesn't agree, the largest first, then what should be asked after."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from yzcomp.audit import tables
from yzcomp.audit.findings import KINDS, Difference, exactly
from yzcomp.audit.result import Audit
from yzcomp.audit.roll_up import by_cause
from yzcomp.audit.run import AuditOptions
from yzcomp.audit.tables import Sum, signed
from yzcomp.engine.evaluator import Evaluator
from yzcomp.money import yuan
from yzcomp.output.grid import Column, grid
from yzcomp.output.wrapping import wrap

if TYPE_CHECKING:
    from rich.console import Console

#: So many differences, and flags of one kind, are shown; the files hold all of them.
SHOWN, FLAGS_SHOWN = 20, 5
_SUMS = [Column("", 6), Column("差异", 0, 6, True), Column("户数", 0, 6, True), Column("差额（元）", 0, 18, True)]
_UNMATCHED = Column("无法对应的记录", 0, 16, True)
_RECONCILED = [Column("", 10), Column("元", 0, 18, True)]
_DIFFERENCES = [
    Column("户编号", 4),
    Column("项目", 5),
    Column("类型", 3),
    Column("记录", 0, 13, True),
    Column("核算", 0, 13, True),
    Column("差额（元）", 0, 13, True),
]


def audit_text(audit: Audit, evaluator: Evaluator, options: AuditOptions, console: "Console") -> Iterator[Text]:
    """The parts of the report, one below the other."""
    yield from _heading(audit, evaluator, options)
    if audit.recorded is not None:
        yield from _differences(audit, console)
    yield from _flags(audit, console)
    if audit.rejected:
        yield _title("无法计算的户")
        for rejection in audit.rejected[:FLAGS_SHOWN]:
            for problem in rejection.problems:
                yield _indented(f"{rejection.household_id or '（无户编号）'} {problem}", console)
        yield from _more(len(audit.rejected), FLAGS_SHOWN, "户")
    if audit.sample is not None:
        yield from _sample(audit, console)
    if audit.notes:
        yield _title("说明")
        for note, count in audit.notes.items():
            yield _indented(f"{note}（{count} 处）", console)
    if audit.reconciliation is not None:
        yield _title("对账")
        yield grid(_RECONCILED, [(name, exactly(amount)) for name, amount in audit.reconciliation.rows()], console)


def _heading(audit: Audit, evaluator: Evaluator, options: AuditOptions) -> Iterator[Text]:
    yield from map(Text, (*evaluator.setting.went_by(), *options.concerns))
    yield from (Text(warning, style="bold") for warning in evaluator.setting.standards.unofficial)
    for file in audit.inputs:
        yield Text(f"名册 {file.name}：sha256 {file.sha256}")
    counted = f"共 {audit.households} 户，核算应付合计 {yuan(audit.payable)} 元"
    if audit.recorded is None:
        yield Text(f"{counted}；没有给出记录（--against），只查疑点")
        return
    yield Text(f"记录 {audit.recorded.name}（{audit.recorded.layout}）：sha256 {audit.recorded.sha256}")
    within = f"，{audit.within} 个在容差以内" if audit.within else ""
    yield Text(f"{counted}；比较了 {audit.compared} 个金额{within}")


def _differences(audit: Audit, console: "Console") -> Iterator[Text]:
    unchecked = f"另有 {audit.unchecked} 个金额没有核对。" if audit.unchecked else ""
    if not audit.differences:
        said = f"核对了的 {audit.compared} 个金额都相符。" if unchecked else "逐项相符，没有差异。"
        yield Text(f"\n{said}{unchecked}", style="bold")
        return
    yield _indented(f"{_headline(audit)}{unchecked}", console, 0, bold=True)
    yield _sums({KINDS[kind]: found for kind, found in tables.by_kind(audit).items()}, "类型", console)
    yield _sums(tables.by_item(audit), "项目", console)
    yield _sums(tables.by_village(audit), "村组", console)
    yield from _causes(audit, console)
    yield _title("差异，金额大的在前")
    shown = tables.largest_first(audit)[:SHOWN]
    yield grid(_DIFFERENCES, [_row(d) for d in shown], console)
    yield _title("原因")
    for number, difference in enumerate(shown, 1):
        what = "，".join(filter(None, (difference.household_id, difference.item, KINDS[difference.kind])))
        yield _indented(f"{number}. {what}：{difference.reason}", console)
    yield from _more(len(audit.differences), SHOWN, "处，用 -o 或 --xlsx 写出全部")


def _headline(audit: Audit) -> str:
    """The sums: what was paid wrongly, and the money that answers to nothing computed."""
    net = audit.over - audit.under
    text = f"差异 {len(audit.differences)} 处：多付 {yuan(audit.over)} 元，少付 {yuan(audit.under)} 元，"
    text += f"净{'多' if net >= 0 else '少'}付 {yuan(abs(net))} 元。"
    if audit.unmatched:
        text += f"另有无法对应的记录 {yuan(audit.unmatched)} 元。"
    if audit.pending:
        text += f"另有 {yuan(audit.pending)} 元因标准待定无法核对。"
    return text


def _row(d: Difference) -> tuple[str, ...]:
    amounts = ("" if amount is None else exactly(amount) for amount in (d.recorded, d.recomputed))
    return (
        d.household_id,
        d.item,
        KINDS[d.kind],
        *amounts,
        "" if d.difference is None else signed(d.difference),
    )


def _sums(found: dict[str, Sum], title: str, console: "Console") -> Text:
    columns = [_SUMS[0]._replace(title=title), *_SUMS[1:]]
    rows: list[tuple[str, ...]] = [(k, str(s.count), str(len(s.households)), signed(s.net)) for k, s in found.items()]
    if any(s.unmatched for s in found.values()):
        columns.append(_UNMATCHED)
        rows = [(*row, exactly(s.unmatched)) for row, s in zip(rows, found.values(), strict=True)]
    more = len(rows) - SHOWN
    text = grid(columns, rows[:SHOWN], console)
    return Text("\n").append_text(text).append(f"\n……另有 {more} 行" if more > 0 else "")


def _causes(audit: Audit, console: "Console") -> Iterator[Text]:
    """The roll-up by cause: how many, how much, where."""
    found = by_cause(audit.differences)
    columns = [_SUMS[0]._replace(title="原因"), *_SUMS[1:3], _SUMS[3]._replace(width=14), Column("在哪里", 6)]
    rows = [(k, str(s.count), str(len(s.households)), signed(s.net), s.where) for k, s in found.items()]
    more = f"\n……另有 {len(rows) - SHOWN} 行" if len(rows) > SHOWN else ""
    if rows:
        yield Text("\n").append_text(grid(columns, rows[:SHOWN], console)).append(more)


def _flags(audit: Audit, console: "Console") -> Iterator[Text]:
    if not audit.flags:
        yield Text("\n没有疑点。", style="bold")
        return
    yield _title(f"疑点 {len(audit.flags)} 处（是要问的问题，不是结论）")
    for _, group in groupby(audit.flags, key=lambda flag: flag.key):
        found = list(group)
        yield _indented(f"{found[0].name}（{found[0].article}）：{len(found)} 处", console)
        yield _indented(f"为什么要问：{found[0].why}", console, 4)
        for flag in found[:FLAGS_SHOWN]:
            villages = "、".join(filter(None, flag.villages[:3]))
            where = f"（{villages}）" if villages else ""
            yield _indented(f"{tables.named(flag)}{where} {flag.detail}", console, 4)
        if len(found) > FLAGS_SHOWN:
            yield _indented(f"……另有 {len(found) - FLAGS_SHOWN} 处，用 --xlsx 写出全部", console, 4)


def _sample(audit: Audit, console: "Console") -> Iterator[Text]:
    assert audit.sample is not None
    yield _title(f"抽样 {len(audit.sample.drawn)} 户")
    yield _indented(audit.sample.how, console)
    amount = "应付合计（元）" if audit.recorded is None else "记录金额（元）"
    columns = [Column("户编号", 5), Column("村组", 5), Column("层", 4), Column(amount, 0, 18, True)]
    rows = [(d.someone.household_id, d.someone.village, d.stratum, yuan(d.amount)) for d in audit.sample.drawn]
    yield grid(columns, rows[:200], console)


def _title(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _indented(text: str, console: "Console", indent: int = 2, bold: bool = False) -> Text:
    lines = wrap(text, console.width - indent - 2)
    blank = " " * indent
    parted = f"\n{blank}  ".join([blank + lines[0], *lines[1:]])
    return Text(f"\n{parted}", style="bold") if bold else Text(parted)


def _more(count: int, shown: int, what: str) -> Iterator[Text]:
    if count > shown:
        yield Text(f"  ……另有 {count - shown} {what}")
