"""What pydantic finds wrong with a rule or standards file, in Chinese and at its place."""

from collections.abc import Sequence
from typing import Any

from yzcomp.problems import Path, Place, Problem, did_you_mean
from yzcomp.rulebook.nodes import MARKS, Marks

_TEXTS: dict[str, tuple[str, str, str | None]] = {
    "missing": ("required", "必须写，没有写", None),
    "extra_forbidden": ("unknown-key", "没有这一项", "删去它"),
    "model_type": ("wrong-type", "应当是“键: 值”的一组内容", None),
    "model_attributes_type": ("wrong-type", "应当是“键: 值”的一组内容", None),
    "dict_type": ("wrong-type", "应当是“键: 值”的一组内容", None),
    "tuple_type": ("wrong-type", "应当是列表", "每条以“- ”开头，或写在 [ ] 里"),
    "list_type": ("wrong-type", "应当是列表", "每条以“- ”开头，或写在 [ ] 里"),
    "too_short": ("too-short", "内容太少", "至少写一条"),
    "enum": ("not-a-choice", "不是可选的值", None),
    "literal_error": ("not-a-choice", "不是可选的值", None),
}

_BOUND = "at_most: {factors: [{constant: 42000, unit: 元/户}], text: 每户最高42000元}"
#: What to write instead of several values, or of a group, where a key takes one value.
_ONE_VALUE = {
    "of": "一次只写一个；几个的，分成几个项目各写一个",
    "share": "只写百分数，如 5%；百分比是事实的，写 {share: 100%, of: 项目} 再乘这个事实",
    **dict.fromkeys(("at_most", "at_least"), f"因数的限度只写一个数；按别的量封顶、保底的，写在项目上：{_BOUND}"),
    "up_to": "分档的界限只写一个数",
    **dict.fromkeys(("value", "each"), "一档的值只写一个数；各档算法不同的，用 if"),
    "constant": "只写一个数；要用事实或别的因数，写成另一个因数",
}
_COMMA = "{ } 里的文字有逗号会断开：给整段文字加上引号，或改用全角的“，”"
_DIGITS_COMMA = "数字里的逗号在 { } 里会断开：去掉逗号，或给数字加上引号"


#: What pydantic adds to the way to a key that is wrong itself.
_KEY = "[key]"
_SHOWN = 60


def problem_of(error: Any, data: Any, known: Sequence[str] = ()) -> Problem:
    """One pydantic error as a problem placed in ``data``, a plain tree with marks; ``known`` are all keys there are."""
    path: Path = tuple(step for step in error["loc"] if not str(step).startswith("<") and step != _KEY)
    kind, context = error["type"], error.get("ctx") or {}
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), None)
    place = place_of(data, path)
    if kind not in _TEXTS:
        text, remedy = context.get("text") or error["msg"], context.get("remedy")
        if kind == "wrong-type" and (name in _ONE_VALUE or isinstance(error["input"], list)):
            remedy = _ONE_VALUE.get(name or "", _ONE_VALUE["of"])
        elif kind == "unknown-kind" and error["input"] is None and name:
            text, remedy = "后面没有写内容", _DIGITS_COMMA if name.isdigit() else _COMMA
        shown = name if name is None or len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
        return Problem(kind, text, place, shown, remedy=remedy, path=path)
    code, message, remedy = _TEXTS[kind]
    if code == "not-a-choice":
        remedy = f"可写：{context.get('expected', '')}".replace("'", "").replace(" or ", "、").replace(", ", "、")
    if code == "unknown-key":
        remedy = unknown_key(name or "", known, error["input"])
    if kind.startswith("model_") and name in ("at_most", "at_least"):
        remedy = f"写成 {_BOUND}"
    if code == "too-short" and context.get("min_length", 1) > 1:
        message, remedy = f"只写了{context['actual_length']}条", f"至少要写{context['min_length']}条"
    return Problem(code, message, place, name, remedy=remedy, path=path)


def unknown_key(name: str, known: Sequence[str], value: object = "") -> str:
    """What to do about a key that doesn't belong where it stands: what was probably meant by it."""
    if name.isdigit():
        return _DIGITS_COMMA
    if "：" in name:
        return "键后面的全角冒号“：”要改成半角冒号加空格“: ”"
    if name in known:
        return "它不能写在这里，检查缩进和位置"
    return did_you_mean(name, known, _COMMA if value is None else "删去它") or ""


def place_of(data: Any, path: Path) -> Place:
    """Where the value at a path was written; for a missing one, the nearest thing around it."""
    place = Place()
    for step in path:
        if isinstance(data, dict):
            marks: Marks = data.get(MARKS, Marks())
            place = marks.place(str(step))
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
            if isinstance(data, dict):
                place = data.get(MARKS, Marks()).place()
    return place if place.file or not isinstance(data, dict) else data.get(MARKS, Marks()).place()
