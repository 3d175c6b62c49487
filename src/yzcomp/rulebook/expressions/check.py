"""Checks every condition and factor of a rulebook in its scope: names, literals, gaps, steps, periods, units."""

import math
from collections.abc import Mapping
from decimal import Decimal

from yzcomp.money import YUAN
from yzcomp.problems import Problem, did_you_mean
from yzcomp.rulebook import factors as f
from yzcomp.rulebook import units
from yzcomp.rulebook.expressions.unit_check import UnitCheck
from yzcomp.rulebook.logic import texts_of
from yzcomp.rulebook.models import Bound, Item, Party, Term, Threshold
from yzcomp.rulebook.nodes import Node

_STEPS = (Decimal("0.01"), Decimal("0.1"), Decimal(1))


class ExpressionCheck(UnitCheck):
    """One pass over a rulebook; what it finds is in ``problems``."""

    def run(self) -> None:
        for term in self.rulebook.terms.values():
            self._term(term)
        for notice in self.rulebook.notices.values():
            self._conditions(notice, self._scope(notice, notice.for_each))
        for requirement in self.rulebook.requirements.values():
            self._conditions(requirement, self._scope(requirement, requirement.for_each))
            self._fact(requirement.field, requirement.for_each, requirement, "field")
        for suspicion in self.rulebook.screening.conditions() if self.rulebook.screening else ():
            scope = self._scope(suspicion, suspicion.for_each)
            self._conditions(suspicion, scope)
            if isinstance(suspicion, Threshold):
                self._factor(suspicion.value, scope)
                self._numeric(suspicion.value, scope)
        for application in (part for clause in self.rulebook.clauses for part in clause.applies):
            self._conditions(application, self._scope(application, application.for_each))
        if self.rulebook.withholding:
            self._conditions(self.rulebook.withholding, None)
        self._rounding(self.rulebook.rounding.step)
        for rule in self.rulebook.standards.values():
            for key in rule.key:
                self._standard_key(key, rule)
            if rule.dated is not None:
                self._date(rule.dated, None, rule, "dated", ("date",))
        for item in self.rulebook.items.values():
            self._item(item)

    def _term(self, term: Term) -> None:
        scope = self._scope(term, term.for_each)
        if (term.condition is None) == (term.quantity is None):
            self._say("term", "condition 和 quantity 要写一个，只写一个", term)
        if term.condition is not None:
            self._condition(term.condition, scope)
        if term.quantity is not None:
            self._factor(term.quantity, scope)

    def _standard_key(self, key: str, node: Node) -> None:
        scope, _, name = key.rpartition(".")
        if not scope or scope not in self.facts.records or name not in self.facts.records[scope].fields:
            self._say("unknown-fact", f"没有事实“{key}”", node, "key", "写成 记录.字段，如 parcels.zone")

    def _rounding(self, step: f.Factor) -> None:
        """A step is a constant, or one for each option of a reading: anything else isn't a way to round money."""
        self._factor(step, None)
        for part in step.cases.values() if isinstance(step, f.ByReading) else (step,):
            if not isinstance(part, f.Constant) or part.constant not in _STEPS:
                self._say(
                    "rounding",
                    "取整只能写 0.01（分）、0.1（角）或 1（元）",
                    part,
                    remedy="写成 {constant: 0.01, unit: 元}",
                )

    def _item(self, item: Item) -> None:
        scope = self._scope(item, item.for_each)
        if item.condition is not None:
            self._condition(item.condition, scope)
        self._admitted = item.condition
        self._product(item.factors, scope, item)
        for name in ("at_most", "at_least"):
            bound: Bound | None = getattr(item, name)
            if bound is not None:
                self._product(bound.factors, scope, bound)
        self._party(item.payee, item, "payee", self.rulebook.payees)
        if item.payer is not None:
            self._party(item.payer, item, "payer", self.rulebook.payers)
        self._admitted = None
        if item.at_least is not None and item.at_most is not None and _crossed(item.at_least, item.at_most):
            message = f"保底（{item.at_least.text}）高于封顶（{item.at_most.text}）"
            self._say("bounds", message, item, "at_least", "下限不能高于上限")

    def _party(self, node: f.Factor, item: Item, key: str, parties: Mapping[str, Party]) -> None:
        """Whatever a choice of a payee or a payer comes to is one of the rulebook's."""
        before = len(self.problems)
        self._factor(node, item.for_each)
        if len(self.problems) > before:
            return
        title = {"payee": "领款人", "payer": "付款人"}[key]
        for word, part in texts_of(node, item.for_each, self.rulebook).items():
            at = part if part.at.line else node if node.at.line else item
            if not word:
                self._say("unknown-party", f"说不清是哪一个{title}", at, key, "写它的键，或按选择项、读法、条件取一个")
            elif word not in parties:
                hint = did_you_mean(word, list(parties), f"可写：{'、'.join(parties)}")
                place = item.at.place(key) if at is item else at.at.place()
                self.problems.append(Problem("unknown-party", f"没有{title}“{word}”", place, key, remedy=hint))

    def _product(self, parts: tuple[f.Factor, ...], scope: str | None, node: Node) -> None:
        before = len(self.problems)
        for part in parts:
            self._factor(part, scope)
        if len(self.problems) > before:
            return
        for part in parts:
            self._numeric(part, scope)
        if len(self.problems) > before:
            return
        found = [self._unit(part, scope, None) for part in parts]
        if all(unit is not None for unit in found):
            total = units.product(*(unit for unit in found if unit is not None))
            if total != units.parse("元"):
                written = units.written(total) or "纯数字"
                self._say(
                    "unit",
                    f"各因数的单位相乘得到“{written}”，应当是“元”",
                    node,
                    "factors",
                    "检查每个因数的单位",
                )


def _crossed(low: Bound, high: Bound) -> bool:
    """Whether a floor lies above a cap for every household: both are the same but for their constants."""
    (least, of), (most, of_other) = _apart(low), _apart(high)
    return of == of_other and least > most


def _apart(bound: Bound) -> tuple[Decimal, list[str]]:
    """The product of a bound's constants, and what else it multiplies."""
    constants = [part for part in bound.factors if isinstance(part, f.Constant) and not part.bounded]
    others = [part for part in bound.factors if part not in constants]
    return math.prod((part.constant for part in constants), start=YUAN), sorted(repr(part) for part in others)
