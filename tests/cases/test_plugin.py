"""The pytest plugin in a foreign project: a folder with case files and nothing else."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.case_files import FAILING, FOUR, PASSING, UNCONFIRMED, write

OUTDATED = UNCONFIRMED.replace("没有确认的", "改了 2,000.00 的").replace("2200", "2100")
MARKED = f"- {{name: 有标记的, marks: [搬家, slow], household: {FOUR}, expect: {{搬家费: 2200}}}}\n"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """pytest in a process of its own, in that folder."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", timeout=60)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    write(folder, PASSING + FAILING + UNCONFIRMED + MARKED, name="我们的")
    return folder


@pytest.mark.slow
def test_each_case_is_a_test_with_a_readable_failure(project: Path) -> None:
    done = run(project, "-v")
    assert done.returncode == 1
    for line in ("四口之家 PASSED", "算错的 FAILED", "没有确认的 SKIPPED (未确认", "有标记的 PASSED"):
        assert f"我们的.cases.yaml::{line}" in done.stdout
    assert "失败：算错的（我们的.cases.yaml 第7行第5列）" in done.stdout
    assert "  第10行：搬家补助费: 2100.50" in done.stdout
    row = next(line for line in done.stdout.splitlines() if line.startswith("搬家补助费"))
    assert row.split() == [
        "搬家补助费",
        "2,100.50",
        "2,200.00",
        "+99.50",
        *["（1000", "+", "1", "×", "100）元/次", "×", "2次"],
    ]
    assert "1 failed, 2 passed, 1 skipped" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert "warning" not in done.stdout


@pytest.mark.many
@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("-k", "四口"), ["四口之家"]),
        (("-m", "搬家 and slow", "--strict-markers"), ["有标记的"]),
        (("-m", "unconfirmed"), ["没有确认的"]),
        (("我们的.cases.yaml::四口之家",), ["四口之家"]),
    ],
)
def test_choosing_cases(project: Path, arguments: tuple[str, ...], names: list[str]) -> None:
    done = run(project, "--collect-only", "-q", *arguments)
    assert done.returncode == 0
    assert [line.partition("::")[2] for line in done.stdout.splitlines() if "::" in line] == names


@pytest.mark.slow
def test_on_several_processes_with_junit(project: Path, tmp_path: Path) -> None:
    report = tmp_path / "junit.xml"
    assert run(project, "-n", "2", f"--junitxml={report}").returncode == 1
    cases = {case.get("name"): [part.tag for part in case] for case in ElementTree.parse(report).iter("testcase")}
    assert cases == {"四口之家": [], "算错的": ["failure"], "没有确认的": ["skipped"], "有标记的": []}


@pytest.mark.slow
def test_failures_of_any_name_are_run_again(tmp_path: Path) -> None:
    """Brackets and colons mean something in pytest's own names; here they are the author's."""
    names = ("甲[一]", "甲[一] 二::三", "乙@一", "丙/一 [二", "甲")
    cases = [FAILING.replace("算错的", f"'{name}'") for name in names]
    write(tmp_path, "".join([*cases, PASSING]))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:hypothesispytest"]
    for processes in ("0", "2"):
        for again, summary in (((), "5 failed, 1 passed"), (("--lf",), "5 failed in")):
            call = [*command, "-n", processes, *again]
            done = subprocess.run(call, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60)
            assert summary in done.stdout


@pytest.mark.slow
def test_every_ending_is_collected_and_what_is_misnamed_is_warned_of(tmp_path: Path) -> None:
    for name in ("a.cases.yml", "B.CASES.YAML", "c.cases.json", "d.case.yaml", "e.cases.yaml.bak", "cases.yaml"):
        write(tmp_path, PASSING).rename(tmp_path / name)
    done = run(tmp_path, "-v")
    assert "a.cases.yml::四口之家 PASSED" in done.stdout
    assert "B.CASES.YAML::四口之家 PASSED" in done.stdout
    assert "2 passed, 3 warnings" in done.stdout
    for name in ("c.cases.json", "d.case.yaml", "e.cases.yaml.bak"):
        assert f"{name}：像是案例，没有运行" in done.stdout


@pytest.mark.slow
def test_a_broken_file_is_a_collection_error_with_all_its_problems(tmp_path: Path) -> None:
    write(tmp_path, f"- {{name: 甲, household: {FOUR}, expect: {{没有: 1}}, confirmed: 也许}}")
    done = run(tmp_path)
    assert done.returncode == 2
    assert "错误：甲.cases.yaml 第2行第" in done.stdout
    assert "「expect」没有项目“没有”。" in done.stdout
    assert "「confirmed」“也许”不是“是”或“否”。" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.slow
def test_names_stay_as_they_are_and_unconfirmed_cases_are_skipped(tmp_path: Path) -> None:
    """Dots in a name are no module path, and what nobody has confirmed does not fail."""
    write(tmp_path, OUTDATED + f"- {{name: 每次 1000.00 元, household: {FOUR}, expect: {{搬家费: 2200}}}}\n")
    done = run(tmp_path, "-v", "-rs")
    assert done.returncode == 0
    assert "甲.cases.yaml::每次 1000.00 元 PASSED" in done.stdout
    assert "甲.cases.yaml::改了 2,000.00 的 SKIPPED" in done.stdout
    assert "未确认，与规则现在算得的不同：搬家补助费应为2,100.00，算得2,200.00" in done.stdout


def test_a_rulebook_of_its_own(tmp_path: Path) -> None:
    from tests.case_files import case
    from tests.small_rulebooks import item, items

    write(tmp_path, case("甲", "a: 5"), rules=items(item("a", "{constant: 5, unit: 元}")))
    assert run(tmp_path, "-q").returncode == 0


def test_projects_without_cases_load_nothing_of_the_rules(tmp_path: Path) -> None:
    (tmp_path / "test_nothing.py").write_text(
        "import sys\n\n\ndef test_nothing():\n    assert not {'pydantic', 'yaml', 'rich'} & set(sys.modules)\n",
        encoding="utf-8",
    )
    assert run(tmp_path, "-q").returncode == 0
