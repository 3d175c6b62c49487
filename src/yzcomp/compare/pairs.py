"""Which of the old parts became which of the new ones."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

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
