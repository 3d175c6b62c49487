"""The example row of an empty table: one household, given as people write it, that the rulebook computes.

It is the same household for every rulebook, then made to fit: what a rule asks for is added, what a rule refuses is
left out.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from yzcomp.engine.evaluator import Evaluator
from yzcomp.household.catalogue import FactInfo
from yzcomp.household.intake import read_household
from yzcomp.identity import check_character
from yzcomp.problems import Place, Problem
from yzcomp.rulebook.logic import allowed_words
from yzcomp.rulebook.models import Rulebook
from yzcomp.tables.columns import EXAMPLE

EXAMPLE_ID = EXAMPLE
Cells = dict[str, str]
#: Which facts the table has columns for, by list of records (``None``: the household).
Offered = Mapping[str | None, frozenset[str]]

_FIRST17 = "43110019850101000"  # of a prefecture as such, and the number 000: never issued to anyone
_HOUSEHOLD = {
    "household_id": EXAMPLE_ID,
    "head": "示例户主",
    "id_number": _FIRST17 + check_character(_FIRST17),
    "village": "示例村一组",
    "legal_residents": "3",
    "outside_planning_area": "是",
    "transition_months": "6",
}
_RECORDS = {
    "members": {"name": "示例户主", "id_number": _HOUSEHOLD["id_number"], "registered_on": "1985-01-01"},
    "houses": {
        "name": "主屋",
        "kind": "正房",
        "use": "住宅",
        "structure": "砖混",
        "grade": "一等",
        "legal_floor_area": "180.5",
        "ground_floor_area": "96.5",
        "built_on": "2006",
        "title": "有证",
    },
    "parcels": {"land_class": "水田", "area": "1.25", "zone": "一片区", "ownership": "集体", "position": "红线内"},
    "crops": {"kind": "水稻", "area": "1.25", "normal_production": "是"},
    "attachments": {"kind": "水井", "quantity": "1"},
    "ponds": {"kind": "水塘", "area": "0.5"},
    "temporary_uses": {"land_class": "水田", "area": "0.8", "years": "1.5", "crop": "水稻"},
}
#: Given only where a rule asks for it.
_SPARE = {
    "signed_on_time": "是",
    "vacated_on_time": "是",
    "station_project": "是",
    "farmland_per_capita": "0.25",
    "monetary_per_person": "100000",
}
#: Days from the day a measure was issued, so that the example falls into the time of any measure.
_DAYS = {"notice_date": 90, "sign_by": 150, "signed_on": 140, "vacate_by": 180, "vacated_on": 178}
_BY_KIND = {"text": "示例", "number": "1", "integer": "1", "yes_no": "否", "percent": "80%", "date_or_year": "2006"}
_TRIES = 20


@dataclass
class Example:
    """The cells of the example household and of one record of each list; a list that doesn't fit is absent."""

    household: Cells
    records: dict[str, Cells]
    spare: Cells = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        return {**self.household, **{scope: [cells] for scope, cells in self.records.items()}}


def make_example(rulebook: Rulebook, offered: Offered) -> Example:
    """The example for a table with these columns, under the first kind of resettlement that computes."""
    evaluator = Evaluator(rulebook)
    draft = draft_example(rulebook, offered)
    for _, label in rulebook.catalogue.fields["resettlement"].form.choices:
        example = deepcopy(draft)
        example.household["resettlement"] = label
        if fit(example, evaluator):
            return example
    draft.household["resettlement"] = "不予安置"
    return draft


def draft_example(rulebook: Rulebook, offered: Offered) -> Example:
    """The household before it is made to fit."""
    facts, issued = rulebook.catalogue, rulebook.rulebook.issued_on
    dates = {key: str(issued + timedelta(days)) for key, days in _DAYS.items()}
    household = _HOUSEHOLD | dates | dict(_others(facts.fields.values(), rulebook))
    if "members" in offered:
        household["legal_residents"] = "1"  # as many as there are rows of members
    records = {}
    for scope in facts.records:
        given = _RECORDS.get(scope, {}) | dict(_others(facts.records[scope].fields.values(), rulebook))
        if scope in offered:
            records[scope] = {key: given[key] for key in given if key in offered[scope]}
    return Example(household, records, dict(_SPARE))


def _others(infos: Any, rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """Cells of facts that the measure adds or limits to some words."""
    own = rulebook.facts
    for info in infos:
        words = allowed_words(info, rulebook)
        if words:
            yield info.key, words[0]
        elif info.key in own and own[info.key].list == info.scope:
            yield info.key, _by_kind(info, rulebook.rulebook.issued_on)


def _by_kind(info: FactInfo, issued_on: date) -> str:
    if info.form.choices:
        return info.form.choices[0][1]
    return _BY_KIND.get(info.kind) or (_HOUSEHOLD["id_number"] if info.kind == "id_number" else str(issued_on))


def fit(example: Example, evaluator: Evaluator) -> bool:
    """Mends the example until nothing is wrong with it; ``False`` where that can't be done."""
    for _ in range(_TRIES):
        problems = _problems(example, evaluator)
        if not problems:
            return True
        if not _mend(example, problems[0], evaluator):
            return False
    return False


def _problems(example: Example, evaluator: Evaluator) -> list[Problem]:
    intake = read_household(example.data(), evaluator.setting.facts, lambda path: Place())
    if intake.facts is None:
        return intake.problems
    return [*intake.problems, *evaluator.problems(evaluator.assess(intake.facts), intake.bad)]


def _mend(example: Example, problem: Problem, evaluator: Evaluator) -> bool:
    """Leaves out what is refused, gives what is missing; a record that lacks more than the table holds is dropped."""
    scope = str(problem.path[0]) if len(problem.path) > 1 else None
    key = str(problem.path[-1]) if problem.path else ""
    cells = example.household if scope is None else example.records.get(scope, {})
    info = evaluator.setting.facts.of(scope).get(key)
    if info is not None and not info.required and cells.pop(key, None) is not None:
        return True
    if scope is None and key in example.spare:
        cells[key] = example.spare.pop(key)
        return True
    return scope is not None and example.records.pop(scope, None) is not None
