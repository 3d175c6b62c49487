"""What cases can exercise: every branch, limit, step, option and clause of a rulebook, as points to be ticked off."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from yzcomp.problems import Place
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.logic import lists_of, may_be_unpaid
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import Node, NodePath, Visit
from yzcomp.rulebook.walk import called, deciding, facts_named, owner, part_at
from yzcomp.rulebook.wording import Wording, span_of, steps_of


def written(path: NodePath) -> str:
    """A path as text; names are those of the rule files, not Python's."""
    return ".".join(str(step).rstrip("_") for step in path)


def place_at(root: Node, path: NodePath) -> Place:
    """Where a part is written; a bare number in a list of cases has no marks of its own: what holds it says where."""
    parts = (part_at(root, path[:end]) for end in range(len(path), 0, -1))
    return next((part.at.place() for part in parts if isinstance(part, Node) and part.at.line), Place())


def in_brackets(place: Place) -> str:
    """A place as the end of a line: the file as seen from the current folder, a built-in one by its name alone."""
    file = Path(place.file)
    shown = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
    known = place._replace(file=shown.name if shown.is_absolute() else str(shown))
    return f"（{known}）" if place.file else ""


def whose(rulebook: Rulebook, path: NodePath) -> str:
    """Whose part this is, as people call it: ``搬家补助费``, ``约定“合法房屋”``."""
    section = str(path[0])
    if len(path) < 2 or section not in ("terms", "requirements", "notices", "items"):
        return owner(section, "")
    return owner(section, called(getattr(rulebook, section)[path[1]]))


GROUPS = ("项目", "条件", "前提", "限额", "分档", "情形", "读法", "选项", "条文")
_LIMITS = {"at_most": "上限", "at_least": "下限", "round": "进整"}


class Point(NamedTuple):
    """One thing to be exercised: ticked off when every one of ``needs`` was seen."""

    group: str
    text: str
    place: Place
    needs: tuple[object, ...]


def points(rulebook: Rulebook) -> Iterator[Point]:
    """All points of a rulebook, in the order of its files."""
    for key, item in rulebook.items.items():
        yield Point("项目", f"{item.name}：没有付它的案例", item.at.place(), (("item", key, "paid"),))
        if may_be_unpaid(item, rulebook):
            yield Point("项目", f"{item.name}：没有不付它的案例", item.at.place(), (("item", key, "not_paid"),))
        for name in ("at_most", "at_least"):
            if getattr(item, name) is not None:
                what = f"{item.name}的{_LIMITS[name]}（{getattr(item, name).text}）"
                yield from _both("限额", what, item.at.place(name), ("cap", key, name), ("起作用", "不起作用"))
    wording = Wording(rulebook)
    for visit in deciding(rulebook):
        if (
            visit.path and visit.path[0] != "clauses"
        ):  # the register decides nothing; its articles have points of theirs
            yield from _of_node(visit, wording)
    yield from _requirements(rulebook)
    yield from _readings(rulebook)
    yield from _choices(rulebook)
    yield from _clauses(rulebook)


def _both(group: str, what: str, place: Place, key: tuple[object, ...], words: tuple[str, str]) -> Iterator[Point]:
    for value, word in ((True, words[0]), (False, words[1])):
        yield Point(group, f"{what}（没有{word}的案例）", place, ((*key, value),))


def _of_node(visit: Visit, wording: Wording) -> Iterator[Point]:
    path, node, scope = visit
    place, owner = node.at.place(), whose(wording.rulebook, path)
    match node:
        case c.FactTest() | c.ValueTest() | c.ReadingTest() | c.Every() | c.Some():
            what = f"{owner}：{wording.part(node, scope)}"
            yield from _both("条件", what, place, (id(node),), ("成立", "不成立"))
        case f.Tier():
            for index, text in enumerate(steps_of(node)):
                yield Point("分档", f"{owner}：没有落在“{text}”的案例", place, ((id(node), index),))
        case f.ByCase() if path[0] != "rounding":  # those of rounding are the options of its reading
            labels = wording.cases(node, scope)
            for key, case in node.cases.items():
                text = f"{owner}：“{labels.get(key, key)}”的情形没有案例"
                yield Point("情形", text, place_at(wording.rulebook, (*path, "cases", key)), ((id(case), "reached"),))
        case f.Dated():
            for index, period in enumerate(node.periods):
                text = f"{owner}：“{span_of(period)}”一段没有案例"
                yield Point("情形", text, period.at.place(), ((id(node), index),))
    yield from _listed(visit, owner, wording)
    if isinstance(node, f.Factor) and node.bounded:
        for name, title in _LIMITS.items():
            if getattr(node, name) is not None:
                what = f"{owner}：{wording.part(node, scope)}的{title}"
                for value, word in ((True, "起作用"), (False, "不起作用")):
                    yield Point("限额", f"{what}（没有{word}的案例）", place, ((id(node), (name, value)),))


