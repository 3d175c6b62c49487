"""What each mistake would make of an item of a household: records wrongly counted, rules misread, facts mistaken."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from itertools import combinations, islice, product
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, NamedTuple

from yzcomp.audit.cause_words import COUNTED, CauseWords
from yzcomp.audit.findings import Cause
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.trials import Amounts, Maker, Site, Trial, Trials
from yzcomp.engine.notes import Run
from yzcomp.household.catalogue import FactInfo, RecordInfo
from yzcomp.money import ZERO
from yzcomp.rulebook.edits import edit as kinds
from yzcomp.rulebook.logic import facts_of, lists_of

#: So many households' worth of guesses are kept: many are alike in all that an item rests on.
_KEPT = 10_000
#: A fact that nobody gave is tried with so many values, and so many facts together with so many.
_VALUES, _TOGETHER = 60, 400
_PERSONS = "人"
#: Mistakes with rules that are tried beside another mistake: those with rates would explain almost anything.
_BESIDES = (kinds.BOUND, kinds.CONDITION, kinds.TIER, kinds.COMPARISON)


class Guess(NamedTuple):
    """An amount that a mistake gives, and the mistake in words: asked for only where the amount is the recorded one.
    ``record`` is the one that it is about, ``None`` where it is about all."""

    amount: Decimal
    told: Callable[[], Cause]
    record: int | None = None


class _Mistaken(NamedTuple):
    """A household taken for another: what was changed, in words, and the household with the change."""

    told: Cause
    household: Any


class _Grounds(NamedTuple):
    """What an item rests on: the facts that may be mistaken, and everything that any mistake with it looks at, or tells
    records by."""

    mistaken: list[FactInfo]
    fields: tuple[str, ...]
    lists: dict[str, Callable[[Any], Any]]


class Guesses:
    """Guesses at the mistakes with the items of a rulebook."""

    def __init__(self, maker: Maker) -> None:
        self.maker, self.words = maker, CauseWords(maker)
        self._grounds: dict[str, _Grounds] = {}
        self._kept: dict[tuple[Any, ...], list[Guess]] = {}
        self._others: dict[tuple[str, Any], list[tuple[Cause, Any]]] = {}

    def of(self, found: Reckoned, key: str) -> Iterable[Guess]:
        """Every guess at an item, the likelier mistakes first."""
        trials = self.maker.of(key)
        if trials.own.variant.item.for_each is not None:
            return self._by_record(found, key, trials)
        return self._remembered((key, "one"), found, lambda: self._of_household(found, key, trials))

    def two(self, found: Reckoned, key: str) -> Iterable[Guess]:
        """What two mistakes come to that are made together."""
        trials = self.maker.of(key)
        if trials.own.variant.item.for_each is not None:
            return self._two_records(found, key, trials)
        return self._remembered((key, "two"), found, lambda: self._two_of_household(found, key, trials))

    def mistaken(self, h: Any, key: str) -> Iterator[_Mistaken]:
        """The household taken for what it isn't: persons more or less, another choice, the other of yes and no."""
        for info in self._of(key).mistaken:
            was = getattr(h, info.key)
            others = self._others.get((info.key, was))
            if others is None:
                others = self._others[info.key, was] = [(_told(info, was, v), v) for v in _others(info, was)]
            for told, value in others:
                yield _Mistaken(told, _with(h, **{info.key: value}))

    def _remembered(self, what: tuple[str, str], found: Reckoned, made: Callable[[], Iterator[Guess]]) -> list[Guess]:
        alike = what, self._alike(found.household, what[0])
        guesses = self._kept.get(alike)
        if guesses is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            guesses = self._kept[alike] = list(made())
        return guesses

    def _of_household(self, found: Reckoned, key: str, trials: Trials) -> Iterator[Guess]:
        h = found.household
        for site in trials.sites:
            yield from self._counted(found, site)
        for scope in dict.fromkeys(site.scope for site in trials.sites):
            yield from self._not_once(found, trials.own, scope)
        mistaken = list(self.mistaken(h, key))
        persons = self._taken(found, trials.own, (m for m in mistaken if m.told.kind.endswith(_PERSONS)))
        yield from _first_of_each_amount(persons)  # two less where one less comes to the same say nothing
        for trial in trials.mistakes:
            total = trial.total(h, found.amounts)
            if total is not None:
                yield Guess(total, partial(self.words.of_household, trial, h))
        yield from self._taken(found, trials.own, (m for m in mistaken if not m.told.kind.endswith(_PERSONS)))

    def _taken(self, found: Reckoned, own: Trial, mistaken: Iterable[_Mistaken]) -> Iterator[Guess]:
        for told, h in mistaken:
            total = own.total(h, found.amounts)
            if total is not None:
                yield Guess(total, partial(_itself, told))

    def _two_of_household(self, found: Reckoned, key: str, trials: Trials) -> Iterator[Guess]:
        """The household taken for another, and a rule misread or a fact that nobody gave supposed; each has to matter,
        unless nothing is due."""
        due = found.amounts.get(key, ZERO)
        ways = [*trials.readings, *(trial for trial in trials.mistakes if trial.mutation.kind in _BESIDES)]
        ways = [way for way in ways if not due or way.total(found.household, found.amounts) != due]
        for told, h in self.mistaken(found.household, key):
            if due and trials.own.total(h, found.amounts) == due:
                continue
            if told.kind.endswith(_PERSONS) and not told.kind.endswith(f"1{_PERSONS}"):
                continue  # with a second mistake, so many persons would explain almost anything
            yield from self._supposed(found, key, trials.own, told, h)
            for way in ways:
                total = way.total(h, found.amounts)
                if total is not None:
                    yield Guess(total, partial(both, told, Cause(way.text)))

    def _supposed(self, found: Reckoned, key: str, own: Trial, told: Cause, h: Any) -> Iterator[Guess]:
        """A household that isn't what it was taken for lacks what is asked only of such: the first value that gives an
        amount is named."""
        if own.total(h, found.amounts) is not None:
            return
        lacking = [info for info in self._of(key).mistaken if getattr(h, info.key) is None and _values(info)]
        seen = set[Decimal]()
        for values in islice(product(*(_values(info) for info in lacking)), _TOGETHER):
            total = own.total(_with(h, **dict(zip((i.key for i in lacking), values, strict=True))), found.amounts)
            if total is not None and total not in seen:
                seen.add(total)
                pairs = zip(lacking, values, strict=True)
                more = [f"{i.title}“{i.label(v)}{i.unit or ''}”" for i, v in pairs if i.kind != "yes_no"]
                yield Guess(total, partial(Cause, "，".join([told, *more]), told.kind))

    def _counted(self, found: Reckoned, site: Site) -> Iterator[Guess]:
        """Each record that should not be counted, counted; then all of them."""
        h, run = found.household, Run()
        records, passing = getattr(h, site.scope), []
        for run.index, record in enumerate(records):
            passing.append(bool(site.passes.holds(h, record, run)))
        failing = [index for index, passes in enumerate(passing) if not passes]
        for wrong in [[index] for index in failing] + ([failing] if len(failing) > 1 else []):
            kept = tuple(r for i, r in enumerate(records) if passing[i] or i in wrong)
            total = site.trial.total(_with(h, **{site.scope: kept}), found.amounts)
            if total is not None:
                yield Guess(total, partial(self._counted_told, site, h, wrong))

    def _not_once(self, found: Reckoned, own: Trial, scope: str) -> Iterator[Guess]:
        """Each record left out, or counted twice."""
        h = found.household
        records = getattr(h, scope)
        for index, record in enumerate(records):
            for kept, text in ((records[:index] + records[index + 1 :], "漏了"), ((*records, record), "计了两次")):
                total = own.total(_with(h, **{scope: kept}), found.amounts) if len(records) > 1 else None
                if total is not None:
                    yield Guess(total, partial(self._not_once_told, scope, index, text))

    def _by_record(self, found: Reckoned, key: str, trials: Trials) -> Iterator[Guess]:
        """An item that is computed record by record: one record otherwise, or all of them."""
        h = found.household
        right = trials.own.amounts(h, found.amounts)
        if right is not None:
            yield from self._each_record(h, found, trials, right)
        yield from self._taken(found, trials.own, self.mistaken(h, key))

    def _each_record(self, h: Any, found: Reckoned, trials: Trials, right: Amounts) -> Iterator[Guess]:
        due = sum(right.values(), ZERO)
        scope = trials.own.variant.item.for_each or ""
        for index, amount in right.items() if len(right) > 1 else ():
            yield Guess(due - amount, partial(self._not_once_told, scope, index, "漏了"), index)
            yield Guess(due + amount, partial(self._not_once_told, scope, index, "计了两次"), index)
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
            yield Guess(total, partial(self.words.of_records, trial, h, right, one), index)
        only = changed[0] if len(changed) == 1 else None
        yield Guess(sum(wrong.values(), ZERO), partial(self.words.of_records, trial, h, right, wrong), only)

    def _two_records(self, found: Reckoned, key: str, trials: Trials) -> Iterator[Guess]:
        """Two records, each with a mistake of its own."""
        due = found.amounts.get(key, ZERO)
        guesses = [guess for guess in self._by_record(found, key, trials) if guess.record is not None]
        for one, other in combinations(islice(guesses, _TOGETHER), 2):
            if one.record != other.record:
                yield Guess(one.amount + other.amount - due, partial(_both_told, one, other))

    def _counted_told(self, site: Site, h: Any, indexes: list[int]) -> Cause:
        labels = self.words.labels(h, site.scope, indexes)
        return Cause(f"{site.trial.text}{labels}{COUNTED}", f"{site.trial.text}{self._list(site.scope)}{COUNTED}")

    def _not_once_told(self, scope: str, index: int, what: str) -> Cause:
        label, name = self.words.setting.facts.describe(scope, index), self._list(scope)
        if what == "漏了":
            return Cause(f"漏了{label}", f"漏了{name}")
        return Cause(f"{label}{what}", f"{name}{what}")

    def _list(self, scope: str) -> str:
        return self.words.setting.facts.records[scope].title

    def _alike(self, h: Any, key: str) -> tuple[Any, ...]:
        """Everything about a household that an item, or any mistake with it, rests on."""
        grounds = self._of(key)
        fields = tuple([getattr(h, name) for name in grounds.fields])
        lists = tuple([tuple(map(told, getattr(h, name))) for name, told in grounds.lists.items()])
        return fields, lists

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
                {key: _seen_of(record, looked_at) for key, record in facts.records.items() if key in looked_at},
            )
        return self._grounds[key]


