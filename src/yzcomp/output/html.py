"""Documents as one HTML file that needs nothing else, and prints on A4."""

from collections.abc import Sequence

from yzcomp.output.layout import Document
from yzcomp.output.templates import filled


def html(documents: Sequence[Document]) -> bytes:
    """The documents one after the other, each on a new page."""
    return filled("document.html.j2", documents).encode()
