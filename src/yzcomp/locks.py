"""Locks that the system lets go of however their process ends: what is locked is in use, what isn't was left behind.

Numbers of processes tell nothing: two containers share them.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class Lock:
    """A lock file that this process holds. Take one by :meth:`take`."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path, self.handle = path, handle

    @classmethod
    def take(cls, path: Path) -> "Lock | None":
        """The lock, or ``None`` where another process holds it; raises :class:`OSError` where there can be none."""
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                if not lock_file(handle):
                    os.close(handle)
                    return None
                if os.path.samestat(os.fstat(handle), path.stat()):
                    return cls(path, handle)
            except FileNotFoundError:
                pass
            except OSError:  # a disk without locks
                path.unlink(missing_ok=True)
                os.close(handle)
                raise
            os.close(handle)  # who held it has just removed it: the next one is another file

    def release(self) -> None:
        """Removes the lock file and lets go of it, in the order that leaves nobody with a file that is gone."""
        with suppress(OSError):
            mine = os.path.samestat(os.fstat(self.handle), self.path.stat())
            if os.name == "nt":
                self.let_go()
            if mine:
                self.path.unlink()
        self.let_go()

    def let_go(self) -> None:
        """Leaves the file where it is."""
        with suppress(OSError):
            os.close(self.handle)
        self.handle = -1


def lock_file(handle: int) -> bool:
    """Whether an open file could be locked for this process; whoever holds a lock of it keeps it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
