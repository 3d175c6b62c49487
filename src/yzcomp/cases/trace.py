"""What evaluating cases passes through: which tests held and failed, which limits bit, which steps were reached.

The engine lets a :data:`~yzcomp.engine.notes.Watch` wrap every condition and factor of the rules; this one takes notes.
"""

from decimal import Decimal
from typing import Any

from yzcomp.engine.factors import compile_factor
from yzcomp.engine.notes import Pending, Record, Run, Setting, Value
from yzcomp.household.models import Household
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import Node

#: A node, by identity, and what was seen of it.
Seen = tuple[int, object]


class Tracer:
    """Notes of what was seen since they were last taken. One tracer serves evaluators of one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.seen: set[Seen] = set()
        self.setting: Setting | None = None
        self._tiers = {id(node.tier): node for node in rulebook.walk() if isinstance(node, f.Tier)}
        self._cases = _reading_cases(rulebook)
        self._dead: set[int] = set()
        self._raw: dict[tuple[int, int], Value] = {}  # without their limits: factors, each as a setting compiles it

    def begin(self, setting: Setting) -> None:
        """Starts on a case under a setting; what only another reading would use is not noted."""
        self.setting, self.seen = setting, set()
        self._dead = {
            node for (name, option), nodes in self._cases.items() if setting.readings[name] != option for node in nodes
        }

    def watch(self, node: Node, scope: str | None, value: Value) -> Value:
        """The compiled ``value`` of a node, noting what it gives."""
        note = self._note_condition if isinstance(node, c.Condition) else self._note_factor

        def watched(h: Household, r: Record, run: Run) -> Any:
            found = value(h, r, run)
            if h is not None and id(node) not in self._dead:
                self.seen.add((id(node), "reached"))
                note(node, scope, found, h, r)
            return found

        return watched

    def _note_condition(self, node: Node, scope: str | None, found: Any, h: Household, r: Record) -> None:
        self.seen.add((id(node), found))
        if isinstance(node, c.FactTest) and node.in_ is not None and found:
            self.seen.add((id(node), self._fact(node.fact, scope, h, r)))

    def _note_factor(self, node: Node, scope: str | None, found: Any, h: Household, r: Record) -> None:
        if found is None or isinstance(found, Pending):
            return
        if id(node) in self._tiers:
            self.seen.add((id(self._tiers[id(node)]), step_of(self._tiers[id(node)], found)))
        if isinstance(node, f.FactValue) and node.as_:
            self.seen.add((id(node), self._fact(node.fact, scope, h, r)))
        if isinstance(node, f.Dated):
            day = self._fact(node.dated, scope, h, r)
            self.seen.add((id(node), next(i for i, period in enumerate(node.periods) if period.covers(day))))
        if isinstance(node, f.Factor) and node.bounded:
            self._note_limits(node, scope, h, r)

    def _note_limits(self, node: f.Factor, scope: str | None, h: Household, r: Record) -> None:
        """Which of a factor's own limits changed its value."""
        assert self.setting is not None
        key = id(node), id(self.setting)
        if key not in self._raw:
            self._raw[key] = compile_factor(node.unbounded(), scope, self.setting._replace(watch=None)).value
        raw = self._raw[key](h, r, Run())
        if not isinstance(raw, Decimal):
            return
        for name in ("round", "at_most", "at_least"):
            if getattr(node, name) is not None:
                self.seen.add((id(node), (name, _bites(node, name, raw))))

    def _fact(self, key: str, scope: str | None, h: Household, r: Record) -> Any:
        info = self.rulebook.catalogue.find(key, scope)
        assert info is not None
        return getattr(h if info.scope is None else r, key, None)


def _bites(node: f.Factor, name: str, raw: Decimal) -> bool:
    if name == "round":
        return raw != raw.to_integral_value()
    limit: Decimal = getattr(node, name)
    return raw > limit if name == "at_most" else raw < limit


def step_of(node: f.Tier, quantity: Decimal) -> int:
    """The position of the step that a quantity falls into."""
    return next(i for i, step in enumerate(node.steps) if step.up_to is None or quantity <= step.up_to)


def _reading_cases(rulebook: Rulebook) -> dict[tuple[str, str], set[int]]:
    """What is used only under an option of a reading, by reading and option."""
    found: dict[tuple[str, str], set[int]] = {}
    for node in rulebook.walk():
        if isinstance(node, f.ByReading):
            for option, case in node.cases.items():
                found.setdefault((node.reading, option), set()).update(id(part) for part in case.walk())
    return found
