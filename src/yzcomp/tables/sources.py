"""Files and their sheets: what kind they are, their rows with the file's own row numbers, their digest."""

import csv
import hashlib
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any, NamedTuple

from yzcomp import file_kinds
from yzcomp.limits import exceeded, limit
from yzcomp.problems import Place, Problem, Refused
from yzcomp.tables.cells import is_blank, shown
from yzcomp.tables.csvfile import SPOOLED, csv_problem, find_delimiter, spooled, text_facts
from yzcomp.tables.findings import Veil
from yzcomp.tables.parquet import MARK, Parquet
from yzcomp.tables.workbook import Workbook, read_workbook
from yzcomp.textfiles import EMPTY, STDIN, is_stdin, open_file, shown_name, unreadable
from yzcomp.watch import Stamp, note, open_again, stamp

_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_LINES = 1000
#: How the contents of .xlsx and of .xls begin, whatever the file is called.
_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class Row(NamedTuple):
    """A row of a sheet: its number in the file (from 1; the names of the columns of a Parquet are 0) and its cells."""

    number: int
    cells: list[Any]


class Block(NamedTuple):
    """Some lines of a CSV without quotes: a line is a row there, so any process can take them apart."""

    first: int
    text: str
    delimiter: str

    def lines(self) -> Iterator[tuple[int, str]]:
        """Each line without its end, with the file's own row number."""
        lines = self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        if not lines[-1]:
            lines.pop()
        return enumerate(lines, self.first)

    def rows(self) -> Iterator[Row]:
        """The rows of the block."""
        delimiter = self.delimiter
        for number, line in self.lines():
            yield Row(number, line.split(delimiter))


class Sheet(NamedTuple):
    """A table in a file. ``rows`` can be gone through again and again; each time the file is read anew.

    ``view`` makes each row into what a column map says of it.
    """

    file: str
    name: str | None
    source: "Source"
    hidden: bool = False
    view: Callable[[int, list[Any]], list[Any]] | None = None

    def rows(self) -> Iterator[Row]:
        return map(Row._make, self.numbered())

    def numbered(self) -> Iterator[tuple[int, list[Any]]]:
        """The rows as bare pairs of number and cells: for tables of very many."""
        rows = self.source.numbered(self.name)
        if self.view is None:
            return rows
        view = self.view
        return ((number, view(number, cells)) for number, cells in rows)

    def blocks(self, lines: int) -> Iterator[Block] | None:
        """The lines of a CSV in blocks; ``None`` for a table that has to be read row by row."""
        return self.source.blocks(lines) if self.view is None else None

    @property
    def called(self) -> str:
        """Its name, or that of its file where a file is one table."""
        return self.name if self.name is not None else self.source.stem

    def filled(self) -> int:
        """How many of its cells hold something."""
        return sum(not is_blank(cell) for row in self.rows() for cell in row.cells)

    @property
    def veil(self) -> Veil:
        """What of it people don't see as they see the rest."""
        return self.source.veil(self.name)

    def place(self, row: int | None = None, column: str | None = None) -> Place:
        return Place(self.file, row, None, self.name, column)


