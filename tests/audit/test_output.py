"""What an audit says on the screen, in its workbook and to programs."""

import io
import json
from decimal import Decimal

import openpyxl
import pytest
from rich.console import Console

from tests.audits import audit, lines, pay, record
from tests.households import evaluator
from yzcomp.audit import workbook
from yzcomp.audit.as_json import audit_json
from yzcomp.audit.result import Audit
from yzcomp.audit.run import AuditOptions
from yzcomp.audit.sample import Wanted
from yzcomp.audit.screen import audit_text
from yzcomp.audit.workbook import audit_xlsx
from yzcomp.output.wrapping import cell_width

OPTIONS = AuditOptions(sample=Wanted(2, "1", "mus"))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    folder = tmp_path_factory.mktemp("output")
    rows = lines(folder)
    pay("D1", "moving_allowance", "1100.00")(rows)
    pay("M1", "monetary_resettlement", "610000.004")(rows)
    rows.append({"household_id": "=Z9", "village": "三组", "item_id": "moving_allowance", "amount": "1500"})
    return audit(folder, record(folder / "r.csv", rows), sample=OPTIONS.sample)


def sheets(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_workbook_holds_it_all(found: Audit) -> None:
    content = audit_xlsx(found, evaluator(), OPTIONS)
    book = sheets(content)
    assert list(book) == ["摘要", "差异", "疑点", "抽样", "方法"]
    sums = {row[0]: row[1] for row in book["摘要"] if row[0]}
    assert (sums["户数"], sums["差异（处）"], sums["无法对应的记录（元）"]) == (5, 3, 1500)
    assert (sums["多付合计（元）"], sums["少付合计（元）"]) == (10000.004, 1100)
    amounts = [row[1:7] for row in book["差异"][3:]]
    assert amounts[0] == ("M1", "monetary_resettlement", "货币补偿安置费", 610000.004, 600000, 10000.004)
    assert book["差异"][2][0] == "村组"
    assert any(row[0] == "三组" for row in book["摘要"])
    method = {row[0]: row[1] for row in book["方法"] if row[0]}
    assert method["规则摘要"] == evaluator().rulebook.digest
    assert "sha256" in str(method["记录"])
    assert audit_xlsx(found, evaluator(), OPTIONS) == content


def test_a_row_is_as_high_as_its_text(found: Audit) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(audit_xlsx(found, evaluator(), OPTIONS)))["差异"]
    for row in sheet.iter_rows(min_row=4):
        lines = -(-max(cell_width(str(row[-1].value)), 1) // 79)
        assert (sheet.row_dimensions[row[0].row].height or 15) >= lines * 15
    assert any((sheet.row_dimensions[number].height or 15) > 15 for number in range(4, sheet.max_row + 1))


def test_a_sheet_says_what_it_has_no_room_for(found: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS", 5)
    rows = sheets(audit_xlsx(found, evaluator(), OPTIONS))["差异"]
    assert len(rows) == 5
    assert rows[1][0] == "共 3 行，工作表放不下，只列金额最大的 2 行；全部差异用 -o 写成 CSV"
    assert [row[1] for row in rows[3:]] == ["M1", "=Z9"]


def test_programs_are_told_the_same(found: Audit) -> None:
    told = json.loads(audit_json(found, evaluator(), OPTIONS))
    assert told["totals"]["over"] == "10000.004"
    assert told["totals"]["unmatched"] == "1500.00"
    assert [d["kind"] for d in told["differences"]] == ["underpaid", "overpaid", "unknown_household"]
    assert told["differences"][0]["article"] == "第十八条"
    assert told["differences"][0]["formula"] == "（1000 + 1 × 100）元/次 × 2次"
    assert told["differences"][2]["village"] == "三组"
    assert told["counts"]["unchecked"] == 0
    assert len(told["sample"]["households"]) <= 2
    assert told["recorded"]["sha256"]


@pytest.mark.parametrize("width", [80, 120])
def test_the_screen_keeps_its_width(found: Audit, width: int) -> None:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    for part in audit_text(found, evaluator(), OPTIONS, console):
        console.print(part)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    cells = [sum(2 if ord(letter) > 0x2E7F else 1 for letter in line) for line in text.splitlines()]
    assert max(length for length, line in zip(cells, text.splitlines(), strict=True) if "sha256" not in line) <= width
    flat = "".join(text.split())
    assert "差异3处：多付10,000.00元，少付1,100.00元，净多付8,900.00元。" in flat
    assert "另有无法对应的记录1,500.00元。" in flat
    assert "610,000.004" in text


def test_the_sums_by_village_name_what_answers_to_nothing(found: Audit) -> None:
    from yzcomp.audit import tables

    sums = tables.by_village(found)
    assert (sums["三组"].net, sums["三组"].unmatched) == (0, Decimal(1500))
    assert sums["一组"].net == -1100
