"""The scan of an .xls: a small file system with one stream of records in it (MS-CFB, MS-XLS)."""

from collections.abc import Iterator, Sequence
from struct import unpack_from
from typing import NamedTuple

from yzcomp.tables.cells import NOT_CALCULATED
from yzcomp.tables.findings import (
    OF_1904,
    FailedCell,
    Findings,
    SheetFindings,
    Veil,
    refuse_many_sheets,
    refuse_too_large,
)
from yzcomp.tables.looks import Look, look

#: From here on a number is no sector but the end of a chain.
_NO_SECTOR = 0xFFFFFFFA
_BEGIN, _END, _SHEET, _DATES, _PASSWORD = 0x0809, 0x000A, 0x0085, 0x0022, 0x002F
_ERROR, _FORMULAS = 0x0205, (0x0006, 0x0206, 0x0406)
_FORMAT, _FONT, _STYLE, _RECALCULATED = 0x041E, 0x0031, 0x00E0, 0x01C1
_ROW, _COLUMN, _FILTERED, _TEXT, _BETWEEN = 0x0208, 0x007D, 0x009B, 0x0207, (0x04BC, 0x0221, 0x0236)
#: Several numbers side by side, whose last column stands at the end; and the other records that hold a cell.
_NUMBERS = 0x00BD
_FILLED = frozenset([_ERROR, *_FORMULAS, _NUMBERS, 0x00FD, 0x0203, 0x0204, 0x027E, 0x00D6])
_TEXTS = {
    **{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!"},
    **{0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA"},
}
Record = tuple[int, bytes]


def scan(content: bytes) -> Findings:
    """What the records of each sheet hold. Raises :class:`TooLarge` for a cell that stands too far off."""
    stream = _Files(content).workbook()
    head = list(_records(stream, 0))
    if any(kind == _PASSWORD for kind, _ in head):
        raise ValueError("protected")
    starts = [unpack_from("<I", body)[0] for kind, body in head if kind == _SHEET]
    refuse_many_sheets(len(starts))
    shift = OF_1904 if any(kind == _DATES and body[:1] == b"\1" for kind, body in head) else 0
    book = _book(head)
    looks = {str(number): seen for number, seen in book.looks.items()}
    return Findings(tuple(_sheet(_records(stream, start), book) for start in starts), shift, looks)


class _Book(NamedTuple):
    """How the cells of each style look, and which program calculated last: 0 leaves it to the next one, ``None``
    tells of none."""

    looks: dict[int, Look]
    engine: int | None


def _book(head: list[Record]) -> _Book:
    formats, fonts, looks, engine = dict[int, str](), list[bool](), dict[int, Look](), None
    styles: list[tuple[int, int]] = []
    for kind, body in head:
        if kind == _FORMAT and len(body) > 5:
            formats[unpack_from("<H", body)[0]] = body[5:].decode("utf-16-le" if body[4] & 1 else "latin-1", "replace")
        elif kind == _FONT:
            fonts.append(bool(body[2] & 8))
        elif kind == _STYLE:
            styles.append(unpack_from("<HH", body))
        elif kind == _RECALCULATED and len(body) >= 8:
            engine = unpack_from("<I", body, 4)[0]
    for number, (font, shape) in enumerate(styles):
        font -= font > 4  # there is no font 4
        seen = look(shape, formats, font < len(fonts) and fonts[font])
        if seen is not None:
            looks[number] = seen
    return _Book(looks, engine)


def _records(stream: bytes, start: int) -> Iterator[Record]:
    """The records from a beginning to its end, those of charts within it too."""
    depth, position = 0, start
    while True:
        kind, length = unpack_from("<HH", stream, position)
        yield kind, stream[position + 4 : position + 4 + length]
        position += 4 + length
        depth += (kind == _BEGIN) - (kind == _END)
        if depth == 0:
            return


def _sheet(records: Iterator[Record], book: _Book) -> SheetFindings:
    failed, shown, struck = list[FailedCell](), list[FailedCell](), set[tuple[int, int]]()
    rows, columns, filtered, stale = set[int](), set[int](), False, 0
    last = widest = given = 0
    unsaid: FailedCell | None = None  # a formula whose text comes in a record of its own
    for kind, body in records:
        if unsaid is not None and kind not in _BETWEEN:
            failed += [unsaid] if kind != _TEXT else []
            unsaid = None
        if kind == _ROW and body[12] & 0x20:
            rows.add(unpack_from("<H", body)[0])
        elif kind == _COLUMN and (body[8] & 1 or body[4:6] == b"\0\0"):
            first, end = unpack_from("<HH", body)
            columns |= set(range(first, min(end, 255) + 1))
        filtered = filtered or kind == _FILTERED
        if kind not in _FILLED:
            continue
        row, column, style = unpack_from("<HHH", body)
        end = unpack_from("<H", body, len(body) - 2)[0] if kind == _NUMBERS else column
        last, widest, given = max(last, row), max(widest, column, end), given + 1 + max(0, end - column)
        for place in range(column, end + 1):
            if kind == _NUMBERS:
                style = unpack_from("<H", body, 4 + 6 * (place - column))[0]
            seen = book.looks.get(style)
            if seen is not None:
                shown.append(FailedCell(row, place, str(style)))
                struck |= {(row, place)} if seen.struck else set()
        text = _failure(kind, body, book.engine)
        if text:
            failed.append(FailedCell(row, column, text))
        elif kind in _FORMULAS:
            stale += book.engine == 0 or bool(body[14] & 2)
            if body[12:14] == b"\xff\xff" and body[6] == 0:
                unsaid = FailedCell(row, column, NOT_CALCULATED)
    refuse_too_large("", last, widest, given)
    veil = Veil(frozenset(rows), frozenset(columns), frozenset(struck), filtered, stale)
    return SheetFindings(tuple(failed), veil, tuple(shown))


def _failure(kind: int, body: bytes, engine: int | None) -> str | None:
    """The error of a cell, also that its formula was never calculated; ``None`` for one in order."""
    if kind == _ERROR and body[7]:
        return _TEXTS.get(body[6], "#N/A")
    if kind not in _FORMULAS:
        return None
    special = body[12:14] == b"\xff\xff"
    if special and body[6] == 2:
        return _TEXTS.get(body[8], "#N/A")
    left = engine == 0 or body[14] & 2  # left to the next program to calculate
    nothing = (special and body[6] == 3 and (left or engine is None)) or (left and not any(body[6:14]))
    return NOT_CALCULATED if nothing else None


class _Files:
    """The file system: sectors in chains; what is small lies in small sectors within a file of their own."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = 1 << unpack_from("<H", content, 0x1E)[0]
        self.next = self._table()
        (directory,) = unpack_from("<I", content, 0x30)
        listing = self._chain(directory)
        self.entries = [listing[start : start + 128] for start in range(0, len(listing), 128)]

    def workbook(self) -> bytes:
        """The stream of records."""
        for entry in self.entries:
            name = entry[: max(0, unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le")
            if name in ("Workbook", "Book"):
                return self._file(*unpack_from("<II", entry, 116))
        raise ValueError("no workbook")

    def _file(self, start: int, length: int) -> bytes:
        (smallest,) = unpack_from("<I", self.content, 0x38)
        if length >= smallest:
            return self._chain(start)[:length]
        small = 1 << unpack_from("<H", self.content, 0x20)[0]
        table = _numbers(self._chain(unpack_from("<I", self.content, 0x3C)[0]))
        whole = self._chain(unpack_from("<I", self.entries[0], 116)[0])
        return b"".join(whole[n * small : (n + 1) * small] for n in _followed(start, table))[:length]

    def _table(self) -> Sequence[int]:
        """The number of the sector that follows each: its own sectors are listed in the head and beyond."""
        sectors = list(unpack_from("<109I", self.content, 0x4C))
        more, count = unpack_from("<II", self.content, 0x44)
        for _ in range(min(count, len(self.content) // self.size)):
            *listed, more = _numbers(self._sector(more))
            sectors += listed
        return _numbers(b"".join(self._sector(n) for n in sectors if n < _NO_SECTOR))

    def _sector(self, number: int) -> bytes:
        return self.content[(number + 1) * self.size : (number + 2) * self.size]

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _followed(start, self.next))


def _numbers(content: bytes) -> Sequence[int]:
    return unpack_from(f"<{len(content) // 4}I", content)


def _followed(start: int, table: Sequence[int]) -> Iterator[int]:
    """The sectors of a chain; one that goes in circles is no chain."""
    number, steps = start, 0
    while number < _NO_SECTOR:
        yield number
        number, steps = table[number], steps + 1
        if steps > len(table):
            raise ValueError("circle")
