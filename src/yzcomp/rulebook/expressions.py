"""Checks every condition and factor of a rulebook in its scope: names, literals, gaps, steps, periods, units."""

import itertools
from collections.abc import Iterable
from decimal import Decimal

from yzcomp.forms import BadForm
from yzcomp.household.catalogue import FactInfo
from yzcomp.household.fields import Form
from yzcomp.problems import Problem, did_you_mean
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook import kinds, units
from yzcomp.rulebook.logic import permitted
from yzcomp.rulebook.models import Bound, Item, Rulebook, Term, Threshold
from yzcomp.rulebook.nodes import Node

_STEPS = (Decimal("0.01"), Decimal("0.1"), Decimal(1))
_DATES = ("date", "date_or_year")
_ORDERED = ("number", "integer", "percent", "date", "date_or_year")


class ExpressionCheck:
    """One pass over a rulebook; what it finds is in ``problems``."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.facts = rulebook.catalogue
        self.problems: list[Problem] = []
        self._admitted: c.Condition | None = None  # the condition of the item that is being checked

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
        if self.rulebook.withholding:
            self._conditions(self.rulebook.withholding, None)
        self._rounding(self.rulebook.rounding.step)
        for rule in self.rulebook.standards.values():
            for key in rule.key:
                self._standard_key(key, rule)
        for item in self.rulebook.items.values():
            self._item(item)

    def _say(self, code: str, message: str, node: Node, key: str | None = None, remedy: str | None = None) -> None:
        self.problems.append(Problem(code, message, node.at.place(key), key, remedy=remedy))

    def _known(self, name: str, names: Iterable[str], code: str, what: str, node: Node, key: str) -> bool:
        if name in names:
            return True
        self._say(code, f"没有{what}“{name}”", node, key, did_you_mean(name, list(names)))
        return False

    def _scope(self, node: Node, scope: str | None, key: str = "for_each") -> str | None:
        if scope is None or self._known(scope, self.facts.records, "unknown-list", "这类记录", node, key):
            return scope
        return None

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
        self._admitted = None

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

    def _numeric(self, node: f.Factor, scope: str | None) -> None:
        kind = kinds.kind_of_factor(node, scope, self.rulebook)
        if kind != kinds.NUMBER:
            self._say("wrong-type", f"这里应当是数字，不是{kind}", node)

    def _conditions(self, node: Node, scope: str | None) -> None:
        for part in node.parts():
            if isinstance(part, c.Condition):
                self._condition(part, scope)

    def _fact(self, key: str, scope: str | None, node: Node, at: str) -> FactInfo | None:
        info = self.facts.find(key, scope)
        if info is None:
            known = [*(self.facts.records[scope].fields if scope else ()), *self.facts.fields]
            self._say("unknown-fact", f"没有事实“{key}”", node, at, did_you_mean(key, known))
        return info

    def _condition(self, node: c.Condition, scope: str | None) -> None:
        if isinstance(node, c.Every | c.Some):
            name = node.every if isinstance(node, c.Every) else node.some
            inner = self._scope(node, name, "every" if isinstance(node, c.Every) else "some")
            if node.satisfies is not None and inner is not None:
                self._condition(node.satisfies, inner)
        elif isinstance(node, c.NamedCondition):
            self._named(node.term, scope, node, "condition")
        elif isinstance(node, c.ReadingTest):
            if self._known(node.reading, self.rulebook.readings, "unknown-reading", "读法", node, "reading"):
                options = self.rulebook.readings[node.reading].options
                self._known(node.is_, options, "unknown-option", "选项", node, "is")
        elif isinstance(node, c.Comparison):
            self._comparison(node, scope)
        else:
            self._conditions(node, scope)

    def _named(self, name: str, scope: str | None, node: Node, field: str) -> None:
        if not self._known(name, self.rulebook.terms, "unknown-term", "约定", node, "term"):
            return
        term = self.rulebook.terms[name]
        if term.for_each not in (None, scope):
            where = self.facts.records[term.for_each].title if term.for_each in self.facts.records else term.for_each
            self._say("scope", f"“{term.name}”只能用于{where}", node, "term")
        elif getattr(term, field) is None:
            self._say("term", f"“{term.name}”不是{'条件' if field == 'condition' else '数量'}", node, "term")

    def _comparison(self, node: c.Comparison, scope: str | None) -> None:
        operator = node.operator
        if operator is None:
            words = "、".join(name.rstrip("_") for name in c.OPERATORS)
            self._say("comparison", f"比较要写一种，只写一种：{words}", node)
            return
        info = None
        if isinstance(node, c.FactTest):
            info = self._fact(node.fact, scope, node, "fact")
            if info is None:
                return
            if operator not in ("is_", "in_", "given") and info.kind not in _ORDERED:
                self._say("comparison", f"“{info.title}”没有大小先后，不能用 {operator}", node, operator)
                return
        elif isinstance(node, c.ValueTest):
            before = len(self.problems)
            self._factor(node.value, scope)
            if len(self.problems) == before:
                self._numeric(node.value, scope)
                self._settled(node.value)
        self._operands(node, operator, info, scope)

    def _operands(self, node: c.Comparison, operator: str, info: FactInfo | None, scope: str | None) -> None:
        operand = getattr(node, operator)
        before = len(self.problems)
        if isinstance(operand, f.Factor):
            self._factor(operand, scope)
            if len(self.problems) == before:
                self._comparable(node, operand, info, scope)
        elif operator != "given":
            for word in (operand,) if isinstance(operand, str) else operand:
                self._literal(word, info, node, operator)

    def _comparable(self, node: c.Comparison, operand: f.Factor, info: FactInfo | None, scope: str | None) -> None:
        """Both sides are of one kind, and neither waits for a standard or for another item."""
        own = kinds.kind_of_fact(info) if info else kinds.NUMBER
        other = kinds.kind_of_factor(operand, scope, self.rulebook)
        if own != other:
            self._say("comparison", f"{own}不能与{other}比较", node)
        self._settled(operand)

    def _settled(self, node: f.Factor) -> None:
        if kinds.may_be_pending(node, self.rulebook):
            message = "条件里不能用可能待定的值（standard、share、dated）"
            self._say("comparison", message, node, remedy="改用事实、合计、条数或常数")

    def _literal(self, word: str, info: FactInfo | None, node: Node, key: str) -> None:
        try:
            if info is not None:
                info.form.read(word)
            else:
                Form("number").read(word)
        except BadForm as bad:
            self._say(bad.code, bad.message, node, key.rstrip("_"), bad.remedy)

    def _factor(self, node: f.Factor, scope: str | None) -> None:
        before = len(self.problems)
        self._parts(node, scope)
        if node.bounded and len(self.problems) == before:
            self._numeric(node, scope)

    def _parts(self, node: f.Factor, scope: str | None) -> None:
        match node:
            case f.FactValue():
                self._fact_value(node, scope)
            case f.Sum() | f.Count():
                self._aggregate(node)
            case f.DaysBetween():
                self._date(node.days_from, scope, node, "days_from")
                self._date(node.days_to, scope, node, "days_to")
            case f.NamedValue():
                self._named(node.term, scope, node, "quantity")
            case f.Tier():
                before = len(self.problems)
                self._factor(node.tier, scope)
                self._steps(node)
                if len(self.problems) == before:
                    self._numeric(node.tier, scope)
            case f.Choose():
                self._choose(node, scope)
            case f.ByReading():
                self._by_reading(node, scope)
            case f.IfElse():
                self._condition(node.if_, scope)
                self._factor(node.then, scope)
                self._factor(node.else_, scope)
            case f.Dated():
                self._dated(node, scope)
            case f.Lookup():
                self._lookup(node, scope)
            case f.Share():
                self._known(node.of, self.rulebook.items, "unknown-item", "项目", node, "of")

    def _fact_value(self, node: f.FactValue, scope: str | None) -> None:
        info = self._fact(node.fact, scope, node, "fact")
        if info is None or not node.as_:
            return
        for word in (*node.as_, *node.as_.values()):
            self._literal(word, info, node, "as")

    def _aggregate(self, node: f.Sum | f.Count) -> None:
        name, key = (node.of, "of") if isinstance(node, f.Sum) else (node.count, "count")
        scope = self._scope(node, name, key)
        if scope is None:
            return
        if isinstance(node, f.Sum):
            info = self._fact(node.sum, scope, node, "sum")
            if info is not None and info.kind not in ("number", "integer"):
                self._say("wrong-type", f"“{info.title}”不是数字，不能求和", node, "sum")
        if node.where is not None:
            self._condition(node.where, scope)

    def _steps(self, node: f.Tier) -> None:
        limits = [step.up_to for step in node.steps]
        if any(limit is None for limit in limits[:-1]) or limits[-1] is not None:
            self._say("tier", "每一档都要写 up_to，只有最后一档不写", node, "steps")
        bounds = [limit for limit in limits if limit is not None]
        if any(a >= b for a, b in itertools.pairwise(bounds)):
            self._say("overlap", "各档的 up_to 应当从小到大，不能重叠", node, "steps")
        for step in node.steps:
            if (step.value is None) == (step.each is None):
                self._say("tier", "value（整档的值）和 each（每增加1的值）要写一个，只写一个", step)

    def _choose(self, node: f.Choose, scope: str | None) -> None:
        info = self._fact(node.choose, scope, node, "choose")
        if info is None:
            return
        if info.form.choices:
            keys = frozenset(key for key, _ in info.form.choices)
            if info.scope is None:
                keys &= permitted(self._admitted, node.choose, self.rulebook)
            self._gaps(node, set(node.cases), keys, info)
        elif info.kind != "yes_no" or set(node.cases) != {"yes", "no"}:
            self._say("choose", "choose 只能用于选择项，或用于是否项（情形写 yes 和 no）", node, "choose")
        self._cases(node, scope)

    def _gaps(self, node: f.Choose, written: set[str], keys: frozenset[str], info: FactInfo) -> None:
        for key in sorted(keys - written):
            self._say("gap", f"没有写“{info.label(key)}”（{key}）的情形", node, "cases", "补上它")
        for key in sorted(written - keys):
            hint = did_you_mean(key, sorted(keys), "删去它")
            self._say("unreachable", f"“{key}”的情形不会出现", node, "cases", hint)

    def _by_reading(self, node: f.ByReading, scope: str | None) -> None:
        if self._known(node.reading, self.rulebook.readings, "unknown-reading", "读法", node, "reading"):
            options = set(self.rulebook.readings[node.reading].options)
            for key in sorted(options - set(node.cases)):
                self._say("gap", f"没有写选项“{key}”的情形", node, "cases", "补上它")
            for key in sorted(set(node.cases) - options):
                self._say("unknown-option", f"读法“{node.reading}”没有选项“{key}”", node, "cases")
        self._cases(node, scope)

    def _cases(self, node: f.Choose | f.ByReading, scope: str | None) -> None:
        for case in node.cases.values():
            self._factor(case, scope)

    def _date(self, key: str, scope: str | None, node: Node, at: str, kinds: tuple[str, ...] = _DATES) -> None:
        info = self._fact(key, scope, node, at)
        if info is not None and info.kind not in kinds:
            self._say("wrong-type", f"“{info.title}”不是日期", node, at)

    def _dated(self, node: f.Dated, scope: str | None) -> None:
        self._date(node.dated, scope, node, "dated", ("date",))
        spans = sorted(node.periods, key=lambda p: (p.from_ is not None, p.from_))
        for one, other in itertools.pairwise(spans):
            if one.to is None or other.from_ is None or other.from_ <= one.to:
                self._say("overlap", "两段有效期重叠", other, "from", "一段的 from 应晚于前一段的 to")
        for span in spans:
            if span.from_ and span.to and span.to < span.from_:
                self._say("period", "有效期的止日早于起日", span, "to")

    def _lookup(self, node: f.Lookup, scope: str | None) -> None:
        if self._known(node.standard, self.rulebook.standards, "unknown-standard", "标准", node, "standard"):
            rule = self.rulebook.standards[node.standard]
            if len(node.key) != len(rule.key):
                self._say(
                    "standard-key",
                    f"标准“{rule.name}”按{len(rule.key)}项查，这里写了{len(node.key)}项",
                    node,
                    "key",
                )
        for part in node.key:
            self._factor(part, scope)

    def _unit(self, node: f.Factor, scope: str | None, given: str | None) -> units.Unit | None:
        """The unit of a factor; ``None`` where it can't be told (a standard with units of its own)."""
        match node:
            case f.Constant():
                return units.parse(node.unit or given or "倍")
            case f.Tier() | f.Dated():
                return units.parse(node.unit)
            case f.FactValue():
                info = self.facts.find(node.fact, scope if scope in self.facts.records else None)
                return units.parse(info.unit or "%") if info and (info.unit or info.kind == "percent") else None
            case f.Sum():
                info = self.facts.find(node.sum, node.of) if node.of in self.facts.records else None
                return units.parse(info.unit) if info and info.unit else None
            case f.Count():
                return units.parse(given) if given else None
            case f.DaysBetween():
                return units.parse("天")
            case f.IfElse():
                return self._common([self._unit(part, scope, given) for part in (node.then, node.else_)], node)
            case f.NamedValue():
                term = self.rulebook.terms.get(node.term)
                return self._unit(term.quantity, term.for_each, term.unit) if term and term.quantity else None
            case f.Choose() | f.ByReading():
                return self._common([self._unit(case, scope, node.unit) for case in node.cases.values()], node)
            case f.Lookup():
                rule = self.rulebook.standards.get(node.standard)
                return units.parse(rule.unit) if rule and rule.unit != "*" else None
            case f.Share():
                return units.parse("元")
        return None

    def _common(self, found: list[units.Unit | None], node: f.Factor) -> units.Unit | None:
        """The unit that all cases have; cases in different units are a mistake."""
        known = [unit for unit in found if unit is not None]
        if any(unit != known[0] for unit in known):
            written = "、".join(dict.fromkeys(units.written(unit) or "纯数字" for unit in known))
            self._say("unit", f"各情形的单位不一样：{written}", node, remedy="各情形用同一个单位")
        return known[0] if len(known) == len(found) else None
