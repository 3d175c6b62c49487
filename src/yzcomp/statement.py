"""The results: an itemised statement for one household. Immutable, and complete enough to be recomputed by hand."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from yzcomp.frozen import FrozenDict
from yzcomp.problems import did_you_mean

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
    """The rules; ``note`` says that they aren't the built-in ones."""

    id: str
    title: str
    document: str
    digest: str
    note: str | None = None


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
    readings: Annotated[Mapping[str, str], AfterValidator(FrozenDict)]
    items: tuple[Line, ...]
    not_paid: tuple[NotPaid, ...]
    notices: tuple[str, ...]
    totals: Totals

    @property
    def complete(self) -> bool:
        """Whether nothing is pending."""
        return self.totals.pending_items == 0

    def amount(self, item: str) -> Decimal | None:
        """The sum of an item's lines in yuan, by its id or Chinese name; zero if it isn't paid.

        ``None`` while one of its lines is pending. An item that the rulebook doesn't have raises ``KeyError``: every
        item of a rulebook is on its statements, paid or with the reason why not.
        """
        lines = [line for line in self.items if item in (line.id, line.name)]
        if not lines and not any(item in (row.id, row.name) for row in self.not_paid):
            raise KeyError(self._no_such_item(item))
        amounts = [line.amount for line in lines]
        return None if None in amounts else sum((amount for amount in amounts if amount is not None), Decimal("0.00"))

    def _no_such_item(self, item: str) -> str:
        parts: tuple[Line | NotPaid, ...] = (*self.items, *self.not_paid)
        known = {part.id: part.name for part in parts}
        hint = did_you_mean(item, [*known, *known.values()], f"可写：{'、'.join(known.values())}")
        return f"这套规则没有项目“{item}”。{hint}"
