"""Work that may blow up, in a process of its own: with so much memory and time, and no more.

Readers of workbooks are written for sound files. One that is cut short or made on purpose can make them panic, abort
or take all memory; none of that may end the program.
"""

import faulthandler
import io
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any, Literal, TypeVar

from yzcomp.limits import exceeded
from yzcomp.pipes import received
from yzcomp.problems import Problem, Refused
from yzcomp.signals import mortal

T = TypeVar("T")
Why = Literal["memory", "time", "failed"]
#: A busy machine gives a process a part of the time only; where processor time can't be limited, this is all there is.
_PATIENCE = 10
#: Starting afresh takes longer than splitting off, which not every system does well.
_START = "fork" if sys.platform == "linux" else "spawn"


class Ended(Exception):
    """Work that came to no end: ``memory`` or ``time`` ran out, or it ``failed``."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def isolated(work: Callable[..., Iterator[T]], *given: Any, memory: int, seconds: int) -> Iterator[T]:
    """What ``work(*given)`` yields, which another process computes with ``memory`` bytes more than it has now.

    Raises :class:`Ended`, and the :class:`Refused` that ``work`` raises. ``work`` must be importable by name.
    """
    context: Any = multiprocessing.get_context(_START)
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(sending, work, given, memory, seconds))
    process.start()
    sending.close()
    try:
        while receiving.poll(seconds * _PATIENCE):
            kind, found = received(receiving)
            if kind == "end":
                return
            if kind == "refused":
                raise Refused(found)
            if kind == "ended":
                raise Ended(found)
            yield found
        raise Ended("time")
    except EOFError:
        process.join()
        raise Ended(_reason(process.exitcode)) from None
    finally:
        process.kill()
        process.join()
        receiving.close()


def bounded(
    work: Callable[..., Iterator[T]],
    *given: Any,
    memory: int,
    seconds: int,
    damaged: Problem,
    remedy: str | None = None,
) -> Iterator[T]:
    """What :func:`isolated` yields, with so many megabytes; how it may end is said as of a file that is ``damaged``."""
    try:
        yield from isolated(work, *given, memory=memory << 20, seconds=seconds)
    except Ended as ended:
        if ended.why == "failed":
            raise Refused([damaged]) from None
        which, most = ("memory", memory) if ended.why == "memory" else ("seconds", seconds)
        raise Refused([exceeded(which, damaged.place, remedy, most)]) from None


def _reason(code: int | None) -> Why:
    """Why a process ended: Rust aborts without memory, the system kills who has used up time or memory."""
    if code == -getattr(signal, "SIGXCPU", 0):
        return "time"
    return "memory" if code in (-signal.SIGABRT, -getattr(signal, "SIGKILL", 0)) else "failed"


def _child(sending: Connection, work: Callable[..., Iterator[Any]], given: Any, memory: int, seconds: int) -> None:
    """Sends what the work yields, then how it ended; a panic isn't an ``Exception``."""
    mortal()
    faulthandler.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # where a panic prints its trace
    before = _most()
    _restrict(memory, seconds)
    try:
        for found in work(*given):
            buffer = io.BytesIO()
            pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
            pickler.fast = True  # cells are many and none is there twice
            pickler.dump(("found", found))
            sending.send_bytes(buffer.getbuffer())
        sending.send(("end", None))
    except Refused as refused:
        sending.send(("refused", refused.problems))
    except MemoryError:
        sending.send(("ended", "memory"))
    except BrokenPipeError:
        pass
    except BaseException:
        sending.send(("ended", "memory" if _most() - before > memory * 0.6 else "failed"))


def _most() -> int:
    """The most bytes that this process has had: what is called by Rust panics where it gets no more."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _restrict(memory: int, seconds: int) -> None:
    """Limits this process where the system can."""
    if sys.platform == "win32":
        return
    import resource

    with open("/proc/self/statm" if os.path.exists("/proc/self/statm") else os.devnull) as file:  # noqa: PTH110, PTH123
        pages = file.read().split()
    now = int(pages[0]) * resource.getpagesize() if pages else 0
    for kind, most in ((resource.RLIMIT_AS, now + memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, hard))
