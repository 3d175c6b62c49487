"""From a tree of raw values to a household: every problem at once, each at its place.

Files, tables and case files all come through here, with values still as they were written.
"""

from collections.abc import Callable, Container, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import ValidationError

from yzcomp import strict_yaml as yml
from yzcomp.forms import clean
from yzcomp.household.catalogue import Catalogue, FactInfo, form_of
from yzcomp.household.fields import Form
from yzcomp.household.models import Facts, Household, with_party
from yzcomp.problems import Path, Place, Problem

#: Where the value at a path stands; for a missing one, where it should be.
Locate = Callable[[Path], Place]


class Intake(NamedTuple):
    """What came of reading a household.

    ``facts`` holds the household even when some values were bad: those are ``None`` there and listed in ``bad``, so
    that the rules can still be asked about the rest. Use ``household`` for one that is good throughout.
    """

    facts: Household | None
    problems: list[Problem]
    locate: Locate
    bad: frozenset[Path] = frozenset()

    @property
    def household(self) -> Household | None:
        return None if self.problems else self.facts


class Tree:
    """A YAML tree with its keys in English: plain data, and the place of everything in it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.data: dict[str, Any] = {}
        self.places: dict[Path, Place] = {}
        self.problems: list[Problem] = []

    def locate(self, path: Path) -> Place:
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, Place(self.file))


def read_node(node: yml.Node | None, file: str, facts: Catalogue) -> Intake:
    """The household that a YAML or JSON tree describes."""
    tree = Tree(file)
    if not isinstance(node, yml.Mapping):
        tree.problems.append(_not_a_mapping(node, file))
        return Intake(None, tree.problems, tree.locate)
    tree.data = _mapping(node, None, (), facts, tree)
    return read_household(tree.data, facts, tree.locate, tree.problems)


def read_household(
    data: Mapping[str, Any], facts: Catalogue, locate: Locate, problems: list[Problem] | None = None
) -> Intake:
    """The household that ``data`` (English keys, raw values) describes; ``problems`` already known come first."""
    found = list(problems or ())
    try:
        household = facts.model.model_validate(data)
    except ValidationError as error:
        bad = [_field_problem(e, facts, locate) for e in error.errors(include_url=False, include_context=True)]
        bad += _empty(data, facts, locate, {p.path[:2] for p in bad})
        paths = frozenset(p.path for p in bad) | {p.path for p in found if p.path}
        return Intake(_salvage(data, facts, paths), found + bad, locate, paths)
    found += _empty(data, facts, locate)
    return Intake(household, found, locate, frozenset(p.path for p in found if p.path))


def _empty(data: Mapping[str, Any], facts: Catalogue, locate: Locate, said: Container[Path] = ()) -> list[Problem]:
    """Records that say nothing: a person of whom nothing is written must not count."""
    paths: list[Path] = [(name, i) for name in facts.records for i, row in enumerate(data.get(name) or ()) if not row]
    return [
        Problem("required", "什么也没有填写", locate(p), field_title(p, facts), remedy="填写内容，或删去这一条", path=p)
        for p in paths
        if p not in said
    ]


def _mapping(node: yml.Mapping, scope: str | None, path: Path, facts: Catalogue, tree: Tree) -> dict[str, Any]:
    words = facts.words(scope)
    data: dict[str, Any] = {}
    used: dict[str, str] = {}
    tree.places[path] = Place(tree.file, node.line, node.column)
    for word, child in node.entries.items():
        place = Place(tree.file, *node.keys[word])
        key = words.get(word.strip())
        if key is None:
            tree.problems.append(_unknown_key(word, words, place))
            continue
        if key in used:
            message = f"与「{used[key]}」是同一项，写了两次"
            tree.problems.append(Problem("duplicate-key", message, place, word, remedy="只保留一处"))
            continue
        used[key] = word
        _entry(key, child, place, (*path, key), scope, facts, tree, data)
    return data


def _entry(
    key: str,
    child: yml.Node,
    key_place: Place,
    path: Path,
    scope: str | None,
    facts: Catalogue,
    tree: Tree,
    data: Any,
) -> None:
    tree.places[path] = Place(tree.file, child.line, child.column)
    if isinstance(child, yml.Scalar) and (child.text is None or not clean(child.text)):
        tree.places[path] = key_place
    elif scope is None and key in facts.records:
        data[key] = _records(child, key, path, facts, tree)
    else:
        data[key] = child.text if isinstance(child, yml.Scalar) else []


def _records(node: yml.Node, scope: str, path: Path, facts: Catalogue, tree: Tree) -> list[dict[str, Any]]:
    title = facts.records[scope].title
    if not isinstance(node, yml.Listing):
        place = Place(tree.file, node.line, node.column)
        tree.problems.append(Problem("wrong-type", "应当是列表", place, title, remedy="每条记录以“- ”开头", path=path))
        return []
    rows: list[dict[str, Any]] = []
    for index, item in enumerate(node.items):
        if isinstance(item, yml.Mapping):
            rows.append(_mapping(item, scope, (*path, len(rows)), facts, tree))
        else:
            place = Place(tree.file, item.line, item.column)
            message = f"第{index + 1}条应当是“键: 值”的一组内容"
            tree.problems.append(Problem("wrong-type", message, place, title, path=(*path, index)))
    return rows


def _not_a_mapping(node: yml.Node | None, file: str) -> Problem:
    if node is None:
        return Problem("empty-file", "文件是空的", Place(file), remedy="写上户编号、户主、安置方式等内容")
    place = Place(file, node.line, node.column)
    hint = None
    if isinstance(node, yml.Scalar) and "：" in (node.text or ""):
        hint = "键后面的全角冒号“：”要改成半角冒号加空格“: ”"
    elif isinstance(node, yml.Scalar) and yml.INVISIBLE.match(node.text or ""):
        hint = f"这一行有看不见的空格，{yml.PLAIN_SPACE}"
    return Problem("wrong-type", "应当是一户的“键: 值”内容", place, remedy=hint or "例如：户主: 张三")


def _unknown_key(word: str, words: Mapping[str, str], place: Place) -> Problem:
    from yzcomp.household.headings import suggestion  # most files need none

    remedy = suggestion(word, words, "删去它，或对照说明改成正确的名称")
    if "：" in word:
        remedy = "键后面的全角冒号“：”要改成半角冒号加空格“: ”"
    return Problem("unknown-key", "没有这一项", place, word, remedy=remedy)


def _field_problem(error: Any, facts: Catalogue, locate: Locate) -> Problem:
    path: Path = tuple(error["loc"])
    info = fact_at(path, facts)
    title = field_title(path, facts)
    if error["type"] == "missing":
        return Problem("required", "必填，没有填写", locate(path[:-1]), title, remedy=_how(info), path=path)
    context = error.get("ctx") or {}
    message = context.get("text", "填写的内容不能使用")
    value = None if info and info.form.private else str(error["input"])
    return Problem(error["type"], message, locate(path), title, value, context.get("remedy"), path)


def fact_at(path: Path, facts: Catalogue) -> FactInfo | None:
    """The definition of the field at a path."""
    if len(path) == 1:
        return facts.fields.get(str(path[0]))
    if len(path) >= 3 and path[0] in facts.records:
        return facts.records[str(path[0])].fields.get(str(path[2]))
    return None


def field_title(path: Path, facts: Catalogue) -> str | None:
    """The Chinese name of what a path leads to: ``房屋第2条 合法建筑面积``."""
    if not path:
        return None
    info = fact_at(path, facts)
    if len(path) == 1:
        return info.title if info else facts.describe(str(path[0]))
    where = facts.describe(str(path[0]), int(path[1]))
    return f"{where} {info.title}" if info else where


def _how(info: FactInfo | None) -> str | None:
    if info is None:
        return None
    if info.form.choices:
        return f"可填：{'、'.join(label for _, label in info.form.choices)}"
    return f"补上{info.title}" + (f"（{info.unit}）" if info.unit else "")


def _salvage(data: Mapping[str, Any], facts: Catalogue, bad: frozenset[Path]) -> Household | None:
    """The household with its bad values left out, built without validation of what is missing."""
    lists = {
        name: tuple(_part(record.model, row, (name, i), bad) for i, row in enumerate(data.get(name) or ()))
        for name, record in facts.records.items()
    }
    own = {k: v for k, v in with_party(data).items() if k not in facts.records}
    salvaged: Household = _part(facts.model, own, (), bad, **lists)
    return salvaged


def _part(model: type[Facts], row: Mapping[str, Any], path: Path, bad: frozenset[Path], **ready: Any) -> Any:
    blank, forms = _blank(model)
    good: dict[str, Any] = blank | ready
    for name, form in forms.items():
        if name in ready:
            continue
        if (*path, name) in bad:
            good[name] = None
        elif row.get(name) is not None:
            good[name] = form.read(row[name])
    return model.model_construct({name for name in row if good.get(name) is not None}, **good)


@lru_cache(maxsize=256)
def _blank(model: type[Facts]) -> tuple[dict[str, Any], dict[str, Form]]:
    """What the fields of a model are where nothing is given, and the forms of those that have one."""
    fields = model.model_fields
    blank = {name: None if info.is_required() else info.default for name, info in fields.items()}
    return blank, {name: form_of(info) for name, info in fields.items() if not isinstance(info.default, tuple)}
