"""The list of mutants that can make no difference, each with the reason why: what is listed must exist and survive."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from yzcomp import strict_yaml as yml
from yzcomp.cases.files import below
from yzcomp.cases.mutants import Mutant
from yzcomp.cases.tree_reader import NodeReader
from yzcomp.problems import Place, Problem, Refused, by_place, did_you_mean
from yzcomp.textfiles import read_text, shown_name

_WORDS = {"mutant": "mutant", "改动": "mutant", "reason": "reason", "理由": "reason"}


FILES = ("equivalent.yaml", "equivalent.yml")


class Equivalents(dict[str, tuple[str, Place]]):
    """The names of mutants that make no difference, with the reason and the place where it is given."""


def beside(sources: Iterable[str]) -> list[Path]:
    """The lists that lie in the folders named, or below: a folder of cases is complete with its own."""
    return [path for path in below(sources) if path.name.lower() in FILES]


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
