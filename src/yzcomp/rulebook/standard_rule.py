"""What a rulebook says of a standard: which document, and by which facts its rates are looked up."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from yzcomp.household.fields import YesNo
from yzcomp.rulebook.nodes import Node, Words

#: The kinds of fact of which a row may name a range: of dates the year counts.
DATES = ("date", "date_or_year")
RANGED = ("number", "integer", *DATES)


class StandardKey(Node):
    """One of the facts that a rate is looked up by: ``parcels.zone``, or ``district`` of the household.

    A row may leave an ``optional`` one out and holds for all its values then. Where a row needs a fact that was not
    given, the household is refused, or with ``missing: pending`` the line waits for it. ``range`` names what rows give
    from … to …, both included (``below``: up to, not including, the upper end); of a date it is the year.
    """

    fact: Words
    optional: YesNo = False
    missing: Literal["refused", "pending"] = "refused"
    range: Words | None = None
    below: YesNo = False

    @property
    def scope(self) -> str | None:
        return self.fact.rpartition(".")[0] or None

    @property
    def name(self) -> str:
        return self.fact.rpartition(".")[2]

    def ends(self) -> dict[str, str]:
        """The Chinese names of the two ends of a range by their English ones."""
        word, last = ("below", "不足") if self.below else ("to", "止")
        return {f"{self.name}_from": f"{self.range}起", f"{self.name}_{word}": f"{self.range}{last}"}


def _named(value: Any) -> Any:
    """A bare name is a key that every row gives."""
    return {"fact": value} if isinstance(value, str) else value


Key = Annotated[StandardKey, BeforeValidator(_named, json_schema_input_type=StandardKey | Words)]


class StandardRule(Node):
    """Rates that the measure leaves to another document: which document, looked up by which facts, in which unit.

    ``dated`` names the date of the household that decides between values with a period of their own.
    """

    name: Words
    document: Words
    article: Words
    key: tuple[Key, ...] = Field(min_length=1)
    unit: Words
    dated: Words | None = None
    note: Words | None = None
