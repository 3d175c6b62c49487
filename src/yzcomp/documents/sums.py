"""What lists of households have in common: which items occur, what each comes to, rows by village, sums of a page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeVar

from yzcomp.batch.outcomes import Computed
from yzcomp.documents.setting import Setting
from yzcomp.money import ZERO, yuan
from yzcomp.output.layout import Cell, Column, Live, Row, Wide
from yzcomp.statement import Line

UNNAMED = "（未填村组）"
_SUMMED = ("money", "number", "count")


class InVillage(Protocol):
    """Something of a village group."""

    @property
    def village(self) -> str: ...


T = TypeVar("T", bound=InVillage)


class Listed(NamedTuple):
    """What lists need of a household: who it is, its payable lines by item as quantity, unit and yuan, and what is not
    among them: yuan withheld, lines that wait."""

    household_id: str
    head: str
    village: str
    items: Mapping[str, tuple[Decimal, str, Decimal]]
    payable: Decimal
    withheld: Decimal
    pending: int


def listed(found: Computed, setting: Setting) -> Listed:
    """A household for a list."""
    items: dict[str, tuple[Decimal, str, Decimal]] = {}
    for line in found.lines:
        if line.status == "payable":
            quantity, _, amount = items.get(line.id, (ZERO, "", ZERO))
            items[line.id] = quantity + _quantity(line), line.unit, amount + (line.amount or ZERO)
    h = found.household
    sums = found.totals
    village = h.village or UNNAMED
    return Listed(h.household_id, h.head, village, items, sums.payable, sums.withheld, sums.pending_items)


def residents(found: Computed) -> int | None:
    """The legal residents: as they are given, or as the members are counted."""
    given, statement = found.household.legal_residents, found.statement
    if given is None and statement is not None and statement.members:
        return sum(member.counted for member in statement.members)
    return given


def left_out(entries: Iterable[Listed]) -> list[str]:
    """What a list of payable amounts must say that it leaves out."""
    withheld, pending = ZERO, 0
    for entry in entries:
        withheld, pending = withheld + entry.withheld, pending + entry.pending
    parts = [f"暂不拨付 {yuan(withheld)} 元"] if withheld else []
    parts += [f"待定 {pending} 项"] if pending else []
    return [f"未计入应付：{'，'.join(parts)}"] if parts else []


def _quantity(line: Line) -> Decimal:
    return Decimal(line.quantity) if line.quantity else ZERO


def occurring(items: Iterable[Iterable[str]], setting: Setting) -> list[str]:
    """The items that some household has, in the order of the rulebook."""
    found = {key for keys in items for key in keys}
    return [key for key in setting.rulebook.items if key in found]


def by_village(entries: Iterable[T]) -> dict[str, list[T]]:
    """Entries by their ``village``, in the order in which the villages come."""
    found: dict[str, list[T]] = {}
    for entry in entries:
        found.setdefault(entry.village, []).append(entry)
    return found


def paged(rows: Sequence[Row], columns: Sequence[Column], first: int, rest: int) -> Iterator[Row]:
    """Rows with the sums of each page, and of all in the end: ``first`` rows on the first page, ``rest`` on the others.

    A spreadsheet works the sums out itself.
    """
    at, sums, start = 0, list[int](), 0
    while start < len(rows):
        page = rows[start : start + (first if start == 0 else rest)]
        start += len(page)
        yield from page
        yield _sum("本页小计", page, range(at, at + len(page)), columns)._replace(ends_page=start < len(rows))
        at += len(page)
        sums.append(at)
        at += 1
    yield _sum("合计", rows, sums, columns)


def _sum(title: str, rows: Sequence[Row], at: Iterable[int], columns: Sequence[Column]) -> Row:
    """A row of sums under columns of figures; its title stands over the first columns of text."""
    places = tuple(at)
    text = next(number for number, column in enumerate(columns) if column.kind in _SUMMED)
    cells: list[Cell] = [Wide(title, text)]
    for number in range(text, len(columns)):
        values = [_value(row.cells[number]) for row in rows]
        summed = columns[number].kind in _SUMMED
        cells.append(Live(sum(values, ZERO), rows=places) if summed else "")
    return Row(cells, strong=True)


def _value(cell: Cell) -> Decimal:
    if isinstance(cell, Live):
        return cell.value
    return Decimal(cell) if isinstance(cell, Decimal | int) else ZERO
