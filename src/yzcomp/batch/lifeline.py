"""Worker processes end with the process that started them, also when that one is killed and can't tell them."""

import multiprocessing
import os
import signal
import threading


def end_with_parent() -> None:
    """Starts a thread that waits for the end of the parent, and ends this process then. What ends the parent gently
    may end this process at once."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
