"""Whole outputs, compared to the letter. ``python scripts/regenerate_goldens.py`` writes them anew."""

import importlib.util
from types import ModuleType

import pytest

from tests.conftest import ROOT, Call


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
    assert call_cli(*SCRIPT.commands()[name], width=SCRIPT.width(name)).stdout == expected


def test_there_is_no_golden_file_too_many() -> None:
    assert {path.name for path in SCRIPT.GOLDEN.iterdir()} == set(SCRIPT.commands())
