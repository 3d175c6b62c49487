"""Conditions and factors in Chinese: the reading copy of a rule, and the requirement in a why-not."""

from collections.abc import Iterator
from functools import singledispatchmethod

from yzcomp.household.catalogue import FactInfo
from yzcomp.money import ZERO, grouped, percent, plain
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Application, Basic, Rulebook
from yzcomp.rulebook.nodes import limit_text

_NUMERIC = {"below": "低于", "at_most": "不超过", "at_least": "不少于", "above": "超过", "is_": "等于"}
_DATES = {"below": "早于", "at_most": "不晚于", "at_least": "不早于", "above": "晚于", "is_": "等于"}


class Wording:
    """Puts the parts of one rulebook into words. ``scope`` is the list of records that a part speaks of."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.facts = rulebook.catalogue
        self.parties = {key: party.name for key, party in rulebook.parties.items()}

    def part(self, node: c.Condition | f.Factor, scope: str | None) -> str:
        """A condition or a factor in words."""
        return self.condition(node, scope) if isinstance(node, c.Condition) else self.factor(node, scope)

    def condition(self, node: c.Condition, scope: str | None) -> str:
        text = self._condition(node, scope)
        return f"{text}（待定：{node.awaits}）" if node.awaits is not None else text

    def factor(self, node: f.Factor, scope: str | None) -> str:
        text = self._factor(node, scope)
        unit = self.facts.find(node.fact, scope) if isinstance(node, f.FactValue) else None
        suffix = (unit.unit if unit else None) or ""
        if node.round == "up":
            text += "（不足1按1计）"
        if node.at_most is not None:
            text += f"（最多{limit_text(node.at_most, suffix)}）"
        if node.at_least is not None:
            text += f"（最少{limit_text(node.at_least, suffix)}）"
        return text

    def party(self, node: f.Factor, scope: str | None) -> str:
        """Who is paid, or pays: a name, or by what it is chosen: ``按权属性质（集体：村组；…）``."""
        info = self.facts.find(node.fact, scope) if isinstance(node, f.FactValue) and not node.as_ else None
        if info is None:
            return self.factor(node, scope)
        pairs = (f"{label}：{self.parties.get(key, key)}" for key, label in info.form.choices)
        return f"按{info.title}（{'；'.join(pairs)}）"

    def application(self, part: Application) -> str:
        """Whom an article is about: ``付：征收土地，地类为退耕还林``."""
        of = f"{self.facts.records[part.for_each].title}，" if part.for_each else ""
        return f"{'付' if part.paid else '不付'}：{of}{self.condition(part.when, part.for_each)}"

    def basic(self, part: Basic) -> str:
        """A fact that a statement begins with: ``每条房屋的权属``, ``过渡月数（安置方式为分散迁建安置）``."""
        of = f"每条{self.facts.records[part.for_each].title}的" if part.for_each else ""
        when = f"（{self.condition(part.when, part.for_each)}）" if part.when is not None else ""
        return f"{of}{self.title(part.fact, part.for_each)}{when}"

    def title(self, key: str, scope: str | None) -> str:
        info = self.facts.find(key, scope)
        return info.title if info else key

    def literal(self, value: str, info: FactInfo | None) -> str:
        if info is None:
            return value
        if info.kind == "yes_no":
            return info.label(info.form.read(value))
        return info.label(value) + (info.unit or "" if info.kind in ("number", "integer") else "")

    @singledispatchmethod
    def _condition(self, node: c.Condition, scope: str | None) -> str:
        raise TypeError(type(node).__name__)

    @_condition.register(c.All)
    def _(self, node: c.All, scope: str | None) -> str:
        return "，且".join(self._inner(part, scope) for part in node.all)

    @_condition.register(c.AnyOf)
    def _(self, node: c.AnyOf, scope: str | None) -> str:
        return "，或".join(self._inner(part, scope) for part in node.any)

    def _inner(self, node: c.Condition, scope: str | None) -> str:
        text = self.condition(node, scope)
        return f"（{text}）" if isinstance(node, c.All | c.AnyOf) else text

    @_condition.register(c.Not)
    def _(self, node: c.Not, scope: str | None) -> str:
        return f"并非（{self.condition(node.not_, scope)}）"

    @_condition.register(c.NamedCondition)
    def _(self, node: c.NamedCondition, scope: str | None) -> str:
        return f"符合“{self.rulebook.terms[node.term].name}”"

    @_condition.register(c.ReadingTest)
    def _(self, node: c.ReadingTest, scope: str | None) -> str:
        reading = self.rulebook.readings[node.reading]
        return f"“{reading.name}”按“{reading.options[node.is_].name}”理解"

    @_condition.register(c.Every)
    def _(self, node: c.Every, scope: str | None) -> str:
        return f"每一条{self.facts.records[node.every].title}都满足：{self.condition(node.satisfies, node.every)}"

    @_condition.register(c.Some)
    def _(self, node: c.Some, scope: str | None) -> str:
        title = self.facts.records[node.some].title
        if node.satisfies is None:
            return f"有{title}"
        return f"至少一条{title}满足：{self.condition(node.satisfies, node.some)}"

    @_condition.register(c.FactTest)
    def _(self, node: c.FactTest, scope: str | None) -> str:
        return self._comparison(self.title(node.fact, scope), self.facts.find(node.fact, scope), node, scope)

    @_condition.register(c.ValueTest)
    def _(self, node: c.ValueTest, scope: str | None) -> str:
        return self._comparison(self.factor(node.value, scope), None, node, scope)

    def _comparison(self, subject: str, info: FactInfo | None, node: c.Comparison, scope: str | None) -> str:
        if node.given is not None:
            return f"{'已填' if node.given else '未填'}{subject}"
        if node.in_ is not None:
            return f"{subject}为{'、'.join(self.literal(word, info) for word in node.in_)}之一"
        operator = node.operator or "is_"
        operand = getattr(node, operator)
        other = self.literal(operand, info) if isinstance(operand, str) else self.factor(operand, scope)
        if operator == "is_" and isinstance(operand, str):
            return f"{subject}为{other}"
        words = _DATES if info and info.kind.startswith("date") else _NUMERIC
        return f"{subject}{words[operator]}{other}"

    @singledispatchmethod
    def _factor(self, node: f.Factor, scope: str | None) -> str:
        raise TypeError(type(node).__name__)

    @_factor.register(f.Constant)
    def _(self, node: f.Constant, scope: str | None) -> str:
        return f"{grouped(node.constant)}{node.unit or ''}"

    @_factor.register(f.Text)
    def _(self, node: f.Text, scope: str | None) -> str:
        return self.parties.get(node.text, node.text)

    @_factor.register(f.FactValue)
    def _(self, node: f.FactValue, scope: str | None) -> str:
        text = self.title(node.fact, scope)
        info = self.facts.find(node.fact, scope)
        if node.as_:
            pairs = "，".join(f"{self.literal(a, info)}按{self.literal(b, info)}" for a, b in node.as_.items())
            text += f"（{pairs}）"
        return text

    @_factor.register(f.Sum)
    def _(self, node: f.Sum, scope: str | None) -> str:
        who = self._where(node.where, node.of)
        return f"各条{self.facts.records[node.of].title}{who}的{self.title(node.sum, node.of)}之和"

    @_factor.register(f.Count)
    def _(self, node: f.Count, scope: str | None) -> str:
        return f"{self.facts.records[node.count].title}{self._where(node.where, node.count)}的条数"

    def _where(self, where: c.Condition | None, scope: str) -> str:
        return f"（{self.condition(where, scope)}）" if where else ""

    @_factor.register(f.DaysBetween)
    def _(self, node: f.DaysBetween, scope: str | None) -> str:
        return f"从{self.title(node.days_from, scope)}到{self.title(node.days_to, scope)}的天数"

    @_factor.register(f.NamedValue)
    def _(self, node: f.NamedValue, scope: str | None) -> str:
        return self.rulebook.terms[node.term].name

    @_factor.register(f.Tier)
    def _(self, node: f.Tier, scope: str | None) -> str:
        of = self.factor(node.tier, scope)
        return f"按{of}分档：" + "；".join(self._steps(node))

    def _steps(self, node: f.Tier) -> list[str]:
        texts = []
        for step, span in zip(node.steps, steps_of(node), strict=True):
            if step.value is not None:
                texts.append(f"{span}的为{grouped(step.value)}{node.unit}")
            else:
                texts.append(f"{span}的部分每1加{grouped(step.each or ZERO)}{node.unit}")
        return texts

    @_factor.register(f.Choose)
    def _(self, node: f.Choose, scope: str | None) -> str:
        info = self.facts.find(node.choose, scope)
        cases = (
            f"{self.literal(k, info)}：{self.factor(v.counted_in(node.unit), scope)}" for k, v in node.cases.items()
        )
        return f"按{self.title(node.choose, scope)}（{'；'.join(cases)}）"

    @_factor.register(f.ByReading)
    def _(self, node: f.ByReading, scope: str | None) -> str:
        reading = self.rulebook.readings[node.reading]
        cases = (
            f"{reading.options[k].name}：{self.factor(v.counted_in(node.unit), scope)}" for k, v in node.cases.items()
        )
        return f"按“{reading.name}”的理解（{'；'.join(cases)}）"

    def cases(self, node: f.ByCase, scope: str | None) -> dict[str, str]:
        """What people call the cases of a factor, by their keys."""
        if isinstance(node, f.ByReading):
            return {key: option.name for key, option in self.rulebook.readings[node.reading].options.items()}
        info = self.facts.find(node.choose, scope) if isinstance(node, f.Choose) else None
        return {"yes": "是", "no": "否"} | dict(info.form.choices if info else ())

    @_factor.register(f.IfElse)
    def _(self, node: f.IfElse, scope: str | None) -> str:
        then, other = self.factor(node.then, scope), self.factor(node.else_, scope)
        return f"{self.condition(node.if_, scope)}的，{then}；否则{other}"

    @_factor.register(f.Least)
    @_factor.register(f.Greatest)
    def _(self, node: f.Least | f.Greatest, scope: str | None) -> str:
        parts = "、".join(self.factor(part, scope) for part in node.ways())
        return f"（{parts}）中{'较小' if isinstance(node, f.Least) else '较大'}的"

    @_factor.register(f.Dated)
    def _(self, node: f.Dated, scope: str | None) -> str:
        spans = (f"{span_of(p)}为{grouped(p.value)}{node.unit}" for p in node.periods)
        return f"按{self.title(node.dated, scope)}（{'；'.join(spans)}）"

    @_factor.register(f.Lookup)
    def _(self, node: f.Lookup, scope: str | None) -> str:
        rule = self.rulebook.standards[node.standard]
        named = zip(rule.key, node.key, strict=True)
        keys = "、".join(key.range or self.factor(part, scope).removeprefix("按") for key, part in named)
        dated = f"，取{self.title(rule.dated, None)}所在的有效期" if rule.dated else ""
        return f"{rule.name}（{rule.document}，按{keys}{dated}）"

    @_factor.register(f.Share)
    def _(self, node: f.Share, scope: str | None) -> str:
        return f"{self.rulebook.items[node.of].name}的{percent(node.share)}"


def span_of(period: f.Period) -> str:
    """The days of a period: ``2020-01-01至2020-12-31``, open at either end."""
    if period.from_ and period.to:
        return f"{period.from_}至{period.to}"
    return f"{period.from_}起" if period.from_ else f"到{period.to}止" if period.to else "一直"


def steps_of(tier: f.Tier) -> Iterator[str]:
    """The steps of a tier: ``不超过3``, ``超过3至5``, ``超过5``; ``全部`` if there is but one."""
    lower = ""
    for step in tier.steps:
        upper = "" if step.up_to is None else plain(step.up_to)
        yield f"超过{lower}" + (f"至{upper}" if upper else "") if lower else f"不超过{upper}" if upper else "全部"
        lower = upper
