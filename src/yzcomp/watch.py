"""What was hashed is what was read: files that change, shrink or go away while a run lasts are noticed, and refused."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import IO, Any, NamedTuple, TextIO

from yzcomp.problems import Place, Problem, Refused

_CHUNK = 1 << 20


class Stamp(NamedTuple):
    """What is different as soon as a file has been written to: where it lies, its size, and when it was touched."""

    device: int
    inode: int
    size: int
    written: int
    changed: int


def stamp(file: IO[Any]) -> Stamp:
    """The stamp of an open file; to be taken before it is read."""
    return _stamp(os.fstat(file.fileno()))


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


_watched: ContextVar[dict[Path, tuple[Stamp, str]] | None] = ContextVar("watched", default=None)


@contextmanager
def watching() -> Iterator[None]:
    """Remembers in the block what is read. What goes wrong is said to come of a file that has changed, if one has."""
    outer = _watched.get()
    token = _watched.set({} if outer is None else outer)
    try:
        yield
    except Exception:
        refuse_changed()
        raise
    finally:
        _watched.reset(token)


def note(path: Path, before: Stamp, sha256: str) -> None:
    """A file was read that was so ``before`` and has this digest. What was read first counts."""
    watched = _watched.get()
    if watched is not None:
        watched.setdefault(path, (before, sha256))


def noted(path: Path) -> str:
    """The digest of a file that is read elsewhere, noted."""
    import hashlib

    with path.open("rb") as file:
        before = stamp(file)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    note(path, before, sha256)
    return sha256


def refuse_changed() -> None:
    """Raises :class:`Refused` with every noted file that is no longer what was read."""
    changed = [path for path, (before, sha256) in (_watched.get() or {}).items() if _differs(path, before, sha256)]
    if changed:
        raise Refused(map(input_changed, changed))


def _differs(path: Path, before: Stamp, sha256: str) -> bool:
    try:
        if _stamp(path.stat()) == before:
            return False
        import hashlib

        with io.FileIO(path, opener=at_once) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() != sha256
    except OSError:
        return True


def input_changed(path: Path | str) -> Problem:
    """A file that was read and is another by now."""
    message, remedy = "运行期间这个文件变了，或不见了，没有写结果", "等它不再变动，再运行一次"
    return Problem("input-changed", message, Place(str(path)), remedy=remedy)


def open_again(path: Path, sha256: str, encoding: str) -> TextIO:
    """A text file to be gone through once more; raises :class:`Refused` at its end if its digest has become another."""
    try:
        raw = _Same(path, sha256)
    except OSError:
        raise Refused([input_changed(path)]) from None
    return io.TextIOWrapper(io.BufferedReader(raw, _CHUNK), encoding=encoding, newline="")


def at_once(path: str, flags: int) -> int:
    """Opens a pipe without waiting for somebody to write into it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


class _Same(io.RawIOBase):
    """The bytes of a file, hashed as they are read."""

    def __init__(self, path: Path, sha256: str) -> None:
        import hashlib

        self.path, self.expected, self.digest = path, sha256, hashlib.sha256()
        self.file = io.FileIO(path, opener=at_once)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = self.file.readinto(buffer) or 0
        if size:
            self.digest.update(memoryview(buffer)[:size])
        elif self.digest.hexdigest() != self.expected:
            raise Refused([input_changed(self.path)])
        return size

    def close(self) -> None:
        if not self.closed:
            self.file.close()
        super().close()
