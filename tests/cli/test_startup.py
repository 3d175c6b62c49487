"""A command imports what it needs when it runs, and nothing else: that is why it starts at once."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT

TABLES = {"duckdb", "openpyxl", "python_calamine", "xlsxwriter", "jinja2", "multiprocessing"}
HEAVY = TABLES | {"pydantic", "pydantic_core", "yaml", "rich"}
SHOW = "import sys; from yzcomp.cli import _run; _run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"


def imported(*arguments: str) -> set[str]:
    """The top packages that a command imports."""
    done = subprocess.run([sys.executable, "-c", SHOW, *arguments], capture_output=True, check=True, cwd=ROOT)
    return {name.partition(".")[0] for name in done.stderr.decode().split()}


def test_help_imports_nothing_heavy() -> None:
    names = imported("--help")
    assert "typer" in names
    assert names & HEAVY == set()


@pytest.mark.slow
def test_one_household_imports_nothing_for_tables() -> None:
    names = imported("calc", "examples/dispersed.yaml", "--standards", "examples/standards.yaml")
    assert "pydantic" in names
    assert names & TABLES == set()
