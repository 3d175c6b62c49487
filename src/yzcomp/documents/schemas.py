"""JSON Schemas of the files that people write, for editors that complete and check while typing."""

from typing import Any

from yzcomp.household.catalogue import Catalogue, FactInfo
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import MARKS
from yzcomp.rulebook.standards import StandardHeader

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def household_schema(facts: Catalogue) -> dict[str, Any]:
    """Household files: each field under its English key and its Chinese name."""
    shape = _object(facts.fields)
    for key, record in facts.records.items():
        rows = {"type": "array", "items": _object(record.fields), "title": record.title}
        shape["properties"] |= {key: rows, record.title: rows}
    return {"$schema": DIALECT, "title": "被征收户", **shape}


def standards_schema(rulebook: Rulebook) -> dict[str, Any]:
    """Standards files of a rulebook."""
    tables = {}
    for name, rule in rulebook.standards.items():
        facts = {}
        for key in rule.key:
            scope, _, field = key.rpartition(".")
            facts[field] = rulebook.catalogue.records[scope].fields[field]
        row = _object(facts, everything_required=True)
        rate = {"type": ["number", "string"], "title": f"标准（{rule.unit}）"}
        row["properties"] |= {
            "rate": rate,
            "标准": rate,
            "unit": {"type": "string"},
            "单位": {"type": "string"},
        }
        tables[name] = {
            "type": ["array", "null"],
            "title": rule.name,
            "description": rule.document,
            "items": row,
        }
    return {
        "$schema": DIALECT,
        "title": "补偿标准",
        "type": "object",
        "additionalProperties": False,
        "required": ["standard", "rates"],
        "properties": {
            "standard": _without_marks(StandardHeader.model_json_schema()),
            "rates": {"type": "object", "additionalProperties": False, "properties": tables},
        },
    }


def rules_schema() -> dict[str, Any]:
    """Rule files. A rulebook may be split over the files of a folder, so no section is required of one file."""
    schema: dict[str, Any] = _without_marks(Rulebook.model_json_schema())
    schema.pop("required", None)
    schema["properties"].pop("digest", None)
    return {"$schema": DIALECT, **schema}


def _object(fields: dict[str, FactInfo], everything_required: bool = False) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for info in fields.values():
        shown = _field(info)
        properties |= {info.key: shown, info.title: shown}
    needed = [info for info in fields.values() if info.required or everything_required]
    either = [{"anyOf": [{"required": [info.key]}, {"required": [info.title]}]} for info in needed]
    shape: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
    return shape | ({"allOf": either} if either else {})


def _field(info: FactInfo) -> dict[str, Any]:
    shown: dict[str, Any] = {"title": info.title, **info.form.json_schema()}
    notes = [note for note in (info.note, info.unit and f"单位：{info.unit}") if note]
    if notes:
        shown["description"] = "；".join(notes)
    return shown


def _without_marks(schema: Any) -> Any:
    """The schema without the hidden key under which the loader keeps places."""
    if isinstance(schema, dict):
        return {key: _without_marks(value) for key, value in schema.items() if key not in (MARKS, "Marks")}
    return [_without_marks(item) for item in schema] if isinstance(schema, list) else schema
