"""The closed set of factors: what an amount is a product of.

``amount = round(clamp(Π factors))``. Each kind is recognised by the key that names it. Any factor may be bounded
(``at_most``, ``at_least``) or rounded up to the next whole (``round: up``).
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field

from yzcomp.household.fields import Date, Form
from yzcomp.rulebook.nodes import MARKS, Cases, Limit, Marks, Node, Number, Words, any_of, as_text

if TYPE_CHECKING:
    from yzcomp.rulebook.conditions import AnyCondition


class Factor(Node):
    """A number (or a text, where a standard is looked up by it) that depends on the facts."""

    #: The field that names the fact whose quantity, unit and kind of value this is.
    QUANTITY: ClassVar[str | None] = None
    #: What it gives, where that isn't a fact's own kind of value.
    GIVES: ClassVar[str] = "数字"
    #: The unit of whatever this comes to, where no field says it; ``*`` stands for things without a unit of their own.
    UNIT: ClassVar[str | None] = None
    #: Whether it rests on what may not have been entered or computed yet.
    MAY_WAIT: ClassVar[bool] = False

    at_most: Limit | None = None
    at_least: Limit | None = None
    round: Literal["up"] | None = None

    def ways(self) -> tuple["AnyFactor", ...]:
        """The factors one of which this comes to."""
        return ()

    def numbers(self) -> tuple[Decimal, ...]:
        """The numbers that this comes to as they are written."""
        return ()

    def counted_in(self, unit: str | None) -> Self:
        """The same where it stands among cases that have a unit together: a bare number has that."""
        return self

    def unbounded(self) -> Self:
        """The same without its own limits."""
        return self.model_copy(update={"at_most": None, "at_least": None, "round": None})

    @property
    def bounded(self) -> bool:
        return self.at_most is not None or self.at_least is not None or self.round is not None


class Constant(Factor):
    """A number with its unit: ``{constant: 350, unit: 元/㎡}``."""

    constant: Number
    unit: Words | None = None

    def numbers(self) -> tuple[Decimal, ...]:
        """The one number."""
        return (self.constant,)

    def counted_in(self, unit: str | None) -> Self:
        """In its own unit, else in that one."""
        return self if self.unit or not unit else self.model_copy(update={"unit": unit})


class Text(Factor):
    """A word: the key of a payee or a payer, or a part of a standard's key: ``{text: collective}``."""

    GIVES = "文字"
    UNIT = "*"

    text: Words


class FactValue(Factor):
    """A fact of the record or the household; ``as`` maps keys of a choice: ``{fact: land_class, as: {…: dry}}``."""

    NAMES = {"fact": "facts"}
    QUANTITY = "fact"

    fact: Words
    as_: Cases[Words] | None = Field(default=None, alias="as")


class Sum(Factor):
    """A fact summed over the records that pass: ``{sum: ground_floor_area, of: houses, where: …}``."""

    NAMES = {"sum": "facts"}
    LIST = "of"
    QUANTITY = "sum"

    sum: Words
    of: Words
    where: "AnyCondition | None" = None


class Count(Factor):
    """The number of records that pass: ``{count: members, where: …}``."""

    LIST = "count"

    count: Words
    where: "AnyCondition | None" = None


class DaysBetween(Factor):
    """The days from one date fact to another, none if the other is no later: ``{days_from: …, days_to: …}``."""

    NAMES = {"days_from": "facts", "days_to": "facts"}
    UNIT = "天"

    days_from: Words
    days_to: Words


class NamedValue(Factor):
    """A quantity that the rulebook names once: ``{term: counted_residents}``."""

    NAMES = {"term": "terms"}

    term: Words


class Step(Node):
    """One step of a tier, up to and including ``up_to``: a ``value`` for all of it, or so much for ``each`` unit."""

    up_to: Number | None = None
    value: Number | None = None
    each: Number | None = None


class Tier(Factor):
    """An amount in steps of a quantity: 1000 up to 3 persons, then 100 for each further one."""

    tier: "AnyFactor"
    unit: Words
    steps: tuple[Step, ...] = Field(min_length=1)

    def numbers(self) -> tuple[Decimal, ...]:
        """The values of whole steps."""
        return tuple(step.value for step in self.steps if step.value is not None)


class ByCase(Factor):
    """What the factors with cases have in common: a value for each of them, bare numbers in one ``unit``."""

    if TYPE_CHECKING:
        unit: str | None
        cases: Mapping[str, "AnyFactor"]

    def ways(self) -> tuple["AnyFactor", ...]:
        """Each case."""
        return tuple(self.cases.values())


class Choose(ByCase):
    """A value for each value of a choice fact."""

    NAMES = {"choose": "facts"}

    choose: Words
    unit: Words | None = None
    cases: "Cases[CaseValue]" = Field(min_length=1)


