"""公示表: what the households of a village are to be paid, for everybody to read. No number of a person stands on it,
and nothing that a remark field holds."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.batch.outcomes import Computed
from yzcomp.documents.kinds import Kind
from yzcomp.documents.setting import Setting
from yzcomp.documents.sums import UNNAMED, by_village, occurring, residents
from yzcomp.household.choices import PartyKind
from yzcomp.money import ZERO, yuan
from yzcomp.output.layout import Block, Cell, Column, Document, Line, Row, Table, Wide, fitted
from yzcomp.statement import STATUS_LABELS, Statement

_NUMBER = re.compile(r"\d{8,}[\dXx]*", re.ASCII)
_ENDS = (
    "公示期：　　　　年　　月　　日至　　　　年　　月　　日　　受理电话：　　　　　　　　　　　　",
    "公示期内对本表有不同意见的，可以向下列单位书面提出。",
    "单位（盖章）：　　　　　　　　　　　　　　　　　　　　日期：　　　　年　　月　　日",
)


class Shown(NamedTuple):
    """What is shown of a household: yuan by item (``None``: waits), and why something isn't among them."""

    village: str
    head: str
    area: Decimal
    residents: int | None
    items: Mapping[str, Decimal | None]
    payable: Decimal
    remarks: str


def take(found: Computed, setting: Setting) -> Shown:
    """What may be shown of a household."""
    assert found.statement is not None
    h, statement = found.household, found.statement
    items: dict[str, Decimal | None] = {}
    for line in statement.items:
        if line.status == "payable":
            items[line.id] = (items.get(line.id) or ZERO) + (line.amount or ZERO)
        else:
            items.setdefault(line.id, None)
    masked = setting.options.masked and h.party is PartyKind.HOUSEHOLD
    head = h.head[:1] + "*" * (len(h.head) - 1) if masked else h.head
    area = _area(found, setting)
    return Shown(
        h.village or UNNAMED, head, area, residents(found), items, statement.totals.payable, _remarks(statement)
    )


def _area(found: Computed, setting: Setting) -> Decimal:
    """The legal floor area of the houses that something is due for, or will be, in ㎡."""
    counted = {i.index for i in found.lines if setting.rulebook.items[i.id].for_each == "houses"}
    houses = enumerate(found.household.houses)
    return sum((house.legal_floor_area for index, house in houses if index in counted), ZERO)


def _remarks(statement: Statement) -> str:
    """What waits and why, what is withheld; the names of records, which anything may have been written into, are not
    repeated."""
    found: dict[str, None] = {}
    for line in statement.items:
        if line.status == "pending":
            reason = (line.note or "").removeprefix(f"{line.record}；" if line.record else "")
            found[f"{line.name}{STATUS_LABELS['pending']}：{reason}"] = None
        elif line.status == "withheld" and line.amount is not None:
            found[f"{line.name}{STATUS_LABELS['withheld']}{yuan(line.amount)}元"] = None
    return _NUMBER.sub("…", "；".join(found))


def documents(entries: Sequence[Shown], setting: Setting) -> Iterator[Document]:
    """A 公示表 each village."""
    for village, households in by_village(entries).items():
        yield _notice(village, households, setting)


KIND = Kind(take, documents, whole=True, uses=("--each", "--mask"))


def _notice(village: str, households: Sequence[Shown], setting: Setting) -> Document:
    items = occurring((one.items for one in households), setting)
    columns = [
        *(Column("序号", 1, "word"), Column("村组"), Column("户主", 1, "word")),
        *(Column("合法面积（㎡）", 1, "number"), Column("人口", 1, "word")),
        *(Column(setting.rulebook.items[key].name, 1, "money") for key in items),
        *(Column("合计（元）", 1, "money"), Column("备注")),
    ]
    rows = [_row(number, one, items) for number, one in enumerate(households, 1)]
    sums: list[Cell] = [sum((one.items.get(key) or ZERO for one in households), ZERO) for key in items]
    total = sum((one.payable for one in households), ZERO)
    area = sum((one.area for one in households), ZERO)
    people = sum(one.residents or 0 for one in households)
    rows.append(Row([Wide("合计", 3), area, str(people), *sums, total, ""], strong=True))
    blocks: list[Block] = [Line(text, "strong") for text in setting.warnings()]
    blocks += [Line(f"村组：{village}　　共 {len(households)} 户　　单位：元"), Table(columns, rows)]
    blocks += [Line(text) for text in _ENDS]
    head = setting.rulebook.rulebook
    subtitle = [f"依据：{head.title}（{head.document}）"]
    return Document(
        f"公示表 {village}", "征地拆迁补偿公示表", fitted(columns, rows), blocks, subtitle, True, setting.foot()[1:]
    )


def _row(number: int, one: Shown, items: Sequence[str]) -> Row:
    amounts: list[Cell] = []
    for key in items:
        amounts.append((one.items[key] or "—") if key in one.items else None)
    residents = "" if one.residents is None else str(one.residents)
    return Row([str(number), one.village, one.head, one.area, residents, *amounts, one.payable, one.remarks])
