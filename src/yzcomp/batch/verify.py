"""Proves a finished batch again: computes it anew from what run.json says, and tells what is no longer the same."""

import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from yzcomp import __version__
from yzcomp.batch import differences as d
from yzcomp.batch.finished import (
    GIVEN_AGAIN,
    MANIFEST,
    FoundInput,
    files_left,
    find_columns,
    find_inputs,
    find_rules,
    find_standards,
    lookalikes,
    read_manifest,
    sha256_of,
)
from yzcomp.batch.manifest import Manifest
from yzcomp.batch.manifests import short_digests, sources_changed, told_otherwise, written_otherwise
from yzcomp.batch.options import BatchOptions
from yzcomp.batch.run import run_batch
from yzcomp.engine.evaluator import Evaluator
from yzcomp.problems import Refused
from yzcomp.rulebook.load import load_rulebook
from yzcomp.rulebook.standards import load_standards
from yzcomp.tables.csvfile import SPOOLED, spooled
from yzcomp.temporary import private_folder
from yzcomp.textfiles import STDIN
from yzcomp.watch import noted, refuse_changed, watching

#: How many differing lines are kept to be shown.
SHOWN = 20
_COMPARED: dict[str, Callable[[Path, Path], Iterator[d.Difference]]] = {
    "items": d.item_differences,
    "totals": d.total_differences,
    "questions": d.question_differences,
    "rejected": d.rejected_differences,
}


