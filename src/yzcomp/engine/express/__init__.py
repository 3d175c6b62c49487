"""The express lane: the same rule tree as straight Python, for the households of a batch in which nothing is unusual.

The evaluator walks closures and can say why; that is what a statement needs and what a batch of a million can't wait
for. Here the tree is written out once as Python functions and compiled. Whatever would need an explanation (a missing
fact, a failed requirement, a rate that isn't entered) raises :class:`Unusual`, and the evaluator takes over. Where both
give lines, the lines are the same to the letter; the tests hold one against the other.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.express.base import Unsupported
from yzcomp.engine.express.items import Head, SourceWriter, heads
from yzcomp.household.models import Household

__all__ = ["AmountLine", "Amounts", "Express", "ExpressLine", "Head", "Unusual", "heads"]


class Unusual(Exception):
    """A household that the express lane leaves to the evaluator."""


#: What differs from line to line: the head's position, formula, quantity, unit, rate, amount (``None``: pending), note.
ExpressLine = tuple[int, str, str, str, str, Decimal | None, str]
AmountLine = tuple[int, Decimal | None]


class Express:
    """An evaluator's rules as compiled Python. ``run`` is ``None`` where a rulebook uses what isn't supported here;
    ``of_item`` adds the lines of one item to a list; ``heads`` say whom a line is of, by its head's position."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.heads = heads(evaluator.rulebook)
        functions = _compiled(evaluator, words=True)
        self.run: Callable[[Household], tuple[list[ExpressLine], bool]] | None = functions.get("run")
        self.of_item: dict[str, Callable[[Household, list[ExpressLine]], None]] = {
            key: functions[f"item{number}"] for number, key in enumerate(evaluator.items) if functions
        }


class Amounts:
    """As :class:`Express`, but a line is no more than the head's position and the amount (``None``: pending)."""

    def __init__(self, evaluator: Evaluator) -> None:
        functions = _compiled(evaluator, words=False)
        self.run: Callable[[Household], tuple[list[AmountLine], bool]] | None = functions.get("run")


def _compiled(evaluator: Evaluator, words: bool) -> dict[str, Any]:
    """The functions of an evaluator's rules by name: none where something isn't supported."""
    writer = SourceWriter(evaluator, Unusual, words)
    try:
        source = writer.source()
    except Unsupported:
        return {}
    exec(compile(source, "<rules>", "exec"), writer.namespace)
    return writer.namespace
