"""A workbook of standards, one sheet a standard, read as the tree that a standards file of text is: each value with the
cell that it stands in."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from yzcomp.file_kinds import refuse_other
from yzcomp.forms import BadForm, clean
from yzcomp.household.fields import Form
from yzcomp.problems import Place, Problem, did_you_mean
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import MARKS, WORDS, Marks
from yzcomp.rulebook.standard_rows import RowReader
from yzcomp.rulebook.standard_rule import StandardRule
from yzcomp.tables.cells import is_blank, raw_value, shown
from yzcomp.tables.letters import column_letter
from yzcomp.tables.sources import Row, Sheet, Source

#: The sheet that names the document, and its columns with the keys that they stand for; the sheet that explains.
HEAD, EXPLANATION = "标准文件", "说明"
HEADER = {
    "代号": ("id", WORDS),
    "名称": ("title", WORDS),
    "文号": ("document", WORDS),
    "日期": ("issued_on", Form("date")),
    "正式标准": ("official", Form("yes_no")),
}
#: Columns by what they are called: the word that the tree has for it, and how it is read.
_Words = dict[str, tuple[str, Form]]
_Columns = dict[int, tuple[str, Form]]


def sheet_name(name: str, rule: StandardRule) -> str:
    """What the sheet of a standard is called: as the standard is, where a spreadsheet allows that."""
    return rule.name if len(rule.name) <= 31 and not set(rule.name) & set("[]:*?/\\'") else name


def read_book(path: Path, rulebook: Rulebook, problems: list[Problem]) -> tuple[dict[str, Any], str]:
    """The tree of a workbook and its digest; what is wrong with its cells is added to ``problems``.

    Raises :class:`yzcomp.Refused` where it can't be read at all.
    """
    with closing(Source(path, wanted="standards")) as source:
        return _Book(source, rulebook, problems).tree(), f"sha256:{source.sha256}"


class _Book:
    def __init__(self, source: Source, rulebook: Rulebook, problems: list[Problem]) -> None:
        self.source, self.rulebook, self.problems = source, rulebook, problems
        self.names = {word: name for name, rule in rulebook.standards.items() for word in _words(name, rule)}

    def tree(self) -> dict[str, Any]:
        rates: dict[str, Any] = {MARKS: Marks(self.source.name)}
        if not {clean(sheet.called) for sheet in self.source.sheets()} & {HEAD, *self.names}:
            refuse_other("workbook", "standards text", Place(self.source.name))
        tree: dict[str, Any] = {MARKS: Marks(self.source.name), "rates": rates}
        for sheet in self.source.sheets():
            rows = [row for row in sheet.rows() if not all(map(is_blank, row.cells))]
            called = clean(sheet.called)
            if called == EXPLANATION or not rows:
                continue
            self._refuse_unseen(sheet)
            if called == HEAD:
                self._head(sheet, rows, tree)
            elif called in self.names:
                self._standard(self.names[called], sheet, rows, rates)
            else:
                known = [rule.name for rule in self.rulebook.standards.values()]
                remedy = did_you_mean(called, known, f"可写：{'、'.join(known)}")
                self._say("unknown-standard", f"没有标准“{called}”", sheet.place(), remedy=remedy)
        return tree

    def _head(self, sheet: Sheet, rows: list[Row], tree: dict[str, Any]) -> None:
        columns = self._columns(sheet, rows[0], dict(HEADER))
        if len(rows) != 2:
            message = "这张表要有一行，写标准所在的文件" if len(rows) < 2 else "这张表只能有一行"
            self._say("required", message, sheet.place(rows[-1].number), remedy="一份文件的标准写一个工作簿")
        elif (found := self._row(sheet, rows[1], columns)) is not None:
            tree["standard"] = found

    def _standard(self, name: str, sheet: Sheet, rows: list[Row], rates: dict[str, Any]) -> None:
        rule = self.rulebook.standards[name]
        reader = RowReader(name, rule, self.rulebook, [])
        words = {word: (word, reader.forms[key]) for word, key in reader.words.items()}
        rate = reader.forms["rate"]._replace(unit=None if rule.unit == "*" else rule.unit)
        words |= {word: (word, rate) for word, key in reader.words.items() if key == "rate"}
        parts = {i: _without_unit(clean(shown(cell)), words) for i, cell in enumerate(rows[0].cells)}
        columns = self._columns(sheet, rows[0], words, {i: title for i, (title, _) in parts.items()})
        found = [row for row in (self._row(sheet, row, columns) for row in rows[1:]) if row is not None]
        for index, unit in ((i, unit) for i, (_, unit) in parts.items() if unit):
            for row in found:
                row.setdefault("单位", unit)
                row[MARKS].keys.setdefault("单位", (rows[0].number, index + 1))
        rates.setdefault(name, []).extend(found)

    def _columns(
        self, sheet: Sheet, row: Row, words: dict[str, tuple[str, Form]], titles: Mapping[int, str] = {}
    ) -> _Columns:
        """The columns of a heading by what they are called, each once."""
        found: _Columns = {}
        for index, cell in enumerate(row.cells):
            title = titles.get(index) or clean(shown(cell))
            place = sheet.place(row.number, column_letter(index))
            if not title:
                continue
            if title not in words:
                remedy = did_you_mean(title, list(words), f"可写：{'、'.join(words)}")
                self._say("unknown-column", "没有这一列", place, title, remedy)
            elif words[title] in found.values():
                self._say("duplicate-column", "同一列写了两次", place, title, "只保留一列")
            else:
                found[index] = words[title]
        return found

    def _row(self, sheet: Sheet, row: Row, columns: _Columns) -> dict[str, Any] | None:
        """A row as a mapping, or ``None`` where one of its cells can't be read."""
        before = len(self.problems)
        marks = Marks(sheet.file, row.number, None, {}, sheet.name)
        found: dict[str, Any] = {MARKS: marks}
        for index, cell in enumerate(row.cells):
            if is_blank(cell):
                continue
            place = sheet.place(row.number, column_letter(index))
            if index not in columns:
                self._say("stray-cell", "这一列没有表头，或没有这一列，却有内容", place, remedy="删去，或补上表头")
                continue
            word, form = columns[index]
            marks.keys[word] = (row.number, index + 1)
            try:
                found[word] = raw_value(cell, form)
            except BadForm as bad:
                self._say(bad.code, bad.message, place, word, bad.remedy)
        return found if len(self.problems) == before else None

    def _refuse_unseen(self, sheet: Sheet) -> None:
        """A rate that nobody sees is entered by nobody."""
        if sheet.hidden:
            self._say("hidden-sheet", "工作表是隐藏的", sheet.place(), remedy="取消隐藏；不要的删去")
        elif sheet.veil.rows or sheet.veil.columns:
            self._say("hidden-rows", "有隐藏的行或列", sheet.place(), remedy="取消隐藏；不要的删去")
        elif sheet.veil.struck:
            row = min(sheet.veil.struck)[0] + 1
            self._say("struck-through", "单元格划了删除线", sheet.place(row), remedy="去掉删除线；不要的删去")

    def _say(self, code: str, message: str, place: Place, field: str | None = None, remedy: str | None = None) -> None:
        self.problems.append(Problem(code, message, place, field, remedy=remedy))


def _words(name: str, rule: StandardRule) -> tuple[str, ...]:
    return name, rule.name, sheet_name(name, rule)


def _without_unit(title: str, words: dict[str, Any]) -> tuple[str, str]:
    """A column's title without its unit, and the unit: ``标准（元/㎡）``."""
    name, _, unit = title.replace("(", "（").replace(")", "）").partition("（")
    return (title, "") if title in words or clean(name) not in words else (clean(name), unit.rstrip("）"))
