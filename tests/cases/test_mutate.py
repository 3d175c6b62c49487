"""Mutants are tried on the cases that pass through them; those that nothing notices are reported."""

from pathlib import Path

import pytest

from tests.case_files import case, write
from tests.small_rulebooks import item, items
from yzcomp.cases import mutate as under_test
from yzcomp.cases.load import load_cases
from yzcomp.cases.models import Options
from yzcomp.cases.mutate import Job, Mutation, mutate, mutation_text
from yzcomp.cases.run import proving
from yzcomp.problems import Place

CAPPED = items(
    item(
        "a",
        "{constant: 350, unit: 元/人}, {fact: legal_residents}",
        at_most="{factors: [{constant: 1000, unit: 元}], text: 最多1000元}",
    )
)


def tried(folder: Path, rules: str, cases: str, processes: int = 1) -> Mutation:
    path = write(folder, cases, rules=rules)
    (file,) = load_cases([path])
    return mutate(Job((str(path),), Options(), None), file.rulebook, proving([file]), processes)


def survivors(folder: Path, rules: str, cases: str) -> list[str]:
    return [mutant.sentence for mutant in tried(folder, rules, cases).survivors]


def test_what_no_case_notices(tmp_path: Path) -> None:
    under = case("甲", "a: 700, 付被征收户: 700", "合法常住人口: 2")
    assert survivors(tmp_path, CAPPED, under) == [
        "名a：上限（最多1000元）去掉",
        "名a：上限由1000元改为1001元",
        "名a：上限由1000元改为999元",
        "金额取整：由到分改为到角",
        "金额取整：由到分改为到元",
    ]
    over = case("乙", "a: 1000", "合法常住人口: 3")
    assert survivors(tmp_path, CAPPED, over) == [
        "名a：领款人由被征收户改为村组",
        "名a：标准由350元/人改为351元/人",
        "名a：标准由350元/人改为349元/人",
        "金额取整：由到分改为到角",
        "金额取整：由到分改为到元",
    ]
    assert [text for text in survivors(tmp_path, CAPPED, under + over) if text.startswith("名a")] == []


def test_no_cases_notice_nothing(tmp_path: Path) -> None:
    found = tried(tmp_path, CAPPED, case("甲", "a: 700", more="confirmed: no"))
    assert len(found.survivors) == len(found.mutants) - found.stillborn > 5


def test_what_could_not_even_be_loaded_is_counted_apart(tmp_path: Path) -> None:
    """Without one of its factors an item no longer comes to yuan: the loader says so, no case needs to."""
    found = tried(tmp_path, CAPPED, case("甲", "total: 0", "合法常住人口: 0"))
    assert found.stillborn == 1  # 350元 alone would be paid, and noticed


def test_every_mutant_that_matters_is_tried_on_the_cases_that_it_affects(tmp_path: Path) -> None:
    """A case that doesn't pass through a part is not run for it, and nothing is missed by that."""
    rules = items(
        item("a", "{constant: 5, unit: 元}", condition="{fact: in_dispute, is: no}"),
        item("b", "{constant: 7, unit: 元}", condition="{fact: resettlement, is: site}"),
    )
    path = write(tmp_path, case("甲", "a: 5, b: 0") + case("乙", "a: 0", "权属争议: 是"), rules=rules)
    (file,) = load_cases([path])
    found = under_test.mutants(file.rulebook)
    affected = dict(zip((m.name for m in found), under_test._affected(file.rulebook, found, file.cases), strict=True))
    assert affected["items.a.factors.0.constant 5 → 6"] == (0,)
    assert affected["items.b.factors.0.constant 7 → 8"] == ()
    assert affected["items.b.condition 反过来"] == (0, 1)
    assert affected["items.b.condition 去掉"] == (0, 1)
    assert affected["rounding.step.constant 0.01 → 1"] == (0, 1)
    everywhere = {
        m.name for m in found if any(not under_test.Bench(m.rulebook(file.rulebook)).meets(c) for c in file.cases)
    }
    alive = {
        mutant.name for mutant in tried(tmp_path, rules, path.read_text("utf-8").partition("cases:\n")[2]).survivors
    }
    assert everywhere == {m.name for m in found} - alive


def test_notices_are_tried_too(tmp_path: Path) -> None:
    rules = (
        items(item("a", "{constant: 5, unit: 元}"))
        + """
notices:
  said: {article: 第二条, when: {fact: in_dispute, is: yes}, text: 有争议}
"""
    )
    told = case("甲", "notice: 有争议", "权属争议: 是") + case("乙", "no_notice: 有争议")
    assert [text for text in survivors(tmp_path, rules, told) if text.startswith("提示")] == []
    silent = [text for text in survivors(tmp_path, rules, case("甲", "a: 5")) if text.startswith("提示")]
    assert silent == [
        "提示“有争议”：整条去掉",
        "提示“有争议”：条件「权属争议为是」反过来",
        "提示“有争议”：条件「权属争议为是」里的“是”改为“否”",
    ]


def test_all_cores_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "_WORTH_A_POOL", 1)
    cases = case("甲", "a: 700", "合法常住人口: 2")
    one, two = tried(tmp_path, CAPPED, cases), tried(tmp_path, CAPPED, cases, processes=2)
    assert [mutant.name for mutant in one.survivors] == [mutant.name for mutant in two.survivors]
    assert one.stillborn == two.stillborn


def test_the_report(tmp_path: Path) -> None:
    found = tried(tmp_path, CAPPED, case("甲", "a: 700, household: 700", "合法常住人口: 2"))
    name = "rounding.step.constant 0.01 → 0.1"
    listed = {name: ("这里没有分。", Place("e.yaml", 3)), "rounding.step.constant 0.01 → 1": ("也没有角。", Place())}
    lines = mutation_text(found, listed, []).splitlines()
    assert lines[0] == (
        f"改动规则 {len(found.mutants)} 处：有案例发现 {len(found.mutants) - 5} 处，列为没有影响 2 处，没有发现 3 处。"
    )
    assert lines[1:3] == [
        "  名a：上限（最多1000元）去掉，没有案例失败（rules.yaml 第5行第6列）",
        "    items.a.at_most 去掉",
    ]
    assert lines[-2:] == [
        "  没有影响：金额取整：由到分改为到角。理由：这里没有分。",
        "  没有影响：金额取整：由到分改为到元。理由：也没有角。",
    ]
