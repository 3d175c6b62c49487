"""A rulebook: one measure as data. Every part that decides anything cites its article."""

from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from typing import Annotated, Literal

from pydantic import Field

from yzcomp.household.catalogue import Catalogue, ExtraFact, catalogue, household_model
from yzcomp.household.fields import Date, Form, Kind, YesNo
from yzcomp.rulebook.conditions import AnyCondition
from yzcomp.rulebook.factors import AnyFactor
from yzcomp.rulebook.nodes import Named, Node, Number, Words, none_named


class Payee(str, Enum):  # noqa: UP042
    """Who is paid."""

    HOUSEHOLD = "household"
    COLLECTIVE = "collective"

    @property
    def label(self) -> str:
        return {"household": "被征收户", "collective": "村组"}[self.value]


class Header(Node):
    """Which measure this is."""

    id: Words
    title: Words
    document: Words
    issued_on: Date
    issuer: Words | None = None


class ExtraFactRule(Node):
    """A fact that this measure needs beyond the common ones: ``{list: houses, name: 成新率, kind: number}``."""

    name: Words
    list: Words | None = None
    kind: Annotated[Kind, Field()]
    unit: Words | None = None
    choices: Named[Words] | None = None

    def extra(self, key: str) -> ExtraFact:
        """The fact as the household models know it; a number is never negative."""
        choices = tuple((self.choices or {}).items())
        return ExtraFact(key, self.name, self.list, Form(self.kind, self.unit, minimum=Decimal(0), choices=choices))


class Option(Node):
    """One way of reading a clause: a short name and what it means."""

    name: Words
    meaning: Words


#: What a reading cites where the measure says nothing at all: that must be said, not left out.
NO_ARTICLE = "—"


class Reading(Node):
    """An ambiguous clause, the ways it can be read, the one that applies unless chosen otherwise, and why.

    ``article: —`` says that there is no such clause: a choice was needed because the measure is silent.
    """

    name: Words
    article: Words
    question: Words
    options: Named[Option] = Field(min_length=2)
    default: Words
    reason: Words

    @property
    def clause(self) -> str:
        """The article in a sentence."""
        return "办法未规定" if self.article == NO_ARTICLE else self.article


class Term(Node):
    """Something that several rules share: a condition or a quantity, on the household or on each record of a list."""

    name: Words
    article: Words
    for_each: Words | None = None
    condition: AnyCondition | None = None
    quantity: AnyFactor | None = None
    unit: Words | None = None


class Requirement(Node):
    """What must hold for the measure to apply to a household; ``field`` is the fact that a failure points at."""

    article: Words
    message: Words
    remedy: Words | None = None
    for_each: Words | None = None
    when: AnyCondition | None = None
    must: AnyCondition
    field: Words


class StandardRule(Node):
    """Rates that the measure leaves to another document: which document, looked up by which facts, in which unit.

    ``dated`` names the date of the household that decides between values with a period of their own.
    """

    name: Words
    document: Words
    article: Words
    key: tuple[Words, ...] = Field(min_length=1)
    unit: Words
    dated: Words | None = None
    note: Words | None = None


class Notice(Node):
    """Something that a statement must say."""

    article: Words
    text: Words
    for_each: Words | None = None
    when: AnyCondition


class Withholding(Node):
    """When amounts are computed but not paid out."""

    article: Words
    when: AnyCondition
    text: Words


class Suspicion(Node):
    """Something about households that an auditor should ask after: what it is called, by which article, and why."""

    name: Words
    article: Words
    why: Words


class Flag(Suspicion):
    """A question about a household or one of its records that a condition raises."""

    for_each: Words | None = None
    when: AnyCondition


class Alike(Suspicion):
    """Households whose records are the same, figure by figure: at least ``figures`` figures, or fewer with at least
    ``decimals`` digits after their points together, if the households are also alike in what else is counted."""

    figures: Annotated[int, Form("integer", minimum=Decimal(1))]
    decimals: Annotated[int, Form("integer", minimum=Decimal(1))] | None = None


