"""What README.md promises is there: its Python example runs, its sample is real, its commands and files exist."""

import doctest
import re
from pathlib import Path

import pytest

from tests.commands import COMMANDS
from tests.conftest import ROOT, Call

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]


def test_the_first_block_has_the_two_commands() -> None:
    commands = [line.partition("#")[0].strip() for line in BLOCKS[0][1].splitlines()]
    assert commands == ["python scripts/dev.py demo", "python scripts/dev.py test"]


def test_the_python_example_runs() -> None:
    assert doctest.testfile(str(ROOT / "README.md"), module_relative=False).failed == 0


def test_the_household_shown_is_the_example_computed() -> None:
    yaml = next(text for kind, text in BLOCKS if kind == "yaml")
    example = (ROOT / "examples/site.yaml").read_text(encoding="utf-8")
    assert [line for line in yaml.splitlines() if line not in example.splitlines()] == []


def test_the_suite_of_three_lines_passes(call_cli: Call, tmp_path: Path) -> None:
    (suite,) = (text for kind, text in BLOCKS if kind == "yaml" and text.startswith("cases:"))
    assert len(suite.splitlines()) == 3
    path = tmp_path / "我的.cases.yaml"
    path.write_text(suite, encoding="utf-8")
    assert call_cli("test", path).stdout == "共 2 个案例：通过 2，失败 0。\n"


def test_the_cases_shown_pass(call_cli: Call, tmp_path: Path) -> None:
    page = (ROOT / "docs/cases.md").read_text(encoding="utf-8")
    suite = re.findall(r"^```yaml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)[0]
    (tmp_path / "standards.yaml").write_bytes((ROOT / "examples/standards.yaml").read_bytes())
    path = tmp_path / "甲.cases.yaml"
    path.write_text(suite, encoding="utf-8")
    assert call_cli("test", path).stdout == "共 2 个案例：通过 2，失败 0。\n"


def test_the_statement_shown_is_real(call_cli: Call) -> None:
    (sample,) = (text for _, text in BLOCKS if text.startswith("$ yzcomp calc"))
    command, *lines = sample.splitlines()
    shown = call_cli(*command.split()[2:]).stdout.splitlines()
    assert [line for line in lines if line not in shown and not line.startswith("……")] == []


def test_the_audit_shown_is_real(call_cli: Call) -> None:
    (sample,) = (text for _, text in BLOCKS if text.startswith("$ yzcomp audit"))
    command, *lines = sample.splitlines()
    ending = call_cli(*command.split()[2:])
    shown = ending.stdout.splitlines()
    assert ending.returncode == 1
    assert [line for line in lines if line not in shown and not line.startswith("……")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_files_that_a_page_names_exist(page: object) -> None:
    text = (ROOT / str(page)).read_text(encoding="utf-8")
    called = {
        tuple(words.split())
        for words in re.findall(r"(?<!from )\byzcomp ((?:(?:rules|standards|cases) )?[a-z]+)", text)
    }
    assert called - COMMANDS.keys() == set()
    named = re.findall(r"(?:\]\(|`)((?:docs|examples|tests|rules|cases|benchmarks|scripts)/[\w./-]*|[A-Z]+\.md)", text)
    assert [path for path in named if not (ROOT / path).exists()] == []
