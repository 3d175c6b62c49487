"""What was recorded or paid: amounts by household and item, each with the row that it was written in."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit.findings import KINDS, SUM, Difference
from yzcomp.money import ZERO
from yzcomp.problems import Place, Problem
from yzcomp.tables.columns import SheetPlan
from yzcomp.tables.survey import PassedOver

#: Stands for the household's total where an item's key would stand.
TOTAL = "total"
#: Stands for what was paid out to the household, where the table says that beside or instead of the total.
PAID = "paid_total"
#: Stands for what is computed and not paid out, where a table of totals says that too.
WITHHELD = "withheld"
#: What isn't an item: the household's total, what was paid of it, what is computed and not paid out.
SUMS = {TOTAL: "合计", PAID: "实付合计", WITHHELD: "暂不拨付"}
#: The status of an amount beside which the row says what was paid of it, and of what it says is still to be paid: the
#: same money again.
DUE, REST = BESIDE = ("due", "rest")


class Payment(NamedTuple):
    """To whom and when a row says that its amounts were paid; blank where it doesn't say.

    ``payee`` is the word for who is to have it (领款人), ``payee_name`` who had it (收款人); ``account`` the digits of
    the bank account, or :data:`yzcomp.batch.accounts.DAMAGED`. ``head``, ``id_number`` and ``village`` are those of the
    household, as the record has them.
    """

    payee: str = ""
    payee_name: str = ""
    account: str = ""
    paid_on: date | None = None
    batch: str = ""
    head: str = ""
    id_number: str = ""
    village: str = ""


UNSAID = Payment()


class Entry(NamedTuple):
    """A recorded amount. ``item`` is the item's key (several joined by ``+`` where one name stands for them), one of
    the sums above, or ``None`` where ``name`` means no item.

    ``amount`` is ``None`` where it can't be read (``trouble`` says why) or was left blank (``trouble`` is blank too).
    ``status`` is that of a line (payable, withheld, pending), or ``paid`` or ``unpaid``; blank where nothing is said.
    It stands in the ``row`` and ``column`` (from 0) of the sheet that is read by ``plan``.
    """

    item: str | None
    name: str
    amount: Decimal | None
    row: int
    status: str = ""
    trouble: str = ""
    payment: Payment = UNSAID
    column: int | None = None
    plan: SheetPlan | None = None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.plan.place(self.row, self.column) if self.plan is not None else Place(line=self.row)


class RecordedFile(NamedTuple):
    """The file that the amounts were read from. ``footed`` are the totals of its own that were held against what they
    sum up."""

    name: str
    sha256: str
    layout: str
    rows: int
    footed: int = 0


class Recorded(NamedTuple):
    """All recorded amounts by household number, in the order of the table.

    ``itemised``: there are amounts of items, not only totals. ``blank`` are rows without a household number.
    ``unlike`` is what the record itself contradicts, in the row of a household; ``questions`` are about its sheets, of
    which ``passed_over`` was not used. ``unpaid``: nothing was paid yet, its amounts are what is due. ``villages`` are
    those that the lines by some names are about, which aren't households.
    """

    file: RecordedFile
    households: dict[str, list[Entry]]
    itemised: bool
    blank: list[Entry]
    warnings: list[Problem]
    unlike: list[Difference] = []
    questions: list[Problem] = []
    passed_over: list[PassedOver] = []
    unpaid: bool = False
    villages: dict[str, frozenset[str]] = {}

    def alone(self) -> "Recorded":
        """The record where it is compared with nothing: the sums that it contradicts itself in are asked after, too."""
        wrong = (d for d in self.unlike if d.kind == SUM)
        asked = (Problem("totals-differ", f"{KINDS[SUM]}：{d.note}", d.places[0], level="warning") for d in wrong)
        return self._replace(questions=[*self.questions, *asked])

    def head(self, name: str) -> str:
        """The head of a household, as far as its rows say it."""
        return next((e.payment.head for e in self.households.get(name, ()) if e.payment.head), "")

    def village(self, name: str) -> str:
        """The village of a household, as far as its rows say it."""
        return next((e.payment.village for e in self.households.get(name, ()) if e.payment.village), "")


def counted(entries: Sequence[Entry]) -> list[Entry]:
    """The amounts of one household that are its money: what was paid of the whole, else the items, else the total.
    The others say the same money again."""
    given = {entry.item if entry.item in SUMS else None for entry in entries if entry.status not in BESIDE}
    kind = next((kind for kind in (PAID, None, TOTAL, WITHHELD) if kind in given), None)
    return [e for e in entries if e.status not in BESIDE and (e.item if e.item in SUMS else None) == kind]


def sum_recorded(entries: Sequence[Entry]) -> Decimal:
    """The money that is recorded of one household."""
    return sum((entry.amount for entry in counted(entries) if entry.amount is not None), ZERO)
