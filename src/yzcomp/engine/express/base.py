"""Writes a rulebook out as Python source for the express lane. Nothing of a rule file is ever part of that source:
numbers, texts and sets go in as named constants, facts by the names that the models define (see ``guard``)."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from yzcomp.engine.conditions import compile_condition
from yzcomp.engine.evaluator import Evaluator
from yzcomp.engine.express.guard import OWN_FIELDS, functions_of
from yzcomp.engine.express.runtime import by_year, days_between, missing_fact, noted
from yzcomp.engine.factors import compile_factor
from yzcomp.engine.pieces import quantity_text
from yzcomp.engine.run import Pending, Record, Run
from yzcomp.household.catalogue import FactInfo
from yzcomp.household.models import Household
from yzcomp.limits import TERMS_WRITTEN_OUT
from yzcomp.money import FEN, ZERO, plain, round_up
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.logic import shares_of
from yzcomp.rulebook.models import Term

INDENT = "    "


def untold(over: str) -> list[str]:
    """Leaves a household to the evaluator whose list is empty only because it was left out."""
    return ["if not h.members and h.legal_residents:", f"{INDENT}raise Unusual"] if over == "members" else []


class Unsupported(Exception):
    """A kind of rule that the express lane doesn't know."""


class BaseWriter:
    """Holds the functions that have been written, and the constants that they refer to in ``namespace``.

    Without ``words`` a line is only the item's position and the amount.
    """

    def __init__(self, evaluator: Evaluator, unusual: type[Exception], words: bool = True) -> None:
        self.evaluator, self.setting, self.unusual = evaluator, evaluator.setting, unusual
        self.functions: list[str] = []
        self.terms: dict[str, str] = {}
        self.weights: dict[tuple[int, str], int] = {}
        self.words = self.texts = words  # whether the words of a factor are wanted too, or only its number
        self.unnamed = False  # whether the words of an item hold a quantity without a unit of its own
        self.count = 0
        self.namespace: dict[str, Any] = {
            "Unusual": unusual,
            "ZERO": ZERO,
            "FEN": FEN,
            "HALF_UP": ROUND_HALF_UP,
            "plain": lru_cache(maxsize=4096)(plain),
            "round_up": round_up,
            "qt": lru_cache(maxsize=65536)(quantity_text),
            "dec": lru_cache(maxsize=1024)(Decimal),
            "missing": missing_fact(unusual),
            "years": by_year(unusual),
            "days": days_between(unusual),
            "noted": noted,
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

    def compiled(self) -> dict[str, Any]:
        """The functions that have been defined so far, by name."""
        return functions_of("\n\n".join(self.functions) + "\n", self.namespace)

    def attribute(self, of: str, key: str) -> str:
        """A field of the household ``h`` or record ``r``; one that a rulebook adds may be absent."""
        return f"{of}.{key}" if key in OWN_FIELDS else f"getattr({of}, {self.constant(key)}, None)"

    def fact(self, info: FactInfo, needed: bool = True) -> str:
        """A fact's value; where it may be missing, and is needed, that raises."""
        read = self.attribute("h" if info.scope is None else "r", info.key)
        always = info.required or info.default is not None
        if always or not needed:
            return read
        found = self.variable()
        return f"({found} if ({found} := {read}) is not None else missing())"

    def written_out(self, name: str) -> Term:
        """A term of the rulebook, unless too many others would be written out with it."""
        terms = self.setting.rulebook.terms
        if self._weight(name, terms) > TERMS_WRITTEN_OUT:
            raise Unsupported(name)
        return terms[name]

    def _weight(self, name: str, terms: Mapping[str, Term]) -> int:
        key = id(terms), name
        if key not in self.weights:
            named = [other for node in terms[name].walk() for _, other in node.named("terms")]
            self.weights[key] = 1 + sum(self._weight(other, terms) for other in named)
        return self.weights[key]

    def known(self, node: c.Condition | f.Factor, scope: str | None) -> str:
        """What isn't written as source, asked the evaluator's way: a missing fact or rate raises."""
        if shares_of(node, self.setting.rulebook):
            raise Unsupported("share")
        found: Callable[[Household, Record, Run], Any]
        if isinstance(node, c.Condition):
            found = compile_condition(node, scope, self.setting).holds
        else:
            found = compile_factor(node, scope, self.setting).value

        def known(h: Household, r: Record) -> Any:
            run = Run()
            value = found(h, r, run)
            if value is None or isinstance(value, Pending) or run.awaited:
                raise self.unusual
            return value

        return f"{self.constant(known)}(h, {'r' if scope else 'None'})"

    def condition(self, node: c.Condition, scope: str | None) -> str:
        """A condition as an expression that is true or false; what can't be told raises."""
        raise NotImplementedError

    def number(self, node: f.Factor, scope: str | None) -> str:
        """A factor's value alone, as an expression."""
        raise NotImplementedError
