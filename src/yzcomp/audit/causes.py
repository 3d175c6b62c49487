"""The likely causes of a difference, found by trying: only what gives the recorded amount exactly is named.

Tried are, in this order: rows written twice, the other readings, mistakes with the rules (:mod:`.mutations`), the
household taken for another, records left out or counted twice, the amount of another item, and slips with figures
(:mod:`.slips`).
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any, NamedTuple

from yzcomp.audit.mutations import ORDER, Mutation, Mutator
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.recorded import Entry
from yzcomp.audit.slips import slips
from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.items import CompiledItem, Draft
from yzcomp.engine.run import Run
from yzcomp.household.catalogue import FactInfo
from yzcomp.household.models import Household
from yzcomp.money import EXACT, ZERO
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Item, Rulebook
from yzcomp.rulebook.nodes import Node

#: More than this many causes are no help.
TOLD = 3


class Mistake(NamedTuple):
    """An item as it would be computed if a mistake were the rule."""

    text: str
    item: CompiledItem


class Causes:
    """Tries the mistakes that can be made with the items of a rulebook, compiled when first asked for."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator, self.setting = evaluator, evaluator.setting
        self.rulebook: Rulebook = evaluator.rulebook
        self.mutator = Mutator(self.rulebook, self.setting.standards)
        self._mistakes: dict[str, list[Mistake]] = {}

    def of_item(self, found: Reckoned, key: str, recorded: Decimal, entries: Sequence[Entry] = ()) -> tuple[str, ...]:
        """Why ``recorded`` yuan may stand where the item comes to another amount; empty: unexplained."""
        due = found.amounts.get(key, ZERO)
        with localcontext(EXACT):
            told = dict.fromkeys(self._tried(found, key, due, recorded, entries))
        return tuple(told)[:TOLD]

    def of_absence(self, found: Reckoned, key: str) -> tuple[str, ...]:
        """Why an item may not be recorded at all: another reading by which nothing is due."""
        with localcontext(EXACT):
            tried = self._other_readings(key)
            told = [m.text for m in tried if _amount(m.item, found.household, found.amounts) == ZERO]
        return tuple(told)[:TOLD]

    def of_total(self, found: Reckoned, due: Decimal, recorded: Decimal) -> tuple[str, ...]:
        """Why a household's total may be recorded so: an item left out, or a mistake with one item."""
        told: dict[str, None] = {}
        with localcontext(EXACT):
            told.update(dict.fromkeys(self._of_total(found, due, recorded)))
        return tuple(told)[:TOLD]

    def _of_total(self, found: Reckoned, due: Decimal, recorded: Decimal) -> Iterator[str]:
        if found.withheld and recorded == found.total:
            yield "权属有争议，应当暂不拨付，却全部计入"
        gap = recorded - due
        for key, amount in found.amounts.items():
            name = self.rulebook.items[key].name
            if gap == -amount:
                yield f"漏了{name}"
            elif gap == amount:
                yield f"{name}计了两次"
        for key in self.rulebook.items:
            name, amount = self.rulebook.items[key].name, found.amounts.get(key, ZERO)
            if key not in found.pending and amount + gap >= 0:
                yield from (f"{name}：{text}" for text in self._by_mistake(found, key, amount + gap))
        yield from slips(due, recorded)

    def _tried(
        self, found: Reckoned, key: str, due: Decimal, recorded: Decimal, entries: Sequence[Entry]
    ) -> Iterator[str]:
        amounts = [entry.amount for entry in entries if entry.amount is not None]
        if due and len(amounts) > 1 and set(amounts) == {due}:
            yield f"同一项记了{len(amounts)}行"
        yield from self._by_mistake(found, key, recorded)
        yield from self._by_fact(found, key, recorded)
        yield from self._by_record(found, key, recorded)
        for other, amount in found.amounts.items():
            if other != key and amount == recorded and amount:
                yield f"与本户的{self.rulebook.items[other].name}金额相同，可能填错了项目"
        yield from slips(due, recorded)

    def _by_mistake(self, found: Reckoned, key: str, recorded: Decimal) -> Iterator[str]:
        for mistake in self._of(key):
            if _amount(mistake.item, found.household, found.amounts) == recorded:
                yield mistake.text

    def _by_fact(self, found: Reckoned, key: str, recorded: Decimal) -> Iterator[str]:
        """The household taken for what it isn't: another choice, the other of yes and no, a person more or less."""
        item = self.evaluator.items[key]
        for info in self._facts_of(key):
            for value in _others(info, getattr(found.household, info.key)):
                household = found.household.model_copy(update={info.key: value})
                if _amount(item, household, found.amounts) == recorded:
                    yield f"按{info.title}为“{info.label(value)}{info.unit or ''}”计"

    def _facts_of(self, key: str) -> list[FactInfo]:
        """The facts of the household itself that an item rests on."""
        item = self.rulebook.items[key]
        parts = [item, *(self.rulebook.terms[name] for name in _terms(item, self.rulebook))]
        named = (getattr(n, "fact", None) or getattr(n, "choose", None) for part in parts for n in part.walk())
        return [self.setting.facts.fields[name] for name in dict.fromkeys(named) if name in self.setting.facts.fields]

    def _by_record(self, found: Reckoned, key: str, recorded: Decimal) -> Iterator[str]:
        """One record left out, or counted twice."""
        item = self.evaluator.items[key]
        if item.scope is None or key not in found.amounts:
            return
        due, title = found.amounts[key], self.setting.facts.describe
        drafts = _drafts(item, found.household, found.amounts)
        for draft in drafts if len(drafts) > 1 else ():
            if draft.amount and due - draft.amount == recorded:
                yield f"漏了{title(item.scope, draft.index)}"
            elif draft.amount and due + draft.amount == recorded:
                yield f"{title(item.scope, draft.index)}计了两次"

    def _of(self, key: str) -> list[Mistake]:
        if key not in self._mistakes:
            self._mistakes[key] = list(self._compiled(key))
        return self._mistakes[key]

    def _compiled(self, key: str) -> Iterator[Mistake]:
        yield from self._other_readings(key)
        item = self.rulebook.items[key]
        found: list[tuple[Mutation, Rulebook]] = [(m, self._with_item(key, m.node)) for m in self._of_item(item)]
        for name in _terms(item, self.rulebook):
            term = self.rulebook.terms[name]
            found += [
                (m, self.rulebook.model_copy(update={"terms": {**self.rulebook.terms, name: m.node}}))
                for m in self.mutator.of(term, term.for_each)
            ]
        for mutation, rulebook in sorted(found, key=lambda pair: ORDER.index(pair[0].kind)):
            setting = self.setting._replace(rulebook=rulebook)
            step = self.evaluator.steps[0]
            yield Mistake(mutation.text, CompiledItem(key, rulebook.items[key], setting, lambda step=step: step))  # type: ignore[misc]

    def _of_item(self, item: Item) -> Iterator[Mutation]:
        """The mistakes in an item, then those that show only where its cap is forgotten too."""
        yield from self.mutator.of(item, item.for_each)
        if item.at_most is not None:
            forgotten = f"没有执行“{item.at_most.text}”"
            for m in self.mutator.of(item.model_copy(update={"at_most": None}), item.for_each):
                yield Mutation(ORDER[-1], f"{forgotten}，又{m.text}", m.node)

    def _with_item(self, key: str, item: Node) -> Rulebook:
        return self.rulebook.model_copy(update={"items": {**self.rulebook.items, key: item}})

    def _other_readings(self, key: str) -> Iterator[Mistake]:
        """The item under each other option of each reading."""
        for name, reading in self.rulebook.readings.items():
            for option, meaning in reading.options.items():
                if option != self.setting.readings[name]:
                    text = f"按另一种读法：{reading.name}取“{meaning.name}”（{name}={option}）"
                    readings = {**self.setting.readings, name: option}
                    yield Mistake(text, _evaluator(self.evaluator, tuple(readings.items())).items[key])


