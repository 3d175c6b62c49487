"""The units that people write behind numbers and into headers. One that isn't the field's own is never converted."""

import re

from yzcomp.forms import clean, narrow
from yzcomp.household.fields import Form

#: How people write the unit of a field.
_WRITTEN = {
    "亩": ("亩",),
    "㎡": ("㎡", "m2", "平方米", "平米", "平方", "m²"),
    "人": ("人", "个人", "口", "人口"),
    "个月": ("个月", "月"),
    "年": ("年",),
    "元/人": ("元/人", "元", "元每人", "元/每人"),
}
#: Units that a header may name by mistake, besides those above.
_OTHERS = (
    *("公顷", "ha", "平方公里", "平方千米", "km2", "分", "厘", "米", "m", "公里"),
    *("元/㎡", "元/平方米", "元/亩", "百元", "千元", "万元", "亿元", "千元/人", "万元/人"),
    *("百人", "千人", "万人", "户", "天", "日", "季", "季度", "%", "百分比"),
)
_ALL = {narrow(unit).lower() for units in (*_WRITTEN.values(), _OTHERS) for unit in units}
_MARKS = ("", "必填", "选填", "可选", "元", "株", "个", "处", "座", "口")
_IN_BRACKETS = re.compile(r"[（(]([^（()）]*)[)）]")
_APART = re.compile(r"[，,；;、\s]+")


def is_unit_of(unit: str, own: str | None) -> bool:
    """Whether ``unit`` is a way to write the unit ``own`` of a field."""
    known = _WRITTEN.get(own or "", (own,) if own else ())
    return narrow(unit).lower() in {narrow(word).lower() for word in known}


def foreign_unit(title: str, form: Form) -> str | None:
    """The unit that a header names in brackets when it isn't the field's own: ``货币安置标准（万元/人）``."""
    if form.unit is None:
        return None
    for content in _IN_BRACKETS.findall(clean(title)):
        for part in _APART.split(re.sub(r"^单位[：:]?", "", content.strip())):
            if narrow(part).lower() in _ALL and not is_unit_of(part, form.unit):
                return str(part)
    return None


def is_qualified(title: str) -> bool:
    """Whether a heading says in brackets what is neither a unit nor that it must be filled in: （集体土地）."""
    parts = (part for content in _IN_BRACKETS.findall(clean(title)) for part in _APART.split(content.strip()))
    bare = (narrow(re.sub(r"^单位[：:]?", "", part)).lower() for part in parts)
    return any(part not in _ALL and part not in _MARKS for part in bare)
