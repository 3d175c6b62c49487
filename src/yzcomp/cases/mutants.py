"""A rulebook changed in one small way, and what was changed as a sentence.

Each mutant is a slip that somebody could have made in writing the rules: a digit, a < for a ≤, a condition forgotten.
What only words or places depend on is left alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from yzcomp import strict_yaml as yml
from yzcomp.cases.files import below
from yzcomp.cases.points import place_at, whose, written
from yzcomp.cases.tree_reader import NodeReader
from yzcomp.problems import Place, Problem, Refused, by_place, did_you_mean
from yzcomp.rulebook.edits.catalogue import edits
from yzcomp.rulebook.edits.edit import CONDITION, Edit, Known
from yzcomp.rulebook.factors import ByCase, Factor
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import NodePath, Visit
from yzcomp.rulebook.walk import deciding, part_at, replaced
from yzcomp.textfiles import read_text, shown_name

_WORDS = {"mutant": "mutant", "改动": "mutant", "reason": "reason", "理由": "reason"}


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


_EQUIVALENT = ("equivalent.yaml", "equivalent.yml")


class Equivalents(dict[str, tuple[str, Place]]):
    """The names of mutants that make no difference, with the reason and the place where it is given."""


def beside(sources: Iterable[str]) -> list[Path]:
    """The lists that lie in the folders named, or below: a folder of cases is complete with its own."""
    return [path for path in below(sources) if path.name.lower() in _EQUIVALENT]


def load_equivalents(paths: Iterable[Path], known: Sequence[Mutant]) -> Equivalents:
    """The lists in some files together; raises :class:`Refused` with the problems of all."""
    found, problems = Equivalents(), list[Problem]()
    for path in paths:
        try:
            found |= load_equivalent(path, known)
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(by_place(problems))
    return found


def load_equivalent(path: Path, known: Iterable[Mutant]) -> Equivalents:
    """The list in a file; raises :class:`Refused` with every mutant that doesn't exist and every missing reason."""
    reader, text = NodeReader(shown_name(path)), read_text(path, "equivalent")
    tree, reader.problems = yml.read_yaml(text, reader.file)
    entries = reader.entries(tree, {"equivalent": "equivalent", "等价": "equivalent"}, "清单") if tree else {}
    found, names = Equivalents(), [mutant.name for mutant in known]
    listing = entries["equivalent"][0] if "equivalent" in entries else None
    if not isinstance(listing, yml.Listing):
        place = Place(reader.file, 1, 1)
        reader.say("required", "应当是改动的列表", place, "equivalent", "每条写 mutant 和 reason")
    for node in listing.items if isinstance(listing, yml.Listing) else ():
        _entry(node, reader, names, found)
    if reader.problems:
        raise Refused(by_place(reader.problems))
    return found


def _entry(node: yml.Node, reader: NodeReader, names: list[str], found: Equivalents) -> None:
    entries = reader.entries(node, _WORDS, "equivalent")
    reason = reader.text(entries["reason"][0], "reason") if "reason" in entries else None
    for key in ("mutant", "reason"):
        if key not in entries:
            reader.say("required", "必须写，没有写", reader.place(node), key)
    for name, place in reader.texts(entries["mutant"][0], "mutant") if "mutant" in entries else ():
        if name in found:
            reader.say("duplicate-name", f"第{found[name][1].line}行已经列过", place, "mutant", "只保留一处")
        elif name not in names:
            hint = did_you_mean(name, names, "照 --mutate 印出的名称写")
            reader.say("unknown-mutant", f"没有改动“{name}”", place, "mutant", hint)
        else:
            found[name] = (reason or "", place)


def not_surviving(listed: Mapping[str, tuple[str, Place]], survivors: Iterable[str]) -> list[Problem]:
    """Listed mutants that a case notices after all."""
    alive = set(survivors)
    message, remedy = "这个改动有案例发现，不是没有影响的", "从清单里删去"
    return [
        Problem("mutant-noticed", message, place, name, remedy=remedy)
        for name, (_, place) in listed.items()
        if name not in alive
    ]
