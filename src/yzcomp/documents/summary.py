"""汇总表: what is due in all, by village group, village and district: by item, by payee and by payer."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.batch.outcomes import Computed
from yzcomp.documents.kinds import Kind
from yzcomp.documents.setting import Setting
from yzcomp.documents.sums import UNNAMED, occurring
from yzcomp.money import ZERO
from yzcomp.output.layout import Block, Cell, Column, Document, Line, Row, Table, fitted

_VILLAGE = re.compile(r"(.+?(?:村|社区|居委会))(.+)")


class Counted(NamedTuple):
    """What counts of a household: where it is, payable yuan by item, payee and payer, yuan withheld, waiting lines."""

    district: str
    village: str
    items: Mapping[str, Decimal]
    parties: Mapping[str, Decimal]
    payable: Decimal
    withheld: Decimal
    pending: int


def take(found: Computed, setting: Setting) -> Counted:
    """A household for the sums."""
    items: dict[str, Decimal] = {}
    for line in found.lines:
        if line.status == "payable" and line.amount is not None:
            items[line.id] = items.get(line.id, ZERO) + line.amount
    h, sums = found.household, found.totals
    parties = {**sums.payees, **sums.payers}
    village = h.village or UNNAMED
    return Counted(h.district or "", village, items, parties, sums.payable, sums.withheld, sums.pending_items)


def documents(entries: Sequence[Counted], setting: Setting) -> Iterator[Document]:
    """By item, and by payee and payer."""
    rulebook = setting.rulebook
    items = {key: rulebook.items[key].name for key in occurring((one.items for one in entries), setting)}
    yield _summary("按项目", "征地拆迁补偿汇总表（按项目）", entries, items, [one.items for one in entries], setting)
    parties = {key: f"付{party.name}" for key, party in rulebook.payees.items()}
    parties |= {key: f"{party.name}支付" for key, party in rulebook.payers.items()}
    sums = [one.parties for one in entries]
    yield _summary("按领款人和付款人", "征地拆迁补偿汇总表（按领款人和付款人）", entries, parties, sums, setting)


KIND = Kind(take, documents, uses=("--each",))


class _Place(NamedTuple):
    district: str
    village: str
    group: str


def _place(one: Counted) -> _Place:
    """A village group's name taken apart: ``杨家桥村三组`` is 三组 of 杨家桥村."""
    found = _VILLAGE.fullmatch(one.village)
    return _Place(one.district, *found.groups()) if found else _Place(one.district, one.village, "")


class _Sums:
    """Sums of some households."""

    def __init__(self, columns: Iterable[str]) -> None:
        self.households = self.pending = 0
        self.payable = self.withheld = ZERO
        self.parts = dict.fromkeys(columns, ZERO)

    def add(self, one: Counted, parts: Mapping[str, Decimal]) -> None:
        self.households += 1
        self.pending += one.pending
        self.payable += one.payable
        self.withheld += one.withheld
        for key, amount in parts.items():
            if key in self.parts:
                self.parts[key] += amount

    def row(self, names: Sequence[str], strong: bool) -> Row:
        cells: list[Cell] = [*names, self.households, *self.parts.values(), self.payable, self.withheld, self.pending]
        return Row(cells, strong)


def _summary(
    name: str,
    title: str,
    entries: Sequence[Counted],
    columns: Mapping[str, str],
    parts: Sequence[Mapping[str, Decimal]],
    setting: Setting,
) -> Document:
    sums: dict[tuple[str, ...], _Sums] = {}
    for one, own in zip(entries, parts, strict=True):
        place = _place(one)
        for depth in range(4):
            sums.setdefault(place[:depth], _Sums(columns)).add(one, own)
    heads = [Column("县区"), Column("村"), Column("组"), Column("户数", 1, "count")]
    heads += [Column(title, 1, "money") for title in columns.values()]
    heads += [
        Column("应付合计（元）", 1, "money"),
        Column("暂不拨付（元）", 1, "money"),
        Column("待定（项）", 1, "count"),
    ]
    blocks: list[Block] = [Line(text, "strong") for text in setting.warnings()]
    rows = list(_rows(sums))
    blocks += [Line("单位：元", "right"), Table(heads, rows)]
    blocks.append(Line("制表：　　　　　　　　　　复核：　　　　　　　　　　审批：　　　　　　　　　　日期："))
    return Document(name, title, fitted(heads, rows), blocks, across=True, foot=setting.foot())


def _rows(sums: Mapping[tuple[str, ...], _Sums]) -> Iterator[Row]:
    """Groups, then their village, then its district, then all: a sum stands below what it sums up."""
    for district in _of(sums, ()):
        for village in _of(sums, district):
            groups = list(_of(sums, village))
            for group in groups:
                yield sums[group].row([district[0], village[1], group[2]], strong=False)
            if len(groups) > 1:
                yield sums[village].row([district[0], village[1], "小计"], strong=True)
        if district[0]:
            yield sums[district].row([district[0], "小计", ""], strong=True)
    yield sums[()].row(["合计", "", ""], strong=True)


def _of(sums: Mapping[tuple[str, ...], _Sums], place: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The places just below one, in their order."""
    depth = len(place)
    return (below for below in sums if len(below) == depth + 1 and below[:depth] == place)
