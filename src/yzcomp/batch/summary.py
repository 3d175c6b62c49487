"""summary.xlsx: the batch by village, by item, by payee, by payer, and in all, every sheet from the same sums; then how
often each question was asked and each notice given."""

import datetime
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from yzcomp.batch.rows import party_columns
from yzcomp.batch.tally import Tally
from yzcomp.engine.to_python import heads
from yzcomp.problems import KIND_TITLES
from yzcomp.rulebook.models import Party, Rulebook
from yzcomp.rulebook.origin import titled
from yzcomp.tables.survey import PassedOver

#: Fixed, so that the same batch gives the same bytes.
CREATED = datetime.datetime(2018, 10, 18)
_MONEY = "#,##0.00"


class Table:
    """A sheet's rows: a title, a header, rows of text, counts and yuan, and their sum in the last row, unless they are
    not ``alike``."""

    def __init__(self, name: str, header: Sequence[str], rows: Sequence[Sequence[Any]], alike: bool = True) -> None:
        self.name, self.header, self.rows, self.alike = name, header, rows, alike

    def total(self) -> list[list[Any]]:
        """The column sums of counts and yuan, as a row."""
        if not self.alike:
            return []
        sums: list[Any] = ["合计"]
        for column in list(zip(*self.rows, strict=True))[1:] if self.rows else []:
            numbers = [cell for cell in column if isinstance(cell, int | Decimal)]
            sums.append(sum(numbers[1:], numbers[0]) if len(numbers) == len(column) else "")
        return [sums]


def tables(tally: Tally, rulebook: Rulebook) -> list[Table]:
    """The sheets of a summary."""
    payees = _by_party("按领款人", "payee", rulebook.payees, tally)
    payers = _by_party("按付款人", "payer", rulebook.payers, tally)
    sums = [_by_village(tally, rulebook), _by_item(tally, rulebook), payees, payers, _grand(tally, rulebook)]
    return [*sums, _told(tally, rulebook)]


def _titles(rulebook: Rulebook) -> list[str]:
    """The columns of sums: those that every batch has, then those of further payees and of payers."""
    parties = [f"{title}（元）" for title in party_columns(rulebook).values()]
    return ["应付（元）", *parties[:2], "暂不拨付（元）", "待定（项）", *parties[2:]]


def _amounts(tally: Tally, rulebook: Rulebook) -> list[Any]:
    sums = [
        tally.total("payable", **{"payer" if key in rulebook.payers else "payee": key})
        for key in party_columns(rulebook)
    ]
    return [tally.total("payable"), *sums[:2], tally.total("withheld"), tally.count("pending"), *sums[2:]]


def _by_village(tally: Tally, rulebook: Rulebook) -> Table:
    rows = [
        [village or "（未填村组）", part.computed, *_amounts(part, rulebook)]
        for village, part in tally.by_village().items()
    ]
    return Table("按村组", ["村组", "户数", *_titles(rulebook)], rows)


def _by_item(tally: Tally, rulebook: Rulebook) -> Table:
    """A row an item, or one each payee and payer where it has several."""
    rows = []
    for head in heads(rulebook):
        counts = [tally.count(status, **head._asdict()) for status in ("payable", "withheld", "pending")]
        if any(counts):
            item, sums = rulebook.items[head.item], [tally.total(s, **head._asdict()) for s in ("payable", "withheld")]
            payee, payer = rulebook.payees[head.payee].name, rulebook.payers[head.payer].name
            rows.append([item.name, item.article, payee, sum(counts), *sums, counts[2], payer])
    header = ["项目", "依据", "领款人", "条数", "应付（元）", "暂不拨付（元）", "待定（项）", "付款人"]
    return Table("按项目", header, rows)


def _by_party(name: str, field: str, parties: Mapping[str, Party], tally: Tally) -> Table:
    rows = [
        [
            party.name,
            tally.total("payable", **{field: key}),
            tally.total("withheld", **{field: key}),
            tally.count("pending", **{field: key}),
        ]
        for key, party in parties.items()
    ]
    return Table(name, [name.removeprefix("按"), "应付（元）", "暂不拨付（元）", "待定（项）"], rows)


def _grand(tally: Tally, rulebook: Rulebook) -> Table:
    rows = [["全部", tally.computed, *_amounts(tally, rulebook)]]
    return Table("总计", ["范围", "户数", *_titles(rulebook)], rows)


def _told(tally: Tally, rulebook: Rulebook) -> Table:
    """How often each question was asked, those about files first, and how many households each notice is for."""
    rules = rulebook.suspicions()
    asked = [["须核对", key, KIND_TITLES[key], "", count] for key, count in tally.questions.items() if key not in rules]
    asked += [
        ["须核对", key, rule.name, rule.article, tally.questions[key]]
        for key, rule in rules.items()
        if tally.questions[key]
    ]
    noticed = [
        ["说明", key, notice.text, notice.article, tally.notices[key]]
        for key, notice in rulebook.notices.items()
        if tally.notices[key]
    ]
    return Table("须核对与说明", ["类别", "编号", "内容", "依据", "处数"], [*asked, *noticed], alike=False)


def _passed_over(passed: Sequence[PassedOver]) -> list[Table]:
    rows = [[one.file, one.sheet or "", one.what, one.filled] for one in passed]
    return [Table("略过", ["文件", "工作表", "略过的内容", "有内容的格数"], rows, alike=False)] if rows else []


def summary_xlsx(
    tally: Tally, rulebook: Rulebook, warnings: Sequence[str] = (), passed: Sequence[PassedOver] = ()
) -> bytes:
    """The workbook, each sheet under the same ``warnings``; the same sums give the same bytes."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": "征地拆迁补偿汇总", "created": CREATED})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#DDE7F0", "border": 1, "text_wrap": True}),
        "text": book.add_format({"border": 1}),
        "count": book.add_format({"border": 1, "num_format": "#,##0"}),
        "money": book.add_format({"border": 1, "num_format": _MONEY}),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }
    for table in (*tables(tally, rulebook), *_passed_over(passed)):
        _sheet(book.add_worksheet(table.name), table, "；".join([titled(rulebook), *warnings]), formats)
    book.close()
    return buffer.getvalue()


def _sheet(sheet: Any, table: Table, source: str, formats: dict[str, Any]) -> None:
    sheet.write_string(0, 0, f"征地拆迁补偿汇总（{table.name}）", formats["title"])
    sheet.write_string(1, 0, source)
    for column, title in enumerate(table.header):
        sheet.write_string(2, column, title, formats["head"])
        sheet.set_column(column, column, 24 if column == 0 else 18)
    for number, row in enumerate([*table.rows, *table.total()], 3):
        for column, cell in enumerate(row):
            _cell(sheet, number, column, cell, formats)
    sheet.freeze_panes(3, 1)
    sheet.set_paper(9)  # A4, one page wide
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _cell(sheet: Any, row: int, column: int, cell: Any, formats: dict[str, Any]) -> None:
    """Text as text, counts and yuan as numbers: a spreadsheet shows every fen of up to fifteen digits."""
    if isinstance(cell, Decimal):
        sheet.write_number(row, column, cell, formats["money"])
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, formats["count"])
    else:
        sheet.write_string(row, column, cell, formats["text"])
