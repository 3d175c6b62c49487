"""Whole outputs, compared to the letter. ``python scripts/regenerate_goldens.py`` writes them anew."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT, Call
from yzcomp.rulebook.files import BUILT_IN


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("regenerate_goldens", ROOT / "scripts/regenerate_goldens.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = _script()


@pytest.mark.parametrize("name", SCRIPT.commands())
def test_output_is_as_it_was(call_cli: Call, name: str) -> None:
    expected = (SCRIPT.GOLDEN / name).read_text(encoding="utf-8")
    assert SCRIPT.masked(call_cli(*SCRIPT.commands()[name], width=SCRIPT.width(name)).stdout) == expected


def test_a_comment_in_a_rule_file_changes_nothing_but_digests(call_cli: Call, tmp_path: Path) -> None:
    """Rules are edited for their readers too: a comment breaks no golden file, and the digest tells it all the same."""
    rules = tmp_path / BUILT_IN
    shutil.copytree(ROOT / "rules" / BUILT_IN, rules)
    comment = (rules / "items.yaml").read_text(encoding="utf-8")
    (rules / "items.yaml").write_text(f"{comment}# 不再是内置规则\n", encoding="utf-8")
    household = ROOT / "examples/dispersed.yaml"
    for options in ((), ("--format", "json")):
        command = ("calc", household, *options, "--rules", rules)
        before = call_cli(*command).stdout
        with (rules / "items.yaml").open("a", encoding="utf-8") as file:
            file.write("# 说明\n")
        after = call_cli(*command).stdout
        assert before != after
        assert SCRIPT.masked(before) == SCRIPT.masked(after)


def test_no_golden_file_tells_a_digest() -> None:
    for path in SCRIPT.GOLDEN.iterdir():
        text = path.read_text(encoding="utf-8")
        assert text == SCRIPT.masked(text)
        assert text.count("sha256:") == text.count("sha256:…")


def test_there_is_no_golden_file_too_many() -> None:
    assert {path.name for path in SCRIPT.GOLDEN.iterdir()} == set(SCRIPT.commands())
