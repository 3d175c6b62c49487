"""Quantities that crowd at a threshold: counted, and held against what chance would give, exactly.

People round: a footprint of 120 means less where all are whole tens. So those that are as round as one another are held
against each other, and the others apart from them.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from yzcomp.audit.distributions import binomial
from yzcomp.batch.flags import Flag, Someone, flag
from yzcomp.money import ZERO, plain
from yzcomp.rulebook.models import Rulebook, Threshold

#: How round a quantity is, in steps of its threshold; what is none of these is measured finely.
_GRAINS = (10, 5, 1)


class _Near:
    """The households near a threshold that are equally round: how many, and those at it."""

    def __init__(self) -> None:
        self.count, self.at_count = 0, 0
        self.at: list[Someone] = []


class _Span(NamedTuple):
    """Where a threshold's crowd would be, and what it is measured by."""

    rule: Threshold

    @property
    def low(self) -> Decimal:
        return self.rule.limit - self.rule.steps * self.rule.step

    @property
    def high(self) -> Decimal:
        return self.rule.limit if self.rule.side == "under" else self.rule.limit + self.rule.steps * self.rule.step

    def near(self, value: Decimal) -> bool:
        if self.rule.side == "under" and not self.rule.at_limit and value == self.rule.limit:
            return False
        return self.low <= value <= self.high

    def at(self, value: Decimal) -> bool:
        if value == self.rule.limit:
            return self.rule.at_limit
        return self.rule.limit - self.rule.step <= value < self.rule.limit

    def odds(self, grain: int) -> Decimal:
        """The chance that a quantity near the threshold, as round as ``grain`` steps, lies at it."""
        if not grain:
            return self.rule.step / (self.high - self.low)
        step = self.rule.step
        first, last = (
            (self.low / step).to_integral_value(ROUND_CEILING),
            (self.high / step).to_integral_value(ROUND_FLOOR),
        )
        values = [number * step for number in range(int(first), int(last) + 1)]
        alike = [value for value in values if self.near(value) and grain_of(value, step) == grain]
        return Decimal(sum(map(self.at, alike))) / len(alike) if alike else ZERO


class Crowding:
    """Gathers what households measure near the thresholds of a rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.thresholds: Mapping[str, Threshold] = rulebook.screening.thresholds if rulebook.screening else {}
        self.spans = {key: _Span(rule) for key, rule in self.thresholds.items()}
        self.near: dict[tuple[str, int], _Near] = {}
        self.counted: set[tuple[str, str, Decimal]] = set()

    def add(self, someone: Someone, measures: Iterable[tuple[str, Decimal]]) -> None:
        for key, value in measures:
            span = self.spans[key]
            if not span.near(value):
                continue
            found = self.near.setdefault((key, grain_of(value, span.rule.step)), _Near())
            at = span.at(value)
            if at:
                found.at.append(someone)
            if span.rule.each == "village":
                group = (key, someone.village, value)
                if group in self.counted:
                    continue
                self.counted.add(group)
            found.count += 1
            found.at_count += at

    def flags(self) -> Iterator[Flag]:
        """A flag for each threshold at which there are more households than its ``chance`` allows."""
        for key, rule in self.thresholds.items():
            crowds = [(grain, self.near[key, grain]) for grain in (*_GRAINS, 0) if (key, grain) in self.near]
            told = [(near, self._told(rule, grain, near)) for grain, near in crowds if self._many(key, grain, near)]
            if told:
                at = [someone for near, _ in told for someone in near.at]
                yield flag(key, rule, at, "；".join(text for _, text in told))

    def _many(self, key: str, grain: int, near: _Near) -> bool:
        odds = self.spans[key].odds(grain)
        return (
            near.at_count > 1
            and 0 < odds < 1
            and 1 - binomial(near.at_count - 1, near.count, odds) < self.thresholds[key].chance
        )

    def _told(self, rule: Threshold, grain: int, near: _Near) -> str:
        unit = "个村组" if rule.each == "village" else "户" if rule.for_each is None else "条"
        alike = f"、同样是{plain(grain * rule.step)}的整数倍的" if grain else ""
        low, limit, span = (plain(x) for x in (rule.limit - rule.step, rule.limit, rule.steps * rule.step))
        around = f"前后{span}以内" if rule.side == "both" else f"以下{span}以内"
        usual = (near.count * _Span(rule).odds(grain)).quantize(Decimal(1))
        return (
            f"{low}至{limit}之间有{near.at_count}{unit}，{around}{alike}共{near.count}{unit}；"
            f"均匀分布时约{usual}{unit}，碰巧这么多的可能不到{_odds(rule.chance)}"
        )


def grain_of(value: Decimal, step: Decimal) -> int:
    """How many steps a quantity is a multiple of: 10, 5, 1, or 0 where it is finer than a step."""
    return next((grain for grain in _GRAINS if not value % (grain * step)), 0)


def _odds(chance: Decimal) -> str:
    whole = 1 / chance
    return f"{plain(whole)}分之一" if whole == whole.to_integral_value() else plain(chance)
