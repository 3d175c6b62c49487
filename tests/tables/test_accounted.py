"""Whatever has happened to a workbook, each of its filled cells is used, listed as passed over, or refused: taking one
away changes the facts of a household, or what is said."""

import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from tests.households import evaluator
from yzcomp import Refused
from yzcomp.batch.chunks import Chunks
from yzcomp.batch.duplicates import find_duplicates
from yzcomp.batch.worker import Job, Rejection, Worker
from yzcomp.tables.inputs import Inputs

HEAD = ["户编号", "户主", "村组", "合法常住人口", "安置方式", "征地告知日", "签约日期", "结构", "等级", "合法建筑面积"]
HEAD += ["底层占地面积", "水塘面积", "权属争议", "银行账号", "备注"]
pytestmark = pytest.mark.usefixtures("compiled_once")
FOLD = settings(deadline=None, suppress_health_check=list(HealthCheck))


def household(number: int) -> list[Any]:
    own = [f"A{number}", f"张{'甲乙丙丁'[number]}", "一组", 3, "安置地安置", "2019-03-01", "2019-05-20", "砖混", "一等"]
    return [*own, f"{120 + number}.5", 80, 0.75, "否", f"6222020000000{number}", f"第{number}批"]


class Book(NamedTuple):
    """The rows of a sheet, other sheets, and what is hidden, struck through or merged on the first (from 1)."""

    rows: list[list[Any]]
    sheets: dict[str, list[list[Any]]]
    hidden_rows: set[int]
    hidden_columns: set[int]
    struck: set[tuple[int, int]]
    merged: set[str]


Damage = Callable[[Book, int], None]


def cell(title: str, value: Any) -> Damage:
    def put(book: Book, at: int) -> None:
        row, place = book.rows[at], HEAD.index(title)
        row += [""] * (place + 1 - len(row))
        row[place] = value

    return put


def insert(*cells: Any) -> Damage:
    return lambda book, at: book.rows.insert(at + 1, list(cells))


def second_header(book: Book, at: int) -> None:
    book.rows[at + 1 : at + 1] = [[*reversed(HEAD), "用途"], [*reversed(household(3)), "住宅"]]


def further_house(book: Book, at: int) -> None:
    title = dict.fromkeys(HEAD, "") | {"合法建筑面积": "30.5", "底层占地面积": 12, "结构": "砖木", "等级": "二等"}
    book.rows.insert(at + 1, list(title.values()))


def merged_number(book: Book, at: int) -> None:
    further_house(book, at)
    book.merged.add(f"A{at + 1}:A{at + 2}")


def column(title: str, *cells: Any) -> Damage:
    def add(book: Book, at: int) -> None:
        for row, own in zip(book.rows, [title, *cells, "", "", "", "", "", "", "", ""], strict=False):
            row.append(own)

    return add


def totals(book: Book, at: int) -> None:
    area = HEAD.index("合法建筑面积")
    book.rows.append(["合计", *[""] * (area - 1), "363" if at % 2 else "999"])


def no_heading(book: Book, at: int) -> None:
    next(row for row in book.rows if "户编号" in row)[at] = ""


def other_heading(title: str, other: str) -> Damage:
    def put(book: Book, at: int) -> None:
        book.rows[0] = [other if own == title else own for own in book.rows[0]]

    return put


DAMAGES: dict[str, Damage] = {
    "placeholder": cell("户主", "/"),
    "year": cell("签约日期", 2019),
    "half a day": cell("征地告知日", "19-5-20"),
    "unit": cell("合法建筑面积", "120.5㎡"),
    "wrong unit": cell("水塘面积", "500㎡"),
    "hectares": cell("水塘面积", "0.05公顷"),
    "sentence": cell("合法常住人口", "三人（另有一名）"),
    "formula without value": cell("合法建筑面积", "=1+1"),
    "text of a formula": cell("户编号", '="A7"'),
    "damaged number": cell("银行账号", 6.22202e17),
    "damaged text": cell("户主", "张\ufffd"),
    "number as truth": cell("权属争议", 1),
    "blank number": cell("户编号", ""),
    "no heading": no_heading,
    "synonym": other_heading("户主", "户主姓名"),
    "unit in a heading": other_heading("水塘面积", "水塘面积（公顷）"),
    "other unit in a heading": other_heading("合法建筑面积", "合法建筑面积（亩）"),
    "short row": insert("A8", "李四", "二组"),
    "note": insert("注：以上各户已公示"),
    "line of units": lambda book, at: book.rows.insert(0, ["单位：㎡、亩"]),
    "title": lambda book, at: book.rows.insert(0, ["某村征收花名册", "", "2019年3月"]),
    "second header": second_header,
    "repeated header": lambda book, at: book.rows.insert(at + 1, list(book.rows[0])),
    "further house": further_house,
    "merged number": merged_number,
    "totals": totals,
    "serial numbers": column("序号", 1, 2, 3),
    "amounts": column("合计", 100, 200, "三百"),
    "extra column": column("组长意见", "同意", "", "缓办"),
    "beyond the heading": column("", "", "见附件"),
    "hidden row": lambda book, at: book.hidden_rows.add(at + 1),
    "hidden column": lambda book, at: book.hidden_columns.add(at + 1),
    "struck through": lambda book, at: book.struck.add((at + 1, at + 3)),
    "explanation": lambda book, at: book.sheets.update({"填表说明": [["逐户填写", "", "不留空"]]}),
    "other sheet": lambda book, at: book.sheets.update({"Sheet2": [["草稿", 5]]}),
    "second roster": lambda book, at: book.sheets.update({"二村": [HEAD, household(3)]}),
}