def _seen_of(record: RecordInfo, looked_at: frozenset[str]) -> Callable[[Any], Any]:
    """Gives of a record what is looked at, or told: everything but figures that nobody looks at."""
    whole = not looked_at.isdisjoint(record.derived)
    names = [name for name, info in record.fields.items() if whole or info.kind != "number" or name in looked_at]
    return attrgetter(*names) if names else type


def _with(h: Any, **changed: Any) -> Any:
    """A household with something changed: nothing checks it again, and nothing needs to."""
    return SimpleNamespace(**{**h.__dict__, **changed})


def _others(info: FactInfo, value: Any) -> list[Any]:
    """What could have been taken for a fact's value, the likeliest first."""
    if info.form.choices:
        return [info.form.read(option) for option, _ in info.form.choices if info.form.read(option) != value]
    if info.kind == "yes_no":
        return [not value]
    if info.kind == "integer" and value is not None:
        by = (1, -1, 2, -2, 3, -3) if info.unit == _PERSONS else (1, -1)
        return [value + more for more in by if value + more >= 0]
    return []


def _values(info: FactInfo) -> list[Any]:
    """What a fact that nobody gave may have been supposed to be."""
    if info.kind == "yes_no":
        return [True, False]
    return [Decimal(n) if info.kind == "number" else n for n in range(1, _VALUES)] if info.unit else []


def _told(info: FactInfo, was: Any, value: Any) -> Cause:
    if info.kind == "integer" and info.unit == _PERSONS:
        kind = f"{'多' if value > was else '少'}计{abs(value - was)}{_PERSONS}"
        return Cause(f"{kind}（{info.title}按{value}人计）", kind)
    return Cause(f"按{info.title}为“{info.label(value)}{info.unit or ''}”计")


def _first_of_each_amount(guesses: Iterable[Guess]) -> Iterable[Guess]:
    amounts: dict[Decimal, Guess] = {}
    for guess in guesses:
        amounts.setdefault(guess.amount, guess)
    return amounts.values()


def _itself(cause: Cause) -> Cause:
    return cause


def both(one: Cause, other: Cause) -> Cause:
    """Two mistakes made together."""
    return Cause(f"{one}，又{other}", f"{one.kind}，又{other.kind}")


def _both_told(one: Guess, other: Guess) -> Cause:
    return both(one.told(), other.told())
