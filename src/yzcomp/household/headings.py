"""What people call the facts of a household in the headings of their own tables: a list of words, no more."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

import yaml

from yzcomp.household.catalogue import Catalogue, catalogue
from yzcomp.household.models import Household
from yzcomp.problems import did_you_mean


class Word(NamedTuple):
    """A meaning of a heading: ``scope`` is the list of records or ``None``, ``by`` a fact of the record that the
    heading itself gives (水田: land_class paddy). ``how`` is sure, ask, or person: sure only beside the head's name."""

    scope: str | None
    key: str
    how: str
    by: tuple[tuple[str, str], ...] = ()


class Headings(NamedTuple):
    """Every word with its meanings, and what else headings say."""

    words: dict[str, tuple[Word, ...]]
    groups: dict[str, str]
    person_marks: frozenset[str]
    ignored: frozenset[str]
    numbering: frozenset[str]
    totals: frozenset[str]
    money: tuple[str, ...]
    values: dict[str, dict[str, str]]
    no_values: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def _file() -> Any:
    text = resources.files("yzcomp.household").joinpath("headings.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))


def _of(name: str) -> tuple[str | None, str]:
    scope, _, key = name.rpartition(".")
    return scope or None, key


def _words(facts: Catalogue) -> Iterator[tuple[str, Word]]:
    data = _file()
    for name, kinds in data["facts"].items():
        scope, key = _of(name)
        for how in ("sure", "person", "ask"):
            yield from ((word.lower(), Word(scope, key, how)) for word in kinds.get(how, ()))
    for column in data["columns"]:
        scope, key = _of(column["fact"])
        fields = facts.of(scope)
        for value, words in column["words"].items():
            by = ((column["by"], value),)
            yield from ((word.lower(), Word(scope, key, "ask", by)) for word in words)
            for names in ((value, key), (fields[column["by"]].label(value), fields[key].title)):
                yield from _spelled(facts, Word(scope, key, "sure", by), *names)
    for scope in facts.records:
        for title, key in facts.words(scope).items():
            yield title.lower(), Word(scope, key, "own")
            yield from _spelled(facts, Word(scope, key, "sure"), title)


def _spelled(facts: Catalogue, word: Word, *names: str) -> Iterator[tuple[str, Word]]:
    """A meaning spelled out: 房屋·结构, houses.structure, 征收土地·水田·面积."""
    assert word.scope is not None
    for scope, joint in ((word.scope, "."), (facts.records[word.scope].title, "·")):
        yield joint.join([scope, *names]).lower(), word


def suggestion(word: str, words: Mapping[str, str], otherwise: str | None = None) -> str | None:
    """A remedy that names the field, of ``words`` by their keys, that an unknown word most probably means.

    What something is usually called comes before what is spelled alike, and a day on which something was done is never
    sent to the day by which it had to be.
    """
    usual = [key for name, kinds in _file()["facts"].items() for key in [_of(name)[1]] if _lists(kinds, word)]
    found = next(
        (title for key in usual for title, known in words.items() if known == key and not title.isascii()), None
    )
    if found is not None:
        return f"是不是“{found}”？"
    deadline = any(part in word for part in ("限", "止", "前", "by"))
    return did_you_mean(word, [w for w, key in words.items() if deadline or not key.endswith("_by")], otherwise)


def _lists(kinds: Mapping[str, list[str]], word: str) -> bool:
    return any(word in words for how, words in kinds.items() if how != "not")


@lru_cache(maxsize=8)
def headings(model: type[Household]) -> Headings:
    """The words for the facts of a household model; its own titles of records among them."""
    found: dict[str, list[Word]] = {}
    for word, meaning in _words(catalogue(model)):
        found.setdefault(word, []).append(meaning)
    data = _file()
    return Headings(
        {word: tuple(meanings) for word, meanings in found.items()},
        {word: scope for scope, words in data["groups"].items() for word in words},
        frozenset(data["person_marks"]),
        frozenset(data["ignored"]["sure"]),
        frozenset(data["ignored"]["numbering"]),
        frozenset(data["ignored"]["totals"]),
        tuple(data["money"]),
        {
            name: {word: value for value, words in kinds.items() for word in words}
            for name, kinds in data["values"].items()
        },
        {name: frozenset(kinds["not"]) for name, kinds in data["facts"].items() if "not" in kinds},
    )
