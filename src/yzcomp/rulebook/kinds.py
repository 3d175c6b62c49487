"""What a factor gives — a number, a date, a text — so that nothing is multiplied or compared that can't be."""

from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.logic import multiplied, whole
from yzcomp.rulebook.models import Rulebook

NUMBER = "数字"
_OF_FACTS = {
    **dict.fromkeys(("number", "integer", "percent"), NUMBER),
    **dict.fromkeys(("date", "date_or_year"), "日期"),
    "yes_no": "是否",
}


def kind_of_fact(info: FactInfo) -> str:
    """数字, 日期, 是否 or 文字."""
    return _OF_FACTS.get(info.kind, "文字")


def kind_of_factor(node: f.Factor, scope: str | None, rulebook: Rulebook, terms: dict[str, str] | None = None) -> str:
    """The same of a factor; kinds that differ by case are joined by ``或``, an unknown name passes for a number.
    ``terms`` are those that have been looked at."""
    terms = {} if terms is None else terms
    match node:
        case f.Text():
            return "文字"
        case f.FactValue():
            facts = rulebook.catalogue
            info = facts.find(node.fact, scope if scope in facts.records else None)
            return kind_of_fact(info) if info else NUMBER
        case f.NamedValue():
            term = rulebook.terms.get(node.term)
            if term and term.quantity and node.term not in terms:
                terms[node.term] = kind_of_factor(term.quantity, term.for_each, rulebook, terms)
            return terms.get(node.term, NUMBER)
        case f.Choose() | f.ByReading():
            parts = [kind_of_factor(case, scope, rulebook, terms) for case in node.cases.values()]
            return "或".join(dict.fromkeys(parts))
        case f.IfElse():
            parts = [kind_of_factor(part, scope, rulebook, terms) for part in (node.then, node.else_)]
            return "或".join(dict.fromkeys(parts))
    return NUMBER


def is_percentage(node: f.Factor, scope: str | None, rulebook: Rulebook) -> bool:
    """Whether a factor is a share such as 成新率, whose limits are written as percentages too."""
    facts = rulebook.catalogue
    infos = (
        facts.find(leaf.fact, of if of in facts.records else None)
        for leaf, of, _ in multiplied(node, scope, None, rulebook)
        if isinstance(leaf, f.FactValue)
    )
    return any(info is not None and info.kind == "percent" for info in infos)


def may_be_pending(node: f.Factor, rulebook: Rulebook) -> bool:
    """Whether the factor rests on what may not have been entered or computed yet, also through terms."""
    return any(isinstance(part, f.Lookup | f.Share | f.Dated) for part in whole(node, rulebook))
