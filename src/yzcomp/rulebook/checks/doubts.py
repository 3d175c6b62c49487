"""Warnings of a rulebook that loads: what it leaves out, what nothing uses, what was probably meant otherwise."""

from collections.abc import Iterator, Mapping

from yzcomp.problems import Problem, by_place
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.checks.register import without_register
from yzcomp.rulebook.checks.rulebook import check
from yzcomp.rulebook.logic import whole
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import Node
from yzcomp.rulebook.standard_rule import StandardRule


def doubts(rulebook: Rulebook) -> list[Problem]:
    """All warnings, in the order of the files; each needs a person."""
    found = [problem for problem in check(rulebook) if problem.level == "warning"]
    return without_register(rulebook) + by_place([*found, *_unused(rulebook)])


def _unused(rulebook: Rulebook) -> Iterator[Problem]:
    """Parts that no item, requirement, notice or question rests on."""
    used = {id(node): node for node in _at_work(rulebook)}.values()
    titles = {"facts": "事实", "terms": "约定", "readings": "读法", "standards": "标准"}
    named: dict[str, set[str]] = {section: set() for section in titles}
    for node in used:
        for field, key in node.named(*titles):
            named[node.NAMES[field]].add(key)
    named["facts"] |= _other_facts(rulebook, list(used))
    for section, title in titles.items():
        parts: Mapping[str, Node] = getattr(rulebook, section)
        for key, part in parts.items():
            if key not in named[section]:
                message = f"没有规则用到这个{title}"
                yield Problem(
                    "unused", message, part.at.place(), key, remedy="写上用它的规则，或删去它", level="warning"
                )


def _at_work(rulebook: Rulebook) -> Iterator[Node]:
    """All nodes that decide something, with the terms and standards that they name."""
    named = (*rulebook.items.values(), *rulebook.requirements.values(), *rulebook.notices.values())
    counted = rulebook.terms.get(rulebook.counted_members or "")
    asked = (*rulebook.questions.values(), *rulebook.basics, *([counted] if counted else []))
    single = (rulebook.withholding, rulebook.screening, rulebook.rounding)
    for part in (*named, *asked, *rulebook.clauses, *(part for part in single if part is not None)):
        for node in whole(part, rulebook):
            yield node
            if isinstance(node, f.Lookup):
                yield rulebook.standards[node.standard]


def _other_facts(rulebook: Rulebook, used: list[Node]) -> set[str]:
    """The facts that are named beside conditions and factors: on forms, on statements, and by what standards are
    looked up and dated."""
    standards = [node for node in used if isinstance(node, StandardRule)]
    facts = {rule.field for rule in rulebook.requirements.values()} | {basic.fact for basic in rulebook.basics}
    facts |= {key.name for rule in standards for key in rule.key}
    return facts | {rule.dated for rule in standards if rule.dated is not None}
