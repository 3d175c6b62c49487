"""The express lane: the same rule tree as straight Python, for the households of a batch in which nothing is unusual.

The evaluator walks closures and can say why; that is what a statement needs and what a batch of a million can't wait
for. Here the tree is written out once as Python functions and compiled. Whatever would need an explanation (a missing
fact, a failed requirement, a rate that isn't entered) raises :class:`Unusual`, and the evaluator takes over. Where both
give lines, the lines are the same to the letter; the tests hold one against the other.
"""

from collections.abc import Callable
from decimal import Decimal

from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.express_source import SourceWriter, Unsupported
from yzcomp.household.models import Household


class Unusual(Exception):
    """A household that the express lane leaves to the evaluator."""


#: What differs from line to line: the item's position, formula, quantity, unit, rate, amount (``None``: pending), note.
ExpressLine = tuple[int, str, str, str, str, Decimal | None, str]


class Express:
    """An evaluator's rules as compiled Python. ``run`` is ``None`` where a rulebook uses what isn't supported here."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.items = [(key, i.item.name, i.item.article, i.item.payee.value) for key, i in evaluator.items.items()]
        self.run: Callable[[Household], tuple[list[ExpressLine], bool]] | None = None
        writer = SourceWriter(evaluator, Unusual)
        try:
            source = writer.source()
        except Unsupported:
            return
        namespace = writer.namespace
        exec(compile(source, "<rules>", "exec"), namespace)
        self.run = namespace["run"]
