"""A rulebook: one measure as data. Every part that decides anything cites its article."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from yzcomp.frozen import FrozenDict
from yzcomp.household.catalogue import Catalogue, ExtraFact, catalogue, household_model
from yzcomp.household.fields import Date, Form, Kind, YesNo
from yzcomp.rulebook.conditions import AnyCondition
from yzcomp.rulebook.factors import AnyFactor, PartyChoice, Text
from yzcomp.rulebook.nodes import MARKS, Marks, Named, Node, Number, Words, none_named
from yzcomp.rulebook.standard_rule import StandardRule


class Party(Node):
    """Whom money goes to, or comes from: ``{name: 村组, aliases: [村集体]}``, or the name alone."""

    name: Words
    aliases: tuple[Words, ...] = ()


def _named_parties(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    marks = value.get(MARKS, Marks())
    bare = {key: {"name": name, MARKS: marks.of(key)} for key, name in value.items() if isinstance(name, str)}
    return value | bare


Parties = Annotated[
    Named[Party],
    BeforeValidator(_named_parties, json_schema_input_type=Mapping[str, Party | Words]),
    Field(min_length=1),
]


def _parties(**names: str) -> Any:
    """Those of a rulebook that lists none."""
    return Field(default_factory=lambda: FrozenDict({key: Party(name=name) for key, name in names.items()}))


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

    LIST = "for_each"

    name: Words
    article: Words
    for_each: Words | None = None
    condition: AnyCondition | None = None
    quantity: AnyFactor | None = None
    unit: Words | None = None


class Requirement(Node):
    """What must hold for the measure to apply to a household; ``field`` is the fact that a failure points at."""

    LIST = "for_each"

    article: Words
    message: Words
    remedy: Words | None = None
    for_each: Words | None = None
    when: AnyCondition | None = None
    must: AnyCondition
    field: Words


class Notice(Node):
    """Something that a statement must say."""

    LIST = "for_each"

    article: Words
    text: Words
    for_each: Words | None = None
    when: AnyCondition


class Basic(Node):
    """A fact that a statement begins with, also where it wasn't given: of the household, or of each record."""

    fact: Words
    for_each: Words | None = None
    when: AnyCondition | None = None


class Withholding(Node):
    """When amounts are computed but not paid out: all of a household, or those that count a ``record`` like this."""

    article: Words
    when: AnyCondition
    record: AnyCondition | None = None
    text: Words


class Suspicion(Node):
    """Something about households that an auditor should ask after: what it is called, by which article, and why."""

    name: Words
    article: Words
    why: Words


class Question(Suspicion):
    """Something about a household or one of its records that stops nothing but that a person must look at (须核对).

    ``narrows`` names wider questions about the same thing, which are not asked beside this one.
    """

    LIST = "for_each"

    for_each: Words | None = None
    when: AnyCondition
    narrows: tuple[Words, ...] = ()


class Alike(Suspicion):
    """Households whose records are the same, figure by figure: at least ``figures`` figures, or fewer with at least
    ``decimals`` digits after their points together, if the households are also alike in what else is counted."""

    figures: Annotated[int, Form("integer", minimum=Decimal(1))]
    decimals: Annotated[int, Form("integer", minimum=Decimal(1))] | None = None


class NearlyAlike(Suspicion):
    """Households whose records differ in one figure: at least ``figures`` different ones are the same, or so few that
    there are ``possible`` ways to write as many digits."""

    figures: Annotated[int, Form("integer", minimum=Decimal(1))]
    possible: Annotated[int, Form("integer", minimum=Decimal(1))]


class SameRecord(Suspicion):
    """Two houses or plots of one size, where chance gives fewer than ``chance`` such pairs among those of a village
    (or of the household, if it has both): the digits of the size are what there is to choose from."""

    chance: Number


class Outlier(Suspicion):
    """An area ``times`` the mean of the others of its village, and ``gap`` times the next, among at least so many.

    ``areas`` are the lists whose records are measured, each with the fact."""

    areas: Named[Words]
    times: Number
    gap: Number
    among: Annotated[int, Form("integer", minimum=Decimal(2))]


class Alone(Suspicion):
    """Facts that one household of a village has otherwise than all, or nearly all, of at least so many others."""

    facts: tuple[Words, ...]
    others: Annotated[int, Form("integer", minimum=Decimal(2))]


class FutureDates(Suspicion):
    """Dates that hadn't come on the day of an audit; ``deadlines`` are the facts that may lie ahead."""

    deadlines: tuple[Words, ...] = ()


