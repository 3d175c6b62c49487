"""What the documents show of the Python interface passes ``mypy --strict``, with and without pydantic's plugin."""

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import yzcomp
from tests.conftest import ROOT


def script(text: str) -> str:
    """The Python of a page's examples as one script."""
    return "".join(example.source for example in doctest.DocTestParser().get_examples(text))


EXAMPLES = {
    "readme": script((ROOT / "README.md").read_text(encoding="utf-8")),
    "api": script((ROOT / "docs/api.md").read_text(encoding="utf-8")),
    "package": script(yzcomp.__doc__ or ""),
}
#: What a type checker must not let pass: the types would be no help otherwise.
MISTAKES = """
from yzcomp import House, Household
Household(household_id="1", head="张三", resettlement="somewhere")
House(legal_floor_area=96.5)
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


def checked(folder: Path, cache: Path, scripts: dict[str, str], settings: str = "") -> str:
    """What mypy says of some scripts in a folder of their own."""
    for name, text in scripts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    (folder / "mypy.ini").write_text(f"[mypy]\nstrict = True\n{settings}", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(cache), *(f"{name}.py" for name in scripts)]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", timeout=300).stdout


@pytest.mark.slow
@pytest.mark.parametrize("plugin", ["", "plugins = pydantic.mypy\n"], ids=["plain", "plugin"])
def test_examples_are_typed(tmp_path: Path, cache: Path, plugin: str) -> None:
    assert checked(tmp_path, cache, EXAMPLES, plugin) == f"Success: no issues found in {len(EXAMPLES)} source files\n"


@pytest.mark.slow
def test_mistakes_are_found(tmp_path: Path, cache: Path) -> None:
    told = checked(tmp_path, cache, {"mistakes": MISTAKES})
    assert [line.rpartition("[")[2] for line in told.splitlines()[:2]] == ["arg-type]", "arg-type]"]


def test_everything_public_is_there() -> None:
    assert [name for name in yzcomp.__all__ if getattr(yzcomp, name, None) is None] == []
    assert set(yzcomp._HOMES) == set(yzcomp.__all__)
