"""Checks factors: their facts, cases without gaps, steps and periods without overlaps."""

import itertools
from decimal import Decimal

from yzcomp.household.catalogue import FactInfo
from yzcomp.money import plain
from yzcomp.problems import did_you_mean
from yzcomp.rulebook import factors as f
from yzcomp.rulebook import kinds
from yzcomp.rulebook.expressions.conditions import ConditionCheck
from yzcomp.rulebook.logic import permitted
from yzcomp.rulebook.nodes import Percentage, limit_text
from yzcomp.rulebook.standard_rule import RANGED, StandardKey


class FactorCheck(ConditionCheck):
    """Checks factors in their scope."""

    def _factor(self, node: f.Factor, scope: str | None) -> None:
        before = len(self.problems)
        self._parts(node, scope)
        if node.bounded and len(self.problems) == before:
            self._numeric(node, scope)
            self._limits(node, scope)

    def _limits(self, node: f.Factor, scope: str | None) -> None:
        """Limits are written as what they limit is, and leave something between them."""
        share = kinds.is_percentage(node, scope, self.rulebook)
        for key in ("at_most", "at_least"):
            limit: Decimal | None = getattr(node, key)
            if limit is None or isinstance(limit, Percentage) == share:
                continue
            if share:
                self._say("not-a-percent", f"“{plain(limit)}”不是百分数", node, key, "这里限制的是百分数，写成 80%")
            else:
                self._say("not-a-number", f"“{limit_text(limit)}”不是数字", node, key, "这里限制的不是百分数，只写数字")
        if node.at_least is not None and node.at_most is not None and node.at_least > node.at_most:
            words = f"下限{limit_text(node.at_least)}高于上限{limit_text(node.at_most)}"
            self._say("bounds", words, node, "at_least", "下限不能高于上限")

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
            else:
                self._key_order(node, rule.key, scope)
        for part in node.key:
            self._factor(part, scope)

    def _key_order(self, node: f.Lookup, keys: tuple[StandardKey, ...], scope: str | None) -> None:
        """A fact of the key stands in its own position, and what is looked up in a range can lie in one."""
        order = [key.fact for key in keys]
        for key, part in zip(keys, node.key, strict=True):
            info = self.facts.find(part.fact, scope) if isinstance(part, f.FactValue) else None
            if info is None:
                continue
            own = f"{info.scope}.{info.key}" if info.scope else info.key
            if own in order and own != key.fact:
                told = "、".join(key.name for key in keys)
                self._say("standard-key", f"“{own}”不在标准的这个位置", part, "fact", f"次序是 {told}")
            elif key.range is not None and info.kind not in RANGED:
                self._say("wrong-type", f"“{info.title}”不是数字或日期，不能按“{key.range}”查", part, "fact")
