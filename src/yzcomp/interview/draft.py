"""What has been answered of a household so far, kept in a file beside the one that will be written: whoever was
interrupted goes on from there. It is gone once the household is written."""

import json
from pathlib import Path
from typing import Any

from yzcomp.forms import BadForm
from yzcomp.household.fields import Form
from yzcomp.interview.dialogue import YES_NO
from yzcomp.interview.household import Given
from yzcomp.output.files import write_new
from yzcomp.problems import Path as Way
from yzcomp.problems import Place, Problem, Refused
from yzcomp.rulebook.models import Rulebook
from yzcomp.textfiles import read_text

_KEY = "没有答完"


class Draft:
    """The answers to a household that will be written to ``output``."""

    def __init__(self, output: Path, rulebook: Rulebook) -> None:
        self.path, self.rulebook = output.with_name(f"{output.name}.{_KEY}"), rulebook

    def save(self, given: Given) -> None:
        """Keeps what has been answered; raises :class:`Refused` where that can't be done."""
        answers = ([list(way), None if v is None else self._form(way).written(v)] for way, v in given.items())
        lines = ",\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers)
        write_new(self.path, f'{{"{_KEY}": [\n{lines}\n]}}\n', force=True)

    def load(self) -> Given:
        """What was answered before; what can't be read under these rules is asked again. Raises :class:`Refused`."""
        try:
            answers = json.loads(read_text(self.path, "draft"))[_KEY]
            return {tuple(way): value for way, text in answers for value in self._values(tuple(way), text)}
        except (ValueError, TypeError, KeyError):
            place, remedy = Place(str(self.path)), "删去它，从头填"
            raise Refused([Problem("draft", "这是没有答完的回答，读不懂", place, remedy=remedy)]) from None

    def remove(self) -> None:
        """Removes what was kept, if anything was."""
        self.path.unlink(missing_ok=True)

    def _values(self, way: Way, text: str | None) -> list[Any]:
        try:
            return [None if text is None else self._form(way).read(text)]
        except (KeyError, BadForm):
            return []

    def _form(self, way: Way) -> Form:
        """How the answer at the end of a way is written."""
        facts = self.rulebook.catalogue
        if len(way) == 2:
            return YES_NO
        return facts.fields[str(way[0])].form if len(way) == 1 else facts.records[str(way[0])].fields[str(way[2])].form
