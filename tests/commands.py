"""Every command of the program, as Typer knows it."""

from collections.abc import Iterator
from typing import Any

from yzcomp.cli.app import Entry, program


def _tree(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command.loaded() if isinstance(command, Entry) else command
    for name, child in getattr(command, "commands", {}).items():
        yield from _tree(child, (*path, name))


#: The words that call a command, and the command; the program itself first.
COMMANDS = dict(_tree(program()))
