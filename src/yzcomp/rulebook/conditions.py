"""The closed set of conditions: facts against values, ranges and other facts, joined by all, any and not.

A condition may say in its own words what follows when it fails (``otherwise``), and by
which article if that is not the item's.
"""

from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import Discriminator, Field, Tag, WithJsonSchema

from yzcomp.household.fields import YesNo
from yzcomp.rulebook import factors
from yzcomp.rulebook.factors import AnyFactor
from yzcomp.rulebook.nodes import Node, Words, any_of


class Condition(Node):
    """Something that holds, fails, or can't be told because a fact is missing.

    ``awaits`` says what is still to come where it holds: whatever rests on it is pending, neither paid nor refused
    (a title that is being recognised, a signature that nobody has spoken of).
    """

    otherwise: Words | None = None
    article: Words | None = None
    awaits: Words | None = None


class All(Condition):
    all: "tuple[AnyCondition, ...]" = Field(min_length=1)


class AnyOf(Condition):
    any: "tuple[AnyCondition, ...]" = Field(min_length=1)


class Not(Condition):
    not_: "AnyCondition" = Field(alias="not")


class NamedCondition(Condition):
    """A condition that the rulebook names once: ``{term: compensable_house}``."""

    NAMES = {"term": "terms"}

    term: Words


def operand_kind(value: Any) -> str | None:
    return "<value>" if isinstance(value, str) else "<factor>"


#: A value as it stands in the file; an editor may take it for a number or for true or false.
Value = Annotated[Words, WithJsonSchema({"type": ["string", "number", "boolean"]})]

#: What a value is compared with: a literal, or another fact or quantity.
Operand = Annotated[
    Union[Annotated[Value, Tag("<value>")], Annotated[AnyFactor, Tag("<factor>")]],  # noqa: UP007
    Discriminator(operand_kind),
]


class Comparison(Condition):
    """What the tests have in common: exactly one of these."""

    is_: Operand | None = Field(default=None, alias="is")
    in_: Annotated[tuple[Value, ...], Field(min_length=1)] | None = Field(default=None, alias="in")
    below: Operand | None = None
    at_most: Operand | None = None
    at_least: Operand | None = None
    above: Operand | None = None
    given: YesNo | None = None

    @property
    def operator(self) -> str | None:
        """The one comparison that is set; ``None`` when there is none or more than one."""
        named = [name for name in OPERATORS if getattr(self, name) is not None]
        return named[0] if len(named) == 1 else None


OPERATORS = ("is_", "in_", "below", "at_most", "at_least", "above", "given")


class FactTest(Comparison):
    """``{fact: resettlement, is: dispersed}``; dates and numbers take below, at_most, at_least, above."""

    NAMES = {"fact": "facts"}

    fact: Words


class ValueTest(Comparison):
    """A quantity against a value: ``{value: {count: members}, is: {fact: legal_residents}}``."""

    value: AnyFactor


class ReadingTest(Condition):
    """Which option of a reading is in force: ``{reading: reward_scope, is: all}``."""

    NAMES = {"reading": "readings"}

    reading: Words
    is_: Words = Field(alias="is")


class Every(Condition):
    """Every record passes; true of an empty list."""

    LIST = "every"

    every: Words
    satisfies: "AnyCondition"


class Some(Condition):
    """At least one record passes."""

    LIST = "some"

    some: Words
    satisfies: "AnyCondition | None" = None


KINDS: dict[str, type[Condition]] = {
    "all": All,
    "any": AnyOf,
    "not": Not,
    "term": NamedCondition,
    "fact": FactTest,
    "value": ValueTest,
    "reading": ReadingTest,
    "every": Every,
    "some": Some,
}

UNKNOWN_KIND = "说不清是哪一种条件：应当正好有 " + "、".join(KINDS) + " 之一"

if TYPE_CHECKING:
    AnyCondition = Condition
else:
    AnyCondition = any_of("AnyCondition", KINDS, UNKNOWN_KIND)

# Conditions contain factors and factors contain conditions: this closes the circle for pydantic's forward reference.
vars(factors)["AnyCondition"] = AnyCondition
