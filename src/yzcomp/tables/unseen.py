"""What of a table is hidden, filtered out, struck through or not calculated again: a question each, with the count."""

from collections.abc import Iterator, Sequence

from yzcomp.problems import Problem, some
from yzcomp.tables.cells import is_blank
from yzcomp.tables.columns import KEY, SheetPlan, is_data
from yzcomp.tables.letters import column_letter
from yzcomp.tables.sources import Sheet
from yzcomp.tables.survey import PassedOver

_NAMED = 10


class FileNotes:
    """What is to be told of files besides what is in them: ``passed_over`` is what was not used, ``warnings`` what else
    is to be told; ``questions`` are about the files themselves, and need a person."""

    def __init__(self) -> None:
        self.warnings: list[Problem] = []
        self.passed_over: list[PassedOver] = []
        self.questions: list[Problem] = []

    def used(self, sheet: Sheet, plans: Sequence[SheetPlan]) -> None:
        """Asks after what people don't see of a sheet of amounts or names, that counts all the same. That its formulas
        were not calculated again matters less: what they come to is compared."""
        self.questions += [*hidden_sheet(sheet), *(q for q in veiled(sheet, plans) if q.code != "stale-formulas")]

    def unused(self, sheet: Sheet, what: str) -> None:
        """A sheet that isn't used; a hidden one may have been meant."""
        filled = sheet.filled()
        if filled:
            self.passed_over.append(PassedOver(sheet.file, sheet.name, what, filled))
            if sheet.hidden:
                remedy = "要用的话先取消隐藏；不要的话删去"
                self.questions.append(_problem("hidden-sheet", "工作表是隐藏的，没有用它", sheet, remedy))


def hidden_sheet(sheet: Sheet) -> list[Problem]:
    """The question after a sheet that is read though it is hidden."""
    if not sheet.hidden:
        return []
    return [_problem("hidden-sheet", "工作表是隐藏的，也算在内", sheet, "核对要不要算；不要的话删去")]


def veiled(sheet: Sheet, plans: Sequence[SheetPlan]) -> Iterator[Problem]:
    """The questions that a sheet raises by how it looks."""
    veil = sheet.veil
    if not any(veil):
        return
    for plan in plans:
        key = plan.column_of(KEY) or 0
        rows = [r for r in sheet.rows() if plan.header_row < r.number <= plan.last_row and is_data(r.cells, plan, key)]
        hidden = [row.number for row in rows if row.number - 1 in veil.rows]
        if hidden:
            how = "被筛选掉或隐藏了" if veil.filtered else "是隐藏的"
            message = f"有 {len(hidden)} 行{how}，也算在内：第{some(hidden, _NAMED)}行"
            yield _problem("hidden-rows", message, sheet, "核对要不要算；要算的取消隐藏、清除筛选，不算的删去")
        filled = {i for row in rows for i, cell in enumerate(row.cells) if i in veil.columns and not is_blank(cell)}
        if filled:
            named = some([f"“{plan.titles.get(i, column_letter(i))}”" for i in sorted(filled)], _NAMED)
            message = f"有 {len(filled)} 列是隐藏的，也算在内：{named}"
            yield _problem("hidden-columns", message, sheet, "核对这些列；不要的删去")
        struck = [r.number for r in rows for i, c in enumerate(r.cells) if (r.number - 1, i) in veil.struck and c != ""]
        if struck:
            message = f"有 {len(struck)} 个单元格划了删除线，也算在内：第{some([*dict.fromkeys(struck)], _NAMED)}行"
            yield _problem("struck-through", message, sheet, "作废的删去；不作废的去掉删除线")
    if veil.stale:
        message = f"有 {veil.stale} 个公式的结果是写文件的程序填的，没有重新计算过"
        yield _problem("stale-formulas", message, sheet, "用 Excel 或 WPS 打开，存盘再算")


def _problem(code: str, message: str, sheet: Sheet, remedy: str) -> Problem:
    return Problem(code, message, sheet.place(), remedy=remedy, level="warning")
