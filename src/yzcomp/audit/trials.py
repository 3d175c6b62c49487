"""Mistakes at work: an item under another reading or with a mistake in its rule, compiled when first asked for."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from yzcomp.engine.conditions import Check, compile_condition
from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.items import CompiledItem, Draft
from yzcomp.engine.notes import Run
from yzcomp.engine.to_python import Unusual
from yzcomp.engine.to_python.variants import Variant, VariantAmounts, compiled_variants
from yzcomp.money import ZERO
from yzcomp.rulebook.conditions import Condition
from yzcomp.rulebook.edits import edit as kinds
from yzcomp.rulebook.edits.catalogue import edits
from yzcomp.rulebook.edits.edit import Known
from yzcomp.rulebook.logic import terms_of, whole
from yzcomp.rulebook.models import Item, Rulebook, Term
from yzcomp.rulebook.nodes import Node, Visit
from yzcomp.rulebook.walk import replaced

#: Amounts by the position of the record, or at 0 for the household.
Amounts = dict[int, Decimal]
#: The likelier mistakes first.
ORDER = (
    *(kinds.BOUND, kinds.CONDITION, kinds.MAPPING, kinds.TIER, kinds.CASE, kinds.COMPARISON, kinds.NAME, kinds.RATE),
    *(kinds.FACTOR, kinds.OPEN),
)
#: What may be wrong besides a cap that was forgotten, so that only both together show.
_BESIDES = (kinds.BOUND, kinds.CONDITION, kinds.NAME, kinds.OPEN)


class Mutation(NamedTuple):
    """A mistake that people make with a rule: its kind, what to call it, and the rule as it would read if it were one.

    An open one is no mistake yet: a sum or count in which nothing is left out, with the list and the condition that
    has been taken from it, for trying one record after another.
    """

    kind: str
    text: str
    node: Node
    counted: tuple[str, Condition] | None = None


class Trial:
    """An item as it would be computed if a mistake were the rule."""

    def __init__(self, key: str, variant: Variant, mutation: Mutation, term: Term | None = None) -> None:
        self.key, self.variant, self.mutation, self.term = key, variant, mutation, term
        self.fast: VariantAmounts
        self._slow: CompiledItem | None = None

    @property
    def text(self) -> str:
        return self.mutation.text

    def amounts(self, h: Any, others: dict[str, Decimal]) -> Amounts | None:
        """What it comes to; ``None`` where a fact, a standard or, with a condition left out, a case is missing.
        ``others`` are the household's amounts of other items."""
        found = self._lines(h, others)
        return None if found is None else _known(found)

    def total(self, h: Any, others: dict[str, Decimal]) -> Decimal | None:
        """What all of it comes to."""
        found = self._lines(h, others)
        if found is None or len(found) == 1:  # one line, as most have, or what isn't known
            return found[0][1] if found else None
        amounts = _known(found)
        return None if amounts is None else sum(amounts.values(), ZERO)

    def _lines(self, h: Any, others: dict[str, Decimal]) -> list[tuple[int, Decimal | None]] | None:
        try:
            return self.fast(h)
        except Unusual:
            slow = self._slowly(h, others)
            return None if slow is None else list(slow.items())
        except LookupError:
            return None

    def _slowly(self, h: Any, others: dict[str, Decimal]) -> Amounts | None:
        """The engine's way: it can do without a fact that turns out not to matter."""
        if self._slow is None:
            self._slow = CompiledItem(self.key, *self.variant)
        run = Run()
        run.amounts = dict(others)
        try:
            drafts = [d for d in self._slow.evaluate(h, run) if isinstance(d, Draft)]
        except LookupError:
            return None
        return None if run.missing else _known([(d.index or 0, d.amount) for d in drafts])


def _known(found: list[tuple[int, Decimal | None]]) -> Amounts | None:
    amounts: Amounts = {}
    for index, amount in found:
        if amount is None:
            return None
        amounts[index] = amount
    return amounts


class Site(NamedTuple):
    """A place where an item sums or counts the records of a list that pass: the same without asking, and the test."""

    trial: Trial
    scope: str
    passes: Check


class Trials(NamedTuple):
    """Everything that is tried with one item; ``facts`` are all facts and lists that any of it rests on."""

    own: Trial
    readings: list[Trial]
    mistakes: list[Trial]
    sites: list[Site]
    parts: list[Node]


