"""Checks factors: their facts, cases without gaps, steps and periods without overlaps."""

import itertools
from decimal import Decimal

from yzcomp.household.catalogue import FactInfo
from yzcomp.money import percent, plain
from yzcomp.problems import did_you_mean
from yzcomp.rulebook import factors as f
from yzcomp.rulebook import kinds, units
from yzcomp.rulebook.checks.condition_checks import ConditionCheck
from yzcomp.rulebook.logic import permitted
from yzcomp.rulebook.nodes import Percentage, limit_text
from yzcomp.rulebook.standard_rule import RANGED, StandardKey

_ORDER = (
    ("born", "birth", "出生", "built", "建成", "竣工", "begun", "开工", "planted", "栽种", "installed", "设置"),
    ("notice", "announc", "告知", "公告", "公布", "发布", "起日", "开始", "起始", "start", "begin"),
    ("survey", "调查", "评估", "勘"),
    ("sign", "签约", "签订", "签字"),
    ("vacat", "moved", "腾", "搬", "交房", "迁出"),
    ("止日", "截止", "结束", "期满", "终止", "deadline", "expir", "ended", "end_on"),
)


def comes_later(first: str, second: str) -> bool:
    """Whether the event that ``first`` names comes after the one that ``second`` names; not where that isn't plain."""
    one, other = _place(first), _place(second)
    return one is not None and other is not None and one > other


def _place(name: str) -> int | None:
    found = {number for number, words in enumerate(_ORDER) if any(word in name.lower() for word in words)}
    return found.pop() if len(found) == 1 else None


