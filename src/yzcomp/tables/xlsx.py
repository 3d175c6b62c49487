"""The scan of an .xlsx: the XML of its sheets, looked at before the reader loads it."""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from yzcomp.limits import limit
from yzcomp.tables.cells import NOT_CALCULATED
from yzcomp.tables.findings import (
    OF_1904,
    ROOM,
    THINNEST,
    FailedCell,
    Findings,
    TooMuch,
    Unscannable,
    refuse_many_sheets,
    refuse_too_large,
)
from yzcomp.tables.letters import column_number

_REFERENCE = re.compile(r"([A-Za-z]+)(\d+)", re.ASCII)
#: Each begins with a letter, which is looked for fastest; what they find too much is looked at again.
_FAILURE, _FORMULA = re.compile(rb"""t\s*=\s*["']e["']"""), re.compile(rb"f(?<=[<:]f)[\s/>]")
_HIGH = re.compile(rb"""r\s*=\s*["'][A-Za-z]*(\d{5,})["']""")
_WIDE = re.compile(rb"""r\s*=\s*["']([A-Za-z]{2,})\d""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_STRING = re.compile(rb"<(?:\w+:)?si[\s/>]")
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
    failed = []
    for name, part in sheets:
        xml = _plain(archive.read(parts[part.lower()])) if part else b""
        _refuse_far(name, xml)
        failed.append(tuple(_failed(xml)) if _FAILURE.search(xml) or _FORMULA.search(xml) else ())
    return Findings(tuple(failed), _shift(book))


def _refuse_strings(archive: zipfile.ZipFile, part: str | None) -> None:
    most = limit("strings")
    if part and archive.getinfo(part).file_size > most * _SHORTEST and len(_STRING.findall(archive.read(part))) > most:
        raise TooMuch("strings")


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
    for sheet in book.iter():
        if _local(sheet.tag) != "sheet":
            continue
        link = next((value for key, value in sheet.items() if key.endswith("}id")), None)
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        yield sheet.get("name") or "", part if "worksheets" in target else ""


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


def _failed(xml: bytes) -> Iterator[FailedCell]:
    for row, column, cell in _cells(xml):
        text = _failure(cell)
        if text:
            yield FailedCell(row, column, text)


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


def _failure(cell: ElementTree.Element) -> str | None:
    """The error of a cell, also that its formula has no value; ``None`` for a cell in order."""
    parts = {_local(part.tag): part.text or "" for part in cell}
    value = parts.get("v", "")
    if cell.get("t") == "e":
        return value or "#N/A"
    formula = "f" in parts and "is" not in parts
    return NOT_CALCULATED if formula and not value and cell.get("t") != "str" else None


def _position(reference: str | None, row: int, column: int) -> tuple[int, int]:
    """Where a cell stands; some writers leave it out and mean the next one."""
    match = _REFERENCE.fullmatch(reference or "")
    return (int(match[2]) - 1, column_number(match[1].upper())) if match else (row, column)