class Source:
    """One input file. ``sha256`` and ``encoding`` are known once it has been opened.

    Standard input is kept in a file of its own until :meth:`close`.
    """

    def __init__(
        self, path: str | Path, encoding: str | None = None, name: str | None = None, wanted: str = "roster"
    ) -> None:
        self.name = name or (shown_name(STDIN) if is_stdin(path) else Path(path).name)
        self.spooled = spooled() if is_stdin(path) else None
        self.path = Path(path) if self.spooled is None else self.spooled.path / SPOOLED
        self.sha256, self.encoding, self.delimiter = "", "", ","
        self.whole_lines = self.wrapped = False
        self._workbook: Workbook | None = None
        self._parquet: Parquet | None = None
        try:
            self._open(encoding, wanted)
        except OSError as error:
            self.close()
            raise Refused([unreadable(path, error)]) from None
        except Refused:
            self.close()
            raise

    @property
    def stem(self) -> str:
        return Path(self.name).stem

    def close(self) -> None:
        """Removes what was kept of standard input."""
        if self.spooled is not None:
            self.spooled.remove()

    def _open(self, encoding: str | None, wanted: str) -> None:
        place = Place(self.name)
        with open_file(self.path) as file:
            before = stamp(file)
            if before.size > limit("file") << 20:
                raise Refused([exceeded("file", place)])
            if not before.size:
                raise Refused([Problem("empty-file", "文件是空的", place, remedy=EMPTY)])
            head = file.read(file_kinds.HEAD)
            file.seek(0)
            kind = file_kinds.of_bytes(head, self.name) if encoding is None else None
            damaged = kind == "binary" and self.path.suffix.lower() in _SPREADSHEETS
            if damaged or head.startswith(_SIGNATURES):
                content = file.read()
                self.sha256 = hashlib.sha256(content).hexdigest()
                self._note(before)
                if not damaged:
                    file_kinds.refuse_other(file_kinds.of_bytes(content, self.name), wanted, place)
                self._workbook = read_workbook(content, self.name)
                file_kinds.refuse_other(_kind(self._workbook), wanted, place)
                return
            if head.startswith(MARK) or (kind == "binary" and self.path.suffix.lower() == ".parquet"):
                file_kinds.refuse_other("parquet", wanted, place)
                self.sha256, self.encoding = hashlib.file_digest(file, "sha256").hexdigest(), "parquet"
                self._note(before)
                self._parquet = Parquet.opened(self.path, self.name)
                file_kinds.refuse_other(file_kinds.of_heading(self._parquet.columns), wanted, place)
                return
            file_kinds.refuse_other(kind, wanted, place)
            facts = text_facts(file, encoding, self.name)
        self.sha256, self.encoding = facts.sha256, facts.encoding
        self._note(before)
        self.whole_lines, self.wrapped = not facts.quoted, facts.wrapped
        with open_again(self.path, self.sha256, self.encoding) as lines:
            text = lines.read(file_kinds.HEAD)
        self.delimiter = find_delimiter(text.split("\n"))
        file_kinds.refuse_other(file_kinds.of_text(text), wanted, place)

    def _note(self, before: Stamp) -> None:
        """The file must stay what it is; nobody else can reach the copy of standard input."""
        if self.spooled is None:
            note(self.path, before, self.sha256)

    def sheets(self) -> list[Sheet]:
        """The file's sheets, hidden ones too; a CSV or Parquet is one without a name."""
        if self._workbook is None:
            return [Sheet(self.name, None, self)]
        hidden = self._workbook.hidden
        return [Sheet(self.name, name, self, name in hidden) for name in self._workbook.sheets]

    def veil(self, sheet: str | None) -> Veil:
        """What is hidden or struck through on a sheet; nothing in a CSV."""
        return self._workbook.veils.get(sheet or "", Veil()) if self._workbook is not None else Veil()

    def blocks(self, lines: int) -> Iterator[Block] | None:
        """The lines of a CSV in blocks; ``None`` for a file that has to be read row by row."""
        return self._blocks(lines) if self.whole_lines else None

    def texts(self, lines: int) -> Iterator[str]:
        """The text of a CSV as it stands, so many lines at a time; nothing of anything else."""
        if self._workbook is None and self._parquet is None:
            with open_again(self.path, self.sha256, self.encoding) as file:
                while block := "".join(islice(file, lines)):
                    yield block

    def _blocks(self, lines: int) -> Iterator[Block]:
        first, most = 1, limit("rows")
        with open_again(self.path, self.sha256, self.encoding) as file:
            while block := list(islice(file, lines)):
                if first > most:
                    raise Refused([exceeded("rows", Place(self.name, first))])
                yield Block(first, "".join(block), self.delimiter)
                first += len(block)

    def numbered(self, sheet: str | None) -> Iterator[tuple[int, list[Any]]]:
        """The rows of a sheet with their numbers, blank ones too; raises :class:`Refused` where a CSV can't be read
        on."""
        if self._workbook is not None:
            yield from enumerate(self._workbook.sheets[sheet or ""], 1)
            return
        if self._parquet is not None:
            yield from self._parquet.numbered()
            return
        if self.whole_lines:
            for block in self._blocks(_LINES):
                yield from block.rows()
            return
        numbers, most = count(1), limit("rows")
        try:
            with open_again(self.path, self.sha256, self.encoding) as file:
                rows = csv.reader(file, delimiter=self.delimiter, strict=True)
                yield from zip(numbers, islice(map(_unwrapped, rows) if self.wrapped else rows, most), strict=False)
                if next(rows, None) is not None:
                    raise Refused([exceeded("rows", Place(self.name, most + 1))])
        except csv.Error as error:  # in the row whose number has just been taken
            raise Refused([csv_problem(error, self.name, next(numbers) - 1)]) from None


def _kind(book: Workbook) -> str | None:
    """The kind of a workbook that the program itself has written, be it a table of its own saved as one."""
    first = (rows[0] for rows in book.sheets.values() if rows)
    headings = (file_kinds.of_heading(map(shown, cells)) for cells in first)
    return file_kinds.of_sheets(list(book.sheets)) or next(filter(None, headings), None)


def _unwrapped(cells: list[str]) -> list[str]:
    """Cells that some programs write as formulas, ``="001"``, so that a spreadsheet keeps them as text."""
    return [
        cell[2:-1] if cell[:2] == '="' and cell[-1] == '"' and '"' not in cell[2:-1] and len(cell) > 2 else cell
        for cell in cells
    ]
