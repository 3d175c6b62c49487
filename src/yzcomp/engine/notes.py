"""What is noted while one household is evaluated: missing facts, readings that mattered, amounts by item."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from yzcomp.engine.expression import Expression
from yzcomp.engine.lower import Lowering
from yzcomp.forms import BareYear
from yzcomp.household.catalogue import Catalogue, FactInfo
from yzcomp.household.models import Facts, Household
from yzcomp.problems import Path
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import Node
from yzcomp.rulebook.origin import titled
from yzcomp.rulebook.standards import Standards
from yzcomp.rulebook.wording import Wording


class Missing(NamedTuple):
    """A fact that a rule needs and that was not given, or given too imprecisely (a bare year)."""

    path: Path
    imprecise: bool = False


class _Everything:
    def __contains__(self, text: object) -> bool:
        return True


#: Supposes that whatever a condition waits for will come about.
EVERYTHING = _Everything()


def untold(over: str, h: Household) -> Missing | None:
    """What is missing where a list is empty only because it was left out: residents are there though unnamed."""
    return Missing((over,)) if over == "members" and not h.members and h.legal_residents else None


@dataclass(slots=True, eq=False)
class Run:
    """The notes of one evaluation. ``index`` is the position of the record at hand, ``known`` what terms came to.

    ``awaited`` is what conditions wait for; what waits fails, unless it is among what one is ``supposing`` to come.
    ``disputed`` are the records in dispute by list and position; ``rests`` tells that what was evaluated since it was
    last cleared counts one of them. ``bare_year`` is where a bare year was read last.
    """

    supposing: Container[str] = ()
    index: int = 0
    bare_year: Path = ()
    missing: list[Missing] = field(default_factory=list)
    touched: dict[str, None] = field(default_factory=dict)
    amounts: dict[str, Decimal | None] = field(default_factory=dict)
    known: dict[Any, tuple[Any, Any, Any, list[Missing]]] = field(default_factory=dict)
    of_consequence: bool = True
    awaited: dict[str, None] = field(default_factory=dict)
    disputed: frozenset[tuple[str, int]] = frozenset()
    rests: bool = False

    def counts(self, scope: str, positions: Iterable[int]) -> None:
        """Notes that these records of a list were taken in."""
        if self.disputed and any((scope, position) in self.disputed for position in positions):
            self.rests = True

    def aside(self) -> "Run":
        """A run beside this one: it knows the amounts so far, and what it notes is of no consequence here."""
        run = Run(self.supposing)
        run.index, run.amounts, run.of_consequence = self.index, self.amounts, False
        return run

    def once(self, key: Any, value: "Value", h: Household, r: "Record") -> Any:
        """What something comes to that several parts of a rule name, computed once; what it misses is noted again.

        What waits for something, rests on a dispute or is a bare year is computed each time: that has to be noted too.
        """
        found = self.known.get(key)
        if found is None or found[0] is not h or found[1] is not r:
            mark, awaited, rests = len(self.missing), self.awaited, self.rests
            self.awaited, self.rests = {}, False
            result = value(h, r, self)
            if not self.awaited and not self.rests and not isinstance(result, BareYear):
                self.known[key] = (h, r, result, self.missing[mark:])
            self.awaited, self.rests = awaited | self.awaited, rests or self.rests
            return result
        self.missing += found[3]
        return found[2]


Record = Facts | None
#: A condition at work: holds, fails, or ``None`` while a fact is missing.
Holds = Callable[[Household, Record, Run], bool | None]
#: A factor at work: a Decimal, a text (a key), a date, :class:`Pending`, or ``None`` while a fact is missing.
Value = Callable[[Household, Record, Run], Any]


T = TypeVar("T")


class Pending(NamedTuple):
    """A rate that no standard has been entered for."""

    reason: str


#: Wraps the compiled form of a condition or factor on a list's records, to see what it comes to.
Watch = Callable[[Node, str | None, Value], Value]


class Setting(NamedTuple):
    """What rules are compiled for: a rulebook, the chosen readings and the standards that have been entered.

    ``lowering`` makes programs of their parts that keep the rules; ``compiled`` are the nodes of those that have been
    compiled. ``watch`` is there for measuring what cases exercise; without one nothing is wrapped.
    """

    rulebook: Rulebook
    facts: Catalogue
    wording: Wording
    readings: dict[str, str]
    standards: Standards
    lowering: Lowering
    compiled: dict[Any, Any]
    watch: Watch | None = None

    def once(self, x: Expression, compiled: Callable[[], T]) -> T:
        """A node of the program, compiled once however many parts rest on it."""
        key = x, id(self.watch)
        if key not in self.compiled:
            self.compiled[key] = compiled()
        found: T = self.compiled[key]
        return found

    def on(self, rulebook: Rulebook) -> "Setting":
        """The same for a changed rulebook."""
        lowering = Lowering(rulebook, self.readings, self.standards, keeps_rules=True)
        return self._replace(rulebook=rulebook, lowering=lowering)

    def went_by(self) -> list[str]:
        """What results were computed by, a line each: rules, standards and readings, the files with their digests."""
        told = [
            f"{reading.name}取“{reading.options[option].name}”（{name}={option}）"
            for name, reading in self.rulebook.readings.items()
            if (option := self.readings[name]) != reading.default
        ]
        rest = len(self.readings) - len(told)
        other = [f"{'其余 ' if told else ''}{rest} 项按缺省的读法"] if rest else []
        rules = f"规则：{titled(self.rulebook, where=True)}，{self.rulebook.digest}"
        readings = [f"读法：{'；'.join([*told, *other])}"] if self.readings else []
        return [rules, *self.standards.titled(), *readings]


def getter(info: FactInfo) -> Value:
    """Reads a fact off the record or the household; notes it as missing when it was not given."""
    key, of_household, by_year = info.key, info.scope is None, info.kind == "date_or_year"

    def get(h: Household, r: Record, run: Run) -> Any:
        value = getattr(h if of_household else r, key, None)  # a rulebook's own facts are absent from a plain household
        if value is None:
            run.missing.append(Missing(info.path(run.index)))
        elif by_year and isinstance(value, BareYear):  # what can't be compared with it must name it
            run.bare_year = info.path(run.index)
        return value

    return get
