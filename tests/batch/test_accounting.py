"""Whatever a table holds, each of its households is computed or rejected, and nothing ends in a traceback."""

import csv
import datetime
import io
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.batches import FACTS as COLUMNS
from tests.batches import PERSON, batch, workbook
from yzcomp import Refused
from yzcomp.batch.fixup import write_fix_up
from yzcomp.household.catalogue import catalogue
from yzcomp.tables.cells import shown
from yzcomp.tables.shorthand import SHORTHANDS

FACTS = catalogue()
TITLES = [*((f.key, f.title) for f in FACTS.fields.values()), *((s.key, s.title) for s in SHORTHANDS)]
TITLES = [pair for pair in TITLES if pair[0] != "household_id"]
SHORT = {word for shorthand in SHORTHANDS for word in (shorthand.key, shorthand.title)}
pytestmark = pytest.mark.usefixtures("compiled_once")
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

#: Nothing of this reads as totals, a note or a header: those are strewn in on purpose and counted apart.
PLAIN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="：:合总小共"), max_size=8)
LIKELY = st.sampled_from(
    [
        *(
            "4",
            "0",
            "-1",
            "3.5",
            "1,250",
            "１２０",
            "120㎡",
            "1.5亩",
            "12个月",
            "165,000元",
            "99999999999999999999",
            "1e9",
        )
    ]
    + [*("是", "否", "√", "TRUE", "安置地安置", "dispersed", "货币安置", "monetary", "none")]
    + [*("2019-03-01", "2019/3/1", "2019年3月1日", "2019-2-30", "1998", "2022-01-01", "43525")]
    + [
        *(
            "#N/A",
            "#REF!",
            "4.31E+17",
            "11010519491231002X",
            "=1+1",
            "@x",
            "'",
            '"',
            ",",
            "\n",
            "\ufeff",
            "\u200b",
            "\x00",
        )
    ]
)
TEXTS = st.one_of(st.just(""), LIKELY, PLAIN)
IDS = st.one_of(st.sampled_from(["A1", "A1 ", "A2", "", "　", "0", "7"]), PLAIN)
PASSED_OVER: list[list[str]] = [[], [" "], ["", "\u3000"], ["合计"], ["注：无"]]
Row = tuple[list[Any], bool]


#: Joiners, marks of direction and of byte order: nobody sees them.
UNSEEN = [0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)]
UNSEEN += [*range(0x2066, 0x206A), 0xFEFF]


def trimmed(text: str) -> str:
    """What a reader sees of a text."""
    return text.translate(dict.fromkeys(UNSEEN)).strip()


def is_blank(cell: Any) -> bool:
    """Whether a cell looks empty."""
    return cell is None or (isinstance(cell, str) and not trimmed(cell))


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[Any] = TEXTS) -> list[Row]:
    """A table with a sound header and anything below it; with each row, whether it may be a household."""
    titles = draw(st.lists(st.sampled_from(TITLES), unique=True, min_size=2, max_size=12))
    header = draw(st.permutations(["户编号", *(pair[draw(st.integers(0, 1))] for pair in titles)]))
    above: list[list[str]] = draw(st.sampled_from([[], [["花名册"]], [[], ["村", "2019年"]]]))
    rows: list[Row] = [(row, False) for row in [*above, list(header)]]
    for _ in range(draw(st.integers(0, 6))):
        if draw(st.integers(0, 4)) == 0:
            rows.append((draw(st.sampled_from([*PASSED_OVER, list(header)])), False))
        else:
            beyond = draw(st.lists(cells, max_size=2)) if draw(st.integers(0, 4)) == 0 else []
            rows.append(([*(draw(IDS if title == "户编号" else cells) for title in header), *beyond], True))
    return rows


def without(rows: list[Row], unwanted: Callable[[str], bool]) -> list[Row]:
    """The same rows without some characters."""
    return [
        (["".join(c for c in x if not unwanted(c)) if isinstance(x, str) else x for x in cells], may_be)
        for cells, may_be in rows
    ]


def count(rows: list[Row]) -> int:
    """How many of the rows that may be households hold anything and don't go on with the household above."""
    header = next(cells for cells, _ in rows if "户编号" in cells)
    number, heads = header.index("户编号"), [i for i, title in enumerate(header) if title in ("户主", "head")]
    short = [i for i, title in enumerate(header) if title in SHORT]
    found, above = 0, None
    for cells, may_be in rows:
        given = may_be and any(not is_blank(cell) for cell in cells)
        further = given and above is not None and bool(heads) and is_blank(cells[number])
        further = further and all(is_blank(cells[i]) or shown(cells[i]) == shown(above[i]) for i in heads)
        further = further and any(not is_blank(cells[i]) for i in short)
        found += given and not further
        above = above if further else cells if given and not is_blank(cells[number]) else None
    return found


