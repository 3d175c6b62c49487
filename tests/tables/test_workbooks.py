"""Excel files as Excel, WPS and other programs leave them."""

import datetime
import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart

from tests.batches import HEADER, PAID, ROW, batch, converted, csv_file, row, workbook
from yzcomp import Refused

DAY = datetime.date(2019, 3, 1)


def test_numbers_dates_and_truth_values_as_a_spreadsheet_keeps_them(tmp_path: Path) -> None:
    header = [
        "户编号",
        "户主",
        "合法常住人口",
        "安置方式",
        "征地告知日",
        "按期签约",
        "合法建筑面积",
        "水塘面积",
        "建筑年份",
    ]
    rows = [
        header[:-1],
        [1001, "张三", 4, "安置地安置", DAY, True, 96.55, 1.5],
        [1002.0, "李四", 3.0, "site", 43525, 0, 100, 0],
    ]
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", {"Sheet1": rows}), with_standards=False)
    assert done.payable == {"1001": "44527.50", "1002": "2000.00"}


def test_text_that_looks_like_numbers_and_dates(tmp_path: Path) -> None:
    rows = [HEADER, ["0001", "张三", "一组", "４人", "安置地安置", "2019年3月1日", *ROW[6:]]]
    assert batch(tmp_path, workbook(tmp_path / "v.xlsx", {"表": rows})).payable == {"0001": PAID}


@pytest.mark.many
@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?"])
def test_error_cells_are_found_also_where_nothing_had_to_stand(tmp_path: Path, error: str) -> None:
    path = workbook(tmp_path / "v.xlsx", {"表": [[*HEADER, "水塘面积"], [*ROW, None], [*row(户编号="A2"), None]]})
    book = openpyxl.load_workbook(path)
    cell = book.active["L3"]
    cell.value, cell.data_type = error, "e"
    book.save(path)
    assert batch(tmp_path, path).problems == [("error-cell", "水塘面积", error)]


def test_a_formula_without_a_value_is_told(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "v.xlsx", {"表": [HEADER, row(合法常住人口="=1+3"), row(户编号="A2", 户主='="张"&"三"')]}
    )
    done = batch(tmp_path, path)
    assert [(code, column) for code, column, _ in done.problems] == [
        ("error-cell", "合法常住人口"),
        ("error-cell", "户主"),
    ]


def test_a_formula_with_a_value_is_its_value(tmp_path: Path) -> None:
    path = workbook(tmp_path / "v.xlsx", {"表": [HEADER, row(合法常住人口="=1+3")]})
    edited(path, "xl/worksheets/sheet1.xml", r"<f>1\+3</f><v\s*/>|<f>1\+3</f><v></v>", "<f>1+3</f><v>4</v>")
    assert batch(tmp_path, path).payable == {"A1": PAID}


def test_cells_without_references_count_from_the_one_before(tmp_path: Path) -> None:
    """Some writers leave them out; an error is then told at its own place all the same."""
    path = workbook(tmp_path / "v.xlsx", {"表": [[*HEADER, "水塘面积"], [*row(户主="=1/0"), 1]]})
    edited(path, "xl/worksheets/sheet1.xml", r' r="[A-Z]+\d+"', "")
    edited(path, "xl/worksheets/sheet1.xml", r"<f>1/0</f><v\s*/>|<f>1/0</f><v></v>", "<f>1/0</f><v>#DIV/0!</v>")
    edited(path, "xl/worksheets/sheet1.xml", r"<c><f>1/0", '<c t="e"><f>1/0')
    assert batch(tmp_path, path).problems == [("error-cell", "户主", "#DIV/0!")]


def edited(path: Path, part: str, pattern: str, text: str) -> None:
    """Changes a part of a workbook as another writer would have written it."""
    kept = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode() if name == part else old.read(name)
            new.writestr(name, re.sub(pattern, text, content) if isinstance(content, str) else content)
    path.write_bytes(kept.getvalue())


@pytest.mark.slow
def test_id_numbers_that_are_numbers_are_refused_not_repaired(tmp_path: Path) -> None:
    rows = [[*HEADER, "身份证号"], [*ROW, 110105194912310020], [*row(户编号="A2"), "11010519491231002X"]]
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", {"表": rows}))
    assert (done.problems, list(done.payable)) == ([("id-damaged", "身份证号", "")], ["A2"])


