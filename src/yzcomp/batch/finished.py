"""A finished batch as it lies in its folder: its manifest, and where the files are that it was made from."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from yzcomp import file_kinds
from yzcomp import strict_yaml as yml
from yzcomp.batch.folder import RESULTS, refuse_unfinished, results
from yzcomp.batch.manifest import ColumnsUsed, InputFile, Manifest, StandardUsed
from yzcomp.problems import Place, Problem, Refused
from yzcomp.rulebook.files import digest, file_digests
from yzcomp.tables.files import TABLE_FILES, NamedFile, named_files
from yzcomp.textfiles import (
    UNREADABLE,
    is_file,
    is_there,
    kind_at,
    open_file,
    read_text,
    real_path,
    unreadable,
)

MANIFEST = "run.json"


#: Results that earlier releases did not write: a folder of theirs has none.
_LATER = ("questions.csv",)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a finished batch; raises :class:`Refused` when there is none or it makes no sense."""
    refuse_unfinished(folder)
    path = folder / MANIFEST
    place = Place(str(path))
    if not path.exists():
        if not any((folder / name).exists() for name in RESULTS):  # results without run.json are tables too
            file_kinds.refuse_other(kind_at(folder), "results", Place(str(folder)))
        there = "文件夹里没有 run.json，不是算完的批量结果"
        try:
            os.scandir(folder).close()
        except FileNotFoundError:
            there = "没有这个文件夹"
        except UNREADABLE as error:
            raise Refused([unreadable(folder, error)]) from None
        remedy = "指定 yzcomp batch -o 写出的文件夹"
        raise Refused([Problem("file-not-found", there, Place(str(folder)), remedy=remedy)])
    tree = _tree(path)
    try:
        manifest = Manifest.model_validate(_plain(tree))
    except ValidationError as error:
        ways = [e["loc"] for e in error.errors(include_url=False)]
        message = "run.json 的这一项缺少或不对"
        problems = [Problem("manifest", message, _place(tree, way, place), ".".join(map(str, way))) for way in ways]
        raise Refused(problems) from None
    if not set(manifest.outputs) <= set(results(manifest.format)) or manifest.program != "yzcomp":
        raise Refused([Problem("manifest", "不是 yzcomp batch 写的记录", place)])
    lacking = [name for name in results(manifest.format)[:-1] if name not in (*manifest.outputs, *_LATER)]
    if lacking:
        message, remedy = f"没有记下{'、'.join(lacking)}的摘要，不能证明它们没有变", "重新运行 yzcomp batch"
        raise Refused([Problem("manifest", message, place, "outputs", remedy=remedy)])
    return manifest


def _tree(path: Path) -> yml.Mapping:
    """run.json, as strictly as any input: no key twice, no endless nesting, everything with its place."""
    text = read_text(path)
    tree, problems = yml.read_yaml(text, str(path))
    if problems:
        raise Refused(_no_json(problem.place) if problem.code == "yaml-syntax" else problem for problem in problems)
    if not isinstance(tree, yml.Mapping) or not text.lstrip("\ufeff \t\r\n").startswith("{"):
        raise Refused([_no_json(Place(str(path), 1))])
    return tree


def _no_json(place: Place) -> Problem:
    return Problem("manifest", "不是完整的 JSON，读不懂", place, remedy="重新运行 yzcomp batch")


def _plain(node: yml.Node) -> Any:
    if isinstance(node, yml.Mapping):
        return {key: _plain(value) for key, value in node.entries.items()}
    return [_plain(item) for item in node.items] if isinstance(node, yml.Listing) else node.text


def _place(node: yml.Node, way: Sequence[int | str], place: Place) -> Place:
    """Where the value at the end of a way stands, or the last thing on it that there is."""
    for step in way:
        if isinstance(node, yml.Mapping) and step in node.entries:
            place = Place(place.file, *node.keys[str(step)])
            node = node.entries[str(step)]
        elif isinstance(node, yml.Listing) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            place = Place(place.file, node.line, node.column)
    return place


def places_beside(folder: Path) -> list[Path]:
    """Where the files of a batch are looked for: in its folder, in the one above, in the current one."""
    places = [folder, real_path(folder).parent, Path()]
    return list({real_path(place): place for place in places}.values())


#: How a file of corrected households is given where it isn't found.
GIVEN_AGAIN = "用 --replace 指定"


