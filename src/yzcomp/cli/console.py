"""The terminal, the pipe or the file that output goes to: its width, its colours, what it can encode."""

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO

from yzcomp.controls import without_controls

if TYPE_CHECKING:
    from rich.console import Console


class CleanStream:
    """A text stream on which only text is written; ``raw`` is the stream itself, for colours of our own."""

    def __init__(self, raw: TextIO) -> None:
        self.raw = raw

    def write(self, text: str) -> int:
        return self.raw.write(without_controls(text))

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)


PIPE_WIDTH = 100


def prepare_streams() -> None:
    """Makes standard output and error safe for any text.

    A terminal keeps its encoding; what that can't show is written as ``?`` instead of stopping the run (䶮 on a GBK
    console). A file or pipe gets UTF-8 unless PYTHONIOENCODING says otherwise: the Windows default would be the code
    page of the machine. What is written is text only, whatever names and messages hold.
    """
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass  # takes the place of a closed stream, which else a result file would get
    os.close(handle)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="replace")
    if sys.stdout is not None:
        sys.stdout = CleanStream(sys.stdout)
    if sys.stderr is not None:
        sys.stderr = CleanStream(sys.stderr)


def console_width() -> int:
    """COLUMNS if set, else the terminal's width, else a page's."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns) >= 40:
        return int(columns)
    try:
        return max(40, os.get_terminal_size(sys.stdout.fileno()).columns)
    except (OSError, ValueError):
        return PIPE_WIDTH


def stdout_console() -> "Console":
    """A rich console on standard output; it honours NO_COLOR and writes plain text off a terminal."""
    return _console(sys.stdout)


def stderr_console() -> "Console":
    """A rich console on standard error."""
    return _console(sys.stderr)


def _console(file: TextIO | CleanStream) -> "Console":
    from yzcomp.cli.clean_console import CleanConsole

    raw = file.raw if isinstance(file, CleanStream) else file
    return CleanConsole(file=raw, width=console_width(), highlight=False, markup=False, emoji=False, soft_wrap=True)


def say_error(text: str) -> None:
    """A line on standard error, if there is one."""
    if sys.stderr is not None:
        with suppress(OSError):  # the terminal may have gone away
            print(text, file=sys.stderr)
