"""What a rule file may call its own."""

import pytest

from tests import small_rulebooks as small
from yzcomp import Refused

ITEM = "items:\n  {key}: {{name: 甲, article: 一, payee: household, summary: 试, factors: [{{constant: 5, unit: 元/户}}]}}\n"


def test_a_key_of_sixty_characters_and_no_more() -> None:
    rounding = "rounding: {step: {constant: 0.01, unit: 元}}\n"
    longest = "k" * 60
    assert longest in small.rulebook(rounding + ITEM.format(key=longest)).items
    with pytest.raises(Refused, match="最多60个字符"):
        small.rulebook(rounding + ITEM.format(key=longest + "k"))
