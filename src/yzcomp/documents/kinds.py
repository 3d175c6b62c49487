"""A kind of papers: a module of this folder with a ``KIND``, and a line in :data:`yzcomp.documents.KINDS`."""

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from yzcomp.batch.outcomes import Computed
from yzcomp.documents.setting import Setting


class Ready(NamedTuple):
    """A file that a kind has written itself, in a format of its own: its name without suffix, the suffix, the bytes."""

    name: str
    suffix: str
    content: bytes


class Kind(NamedTuple):
    """How a kind of document is made of outcomes: ``take`` says what it needs of a household, as little as may be, and
    ``documents`` lays out what has been taken of all of them, in their order.

    ``single``: a document concerns one household, and ``documents`` is called for each. ``whole``: it needs the whole
    statement, not only lines. ``formats`` are the suffixes that it can be written in, the usual one first; those of
    :data:`yzcomp.output.writers.WRITERS` print any :class:`Document`; others are given as :class:`Ready`,
    one in each format, of which the one that was asked for is kept. ``write`` is the kind's own writer, for what isn't
    a :class:`Document`. ``uses`` are the options of the command line that mean something to it.
    """

    take: Callable[[Computed, Setting], Any]
    documents: Callable[[Sequence[Any], Setting], Iterable[Any]]
    single: bool = False
    whole: bool = False
    formats: tuple[str, ...] = ("xlsx", "html", "docx", "pdf")
    uses: tuple[str, ...] = ()
    write: Callable[[Sequence[Any]], bytes] | None = None


def kind(name: str) -> Kind:
    """The kind of a name in :data:`yzcomp.documents.KINDS`."""
    found: Kind = import_module(f"yzcomp.documents.{name}").KIND
    return found
