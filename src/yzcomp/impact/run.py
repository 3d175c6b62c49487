"""Goes through the households of an input under several rules, and sums up what comes of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol, TypeVar

from yzcomp.batch.chunks import Chunks
from yzcomp.batch.duplicates import find_duplicates
from yzcomp.batch.subject import Subject
from yzcomp.batch.worker import Rejection
from yzcomp.household.files import read_household_file
from yzcomp.impact.several_rules import Outcome, Rules, SeveralRules, common_facts
from yzcomp.problems import Place, Problem, Refused, by_place
from yzcomp.tables.inputs import Inputs
from yzcomp.watch import refuse_changed, watching

_HOUSEHOLD_FILES = (".yaml", ".yml", ".json")


class Sums(Protocol):
    """What is kept of the households: it grows with items and villages, not with households."""

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Counts one household: what each of the rules makes of it."""


S = TypeVar("S", bound=Sums)


#: Who tells of the files that are read.
Tell = Callable[[Inputs], object]


@watching()
def run_through(
    given: Subject, tell: Tell, rules: Sequence[Rules], sums: S, after: Callable[[S], object] | None = None
) -> S:
    """``sums`` with every household of an input: a household's YAML or JSON file, or anything that a batch reads.

    ``after`` is called after each chunk of households. Raises :class:`Refused` when the input can't be read at all,
    and for a household file that no rules can compute, with what is wrong in it.
    """
    for outcomes in _chunks(given, tell, rules):
        for household in outcomes:
            sums.add(household)
        if after is not None:
            after(sums)
    refuse_changed()
    return sums


def _chunks(given: Subject, tell: Tell, rules: Sequence[Rules]) -> Iterator[Iterator[list[Outcome]]]:
    named = [path for path in given.inputs if isinstance(path, str)]
    files = [path for path in named if Path(path).suffix.lower() in _HOUSEHOLD_FILES]
    if not files:
        yield from _of_tables(given, tell, rules)
    elif len(given.inputs) == 1:
        yield iter([_of_file(files[0], rules)])
    else:
        remedy = "一户的文件一次只给一个；许多户写成表"
        raise Refused([Problem("several-households", "一户的文件不能和别的输入一起给", Place(files[0]), remedy=remedy)])


def _of_file(path: str, rules: Sequence[Rules]) -> list[Outcome]:
    """The one household of a file; what is wrong with the file itself, or under every one of the rules, is raised."""
    facts = common_facts(one.rulebook for one in rules)
    intake = read_household_file(path, facts)
    if intake.problems or intake.facts is None:
        raise Refused(intake.problems)
    outcomes = SeveralRules(rules, facts).of_intake(intake, intake.facts.household_id, path)
    if all(isinstance(outcome, Rejection) for outcome in outcomes):
        raise Refused(by_place(p for outcome in outcomes if isinstance(outcome, Rejection) for p in outcome.problems))
    return outcomes


def _of_tables(given: Subject, tell: Tell, rules: Sequence[Rules]) -> Iterator[Iterator[list[Outcome]]]:
    """The households of tables, a chunk at a time."""
    facts = common_facts(one.rulebook for one in rules)
    inputs = given.read(facts)
    tell(inputs)
    with closing(inputs):
        several = SeveralRules(rules, facts, [source.plans for source in inputs.inputs])
        chunks = Chunks(inputs, find_duplicates(inputs), processes=1)
        yield from chunks.results(lambda several: several.outcomes, several)
