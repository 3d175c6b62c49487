"""The pytest plugin: case files are collected, one test a case.

pytest loads this module in every run of every project that has yzcomp installed, so it imports nothing of the rules
before there is a case file.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from yzcomp.cases.files import ENDINGS, is_case_file, is_misnamed

if TYPE_CHECKING:
    from yzcomp.cases.models import Case
    from yzcomp.cases.models import CaseFile as Cases
    from yzcomp.cases.results import Result
    from yzcomp.cases.run import Bench
    from yzcomp.rulebook.models import Rulebook

#: The rulebooks of the case files that were collected so far.
_LOADED = pytest.StashKey[dict[str | None, "Rulebook"]]()
_MARKERS = ("rule_case: 案例文件里的一个案例", "unconfirmed: 还没有人核对的案例（confirmed: no）")


def pytest_configure(config: pytest.Config) -> None:
    """The markers that cases carry, so that ``-m`` and ``--strict-markers`` know them."""
    for line in _MARKERS:
        config.addinivalue_line("markers", line)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "CaseFile | None":
    """A collector for every case file; a file that means to be one is warned of."""
    if is_misnamed(file_path.name):
        message = f"{_shown(file_path)}：像是案例，没有运行。文件名以 {' 或 '.join(ENDINGS)} 结尾的才运行"
        parent.warn(pytest.PytestCollectionWarning(message))
    return CaseFile.from_parent(parent, path=file_path) if is_case_file(file_path.name) else None


class CaseFile(pytest.File):
    """A case file; one that can't be loaded is a collection error with all its problems."""

    def collect(self) -> Iterable["CaseItem"]:
        from yzcomp.cases.load import load_cases
        from yzcomp.cases.run import Bench
        from yzcomp.problems import Refused

        try:
            (cases,) = load_cases([_shown(self.path)], loaded=self.config.stash.setdefault(_LOADED, {}))
        except Refused as refused:
            raise self.CollectError("\n".join(f"错误：{problem}" for problem in refused.problems)) from None
        bench = Bench(cases.rulebook)
        self._register({name for case in cases.cases for name in case.marks})
        for case in cases.cases:
            nodeid = f"{self.nodeid}::{case.name}"  # as it will be read back from a list of failures
            yield CaseItem.from_parent(self, name=case.name, nodeid=nodeid, cases=cases, case=case, bench=bench)

    def _register(self, marks: set[str]) -> None:
        """A case file's own marks are words of its author: they need not be declared a second time."""
        known = {line.partition(":")[0].strip() for line in self.config.getini("markers")}
        for name in sorted(marks - known):
            self.config.addinivalue_line("markers", f"{name}: 案例文件里的标记")


class CaseItem(pytest.Item):
    """One case. Its id is the case's name, whatever the language."""

    def __init__(self, *, cases: "Cases", case: "Case", bench: "Bench", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.cases, self.case, self.bench = cases, case, bench
        for name in ("rule_case", *([] if case.confirmed else ["unconfirmed"]), *case.marks):
            self.add_marker(getattr(pytest.mark, name))

    def runtest(self) -> None:
        from yzcomp.cases.report import unconfirmed_text

        result = self.bench.run(self.cases, self.case)
        if result.failed:
            raise CaseFailed(result)
        if not self.case.confirmed:
            raise pytest.skip.Exception(unconfirmed_text(result), _use_item_location=True)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """A failed case as ``yzcomp test`` shows it; anything else as pytest does."""
        if not isinstance(excinfo.value, CaseFailed):
            return super().repr_failure(excinfo, style)
        from rich.console import Console

        from yzcomp.cases.report import failure_text

        return failure_text(excinfo.value.result, Console(width=100, force_terminal=False))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the case stands, and its heading: not its bare name, in which pytest would take dots for Python's."""
        return self.path, (self.case.place.line or 1) - 1, f"案例：{self.name}"


class CaseFailed(AssertionError):
    """A case that did not get what it expects."""

    def __init__(self, result: "Result") -> None:
        super().__init__("；".join(map(str, result.mismatches)))
        self.result = result


def _shown(path: Path) -> Path:
    """The path as a reader in the current folder would write it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
