"""Boundary cases: for each line the smallest households that it tells apart, in a file that loads and passes."""

from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.households import STANDARDS
from tests.small_rulebooks import READING, item, items, rulebook
from yzcomp import Rulebook, load_rulebook, load_standards
from yzcomp.cases.boundaries import Boundaries, Boundary, boundaries
from yzcomp.cases.boundary_file import boundary_file
from yzcomp.cases.load import load_cases
from yzcomp.cases.models import Options
from yzcomp.cases.mutants import mutants
from yzcomp.cases.mutate import Job, mutate
from yzcomp.cases.run import proving, run_cases
from yzcomp.cases.seeds import Seeds
from yzcomp.cases.tryout import TryOut

COUNTY = ROOT / "tests/rules/invented-county"


def made(rules: Rulebook, *standards: Path) -> Boundaries:
    return boundaries(rules, TryOut(rules, standards), Seeds(rules, load_standards(standards, rules)))


@lru_cache
def built_in() -> tuple[Rulebook, Boundaries]:
    rules = load_rulebook()
    return rules, made(rules, STANDARDS)


def shown(boundary: Boundary) -> list[tuple[str, str, str]]:
    """On which side of the line, and what is expected."""
    return [(side, *trial.expect[:2]) for side, trial in zip(boundary.sides, boundary.trials, strict=True)]


def of(found: Boundaries, *path: str) -> list[Boundary]:
    return [boundary for boundary in found.found if boundary.threshold.path[: len(path)] == path]


@pytest.mark.slow
def test_every_line_of_the_built_in_measure_gets_its_cases() -> None:
    _, found = built_in()
    # no example has an enterprise's losses; one signed before the validity needs an earlier notice date beside it
    left_out = [line.words for line in found.left_out]
    assert left_out == ["工商登记日早于征地告知日", "签约日期不早于2018-10-18", "签约日期不早于2018-10-31"]
    assert len(found.found) == 30


@pytest.mark.slow
def test_a_cap_is_worked_back_to_the_area() -> None:
    _, found = built_in()
    (cap,) = of(found, "items", "dispersed_relocation_subsidy")
    assert shown(cap) == [
        ("不到120㎡", "分散迁建安置补助", "41996.50"),
        ("正好120㎡", "分散迁建安置补助", "42000.00"),
        ("超过120㎡", "分散迁建安置补助", "42000.00"),
    ]
    assert [example.records["houses"]["ground_floor_area"] for example in cap.households] == ["119.99", "120", "120.01"]


@pytest.mark.slow
def test_a_requirement_refuses_on_one_side() -> None:
    _, found = built_in()
    first, published, last = of(found, "requirements", "within_validity")
    refusal = ("error", "征地告知日不在本办法的有效期内，本办法不适用")
    assert [expect[1:] == refusal for expect in shown(first)] == [True, False, False]
    assert [expect[1:] == refusal for expect in shown(published)] == [True, False, False]
    assert (first.readings, published.readings) == ({}, {"effective_from": "published"})
    assert [expect[1:] == refusal for expect in shown(last)] == [False, False, True]


def test_a_line_that_only_another_reading_draws_is_looked_at_under_it() -> None:
    _, found = built_in()
    (limit,) = of(found, "requirements", "transition_within_limit")
    assert limit.readings == {"transition_over_limit": "reject"}
    (started,) = of(found, "items", "temporary_land_use")
    assert started.readings == {"temporary_years": "whole"}
    assert [amount for _, _, amount in shown(started)] == ["3200.00", "3200.00", "4800.00"]


def test_households_have_nothing_that_makes_no_difference() -> None:
    _, found = built_in()
    few = {"household_id", "head", "resettlement", "legal_residents"}
    for boundary in of(found, "items", "moving_allowance"):
        assert [set(example.household) - few for example in boundary.households] == [set()] * 3
        assert [set(example.records) for example in boundary.households] == [{"houses"}] * 3  # a move is from a house
        assert [set(example.records["houses"]) for example in boundary.households] == [
            {"legal_floor_area", "structure", "grade"}
        ] * 3
    (signed,) = of(found, "terms", "signed_on_time")
    assert set(signed.households[0].household) == few | {"sign_by", "signed_on"}


def test_the_file_loads_and_passes_unconfirmed(tmp_path: Path) -> None:
    rules, found = built_in()
    path = tmp_path / "边界.cases.yaml"
    path.write_text(boundary_file(rules, found.found, rules=None, standards=[str(STANDARDS)]), encoding="utf-8")
    files = load_cases([path])
    results = run_cases(files)
    assert [result.case.name for result in results if not result.passed] == []
    assert {result.case.confirmed for result in results} == {False}
    assert len(results) == 89


@pytest.mark.slow
def test_it_is_the_same_every_time() -> None:
    rules, found = built_in()
    again = made(rules, STANDARDS)
    one, other = (boundary_file(rules, part.found, rules=None, standards=[]) for part in (found, again))
    assert one == other


