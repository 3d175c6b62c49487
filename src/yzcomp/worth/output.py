"""A results table that is written as its rows come, and put in place whole or not at all."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from yzcomp.batch.rows import BOM, csv_line, header
from yzcomp.documents.files import new_beside, put_in_place, refuse_existing, unwritable
from yzcomp.problems import Refused


@contextmanager
def written_aside(path: Path, columns: Sequence[tuple[str, str]], english: bool, force: bool) -> Iterator[IO[str]]:
    """A CSV with its header, open for rows. It gets its name when the block ends well, and is removed otherwise.

    Raises :class:`Refused` where it would overwrite something unasked, or can't be written.
    """
    refuse_existing(path, force)
    handle, temporary = new_beside(path)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(BOM + csv_line(header(columns, english)))
            yield file
        put_in_place(temporary, path)
    except OSError as error:
        raise Refused([unwritable(path, error)]) from None
    finally:
        temporary.unlink(missing_ok=True)