class Maker:
    """Makes the trials of the items of a rulebook."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator, self.setting = evaluator, evaluator.setting
        self.rulebook: Rulebook = evaluator.rulebook
        self.known = Known(self.rulebook, self.setting.standards)
        self._readings: dict[tuple[str, str], Evaluator] = {}
        self._made: dict[str, Trials] = {}

    def of(self, key: str) -> Trials:
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    def _make(self, key: str) -> Trials:
        item = self.rulebook.items[key]
        own = self._trial(key, Mutation("", "", item))
        readings = list(self._other_readings(key, item))
        tried = [self._trial(key, mutation) for mutation in self._of_item(key, item)]
        for name, term in terms_of(item, self.rulebook).items():
            tried += [self._of_term(key, name, term, m) for m in self.mistakes("terms", name, term)]
        tried.sort(key=lambda trial: ORDER.index(trial.mutation.kind))
        everything = [own, *readings, *tried]
        variants = [trial.variant for trial in everything]
        for trial, fast in zip(everything, compiled_variants(self.evaluator, variants), strict=True):
            trial.fast = fast
        mistakes = [trial for trial in tried if trial.mutation.kind != kinds.OPEN]
        parts = [trial.mutation.node for trial in tried]
        return Trials(own, readings, mistakes, [self._site(t) for t in tried if t.mutation.kind == kinds.OPEN], parts)

    def _trial(self, key: str, mutation: Mutation) -> Trial:
        """A mistake in the item itself: the terms are those of the rulebook."""
        assert isinstance(mutation.node, Item)
        return Trial(key, Variant(mutation.node, self.setting, self.evaluator.steps[0]), mutation)

    def _of_term(self, key: str, name: str, term: Term, mutation: Mutation) -> Trial:
        """A mistake in a term that the item rests on."""
        terms = {**self.rulebook.terms, name: mutation.node}
        setting = self.setting.on(self.rulebook.model_copy(update={"terms": terms}))
        variant = Variant(self.rulebook.items[key], setting, self.evaluator.steps[0])
        return Trial(key, variant, mutation, term if term.for_each and term.condition else None)

    def mistakes(self, section: str, key: str, part: Item | Term) -> Iterator[Mutation]:
        """Every mistake that can be made with an item or a term."""
        for path, node, scope in part.visits(part.for_each, without=("cites",)):
            for edit in edits(Visit((section, key, *path), node, scope), self.known):
                if edit.mistake or edit.kind == kinds.OPEN:
                    over, where = node.inner(scope), getattr(node, "where", None)
                    counted = (over, where) if edit.kind == kinds.OPEN and over and where else None
                    changed = replaced(part, (*path, *edit.step), edit.new)
                    yield Mutation(edit.kind, edit.mistake, changed, counted)

    def _of_item(self, key: str, item: Item) -> Iterator[Mutation]:
        """The mistakes in an item, then those that show only where its cap is forgotten too."""
        yield from self.mistakes("items", key, item)
        if item.at_most is None:
            return
        forgotten = f"没有执行“{item.at_most.text}”"
        for m in self.mistakes("items", key, item.model_copy(update={"at_most": None})):
            if m.kind in _BESIDES:
                kind = m.kind if m.kind == kinds.OPEN else ORDER[-2]
                yield m._replace(kind=kind, text=f"{forgotten}，又{m.text}" if m.text else f"{forgotten}，又")

    def _site(self, trial: Trial) -> Site:
        assert trial.mutation.counted is not None
        scope, where = trial.mutation.counted
        return Site(trial, scope, compile_condition(where, scope, self.setting))

    def _other_readings(self, key: str, item: Item) -> Iterator[Trial]:
        """The item under each other option of each reading that it, or the rounding, rests on."""
        parts: list[Node] = [item, self.rulebook.rounding]
        nodes = (node for part in parts for node in whole(part, self.rulebook))
        named = {name for node in nodes for _, name in node.named("readings")}
        for name, reading in self.rulebook.readings.items():
            for option, meaning in reading.options.items() if name in named else ():
                if option != self.setting.readings[name]:
                    text = f"按另一种读法：{reading.name}取“{meaning.name}”（{name}={option}）"
                    other = self._under(name, option)
                    yield Trial(key, Variant(item, other.setting, other.steps[0]), Mutation("", text, item))

    def _under(self, name: str, option: str) -> Evaluator:
        if (name, option) not in self._readings:
            readings = {**self.setting.readings, name: option}
            self._readings[name, option] = Evaluator(self.rulebook, self.setting.standards, readings)
        return self._readings[name, option]

    def of_term(self, trial: Trial) -> tuple[str, Check, Check] | None:
        """The list of a term on its records, its condition, and the same with the trial's mistake."""
        term = trial.term
        if term is None or term.for_each is None or term.condition is None:
            return None
        assert isinstance(trial.mutation.node, Term)
        conditions = (term.condition, trial.mutation.node.condition)
        right, wrong = (compile_condition(each, term.for_each, self.setting) for each in conditions if each)
        return term.for_each, right, wrong
