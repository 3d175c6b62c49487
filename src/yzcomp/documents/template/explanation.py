"""The sheet that explains how to fill in the empty workbook; lists too long for a drop-down stand there too."""

from collections.abc import Sequence
from typing import Any

from yzcomp.documents.template.example import EXAMPLE_ID
from yzcomp.documents.template.tables import HOUSEHOLDS, Column, Table
from yzcomp.rulebook.models import Header
from yzcomp.tables.letters import column_letter

EXPLANATION = "说明"
#: As much as Excel takes of a list that is written into the validation itself; a comma there begins the next word.
LONGEST_LIST = 255
TITLE = "征地拆迁补偿空表"
LINES = (
    "1. “{households}”表一户一行。其他各表一条记录一行，用“户编号”对应到户；一户有几条就写几行，没有的不写。",
    "2. 橙色表头必填，蓝色的按情况填写。鼠标停在表头上，可看到单位、可填的值和说明；下面也逐列列出。",
    "3. 空着就是没有填写，不等于0，也不等于“否”；写明“不填按……”的除外。计算时缺了要用的内容，会逐项指出。",
    "4. 土地按亩，房屋按㎡，金额按元。只填数字，不带单位。",
    "5. 日期写成 2019-03-01。建成日期可以只写年份，如 2006。",
    "6. 户编号在“{households}”表里不能重复。编号和身份证号已设为文本格式；从别处粘贴时只粘贴值，以免格式被改掉。",
    "7. 各表第2行（户编号 {example}，灰色斜体）是示例。开始填写前整行删去，否则会当作一户计算。",
    "8. 不要改动工作表名和表头。列的顺序可以调整，用不到的列和表可以删去（户编号除外）。",
    "9. 填好存盘后计算：yzcomp batch 这个文件 -o 结果文件夹",
)
_HEADER = ("表", "列", "必填", "单位", "可填的值", "说明")
_WIDTHS = (12, 26, 8, 10, 44, 56)
#: Where the long lists stand, out of sight of the explanation.
_LISTS_FROM = len(_WIDTHS) + 1


def explain(
    book: Any, tables: Sequence[Table], header: Header, title: str = TITLE, lines: Sequence[str] = LINES
) -> dict[tuple[str, ...], str]:
    """Adds the sheet; returns where on it the long lists are, as references."""
    sheet = book.add_worksheet(EXPLANATION)
    sheet.write_string(0, 0, f"{title}：怎样填写", book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, f"规则：{header.title}（{header.document}）")
    for row, line in enumerate(lines, 2):
        sheet.write_string(row, 0, line.format(households=HOUSEHOLDS, example=EXAMPLE_ID))
    _columns(book, sheet, tables, len(lines) + 3)
    return _lists(sheet, tables)


def _columns(book: Any, sheet: Any, tables: Sequence[Table], first: int) -> None:
    """Every column of every table, for those who print it."""
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#DDE7F0"})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    for number, (title, width) in enumerate(zip(_HEADER, _WIDTHS, strict=True)):
        sheet.set_column(number, number, width)
        sheet.write_string(first, number, title, head)
    rows = [(table.title, *_cells(column)) for table in tables for column in table.columns]
    for row, cells in enumerate(rows, first + 1):
        for number, text in enumerate(cells):
            sheet.write_string(row, number, text, cell)


def _cells(column: Column) -> tuple[str, ...]:
    required = "必填" if column.required else ""
    return column.title, required, column.form.unit or "", "、".join(column.allowed), "；".join(column.hints)


def _lists(sheet: Any, tables: Sequence[Table]) -> dict[tuple[str, ...], str]:
    """The lists that don't fit into a drop-down as they are, each in a column of its own."""
    every = dict.fromkeys(column.allowed for table in tables for column in table.columns)
    found = {}
    for number, words in enumerate((w for w in every if _is_too_long(w)), _LISTS_FROM):
        for row, word in enumerate(words):
            sheet.write_string(row, number, word)
        letter = column_letter(number)
        found[words] = f"={EXPLANATION}!${letter}$1:${letter}${len(words)}"
    return found


def _is_too_long(words: tuple[str, ...]) -> bool:
    return len(",".join(words)) > LONGEST_LIST or any("," in word for word in words)
