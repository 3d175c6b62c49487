"""What ends a run from outside: each signal the same way, at once, and with nothing left behind."""

import os
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from yzcomp.temporary import clear_away

INTERRUPTED = 130
ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
#: Seconds that a run may take to end by itself.
_PATIENCE = 1.0
_came: list[int] = []


def interruptible() -> None:
    """Has each of the signals end the run as Ctrl-C does; one that is ignored (nohup) stays so."""
    for number in ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def deaf() -> None:
    """From here on the process ends by itself."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Once is enough. Where the exception gets lost on its way, or something waits on, the run ends all the same."""
    _came.append(number)
    deaf()
    warnings.simplefilter("ignore")  # of a library in which the exception gets lost
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, _end)
        signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
    raise KeyboardInterrupt


def _end(number: int, frame: FrameType | None) -> None:
    clear_away()
    os.write(2, "已中断。\n".encode())
    os._exit(INTERRUPTED)


def interrupted() -> bool:
    """Whether one of the signals came: a library may have made its exception into another one on the way."""
    return bool(_came)


@contextmanager
def held_back() -> Iterator[None]:
    """The signals wait until the block has ended, where the system knows that."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def mortal() -> None:
    """Has each of the signals end this process without a word: that of a worker. One that is ignored stays so."""
    for number in ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
