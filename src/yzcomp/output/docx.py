"""Documents as a file of Word's: a section each, that stays a table to be worked on."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from itertools import accumulate

from yzcomp.output.layout import FONT_SIZE, Document, Table, headings
from yzcomp.output.templates import filled

_PAPERS = {"upright": (11906, 16838), "across": (16838, 11906), "broad": (23811, 16838)}  # twips
_MARGIN = 1020
_ALIGN = {"text": "left", "word": "center", "label": "center", "money": "right", "number": "right", "count": "right"}
_OFFICE = "http://schemas.openxmlformats.org"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATED = f"{_OFFICE}/officeDocument/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main"'
_STYLES = (
    f"{_XML}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    '</w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
    '<w:name w:val="Normal"/></w:style></w:styles>'
)


def _field(code: str) -> str:
    return f'<w:fldSimple w:instr="{code}"><w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>'


def _small(text: str) -> str:
    return f'<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _footer(total: bool) -> str:
    """The page's number in its document; of how many is known of the whole file only, as not every office counts the
    pages of a section."""
    pages = f"{_small(' 页，共 ')}{_field('NUMPAGES')}{_small(' 页')}" if total else _small(" 页")
    text = f"{_small('第 ')}{_field('PAGE')}{pages}"
    return f'{_XML}<w:ftr {_W}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{text}</w:p></w:ftr>'


_PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/>'
        f'<Override PartName="/word/footer1.xml" ContentType="{_MAIN}.footer+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_OFFICE}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATED}/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        f'{_XML}<Relationships xmlns="{_OFFICE}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATED}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{_RELATED}/footer" Target="footer1.xml"/></Relationships>'
    ),
    "word/styles.xml": _STYLES,
}


def docx(documents: Sequence[Document], alone: bool = True) -> bytes:
    """The documents one after the other, each on a new page; the same documents give the same bytes. ``alone``: one
    document remains the only one of its file."""
    text = filled(
        "document.docx.j2",
        documents,
        align=_ALIGN.__getitem__,
        twips=_twips,
        paper=_paper,
        half_points=lambda scale: max(2, int(FONT_SIZE * scale * 2)),
        word_headings=_headings,
    )
    footer = _footer(alone and len(documents) == 1)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**_PARTS, "word/footer1.xml": footer, "word/document.xml": text}.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # of 1980, whenever it is written
    return buffer.getvalue()


def _paper(document: Document) -> tuple[int, int]:
    return _PAPERS["broad" if document.broad else "across" if document.across else "upright"]


def _twips(document: Document) -> list[int]:
    """The widths of the page's columns, which fill it."""
    width = _paper(document)[0] - 2 * _MARGIN
    ends = [width * end // sum(document.widths) for end in accumulate(document.widths)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def _headings(table: Table) -> Iterator[list[tuple[str, int, int, str]]]:
    """The rows of a table's headings; one that is two rows deep stands in both, as Word has it."""
    deep: list[tuple[str, int, int, str]] = []
    for row in headings(table):
        cells = [(text, first, span, "restart" if rows > 1 else "") for text, first, span, rows in row]
        yield sorted([*cells, *deep], key=lambda cell: cell[1])
        deep = [("", first, span, "continue") for _, first, span, merge in cells if merge]
