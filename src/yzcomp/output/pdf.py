"""Documents as PDF, set by typst in the Chinese fonts of this computer."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from yzcomp.output.fonts import HEI, Font, chosen, refuse_lacking
from yzcomp.output.layout import Document, Line, placed, shown
from yzcomp.output.templates import environment, filled

if TYPE_CHECKING:
    from typst import Compiler

_SIDES = {"text": "left", "word": "center", "label": "center", "money": "right", "number": "right", "count": "right"}


def pdf(documents: Sequence[Document]) -> bytes:
    """The documents one after the other, each on a new page; the same documents in the same fonts give the same bytes.

    Raises :class:`yzcomp.Refused` where a Chinese font, or a character in all of them, is missing.
    """
    refuse_lacking(chosen(_installed()), _texts(documents))
    compiled = _compiler().compile(input=source(documents).encode(), format="pdf")
    assert isinstance(compiled, bytes)
    return compiled


def source(documents: Sequence[Document]) -> str:
    """The documents as typst reads them."""
    fonts = chosen(_installed())
    heads = chosen(_installed(), HEI) or fonts
    environment(False).filters["literal"] = _literal
    names = {"fonts": [font.family for font in fonts], "head_fonts": [font.family for font in [*heads[:1], *fonts]]}
    return filled("document.typ.j2", documents, autoescape=False, sides=_SIDES, **names)


def _literal(text: str) -> str:
    """A text as typst writes one: nothing in it is a command."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


@lru_cache
def _installed() -> tuple[Font, ...]:
    from typst import Fonts

    return tuple(Font(font.family, Path(font.path), font.index) for font in Fonts().fonts() if font.path)


@lru_cache
def _compiler() -> "Compiler":
    from typst import Compiler

    return Compiler()


def _texts(documents: Sequence[Document]) -> Iterator[str]:
    """Every text that is to be set."""
    for document in documents:
        yield document.title
        for block in document.lines():
            if isinstance(block, Line):
                yield block.text
                continue
            yield from (text for column in block.columns for text in (column.title, column.group))
            yield from (shown(cell.value, cell.kind) for row in block.rows for cell in placed(block, row))