class Threshold(Suspicion):
    """A quantity that lies at ``limit``, or up to one ``step`` under it, more often than ``chance`` explains.

    The other households within ``steps`` steps of the limit, or only ``under`` it where the measure lets none be
    above, are what it is measured by. ``at_limit: no`` where being at the limit is of no use. What a whole village has
    in common counts once for it (``each: village``).
    """

    LIST = "for_each"

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
    repeated_name: Suspicion | None = None
    same_head: Suspicion | None = None
    same_member: Suspicion | None = None
    shared_account: Suspicion | None = None
    shared_payee: Suspicion | None = None
    recorded_person: Suspicion | None = None
    registered: Suspicion | None = None
    paid_before_notice: Suspicion | None = None
    paid_before_signing: Suspicion | None = None
    paid_in_future: Suspicion | None = None
    future_dates: FutureDates | None = None
    alike: Alike | None = None
    nearly_alike: NearlyAlike | None = None
    same_record: SameRecord | None = None
    area_outlier: Outlier | None = None
    alone: Alone | None = None
    thresholds: Named[Threshold] = none_named()

    def suspicions(self) -> dict[str, Suspicion]:
        """Everything that is asked after, by key, in the order in which it is told."""
        parts = {key: getattr(self, key) for key in type(self).model_fields if key != "thresholds"}
        return {**{key: part for key, part in parts.items() if isinstance(part, Suspicion)}, **self.thresholds}


class Bound(Node):
    """A cap or a floor of an item's amount: a product of factors in yuan."""

    factors: tuple[AnyFactor, ...] = Field(min_length=1)
    text: Words


class Citation(Node):
    """An article that a line cites besides those of its item, where the record is of its kind."""

    article: Words
    when: AnyCondition


class Item(Node):
    """A compensation item: for these records, under this condition, a product of factors, bounded, rounded once."""

    LIST = "for_each"

    name: Words
    aliases: tuple[Words, ...] = ()
    perhaps: tuple[Words, ...] = ()  # names in records that may mean it: a person has to say
    article: Words
    cites: tuple[Citation, ...] = ()
    payee: PartyChoice
    payer: PartyChoice | None = None
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

    LIST = "for_each"

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
    questions: tuple[Words, ...] = ()
    withholding: YesNo = False
    applies: tuple[Application, ...] = ()
    why: Words | None = None


class Rounding(Node):
    """The step to which each line is rounded, half up, once: 0.01 or 1 yuan."""

    step: AnyFactor


class Rulebook(Node):
    """A whole measure. ``counted_members`` names the term that tells which members of a household count; ``source`` is
    the file or folder that other than packaged rules were read from."""

    rulebook: Header
    payees: Parties = _parties(household="被征收户", collective="村组")
    payers: Parties = _parties(project="征地拆迁资金")
    facts: Named[ExtraFactRule] = none_named()
    readings: Named[Reading] = none_named()
    standards: Named[StandardRule] = none_named()
    terms: Named[Term] = none_named()
    requirements: Named[Requirement] = none_named()
    items: Named[Item] = Field(min_length=1)
    combined_names: Named[CombinedName] = none_named()
    withholding: Withholding | None = None
    notices: Named[Notice] = none_named()
    basics: tuple[Basic, ...] = ()
    counted_members: Words | None = None
    rounding: Rounding
    questions: Named[Question] = none_named()
    screening: Screening | None = None
    clauses: tuple[Clause, ...] = ()
    digest: str = Field(default="", exclude=True)
    source: str = Field(default="", exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _flags_are_questions(cls, data: Any) -> Any:
        """Earlier rulebooks wrote the questions about one household as flags of their screening."""
        screening = data.get("screening") if isinstance(data, dict) else None
        if not isinstance(screening, dict) or not isinstance(screening.get("flags"), dict):
            return data
        rest = {key: part for key, part in screening.items() if key != "flags"}
        return {**data, "screening": rest, "questions": {**screening["flags"], **(data.get("questions") or {})}}

    def suspicions(self) -> dict[str, Suspicion]:
        """Everything that is asked after when a whole list is looked through, in the order in which it is told."""
        shared = self.screening.suspicions() if self.screening else {}
        return {**self.questions, **shared}

    @property
    def parties(self) -> dict[str, Party]:
        """Payees, then payers: no key means two of them."""
        return {**self.payees, **self.payers}

    def payer(self, item: Item) -> AnyFactor:
        """Who pays an item: the first payer, unless it says otherwise."""
        return item.payer or Text(text=next(iter(self.payers)))

    @property
    def catalogue(self) -> Catalogue:
        """All facts that rules and input of this measure may name."""
        return catalogue(household_model(tuple(rule.extra(key) for key, rule in self.facts.items())))
