"""Lists of people from elsewhere (the dead, officials, other projects, earlier payments), held against a roster.

A person is found by the identity number, else by name and village; what is neither can't be compared, and is told.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from yzcomp.audit.recorded_rows import text_of
from yzcomp.batch.marks import Marks
from yzcomp.forms import BadForm
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.fields import Form
from yzcomp.household.headings import headings
from yzcomp.problems import Place, Problem, Refused
from yzcomp.tables.cells import is_blank, raw_value
from yzcomp.tables.columns import SheetPlan, header_word
from yzcomp.tables.headings import first_rows
from yzcomp.tables.sources import Row, Sheet, Source
from yzcomp.tables.unseen import FileNotes

_NUMBER = Form("id_number")
_BLANKS = re.compile(r"\s")
#: What facts of a household say of a listed person: the earlier are surer to be the person's own.
_MEANT = {"name": ("name", "head", "payee_name"), "number": ("id_number",), "village": ("village",)}
_WORDS = {"name": ("死者姓名", "死亡人员姓名", "人员姓名", "干部姓名", "享受人姓名"), "village": ("住址",)}
#: A sheet's name that says nothing of what is on it.
_NAMELESS = re.compile(r"(sheet|工作表|表)\s*\d*", re.IGNORECASE)


class Listed(NamedTuple):
    """A person in a list: which list it is, and where."""

    kind: str
    number: str
    village: str
    place: Place


class RegisterFile(NamedTuple):
    """A list as it was read; ``nameless`` are rows that say too little to find anybody by."""

    name: str
    sha256: str
    rows: int
    nameless: int


class Registers(FileNotes):
    """The people of several lists."""

    def __init__(self, facts: Catalogue) -> None:
        super().__init__()
        self.words = _words(facts)
        self.files: list[RegisterFile] = []
        self.by_number: dict[str, list[Listed]] = {}
        self.by_name: dict[str, list[Listed]] = {}

    def read(self, path: Path, encoding: str | None) -> None:
        """Takes a CSV or workbook; raises :class:`Refused` where no sheet has people."""
        rows = nameless = 0
        found = False
        with closing(Source(path, encoding, wanted="register")) as source:
            for sheet in source.sheets():
                for listed in self._sheet(sheet):
                    found, rows, nameless = True, rows + 1, nameless + (not listed)
            if not found:
                remedy = "表头要有 姓名 或 身份证号，只有姓名的另要 村组"
                raise Refused([Problem("no-header", "没有找到名单的表头和人", Place(source.name), remedy=remedy)])
            self.files.append(RegisterFile(source.name, source.sha256, rows, nameless))

    def _sheet(self, sheet: Sheet) -> Iterator[bool]:
        """Takes the people of a sheet, and says of each row whether somebody can be found by it."""
        first = first_rows(sheet)
        header = max(first, key=lambda row: len(self._columns(row)), default=None)
        columns = self._columns(header) if header is not None else {}
        if header is None or not columns.keys() & {"name", "number"}:
            self.unused(sheet, "没有名单的工作表")
            return
        titles = dict(enumerate(map(text_of, header.cells)))
        self.used(sheet, [SheetPlan(sheet.file, sheet.name, header.number, (), titles, frozenset())])
        kind = self._kind(sheet, [row for row in first if row.number < header.number])
        for row in sheet.rows():
            if row.number > header.number and any(not is_blank(cell) for cell in row.cells):
                cells = {k: row.cells[i] for k, i in columns.items() if i < len(row.cells)}
                yield self._person(kind, cells, sheet.place(row.number))

    def _person(self, kind: str, cells: dict[str, Any], place: Place) -> bool:
        name, village = (_BLANKS.sub("", text_of(cells.get(key, ""))) for key in ("name", "village"))
        listed = Listed(kind, _number(cells.get("number", "")), village, place)
        if listed.number:
            self.by_number.setdefault(listed.number, []).append(listed)
        if name and village:
            self.by_name.setdefault(name, []).append(listed)
        return bool(listed.number or (name and village))

    def _columns(self, row: Row) -> dict[str, int]:
        """Where a row has the headings of a list."""
        best: dict[str, tuple[int, int]] = {}
        for index, cell in enumerate(row.cells):
            if meant := self.words.get(header_word(cell)):
                best[meant[0]] = min(best.get(meant[0], (99, 0)), (meant[1], index))
        return {key: index for key, (_, index) in best.items()}

    def _kind(self, sheet: Sheet, above: Sequence[Row]) -> str:
        """What a list is called: by the line above its heading, its sheet, its file."""
        titles = [text_of(cell) for row in above for cell in row.cells if not is_blank(cell)]
        named = sheet.name if sheet.name and not _NAMELESS.fullmatch(sheet.name) else ""
        return titles[0] if titles else named or sheet.source.stem

    def matches(self, marks: Marks) -> Iterator[str]:
        """The people of a household who are listed, each with the list, the place and by what."""
        for name, number in dict.fromkeys([(marks.head, marks.number), *marks.members]):
            same = self.by_number.get(number, ()) if number else ()
            yield from (f"{name}在“{one.kind}”里（{one.place}），身份证号相同" for one in same)
            for one in self.by_name.get(_BLANKS.sub("", name), ()):
                if not (number and one.number) and _of_one(one.village, marks.village):
                    yield f"{name}在“{one.kind}”里（{one.place}），姓名和村组相同"

    def notes(self) -> dict[str, int]:
        """What could not be compared."""
        return {
            f"名单 {file.name} 有的行没有身份证号，也没有姓名和村组，没有核对": file.nameless
            for file in self.files
            if file.nameless
        }


def read_registers(paths: Sequence[Path], facts: Catalogue, encoding: str | None) -> Registers | None:
    """The lists of some files; ``None`` where none are given."""
    found = Registers(facts)
    for path in paths:
        found.read(path, encoding)
    return found if paths else None


def _words(facts: Catalogue) -> dict[str, tuple[str, int]]:
    """What a heading means in a list, and how far from the person's own it is."""
    found = {word: (key, 0) for key, words in _WORDS.items() for word in words}
    for word, meanings in headings(facts.model).words.items():
        ranks = [(key, keys.index(m.key)) for key, keys in _MEANT.items() for m in meanings if m.key in keys]
        if ranks and word not in found:
            found[word] = min(ranks, key=lambda rank: rank[1])
    for key, keys in _MEANT.items():
        for rank, fact in enumerate(keys):
            for scope in (None, "members"):
                info = facts.find(fact, scope)
                found |= {word.lower(): (key, rank) for word in (info.title, info.key)} if info else {}
    return found


def _number(cell: Any) -> str:
    """An identity number, blank where it isn't one."""
    try:
        return str(_NUMBER.read(raw_value(cell, _NUMBER)) or "") if not is_blank(cell) else ""
    except BadForm:
        return ""


def _of_one(listed: str, village: str) -> bool:
    """Whether two names are of one village, or of a village and its group."""
    own = _BLANKS.sub("", village)
    return bool(own and listed) and (own.startswith(listed) or listed.startswith(own) or listed.endswith(own))
