"""What has been loaded and handed out stays as it is, however deep one reaches into it."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from tests.households import household, rulebook, standards, statement
from yzcomp import Statement

CHANGES: dict[str, Callable[[Any], object]] = {
    "pop": lambda mapping: mapping.pop(next(iter(mapping), None)),
    "set": lambda mapping: mapping.__setitem__("x", "y"),
    "delete": lambda mapping: mapping.__delitem__(next(iter(mapping), None)),
    "update": lambda mapping: mapping.update(x="y"),
    "or": lambda mapping: mapping.__ior__({"x": "y"}),
    "default": lambda mapping: mapping.setdefault("x", "y"),
    "clear": lambda mapping: mapping.clear(),
    "popitem": lambda mapping: mapping.popitem(),
}
MAPPINGS: dict[str, Callable[[], Any]] = {
    "items": lambda: rulebook().items,
    "facts": lambda: rulebook().facts,
    "cases": lambda: rulebook().items["moving_allowance"].factors[1].cases,  # type: ignore[union-attr]
    "options": lambda: rulebook().readings["rounding"].options,
    "questions": lambda: rulebook().questions,
    "catalogue": lambda: rulebook().catalogue.fields,
    "rates": lambda: standards().rates,
    "rate": lambda: standards().rates["houses"],
    "readings": lambda: statement(household()).readings,
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("mapping", MAPPINGS)
def test_a_mapping_refuses_to_be_changed(mapping: str, change: str) -> None:
    found = MAPPINGS[mapping]()
    before = dict(found)
    with pytest.raises(TypeError, match="不能改动"):
        CHANGES[change](found)
    assert dict(found) == before


@pytest.mark.parametrize("copied", [lambda part: pickle.loads(pickle.dumps(part)), copy.deepcopy, copy.copy])
def test_copies_are_the_same_and_as_frozen(copied: Callable[[Any], Any]) -> None:
    again = copied(rulebook())
    assert again == rulebook()
    with pytest.raises(TypeError):
        again.items.clear()


def test_results_are_written_and_read_as_ever() -> None:
    made = statement(household())
    again = Statement.model_validate_json(made.model_dump_json())
    assert again == made
    assert type(made.model_dump()["readings"]) is dict
    with pytest.raises(TypeError):
        again.readings["rounding"] = "yuan"  # type: ignore[index]


def test_what_is_added_is_a_dict_of_ones_own() -> None:
    readings = statement(household()).readings
    mine = {**readings, "rounding": "yuan"}
    mine["dispersed_moves"] = "one"
    assert readings["rounding"] == "fen"
