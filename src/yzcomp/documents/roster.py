"""发放花名册: what each household of a village is due, has got and gets now, with its account and a place to sign."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.batch.outcomes import Computed
from yzcomp.documents.kinds import Kind
from yzcomp.documents.setting import Setting, ToSee
from yzcomp.documents.sums import UNNAMED, by_village, paged
from yzcomp.money import ZERO, capital, yuan
from yzcomp.output.layout import Block, Cell, Column, Document, Line, Live, Row, Table, fitted, rows_a_page

_COLUMNS = (
    *(Column("序号", 1, "word"), Column("村组"), Column("户编号"), Column("领款人", 1, "word"), Column("身份证号")),
    *(Column("开户行"), Column("账号"), Column("应付（元）", 1, "money"), Column("已付（元）", 1, "money")),
    *(Column("本次实付（元）", 1, "money"), Column("签字"), Column("日期"), Column("备注")),
)
_DUE = 7
_SIGN, _DAY, _REMARK = 18, 10, 12


class Payment(NamedTuple):
    """What is paid to a household itself, in yuan, and to whom; ``others`` is what others get for it."""

    village: str
    household_id: str
    payee: str
    id_number: str
    bank: str
    account: str
    due: Decimal
    others: Decimal
    withheld: bool
    pending: int


def take(found: Computed, setting: Setting) -> Payment:
    """A household's own money: a party gets what the rulebook's payee of its kind gets."""
    h, totals = found.household, found.totals
    own = totals.payees.get(h.party.value, ZERO)
    return Payment(
        h.village or UNNAMED,
        h.household_id,
        setting.carried(h, "payee_name") or h.head,
        h.id_number or h.credit_code or "",
        setting.carried(h, "bank"),
        setting.carried(h, "account"),
        own,
        totals.payable - own,
        bool(totals.withheld),
        totals.pending_items,
    )


def documents(entries: Sequence[Payment], setting: Setting) -> Iterator[Document]:
    """A 花名册 each village, of the households that have something to get or have got something."""
    for village, payments in by_village(entries).items():
        paid = setting.options.paid
        some = [one for one in payments if one.due or paid.get(one.household_id) or one.withheld or one.pending]
        if some:
            yield _roster(village, some, setting)


KIND = Kind(take, documents, uses=("--each", "--ledger"))


def _roster(village: str, payments: Sequence[Payment], setting: Setting) -> Document:
    rows = [_row(number, one, setting) for number, one in enumerate(payments, 1)]
    now = sum((now_due(one, setting) for one in payments), ZERO)
    *widths, _, _, _ = fitted(_COLUMNS, [*rows, *list(paged(rows, _COLUMNS, len(rows), 1))[-1:]])
    blocks: list[Block] = [Line(text, "strong") for text in setting.warnings()]
    blocks.append(Line(f"村组：{village}　　共 {len(payments)} 户"))
    document = Document(
        village,
        "征地拆迁补偿款发放花名册",
        (*widths, _SIGN, _DAY, _REMARK),
        blocks,
        across=True,
        foot=setting.foot(),
    )
    first, rest = rows_a_page(document, above=6)
    blocks.append(Table(_COLUMNS, list(paged(rows, _COLUMNS, first * 2 // 5, rest * 2 // 5 - 1))))
    blocks.append(Line(f"本次实付合计：{yuan(now)}元（{capital(now)}）", "strong"))
    blocks += [Line(text) for text in _left_out(payments, setting)]
    blocks.append(Line("制表：　　　　　　　　　　复核：　　　　　　　　　　批准：　　　　　　　　　　日期："))
    return document


def now_due(one: Payment, setting: Setting) -> Decimal:
    """What is still to be paid; nothing is taken back."""
    return max(ZERO, one.due - setting.options.paid.get(one.household_id, ZERO))


def _row(number: int, one: Payment, setting: Setting) -> Row:
    paid = setting.options.paid.get(one.household_id, ZERO)
    remarks = ["暂不拨付"] * one.withheld + [f"待定{one.pending}项"] * bool(one.pending)
    remarks += ["已付超过应付"] * (paid > one.due) + ["没有账号"] * (not one.account)
    who: list[Cell] = [str(number), one.village, one.household_id, one.payee, one.id_number, one.bank, one.account]
    now: Cell = now_due(one, setting)
    if paid <= one.due:
        now = Live(one.due - paid, columns=(_DUE, _DUE + 1), less=True)
    return Row([*who, one.due, paid, now, "", "", "；".join(remarks)], least=3)  # room for a fingerprint


def _left_out(payments: Sequence[Payment], setting: Setting) -> Iterator[str]:
    """What isn't on the list, and what somebody must look at before it is paid out."""
    others = sum((one.others for one in payments), ZERO)
    if others:
        yield f"付给村组等其他领款人的 {yuan(others)} 元不在本表"
    for one in payments:
        now, paid = now_due(one, setting), setting.options.paid.get(one.household_id, ZERO)
        who = ("花名册", one.household_id, one.payee)
        if now and not one.account:
            setting.to_see.append(ToSee(*who, now, "花名册上没有账号"))
        if one.due < paid <= one.due + one.others:  # beyond that it is told of the household itself
            setting.to_see.append(ToSee(*who, paid - one.due, "花名册上已付超过付给本户的应付"))
    over = [one.household_id for one in payments if setting.options.paid.get(one.household_id, ZERO) > one.due]
    if over:
        yield f"已付超过应付的户：{'、'.join(over)}"
    bare = [one.household_id for one in payments if not one.account]
    if bare:
        yield f"没有账号的户：{'、'.join(bare[:20])}{f'等 {len(bare)} 户' if len(bare) > 20 else ''}"
