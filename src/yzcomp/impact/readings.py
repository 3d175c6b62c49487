"""What each reading of an ambiguous clause means in yuan: every other option tried by itself against those in force."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit.reckoned import Reckoned
from yzcomp.batch.subject import Subject
from yzcomp.engine.evaluator import Evaluator
from yzcomp.impact.run import Tell, run_through
from yzcomp.impact.several_rules import Outcome, Rules
from yzcomp.impact.sums import Side
from yzcomp.money import ZERO


class Option(NamedTuple):
    """One option of a reading; ``chosen`` is the one in force."""

    reading: str
    option: str
    chosen: bool


class OptionSums(Side):
    """What comes of all households under one option, and how that differs from the readings in force.

    ``items`` are the differences of households that both compute, ``parties`` the same by payee and by payer;
    ``gained`` is what those get that only this one computes.
    """

    def __init__(self) -> None:
        super().__init__()
        self.computed = self.refused = self.changed = self.newly_computed = 0
        self.gained = ZERO
        self.items: dict[str, Decimal] = {}
        self.parties: dict[str, Decimal] = {}
        self.households: Counter[str] = Counter()

    @property
    def total(self) -> Decimal:
        """Yuan, what is withheld included."""
        return self.payable + self.withheld

    def add(self, found: Outcome, base: Outcome) -> None:
        """Counts one household."""
        if isinstance(found, Reckoned):
            self.computed += 1
            self.count(found)
        else:
            self.refused += 1
        if isinstance(found, Reckoned) and isinstance(base, Reckoned):
            self._compare(found, base)
        elif isinstance(found, Reckoned):
            self.changed += 1
            self.newly_computed += 1
            self.gained += found.total
        elif isinstance(base, Reckoned):
            self.changed += 1
            self.refuse(found, base)

    def _compare(self, found: Reckoned, base: Reckoned) -> None:
        if found[1:-1] == base[1:-1]:
            return
        self.changed += 1
        self.households.update(_add_differences(self.items, found.amounts, base.amounts))
        _add_differences(self.parties, found.parties, base.parties)


def _add_differences(sums: dict[str, Decimal], found: Mapping[str, Decimal], base: Mapping[str, Decimal]) -> list[str]:
    """Adds to sums what a household gets more or less; gives the keys of those that differ."""
    differing = [key for key in {**base, **found} if found.get(key, ZERO) != base.get(key, ZERO)]
    for key in differing:
        sums[key] = sums.get(key, ZERO) + found.get(key, ZERO) - base.get(key, ZERO)
    return differing


class ReadingSums:
    """The sums of every option; the first is of the readings in force."""

    def __init__(self, options: Sequence[Option]) -> None:
        self.options = options
        self.base = OptionSums()
        self.others = {(o.reading, o.option): OptionSums() for o in options if not o.chosen}
        self.read = 0

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Counts one household: under the readings in force, then under each other option."""
        self.read += 1
        first = outcomes[0]
        self.base.add(first, first)
        for sums, found in zip(self.others.values(), outcomes[1:], strict=True):
            sums.add(found, first)

    def of(self, option: Option) -> OptionSums:
        """The sums of one option."""
        return self.base if option.chosen else self.others[option.reading, option.option]


def options_of(evaluator: Evaluator) -> list[Option]:
    """Every option of every reading, in the order of the rulebook."""
    chosen = evaluator.setting.readings
    return [
        Option(name, option, option == chosen[name])
        for name, reading in evaluator.rulebook.readings.items()
        for option in reading.options
    ]


def try_readings(given: Subject, tell: Tell, evaluator: Evaluator) -> ReadingSums:
    """What every option would give for the households of an input."""
    setting = evaluator.setting
    options = options_of(evaluator)
    chosen = [setting.readings, *({**setting.readings, o.reading: o.option} for o in options if not o.chosen)]
    rules = [Rules(setting.rulebook, setting.standards, readings) for readings in chosen]
    return run_through(given, tell, rules, ReadingSums(options))
