"""Names for several items: strictly checked, shown, compared; they decide no amount."""

import pytest

from tests.conftest import Call
from tests.small_rulebooks import item, items, rulebook
from yzcomp import load_rulebook
from yzcomp.compare.rulebooks import compare_rulebooks
from yzcomp.problems import Refused

TWO = items(item("a", "{constant: 1, unit: 元}"), item("b", "{constant: 2, unit: 元}", aliases="[二]"))


def combined(text: str) -> str:
    return f"{TWO}combined_names:\n  both: {{{text}}}\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name: 合, items: [a, c]", "unknown-item"),
        ("name: 合, items: [a, a]", "duplicate-name"),
        ("name: 名a, items: [a, b]", "duplicate-name"),
        ("name: 合, aliases: [二], items: [a, b]", "duplicate-name"),
        ("name: 合, aliases: [合], items: [a, b]", "duplicate-name"),
        ("name: 合, items: [a]", "too-short"),
        ("name: 合, items: [a, b], article: 第一条", "unknown-key"),
    ],
)
def test_a_name_that_means_no_two_items(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        rulebook(combined(text))
    assert code in {problem.code for problem in refused.value.problems}, refused.value.problems


def test_a_name_for_two_items() -> None:
    rules = rulebook(combined("name: 合, aliases: [总], items: [a, b]"))
    assert rules.combined_names["both"].items == ("a", "b")


def test_a_change_of_names_touches_no_amount() -> None:
    old, new = rulebook(combined("name: 合, items: [a, b]")), rulebook(combined("name: 总, items: [b, a]"))
    found = compare_rulebooks(old, new)
    assert [(d.matters, d.owner, d.change.sentence) for d in found] == [
        (False, "合称“总”", "名称由“合”改为“总”"),
        (False, "合称“总”", "所指的项目由“a、b”改为“b、a”"),
    ]
    (gone,) = compare_rulebooks(old, rulebook(TWO))
    assert (gone.matters, gone.change.sentence) == (False, "取消：合指a、b")


@pytest.mark.slow
def test_the_names_are_listed_and_shown(call_cli: Call) -> None:
    assert load_rulebook().combined_names["rewards"].items == ("signing_reward", "vacating_reward")
    assert "奖励金" in call_cli("rules", "list").stdout
    shown = call_cli("rules", "show", "奖励金").stdout
    assert "按期签约奖励（signing_reward）" in shown
    assert "按期腾空奖励（vacating_reward）" in shown
    assert "合称：奖励金" in shown