class FoundInput(NamedTuple):
    """An input of the manifest, and the file that stands for it today."""

    recorded: InputFile
    file: NamedFile
    sha256: str

    @property
    def same(self) -> bool:
        return self.sha256 == self.recorded.sha256


def find_inputs(
    inputs: Sequence[InputFile], folder: Path, given: Sequence[str | Path], how: str = "把文件写在命令后面"
) -> list[FoundInput]:
    """The inputs of a batch by name, and by digest where a name leaves it open; raises :class:`Refused`. ``how`` says
    how one is given."""
    files, problems = named_files(given)
    if problems:
        raise Refused(problems)
    named = {Path(file.path): file.name for file in files if file.left is None}
    found: list[FoundInput] = []
    missing: list[Problem] = []
    for recorded in inputs:
        path = _choose(recorded, named, len(inputs)) or _look_around(recorded, folder)
        if path is None:
            remedy = f"放到 {folder} 或它旁边，或{how}"
            missing.append(Problem("input-missing", "没有找到这个输入文件", Place(recorded.name), remedy=remedy))
            continue
        file = NamedFile(path, recorded.name, str(Path(recorded.name).parent))
        found.append(FoundInput(recorded, file, sha256_of(path)))
    used = {Path(f.file.path) for f in found}
    for path in map(Path, given):
        if not any(path == one or path in one.parents for one in used) and not missing:
            missing.append(Problem("input-unknown", "记录里没有这个输入", Place(str(path)), remedy="去掉它"))
    if missing:
        raise Refused(missing)
    return found


def find_replacements(
    manifest: Manifest, folder: Path, given: Sequence[str | Path]
) -> tuple[list[FoundInput], list[str | Path]]:
    """The files of corrected households of a batch, and those of ``given`` that it knew nothing of."""
    known = [one for one in given if any(_is_of(Path(one), recorded) for recorded in manifest.replacements)]
    found = find_inputs(manifest.replacements, folder, known, GIVEN_AGAIN)
    return found, [one for one in given if one not in known]


def _is_of(path: Path, recorded: InputFile) -> bool:
    return path.name == _last(recorded) or (is_file(path) and sha256_of(path) == recorded.sha256)


def files_left(manifest: Manifest) -> list[NamedFile]:
    """The files that lay among the inputs of a batch and were not read."""
    read = {recorded.name for recorded in (*manifest.inputs, *manifest.replacements)}
    left = (part for part in manifest.passed_over if part.file not in read)
    return [NamedFile("", p.file, "", Problem("file-left", p.what, Place(p.file), level="warning")) for p in left]


def _choose(recorded: InputFile, named: dict[Path, str], inputs: int) -> Path | None:
    """The file given for a recorded input: of its name, of its digest, or the only one there is."""
    same_name = [path for path, name in named.items() if name == recorded.name or path.name == _last(recorded)]
    chosen = _best(same_name, recorded.sha256)
    if chosen is None:
        chosen = next((path for path in named if sha256_of(path) == recorded.sha256), None)
    if chosen is None and len(named) == inputs == 1:
        chosen = next(iter(named))
    return chosen


def _look_around(recorded: InputFile, folder: Path) -> Path | None:
    """The file of a recorded input's name beside its results; failing that, one with its very content."""
    around = places_beside(folder)
    parts = (Path(*Path(recorded.name).parts[-depth:]) for depth in range(len(Path(recorded.name).parts), 0, -1))
    candidates = [place / part for part in parts for place in around if is_file(place / part)]
    chosen = _best(candidates, recorded.sha256)
    if chosen is not None:
        return chosen
    tables = (path for place in around for path in _files_in(place, TABLE_FILES))
    return next((path for path in tables if sha256_of(path) == recorded.sha256), None)


def _files_in(place: Path, kinds: Sequence[str]) -> list[Path]:
    try:
        return sorted(path for path in place.iterdir() if path.suffix.lower() in kinds and is_file(path))
    except OSError:
        return []


def _best(candidates: Sequence[Path], sha256: str) -> Path | None:
    if len(candidates) > 1:
        return next((path for path in candidates if sha256_of(path) == sha256), candidates[0])
    return candidates[0] if candidates else None


def _last(recorded: InputFile) -> str:
    return Path(recorded.name).name