def _others(info: FactInfo, value: Any) -> list[Any]:
    """What could have been taken for a fact's value."""
    if info.form.choices:
        return [info.form.read(option) for option, _ in info.form.choices if info.form.read(option) != value]
    if info.kind == "yes_no":
        return [not value]
    if info.kind == "integer" and value is not None:
        return [other for other in (value + 1, value - 1) if other >= 0]
    return []


@lru_cache(maxsize=64)
def _evaluator(evaluator: Evaluator, readings: tuple[tuple[str, str], ...]) -> Evaluator:
    return Evaluator(evaluator.rulebook, evaluator.setting.standards, dict(readings))


def _terms(item: Node, rulebook: Rulebook) -> list[str]:
    """The terms that an item rests on, those that they name too."""
    found: dict[str, None] = {}
    waiting = [item]
    while waiting:
        for node in waiting.pop().walk():
            if isinstance(node, f.NamedValue | c.NamedCondition) and node.term not in found:
                found[node.term] = None
                waiting.append(rulebook.terms[node.term])
    return list(found)


def _drafts(item: CompiledItem, household: Household, amounts: Mapping[str, Decimal]) -> list[Draft]:
    run = Run()
    run.amounts = dict(amounts)
    return [draft for draft in item.evaluate(household, run) if isinstance(draft, Draft)]


def _amount(item: CompiledItem, household: Household, amounts: Mapping[str, Decimal]) -> Decimal | None:
    """What an item comes to; ``None`` where a fact, a standard or, with a condition left out, a case is missing."""
    run, total = Run(), ZERO
    run.amounts = dict(amounts)
    try:
        for draft in item.evaluate(household, run):
            if isinstance(draft, Draft):
                if draft.amount is None:
                    return None
                total += draft.amount
    except LookupError:
        return None
    return None if run.missing else total
