"""The words that the standards at hand have for a fact: structures and grades, zones, kinds of crops."""

from collections.abc import Iterator

from yzcomp.engine import expression as e
from yzcomp.household.catalogue import FactInfo
from yzcomp.interview.relevance import Answered
from yzcomp.rulebook.rate_table import Key, key_text
from yzcomp.rulebook.rates import Rate


def words_of(info: FactInfo, answered: Answered, program: e.Program) -> tuple[str, ...]:
    """What the rows of a standard have for a text fact that they are looked up by, as far as they agree with the
    answers so far."""
    found: dict[str, None] = {}
    for lookup in _lookups(program) if info.kind == "text" else ():
        known = [_known(part, answered) for part in lookup.key]
        for position, part in enumerate(lookup.key):
            if any((fact.info.scope, fact.info.key) == (info.scope, info.key) for fact in _facts(part)):
                rows = (item for item in lookup.table.items() if _fits(item[0], known))
                found |= dict.fromkeys(word for key, rate in rows if (word := _word(key, rate, position)))
    return tuple(found)


def _lookups(program: e.Program) -> Iterator[e.Lookup]:
    """Where items look standards up."""
    waiting = [part for item in program.items.values() for part in item.factors]
    for x in waiting:
        if isinstance(x, e.Lookup):
            yield x
        waiting += x.inside()


def _facts(part: e.Expression | None) -> Iterator[e.Fact]:
    """The facts of which a part of a look-up's key may be one, as it is."""
    match part:
        case e.Fact():
            yield part
        case e.Case():
            for value in (*(value for _, value in part.branches), part.otherwise):
                yield from _facts(value)
        case e.Named():
            yield from _facts(part.of)


def _known(part: e.Expression | None, answered: Answered) -> str | None:
    """The answer that a part of a look-up's key is, as it is compared."""
    value = answered.get((part.info.scope, part.info.key)) if isinstance(part, e.Fact) else None
    return key_text(value) if isinstance(value, str) else None


def _fits(key: Key, known: list[str | None]) -> bool:
    """Whether a row agrees with what is known of its key."""
    return all(value is None or part in (None, value) for part, value in zip(key, known, strict=True))


def _word(key: Key, rate: Rate, position: int) -> str | None:
    """What a row has at a position, as it was written; nothing where it has a range."""
    part = key[position]
    if not isinstance(part, str):
        return None
    texts, given = rate.label.split("、"), [i for i, one in enumerate(key) if one is not None]
    return texts[given.index(position)] if len(texts) == len(given) else part