@pytest.mark.slow
def test_once_confirmed_they_notice_every_moved_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No limit, step or sign of the measure can be moved without one of its boundary cases failing."""
    rules, found = built_in()
    text = boundary_file(rules, found.found, rules=None, standards=[str(STANDARDS)])
    path = tmp_path / "边界.cases.yaml"
    path.write_text(text.replace("    confirmed: no\n", ""), encoding="utf-8")
    files = load_cases([path])
    signs = (" < → ", " ≤ → ", " > → ", " ≥ → ", "up_to ", "at_most ", "at_least ", "below ", "above ")
    moved = [m for m in mutants(rules) if any(sign in m.name for sign in signs) and "去掉" not in m.name]
    assert len(moved) > 30
    monkeypatch.setattr("yzcomp.cases.mutate.mutants", lambda rulebook: moved)
    alive = mutate(Job((str(path),), Options(), None), rules, proving(files), 1).survivors
    # a household that says itself that it was late: the second half of the two requirements of Article 18
    late = {"requirements.signing_agrees", "requirements.vacating_agrees"}
    left_out = {"terms.loss_counted.condition.all.1.any.1 < → ≤", "requirements.signed_within_validity"}
    members = {"requirements.eligible_within_residents"}  # told by number, so that it counts none of its members
    assert {mutant.name.partition(".must")[0] for mutant in alive} == late | left_out | members


def test_another_county(tmp_path: Path) -> None:
    rules = load_rulebook(COUNTY)
    found = made(rules)
    assert found.left_out == ()
    (most, least) = of(found, "items", "crop_sum")
    assert shown(most) == [("还没有到", "青苗合计补偿", "19995.00"), ("刚刚超过", "青苗合计补偿", "20000.00")]
    assert [amount for _, _, amount in shown(least)] == ["300.00", "300.00", "315.00"]
    path = tmp_path / "c.cases.yaml"
    path.write_text(boundary_file(rules, found.found, rules=str(COUNTY), standards=[]), encoding="utf-8")
    assert all(result.passed for result in run_cases(load_cases([path])))


@pytest.mark.parametrize("scope", ["{count: ponds}", "{count: ponds, where: {fact: kind, is: pond}}"])
def test_lines_that_no_fact_decides_are_left_out(scope: str) -> None:
    test = f"{{value: {scope}, at_least: 3}}"
    found = made(rulebook(items(item("a", "{constant: 5, unit: 元}", condition=test))))
    assert (found.found, [line.words for line in found.left_out]) == ((), [found.left_out[0].words])


def test_a_line_behind_a_choice() -> None:
    """The choice that leads to it is made."""
    test = (
        "{all: [{fact: in_dispute, is: yes}, {fact: station_project, is: yes}, {fact: legal_residents, at_least: 3}]}"
    )
    rules = rulebook(items(item("a", "{constant: 5, unit: 元}", condition=test)))
    (boundary,) = made(rules).found
    assert [amount for _, _, amount in shown(boundary)] == ["0.00", "5.00", "5.00"]
    assert {(h.household["in_dispute"], h.household["station_project"]) for h in boundary.households} == {("是", "是")}


def test_notices_and_withholding() -> None:
    text = (
        items(item("a", "{constant: 5, unit: 元}"))
        + """
notices:
  many: {article: 第二条, when: {fact: legal_residents, above: 3}, text: 人多}
withholding: {article: 第二条, when: {fact: farmland_per_capita, below: 1}, text: 少地的暂缓}
"""
    )
    found = made(rulebook(text)).found
    by_section = {boundary.target[0]: shown(boundary) for boundary in found}
    assert by_section == {
        "notices": [("不到3人", "no_notice", "人多"), ("正好3人", "no_notice", "人多"), ("超过3人", "notice", "人多")],
        "withholding": [("不到1亩", "合计", "0.00"), ("正好1亩", "合计", "5.00"), ("超过1亩", "合计", "5.00")],
    }


def test_names_are_unique_and_the_same_case_comes_once() -> None:
    dated = "{dated: notice_date, unit: 元, periods: [{to: 2019-12-31, value: 1}, {from: 2020-01-01, value: 2}]}"
    rules = rulebook(items(item("a", dated)))
    text = boundary_file(rules, made(rules).found, rules=None, standards=[])
    names = [line for line in text.splitlines() if "- name:" in line]
    assert (
        len(names) == len(set(names)) == 4
    )  # the 30th and the 2nd, and once the two days between which the rate changes


def test_readings_are_written_into_the_case(tmp_path: Path) -> None:
    test = "{any: [{reading: rounding, is: fen}, {fact: legal_residents, at_least: 3}]}"
    rules = rulebook(READING + items(item("a", "{constant: 5, unit: 元}", condition=test)))
    text = boundary_file(rules, made(rules).found, rules=None, standards=[])
    assert text.count("    readings: {rounding: yuan}\n") == text.count("- name:") == 3
    assert "（读法 rounding=yuan）" in text


def test_days_between_two_dates_are_counted_from_the_other_one() -> None:
    """The later date is moved; where only the earlier is a record's, that one is."""
    days = "{constant: 1, unit: 元/天}, {days_from: DATE, days_to: notice_date}"
    cap = "{factors: [{constant: 100, unit: 元}], text: 封顶}"
    rules = rulebook(
        items(
            item(
                "a",
                "{constant: 5, unit: 元}",
                condition="{value: {days_from: notice_date, days_to: signed_on}, at_most: 30}",
            ),
            item("b", days.replace("DATE", "registered_on"), for_each="members", at_most=cap),
        )
    )
    found = made(rules)
    assert found.left_out == ()
    of_household, of_record = found.found
    notice, (signed, *_) = (
        of_household.households[0].household["notice_date"],
        [example.household["signed_on"] for example in of_household.households],
    )
    assert (date.fromisoformat(signed) - date.fromisoformat(notice)).days == 29
    assert [trial.expect[1] for trial in of_household.trials] == ["5.00", "5.00", "0.00"]
    assert of_record.threshold.fact is not None and of_record.threshold.fact.key == "registered_on"
    assert [trial.expect[1] for trial in of_record.trials] == ["100.00", "100.00", "99.00"]
