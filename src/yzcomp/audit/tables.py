"""What an audit found, as rows: one source for differences.csv, the workbook's sheets and the screen."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from yzcomp.audit.findings import KINDS, OF_MONEY, UNMATCHED, Difference, exactly
from yzcomp.audit.result import Audit
from yzcomp.batch.flags import Flag
from yzcomp.batch.rows import BOM, csv_line, header, money
from yzcomp.money import ZERO

DIFFERENCES = (
    ("household_id", "户编号"),
    ("item_id", "项目编号"),
    ("item", "项目"),
    ("recorded", "记录金额"),
    ("recomputed", "核算金额"),
    ("difference", "差额"),
    ("kind", "类型"),
    ("reason", "原因"),
)
S = TypeVar("S", bound="Sum")
#: So many households of a flag are named where room is scarce.
NAMED = 5


class Sum:
    """How many differences, of how many households, their sum in yuan, and what is recorded that answers to nothing
    computed: it is in no difference."""

    def __init__(self) -> None:
        self.count, self.net, self.unmatched = 0, ZERO, ZERO
        self.households: set[str] = set()

    def add(self, difference: Difference) -> None:
        self.count += 1
        if difference.kind in OF_MONEY:
            self.net += difference.difference or ZERO
        elif difference.kind in UNMATCHED:
            self.unmatched += difference.recorded or ZERO
        self.households.add(difference.household_id)


def by_kind(audit: Audit) -> dict[str, Sum]:
    """The differences by kind, in the order in which kinds are told."""
    sums = _sums((d.kind, d) for d in audit.differences)
    return {kind: sums[kind] for kind in KINDS if kind in sums}


def by_village(audit: Audit) -> dict[str, Sum]:
    """The differences by village, the largest net sum first."""
    sums = _sums((d.village or "（未填村组）", d) for d in audit.differences)
    return largest_first_sums(sums)


def by_item(audit: Audit) -> dict[str, Sum]:
    sums = _sums((d.item or "（整户）", d) for d in audit.differences)
    return largest_first_sums(sums)


def largest_first_sums(sums: dict[str, S]) -> dict[str, S]:
    """Sums by name with most money first."""
    return dict(sorted(sums.items(), key=lambda pair: (-abs(pair[1].net) - abs(pair[1].unmatched), pair[0])))


def _sums(pairs: Iterable[tuple[str, Difference]]) -> dict[str, Sum]:
    sums: dict[str, Sum] = {}
    for key, difference in pairs:
        sums.setdefault(key, Sum()).add(difference)
    return sums


def largest_first(audit: Audit) -> list[Difference]:
    """The differences by amount; those of one amount stay in the order of the input."""
    return sorted(audit.differences, key=lambda d: -d.size)


def flag_counts(audit: Audit) -> Counter[str]:
    return Counter(flag.key for flag in audit.flags)


def named(flag: Flag, most: int = NAMED) -> str:
    """The households of a flag: ``示例-001、示例-002 等 7 户``."""
    names = [someone.household_id for someone in flag.households]
    return "、".join(names[:most]) + (f" 等 {len(names)} 户" if len(names) > most else "")


def difference_row(difference: Difference, english: bool = False) -> list[str]:
    """A row of differences.csv: amounts in yuan with two decimals, blank where there is none."""
    return [
        difference.household_id,
        difference.item_id,
        difference.item,
        written(difference.recorded),
        money(difference.recomputed),
        written(difference.difference),
        difference.kind if english else KINDS[difference.kind],
        difference.reason,
    ]


def differences_csv(differences: Sequence[Difference], english: bool = False) -> str:
    """All of differences.csv, UTF-8 with BOM."""
    rows = [header(DIFFERENCES, english), *(difference_row(d, english) for d in differences)]
    return BOM + "".join(map(csv_line, rows))


def written(amount: Decimal | None) -> str:
    """A recorded amount with every decimal that was written, at least two; blank where there is none."""
    return "" if amount is None else exactly(amount).replace(",", "")


def signed(amount: Decimal) -> str:
    """``+1,200.00``: a difference with its sign."""
    return f"{'+' if amount > 0 else ''}{exactly(amount)}" if amount else "0.00"
