"""The two rulebooks that are compared, and a place in both at once."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple, TypeVar

from yzcomp.compare.difference import Change
from yzcomp.compare.essence import Essences, Renames
from yzcomp.compare.pairs import Sameness
from yzcomp.problems import Place
from yzcomp.rulebook.conditions import Condition
from yzcomp.rulebook.factors import Factor
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import Node
from yzcomp.rulebook.wording import Wording

A = TypeVar("A")
T = TypeVar("T")


class Spot(NamedTuple):
    """Where a part stands: how its sentence begins, and the records that it speaks of, in the old and the new rules.

    ``noun`` is what a rate is called there, ``units`` are those of the cases around it.
    """

    lead: str = ""
    scopes: tuple[str | None, str | None] = (None, None)
    noun: str = "标准"
    units: tuple[str | None, str | None] = (None, None)
    within: str = ""

    def under(self, words: str) -> "Spot":
        """A place further in, told by what comes before its sentence."""
        return self._replace(lead=self.start + words, within="")

    def among(self, words: str) -> "Spot":
        """A place in one of several parts; only the innermost is told."""
        return self._replace(within=f"（“{quoted(words)}”一项里）")

    @property
    def start(self) -> str:
        """How a sentence begins."""
        return self.lead + self.within


class Books:
    """Two rulebooks with what is needed to compare their parts and to put them into words."""

    def __init__(self, old: Rulebook, new: Rulebook, renames: Renames | None = None) -> None:
        self.old, self.new, self.renames = old, new, renames or {}
        self.essences = Essences(old, renames), Essences(new)
        self.wordings = Wording(old), Wording(new)

    def same(self, old: Node | None, new: Node | None, spot: Spot) -> bool:
        """Whether two conditions or factors come to the same."""
        return self._essence(0, old, spot) == self._essence(1, new, spot)

    def _essence(self, side: int, node: Any, spot: Spot) -> Hashable:
        essences, scope = self.essences[side], spot.scopes[side]
        if isinstance(node, Factor):
            return essences.factor(node, scope, spot.units[side])
        return essences.condition(node, scope)

    def by_essence(self, spot: Spot) -> tuple[Sameness[Any], Sameness[Any]]:
        return (lambda node: self._essence(0, node, spot)), (lambda node: self._essence(1, node, spot))

    def by_head(self) -> tuple[Sameness[Any], Sameness[Any]]:
        return self.essences[0].head, self.essences[1].head

    def by_condition(self) -> tuple[Sameness[Any], Sameness[Any]]:
        return self.essences[0].condition_head, self.essences[1].condition_head

    def by_subject(self) -> tuple[Sameness[Any], Sameness[Any]]:
        return self.essences[0].subject, self.essences[1].subject

    def words(self, side: int, node: Node | None, spot: Spot) -> str:
        """A condition or factor in words; a bare number among cases has their unit."""
        if node is None:
            return ""
        assert isinstance(node, Condition | Factor)
        whole = node.counted_in(spot.units[side]) if isinstance(node, Factor) else node
        return self.wordings[side].part(whole, spot.scopes[side])

    def product(self, side: int, nodes: Sequence[Factor], spot: Spot) -> str:
        """A whole formula in words."""
        return " × ".join(self.words(side, node, spot) for node in nodes)

    def change(self, sentence: str, old: Node | None, new: Node | None, spot: Spot) -> Change:
        """A change of one part into another. ``{0}`` and ``{1}`` of the sentence are what they say."""
        words = self.words(0, old, spot), self.words(1, new, spot)
        if old is not None and new is not None and words[0] == words[1]:
            words = f"{words[0]}〔{written(old)}〕", f"{words[1]}〔{written(new)}〕"
        return Change(spot.start + sentence.format(*map(quoted, words)), *words, place(old), place(new))


def both(ask: Callable[[int, A], T], old: A, new: A) -> tuple[T, T]:
    """The same asked of the old and of the new, with the number of its side."""
    return ask(0, old), ask(1, new)


def quoted(words: str) -> str:
    """Words as they stand within quotation marks."""
    return words.replace("“", "‘").replace("”", "’")


def place(node: Node | None, key: str | None = None) -> Place | None:
    """Where a part, or one key of it, was written."""
    return node.at.place(key) if node is not None else None


def written(node: Node) -> str:
    """A part as the rule file has it, for two that differ only in what words leave out."""
    data = node.model_dump(by_alias=True, exclude_none=True)
    return str(data).replace("'", "").replace("Decimal(", "").replace(")", "")
