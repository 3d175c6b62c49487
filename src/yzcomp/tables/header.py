"""How a table's heading is read: which column fills what, and what can't be read without a person."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from yzcomp.file_kinds import other
from yzcomp.forms import clean
from yzcomp.household.headings import suggestion
from yzcomp.limits import exceeded, limit
from yzcomp.money import plain
from yzcomp.problems import Place, Problem
from yzcomp.tables.cells import is_blank, shown
from yzcomp.tables.columns import KEY, SheetPlan, Target, header_word
from yzcomp.tables.heading_units import factor, line_units, title_units, unit_of
from yzcomp.tables.headings import HEADER_DEPTH, Heading, compose, first_rows, has_numbers
from yzcomp.tables.letters import column_letter
from yzcomp.tables.meanings import ASK, IGNORED, SURE, TWICE, GroupedWords, Meaning, Vocabulary
from yzcomp.tables.sources import Row, Sheet

Words = Mapping[str, Target]
#: Who a household is and where its money goes: a table with nothing else and with amounts is a record of them.
DESCRIBE = {KEY, "head", "id_number", "district", "village", "payee_name", "bank", "account", "phone", "remark"}
_PROPOSE = "用 yzcomp columns 写出列的对照，确认后用 --columns"


def find_heading(sheet: Sheet, vocabulary: Vocabulary | Words) -> tuple[Heading | None, list[Problem]]:
    """The heading of a sheet, or why it has none. A sheet without any content has neither."""
    return _heading(sheet, first_rows(sheet), vocabulary)


def _heading(sheet: Sheet, rows: list[Row], vocabulary: Vocabulary | Words) -> tuple[Heading | None, list[Problem]]:
    if not rows:
        return None, []
    wide = next((row for row in rows if len(row.cells) > limit("columns")), None)
    if wide is not None:
        return None, [exceeded("columns", sheet.place(wide.number), "多半是误碰了很远的单元格，或逗号写错")]
    able = _able(rows, vocabulary) if isinstance(vocabulary, Vocabulary) else rows
    best = max(able, key=lambda row: _known(row.cells, vocabulary), default=None)
    if best is None or _known(best.cells, vocabulary) < 2:
        return None, [_no_header(sheet, rows, vocabulary)]
    first = next((row for row in able if is_header(row.cells, own_words(vocabulary))), best)
    if first.number < best.number - 1:  # a longer header further down begins another table
        best = first
    return compose(best, rows, lambda cell: knows(cell, vocabulary)), []


def _able(rows: list[Row], vocabulary: Vocabulary) -> list[Row]:
    """The rows that may be a heading: without figures, unless they are called as we call it, and none of a form."""
    beside = [row.number for row in rows if _is_beside(row.cells, vocabulary)]
    if len(beside) > 2:
        return []
    return [row for row in rows if not has_numbers(row.cells) or _known(row.cells, vocabulary.own) > 1]


def _is_beside(cells: list[Any], vocabulary: Vocabulary) -> bool:
    """Whether a row has titles with their contents beside them, as forms do: words and others in turn."""
    known = [vocabulary.knows(cell) for cell in cells if not is_blank(cell)]
    return sum(known) > 1 and known[0] and all(first != second for first, second in pairwise(known))


def _no_header(sheet: Sheet, rows: list[Row], vocabulary: Vocabulary | Words) -> Problem:
    """Why no row is a heading, with the nearest one: a form with its titles beside their contents has many."""
    beside = [row for row in rows if has_numbers(row.cells) and _known(row.cells, vocabulary)]
    if isinstance(vocabulary, Vocabulary) and sum(_known(row.cells, vocabulary) for row in beside) > 2:
        message = "这是一户一页的表单（标题的右边就是内容），不是一行一户的表"
        remedy = "照它填一张一行一户的表；空表用 yzcomp template 生成"
        return Problem("form-layout", message, sheet.place(beside[0].number), remedy=remedy)
    nearest = max(rows, key=lambda row: (_known(row.cells, vocabulary), sum(not is_blank(cell) for cell in row.cells)))
    where = f"第{nearest.number}行" if nearest.number else "各列的名称"
    message = f"前{HEADER_DEPTH}行里没有找到表头，最像的是{where}"
    remedy = f"表头至少要有户编号和另一列；{_PROPOSE}，或用 yzcomp template 生成空表对照。不是户表的工作表可以删去"
    return Problem("no-header", message, sheet.place(nearest.number), remedy=remedy)


def own_words(vocabulary: Vocabulary | Words) -> Words:
    """The words that are headings of ours."""
    return vocabulary.own if isinstance(vocabulary, Vocabulary) else vocabulary


def is_header(cells: list[Any], words: Words) -> bool:
    """Whether a row is a header of households or records, wherever it stands."""
    known = [words[word].key for word in map(header_word, cells) if word in words]
    return KEY in known and len(set(known)) > 1 and 2 * len(known) >= sum(not is_blank(cell) for cell in cells)


def knows(cell: Any, vocabulary: Vocabulary | Words) -> bool:
    """Whether a cell is a word of headings."""
    return vocabulary.knows(cell) if isinstance(vocabulary, Vocabulary) else header_word(cell) in vocabulary


def _known(cells: list[Any], vocabulary: Vocabulary | Words) -> int:
    words = {header_word(cell) for cell in cells if knows(cell, vocabulary)}
    own = own_words(vocabulary)
    return len({own[word].key if word in own else word for word in words})


def read_header(
    sheet: Sheet, words: Vocabulary | Words, ignore_extra: bool, passed: frozenset[str] = frozenset()
) -> tuple[SheetPlan | None, list[Problem]]:
    """The plan of a sheet, or why it has none. A sheet without any content has neither plan nor problem.

    Columns that are called by a word of ``passed`` are passed over like the extra ones, and are no problem.
    """
    rows = first_rows(sheet)
    heading, problems = _heading(sheet, rows, words)
    if heading is None:
        return None, problems
    above = (cell for row in rows if row.number < heading.first for cell in row.cells)
    units = [unit for cell in above for unit in line_units(shown(cell))]
    return plan_of(sheet, heading, words, ignore_extra, passed, units)


def _meanings(heading: Heading, words: Vocabulary | Words) -> dict[int, tuple[Target | None, Meaning]]:
    """Each column's target where that is sure, and what else it may mean."""
    if isinstance(words, GroupedWords):
        return {i: (target, Meaning(ASK)) for i, target in words.targets(heading).items()}
    if not isinstance(words, Vocabulary):
        return {i: (words.get(header_word(t[-1])), Meaning(ASK)) for i, t in heading.titles.items()}
    found = words.meanings(heading)
    return {i: (words.target(m.meant[0]) if m.how in (SURE, TWICE) else None, m) for i, m in found.items()}


