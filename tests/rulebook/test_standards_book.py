"""A workbook of standards says the same as a text of them, and what is wrong in it is told at its cell."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from tests.batches import converted
from tests.conftest import ROOT, Call
from tests.households import STANDARDS, rulebook
from yzcomp import Refused, Rulebook, load_rulebook, load_standards
from yzcomp.documents.standards_form import empty_book
from yzcomp.strict_yaml import Listing, Mapping, Scalar, read_yaml

HEAD = ["示例", "示例标准，非官方", "示例，无文号", "2018-10-18", "否"]
EXAMPLE = ROOT / "examples/standards.yaml"


def empty(folder: Path, rules: Rulebook | None = None) -> Path:
    path = folder / "标准.xlsx"
    path.write_bytes(empty_book(rules or rulebook()))
    return path


def filled(folder: Path, source: Path, rules: Rulebook | None = None) -> Path:
    """The empty workbook with what a text file says, typed in as people do: numbers as numbers."""
    rules = rules or rulebook()
    path = empty(folder, rules)
    tree, _ = read_yaml(source.read_text(encoding="utf-8"), source.name)
    assert isinstance(tree, Mapping)
    head, tables = tree.entries["standard"], tree.entries["rates"]
    assert isinstance(head, Mapping) and isinstance(tables, Mapping)
    book = openpyxl.load_workbook(path)
    given = [node.text for node in head.entries.values() if isinstance(node, Scalar)]
    for column, value in enumerate([*given[:4], "是" if given[4] in ("yes", "是") else "否"], 1):
        book["标准文件"].cell(2, column, value)
    for name, rows in tables.entries.items():
        sheet = book[rules.standards[name].name]
        titles = [str(cell.value).partition("（")[0] for cell in sheet[1]]
        for number, row in enumerate(rows.items if isinstance(rows, Listing) else [], 2):
            assert isinstance(row, Mapping)
            for word, node in row.entries.items():
                text = node.text or "" if isinstance(node, Scalar) else ""
                number_of = float(text) if word == "标准" and "," not in text else text
                sheet.cell(number, titles.index(word) + 1, number_of)
    book.save(path)
    return path


def changed(path: Path, change: Callable[[Any], None]) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("source", [EXAMPLE, STANDARDS], ids=["example", "tests"])
def test_the_same_standards(tmp_path: Path, source: Path) -> None:
    text, book = (load_standards([path], rulebook()) for path in (source, filled(tmp_path, source)))
    assert book.rates == text.rates
    assert [h.model_dump() for h in book.headers] == [h.model_dump() for h in text.headers]
    assert book.digests != text.digests and not book.warnings


def test_the_same_standards_of_other_rules(tmp_path: Path) -> None:
    rules = load_rulebook(ROOT / "tests/rules/invented-county")
    source = ROOT / "tests/rules/invented-county-rates.yaml"
    text, book = (load_standards([path], rules) for path in (source, filled(tmp_path, source, rules)))
    assert book.rates == text.rates


@pytest.mark.slow
def test_saved_by_another_program(tmp_path: Path) -> None:
    path = converted(filled(tmp_path, EXAMPLE), "xls")
    assert load_standards([path], rulebook()).rates == load_standards([EXAMPLE], rulebook()).rates


@pytest.mark.slow
def test_years_and_ranges(tmp_path: Path) -> None:
    rows = "- {结构: 砖混, 等级: 一等, 建成年份起: 1990, 建成年份止: 1999, 标准: 700}\n    - {结构: 砖混, 等级: 一等, 建成年份起: 2000, 标准: 900}"
    text = EXAMPLE.read_text(encoding="utf-8").partition("rates:")[0] + f"rates:\n  houses:\n    {rows}\n"
    source = tmp_path / "年份.yaml"
    source.write_text(text, encoding="utf-8")
    path = filled(tmp_path, source)
    assert load_standards([path], rulebook()).rates == load_standards([source], rulebook()).rates
    changed(path, lambda book: book["房屋补偿标准"].cell(2, 5, 1990))  # a number in a cell of text
    assert load_standards([path], rulebook()).rates == load_standards([source], rulebook()).rates


def put(sheet: str, row: int, column: int, value: Any) -> Callable[[Any], None]:
    return lambda book: setattr(book[sheet].cell(row, column), "value", value)


def hide_row(book: Any) -> None:
    book["青苗补偿标准"].row_dimensions[3].hidden = True


def hide_sheet(book: Any) -> None:
    book["青苗补偿标准"].sheet_state = "hidden"


def strike(book: Any) -> None:
    book["青苗补偿标准"].cell(3, 2).font = Font(strike=True)


def second_document(book: Any) -> None:
    book["标准文件"].append(HEAD)


def without_head(book: Any) -> None:
    del book["标准文件"]


def rename(book: Any) -> None:
    book["青苗补偿标准"].title = "青苗标准"


@pytest.mark.many
@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (put("青苗补偿标准", 2, 2, "五百"), "工作表“青苗补偿标准” 第2行“B”列", "“五百”不是数字"),
        (put("青苗补偿标准", 2, 2, -1), "工作表“青苗补偿标准” 第2行“B”列", "“-1”小于0"),
        (put("青苗补偿标准", 2, 2, None), "工作表“青苗补偿标准” 第2行", "「标准 rate」必须写"),
        (put("青苗补偿标准", 2, 2, "=1/0"), "工作表“青苗补偿标准” 第2行“B”列", "#未计算"),
        (
            put("青苗补偿标准", 3, 1, "水稻"),
            "工作表“青苗补偿标准” 第3行",
            "在 标准.xlsx 工作表“青苗补偿标准” 第2行 已经有标准",
        ),
        (
            put("青苗补偿标准", 2, 3, "每季"),
            "工作表“青苗补偿标准” 第2行“C”列",
            "这一列没有表头，或没有这一列，却有内容",
        ),
        (put("青苗补偿标准", 1, 2, "标准（元/㎡）"), "工作表“青苗补偿标准” 第1行“B”列", "“元/㎡”不是这个标准的单位"),
        (put("青苗补偿标准", 1, 2, "价格"), "工作表“青苗补偿标准” 第1行“B”列", "「价格」没有这一列"),
        (put("征地补偿标准", 2, 3, "水地"), "工作表“征地补偿标准” 第2行“C”列", "“水地”不是可选的值"),
        (put("附着物补偿标准", 2, 3, "元"), "工作表“附着物补偿标准” 第2行“C”列", "不是单价的单位"),
        (put("标准文件", 2, 4, "2018"), "工作表“标准文件” 第2行“D”列", "2018"),
        (put("标准文件", 2, 5, "也许"), "工作表“标准文件” 第2行“E”列", "“也许”不是“是”或“否”"),
        (put("标准文件", 2, 3, None), "工作表“标准文件” 第2行", "「document」必须写"),
        (hide_row, "工作表“青苗补偿标准”", "有隐藏的行或列"),
        (hide_sheet, "工作表“青苗补偿标准”", "工作表是隐藏的"),
        (strike, "工作表“青苗补偿标准” 第3行", "单元格划了删除线"),
        (second_document, "工作表“标准文件” 第3行", "这张表只能有一行"),
        (without_head, "", "「standard」必须写"),
        (rename, "工作表“青苗标准”", "没有标准“青苗标准”。是不是“青苗补偿标准”？"),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(
    tmp_path: Path, change: Callable[[Any], None], place: str, said: str
) -> None:
    path = changed(filled(tmp_path, EXAMPLE), change)
    with pytest.raises(Refused) as refused:
        load_standards([path], rulebook())
    told = [str(problem) for problem in refused.value.problems]
    assert any(line.startswith(f"标准.xlsx{' ' if place else ''}{place}：") and said in line for line in told), told


@pytest.mark.slow
def test_used_from_the_command_line(call_cli: Call, tmp_path: Path) -> None:
    assert call_cli("standards", "new", "-o", tmp_path / "空.xlsx").returncode == 0
    again = call_cli("standards", "new", "-o", tmp_path / "空.xlsx")
    assert "文件已经存在，没有覆盖" in again.stderr
    assert (tmp_path / "空.xlsx").read_bytes() == empty_book(rulebook())
    path = filled(tmp_path, EXAMPLE)
    assert call_cli("standards", "check", path).stdout.splitlines() == [
        *("征地补偿标准：10 条", "青苗补偿标准：3 条", "房屋补偿标准：5 条"),
        *("附着物补偿标准：4 条", "企业损失补偿标准：2 条"),
    ]
    text, book = (call_cli("calc", "examples/site.yaml", "--standards", one) for one in (EXAMPLE, path))
    told = [done.stdout.partition("摘要：")[0] for done in (text, book)]
    assert told[0] == told[1] and "134,835.10" in told[0]


@pytest.mark.slow
def test_a_batch_with_a_workbook_is_verified(call_cli: Call, tmp_path: Path) -> None:
    path, result = filled(tmp_path, EXAMPLE), tmp_path / "结果"
    call_cli("batch", "examples/village/village-gbk.csv", "-o", result, "--standards", path)
    assert call_cli("verify", result, "examples/village/village-gbk.csv").returncode == 0
    changed(path, put("青苗补偿标准", 2, 2, 1561))
    done = call_cli("verify", result, "examples/village/village-gbk.csv")
    assert done.returncode == 1
    assert "标准文件 标准.xlsx（示例标准，非官方）：内容变了" in done.stdout
