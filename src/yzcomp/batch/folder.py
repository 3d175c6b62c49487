"""The folder of results: written aside under a temporary name and put in place whole, or not at all."""

import hashlib
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from yzcomp.documents.files import unwritable
from yzcomp.problems import Place, Problem, Refused

#: What a batch writes; the last one is written last and tells that all of it is there.
RESULTS = ("items.csv", "totals.csv", "rejected.csv", "summary.xlsx", "run.json")


class OutputFolder:
    """A folder that is being written. Leaving the ``with`` block without :meth:`finish` removes every trace of it."""

    def __init__(self, target: Path, force: bool) -> None:
        self.target = Path(os.path.abspath(target))  # noqa: PTH100 - resolve() would follow a link that --force replaces
        self.force = force
        self._refuse_overwriting()
        self._sweep()
        self.work = self.target.parent / f".{self.target.name}.{os.getpid()}.part"
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self.work.mkdir()
        except OSError as error:
            raise Refused([unwritable(self.target, error)]) from None

    def __enter__(self) -> "OutputFolder":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise Refused([unwritable(self.target, error)]) from None

    def open(self, name: str) -> IO[Any]:
        """A text file of the folder, UTF-8, line ends as written."""
        return (self.work / name).open("w", encoding="utf-8", newline="")

    def sha256(self, name: str) -> str:
        """The digest of a file that has been written and closed."""
        with (self.work / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def finish(self) -> None:
        """Puts the written files in place. An empty or absent target is replaced as a whole; in one that holds other
        files, old results go first, and the manifest comes last."""
        if not self.target.exists() or not any(self.target.iterdir()):
            if self.target.exists():
                self.target.rmdir()
            self.work.rename(self.target)
            return
        for name in reversed(RESULTS):
            (self.target / name).unlink(missing_ok=True)
        for name in RESULTS:
            if (self.work / name).exists():
                (self.work / name).replace(self.target / name)

    def _refuse_overwriting(self) -> None:
        if self.target.exists() and not self.target.is_dir():
            message, remedy = "这里已经有一个同名的文件", "换一个文件夹名"
            raise Refused([Problem("file-exists", message, Place(str(self.target)), remedy=remedy)])
        present = [name for name in RESULTS if (self.target / name).exists()]
        if present and not self.force:
            message = f"文件夹里已有结果（{'、'.join(present)}），没有覆盖"
            remedy = "换一个文件夹，或加 --force"
            raise Refused([Problem("file-exists", message, Place(str(self.target)), remedy=remedy)])

    def _sweep(self) -> None:
        """Removes what a run that was killed left beside the target."""
        for left in self.target.parent.glob(f".{self.target.name}.*.part"):
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
