"""What the command line names, as files: folders opened up, each file with a name of its own for messages."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from yzcomp import file_kinds
from yzcomp.problems import Place, Problem
from yzcomp.textfiles import STDIN, UNREADABLE, is_folder, kind_at, real_path, shown_name, unreadable

TABLE_FILES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".parquet")


#: What lies beside tables and holds none: what else is in a folder may be a table that would be missed.
_BESIDE = frozenset(["standards", "rules", "rules-folder", "cases", "cases-folder", "equivalent", "columns", "results"])
_BESIDE |= {"manifest", "report", "schema", "statement", "pdf", "image"}
#: What systems and spreadsheets leave in folders.
_LITTER = (".", "~", "thumbs.db", "desktop.ini", "__macosx")
_NOTES = (".md", ".log", ".lnk", ".url")


class NamedFile(NamedTuple):
    """A file, what it is called in messages and run.json, and the folder whose tables it belongs to.

    ``left`` says why a file of a folder isn't read: an error where it may hold what belongs to the tables.
    """

    path: str | Path
    name: str
    folder: str
    left: Problem | None = None


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
    found = sorted((p for p in folder.iterdir() if not p.name.lower().startswith(_LITTER)), key=lambda p: p.name)
    tables = {p for p in found if p.suffix.lower() in TABLE_FILES and not is_folder(p)}
    kind = file_kinds.of_folder(folder)
    if kind == "results" or not tables:
        empty = Problem("empty-file", "文件夹里没有 CSV、Excel 或 Parquet 文件", Place(str(folder)))
        problems.append(file_kinds.other(kind, "roster", Place(str(folder))) if kind else empty)
        return []
    name = real_path(folder).name
    named = ((p, f"{name}/{p.name}") for p in found)
    return [NamedFile(p, shown, str(folder), None if p in tables else _left(p, shown)) for p, shown in named]


def _left(path: Path, name: str) -> Problem:
    """What stands among tables and is none."""
    kind = kind_at(path)
    if is_folder(path):
        what, door = "文件夹里的文件夹", "把要读的表移到外面来"
    else:
        what, door = file_kinds.KINDS[kind] if kind else ("不是表格的文件", "要读的另存为 .xlsx")
    remedy = f"{door}；不要它就移出这个文件夹，或加 --ignore-extra"
    harmless = kind in _BESIDE or path.suffix.lower() in _NOTES
    level: Literal["error", "warning"] = "warning" if harmless else "error"
    return Problem("file-left", what, Place(name), remedy=remedy, level=level)


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
    for file in (file for file in files if file.left is None):
        real = STDIN if str(file.path) == STDIN else str(real_path(file.path))
        if real in seen:
            message, remedy = "同一个文件给了两次", "只给一次，否则每一户都重复"
            problems.append(Problem("duplicate-input", message, Place(str(file.path)), remedy=remedy))
        seen.add(real)
    return problems
