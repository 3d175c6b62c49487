"""Which facts matter, given the answers so far: those that some rule would still look at.

It needs only to be safe on one side: what can't be told counts as unknown, and then the fact is asked for.
"""

from collections.abc import Mapping
from typing import Any

from yzcomp.engine import expression as e
from yzcomp.engine.conditions import COMPARE
from yzcomp.engine.lower import Lowering
from yzcomp.forms import BareYear
from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.standards import Standards

#: Answers by list of records (``None``: the household) and key; ``None`` is an answer that was left blank.
Answered = Mapping[tuple[str | None, str], Any]


class Relevance:
    """What the rules of a rulebook look at, each ambiguous clause read as it is by default."""

    def __init__(self, rulebook: Rulebook, standards: Standards = Standards()) -> None:  # noqa: B008 - immutable
        self.rulebook = rulebook
        lowering = Lowering(rulebook, {name: r.default for name, r in rulebook.readings.items()}, standards)
        self.program = lowering.program()
        self._read: dict[tuple[str | None, str], bool] = {}  # the facts that more than questions look at
        self.questions = [lowering.condition(q.when, q.for_each) for q in rulebook.questions.values()]

    def list_matters(self, records: str) -> bool:
        """Whether any rule looks at a list of records."""
        return any(node.inner(None) == records for node in self.rulebook.walk())

    def matters(self, info: FactInfo, answered: Answered, if_given: bool = True) -> bool:
        """Whether any rule looks at a fact once the answers so far are known; of facts that only questions (须核对)
        look at, whether one of those does.

        With ``if_given=False`` it is no matter that a rule only asks whether the fact was given, or compares it with
        one that was left blank.
        """
        look = _Look(info, answered, if_given)
        if self._rules(look):
            return True
        place = info.scope, info.key
        if place not in self._read:
            self._read[place] = self._rules(_Look(info, {}, True))
        return not self._read[place] and any(map(look.at, self.questions))

    def _rules(self, look: "_Look") -> bool:
        """Whether what is paid, refused, told or withheld depends on a fact."""
        program = self.program
        record = program.disputed.get(look.info.scope or "")
        return (
            any(map(look.at_item, program.items.values()))
            or any(map(look.at_requirement, program.requirements))
            or any(map(look.at, program.announced))
            or (record is not None and look.at(record) and look.truth(program.withheld or record) is not True)
        )


class _Look:
    """One fact, looked for in rules of which part is settled by the answers."""

    def __init__(self, info: FactInfo, answered: Answered, if_given: bool) -> None:
        self.info, self.answered, self.if_given = info, answered, if_given
        self._truths: dict[e.Expression, bool | None] = {}  # of terms, each looked at once
        self._found: dict[e.Expression, bool] = {}

    def at_item(self, item: e.LoweredItem) -> bool:
        if item.condition is not None and self.truth(item.condition) is False:
            return False
        bounds = [part for _, _, factors in item.bounds for part in factors]
        return any(map(self.at, filter(None, (item.condition, *item.factors, *bounds, *item.parties))))

    def at_requirement(self, rule: e.LoweredRule) -> bool:
        """A rule that applies only once the fact is given, or forbids it, checks it, but is no reason to ask for it."""
        when, must = rule.when, rule.must
        given = when.parts if isinstance(when, e.Logic) and when.operator == "and" else (when,)
        named = [p.of for p in given if isinstance(p, e.Given) and p.wanted]
        if any(isinstance(x, e.Fact) and x.info.key == self.info.key for x in named):
            return False
        if when is not None and self.truth(when) is False:
            return False
        if isinstance(must, e.Given) and not must.wanted and self.at(must.of):
            return False
        return (when is not None and self.at(when)) or self.at(must)

    def at(self, x: e.Expression) -> bool:
        """Whether a value depends on the fact: what is settled already does not."""
        match x:
            case e.Fact():
                return (x.info.scope, x.info.source or x.info.key) == (self.info.scope, self.info.key)
            case e.Case():
                return self._at_case(x)
            case e.Named():
                if x not in self._found:
                    self._found[x] = self.truth(x) is None and self.at(x.of)
                return self._found[x]
        if self.truth(x) is not None or (not self.if_given and self._says_nothing(x)) or self._leaves_out(x):
            return False
        return any(map(self.at, x.inside()))

    def _at_case(self, x: e.Case) -> bool:
        for test, value in x.branches:
            holds = self.truth(test)
            if (holds is None and self.at(test)) or (holds is not False and self.at(value)):
                return True
            if holds:
                return False
        return x.otherwise is not None and self.at(x.otherwise)

    def _says_nothing(self, x: e.Expression) -> bool:
        """Whether a test only asks if its fact was given, or compares it with one that was left blank."""
        blank = isinstance(x, e.Comparison) and isinstance(x.right, e.Fact) and self._known(x.right, ...) is None
        return isinstance(x, e.Given) or blank

    def _leaves_out(self, x: e.Expression) -> bool:
        """Whether a sum is known to pass over the record that the fact belongs to."""
        if not isinstance(x, e.Aggregate) or x.what in ("every", "some") or x.over != self.info.scope:
            return False
        return x.where is not None and self.truth(x.where) is False

    def _known(self, x: e.Expression, unknown: Any) -> Any:
        if isinstance(x, e.Constant):
            return x.value
        if not isinstance(x, e.Fact) or x.info.source is not None:
            return unknown
        return self.answered.get((x.info.scope, x.info.key), unknown)

    def truth(self, x: e.Expression) -> bool | None:
        """What the answers so far make of a condition; ``None`` where that can't be told."""
        match x:
            case e.Constant(value=bool()):
                return bool(x.value)
            case e.Logic():
                parts, decisive = [self.truth(part) for part in x.parts], x.operator == "or"
                if x.operator == "not":
                    return None if parts[0] is None else not parts[0]
                return decisive if decisive in parts else None if None in parts else not decisive
            case e.Named():
                if x not in self._truths:
                    self._truths[x] = self.truth(x.of)
                return self._truths[x]
            case e.Awaits():
                return self.truth(x.of)
            case e.Given(of=e.Fact()):
                found = self._known(x.of, ...)
                return None if found is ... else (found is not None) is x.wanted
            case e.Comparison():
                left, right = self._known(x.left, None), self._known(x.right, None)
                if left is None or right is None or isinstance(left, BareYear) or isinstance(right, BareYear):
                    return None
                return COMPARE[x.operator](left, right)
        return None
