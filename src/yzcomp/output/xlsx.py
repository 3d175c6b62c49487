"""Documents as a workbook: a sheet each, as it is printed on A4."""

import datetime
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from yzcomp.controls import without_controls
from yzcomp.output.layout import FONT_SIZE, Document, Line, Live, Placed, Row, Table, headings, height, placed, shown
from yzcomp.output.names import different, plain_name

#: Fixed, so that the same documents give the same bytes.
CREATED = datetime.datetime(2018, 10, 18)
FONT, HEAD_FONT = "宋体", "黑体"
_LINE = FONT_SIZE * 1.4  # points
_ARGUMENTS = 200  # of a function; a spreadsheet takes 255
_TALLEST = 409  # a row of a spreadsheet, in points; what needs more is written smaller
_A4, _A3, _MARGIN = 9, 8, 0.7  # numbers of papers; inches
_FORMS = {"money": "#,##0.00", "number": "General", "count": "#,##0"}
_ALIGN = {"text": "left", "word": "center", "label": "center", "money": "right", "number": "right", "count": "right"}
_STYLES: dict[str, dict[str, Any]] = {
    "text": {},
    "strong": {"bold": True},
    "small": {"font_size": 8},
    "head": {"font_name": HEAD_FONT, "font_size": 11},
    "centre": {"align": "center"},
    "right": {"align": "right"},
}


