"""The list of mutants that make no difference: each must exist, have a reason, and survive."""

from pathlib import Path

import pytest

from tests.small_rulebooks import item, items, rulebook
from yzcomp.cases.mutants import beside, load_equivalents, mutants, not_surviving
from yzcomp.problems import Refused

MUTANTS = mutants(rulebook(items(item("a", "{constant: 5, unit: 元}"))))
MORE, LESS = "items.a.factors.0.constant 5 → 6", "items.a.factors.0.constant 5 → 4"


def write(folder: Path, text: str, name: str = "equivalent.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_one_reason_may_stand_for_several(tmp_path: Path) -> None:
    path = write(tmp_path, f"equivalent:\n  - mutant: ['{MORE}', '{LESS}']\n    reason: 不付。\n")
    found = load_equivalents([path], MUTANTS)
    assert {name: reason for name, (reason, _) in found.items()} == {MORE: "不付。", LESS: "不付。"}


def test_chinese_words_and_several_files(tmp_path: Path) -> None:
    one = write(tmp_path, f"等价:\n  - {{改动: '{MORE}', 理由: 甲}}\n")
    other = write(tmp_path, f"等价:\n  - {{改动: '{LESS}', 理由: 乙}}\n", "b.yaml")
    assert [reason for reason, _ in load_equivalents([one, other], MUTANTS).values()] == ["甲", "乙"]


def test_what_a_list_can_get_wrong(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        f"""equivalent:
  - mutant: '{MORE}'
  - mutant: items.a.factors.0.constant 5 → 7
    reason: 甲
  - {{mutant: '{LESS}', reason: 乙}}
  - {{mutant: '{LESS}', reason: 丙}}
  - {{reason: 丁, why: 戊}}
""",
    )
    with pytest.raises(Refused) as caught:
        load_equivalents([path], MUTANTS)
    assert [(p.place.line, p.code, p.field) for p in caught.value.problems] == [
        (2, "required", "reason"),
        (3, "unknown-mutant", "mutant"),
        (6, "duplicate-name", "mutant"),
        (7, "required", "mutant"),
        (7, "unknown-key", "why"),
    ]
    assert f"没有改动“items.a.factors.0.constant 5 → 7”。是不是“{MORE}”？" in str(caught.value.problems[1])


@pytest.mark.parametrize("text", ["", "equivalent: 甲\n", "- 甲\n", "equivalents: []\n"])
def test_a_file_that_is_no_list(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused) as caught:
        load_equivalents([write(tmp_path, text)], MUTANTS)
    assert "equivalent" in str(caught.value)


def test_what_a_case_notices_must_not_be_listed(tmp_path: Path) -> None:
    path = write(tmp_path, f"equivalent:\n  - {{mutant: ['{MORE}', '{LESS}'], reason: 不付}}\n")
    listed = load_equivalents([path], MUTANTS)
    assert not_surviving(listed, [MORE, LESS]) == []
    (stray,) = not_surviving(listed, [MORE])
    assert str(stray) == f"{path} 第2行第51列：「{LESS}」这个改动有案例发现，不是没有影响的。从清单里删去"


def test_lists_lie_beside_the_cases(tmp_path: Path) -> None:
    (tmp_path / "内").mkdir()
    paths = [write(tmp_path, "", "equivalent.yaml"), write(tmp_path / "内", "")]
    case = write(tmp_path, "", "甲.cases.yaml")
    assert beside([str(tmp_path)]) == paths
    assert beside([str(case), "-"]) == []