def _listed(visit: Visit, owner: str, wording: Wording) -> Iterator[Point]:
    """The values that an ``in`` or an ``as`` lists."""
    node = visit.node
    if isinstance(node, c.FactTest) and node.in_ is not None:
        words: tuple[str, ...] = node.in_
    elif isinstance(node, f.FactValue) and node.as_:
        words = tuple(node.as_)
    else:
        return
    info = wording.facts.find(node.fact, visit.scope)
    assert info is not None
    for word in words:
        text = f"{owner}：{info.title}为“{info.label(word)}”的情形没有案例"
        yield Point("情形", text, node.at.place(), ((id(node), info.form.read(word)),))


def _requirements(rulebook: Rulebook) -> Iterator[Point]:
    for key, rule in rulebook.requirements.items():
        yield Point("前提", f"没有因为“{rule.message}”退回的案例", rule.at.place(), (("check", key),))


def _readings(rulebook: Rulebook) -> Iterator[Point]:
    for name, reading in rulebook.readings.items():
        for key, option in reading.options.items():
            text = f"读法 {name}={key}（{reading.name}取“{option.name}”）：没有受它影响的案例"
            yield Point("读法", text, option.at.place(), (("reading", name, key),))


def choice_facts(rulebook: Rulebook) -> list[tuple[str | None, str]]:
    """The choice facts that rules name, and those of every list that items are about, each with its list."""
    found: dict[tuple[str | None, str], None] = {}
    for _, node, scope in deciding(rulebook):
        if isinstance(node, c.FactTest) and node.given is not None:
            continue  # whatever was given will do
        for _, info in facts_named(node, scope, rulebook):
            if info.form.choices and info.source is None:
                found[(info.scope, info.key)] = None
    lists = {name for item in rulebook.items.values() for name in lists_of(item, rulebook)}
    for name, record in rulebook.catalogue.records.items():
        for info in record.fields.values() if name in lists else ():
            if info.form.choices:
                found[(name, info.key)] = None
    return list(found)


def _choices(rulebook: Rulebook) -> Iterator[Point]:
    facts = rulebook.catalogue
    for scope, key in choice_facts(rulebook):
        info = facts.of(scope)[key]
        for option, label in info.form.choices:
            text = f"{facts.describe(scope)}的{info.title}：没有为“{label}”的案例"
            yield Point("选项", text, Place(), (("value", scope, key, option),))


def _clauses(rulebook: Rulebook) -> Iterator[Point]:
    """A clause is exercised when all that it computes is paid, all that it checks refused, all that it says said.

    Where it says whom it is about, each of these is a point of its own.
    """
    wording = Wording(rulebook)
    for index, clause in enumerate(rulebook.clauses):
        needs: list[object] = [("item", key, "paid") for key in clause.items]
        needs += [("check", key) for key in clause.checks]
        needs += [("notice", key) for key in clause.notices]
        needs += [("withheld",)] if clause.withholding else []
        if needs:
            text = f"{clause.article}：它的项目、核对和提示没有全部用到（{clause.summary}）"
            yield Point("条文", text, clause.at.place(), tuple(needs))
        for number, part in enumerate(clause.applies):
            text = f"{clause.article}：没有这样的案例，{wording.application(part)}（{clause.summary}）"
            yield Point("条文", text, part.at.place(), (("applies", index, number),))
