"""One item at work: for each of its records, whether it is paid and what the factors come to."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yzcomp.engine.aggregates import passing
from yzcomp.engine.conditions import Check, compile_check
from yzcomp.engine.factors import compile_piece
from yzcomp.engine.notes import EVERYTHING, Pending, Record, Run, Setting, untold
from yzcomp.engine.pieces import Piece
from yzcomp.household.models import Household
from yzcomp.money import YUAN, round_half_up
from yzcomp.rulebook.logic import aggregates_of, shares_of
from yzcomp.rulebook.models import Bound, Item


@dataclass(slots=True, eq=False)
class Draft:
    """A line before it is put into words: the exact product, the same within its bounds, and rounded, in yuan.

    All three are ``None`` while a rate is pending; ``waiting`` is the pending rate of a cap or floor. What waits for
    something else (``awaited``) has no amount either, but one that it would come to (``supposed``). ``withheld``
    tells that it counts something in dispute. ``parties`` are the keys of who is paid and of who pays.
    """

    item: "CompiledItem"
    index: int | None
    record: Record
    values: tuple[Any, ...]
    exact: Decimal | None
    amount: Decimal | None
    bound: Bound | None = None
    bounded: Decimal | None = None
    waiting: Pending | None = None
    parties: tuple[str, ...] = ()
    awaited: tuple[str, ...] = ()
    supposed: Decimal | None = None
    withheld: bool = False

    def await_(self, what: tuple[str, ...]) -> None:
        """Makes it one that waits: what it comes to is only supposed."""
        self.awaited, self.supposed, self.amount, self.bounded = what, self.amount, None, None


@dataclass(slots=True, eq=False)
class Refusal:
    """An item, or one record of it, that is not paid: no records, a condition that fails, nothing to multiply, or an
    ``exact`` amount too small for the smallest unit of money."""

    item: "CompiledItem"
    index: int | None
    record: Record
    kind: str
    zero: int = 0
    exact: Decimal | None = None


class CompiledItem:
    """An item of the rulebook, ready to be evaluated."""

    def __init__(self, key: str, item: Item, setting: Setting, step: Decimal) -> None:
        self.key, self.item, self.setting = key, item, setting
        self.scope = item.for_each
        x = setting.lowering.item(key, item, step)
        self.check: Check | None = compile_check(x.condition, setting) if x.condition is not None else None
        self.pieces: list[Piece] = [compile_piece(part, setting) for part in x.factors]
        self.step = x.step
        self.caps = [(end, high, [compile_piece(part, setting) for part in parts]) for end, high, parts in x.bounds]
        floored = aggregates_of(item, setting.rulebook) if item.at_least is not None else ()
        lists = [(node.where, node.inner(None) or "") for node in floored]
        self.counted = [passing(setting.lowering.optional(where, over), over, setting) for where, over in lists]
        self.choices = [compile_piece(party, setting).value for party in x.parties]
        self.shares = shares_of(item, setting.rulebook)
        self.cites = [compile_check(cited, setting) for cited in x.cites]

    def cited(self, h: Household, record: Record) -> tuple[bool, ...]:
        """Which of the item's citations hold for a record."""
        return tuple([check.holds(h, record, Run(EVERYTHING)) is True for check in self.cites])

    def parties(self, h: Household, record: Record, run: Run) -> tuple[str, ...]:
        """The keys of who is paid and of who pays; none of what a missing fact leaves open."""
        found = [value(h, record, run) for value in self.choices]
        return tuple([str(party) for party in found if party is not None])

    def evaluate(self, h: Household, run: Run) -> Iterator[Draft | Refusal]:
        """A draft or refusal for the household or for each record; what misses a fact yields nothing but the note."""
        if self.scope is None:
            found = self._one(h, None, None, run)
            if found is not None:
                yield found
            return
        records = getattr(h, self.scope)
        if missing := untold(self.scope, h):
            run.missing.append(missing)
        elif not records:
            yield Refusal(self, None, None, "no_records")
        for index, record in enumerate(records):
            run.index = index
            found = self._one(h, record, index, run)
            if found is not None:
                yield found

    def _one(self, h: Household, record: Record, index: int | None, run: Run) -> Draft | Refusal | None:
        """As it stands, or, where that is nothing only for want of something to come, as it would be."""
        run.awaited.clear()
        run.rests = False
        found = self._settled(h, record, index, run)
        if run.awaited and isinstance(found, Refusal):
            found = self._supposed(h, record, index, run)
        if isinstance(found, Draft):
            found.withheld = run.rests or (self.scope, index) in run.disputed
        return found

    def _supposed(self, h: Household, record: Record, index: int | None, run: Run) -> Draft | Refusal | None:
        """What it would be: supposing no more than it takes."""

        def supposing(what: Container[str]) -> Draft | Refusal | None:
            run.supposing = what
            found = self._settled(h, record, index, run)
            run.supposing = ()
            return found

        found = supposing(EVERYTHING)
        if isinstance(found, Draft):
            awaited = tuple(run.awaited)
            needed = [t for t in awaited if not isinstance(supposing([x for x in awaited if x != t]), Draft)]
            least = supposing(needed)
            found, awaited = (least, tuple(needed)) if isinstance(least, Draft) else (supposing(awaited), awaited)
            assert isinstance(found, Draft)
            found.await_(awaited)
        return found

    def _settled(self, h: Household, record: Record, index: int | None, run: Run) -> Draft | Refusal | None:
        if self.check is not None:
            holds = self.check.holds(h, record, run)
            if holds is None:
                return None
            if not holds:
                return Refusal(self, index, record, "condition")
        values = tuple([piece.value(h, record, run) for piece in self.pieces])
        if None in values:
            return None
        found = self._product(h, record, index, values, run)
        if isinstance(found, Draft):
            found.parties = self.parties(h, record, run)
            if len(found.parties) < len(self.choices):
                return None
        return found

    def _product(
        self, h: Household, record: Record, index: int | None, values: tuple[Any, ...], run: Run
    ) -> Draft | Refusal | None:
        zero = next((i for i, value in enumerate(values) if value == 0), None)
        if zero is not None and not self._lifted(h, run):  # whatever a rate may come to that is still to come
            return Refusal(self, index, record, "zero", zero)
        exact = YUAN
        for value in values:
            if isinstance(value, Pending):
                return Draft(self, index, record, values, None, None)
            exact = exact * value
        bounded, bound = self._clamped(exact, h, record, run)
        if isinstance(bounded, Pending):
            return Draft(self, index, record, values, None, None, waiting=bounded)
        if bounded is None:
            return None
        amount = round_half_up(bounded, self.step)
        if not amount:
            return Refusal(self, index, record, "rounded_away", exact=bounded)
        return Draft(self, index, record, values, exact, amount, bound, bounded)

    def _lifted(self, h: Household, run: Run) -> bool:
        """Whether a floor holds for an amount of nothing: not where there is no record to pay for."""
        if self.item.at_least is None:
            return False
        return not self.counted or any(counted(h, run.aside()) for counted in self.counted)

    def _clamped(
        self, exact: Decimal, h: Household, record: Record, run: Run
    ) -> tuple[Decimal | Pending | None, Bound | None]:
        """The amount within its cap and floor, and the one that bit; ``None`` while a fact of theirs is missing."""
        for bound, high, pieces in self.caps:
            limit = YUAN
            for piece in pieces:
                value = piece.value(h, record, run)
                if value is None or isinstance(value, Pending):
                    return value, None
                limit = limit * value
            if exact > limit if high else exact < limit:
                return limit, bound
        return exact, None
