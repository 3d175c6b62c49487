"""Finding a table's header: wherever it stands, in one row or two, and with the units that people write into it."""

from typing import Any

from yzcomp.forms import clean
from yzcomp.limits import exceeded, limit
from yzcomp.money import plain
from yzcomp.problems import Place, Problem, did_you_mean
from yzcomp.tables.cells import is_blank, shown
from yzcomp.tables.columns import KEY, SheetPlan, Target, header_word
from yzcomp.tables.letters import column_letter
from yzcomp.tables.sources import Row, Sheet
from yzcomp.tables.units import factor, line_units, title_units, unit_of

#: How far down a header is looked for: titles, notes and units stand above it.
HEADER_DEPTH = 20
Words = dict[str, Target]


def read_header(
    sheet: Sheet, words: Words, ignore_extra: bool, passed: frozenset[str] = frozenset()
) -> tuple[SheetPlan | None, list[Problem]]:
    """The plan of a sheet, or why it has none. A sheet without any content has neither plan nor problem.

    Columns that are called by a word of ``passed`` are passed over like the extra ones, and are no problem.
    """
    rows = _first_rows(sheet)
    if not rows:
        return None, []
    wide = next((row for row in rows if len(row.cells) > limit("columns")), None)
    if wide is not None:
        return None, [exceeded("columns", sheet.place(wide.number), "多半是误碰了很远的单元格，或逗号写错")]
    best = max(rows, key=lambda row: _known(row.cells, words))
    if _known(best.cells, words) < 2:
        message = f"前{HEADER_DEPTH}行里没有找到表头"
        remedy = "表头至少要有户编号和另一列；可用 yzcomp template 生成空表对照。不是户表的工作表可以删去"
        return None, [Problem("no-header", message, sheet.place(rows[0].number), remedy=remedy)]
    first = next((row for row in rows if is_header(row.cells, words)), best)
    if first.number < best.number - 1:  # a longer header further down begins another table
        best = first
    above = [unit for row in rows if row.number < best.number for cell in row.cells for unit in line_units(shown(cell))]
    return plan_of(sheet, _whole_header(best, rows, words), words, ignore_extra, passed, above)


def _first_rows(sheet: Sheet) -> list[Row]:
    rows = []
    for row in sheet.rows():
        if row.number > HEADER_DEPTH:
            break
        if any(not is_blank(cell) for cell in row.cells):
            rows.append(row)
    return rows


def _known(cells: list[Any], words: Words) -> int:
    return len({words[header_word(cell)].key for cell in cells if header_word(cell) in words})


def is_header(cells: list[Any], words: Words) -> bool:
    """Whether a row is a header of households or records, wherever it stands."""
    known = [words[word].key for word in map(header_word, cells) if word in words]
    return KEY in known and len(set(known)) > 1 and 2 * len(known) >= sum(not is_blank(cell) for cell in cells)


def _whole_header(best: Row, rows: list[Row], words: Words) -> Row:
    """A header may take two rows: a group's title above the titles of its columns, the other columns in either."""
    near = {row.number: row.cells for row in rows}
    cells, number = list(best.cells), best.number
    below = near.get(number + 1, [])
    given = [(index, cell) for index, cell in enumerate(below) if not is_blank(cell)]
    if given and all(header_word(cell) in words for _, cell in given):
        number += 1
        cells += [""] * (len(below) - len(cells))
        for index, cell in given:
            cells[index] = cell
    for index, cell in enumerate(near.get(best.number - 1, [])):
        if header_word(cell) in words and (index >= len(cells) or is_blank(cells[index])):
            cells += [""] * (index + 1 - len(cells))
            cells[index] = cell
    return Row(number, cells)


def plan_of(
    sheet: Sheet, row: Row, words: Words, ignore_extra: bool, passed: frozenset[str], units: list[str]
) -> tuple[SheetPlan, list[Problem]]:
    """The plan of a table with this header, and what is wrong with it; ``units`` are those that stand above it."""
    targets: dict[str, tuple[int, Target]] = {}
    titles = {index: clean(shown(cell)) for index, cell in enumerate(row.cells) if not is_blank(cell)}
    loose: set[int] = set()
    problems: list[Problem] = []
    for index, title in titles.items():
        target = words.get(header_word(title))
        place = sheet.place(row.number, column_letter(index))
        if target is None:
            loose.add(index)
            problems += [] if ignore_extra or header_word(title) in passed else [_unknown(title, words, place)]
        elif target.key in targets:
            other = column_letter(targets[target.key][0])
            problems.append(Problem("duplicate-column", f"与{other}列重复", place, title, remedy="只保留一列"))
        else:
            unit = unit_of(title_units(title, target.title), target.form, True) or (
                None if title_units(title, target.title) else unit_of(units, target.form, False)
            )
            target = target if unit is None else target._replace(unit=unit, factor=factor(unit, target.form.unit))
            targets[target.key] = (index, target)
            problems += [] if unit is None else [_other_unit(title, target, place)]
    if KEY not in targets:
        place = sheet.place(row.number)
        problems.append(Problem("missing-column", "表头没有这一列", place, "户编号", remedy="补上这一列"))
    plan = SheetPlan(
        *(sheet.file, sheet.name, row.number, tuple(targets.values()), titles, frozenset(loose), ignore_extra),
        semicolons=sheet.source.delimiter == ";",
    )
    return plan, problems


def _unknown(title: str, words: Words, place: Place) -> Problem:
    titles = list(dict.fromkeys(target.title for target in words.values()))
    close = did_you_mean(title, [*titles, *(target.key for target in words.values())])
    remedy = f"{close or ''}不需要的列可以删去，或加 --ignore-extra 略过"
    return Problem("unknown-column", "没有这一列", place, title, remedy=remedy)


def _other_unit(title: str, target: Target, place: Place) -> Problem:
    """A column in another unit would be read as a hundred or ten thousand times what it is."""
    own, unit = target.form.unit, target.unit
    if target.factor is not None:
        message = f"写的是{unit}，已换算成{own}：1{unit} = {plain(target.factor)}{own}"
        return Problem("unit-converted", message, place, title, level="warning")
    remedy = f"把这一列换算成{own}，再改表头或表上面的“单位”"
    return Problem("wrong-unit", f"单位是“{unit}”，应当是{own}", place, title, remedy=remedy)
