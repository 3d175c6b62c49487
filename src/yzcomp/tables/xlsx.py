"""The scan of an .xlsx: the XML of its sheets, looked at before the reader loads it."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from yzcomp.limits import limit
from yzcomp.tables.cells import NOT_CALCULATED, UNREAD, is_blank
from yzcomp.tables.findings import (
    OF_1904,
    ROOM,
    THINNEST,
    FailedCell,
    Findings,
    SheetFindings,
    TooMuch,
    Unscannable,
    Veil,
    refuse_many_sheets,
    refuse_too_large,
)
from yzcomp.tables.letters import column_number
from yzcomp.tables.looks import Look, look

_REFERENCE = re.compile(r"([A-Za-z]+)(\d+)", re.ASCII)
#: Each begins with a letter, which is looked for fastest; what they find too much is looked at again.
_FAILURE, _FORMULA = re.compile(rb"""t\s*=\s*["']e["']"""), re.compile(rb"f(?<=[<:]f)[\s/>]")
_HIGH = re.compile(rb"""r\s*=\s*["'][A-Za-z]*(\d{5,})["']""")
_WIDE = re.compile(rb"""r\s*=\s*["']([A-Za-z]{2,})\d""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_STRING = re.compile(rb"<(?:\w+:)?si[\s/>]")
#: How cells that hold something are nearly always written, and what of that is empty.
_CONTENT, _EMPTY = (b"<v>", b"<is>"), (b"<v></v>", b"<is><t></t></is>", b"<is><t/></is>")
_MAY_BE_UNSEEN = (b"hidden", b'ht="0', b"ht='0", b'width="0', b"width='0")
_NO_VALUE = re.compile(rb"""t\s*=\s*["'](?:s|str|b|d)["'][^<>]*(?:/>|>\s*</|><(?:\w+:)?v\s*(?:/>|></))""")
_LINE = re.compile(rb"<(?:\w+:)?(row|col)\s([^>]*)>")
_UNSEEN = re.compile(rb"""(?:hidden\s*=\s*["'](?:1|true|on)|(?<![\w.])(?:ht|width)\s*=\s*["']0(?:\.0*)?["'])""")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
#: No shared string is written in fewer bytes.
_SHORTEST = len("<si/>")


def scan(archive: zipfile.ZipFile) -> Findings:
    """Raises :class:`TooLarge` or :class:`TooMuch` before anything large is made of it."""
    parts = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
    if "xl/workbook.bin" in parts:
        raise Unscannable
    book = _tree(archive.read(parts["xl/workbook.xml"]))
    sheets = list(_sheets(book, _tree(archive.read(parts["xl/_rels/workbook.xml.rels"]))))
    refuse_many_sheets(len(sheets))
    _refuse_strings(archive, parts.get("xl/sharedstrings.xml"))
    styles, again = _looks(archive, parts), _wants_calculation(book)
    found = []
    for name, part in sheets:
        part = parts[part.lower()] if part else ""
        xml = _plain(archive.read(part)) if part else b""
        _refuse_far(name, xml)
        if b"<![CDATA[" in xml:
            raise Unparsed
        sheet = _sheet(xml, part, styles, again)
        found.append(sheet._replace(veil=sheet.veil._replace(notes=tuple(_notes(archive, parts, part)))))
    return Findings(tuple(found), _shift(book), styles)


class Unparsed(Exception):
    """A workbook with unparsed sections (CDATA), which its reader would take for nothing."""


def without_cdata(archive: zipfile.ZipFile) -> bytes:
    """The workbook with its unparsed sections as ordinary text."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for info in archive.infolist():
            text = archive.read(info)
            if info.filename.lower().endswith(".xml"):
                text = _CDATA.sub(lambda match: escape(match[1].decode()).encode(), text)
            target.writestr(info.filename, text)
    return made.getvalue()


def _sheet(xml: bytes, part: str, styles: dict[str, Look], again: bool) -> SheetFindings:
    """What a sheet holds; ``again`` says that its program has left its formulas to be calculated by the next."""
    styled = [s for s in styles if re.search(rb"""\ss\s*=\s*["']%s["']""" % s.encode(), xml)]
    content = sum(map(xml.count, _CONTENT)) - sum(map(xml.count, _EMPTY))  # counted wrong, it is looked at closer
    failed, shown, struck, stale = list[FailedCell](), list[FailedCell](), set[tuple[int, int]](), 0
    closer = styled or any(pattern.search(xml) for pattern in (_FAILURE, _FORMULA, _NO_VALUE))
    for row, column, cell in _cells(xml) if closer else ():
        text = _failure(cell, again)
        if text:
            failed.append(FailedCell(row, column, text))
        stale += again and not text and any(_local(inner.tag) == "f" for inner in cell)
        seen = styles.get(cell.get("s") or "")
        if seen is not None and len(cell):
            shown.append(FailedCell(row, column, cell.get("s") or ""))
            if seen.struck:
                struck.add((row, column))
    rows, columns = _hidden(xml)
    veil = Veil(rows, columns, frozenset(struck), b"filterColumn" in xml, stale)
    return SheetFindings(tuple(failed), veil, tuple(shown), content, part)


def _notes(archive: zipfile.ZipFile, parts: dict[str, str], part: str) -> Iterator[tuple[int, str]]:
    """What comments say of where their rows stood: fix-up workbooks had no column for it once."""
    folder, _, name = part.rpartition("/")
    links = parts.get(f"{folder}/_rels/{name}.rels".lower())
    for link in _tree(archive.read(links)) if links is not None else ():
        if (link.get("Type") or "").endswith("/comments"):
            target = posixpath.normpath(posixpath.join("/", folder, link.get("Target") or ""))[1:]
            comments = parts.get(target.lower())
            for comment in _tree(archive.read(comments)).iter() if comments is not None else ():
                text = "".join(inner.text or "" for inner in comment.iter() if _local(inner.tag) == "t")
                if _local(comment.tag) == "comment" and "来源：" in text:
                    yield _position(comment.get("ref"), -1, 0)[0] + 1, text.rpartition("来源：")[2]


def _hidden(xml: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """The rows and columns, from 0, that nobody sees; rows that say nothing follow one another."""
    rows, columns, row = set[int](), set[int](), -1
    if not any(mark in xml for mark in _MAY_BE_UNSEEN):
        return frozenset(), frozenset()
    for kind, written in _LINE.findall(xml):
        given = {name: value.decode() for name, value in _ATTRIBUTE.findall(written)}
        if kind == b"row":
            row = int(given.get(b"r") or row + 2) - 1
            rows |= {row} if _UNSEEN.search(written) else set()
        elif _UNSEEN.search(written):
            columns |= set(range(int(given[b"min"]) - 1, min(int(given[b"max"]), limit("columns"))))
    return frozenset(rows), frozenset(columns)


def unread(archive: zipfile.ZipFile, part: str, rows: list[list[Any]]) -> Iterator[FailedCell]:
    """The cells that hold something and of which the reader's ``rows`` have nothing."""
    strings: list[str] | None = None
    for row, column, cell in _cells(archive.read(part)):
        text = "".join(_texts(cell))
        if not is_blank(rows[row][column] if row < len(rows) and column < len(rows[row]) else ""):
            continue
        if cell.get("t") == "s" and text.strip():
            strings = strings or _strings(archive)
            text = strings[int(text)]
        if not is_blank(text) and cell.get("t") != "e":
            yield FailedCell(row, column, UNREAD)


def _texts(element: ElementTree.Element) -> Iterator[str]:
    """The value or the texts of a cell or shared string, without how they are pronounced."""
    for inner in element:
        if _local(inner.tag) in ("v", "t"):
            yield inner.text or ""
        elif _local(inner.tag) in ("is", "r"):
            yield from _texts(inner)


def _strings(archive: zipfile.ZipFile) -> list[str]:
    part = next(name for name in archive.namelist() if name.lower().endswith("sharedstrings.xml"))
    return ["".join(_texts(item)) for item in _tree(archive.read(part)) if _local(item.tag) == "si"]


def _looks(archive: zipfile.ZipFile, parts: dict[str, str]) -> dict[str, Look]:
    if "xl/styles.xml" not in parts:
        return {}
    formats, fonts, found = dict[int, str](), list[bool](), dict[str, Look]()
    for group in _tree(archive.read(parts["xl/styles.xml"])):
        tag = _local(group.tag)
        if tag == "numFmts":
            formats = {int(f.get("numFmtId") or 0): f.get("formatCode") or "" for f in group}
        elif tag == "fonts":
            fonts = [any(_local(x.tag) == "strike" and x.get("val") not in ("0", "false") for x in f) for f in group]
        elif tag == "cellXfs":
            for number, style in enumerate(group):
                font = int(style.get("fontId") or 0)
                seen = look(int(style.get("numFmtId") or 0), formats, font < len(fonts) and fonts[font])
                found |= {str(number): seen} if seen is not None else {}
    return found


def _wants_calculation(book: ElementTree.Element) -> bool:
    """Whether whoever wrote the workbook left it to the next program to calculate it."""
    settings = next((element for element in book if _local(element.tag) == "calcPr"), None)
    if settings is None:
        return False
    return settings.get("fullCalcOnLoad") in ("1", "true") or settings.get("calcCompleted") in ("0", "false")


def _refuse_strings(archive: zipfile.ZipFile, part: str | None) -> None:
    most = limit("strings")
    xml = archive.read(part) if part else b""
    if len(xml) > most * _SHORTEST and len(_STRING.findall(xml)) > most:
        raise TooMuch("strings")
    if b"<![CDATA[" in xml:
        raise Unparsed


def _tree(xml: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(_plain(xml))


def _plain(xml: bytes) -> bytes:
    """XML whose marks are single bytes, as everybody writes it; in any other the patterns would find nothing."""
    if b"\0" in xml[:100]:
        raise Unscannable
    return xml


def _local(name: str) -> str:
    """A tag or attribute without its namespace: two are in use."""
    return name.rpartition("}")[2]


def _sheets(book: ElementTree.Element, links: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """The name of each sheet and its part of the archive, which is blank for what is no table (a chart)."""
    targets = {link.get("Id"): (link.get("Target") or "").replace("\\", "/") for link in links}
    tables = {link.get("Id") for link in links if (link.get("Type") or "").endswith("/worksheet")}
    for sheet in book.iter():
        if _local(sheet.tag) != "sheet":
            continue
        link = next((value for key, value in sheet.items() if key.endswith("}id")), None)
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        yield sheet.get("name") or "", part if link in tables or "worksheets" in target else ""


def _shift(book: ElementTree.Element) -> int:
    settings = next((element for element in book if _local(element.tag) == "workbookPr"), None)
    return OF_1904 if settings is not None and settings.get("date1904") in ("1", "true", "on") else 0


def _refuse_far(name: str, xml: bytes) -> None:
    """First by the highest row and the widest reference alone, wherever they stand, which is no less than the sheet's
    span; cell by cell only where that leaves it open."""
    row = max((int(number[:9]) for number in set(_HIGH.findall(xml))), default=9_999)
    wide = max((column_number(letters[:4].decode().upper()) + 1 for letters in set(_WIDE.findall(xml))), default=26)
    far = row * wide > ROOM and row * wide > THINNEST * len(_CELL.findall(xml))
    if far or row * wide > limit("cells"):
        refuse_too_large(name, *_span(xml))


def _span(xml: bytes) -> tuple[int, int, int]:
    """The last row and column of the cells that hold something, from 0, and how many these are."""
    last = widest = given = 0
    for row, column, cell in _cells(xml):
        if len(cell):
            last, widest, given = max(last, row), max(widest, column), given + 1
    return last, widest, given


def _cells(xml: bytes) -> Iterator[tuple[int, int, ElementTree.Element]]:
    """Every cell and where it stands, row and column from 0."""
    row = column = -1
    for event, element in ElementTree.iterparse(io.BytesIO(xml), ("start", "end")):
        tag = _local(element.tag)
        if event == "start":
            if tag == "row":
                row, column = int(element.get("r") or row + 2) - 1, -1
            continue
        if tag == "c":
            row, column = _position(element.get("r"), row, column + 1)
            yield row, column, element
        if tag in ("c", "row"):
            element.clear()


def _failure(cell: ElementTree.Element, again: bool) -> str | None:
    """The error of a cell, also that its formula has no value or its text is missing; ``None`` for one in order."""
    parts = {_local(part.tag): part.text or "" for part in cell}
    value, kind = parts.get("v", ""), cell.get("t")
    if kind == "e":
        return value or "#N/A"
    if "f" in parts and "is" not in parts:
        placeholder = not value.strip("0.") if again else not value and kind != "str"
        return NOT_CALCULATED if placeholder else None
    missing = {"s": not value, "b": not value, "d": not value, "str": "v" not in parts}
    return UNREAD if missing.get(kind or "") else None


def _position(reference: str | None, row: int, column: int) -> tuple[int, int]:
    """Where a cell stands; some writers leave it out and mean the next one."""
    match = _REFERENCE.fullmatch(reference or "")
    return (int(match[2]) - 1, column_number(match[1].upper())) if match else (row, column)
