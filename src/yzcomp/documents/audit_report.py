"""The report of an audit: one page for the screen, first the reconciliation, then the sums, then all that was found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from yzcomp.audit import tables
from yzcomp.audit.findings import KINDS
from yzcomp.audit.method import method
from yzcomp.audit.result import Audit
from yzcomp.audit.roll_up import by_cause
from yzcomp.audit.run import AuditOptions
from yzcomp.audit.tables import Sum, signed
from yzcomp.documents.evidence import amount, cause, where
from yzcomp.documents.setting import Setting
from yzcomp.money import yuan
from yzcomp.output.layout import Block, Cell, Column, Document, Line, Row, Table
from yzcomp.output.templates import Bar, filled

#: So many rows of a table are put on the page; more make it too heavy to open.
_MOST = 5_000
_BARS = 10
_SUMS = (Column("差异（处）", 1, "count"), Column("户", 1, "count"), Column("差额（元）", 1, "money"))
_LAST = Column("无法对应的记录（元）", 1, "money")


def audit_html(audit: Audit, options: AuditOptions, setting: Setting) -> bytes:
    """The page."""
    kinds = {KINDS[kind]: found for kind, found in tables.by_kind(audit).items()}
    sums = {"类型": kinds, "项目": tables.by_item(audit), "村组": tables.by_village(audit)}
    charts = {
        "按类型": ("差异（处）", _bars({name: (s.count, f"{s.count}处") for name, s in kinds.items()})),
        "按村组": ("差额（元）", _bars({name: (abs(s.net), signed(s.net)) for name, s in sums["村组"].items()})),
    }
    return filled("report.html.j2", list(_parts(audit, sums, options, setting)), charts=charts).encode()


def _parts(
    audit: Audit, sums: Mapping[str, Mapping[str, Sum]], options: AuditOptions, setting: Setting
) -> Iterator[Document]:
    yield _heading(audit, options, setting)
    if audit.recorded is not None:
        rows: list[list[Cell]]
        for title, found in sums.items():
            rows = [[name, *_sum(one), one.unmatched] for name, one in found.items()]
            yield _part(f"按{title}", [Column(title), *_SUMS, _LAST], rows)
        rows = [[name, *_sum(one), one.where] for name, one in by_cause(audit.differences).items()]
        yield _part("按原因", [Column("原因"), *_SUMS, Column("在哪里")], rows)
        yield _differences(audit)
    flags = [[one.name, tables.named(one, 50), one.detail, one.article, one.why] for one in audit.flags]
    yield _part("疑点（是要问的问题，不是结论）", _texts("疑点", "户编号", "看到的情况", "依据", "为什么要问"), flags)
    rejected = [[one.household_id, one.source, "\n".join(map(str, one.problems))] for one in audit.rejected]
    yield _part("无法计算的户", _texts("户编号", "来源", "问题"), rejected)
    if audit.sample is not None:
        columns = [*_texts("户编号", "村组", "层"), Column("金额（元）", 1, "money")]
        drawn: list[list[Cell]] = [
            [one.someone.household_id, one.someone.village, one.stratum, one.amount] for one in audit.sample.drawn
        ]
        yield _part("抽样", columns, drawn)
    passed = [[one.file, one.sheet or "", one.said] for one in audit.passed_over]
    unused = [*passed, *(["", "", str(problem)] for problem in (*audit.questions, *audit.warnings))]
    yield _part("没有用到的、文件本身须核对的", _texts("文件", "工作表", "内容"), unused)
    yield _part("说明", [Column("说明"), Column("处", 1, "count")], [[*note] for note in audit.notes.items()])
    how = method(audit, setting.evaluator, options)
    yield _part("方法", _texts("项目", "内容"), [[*row] for row in how])._replace(foot=setting.foot())


def _heading(audit: Audit, options: AuditOptions, setting: Setting) -> Document:
    """What leads from computed to recorded, to the fen, or that nothing was compared."""
    notes = [*setting.warnings(), *options.concerns]
    notes.append(f"共 {audit.households} 户，核算应付合计 {yuan(audit.payable)} 元；比较了 {audit.compared} 个金额")
    notes += [f"另有 {audit.unchecked} 个金额没有核对"] * bool(audit.unchecked)
    if audit.reconciliation is None:
        return _part("对账", [], [], [*notes, "没有给出记录（--against），只查疑点"])
    columns = [Column("对账"), Column("元", 1, "money")]
    return _part("对账", columns, [[name, amount(sum_)] for name, sum_ in audit.reconciliation.rows()], notes)


def _differences(audit: Audit) -> Document:
    columns = [
        *_texts("户编号", "村组", "项目", "类型"),
        *(Column(f"{n}（元）", 1, "money") for n in ("记录", "核算", "差额")),
    ]
    rows: list[list[Cell]] = [
        [
            *(one.household_id, one.village, one.item, KINDS[one.kind]),
            *(amount(value) for value in (one.recorded, one.recomputed, one.difference)),
            *(cause(one), f"{one.basis}\n{one.article}".strip(), where(one.places)),
        ]
        for one in tables.largest_first(audit)
    ]
    return _part("差异，金额大的在前", [*columns, *_texts("原因", "核算和条文", "记录在")], rows)


def _part(name: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], notes: Iterable[str] = ()) -> Document:
    """A table, or that there is nothing in it; how many rows there was no room for is said."""
    blocks: list[Block] = [Line(note, "strong") for note in notes]
    if len(rows) > _MOST:
        blocks.append(Line(f"共 {len(rows)} 行，这里列前 {_MOST} 行；全部用 -o 差异.csv、--format json 写出", "strong"))
    if rows:
        blocks.append(Table(columns, [Row(row) for row in rows[:_MOST]]))
    elif columns:
        blocks.append(Line("没有"))
    return Document(name, "征地拆迁补偿审计报告", (1,) * max(1, len(columns)), blocks)


def _texts(*titles: str) -> list[Column]:
    return [Column(title) for title in titles]


def _sum(one: Sum) -> tuple[Any, ...]:
    return one.count, len(one.households), one.net


def _bars(found: Mapping[str, tuple[Decimal | int, str]]) -> list[Bar]:
    """The longest bars, each with what it says."""
    shown = dict(sorted(found.items(), key=lambda pair: -pair[1][0])[:_BARS])
    longest = max((size for size, _ in shown.values()), default=0) or 1
    return [Bar(name, said, int(400 * size / longest)) for name, (size, said) in shown.items()]
