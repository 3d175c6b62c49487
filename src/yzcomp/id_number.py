"""公民身份号码 (GB 11643-1999): eighteen characters, a birth date, and a check character by ISO 7064 MOD 11-2."""

import re
from datetime import date

from yzcomp.forms import BadForm, narrow

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_SHAPE = re.compile(r"\d{17}[\dX]", re.ASCII)
_EXPONENT = re.compile(r"\d(\.\d+)?E\+?\d+", re.ASCII)
_REMEDY = "对照身份证重新填写18位号码"
AS_TEXT = "Excel 会损坏长号码：先把该列设为“文本”格式，再按身份证重新填写"


def check_character(first17: str) -> str:
    """The eighteenth character that belongs to the first seventeen digits."""
    return _CHECK[sum(w * int(d) for w, d in zip(_WEIGHTS, first17, strict=True)) % 11]


def read_id_number(text: str) -> str:
    """The number in its standard form (half-width, X in capitals), or :class:`BadForm`. Nothing is repaired.

    The messages don't repeat the number: problems are logged and passed on, identity numbers are not.
    """
    number = narrow(text).upper().lstrip("'")
    if _EXPONENT.fullmatch(number):
        raise BadForm("id-damaged", "身份证号被 Excel 变成了科学计数法，后几位已丢失", AS_TEXT)
    if not _SHAPE.fullmatch(number):
        what = f"现为{len(number)}位" if len(number) != 18 else "有的位置不是数字"
        raise BadForm("id-shape", f"身份证号应为18位（前17位数字，末位数字或X），{what}", _REMEDY)
    _refuse_damage(number)
    _birth_date(number)
    if check_character(number[:17]) != number[17]:
        raise BadForm("id-check-digit", "身份证号的校验码不对，至少有一位写错", _REMEDY)
    return number


def _refuse_damage(number: str) -> None:
    """Excel keeps fifteen digits and writes zeros for the rest: a wrong number ending in 000 tells that."""
    if number.endswith("000") and check_character(number[:17]) != number[17]:
        raise BadForm("id-damaged", "身份证号末三位是000，像是被 Excel 截断成15位有效数字", AS_TEXT)


def _birth_date(number: str) -> date:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise BadForm("id-birth-date", "身份证号第7至14位不是有效的出生日期", _REMEDY) from None
    if not 1880 <= born.year <= 2200:
        raise BadForm("id-birth-date", "身份证号中的出生年份不合理", _REMEDY)
    return born
