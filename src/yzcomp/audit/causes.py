"""The likely causes of a difference, found by trying: only what gives the recorded amount exactly is named.

Tried are, in this order: rows written twice or for two items at once, the other readings, records counted that should
not be or left out, mistakes with the rules (:mod:`.trials`), the household taken for another, the amount of another
item, and slips with figures (:mod:`.slips`). A reading that explains an amount makes the rest needless.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from itertools import islice

from yzcomp.audit.guesses import Guesses
from yzcomp.audit.names import Names
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.recorded import Entry
from yzcomp.audit.slips import slips
from yzcomp.audit.trials import Maker
from yzcomp.engine.evaluator import Evaluator
from yzcomp.money import EXACT, ZERO

#: More than this many causes are no help.
TOLD = 3
Sums = Mapping[str, Decimal]
_NOTHING: Sums = {}


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
    ) -> tuple[str, ...]:
        """Why ``recorded`` yuan may stand where the item comes to another amount; empty: unexplained. ``others`` are
        the sums recorded for the household's other items."""
        due = found.amounts.get(key, ZERO)
        with localcontext(EXACT):
            told = [*self._written_so(found, key, due, recorded, entries, others)]
            told = told or list(self._readings(found, (key,), recorded))
            told = told or _first(self._otherwise(found, key, due, recorded))
        return tuple(told[:TOLD])

    def of_absence(self, found: Reckoned, key: str, others: Sums = _NOTHING) -> tuple[str, ...]:
        """Why an item may not be recorded at all: it stands with another, or by another reading nothing is due."""
        due = found.amounts.get(key, ZERO)
        with localcontext(EXACT):
            told = [
                f"已和{self.names.name(other)}合在一行记"
                for other, amount in found.amounts.items()
                if other != key and others.get(other) == amount + due
            ]
            told = told or list(self._readings(found, (key,), ZERO))
        return tuple(told[:TOLD])

    def of_sum(self, found: Reckoned, keys: Sequence[str], recorded: Decimal) -> tuple[str, ...]:
        """Why the sum of several items may be recorded so: a reading, an item left out, or a mistake with one item."""
        with localcontext(EXACT):
            due = sum((found.amounts.get(key, ZERO) for key in keys), ZERO)
            told = list(self._readings(found, keys, recorded))
            told = told or _first(self._of_sum(found, keys, due, recorded))
        return tuple(told[:TOLD])

    def _written_so(
        self,
        found: Reckoned,
        key: str,
        due: Decimal,
        recorded: Decimal,
        entries: Sequence[Entry],
        others: Sums,
    ) -> Iterator[str]:
        """The record itself shows it: the same row several times, or two items in one."""
        amounts = [entry.amount for entry in entries if entry.amount is not None]
        if due and len(amounts) > 1 and set(amounts) == {due}:
            yield f"同一项记了{len(amounts)}行"
        for other, amount in found.amounts.items():
            if due and other != key and not others.get(other) and recorded == due + amount:
                yield f"和{self.names.name(other)}合在一行记"

    def _readings(self, found: Reckoned, keys: Sequence[str], recorded: Decimal) -> Iterator[str]:
        """The other readings under which some items come to what was recorded."""
        if len(keys) == 1:
            due = found.amounts.get(keys[0], ZERO)
            for trial in self.maker.of(keys[0]).readings if keys[0] not in found.pending else ():
                if trial.total(found.household, found.amounts) == recorded != due:
                    yield trial.text
            return
        sums: dict[str, Decimal] = {}
        due = sum((found.amounts.get(key, ZERO) for key in keys), ZERO)
        for key in keys if not any(key in found.pending for key in keys) else ():
            for trial in self.maker.of(key).readings:
                total = trial.total(found.household, found.amounts)
                if total is not None:
                    sums[trial.text] = sums.get(trial.text, due) + total - found.amounts.get(key, ZERO)
        yield from (text for text, total in sums.items() if total == recorded != due)

    def _of_sum(self, found: Reckoned, keys: Sequence[str], due: Decimal, recorded: Decimal) -> Iterator[str]:
        gap = recorded - due
        for key in keys:
            name, amount = self.names.name(key), found.amounts.get(key, ZERO)
            if amount and gap == -amount:
                yield f"漏了{name}"
            elif amount and gap == amount:
                yield f"{name}计了两次"
        for key in keys:
            amount = found.amounts.get(key, ZERO) + gap
            if key not in found.pending and amount > 0:
                told = islice(self._by_mistake(found, key, amount), TOLD)
                yield from (f"{self.names.name(key)}：{text}" for text in told)
        yield from slips(due, recorded)

    def _otherwise(self, found: Reckoned, key: str, due: Decimal, recorded: Decimal) -> Iterator[str]:
        """Everything but readings."""
        yield from self._by_mistake(found, key, recorded)
        for other, amount in found.amounts.items():
            if other != key and amount == recorded and amount:
                yield f"与本户的{self.names.name(other)}金额相同，可能填错了项目"
        yield from slips(due, recorded)

    def _by_mistake(self, found: Reckoned, key: str, recorded: Decimal) -> Iterator[str]:
        yield from (guess.told() for guess in self.guesses.of(found, key) if guess.amount == recorded)


def _first(causes: Iterator[str]) -> list[str]:
    """As many causes as are told, each once; one that only adds to another what makes no difference is left out."""
    seen: dict[str, None] = {}
    for cause in causes:
        if not any(cause.startswith(f"{known}，又") for known in seen):
            seen[cause] = None
        if len(seen) == TOLD:
            break
    return list(seen)
