"""What standards are looked up by: the facts of a key, and which of their values a look-up can ask for."""

from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Rulebook


def key_fact(key: str, rulebook: Rulebook) -> FactInfo:
    """The fact that a part of a standard's key names: ``parcels.zone``."""
    scope, _, name = key.rpartition(".")
    return rulebook.catalogue.records[scope].fields[name]


def asked_for(standard: str, position: int, rulebook: Rulebook) -> dict[str, str]:
    """The values of a choice in a standard's key that some rule looks up, with their names.

    A value that every rule takes for another (退耕还林 as 旱地) is none of them: a rate for it would never be used.
    """
    info = key_fact(rulebook.standards[standard].key[position], rulebook)
    lookups = [n for n in rulebook.walk() if isinstance(n, f.Lookup) and n.standard == standard]
    every = dict(info.form.choices)
    if not lookups:
        return every
    found = frozenset[str]().union(*(_values(n.key[position], info) for n in lookups))
    return {key: label for key, label in every.items() if key in found}


def taken_for(standard: str, position: int, value: str, rulebook: Rulebook) -> str | None:
    """The name of the value that a look-up asks for instead of ``value``."""
    info = key_fact(rulebook.standards[standard].key[position], rulebook)
    for node in rulebook.walk():
        if isinstance(node, f.Lookup) and node.standard == standard:
            for part in node.key[position].walk():
                if isinstance(part, f.FactValue) and value in (mapped := _mapping(part, info)):
                    return info.label(mapped[value])
    return None


def _values(part: f.Factor, info: FactInfo) -> frozenset[str]:
    """The values that a part of a key can take; all of them where that isn't plain."""
    every = frozenset(key for key, _ in info.form.choices)
    if isinstance(part, f.Choose | f.ByReading):
        return frozenset[str]().union(*(_values(case, info) for case in part.cases.values()))
    if isinstance(part, f.IfElse):
        return _values(part.then, info) | _values(part.else_, info)
    if isinstance(part, f.FactValue):
        mapped = _mapping(part, info)
        return frozenset(mapped.get(key, key) for key in every)
    return every


def _mapping(part: f.FactValue, info: FactInfo) -> dict[str, str]:
    return {str(info.form.read(a)): str(info.form.read(b)) for a, b in (part.as_ or {}).items()}
