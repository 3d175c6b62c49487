"""The results: an itemised statement for one household. Immutable, and complete enough to be recomputed by hand."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from yzcomp.frozen import FrozenDict
from yzcomp.problems import did_you_mean

Status = Literal["payable", "withheld", "pending"]
STATUS_LABELS: dict[str, str] = {"payable": "应付", "withheld": "暂不拨付", "pending": "待定"}


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
    payer: str
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


class Fact(Result):
    """A fact that the statement rests on: ``value`` as programs write it, ``shown`` as people do.

    ``given`` tells what was written from what is missing or taken by default.
    """

    key: str
    name: str
    value: str | None
    shown: str
    given: bool


class CountedMember(Result):
    """A member of the household, whether counted, and why not."""

    name: str
    counted: bool
    reason: str | None


class Question(Result):
    """Something that stops nothing but that a person must look at."""

    id: str
    article: str
    text: str
    record: str = ""


class Totals(Result):
    """Sums of lines in yuan. ``payable`` is the sum over ``payees``, and over ``payers``: payable lines only."""

    payable: Decimal
    payable_capital: str
    withheld: Decimal
    pending_items: int
    payees: Annotated[Mapping[str, Decimal], AfterValidator(FrozenDict)]
    payers: Annotated[Mapping[str, Decimal], AfterValidator(FrozenDict)]

    @property
    def household(self) -> Decimal:
        """What is paid to the household, zero in a rulebook without such a payee."""
        return self.payees.get("household", Decimal("0.00"))

    @property
    def collective(self) -> Decimal:
        """What is paid to the village group."""
        return self.payees.get("collective", Decimal("0.00"))


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
    """Everything that the measure says of one household. ``payees`` and ``payers`` are the names of its parties."""

    household: HouseholdRef
    rulebook: RulebookRef
    standards: tuple[StandardRef, ...]
    readings: Annotated[Mapping[str, str], AfterValidator(FrozenDict)]
    items: tuple[Line, ...]
    not_paid: tuple[NotPaid, ...]
    facts: tuple[Fact, ...]
    members: tuple[CountedMember, ...]
    questions: tuple[Question, ...]
    notices: tuple[str, ...]
    totals: Totals
    payees: Annotated[Mapping[str, str], AfterValidator(FrozenDict)]
    payers: Annotated[Mapping[str, str], AfterValidator(FrozenDict)]

    @property
    def complete(self) -> bool:
        """Whether nothing is pending and nothing is asked."""
        return self.totals.pending_items == 0 and not self.questions

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
