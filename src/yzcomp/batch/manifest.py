"""run.json: what was run on what, and what came of it, so that anyone can run it again and compare."""

import json
from typing import Any

from pydantic import BaseModel, ConfigDict

from yzcomp.batch.folder import Format


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InputFile(Part):
    """A file that was read: its name, digest and number of rows that are households or records."""

    name: str
    sha256: str
    encoding: str
    rows: int


class RulebookUsed(Part):
    """``source`` is the name of the file or folder, ``None`` for the packaged rules; ``files`` its files' SHA-256;
    ``built_in`` whether they are, word for word, those that the program brings."""

    id: str
    title: str
    document: str
    digest: str
    source: str | None = None
    built_in: bool | None = None
    files: dict[str, str] = {}


class StandardUsed(Part):
    title: str
    document: str
    official: bool
    digest: str
    source: str


class ColumnsUsed(Part):
    """The column map by which the inputs were read."""

    source: str
    digest: str


class ProjectUsed(Part):
    """The project file that rules, standards, readings or the column map came from."""

    source: str
    digest: str


class ReplacedHousehold(Part):
    """A corrected household, where it stands, and the number and the place of the one whose place it has taken."""

    household_id: str
    place: str
    was: str
    source: str


class ReplacementFile(InputFile):
    """A file of corrected households."""

    households: tuple[ReplacedHousehold, ...]


class Counts(Part):
    """``read`` is always ``computed`` + ``rejected``."""

    read: int
    computed: int
    rejected: int
    lines: int
    pending: int


class GrandTotals(Part):
    """Yuan with two decimals, as text; ``payees`` and ``payers`` are not in what earlier releases wrote."""

    payable: str
    household: str
    collective: str
    withheld: str
    payees: dict[str, str] = {}
    payers: dict[str, str] = {}


class Options(Part):
    """What else changes the results: needed to run again."""

    headers: str
    ignore_extra: bool
    encoding: str | None


class PassedOverPart(Part):
    """What of an input was not used, and how many of its cells hold something."""

    file: str
    sheet: str | None
    what: str
    filled: int


class Manifest(Part):
    """A finished batch. ``questions`` and ``notices`` count the rows and the households of each by its id; ``engine``
    is told where it is another than the one for single households: the results are the same."""

    program: str
    version: str
    engine: str | None = None
    rulebook: RulebookUsed
    standards: tuple[StandardUsed, ...]
    readings: dict[str, str]
    options: Options
    columns: ColumnsUsed | None = None
    project: ProjectUsed | None = None
    inputs: tuple[InputFile, ...]
    replacements: tuple[ReplacementFile, ...] = ()
    counts: Counts
    totals: GrandTotals
    questions: dict[str, int] = {}
    notices: dict[str, int] = {}
    passed_over: tuple[PassedOverPart, ...] = ()
    outputs: dict[str, str]

    @property
    def format(self) -> Format:
        """The format of its tables."""
        return "parquet" if "items.parquet" in self.outputs else "csv"

    def text(self) -> str:
        """The manifest as it is written to run.json."""
        shown: dict[str, Any] = self.model_dump(mode="json")
        if self.engine is None:
            del shown["engine"]
        return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"
