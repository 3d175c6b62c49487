"""Parts of a rulebook in words, for those that the other rulebook doesn't have."""

from typing import Any

from yzcomp.compare.books import Books, Spot
from yzcomp.rulebook.models import (
    Clause,
    CombinedName,
    ExtraFactRule,
    Item,
    Notice,
    Party,
    Reading,
    Requirement,
    Suspicion,
    Term,
    Withholding,
)
from yzcomp.rulebook.standard_rule import StandardRule

#: What people call the ways in which a fact is written.
FACT_KINDS = {
    "text": "文字",
    "number": "数字",
    "integer": "整数",
    "date": "日期",
    "date_or_year": "日期或年份",
    "yes_no": "是否",
    "choice": "选择",
    "id_number": "身份证号",
    "percent": "百分数",
}


def counted(scope: str | None, side: int, books: Books) -> str:
    """How often an item is computed: once a household, or once a record of a list."""
    return f"每条{books.wordings[side].facts.records[scope].title}" if scope else "每户"


def owner(rule: ExtraFactRule, side: int, books: Books) -> str:
    """What a fact is a fact of."""
    return books.wordings[side].facts.records[rule.list].title if rule.list else "被征收户"


def described(part: Any, side: int, books: Books) -> str:
    """A part that only one of the rulebooks has, in words."""
    spot = Spot(scopes=(getattr(part, "for_each", None),) * 2)
    match part:
        case Item():
            condition = books.words(side, part.condition, spot) or "没有另外的条件"
            bounds = "".join(
                f"；{title}：{books.product(side, bound.factors, spot)}"
                for title, bound in (("上限", part.at_most), ("下限", part.at_least))
                if bound
            )
            wording = books.wordings[side]
            head = f"付给{wording.party(part.payee, part.for_each)}"
            head += f"，由{wording.party(part.payer, part.for_each)}支付" if part.payer is not None else ""
            head += f"；{counted(part.for_each, side, books)}"
            return f"{head}；条件：{condition}；计算：{books.product(side, part.factors, spot)}{bounds}"
        case Term():
            return books.words(side, part.condition or part.quantity, spot)
        case Requirement():
            when = books.words(side, part.when, spot)
            return (f"{when}的，" if when else "") + f"要求：{books.words(side, part.must, spot)}"
        case Withholding():
            record = books.words(side, part.record, spot)
            return f"情形：{books.words(side, part.when, spot)}" + (f"；只扣一条记录的情形：{record}" if record else "")
        case Notice():
            return f"情形：{books.words(side, part.when, spot)}"
        case Reading():
            options = "、".join(option.name for option in part.options.values())
            return f"{part.question}可选：{options}；缺省：{part.options[part.default].name}"
        case StandardRule():
            return f"{part.document}，单位 {part.unit}"
        case Party():
            return part.name
        case CombinedName():
            return f"合指{'、'.join(part.items)}"
        case Suspicion():
            return part.why
        case Clause():
            return part.summary
        case ExtraFactRule():
            return f"{FACT_KINDS[part.kind]}，属于{owner(part, side, books)}"
    return ""
