"""audit.xlsx: summary, differences, flags, the sample, and the method with digests. The same audit, the same bytes."""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from yzcomp.audit import tables
from yzcomp.audit.checked_sample import HOUSEHOLDS, INTERVAL, NAMELESS, RIGHT, SHEET, STRATUM, TITLES
from yzcomp.audit.findings import KINDS, Difference
from yzcomp.audit.method import method
from yzcomp.audit.result import Audit
from yzcomp.audit.roll_up import by_cause
from yzcomp.audit.run import AuditOptions
from yzcomp.batch.flags import Flag
from yzcomp.batch.summary import CREATED
from yzcomp.engine.evaluator import Evaluator
from yzcomp.output.wrapping import cell_width
from yzcomp.rulebook.origin import titled

#: So many rows a worksheet holds, by its format.
ROWS = 1_048_576
#: Those above the rows of a sheet: its title, a blank one, and the header.
_ABOVE = 3
#: The height of a line of text, in points.
_LINE = 15


class _Sheet(NamedTuple):
    """A sheet: the widths of its columns in characters, and its rows; the first of a block is its header. ``note`` says
    what of it there is no room for."""

    name: str
    widths: tuple[int, ...]
    blocks: list[list[Sequence[Any]]]
    note: str = ""


def audit_xlsx(audit: Audit, evaluator: Evaluator, options: AuditOptions) -> bytes:
    """The workbook."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": "征地拆迁补偿审计", "created": CREATED})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#DDE7F0", "border": 1, "text_wrap": True}),
        "text": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
        "count": book.add_format({"border": 1, "num_format": "#,##0", "valign": "top"}),
        "money": book.add_format({"border": 1, "num_format": "#,##0.00;[Red]-#,##0.00", "valign": "top"}),
    }
    for sheet in _sheets(audit, evaluator, options):
        _write(book.add_worksheet(sheet.name), sheet, titled(evaluator.rulebook), formats)
    book.close()
    return buffer.getvalue()


def _sheets(audit: Audit, evaluator: Evaluator, options: AuditOptions) -> Iterable[_Sheet]:
    yield _summary(audit)
    if audit.recorded is not None:
        header = ["村组", *(title for _, title in tables.DIFFERENCES)]
        rows = (_difference(d) for d in tables.largest_first(audit))
        sheet = _fitting("差异", header, rows, len(audit.differences), "金额最大的", "；全部差异用 -o 写成 CSV")
        yield sheet._replace(widths=(14, 14, 18, 18, 14, 14, 14, 12, 80))
    header = ["疑点", "户编号", "村组", "看到的情况", "依据", "为什么要问"]
    sheet = _fitting("疑点", header, map(_flag, audit.flags), len(audit.flags), "前", "；全部疑点用 --format json 写出")
    yield sheet._replace(widths=(24, 24, 18, 44, 14, 50))
    if audit.rejected:
        rejected = ((r.household_id, r.source, " ".join(p.sentence() for p in r.problems)) for r in audit.rejected)
        header = ["户编号", "来源", "问题"]
        sheet = _fitting("无法计算", header, rejected, len(audit.rejected), "前", "；全部用 yzcomp batch 写出")
        yield sheet._replace(widths=(16, 30, 90))
    if audit.sample is not None:
        amount = "应付合计（元）" if audit.recorded is None else "记录金额（元）"
        header = [
            "序号",
            "户编号",
            "村组",
            TITLES[STRATUM],
            TITLES[HOUSEHOLDS],
            TITLES[INTERVAL],
            amount,
            TITLES[RIGHT],
        ]
        drawn = [
            (
                n,
                d.someone.household_id or NAMELESS,
                d.someone.village,
                d.stratum,
                d.households,
                d.interval,
                d.amount,
                None,
            )
            for n, d in enumerate(audit.sample.drawn, 1)
        ]
        yield _Sheet(SHEET, (8, 20, 20, 20, 10, 16, 16, 16), [[header, *drawn]])
    yield _Sheet("方法", (12, 120), [[["项目", "内容"], *method(audit, evaluator, options)]])


def _fitting(
    name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]], count: int, which: str, rest: str
) -> _Sheet:
    """A sheet of as many rows as there is room for; that there are more is said, not left to be found out."""
    room = ROWS - _ABOVE
    note = f"共 {count} 行，工作表放不下，只列{which} {room} 行{rest}" if count > room else ""
    return _Sheet(name, (), [[header, *islice(rows, room)]], note)


def _difference(d: Difference) -> Sequence[Any]:
    amounts = (d.recorded, d.recomputed, d.difference)
    return (d.village, d.household_id, d.item_id, d.item, *amounts, KINDS[d.kind], d.reason)


def _flag(flag: Flag) -> Sequence[Any]:
    villages = "、".join(filter(None, flag.villages))
    return (flag.name, tables.named(flag, 50), villages, flag.detail, flag.article, flag.why)


def _summary(audit: Audit) -> _Sheet:
    sums = [
        ("户数", audit.households),
        ("无法计算的户", len(audit.rejected)),
        ("核对的金额（个）", audit.compared),
        ("差异（处）", len(audit.differences)),
        ("疑点（处）", len(audit.flags)),
        ("核算应付合计（元）", audit.payable),
        ("多付合计（元）", audit.over),
        ("少付合计（元）", audit.under),
        ("净多付（元）", audit.over - audit.under),
        ("无法对应的记录（元）", audit.unmatched),
        ("待定、没有核对的金额（个）", audit.unchecked),
    ]
    blocks: list[list[Sequence[Any]]] = [[("总计", "数"), *sums]]
    blocks += [[("对账", "元"), *audit.reconciliation.rows()]] if audit.reconciliation is not None else []
    for title, found in (
        ("类型", {KINDS[kind]: s for kind, s in tables.by_kind(audit).items()}),
        ("项目", tables.by_item(audit)),
        ("村组", tables.by_village(audit)),
    ):
        rows = [(name, s.count, len(s.households), s.net, s.unmatched) for name, s in found.items()]
        blocks += [[(title, "差异（处）", "户数", "差额（元）", "无法对应的记录（元）"), *rows]] if rows else []
    causes = [(name, s.count, len(s.households), s.net, s.where) for name, s in by_cause(audit.differences).items()]
    blocks += [[("原因", "差异（处）", "户数", "差额（元）", "在哪里"), *causes]] if causes else []
    names = {flag.key: flag.name for flag in audit.flags}
    counts = [(names[key], count) for key, count in tables.flag_counts(audit).items()]
    blocks += [[("疑点", "处数"), *counts]] if counts else []
    blocks += [[("说明", "处数"), *audit.notes.items()]] if audit.notes else []
    return _Sheet("摘要", (44, 18, 12, 18, 22), blocks)


def _write(sheet: Any, content: _Sheet, title: str, formats: dict[str, Any]) -> None:
    for column, width in enumerate(content.widths):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"征地拆迁补偿审计（{content.name}）：{title}")
    if content.note:
        sheet.write_string(1, 0, content.note)
    number = 2
    for block in content.blocks:
        for place, row in enumerate(block):
            for column, cell in enumerate(row):
                _cell(sheet, number, column, cell, formats, header=place == 0)
            lines = _lines(row, content.widths)
            if lines > 1:
                sheet.set_row(number, lines * _LINE)
            number += 1
        number += 1
    if len(content.blocks) == 1:
        sheet.freeze_panes(3, 0)
        sheet.autofilter(2, 0, max(2, number - 2), len(content.widths) - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)


def _lines(row: Sequence[Any], widths: Sequence[int]) -> int:
    """How many lines the longest text of a row takes: not every program makes rows as high as what they hold."""
    texts = ((cell, width) for cell, width in zip(row, widths, strict=False) if isinstance(cell, str))
    return max((-(-cell_width(text) // (width - 1)) for text, width in texts), default=1)


def _cell(sheet: Any, row: int, column: int, cell: Any, formats: dict[str, Any], *, header: bool) -> None:
    if header:
        sheet.write_string(row, column, str(cell), formats["head"])
    elif isinstance(cell, Decimal):
        sheet.write_number(row, column, cell, formats["money"])
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, formats["count"])
    elif cell is None:
        sheet.write_blank(row, column, None, formats["text"])
    else:
        sheet.write_string(row, column, str(cell), formats["text"])
