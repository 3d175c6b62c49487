"""What differs between two rulebooks, as values: a sentence, what stood there and stands there now, and where."""

from typing import NamedTuple

from yzcomp.problems import Place
from yzcomp.rulebook.walk import owner


class Change(NamedTuple):
    """One thing that differs within a part: ``old`` and ``new`` are its words, empty where it is not there."""

    sentence: str
    old: str
    new: str
    old_place: Place | None = None
    new_place: Place | None = None


class Difference(NamedTuple):
    """One difference. ``matters`` says whether an amount or the acceptance of a household may rest on it; ``items``
    are the names of the items that a shared part is used by."""

    matters: bool
    section: str
    key: str
    name: str
    article: str
    change: Change
    items: tuple[str, ...] = ()

    @property
    def owner(self) -> str:
        """Whose difference it is, as people call it: ``搬家补助费``, ``约定“合法房屋”``."""
        return owner(self.section, self.name)
