"""What checking conditions and factors has in common: names, facts, literals, and saying what is wrong."""

from collections.abc import Iterable

from yzcomp.forms import BadForm
from yzcomp.household.catalogue import FactInfo
from yzcomp.household.fields import Form
from yzcomp.problems import Problem, did_you_mean, nearest
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook import kinds, units
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import Node

_FACTS = "全部事实见 yzcomp rules schema household"
_DATES = ("date", "date_or_year")


class BaseCheck:
    """Gathers the problems of one rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.facts = rulebook.catalogue
        self.problems: list[Problem] = []
        self.doubts: list[Problem] = []  # warnings: what can be meant, but probably isn't
        self._admitted: c.Condition | None = None  # the condition of the item that is being checked

    def _say(self, code: str, message: str, node: Node, key: str | None = None, remedy: str | None = None) -> None:
        self.problems.append(Problem(code, message, node.at.place(key), key, remedy=remedy))

    def _doubt(self, code: str, message: str, node: Node, key: str | None = None, remedy: str | None = None) -> None:
        self.doubts.append(Problem(code, message, node.at.place(key), key, remedy=remedy, level="warning"))

    def _known(self, name: str, names: Iterable[str], code: str, what: str, node: Node, key: str) -> bool:
        if name in names:
            return True
        self._say(code, f"没有{what}“{name}”", node, key, did_you_mean(name, list(names)))
        return False

    def _scope(self, node: Node, scope: str | None, key: str = "for_each") -> str | None:
        if scope is None or self._known(scope, self.facts.records, "unknown-list", "这类记录", node, key):
            return scope
        return None

    def _fact(self, key: str, scope: str | None, node: Node, at: str) -> FactInfo | None:
        info = self.facts.find(key, scope)
        if info is None:
            self._say("unknown-fact", f"没有事实“{key}”", node, at, self._fact_meant(key, scope))
        return info

    def _fact_meant(self, key: str, scope: str | None) -> str:
        """What to do about a fact that there isn't: its English key, the list that has it, the nearest, or a list."""
        known = {**(self.facts.records[scope].fields if scope else {}), **self.facts.fields}
        titles = {info.title: name for name, info in reversed(known.items())}
        meant = titles.get(key) or titles.get(nearest(key, list(titles)) or "")
        if meant:
            return f"规则里写英文的键：{meant}"
        owners = [record.title for record in self.facts.records.values() if key in record.fields]
        if owners:
            return f"它是{'、'.join(owners)}的事实，不能用在这里"
        return did_you_mean(key, list(known), _FACTS) or ""

    def _date(self, key: str, scope: str | None, node: Node, at: str, kinds: tuple[str, ...] = _DATES) -> None:
        info = self._fact(key, scope, node, at)
        if info is not None and info.kind not in kinds:
            self._say("wrong-type", f"“{info.title}”不是日期", node, at)

    def _literal(self, word: str, info: FactInfo | None, node: Node, key: str) -> None:
        try:
            form = info.form if info is not None else Form("number")
            form.read(word)
            if key == "in_" and form.kind in ("number", "integer") and word[:1] == "0" and word[1:].isdigit():
                raise BadForm("not-a-number", f"“{word}”前面有多余的0", "数字里的逗号在 [ ] 里会断开：去掉逗号")
        except BadForm as bad:
            self._say(bad.code, bad.message, node, key.rstrip("_"), bad.remedy)

    def _named(self, name: str, scope: str | None, node: Node, field: str) -> None:
        if not self._known(name, self.rulebook.terms, "unknown-term", "约定", node, "term"):
            return
        term = self.rulebook.terms[name]
        if term.for_each not in (None, scope):
            where = self.facts.records[term.for_each].title if term.for_each in self.facts.records else term.for_each
            self._say("scope", f"“{term.name}”只能用于{where}", node, "term")
        elif getattr(term, field) is None:
            self._say("term", f"“{term.name}”不是{'条件' if field == 'condition' else '数量'}", node, "term")

    def _numeric(self, node: f.Factor, scope: str | None) -> None:
        kind = kinds.kind_of_factor(node, scope, self.rulebook)
        if kind != kinds.NUMBER:
            self._say("wrong-type", f"这里应当是数字，不是{kind}", node)

    def _unit(self, node: f.Factor, scope: str | None, given: str | None) -> units.Unit:
        raise NotImplementedError

    def _same_unit(self, one: f.Factor, other: f.Factor, scope: str | None) -> None:
        raise NotImplementedError

    def _condition(self, node: c.Condition, scope: str | None) -> None:
        raise NotImplementedError

    def _factor(self, node: f.Factor, scope: str | None) -> None:
        raise NotImplementedError
