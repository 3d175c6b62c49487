"""Writes a rulebook out as Python source for the express lane. Nothing of a rule file is ever part of that source:
numbers, texts and sets go in as named constants, facts by the names that the models define."""

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.express.runtime import by_year, days_between, missing_fact
from yzcomp.engine.pieces import quantity_text
from yzcomp.engine.run import Run
from yzcomp.engine.wording import yuan_exact
from yzcomp.household.catalogue import FactInfo
from yzcomp.money import FEN, ZERO, plain, round_up
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f

INDENT = "    "


def untold(over: str) -> list[str]:
    """Leaves a household to the evaluator whose list is empty only because it was left out."""
    return [f"if not h.{over} and h.legal_residents:", f"{INDENT}raise Unusual"] if over == "members" else []


class Unsupported(Exception):
    """A kind of rule that the express lane doesn't know."""


class BaseWriter:
    """Holds the functions that have been written, and the constants that they refer to in ``namespace``.

    Without ``words`` a line is only the item's position and the amount.
    """

    def __init__(self, evaluator: Evaluator, unusual: type[Exception], words: bool = True) -> None:
        self.evaluator, self.setting = evaluator, evaluator.setting
        self.functions: list[str] = []
        self.terms: dict[str, str] = {}
        self.words = self.texts = words  # whether the words of a factor are wanted too, or only its number
        self.count = 0
        self.namespace: dict[str, Any] = {
            "Unusual": unusual,
            "Run": Run,
            "ZERO": ZERO,
            "FEN": FEN,
            "HALF_UP": ROUND_HALF_UP,
            "plain": lru_cache(maxsize=4096)(plain),
            "round_up": round_up,
            "yuan_exact": yuan_exact,
            "qt": lru_cache(maxsize=65536)(quantity_text),
            "dec": lru_cache(maxsize=1024)(Decimal),
            "missing": missing_fact(unusual),
            "years": by_year(unusual),
            "days": days_between(unusual),
        }

    def constant(self, value: Any) -> str:
        """The name under which a value is at hand in the source."""
        self.count += 1
        name = f"K{self.count}"
        self.namespace[name] = value
        return name

    def variable(self) -> str:
        self.count += 1
        return f"v{self.count}"

    def define(self, head: str, body: list[str]) -> None:
        self.functions.append("\n".join([f"def {head}:", *(INDENT + line for line in body)]))

    def functions_source(self) -> str:
        """The functions that have been defined so far."""
        return "\n\n".join(self.functions) + "\n"

    def fact(self, info: FactInfo, needed: bool = True) -> str:
        """A fact's value; where it may be missing, and is needed, that raises."""
        read = f"{'h' if info.scope is None else 'r'}.{info.key}"
        always = info.required or info.default is not None
        if always or not needed:
            return read
        found = self.variable()
        return f"({found} if ({found} := {read}) is not None else missing())"

    def condition(self, node: c.Condition, scope: str | None) -> str:
        """A condition as an expression that is true or false; what can't be told raises."""
        raise NotImplementedError

    def number(self, node: f.Factor, scope: str | None) -> str:
        """A factor's value alone, as an expression."""
        raise NotImplementedError
