"""Checks conditions: their facts, literals, terms and readings, and that both sides of a comparison compare."""

from yzcomp.household.catalogue import FactInfo
from yzcomp.money import plain
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook import kinds
from yzcomp.rulebook.checks.always_or_never import always_or_never
from yzcomp.rulebook.checks.base import BaseCheck
from yzcomp.rulebook.nodes import Node

_ORDERED = ("number", "integer", "percent", "date", "date_or_year")


class ConditionCheck(BaseCheck):
    """Checks conditions in their scope."""

    def _conditions(self, node: Node, scope: str | None) -> None:
        for part in node.parts():
            if isinstance(part, c.Condition):
                self._condition(part, scope)

    def _condition(self, node: c.Condition, scope: str | None) -> None:
        before = len(self.problems)
        self._judge(node, scope)
        if isinstance(node, c.All | c.AnyOf | c.Comparison) and len(self.problems) == before:
            self._outcome(node, scope)

    def _outcome(self, node: c.All | c.AnyOf | c.Comparison, scope: str | None) -> None:
        """A condition says something of some households only, and says it once."""
        outcome = always_or_never(node, scope, self.rulebook)
        if outcome == "never":
            self._say("outcome", "这个条件永远不成立", node, remedy="检查所写的值和界限，是不是写反了、写错了")
        elif outcome == "always":
            self._doubt("outcome", "这个条件总是成立", node, remedy="检查所写的值和界限；不需要条件就删去它")
        parts = node.all if isinstance(node, c.All) else node.any if isinstance(node, c.AnyOf) else ()
        for number, part in enumerate(parts):
            if part in parts[:number]:
                self._doubt("duplicate-condition", "同一个条件写了两次", part, remedy="删去一个，或改成要写的另一个")

    def _judge(self, node: c.Condition, scope: str | None) -> None:
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
            if operator == "given" and (info.required or info.default is not None):
                state = "总是已填" if info.required else f"没有填的按“{info.label(info.default)}”计，总是已填"
                self._doubt("outcome", f"“{info.title}”{state}", node, "given", "比较它的值，或删去这个条件")
        elif isinstance(node, c.ValueTest):
            before = len(self.problems)
            self._factor(node.value, scope)
            if len(self.problems) == before:
                self._numeric(node.value, scope)
                self._settled(node.value)
                if operator != "given" and kinds.is_percentage(node.value, scope, self.rulebook):
                    remedy = "百分数的事实直接比较，如 {fact: newness, at_least: 80%}"
                    self._say("not-a-percent", "百分数不能用 value 与数字比较", node, "value", remedy)
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
        own_side = node.value if isinstance(node, c.ValueTest) else f.FactValue(fact=getattr(node, "fact", ""))
        if own_side == operand:
            self._say("comparison", "与自己比较", node, "fact", "写上要比较的另一个事实")
        if info and info.kind == "percent" and isinstance(operand, f.Constant):
            self._say(
                "not-a-percent", f"“{plain(operand.constant)}”不是百分数", operand, "constant", "直接写百分数，如 80%"
            )
        own = kinds.kind_of_fact(info) if info else kinds.NUMBER
        other = kinds.kind_of_factor(operand, scope, self.rulebook)
        if own != other:
            self._say("comparison", f"{own}不能与{other}比较", node)
        elif own == kinds.NUMBER:
            self._same_unit(own_side, operand, scope)
        self._settled(operand)

    def _settled(self, node: f.Factor) -> None:
        if kinds.may_be_pending(node, self.rulebook):
            message = "条件里不能用可能待定的值（standard、share、dated）"
            self._say("comparison", message, node, remedy="改用事实、合计、条数或常数")
