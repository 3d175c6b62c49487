"""Loading a rulebook: read strictly, validate, check. Every problem at once, or a rulebook that can be trusted."""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from yzcomp import strict_yaml as yml
from yzcomp.file_kinds import of_folder, refuse_other
from yzcomp.problems import Place, Problem, Refused, by_place
from yzcomp.rulebook.checks.rulebook import check
from yzcomp.rulebook.files import digest, locate_rules, packaged_rules, plain, rule_files
from yzcomp.rulebook.messages import problem_of
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import MARKS, Marks, known_keys
from yzcomp.textfiles import read_text, shown_name


def load_rulebook(source: str | Path | None = None) -> Rulebook:
    """The rulebook of a file, a folder of files, or a built-in name (default: the built-in measure).

    Raises :class:`Refused` with every problem found, each with file, line and column.
    """
    path = locate_rules(source)
    files, wanted = rule_files(path), None if packaged_rules(source) else "rules"
    if not files:
        refuse_other(of_folder(path), "rules", Place(str(path)))
        raise Refused([Problem("empty-file", "文件夹里没有规则文件（*.yaml）", Place(str(path)))])
    texts = {file.name: read_text(file, wanted) for file in files}
    parts = _Merger(shown_name(path))
    for file in files:
        parts.add(texts[file.name], shown_name(file))
    if parts.data is None:
        raise Refused(parts.problems)
    problems: list[Problem] = []
    rulebook = validate(Rulebook, parts.data, problems)
    if parts.unread:
        problems = [p for p in problems if not _missing_section(p)]
    elif rulebook is not None:
        problems += (problem for problem in check(rulebook) if problem.level == "error")
    problems += parts.problems
    if problems or rulebook is None:
        raise Refused(by_place(problems))
    place = "" if packaged_rules(source) else shown_name(path)
    return rulebook.model_copy(update={"digest": digest(texts), "source": place})


M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], data: Any, problems: list[Problem]) -> M | None:
    """``data`` as a model; what pydantic finds wrong is added to ``problems`` in Chinese, at its place."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        problems += [problem_of(e, data, known_keys()) for e in errors if not _only_a_consequence(e, errors)]
        return None


def _only_a_consequence(error: Any, errors: list[Any]) -> bool:
    """A list that is too short because what stands in it is wrong: that has been said of each part."""
    loc = error["loc"]
    return error["type"] == "too_short" and any(e is not error and e["loc"][: len(loc)] == loc for e in errors)


def _missing_section(problem: Problem) -> bool:
    """That a whole section is missing: it may stand in the file that couldn't be read."""
    return problem.code == "required" and len(problem.path) == 1


class _Merger:
    """The files' top-level sections together; a section belongs to one file only.

    ``unread`` says that the text of some file could not be read to its end, so that what is missing may stand there.
    """

    def __init__(self, source: str) -> None:
        self.sections: dict[str, Any] = {MARKS: Marks(source)}
        self.problems: list[Problem] = []
        self.unread = False

    @property
    def data(self) -> dict[str, Any] | None:
        return self.sections if len(self.sections) > 1 else None

    def add(self, text: str, file: str) -> None:
        tree, found = yml.read_yaml(text, file)
        self.problems += found
        self.unread = self.unread or (tree is None and bool(found))
        data = plain(tree, file)
        if data is None and not found:
            self.problems.append(Problem("empty-file", "文件是空的", Place(file)))
        elif isinstance(data, dict):
            self._add_sections(data)
        elif data is not None:
            self.problems.append(_not_a_mapping(text, file))

    def _add_sections(self, data: dict[str, Any]) -> None:
        marks: Marks = data.pop(MARKS)
        if len(self.sections) == 1:
            self.sections[MARKS] = marks
        for key, value in data.items():
            if key in self.sections:
                other = self.sections[MARKS].place(key)
                message = f"这一部分在 {other} 已经写过"
                again = Problem("duplicate-key", message, marks.place(key), key, remedy="合并到一个文件里")
                self.problems.append(again)
            else:
                self.sections[key] = value
                self.sections[MARKS].keys.setdefault(key, marks.keys[key])


def _not_a_mapping(text: str, file: str) -> Problem:
    remedy = yml.slip_hint(text) or "写成“键: 值”"
    return Problem("wrong-type", "应当是“键: 值”的内容", Place(file, 1, 1), remedy=remedy)
