"""Everything that Typer prints by itself, in Chinese.

Typer marks part of its strings for gettext; those are translated here. The rest, usage errors above all, are put into
words of our own by the class of the error.
"""

import gettext
import re
from typing import Any

_WORDS = {
    "Arguments": "参数",
    "Options": "选项",
    "Commands": "命令",
    "Error": "错误",
    "Aborted!": "已中断。",
    "Aborted.": "已中断。",
    "[default: {}]": "[默认：{}]",
    "[env var: {}]": "[环境变量：{}]",
    "[required]": "[必填]",
    "default: {default}": "默认：{default}",
    "env var: {var}": "环境变量：{var}",
    "required": "必填",
    "(dynamic)": "（运行时确定）",
    "(deprecated) ": "（不再使用）",
    "Missing command.": "没有写命令。",
}


_original = gettext.gettext


def install() -> None:
    """Translates Typer's marked strings; must run before Typer is imported."""
    gettext.gettext = lambda message: _WORDS.get(message) or _original(message)


def usage_error(error: Any) -> str:
    """A usage error in Chinese; falls back on naming what was wrong where Typer has a class of its own for it."""
    kind = type(error).__name__
    name = getattr(error, "option_name", None) or ""
    if kind == "NoSuchOption":
        return f"没有选项 {name}{_possible(error)}"
    if kind == "NoSuchCommand" or "No such command" in str(error.message):
        word, *close = re.findall(r"'([^']*)'", str(error.message))
        return f"没有命令“{word}”" + (f"。是不是 {'、'.join(close)}？" if close else "")
    if kind == "MissingParameter":
        return f"缺少{_parameter(error)}"
    if kind == "BadParameter":
        return f"{_parameter(error)} 的值不能使用{_why(error)}"
    if kind == "BadOptionUsage":
        return f"选项 {name} {'后面缺少一个值' if 'requires' in str(error.message) else '后面不能写值'}"
    if kind == "BadArgumentUsage":
        return "参数的个数不对"
    message = str(error.message)
    if "unexpected extra argument" in message:
        return f"多写了参数：{message.rpartition('(')[2].rstrip(')')}"
    return "没有写命令" if "Missing command" in message else "命令的写法不对"


def _possible(error: Any) -> str:
    found = getattr(error, "possibilities", None)
    return f"。是不是 {'、'.join(sorted(found))}？" if found else ""


def _parameter(error: Any) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return "参数"
    if parameter.param_type_name == "argument":
        return f"参数 {parameter.metavar or parameter.name.upper()}"
    return f"选项 {'/'.join(parameter.opts)}"


def _why(error: Any) -> str:
    """What may be written instead: the choices of a parameter, or a reason of our own."""
    choices = getattr(getattr(getattr(error, "param", None), "type_descriptor", None), "choices", None)
    if choices:
        return f"，可用：{'、'.join(str(getattr(choice, 'value', choice)) for choice in choices)}"
    low = getattr(getattr(error, "param", None), "min", None)
    if low is not None:
        return f"：写不小于 {low} 的整数"
    own = str(error.message)
    if "is not readable" in own:
        return "：没有权限读取"
    return f"：{own}" if any("\u4e00" <= char <= "\u9fff" for char in own) else ""