def written(rows: Sequence[Sequence[Any]], encoding: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def account(path: Path, expected: int) -> None:
    """A batch of the file is whole: as many households as were counted by hand, each in one of the tables."""
    with tempfile.TemporaryDirectory() as folder:
        done = batch(Path(folder), path)
        read, computed, rejected = done.counts
        assert read == expected == computed + rejected
        assert (len(done.totals), len(done.rejected)) == (computed, rejected)
        assert {i["household_id"] for i in done.items} <= {t["household_id"] for t in done.totals}
        assert all(r["problem"] and r["source"] for r in done.rejected)
        if rejected:
            write_fix_up(Path(folder) / "fix.xlsx", done.result, False)
            assert batch(Path(folder), Path(folder) / "fix.xlsx").counts == (rejected, 0, rejected)


@pytest.mark.slow
@QUICK
@given(tables(), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
@example([(["户编号", "户主", "村组"], False), (["", "合计", "1"], False), (["A1", "\ufeff", "\x00"], True)], "utf-8")
def test_any_csv(rows: list[Row], encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "v.csv"
        path.write_bytes(written([cells for cells, _ in rows], encoding))
        account(path, count(rows))


@pytest.mark.slow
@QUICK
@given(tables())
def test_any_csv_without_quotes(rows: list[Row]) -> None:
    rows = without(rows, lambda c: c in ',"\r\n\x00')
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "v.csv"
        path.write_text("".join(",".join(cells) + "\n" for cells, _ in rows), encoding="utf-8", newline="")
        account(path, count(rows))


VALUES = st.one_of(
    TEXTS,
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.integers(-(10**18), 10**18),
    st.booleans(),
    st.datetimes(datetime.datetime(1901, 1, 1), datetime.datetime(2200, 1, 1)).map(lambda d: d.replace(microsecond=0)),
    st.dates(datetime.date(1901, 1, 1), datetime.date(2200, 1, 1)),
    st.times().map(lambda t: t.replace(microsecond=0)),
)


@pytest.mark.slow
@QUICK
@given(tables(VALUES))
def test_any_workbook(rows: list[Row]) -> None:
    rows = without(rows, lambda c: c != "\n" and not c.isprintable())
    with tempfile.TemporaryDirectory() as folder:
        account(workbook(Path(folder) / "v.xlsx", {"花名册": [cells for cells, _ in rows]}), count(rows))


def unsaid(records: list[tuple[str, str, str]], wanted: str) -> int:
    """How many records of a kind have no number, nor stand directly below one that has."""
    found, above = 0, False
    for kind, name, text in records:
        if kind == wanted:
            blank = is_blank(name) and is_blank(text)
            above = not blank and (above or not is_blank(name))
            found += not blank and not above
    return found


@pytest.mark.slow
@QUICK
@given(
    st.lists(IDS, max_size=5),
    st.lists(st.tuples(st.sampled_from(["水塘", "房屋"]), IDS, TEXTS), max_size=8),
)
def test_any_records(households: list[str], records: list[tuple[str, str, str]]) -> None:
    """Every household, every number that has records but no household, and every record without a number."""

    rows = {"户": [COLUMNS, *([name, *PERSON[1:5], "", "", ""] for name in households)]}
    rows["水塘"] = [["户编号", "面积"], *([name, text] for kind, name, text in records if kind == "水塘")]
    rows["房屋"] = [["户编号", "合法建筑面积"], *([name, text] for kind, name, text in records if kind == "房屋")]
    there = [trimmed(name) for _, name, text in records if not (is_blank(name) and is_blank(text))]
    strays = {name for name in there if name} - {trimmed(name) for name in households}
    expected = len(households) + len(strays) + sum(unsaid(records, kind) for kind in ("水塘", "房屋"))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "v").mkdir()
        for name, table in rows.items():
            (Path(folder) / "v" / f"{name}.csv").write_bytes(written(table, "utf-8"))
        account(Path(folder) / "v", expected)


@pytest.mark.slow
@settings(QUICK, max_examples=100)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(lambda t: ("户编号,户主,安置方式\n" + t).encode("utf-8", "ignore")),
    )
)
def test_any_file_at_all(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("v.csv", "v.xlsx"):
            path = Path(folder) / name
            path.write_bytes(content)
            try:
                done = batch(Path(folder), path)
            except Refused as refused:
                assert all(problem.message for problem in refused.problems)
            else:
                assert done.counts[0] == done.counts[1] + done.counts[2]


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n", b",,,\r\n", b"\x1a"])
def test_what_some_programs_append(tmp_path: Path, ending: bytes) -> None:
    path = tmp_path / "v.csv"
    path.write_bytes("户编号,户主,合法常住人口,安置方式\nA1,张三,4,安置地安置\n".encode() + ending)
    assert batch(tmp_path, path).counts[1] == 1
