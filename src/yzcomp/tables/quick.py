"""The short way for rows in which nothing is unusual: text cells straight into the facts of a household.

It reads nothing that the careful way would read otherwise; whatever is odd makes it give up.
"""

from typing import Any

from yzcomp.household.catalogue import Catalogue
from yzcomp.tables.columns import SheetPlan
from yzcomp.tables.sources import Row


class QuickReader:
    """Reads the rows of one flat sheet."""

    def __init__(self, plan: SheetPlan, facts: Catalogue) -> None:
        self.width = max(plan.titles, default=-1) + 1
        self.fields = [(index, target.key) for index, target in plan.targets if target.shorthand is None]
        self.records: list[tuple[str, list[tuple[int, str]], dict[str, str], list[tuple[int, str]]]] = []
        shorts = [(index, t.shorthand) for index, t in plan.targets if t.shorthand is not None]
        groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[tuple[int, str]]] = {}
        for index, short in shorts:
            groups.setdefault((short.record, tuple(short.fixed.items())), []).append((index, short.field))
        for (scope, fixed), columns in groups.items():
            shared = groups.get((scope, ()), []) if fixed else []
            if fixed or not any(s == scope and f for s, f in groups):
                self.records.append((scope, columns, dict(fixed), shared))

    def read(self, row: Row) -> dict[str, Any] | None:
        """The raw facts of a row, or ``None`` where it needs the careful way."""
        cells = row.cells
        if len(cells) > self.width or set(map(type, cells)) != {str}:
            return None
        if len(cells) < self.width:
            cells = [*cells, *[""] * (self.width - len(cells))]
        data: dict[str, Any] = {key: cells[index] for index, key in self.fields if cells[index].strip()}
        for scope, columns, fixed, shared in self.records:
            record: dict[str, Any] = {field: cells[index] for index, field in columns if cells[index].strip()}
            if record:
                record |= fixed
                for index, field in shared:
                    if cells[index].strip():
                        record[field] = cells[index]
                data.setdefault(scope, []).append(record)
        return data
