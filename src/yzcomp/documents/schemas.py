"""JSON Schemas of the files that people write, for editors that complete and check while typing."""

from typing import Any

from yzcomp.documents.schema_words import in_chinese
from yzcomp.household.catalogue import Catalogue, FactInfo
from yzcomp.household.choices import PartyKind
from yzcomp.household.fields import Form
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import MARKS, Node
from yzcomp.rulebook.standard_keys import asked_for, key_fact
from yzcomp.rulebook.standard_rows import PER, RATE, end_form
from yzcomp.rulebook.standard_rule import StandardRule
from yzcomp.rulebook.standards import StandardHeader

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def household_schema(facts: Catalogue) -> dict[str, Any]:
    """Household files: each field under its English key and its Chinese name."""
    shape = _object(facts.fields)
    shape["allOf"] = [_unless_no_household(rule, facts) for rule in shape["allOf"]]
    for key, record in facts.records.items():
        rows = {"type": "array", "items": _object(record.fields), "title": record.title}
        shape["properties"] |= {key: rows, record.title: rows}
    return {"$schema": DIALECT, "title": "被征收户", **shape}


def standards_schema(rulebook: Rulebook) -> dict[str, Any]:
    """Standards files of a rulebook."""
    tables = {}
    for name, rule in rulebook.standards.items():
        shown = {"type": ["array", "null"], "title": rule.name, "description": rule.document}
        tables[name] = {**shown, "items": _row(name, rule, rulebook)}
    return {
        "$schema": DIALECT,
        "title": "补偿标准",
        "type": "object",
        "additionalProperties": False,
        "required": ["standard", "rates"],
        "properties": {
            "standard": {"title": "标准所在的文件", **_of_model(StandardHeader)},
            "rates": {"type": "object", "title": "标准表", "additionalProperties": False, "properties": tables},
        },
    }


def _row(name: str, rule: StandardRule, rulebook: Rulebook) -> dict[str, Any]:
    """A rate: the facts that it is looked up by, only with values that are asked for, the rate, and its unit."""
    facts: dict[str, FactInfo] = {}
    ends: dict[str, Any] = {}
    for position, key in enumerate(rule.key):
        info = key_fact(key, rulebook)
        if key.range is not None:
            shown = {"title": key.range, **end_form(info).json_schema()}
            ends |= {word: shown for names in key.ends().items() for word in names}
            continue
        choices = tuple(asked_for(name, position, rulebook).items())
        form = info.form._replace(choices=choices)
        facts[info.key] = info._replace(form=form, required=not key.optional)
    row = _object(facts)
    row["properties"] |= ends
    rate = {"title": f"标准（{rule.unit}）", **RATE.json_schema()}
    unit = {"type": "string", "title": "单位"} | ({"pattern": PER} if rule.unit == "*" else {"enum": [rule.unit]})
    row["properties"] |= {"rate": rate, "标准": rate, "unit": unit, "单位": unit}
    if rule.dated:
        row["properties"] |= {word: Form("date").json_schema() for word in ("from", "有效期自", "to", "有效期至")}
    row["allOf"] = [*row.get("allOf", ()), _either("rate", "标准")]
    if rule.unit == "*":
        row["allOf"].append(_either("unit", "单位"))
    return row


def rules_schema() -> dict[str, Any]:
    """Rule files. A rulebook may be split over the files of a folder, so no section is required of one file."""
    schema = _of_model(Rulebook)
    schema.pop("required", None)
    return {"$schema": DIALECT, "title": "补偿规则", **schema}


def _of_model(model: type[Node]) -> dict[str, Any]:
    made: dict[str, Any] = in_chinese(_as_written(model.model_json_schema()))
    return made


def _either(*keys: str) -> dict[str, Any]:
    """One of two names of the same field is there."""
    return {"anyOf": [{"required": [key]} for key in keys]}


def _unless_no_household(rule: dict[str, Any], facts: Catalogue) -> dict[str, Any]:
    """How a household is resettled may be left out by a party that is none, as the model has it."""
    resettlement, party = facts.fields["resettlement"], facts.fields["party"]
    if rule != _either(resettlement.key, resettlement.title):
        return rule
    other = {"not": {"enum": [PartyKind.HOUSEHOLD.value, PartyKind.HOUSEHOLD.label]}}
    kinds = [{"required": [key], "properties": {key: other}} for key in (party.key, party.title)]
    return {"anyOf": [*rule["anyOf"], *kinds]}


def _object(fields: dict[str, FactInfo]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for info in fields.values():
        shown = _field(info)
        properties |= {info.key: shown, info.title: shown}
    needed = [info for info in fields.values() if info.required]
    either = [_either(info.key, info.title) for info in needed]
    shape: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
    return shape | ({"allOf": either} if either else {})


def _field(info: FactInfo) -> dict[str, Any]:
    shown: dict[str, Any] = {"title": info.title, **info.form.json_schema()}
    notes = [note for note in (info.note, info.unit and f"单位：{info.unit}") if note]
    if notes:
        shown["description"] = "；".join(notes)
    return shown


def _as_written(schema: Any) -> Any:
    """The schema without what the loader adds: the places of things, the digest and the source."""
    if isinstance(schema, dict):
        return {
            key: _as_written(value) for key, value in schema.items() if key not in (MARKS, "Marks", "digest", "source")
        }
    return [_as_written(item) for item in schema] if isinstance(schema, list) else schema
