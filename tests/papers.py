"""Papers in tests: made within the process, and read again by other programs than those that wrote them."""

import io
import shutil
import subprocess
from collections.abc import Iterable
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import docx
import openpyxl
import pytest

from tests.households import evaluator, statement
from yzcomp.batch.outcomes import Computed
from yzcomp.documents.kinds import Ready, kind
from yzcomp.documents.setting import Options, Setting
from yzcomp.household.models import Household
from yzcomp.money import grouped
from yzcomp.output.layout import Document, Table, placed, shown

DIGESTS = {"名册.csv": "0123456789abcdef"}


def setting(readings: dict[str, str] | None = None, **options: Any) -> Setting:
    """What papers of the built-in measure under the tests' standards have in common."""
    return Setting(evaluator(readings), Options(**options), DIGESTS, None, [], [])


def computed(household: Household, **readings: str) -> Computed:
    """What comes of a household."""
    found = statement(household, **readings)
    return Computed(household, found.items, found.totals, found)


def documents(name: str, households: Iterable[Household], common: Setting | None = None) -> list[Document]:
    """The documents of a kind about some households."""
    common = common or setting()
    found, taken = kind(name), [kind(name).take(computed(one), common) for one in households]
    made = [part for one in taken for part in found.documents([one], common)] if found.single else None
    all_of_them = list(found.documents(taken, common)) if made is None else made
    return [one for one in all_of_them if not isinstance(one, Ready)]


def rows(document: Document) -> list[list[str]]:
    """Everything on a document, row by row, as it is to be read."""
    found = [[document.title]]
    for block in document.lines():
        if not isinstance(block, Table):
            found.append([block.text])
            continue
        if block.heading and not block.grouped:
            found.append([column.title for column in block.columns])
        found += [[shown(cell.value, cell.kind) for cell in placed(block, row)] for row in block.rows]
    return [row for row in ([text for text in row if text] for row in found) if row]


def text(document: Document) -> str:
    """The same as lines, the digests of rules and standards masked."""
    return _lines(rows(document))


def whole(name: str, households: Iterable[Household], **options: Any) -> str:
    """Everything that a kind says of some households: what golden files hold."""
    common, found = setting(**options), kind(name)
    taken = [found.take(computed(one), common) for one in households]
    groups = [[one] for one in taken] if found.single else [taken]
    parts = [part for group in groups for part in found.documents(group, common)]
    if found.write is not None:
        return _lines(docx_rows(found.write(parts)))
    read = {
        "csv": lambda content: content.decode("utf-8-sig").replace("\r\n", "\n"),
        "html": lambda content: _lines(html_rows(content)),
    }
    texts = [
        text(part) if isinstance(part, Document) else read.get(part.suffix, lambda _: "")(part.content)
        for part in parts
    ]
    told = [f"{one.paper}：{one.household_id}：{one.what}" for one in common.to_see]
    return "\n".join([*filter(None, texts), *told]) + "\n"


def _lines(read: list[list[str]]) -> str:
    lines = (" | ".join(row).replace("\n", "⏎") for row in read)
    return "".join(f"{'摘要：…' if line.startswith('摘要：') else line}\n" for line in lines)


def xlsx_rows(content: bytes, sheet: int = 0) -> list[list[str]]:
    """A sheet as openpyxl reads it, its numbers as their formats show them."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    found = [[_shown(cell) for cell in row if cell.value is not None] for row in book.worksheets[sheet].iter_rows()]
    return [row for row in found if row]


def _shown(cell: Any) -> str:
    if isinstance(cell.value, int | float):
        exact = grouped(Decimal(str(cell.value)))
        return {"#,##0.00": f"{cell.value:,.2f}", "#,##0": f"{cell.value:,}"}.get(cell.number_format, exact)
    return str(cell.value)


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.open = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in ("tr", "h1", "p"):
            self.rows.append([])
        if tag in ("td", "th", "h1", "p"):
            self.rows[-1].append("")
            self.open = True

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag not in ("td", "th", "h1", "p")

    def handle_data(self, data: str) -> None:
        if self.open:
            self.rows[-1][-1] += data


def docx_rows(content: bytes) -> list[list[str]]:
    """The paragraphs and tables of a file of Word's as python-docx reads them, a cell once over all its columns."""
    found: list[list[str]] = []
    for block in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, docx.text.paragraph.Paragraph):
            found.append([block.text])
            continue
        for row in block.rows:
            cells = {id(cell._tc): cell.text for cell in row.cells}
            found.append(list(cells.values()))
    return [row for row in ([text for text in row if text] for row in found) if row]


def pdf_text(content: bytes) -> str:
    """What pdftotext reads on the pages, without blanks: where lines are broken is the writer's matter."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return squeezed(done.stdout.decode())


def squeezed(text: str) -> str:
    """A text without blanks and line ends."""
    return "".join(text.split())


def html_rows(content: bytes) -> list[list[str]]:
    """The rows of a page as a parser reads it."""
    parser = _Rows()
    parser.feed(content.decode())
    return [row for row in ([text for text in row if text] for row in parser.rows) if row]
