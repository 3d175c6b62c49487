"""Every kind of papers to the letter. ``python scripts/regenerate_goldens.py`` writes them anew."""

import pytest

from tests.documents.golden import FOLDER, paper
from yzcomp.documents import KINDS


@pytest.mark.parametrize("name", KINDS)
def test_a_paper_is_as_it_was(name: str) -> None:
    assert paper(name) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def test_there_is_no_golden_paper_too_many() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(KINDS)
