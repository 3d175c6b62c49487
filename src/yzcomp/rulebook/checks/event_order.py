"""In which order the events of an acquisition come, as far as the names of the dates tell."""

_ORDER = (
    ("born", "birth", "出生", "built", "建成", "竣工", "begun", "开工", "planted", "栽种", "installed", "设置"),
    ("notice", "announc", "告知", "公告", "公布", "发布", "起日", "开始", "起始", "start", "begin"),
    ("survey", "调查", "评估", "勘"),
    ("sign", "签约", "签订", "签字"),
    ("vacat", "moved", "腾", "搬", "交房", "迁出"),
    ("止日", "截止", "结束", "期满", "终止", "deadline", "expir", "ended", "end_on"),
)


def comes_later(first: str, second: str) -> bool:
    """Whether the event that ``first`` names comes after the one that ``second`` names; not where that isn't plain."""
    one, other = _place(first), _place(second)
    return one is not None and other is not None and one > other


def _place(name: str) -> int | None:
    found = {number for number, words in enumerate(_ORDER) if any(word in name.lower() for word in words)}
    return found.pop() if len(found) == 1 else None
