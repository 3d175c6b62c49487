"""Checks every condition and factor of a rulebook in its scope: names, literals, gaps, steps, periods, units."""

import math
from collections.abc import Mapping
from decimal import Decimal

from yzcomp.money import YUAN
from yzcomp.problems import Problem, did_you_mean
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook import units
from yzcomp.rulebook.checks.totals_per_record import totals_per_record
from yzcomp.rulebook.checks.unit_checks import UnitCheck
from yzcomp.rulebook.logic import lists_with, texts_of
from yzcomp.rulebook.models import Bound, Item, Party, Term
from yzcomp.rulebook.nodes import Node
from yzcomp.rulebook.standard_rule import DATES, RANGED, StandardKey, StandardRule

_STEPS = (Decimal("0.01"), Decimal("0.1"), Decimal(1))


class ExpressionCheck(UnitCheck):
    """One pass over a rulebook; what it finds is in ``problems``."""

    def run(self) -> None:
        for term in self.rulebook.terms.values():
            self._term(term)
        for notice in self.rulebook.notices.values():
            known = len(self.doubts)
            self._conditions(notice, self._scope(notice, notice.for_each))
            self.doubts[known:] = [d for d in self.doubts[known:] if d.code != "outcome"]  # said to everyone
        for requirement in self.rulebook.requirements.values():
            self._conditions(requirement, self._scope(requirement, requirement.for_each))
            self._fact(requirement.field, requirement.for_each, requirement, "field")
        for question in self.rulebook.questions.values():
            self._conditions(question, self._scope(question, question.for_each))
            for wider in question.narrows:
                self._known(wider, self.rulebook.questions, "unknown-part", "要问的问题", question, "narrows")
        for suspicion in self.rulebook.screening.thresholds.values() if self.rulebook.screening else ():
            scope = self._scope(suspicion, suspicion.for_each)
            self._conditions(suspicion, scope)
            self._factor(suspicion.value, scope)
            self._numeric(suspicion.value, scope)
        for application in (part for clause in self.rulebook.clauses for part in clause.applies):
            self._conditions(application, self._scope(application, application.for_each))
        if self.rulebook.withholding:
            self._condition(self.rulebook.withholding.when, None)
            self._of_records(self.rulebook.withholding.record)
        for basic in self.rulebook.basics:
            scope = self._scope(basic, basic.for_each)
            self._fact(basic.fact, scope, basic, "fact")
            self._conditions(basic, scope)
        if self.rulebook.counted_members is not None:
            self._named(self.rulebook.counted_members, "members", self.rulebook, "condition")
        self._rounding(self.rulebook.rounding.step)
        for rule in self.rulebook.standards.values():
            for key in rule.key:
                self._standard_key(key, rule)
            names = [name for key in rule.key for name in (key.ends() if key.range else (key.name,))]
            if len(set(names)) < len(names):
                self._say("standard-key", "两个键同名，标准文件里分不开", rule, "key", "每一项的英文名只能有一个")
            if rule.dated is not None:
                self._date(rule.dated, None, rule, "dated", ("date",))
        for item in self.rulebook.items.values():
            self._item(item)

    def _of_records(self, node: c.Condition | None) -> None:
        """A condition on the records of every list that has its facts: at least one has."""
        if node is None:
            return
        lists = lists_with(node, self.rulebook)
        if not lists:
            self._say("unknown-fact", "没有哪类记录有这里的全部事实", node, None, "如 {fact: in_dispute, is: yes}")
        for scope in lists:
            self._condition(node, scope)

    def _term(self, term: Term) -> None:
        scope = self._scope(term, term.for_each)
        if (term.condition is None) == (term.quantity is None):
            self._say("term", "condition 和 quantity 要写一个，只写一个", term)
        if term.condition is not None:
            self._condition(term.condition, scope)
        before = len(self.problems)
        if term.quantity is not None:
            self._factor(term.quantity, scope)
        if term.quantity is not None and len(self.problems) == before:
            self._term_unit(term, term.quantity, scope)

    def _term_unit(self, term: Term, quantity: f.Factor, scope: str | None) -> None:
        """The unit of a term is that of its quantity."""
        own = self._unit(quantity, scope, term.unit)
        if term.unit and own != units.parse(term.unit) and "*" not in own:
            told = units.written(own) or "纯数字"
            self._say("unit", f"写的单位是“{term.unit}”，数量的单位却是“{told}”", term, "unit", "两处写成同一个单位")

    def _standard_key(self, key: StandardKey, node: StandardRule) -> None:
        info = self.facts.of(key.scope).get(key.name) if key.scope in (None, *self.facts.records) else None
        if info is None:
            self._say(
                "unknown-fact",
                f"没有事实“{key.fact}”",
                node,
                "key",
                "写成 记录.字段，如 parcels.zone；户的事实只写名称，如 district",
            )
        elif key.range is not None and info.kind not in RANGED:
            self._say("wrong-type", f"“{info.title}”不是数字或日期，不能分段", node, "key", "去掉 range")
        elif key.below and (key.range is None or info.kind in DATES):
            self._say("standard-key", "below 只用于数字的分段（range）", node, "key", "去掉 below")

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
        texts = [
            ("summary", item.summary),
            *((key, b.text) for key in ("at_most", "at_least") if (b := getattr(item, key))),
        ]
        key = next((key for key, text in texts if "每户" in text), None)
        if scope is not None and key is not None:
            told = f"文字说每户，却按每条{self.facts.records[scope].title}各算一次"
            self._doubt("per-record", told, item, key, "去掉 for_each，或改文字")
        if item.at_least is not None and item.at_most is not None and _crossed(item.at_least, item.at_most):
            message = f"保底（{item.at_least.text}）高于封顶（{item.at_most.text}）"
            self._say("bounds", message, item, "at_least", "下限不能高于上限")

    def _totals(self, parts: tuple[f.Factor, ...], scope: str | None) -> None:
        """What an item pays for each record doesn't hold the whole household's amounts."""
        for fault in totals_per_record(parts, scope, self.rulebook):
            (self._say if fault.certain else self._doubt)("per-record", fault.message, fault.part, None, fault.remedy)

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
        self._in_yuan(parts, scope, node)
        for part in parts:
            self._multiplier(part, scope)
        if isinstance(node, Item | Bound):
            self._totals(parts, scope)


def _crossed(low: Bound, high: Bound) -> bool:
    """Whether a floor lies above a cap for every household: both are the same but for their constants."""
    (least, of), (most, of_other) = _apart(low), _apart(high)
    return of == of_other and least > most


def _apart(bound: Bound) -> tuple[Decimal, list[str]]:
    """The product of a bound's constants, and what else it multiplies."""
    constants = [part for part in bound.factors if isinstance(part, f.Constant) and not part.bounded]
    others = [part for part in bound.factors if part not in constants]
    return math.prod((part.constant for part in constants), start=YUAN), sorted(repr(part) for part in others)
