"""Items as they would read if something in them, or in a term that they name, were otherwise: their amounts as compiled
Python, many in one go."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.lower import Lowering
from yzcomp.engine.notes import Setting
from yzcomp.engine.to_python.items import ItemWriter
from yzcomp.engine.to_python.source import INDENT
from yzcomp.rulebook.models import Item

#: Gives the amounts of an item: of each paid record by its position, or of the household at 0 (``None``: pending).
VariantAmounts = Callable[[Any], list[tuple[int, Decimal | None]]]


class Variant(NamedTuple):
    """An item in a setting of its own, whose readings or terms may be others, and the step that it is rounded to."""

    item: Item
    setting: Setting
    step: Decimal


def compiled_variants(evaluator: Evaluator, variants: Sequence[Variant]) -> list[VariantAmounts]:
    """Functions of a household; each raises :class:`Unusual` where a fact or a rate is missing that might matter. A
    term is lowered once for all settings that define and read it alike."""
    writer, lowered, names = ItemWriter(evaluator, words=False), dict[Any, Lowering](), []
    for variant in variants:
        setting = variant.setting
        lowering = Lowering(setting.rulebook, setting.readings, setting.standards)
        key = id(setting.rulebook.terms), tuple(setting.readings.items())
        names.append(_defined(writer, lowered.setdefault(key, lowering), variant))
    functions = writer.compiled()
    return [_amounts(functions[name]) for name in names]


def _defined(writer: ItemWriter, lowering: Lowering, variant: Variant) -> str:
    """Defines the function of a variant, and names it."""
    name, item, scope = writer.name("variant"), variant.item, variant.item.for_each
    body = writer.line("i", lowering.item("", item, variant.step), "return" if scope is None else "continue")
    each = "i = 0" if scope is None else f"for i, r in enumerate({writer.attribute('h', scope)}):"
    writer.define(f"{name}(h, out, amounts)", [each, *(body if scope is None else [INDENT + line for line in body])])
    return name


def _amounts(add: Callable[[Any, list[Any], Mapping[str, Decimal]], None]) -> VariantAmounts:
    def amounts(h: Any) -> list[tuple[int, Decimal | None]]:
        out: list[tuple[int, Decimal | None]] = []
        add(h, out, {})
        return out

    return amounts