class Verification(NamedTuple):
    """What a proof came to. ``by`` names everything that it went by with its digest, ``changes`` what is no longer as
    recorded, ``doubts`` what a person has to look at though every result stands; ``lines`` are the first of those that
    differ, ``differing`` and ``households`` how many there are and of how many households; ``compared`` is no where a
    result could not be read."""

    manifest: Manifest
    by: tuple[str, ...]
    changes: list[str]
    lines: list[d.Difference]
    differing: int
    households: int
    compared: bool = True
    doubts: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether every result is, to the byte, what comes out today."""
        return not self.changes and not self.differing


@watching()
def verify(
    folder: Path,
    inputs: Sequence[str | Path] = (),
    rules: str | None = None,
    standards: Sequence[Path] = (),
    columns: Path | None = None,
    replace: Sequence[str | Path] = (),
) -> Verification:
    """Computes the batch in ``folder`` again and compares; writes nothing there.

    Raises :class:`yzcomp.Refused` when it can't be computed again: no manifest, an input that isn't found.
    """
    manifest = read_manifest(folder)
    with _without_stdin(inputs) as files:
        return _verify(manifest, folder, files, rules, standards, columns, replace)


@contextmanager
def _without_stdin(inputs: Sequence[str | Path]) -> Iterator[list[str | Path]]:
    """The inputs with a file in place of standard input."""
    kept = spooled() if STDIN in map(str, inputs) else None
    try:
        yield [kept.path / SPOOLED if kept is not None and str(path) == STDIN else path for path in inputs]
    finally:
        if kept is not None:
            kept.remove()


def _verify(
    manifest: Manifest,
    folder: Path,
    inputs: Sequence[str | Path],
    rules: str | None,
    standards: Sequence[Path],
    columns: Path | None,
    replace: Sequence[str | Path],
) -> Verification:
    found = find_inputs(manifest.inputs, folder, inputs)
    replaced = find_inputs(manifest.replacements, folder, replace, GIVEN_AGAIN)
    source = find_rules(manifest, folder, rules)
    rulebook = load_rulebook(source)
    paths = find_standards(manifest, folder, standards)
    evaluator = Evaluator(rulebook, load_standards(paths, rulebook), manifest.readings)
    options = BatchOptions(
        english=manifest.options.headers == "en",
        ignore_extra=manifest.options.ignore_extra,
        encoding=manifest.options.encoding,
        rules=source,
        standards=tuple(str(path) for path in paths),
        columns=find_columns(manifest, folder, columns),
        replace=tuple(one.file for one in replaced),
        project=manifest.project,
        format=manifest.format,
    )
    temporary = private_folder()
    try:
        again = temporary.path / "results"
        result = run_batch([*(f.file for f in found), *files_left(manifest)], again, evaluator, options)
        changes = [
            *_causes(manifest, result.manifest, evaluator, [*found, *replaced], source),
            *_effects(manifest, result.manifest, folder, again),
            *told_otherwise(manifest, result.manifest),
        ]
        changes = changes or written_otherwise(manifest, result.manifest, (folder / MANIFEST).read_bytes())
        sources = (*options.standards, *([source] if source else []), *([options.columns] if options.columns else []))
        doubts = tuple(lookalikes(manifest, folder, [*found, *replaced], map(str, sources)))
        first = Verification(manifest, _by(folder, evaluator, [*found, *replaced]), changes, [], 0, 0, doubts=doubts)
        done = _with_lines(first, result.manifest, folder, again)
        refuse_changed()
        return done
    finally:
        temporary.remove()


def _by(folder: Path, evaluator: Evaluator, found: Sequence[FoundInput]) -> tuple[str, ...]:
    """What a proof rests on, each with its digest: whoever holds the digest of run.json holds them all."""
    return (
        *evaluator.setting.went_by(),
        *(f"输入：{file.recorded.name}，在 {file.file.path}，sha256:{file.sha256}" for file in found),
        f"{MANIFEST}：sha256:{noted(folder / MANIFEST)}",
    )


def _causes(
    old: Manifest, new: Manifest, evaluator: Evaluator, found: Sequence[FoundInput], rules: str | None
) -> list[str]:
    """What the results were made with and is no longer the same."""
    changes = [f"程序版本：记录 {old.version}，现在 {__version__}"] if old.version != __version__ else []
    rulebook = evaluator.rulebook
    changes += sources_changed(old, rulebook, evaluator.setting.standards, rules)
    if old.columns is not None and new.columns is not None and old.columns.digest != new.columns.digest:
        changes.append(
            f"列的对照 {old.columns.source}：内容变了，{short_digests(old.columns.digest, new.columns.digest)}"
        )
    for file in found:
        if not file.same:
            changes.append(f"输入 {file.recorded.name}：内容变了，{short_digests(file.recorded.sha256, file.sha256)}")
    return changes


def _effects(old: Manifest, new: Manifest, folder: Path, again: Path) -> list[str]:
    """Which results are no longer what was written, and which come out differently today."""
    changes = []
    for name, digest in old.outputs.items():
        present = (folder / name).is_file()
        now = noted(folder / name) if present else ""
        if not present:
            changes.append(f"结果 {name}：文件不见了")
        elif now != digest:
            changes.append(f"结果 {name}：算完以后被改动过，{short_digests(digest, now)}")
        elif new.outputs.get(name) != digest and not _same_parts(folder / name, again / name):
            changes.append(f"结果 {name}：重新计算的结果与记录不同")
    return changes


def _same_parts(recorded: Path, recomputed: Path) -> bool:
    """Whether two workbooks, or two Parquet, are the same but for how tightly they are packed, which depends on the
    machine: formats, formulas, what is hidden and what is drawn included."""
    try:
        if recorded.suffix == ".parquet":
            return all(one == other for one, other in zip_longest(d.read_rows(recorded), d.read_rows(recomputed)))
        return recorded.suffix == ".xlsx" and _parts(recorded) == _parts(recomputed)
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, Refused):
        return False


def _parts(path: Path) -> list[tuple[str, bytes]]:
    """The parts of a workbook in their order; raises :class:`ValueError` where anything lies between or beside them."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        # a local header of 30 bytes, an entry of 46 in the list at the end, and the end of it, 22
        size = sum(30 + 46 + 2 * len(part.filename) + part.compress_size for part in parts) + 22
        if size != path.stat().st_size:
            raise ValueError(path.name)
        return [(part.filename, archive.read(part)) for part in parts]


def _with_lines(found: Verification, new: Manifest, folder: Path, again: Path) -> Verification:
    """The differing lines of the results that lie in the folder. A total that is another because its lines are is
    not told again."""
    lines: list[d.Difference] = []
    changes, count, households, compared = list(found.changes), 0, set[str](), True
    for table, compare in _COMPARED.items():
        name = f"{table}.{new.format}"
        if not (folder / name).is_file() or (now := sha256_of(folder / name)) == new.outputs[name]:
            continue
        untouched = now == found.manifest.outputs.get(name)
        known = frozenset(households) if table == "totals" and untouched else frozenset()
        try:
            for difference in compare(folder / name, again / name):
                if difference.household_id not in known:
                    count += 1
                    households.add(difference.household_id)
                    lines += [difference] if count <= SHOWN else []
        except d.Unreadable:
            compared = False
            changes.append(f"结果 {name}：已经不是原来的表，读不懂")
    return found._replace(changes=changes, lines=lines, differing=count, households=len(households), compared=compared)
