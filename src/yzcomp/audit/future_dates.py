"""Dates of the input that hadn't come on the day of the audit: nothing can have happened on them yet."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from yzcomp.forms import BareYear
from yzcomp.household.catalogue import Catalogue, FactInfo
from yzcomp.household.models import Household
from yzcomp.rulebook.models import FutureDates

_KINDS = ("date", "date_or_year")


class FutureDateFinder:
    """Looks through the dates of households; a deadline may lie in the future."""

    def __init__(self, facts: Catalogue, rule: FutureDates, as_of: date) -> None:
        self.as_of = as_of
        self.own = self._dates(facts.fields, rule)
        records = {key: (info.title, self._dates(info.fields, rule)) for key, info in facts.records.items()}
        self.records = {key: found for key, found in records.items() if found[1]}

    def _dates(self, fields: dict[str, FactInfo], rule: FutureDates) -> list[tuple[str, str]]:
        return [(k, info.title) for k, info in fields.items() if info.kind in _KINDS and k not in rule.deadlines]

    def told(self, h: Household) -> str:
        """Each such date with its place; blank where there is none."""
        found = list(self._late(h, self.own, ""))
        for key, (title, dates) in self.records.items():
            for number, record in enumerate(getattr(h, key), 1):
                found += self._late(record, dates, f"{title}第{number}条")
        return "，".join(found)

    def _late(self, record: Any, dates: list[tuple[str, str]], where: str) -> Iterator[str]:
        for key, title in dates:
            value = getattr(record, key)
            if value is not None and self._ahead(value):
                yield f"{where}{title}{value}"

    def _ahead(self, value: date | BareYear) -> bool:
        return value.year > self.as_of.year if isinstance(value, BareYear) else value > self.as_of
