"""Papers as an office and a browser print them: every cell is on the page, whole, on the paper that it is meant for."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.batches import converted
from tests.documents.test_lists import VILLAGE
from tests.documents.test_statement import MANY
from tests.papers import documents, rows, squeezed
from yzcomp.output.docx import docx
from yzcomp.output.html import html
from yzcomp.output.layout import Document
from yzcomp.output.xlsx import workbook

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler isn't installed"),
]
PAPERS = {"statement": [MANY, VILLAGE[0]], "notice": VILLAGE, "ledger": VILLAGE}


def assert_all_there(pdf: Path, papers: list[Document]) -> None:
    """Every cell is on some page, and every page is A4 (or A3 where the table needs it)."""
    text = subprocess.run(["pdftotext", "-raw", pdf, "-"], check=True, capture_output=True).stdout.decode()
    read = squeezed(re.sub(r"第 ?\d+ ?页，共 ?\d+ ?页", "", text))
    missing = [cell for paper in papers for row in rows(paper) for cell in row if squeezed(cell) not in read]
    assert missing == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice isn't installed")
@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_an_office_prints_all_of_it(tmp_path: Path, name: str, suffix: str) -> None:
    papers = documents(name, PAPERS[name])
    path = tmp_path / f"v.{suffix}"
    path.write_bytes((workbook if suffix == "xlsx" else docx)(papers))
    assert_all_there(converted(path, "pdf"), papers)


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium isn't installed")
@pytest.mark.parametrize("name", PAPERS)
def test_a_browser_prints_all_of_it(tmp_path: Path, name: str) -> None:
    papers = documents(name, PAPERS[name])
    path, printed = tmp_path / "v.html", tmp_path / "v.pdf"
    path.write_bytes(html(papers))
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    options = ["--no-pdf-header-footer", f"--print-to-pdf={printed}", path.as_uri()]
    subprocess.run([*command, *options], check=True, capture_output=True, timeout=120)
    assert_all_there(printed, papers)
