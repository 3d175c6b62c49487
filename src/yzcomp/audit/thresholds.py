"""Quantities that crowd at a threshold: counted, and held against what chance would give, exactly."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, localcontext

from yzcomp.audit.flags import Flag, Someone, flag
from yzcomp.money import plain
from yzcomp.rulebook.models import Rulebook, Threshold

_DIGITS = 60


class Crowding:
    """Gathers what households measure near the thresholds of a rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.thresholds: Mapping[str, Threshold] = rulebook.screening.thresholds if rulebook.screening else {}
        self.near = dict.fromkeys(self.thresholds, 0)
        self.at: dict[str, list[Someone]] = {key: [] for key in self.thresholds}

    def add(self, someone: Someone, measures: Iterable[tuple[str, Decimal]]) -> None:
        for key, value in measures:
            rule = self.thresholds[key]
            if abs(value - rule.limit) <= rule.steps * rule.step:
                self.near[key] += 1
                if rule.limit - rule.step <= value <= rule.limit:
                    self.at[key].append(someone)

    def flags(self) -> Iterator[Flag]:
        """A flag for each threshold at which there are more households than its ``chance`` allows."""
        for key, rule in self.thresholds.items():
            found, near = len(self.at[key]), self.near[key]
            odds = Decimal(2) / (2 * rule.steps + 1)  # two of the whole steps that the span holds
            chance = tail(near, found, odds)
            if found > 1 and chance < rule.chance:
                low = plain(rule.limit - rule.step)
                text = (
                    f"{low}至{plain(rule.limit)}之间有{found}户，前后{plain(rule.steps * rule.step)}以内共{near}户；"
                    f"均匀分布时约{(near * odds).quantize(Decimal(1))}户，碰巧这么多的可能不到{_odds(rule.chance)}"
                )
                yield flag(key, rule, self.at[key], text)


def _odds(chance: Decimal) -> str:
    whole = 1 / chance
    return f"{plain(whole)}分之一" if whole == whole.to_integral_value() else plain(chance)


def tail(count: int, found: int, odds: Decimal) -> Decimal:
    """The probability of ``found`` or more of ``count`` where each falls there with ``odds``: the binomial tail."""
    with localcontext() as context:
        context.prec = _DIGITS
        term, below = (1 - odds) ** count, Decimal(0)
        for hits in range(found):
            below += term
            term = term * (count - hits) / (hits + 1) * odds / (1 - odds)
        return max(Decimal(0), 1 - below)
