"""One cell: what a spreadsheet or CSV holds, made into what a field reads, or a problem that says why it can't be."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from yzcomp.forms import BadForm, clean, excel_date, narrow
from yzcomp.household.fields import Form
from yzcomp.money import plain

#: Units that people type behind a number, by the unit that the field is in.
_UNITS = {
    "亩": ("亩",),
    "㎡": ("㎡", "m2", "平方米", "平米", "平方", "m²"),
    "人": ("人", "个人", "口"),
    "个月": ("个月", "月"),
    "年": ("年",),
    "元/人": ("元/人", "元", "元每人"),
}
_NUMBER_KINDS = ("number", "integer")
_WITH_UNIT = re.compile(r"([+-]?[\d,.]+)\s*([^\d\s,.].*)", re.ASCII)


class ErrorCell(NamedTuple):
    """A cell whose formula failed (``#N/A``, ``#DIV/0!``) or was never calculated."""

    text: str

    def __str__(self) -> str:
        return self.text


def is_blank(cell: Any) -> bool:
    """Whether a cell counts as not given."""
    return cell is None or (isinstance(cell, str) and not clean(cell))


def shown(cell: Any) -> str:
    """A cell as people see it, for messages and for writing it back."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return plain(exact(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    return str(cell)


def exact(number: float) -> Decimal:
    """A number of a spreadsheet with the fifteen digits that the spreadsheet itself shows."""
    return Decimal(format(number, ".15g"))


def raw_value(cell: Any, form: Form) -> Any:
    """What :meth:`Form.read` is to read of a cell; raises :class:`BadForm` for cells that hold no such value."""
    if isinstance(cell, str):
        return _from_text(cell, form)
    if isinstance(cell, ErrorCell):
        raise BadForm("error-cell", f"单元格是错误值 {cell}", "改正公式，或直接填写数值")
    if isinstance(cell, bool):
        return _from_truth(cell, form)
    if isinstance(cell, float | int | Decimal):
        return _from_number(cell, form)
    if isinstance(cell, datetime | date):
        return _from_date(cell, form)
    if isinstance(cell, time | timedelta):
        raise BadForm("wrong-type", f"单元格是时间 {cell}", "改成文本或数字再填")
    return str(cell)


def _from_text(cell: str, form: Form) -> str:
    """Text, without a unit that repeats the field's own; another unit is refused, never converted."""
    if form.kind not in _NUMBER_KINDS:
        return cell
    text = narrow(cell).replace("，", ",").removeprefix("¥").strip()
    match = _WITH_UNIT.fullmatch(text)
    if not match:
        return text if text != narrow(cell) else cell
    number, unit = match.group(1), match.group(2).strip()
    known = _UNITS.get(form.unit or "", (form.unit,) if form.unit else ())
    if unit in known or narrow(unit) in {narrow(word) for word in known}:
        return number
    raise BadForm("wrong-unit", f"“{clean(cell)}”带有单位“{unit}”", f"只填数字，单位是{form.unit or '个'}")


def _from_truth(cell: bool, form: Form) -> Any:
    if form.kind == "yes_no":
        return cell
    raise BadForm("wrong-type", f"单元格是逻辑值 {str(cell).upper()}", "填写内容，不用 TRUE/FALSE")


def _from_number(cell: float | int | Decimal, form: Form) -> Any:
    number = exact(cell) if isinstance(cell, float) else Decimal(cell)
    if form.kind in ("date", "date_or_year"):
        if form.kind == "date_or_year" and number == int(number) and 1800 <= number <= 2200:
            return str(int(number))
        return excel_date(number)
    if form.kind == "id_number":
        return number  # the field says what Excel does to numbers this long
    if form.kind == "percent":
        return number
    return number if form.kind in _NUMBER_KINDS else plain(number)


def _from_date(cell: datetime | date, form: Form) -> Any:
    if form.kind in ("date", "date_or_year"):
        return cell
    if form.kind in _NUMBER_KINDS:
        raise BadForm("not-a-number", f"单元格是日期 {shown(cell)}", "把单元格改成数字格式再填")
    return shown(cell)
