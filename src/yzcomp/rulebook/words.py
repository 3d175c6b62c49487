"""The words that a rulebook admits for a fact that is free text elsewhere: the districts that a measure serves."""

from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook.models import Rulebook


def allowed_words(info: FactInfo, rulebook: Rulebook) -> tuple[str, ...]:
    """The values that some requirement names as the only ones of a text fact; empty where there is no such limit.

    Only a requirement that holds for every household counts (``when`` may at most ask whether the fact was given):
    what is admitted for some households must not be offered as a limit for all.
    """
    if info.kind != "text":
        return ()
    for rule in rulebook.requirements.values():
        if rule.for_each == info.scope and _only_if_given(rule.when, info.key):
            words = _limit(rule.must, info.key)
            if words:
                return words
    return ()


def _only_if_given(when: c.Condition | None, key: str) -> bool:
    return when is None or (isinstance(when, c.FactTest) and when.fact == key and when.given is True)


def _limit(must: c.Condition, key: str) -> tuple[str, ...]:
    if isinstance(must, c.FactTest) and must.fact == key:
        return must.in_ or ()
    if isinstance(must, c.All):
        return next((words for part in must.all if (words := _limit(part, key))), ())
    return ()
