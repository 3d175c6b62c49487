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
from xml.sax.saxutils import unescape

from yzcomp.limits import exceeded, limit
from yzcomp.output.template_marks import Checker, Fields, Mark, marks
from yzcomp.problems import Place, Problem, Refused
from yzcomp.textfiles import read_bytes, shown_name

if TYPE_CHECKING:
    from jinja2 import Template as Source

_BODY = "word/document.xml"
_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([\w:]+)")
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
    paper = _Paper(text, name, Checker(fields))
    paper.walk()
    if paper.problems:
        raise Refused(paper.problems)
    head, _, rest = "".join(paper.tokens).partition("<w:body>")
    body, page, tail = _end(rest)
    return Template(parts, head + "<w:body>", _environment().from_string(body), page, tail, name)


def fill(template: Template, name: str, values: Mapping[str, Any]) -> Filled:
    """The template with these values; raises :class:`Refused` where its loops and conditions tear its tables apart."""
    text = template.source.render(values).replace("</w:tcPr></w:tc>", "</w:tcPr><w:p/></w:tc>")  # Word wants one
    if not _well_formed(template.head + text + template.page + template.tail):
        remedy = "for、if 和它们的结尾放在同一段里；整段的写 {%p …%}，表格里整行的写 {%tr …%}，各占一段、一行"
        raise Refused([Problem("template-mark", "循环或条件跨了表格的格子", Place(template.name), remedy=remedy)])
    return Filled(name, text, template)


def bound(papers: Sequence[Filled]) -> bytes:
    """Filled templates as one file of Word's, each on a new page; the same ones give the same bytes."""
    template = papers[0].template
    small = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    between = f"<w:p><w:pPr>{small}{template.page}</w:pPr></w:p>"
    text = template.head + between.join(paper.text for paper in papers) + template.page + template.tail
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**template.parts, _BODY: text.encode()}.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # of 1980, whenever it is written
    return buffer.getvalue()


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


def _environment() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def finalize(value: Any) -> Any:
        return value.printed() if isinstance(value, Blank) else value

    jinja = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=finalize)
    for known in (jinja.globals, jinja.filters, jinja.tests):
        known.clear()
    return jinja


class _Open(NamedTuple):
    """A paragraph or a row of a table that is being read: where it begins, and where its texts stand."""

    name: str
    start: int
    texts: list[int]
    number: int


class _Paper:
    """The text of a template, tag by tag: every mark is brought together into one piece, as Word scatters it, and one
    that stands for a whole paragraph or row takes its place."""

    def __init__(self, text: str, name: str, checker: Checker) -> None:
        self.tokens, self.name, self.checker = _TAG.split(text), name, checker
        self.problems: list[Problem] = []
        self.open: list[_Open] = []
        self.number = 0

    def walk(self) -> None:
        """All of it, from top to bottom."""
        for at in range(1, len(self.tokens), 2):
            tag, text = self.tokens[at], self.tokens[at + 1]
            found = _NAME.match(tag)
            name = found[1] if found else ""
            if name == "w:t" and tag[1] != "/":
                self._text(at + 1)
            if any(mark in part for part in (tag, "" if name == "w:t" else text) for mark in ("{{", "{%", "{#")):
                self._problem("有不在文字里的字段", "接受全部修订，把字段写成普通的文字", self.number)
            if name in ("w:p", "w:tr") and not tag.endswith("/>"):
                self._opened(name, at) if tag[1] != "/" else self._closed(at)
        for block in self.checker.unclosed:
            remedy = f"在它管到的地方之后写 {{% end{block.mark.word} %}}"
            self._problem(f"“{block.mark.text}”没有结尾", remedy, block.number)

    def _text(self, at: int) -> None:
        """A text belongs to its paragraph, which may stand in a box within another, and to every row around."""
        paragraph = next((part for part in reversed(self.open) if part.name == "w:p"), None)
        for part in self.open:
            if part is paragraph or part.name == "w:tr":
                part.texts.append(at)

    def _opened(self, name: str, at: int) -> None:
        self.number += name == "w:p"
        self.open.append(_Open(name, at, [], self.number))

    def _closed(self, at: int) -> None:
        part = self.open.pop()
        raw = "".join(self.tokens[index] for index in part.texts)
        if "{" not in raw and "}" not in raw:
            return
        found, sound = marks(raw)
        if part.name == "w:p":
            self._check(found, sound, raw, part.number)
        whole = next((mark for mark in found if f"w:{mark.scope}" == part.name), None)
        if whole is not None:
            if raw.strip() != whole.text:
                message = f"“{whole.text}”代替整{'段' if part.name == 'w:p' else '行'}，却还有别的文字"
                self._problem(message, "让它自己占一段、一行", part.number, raw)
            self.tokens[part.start : at + 1] = [whole.plain, *[""] * (at - part.start)]
        elif part.name == "w:p" and not any(mark.scope for mark in found):
            self._gather(found, raw, part.texts)

    def _check(self, found: list[Mark], sound: bool, raw: str, number: int) -> None:
        if not sound:
            self._problem("字段的括号不成对", "字段写成 {{ 户主 }}，不单独写 { 或 }", number, raw)
        for mark in found:
            for message, remedy in self.checker.check(mark, number):
                self._problem(message, remedy, number, raw)

    def _problem(self, message: str, remedy: str | None, number: int, raw: str = "") -> None:
        text = unescape(raw).strip()
        where = f"{self.name} 第{number}段" + (f"“{text[:40]}{'…' * (len(text) > 40)}”" if text else "")
        self.problems.append(Problem("template-mark", message, Place(where), remedy=remedy))

    def _gather(self, found: list[Mark], raw: str, texts: list[int]) -> None:
        """Each mark whole, in the text that it begins in."""
        owners = [index for index in texts for _ in self.tokens[index]]
        new: dict[int, list[str]] = {index: [] for index in texts}
        at = 0
        for mark in [*found, Mark("", len(raw))]:
            for place in range(at, mark.start):
                new[owners[place]].append(raw[place])
            if mark.text:
                new[owners[mark.start]].append(mark.plain)
            at = mark.start + len(mark.text)
        for index, parts in new.items():
            self.tokens[index - 1 : index + 1] = ['<w:t xml:space="preserve">', "".join(parts)]
