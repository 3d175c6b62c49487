"""Mistakes in a clerk's words: which records were wrongly counted or left out, and what was not looked at."""

from collections.abc import Iterable
from typing import Any

from yzcomp.audit.findings import Cause
from yzcomp.audit.trials import Amounts, Maker, Trial
from yzcomp.engine.notes import Run
from yzcomp.engine.wording import labeller

COUNTED, LEFT_OUT = "不应计入却计了", "应计入却没有计"


class CauseWords:
    """Tells the mistakes with the items of one rulebook."""

    def __init__(self, maker: Maker) -> None:
        self.maker, self.setting = maker, maker.setting

    def labels(self, h: Any, scope: str, indexes: Iterable[int]) -> str:
        """Records as a statement calls them: ``房屋第1条（正房）、房屋第3条（杂房）``."""
        records = getattr(h, scope)
        return "、".join(labeller(scope, self.setting)(index, records[index]) for index in indexes)

    def of_household(self, trial: Trial, h: Any) -> Cause:
        """A mistake with an item of the whole household: if records pass by it that don't, or the other way, which."""
        over = self.maker.of_term(trial)
        if over is None:
            return Cause(trial.text)
        scope, right, wrong = over
        run, found = Run(), ([], [])  # type: tuple[Run, tuple[list[int], list[int]]]
        for run.index, record in enumerate(getattr(h, scope)):
            was, now = right.holds(h, record, run), wrong.holds(h, record, run)
            if bool(was) != bool(now):
                found[bool(was)].append(run.index)
        return self._changed(h, scope, found[0], found[1], trial.text)

    def of_records(self, trial: Trial, h: Any, right: Amounts, wrong: Amounts) -> Cause:
        """A mistake with an item that is computed record by record, by what it makes of them."""
        scope = trial.variant.item.for_each
        assert scope is not None
        come, gone = sorted(wrong.keys() - right.keys()), sorted(right.keys() - wrong.keys())
        if come or gone:
            return self._changed(h, scope, come, gone, trial.text)
        other = [index for index in right if right[index] != wrong[index]]
        several = len(getattr(h, scope)) > 1
        return Cause(f"{self.labels(h, scope, other)}{trial.text}" if several else trial.text, trial.text)

    def _changed(self, h: Any, scope: str, come: list[int], gone: list[int], text: str) -> Cause:
        parts = [f"{self.labels(h, scope, come)}{COUNTED}"] if come else []
        parts += [f"{self.labels(h, scope, gone)}{LEFT_OUT}"] if gone else []
        return Cause("，".join([*parts, text]), text)