def find_standards(manifest: Manifest, folder: Path, given: Sequence[Path]) -> list[Path]:
    """The standards files of a batch, in its order; raises :class:`Refused` for those that aren't found."""
    found, missing = [], []
    for recorded in manifest.standards:
        path = _find(recorded, folder, given)
        if path is None:
            place = Place(recorded.source)
            remedy = f"放到 {folder} 旁边，或用 --standards 指定"
            missing.append(Problem("input-missing", "没有找到这个标准文件", place, remedy=remedy))
        else:
            found.append(path)
    if missing:
        raise Refused(missing)
    return found


def find_columns(manifest: Manifest, folder: Path, given: Path | None) -> Path | None:
    """The column map of a batch, if it had one; raises :class:`Refused` where it isn't found."""
    if manifest.columns is None:
        return given
    path = _find(manifest.columns, folder, [given] if given is not None else [])
    if path is None:
        place, remedy = Place(manifest.columns.source), f"放到 {folder} 旁边，或用 --columns 指定"
        raise Refused([Problem("input-missing", "没有找到这份列的对照", place, remedy=remedy)])
    return path


def _find(recorded: StandardUsed | ColumnsUsed, folder: Path, given: Sequence[Path]) -> Path | None:
    """The file that stands for a recorded one: of its name and digest, among those given or else around."""
    around = [place / Path(recorded.source).name for place in places_beside(folder)]
    candidates = [path for path in given if path.name == recorded.source] or list(given)
    candidates = candidates or [path for path in around if is_file(path)]
    return next((p for p in candidates if _digest(p) == recorded.digest), candidates[0] if candidates else None)


def find_rules(manifest: Manifest, folder: Path, given: str | None) -> str | None:
    """The rules of a batch: those given, those of the recorded name beside it, or the built-in ones."""
    recorded = manifest.rulebook
    if given is not None or recorded.source is None:
        return given
    name = Path(recorded.source).name
    around = [(place / name).absolute() for place in places_beside(folder)]
    found = [str(path) for path in around if is_there(path)]
    same = (path for path in found if file_digests(path, recorded.digest))
    return next(same, found[0] if found else name)


def lookalikes(manifest: Manifest, folder: Path, found: Sequence[FoundInput], sources: Iterable[str]) -> Iterator[str]:
    """Files beside a batch that pass for one that it was made from and aren't it, in Chinese: of the same name, or
    standards of the same title, with other content. ``sources`` are the rules, standards and column map in use."""
    around = places_beside(folder)[:2]
    used = {real_path(path) for path in (*(f.file.path for f in found), *sources)}
    for recorded in (*manifest.inputs, *manifest.replacements):
        parts = Path(recorded.name).parts
        named = dict.fromkeys(place / Path(*parts[-depth:]) for place in around for depth in range(1, len(parts) + 1))
        for path in named:
            if is_file(path) and real_path(path) not in used and sha256_of(path) != recorded.sha256:
                yield f"输入 {recorded.name}：旁边还有同名的 {path}，内容不同，没有用它"
    texts = [path for place in around for path in _files_in(place, (".yaml", ".yml")) if real_path(path) not in used]
    others = [("标准文件", used.source, used.digest, used.title) for used in manifest.standards]
    others += [("列的对照", used.source, used.digest, "") for used in (manifest.columns,) if used is not None]
    for what, source, digest_of, title in others:
        for path in texts:
            same = "同名" if path.name == Path(source).name else "同一标题" if title and _title(path) == title else ""
            if same and _digest(path) != digest_of:
                yield f"{what} {source}：旁边还有{same}的 {path}，内容不同，没有用它"


def _title(path: Path) -> str | None:
    """What a standards file calls itself."""
    try:
        tree, _ = yml.read_yaml(read_text(path), path.name)
    except Refused:
        return None
    for key in ("standard", "title"):
        tree = tree.entries.get(key) if isinstance(tree, yml.Mapping) else None
    return tree.text if isinstance(tree, yml.Scalar) else None


def _digest(path: Path) -> str:
    try:
        return f"sha256:{sha256_of(path)}" if kind_at(path) == "workbook" else digest({path.name: read_text(path)})
    except Refused:
        return ""


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file; raises :class:`Refused` when it can't be read."""
    try:
        with open_file(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except UNREADABLE as error:
        raise Refused([unreadable(path, error)]) from None
