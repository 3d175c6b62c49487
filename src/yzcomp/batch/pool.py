"""Work in processes of its own, without threads and queues between: nothing here waits for what may never come."""

import gc
import multiprocessing
import os
import pickle
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.util import get_temp_dir
from pathlib import Path
from typing import Any, TypeVar

from yzcomp.pipes import received
from yzcomp.problems import Problem, Refused
from yzcomp.signals import held_back, mortal
from yzcomp.temporary import at_the_end, remove_folder

J = TypeVar("J")
T = TypeVar("T")
#: How many results per process may wait for one that takes long.
_AHEAD = 4
#: A signal that has ended the workers has reached this process too, within this many seconds.
_MOMENT = 0.2


def computed(
    processes: int, make: Callable[[J], Callable[..., T]], job: J, tasks: Iterable[tuple[Any, ...]]
) -> Iterator[T]:
    """What ``make(job)`` gives for each of the tasks, in their order; each process makes its own.

    Raises what a task raises, and :class:`Refused` where a process is lost. No process outlives the iteration.
    """
    workers: dict[Any, Any] = {}
    if os.name != "nt" and multiprocessing.get_start_method() != "fork":
        from multiprocessing.resource_tracker import ensure_running

        ensure_running()  # by itself it would come with the first process, and let the signals through
    if multiprocessing.get_start_method() == "forkserver":
        place = Path(get_temp_dir())  # of its socket; the program ends too quickly for it to be removed by itself
        at_the_end(place, partial(remove_folder, place))
    try:
        with held_back():
            for _ in range(processes):
                ours, theirs = multiprocessing.Pipe()
                workers[ours] = multiprocessing.Process(target=_work, args=(theirs, make, job), daemon=True)
                workers[ours].start()
                theirs.close()
        yield from _in_order(list(workers), tasks)
    except (EOFError, ConnectionError):
        time.sleep(_MOMENT)
        remedy = "多半是内存不足，或有人结束了它：关闭其他程序，或加 --processes 1 再运行"
        raise Refused([Problem("worker-lost", "一个计算进程意外结束，没有完成", remedy=remedy)]) from None
    finally:
        started = [worker for worker in workers.values() if worker.pid is not None]
        for worker in started:
            worker.kill()
        for worker in started:
            worker.join(_MOMENT)
        for connection in workers:
            connection.close()


def _in_order(idle: list[Any], tasks: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
    """Gives each task to a process that has none, and the results as soon as their turn comes."""
    numbered = enumerate(tasks)
    upcoming = next(numbered, None)
    running: dict[Any, int] = {}
    done: dict[int, Any] = {}
    turn, ahead = 0, _AHEAD * len(idle)
    while running or upcoming is not None:
        while idle and upcoming is not None and upcoming[0] < turn + ahead:
            number, task = upcoming
            running[idle[-1]] = number
            idle.pop().send(task)
            upcoming = next(numbered, None)
        ready: list[Any] = wait([*running])
        for connection in ready:
            good, result = received(connection)
            if not good:
                raise result
            done[running.pop(connection)] = result
            idle.append(connection)
        while turn in done:
            yield done.pop(turn)
            turn += 1


def _work(connection: "Connection[Any, Any]", make: Callable[[J], Callable[..., Any]], job: J) -> None:
    """The life of a worker process."""
    mortal()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        work = make(job)
        spare_the_models()
        while True:
            connection.send((True, work(*received(connection))))
    except (EOFError, ConnectionError):
        pass
    except Exception as error:
        connection.send((False, _sendable(error)))


def _end_with_parent() -> None:
    """Ends this process when the one that started it ends, also when that is killed and can't tell."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _sendable(error: Exception) -> Exception:
    error.add_note(traceback.format_exc())
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(traceback.format_exc())
    return error


def spare_the_models() -> None:
    """The garbage collector leaves the models alone: they stay, and rows are many."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