def test_a_damaged_household_number_is_written_anew_from_the_papers_not_from_an_identity_card(tmp_path: Path) -> None:
    rows = [HEADER, row(户编号=123456789012345678), row(户编号="4.3E+17")]
    for rejected in batch(tmp_path, workbook(tmp_path / "v.xlsx", {"表": rows})).rejected:
        assert rejected["problem"].endswith("先把该列设为“文本”格式，再照原来的编号重新填写")


def test_a_number_that_became_a_date_is_told(tmp_path: Path) -> None:
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", {"表": [HEADER, row(户编号=datetime.date(2024, 3, 1))]}))
    assert [(code, column) for code, column, _ in done.problems] == [("wrong-type", "户编号")]


def test_every_flat_sheet_is_read_in_its_order(tmp_path: Path) -> None:
    sheets = {
        "二组": [HEADER, row(户编号="B1")],
        "一组": [["标题"], HEADER, row(户编号="A1")],
        "空": [],
        "说明": [["怎样填写"]],
    }
    assert list(batch(tmp_path, workbook(tmp_path / "v.xlsx", sheets)).payable) == ["B1", "A1"]


def test_hidden_sheets_are_passed_over_with_a_warning(tmp_path: Path) -> None:
    sheets = {"一组": [HEADER, ROW], "旧的": [HEADER, row(户编号="B1")]}
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", sheets, hidden=["旧的"]))
    assert list(done.payable) == ["A1"]
    assert [str(q) for q in done.result.inputs.questions] == [
        "v.xlsx 工作表“旧的”：工作表是隐藏的，没有用它。要用的话先取消隐藏；不要的话删去"
    ]
    assert [str(p) for p in done.result.inputs.passed_over] == ["v.xlsx 工作表“旧的”：隐藏的工作表（22 格有内容）"]


def test_a_hidden_table_of_records_still_counts(tmp_path: Path) -> None:
    sheets = {"户": [HEADER, ROW], "水塘": [["户编号", "面积"], ["A1", 1]]}
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", sheets, hidden=["水塘"]))
    assert done.payable == {"A1": "27200.00"}


@pytest.mark.slow
def test_charts_and_sheets_without_a_header(tmp_path: Path) -> None:
    path = workbook(tmp_path / "v.xlsx", {"一组": [HEADER, ROW], "统计": [["户数"], [1]]})
    book = openpyxl.load_workbook(path)
    book.create_chartsheet("图").add_chart(BarChart())
    book.save(path)
    with pytest.raises(Refused, match="工作表“统计” 第1行：前20行里没有找到表头"):
        batch(tmp_path, path)
    done = batch(tmp_path, path, ignore_extra=True)
    assert list(done.payable) == ["A1"]
    assert [str(one) for one in done.result.inputs.passed_over] == [
        "v.xlsx 工作表“统计”：没有表头的工作表（2 格有内容）"
    ]


def test_far_off_formatting_makes_no_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "v.xlsx", {"表": [HEADER, ROW]})
    book = openpyxl.load_workbook(path)
    book.active["AZ500"].number_format = "0.00"
    book.active["B300"].value = "  "
    book.save(path)
    assert batch(tmp_path, path).counts == (1, 1, 0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"PK\x03\x04 no zip", "workbook"),
        (b"<html><table></table></html>", "wrong-file"),
        (b"\xd0\xcf\x11\xe0 no xls", "workbook"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "v.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused) as caught:
        batch(tmp_path, path)
    assert [p.code for p in caught.value.problems] == [code]


def test_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    path = workbook(tmp_path / "v.xlsx", {"表": [HEADER, ROW]})
    renamed = path.rename(tmp_path / "v.csv")
    assert batch(tmp_path, renamed).payable == {"A1": PAID}


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice isn't installed")
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_what_libreoffice_writes(tmp_path: Path, kind: str) -> None:
    rows: list[list[Any]] = [["花名册"], HEADER, ROW, row(户编号="0002", 合法常住人口="=1+3")]
    source = csv_file(tmp_path / "v.csv", rows)
    made = converted(source, kind, "--infilter=CSV:44,34,76,1")
    assert batch(tmp_path, made).counts[0] == 2
