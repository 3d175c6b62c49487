"""The clause register against the rest of a rulebook: every article once, with exactly the parts that cite it."""

from collections.abc import Iterator, Mapping

from yzcomp.problems import Place, Problem
from yzcomp.rulebook.logic import whole
from yzcomp.rulebook.models import Clause, Rulebook
from yzcomp.rulebook.nodes import Node


def register_problems(rulebook: Rulebook) -> Iterator[Problem]:
    """What doesn't agree between the register and the parts that it accounts for."""
    yield from _repeated(rulebook)
    for clause in rulebook.clauses:
        yield from _status(clause)
        yield from _withholding(clause, rulebook)
    for field, parts in _parts(rulebook).items():
        yield from _citations(field, parts, rulebook)
    if rulebook.withholding is not None and not any(clause.withholding for clause in rulebook.clauses):
        yield _say(
            "clause-parts",
            rulebook.withholding,
            None,
            "暂不拨付的规定没有登记在条文下",
            "在它依据的条文里写 withholding: yes",
        )


def without_register(rulebook: Rulebook) -> list[Problem]:
    """A warning that a rulebook accounts for no article; it can be tried like that, but not be signed off."""
    if rulebook.clauses:
        return []
    message = "没有条文登记（clauses），看不出办法的每一条落到哪里"
    remedy = "逐条写明：computed、checked、informative 或 out_of_scope"
    return [Problem("clause-missing", message, Place(rulebook.at.file), remedy=remedy, level="warning")]


def _parts(rulebook: Rulebook) -> dict[str, Mapping[str, Node]]:
    return {
        "items": rulebook.items,
        "checks": rulebook.requirements,
        "notices": rulebook.notices,
        "questions": rulebook.questions,
    }


def _say(code: str, node: Node, key: str | None, message: str, remedy: str) -> Problem:
    return Problem(code, message, node.at.place(key), key, remedy=remedy)


def _repeated(rulebook: Rulebook) -> Iterator[Problem]:
    seen: dict[str, Clause] = {}
    for clause in rulebook.clauses:
        first = seen.setdefault(clause.article, clause)
        if first is not clause:
            message = f"“{clause.article}”在 {first.at.place()} 已经登记过"
            yield _say("duplicate-key", clause, "article", message, "合并成一条；原文重号的写成 第几条（重号）")


def _status(clause: Clause) -> Iterator[Problem]:
    """The parts that stand under a clause say what its status is."""
    found = (
        ("computed", bool(clause.items) or clause.withholding),
        ("checked", bool(clause.checks)),
        ("informative", bool(clause.notices or clause.questions)),
        ("out_of_scope", True),
    )
    status = next(name for name, so in found if so)
    if clause.status == status:
        return
    if status == "out_of_scope":
        message = f"登记为 {clause.status}，却没有写明由什么完成"
        remedy = "写上 items、checks 或 notices；什么也不做的登记为 out_of_scope，并写明原因（why）"
    else:
        message, remedy = f"登记为 {clause.status}，下面列的却是 {status} 的内容", f"改为 {status}，或去掉所列的内容"
    yield _say("clause-status", clause, "status", message, remedy)


def _withholding(clause: Clause, rulebook: Rulebook) -> Iterator[Problem]:
    if not clause.withholding:
        return
    if rulebook.withholding is None:
        yield _say(
            "clause-parts", clause, "withholding", "规则里没有暂不拨付（withholding）的规定", "写上它，或删去这里的登记"
        )
    elif clause.article not in _cited(rulebook.withholding):
        yield _say(
            "clause-parts", clause, "withholding", f"暂不拨付的规定依据的不是“{clause.article}”", "两处写成同一条"
        )


def _cited(node: Node) -> list[str]:
    """The articles that a part cites itself, for all or some of its records."""
    own = str(getattr(node, "article", "")).split("、")
    return own + [cited.article for cited in getattr(node, "cites", ())]


def _rests_on(node: Node, rulebook: Rulebook) -> Iterator[str]:
    """The articles that a part cites or that its conditions give as a reason, those of its terms too."""
    return (article for part in whole(node, rulebook) for article in _cited(part))


def _citations(field: str, parts: Mapping[str, Node], rulebook: Rulebook) -> Iterator[Problem]:
    """A part stands under each article that it cites, and under no other."""
    registered = {name for clause in rulebook.clauses for name in getattr(clause, field)}
    for clause in rulebook.clauses:
        listed = getattr(clause, field)
        for name in listed:
            if name in parts and clause.article not in _rests_on(parts[name], rulebook):
                message = f"“{name}”依据的不是“{clause.article}”"
                yield _say("clause-parts", clause, field, message, "从这一条删去它，或在它的 article 里写上这一条")
        for name, part in parts.items():
            if name in registered and name not in listed and clause.article in _cited(part):
                message = f"“{name}”依据“{clause.article}”，那一条的登记里却没有它"
                yield _say("clause-parts", part, "article", message, f"在那一条的 {field} 里写上它")