def workbook(documents: Sequence[Document]) -> bytes:
    """The documents as sheets of one workbook; the same documents give the same bytes."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": documents[0].title, "created": CREATED})
    book.calc_on_load = False  # every formula has its value
    formats = _Formats(book)
    names = different((plain_name(document.name) for document in documents), 31)
    for document, name in zip(documents, names, strict=True):
        _Sheet(book.add_worksheet(name), document, formats).write()
    book.close()
    return buffer.getvalue()


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book, self.made = book, dict[Any, Any]()

    def of(self, **form: Any) -> Any:
        """A format with these properties beside the usual ones."""
        key = tuple(sorted(form.items()))
        if key not in self.made:
            usual = {"font_name": FONT, "font_size": FONT_SIZE, "text_wrap": True, "valign": "vcenter"}
            self.made[key] = self.book.add_format(usual | form)
        return self.made[key]

    def cell(self, cell: Placed, strong: bool, size: float = FONT_SIZE) -> Any:
        """The format of a cell of a table; a number has thousands separators where it has them on paper."""
        kind = cell.kind
        form: dict[str, Any] = {"border": 1, "align": _ALIGN[kind], "font_size": size}
        if kind in _FORMS:
            text = shown(cell.value, kind)
            separated = "#,##0" + "." * ("." in text) + "0" * len(text.partition(".")[2])
            form["num_format"] = separated if kind == "number" and "," in text else _FORMS[kind]
        return self.of(**form, **({"bold": True} if strong or kind == "label" else {}))


class _Sheet:
    def __init__(self, sheet: Any, document: Document, formats: _Formats) -> None:
        self.sheet, self.document, self.formats = sheet, document, formats
        tables = [block for block in document.blocks if isinstance(block, Table) and block.heading]
        self.longest = max(tables, key=lambda table: len(table.rows), default=None)
        self.row = 0
        self.breaks: list[int] = []

    def write(self) -> None:
        """The whole sheet, top to bottom."""
        for column, width in enumerate(self.document.widths):
            self.sheet.set_column(column, column, width)
        size = int(18 / self.document.scale)  # the sheet is printed smaller, its title isn't
        title = self.formats.of(font_name=HEAD_FONT, font_size=size, align="center")
        self._across(self.document.title, title, size * 1.7)
        for block in self.document.lines():
            if isinstance(block, Line):
                self._line(block)
            else:
                self._table(block)
        self._page()

    def _line(self, line: Line) -> None:
        size = 0.8 if line.style == "small" else 1.0
        lines = height(line.text, int(sum(self.document.widths) / size))
        self._across(line.text, self.formats.of(**_STYLES[line.style]), lines * _LINE * size + 2)

    def _across(self, text: str, form: Any, points: float) -> None:
        self.sheet.set_row(self.row, points)
        self._put(self.row, Placed(text, 0, len(self.document.widths), "text"), form)
        self.row += 1

    def _table(self, table: Table) -> None:
        if table.heading:
            self._headings(table)
        first = self.row
        for row in table.rows:
            self._row(table, row, first)
            if row.ends_page:
                self.breaks.append(self.row)

    def _headings(self, table: Table) -> None:
        rows = headings(table)
        form = self.formats.of(border=1, align="center", bold=True)
        for depth, row in enumerate(rows):
            lines = max(height(text, self._width(first, span)) for text, first, span, deep in row if deep == 1 or depth)
            self.sheet.set_row(self.row + depth, lines * _LINE + 4)
            for text, first, span, deep in row:
                self._put(self.row + depth, Placed(text, first, span, "word"), form, deep)
        if table is self.longest:
            self.sheet.repeat_rows(self.row, self.row + len(rows) - 1)
        self.row += len(rows)

    def _row(self, table: Table, row: Row, first: int) -> None:
        cells = placed(table, row)
        lines = max(height(shown(cell.value, cell.kind), self._width(cell.first, cell.span)) for cell in cells)
        points = max(row.least, lines) * _LINE + 4
        size = FONT_SIZE if points <= _TALLEST else max(4, int(FONT_SIZE * (_TALLEST / points) ** 0.5))
        for cell in cells:
            self._put(self.row, cell, self.formats.cell(cell, row.strong, size), 1, first)
        self.sheet.set_row(self.row, min(_TALLEST, points))
        self.row += 1

    def _width(self, first: int, span: int) -> int:
        return sum(self.document.widths[first : first + span])

    def _put(self, row: int, cell: Placed, form: Any, deep: int = 1, first: int = 0) -> None:
        """A cell over as many columns and rows as it takes: numbers as numbers, everything else as text."""
        if cell.span > 1 or deep > 1:
            self.sheet.merge_range(row, cell.first, row + deep - 1, cell.first + cell.span - 1, "", form)
        value, where = cell.value, (row, cell.first)
        if isinstance(value, Live):
            self.sheet.write_formula(*where, self._formula(value, row, cell.first, first), form, value.value)
        elif isinstance(value, Decimal | int):
            self.sheet.write_number(*where, value, form)
        elif value:
            self.sheet.write_string(*where, without_controls(value), form)
        else:
            self.sheet.write_blank(*where, None, form)

    def _formula(self, live: Live, row: int, column: int, first: int) -> str:
        """A product or difference rounded to the fen, or a sum of cells above."""
        from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

        if live.columns:
            parts = [xl_rowcol_to_cell(row, other) for other in live.columns]
            return f"=ROUND({('-' if live.less else '*').join(parts)},2)"
        parts = [xl_range(first + start, column, first + end, column) for start, end in _runs(live.rows)]
        if len(parts) > _ARGUMENTS:
            groups = (parts[at : at + _ARGUMENTS] for at in range(0, len(parts), _ARGUMENTS))
            parts = [f"SUM({','.join(group)})" for group in groups]
        return f"=SUM({','.join(parts)})"

    def _page(self) -> None:
        sheet, document = self.sheet, self.document
        sheet.set_paper(_A3 if document.broad else _A4)
        if document.across:
            sheet.set_landscape()
        sheet.set_margins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        sheet.center_horizontally()
        sheet.set_footer(f'&C&"{FONT},常规"&9第 &P 页，共 &N 页')
        sheet.fit_to_pages(1, 0)  # whatever the font that a computer measures columns by
        sheet.set_h_pagebreaks(self.breaks)


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers in order as stretches without gaps."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] + 1 == row:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found
