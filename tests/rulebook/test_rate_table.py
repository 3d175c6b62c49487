"""Tables of rates against the plainest way to search them: row by row."""

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yzcomp.rulebook.rate_table import Key, RateTable, Span, overlapping
from yzcomp.rulebook.rates import Rate

YEARS = st.none() | st.integers(1990, 1996).map(Decimal)
SPANS = st.builds(Span, YEARS, YEARS, st.booleans()).filter(
    lambda s: s.first is None or s.last is None or s.first + s.below <= s.last
)
WORDS = st.none() | st.sampled_from("ab")
KEYS = st.tuples(WORDS, WORDS, st.none() | SPANS)
SOUGHT = st.tuples(WORDS, st.sampled_from("abc"), YEARS)
EVERY_YEAR = [Decimal(half) / 2 for half in range(2 * 1988, 2 * 1999)]


def fits(key: Key, sought: tuple[str | None, str | None, Decimal | None]) -> bool:
    return all(
        part is None or value is None or (part.covers(value) if isinstance(part, Span) else part == value)
        for part, value in zip(key, sought, strict=True)
    )


@pytest.mark.slow
@given(st.sets(KEYS, max_size=12), SOUGHT)
@settings(max_examples=500, deadline=None, derandomize=True)
def test_the_rows_that_fit_are_found(keys: set[Key], sought: tuple[str | None, str, Decimal | None]) -> None:
    table = RateTable({key: Rate(Decimal(1), "元", "") for key in sorted(keys, key=repr)}, frozenset({2}))
    assert sorted(table.fitting(sought), key=repr) == sorted((k for k in keys if fits(k, sought)), key=repr)


@pytest.mark.slow
@given(st.sets(KEYS, max_size=8))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_the_pairs_that_one_record_could_fit_are_found(keys: set[Key]) -> None:
    found = {frozenset(pair) for pair in overlapping(sorted(keys, key=repr))}
    records = [(a, b, year) for a in "abc" for b in "abc" for year in EVERY_YEAR]
    together = {
        frozenset(pair) for pair in combinations(keys, 2) if any(all(fits(k, r) for k in pair) for r in records)
    }
    assert found == together


@pytest.mark.slow
@given(st.sets(KEYS, min_size=1, max_size=6), SOUGHT)
@settings(max_examples=500, deadline=None, derandomize=True)
def test_a_year_is_not_needed_only_where_every_year_has_a_row(
    keys: set[Key], sought: tuple[str | None, str, Decimal | None]
) -> None:
    table = RateTable({key: Rate(Decimal(1), "元", "") for key in sorted(keys, key=repr)}, frozenset({2}))
    found = table.fitting((*sought[:2], None))
    needed = bool(found) and 2 in table.deciding(found, [table[key] for key in found], (*sought[:2], None))
    without = [year for year in EVERY_YEAR if not any(fits(key, (None, None, year)) for key in found)]
    assert needed == bool(found and without)
