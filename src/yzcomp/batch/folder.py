"""The folder of results: written aside under a temporary name and put in place whole, or not at all."""

import glob
import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO

from yzcomp.documents.files import unwritable
from yzcomp.problems import Place, Problem, Refused
from yzcomp.textfiles import real_path

#: What a batch writes; the last one is written last and tells that all of it is there.
RESULTS = ("items.csv", "totals.csv", "questions.csv", "rejected.csv", "summary.xlsx", "run.json")


class OutputFolder:
    """A folder that is being written. Leaving the ``with`` block without :meth:`finish` removes every trace of it.

    ``inputs`` are the files and folders that are being read: results are never put over or among them.
    """

    def __init__(self, target: Path, force: bool, inputs: Iterable[Path] = ()) -> None:
        self.target = Path(os.path.abspath(target))  # noqa: PTH100 - resolve() would follow a link that --force replaces
        self.force = force
        self._refuse_overwriting()
        self._refuse_inputs(inputs)
        self._sweep()
        try:
            self.work = self._beside()
        except OSError as error:
            raise Refused([unwritable(self.target, error)]) from None

    def __enter__(self) -> "OutputFolder":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise Refused([unwritable(self.target, error)]) from None

    def open(self, name: str) -> IO[bytes]:
        """A new file of the folder."""
        return (self.work / name).open("wb")

    def sha256(self, name: str) -> str:
        """The digest of a file that has been written and closed."""
        with (self.work / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def finish(self) -> None:
        """Puts the written files in place. An empty or absent target is replaced as a whole; in one that holds other
        files, old results go first, and the manifest comes last."""
        if not self._replaced_whole():
            for name in reversed(RESULTS):
                (self.target / name).unlink(missing_ok=True)
            for name in RESULTS:
                if (self.work / name).exists():
                    (self.work / name).replace(self.target / name)

    def _replaced_whole(self) -> bool:
        """Renames the finished folder to its place where nothing else is there."""
        if self.work.parent == self.target or (self.target.exists() and any(self.target.iterdir())):
            return False
        try:
            if self.target.exists():
                self.target.rmdir()
            self.work.rename(self.target)
        except OSError:
            if not self.target.is_dir():
                raise
            return False
        return True

    def _beside(self) -> Path:
        """A folder to write into: beside the target, or within it where it can't be replaced or only it be written."""
        name = f".{self.target.name}.{os.getpid()}.part"
        self.target.parent.mkdir(parents=True, exist_ok=True)
        beside, within = self.target.parent / name, self.target / name
        if self._stays():
            within.mkdir()
            return within
        try:
            beside.mkdir()
        except OSError:
            if not self.target.is_dir():
                raise
            within.mkdir()
            return within
        return beside

    def _stays(self) -> bool:
        """Whether the target is a folder to move results into: on another disk, a link, or the current folder."""
        if not self.target.is_dir():
            return False
        here = self.target.stat()
        return (
            self.target.is_symlink()
            or here.st_dev != self.target.parent.stat().st_dev
            or os.path.samestat(here, Path().stat())
        )

    def _refuse_overwriting(self) -> None:
        if self.target.exists() and not self.target.is_dir():
            message, remedy = "这里已经有一个同名的文件", "换一个文件夹名"
            raise Refused([Problem("file-exists", message, Place(str(self.target)), remedy=remedy)])
        try:
            present = [name for name in RESULTS if (self.target / name).exists()]
        except OSError as error:
            raise Refused([unwritable(self.target, error)]) from None
        if present and not self.force:
            message = f"文件夹里已有结果（{'、'.join(present)}），没有覆盖"
            remedy = "换一个文件夹，或加 --force"
            raise Refused([Problem("file-exists", message, Place(str(self.target)), remedy=remedy)])

    def _refuse_inputs(self, inputs: Iterable[Path]) -> None:
        """Results among the tables of a folder would be taken for input next time; an input must not be replaced."""
        target = real_path(self.target)
        mine = {target, *(target / name for name in RESULTS)}
        for path in inputs:
            if real_path(path) in mine:
                message, remedy = "结果会写到输入上", "换一个文件夹，不要和输入放在一起"
                raise Refused([Problem("output-is-input", message, Place(str(path)), remedy=remedy)])

    def _sweep(self) -> None:
        """Removes what a run that was killed left beside the target or within it."""
        pattern = f".{glob.escape(self.target.name)}.*.part"
        for left in [*self.target.parent.glob(pattern), *self.target.glob(pattern)]:
            number = left.name.split(".")[-2]
            if number.isdigit() and not _alive(int(number)):
                shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    if os.name == "nt":
        return False  # an open file of a running process can't be removed there anyway
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return process != os.getpid()
