"""The units that people write behind numbers, into headers and above tables: each is known and fits, or is refused.

What converts exactly is converted; ㎡ and 亩, of which one is 666.67 of the other, never are.
"""

import re
from decimal import Decimal

from yzcomp.forms import alike, clean
from yzcomp.household.fields import Form

#: How people write the unit of a field.
_WRITTEN = {
    "亩": ("亩", "市亩"),
    "㎡": ("㎡", "m2", "m^2", "平方米", "平米", "平方", "m²", "sqm"),
    "人": ("人", "个人", "口", "人口", "口人"),
    "个月": ("个月", "月"),
    "年": ("年",),
    "元/人": ("元/人", "元", "元每人", "元/每人", "人民币元"),
    "元": ("元", "人民币元", "人民币", "圆", "元整", "rmb"),
}
#: What one of another unit is in a field's own.
_EXACT: dict[str, dict[str, Decimal | int]] = {
    "亩": {"公顷": 15, "ha": 15, "hm2": 15, "hm²": 15, "顷": 100, "分": Decimal("0.1"), "市分": Decimal("0.1")},
    "元": {"万元": 10_000, "万": 10_000, "千元": 1000, "百元": 100, "亿元": 100_000_000, "角": Decimal("0.1")},
    "元/人": {"万元/人": 10_000, "万元": 10_000, "万元每人": 10_000, "千元/人": 1000, "千元": 1000},
}
#: Units that may be written by mistake, besides those above.
_OTHERS = (
    *("平方公里", "平方千米", "km2", "km²", "公亩", "平方尺", "平方丈", "平方市尺", "平尺", "立方米", "m3", "m³", "厘"),
    *(
        "米",
        "m",
        "公里",
        "里",
        "延米",
        "元/㎡",
        "元/m2",
        "元/平方米",
        "元/平米",
        "元/亩",
        "百元",
        "亿元",
        "角",
        "斤",
        "公斤",
    ),
    *(
        "吨",
        "百人",
        "千人",
        "万人",
        "户",
        "天",
        "日",
        "季",
        "季度",
        "%",
        "百分比",
        "间",
        "栋",
        "棵",
        "株",
        "公分",
        "厘米",
    ),
    *("万元/亩", "百平方米", "百㎡", "千平方米", "千㎡", "万亩", "千亩", "百亩", "半年", "周"),
)


def _key(unit: str) -> str:
    return re.sub(r"[\s.]", "", alike(unit).replace("／", "/").replace("²", "2"))


_KNOWN = {_key(u) for units in (*_WRITTEN.values(), *_EXACT.values(), _OTHERS) for u in units}
#: Units that no other words hold by chance, the longest first: these are found whatever stands around them.
_BY_CHANCE = ("人口", "百分比", "平方", "口人", "半年", "个人", "个月", "季度")
_PLAIN = sorted(
    (
        unit
        for unit in _KNOWN.difference(_BY_CHANCE)
        if (len(unit) > 1 and not unit.isascii()) or unit in ("亩", "m2", "km2", "hm2", "m^2")
    ),
    key=lambda unit: (-len(unit), unit),
)
_WITHIN = re.compile(f"([十百千万亿\\d]?)({'|'.join(map(re.escape, _PLAIN))})")
_IN_BRACKETS = re.compile(r"[（(\[【〔]([^（()）\[\]【】〔〕]*)[)）\]】〕]")
_APART = re.compile(r"[，,；;、\s和及或]+")
_SAID = re.compile(r"^(面积|数量|金额|计量)?(单位)?(名称)?[为是按以：:]?|[计填]?$")
#: ``单位：平方米``, but not who fills in the table: ``填报单位：村委会``.
_LINE = re.compile(
    r"(?<!填报)(?<!编制)(?<!填表)(?<!报送)(?<!主管)(?<!上报)(?<!制表)单\s*位\s*[：:为是]\s*(.+)", re.DOTALL
)
_AREAS = {_key(u) for own in ("亩", "㎡") for u in (*_WRITTEN[own], *_EXACT.get(own, ()))} | {
    *map(_key, _OTHERS[: _OTHERS.index("立方米")]),
    *("百平方米", "百m2", "千平方米", "千m2", "万亩", "千亩", "百亩", "厘"),
}


def is_unit_of(unit: str, own: str | None) -> bool:
    """Whether ``unit`` is a way to write the unit ``own`` of a field."""
    return _key(unit) in {_key(word) for word in _WRITTEN.get(own or "", (own,) if own else ())}


def factor(unit: str, own: str | None) -> Decimal | None:
    """What one ``unit`` is in a field's ``own`` unit, where that is exact; ``None`` where it isn't."""
    if is_unit_of(unit, own):
        return Decimal(1)
    found = next((number for word, number in _EXACT.get(own or "", {}).items() if _key(word) == _key(unit)), None)
    return None if found is None else Decimal(found)


def units_in(text: str) -> list[str]:
    """The units that some words name: each whole part that is one, and those that can mean nothing else."""
    found: list[str] = []
    for part in _APART.split(clean(text)):
        word = _SAID.sub("", part)
        if _key(word) in _KNOWN:
            found.append(word)
        else:
            found += ["".join(match.groups()) for match in _WITHIN.finditer(_key(part))]
    return found


def title_units(title: str, own_title: str) -> list[str]:
    """The units that a header names: in brackets, or after the field's own title."""
    found = [unit for content in _IN_BRACKETS.findall(clean(title)) for unit in units_in(content)]
    rest = _IN_BRACKETS.sub("", clean(title)).removeprefix(own_title)
    return found or ([] if rest == clean(title) else units_in(rest))


def line_units(text: str) -> list[str]:
    """The units that a line above or below a table names: ``单位：平方米、亩``."""
    match = _LINE.search(clean(text))
    if match is None:
        return []
    words = re.split(r"[）)】。\n]", match[1])[0]
    return units_in(words)


def unit_of(units: list[str], form: Form, of_column: bool) -> str | None:
    """Which of the ``units`` named a field is written in; ``None`` for its own, or where none is about its kind.

    What a column's header names is about that column; what a whole table's line names need not be.
    """
    if form.unit is None or not units or any(is_unit_of(unit, form.unit) for unit in units):
        return None
    if of_column:
        return "、".join(units)
    alike = [unit for unit in units if _kind(unit) == _kind(form.unit)]
    return "、".join(dict.fromkeys(alike)) or None


def is_qualified(title: str) -> bool:
    """Whether a heading says in brackets what is neither a unit nor that it must be filled in: （集体土地）."""
    parts = (part for content in _IN_BRACKETS.findall(clean(title)) for part in _APART.split(content.strip()))
    bare = (_key(_SAID.sub("", part)) for part in parts)
    return any(part not in _KNOWN and part not in _MARKS for part in bare)


def _kind(unit: str) -> str:
    word = _key(unit)
    if "元" in word:
        return "money"
    return "area" if word in _AREAS else word


_MARKS = ("", "必填", "选填", "可选", "元", "株", "个", "处", "座", "口")
