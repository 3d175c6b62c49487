"""Numbers that name a person, an organisation or an account, none of which is ever repeated in a message.

公民身份号码 (GB 11643-1999): eighteen characters, a birth date, and a check character by ISO 7064 MOD 11-2.
统一社会信用代码 (GB 32100-2015): eighteen characters, the last a check character by a weighted sum modulo 31.
银行账号 have no common check; what a spreadsheet does to long numbers can be told.
"""

import re
from datetime import date
from decimal import Decimal

from yzcomp.forms import BadForm, narrow

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
_SHAPE = re.compile(r"\d{17}[\dX]", re.ASCII)
_EXPONENT = re.compile(r"\d(\.\d+)?E\+?\d+", re.ASCII)
_REMEDY = "对照身份证重新填写18位号码"
AS_TEXT = "Excel 会损坏长号码：先把该列设为“文本”格式，再按身份证重新填写"


def check_character(first17: str) -> str:
    """The eighteenth character that belongs to the first seventeen digits."""
    return CHECK[sum(w * int(d) for w, d in zip(WEIGHTS, first17, strict=True)) % 11]


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
    birth_date(number)
    if check_character(number[:17]) != number[17]:
        raise BadForm("id-check-digit", "身份证号的校验码不对，至少有一位写错", _REMEDY)
    return number


def _refuse_damage(number: str) -> None:
    """Excel keeps fifteen digits and writes zeros for the rest: a wrong number ending in 000 tells that."""
    if number.endswith("000") and check_character(number[:17]) != number[17]:
        raise BadForm("id-damaged", "身份证号末三位是000，像是被 Excel 截断成15位有效数字", AS_TEXT)


def birth_date(number: str) -> date:
    """The day of birth that a number holds, or :class:`BadForm` where it is none."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise BadForm("id-birth-date", "身份证号第7至14位不是有效的出生日期", _REMEDY) from None
    if not 1880 <= born.year <= 2200:
        raise BadForm("id-birth-date", "身份证号中的出生年份不合理", _REMEDY)
    return born


_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_REMEDY = "对照营业执照或登记证书重新填写18位代码"


def credit_check_character(first17: str) -> str:
    """The eighteenth character of a credit code that belongs to the first seventeen (GB 32100)."""
    total = sum(pow(3, i, 31) * _CREDIT_ALPHABET.index(letter) for i, letter in enumerate(first17))
    return _CREDIT_ALPHABET[-total % 31]


def read_credit_code(text: str) -> str:
    """The code in capitals, or :class:`BadForm`."""
    code = narrow(text).upper().lstrip("'")
    if len(code) != 18:
        raise BadForm("credit-code", f"统一社会信用代码应为18位，现为{len(code)}位", _CREDIT_REMEDY)
    if not set(code) <= set(_CREDIT_ALPHABET):
        raise BadForm("credit-code", "统一社会信用代码里有不用的字符（没有 I、O、S、V、Z）", _CREDIT_REMEDY)
    if credit_check_character(code[:17]) != code[17]:
        raise BadForm("credit-code", "统一社会信用代码的校验码不对，至少有一位写错", _CREDIT_REMEDY)
    return code


_LOST = re.compile(r"\d{15}0{3,}", re.ASCII)
_ACCOUNT_AS_TEXT = "先把该列设为“文本”格式，再对照存折或银行卡重新填写"


def read_account(value: object) -> str:
    """A bank account as text, or :class:`BadForm` where a spreadsheet has plainly changed it."""
    number = narrow(str(value)).lstrip("'")
    if _EXPONENT.fullmatch(number.upper()) or (isinstance(value, int | float | Decimal) and value >= 10**15):
        raise BadForm("account-damaged", "银行账号是数字格式，后几位已被 Excel 改掉", _ACCOUNT_AS_TEXT)
    if _LOST.fullmatch(number):
        raise BadForm("account-damaged", "银行账号第15位以后都是0，像是被 Excel 截断", _ACCOUNT_AS_TEXT)
    return number.removesuffix(".0") if isinstance(value, float) else number
