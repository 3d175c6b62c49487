"""YAML and JSON, read strictly: every value as it was written, with its place, and nothing silently dropped.

Stock YAML turns 68.10 into a float, 0123 into 83, 12:30 into 750, ``no`` into False, and keeps the last of two equal
keys. Here a scalar stays text until the field that it belongs to reads it. The tree is built from libyaml's events
without recursion, so neither deep nesting nor an alias bomb can exhaust anything.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from yzcomp.limits import limit
from yzcomp.problems import Place, Problem

#: Tags that say nothing: a text is what every value is here, until its field reads it.
_PLAIN_TAGS = {"str", "seq", "map"}
_NULLS = {"", "~", "null", "Null", "NULL"}
_FULL_WIDTH_COLON = re.compile(r"^\s*(?:-\s+)?[^\s:#'\"\[{]{1,20}：")
_FULL_WIDTH_BRACE = re.compile("[｛｝［］]")
_FULL_WIDTH_COMMA = re.compile(r"，(?=\s*[A-Za-z_\u4e00-\u9fff]{1,20}\s*[:：])")
#: Blanks that look like a space or like nothing; YAML knows only the plain one before a key and after its colon.
_BLANKS = "".join(map(chr, (0xA0, 0x1680, *range(0x2000, 0x200E), 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF)))
INVISIBLE = re.compile(f"^[ -]*[{_BLANKS}]|^[^:\n#\"']*:[{_BLANKS}]", re.MULTILINE)
_CONTROL = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HALF_WIDTH = {"｛": "{", "｝": "}", "［": "[", "］": "]", "，": ","}
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_SURROGATES = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Scalar(NamedTuple):
    """A value as written; ``None`` for an empty or null one."""

    text: str | None
    line: int
    column: int


class Listing:
    """A list and where it stands."""

    __slots__ = ("column", "items", "line")

    def __init__(self, line: int, column: int) -> None:
        self.line, self.column = line, column
        self.items: list[Node] = []


class Mapping:
    """A mapping, where it stands, and where each of its keys does."""

    __slots__ = ("column", "entries", "keys", "line")

    def __init__(self, line: int, column: int) -> None:
        self.line, self.column = line, column
        self.entries: dict[str, Node] = {}
        self.keys: dict[str, tuple[int, int]] = {}


Node = Scalar | Listing | Mapping


class _Frame:
    """A mapping or list that is still open, and the key that waits for its value."""

    __slots__ = ("key", "node")

    def __init__(self, node: Mapping | Listing) -> None:
        self.node = node
        self.key: Scalar | None = None


class _Abort(Exception):
    """A document that can't be read further, with the problem that stops it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def read_yaml(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The tree of a YAML or JSON text, and its problems: syntax, duplicate keys, aliases, several documents.

    The tree is ``None`` when the text can't be read to its end or holds nothing.
    """
    problems: list[Problem] = []
    if text.lstrip()[:1] in ("{", "["):
        text = _SURROGATES.sub(_join_surrogates, text)
    try:
        return _build(_events(text, file), file, problems), problems
    except _Abort as stop:
        return None, [*problems, stop.problem]


def outer_keys(text: str) -> tuple[list[str], bool]:
    """The keys of the outermost mapping as far as a text can be read, and whether that is one of a list."""
    keys: list[str] = []
    depth, level, listed, is_key = 0, 0, False, False
    try:
        for event in _events(text, ""):
            kind = type(event)
            if kind in _ENDS:
                depth -= 1
                if level and depth < level:
                    break
            elif kind in _CONTENT:
                if level and depth == level:
                    is_key = not is_key
                    if is_key and kind is yaml.ScalarEvent:
                        keys.append(event.value)
                elif not level and kind is yaml.MappingStartEvent:
                    level = depth + 1
                listed = listed or (not level and kind is yaml.SequenceStartEvent)
                depth += kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent)
    except _Abort:
        pass
    return keys, listed


def _join_surrogates(match: re.Match[str]) -> str:
    high, low = int(match.group(1), 16), int(match.group(2), 16)
    return f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08X}"


def _events(text: str, file: str) -> Iterator[Any]:
    try:
        loader = _Loader(text)
        try:
            while loader.check_event():
                yield loader.get_event()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise _Abort(_syntax_problem(error, text, file)) from None
    except (UnicodeError, ValueError):
        raise _Abort(
            Problem("yaml-syntax", "文件含有不能使用的字符", Place(file), remedy="另存为 UTF-8 文本")
        ) from None


def _build(events: Iterator[Any], file: str, problems: list[Problem]) -> Node | None:
    root: Node | None = None
    stack: list[_Frame] = []
    documents = count = 0
    deepest, most = limit("nesting"), limit("nodes")
    for event in events:
        count += 1
        kind = type(event)
        if kind in _ENDS:
            stack.pop()
            continue
        if kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                where = _place(event, file)
                raise _Abort(Problem("yaml-documents", "文件里有多个文档（---）", where, remedy="每个文件只写一个"))
            continue
        if kind not in _CONTENT:
            continue
        if kind is yaml.AliasEvent or event.anchor:
            remedy = "把内容直接写出来"
            raise _Abort(Problem("yaml-alias", "不能使用锚点和引用（& 和 *）", _place(event, file), remedy=remedy))
        if len(stack) > deepest:
            raise _Abort(_too_deep(_place(event, file)))
        if count > most:
            raise _Abort(Problem("yaml-too-large", f"内容超过{most}项", _place(event, file)))
        node = _node(event, kind, file, problems)
        if stack:
            _attach(stack[-1], node, file, problems)
        else:
            root = node
        if kind is not yaml.ScalarEvent:
            stack.append(_Frame(node))  # type: ignore[arg-type]
    return root


_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})
_CONTENT = frozenset({yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent, yaml.AliasEvent})


def _place(event: Any, file: str) -> Place:
    return Place(file, event.start_mark.line + 1, event.start_mark.column + 1)


def _too_deep(place: Place) -> Problem:
    return Problem("yaml-too-deep", f"嵌套超过{limit('nesting')}层", place)


def _node(event: Any, kind: type[Any], file: str, problems: list[Problem]) -> Node:
    mark, tag = event.start_mark, event.tag
    if tag is not None and tag != "!" and str(tag).removeprefix("tag:yaml.org,2002:") not in _PLAIN_TAGS:
        problems.append(Problem("yaml-tag", f"不能使用标签 {tag}", _place(event, file), remedy="去掉它"))
    line, column = mark.line + 1, mark.column + 1
    if kind is yaml.MappingStartEvent:
        return Mapping(line, column)
    if kind is yaml.SequenceStartEvent:
        return Listing(line, column)
    plain = event.style is None or event.style == ""
    return Scalar(None if plain and event.value in _NULLS else event.value, line, column)


def _attach(frame: _Frame, node: Node, file: str, problems: list[Problem]) -> None:
    """Puts a finished child into its parent; a repeated key keeps its first value and is reported."""
    if isinstance(frame.node, Listing):
        frame.node.items.append(node)
        return
    if frame.key is None:
        if not isinstance(node, Scalar):
            raise _Abort(Problem("yaml-key", "键必须是文字", Place(file, node.line, node.column)))
        frame.key = Scalar(node.text or "", node.line, node.column)
        return
    key, frame.key = frame.key, None
    name = key.text or ""
    if not name.isascii() and INVISIBLE.match(name):
        name = name.lstrip(f" -{_BLANKS}")
        problems.append(_invisible(Place(file, key.line, key.column)))
    if name in frame.node.entries:
        first = frame.node.keys[name][0]
        where = Place(file, key.line, key.column)
        problems.append(Problem("duplicate-key", f"重复，第{first}行已经写过", where, name, remedy="只保留一处"))
        return
    frame.node.entries[name] = node
    frame.node.keys[name] = (key.line, key.column)


_SYNTAX = (
    ("found character '\\t'", "缩进用了制表符（Tab）", "改用空格缩进"),
    ("cannot start any token", "有不能用在这里的字符", "含特殊字符的内容请加引号"),
    ("mapping values are not allowed", "这里不应该出现冒号", "检查缩进；含冒号的内容请加引号"),
    ("could not find expected ':'", "这一行缺少冒号", "写成“键: 值”，冒号用半角，后面留一个空格"),
    ("did not find expected key", "这里应当是“键: 值”", "检查缩进、引号和括号"),
    ("did not find expected '-' indicator", "列表的缩进不一致", "同一列表的“-”要对齐"),
    ("did not find expected ',' or", "括号内缺少逗号或右括号", "检查 [ ] 和 { } 是否成对"),
    ("unexpected end of stream", "引号或括号没有关上", "补上右引号或右括号"),
    ("control characters are not allowed", "文件含有不可见的控制字符", "另存为纯文本"),
    ("special characters are not allowed", "文件含有不可见的控制字符", "另存为纯文本"),
)


def _syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    detail = f"{getattr(error, 'problem', None) or getattr(error, 'reason', None) or ''}"
    if "maximum nesting depth" in detail:  # libyaml's own limit, reached while it looks ahead in one line
        return _too_deep(place)
    blank, control = INVISIBLE.search(text), _CONTROL.search(text)
    if blank and (not mark or text.count("\n", 0, blank.end()) <= mark.line):
        return _invisible(_at(blank, text, file))
    if control and not mark:
        place = _at(control, text, file)
    message, remedy = "文件的写法不符合 YAML/JSON 格式", "检查缩进、冒号、引号和括号"
    for needle, found, advice in _SYNTAX:
        if needle in detail:
            message, remedy = found, advice
            break
    if mark and _starts_with_tab(text, mark.line):
        message, remedy = "缩进用了制表符（Tab）", "改用空格缩进"
    hint = slip_hint(text) or full_width_sign_hint(text)
    return Problem("yaml-syntax", message, place, remedy=hint or remedy)


PLAIN_SPACE = "删去它，换成半角空格（空格键在英文状态下打的）"


def _invisible(place: Place) -> Problem:
    return Problem("yaml-syntax", "这里有看不见的空格", place, remedy=PLAIN_SPACE)


def _at(found: re.Match[str], text: str, file: str) -> Place:
    """Where the last character of what was found stands."""
    return Place(file, text.count("\n", 0, found.end()) + 1, found.end() - text.rfind("\n", 0, found.end()) - 1)


def _starts_with_tab(text: str, line: int) -> bool:
    lines = text.splitlines()
    return line < len(lines) and "\t" in lines[line][: len(lines[line]) - len(lines[line].lstrip())]


def slip_hint(text: str) -> str | None:
    """A remedy naming the first line whose key is followed by a full-width colon, the commonest slip of all, or that
    has a blank which is no space."""
    if blank := INVISIBLE.search(text):
        return f"第{_at(blank, text, '').line}行有看不见的空格，{PLAIN_SPACE}"
    for number, line in enumerate(text.splitlines(), 1):
        if _FULL_WIDTH_COLON.match(line) and ": " not in line:
            return f"第{number}行用了全角冒号“：”，改成半角冒号加空格“: ”"
    return None


def full_width_sign_hint(text: str) -> str | None:
    """A remedy naming the first line that has full-width braces, or a full-width comma between braces."""
    for number, line in enumerate(text.splitlines(), 1):
        bare = _QUOTED.sub("", line.partition(" #")[0])
        found = _FULL_WIDTH_BRACE.search(bare) or (_FULL_WIDTH_COMMA.search(bare) if "{" in bare else None)
        if found:
            sign = found.group()[0]
            return f"第{number}行用了全角的“{sign}”，改成半角的“{_HALF_WIDTH[sign]}”"
    return None
