"""What the parts of a rulebook are called where cases speak of them: by their path, their place, whose they are."""

from pathlib import Path

from yzcomp.problems import Place
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import Node, NodePath
from yzcomp.rulebook.walk import called, owner, part_at


def written(path: NodePath) -> str:
    """A path as text; names are those of the rule files, not Python's."""
    return ".".join(str(step).rstrip("_") for step in path)


def place_at(root: Node, path: NodePath) -> Place:
    """Where a part is written; a bare number in a list of cases has no marks of its own: what holds it says where."""
    parts = (part_at(root, path[:end]) for end in range(len(path), 0, -1))
    return next((part.at.place() for part in parts if isinstance(part, Node) and part.at.line), Place())


def in_brackets(place: Place) -> str:
    """A place as the end of a line: the file as seen from the current folder, a built-in one by its name alone."""
    file = Path(place.file)
    shown = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
    known = place._replace(file=shown.name if shown.is_absolute() else str(shown))
    return f"（{known}）" if place.file else ""


def whose(rulebook: Rulebook, path: NodePath) -> str:
    """Whose part this is, as people call it: ``搬家补助费``, ``约定“合法房屋”``."""
    section = str(path[0])
    if len(path) < 2 or section not in ("terms", "requirements", "notices", "items"):
        return owner(section, "")
    return owner(section, called(getattr(rulebook, section)[path[1]]))
