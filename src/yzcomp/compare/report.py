"""The differences of two rulebooks for people, for spreadsheets and for programs."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.text import Text

from yzcomp.compare.difference import Difference
from yzcomp.output.wrapping import wrap
from yzcomp.problems import Place
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.origin import reference, titled
from yzcomp.rulebook.walk import SECTIONS

#: The two groups of differences: by whether an amount or the acceptance of a household may rest on them.
GROUPS = {True: "影响金额或受理", False: "只涉及文字、依据、提示和登记"}
COLUMNS = (
    ("group", "类别"),
    ("section", "部分"),
    ("key", "键"),
    ("name", "名称"),
    ("article", "依据"),
    ("sentence", "不同"),
    ("old", "原"),
    ("new", "新"),
    ("old_place", "原位置"),
    ("new_place", "新位置"),
    ("items", "用于"),
)


class Pair(NamedTuple):
    """The two rulebooks and what differs, as it is told."""

    old: Rulebook
    new: Rulebook
    differences: Sequence[Difference]


def print_differences(pair: Pair, console: Console) -> None:
    """Which rulebooks, then what differs, money first."""
    for title, rulebook in (("原", pair.old), ("新", pair.new)):
        _line(console, f"{title}：{_which(rulebook)}", 0, 4)
        _line(console, f"摘要 {rulebook.digest}", 4, 4, "dim")
    if not pair.differences:
        same = pair.old.digest == pair.new.digest
        console.print(Text(f"\n两套规则没有不同{'' if same else '（只是文件里的写法不同）'}。"))
        return
    for matters, title in GROUPS.items():
        group = [difference for difference in pair.differences if difference.matters is matters]
        console.print(Text(f"\n{title}：{f'{len(group)} 处' if group else '没有不同'}", style="bold"))
        _print_group(group, console)


def _which(rulebook: Rulebook) -> str:
    return f"{titled(rulebook)}，编号 {rulebook.rulebook.id}，{_folder(rulebook)}"


def _folder(rulebook: Rulebook) -> str:
    files = {node.at.file for node in rulebook.parts() if node.at.file}
    return next(iter(files)) if len(files) == 1 else str(Path(rulebook.at.file).parent)


def _print_group(group: Sequence[Difference], console: Console) -> None:
    for (owner, article, items), part in groupby(group, lambda d: (d.owner, d.article, d.items)):
        tail = f"　用于{'、'.join(items)}" if items else ""
        _line(console, owner + (f"（{article}）" if article else "") + tail, 2, 4, "bold")
        for difference in part:
            _line(console, difference.change.sentence, 4, 6)
            _line(console, _places(difference), 6, 6, "dim")


def _line(console: Console, text: str, first: int, rest: int, style: str = "") -> None:
    """A wrapped line, its continuations indented."""
    lines = wrap(text, console.width - max(first, rest))
    console.print(Text(" " * first + f"\n{' ' * rest}".join(lines), style=style))


def _places(difference: Difference) -> str:
    change = difference.change
    pairs = (("原", change.old_place), ("新", change.new_place))
    return "　".join(f"{title} {_short(place)}" for title, place in pairs if place is not None)


def _short(place: Place) -> str:
    """File and line; which folder is told above."""
    name = Path(place.file).name
    return f"{name}:{place.line}" if place.line is not None else name


def difference_rows(pair: Pair, english: bool) -> Iterator[list[str]]:
    """A row a difference, as :data:`COLUMNS` name its cells."""
    for difference in pair.differences:
        data = difference_data(difference)
        group = data["group"] if english else GROUPS[difference.matters]
        section = difference.section if english else SECTIONS[difference.section]
        change = difference.change
        places = [_full(place) for place in (change.old_place, change.new_place)]
        what = [group, section, difference.key, difference.name, difference.article]
        yield [*what, change.sentence, change.old, change.new, *places, "、".join(difference.items)]


def _full(place: Place | None) -> str:
    if place is None:
        return ""
    return f"{place.file}:{place.line}" if place.line is not None else place.file


def differences_data(pair: Pair) -> dict[str, Any]:
    """Both rulebooks and all differences for programs."""
    return {
        "old": reference(pair.old),
        "new": reference(pair.new),
        "same": not pair.differences,
        "differences": [difference_data(difference) for difference in pair.differences],
    }


def difference_data(difference: Difference) -> dict[str, Any]:
    """One difference for programs."""
    change = difference.change
    return {
        "group": "money" if difference.matters else "words",
        "section": difference.section,
        "key": difference.key,
        "name": difference.name,
        "article": difference.article,
        "sentence": change.sentence,
        "old": change.old,
        "new": change.new,
        "old_place": _place_data(change.old_place),
        "new_place": _place_data(change.new_place),
        "items": list(difference.items),
    }


def _place_data(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else {"file": place.file, "line": place.line, "column": place.column}
