"""The templates of this room, filled with documents: whatever is filled in stays text."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from yzcomp.controls import without_controls
from yzcomp.output.layout import Document, headings, placed, shown

if TYPE_CHECKING:
    from jinja2 import Environment


class Bar(NamedTuple):
    """A bar of a chart: what it is called, what is written at its end, and how long it is."""

    title: str
    said: str
    length: int


def html(documents: Sequence[Document]) -> bytes:
    """The documents one after the other, each on a new page."""
    return filled("document.html.j2", documents).encode()


@lru_cache
def environment(autoescape: bool = True) -> "Environment":
    """The templates at work; with ``autoescape`` for the languages that HTML's marks mean something in."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    def load(name: str) -> str:
        return (files("yzcomp.output") / name).read_text("utf-8")

    jinja = Environment(
        autoescape=autoescape,
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: without_controls(value) if type(value) is str else value,  # markup is ours
    )
    jinja.globals |= {"headings": headings, "placed": placed, "shown": shown}
    return jinja


def filled(name: str, documents: Sequence[Document], autoescape: bool = True, **more: Any) -> str:
    """A template filled with documents; ``more`` is what it calls besides."""
    return environment(autoescape).get_template(name).render(documents=documents, **more)
