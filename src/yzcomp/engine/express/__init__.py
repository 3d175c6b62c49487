"""The express lane: the same rule tree as straight Python, for the households of a batch in which nothing is unusual.

The evaluator walks closures and can say why; that is what a statement needs and what a batch of a million can't wait
for. Here the tree is written out once as Python functions and compiled. Whatever would need an explanation (a missing
fact, a failed requirement, a rate that isn't entered) raises :class:`Unusual`, and the evaluator takes over. Where both
give lines, the lines are the same to the letter; the tests hold one against the other.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.express.base import Unsupported
from yzcomp.engine.express.items import SourceWriter
from yzcomp.household.models import Household
from yzcomp.rulebook.conditions import Condition
from yzcomp.rulebook.factors import Factor


class Unusual(Exception):
    """A household that the express lane leaves to the evaluator."""


#: What differs from line to line: the item's position, formula, quantity, unit, rate, amount (``None``: pending), note.
ExpressLine = tuple[int, str, str, str, str, Decimal | None, str]
AmountLine = tuple[int, Decimal | None]


class Express:
    """An evaluator's rules as compiled Python. ``run`` is ``None`` where a rulebook uses what isn't supported here."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.items = [(key, i.item.name, i.item.article, i.item.payee.value) for key, i in evaluator.items.items()]
        self.run: Callable[[Household], tuple[list[ExpressLine], bool]] | None = _compiled(evaluator, words=True)


class Amounts:
    """As :class:`Express`, but a line is no more than the item's position and the amount (``None``: pending)."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.run: Callable[[Household], tuple[list[AmountLine], bool]] | None = _compiled(evaluator, words=False)


def _compiled(evaluator: Evaluator, words: bool) -> Any:
    writer = SourceWriter(evaluator, Unusual, words)
    try:
        source = writer.source()
    except Unsupported:
        return None
    exec(compile(source, "<rules>", "exec"), writer.namespace)
    return writer.namespace["run"]


#: Gives the positions of the records on which a condition holds (0 for the household), each with a value.
Holding = Callable[[Household], list[tuple[int, Any]]]


def compiled_tests(
    evaluator: Evaluator, tests: Sequence[tuple[Condition | None, Factor | None, str | None]]
) -> list[Holding | None]:
    """Conditions on the records of a list, or on the household, with a value to be taken where they hold.

    ``None`` for those that use what isn't supported here; each raises :class:`Unusual` where a fact is missing.
    """
    writer = SourceWriter(evaluator, Unusual, words=False)
    names: list[str | None] = []
    for when, value, scope in tests:
        try:
            names.append(writer.holding(when, value, scope))
        except Unsupported:
            names.append(None)
    exec(compile(writer.functions_source(), "<rules>", "exec"), writer.namespace)
    return [writer.namespace[name] if name else None for name in names]
