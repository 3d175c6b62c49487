"""银行表: what is paid now, as the table that a bank reads in: the roster's amounts, in the bank's own columns."""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal

from yzcomp.batch.rows import safe
from yzcomp.controls import without_controls
from yzcomp.documents.bank_layout import Layout, read_layout
from yzcomp.documents.kinds import Kind, Ready
from yzcomp.documents.roster import Payment, now_due, take
from yzcomp.documents.setting import Setting, ToSee
from yzcomp.output.xlsx import CREATED

Table = list[list[str | int | Decimal]]


def documents(payments: Sequence[Payment], setting: Setting) -> Iterator[Ready]:
    """The table as a workbook and as CSV. A household that the bank couldn't pay isn't in it, but in
    ``setting.to_see``, and on a second sheet of the workbook."""
    layout = setting.options.layout or read_layout("本行")
    rows: Table = [[*layout.columns]]
    left: Table = [["户编号", "户名", "金额", "原因"]]
    for one in payments:
        if not (amount := now_due(one, setting)):
            continue
        cells = _cells(one, amount, len(rows), layout)
        if why := _obstacle(one, cells, layout):
            left.append([one.household_id, one.payee, amount, why])
            what = f"{why}，没有写进银行表"
            setting.to_see.append(ToSee("银行表", one.household_id, one.payee, amount, what))
        else:
            rows.append([cells[content] for content in layout.columns.values()])
    name = f"银行表 {layout.name}"
    yield Ready(name, "xlsx", _workbook(rows, left))
    yield Ready(name, "csv", _csv(rows, layout.encoding))


KIND = Kind(take, documents, formats=("xlsx", "csv"), uses=("--ledger", "--layout"))


def _cells(one: Payment, amount: Decimal, number: int, layout: Layout) -> dict[str, str | int | Decimal]:
    return {
        **{"户编号": one.household_id, "村组": one.village, "户名": one.payee, "身份证号": one.id_number},
        **{"开户行": one.bank, "行号": layout.codes.get(one.bank, ""), "账号": one.account, "备注": layout.remark},
        "序号": number,
        "金额": amount,
    }


def _obstacle(one: Payment, cells: dict[str, str | int | Decimal], layout: Layout) -> str:
    """Why a bank couldn't pay by this row; blank where it can."""
    if one.account and not layout.concerns(one.bank):
        return "开户行不归这张表"
    wanted = (key for key in ("账号", "户名", "开户行", "行号", "身份证号") if key in layout.columns.values())
    missing = next((key for key in wanted if not cells[key]), None)
    return f"没有{missing}" if missing else ""


def _csv(rows: Table, encoding: str) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig" if encoding == "utf-8" else encoding)


def _workbook(rows: Table, left: Table) -> bytes:
    """The table, which a bank reads from the first cell on, and who isn't in it; accounts and numbers as text."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": CREATED})
    words, money = book.add_format({"num_format": "@"}), book.add_format({"num_format": "0.00"})
    for title, table in (("银行表", rows), ("没有写进的户", left)):
        if len(table) == 1 and table is left:
            continue
        sheet = book.add_worksheet(title)
        sheet.set_column(0, len(table[0]) - 1, 22)
        for number, row in enumerate(table):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, without_controls(cell), words)
                else:
                    sheet.write_number(number, column, cell, money if isinstance(cell, Decimal) else None)
    book.close()
    return buffer.getvalue()
