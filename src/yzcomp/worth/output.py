"""A results table that is written as its rows come, and put in place whole or not at all."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from yzcomp.batch.rows import BOM, csv_line, header
from yzcomp.output.files import new_beside, refuse_existing, telling


@contextmanager
def written_aside(path: Path, columns: Sequence[tuple[str, str]], english: bool, force: bool) -> Iterator[IO[str]]:
    """A CSV with its header, open for rows. It gets its name when the block ends well, and is removed otherwise.

    Raises :class:`Refused` where it would overwrite something unasked, or can't be written.
    """
    refuse_existing(path, force)
    with new_beside(path) as temporary, telling(path):
        with os.fdopen(os.dup(temporary.handle), "w", encoding="utf-8", newline="") as file:
            file.write(BOM + csv_line(header(columns, english)))
            yield file
        temporary.rename(path)
