"""The look of the fix-up workbook: every cell as text, the bad ones coloured, what is wrong with them as comments."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from yzcomp.batch.summary import CREATED
from yzcomp.tables.columns import KEY
from yzcomp.tables.letters import column_letter

#: As much text as a cell or comment of a spreadsheet takes.
LONGEST = 32_000
_BAD = {"bg_color": "#FFC7CE", "font_color": "#9C0006", "border": 1}
_EXPLANATION = (
    "怎样使用这张修改表",
    "1. 这里是退回的户，各表和各列与输入相同，内容照原样，没有改动；表头换算过单位的，数也换算过。",
    "2. 红色的单元格有问题，“退回原因”和批注里写着错在哪里、怎样改；没有自己单元格的问题标在“户编号”上。",
    "3. 改好以后存盘，和原来的输入一起再算：yzcomp batch 原来的输入 --replace 这个文件 -o 新的文件夹。",
    "4. “退回来源”说这一行原来在哪里，换的就是那一户，不要改。颜色、批注和“退回原因”不用去掉。",
    "5. 一户要写全：换的时候，这一户在各张表里的行全部由这里的代替。",
    "6. 单元格都是文本格式（类型不对的除外），身份证号、编号和日期照样填写，不会被 Excel 改动。",
)


class Cell(NamedTuple):
    """A cell's text, what is wrong with it, and where its row came from (at the household's number only).

    ``typed`` is a truth value, day or time that as text would pass for something else: it is written as what it is.
    """

    text: str
    problems: tuple[str, ...]
    source: str | None = None
    typed: Any = None

    @property
    def comment(self) -> str:
        """All of its problems, and where its row came from."""
        said = [numbered(self.problems)] if self.problems else []
        return "\n".join([*said, *([f"来源：{self.source}"] if self.source else [])])


def numbered(texts: Sequence[str]) -> str:
    """Texts below one another, numbered where there are several."""
    return texts[0] if len(texts) == 1 else "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))


class Table:
    """A sheet: its columns by key and title, and rows of cells by key. Cells without a column come last, unheaded."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.columns: dict[str, str] = {}
        self.rows: list[dict[str, Cell]] = []

    def add_columns(self, columns: Iterable[tuple[str, str]]) -> None:
        """Adds those columns that aren't there yet."""
        for key, title in columns:
            self.columns.setdefault(key, title)

    def positions(self, row: dict[str, Cell]) -> list[tuple[int, Cell]]:
        """The column of each cell of a row."""
        numbers = {key: number for number, key in enumerate(self.columns)}
        unheaded = sorted(key for key in row if key not in numbers)
        numbers |= {key: number for number, key in enumerate(unheaded, len(self.columns))}
        return [(numbers[key], cell) for key, cell in row.items()]


def workbook(tables: Iterable[Table]) -> bytes:
    """The workbook; the same tables give the same bytes."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": "退回户修改表", "created": CREATED})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#DDE7F0", "border": 1, "text_wrap": True}),
        "text": book.add_format({"num_format": "@"}),
        "wrapped": book.add_format({"num_format": "@", "text_wrap": True}),
        "bad": book.add_format({**_BAD, "num_format": "@"}),
        "day": book.add_format({**_BAD, "num_format": "yyyy-mm-dd hh:mm:ss"}),
        "time": book.add_format({**_BAD, "num_format": "[h]:mm:ss"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
    }
    for table in tables:
        _sheet(book.add_worksheet(table.name), table, formats)
    _explain(book.add_worksheet("说明"), formats)
    book.close()
    return buffer.getvalue()


def _sheet(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    for column, (key, title) in enumerate(table.columns.items()):
        sheet.set_column(column, column, {KEY: 20, "problems": 60, "source": 42}.get(key, 16), formats["text"])
        sheet.write_string(0, column, title, formats["head"])
    last = max((number for row in table.rows for number, _ in table.positions(row)), default=0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{column_letter(last)}{len(table.rows) + 1}"})
    reasons = [*table.columns].index("problems")
    for number, row in enumerate(table.rows, 1):
        for column, cell in table.positions(row):
            _cell(sheet, number, column, cell, formats, "wrapped" if column == reasons else "text")
    sheet.freeze_panes(1, 1)


def _cell(sheet: Any, row: int, column: int, cell: Cell, formats: dict[str, Any], usual: str) -> None:
    look = formats["bad" if cell.problems else usual]
    if isinstance(cell.typed, bool):
        sheet.write_boolean(row, column, cell.typed, look)
    elif cell.typed is not None:
        sheet.write_datetime(row, column, cell.typed, formats["day" if isinstance(cell.typed, date) else "time"])
    elif cell.text:
        sheet.write_string(row, column, cell.text[:LONGEST], look)
    else:
        sheet.write_blank(row, column, None, look)
    if cell.problems or cell.source:
        comment = cell.comment[:LONGEST]
        lines = sum(1 + len(line) // 22 for line in comment.split("\n"))
        sheet.write_comment(row, column, comment, {"width": 320, "height": min(400, 24 + 18 * lines), "font_size": 10})


def _explain(sheet: Any, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 90)
    for row, text in enumerate(_EXPLANATION):
        sheet.write_string(row, 0, text, formats["title"] if row == 0 else formats["text"])
