"""A small change of a rule, and what the changes of one rulebook are found by."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from yzcomp.household.catalogue import FactInfo
from yzcomp.money import FEN, grouped, plain
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.logic import terms_of
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import NodePath
from yzcomp.rulebook.standards import Standards
from yzcomp.rulebook.walk import deciding, facts_named
from yzcomp.rulebook.wording import Wording

#: What is changed: a rate; a number that a line runs at, also in a comparison; a cap, a floor or the rounding of a
#: factor; a condition left out, turned round or joined otherwise; how a comparison compares; what it compares with.
RATE, LIMIT, BOUND, CONDITION, COMPARISON, VALUE = "rate", "limit", "bound", "condition", "comparison", "value"
#: A step of a tier; the case of a choice; what a choice is taken for; a fact or a term for another; a factor left out;
#: who is paid or pays; the step of rounding; the option of a reading; a sum in which every record counts.
TIER, CASE, MAPPING, NAME, FACTOR, PARTY = "tier", "case", "mapping", "name", "factor", "party"
ROUNDING, READING, OPEN = "rounding", "reading", "open"


class Edit(NamedTuple):
    """The part at ``step`` of a node becomes ``new``.

    ``name`` tells it from the others there and ``sentence`` says it, where it is a slip that the author of a rule file
    can make; ``mistake`` says it where somebody at work can take the rule for that.
    """

    kind: str
    step: NodePath
    new: Any
    name: str = ""
    sentence: str = ""
    mistake: str = ""


class Known:
    """A rulebook with what its edits are made of: words, the facts that rules name, the rates that there are."""

    def __init__(self, rulebook: Rulebook, standards: Standards = Standards()) -> None:  # noqa: B008
        self.rulebook, self.standards = rulebook, standards
        self.words, self.facts = Wording(rulebook), rulebook.catalogue
        self.used = _facts(info for _, node, of in deciding(rulebook) for _, info in facts_named(node, of, rulebook))
        named = _facts(info for _, node, of in rulebook.visits() for _, info in facts_named(node, of, rulebook))
        self.dates = {key for key, info in named.items() if info.kind.startswith("date")}
        self.rests_on = {key: {key, *terms_of(term, rulebook)} for key, term in rulebook.terms.items()}
        rates = [node for node in rulebook.walk() if isinstance(node, f.Constant) and (node.unit or "")[:1] == "元"]
        self.rates = sorted({(node.constant, node.unit or "") for node in rates})

    def facts_of(self, scope: str | None) -> list[FactInfo]:
        """The facts of the household, or of a list of records, those that are worked out of others only if used."""
        derived = [info for info in self.used.values() if info.scope == scope and info.source is not None]
        return [*self.facts.of(scope).values(), *derived]


def _facts(infos: Iterator[FactInfo]) -> dict[tuple[str | None, str], FactInfo]:
    return {(info.scope, info.key): info for info in infos}


def nudged(number: Decimal) -> Iterator[Decimal]:
    """The numbers beside a number: 1 more and less for a whole one, else 0.01 or its last digit if finer."""
    exponent = number.normalize().as_tuple().exponent
    unit = Decimal(1) if int(exponent) >= 0 else min(FEN, Decimal(1).scaleb(int(exponent)))
    yield number + unit
    if number >= unit:
        yield number - unit


def numbers(kind: str, step: NodePath, number: Decimal, title: str, unit: str = "") -> Iterator[Edit]:
    """A number a little larger and a little smaller."""
    for other in nudged(number):
        before, after = plain(number), plain(other)
        yield Edit(kind, step, other, f"{before} → {after}", f"{title}由{before}{unit}改为{after}{unit}")


def rate_text(value: Decimal, unit: str | None) -> str:
    """A rate as people read it."""
    return f"{grouped(value)}{unit or ''}"
