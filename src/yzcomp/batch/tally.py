"""What a batch comes to: counts and sums by village, item and payee, exact, and the same in whatever parts."""

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from yzcomp.engine.to_python import Head
from yzcomp.money import ZERO

#: payable, withheld, pending: lines and yuan of each.
SUMS = ("payable", "withheld", "pending")


class Tally:
    """Sums of lines by village and head (item, payee, payer), counts of households by village, of refusals by kind,
    of questions and notices by id."""

    def __init__(self) -> None:
        self.lines: dict[tuple[str, Head, str], list[Any]] = defaultdict(lambda: [0, ZERO])
        self.households: dict[str, int] = defaultdict(int)
        self.rejected = 0
        self.kinds: dict[str, int] = defaultdict(int)
        self.questions, self.notices = Counter[str](), Counter[str]()

    def line(self, village: str, head: Head, status: str, amount: Decimal | None) -> None:
        """Counts one line."""
        entry = self.lines[village, head, status]
        entry[0] += 1
        if amount is not None:
            entry[1] += amount

    def add(self, other: "Tally") -> None:
        """Counts everything of another tally too."""
        for key, (count, amount) in other.lines.items():
            entry = self.lines[key]
            entry[0] += count
            entry[1] += amount
        for mine, theirs in ((self.households, other.households), (self.kinds, other.kinds)):
            for name, count in theirs.items():
                mine[name] += count
        self.questions.update(other.questions)
        self.notices.update(other.notices)
        self.rejected += other.rejected

    @property
    def computed(self) -> int:
        return sum(self.households.values())

    @property
    def missing(self) -> dict[str, int]:
        """The pending lines of each item: those whose rate isn't entered."""
        found: dict[str, int] = defaultdict(int)
        for (_, head, status), (count, _) in self.lines.items():
            if status == "pending":
                found[head.item] += count
        return found

    def by_village(self) -> dict[str, "Tally"]:
        """The same by village, those without lines too, in the order of the input: that of names would be by code."""
        parts = {village: Tally() for village in self.households}
        for village, part in parts.items():
            part.households[village] = self.households[village]
        for key, entry in self.lines.items():
            parts[key[0]].lines[key] = entry
        return parts

    def total(self, status: str, **of: str) -> Decimal:
        """The yuan of a status, of one item, payee or payer only where it is given."""
        return sum((amount for _, amount in self._of(status, of)), Decimal("0.00"))

    def count(self, status: str, **of: str) -> int:
        """The number of lines of a status."""
        return sum(count for count, _ in self._of(status, of))

    def _of(self, status: str, of: dict[str, str]) -> list[Any]:
        return [
            entry
            for (_, head, kind), entry in self.lines.items()
            if kind == status and all(getattr(head, field) == key for field, key in of.items())
        ]

    def __getstate__(self) -> dict[str, Any]:
        return {name: dict(value) if isinstance(value, dict) else value for name, value in self.__dict__.items()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__()  # type: ignore[misc]
        for name, value in state.items():
            if isinstance(value, dict):
                getattr(self, name).update(value)
            else:
                setattr(self, name, value)