#: A share of less than a thousandth is one whose percent sign was counted twice.
_LEAST = Decimal("0.001")


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
                self._days(node, scope)
            case f.NamedValue():
                self._named(node.term, scope, node, "quantity")
            case f.Tier():
                before = len(self.problems)
                self._factor(node.tier, scope)
                self._steps(node)
                if len(self.problems) == before:
                    self._numeric(node.tier, scope)
                    self._step_values(node, scope)
            case f.Choose():
                self._choose(node, scope)
            case f.ByReading():
                self._by_reading(node, scope)
            case f.IfElse():
                self._condition(node.if_, scope)
                self._ways(node, scope)
            case f.Least() | f.Greatest():
                before = len(self.problems)
                self._ways(node, scope)
                if len(self.problems) == before:
                    self._numeric(node, scope)
            case f.Dated():
                self._dated(node, scope)
            case f.Lookup():
                self._lookup(node, scope)
            case f.Share():
                self._known(node.of, self.rulebook.items, "unknown-item", "项目", node, "of")
                if not _LEAST <= node.share <= 1:
                    self._doubt("percent", f"一项金额的{percent(node.share)}", node, "share", "核对百分数")

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
            elif info is not None and info.unit and "/" in info.unit:
                self._say("wrong-type", f"“{info.title}”是单价（{info.unit}），不能求和", node, "sum")
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

    def _step_values(self, node: f.Tier, scope: str | None) -> None:
        """What the steps come to fits what they are steps of."""
        bounds = [step.up_to for step in node.steps if step.up_to is not None]
        if kinds.is_percentage(node.tier, scope, self.rulebook) and any(bound > 1 for bound in bounds):
            bound = next(bound for bound in bounds if bound > 1)
            remedy = f"{plain(bound)}%写 {plain(bound / 100)}"
            self._say("not-a-percent", f"分档的是百分数，up_to 不能是{plain(bound)}", node, "steps", remedy)
        counted = self._unit(node.tier, scope, None)
        if any(step.each for step in node.steps) and counted and set(counted) <= set(-units.parse(node.unit)):
            told = units.written(counted)
            self._say("unit", f"each 已经乘过“{told}”，单位不能再是“{node.unit}”", node, "unit", "写乘得的单位，如 元")
        total, lower = Decimal(0), Decimal(0)
        for step in node.steps:
            if step.value is not None and lower and step.value < total and step is not node.steps[0]:
                told = f"这一档共{plain(step.value)}，比前几档累计的{plain(total)}少"
                self._doubt("tier", told, step, "value", "value 是整档的值；只是这一档里每1个的，写 each")
            upper = step.up_to or lower
            total = Decimal(0) if step.value is not None else total + (step.each or Decimal(0)) * (upper - lower)
            lower = upper

    def _days(self, node: f.DaysBetween, scope: str | None) -> None:
        """Days run from the earlier date to the later: the other way round there are always none."""
        names = [(key, info.title) for key in (node.days_from, node.days_to) if (info := self.facts.find(key, scope))]
        if node.days_from == node.days_to:
            self._say("period", "从一个日期到它自己，总是0天", node, "days_to", "写上另一个日期")
        elif len(names) == 2 and comes_later(*(" ".join(name) for name in names)):
            told = f"“{names[0][1]}”一般晚于“{names[1][1]}”，这样写总是0天"
            self._doubt("period", told, node, "days_from", "days_from 写较早的日期，days_to 写较晚的；是不是写反了")

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
        self._ways(node, scope)

    def _gaps(self, node: f.Choose, written: set[str], keys: frozenset[str], info: FactInfo) -> None:
        for key in sorted(keys - written):
            self._say("gap", f"没有写“{info.label(key)}”（{key}）的情形", node, "cases", "补上它")
        for key in sorted(written - keys):
            titles = {info.label(k): k for k in keys}
            hint = f"写英文的键：{titles[key]}" if key in titles else did_you_mean(key, sorted(keys), "删去它")
            self._say("unreachable", f"“{key}”的情形不会出现", node, "cases", hint)

    def _by_reading(self, node: f.ByReading, scope: str | None) -> None:
        if self._known(node.reading, self.rulebook.readings, "unknown-reading", "读法", node, "reading"):
            options = set(self.rulebook.readings[node.reading].options)
            for key in sorted(options - set(node.cases)):
                self._say("gap", f"没有写选项“{key}”的情形", node, "cases", "补上它")
            for key in sorted(set(node.cases) - options):
                self._say("unknown-option", f"读法“{node.reading}”没有选项“{key}”", node, "cases")
        self._ways(node, scope)

    def _ways(self, node: f.Factor, scope: str | None) -> None:
        for part in node.ways():
            self._factor(part, scope)

    def _dated(self, node: f.Dated, scope: str | None) -> None:
        self._date(node.dated, scope, node, "dated", ("date",))
        spans = sorted(node.periods, key=lambda p: (p.from_ is not None, p.from_))
        for one, other in itertools.pairwise(spans):
            if one.to is None or other.from_ is None or other.from_ <= one.to:
                self._say("overlap", "两段有效期重叠", other, "from", "一段的 from 应晚于前一段的 to")
            elif (other.from_ - one.to).days > 1:
                self._doubt(
                    "gap", f"{one.to}与{other.from_}之间没有标准", other, "from", "补上这一段，或把有效期连起来"
                )
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
            self._key_values(part, key, scope)
            info = self.facts.find(part.fact, scope) if isinstance(part, f.FactValue) else None
            if info is None:
                continue
            own = f"{info.scope}.{info.key}" if info.scope else info.key
            if own in order and own != key.fact:
                told = "、".join(key.name for key in keys)
                self._say("standard-key", f"“{own}”不在标准的这个位置", part, "fact", f"次序是 {told}")
            elif key.range is not None and info.kind not in RANGED:
                self._say("wrong-type", f"“{info.title}”不是数字或日期，不能按“{key.range}”查", part, "fact")

    def _key_values(self, part: f.Factor, key: StandardKey, scope: str | None) -> None:
        """What a standard is looked up by is a value of the fact that its entries are written under."""
        entry = self.facts.of(key.scope).get(key.name) if key.scope in (None, *self.facts.records) else None
        info = self.facts.find(part.fact, scope) if isinstance(part, f.FactValue) else None
        if entry is None or info is None or not isinstance(part, f.FactValue) or info == entry:
            return
        if entry.form.choices and info.form.choices and not part.as_:
            others = [label for choice, label in info.form.choices if choice not in dict(entry.form.choices)]
            if others:
                told = f"“{entry.title}”没有“{'、'.join(others)}”，标准里查不到"
                self._say("standard-key", told, part, "fact", f"写 {key.name}，或用 as 换成它有的值")
        elif info.scope is None and key.scope is not None and key.scope == scope:
            told = f"这个位置按“{entry.title}”查，写的却是户的“{info.title}”"
            self._doubt("standard-key", told, part, "fact", f"写 {key.name}，或改标准的 key")