def plan_of(
    sheet: Sheet,
    heading: Heading,
    words: Vocabulary | Words,
    ignore_extra: bool,
    passed: frozenset[str],
    units: list[str],
) -> tuple[SheetPlan, list[Problem]]:
    """The plan of a table with this header, and what is wrong with it; ``units`` are those that stand above it."""
    targets: dict[str, tuple[int, Target]] = {}
    titles = {index: clean(shown(titles[-1])) for index, titles in heading.titles.items()}
    loose: set[int] = set()
    problems: list[Problem] = []
    asked: dict[int, Meaning] = {}
    for index, (target, meaning) in _meanings(heading, words).items():
        title = titles[index]
        place = sheet.place(heading.last, column_letter(index))
        if target is None:
            loose.add(index)
            word = header_word(title)
            total = isinstance(words, Vocabulary) and word in words.names.totals
            if ignore_extra or word in passed or meaning.how == IGNORED or total:
                continue
            if meaning.how == ASK and isinstance(words, Vocabulary):
                asked[index] = meaning
            else:
                problems.append(_unknown(title, words, place))
        elif target.key in targets:
            problems.append(_twice(title, column_letter(targets[target.key][0]), place))
        else:
            target = in_unit(title, target, units)
            targets[target.key] = (index, target)
            problems += [] if target.unit is None else [other_unit(title, target, place)]
    if asked and isinstance(words, Vocabulary):
        problems.append(_asked(asked, titles, words, sheet.place(heading.last)))
    if KEY not in targets:
        place = sheet.place(heading.last)
        remedy = f"补上这一列；各户另有编号的，{_PROPOSE}"
        problems.append(Problem("missing-column", "表头没有这一列", place, "户编号", remedy=remedy))
    recorded = isinstance(words, Vocabulary) and any(words.is_money(header_word(titles[index])) for index in loose)
    if problems and recorded and targets.keys() <= DESCRIBE:
        problems = [other("record", "roster", sheet.place(heading.last))]
    plan = SheetPlan(
        *(sheet.file, sheet.name, heading.last, tuple(targets.values()), titles, frozenset(loose), ignore_extra),
        semicolons=sheet.source.delimiter == ";",
        first_row=heading.first,
        units=tuple(units),
    )
    return plan, problems


