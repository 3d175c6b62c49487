"""The likely causes of a difference, found by trying: only what gives the recorded amount exactly is named.

Tried are, in this order: what the record itself shows, the other readings, records counted that should not be or left
out, persons more or less, mistakes with the rules (:mod:`.trials`), the household taken for another, the amount of
another item, slips with figures (:mod:`.slips`), and two mistakes together. A reading that explains an amount makes the
rest needless. Beside them stands what rate or quantity an amount comes to (:mod:`.implied`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from itertools import combinations

from yzcomp.audit.findings import TOLD, Cause
from yzcomp.audit.guesses import Guesses, both
from yzcomp.audit.implied import Factored, implied
from yzcomp.audit.names import Names
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.recorded import Entry
from yzcomp.audit.slips import slips
from yzcomp.audit.trials import Maker
from yzcomp.engine.evaluator import Evaluator
from yzcomp.money import EXACT, ZERO

Sums = Mapping[str, Decimal]
_NOTHING: Sums = {}
#: So many items may have been left out of a total together.
_LEFT_OUT = 3


class Causes:
    """Tries the mistakes that can be made with the items of a rulebook."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.maker, self.names = Maker(evaluator), Names(evaluator.rulebook)
        self.guesses = Guesses(self.maker)

    def of_item(
        self,
        found: Reckoned,
        key: str,
        recorded: Decimal,
        entries: Sequence[Entry] = (),
        others: Sums = _NOTHING,
        lines: Sequence[Factored] = (),
    ) -> tuple[Cause, ...]:
        """Why ``recorded`` yuan may stand where the item comes to another amount; empty: unexplained. ``others`` are
        the sums recorded for the household's other items, ``lines`` the item's own."""
        due = found.amounts.get(key, ZERO)
        with localcontext(EXACT):
            told = [*self._written_so(found, key, due, recorded, entries, others)]
            told = told or list(self._readings(found, (key,), recorded))
            if told:
                return tuple(told[:TOLD])
            told = _first(self._otherwise(found, key, due, recorded))
            told = told or _only_few(g.told() for g in self.guesses.two(found, key) if g.amount == recorded)
            return (*told, *implied(lines, recorded))

    def of_absence(self, found: Reckoned, key: str, others: Sums, known: bool) -> tuple[Cause, ...]:
        """Why an item may not be recorded at all: it stands with another, or by another reading nothing is due, or it
        has been left out; ``known``: the record has something of the household."""
        if not known:
            return (Cause("记录里没有这一户"),)
        due = found.amounts.get(key, ZERO)
        with localcontext(EXACT):
            told = [
                Cause(f"已和{self.names.name(other)}合在一行记")
                for other, amount in found.amounts.items()
                if due and other != key and others.get(other) == amount + due
            ]
            told = told or list(self._readings(found, self.names.parts(key), ZERO))
        return tuple(told[:TOLD]) or (Cause("记录里没有这一项"),)

    def of_sum(self, found: Reckoned, keys: Sequence[str], recorded: Decimal) -> tuple[Cause, ...]:
        """Why the sum of several items may be recorded so: a reading, an item left out, or a mistake with one item."""
        with localcontext(EXACT):
            due = sum((found.amounts.get(key, ZERO) for key in keys), ZERO)
            told = list(self._readings(found, keys, recorded))
            told = told or _first(self._of_sum(found, keys, due, recorded))
            told = told or _only_few(self._two_in_sum(found, keys, recorded - due))
        return tuple(told[:TOLD])

    def _written_so(
        self,
        found: Reckoned,
        key: str,
        due: Decimal,
        recorded: Decimal,
        entries: Sequence[Entry],
        others: Sums,
    ) -> Iterator[Cause]:
        """The record itself shows it: the same row several times, or two items in one."""
        amounts = [entry.amount for entry in entries if entry.amount is not None]
        if due and len(amounts) > 1 and set(amounts) == {due}:
            yield Cause(f"同一项记了{len(amounts)}行", "同一项记了几行")
        for other, amount in found.amounts.items():
            if due and other != key and not others.get(other) and recorded == due + amount:
                yield Cause(f"和{self.names.name(other)}合在一行记")

    def _readings(self, found: Reckoned, keys: Sequence[str], recorded: Decimal) -> Iterator[Cause]:
        """The other readings under which some items come to what was recorded."""
        due = sum((found.amounts.get(key, ZERO) for key in keys), ZERO)
        if found.pending.isdisjoint(keys):
            totals = (
                (Cause(trial.text), key, trial.total(found.household, found.amounts))
                for key in keys
                for trial in self.maker.of(key).readings
            )
            yield from (cause for cause, change in _changes(found, totals) if change and due + change == recorded)

    def _of_sum(self, found: Reckoned, keys: Sequence[str], due: Decimal, recorded: Decimal) -> Iterator[Cause]:
        gap = recorded - due
        for key in keys:
            name, amount = self.names.name(key), found.amounts.get(key, ZERO)
            if amount and gap == -amount:
                yield Cause(f"漏了{name}")
            elif amount and gap == amount:
                yield Cause(f"{name}计了两次")
        yield from (told for told, change in self._taken(found, keys) if change == gap)
        for key in keys:
            amount = found.amounts.get(key, ZERO) + gap
            if key not in found.pending and amount > 0:
                name = self.names.name(key)
                for cause in _first(self._by_mistake(found, key, amount)):
                    yield Cause(f"{name}：{cause}", f"{name}：{cause.kind}")
        yield from slips(due, recorded)

    def _taken(self, found: Reckoned, keys: Sequence[str]) -> Iterator[tuple[Cause, Decimal]]:
        """The household taken for another, and what that changes in all of some items."""
        totals = (
            (told, key, self.maker.of(key).own.total(h, found.amounts))
            for key in keys
            for told, h in self.guesses.mistaken(found.household, key)
        )
        return _changes(found, totals)

    def _two_in_sum(self, found: Reckoned, keys: Sequence[str], gap: Decimal) -> Iterator[Cause]:
        """Several items left out; else one left out or counted twice, and the household taken for another."""
        amounts = {key: found.amounts[key] for key in keys if found.amounts.get(key)}
        lefts = (left for number in range(2, _LEFT_OUT + 1) for left in combinations(amounts, number))
        missing = [left for left in lefts if sum((amounts[key] for key in left), ZERO) == -gap]
        yield from (Cause(f"漏了{'、'.join(map(self.names.name, left))}") for left in missing)
        if missing:
            return
        taken = [(told, change) for told, change in self._taken(found, keys) if change]
        for key, amount in amounts.items():
            name = self.names.name(key)
            for text, by in ((f"漏了{name}", -amount), (f"{name}计了两次", amount)):
                yield from (both(Cause(text), told) for told, change in taken if by + change == gap)

    def _otherwise(self, found: Reckoned, key: str, due: Decimal, recorded: Decimal) -> Iterator[Cause]:
        """Everything but readings."""
        yield from self._by_mistake(found, key, recorded)
        for other, amount in found.amounts.items():
            if other != key and amount == recorded and amount:
                yield Cause(f"与本户的{self.names.name(other)}金额相同，可能填错了项目")
        yield from slips(due, recorded)

    def _by_mistake(self, found: Reckoned, key: str, recorded: Decimal) -> Iterator[Cause]:
        yield from (guess.told() for guess in self.guesses.of(found, key) if guess.amount == recorded)


def _changes(found: Reckoned, totals: Iterable[tuple[Cause, str, Decimal | None]]) -> Iterator[tuple[Cause, Decimal]]:
    """What each mistake changes in all, from the totals to which it brings each item."""
    changes: dict[str, tuple[Cause, Decimal]] = {}
    for cause, key, total in totals:
        if total is not None:
            before = changes[cause][1] if cause in changes else ZERO
            changes[cause] = cause, before + total - found.amounts.get(key, ZERO)
    return iter(changes.values())


def _first(causes: Iterable[Cause]) -> list[Cause]:
    """As many causes as are told, each once; one that only adds to another what makes no difference is left out."""
    seen: dict[str, Cause] = {}
    for cause in causes:
        if not any(cause.startswith(f"{known}，又") for known in seen):
            seen.setdefault(cause, cause)
        if len(seen) == TOLD:
            break
    return list(seen.values())


def _only_few(causes: Iterable[Cause]) -> list[Cause]:
    """Causes that are two mistakes together, where they aren't too many to mean anything."""
    seen = {str(cause): cause for cause in causes}
    return list(seen.values()) if len(seen) <= TOLD else []
