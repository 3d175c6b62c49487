"""The made-up village as a workbook with a sheet for each kind of record."""

import io
import re
import zipfile
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from village_flat import FLAT, flat_row
from village_people import Family, id_number, numbered, structure_grade


def tables() -> Workbook:
    """The village as a workbook with a sheet for each kind of record; dates and numbers are real ones here."""
    book = Workbook()
    sheets: dict[str, list[list[Any]]] = {
        "户": [FLAT[:18]],
        "家庭成员": [["户编号", "姓名", "身份证号", "户口登记日", "登记事由"]],
        "房屋": [
            [
                "户编号",
                "房屋名称",
                "房屋类别",
                "结构",
                "等级",
                "合法建筑面积（㎡）",
                "底层占地面积（㎡）",
                "建成日期",
                "权属",
            ]
        ],
        "征收土地": [["户编号", "地类", "面积（亩）", "区片"]],
        "青苗": [["户编号", "青苗种类", "面积（亩）"]],
        "附着物": [["户编号", "附着物种类", "数量"]],
        "水塘": [["户编号", "面积（亩）"]],
        "临时用地": [["户编号", "地类", "面积（亩）", "使用年限（年）", "青苗种类"]],
    }
    for turn, (number, village, family) in enumerate(numbered()):
        sheets["户"].append(_typed(flat_row(number, village, family, 0)[:18], turn))
        _records(sheets, number, family, turn)
    for name, rows in sheets.items():
        _sheet(book, name, rows)
    _explanation(book)
    book.remove(book.worksheets[0])
    return book


def _typed(cells: list[str], turn: int) -> list[Any]:
    """A row with numbers as numbers and dates as dates, as a spreadsheet keeps them."""
    typed: list[Any] = []
    for title, cell in zip(FLAT, cells, strict=False):
        if cell and title in ("征地告知日", "签约期限", "签约日期", "腾地期限", "腾空日期"):
            typed.append(date.fromisoformat(cell))
        elif title == "身份证号":
            typed.append(id_number(cells[0]) if turn % 3 == 0 and cells[4] != "0" else None)
        elif cell and title.startswith(("合法常住", "符合", "过渡", "人均", "货币安置标准")):
            typed.append(float(cell.replace(",", "")) if "." in cell else int(cell.replace(",", "")))
        else:
            typed.append(cell or None)
    return typed


def _records(sheets: dict[str, list[list[Any]]], number: str, family: Family, turn: int) -> None:
    """What the tables know beyond the flat table: each house, the members, the land and what grows and stands on it."""
    if family.floor:
        house: list[Any] = [number, "主屋", "正房", "砖混", structure_grade(number), float(family.floor)]
        sheets["房屋"].append([*house, float(family.ground) if family.ground else None, 1985 + turn % 30, "有证"])
    if turn % 4 == 1 and family.floor:
        sheets["房屋"].append([number, "猪舍", "杂房", "简易", "三等", 24.5, None, date(2001, 9, 1), "合法性认定"])
    if turn % 9 == 2:
        sheets["房屋"].append([number, "抢建棚", "杂房", "简易", "三等", 40, None, date(2019, 3, 20), "无"])
    if turn % 5 == 0 and family.persons:
        names = [family.head, *(f"{family.head[0]}{name}" for name in ("明", "芳", "强", "丽", "军", "燕", "磊"))]
        for name in names[: family.persons]:
            sheets["家庭成员"].append([number, name, None, date(1990, 6, 1), None])
    if turn % 2 == 0 and family.persons:
        sheets["征收土地"].append([number, ("水田", "旱地", "林地")[turn % 3], 0.5 + turn / 10, "一片区"])
        sheets["青苗"].append([number, ("水稻", "蔬菜")[turn % 4 // 2], round(0.333 + turn / 20, 3)])
    if turn % 6 == 3:
        sheets["附着物"] += [[number, "水井", 1], [number, "橘树", 6 + turn]]
    if family.pond:
        sheets["水塘"].append([number, float(family.pond)])
    if turn % 8 == 4:
        sheets["临时用地"].append([number, "水田", 0.9, 1.5, "水稻"])


def _sheet(book: Workbook, name: str, rows: list[list[Any]]) -> None:
    """A sheet with a merged title above its header, as offices lay them out."""
    sheet = book.create_sheet(name)
    sheet.append([f"杨家桥村{name}表（示例）"])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(rows[0]))
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=14), Alignment(horizontal="center")
    for row in rows:
        sheet.append(row)
    for column in sheet.columns:
        sheet.column_dimensions[column[1].column_letter].width = 16
    sheet.freeze_panes = "B3"


def _explanation(book: Workbook) -> None:
    sheet = book.create_sheet("说明")
    sheet["A1"] = "示例：一个编出来的村，人名、号码和面积都不是真的。"


def settled(book: Workbook) -> bytes:
    """A workbook without the time of its writing, so that the same village gives the same bytes."""
    written, kept = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"20\d\d-\d\d-\d\dT[\d:]+Z", b"2019-07-15T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, (2019, 7, 15, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()
