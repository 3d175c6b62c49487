"""A rulebook changed in one small way, and what was changed as a sentence.

Each mutant is a slip that somebody could have made in writing the rules: a digit, a < for a ≤, a condition forgotten.
What only words or places depend on is left alone.
"""

from collections.abc import Iterator
from typing import NamedTuple

from yzcomp.cases.part_names import place_at, whose, written
from yzcomp.problems import Place
from yzcomp.rulebook.edits.catalogue import edits
from yzcomp.rulebook.edits.edit import CONDITION, Edit, Known
from yzcomp.rulebook.factors import ByCase, Factor
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import NodePath, Visit
from yzcomp.rulebook.walk import deciding, part_at, replaced

_DROPPED = ("requirements", "notices")
_OWNERS = ("terms", "requirements", "withholding", "notices", "items", "rounding")


class Mutant(NamedTuple):
    """One change. ``name`` is stable as long as the rule files stay as they are; ``path`` leads to the changed node."""

    name: str
    sentence: str
    place: Place
    path: NodePath
    edit: Edit

    def rulebook(self, original: Rulebook) -> Rulebook:
        """The changed rulebook."""
        changed: Rulebook = replaced(original, (*self.path, *self.edit.step), self.edit.new)
        return changed


def mutants(rulebook: Rulebook) -> list[Mutant]:
    """All mutants of a rulebook, in the order of its files."""
    found: dict[str, Mutant] = {}
    for mutant in _all(rulebook):
        found.setdefault(mutant.name, mutant)
    return list(found.values())


def _all(rulebook: Rulebook) -> Iterator[Mutant]:
    known = Known(rulebook)
    for visit in deciding(rulebook):
        path = visit.path
        if not path or path[0] not in _OWNERS:
            continue
        place, visit, case = place_at(rulebook, path), *_among_cases(visit, known)
        for edit in edits(visit, known):
            if edit.name:
                name = f"{written((*path, *edit.step))} {edit.name}"
                sentence = f"{whose(rulebook, path)}：{case}{_in_bound(path, edit.sentence)}"
                yield Mutant(name, sentence, place, path, edit)
        if len(path) == 2 and path[0] in _DROPPED:
            yield _without(rulebook, path)


def _without(rulebook: Rulebook, path: NodePath) -> Mutant:
    """A requirement or a notice that was forgotten."""
    section, name = str(path[0]), path[1]
    rest = {key: part for key, part in getattr(rulebook, section).items() if key != name}
    edit = Edit(CONDITION, (section,), rest, "去掉", "整条去掉")
    return Mutant(f"{written(path)} 去掉", f"{whose(rulebook, path)}：整条去掉", place_at(rulebook, path), (), edit)


def _among_cases(visit: Visit, known: Known) -> tuple[Visit, str]:
    """A factor with the unit that it has among cases, and the case that it belongs to: ``“水田”的``."""
    path, node, scope = visit
    if path[0] == "rounding" or path[-2:-1] != ("cases",) or not isinstance(node, Factor):
        return visit, ""
    holder: ByCase = part_at(known.rulebook, path[:-2])
    label = known.words.cases(holder, scope).get(str(path[-1]), str(path[-1]))
    return visit._replace(node=node.counted_in(holder.unit)), f"“{label}”的"


def _in_bound(path: NodePath, sentence: str) -> str:
    """A constant in an item's cap or floor is no rate."""
    title = {"at_most": "上限", "at_least": "下限"}.get(str(path[2])) if path[0] == "items" and len(path) > 2 else None
    return sentence.replace("标准由", f"{title}由") if title else sentence
