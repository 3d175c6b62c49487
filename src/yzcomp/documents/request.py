"""资金申请单 (Article 19): what each payer is asked for, by district and item, with what is due, paid, and left."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.batch.outcomes import Computed
from yzcomp.documents.kinds import Kind
from yzcomp.documents.setting import Setting
from yzcomp.documents.sums import Listed, left_out, listed
from yzcomp.money import ZERO, capital, yuan
from yzcomp.output.layout import Block, Column, Document, Line, Row, Table, Wide, fitted

#: Stands for an item where what was paid isn't told item by item, or goes beyond what is due.
_NO_ITEM, _NO_ITEM_TITLE = "", "已付而未分项目的、多付的"
_COLUMNS = (
    *(Column("县区"), Column("项目"), Column("应付（元）", 1, "money"), Column("已付（元）", 1, "money")),
    *(Column("本次申请（元）", 1, "money"), Column("余额（元）", 1, "money")),
)


class Claim(NamedTuple):
    """A household: where it is, and what is due for it in yuan by payer and item."""

    household: Listed
    district: str
    due: Mapping[tuple[str, str], Decimal]


class Sums(NamedTuple):
    """Yuan due, paid and asked for now."""

    due: Decimal = ZERO
    paid: Decimal = ZERO
    now: Decimal = ZERO

    def plus(self, other: "Sums") -> "Sums":
        """Both together."""
        return Sums(self.due + other.due, self.paid + other.paid, self.now + other.now)

    def cells(self) -> list[Decimal]:
        """As they are printed: what is left is below zero where too much was paid."""
        return [*self, self.due - self.paid - self.now]


def take(found: Computed, setting: Setting) -> Claim:
    """A household's payable lines, whoever gets them."""
    due: dict[tuple[str, str], Decimal] = {}
    for line in found.lines:
        if line.status == "payable" and line.amount is not None:
            due[line.payer, line.id] = due.get((line.payer, line.id), ZERO) + line.amount
    return Claim(listed(found, setting), found.household.district or "（未填县区）", due)


def documents(claims: Sequence[Claim], setting: Setting) -> Iterator[Document]:
    """A 资金申请单 each payer."""
    sums: dict[str, dict[tuple[str, str], Sums]] = {payer: {} for payer in setting.rulebook.payers}
    for claim in claims:
        for payer, item, part in _parts(claim, setting):
            own = sums[payer]
            own[claim.district, item] = own.get((claim.district, item), Sums()).plus(part)
    notes = left_out([claim.household for claim in claims])
    for payer, own in sums.items():
        if own:
            yield _request(setting.rulebook.payers[payer].name, own, notes, setting)


KIND = Kind(take, documents, uses=("--each", "--ledger"))


def _parts(claim: Claim, setting: Setting) -> Iterator[tuple[str, str, Sums]]:
    """What a household adds to whose sums. Where it isn't told for which item something was paid, that counts for the
    payer of most; nothing is taken back, so that what was paid too much isn't asked for less of others."""
    paid: dict[str, Decimal] = {}
    for one in setting.options.payments.get(claim.household.household_id, ()):
        paid[one.item] = paid.get(one.item, ZERO) + one.amount
    over = max(ZERO, sum(paid.values(), ZERO) - sum(claim.due.values(), ZERO))
    for (payer, item), due in claim.due.items():
        own = paid.pop(item, ZERO)
        yield payer, item, Sums(due, own, due - own)
    rest = sum(paid.values(), ZERO)
    if rest or over:
        payers = sorted(claim.due, key=lambda key: claim.due[key], reverse=True)
        payer = payers[0][0] if payers else next(iter(setting.rulebook.payers))
        yield payer, _NO_ITEM, Sums(ZERO, rest, over - rest)


def _request(payer: str, sums: Mapping[tuple[str, str], Sums], notes: Sequence[str], setting: Setting) -> Document:
    rows, total = [], Sums()
    for district in dict.fromkeys(district for district, _ in sums):
        below = Sums()
        for item in [*setting.rulebook.items, _NO_ITEM]:
            if own := sums.get((district, item)):
                name = setting.rulebook.items[item].name if item else _NO_ITEM_TITLE
                rows.append(Row([district, name, *own.cells()]))
                below = below.plus(own)
        rows.append(Row([Wide(f"{district}小计", 2), *below.cells()], strong=True))
        total = total.plus(below)
    rows.append(Row([Wide("合计", 2), *total.cells()], strong=True))
    words = f"（{capital(total.now)}）" if total.now >= 0 else ""
    blocks: list[Block] = [Line(text, "strong") for text in setting.warnings()]
    blocks += [Line(f"付款人：{payer}"), Table(_COLUMNS, rows)]
    blocks.append(Line(f"本次申请合计：{yuan(total.now)}元{words}", "strong"))
    if any(item == _NO_ITEM for _, item in sums):
        blocks.append(Line("记录的已付没有写明项目的，算在该户应付最多的付款人名下；余额小于0的是多付，本次不扣回"))
    blocks += [Line(text) for text in notes]
    blocks.append(Line("申请单位（盖章）：　　　　　　　经办：　　　　　　复核：　　　　　　审批：　　　　　　日期："))
    return Document(payer, "征地拆迁补偿资金申请单", fitted(_COLUMNS, rows), blocks, across=True, foot=setting.foot())
