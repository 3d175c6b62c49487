"""What standards are looked up by, as the rules have it."""

import pytest

from tests.households import rulebook
from yzcomp.rulebook.standard_keys import taken_for


@pytest.mark.parametrize(("value", "other"), [("grain_for_green", "旱地"), ("paddy", None), ("dry", None)])
def test_a_kind_of_land_that_is_taken_for_another(value: str, other: str | None) -> None:
    assert taken_for("land", 2, value, rulebook()) == other
