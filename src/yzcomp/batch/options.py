"""What a batch may be asked to do beyond its rules and inputs."""

from pathlib import Path
from typing import Literal, NamedTuple

from yzcomp.batch.folder import Format
from yzcomp.batch.manifest import ProjectUsed
from yzcomp.tables.files import NamedFile

#: One household after the other, blocks of them as columns, or these on the machines of a Spark.
Engine = Literal["household", "columnar", "spark"]


class BatchOptions(NamedTuple):
    """What a batch is asked to do beyond its rules and inputs."""

    english: bool = False
    ignore_extra: bool = False
    encoding: str | None = None
    force: bool = False
    processes: int | None = None
    keep_rejected: bool = False
    rules: str | None = None
    standards: tuple[str, ...] = ()
    columns: str | Path | None = None
    replace: tuple[str | Path | NamedFile, ...] = ()
    project: ProjectUsed | None = None
    format: Format = "csv"
    engine: Engine | None = None
    master: str | None = None