class ByReading(ByCase):
    """A value for each option of a reading."""

    NAMES = {"reading": "readings"}

    reading: Words
    unit: Words | None = None
    cases: "Cases[CaseValue]" = Field(min_length=1)


class IfElse(Factor):
    """One factor if a condition holds, another if it fails: ``{if: …, then: …, else: …}``."""

    if_: "AnyCondition" = Field(alias="if")
    then: "Way"
    else_: "Way" = Field(alias="else")

    def ways(self) -> tuple["AnyFactor", ...]:
        """One for each outcome of the condition."""
        return self.then, self.else_


class Least(Factor):
    """The least of several quantities: ``{least: [{fact: legal_floor_area}, {constant: 120, unit: ㎡}]}``."""

    least: "tuple[AnyFactor, ...]" = Field(min_length=2)

    def ways(self) -> tuple["AnyFactor", ...]:
        """Each of them."""
        return self.least


class Greatest(Factor):
    """The greatest of several quantities."""

    greatest: "tuple[AnyFactor, ...]" = Field(min_length=2)

    def ways(self) -> tuple["AnyFactor", ...]:
        """Each of them."""
        return self.greatest


class Period(Node):
    """A stretch of days, both ends included, and what applies in it."""

    from_: Date | None = Field(default=None, alias="from")
    to: Date | None = None
    value: Number

    def covers(self, day: date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


class Dated(Factor):
    """A rate that changes with time: the period that holds the given date fact decides."""

    NAMES = {"dated": "facts"}
    MAY_WAIT = True

    dated: Words
    unit: Words
    periods: tuple[Period, ...] = Field(min_length=1)

    def numbers(self) -> tuple[Decimal, ...]:
        """The value of each period."""
        return tuple(period.value for period in self.periods)


class Lookup(Factor):
    """A rate that another document sets, looked up in a standard: ``{standard: houses, key: [...]}``."""

    NAMES = {"standard": "standards"}
    MAY_WAIT = True

    standard: Words
    key: "tuple[AnyFactor, ...]" = Field(min_length=1)


class Share(Factor):
    """A share of another item's amount: ``{share: 5%, of: house_compensation}``."""

    NAMES = {"of": "items"}
    UNIT = "元"
    MAY_WAIT = True

    share: Annotated[Decimal, Form("percent", minimum=Decimal(0)), as_text]
    of: Words


KINDS: dict[str, type[Factor]] = {
    "constant": Constant,
    "text": Text,
    "fact": FactValue,
    "sum": Sum,
    "count": Count,
    "days_from": DaysBetween,
    "term": NamedValue,
    "tier": Tier,
    "choose": Choose,
    "reading": ByReading,
    "if": IfElse,
    "least": Least,
    "greatest": Greatest,
    "dated": Dated,
    "standard": Lookup,
    "share": Share,
}

#: What a rule author is told when a factor's kind can't be told.
UNKNOWN_KIND = "说不清是哪一种因数：应当正好有 " + "、".join(KINDS) + " 之一"

if TYPE_CHECKING:
    AnyFactor = Factor
else:
    AnyFactor = any_of("AnyFactor", KINDS, UNKNOWN_KIND)


def _constant_case(value: Any) -> Any:
    """A bare number among cases is a constant in the unit of the whole."""
    return {"constant": value} if isinstance(value, str | int | Decimal) else value


CaseValue = Annotated[AnyFactor, BeforeValidator(_constant_case, json_schema_input_type=AnyFactor | Number | Words)]
#: One of two; an editor may see the bare key of a payee or a payer there, as among cases.
Way = Annotated[AnyFactor, BeforeValidator(lambda value: value, json_schema_input_type=AnyFactor | Words)]


def _chosen_party(value: Any, at: Marks = Marks()) -> Any:  # noqa: B008
    """Bare words where a payee or a payer may stand are keys: ``collective`` is ``{text: collective}``."""
    if isinstance(value, str):
        return {"text": value, MARKS: at}
    if not isinstance(value, dict):
        return value
    marks = value.get(MARKS, Marks())
    inner = {key: _chosen_party(value[key], marks.of(key)) for key in ("then", "else") if key in value}
    if isinstance(cases := value.get("cases"), dict):
        places = cases.get(MARKS, Marks())
        inner["cases"] = {k: v if k == MARKS else _chosen_party(v, places.of(k)) for k, v in cases.items()}
    return {**value, **inner}


#: Who is paid, or who pays: a key, or a choice of one by a fact, a reading or a condition.
PartyChoice = Annotated[AnyFactor, BeforeValidator(_chosen_party, json_schema_input_type=AnyFactor | Words)]