class Threshold(Suspicion):
    """A quantity that lies at ``limit``, or up to one ``step`` under it, more often than ``chance`` explains.

    The other households within ``steps`` steps of the limit, or only ``under`` it where the measure lets none be
    above, are what it is measured by. ``at_limit: no`` where being at the limit is of no use. What a whole village has
    in common counts once for it (``each: village``).
    """

    for_each: Words | None = None
    when: AnyCondition | None = None
    value: AnyFactor
    limit: Number
    step: Number
    steps: Annotated[int, Form("integer", minimum=Decimal(2))]
    chance: Number
    side: Literal["both", "under"] = "both"
    at_limit: YesNo = True
    each: Literal["household", "village"] = "household"


class Screening(Node):
    """What is asked after when a whole list of households is looked through (yzcomp audit)."""

    shared_id_number: Suspicion | None = None
    repeated_id_number: Suspicion | None = None
    same_head: Suspicion | None = None
    same_member: Suspicion | None = None
    shared_account: Suspicion | None = None
    alike: Alike | None = None
    flags: Named[Flag] = none_named()
    thresholds: Named[Threshold] = none_named()

    def suspicions(self) -> dict[str, Suspicion]:
        """Everything that is asked after, by key, in the order in which it is told."""
        keys = ("shared_id_number", "repeated_id_number", "same_head", "same_member", "shared_account", "alike")
        shared = {key: getattr(self, key) for key in keys}
        named = {key: part for key, part in shared.items() if part is not None}
        return {**named, **self.flags, **self.thresholds}

    def conditions(self) -> Iterator[Flag | Threshold]:
        """The questions that conditions raise."""
        yield from self.flags.values()
        yield from self.thresholds.values()


class Bound(Node):
    """A cap or a floor of an item's amount: a product of factors in yuan."""

    factors: tuple[AnyFactor, ...] = Field(min_length=1)
    text: Words


class Item(Node):
    """A compensation item: for these records, under this condition, a product of factors, bounded, rounded once."""

    name: Words
    aliases: tuple[Words, ...] = ()
    article: Words
    payee: Payee
    summary: Words
    for_each: Words | None = None
    condition: AnyCondition | None = None
    factors: tuple[AnyFactor, ...] = Field(min_length=1)
    at_most: Bound | None = None
    at_least: Bound | None = None
    excludes: tuple[Words, ...] = ()


class CombinedName(Node):
    """A name under which records put several items as one sum: 奖励金 for what is paid for signing and vacating."""

    name: Words
    aliases: tuple[Words, ...] = ()
    items: tuple[Words, ...] = Field(min_length=2)


class Application(Node):
    """Whom an article is about, where it shares its items with others: for these records one of them is paid, or not.

    It decides nothing; it says what must be shown of the article before it counts as proven.
    """

    for_each: Words | None = None
    when: AnyCondition
    paid: YesNo = True


class Clause(Node):
    """An article of the measure and what became of it here."""

    article: Words
    summary: Words
    status: Literal["computed", "checked", "informative", "out_of_scope"]
    items: tuple[Words, ...] = ()
    checks: tuple[Words, ...] = ()
    notices: tuple[Words, ...] = ()
    withholding: YesNo = False
    applies: tuple[Application, ...] = ()
    why: Words | None = None


class Rounding(Node):
    """The step to which each line is rounded, half up, once: 0.01 or 1 yuan."""

    step: AnyFactor


class Rulebook(Node):
    """A whole measure. ``source`` is the file or folder that other than packaged rules were read from."""

    rulebook: Header
    facts: Named[ExtraFactRule] = none_named()
    readings: Named[Reading] = none_named()
    standards: Named[StandardRule] = none_named()
    terms: Named[Term] = none_named()
    requirements: Named[Requirement] = none_named()
    items: Named[Item] = Field(min_length=1)
    combined_names: Named[CombinedName] = none_named()
    withholding: Withholding | None = None
    notices: Named[Notice] = none_named()
    rounding: Rounding
    screening: Screening | None = None
    clauses: tuple[Clause, ...] = ()
    digest: str = Field(default="", exclude=True)
    source: str = Field(default="", exclude=True)

    @property
    def catalogue(self) -> Catalogue:
        """All facts that rules and input of this measure may name."""
        return catalogue(household_model(tuple(rule.extra(key) for key, rule in self.facts.items())))
