"""Problems as values: what is wrong, where, and what to do about it.

A problem is collected, never raised on its own, so that a user sees all of them at once; they are printed in one
spot. The ``code`` of a problem is stable and is listed with an example in ``docs/errors.md``.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache
from importlib.util import find_spec
from typing import Literal, NamedTuple

#: The way from a document's root to a value in it: keys and list positions.
Path = tuple[str | int, ...]


class Place(NamedTuple):
    """Where something stands in a file: a line and column of a text, or a row and column of a sheet (from 1; 0 for the
    names of the columns of a Parquet)."""

    file: str = ""
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell_column: str | None = None

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.sheet:
            parts.append(f"工作表“{self.sheet}”")
        if self.line is not None:
            where = f"第{self.line}行" if self.line else ""
            if where and self.file.endswith(".parquet"):  # whose columns' names are no row
                where += "数据"
            if self.cell_column is not None:
                where += f"“{self.cell_column}”列"
            elif self.column is not None:
                where += f"第{self.column}列"
            parts += [where] if where else []
        return " ".join(parts)


class Problem(NamedTuple):
    """One thing that is wrong. ``field`` is its Chinese title, ``value`` what stood there, ``remedy`` what to do."""

    code: str
    message: str
    place: Place = Place()
    field: str | None = None
    value: str | None = None
    remedy: str | None = None
    path: Path = ()
    level: Literal["error", "warning"] = "error"

    def at(self, place: Place) -> "Problem":
        return self._replace(place=place)

    def sentence(self) -> str:
        """Field, message and remedy without the place, for a table that has columns of its own for that."""
        head = f"「{self.field}」" if self.field else ""
        tail = f"。{self.remedy}" if self.remedy else ""
        return f"{head}{self.message}{tail}"

    def __str__(self) -> str:
        where = str(self.place)
        return f"{where}：{self.sentence()}" if where else self.sentence()


class Refused(Exception):
    """Input that can't be used, with every problem that was found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def require(library: str, extra: str, place: Place | None = None) -> None:
    """Raises :class:`Refused` with the command that installs what isn't there."""
    if find_spec(library) is None:
        what = f"yzcomp[{extra}]" if extra else library
        message, remedy = f"这种文件要用 {library}，还没有安装", f'运行：pip install "{what}"'
        raise Refused([Problem("extra-missing", message, place or Place(), remedy=remedy)])


def by_place(problems: Iterable[Problem]) -> list[Problem]:
    """Problems in the order in which a reader comes upon them, each said once."""
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda p: (p.place.file, p.place.line or 0, p.place.column or 0))


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that a mistyped one most probably means, if any is close.

    Chinese words are short, and their last character tells only the kind: 旱地 is not 林地. So a short one must begin
    alike, or be part of the known one.
    """
    return _nearest(word, tuple(known))


@lru_cache(maxsize=1024)  # a slip of the hand repeats down a whole column
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    level = {unicodedata.normalize("NFKC", k).lower(): k for k in known}
    if same := level.get(unicodedata.normalize("NFKC", word).lower()):
        return same
    if word.isascii():
        found = get_close_matches(word, known, n=1, cutoff=0.6)
    else:
        alike = [k for k in known if word and (k[:1] == word[:1] or word in k or k in word)]
        found = get_close_matches(word, known if len(word) > 3 else alike, n=1, cutoff=0.5)
    return found[0] if found else None


def some(named: Sequence[object], most: int) -> str:
    """The first of what is named, and whether there are more."""
    return "、".join(map(str, named[:most])) + ("等" if len(named) > most else "")


def did_you_mean(word: str, known: Sequence[str], otherwise: str | None = None) -> str | None:
    """A remedy sentence that names the nearest known word, else ``otherwise``."""
    close = nearest(word, known)
    return f"是不是“{close}”？" if close else otherwise


#: What a kind of problem is called in sums of many.
KIND_TITLES = {
    "duplicate-id": "户编号重复",
    "orphan-record": "记录没有对应的户",
    "record-twice": "同一记录写在两处",
    "required": "必填项没有填",
    "short-row": "行比表头短",
    "continued-row": "接着上一户的行另写了内容",
    "example-row": "空表里的示例",
    "placeholder": "没有填写姓名",
    "damaged-text": "有损坏的字符",
    "fact-missing": "需要的内容没有填",
    "not-a-number": "不是数字",
    "not-an-integer": "不是整数",
    "not-a-percent": "不是百分数",
    "not-a-date": "不是日期",
    "not-yes-no": "不是“是”或“否”",
    "not-a-choice": "不是可选的值",
    "out-of-range": "数值超出范围",
    "wrong-unit": "单位不对",
    "wrong-type": "单元格类型不对",
    "error-cell": "单元格是错误值",
    "merged-cell": "合并单元格里的数说不清",
    "stray-cell": "表头以外有内容",
    "id-damaged": "号码被 Excel 损坏",
    "id-shape": "身份证号位数不对",
    "id-check-digit": "身份证号校验码不对",
    "id-birth-date": "身份证号中的出生日期不对",
    "year-ambiguous": "只写年份，无法判断先后",
    "hidden-sheet": "隐藏的工作表",
    "hidden-rows": "隐藏或筛选掉的行",
    "hidden-columns": "隐藏的列",
    "struck-through": "划了删除线的单元格",
    "stale-formulas": "没有重新计算过的公式",
    "totals-differ": "合计行与各行不等",
    "replacement-lacks": "换上的户缺少列或表",
}
