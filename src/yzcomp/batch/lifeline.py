"""Worker processes end with the process that started them, also when that one is killed and can't tell them."""

import multiprocessing
import os
import threading

from yzcomp.batch import worker


def start(job: worker.Job) -> None:
    """Prepares a process of a pool: its worker, and a thread that waits for the end of the parent."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    worker.start(job)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
