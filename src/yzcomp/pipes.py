"""Messages from another process: one that its end cuts short is its end, too."""

from multiprocessing.connection import Connection
from typing import Any


def received(connection: "Connection[Any, Any]") -> Any:
    """The next message; raises :class:`EOFError` where the other process has ended, also in the middle of one."""
    try:
        return connection.recv()
    except OSError as error:
        if error.errno is None:  # an end of file during a message is told so, and by nothing else
            raise EOFError from None
        raise
