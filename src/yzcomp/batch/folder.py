"""The folder of results: written aside under a temporary name and put in place whole, or not at all."""

import hashlib
import os
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Literal

from yzcomp.locks import Lock
from yzcomp.output.files import refuse_name, telling, unwritable
from yzcomp.problems import Place, Problem, Refused
from yzcomp.signals import held_back
from yzcomp.temporary import LOCK, PassingFolder, at_the_end, forget, sweep, sync_folder
from yzcomp.textfiles import real_path

TABLES = ("items", "totals", "questions", "rejected")
Format = Literal["csv", "parquet"]


def results(form: Format) -> tuple[str, ...]:
    """What a batch writes; the last one is written last and tells that all of it is there."""
    return (*(f"{table}.{form}" for table in TABLES), "summary.xlsx", "run.json")


#: All that any batch writes, in the same order.
RESULTS = (*results("csv")[: len(TABLES)], *results("parquet"))
#: Where whole new results lie while they are moved into a folder that can't be exchanged as a whole.
UNSETTLED = "未放好的新结果"


class OutputFolder:
    """A folder that is being written, by this process alone. Leaving the ``with`` block without :meth:`finish` removes
    every trace of it.

    ``inputs`` are the files and folders that are being read: results are never put over or among them.
    """

    def __init__(self, target: Path, force: bool, inputs: Iterable[Path] = ()) -> None:
        self.target = Path(os.path.abspath(target))  # noqa: PTH100 - resolve() would follow a link that stays a link
        self.force = force
        self.lock: Lock | None = None
        self.part: PassingFolder | None = None
        self.made: list[Path] = []
        with telling(self.target):
            self._refuse_file()
        self._refuse_inputs(inputs)
        at_the_end(self.target, self.leave)
        try:
            with telling(self.target):
                self._take()
                _settle(self.target)
                self._refuse_overwriting()
                sweep(self.target)
                sweep(self.target.parent)
                self.part = self._beside()
        except BaseException:
            self.leave()
            raise

    def __enter__(self) -> "OutputFolder":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.leave()
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise Refused([unwritable(self.target, error)]) from None

    @property
    def work(self) -> Path:
        """Where the results are written."""
        assert self.part is not None
        return self.part.path

    def open(self, name: str) -> IO[bytes]:
        """A new file of the folder."""
        return (self.work / name).open("wb")

    def sha256(self, name: str) -> str:
        """The digest of a file that has been written and closed."""
        with (self.work / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def finish(self) -> None:
        """Puts the written files in place: at once, where the folder holds nothing else and the system can; else the
        new results are moved in whole, and from there to their places."""
        for name in RESULTS:
            if (self.work / name).exists():
                _sync_file(self.work / name)
        sync_folder(self.work)
        with held_back():
            if not self._exchanged() and self.part is not None:
                self.part.rename(self.target / UNSETTLED)
                _settle(self.target)

    def leave(self) -> None:
        """Lets go of the folder, and removes what isn't in its place."""
        if self.lock is not None:
            self.lock.release()
        if self.part is not None:
            self.part.remove()
        for folder in self.made:
            with suppress(OSError):
                folder.rmdir()
        forget(self.target)

    def _refuse_file(self) -> None:
        refuse_name(self.target, "结果")
        if self.target.exists() and not self.target.is_dir():
            message, remedy = "这里已经有一个同名的文件", "换一个文件夹名"
            raise Refused([Problem("file-exists", message, Place(str(self.target)), remedy=remedy)])

    def _take(self) -> None:
        """Makes the folder, where it isn't there, and locks it."""
        self.made = [path for path in (self.target, *self.target.parents) if not path.exists()]
        self.target.mkdir(parents=True, exist_ok=True)
        self.lock = Lock.take(self.target / LOCK)
        if self.lock is None:
            message, remedy = "另一个 yzcomp 正在往这里写结果", "等它结束，或换一个文件夹"
            raise Refused([Problem("folder-in-use", message, Place(str(self.target)), remedy=remedy)])

    def _beside(self) -> PassingFolder:
        """A folder to write into: beside the target if it can be moved there, else within. A link stays a link, and
        the current folder the same."""
        part = PassingFolder(self.target)
        if not self.target.is_symlink() and not os.path.samestat(self.target.stat(), Path().stat()):
            with suppress(OSError):
                part.move(self.target.parent)
        return part

    def _exchanged(self) -> bool:
        """Exchanges the finished folder for the target, which holds nothing but old results, in one step."""
        if self.work.parent == self.target or not {path.name for path in self.target.iterdir()} <= {*RESULTS, LOCK}:
            return False
        old, new = self.target.stat(), self.work.stat()
        if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
            return False
        if not self.made:
            shutil.copystat(self.target, self.work)
        if not _exchange(self.work, self.target):
            return False
        if self.lock is not None and self.part is not None and self.part.lock is not None:
            self.lock.handle, self.part.lock.handle = self.part.lock.handle, self.lock.handle
        sync_folder(self.target.parent)
        return True

    def _refuse_overwriting(self) -> None:
        present = [name for name in RESULTS if (self.target / name).exists()]
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


def refuse_unfinished(folder: Path) -> None:
    """Raises :class:`Refused` for a folder whose new results a killed run has left on the way to their places."""
    if (folder / UNSETTLED).is_dir():
        message = f"上一次运行被中断，新的结果还在“{UNSETTLED}”里，没有放好"
        remedy = "再运行一次 yzcomp batch，写到这个文件夹"
        raise Refused([Problem("results-unfinished", message, Place(str(folder)), remedy=remedy)])


def _settle(target: Path) -> None:
    """Moves whole new results to their places, or goes on with that; the manifest goes first and comes last."""
    new = target / UNSETTLED
    if not new.is_dir():
        return
    if (new / RESULTS[-1]).exists():
        (target / RESULTS[-1]).unlink(missing_ok=True)
        sync_folder(target)
    for name in RESULTS:
        if (new / name).exists():
            for old in RESULTS:  # the same table in the other format is no result any more
                if old != name and Path(old).stem == Path(name).stem:
                    (target / old).unlink(missing_ok=True)
            (new / name).replace(target / name)
    sync_folder(target)
    shutil.rmtree(new)


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _exchange(one: Path, other: Path) -> bool:
    """Exchanges the names of two folders in one step; ``False`` where the system or the disk can't."""
    import ctypes

    if sys.platform == "win32":
        return False
    name, here, swap = ("renameatx_np", -2, 2) if sys.platform == "darwin" else ("renameat2", -100, 2)
    rename = getattr(ctypes.CDLL(None), name, None)
    return rename is not None and rename(here, os.fsencode(one), here, os.fsencode(other), swap) == 0
