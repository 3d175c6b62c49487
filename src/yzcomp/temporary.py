"""Files and folders that are there only while a run lasts: removed however it ends, by the next run at the latest."""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from yzcomp.locks import Lock, lock_file

LOCK = ".yzcomp.lock"
#: What is written beside its place, and how it is found again.
PART, PARTS = ".yzcomp-{}.part", f".yzcomp-{'[0-9a-f]' * 12}.part"
#: Copies of what is private, in the folder for temporary files.
_PRIVATE, _PRIVATES = "yzcomp-{}", f"yzcomp-{'[0-9a-f]' * 12}"
_left: dict[Path, Callable[[], object]] = {}


def clear_away() -> None:
    """Removes everything that is there for this run only. For the end of the process, whatever was going on."""
    for path, remove in list(_left.items()):
        with suppress(OSError):
            remove()
        _left.pop(path, None)


def at_the_end(path: Path, remove: Callable[[], object]) -> None:
    """Has :func:`clear_away` call ``remove``, which must not mind being called twice."""
    _left[path] = remove


def forget(path: Path) -> None:
    """Takes back :func:`at_the_end`."""
    _left.pop(path, None)


class PassingFolder:
    """A folder that is locked by this process until it is removed, or renamed and let go of."""

    lock: Lock | None = None

    def __init__(self, parent: Path, name: str = PART, mode: int = 0o777) -> None:
        while True:
            self.path = parent / name.format(os.urandom(6).hex())
            at_the_end(self.path, self.remove)
            try:
                self.path.mkdir(mode)
                self.lock = self._held()
            except OSError:
                self.remove()
                raise
            if self.lock is not None:
                return
            forget(self.path)  # swept in the moment before it was locked, by somebody who removes it

    def _held(self) -> Lock | None:
        try:
            return Lock.take(self.path / LOCK)
        except FileNotFoundError:
            return None

    def move(self, parent: Path) -> None:
        """Moves the folder into another one."""
        here, there = self.path, parent / self.path.name
        at_the_end(there, partial(remove_folder, there))
        try:
            here.rename(there)
        except OSError:
            forget(there)
            raise
        self.path = there
        at_the_end(there, self.remove)
        forget(here)

    def rename(self, path: Path) -> None:
        """Gives the folder the name that it is for, and lets go of it."""
        if self.lock is not None and os.name == "nt":
            self.lock.let_go()  # a folder can't be renamed there while a file in it is open
        self.path.rename(path)
        (path / LOCK).unlink(missing_ok=True)
        sync_folder(path.parent)
        self.remove()

    def remove(self) -> None:
        """Removes the folder with all that is in it, unless it has another name by now."""
        if self.lock is not None and os.name == "nt":
            self.lock.let_go()  # an open file can't be removed there
        remove_folder(self.path)
        if self.lock is not None:
            self.lock.let_go()
        forget(self.path)


class PassingFile:
    """A new file beside ``path`` under a temporary name, with the rights that any file gets, and held like a folder."""

    def __init__(self, path: Path) -> None:
        self.handle = -1
        while True:
            self.path = path.parent / PART.format(os.urandom(6).hex())
            at_the_end(self.path, self.remove)
            try:
                self.handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
            except OSError:
                forget(self.path)
                raise
            if os.name == "nt" or (_locked(self.handle) and self.path.exists()):
                return
            self.remove()  # swept in the moment before it was locked

    def rename(self, path: Path) -> None:
        """Gives the file, which is all written and on the disk before, the name that it is for."""
        os.fsync(self.handle)
        if os.name == "nt":
            self._close()
        self.path.replace(path)
        sync_folder(path.parent)
        self._close()

    def remove(self) -> None:
        """Removes the file, if it has no other name by now."""
        if os.name == "nt":
            self._close()
        self.path.unlink(missing_ok=True)
        self._close()
        forget(self.path)

    def _close(self) -> None:
        with suppress(OSError):
            os.close(self.handle)
        self.handle = -1


def sync_folder(path: Path) -> None:
    """Puts the names of a folder on the disk, where that can be asked for."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        with suppress(OSError):  # some disks know no such thing
            os.fsync(handle)
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        return lock_file(handle)
    except OSError:
        return True  # no locks on this disk, so nobody takes it for left behind


def private_folder() -> PassingFolder:
    """A folder that nobody else may look into; what killed runs left of theirs is removed first."""
    sweep_private()
    return PassingFolder(_temporary(), _PRIVATE, 0o700)


def sweep_private() -> None:
    """Removes the private copies of runs that were killed."""
    with suppress(OSError):
        sweep(_temporary(), _PRIVATES)


def sweep(parent: Path, pattern: str = PARTS) -> None:
    """Removes what killed runs of this user have left in a folder. What another process holds stays."""
    for path in parent.glob(pattern):
        with suppress(OSError):
            status = path.lstat()
            if hasattr(os, "getuid") and status.st_uid != os.getuid():
                continue
            if stat.S_ISDIR(status.st_mode):
                _sweep_folder(path)
            elif stat.S_ISREG(status.st_mode):
                _sweep_file(path)


def _sweep_folder(path: Path) -> None:
    lock = Lock.take(path / LOCK)
    if lock is not None:
        if os.name == "nt":
            lock.let_go()
        remove_folder(path)
        lock.let_go()


def _sweep_file(path: Path) -> None:
    if os.name == "nt":
        path.unlink()  # refused there while it is open
        return
    handle = os.open(path, os.O_RDWR)
    try:
        if lock_file(handle):
            path.unlink()
    finally:
        os.close(handle)


def remove_folder(path: Path) -> None:
    """Removes a folder with all that is in it, as far as that goes."""
    import shutil

    shutil.rmtree(path, ignore_errors=True)


def _temporary() -> Path:
    import tempfile

    return Path(tempfile.gettempdir())
