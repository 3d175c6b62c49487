"""The parts of a rulebook by their paths (``items.moving_allowance.factors.0``), and a rulebook with one replaced.

The traversal itself is :meth:`yzcomp.rulebook.nodes.Node.visits`.
"""

from collections.abc import Iterator
from typing import Any

from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import Node, NodePath, Visit

#: What decides no amount: questions, what a statement begins with, the citations of single records.
_DECIDING_NOTHING = ("screening", "questions", "basics", "cites")


#: The sections of a rulebook, in the order in which people are told of them, and what they are called.
SECTIONS = {
    "items": "项目",
    "combined_names": "合称",
    "payees": "领款人",
    "payers": "付款人",
    "terms": "约定",
    "requirements": "前提",
    "readings": "读法",
    "standards": "标准",
    "withholding": "暂不拨付",
    "rounding": "金额取整",
    "facts": "事实",
    "notices": "提示",
    "questions": "须核对",
    "screening": "疑点",
    "basics": "基本情况",
    "clauses": "条文登记",
    "rulebook": "办法",
}


def called(part: Any) -> str:
    """The name of a part, or what it says where it has none."""
    return str(next(filter(None, (getattr(part, field, None) for field in ("name", "message", "text"))), ""))


def owner(section: str, name: str) -> str:
    """Whose something is, as people call it: ``搬家补助费``, ``约定“合法房屋”``, ``暂不拨付``."""
    if section == "items":
        return name
    title = SECTIONS[section]
    return f"{title}“{name}”" if name else title


def deciding(rulebook: Rulebook) -> Iterator[Visit]:
    """A rulebook and all parts of it that an amount may rest on."""
    return rulebook.visits(without=_DECIDING_NOTHING)


def part_at(root: Any, path: NodePath) -> Any:
    """The part at a path."""
    for step in path:
        root = getattr(root, str(step)) if isinstance(root, Node) else root[step]
    return root


def replaced(root: Any, path: NodePath, new: Any) -> Any:
    """A copy of ``root`` in which the part at ``path`` is ``new``; nothing else is copied or checked."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(root, Node):
        return root.model_copy(update={str(step): replaced(getattr(root, str(step)), rest, new)})
    if isinstance(root, dict):
        return {**root, step: replaced(root[step], rest, new)}
    position = int(step)
    return (*root[:position], replaced(root[position], rest, new), *root[position + 1 :])


def facts_named(node: Node, scope: str | None, rulebook: Rulebook) -> Iterator[tuple[str, FactInfo]]:
    """The fields of a node that name facts, and the facts that they name."""
    for field, key in node.named("facts"):
        if (info := rulebook.catalogue.find(key, node.inner(scope))) is not None:
            yield field, info
