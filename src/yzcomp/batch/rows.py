"""The tables that a batch writes: their columns, and how values are written into them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from yzcomp.money import ZERO
from yzcomp.rulebook.models import Rulebook
from yzcomp.statement import STATUS_LABELS, Totals

ITEMS = (
    ("household_id", "户编号"),
    ("head", "户主"),
    ("village", "村组"),
    ("item_id", "项目编号"),
    ("item", "项目"),
    ("article", "依据"),
    ("payee", "领款人"),
    ("formula", "算式"),
    ("quantity", "数量"),
    ("unit", "单位"),
    ("rate", "标准"),
    ("amount", "金额"),
    ("status", "状态"),
    ("note", "备注"),
    ("payer", "付款人"),
)
#: The payees whose columns stand among the others; those of further payees and of payers come last.
_FIRST = {"household": "被征收户", "collective": "村组"}
REJECTED = (
    ("household_id", "户编号"),
    ("source", "来源"),
    ("column", "列"),
    ("value", "填写的值"),
    ("problem", "问题"),
)
QUESTIONS = (
    ("household_id", "户编号"),
    ("head", "户主"),
    ("village", "村组"),
    ("question", "问题编号"),
    ("article", "依据"),
    ("records", "相关记录"),
    ("text", "须核对"),
)
BOM = "\ufeff"
#: Also the full-width signs, which a Chinese spreadsheet takes for the others.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def header(columns: Sequence[tuple[str, str]], english: bool) -> list[str]:
    """The header of a table, Chinese unless English keys are asked for."""
    return [safe(key if english else title) for key, title in columns]


def safe(text: str | None) -> str:
    """Text that a spreadsheet doesn't take for a formula."""
    if not text:
        return ""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def labels(rulebook: Rulebook, english: bool) -> tuple[dict[str, str], dict[str, str]]:
    """How payees and payers, and statuses, are written: their keys, or their Chinese names."""
    if english:
        return {key: key for key in rulebook.parties}, {key: key for key in STATUS_LABELS}
    return {key: safe(party.name) for key, party in rulebook.parties.items()}, STATUS_LABELS


def party_columns(rulebook: Rulebook) -> dict[str, str]:
    """The columns of sums by payee and by payer with their titles: the first two, then the others."""
    names = _FIRST | {key: party.name for key, party in rulebook.payees.items()}
    payers = {key: f"{party.name}支付" for key, party in rulebook.payers.items()}
    return {key: f"付{name}" for key, name in names.items()} | payers


def totals_columns(rulebook: Rulebook) -> tuple[tuple[str, str], ...]:
    """The columns of totals.csv."""
    parties = list(party_columns(rulebook).items())
    first = [("household_id", "户编号"), ("head", "户主"), ("village", "村组"), ("payable", "应付合计"), *parties[:2]]
    return (*first, ("withheld", "暂不拨付"), ("pending_items", "待定项数"), *parties[2:])


def totals_row(household: Any, totals: Totals) -> list[str]:
    """A household's row of totals.csv."""
    sums = {**totals.payees, **totals.payers}
    amounts = [totals.payable, *(sums.pop(key, ZERO) for key in _FIRST), totals.withheld]
    head = [safe(household.household_id), safe(household.head), safe(household.village)]
    return [*head, *map(money, amounts), str(totals.pending_items), *map(money, sums.values())]


def money(amount: Decimal | None) -> str:
    """Yuan with two decimals; blank while pending."""
    return "" if amount is None else f"{amount:.2f}"


def quoted(text: str) -> str:
    """A cell as CSV writes it: in quotes where it has to be."""
    if "," in text or '"' in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def csv_line(cells: Iterable[str]) -> str:
    """A row as CSV with CRLF, to the byte as spreadsheets write it."""
    return ",".join(map(quoted, cells)) + "\r\n"


def encoded(rows: Iterable[Iterable[str]]) -> bytes:
    """Rows as CSV in UTF-8."""
    return "".join(map(csv_line, rows)).encode()


def table_head(columns: Sequence[tuple[str, str]], english: bool) -> bytes:
    """How the file of a table begins: its mark, by which spreadsheets know UTF-8, and its header."""
    return BOM.encode() + encoded([header(columns, english)])
