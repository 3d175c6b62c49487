"""The scan of an .xlsx: the XML of its sheets, looked at before the reader loads it."""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from yzcomp.tables.cells import NOT_CALCULATED
from yzcomp.tables.findings import (
    MOST_CELLS,
    OF_1904,
    FailedCell,
    Findings,
    Unscannable,
    refuse_too_large,
)
from yzcomp.tables.letters import column_number

_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_SUSPECT = re.compile(rb"""\st\s*=\s*["']e["']|<(?:\w+:)?f[\s/>]""")
_ROW = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")
_WIDE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{2,3})\d""")
_FULL = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Z]+)(\d+)["'][^<>]*(?<!/)>(?!</)""")


def scan(content: bytes) -> Findings:
    """Raises :class:`TooLarge` before anything large is made of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        if "xl/workbook.bin" in parts:
            raise Unscannable
        book = _tree(archive.read(parts["xl/workbook.xml"]))
        links = _tree(archive.read(parts["xl/_rels/workbook.xml.rels"]))
        failed = []
        for name, part in _sheets(book, links):
            xml = _plain(archive.read(parts[part.lower()])) if part else b""
            _refuse_far(name, xml)
            failed.append(tuple(_failed(xml)) if _SUSPECT.search(xml) else ())
    return Findings(tuple(failed), _shift(book))


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
    """First by the rows and the widest references alone; cell by cell only where that leaves it open."""
    rows = max(map(int, _ROW.findall(xml)), default=0)
    wide = max((column_number(letters.decode()) + 1 for letters in set(_WIDE.findall(xml))), default=26)
    if rows * wide <= MOST_CELLS:
        return
    row = column = 0
    for match in _FULL.finditer(xml):
        row = max(row, int(match[2]) - 1)
        column = max(column, column_number(match[1].decode()))
    refuse_too_large(name, row, column)


def _failed(xml: bytes) -> Iterator[FailedCell]:
    row = column = -1
    for event, element in ElementTree.iterparse(io.BytesIO(xml), ("start", "end")):
        tag = _local(element.tag)
        if event == "start":
            if tag == "row":
                row, column = int(element.get("r") or row + 2) - 1, -1
            continue
        if tag == "c":
            row, column = _position(element.get("r"), row, column + 1)
            text = _failure(element)
            if text:
                yield FailedCell(row, column, text)
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
    return (int(match[2]) - 1, column_number(match[1])) if match else (row, column)
