"""The results: an itemised statement for one household. Immutable, and complete enough to be recomputed by hand."""

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

Status = Literal["payable", "withheld", "pending"]
STATUS_LABELS: dict[str, str] = {"payable": "应付", "withheld": "暂不拨付", "pending": "待定"}
PAYEE_LABELS: dict[str, str] = {"household": "被征收户", "collective": "村组"}


class Result(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Line(Result):
    """One amount: yuan with two decimals, or ``None`` while its standard is pending.

    ``rate`` and ``quantity`` are exact, their product is the amount before a cap or floor and before rounding.
    ``record`` is the record that it is for, ``index`` that record's position (from 0).
    """

    id: str
    name: str
    article: str
    payee: str
    formula: str
    quantity: str
    unit: str
    rate: str | None
    amount: Decimal | None
    status: Status
    note: str | None = None
    record: str | None = None
    index: int | None = None


class NotPaid(Result):
    """What was considered and is not paid, the reason, and the article that says so."""

    id: str
    name: str
    reason: str
    article: str
    record: str | None = None
    index: int | None = None


class Totals(Result):
    """Sums of lines in yuan. ``payable`` is ``household`` and ``collective`` together, payable lines only."""

    payable: Decimal
    payable_capital: str
    household: Decimal
    collective: Decimal
    withheld: Decimal
    pending_items: int


class RulebookRef(Result):
    id: str
    title: str
    document: str
    digest: str


class StandardRef(Result):
    title: str
    document: str
    official: bool
    digest: str


class HouseholdRef(Result):
    household_id: str
    head: str
    village: str | None


class Statement(Result):
    """Everything that the measure says of one household."""

    household: HouseholdRef
    rulebook: RulebookRef
    standards: tuple[StandardRef, ...]
    readings: dict[str, str]
    items: tuple[Line, ...]
    not_paid: tuple[NotPaid, ...]
    notices: tuple[str, ...]
    totals: Totals

    @property
    def complete(self) -> bool:
        """Whether nothing is pending."""
        return self.totals.pending_items == 0

    def amount(self, item_id: str) -> Decimal:
        """The sum of an item's lines, pending ones left out; zero if it isn't paid."""
        return sum((line.amount for line in self.items if line.id == item_id and line.amount), Decimal("0.00"))
