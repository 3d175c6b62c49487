"""Reads a sample that has been looked at: the sheet 抽样 of an audit's workbook, with what is right filled in."""

from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from yzcomp.audit.projection import Checked
from yzcomp.audit.recorded_rows import read_amount, text_of
from yzcomp.audit.recorded_words import MONEY
from yzcomp.household.fields import Form
from yzcomp.problems import Place, Problem, Refused
from yzcomp.tables.cells import cell_at
from yzcomp.tables.columns import KEY, SheetPlan, Target, data_rows
from yzcomp.tables.header import read_header
from yzcomp.tables.sources import Row, Sheet, Source
from yzcomp.tables.unseen import FileNotes

SHEET, NAMELESS = "抽样", "（无户编号）"
STRATUM, HOUSEHOLDS, INTERVAL, AMOUNT, RIGHT = "stratum", "households", "interval", "amount", "right"
#: The columns of the sheet after its number, the household and the village.
TITLES = {STRATUM: "层", HOUSEHOLDS: "层的户数", INTERVAL: "间隔（元）", RIGHT: "查实金额（元）"}
_FORMS = {STRATUM: Form("text"), HOUSEHOLDS: Form("integer"), INTERVAL: MONEY, RIGHT: MONEY}
_AMOUNTS = ("金额", "记录金额", "记录的金额", "应付合计")


def _words() -> dict[str, Target]:
    words = {"户编号": Target(KEY, "户编号", Form("text"))}
    words |= {title.removesuffix("（元）"): Target(key, title, _FORMS[key]) for key, title in TITLES.items()}
    return words | {word: Target(AMOUNT, "金额", MONEY) for word in _AMOUNTS}


def read_checked(path: str | Path, encoding: str | None = None) -> tuple[list[Checked], FileNotes]:
    """The rows of the sample, and what is to be told of the file; raises :class:`Refused` with every household of which
    nothing has been filled in."""
    with closing(Source(path, encoding, wanted="sample")) as source:
        sheets = list(source.sheets())
        sheet = next((sheet for sheet in sheets if sheet.name == SHEET), sheets[0] if sheets else None)
        if sheet is None:
            raise Refused([Problem("empty-file", "没有抽样的行", Place(source.name))])
        plan, problems = read_header(sheet, _words(), ignore_extra=True)
        if plan is None:
            raise Refused(problems)
        notes = FileNotes()
        notes.used(sheet, [plan])
        for other in sheets if sheet.name != SHEET else ():
            if other is not sheet:
                notes.unused(other, "不是抽样的工作表")
        return _Reader(sheet, plan).read(), notes


class _Reader:
    def __init__(self, sheet: Sheet, plan: SheetPlan) -> None:
        self.sheet, self.plan = sheet, plan
        self.columns = {target.key: index for index, target in plan.targets}
        self.problems: list[Problem] = []

    def read(self) -> list[Checked]:
        missing = [title for key, title in {**TITLES, AMOUNT: "金额"}.items() if key not in self.columns]
        if missing:
            message = f"没有这些列：{'、'.join(missing)}"
            remedy = "用 yzcomp audit --sample … --xlsx 写出的“抽样”表，填上查实金额"
            raise Refused([Problem("missing-column", message, self.sheet.place(self.plan.header_row), remedy=remedy)])
        rows = [self._row(row) for row in data_rows(self.sheet, self.plan)]
        if not rows and not self.problems:
            self.problems.append(Problem("empty-file", "没有抽样的行", self.sheet.place()))
        if self.problems:
            raise Refused(self.problems)
        return rows

    def _row(self, row: Row) -> Checked:
        interval = self._number(row, INTERVAL, needed=False)
        recorded, right = self._number(row, AMOUNT), self._number(row, RIGHT)
        if interval and recorded is not None and recorded <= 0:
            self._say(row, AMOUNT, "out-of-range", "按货币单元抽中的金额要大于0")
        return Checked(
            text_of(self._cell(row, KEY)),
            recorded or Decimal(0),
            right or Decimal(0),
            text_of(self._cell(row, STRATUM)),
            int(self._number(row, HOUSEHOLDS, needed=False) or 0),
            interval,
        )

    def _cell(self, row: Row, key: str) -> Any:
        return cell_at(row.cells, self.columns[key])

    def _number(self, row: Row, key: str, *, needed: bool = True) -> Decimal | None:
        number, trouble = read_amount(self._cell(row, key))
        if trouble:
            self._say(row, key, "not-a-number", trouble)
        elif number is None and needed:
            self._say(row, key, "required", "没有填写；没有查的户不能当作没有差错")
        return number

    def _say(self, row: Row, key: str, code: str, message: str) -> None:
        place = self.plan.place(row.number, self.columns[key])
        self.problems.append(Problem(code, message, place, remedy="填元数"))
