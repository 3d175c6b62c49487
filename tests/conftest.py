"""Shared by all tests: running the command, in a process of its own or, where that adds nothing, in this one."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from tests.households import rulebook, standards
from yzcomp.batch import worker
from yzcomp.cli import _guarded

settings.register_profile("yzcomp", deadline=None)  # machines are noisy
settings.load_profile("yzcomp")
ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a test with ``many`` cases one in eight is quick; the others are slow."""
    seen = Counter[str]()
    for item in items:
        if item.get_closest_marker("many"):
            function = item.nodeid.partition("[")[0]
            if seen[function] % 8:
                item.add_marker(pytest.mark.slow)
            seen[function] += 1


class Ending(NamedTuple):
    """What a command in this process left behind."""

    returncode: int
    stdout: str
    stderr: str


Call = Callable[..., Ending]


@pytest.fixture(scope="session")
def run_cli() -> Run:
    """Runs ``yzcomp`` in a process of its own, from the project's folder; output is UTF-8 text."""

    def run(
        *arguments: object, stdin: str | bytes | None = None, env: dict[str, str] | None = None, cwd: Path = ROOT
    ) -> subprocess.CompletedProcess[str]:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "yzcomp", *map(str, arguments)],
            input=given if given is not None else b"",
            capture_output=True,
            cwd=cwd,
            env={**os.environ, "COLUMNS": "100", **(env or {})},
            timeout=60,
        )
        out, err = (text.decode("utf-8", "replace").replace("\r\n", "\n") for text in (done.stdout, done.stderr))
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    return run


@pytest.fixture
def call_cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Runs ``yzcomp`` in this process, from the project's folder, on a screen of ``width`` cells."""

    def call(*arguments: object, width: int = 100) -> Ending:
        monkeypatch.chdir(ROOT)
        monkeypatch.setenv("COLUMNS", str(width))
        capsys.readouterr()
        code = _guarded([str(argument) for argument in arguments])
        return Ending(code, *capsys.readouterr())

    return call


@pytest.fixture(scope="module")
def compiled_once() -> Iterator[None]:
    """The rules are compiled once for all batches of a module: it takes longer than a table of six rows."""
    with pytest.MonkeyPatch.context() as patch:
        made = worker.Evaluator(rulebook(), standards(), {})
        quick_rules = worker.QuickRules(made)
        patch.setattr(worker, "Evaluator", lambda *_: made)
        patch.setattr(worker, "QuickRules", lambda _: quick_rules)
        yield
