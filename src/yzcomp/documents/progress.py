"""进度月报: how many households have been surveyed, have signed, left, been paid: in a month and until its end."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from yzcomp.batch.outcomes import Computed
from yzcomp.documents.kinds import Kind
from yzcomp.documents.setting import Setting
from yzcomp.documents.sums import UNNAMED, by_village
from yzcomp.household.models import Household
from yzcomp.money import ZERO
from yzcomp.output.layout import Block, Cell, Column, Document, Line, Row, Table, fitted

_UNITS = (("户", "count"), ("亩", "number"), ("㎡", "number"), ("元", "money"))
_COLUMNS = (
    *(Column("村组"), Column("环节", 1, "word")),
    *(Column(unit, 1, kind, group) for group in ("全部", "本月", "累计") for unit, kind in _UNITS),  # type: ignore[arg-type]
    *(Column(unit, 1, "word", "完成率") for unit in ("户", "元")),
)


class Amount(NamedTuple):
    """So many households with so much land in 亩, floor area in ㎡, and so many yuan."""

    households: int = 0
    land: Decimal = ZERO
    floor: Decimal = ZERO
    money: Decimal = ZERO

    def plus(self, other: "Amount") -> "Amount":
        """Both together."""
        households, money = self.households + other.households, self.money + other.money
        return Amount(households, self.land + other.land, self.floor + other.floor, money)


class Steps(NamedTuple):
    """A household: all of it, and what each step comes to in the month and until its end. ``undated`` are the steps
    that are done on a day that isn't told: they count only until the end."""

    village: str
    whole: Amount
    now: Mapping[str, Amount]
    until: Mapping[str, Amount]
    undated: tuple[str, ...]


def take(found: Computed, setting: Setting) -> Steps:
    """A household's land, floor area and payable amount, counted to the steps that it has made."""
    h = found.household
    land = sum((parcel.area for parcel in h.parcels), ZERO)
    floor = sum((house.legal_floor_area for house in h.houses), ZERO)
    whole = Amount(1, land, floor, found.totals.payable)
    month = _month(setting)
    now, until, undated = dict[str, Amount](), dict[str, Amount](), dict[str, None]()
    for step, day, amount in _done(h, whole, setting):
        if day is None:
            undated[step] = None
        elif (day.year, day.month) > month:
            continue
        elif (day.year, day.month) == month:
            now[step] = _added(now.get(step), amount)
        until[step] = _added(until.get(step), amount)
    return Steps(h.village or UNNAMED, whole, now, until, tuple(undated))


def _month(setting: Setting) -> tuple[int, int]:
    assert setting.options.month is not None
    return setting.options.month


def _done(h: Household, whole: Amount, setting: Setting) -> Iterator[tuple[str, date | None, Amount]]:
    """The steps that a household has made, each with its day; a payment is one each, of its own amount."""
    for step, done, day in (
        ("调查", h.survey is not None, h.surveyed_on),
        ("签约", bool(h.signed_on_time), h.signed_on),
        ("腾空", bool(h.vacated_on_time), h.vacated_on),
    ):
        if done or day:
            yield step, day, whole
    for paid in setting.options.payments.get(h.household_id, ()):
        if paid.amount:
            yield "付款", paid.on, whole._replace(money=paid.amount)


def _added(so_far: Amount | None, amount: Amount) -> Amount:
    """A household counts once, however often it is paid."""
    return amount if so_far is None else so_far._replace(money=so_far.money + amount.money)


def documents(entries: Sequence[Steps], setting: Setting) -> Iterator[Document]:
    """One 月报: a village after the other, then all."""
    villages = by_village(entries)
    rows = [row for village, some in villages.items() for row in _rows(village, some)]
    rows += [row._replace(strong=True) for row in _rows("合计", entries)] if len(villages) > 1 else []
    blocks: list[Block] = [Line(text, "strong") for text in setting.warnings()]
    blocks += [Table(_COLUMNS, rows), *(Line(text) for text in _notes(entries, setting))]
    blocks.append(Line("制表：　　　　　　　　　　复核：　　　　　　　　　　审批：　　　　　　　　　　日期："))
    year, month = _month(setting)
    title = f"征地拆迁进度月报（{year}年{month}月）"
    yield Document("进度月报", title, fitted(_COLUMNS, rows), blocks, across=True, foot=setting.foot())


KIND = Kind(take, documents, uses=("--each", "--ledger", "--month"))


def _rows(village: str, entries: Sequence[Steps]) -> Iterator[Row]:
    whole = _sum(one.whole for one in entries)
    for step in ("调查", "签约", "腾空", "付款"):
        now = _sum(one.now[step] for one in entries if step in one.now)
        until = _sum(one.until[step] for one in entries if step in one.until)
        rates: list[Cell] = [_rate(until.households, whole.households), _rate(until.money, whole.money)]
        yield Row([village, step, *whole, *now, *until, *rates])


def _sum(amounts: Iterator[Amount]) -> Amount:
    total = Amount()
    for amount in amounts:
        total = total.plus(amount)
    return total


def _rate(part: Decimal | int, whole: Decimal | int) -> str:
    """A share in per cent; 100% is all of it, nothing less."""
    return f"{(Decimal(part) * 100 / whole).quantize(Decimal('0.1'), ROUND_DOWN)}%" if whole else "—"


def _notes(entries: Sequence[Steps], setting: Setting) -> Iterator[str]:
    yield "元：调查、签约、腾空是这些户的应付，付款是实付；累计算到月末；付款的户是领到过款的户"
    for step in ("调查", "签约", "腾空", "付款"):
        if number := sum(step in one.undated for one in entries):
            yield f"{step}没有写日期的 {number} 户，只计入累计"
    if setting.refused:
        yield f"退回的 {len(setting.refused)} 户不在本表"
