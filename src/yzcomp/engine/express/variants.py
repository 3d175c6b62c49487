"""Items as they would read if something in them, or in a term that they name, were otherwise: their amounts as compiled
Python, many in one go."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.express.base import Unsupported
from yzcomp.engine.express.items import SourceWriter
from yzcomp.engine.pieces import Piece
from yzcomp.engine.run import Setting
from yzcomp.rulebook.logic import shares_of
from yzcomp.rulebook.models import Bound, Item, Term

#: Gives the amounts of an item: of each paid record by its position, or of the household at 0 (``None``: pending).
VariantAmounts = Callable[[Any], list[tuple[int, Decimal | None]]]


class Variant(NamedTuple):
    """An item in a setting of its own, whose readings or terms may be others, and the step that it is rounded to."""

    item: Item
    setting: Setting
    step: Decimal


class _Bare(NamedTuple):
    """What the writer wants to know of an item."""

    item: Item
    scope: str | None
    step: Decimal
    caps: list[tuple[Bound, bool, list[Piece]]]
    pieces: list[Piece]
    shares: frozenset[str]


def compiled_variants(
    evaluator: Evaluator, variants: Sequence[Variant], unusual: type[Exception]
) -> list[VariantAmounts | None]:
    """Functions of a household; ``None`` for what isn't supported here. Each raises ``unusual`` where a fact or a rate
    is missing that might matter."""
    writer = _VariantWriter(evaluator, unusual, words=False)
    names = [writer.variant(variant) for variant in variants]
    functions = writer.compiled()
    return [functions[name] if name is not None else None for name in names]


class _VariantWriter(SourceWriter):
    """Writes items of several settings; a term is written once for each that defines or reads it differently."""

    def __init__(self, evaluator: Evaluator, unusual: type[Exception], words: bool) -> None:
        super().__init__(evaluator, unusual, words)
        self._written: list[tuple[Mapping[str, Term], dict[str, str], dict[str, str]]] = []

    def variant(self, variant: Variant) -> str | None:
        """Defines the function of a variant, and names it."""
        self.setting, item = variant.setting, variant.item
        self.terms = self._terms(variant.setting)
        self.count += 1
        name = f"variant{self.count}"
        try:
            body = self._line("i", self._bare_item(variant))  # type: ignore[arg-type]
        except Unsupported:
            return None
        if item.for_each is not None:
            each = f"for i, r in enumerate({self.attribute('h', item.for_each)}):"
            self.define(f"{name}(h)", ["out = []", each, *(f"    {line}" for line in body), "return out"])
        else:
            self.define(f"{name}(h)", ["i, out = 0, []", *_ending(body), "return out"])
        return name

    def _terms(self, setting: Setting) -> dict[str, str]:
        """The terms written so far that read the same in a setting."""
        for terms, readings, written in self._written:
            if terms is setting.rulebook.terms and readings == setting.readings:
                return written
        self._written.append((setting.rulebook.terms, setting.readings, {}))
        return self._written[-1][2]

    def _bare_item(self, variant: Variant) -> _Bare:
        item = variant.item
        caps: list[tuple[Bound, bool, list[Piece]]] = [
            (bound, high, []) for bound, high in ((item.at_most, True), (item.at_least, False)) if bound is not None
        ]
        if shares_of(item, variant.setting.rulebook):
            raise Unsupported("share")
        pieces = [Piece(_no_value, _no_text)] * len(item.factors)
        return _Bare(item, item.for_each, variant.step, caps, pieces, frozenset())


def _ending(body: list[str]) -> list[str]:
    """Leaving early gives what there is."""
    return [f"{line} out" if line.strip() == "return" else line for line in body]


def _no_value(*_: Any) -> None:
    return None


def _no_text(*_: Any) -> str:
    return ""
