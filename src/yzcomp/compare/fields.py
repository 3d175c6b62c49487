"""What differs between two parts of the same name: field by field, first what money rests on, then words."""

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from yzcomp.compare import tellers as t
from yzcomp.compare.books import Books
from yzcomp.compare.described import FACT_KINDS, counted, owner
from yzcomp.compare.difference import Change
from yzcomp.rulebook import models as m
from yzcomp.rulebook.standard_rule import StandardRule

_STATUS = {"computed": "计算", "checked": "核对", "informative": "说明", "out_of_scope": "不在范围"}


class Field(NamedTuple):
    """A field of a part, what people call it, and whether an amount or the acceptance of a household rests on it."""

    name: str
    title: str
    tell: t.Teller
    matters: bool = False


def part_changes(old: Any, new: Any, books: Books) -> Iterator[tuple[bool, Change]]:
    """All differences of two parts, each with whether it matters."""
    for kind in reversed(type(new).__mro__):
        for field in _FIELDS.get(kind, ()) if isinstance(old, kind) else ():
            for change in field.tell(field.name, field.title, old, new, books):
                yield field.matters, change


_COUNTED = t.said(lambda part, side, books: counted(part.for_each, side, books))
_NAME, _ARTICLE = Field("name", "名称", t.text_of), Field("article", "依据", t.text_of)
_WHY = Field("", "", t.reasons_of)
_PARTY = (_NAME, Field("aliases", "别名", t.text_of))
#: The fields of each kind of part in the order in which their differences are told, those of its base class first.
_FIELDS: dict[type, tuple[Field, ...]] = {
    m.Item: (
        Field("payee", "领款人", t.factor, True),
        Field("payer", "付款人", t.payer, True),
        Field("for_each", "计算的对象", _COUNTED, True),
        Field("condition", "付给的条件", t.condition, True),
        Field("factors", "", t.product, True),
        Field("at_most", "上限", t.bound, True),
        Field("at_least", "下限", t.bound, True),
        *(_NAME, _ARTICLE, Field("summary", "摘要", t.text_of), Field("aliases", "别名", t.text_of), _WHY),
        Field("perhaps", "可能的叫法", t.text_of),
        Field("at_most", "上限的说明", t.bound_text),
        Field("at_least", "下限的说明", t.bound_text),
        Field("excludes", "互斥的项目", t.said(t.excludes)),
        Field("cites", "另引的依据", t.cites),
    ),
    m.CombinedName: (*_PARTY, Field("items", "所指的项目", t.text_of)),
    m.Party: _PARTY,
    m.Term: (
        Field("for_each", "计算的对象", _COUNTED, True),
        Field("unit", "单位", t.text_of, True),
        Field("condition", "条件", t.condition, True),
        Field("quantity", "数量", t.factor, True),
        *(_NAME, _ARTICLE, _WHY),
    ),
    m.Requirement: (
        Field("for_each", "计算的对象", _COUNTED, True),
        Field("when", "核对的情形", t.restriction, True),
        Field("must", "要求", t.condition, True),
        *(_ARTICLE, Field("message", "说明", t.text_of), Field("remedy", "改正的办法", t.text_of), _WHY),
        Field("field", "指向的内容", t.said(lambda rule, side, b: b.wordings[side].title(rule.field, rule.for_each))),
    ),
    m.Reading: (
        Field("default", "缺省的理解", t.default, True),
        Field("options", "选项", t.options, True),
        *(_NAME, _ARTICLE, Field("question", "问题", t.text_of), Field("reason", "缺省的理由", t.text_of)),
        Field("options", "选项", t.option_words),
    ),
    StandardRule: (
        Field("document", "所依据的文件", t.text_of, True),
        Field("unit", "单位", t.text_of, True),
        Field("key", "查找所按的内容", t.said(t.key_words), True),
        Field("dated", "有效期所按的日期", t.said(t.dated), True),
        *(_NAME, _ARTICLE, Field("note", "说明", t.text_of)),
    ),
    m.Withholding: (
        Field("when", "暂不拨付的情形", t.condition, True),
        Field("record", "只扣一条记录的情形", t.condition, True),
        *(_ARTICLE, Field("text", "说明", t.text_of), _WHY),
    ),
    m.Rounding: (Field("step", "取整的单位", t.rounding, True),),
    m.ExtraFactRule: (
        Field("kind", "写法", t.said(lambda rule, side, books: FACT_KINDS[rule.kind]), True),
        Field("list", "属于", t.said(owner), True),
        Field("unit", "单位", t.text_of, True),
        Field(
            "choices",
            "可选的值",
            t.said(lambda r, *_: "、".join(f"{k} {v}" for k, v in (r.choices or {}).items())),
            True,
        ),
        _NAME,
    ),
    m.Notice: (
        *(_ARTICLE, Field("text", "内容", t.text_of), _WHY),
        Field("for_each", "计算的对象", _COUNTED),
        Field("when", "提示的情形", t.condition),
    ),
    m.Suspicion: (_NAME, _ARTICLE, Field("why", "为什么要问", t.text_of)),
    m.Question: (
        Field("for_each", "所问的记录", t.text_of),
        Field("narrows", "有它就不再问的", t.said(t.narrows)),
        Field("when", "所问的情形", t.condition),
    ),
    m.Alike: (Field("figures", "至少相同的数字个数", t.number), Field("decimals", "至少相同的小数位数", t.number)),
    m.Threshold: (
        Field("for_each", "所问的记录", t.text_of),
        *(Field("limit", "界限", t.number), Field("step", "一档的大小", t.number)),
        *(Field("steps", "前后看的档数", t.number), Field("chance", "碰巧的可能", t.number)),
        Field("when", "所问的情形", t.condition),
        *(Field("side", "和哪一侧比", t.text_of), Field("at_limit", "正好在界限上算不算", t.text_of)),
        Field("each", "按什么计数", t.text_of),
        Field("value", "所量的数", t.factor),
    ),
    m.Clause: (
        Field("status", "状态", t.said(lambda clause, *_: _STATUS[clause.status])),
        *(
            Field("summary", "摘要", t.text_of),
            Field("withholding", "暂不拨付", t.text_of),
            Field("why", "理由", t.text_of),
        ),
        Field("applies", "适用的情形", t.applies),
        Field("items", "涉及的项目", partial(t.registered, section="items")),
        Field("checks", "涉及的前提", partial(t.registered, section="requirements")),
        Field("notices", "涉及的提示", partial(t.registered, section="notices")),
        Field("questions", "涉及的须核对", partial(t.registered, section="questions")),
    ),
    m.Header: (
        *(Field("id", "编号", t.text_of), Field("title", "名称", t.text_of), Field("document", "文号", t.text_of)),
        *(Field("issued_on", "日期", t.text_of), Field("issuer", "发文机关", t.text_of)),
    ),
}
