"""How much of anything the program takes in before it refuses: one list, raised by ``--limit NAME=VALUE``.

A file may come from anybody, and a few hundred bytes can be made to swell to gigabytes. What is raised is kept in the
environment, so that the processes that this one starts know it too. ``docs/limits.md`` lists them for people.
"""

import os
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from yzcomp.problems import Place, Problem, Refused, did_you_mean

_VARIABLE = "YZCOMP_LIMITS"


class Limit(NamedTuple):
    """What is limited, as people call it; its unit; how much is taken unless more is asked for."""

    title: str
    unit: str
    default: int


LIMITS = {
    "file": Limit("文件大小", "MB", 4000),
    "text": Limit("文本大小", "MB", 20),
    "unpacked": Limit("展开大小", "MB", 100),
    "memory": Limit("读取内存", "MB", 250),
    "seconds": Limit("读取时间", "秒", 4),
    "cells": Limit("单元格", "个", 28_000_000),
    "repeated": Limit("重复单元格", "个", 200_000),
    "strings": Limit("共享文字", "条", 2_000_000),
    "sheets": Limit("工作表", "张", 1000),
    "rows": Limit("行数", "行", 5_000_000),
    "columns": Limit("列数", "列", 16_384),
    "line": Limit("一行的长度", "MB", 1),
    "nesting": Limit("嵌套层数", "层", 40),
    "nodes": Limit("内容项数", "项", 200_000),
    "parts": Limit("规则的部分", "个", 5_000),
    "errors": Limit("显示的问题", "行", 200),
}


def limit(name: str) -> int:
    """How much is taken, in the limit's own unit."""
    return _raised(os.environ.get(_VARIABLE, "")).get(name, LIMITS[name].default)


def exceeded(name: str, place: Place, remedy: str | None = None, most: int | None = None) -> Problem:
    """What is said where a limit is passed: how far it goes (``most`` where it depends on the file), and how it is
    raised."""
    one = LIMITS[name]
    advice = f"{remedy}；" if remedy else ""
    message = f"{one.title}超过{limit(name) if most is None else most}{one.unit}"
    return Problem("limit", message, place, remedy=f"{advice}确实需要时加 --limit {name}=更大的数")


def set_limits(options: Sequence[str]) -> None:
    """Sets the limits that ``--limit NAME=VALUE`` options name, in English or Chinese; raises :class:`Refused`."""
    names = {word: name for name, one in LIMITS.items() for word in (name, one.title)}
    problems, chosen = [], []
    for option in options:
        name, _, value = (part.strip() for part in option.partition("="))
        if name not in names:
            known = "、".join(LIMITS)
            remedy = did_you_mean(name, list(names), f"可用的有：{known}")
            problems.append(Problem("limit-form", f"没有上限“{name}”", field="--limit", remedy=remedy))
        elif not (value.isascii() and value.isdigit() and 0 < len(value) < 16 and int(value)):
            message, remedy = f"“{option}”应当写成 名称=正整数", f"如 --limit {name}={LIMITS[names[name]].default}"
            problems.append(Problem("limit-form", message, field="--limit", remedy=remedy))
        else:
            chosen.append(f"{names[name]}={int(value)}")
    if problems:
        raise Refused(problems)
    os.environ[_VARIABLE] = ",".join(chosen)


@lru_cache(maxsize=4)
def _raised(text: str) -> dict[str, int]:
    parts = (part.partition("=") for part in text.split(","))
    return {name: int(value) for name, _, value in parts if name in LIMITS and value.isdigit()}


#: How deep the parts of a rule may stand inside one another, counting on through the terms and items that they name.
#: The built-in measure needs 15.
RULE_DEPTH = 100
