"""The writers that print any document, by the suffix of the file that they write."""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from yzcomp.output.layout import Document
from yzcomp.problems import Place, Problem, Refused, require

Write = Callable[[Sequence[Document]], bytes]


class Writer(NamedTuple):
    """Where a writer is: a function of a module of this room, the library that it needs, the extra that brings it."""

    module: str
    function: str
    needs: str
    extra: str = ""

    def load(self) -> Write:
        """The writer at work; raises :class:`Refused` where its library isn't installed."""
        require(self.needs, self.extra)
        found: Write = getattr(import_module(f"yzcomp.output.{self.module}"), self.function)
        return found


WRITERS = {
    "xlsx": Writer("xlsx", "workbook", "xlsxwriter"),
    "html": Writer("templates", "html", "jinja2"),
    "docx": Writer("docx", "docx", "jinja2"),
    "pdf": Writer("pdf", "pdf", "typst", "pdf"),
}


def writer_of(path: Path, what: str) -> Write:
    """The writer of the documents that a file's name promises; raises :class:`Refused` for any other name."""
    suffix = path.suffix[1:].lower()
    if suffix not in WRITERS:
        message, remedy = f"{what}不能写成 {path.suffix or '没有后缀的文件'}", f"可用的格式：{'、'.join(WRITERS)}"
        raise Refused([Problem("unknown-format", message, Place(str(path)), remedy=remedy)])
    return WRITERS[suffix].load()
