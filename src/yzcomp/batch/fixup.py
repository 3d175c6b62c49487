"""The fix-up workbook: rejected rows in the layout of the tables, as they were written, what is wrong marked in place.

It is input again: once its coloured cells are put right, ``yzcomp batch`` reads it as it is.
"""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from yzcomp.batch.fixup_book import Cell, Table, numbered, workbook
from yzcomp.batch.run import BatchResult
from yzcomp.batch.worker import Rejection
from yzcomp.forms import BadForm
from yzcomp.household.fields import Form
from yzcomp.money import plain
from yzcomp.output.files import refuse_existing, refuse_unwritable, write_new
from yzcomp.problems import Place, Problem, Refused
from yzcomp.tables.assemble import cell_value
from yzcomp.tables.cells import MergedCell, cell_at, is_blank, shown, written
from yzcomp.tables.columns import KEY, SheetPlan, Target, is_passed_over
from yzcomp.tables.corrections import ORIGIN, REASONS, origin_text
from yzcomp.tables.inputs import Inputs
from yzcomp.tables.sources import Row
from yzcomp.textfiles import real_path

HOUSEHOLDS = "户"
#: More rows than a sheet holds can't be written back.
MOST = 1_000_000
#: What stands below no header may be anything.
_ANY = Form("text")


def check_fix_up(path: Path, inputs: Sequence[str | Path], output: Path, force: bool) -> None:
    """Raises :class:`Refused` where the workbook could not be written; asked before the batch is computed."""
    place = Place(str(path))
    if path.suffix.lower() != ".xlsx":
        raise Refused([Problem("file-name", "修改表是 Excel 文件", place, remedy="文件名以 .xlsx 结尾")])
    given = [real_path(name) for name in inputs]
    here = real_path(path)
    if here in given or here.parent in given:
        message = "修改表不能写在输入文件上，也不能写进输入的文件夹"
        raise Refused([Problem("file-exists", message, place, remedy="换一个文件名")])
    if path.is_dir():
        raise Refused([Problem("file-exists", "这是文件夹", place, remedy="换一个名称")])
    refuse_existing(path, force)
    if not path.parent.is_dir() and here.parent != output.resolve():
        raise Refused([Problem("file-unwritable", "所在的文件夹不存在", place, remedy="先建好文件夹")])
    refuse_unwritable(path)


def write_fix_up(path: Path, result: BatchResult, force: bool) -> None:
    """Writes the rejected households of a batch back; needs a run with ``keep_rejected``."""
    if len(result.rejected) > MOST:
        message = f"退回的有 {len(result.rejected)} 户，一张 Excel 表写不下"
        raise Refused([Problem("too-many-rows", message, Place(str(path)), remedy="分批计算")])
    write_new(path, workbook(rejected_tables(result.rejected, result.inputs)), force)


#: The texts for each column of a row by its title; ``None`` for those of no column. By file, sheet and row.
_Marks = dict[tuple[str, str | None, int | None], dict[str | None, dict[str, None]]]


def rejected_tables(rejected: Sequence[Rejection], inputs: Inputs) -> list[Table]:
    """The tables of the fix-up workbook: households, then the record lists that any of them has."""
    plans = [source.plans for source in inputs.inputs]
    digests = {source.name: source.sha256 for source in (*inputs.sources, *inputs.corrections)}
    found: dict[str | None, Table] = {None: Table(HOUSEHOLDS)}
    found |= {scope: Table(record.title) for scope, record in inputs.facts.records.items()}
    for one in plans:
        found[None].add_columns(_columns(one.households))
        for scope, record_plan in one.records:
            found[scope].add_columns(_columns(record_plan))
    for table in found.values():
        table.add_columns([("problems", REASONS), ("source", ORIGIN)])
    for rejection in rejected:
        marks, group = _marks(rejection.problems), rejection.group
        for of, plan, row in plans[rejection.input].rows(group) if group is not None else ():
            cells = _row(row, plan, marks)
            cells["source"] = Cell(origin_text(plan.place(row.number), digests[plan.file]), ())
            nobody = not rejection.household_id and not cells.get("head", Cell("", ())).text
            if nobody and found[of].rows and (group is None or row not in group.continued):
                found[of].rows.append({})  # else it would go on with the household above
            found[of].rows.append(cells)
    return [table for scope, table in found.items() if table.rows or scope is None]


def _columns(plan: SheetPlan) -> list[tuple[str, str]]:
    """The columns that a sheet has, by key and canonical title, the household's number first. A column that was in
    another unit is converted, and says its unit."""
    columns = [
        (target.key, target.title if target.factor is None else f"{target.title}（{target.form.unit}）")
        for _, target in plan.targets
    ]
    return sorted(columns, key=lambda column: column[0] != KEY)


def _marks(problems: Sequence[Problem]) -> _Marks:
    marks: _Marks = defaultdict(lambda: defaultdict(dict))
    for problem in problems:
        place = problem.place
        marks[place.file, place.sheet, place.line][place.cell_column][problem.sentence()] = None
    return marks


def _row(row: Row, plan: SheetPlan, marks: _Marks) -> dict[str, Cell]:
    """A row's cells by their column's key; what has no cell of its own is said at the household's number."""
    cells: dict[str, Cell] = {}
    found = marks.pop((plan.file, plan.sheet, row.number), {})
    for index, target in plan.targets:
        said = found.pop(plan.place(row.number, index).cell_column, {})
        cell = cell_at(row.cells, index)
        cells[target.key] = _cell(cell, list(said), _written(cell, target, plan))
    for index in plan.strays(row.cells):
        said = found.pop(plan.place(row.number, index).cell_column, {})
        cells[f"{index:06}"] = _cell(row.cells[index], list(said), written(row.cells[index], _ANY))
    key = _standing(cells.get(KEY, Cell("", ())))
    rest = [text for texts in found.values() for text in texts]
    cells[KEY] = key._replace(problems=(*key.problems, *rest), source=str(plan.place(row.number)))
    cells["problems"] = Cell(numbered([text for cell in cells.values() for text in cell.problems]), ())
    return cells


def _written(cell: Any, target: Target, plan: SheetPlan) -> str:
    """A cell as text that reads alike in the fix-up workbook: in the field's own unit, and still in doubt where its
    comma may be a decimal point."""
    text = "" if is_blank(cell) else written(cell, target.form)
    if not text or (target.factor is None and not plan.semicolons):
        return text
    try:
        value = cell_value(cell, target, plan)
    except BadForm:
        in_doubt = "？" if "," in text and target.form.kind in ("number", "integer", "percent") else ""
        return f"{in_doubt}{text}{target.unit or ''}"
    return plain(value) if target.factor is not None else text


def _cell(cell: Any, problems: Sequence[str], text: str) -> Cell:
    """A cell as it was; what is wrong because of its type alone keeps that type, and its comment says what it shows."""
    if is_blank(cell):
        return Cell("", tuple(problems))
    if text:
        return Cell(text, tuple(problems))
    value = cell.value if isinstance(cell, MergedCell) else cell
    return Cell("", (*problems, f"原来的内容：{shown(cell)}"), None, value)


def _standing(number: Cell) -> Cell:
    """A household's number that at the beginning of a row makes it totals or a note is left out, and said."""
    if not is_passed_over(number.text):
        return number
    said = f"户编号“{number.text}”会使这一行被当作合计或说明略过。改成这一户的编号"
    return Cell("", (*number.problems, said))
