"""What of a record's sheets is no amount that is compared: left out by name, with what it comes to."""

from collections import Counter
from decimal import Decimal

from yzcomp.audit.findings import exactly
from yzcomp.audit.recorded_headings import is_measure, is_subtotal
from yzcomp.audit.recorded_rows import read_amount
from yzcomp.audit.recorded_words import MONEY, OF_ITEM, OF_NONE
from yzcomp.money import ZERO
from yzcomp.problems import Problem
from yzcomp.tables.cells import cell_at, is_blank
from yzcomp.tables.columns import SheetPlan, Target, data_rows, header_word
from yzcomp.tables.header import in_unit
from yzcomp.tables.letters import column_letter
from yzcomp.tables.sources import Sheet
from yzcomp.tables.survey import PassedOver
from yzcomp.tables.unseen import FileNotes


class LeftOut(FileNotes):
    """Keeps what is left out: ``warnings`` of columns without figures, ``questions`` about those that look like money.

    ``money`` is how headings of money end.
    """

    def __init__(self, money: tuple[str, ...]) -> None:
        super().__init__()
        self.money = money

    def with_others(self, sheet: Sheet, plan: SheetPlan, mapped: bool) -> SheetPlan:
        """The plan with the columns of money that no item is called by; the other columns that nobody knows are left
        out, by name and with what they come to. ``mapped``: a column map says so."""
        sums: dict[int, Decimal | None] = dict.fromkeys(sorted(plan.loose))
        filled = Counter[int]()
        for row in data_rows(sheet, plan) if sums else ():
            for index in sums:
                if index < len(row.cells) and not is_blank(row.cells[index]):
                    number = read_amount(row.cells[index])[0]
                    filled[index] += 1
                    sums[index] = sums[index] if number is None else (sums[index] or ZERO) + number
        wide = any(target.key.startswith((OF_ITEM, OF_NONE)) for _, target in plan.targets)
        for index, total in sums.items():
            title, place = plan.titles[index], sheet.place(plan.header_row, column_letter(index))
            asked = not (mapped or is_measure(title) or is_subtotal(title))
            target = in_unit(title, Target(f"{OF_NONE}{title}", title, MONEY), list(plan.units))
            if total is None:
                text = f"略过这一列：“{title}”不是补偿项目，也没有金额"
                self.warnings.append(Problem("no-amounts", text, place, level="warning"))
            elif wide and asked and (target.unit is None or target.factor is not None):
                key = f"{OF_NONE}{title}" if plan.column_of(target.key) is None else f"{OF_NONE}{index}"
                plan = plan._replace(targets=(*plan.targets, (index, target._replace(key=key))))
            else:
                what = f"“{title}”列，各格相加是 {exactly(total)}"
                self.passed_over.append(PassedOver(sheet.file, sheet.name, what, filled[index]))
                if asked and header_word(title).endswith(self.money):
                    text = f"像是金额，没有计入：各格相加是 {exactly(total)}"
                    remedy = "是付款、项目的，用 yzcomp columns 写出列的对照，确认后用 --columns"
                    self.questions.append(Problem("passed-over", text, place, title, remedy=remedy, level="warning"))
        return plan

    def bare(self, sheet: Sheet) -> None:
        """A sheet without a heading: nobody knows what its figures are."""
        numbers = [a for row in sheet.rows() for cell in row.cells if (a := read_amount(cell)[0]) is not None]
        said = f"，数字各格相加是 {exactly(sum(numbers, ZERO))}" if numbers else ""
        self.unused(sheet, f"没有表头的工作表{said}")

    def sheet(self, sheet: Sheet, plan: SheetPlan, what: str) -> None:
        """A sheet that says of nobody what was paid to him: its amounts are none that are compared."""
        columns = [(index, target) for index, target in plan.targets if target.form == MONEY]
        sums = dict.fromkeys([index for index, _ in columns], ZERO)
        for row in data_rows(sheet, plan):
            for index, target in columns:
                sums[index] += read_amount(cell_at(row.cells, index), target.factor)[0] or ZERO
        said = "，".join(f"“{plan.titles[index]}”各格相加是 {exactly(total)}" for index, total in sums.items())
        self.unused(sheet, f"{what}{f'，{said}' if said else ''}")
