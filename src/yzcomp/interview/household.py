"""The questions about a household, in the order in which a clerk has the papers before them."""

from typing import Any

from yzcomp.household.catalogue import FactInfo, RecordInfo
from yzcomp.household.fields import Form
from yzcomp.interview.dialogue import Dialogue, Question
from yzcomp.interview.relevance import Relevance
from yzcomp.rulebook.logic import allowed_words
from yzcomp.rulebook.models import Rulebook

#: Facts that say who and what it is, whether or not a rule looks at them.
_DESCRIBE = ("id_number", "district", "village", "name", "kind", "land_class")
#: A flag, and the deadline and day that say the same: it is asked for only where the days were not given.
_INSTEAD = {"signed_on_time": ("sign_by", "signed_on"), "vacated_on_time": ("vacate_by", "vacated_on")}
#: A fact that says more of another: of no use without it.
_MORE = {"established_for": "established_on", "surveyed_on": "survey"}
Values = dict[str, Any]


class Answers:
    """What was answered: the household's facts and its records, in the order of asking. ``None``: left blank."""

    def __init__(self) -> None:
        self.household: Values = {}
        self.records: dict[str, list[Values]] = {}


def ask_household(dialogue: Dialogue, rulebook: Rulebook) -> Answers:
    """Asks for everything that matters of one household."""
    answers, rules = Answers(), Relevance(rulebook)
    for info in _in_order(rulebook.catalogue.fields):
        if _wanted(info, answers.household, {}, rules):
            answers.household[info.key] = dialogue.ask(_question(info, rulebook))
    for scope, record in rulebook.catalogue.records.items():
        if rules.list_matters(scope):
            answers.records[scope] = _ask_records(dialogue, record, answers.household, rules)
    return answers


def _ask_records(dialogue: Dialogue, record: RecordInfo, household: Values, rules: Relevance) -> list[Values]:
    """The records of a list, one after the other, until there are no more."""
    found: list[Values] = []
    dialogue.tell()
    needed = record.key == "members" and household.get("legal_residents") is None
    more = dialogue.ask_yes_no(f"有没有{record.title}要填", needed)
    while more:
        dialogue.tell(f"{record.title}第{len(found) + 1}条")
        values: Values = {}
        for info in record.fields.values():
            if _wanted(info, household, values, rules):
                values[info.key] = dialogue.ask(_question(info, rules.rulebook))
        found.append(values)
        more = dialogue.ask_yes_no(f"还有{record.title}吗")
    return found


def _in_order(fields: dict[str, FactInfo]) -> list[FactInfo]:
    """The fields as they are defined, a flag right after the days it may stand for, who is settled after how."""
    order = [key for key in fields if key not in (*_INSTEAD, "eligible_persons")]
    order.insert(order.index("resettlement") + 1, "eligible_persons")
    for flag, days in _INSTEAD.items():
        order.insert(order.index(days[-1]) + 1, flag)
    return [fields[key] for key in order]


def _wanted(info: FactInfo, household: Values, record: Values, rules: Relevance) -> bool:
    if info.required or info.key in _DESCRIBE:
        return True
    if info.key in _MORE and household.get(_MORE[info.key]) is None:
        return False
    if_given = True
    for flag, days in _INSTEAD.items():
        if info.key == flag and all(household.get(day) is not None for day in days):
            return False
        if info.key == days[-1] and days[0] in household and household[days[0]] is None:
            if_given = False  # without a deadline it is of no use to have the day only to judge by that
    answered: dict[tuple[str | None, str], Any] = {(None, key): value for key, value in household.items()}
    answered |= {(info.scope, key): value for key, value in record.items() if info.scope is not None}
    return rules.matters(info, answered, if_given)


def _question(info: FactInfo, rulebook: Rulebook) -> Question:
    words = allowed_words(info, rulebook)
    form = Form("choice", choices=tuple((word, word) for word in words)) if words else info.form
    return Question(info.title, form, info.required, info.default, info.default_label, info.note)
