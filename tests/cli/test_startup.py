"""Help starts at once: none of the heavy libraries is imported for it."""

import subprocess
import sys

HEAVY = {"pydantic", "pydantic_core", "duckdb", "openpyxl", "python_calamine", "xlsxwriter", "jinja2", "yaml", "rich"}
SHOW = "import sys; from yzcomp.cli import _run; _run(['--help']); print(*sys.modules, file=sys.stderr)"


def test_help_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", SHOW], capture_output=True, check=True)
    imported = {name.partition(".")[0] for name in done.stderr.decode().split()}
    assert "typer" in imported
    assert imported & HEAVY == set()
