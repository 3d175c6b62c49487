"""The reading copy of an item says all that its clauses demand, and under which readings."""

import pytest

from tests.households import rulebook
from tests.small_rulebooks import item, items
from tests.small_rulebooks import rulebook as small
from yzcomp.documents.reading_copy import item_copy


def copy_of(key: str) -> list[str]:
    return [part.plain for part in item_copy(key, rulebook())]


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (
            "monetary_resettlement",
            "  第十六条：安置方式为货币安置的，须永州北站或北货场项目为是，且人均耕地低于0.3亩",
        ),
        ("monetary_resettlement", "  第十六条：已填货币安置标准的，须货币安置标准不超过170000元/人"),
        (
            "dispersed_relocation_subsidy",
            "  第十七条：安置方式为分散迁建安置的，须城市规划区范围外为是",
        ),
        ("temporary_land_use", "  第二十条：每条临时用地，须使用年限不超过3年"),
        ("pond_replacement", "  第二条：已填县区的，须县区为冷水滩区、东安县、永州经济技术开发区之一"),
        ("pond_replacement", "暂不拨付：一条记录权属争议为是的，计入它的各条（第二十四条）"),
        ("pond_replacement", "取整：每条一次，四舍五入，按“金额取整”的理解（到分：0.01元；到元：1元）"),
    ],
)
def test_what_a_signer_must_know(key: str, line: str) -> None:
    assert line in copy_of(key)


def test_a_reading_that_only_a_requirement_asks_for_is_named() -> None:
    assert "  过渡期超过12个月（transition_over_limit，第十八条）：填报的过渡月数超过12个月时怎么办？" in copy_of(
        "transition_allowance"
    )
    assert not any("transition_over_limit" in line for line in copy_of("pond_replacement"))


def test_requirements_of_other_clauses_are_not_the_items() -> None:
    assert not any("货币安置标准" in line for line in copy_of("pond_replacement"))


def test_without_a_register_and_with_a_fixed_step() -> None:
    made = small(items(item("a", "{constant: 5, unit: 元}")))
    lines = [part.plain for part in item_copy("a", made)]
    assert "取整：每条一次，四舍五入到0.01元" in lines
    assert not any(line.startswith(("前提", "各项", "暂不拨付")) for line in lines)
