"""Which questions are asked: those that some rule still looks at, given the answers so far."""

from datetime import date
from typing import Any

import pytest

from tests import small_rulebooks as small
from tests.households import rulebook
from yzcomp.forms import BareYear
from yzcomp.interview import Dialogue, ask_household
from yzcomp.interview.dialogue import Question
from yzcomp.interview.relevance import Relevance

NOTICE = date(2019, 3, 1)


def looked_at(key: str, scope: str | None = None, of: Any = None, **answered: Any) -> bool:
    """Whether a fact matters; answers to the household as ``key=…``, to the record at hand as ``its_key=…``."""
    rules = of or rulebook()
    known = {(scope, name[4:]) if name.startswith("its_") else (None, name): value for name, value in answered.items()}
    return Relevance(rules).matters(rules.catalogue.of(scope)[key], known)


@pytest.mark.parametrize(
    ("key", "asked_under"),
    [
        ("outside_planning_area", {"dispersed"}),
        ("transition_months", {"dispersed"}),
        ("station_project", {"monetary"}),
        ("farmland_per_capita", {"monetary"}),
        ("monetary_per_person", {"monetary"}),
        ("notice_date", {"dispersed", "site", "monetary", "none"}),
        ("sign_by", {"dispersed", "site", "monetary", "none"}),
        ("legal_residents", {"dispersed", "site", "monetary", "none"}),
        ("in_dispute", {"dispersed", "site", "monetary", "none"}),
        ("village", set()),
    ],
)
def test_what_the_resettlement_calls_for(key: str, asked_under: set[str]) -> None:
    found = {way for way in ("dispersed", "site", "monetary", "none") if looked_at(key, resettlement=way)}
    assert found == asked_under


def test_what_only_questions_look_at_is_asked_for() -> None:
    assert looked_at("use_changed_on", "houses", notice_date=NOTICE)
    assert looked_at("surveyed_on", signed_on=NOTICE) and not looked_at("surveyed_on", signed_on=None)
    assert looked_at("id_number", "members", notice_date=NOTICE)  # the day of birth is worked out of it


def test_what_rules_look_at_elsewhere_is_no_matter_of_questions() -> None:
    """A footprint larger than the floor area is asked after, but nobody needs the footprint under site resettlement."""
    assert looked_at("ground_floor_area", "houses", resettlement="dispersed")
    assert not looked_at("ground_floor_area", "houses", resettlement="site")


def test_a_dispute_of_one_record_where_the_household_has_none() -> None:
    assert looked_at("in_dispute", "houses", in_dispute=False) and looked_at("in_dispute", "ponds")
    assert not looked_at("in_dispute", "houses", in_dispute=True)
    assert not looked_at(
        "in_dispute", "houses", of=small.rulebook(small.items(small.item("a", "{constant: 1, unit: 元}")))
    )


def test_what_is_not_known_yet_counts_as_possible() -> None:
    assert looked_at("transition_months")
    assert looked_at("monetary_per_person")


def test_the_ground_floor_of_a_main_house_under_dispersed_resettlement() -> None:
    def asked(resettlement: str, kind: str) -> bool:
        return looked_at("ground_floor_area", "houses", resettlement=resettlement, its_kind=kind)

    assert asked("dispersed", "main")
    assert not asked("dispersed", "annex")
    assert not asked("site", "main")


def test_a_reason_only_of_members_registered_after_the_notice() -> None:
    def asked(registered_on: date | None) -> bool:
        return looked_at("reason", "members", notice_date=NOTICE, its_registered_on=registered_on)

    assert asked(date(2019, 3, 1))
    assert not asked(date(2019, 2, 28))
    assert not asked(None)


def test_normal_production_only_of_crops_planted_after_the_notice() -> None:
    def asked(**answered: Any) -> bool:
        return looked_at("normal_production", "crops", **answered)

    assert asked(notice_date=NOTICE, its_planted_on=date(2019, 4, 1))
    assert not asked(notice_date=NOTICE, its_planted_on=date(2019, 2, 1))
    assert not asked(its_planted_on=None)
    assert asked(notice_date=None, its_planted_on=date(2019, 2, 1))


def test_the_zone_follows_the_ownership() -> None:
    def asked(key: str, ownership: str) -> bool:
        return looked_at(key, "parcels", its_ownership=ownership)

    assert asked("zone", "collective") and not asked("adjacent_zone", "collective")
    assert asked("adjacent_zone", "state_farm") and not asked("zone", "state_farm")


