"""What rules say once readings, terms, standards and units are settled: a program of a few kinds of typed node.

Every reader of a program knows these kinds and no others. Nodes are told apart by identity: a node that stands in
several places is one thing, computed once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, Literal, TypeVar, dataclass_transform

from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook.conditions import Condition
from yzcomp.rulebook.factors import Factor
from yzcomp.rulebook.models import Bound, Item
from yzcomp.rulebook.rate_table import RateTable
from yzcomp.rulebook.standard_rule import StandardRule

T = TypeVar("T")
#: Stands for a unit that is still to be named; no text of a file can hold it.
UNNAMED = "\0"


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def _kind(cls: type[T]) -> type[T]:
    return dataclass(slots=True, eq=False)(cls)  # the type checker keeps them frozen: at run time that costs too much


@_kind
class Expression:
    """A value of a household or of one of its records. ``unit`` is the one it is written in: 元/… makes it a rate;
    ``label`` is what it is called where its value alone doesn't say enough."""

    unit: str = field(default="", kw_only=True)
    label: str = field(default="", kw_only=True)

    @property
    def is_rate(self) -> bool:
        """Rates of money and pure numbers make up the rate of a line, everything else its quantity."""
        return self.unit.startswith("元") or self.unit in ("", "%")

    def inside(self) -> Iterator["Expression"]:
        """The nodes directly inside this one."""
        waiting: list[Any] = [getattr(self, part.name) for part in fields(self)]
        while waiting:
            found = waiting.pop(0)
            if isinstance(found, Expression):
                yield found
            elif isinstance(found, tuple) and not hasattr(found, "_fields"):
                waiting = [*found, *waiting]


@_kind
class Constant(Expression):
    """A number, word, date, truth value, or a set of them."""

    value: Any


@_kind
class Fact(Expression):
    """A fact of the record, or of the household where its ``info.scope`` is ``None``."""

    info: FactInfo


@_kind
class Given(Expression):
    """Whether something is known, or where ``wanted`` is false, unknown: a fact with a default counts if written."""

    of: Expression
    wanted: bool


@_kind
class Arithmetic(Expression):
    """A sum, difference or product, exact."""

    operator: Literal["+", "-", "*"]
    parts: tuple[Expression, ...]


@_kind
class Limited(Expression):
    """The ``least`` or the ``greatest`` of a quantity and a limit, or the quantity rounded ``up`` to a whole number."""

    how: Literal["least", "greatest", "up"]
    of: Expression
    limit: Decimal | None = None


@_kind
class Comparison(Expression):
    """By ``is_``, ``in_``, ``below``, ``at_most``, ``at_least`` or ``above``; ``by_year``: one side may be a year."""

    operator: str
    left: Expression
    right: Expression
    by_year: bool = False


@_kind
class Logic(Expression):
    """True or false, or unknown where what is missing could change it."""

    operator: Literal["and", "or", "not"]
    parts: tuple[Expression, ...]


@_kind
class Case(Expression):
    """The value beside the first test that holds; all tests may be about one ``subject``."""

    branches: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression | None = None
    subject: Expression | None = None


@_kind
class Aggregate(Expression):
    """Over the records of a list that pass ``where``: the ``sum`` of a fact, their ``count``, or whether ``every`` one
    passes, or ``some``."""

    what: Literal["sum", "count", "every", "some"]
    over: str
    where: Expression | None
    of: Fact | None = None


@_kind
class Lookup(Expression):
    """A rate of a standard by the parts of its key that any row gives, on a ``day`` where it changes with time; with
    ``tells_entry`` the entry that was found is named. Parts that are not given and decide refuse the household, or the
    rate waits for them, as the ``rule`` of the standard says."""

    table: RateTable
    key: tuple[Expression | None, ...]
    day: Expression | None
    tells_entry: bool
    rule: StandardRule


@_kind
class Elapsed(Expression):
    """The days from one date to another, none if it is no later."""

    first: Fact
    last: Fact


@_kind
class Amount(Expression):
    """What the lines of another item come to; ``reason`` is said while one of them is pending."""

    item: str
    name: str
    reason: str


@_kind
class Waiting(Expression):
    """A rate that is still to come, by its ``name``, and for what it waits; ``key`` is what it will be sought by."""

    name: str
    reason: str
    key: tuple[Expression, ...] = ()


@_kind
class Awaits(Expression):
    """A condition that, where it holds, waits for something."""

    of: Expression
    text: str


@_kind
class Named(Expression):
    """What several rules share, on the household or on each record of a list (``scope``)."""

    name: str
    of: Expression
    scope: str | None


@_kind
class AsRead(Expression):
    """What a clause comes to under the option in force of a reading, and under the ``others``."""

    reading: str
    of: Expression
    others: tuple[Expression, ...]


@_kind
class Rule(Expression):
    """A condition or factor of the rulebook (``node``, on the records of ``scope``) and what it lowers to.

    This kind and :class:`AsRead` stand only in a program that keeps its rules, for whoever explains.
    """

    of: Expression
    node: Condition | Factor
    scope: str | None


@_kind
class LoweredItem:
    """An item: a product of factors under a condition, within the products of its bounds (``high``: a cap), in whole
    ``step`` of a yuan; ``parties`` are who is paid and who pays."""

    key: str
    item: Item
    condition: Expression | None
    factors: tuple[Expression, ...]
    bounds: tuple[tuple[Bound, bool, tuple[Expression, ...]], ...]
    parties: tuple[Expression, ...]
    cites: tuple[Expression, ...]
    step: Decimal


@_kind
class LoweredRule:
    """What must hold of the household, or of each record, where ``when`` does."""

    scope: str | None
    when: Expression | None
    must: Expression


@_kind
class Program:
    """A rulebook under chosen readings and standards; ``disputed`` tells by list which records are in dispute, and
    ``announced`` are the conditions of notices and of withholding."""

    items: Mapping[str, LoweredItem]
    requirements: Sequence[LoweredRule]
    withheld: Expression | None
    announced: Sequence[Expression]
    disputed: Mapping[str, Expression]
