"""The scan of an .xls: a small file system with one stream of records in it (MS-CFB, MS-XLS)."""

from collections.abc import Iterator, Sequence
from struct import unpack_from

from yzcomp.tables.findings import OF_1904, FailedCell, Findings, refuse_many_sheets, refuse_too_large

#: From here on a number is no sector but the end of a chain.
_NO_SECTOR = 0xFFFFFFFA
_BEGIN, _END, _SHEET, _DATES, _PASSWORD = 0x0809, 0x000A, 0x0085, 0x0022, 0x002F
_ERROR, _FORMULAS = 0x0205, (0x0006, 0x0206, 0x0406)
#: Several numbers side by side, whose last column stands at the end; and the other records that hold a cell.
_NUMBERS = 0x00BD
_FILLED = frozenset([_ERROR, *_FORMULAS, _NUMBERS, 0x00FD, 0x0203, 0x0204, 0x027E, 0x00D6])
_TEXTS = {
    **{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!"},
    **{0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA"},
}
Record = tuple[int, bytes]


def scan(content: bytes) -> Findings:
    """The errors that the records of each sheet hold. Raises :class:`TooLarge` for a cell that stands too far off."""
    stream = _Files(content).workbook()
    head = list(_records(stream, 0))
    if any(kind == _PASSWORD for kind, _ in head):
        raise ValueError("protected")
    starts = [unpack_from("<I", body)[0] for kind, body in head if kind == _SHEET]
    refuse_many_sheets(len(starts))
    shift = OF_1904 if any(kind == _DATES and body[:1] == b"\1" for kind, body in head) else 0
    return Findings(tuple(tuple(_failed(_records(stream, start))) for start in starts), shift)


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


def _failed(records: Iterator[Record]) -> Iterator[FailedCell]:
    last = widest = given = 0
    for kind, body in records:
        if kind in _FILLED:
            row, column = unpack_from("<HH", body)
            given += 1
            last, widest = max(last, row), max(widest, column)
            if kind == _NUMBERS:
                end = unpack_from("<H", body, len(body) - 2)[0]
                widest, given = max(widest, end), given + max(0, end - column)
        if kind == _ERROR and body[7]:
            code = body[6]
        elif kind in _FORMULAS and body[12:14] == b"\xff\xff" and body[6] == 2:
            code = body[8]
        else:
            continue
        yield FailedCell(row, column, _TEXTS.get(code, "#N/A"))
    refuse_too_large("", last, widest, given)


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
