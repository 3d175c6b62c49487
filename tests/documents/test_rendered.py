"""Papers as an office and a browser print them: every cell is on the page, whole, on the paper that it is meant for."""

import io
import re
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from tests.batches import converted
from tests.documents.test_lists import VILLAGE
from tests.documents.test_statement import MANY
from tests.papers import computed, documents, docx_rows, rows, setting, squeezed
from yzcomp.documents import agreement
from yzcomp.output.docx import docx
from yzcomp.output.layout import Document
from yzcomp.output.templates import html
from yzcomp.output.xlsx import workbook

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler isn't installed"),
]
KINDS = ("statement", "notice", "ledger", "summary", "roster", "request", "progress")
_MONEY = r"[\d,]+\.\d\d"
PAPERS = [MANY, *VILLAGE]  # a household of forty lines, names of four characters, sums of nine digits


def assert_all_there(pdf: Path, papers: list[Document]) -> None:
    """Every cell is on some page, and every page is A4 (or A3 where the table needs it)."""
    text = subprocess.run(["pdftotext", "-raw", pdf, "-"], check=True, capture_output=True).stdout.decode()
    read = squeezed(re.sub(r"第 ?\d+ ?页(，共 ?\d+ ?页)?", "", text))
    missing = [cell for paper in papers for row in rows(paper) for cell in row if squeezed(cell) not in read]
    assert missing == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice isn't installed")
@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_an_office_prints_all_of_it(tmp_path: Path, name: str, suffix: str) -> None:
    papers = documents(name, PAPERS, setting(month=(2019, 4)))
    path = tmp_path / f"v.{suffix}"
    path.write_bytes((workbook if suffix == "xlsx" else docx)(papers))
    assert_all_there(converted(path, "pdf"), papers)


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium isn't installed")
@pytest.mark.parametrize("name", KINDS)
def test_a_browser_prints_all_of_it(tmp_path: Path, name: str) -> None:
    papers = documents(name, PAPERS, setting(month=(2019, 4)))
    path, printed = tmp_path / "v.html", tmp_path / "v.pdf"
    path.write_bytes(html(papers))
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    options = ["--no-pdf-header-footer", f"--print-to-pdf={printed}", path.as_uri()]
    subprocess.run([*command, *options], check=True, capture_output=True, timeout=120)
    assert_all_there(printed, papers)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice isn't installed")
def test_an_office_prints_all_of_an_agreement(tmp_path: Path) -> None:
    path, common = tmp_path / "v.docx", setting()
    path.write_bytes(agreement.bound(list(agreement.documents([computed(one) for one in PAPERS], common))))
    text = subprocess.run(["pdftotext", "-raw", converted(path, "pdf"), "-"], check=True, capture_output=True).stdout
    read = squeezed(re.sub(r"第 ?\d+ ?页(，共 ?\d+ ?页)?", "", text.decode()))
    missing = [cell for row in docx_rows(path.read_bytes()) for cell in row if squeezed(cell) not in read]
    assert [cell for cell in missing if "＿" not in cell] == []  # what is to be filled in is drawn as a line


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice isn't installed")
@pytest.mark.parametrize("name", ["ledger", "roster"])
def test_an_office_comes_to_our_sums(tmp_path: Path, name: str) -> None:
    """Everything that a spreadsheet works out itself, worked out anew."""
    paid = {"Y1": Decimal("1000.05"), "Y2": Decimal("0.95")}
    papers = documents(name, VILLAGE, setting(paid=paid))
    path = tmp_path / "v.xlsx"
    with zipfile.ZipFile(io.BytesIO(workbook(papers[:1]))) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.namelist():
            new.writestr(part, re.sub(rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1", old.read(part)))
    text = converted(path, "csv").read_text(encoding="ascii", errors="ignore")
    found = [{cell for cell in line.split(",") if cell} for line in text.splitlines()]
    lines = [row for row in rows(papers[0]) if row[0] in ("1", "2", "本页小计", "合计")]
    money = [{cell.replace(",", "") for cell in row if re.fullmatch(_MONEY, cell)} for row in lines]
    shown = [{str(float(cell)).removesuffix(".0") for cell in row} for row in money]
    assert len(shown) == 4
    assert [row for row in shown if not any(row <= line for line in found)] == []
