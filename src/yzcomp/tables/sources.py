"""Files and their sheets: what kind they are, their rows with the file's own row numbers, their digest."""

import codecs
import csv
import hashlib
import io
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from yzcomp.problems import Place, Problem, Refused
from yzcomp.tables.workbook import read_workbook
from yzcomp.textfiles import STDIN, shown_name, unreadable

_CHUNK = 1 << 20
_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Row(NamedTuple):
    """A row of a sheet: its number in the file (from 1) and its cells."""

    number: int
    cells: list[Any]


class Block(NamedTuple):
    """Some lines of a CSV without quotes: a line is a row there, so any process can take them apart."""

    first: int
    text: str
    delimiter: str

    def beginnings(self, columns: int) -> Iterator[Row]:
        """The rows cut off behind their first columns; the rest of the line stands in one cell."""
        for number, line in enumerate(io.StringIO(self.text, newline=""), self.first):
            yield Row(number, line.rstrip("\r\n").split(self.delimiter, columns))

    def rows(self) -> Iterator[Row]:
        """The rows of the block, with the file's own row numbers."""
        lines = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True)
        for number, cells in enumerate(lines, self.first):
            yield Row(number, cells)


class Sheet(NamedTuple):
    """A table in a file. ``rows`` can be gone through again and again; each time the file is read anew."""

    file: str
    name: str | None
    source: "Source"

    def rows(self) -> Iterator[Row]:
        return self.source.rows(self.name)

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        return Place(self.file, row, None, self.name, column)


class Source:
    """One input file. ``sha256`` and ``encoding`` are known once it has been opened."""

    def __init__(self, path: str | Path, encoding: str | None = None, name: str | None = None) -> None:
        self.name = name or (shown_name(path) if str(path) == STDIN else Path(path).name)
        self.path = _spooled() if str(path) == STDIN else Path(path)
        self.sha256, self.encoding, self.quoted = "", "", True
        self._workbook: dict[str, list[list[Any]]] | None = None
        try:
            self._open(encoding)
        except OSError as error:
            raise Refused([unreadable(path, error)]) from None

    @property
    def stem(self) -> str:
        return Path(self.name).stem

    def _open(self, encoding: str | None) -> None:
        with self.path.open("rb") as file:
            head = file.read(8)
            file.seek(0)
            if self.path.suffix.lower() in _SPREADSHEETS or head.startswith(b"PK\x03\x04"):
                content = file.read()
                self.sha256 = hashlib.sha256(content).hexdigest()
                self._workbook = read_workbook(content, self.name)
                return
            self.sha256, self.encoding, self.quoted = _text_facts(file, head, encoding, self.name)

    def sheets(self) -> list[Sheet]:
        """The file's sheets; a CSV is one without a name."""
        if self._workbook is None:
            return [Sheet(self.name, None, self)]
        return [Sheet(self.name, name, self) for name in self._workbook]

    def blocks(self, lines: int) -> Iterator[Block] | None:
        """The lines of a CSV in blocks; ``None`` for a file that has to be read row by row."""
        if self._workbook is not None or self.quoted:
            return None
        return self._blocks(lines)

    def _blocks(self, lines: int) -> Iterator[Block]:
        with self.path.open(encoding=self.encoding, newline="") as file:
            delimiter = _delimiter(file.readline())
            file.seek(0)
            first = 1
            while block := list(islice(file, lines)):
                yield Block(first, "".join(block), delimiter)
                first += len(block)

    def rows(self, sheet: str | None) -> Iterator[Row]:
        """The rows of a sheet, blank ones too; raises :class:`Refused` where a CSV can't be read on."""
        if self._workbook is not None:
            for number, cells in enumerate(self._workbook[sheet or ""], 1):
                yield Row(number, cells)
            return
        number = 0
        try:
            with self.path.open(encoding=self.encoding, newline="") as file:
                delimiter = _delimiter(file.readline())
                file.seek(0)
                for number, cells in enumerate(csv.reader(file, delimiter=delimiter, strict=True), 1):
                    yield Row(number, cells)
        except csv.Error as error:
            raise Refused([_csv_problem(error, self.name, number + 1)]) from None


def _spooled() -> Path:
    """Standard input as a file that can be read more than once."""
    import sys

    with tempfile.NamedTemporaryFile(prefix="yzcomp-", suffix=".csv", delete=False) as file:
        while chunk := sys.stdin.buffer.read(_CHUNK):
            file.write(chunk)
    return Path(file.name)


def _text_facts(file: Any, head: bytes, encoding: str | None, name: str) -> tuple[str, str, bool]:
    """A text file's SHA-256, its encoding and whether it has quotes.

    The encoding is the one given, that of the file's mark, strict UTF-8, or strict GB18030.
    """
    marked = next((found for mark, found in _MARKS if head.startswith(mark)), None)
    candidates = [encoding] if encoding else [marked] if marked else ["utf-8", "gb18030"]
    try:
        decoders = {name: codecs.getincrementaldecoder(name)() for name in candidates if name}
    except LookupError:
        problem = Problem("encoding", f"没有编码“{encoding}”", Place(name), remedy="可用 utf-8、gb18030")
        raise Refused([problem]) from None
    digest, quoted = hashlib.sha256(), False
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        quoted = quoted or b'"' in chunk
        _feed(decoders, chunk)
    _feed(decoders, b"", final=True)
    if not decoders:
        tried = "、".join(c.upper() for c in candidates if c)
        message = f"文件的编码不是 {tried}"
        raise Refused([Problem("encoding", message, Place(name), remedy="另存为“CSV UTF-8”，或用 --encoding 指定编码")])
    return digest.hexdigest(), next(iter(decoders)), quoted


def _feed(decoders: dict[str, Any], chunk: bytes, final: bool = False) -> None:
    """Drops the decoders that can't read on."""
    for name, decoder in list(decoders.items()):
        try:
            decoder.decode(chunk, final)
        except UnicodeDecodeError:
            del decoders[name]


def _delimiter(first_line: str) -> str:
    """A comma, unless the first line has tabs or semicolons and no comma at all."""
    if "," in first_line:
        return ","
    return next((mark for mark in ("\t", ";") if mark in first_line), ",")


def _csv_problem(error: csv.Error, name: str, row: int) -> Problem:
    text = str(error)
    if "field larger" in text:
        message, remedy = "一个单元格的内容过长，多半是前面某处的引号没有成对", "检查这一行附近的引号"
    elif "unexpected end" in text:
        message, remedy = "文件结束时引号还没有关上", "检查最后几行的引号是否成对"
    else:
        message, remedy = "引号的用法不对", "内容里的引号要写成两个，并把整个单元格用引号括起来"
    return Problem("csv-syntax", message, Place(name, row), remedy=remedy)