def test_a_bare_year_settles_nothing() -> None:
    assert looked_at("use", "houses", notice_date=NOTICE, its_built_on=BareYear(2019))


@pytest.mark.parametrize(
    ("factors", "asked"),
    [
        ("{constant: 1, unit: 元/亩}, {sum: area, of: ponds}", False),
        ("{constant: 1, unit: 元}, {count: members, where: {fact: in_dispute, is: no}}", True),
        ("{tier: {fact: legal_residents}, unit: 元, steps: [{value: 1}]}", False),
        ("{if: {fact: in_dispute, is: yes}, then: {constant: 1, unit: 元}, else: {constant: 2, unit: 元}}", True),
    ],
)
def test_every_kind_of_factor_is_followed(factors: str, asked: bool) -> None:
    assert looked_at("in_dispute", of=small.rulebook(small.items(small.item("a", factors)))) is asked


def test_a_reading_and_a_settled_branch_are_followed_one_way() -> None:
    text = small.items(
        small.item(
            "a",
            "{if: {fact: in_dispute, is: yes}, then: {choose: resettlement, unit: 元, cases: "
            "{dispersed: {fact: pay}, site: 1, monetary: 1, none: 1}}, else: {constant: 2, unit: 元}}",
        )
    )
    rules = small.rulebook("facts: {pay: {name: 补额, kind: number, unit: 元}}\n" + text)
    assert looked_at("pay", of=rules)
    assert looked_at("pay", of=rules, in_dispute=True, resettlement="dispersed")
    assert not looked_at("pay", of=rules, in_dispute=True, resettlement="site")
    assert not looked_at("pay", of=rules, in_dispute=False, resettlement="dispersed")


def test_lists_that_a_measure_knows_nothing_of_are_not_asked_for() -> None:
    rules = small.rulebook(small.items(small.item("a", "{constant: 1, unit: 元/亩}, {sum: area, of: ponds}")))
    assert {key for key in rules.catalogue.records if Relevance(rules).list_matters(key)} == {"ponds"}
    assert all(Relevance(rulebook()).list_matters(key) for key in rulebook().catalogue.records)


def test_a_choice_by_yes_or_no_is_followed_to_its_case() -> None:
    rules = small.rulebook(
        small.items(
            small.item(
                "a",
                "{choose: station_project, unit: 元, cases: {yes: {constant: 3}, "
                "no: {tier: {fact: transition_months}, unit: 元, steps: [{each: 2}]}}}",
            )
        )
    )
    assert looked_at("transition_months", of=rules)
    assert looked_at("transition_months", of=rules, station_project=False)
    assert not looked_at("transition_months", of=rules, station_project=True)


DAYS = "{value: {days_from: signed_on, days_to: vacated_on}, at_most: 30}"


@pytest.mark.parametrize(
    ("condition", "asked"),
    [
        (DAYS, {"signed_on", "vacated_on"}),
        ("{fact: signed_on, at_most: {fact: sign_by}}", {"sign_by"}),
        (f"{{any: [{DAYS}, {{fact: signed_on, at_most: {{fact: sign_by}}}}]}}", {"sign_by", "signed_on", "vacated_on"}),
        ("{any: [{fact: signed_on, given: yes}, {fact: signed_on_time, is: yes}]}", {"signed_on", "signed_on_time"}),
        (
            "{any: [{all: [{fact: signed_on, given: yes}, {fact: signed_on, at_most: {fact: sign_by}}]}, "
            "{fact: signed_on_time, is: yes}]}",
            {"sign_by", "signed_on_time"},
        ),
    ],
)
def test_without_a_deadline_the_day_is_asked_for_where_more_rests_on_it(condition: str, asked: set[str]) -> None:
    rules = small.rulebook(small.items(small.item("a", "{constant: 1, unit: 元}", condition=condition)))
    answers = ask_household(_Blank(), rules)
    known = ("sign_by", "signed_on", "signed_on_time", "vacate_by", "vacated_on", "vacated_on_time")
    assert {key for key in answers.household if key in known} == asked


class _Blank(Dialogue):
    """Leaves everything blank."""

    def __init__(self) -> None:
        super().__init__(lambda text: None, lambda: None)

    def ask(self, question: Question) -> Any:
        return None
