"""Yuan and fen: exact decimals, one way of rounding, one way of writing.

Every amount is a ``Decimal`` in yuan. Nothing here accepts a ``float``: an amount that has been one is already wrong.
"""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal, localcontext

ZERO = Decimal(0)
FEN = Decimal("0.01")
YUAN = Decimal(1)

#: Wide enough that no product of facts and rates of any measure loses a digit before it is rounded.
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")


def D(text: str | int | Decimal) -> Decimal:  # noqa: N802 - the conventional name of a decimal constructor
    """A decimal from digits; a float is refused because its digits are not the ones that were written."""
    if isinstance(text, float):
        raise TypeError("金额和数量不能经过浮点数")
    return Decimal(text)


def round_half_up(amount: Decimal, step: Decimal = FEN) -> Decimal:
    """``amount`` rounded half up to a multiple of ``step`` (0.01 or 1 yuan), always with two decimals."""
    return amount.quantize(step, ROUND_HALF_UP, EXACT).quantize(FEN, context=EXACT)


def round_up(quantity: Decimal) -> Decimal:
    """The next whole number: a started year counts whole."""
    return quantity.to_integral_value(ROUND_CEILING, EXACT)


def plain(number: Decimal, decimals: int = 0) -> str:
    """Digits without exponent or thousands separators, at least ``decimals`` of them after the point."""
    digits = str(number) if number else "0"
    if "E" in digits:
        digits = format(number, "f")
    whole, _, fraction = digits.partition(".")
    fraction = fraction.rstrip("0").ljust(decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole


def grouped(number: Decimal, decimals: int = 0) -> str:
    """Like :func:`plain`, with thousands separators from 10,000 upwards: ``25,000`` but ``1000``."""
    return in_thousands(plain(number, decimals))


def in_thousands(digits: str) -> str:
    """Digits with thousands separators, where there are five or more before the point."""
    if len(digits) < 5:
        return digits
    whole, dot, fraction = digits.partition(".")
    return f"{int(whole):,}{dot}{fraction}" if len(whole.lstrip("-")) > 4 else digits


def percent(share: Decimal) -> str:
    """A share as people write it: ``0.055`` is ``5.5%``."""
    return f"{grouped(share * 100)}%"


def yuan(amount: Decimal) -> str:
    """An amount for people: ``33,775.00``."""
    return f"{amount:,.2f}"


def signed(amount: Decimal) -> str:
    """A difference in yuan with its sign: ``+1,200.00``."""
    return f"{'+' if amount > 0 else ''}{yuan(amount)}"


def capital(amount: Decimal) -> str:
    """人民币大写 of a non-negative amount in yuan, as written on Chinese vouchers.

    ``整`` follows 元 and 角, never 分; a missing 角 before a 分 is written 零. A third decimal is refused with
    ``ValueError``: an amount that has not been rounded has no capital form.
    """
    with localcontext(EXACT):
        fen_total = amount * 100
    if fen_total != fen_total.to_integral_value() or amount < 0:
        raise ValueError(f"不能写成大写的金额：{amount}")
    whole, fen_part = divmod(int(fen_total), 100)
    jiao, fen = divmod(fen_part, 10)
    head = f"{_integer_capital(whole)}元" if whole else ""
    if not fen_part:
        return f"人民币{head or '零元'}整"
    tail = f"{_DIGITS[jiao]}角" if jiao else ("零" if whole else "")
    tail += f"{_DIGITS[fen]}分" if fen else "整"
    return f"人民币{head}{tail}"


def _integer_capital(whole: int) -> str:
    """A positive whole number in groups of 亿 and 万, one 零 for each run of zeros inside."""
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        if whole >= size:
            high, low = divmod(whole, size)
            gap = "零" if 0 < low < size // 10 or (low and not high % 10) else ""
            return _integer_capital(high) + unit + gap + (_integer_capital(low) if low else "")
    return _group_capital(whole)


def _group_capital(group: int) -> str:
    written, gap = "", False
    for power in range(3, -1, -1):
        digit = group // 10**power % 10
        if not digit:
            gap = bool(written)
            continue
        written += ("零" if gap else "") + _DIGITS[digit] + _PLACES[power]
        gap = False
    return written
