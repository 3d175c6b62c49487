"""A rich console whose text can't steer the terminal; its own colours can."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.segment import Segment

from yzcomp.controls import without_controls


class CleanConsole(Console):
    def render(self, renderable: Any, options: Any = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=without_controls(segment.text))
