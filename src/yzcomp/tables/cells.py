"""One cell: what a spreadsheet or CSV holds, made into what a field reads, or a problem that says why it can't be."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from yzcomp.forms import BadForm, clean, excel_date, narrow
from yzcomp.household.fields import Form
from yzcomp.money import plain
from yzcomp.tables.heading_units import factor, is_unit_of

_AGAIN_AS_TEXT = "先把该列设为“文本”格式，再照原来的编号重新填写"
_NUMBER_KINDS = ("number", "integer")
_PLAIN = re.compile(r"\d{1,9}(\.\d{1,6})?", re.ASCII)
_WITH_UNIT = re.compile(r"([+-]?[\d,.]+)\s*([^\d\s,.].*)", re.ASCII)
#: What is said of a formula that no program has calculated yet.
NOT_CALCULATED = "#未计算（公式没有计算结果）"
#: What is said of a cell that holds something which its reader doesn't give.
UNREAD = "#读不出（单元格有内容，读出来却是空的）"
#: What a spreadsheet shows for a failed formula; LibreOffice also has ``Err:502``.
ERRORS = (
    *("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!", "#CALC!"),
    *("#FIELD!", "#UNKNOWN!", "#BLOCKED!", "#CONNECT!", "#BUSY!", NOT_CALCULATED, UNREAD),
)
_NUMBERED_ERROR = re.compile(r"Err:\d{3}", re.ASCII)
_MERGED = re.compile(r"(.+)（与第(\d+)行合并）", re.ASCII)
_DAMAGED = re.compile(r"\d(\.\d+)?E\+\d+", re.ASCII | re.IGNORECASE)
#: What is left of a character that could not be read.
LOST = ("\ufffd", "\0")
#: A spreadsheet keeps fifteen digits of a number and forgets the rest.
_KEPT = 10**15


class ErrorCell(NamedTuple):
    """A cell whose formula failed (``#N/A``, ``#DIV/0!``) or was never calculated."""

    text: str

    def __str__(self) -> str:
        return self.text


class LateNumber(float):
    """A number of a workbook whose days count from ``shift`` days later than usual: it may be meant for a day."""

    def __new__(cls, number: float, shift: int) -> "LateNumber":
        made = super().__new__(cls, number)
        made.shift = shift
        return made

    shift: int

    def __reduce__(self) -> tuple[Any, ...]:
        return LateNumber, (float(self), self.shift)


class ShownNumber(float):
    """A number that its format shows as another text: ``001``, ``2019年5月``. It is meant for that where text is asked
    for, and isn't a day where that names none."""

    def __new__(cls, number: float, text: str) -> "ShownNumber":
        made = super().__new__(cls, number)
        made.text = text
        return made

    text: str

    def __reduce__(self) -> tuple[Any, ...]:
        return ShownNumber, (float(self), self.text)


class MergedCell(NamedTuple):
    """A cell below the first of a merged range: its value stands in ``row`` and is meant for all of them."""

    value: Any
    row: int


def cell_at(cells: Sequence[Any], index: int) -> Any:
    """A cell of a row; blank where the row ends before it."""
    return cells[index] if index < len(cells) else ""


def says_no_other(cells: Sequence[Any], above: Sequence[Any], index: int) -> bool:
    """Whether a cell is blank, merged with the one above it, or says the same."""
    cell = cell_at(cells, index)
    return is_blank(cell) or isinstance(cell, MergedCell) or shown(cell) == shown(cell_at(above, index))


def is_odd(text: str) -> bool:
    """Whether a spreadsheet has left the text of an error or a damaged number here, which no field takes."""
    damaged = "+" in text and _DAMAGED.fullmatch(clean(text))
    return bool(damaged) or LOST[0] in text or LOST[1] in text or is_failure(text)


def is_failure(text: str) -> bool:
    """Whether a text is what a spreadsheet shows for a failed formula."""
    if "#" not in text and "E" not in text:
        return False
    return clean(text) in ERRORS or bool(_NUMBERED_ERROR.fullmatch(clean(text)))


def is_blank(cell: Any) -> bool:
    """Whether a cell counts as not given."""
    if isinstance(cell, MergedCell):
        return is_blank(cell.value)
    return cell is None or (isinstance(cell, str) and not clean(cell))


def shown(cell: Any) -> str:
    """A cell as people see it, for messages and for writing it back."""
    if isinstance(cell, MergedCell):
        return shown(cell.value)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, ShownNumber):
        return cell.text
    if isinstance(cell, float):
        return plain(exact(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    return "" if cell is None else str(cell)


def written(cell: Any, form: Form) -> str:
    """A cell as text that reads as the cell does: what is wrong with it stays wrong, and what is right stays right.

    Blank where the type of the cell is what is wrong and its text would be taken.
    """
    if isinstance(cell, MergedCell):
        words = written(cell.value, form)
        return f"{words}（与第{cell.row}行合并）" if form.kind in (*_NUMBER_KINDS, "percent") else words
    if isinstance(cell, bool | datetime | date | time | timedelta):
        return "" if form.kind in ("text", "person_name") else shown(cell)
    if not isinstance(cell, int | float):
        return shown(cell)
    if abs(cell) >= _KEPT:
        return f"{float(cell):.14E}"  # it has lost its last digits, and is to keep looking so
    return _number_written(cell, form)


def _number_written(cell: float, form: Form) -> str:
    if form.kind == "percent":
        return f"{plain(exact(cell) * 100)}%"
    if form.kind in ("date", "date_or_year"):
        with suppress(BadForm):
            return str(_from_number(cell, form))
    return shown(cell)


def exact(number: float) -> Decimal:
    """A number of a spreadsheet with the fifteen digits that the spreadsheet itself shows."""
    return Decimal(format(number, ".15g"))


def raw_value(cell: Any, form: Form) -> Any:
    """What :meth:`Form.read` is to read of a cell; raises :class:`BadForm` for cells that hold no such value."""
    if isinstance(cell, MergedCell):
        return _from_merged(cell, form)
    if isinstance(cell, str):
        return _from_text(cell, form)
    if isinstance(cell, ErrorCell):
        raise _failed(cell.text)
    if isinstance(cell, ShownNumber):
        return _from_shown(cell, form)
    if isinstance(cell, bool):
        return _from_truth(cell, form)
    if isinstance(cell, float | int | Decimal):
        return _from_number(cell, form)
    if isinstance(cell, datetime | date):
        return _from_date(cell, form)
    if isinstance(cell, time | timedelta):
        raise BadForm("wrong-type", f"单元格是时间 {cell}", "改成文本或数字再填")
    return str(cell)


def _failed(text: str) -> BadForm:
    return BadForm("error-cell", f"单元格是错误值 {text}", "改正公式，或直接填写数值")


def _from_shown(cell: ShownNumber, form: Form) -> Any:
    if form.kind in ("date", "date_or_year"):
        raise BadForm("not-a-date", f"“{cell.text}”没有写是哪一天", "写成完整的日期，如 2019-03-01")
    return _from_number(float(cell), form) if form.kind in (*_NUMBER_KINDS, "percent") else cell.text


def _from_merged(cell: MergedCell, form: Form) -> Any:
    """Words and dates of a merged range hold for each of its rows; how a number is shared out it doesn't say."""
    if form.kind in ("text", "date", "date_or_year", "choice", "yes_no"):
        return raw_value(cell.value, form)
    message = f"与第{cell.row}行合并成一个单元格，说不清各是多少"
    raise BadForm("merged-cell", message, "取消合并，每一行各填各的")


def _from_text(cell: str, form: Form) -> str:
    """Text, without a unit that repeats the field's own; another unit is refused, never converted."""
    if is_failure(cell):
        raise _failed(clean(cell))
    if any(mark in cell for mark in LOST):
        raise BadForm("damaged-text", "里面有损坏的字符，原来的字已经丢失", "照原来的文件重新填写")
    if form.kind == "text" and _DAMAGED.fullmatch(clean(cell)):
        raise BadForm("id-damaged", f"“{clean(cell)}”是被 Excel 变成科学计数法的编号，后几位已丢失", _AGAIN_AS_TEXT)
    if form.kind not in _NUMBER_KINDS:
        return cell
    merged = _MERGED.fullmatch(clean(cell))
    if merged:
        return str(_from_merged(MergedCell(merged[1], int(merged[2])), form))
    text = _bare(cell)
    number, unit = number_and_unit(cell)
    if not unit:
        return text if text != narrow(cell) else cell
    if is_unit_of(unit, form.unit):
        return number
    rate, own = factor(unit, form.unit), form.unit or "个"
    exactly = (
        f"（合{plain(Decimal(number.replace(',', '')) * rate)}{own}）" if rate and _PLAIN.fullmatch(number) else ""
    )
    raise BadForm("wrong-unit", f"“{clean(cell)}”带有单位“{unit}”", f"只填数字，单位是{own}{exactly}")


def number_and_unit(text: str) -> tuple[str, str]:
    """A number as it is written, and the unit behind it; a text that is none is left whole."""
    match = _WITH_UNIT.fullmatch(_bare(text))
    return (match[1], match[2].strip()) if match else (_bare(text), "")


def _bare(text: str) -> str:
    return narrow(text).replace("，", ",").removeprefix("¥").strip()


def _from_truth(cell: bool, form: Form) -> Any:
    if form.kind == "yes_no":
        return cell
    raise BadForm("wrong-type", f"单元格是逻辑值 {str(cell).upper()}", "填写内容，不用 TRUE/FALSE")


def _from_number(cell: float | int | Decimal, form: Form) -> Any:
    number = exact(cell) if isinstance(cell, float) else Decimal(cell)
    if not number.is_finite():
        raise BadForm("not-a-number", f"“{cell}”不是数字", "改正单元格的内容")
    if form.kind in ("date", "date_or_year"):
        if form.kind == "date_or_year" and number == int(number) and 1800 <= number <= 2200:
            return str(int(number))
        if form.kind == "date" and 1800 <= number <= 2200:
            raise BadForm("not-a-date", f"“{plain(number)}”是年份，不是日期", "写成完整的日期，如 2019-03-01")
        return excel_date(number + (cell.shift if isinstance(cell, LateNumber) else 0))
    if form.kind == "id_number":
        return number  # the field says what Excel does to numbers this long
    if form.kind == "text" and abs(number) >= _KEPT:
        raise BadForm("id-damaged", "编号是数字格式，第15位以后已被 Excel 改成0", _AGAIN_AS_TEXT)
    if form.kind in (*_NUMBER_KINDS, "percent"):
        return number
    return plain(number)


#: The days that spreadsheets show for the numbers 1800 to 2200, which are years in a column of days.
_YEARS = (date(1904, 12, 4), date(1906, 1, 8))
#: Facts that may be much older than the measure; every other day is one of this century.
_OLD = frozenset(["registered_on", "established_on", "built_on", "begun_on"])
OLDEST = 1950


def early(value: Any, form: Form, key: str) -> BadForm | None:
    """Why a day before 1950 is refused: it is a year in disguise, or can't be so old."""
    try:
        day = form.read(value)
    except BadForm:
        return None
    if not isinstance(day, date) or not (_YEARS[0] <= day <= _YEARS[1] or (day.year < OLDEST and key not in _OLD)):
        return None
    year = (day - date(1899, 12, 30)).days
    hint = f"，多半是把年份 {year} 填进了日期格式的单元格" if 1900 <= year <= 2200 else "，不会这样早"
    return BadForm("not-a-date", f"“{day.isoformat()}”{hint}", "写成完整的日期，如 2019-03-01")


def refuse_commas(cell: Any, form: Form) -> None:
    """Raises :class:`BadForm` for a number with a comma where semicolons keep the cells apart: there the comma may be
    a decimal point."""
    if form.kind in (*_NUMBER_KINDS, "percent") and isinstance(cell, str) and "," in narrow(cell).replace("，", ","):
        message = f"“{clean(cell)}”里的逗号可能是小数点，也可能是千位分隔"
        raise BadForm("not-a-number", message, "文件用分号分隔时，小数点写成“.”，不写千位分隔")


def _from_date(cell: datetime | date, form: Form) -> Any:
    if form.kind in ("date", "date_or_year"):
        return cell
    if form.kind in _NUMBER_KINDS:
        raise BadForm("not-a-number", f"单元格是日期 {shown(cell)}", "把单元格改成数字格式再填")
    remedy = "像“3-1”这样的编号会被 Excel 变成日期：先把该列设为“文本”格式，再重新填写"
    raise BadForm("wrong-type", f"单元格是日期 {shown(cell)}，这里应当是文字", remedy)
