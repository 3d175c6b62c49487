"""A household file (YAML or JSON) as a household."""

from pathlib import Path

from yzcomp.household.catalogue import Catalogue, catalogue
from yzcomp.household.intake import Intake, read_node
from yzcomp.household.models import Household
from yzcomp.problems import Refused
from yzcomp.strict_yaml import read_yaml
from yzcomp.textfiles import read_text, shown_name


def read_household_file(path: str | Path, facts: Catalogue | None = None) -> Intake:
    """What a file (``-``: standard input) says of one household, with every problem of it."""
    return read_household_text(read_text(path, "household"), shown_name(path), facts)


def read_household_text(text: str, name: str, facts: Catalogue | None = None) -> Intake:
    """Like :func:`read_household_file`, from text; ``name`` is what messages call it."""
    node, problems = read_yaml(text, name)
    if node is None and problems:
        return Intake(None, problems, lambda path: problems[0].place)
    intake = read_node(node, name, facts or catalogue())
    intake.problems[:0] = problems
    return intake


def load_household(path: str | Path, facts: Catalogue | None = None) -> Household:
    """The household of a YAML or JSON file; raises :class:`Refused` with every problem."""
    intake = read_household_file(path, facts)
    if intake.household is None:
        raise Refused(intake.problems)
    return intake.household
