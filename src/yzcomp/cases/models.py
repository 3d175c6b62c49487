"""What a case file says: a household, and what the rules must give for it."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Literal, NamedTuple

from yzcomp.household.intake import Intake
from yzcomp.problems import Place
from yzcomp.rulebook.models import Rulebook

#: What an expectation speaks of: an item's sum, one of the totals, a refusal, a notice that must or mustn't be given.
Kind = Literal["item", "total", "error", "notice", "no_notice", "question", "no_question"]


class Expectation(NamedTuple):
    """One thing that must come out, and where the case file says so.

    ``key`` is an item's id, or which of the totals (total, withheld, a payee, a payer); ``amount`` is in yuan,
    ``None`` for an item that must be pending; ``text`` is what an error or notice must contain.
    """

    kind: Kind
    title: str
    place: Place
    key: str = ""
    amount: Decimal | None = None
    text: str = ""

    @property
    def amount_like(self) -> bool:
        """Whether it is an amount that is expected."""
        return self.kind in ("item", "total")


class Case(NamedTuple):
    """One case. ``standards`` and ``readings`` are those it is computed with, its own laid over those of its file.

    ``marks`` are pytest's, for choosing cases by ``-m``.
    """

    name: str
    place: Place
    household: Intake
    readings: dict[str, str]
    standards: tuple[Path, ...]
    expect: tuple[Expectation, ...]
    confirmed: bool = True
    marks: tuple[str, ...] = ()

    @property
    def expects_error(self) -> bool:
        return any(part.kind == "error" for part in self.expect)

    def asks_for(self, key: str, parties: Sequence[str], withheld: bool) -> bool:
        """Whether the case expects something of an item: its own amount, or a total that it is a part of.

        Of a household whose money is withheld the other totals are zero, whatever its items come to.
        """
        totals = ("withheld",) if withheld else ("total", *parties)
        wanted = {("item", key), *(("total", total) for total in totals)}
        return any((part.kind, part.key) in wanted for part in self.expect)


class CaseFile(NamedTuple):
    """A file of cases, the rulebook that they are about, and its lines, to be shown beside what went wrong."""

    name: str
    rulebook: Rulebook
    cases: tuple[Case, ...]
    lines: tuple[str, ...]

    def line(self, place: Place) -> str:
        """The line of the file that a place is on."""
        number = place.line or 0
        return self.lines[number - 1].strip() if 0 < number <= len(self.lines) else ""


class Options(NamedTuple):
    """What the command line asks for: it holds for every case that doesn't say otherwise itself."""

    rules: str | None = None
    standards: tuple[Path, ...] = ()
    readings: tuple[str, ...] = ()
