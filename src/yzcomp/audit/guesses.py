"""What each mistake would make of an item of a household: records wrongly counted, rules misread, facts mistaken."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from types import SimpleNamespace
from typing import Any, NamedTuple

from yzcomp.audit.cause_words import COUNTED, CauseWords
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.trials import Amounts, Maker, Site, Trial, Trials
from yzcomp.engine.run import Run
from yzcomp.household.catalogue import FactInfo
from yzcomp.money import ZERO
from yzcomp.rulebook.logic import facts_of, lists_of

#: So many households' worth of guesses are kept: many are alike in all that an item rests on.
_KEPT = 10_000


class Guess(NamedTuple):
    """An amount that a mistake gives, and the mistake in words: asked for only where the amount is the recorded one."""

    amount: Decimal
    told: Callable[[], str]


class _Grounds(NamedTuple):
    """What an item rests on: the facts that may be mistaken, and everything that any mistake with it looks at."""

    mistaken: list[FactInfo]
    fields: tuple[str, ...]
    lists: tuple[str, ...]


class Guesses:
    """Guesses at the mistakes with the items of a rulebook."""

    def __init__(self, maker: Maker) -> None:
        self.maker, self.words = maker, CauseWords(maker)
        self._grounds: dict[str, _Grounds] = {}
        self._kept: dict[tuple[Any, ...], list[Guess]] = {}

    def of(self, found: Reckoned, key: str) -> Iterator[Guess]:
        """Every guess at an item, the likelier mistakes first."""
        trials = self.maker.of(key)
        if trials.own.variant.item.for_each is not None:
            yield from self._by_record(found, trials)
            yield from self._mistaken(found, key, trials)
            return
        alike = self._alike(found.household, key)
        guesses = self._kept.get(alike)
        if guesses is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            guesses = self._kept[alike] = list(self._of_household(found, key, trials))
        yield from guesses

    def _of_household(self, found: Reckoned, key: str, trials: Trials) -> Iterator[Guess]:
        h = found.household
        for site in trials.sites:
            yield from self._counted(found, site)
        for scope in dict.fromkeys(site.scope for site in trials.sites):
            yield from self._not_once(found, trials.own, scope)
        for trial in trials.mistakes:
            total = trial.total(h, found.amounts)
            if total is not None:
                yield Guess(total, partial(self.words.of_household, trial, h))
        yield from self._mistaken(found, key, trials)

    def _counted(self, found: Reckoned, site: Site) -> Iterator[Guess]:
        """Each record that should not be counted, counted; then all of them."""
        h, run = found.household, Run()
        records, passing = getattr(h, site.scope), []
        for run.index, record in enumerate(records):
            passing.append(bool(site.passes.holds(h, record, run)))
        failing = [index for index, passes in enumerate(passing) if not passes]
        for wrong in [[index] for index in failing] + ([failing] if len(failing) > 1 else []):
            kept = tuple(r for i, r in enumerate(records) if passing[i] or i in wrong)
            total = site.trial.total(_with(h, site.scope, kept), found.amounts)
            if total is not None:
                yield Guess(total, partial(self._told, site.trial.text, h, site.scope, wrong, COUNTED))

    def _not_once(self, found: Reckoned, own: Trial, scope: str) -> Iterator[Guess]:
        """Each record left out, or counted twice."""
        h = found.household
        records = getattr(h, scope)
        for index, record in enumerate(records):
            for kept, text in ((records[:index] + records[index + 1 :], "漏了"), ((*records, record), "计了两次")):
                total = own.total(_with(h, scope, kept), found.amounts) if len(records) > 1 else None
                if total is not None:
                    yield Guess(total, partial(self._not_once_told, h, scope, index, text))

    def _by_record(self, found: Reckoned, trials: Trials) -> Iterator[Guess]:
        """An item that is computed record by record: one record otherwise, or all of them."""
        h = found.household
        right = trials.own.amounts(h, found.amounts)
        if right is None:
            return
        due = sum(right.values(), ZERO)
        scope = trials.own.variant.item.for_each or ""
        for index, amount in right.items() if len(right) > 1 else ():
            yield Guess(due - amount, partial(self._not_once_told, h, scope, index, "漏了"))
            yield Guess(due + amount, partial(self._not_once_told, h, scope, index, "计了两次"))
        for trial in trials.mistakes:
            wrong = trial.amounts(h, found.amounts)
            if wrong is not None and wrong != right:
                yield from self._misread(trial, h, right, wrong)

    def _misread(self, trial: Trial, h: Any, right: Amounts, wrong: Amounts) -> Iterator[Guess]:
        changed = [i for i in {**right, **wrong} if right.get(i) != wrong.get(i)]
        due = sum(right.values(), ZERO)
        for index in changed if len(changed) > 1 else ():
            one = {i: a for i, a in {**right, index: wrong.get(index)}.items() if a is not None}
            total = due - right.get(index, ZERO) + wrong.get(index, ZERO)
            yield Guess(total, partial(self.words.of_records, trial, h, right, one))
        yield Guess(sum(wrong.values(), ZERO), partial(self.words.of_records, trial, h, right, wrong))

    def _mistaken(self, found: Reckoned, key: str, trials: Trials) -> Iterator[Guess]:
        """The household taken for what it isn't: another choice, the other of yes and no, a person more or less."""
        h = found.household
        for info in self._of(key).mistaken:
            for value in _others(info, getattr(h, info.key)):
                total = trials.own.total(_with(h, info.key, value), found.amounts)
                if total is not None:
                    text = f"按{info.title}为“{info.label(value)}{info.unit or ''}”计"
                    yield Guess(total, partial(str, text))

    def _told(self, text: str, h: Any, scope: str, indexes: list[int], what: str) -> str:
        return f"{text}{self.words.labels(h, scope, indexes)}{what}"

    def _not_once_told(self, h: Any, scope: str, index: int, what: str) -> str:
        label = self.words.setting.facts.describe(scope, index)
        return f"漏了{label}" if what == "漏了" else f"{label}{what}"

    def _alike(self, h: Any, key: str) -> tuple[Any, ...]:
        """Everything about a household that an item, or any mistake with it, rests on."""
        grounds = self._of(key)
        fields = tuple([getattr(h, name) for name in grounds.fields])
        lists = tuple([tuple([tuple(r.__dict__.values()) for r in getattr(h, name)]) for name in grounds.lists])
        return key, fields, lists

    def _of(self, key: str) -> _Grounds:
        if key not in self._grounds:
            facts, rulebook, trials = self.maker.setting.facts, self.maker.rulebook, self.maker.of(key)
            item = rulebook.items[key]
            mistaken, looked_at = (
                frozenset[str]().union(*(facts_of(part, rulebook) | lists_of(part, rulebook) for part in parts))
                for parts in ([item], [item, *trials.parts])
            )
            self._grounds[key] = _Grounds(
                [info for name, info in facts.fields.items() if name in mistaken],
                tuple(name for name in facts.fields if name in looked_at),
                tuple(name for name in facts.records if name in looked_at),
            )
        return self._grounds[key]


def _with(h: Any, name: str, value: Any) -> Any:
    """A household with one thing changed: nothing checks it again, and nothing needs to."""
    return SimpleNamespace(**{**h.__dict__, name: value})


def _others(info: FactInfo, value: Any) -> list[Any]:
    """What could have been taken for a fact's value."""
    if info.form.choices:
        return [info.form.read(option) for option, _ in info.form.choices if info.form.read(option) != value]
    if info.kind == "yes_no":
        return [not value]
    if info.kind == "integer" and value is not None:
        return [other for other in (value + 1, value - 1) if other >= 0]
    return []
