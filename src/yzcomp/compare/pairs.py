"""Which of the old parts became which of the new ones."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from yzcomp.compare.essence import Essences
from yzcomp.rulebook.models import Item, Notice, Requirement, Rulebook, Term
from yzcomp.rulebook.walk import called

#: Each section after those whose names it may use.
_ORDER = ("facts", "readings", "standards", "terms", "items", "requirements", "notices")
_Entry = tuple[str, Any]


def find_renames(old: Rulebook, new: Rulebook) -> dict[str, dict[str, str]]:
    """New keys by old ones, by section; only keys that the other rulebook doesn't have."""
    found: dict[str, dict[str, str]] = {}
    for section in _ORDER:
        while more := _once(section, old, new, found):
            found.setdefault(section, {}).update(more)
    return found


def _once(section: str, old: Rulebook, new: Rulebook, known: dict[str, dict[str, str]]) -> dict[str, str]:
    """One round: a term may be recognised only after one that it names has been."""
    before, after = getattr(old, section), getattr(new, section)
    done = known.get(section, {})
    gone = [(key, part) for key, part in before.items() if key not in after and key not in done]
    come = [(key, part) for key, part in after.items() if key not in before and key not in done.values()]
    of_old, of_new = Essences(old, known), Essences(new)
    by_name: Callable[[_Entry], Hashable] = lambda entry: called(entry[1])  # noqa: E731
    likenesses = (by_name, by_name), (_saying(of_old), _saying(of_new))
    pairs, _, _ = paired(gone, come, *likenesses)
    return {was: now for (was, _), (now, _) in pairs}


def _saying(essences: Essences) -> Callable[[_Entry], Hashable]:
    """What a part says but for its words; ``None`` where that is too little to know it by."""

    def essence(entry: _Entry) -> Hashable:
        part, scope = entry[1], getattr(entry[1], "for_each", None)
        match part:
            case Term():
                content = essences.condition(part.condition, scope), essences.factor(part.quantity, scope)
                return scope, part.unit, content
            case Item():
                bounds = tuple(
                    frozenset(essences.factor(factor, scope) for factor in bound.factors) if bound else None
                    for bound in (part.at_most, part.at_least)
                )
                factors = frozenset(essences.factor(factor, scope) for factor in part.factors)
                parties = essences.factor(part.payee, scope), essences.factor(part.payer, scope)
                return scope, parties, essences.condition(part.condition, scope), factors, bounds
            case Requirement():
                return scope, essences.condition(part.when, scope), essences.condition(part.must, scope)
            case Notice():
                return scope, essences.condition(part.when, scope)
        return None

    return essence


T = TypeVar("T")
Sameness = Callable[[T], Hashable]


def paired(
    olds: Sequence[T], news: Sequence[T], *likenesses: tuple[Sameness[T], Sameness[T]]
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """Pairs of old and new parts, then the old and the new ones that have none.

    Each likeness is a pair of functions, for old and for new parts: parts for which they give the same belong together.
    The first likeness is tried on all of them, the next one on those that are left.
    """
    mates: dict[int, int] = {}
    free = list(range(len(news)))
    for of_old, of_new in likenesses:
        known = [of_new(news[number]) for number in free]
        for number, old in enumerate(olds):
            wanted = of_old(old) if number not in mates else None
            if wanted is not None and wanted in known:
                at = known.index(wanted)
                known.pop(at)
                mates[number] = free.pop(at)
    pairs = [(old, news[mates[number]]) for number, old in enumerate(olds) if number in mates]
    return pairs, [old for number, old in enumerate(olds) if number not in mates], [news[number] for number in free]


def alike(function: Sameness[Any]) -> tuple[Sameness[Any], Sameness[Any]]:
    """A likeness that asks old and new parts the same."""
    return function, function
