"""``yzcomp rules diff``: what two rulebooks say differently, and what that is worth to the households of an input."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from yzcomp.cli.common import ATTENTION, DONE, FAILED, print_problems
from yzcomp.cli.console import stdout_console
from yzcomp.compare.rulebooks import compare_rulebooks
from yzcomp.compare.told import COLUMNS, Pair, difference_rows, differences_data, print_differences
from yzcomp.problems import Problem, Refused
from yzcomp.rulebook.load import load_rulebook
from yzcomp.rulebook.models import Rulebook


class DiffRequest(NamedTuple):
    """The options of the command line."""

    old: str
    new: str
    form: str = "table"
    output: Path | None = None
    english: bool = False
    force: bool = False
    impact: Sequence[str] = ()
    standards: Sequence[Path] = ()
    encoding: str | None = None
    ignore_extra: bool = False


def run(request: DiffRequest) -> int:
    """Compares the rulebooks and prints what differs; returns the exit code."""
    try:
        pair = _compared(request.old, request.new)
        if request.output is not None:
            _write(pair, request)
    except Refused as refused:
        print_problems(refused.problems)
        return FAILED
    if request.form == "json":
        print(json.dumps(differences_data(pair), ensure_ascii=False, indent=2))
    else:
        print_differences(pair, stdout_console())
    return ATTENTION if pair.differences else DONE


def _compared(old: str, new: str) -> Pair:
    """Both rulebooks and their differences; raises :class:`Refused` with the problems of both."""
    loaded: list[Rulebook] = []
    problems: list[Problem] = []
    for source in (old, new):
        try:
            loaded.append(load_rulebook(source))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)
    return Pair(loaded[0], loaded[1], compare_rulebooks(loaded[0], loaded[1]))


def _write(pair: Pair, request: DiffRequest) -> None:
    """The differences as a table."""
    from yzcomp.batch.rows import BOM, csv_line, header
    from yzcomp.documents.files import write_new

    assert request.output is not None
    lines: Iterable[Sequence[str]] = [header(COLUMNS, request.english), *difference_rows(pair, request.english)]
    write_new(request.output, BOM + "".join(map(csv_line, lines)), request.force)
