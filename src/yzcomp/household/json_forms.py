"""How values are written, as JSON Schema: for editors, which check while someone types.

A schema knows digits, signs, limits and shapes. What needs arithmetic (a check digit, a leap year) is left to the
program itself.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yzcomp.household.fields import Form

_D = "[0-9０-９]"
_WHOLE = f"({_D}+|{_D}{{1,3}}([,，]{_D}{{3}})+)"
_MONTH, _DAY = "([0０]?[1-9１-９]|[1１][0-2０-２])", "([0０]?[1-9１-９]|[1-2１-２][0-9０-９]|[3３][01０１])"
_DATE = "|".join(f"{sign}{_MONTH}{sign}{_DAY}" for sign in ("[-－]", "[/／]", "[.．]")) + f"|年{_MONTH}月{_DAY}日"
_YES_NO = [True, False, "是", "否", "true", "false", "yes", "no", "1", "0", 1, 0, "√"]
_ID_FIRST, _ID_LAST = 10**17, 10**18 - 1


def json_form(form: "Form") -> dict[str, Any]:
    """The JSON Schema of what may be written for a field."""
    if form.choices:
        return {"enum": [word for pair in form.choices for word in pair]}
    match form.kind:
        case "number":
            return {"anyOf": [{"type": "number", **_limits(form)}, _digits(form, f"{_WHOLE}([.．。]{_D}+)?")]}
        case "integer":
            return {"anyOf": [{"type": "integer", **_limits(form)}, _digits(form, f"{_WHOLE}([.．。][0０]+)?")]}
        case "percent":
            return _digits(form, f"{_WHOLE}([.．。]{_D}+)?\\s*[%％]")
        case "date":
            return {**_string(f"{_D}{{4}}({_DATE})"), "description": "2019-03-01、2019/3/1、2019.3.1 或 2019年3月1日"}
        case "date_or_year":
            year = {"type": "integer", "minimum": 1800, "maximum": 2200}
            return {"anyOf": [_string(f"{_D}{{4}}({_DATE}|年)?"), year], "description": "日期，或只写年份"}
        case "yes_no":
            return {"enum": _YES_NO}
        case "id_number":
            number = {"type": "integer", "minimum": _ID_FIRST, "maximum": _ID_LAST, "not": {"multipleOf": 1000}}
            return {"anyOf": [_string(f"{_D}{{17}}[0-9０-９XxＸｘ]"), number]}
    return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": "\\S"}]}


def _limits(form: "Form") -> dict[str, Any]:
    found: dict[str, Any] = {}
    if form.minimum is not None:
        found["minimum"] = _number(form.minimum)
    if form.above is not None:
        found["exclusiveMinimum"] = _number(form.above)
    return found


def _number(limit: Decimal) -> int | float:
    """JSON has no decimals; the limits of forms are whole."""
    return int(limit) if limit == int(limit) else float(limit)


def _digits(form: "Form", pattern: str) -> dict[str, Any]:
    """A number written as text, without a minus sign where it can't be negative, and not zero where it can't be."""
    bounded = form.minimum is not None or form.above is not None
    sign = "[+＋]?" if bounded else "[-+－＋]?"
    some = "(?=.*[1-9１-９])" if form.above is not None else ""
    return _string(sign + pattern, some)


def _string(pattern: str, ahead: str = "") -> dict[str, Any]:
    return {"type": "string", "pattern": f"^{ahead}\\s*{pattern}\\s*$"}
