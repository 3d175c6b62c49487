"""File names with ``*``, ``?`` or ``[…]`` that the shell has left as they are, as that of Windows does."""

import glob
from pathlib import Path
from typing import Any

from yzcomp.problems import Place, Problem, Refused
from yzcomp.textfiles import is_there

#: How help calls what is read; and the options of those names that are written.
_READ = {"输入", "文件", "规则", "原规则", "新规则", "案例", "记录", "结果文件夹", "抽样表", "名单"}
_WRITTEN = {"output", "workbook", "junit", "fix_up"}


def expand(parameters: list[Any], values: dict[str, Any]) -> None:
    """Puts the files that match in place of each pattern; raises :class:`Refused` where there are none, or several
    and one only may be given."""
    for parameter in parameters:
        name, value = parameter.name, values.get(parameter.name)
        if parameter.metavar not in _READ or name in _WRITTEN or value is None:
            continue
        if isinstance(value, list | tuple):
            values[name] = [found for one in value for found in _matching(one)]
            continue
        found = _matching(value)
        if len(found) > 1:
            some = "、".join(map(str, found[:5])) + ("……" if len(found) > 5 else "")
            message = f"有 {len(found)} 个文件与它相符（{some}），这里只能写一个"
            raise Refused([Problem("several-files", message, Place(str(value)), remedy="写明是哪一个")])
        values[name] = found[0]


def _matching(value: Any) -> list[Any]:
    """The files of a pattern in the order of their names, without what spreadsheets leave; any other value as it is."""
    text = str(value)
    if not glob.has_magic(text) or is_there(text):
        return [value]
    paths = [path for path in glob.glob(text) if not Path(path).name.startswith("~")]  # noqa: PTH207 - as it was typed
    if not paths and set(text) & set("*?"):
        remedy = "检查文件名和所在的文件夹"
        raise Refused([Problem("file-not-found", "没有与它相符的文件", Place(text), remedy=remedy)])
    return [type(value)(path) for path in sorted(paths)] or [value]
