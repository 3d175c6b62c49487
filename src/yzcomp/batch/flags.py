"""Red flags: questions that a list of households raises by itself, whatever was recorded. None is a verdict."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from yzcomp.rulebook.models import Rulebook, Suspicion


class Someone(NamedTuple):
    """A household as flags name it."""

    household_id: str
    village: str


class Flag(NamedTuple):
    """One question: what it is called, by which article and why it matters, who it is about and what was seen."""

    key: str
    name: str
    article: str
    why: str
    households: tuple[Someone, ...]
    detail: str

    @property
    def villages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(someone.village for someone in self.households))


def flag(key: str, suspicion: Suspicion, households: Iterable[Someone], detail: str) -> Flag:
    return Flag(key, suspicion.name, suspicion.article, suspicion.why, tuple(households), detail)


def sorted_flags(found: Iterable[Flag], rulebook: Rulebook) -> Iterator[Flag]:
    """Flags by the order of the rulebook, those of one kind as they came."""
    order = {key: number for number, key in enumerate(rulebook.suspicions())}
    yield from sorted(found, key=lambda f: order[f.key])
