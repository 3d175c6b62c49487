"""Suggestions: the nearest known word, and none where a guess would mislead."""

import pytest

from yzcomp.problems import nearest


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("旱地", ["水田", "旱土", "林地", "其他"], "旱土"),  # not 林地, which is paid less
        ("旱田", ["水田", "旱地", "林地"], "旱地"),
        ("荒地", ["水田", "旱地", "林地"], None),
        ("分散安置", ["分散迁建安置", "安置地安置"], "分散迁建安置"),
        ("货币", ["货币安置", "不予安置"], "货币安置"),
        ("合法建筑面只", ["合法建筑面积", "底层占地面积"], "合法建筑面积"),
        ("resetlement", ["resettlement", "head"], "resettlement"),
        ("", ["水田"], None),
    ],
)
def test_the_nearest_word(word: str, known: list[str], found: str | None) -> None:
    assert nearest(word, known) == found
