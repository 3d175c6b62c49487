"""The tables that a batch writes: their columns, and how values are written into them."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from yzcomp.controls import without_controls
from yzcomp.forms import BLANKS, INVISIBLE
from yzcomp.money import ZERO
from yzcomp.output.files import new_beside, refuse_existing, telling
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
FORMULA_STARTS = frozenset("=+-@＝＋－＠")
#: What a spreadsheet may pass over in front of them.
BEFORE = BLANKS + INVISIBLE
_SUSPECT = FORMULA_STARTS | frozenset(BEFORE)
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def header(columns: Sequence[tuple[str, str]], english: bool) -> list[str]:
    """The header of a table, Chinese unless English keys are asked for."""
    return [key if english else title for key, title in columns]


def safe(text: str) -> str:
    """Text of one line, without control characters, that a spreadsheet doesn't take for a formula."""
    if not text.isprintable():
        text = without_controls(" ".join(text.splitlines()).replace("\t", " "))
    return f"'{text}" if text[:1] in _SUSPECT and _looks_like_a_formula(text) else text


def unsafe(text: str) -> str:
    """A cell as it was before :func:`safe`."""
    return text[1:] if text[:1] == "'" and _looks_like_a_formula(text[1:]) else text


def _looks_like_a_formula(text: str) -> bool:
    return text.lstrip(BEFORE)[:1] in FORMULA_STARTS and not NUMBER.fullmatch(text)


def labels(rulebook: Rulebook, english: bool) -> tuple[dict[str, str], dict[str, str]]:
    """How payees and payers, and statuses, are written: their keys, or their Chinese names."""
    if english:
        return {key: key for key in rulebook.parties}, {key: key for key in STATUS_LABELS}
    return {key: party.name for key, party in rulebook.parties.items()}, STATUS_LABELS


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
    head = [household.household_id, household.head, household.village or ""]
    return [*head, *map(money, amounts), str(totals.pending_items), *map(money, sums.values())]


def money(amount: Decimal | None) -> str:
    """Yuan with two decimals; blank while pending."""
    return "" if amount is None else f"{amount:.2f}"


def cell(text: str) -> str:
    """A cell as CSV writes it, whoever wrote the text: safe, and in quotes where it has to be."""
    text = safe(text)
    if "," in text or '"' in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def csv_line(cells: Iterable[str]) -> str:
    """A row as CSV with CRLF, to the byte as spreadsheets write it."""
    return ",".join(map(cell, cells)) + "\r\n"


def encoded(rows: Iterable[Iterable[str]]) -> bytes:
    """Rows as CSV in UTF-8."""
    return "".join(map(csv_line, rows)).encode()


def table_head(columns: Sequence[tuple[str, str]], english: bool) -> bytes:
    """How the file of a table begins: its mark, by which spreadsheets know UTF-8, and its header."""
    return BOM.encode() + encoded([header(columns, english)])


@contextmanager
def written_aside(path: Path, columns: Sequence[tuple[str, str]], english: bool, force: bool) -> Iterator[IO[str]]:
    """A CSV with its header, open for rows. It gets its name when the block ends well, and is removed otherwise.

    Raises :class:`Refused` where it would overwrite something unasked, or can't be written.
    """
    refuse_existing(path, force)
    with new_beside(path) as temporary, telling(path):
        with os.fdopen(os.dup(temporary.handle), "w", encoding="utf-8", newline="") as file:
            file.write(BOM + csv_line(header(columns, english)))
            yield file
        temporary.rename(path)
