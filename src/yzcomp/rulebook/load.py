"""Loading a rulebook: read strictly, validate, check. Every problem at once, or a rulebook that can be trusted."""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from yzcomp import strict_yaml as yml
from yzcomp.problems import Place, Problem, Refused, by_place
from yzcomp.rulebook.check import check
from yzcomp.rulebook.files import digest, locate_rules, plain, rule_files
from yzcomp.rulebook.messages import problem_of
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import MARKS, Marks, known_keys
from yzcomp.textfiles import read_text, shown_name


def load_rulebook(source: str | Path | None = None) -> Rulebook:
    """The rulebook of a file, a folder of files, or a built-in name (default: the built-in measure).

    Raises :class:`Refused` with every problem found, each with file, line and column.
    """
    path = locate_rules(source)
    files = rule_files(path)
    if not files:
        raise Refused([Problem("empty-file", "文件夹里没有规则文件（*.yaml）", Place(str(path)))])
    texts = {file.name: read_text(file) for file in files}
    data, problems = _merge({shown_name(file): texts[file.name] for file in files}, shown_name(path))
    if data is None:
        raise Refused(problems)
    rulebook = validate(Rulebook, data, problems)
    if rulebook is not None:
        problems += check(rulebook)
    if problems or rulebook is None:
        raise Refused(by_place(problems))
    return rulebook.model_copy(update={"digest": digest(texts)})


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


def _merge(texts: dict[str, str], source: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The files' top-level sections together; a section belongs to one file only."""
    merged: dict[str, Any] = {MARKS: Marks(source)}
    problems: list[Problem] = []
    for file, text in texts.items():
        tree, found = yml.read_yaml(text, file)
        problems += found
        data = plain(tree, file)
        if data is None and not found:
            problems.append(Problem("empty-file", "文件是空的", Place(file)))
        elif isinstance(data, dict):
            _add_sections(data, merged, problems)
        elif data is not None:
            problems.append(_not_a_mapping(text, file))
    return (merged if len(merged) > 1 else None), problems


def _add_sections(data: dict[str, Any], merged: dict[str, Any], problems: list[Problem]) -> None:
    marks: Marks = data.pop(MARKS)
    if len(merged) == 1:
        merged[MARKS] = marks
    for key, value in data.items():
        if key in merged:
            other = merged[MARKS].place(key)
            message = f"这一部分在 {other} 已经写过"
            problems.append(Problem("duplicate-key", message, marks.place(key), key, remedy="合并到一个文件里"))
        else:
            merged[key] = value
            merged[MARKS].keys.setdefault(key, marks.keys[key])


def _not_a_mapping(text: str, file: str) -> Problem:
    remedy = yml.full_width_colon_hint(text) or "写成“键: 值”"
    return Problem("wrong-type", "应当是“键: 值”的内容", Place(file, 1, 1), remedy=remedy)
