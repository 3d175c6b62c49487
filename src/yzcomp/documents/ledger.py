"""补偿明细台账: a row each household, each item with its quantity and amount, and what is due, paid and left."""

from collections.abc import Iterator, Sequence

from yzcomp.documents.kinds import Kind
from yzcomp.documents.setting import Setting
from yzcomp.documents.sums import Listed, by_village, left_out, listed, occurring, paged
from yzcomp.money import ZERO
from yzcomp.output.layout import Block, Cell, Column, Document, Line, Live, Row, Table, fitted, rows_a_page

_LAST = ("应付（元）", "已付（元）", "余额（元）")


def documents(entries: Sequence[Listed], setting: Setting) -> Iterator[Document]:
    """A 台账 each village."""
    for village, households in by_village(entries).items():
        yield _ledger(village, households, setting)


KIND = Kind(listed, documents, uses=("--each", "--ledger"))


def _ledger(village: str, households: Sequence[Listed], setting: Setting) -> Document:
    items = occurring((one.items for one in households), setting)
    columns = [Column("序号", 1, "word"), Column("户编号"), Column("户主")]
    for key in items:
        name, units = setting.rulebook.items[key].name, {one.items[key][1] for one in households if key in one.items}
        unit = f"（{units.pop()}）" if len(units) == 1 else ""
        columns += [Column(f"数量{unit}", 1, "number", name), Column("金额（元）", 1, "money", name)]
    columns += [Column(title, 1, "money") for title in _LAST]
    rows = [_row(number, one, items, setting) for number, one in enumerate(households, 1)]
    widths = fitted(columns, [*rows, *list(paged(rows, columns, len(rows), 1))[-1:]])
    blocks: list[Block] = [Line(text, "strong") for text in setting.warnings()]
    blocks.append(Line(f"村组：{village}　　共 {len(households)} 户"))
    blocks += [Line(text) for text in left_out(households)]
    document = Document(village, "征地拆迁补偿明细台账", widths, blocks, across=True, foot=setting.foot())
    first, rest = rows_a_page(document, above=3 + len(blocks))
    blocks.append(Table(columns, list(paged(rows, columns, first, rest))))
    blocks.append(Line("制表：　　　　　　　　　　复核：　　　　　　　　　　日期："))
    return document


def _row(number: int, one: Listed, items: Sequence[str], setting: Setting) -> Row:
    cells: list[Cell] = [str(number), one.household_id, one.head]
    for key in items:
        quantity, _, amount = one.items.get(key, (None, "", None))
        cells += [quantity, amount]
    paid = setting.options.paid.get(one.household_id, ZERO)
    due = len(cells)
    return Row([*cells, one.payable, paid, Live(one.payable - paid, columns=(due, due + 1), less=True)])
