"""The project file ``yzcomp.yaml``: what a folder of work is computed by, so that no option is typed again."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any, NamedTuple

from yzcomp import strict_yaml as yml
from yzcomp.cases.tree_reader import NodeReader
from yzcomp.cli.console import say_error
from yzcomp.problems import Place, Problem, Refused, by_place
from yzcomp.rulebook.files import digest, packaged_rules
from yzcomp.textfiles import is_file, is_there, read_text

NAME = "yzcomp.yaml"
_WORDS = {
    **{"rules": "rules", "规则": "rules", "standards": "standards", "标准": "standards"},
    **{"readings": "readings", "读法": "readings", "columns": "columns", "列的对照": "columns"},
}
_OFF = "不用项目文件的，加 --no-project"


class Project(NamedTuple):
    """A project file as it was read: its paths are seen from the working folder, readings are written as options."""

    path: Path
    digest: str
    rules: str | None = None
    standards: tuple[Path, ...] = ()
    readings: tuple[str, ...] = ()
    columns: Path | None = None


_used: ContextVar[Project | None] = ContextVar("used", default=None)


def find_project() -> Path | None:
    """The project file of the working folder, or of the nearest folder above that has one."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if is_file(folder / NAME):
            return Path(os.path.relpath(folder, here)) / NAME
    return None


def read_project(path: Path) -> Project:
    """What a project file says; raises :class:`Refused` with everything that is wrong with it, each at its place."""
    text = read_text(path)
    reader = _Reader(path)
    tree, problems = yml.read_yaml(text, str(path))
    reader.nodes.problems += problems
    if tree is None and not problems:
        reader.nodes.say("empty-file", "文件是空的", Place(str(path)))
    elif tree is not None and not isinstance(tree, yml.Mapping):
        remedy = yml.slip_hint(text) or "写成“键: 值”，如 标准: 标准.yaml"
        reader.nodes.say("wrong-type", "应当是“键: 值”的内容", Place(str(path), 1, 1), None, remedy)
    found = reader.project(tree, digest({path.name: text})) if isinstance(tree, yml.Mapping) else None
    if reader.nodes.problems or found is None:
        raise Refused(by_place(problem._replace(remedy=_or_off(problem)) for problem in reader.nodes.problems))
    return found


def _or_off(problem: Problem) -> str:
    return f"{problem.remedy}；{_OFF}" if problem.remedy else _OFF


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path, self.nodes = path, NodeReader(str(path))

    def project(self, tree: yml.Node, digest: str) -> Project:
        entries = self.nodes.entries(tree, _WORDS, "项目文件")
        rules = [*self._named(entries, "rules", "规则")]
        columns = [*self._named(entries, "columns", "列的对照")]
        return Project(
            self.path,
            digest,
            rules[0] if rules else None,
            tuple(map(Path, self._named(entries, "standards", "标准"))),
            tuple(self._readings(*entries["readings"])) if "readings" in entries else (),
            Path(columns[0]) if columns else None,
        )

    def _named(self, entries: Mapping[str, tuple[yml.Node, Place]], key: str, title: str) -> list[str]:
        """The files that stand at a key, as seen from here: each must be there. Rules may be built-in ones, too."""
        found = []
        given = self.nodes.texts(entries[key][0], title) if key in entries else []
        for written, place in given:
            path = self.path.parent / written
            if key == "rules" and packaged_rules(written):
                found.append(written)
            elif is_there(path):
                found.append(str(path))
            else:
                self.nodes.say(
                    "file-not-found", f"没有“{written}”这个文件", place, title, "路径从项目文件所在的文件夹写起"
                )
        if len(given) > 1 and key != "standards":
            self.nodes.say("wrong-type", "只能写一个", given[1][1], title, "只留一个")
        return found

    def _readings(self, node: yml.Node, place: Place) -> list[str]:
        if not isinstance(node, yml.Mapping):
            self.nodes.say("wrong-type", "应当是“名称: 选项”", place, "读法", "每个读法一行，如 rounding: yuan")
            return []
        options = [(name, self.nodes.text(child, name)) for name, child in node.entries.items()]
        return [f"{name}={option}" for name, option in options if option is not None]


def under_project(given: dict[str, Any]) -> None:
    """Fills in what a command was not told by its options from the project file, and names what is used of it; options
    win. What is computed by the record of a finished batch is computed by that alone."""
    _used.set(None)
    path = None if given["no_project"] else find_project()
    inputs = given.get("impact", given.get("inputs")) or ()
    if path is None or ("impact" in given and not inputs):
        return
    batch = next((one for one in inputs if is_file(Path(one) / "run.json")), None)
    if batch is not None:
        say_error(f"没有用项目文件 {path}：{batch} 是算完的结果，按它自己的 run.json。")
        return
    project = read_project(path)
    if used := [*_filled_in(given, project)]:
        _used.set(project)
        say_error(f"项目文件：{path}（{'；'.join(used)}）。")


def used_project() -> Project | None:
    """The project file of which this command uses something."""
    return _used.get()


def _filled_in(given: dict[str, Any], project: Project) -> Iterator[str]:
    """What of a project a command can use and was not told otherwise, filled in and in words."""
    parts: tuple[tuple[str, Any, str], ...] = (
        ("rules", project.rules, "规则"),
        ("standards", [*project.standards], "标准"),
        ("columns", project.columns, "列的对照"),
        ("reading", _others(project, given.get("reading") or ()), "读法"),
    )
    for key, value, title in parts:
        if value and key in given and (key == "reading" or not given[key]):
            yield f"{title} {'、'.join(map(str, value)) if isinstance(value, list) else value}"
            given[key] = [*value, *(given[key] or ())] if key == "reading" else value


def _others(project: Project, options: Sequence[str]) -> list[str]:
    """The readings of a project that no option is about."""
    own = {option.partition("=")[0].strip() for option in options}
    return [reading for reading in project.readings if reading.partition("=")[0] not in own]
