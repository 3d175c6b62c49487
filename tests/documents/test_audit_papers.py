"""What an audit is handed on as: a page with everything it found, and an evidence sheet for each household."""

from pathlib import Path

import pytest

from tests.audits import audit, line, lines, pay, record, village
from tests.conftest import Call
from tests.households import evaluator, rulebook
from tests.papers import docx_rows, html_rows, pdf_text, rows, setting, xlsx_rows
from yzcomp.audit.recorded_reader import read_recorded
from yzcomp.audit.result import Audit
from yzcomp.audit.run import AuditOptions
from yzcomp.documents.audit_report import audit_html
from yzcomp.documents.evidence import evidence
from yzcomp.documents.setting import Setting
from yzcomp.output.docx import docx
from yzcomp.output.layout import Document
from yzcomp.output.pdf import pdf
from yzcomp.output.xlsx import workbook


def wrong(folder: Path) -> Path:
    """A record in which D1 got 1,000 too much for its house, and S1 nothing for moving."""
    found = lines(folder)
    pay("D1", "house_compensation", "182139.70")(found)
    found.remove(line(found, "S1", "moving_allowance"))
    line(found, "D1", "house_compensation")["head"] = "=张一"
    return record(folder / "paid.csv", found)


def made(folder: Path) -> tuple[Audit, list[Document]]:
    path = wrong(folder)
    found = audit(folder, path)
    return found, list(evidence(found, read_recorded(path, rulebook()), common()))


def common() -> Setting:
    return Setting(evaluator(), setting().options, {"paid.csv": "0123456789abcdef"}, None, [], [])


def test_an_evidence_sheet_says_what_was_recorded_what_is_due_and_why(tmp_path: Path) -> None:
    _, papers = made(tmp_path)
    assert [paper.name for paper in papers] == ["D1", "S1"]
    first = rows(papers[0])
    assert ["户编号：D1　　户主：=张一"] in first
    assert ["房屋补偿费", "多付", "182,139.70", "181,139.70", "1,000.00", "第九条"] in first
    (said,) = [row[0] for row in first if row[0].startswith("记录在：第")]
    assert said.split("\n")[1:] == ["核算：835.55元/㎡ × 180.00㎡；512.345元/㎡ × 60.00㎡", "原因：原因不明"]
    assert ["差额合计（多付为正，少付为负）", "1,000.00"] in first
    assert ["搬家补助费", "漏付", "2,000.00", "-2,000.00", "第十八条"] in rows(papers[1])
    assert rows(papers[1])[-1][0].startswith("摘要：规则 ")


@pytest.mark.slow
def test_other_programs_read_the_same(tmp_path: Path) -> None:
    _, papers = made(tmp_path)
    flat = rows(papers[0])
    for read in (xlsx_rows(workbook(papers)), docx_rows(docx([papers[0]]))):
        assert [row for row in read if row in flat] == flat
    assert "182,139.70181,139.701,000.00" in pdf_text(pdf(papers))
    assert docx(papers) == docx(papers)


def test_a_report_begins_with_the_reconciliation_and_has_everything(tmp_path: Path) -> None:
    found, _ = made(tmp_path)
    page = audit_html(found, AuditOptions(concerns=("标准变了",)), common())
    read = html_rows(page)
    assert found.reconciliation is not None
    assert read[2:4] == [["使用了“测试用标准”，不是正式标准，金额不能作为支付依据"], ["标准变了"]]
    assert ["还差", "0.00"] in read
    assert ["多付", "1", "1", "1,000.00", "0.00"] in read
    assert [row[:6] for row in read if row[0] == "S1"] == [
        ["S1", "一组", "搬家补助费", "漏付", "2,000.00", "-2,000.00"]
    ]
    text = page.decode()
    assert "http" not in text
    assert "src=" not in text
    assert text.count("<svg") == 2


@pytest.mark.slow
def test_the_command(call_cli: Call, tmp_path: Path) -> None:
    paid = wrong(tmp_path)
    options = ("--standards", "tests/standards.yaml")
    command = ("audit", village(tmp_path), "--against", paid, *options)
    done = call_cli(*command, "-o", tmp_path / "报告.html", "--evidence", tmp_path / "取证单.docx")
    assert done.returncode == 1
    assert f"报告写在 {tmp_path / '报告.html'}。\n2 户的取证单写在 {tmp_path / '取证单.docx'}。\n" in done.stderr
    assert ["房屋补偿费", "多付", "182,139.70", "181,139.70", "1,000.00", "第九条"] in docx_rows(
        (tmp_path / "取证单.docx").read_bytes()
    )
    done = call_cli(*command, "--evidence", tmp_path / "取证单.doc")
    assert (done.returncode, "取证单不能写成 .doc。可用的格式：xlsx、html、docx、pdf" in done.stderr) == (2, True)
    done = call_cli("audit", village(tmp_path), *options, "--evidence", tmp_path / "x.docx")
    assert (done.returncode, done.stderr) == (2, "错误：「--evidence」没有记录，没有可取证的差异。加 --against 记录\n")
