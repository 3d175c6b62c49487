"""What each column of a record is: an amount that counts, a part or a sum of others, or how much of what."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from yzcomp.audit import findings as f
from yzcomp.audit.findings import Difference, exactly
from yzcomp.audit.names import JOINED
from yzcomp.audit.recorded import DUE, PAID, REST, SUMS, TOTAL, WITHHELD
from yzcomp.audit.recorded_rows import Column, read_amount, text_of
from yzcomp.audit.recorded_words import (
    AMOUNT,
    FORMULA,
    ITEM,
    MONEY,
    NAME,
    NOW,
    OF_ITEM,
    OF_NONE,
    OF_PARTY,
    PRICE,
    QUANTITY,
    SUBTOTAL,
)
from yzcomp.money import YUAN, ZERO
from yzcomp.tables.cells import cell_at, number_and_unit
from yzcomp.tables.columns import KEY, SheetPlan
from yzcomp.tables.heading_units import factor, title_units


class Sum(NamedTuple):
    """A column that has to be the sum of others, in every row in which it holds something."""

    whole: Column
    parts: list[Column]


class Product(NamedTuple):
    """An amount beside its quantity and price. ``of`` is the item, or the column that names it."""

    amount: Column
    quantity: Column
    price: Column
    of: str | int


class RecordColumns:
    """The columns of a sheet by what they are: ``amounts`` become entries, ``sums`` and ``products`` are checked in
    every row. ``unpaid``: the columns of payments are all empty, so that what is due is what there is to compare."""

    def __init__(self, plan: SheetPlan, unpaid: bool = False) -> None:
        self.plan, self.columns = plan, {target.key: index for index, target in plan.targets}
        self.named = {target.key: Column(i, None, target.title, "", target.factor) for i, target in plan.targets}
        self.sums: list[Sum] = []
        self.products: list[Product] = []
        paid = [column for key, column in self.named.items() if key.startswith(f"{PAID}:")]
        now = [column for key, column in self.named.items() if key.startswith(NOW)]
        before = [self.named[PAID]] if PAID in self.named else []
        self.paid = before + now if before and paid == now else before or paid
        if before and paid != now:
            self.sums.append(Sum(before[0], paid))
        self.rest = [self.named[REST]._replace(status=REST)] if REST in self.named else []
        if self.rest and (whole := self.named.get(AMOUNT) or self.named.get(TOTAL)) is not None:
            self.sums += [Sum(whole, [*self.paid, *self.rest])] if self.paid else []
        self.paid, self.rest = ([], []) if unpaid else (self.paid, self.rest)
        self.of_lines = (ITEM in self.columns or NAME in self.columns) and bool(
            self.paid or AMOUNT in self.named or TOTAL in self.named
        )
        self.layout, self.amounts = ("lines", self._of_lines()) if self.of_lines else self._of_households()
        self._sums()

    def _of_lines(self) -> list[Column]:
        """The amounts of a table of lines: what was paid counts, what was due beside it is compared, too."""
        amount = self.named.get(AMOUNT)
        own = [column._replace(status="paid") for column in self.paid]
        if amount is not None:
            own.append(amount._replace(status=DUE if own else ""))
        if TOTAL in self.named:
            own.append(self.named[TOTAL]._replace(key=TOTAL) if own else self.named[TOTAL])
        own += self.rest
        if {QUANTITY, PRICE} <= self.named.keys() and amount is not None and FORMULA not in self.named:
            self._product(amount, "", self.columns.get(NAME, self.columns.get(ITEM, -1)))
        return own

    def _of_households(self) -> tuple[str, list[Column]]:
        """The amounts of a row of a household: those of items, of none that is known, and its sums."""
        items = dict.fromkeys(key.partition(".")[0] for key in self.named if key.startswith(OF_ITEM))
        found = [column for item in items for column in self._of_item(item)]
        others = [key for key in self.named if key.startswith(OF_NONE)]
        found += [self.named[key]._replace(title=key.removeprefix(OF_NONE)) for key in others]
        items_given = bool(found)
        total = self.named.get(TOTAL) or self.named.get(AMOUNT)
        found += [] if total is None else [total._replace(key=TOTAL, title=SUMS[TOTAL])]
        found += [column._replace(key=PAID, title=SUMS[PAID], status="paid") for column in self.paid]
        found += [column._replace(key=TOTAL) for column in self.rest]
        if WITHHELD in self.named:
            found.append(self.named[WITHHELD]._replace(key=WITHHELD, title=SUMS[WITHHELD]))
        return ("wide" if items_given else "totals"), found

    def _of_item(self, item: str) -> Iterator[Column]:
        """What was due of an item, what was paid of it and what is left; its quantity times its price is its amount."""
        key, whole = item.removeprefix(OF_ITEM).partition("#")[0], self.named.get(item)
        of_all = self.named.get(f"{item}.{PAID}")
        parts = [column for name, column in self.named.items() if name.startswith(f"{item}.{PAID}:")]
        if of_all is not None and parts:
            self.sums.append(Sum(of_all, parts))
        paid = [of_all] if of_all is not None else parts
        rest = [self.named[f"{item}.{REST}"]] if f"{item}.{REST}" in self.named else []
        if whole is not None:
            self._product(whole, f"{item}.", key)
            self.sums += [Sum(whole, [*paid, *rest])] if paid and rest else []
            yield whole._replace(key=key, status=DUE if paid else "")
        yield from (column._replace(key=key, status="paid") for column in paid)
        yield from (column._replace(key=key, status=REST) for column in rest)

    def _product(self, amount: Column, of: str, item: str | int) -> None:
        if {f"{of}{QUANTITY}", f"{of}{PRICE}"} <= self.named.keys():
            quantity, price = self.named[f"{of}{QUANTITY}"], self.named[f"{of}{PRICE}"]
            self.products.append(Product(amount, quantity, price, item))

    def _sums(self) -> None:
        """Columns that say again what others say: subtotals of items, a total by payee and by payer."""
        at = {column.at: column for column in self.named.values()}
        for key, column in self.named.items():
            if key.startswith(f"{SUBTOTAL}:"):
                parts = key.partition(":")[2].split(JOINED)
                self.sums.append(Sum(column, [at[int(part)] for part in parts if int(part) in at]))
        for kind in ("payee", "payer"):
            parties = [c for key, c in self.named.items() if key.startswith(f"{OF_PARTY}{kind}:")]
            if parties and TOTAL in self.named:
                self.sums.append(Sum(self.named[TOTAL], parties))

    @property
    def given(self) -> bool:
        """Whether there are amounts at all; those of a table without items have to say whose they are."""
        if self.of_lines or any(column.key != TOTAL for column in self.amounts) or TOTAL in self.named:
            return bool(self.amounts)
        return bool(self.amounts) and (KEY not in self.columns or "account" in self.columns)

    def unlike(
        self, row: int, cells: Sequence[Any], household: str, village: str, names: Mapping[str, str]
    ) -> Iterator[Difference]:
        """What a row contradicts in itself; ``names`` are the items by the words of a column that names them."""
        for total, parts in self.sums:
            said = _number(total, cells)
            found = [number for part in parts if (number := _number(part, cells)) is not None]
            if said is not None and found and said != sum(found, ZERO):
                words = "＋".join(f"“{self.plan.titles[part.at]}”" for part in parts)
                difference = self._difference(f.SUM, row, total, said, sum(found, ZERO), f"{words}是")
                yield difference._replace(household_id=household, village=village)
        for amount, quantity, price, of in self.products:
            said, many, each = _number(amount, cells), _bare(quantity, cells), _bare(price, cells)
            if said is None or many is None or each is None or self._agrees(said, many * each, amount, price):
                continue
            key = of if isinstance(of, str) else names.get(text_of(cells[of]).lower(), "")
            words = f"{exactly(many)} × {exactly(each)} ="
            difference = self._difference(f.PRODUCT, row, amount, said, many * each, words)
            yield difference._replace(household_id=household, village=village, item_id=key)

    def _agrees(self, said: Decimal, product: Decimal, amount: Column, price: Column) -> bool:
        """Whether a product is the amount in one of the units in which the price may be, rounded as the amount is."""
        unit = amount.factor or YUAN
        named = title_units(self.plan.titles[price.at], "")
        rates = [YUAN, unit, *(factor(name.partition("/")[0], MONEY.unit) or YUAN for name in named)]
        step = (YUAN.scaleb(min(int((said / unit).normalize().as_tuple().exponent), 0)) * unit).normalize()
        return any((product * rate).quantize(step, ROUND_HALF_UP) == said for rate in rates)

    def _difference(self, kind: str, row: int, column: Column, said: Decimal, found: Decimal, words: str) -> Difference:
        title, place = self.plan.titles[column.at], self.plan.place(row, column.at)
        note = f"记录写的是 {exactly(said)}，{words} {exactly(found)}"
        return Difference("", "", "", title, kind, said, found, said - found, note=note, places=(place,))


def _number(column: Column, cells: Sequence[Any]) -> Decimal | None:
    return read_amount(cell_at(cells, column.at), column.factor)[0]


def _bare(column: Column, cells: Sequence[Any]) -> Decimal | None:
    """A quantity or price without the unit that is written behind it."""
    cell = cell_at(cells, column.at)
    return read_amount(number_and_unit(cell)[0] if isinstance(cell, str) else cell)[0]
