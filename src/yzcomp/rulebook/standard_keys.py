"""What standards are looked up by: the facts of a key, and which of their values a look-up can ask for."""

from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.standard_rule import StandardKey


def key_fact(key: StandardKey, rulebook: Rulebook) -> FactInfo:
    """The fact that a part of a standard's key names: ``parcels.zone``."""
    return rulebook.catalogue.of(key.scope)[key.name]


def key_title(key: StandardKey, rulebook: Rulebook) -> str:
    """What people call a part of a standard's key: 结构, 建成年份."""
    return key.range or key_fact(key, rulebook).title


def asked_for(standard: str, position: int, rulebook: Rulebook) -> dict[str, str]:
    """The values of a choice in a standard's key that some rule looks up, with their names.

    A value that every rule takes for another (退耕还林 as 旱地) is none of them: a rate for it would never be used.
    """
    info = key_fact(rulebook.standards[standard].key[position], rulebook)
    lookups = _lookups(standard, rulebook)
    every = dict(info.form.choices)
    if not lookups:
        return every
    found = frozenset[str]().union(*(_values(n.key[position], info) for n in lookups))
    return {key: label for key, label in every.items() if key in found}


def taken_for(standard: str, position: int, value: str, rulebook: Rulebook) -> str | None:
    """The name of the value that a look-up asks for instead of ``value``."""
    info = key_fact(rulebook.standards[standard].key[position], rulebook)
    for node in _lookups(standard, rulebook):
        for part in node.key[position].walk():
            if isinstance(part, f.FactValue) and value in (mapped := _mapping(part, info)):
                return info.label(mapped[value])
    return None


def _lookups(standard: str, rulebook: Rulebook) -> list[f.Lookup]:
    """Where the rules look a standard up."""
    parts = [*rulebook.items.values(), *rulebook.terms.values(), *rulebook.requirements.values()]
    nodes = (node for part in parts for node in part.walk())
    return [node for node in nodes if isinstance(node, f.Lookup) and node.standard == standard]


def _values(part: f.Factor, info: FactInfo) -> frozenset[str]:
    """The values that a part of a key can take; all of them where that isn't plain."""
    if ways := part.ways():
        return frozenset[str]().union(*(_values(way, info) for way in ways))
    mapped = _mapping(part, info) if isinstance(part, f.FactValue) else {}
    return frozenset(mapped.get(key, key) for key, _ in info.form.choices)


def _mapping(part: f.FactValue, info: FactInfo) -> dict[str, str]:
    return {str(info.form.read(a)): str(info.form.read(b)) for a, b in (part.as_ or {}).items()}
