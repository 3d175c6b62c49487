"""Every code of a problem stands in the catalogue, and the catalogue has no code that doesn't exist."""

import re

from tests.conftest import ROOT

_USED = re.compile(r"(?:Problem|BadForm|_say|_doubt|\.say|_problem|problem)\(\s*\"([a-z]+(?:-[a-z]+)*)\"")
_OTHERS = re.compile(r"\"(unknown-term)\"|custom_error_type=\"([a-z-]+)\"|: \(\"([a-z]+(?:-[a-z]+)+|required)\", \"")


def used() -> set[str]:
    codes: set[str] = set()
    for path in (ROOT / "src/yzcomp").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        codes |= set(_USED.findall(text))
        codes |= {code for pair in _OTHERS.findall(text) for code in pair if code}
    return codes


def test_the_catalogue_is_complete_and_true() -> None:
    page = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z-]+)` \|", page, re.M)
    assert len(listed) == len(set(listed))
    assert used() - set(listed) == set()
    assert set(listed) - used() == set()
