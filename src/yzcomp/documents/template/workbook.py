"""The empty workbook: a sheet a table, with lists to choose from, checked numbers and real dates, and a sheet that
explains how to fill it in."""

import datetime
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from yzcomp.batch.summary import CREATED
from yzcomp.documents.template.explanation import LINES, LONGEST_LIST, TITLE, explain
from yzcomp.documents.template.tables import Column, Table
from yzcomp.rulebook.models import Header

LAST_ROW = 1_048_575
#: How cells are formatted by their kind; all others are text, which Excel leaves as it is typed. A bare year is no
#: date to Excel, so a date-or-year is text too.
_NUMBER_FORMATS = {"number": "General", "integer": "General", "date": "yyyy-mm-dd", "percent": "0.00%"}
_TEXT = "@"
_FIRST_DAY, _LAST_DAY = datetime.date(1900, 3, 1), datetime.date(2200, 12, 31)
_HEAD = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}
_COLOURS = {True: "#F8CBAD", False: "#DDE7F0"}
_EXAMPLE = {"italic": True, "font_color": "#7F7F7F"}


def workbook(tables: Sequence[Table], header: Header, title: str = TITLE, explanation: Sequence[str] = LINES) -> bytes:
    """The workbook; the same rulebook gives the same bytes."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": title, "created": CREATED})
    lists = explain(book, tables, header, title, explanation)
    for table in tables:
        _sheet(book, table, lists)
    book.close()
    return buffer.getvalue()


def _sheet(book: Any, table: Table, lists: dict[tuple[str, ...], str]) -> None:
    sheet = book.add_worksheet(table.title)
    for number, column in enumerate(table.columns):
        style = {"num_format": _NUMBER_FORMATS.get(column.form.kind, _TEXT)}
        sheet.set_column(number, number, _width(column), book.add_format(style))
        head = book.add_format(_HEAD | {"bg_color": _COLOURS[column.required]})
        sheet.write_string(0, number, column.title, head)
        sheet.write_comment(0, number, column.comment, _size(column.comment))
        _example(sheet, number, column, book.add_format(style | _EXAMPLE))
        rule = _validation(column, lists)
        if rule:
            sheet.data_validation(1, number, LAST_ROW, number, rule)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{LAST_ROW + 1}"})
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 1)


def _width(column: Column) -> int:
    """In characters: twice as many for the Chinese of a header, and room for what is filled in."""
    if column.form.kind == "id_number":
        return 22
    words = (column.title, *column.allowed, column.example)
    return min(30, max(10, 3 + max(sum(2 if ord(char) > 255 else 1 for char in word) for word in words)))


def _size(comment: str) -> dict[str, Any]:
    lines = sum(1 + len(line) // 20 for line in comment.split("\n"))
    return {"width": 280, "height": 20 + 18 * lines, "font_size": 10}


def _example(sheet: Any, number: int, column: Column, style: Any) -> None:
    """The example's cell: numbers and dates as such, anything else as text."""
    if not column.example:
        sheet.write_blank(1, number, None, style)
        return
    value = column.form.read(column.example)
    if isinstance(value, datetime.date):
        sheet.write_datetime(1, number, value, style)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        sheet.write_number(1, number, value, style)
    else:
        sheet.write_string(1, number, column.example, style)


def _validation(column: Column, lists: dict[tuple[str, ...], str]) -> dict[str, Any] | None:
    """What Excel lets be typed into a column; what is pasted is checked when the table is read."""
    rule = _list_rule(column, lists) or _form_rule(column)
    if rule is None:
        return None
    if "error_message" not in rule:
        rule["error_message"] = f"可填：{'、'.join(column.allowed)}"[:LONGEST_LIST]
    return rule | {"error_title": column.title[:32]}


def _list_rule(column: Column, lists: dict[tuple[str, ...], str]) -> dict[str, Any] | None:
    if not column.allowed:
        return None
    return {"validate": "list", "source": lists.get(column.allowed, list(column.allowed))}


def _form_rule(column: Column) -> dict[str, Any] | None:
    form = column.form
    if form.kind == "date":
        message = "填写日期，如 2019-03-01"
        days = {"minimum": _FIRST_DAY, "maximum": _LAST_DAY}
        return {"validate": "date", "criteria": "between", **days, "error_message": message}
    if form.kind == "id_number":
        message = "身份证号应为18位，末位可为X"
        return {"validate": "length", "criteria": "==", "value": 18, "error_message": message}
    if form.kind in ("number", "integer", "percent"):
        return _number_rule(column)
    return None


def _number_rule(column: Column) -> dict[str, Any]:
    form = column.form
    what = "整数" if form.kind == "integer" else "数字"
    above = form.above is not None
    limit = form.above if form.above is not None else form.minimum if form.minimum is not None else Decimal(0)
    message = f"只填{what}，{'大于' if above else '不小于'}{limit}" + (f"，单位{form.unit}" if form.unit else "")
    kind = "integer" if form.kind == "integer" else "decimal"
    return {"validate": kind, "criteria": ">" if above else ">=", "value": limit, "error_message": message}
