"""Case files by their names: which files of a folder are read, and which look like one and are not."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from yzcomp.problems import Place, Problem, Refused
from yzcomp.textfiles import UnknownEncoding, decode, is_folder, unreadable

ENDINGS = (".cases.yaml", ".cases.yml")
_MISNAMED = re.compile(r"[^.].*(\.cases\.json|\.cases\.ya?ml\W.*|\.case\.(ya?ml|json))", re.IGNORECASE)
#: A list of cases: a key at the start of a line, or the first of a JSON file.
_CASES = re.compile(r"^[\"']?(cases|案例)[\"']?\s*[:：]|\A\s*\{\s*\"(cases|案例)\"", re.MULTILINE)


def is_case_file(name: str) -> bool:
    """Whether a file of a folder is read as cases: by its ending, in letters of any case."""
    return name.lower().endswith(ENDINGS)


def is_misnamed(name: str) -> bool:
    """Whether a name means a case file and isn't one's: ``甲.cases.json``, ``甲.case.yaml``, ``甲.cases.yaml.bak``."""
    return _MISNAMED.fullmatch(name) is not None


def files_below(folder: Path) -> list[Path]:
    """Every file of a folder and of those in it, linked ones too, in order; raises :class:`Refused` for a folder that
    can't be read."""

    def refuse(error: OSError) -> None:
        raise Refused([unreadable(error.filename, error)])

    seen, found = set[str](), list[Path]()
    for here, folders, names in os.walk(folder, onerror=refuse, followlinks=True):
        if (real := os.path.realpath(here)) in seen:
            folders.clear()
            continue
        seen.add(real)
        found += (Path(here, name) for name in names)
    return sorted(found)


def below(sources: Iterable[str | Path]) -> Iterator[Path]:
    """Every file of the folders among the sources, and of those in them."""
    return (path for source in sources if is_folder(source) for path in files_below(Path(source)))


def passed_over(sources: Iterable[str | Path]) -> Iterator[Problem]:
    """A warning for each file in the folders named that holds cases, or means to, under a name that is not read."""
    for path in below(sources):
        if not is_case_file(path.name) and (is_misnamed(path.name) or _holds_cases(path)):
            remedy = f"文件名以 {' 或 '.join(ENDINGS)} 结尾的才运行：改名，或移到别处"
            yield Problem("case-file-name", "像是案例，没有运行", Place(str(path)), remedy=remedy, level="warning")


def _holds_cases(path: Path) -> bool:
    """Whether a YAML or JSON file has a list of cases in it, whatever its name."""
    if path.suffix.lower() not in (".yaml", ".yml", ".json"):
        return False
    try:
        return bool(_CASES.search(decode(path.read_bytes())[0]))
    except (OSError, UnknownEncoding):
        return False
