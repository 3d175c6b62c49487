"""Templates in Word's format, which people edit in Word: checked whole before anything is filled in, filled with text.

A template is received data. It can name fields, loop once over a list and ask conditions: no call, filter, arithmetic
or file is known to it, and a loop never stands in a loop, so that it can't run code, read anything or go on for ever.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree

from yzcomp.limits import exceeded, limit
from yzcomp.output.template_marks import Fields
from yzcomp.output.word_marks import gathered
from yzcomp.problems import Place, Problem, Refused
from yzcomp.textfiles import read_bytes, shown_name

if TYPE_CHECKING:
    from jinja2 import Template as Source

_BODY = "word/document.xml"
_OUTSIDE = re.compile(rb"<Relationship [^>]*TargetMode=\"External\"[^>]*>")
_STYLE = re.compile(r"<w:style [^>]*w:styleId=\"([^\"]+)\".*?</w:style>", re.DOTALL)
_AGAIN = "在 Word 或 WPS 里另存为 .docx 再试"
_BLANK = "＿＿＿＿＿＿"


class Blank:
    """What isn't known of a household: no is the answer to every condition, on paper it is a place to write."""

    def __init__(self, title: str, told: list[str]) -> None:
        self.title, self.told = title, told

    def __bool__(self) -> bool:
        return False

    def printed(self) -> str:
        """The place to write, which is told to whoever makes the paper."""
        self.told.append(self.title)
        return _BLANK


class Template(NamedTuple):
    """A checked template: its other parts, and of its text what stands before, is filled in, and stands behind."""

    parts: Mapping[str, bytes]
    head: str
    source: "Source"
    page: str
    tail: str
    name: str


class Filled(NamedTuple):
    """A template filled in: ``name`` is what its file is called."""

    name: str
    text: str
    template: Template


def read_template(path: str | Path, fields: Fields) -> Template:
    """A template out of a file; raises :class:`Refused` with everything in it that can't be, each at its paragraph."""
    return template_of(read_bytes(path), shown_name(path), fields)


def template_of(content: bytes, name: str, fields: Fields) -> Template:
    """A template by its bytes; raises like :func:`read_template`."""
    parts = _unpacked(content, name)
    text = parts.pop(_BODY).decode("utf-8", "replace")
    where = Place(name)
    if "<!" in text or text.find("<?", 1) > 0 or not _well_formed(text):
        raise Refused([Problem("template-file", "文档的内容读不出来", where, remedy=_AGAIN)])
    for part, other in parts.items():
        if part.startswith("word/") and (b"{{" in other or b"{%" in other):
            remedy = "字段只能写在正文里；页眉、页脚、批注里的移到正文"
            raise Refused([Problem("template-mark", f"正文以外（{part}）有字段", where, remedy=remedy)])
        if part.endswith(".bin") or any(b"/hyperlink" not in one for one in _OUTSIDE.findall(other)):
            message, remedy = f"有宏、嵌入的对象，或引用别处的文件（{part}）", "去掉它们，另存为 .docx"
            raise Refused([Problem("template-file", message, where, remedy=remedy)])
    head, _, rest = gathered(text, name, fields).partition("<w:body>")
    body, page, tail = _end(rest)
    return Template(parts, head + "<w:body>", _source(body, where), page, tail, name)


def fill(template: Template, name: str, values: Mapping[str, Any]) -> Filled:
    """The template with these values; raises :class:`Refused` where its loops and conditions tear its tables apart."""
    text = template.source.render(values).replace("</w:tcPr></w:tc>", "</w:tcPr><w:p/></w:tc>")  # Word wants one
    if not _well_formed(template.head + text + template.page + template.tail):
        remedy = "for、if 和它们的结尾放在同一段里；整段的写 {%p …%}，表格里整行的写 {%tr …%}，各占一段、一行"
        raise Refused([Problem("template-mark", "循环或条件跨了表格的格子", Place(template.name), remedy=remedy)])
    return Filled(name, text, template)


def bound(papers: Sequence[Filled]) -> bytes:
    """Filled templates as one file of Word's, each on a new page; the same ones give the same bytes.

    Raises :class:`Refused` for several whose paragraphs Word numbers itself: the numbers would go on.
    """
    template = papers[0].template
    if len(papers) > 1 and _numbered(papers[0]):
        remedy = "加 --each 一户一份，或把编号改成普通的文字"
        raise Refused(
            [
                Problem(
                    "template-file", "模板用了自动编号，合在一起编号会接着排下去", Place(template.name), remedy=remedy
                )
            ]
        )
    small = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    between = f"<w:p><w:pPr>{small}{template.page}</w:pPr></w:p>"
    text = template.head + between.join(paper.text for paper in papers) + template.page + template.tail
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**template.parts, _BODY: text.encode()}.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # of 1980, whenever it is written
    return buffer.getvalue()


def _numbered(paper: Filled) -> bool:
    styles = paper.template.parts.get("word/styles.xml", b"").decode("utf-8", "replace")
    found = (style[1] for style in _STYLE.finditer(styles) if "<w:numPr" in style[0])
    return "<w:numPr" in paper.text or any(f'<w:pStyle w:val="{name}"' in paper.text for name in found)


def _unpacked(content: bytes, name: str) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > limit("unpacked") << 20:
                raise Refused([exceeded("unpacked", Place(name))])
            parts = {part.filename: package.read(part) for part in package.infolist()}
    except (zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError, OSError, EOFError):
        parts = {}
    if _BODY not in parts:
        raise Refused([Problem("template-file", "不是 Word 文档（.docx）", Place(name), remedy=_AGAIN)])
    return parts


def _well_formed(text: str) -> bool:
    try:
        ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return False
    return True


def _end(rest: str) -> tuple[str, str, str]:
    """What is filled in, the properties of its pages, and the end."""
    body, end, tail = rest.rpartition("</w:body>")
    at = body.rfind("<w:sectPr")
    at = len(body) if at < 0 or "</w:p>" in body[at:] else at
    return body[:at], body[at:], end + tail


def _source(body: str, where: Place) -> "Source":
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def finalize(value: Any) -> Any:
        return value.printed() if isinstance(value, Blank) else value

    jinja = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=finalize)
    for known in (jinja.globals, jinja.filters, jinja.tests):
        known.clear()
    try:
        return jinja.from_string(body)
    except (TemplateError, RecursionError):  # what is no fault of one mark alone: else twice, too long a condition
        remedy = "检查 for、if、else 和它们的结尾"
        raise Refused([Problem("template-mark", "循环或条件前后不合", where, remedy=remedy)]) from None
