"""A household file as people write it: Chinese keys, units and notes as comments, blanks to be filled in later."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from yzcomp.household.catalogue import Catalogue, FactInfo

#: Words that stand in a YAML file without quotes and are read as they are.
_BARE = re.compile(r"(?!(?:~|null|Null|NULL)$)[\w\u3400-\u9fff（）〔〕、．·㎡][\w\u3400-\u9fff（）〔〕、．·㎡./%-]*")
_HEAD = (
    "# 一户的征收情况，按“{title}”（{document}）填写。",
    "# 可以直接修改，再用 yzcomp calc 计算。# 后面是说明，不起作用；去掉行首的 # 可以补填。",
)


def household_yaml(
    household: Mapping[str, Any],
    records: Mapping[str, Sequence[Mapping[str, Any]]],
    facts: Catalogue,
    *,
    title: str,
    document: str,
) -> str:
    """The text of the file; values are as the fields' forms read them, ``None`` is a blank."""
    lines = [line.format(title=title, document=document) for line in _HEAD]
    for key, value in household.items():
        lines.append(_line(facts.fields[key], value))
    for scope, rows in records.items():
        if rows:
            lines.append(f"{facts.records[scope].title}:")
        for row in rows:
            given = [_line(facts.records[scope].fields[key], value) for key, value in row.items() if value is not None]
            lines += [("  - " if number == 0 else "    ") + line for number, line in enumerate(given)]
    return "\n".join(lines) + "\n"


def _line(info: FactInfo, value: Any) -> str:
    comment = "；".join(part for part in (info.unit, info.note) if part)
    tail = f"   # {comment}" if comment else ""
    key = quoted(info.title)
    return f"# {key}:{tail}" if value is None else f"{key}: {quoted(info.form.written(value))}{tail}"


def quoted(text: str) -> str:
    """A text as a YAML value: bare where nothing can be misread, else in double quotes."""
    if _BARE.fullmatch(text):
        return text
    escaped = "".join(_escaped(char) for char in text)
    return f'"{escaped}"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
