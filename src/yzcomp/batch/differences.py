"""Which lines of two result folders differ, and by how much, found in one pass while both keep their order."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby, zip_longest
from pathlib import Path
from typing import NamedTuple

from yzcomp.batch import rows
from yzcomp.money import yuan
from yzcomp.problems import Refused
from yzcomp.tables.parquet import Parquet

Row = list[str]
_ITEM_KEYS = [key for key, _ in rows.ITEMS]
_AMOUNT, _ITEM, _NAME = _ITEM_KEYS.index("amount"), _ITEM_KEYS.index("item_id"), _ITEM_KEYS.index("item")
_STATUS = _ITEM_KEYS.index("status")


class Difference(NamedTuple):
    """A line that isn't what it was: what was recorded, what it is now, the difference in yuan where both are amounts.

    ``what`` says what kind of difference it is, or which columns differ besides the amount.
    """

    household_id: str
    item: str
    recorded: str
    recomputed: str
    difference: Decimal | None
    what: str


class Unreadable(ValueError):
    """A results file that is no longer such a table."""


def item_differences(recorded: Path, recomputed: Path) -> Iterator[Difference]:
    """The lines of items.csv that differ."""
    for name, old, new in _changed(_households(recorded, len(rows.ITEMS)), _households(recomputed, len(rows.ITEMS))):
        before, after = _by_item(old), _by_item(new)
        for key in dict.fromkeys((*before, *after)):
            for was, now in zip_longest(before.get(key, ()), after.get(key, ())):
                if was != now:
                    yield _item(name, was, now)


def total_differences(recorded: Path, recomputed: Path) -> Iterator[Difference]:
    """The sums of totals.csv that differ; its columns are those of the rulebook, so both must have the same."""
    titles = _titles(recomputed)
    for name, old, new in _changed(_households(recorded, len(titles)), _households(recomputed, len(titles))):
        for was, now in zip_longest(old, new):
            if was is None or now is None:
                what = "合计表里多出这一户" if now is None else "合计表里缺少这一户"
                yield Difference(name, "应付合计", was[3] if was else "", now[3] if now else "", None, what)
                continue
            for column, title in enumerate(titles):
                if was[column] != now[column]:
                    yield _cell(name, title, was[column], now[column], "合计表")


def _titles(path: Path) -> list[str]:
    return next(read_rows(path))


def rejected_differences(recorded: Path, recomputed: Path) -> Iterator[Difference]:
    """The rejected households that differ."""
    return _told_otherwise(recorded, recomputed, len(rows.REJECTED), "退回", "退回的原因不同")


def question_differences(recorded: Path, recomputed: Path) -> Iterator[Difference]:
    """The questions that differ."""
    return _told_otherwise(recorded, recomputed, len(rows.QUESTIONS), "须核对", "要核对的不同")


def _told_otherwise(recorded: Path, recomputed: Path, width: int, title: str, other: str) -> Iterator[Difference]:
    for name, old, new in _changed(_households(recorded, width), _households(recomputed, width)):
        for was, now in zip_longest(old, new):
            if was != now:
                before, after = (title if row else "" for row in (was, now))
                what = f"{title}表里多出" if now is None else f"{title}表里缺少" if was is None else other
                yield Difference(name or "（无户编号）", title, before, after, None, what)


def _item(name: str, was: Row | None, now: Row | None) -> Difference:
    row = was or now or []
    if was is None or now is None:
        before, after = (_shown(r) for r in (was, now))
        what = "记录里多出这一条" if now is None else "记录里缺少这一条"
        return Difference(name, row[_NAME], before, after, _minus(after or "0", before or "0"), what)
    columns = [rows.ITEMS[i][1] for i in range(len(row)) if was[i] != now[i] and i != _AMOUNT]
    what = f"{'、'.join(columns)}不同" if columns else ""
    difference = _minus(now[_AMOUNT], was[_AMOUNT])
    return Difference(name, row[_NAME], _shown(was), _shown(now), difference or None, what)


def _cell(name: str, title: str, was: str, now: str, what: str) -> Difference:
    return Difference(name, title, was, now, _minus(now, was), what)


def _shown(row: Row | None) -> str:
    """A line's amount, or its status where it has none."""
    return (row[_AMOUNT] or row[_STATUS]) if row else ""


def _minus(now: str, was: str) -> Decimal | None:
    try:
        return Decimal(now) - Decimal(was)
    except InvalidOperation:
        return None


def _by_item(lines: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in lines:
        found[row[_ITEM]].append(row)
    return found


def _households(path: Path, width: int) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each household that stand together; raises :class:`Unreadable`."""
    try:
        for name, group in groupby(_sound(read_rows(path), width), key=lambda row: row[0]):
            yield name, list(group)
    except (csv.Error, UnicodeError, OSError, Refused) as error:
        raise Unreadable(path.name) from error


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a table of results, its header first; raises what its reader raises."""
    if path.suffix == ".parquet":
        yield from ([str(cell) for cell in row] for _, row in Parquet.opened(path, path.name).numbered(fixed=True))
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.reader(file, strict=True)


def _sound(rows: Iterator[Row], width: int) -> Iterator[Row]:
    next(rows, None)
    for row in rows:
        if len(row) != width:
            raise csv.Error
        yield row


def _changed(
    left: Iterator[tuple[str, list[Row]]], right: Iterator[tuple[str, list[Row]]]
) -> Iterator[tuple[str, Sequence[Row], Sequence[Row]]]:
    """Households whose rows differ; those that have lost their place wait for their counterpart."""
    waiting: tuple[dict[str, list[Row]], dict[str, list[Row]]] = ({}, {})
    for pair in zip_longest(left, right):
        if pair[0] == pair[1]:
            continue
        for side, entry in enumerate(pair):
            if entry is None:
                continue
            name, lines = entry
            if name in waiting[1 - side]:
                other = waiting[1 - side].pop(name)
                old, new = (lines, other) if side == 0 else (other, lines)
                if old != new:
                    yield name, old, new
            else:
                waiting[side].setdefault(name, []).extend(lines)
    yield from ((name, lines, []) for name, lines in waiting[0].items())
    yield from ((name, [], lines) for name, lines in waiting[1].items())


def shown_difference(difference: Decimal | None) -> str:
    """A difference for people: with its sign."""
    return "" if difference is None else f"{'+' if difference > 0 else ''}{yuan(difference)}"
