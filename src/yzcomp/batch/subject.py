"""What a command works on: inputs as they are given, or those that a finished batch was made from, with its rules."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from yzcomp.batch.finished import (
    MANIFEST,
    find_columns,
    find_inputs,
    find_replacements,
    find_rules,
    find_standards,
    read_manifest,
)
from yzcomp.batch.folder import RESULTS
from yzcomp.batch.manifest import Manifest
from yzcomp.batch.manifests import sources_changed
from yzcomp.engine.evaluator import Evaluator
from yzcomp.household.catalogue import Catalogue
from yzcomp.problems import Place, Problem, Refused
from yzcomp.tables.columnmap import column_map
from yzcomp.tables.files import NamedFile
from yzcomp.tables.inputs import Inputs
from yzcomp.textfiles import STDIN, is_file


class Subject(NamedTuple):
    """Inputs and how they are computed. ``batch`` is the finished batch's folder, ``recorded`` its manifest,
    ``changed`` those of its inputs that are no longer what they were."""

    inputs: Sequence[str | NamedFile]
    rules: str | None
    standards: Sequence[Path]
    readings: Sequence[str]
    encoding: str | None
    ignore_extra: bool
    batch: Path | None = None
    changed: tuple[str, ...] = ()
    columns: Path | None = None
    replace: Sequence[str | Path | NamedFile] = ()
    recorded: Manifest | None = None

    def concerns(self, evaluator: Evaluator) -> list[str]:
        """What a finished batch was made from and is no longer the same, or not what it passes itself off as."""
        if self.recorded is None:
            return []
        rulebook = evaluator.rulebook
        found = [f"输入 {name} 在算完以后变了，按现在的内容核对" for name in self.changed]
        return [*found, *sources_changed(self.recorded, rulebook, evaluator.setting.standards, self.rules)]

    def read(self, facts: Catalogue) -> Inputs:
        """Its inputs, opened; to be closed when done. Raises :class:`Refused`."""
        return Inputs(
            self.inputs,
            facts,
            encoding=self.encoding,
            ignore_extra=self.ignore_extra,
            columns=column_map(self.columns),
            replace=self.replace,
        )

    def files(self) -> Iterator[Path]:
        """Every file and folder that is read: none of them may be written over."""
        yield from (Path(one.path if isinstance(one, NamedFile) else one) for one in (*self.inputs, *self.replace))
        yield from self.standards
        if self.columns is not None:
            yield self.columns
        if self.rules is not None:
            yield Path(self.rules)
        if self.batch is not None:
            yield from (self.batch / name for name in RESULTS)


def open_subject(given: Subject) -> Subject:
    """``given``, a finished batch in it opened: in whichever place it stands, beside it only its own inputs.

    Raises :class:`Refused` where an input of the batch isn't found, or there are several batches.
    """
    batches = [Path(one) for one in given.inputs if isinstance(one, str) and _is_batch(one)]
    if not batches:
        return given
    if len(batches) > 1:
        message, remedy = "一次只能给一个算完的结果文件夹", "分别运行"
        raise Refused([Problem("several-batches", message, Place(str(batches[1])), remedy=remedy)])
    return opened(given, batches[0], read_manifest(batches[0]))


def _is_batch(path: str) -> bool:
    return path != STDIN and is_file(Path(path) / MANIFEST)


def opened(given: Subject, folder: Path, manifest: Manifest) -> Subject:
    """The inputs of a batch, computed as it was unless something else is asked for."""
    beside = [one for one in given.inputs if isinstance(one, str) and Path(one) != folder]
    found = find_inputs(manifest.inputs, folder, beside)
    given_files = [one for one in given.replace if not isinstance(one, NamedFile)]
    replaced, further = find_replacements(manifest, folder, given_files)
    renamed = {option.partition("=")[0].strip() for option in given.readings}
    kept = [f"{name}={option}" for name, option in manifest.readings.items() if name not in renamed]
    return Subject(
        [one.file for one in found],
        find_rules(manifest, folder, given.rules),
        given.standards or find_standards(manifest, folder, ()),
        [*kept, *given.readings],
        given.encoding or manifest.options.encoding,
        given.ignore_extra or manifest.options.ignore_extra,
        folder,
        tuple(one.recorded.name for one in (*found, *replaced) if not one.same),
        find_columns(manifest, folder, given.columns),
        [*(one.file for one in replaced), *further],
        manifest,
    )
