"""A column map: what the headings and values of a bureau's own tables mean, as a person has confirmed it."""

from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field

from yzcomp import strict_yaml as yml
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.fields import YesNo
from yzcomp.problems import Place, Problem, Refused, by_place
from yzcomp.rulebook.files import digest, plain
from yzcomp.rulebook.load import validate
from yzcomp.rulebook.nodes import Cases, Node, Words
from yzcomp.tables.headings import Heading
from yzcomp.tables.letters import column_letter, column_number
from yzcomp.tables.sources import Sheet
from yzcomp.textfiles import read_text, shown_name

#: What stands for columns and sheets that are left out, and for the sheet's own name as a value.
LEFT_OUT, SHEET_NAME, HOUSEHOLDS = "不读", "工作表名", "户"
#: What the rows of a record of amounts are.
RECORD = "记录"
Confirmed = Annotated[YesNo, Field(alias="确认")]


def untitled_label(index: int) -> str:
    """What a column with content and no title is called."""
    return f"{column_letter(index)}列（没有标题）"


def untitled(label: str) -> int | None:
    """The index of a column that is called as one without a title."""
    letters = label.removesuffix("列（没有标题）")
    return column_number(letters) if letters != label and letters.isascii() and letters.isupper() else None


class Proposed(NamedTuple):
    """What a column is proposed to be (``None``: it isn't read), and what there is to ask of it."""

    label: str
    means: str | None
    confirmed: bool = True
    note: str = ""


class ColumnEntry(Node):
    """A column: what it is, what the heading itself says (地类: 水田), its unit, what its words mean."""

    column: Words = Field(alias="列")
    means: Words | None = Field(default=None, alias="是")
    given: Cases[Words] = Field(default_factory=dict, alias="其中")
    unit: Words | None = Field(default=None, alias="单位")
    values: Cases[Words | None] = Field(default_factory=dict, alias="值")
    confirmed: Confirmed = True


class KeyEntry(Node):
    """The columns that together number a household."""

    columns: tuple[Words, ...] = Field(alias="由", min_length=1)
    confirmed: Confirmed = True


class TableEntry(Node):
    """Sheets of one heading: what a row is, how households are numbered, facts that hold for every one of them."""

    sheets: tuple[Words, ...] = Field(default=(), alias="工作表")
    rows: Words = Field(default=HOUSEHOLDS, alias="每行是")
    key: KeyEntry | None = Field(default=None, alias="户编号")
    fixed: Cases[Words | None] = Field(default_factory=dict, alias="固定")
    columns: tuple[ColumnEntry, ...] = Field(alias="各列", min_length=1)

    def titled(self) -> list[ColumnEntry]:
        """The columns that have a title."""
        return [entry for entry in self.columns if untitled(entry.column) is None]

    def labels(self) -> list[str]:
        return [entry.column for entry in self.titled()]


class ColumnMapFile(Node):
    """The shape of a column map."""

    tables: tuple[TableEntry, ...] = Field(alias="列的对照", min_length=1)


class ColumnMap:
    """A column map as it was read; ``used`` are the tables that have been found in the input."""

    def __init__(self, path: str | Path) -> None:
        file, text = shown_name(path), read_text(path, "columns")
        self.name, self.digest = Path(file).name, digest({file: text})
        node, problems = yml.read_yaml(text, file)
        found = validate(ColumnMapFile, plain(node, file), problems) if node is not None else None
        if problems or found is None:
            raise Refused(by_place(problems or [Problem("empty-file", "文件是空的", Place(file))]))
        self.tables = found.tables
        self.used: set[int] = set()

    def of_records(self, record: bool) -> bool:
        """Whether something is said of records, or else of tables of households."""
        return any((table.rows == RECORD) is record for table in self.tables)

    def find(self, heading: Heading, record: bool = False) -> TableEntry | None:
        """What is said of tables with this heading: those of households, or of a record of amounts."""
        labels = list(heading.labels().values())
        for number, table in enumerate(self.tables):
            if table.labels() == labels and (table.rows == RECORD) is record:
                self.used.add(number)
                return table
        return None

    def otherwise(self, sheet: Sheet, heading: Heading) -> Problem:
        """That nothing is said of a sheet's heading: how it differs from the nearest one that is in the map."""
        labels = list(heading.labels().values())
        nearest = max(self.tables, key=lambda table: len(set(table.labels()) & set(labels)))
        more = [label for label in labels if label not in nearest.labels()]
        less = [label for label in nearest.labels() if label not in labels]
        parts = [f"{word}了“{'”、“'.join(some)}”" for word, some in (("多", more), ("少", less)) if some]
        message = f"列的对照 {self.name} 里没有这样的表头：{'，'.join(parts) or '列的次序不同'}"
        remedy = "用 yzcomp columns 对这个文件重新写一份对照"
        return Problem("column-map", message, sheet.place(heading.last), remedy=remedy)


def column_map(path: str | Path | None) -> ColumnMap | None:
    """The column map of a file, where one is given; raises :class:`Refused` with every problem of it."""
    return ColumnMap(path) if path is not None else None


def table_of(entry: TableEntry, facts: Catalogue) -> str:
    """What the rows of a table are: ``households``, the key of a list of records, or that the sheet is left out."""
    if entry.rows in (LEFT_OUT, "households"):
        return entry.rows
    records = facts.records
    found = next((key for key, record in records.items() if entry.rows in (key, record.title)), None)
    if found is None and entry.rows != HOUSEHOLDS:
        names = "、".join([HOUSEHOLDS, *(record.title for record in records.values()), LEFT_OUT])
        message = f"“{entry.rows}”不是可选的值"
        raise Refused([Problem("not-a-choice", message, entry.at.place("每行是"), "每行是", remedy=f"可写：{names}")])
    return found or "households"