def _twice(title: str, other: str, place: Place) -> Problem:
    """Two columns of one meaning: which of them counts, or whether they are to be added, no program can say."""
    remedy = f"两列都有内容的不要删：{_PROPOSE}，说明各是什么"
    return Problem("duplicate-column", f"与{other}列重复", place, title, remedy=remedy)


def _asked(asked: Mapping[int, Meaning], titles: Mapping[int, str], words: Vocabulary, place: Place) -> Problem:
    """The columns of which a person has to say what they are, in one problem: they are answered together."""
    columns = [
        f"{column_letter(index)}列“{titles[index]}”（{'、'.join(map(words.title, meaning.meant[:3]))}？）"
        for index, meaning in asked.items()
    ]
    message = f"有{len(columns)}列要由人确认是什么：{'、'.join(columns)}"
    return Problem("unconfirmed-column", message, place, remedy=_PROPOSE)


def _unknown(title: str, words: Vocabulary | Words, place: Place) -> Problem:
    if isinstance(words, Vocabulary) and words.is_money(header_word(title)):
        remedy = "要核对记录的金额，用 yzcomp audit 名册 --against 这个文件；不用它，加 --ignore-extra 略过"
        return Problem("unknown-column", "这一列像是记录下来的金额，计算用不上", place, title, remedy=remedy)
    own = own_words(words)
    names = {name: target.key for target in own.values() for name in (target.title, target.key)}
    close = suggestion(title, names)
    remedy = f"{close or ''}{_PROPOSE}；不需要的列可以加 --ignore-extra 略过"
    return Problem("unknown-column", "没有这一列", place, title, remedy=remedy)


def in_unit(title: str, target: Target, units: list[str]) -> Target:
    """A column's target in the unit that its title names, or else one of ``units`` that is about its kind."""
    own = title_units(title, target.title)
    unit = unit_of(own, target.form, True) if own else unit_of(units, target.form, False)
    return target if unit is None else target._replace(unit=unit, factor=factor(unit, target.form.unit))


def other_unit(title: str, target: Target, place: Place) -> Problem:
    """A column in another unit would be read as a hundred or ten thousand times what it is."""
    own, unit = target.form.unit, target.unit
    if target.factor is not None:
        message = f"写的是{unit}，已换算成{own}：1{unit} = {plain(target.factor)}{own}"
        return Problem("unit-converted", message, place, title, level="warning")
    remedy = f"把这一列换算成{own}，再改表头或表上面的“单位”"
    return Problem("wrong-unit", f"单位是“{unit}”，应当是{own}", place, title, remedy=remedy)
