"""The quick way: the same program as straight Python, for the households of a batch in which nothing is unusual.

The evaluator walks closures and can say why; that is what a statement needs and what a batch of a million can't wait
for. Here it is written out once as Python functions and compiled. Whatever would need an explanation (a missing fact, a
failed requirement, a rate that isn't entered) is left to the evaluator: that item of that household where an item is
concerned, else the whole household by raising :class:`Unusual`. Where both give lines, the lines are the same to the
letter; the tests hold one against the other.
"""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import Any

from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.to_python.guard import Foreign
from yzcomp.engine.to_python.items import Head, RunWriter, heads, rows
from yzcomp.engine.to_python.runtime import Unusual
from yzcomp.household.models import Household

__all__ = ["AmountLine", "Amounts", "Head", "QuickLine", "QuickRules", "Unusual", "heads"]


#: What differs from line to line: the row's position, formula, quantity, unit, rate, amount (``None``: pending), note.
QuickLine = tuple[int, str, str, str, str, Decimal | None, str]
AmountLine = tuple[int, Decimal | None]


class QuickRules:
    """An evaluator's rules as compiled Python: ``run`` computes a household (``None`` where it can't be compiled), and
    ``of_item`` adds the lines of one item to a list, where it is no share of another and nothing in it is left to the
    evaluator. ``heads`` and ``articles`` say whom a line is of and what it cites, by its row's position. Without
    ``words`` a line is no more than an :data:`AmountLine`."""

    def __init__(self, evaluator: Evaluator, words: bool = True) -> None:
        found, functions = rows(evaluator.rulebook), dict[str, Any]()
        self.heads, self.articles = [row.head for row in found], [row.article for row in found]
        with suppress(Foreign, SyntaxError):
            functions = RunWriter(evaluator, words).program()
        self.run: Callable[[Household], tuple[list[Any], bool]] | None = functions.get("run")
        self.of_item: dict[str, Callable[[Household, list[QuickLine]], None]] = {
            key: partial(functions[f"item{number}"], amounts={})
            for number, (key, item) in enumerate(evaluator.items.items())
            if functions and not item.shares
        }

    def quickly(self, household: Household) -> tuple[list[Any], bool] | None:
        """The lines of a household in which nothing is unusual, and whether they are withheld."""
        if self.run is None:
            return None
        try:
            return self.run(household)
        except Unusual:
            return None


#: As :class:`QuickRules`, without words.
Amounts = partial(QuickRules, words=False)
