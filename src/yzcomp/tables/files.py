"""What the command line names, as files: folders opened up, each file with a name of its own for messages."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from yzcomp.problems import Place, Problem
from yzcomp.textfiles import STDIN, UNREADABLE, is_folder, real_path, shown_name, unreadable

TABLE_FILES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


class NamedFile(NamedTuple):
    """A file, what it is called in messages and run.json, and the folder whose tables it belongs to."""

    path: str | Path
    name: str
    folder: str


def named_files(paths: Iterable[str | Path | NamedFile]) -> tuple[list[NamedFile], list[Problem]]:
    """The files of ``paths``, those of a folder by name; the same file twice is a problem."""
    found: list[NamedFile] = []
    problems: list[Problem] = []
    for path in paths:
        if isinstance(path, NamedFile):
            found.append(path)
            continue
        try:
            found += _of_folder(Path(path), problems) if _is_folder(path) else [_single(path)]
        except UNREADABLE as error:
            problems.append(unreadable(path, error))
    return _told_apart(found), [*problems, *_twice(found)]


def _is_folder(path: str | Path) -> bool:
    return str(path) != STDIN and is_folder(path)


def _single(path: str | Path) -> NamedFile:
    name = shown_name(path) if str(path) == STDIN else Path(path).name
    return NamedFile(path, name, str(Path(path).parent))


def _of_folder(folder: Path, problems: list[Problem]) -> list[NamedFile]:
    """The tables of a folder, without the lock and temporary files that spreadsheets leave there."""
    files = [p for p in folder.iterdir() if p.suffix.lower() in TABLE_FILES and not p.name.startswith((".", "~"))]
    if not files:
        problems.append(Problem("empty-file", "文件夹里没有 CSV 或 Excel 文件", Place(str(folder))))
    name = real_path(folder).name
    return [NamedFile(p, f"{name}/{p.name}", str(folder)) for p in sorted(files, key=lambda p: p.name)]


def _told_apart(files: Sequence[NamedFile]) -> list[NamedFile]:
    """Files of one name are called by their folders too, all of them alike."""
    for depth in range(1, 4):
        if len({file.name for file in files}) == len(files):
            break
        files = [
            file if str(file.path) == STDIN else file._replace(name="/".join(real_path(file.path).parts[-depth - 1 :]))
            for file in files
        ]
    return list(files)


def _twice(files: Sequence[NamedFile]) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for file in files:
        real = STDIN if str(file.path) == STDIN else str(real_path(file.path))
        if real in seen:
            message, remedy = "同一个文件给了两次", "只给一次，否则每一户都重复"
            problems.append(Problem("duplicate-input", message, Place(str(file.path)), remedy=remedy))
        seen.add(real)
    return problems