def damaged(names: list[tuple[str, int]]) -> Book:
    book = Book([list(HEAD), *(household(number) for number in range(3))], {}, set(), set(), set(), set())
    for name, at in names:
        DAMAGES[name](book, at)
    return book


def written(path: Path, book: Book) -> Path:
    file = openpyxl.Workbook()
    for name, rows in {"一村": book.rows, **book.sheets}.items():
        sheet = file.create_sheet(name)
        for row in rows:
            sheet.append([None if value == "" else value for value in row])
    file.remove(file.worksheets[0])
    first = file.worksheets[0]
    for row in book.hidden_rows:
        first.row_dimensions[row].hidden = True
    for number in book.hidden_columns:
        first.column_dimensions[get_column_letter(number)].hidden = True
    for row, number in book.struck:
        first.cell(row, number).font = Font(strike=True)
    for area in book.merged:
        first.merge_cells(area)
    file.save(path)
    return path


class Said(NamedTuple):
    """The facts of each household of a workbook and all that is said of it; of each sheet, the rows of refused ones."""

    told: list[str]
    refused: set[tuple[str | None, int]]


def said(path: Path, ignore_extra: bool) -> Said | None:
    """What comes of a workbook; nothing where it is refused as a whole."""
    try:
        inputs = Inputs([path], evaluator().setting.facts, ignore_extra=ignore_extra)
    except Refused as caught:
        assert all(problem.message for problem in caught.problems)
        return None
    refused: set[tuple[str | None, int]] = set()
    with closing(inputs):
        setting = evaluator().setting
        plans = tuple(source.plans for source in inputs.inputs)
        job = Job(setting.rulebook, setting.standards, setting.readings, True, False, plans)
        told: list[Any] = [*inputs.passed_over, *inputs.questions, *inputs.warnings]
        for found in Chunks(inputs, find_duplicates(inputs), 1).results(_assessed, job):
            for number, group, one in found:
                told.append(one.row() if isinstance(one, Rejection) else one.household)
                rows = [group.row, *group.continued] if isinstance(one, Rejection) else []
                refused |= {
                    (inputs.inputs[number].plans.households.sheet, row.number) for row in rows if row is not None
                }
        return Said(list(map(repr, told)), refused)


def _assessed(job: Job) -> Callable[[int, Any], list[Any]]:
    worker = Worker(job)
    return lambda number, groups: [(number, group, worker.assess(number, group)) for group in groups]


def silent(book: Book, ignore_extra: bool) -> list[str]:
    """The filled cells that nobody would miss."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "v.xlsx"
        whole = said(written(path, book), ignore_extra)
        found = list[str]()
        for name, rows in {"一村": book.rows, **book.sheets}.items() if whole is not None else ():
            for row, cells in enumerate(rows, 1):
                if all("户编号" in of for of in rows[row - 1 : row + 1]):
                    continue  # nothing stands under this heading
                for number, value in enumerate(cells, 1):
                    if value == "" or (name, row) in whole.refused:
                        continue
                    cells[number - 1] = ""
                    if said(written(path, book), ignore_extra) == whole:
                        found.append(f"{name}{get_column_letter(number)}{row}={value}")
                    cells[number - 1] = value
        return found


@pytest.mark.parametrize("name", ["title"])
def test_a_damage_by_itself(name: str) -> None:
    assert silent(damaged([(name, 1)]), False) == []


@pytest.mark.long
@pytest.mark.parametrize("name", DAMAGES)
@pytest.mark.parametrize("ignore_extra", [False, True])
def test_each_damage_by_itself(name: str, ignore_extra: bool) -> None:
    assert silent(damaged([(name, 1)]), ignore_extra) == []


@pytest.mark.long
@settings(FOLD, max_examples=70, derandomize=True, phases=[Phase.generate])
@given(
    st.lists(st.tuples(st.sampled_from(sorted(DAMAGES)), st.integers(1, 3)), min_size=2, max_size=4),
    st.booleans(),
)
def test_several_together(names: list[tuple[str, int]], ignore_extra: bool) -> None:
    assert silent(damaged(names), ignore_extra) == []
