"""Which mutants of a rulebook no case notices. Only cases that pass through the changed part are run, on all cores."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Literal, NamedTuple

from yzcomp.cases.coverage import CaseTrace, traces
from yzcomp.cases.load import load_cases
from yzcomp.cases.models import Case, Options
from yzcomp.cases.mutants import Mutant, mutants
from yzcomp.cases.points import in_brackets
from yzcomp.cases.run import Bench, chosen, proving
from yzcomp.problems import Place, Problem
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.checks.rulebook import check
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import NodePath
from yzcomp.rulebook.walk import deciding
from yzcomp.textfiles import STDIN

_WORTH_A_POOL = 100
#: A mutant that fails a case, one that isn't even a rulebook, one that nothing shows.
Fate = Literal["noticed", "stillborn", "survives"]


class Job(NamedTuple):
    """Which cases: what another process needs to load the same ones."""

    sources: tuple[str, ...]
    options: Options
    word: str | None


class Trial(NamedTuple):
    """A mutant, by its position, and the cases that may notice it, by theirs."""

    mutant: int
    cases: tuple[int, ...]


class Mutation(NamedTuple):
    """All mutants, those that no case noticed, and how many could not even be loaded as a rulebook."""

    mutants: tuple[Mutant, ...]
    survivors: tuple[Mutant, ...]
    stillborn: int = 0


def mutate(job: Job, rulebook: Rulebook, cases: Sequence[Case], processes: int | None = None) -> Mutation:
    """Tries every mutant on the cases that it may affect."""
    found = mutants(rulebook)
    trials = [Trial(i, affected) for i, affected in enumerate(_affected(rulebook, found, cases))]
    count = processes or os.cpu_count() or 1
    if count == 1 or len(trials) < _WORTH_A_POOL or STDIN in job.sources:
        fates = _fates(_Prepared(rulebook, cases, found), trials)
    else:
        parts = [trials[start :: count * 4] for start in range(count * 4)]
        with ProcessPoolExecutor(count, initializer=_prepare, initargs=(job,)) as pool:
            fates = {index: fate for part in pool.map(_try_part, parts) for index, fate in part.items()}
    alive = tuple(mutant for index, mutant in enumerate(found) if fates[index] == "survives")
    return Mutation(tuple(found), alive, list(fates.values()).count("stillborn"))


def _affected(rulebook: Rulebook, found: Sequence[Mutant], cases: Sequence[Case]) -> Iterator[tuple[int, ...]]:
    """For each mutant the cases in which the changed part, or what it is a part of, was evaluated."""
    passed: list[CaseTrace] = list(traces(rulebook, cases))
    identities = {path: id(node) for path, node, _ in deciding(rulebook) if isinstance(node, c.Condition | f.Factor)}
    everything = tuple(range(len(cases)))
    for mutant in found:
        node = _nearest(mutant.path, identities)
        known = node is not None and mutant.path[0] != "rounding"
        yield tuple(i for i in everything if node in passed[i].reached) if known else everything


def _nearest(path: NodePath, identities: dict[NodePath, int]) -> int | None:
    """The innermost evaluated part that holds the part at ``path``."""
    return next((identities[path[:end]] for end in range(len(path), 0, -1) if path[:end] in identities), None)


class _Prepared(NamedTuple):
    rulebook: Rulebook
    cases: Sequence[Case]
    mutants: Sequence[Mutant]


_prepared: _Prepared | None = None


def _prepare(job: Job) -> None:
    """Loads rulebook and cases once in each process."""
    global _prepared
    files = [file for file in load_cases(job.sources, job.options) if chosen(file, job.word)]
    _prepared = _Prepared(files[0].rulebook, proving(files, job.word), mutants(files[0].rulebook))


def _try_part(trials: Sequence[Trial]) -> dict[int, Fate]:
    assert _prepared is not None
    return _fates(_prepared, trials)


def _fates(prepared: _Prepared, trials: Sequence[Trial]) -> dict[int, Fate]:
    """What becomes of each mutant, by its position."""
    bench = Bench(prepared.rulebook)
    for case in prepared.cases:
        bench.standards(case)
    return {trial.mutant: _fate(prepared, trial, bench) for trial in trials}


def _fate(prepared: _Prepared, trial: Trial, bench: Bench) -> Fate:
    """Whether it is checked for being a rulebook at all is left to last: most mutants fail a case much sooner."""
    changed = prepared.mutants[trial.mutant].rulebook(prepared.rulebook)
    noticed = _noticed(bench.on(changed), [prepared.cases[i] for i in trial.cases])
    if noticed is False:
        return "stillborn" if _refused(changed) else "survives"
    return "stillborn" if noticed is None and _refused(changed) else "noticed"


def _noticed(bench: Bench, cases: Sequence[Case]) -> bool | None:
    """Whether a case fails; ``None`` for a rulebook that can't be computed with."""
    try:
        return any(not bench.meets(case) for case in cases)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None


def _refused(rulebook: Rulebook) -> bool:
    """Whether the changed rulebook would not even load."""
    try:
        return bool(check(rulebook))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return True


def mutation_text(found: Mutation, listed: dict[str, tuple[str, Place]], strays: Sequence[Problem]) -> str:
    """How many mutants were noticed, and each that was not, in Chinese, with the name to list it by."""
    survivors = [mutant for mutant in found.survivors if mutant.name not in listed]
    noticed = len(found.mutants) - len(found.survivors) - found.stillborn
    told = [f"有案例发现 {noticed} 处", f"没有发现 {len(survivors)} 处"]
    if found.stillborn:
        told.insert(1, f"载入时就会报错 {found.stillborn} 处")
    if listed:
        told.insert(-1, f"列为没有影响 {len(found.survivors) - len(survivors)} 处")
    lines = [f"改动规则 {len(found.mutants)} 处：{'，'.join(told)}。"]
    for mutant in survivors:
        lines += [f"  {mutant.sentence}，没有案例失败{in_brackets(mutant.place)}", f"    {mutant.name}"]
    allowed = [mutant for mutant in found.survivors if mutant.name in listed]
    lines += [f"  没有影响：{mutant.sentence}。理由：{listed[mutant.name][0]}" for mutant in allowed]
    return "\n".join([*lines, *(str(stray) for stray in strays)])
