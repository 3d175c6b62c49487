"""summary.xlsx: its sheets of sums agree to the fen with one another and with items.csv."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.batch.test_results import MANY
from tests.batches import HEADER, Done, batch, csv_file, row
from yzcomp import load_rulebook


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder = tmp_path_factory.mktemp("summary")
    many = [[f"{n}{r[0]}", r[1], f"{r[2]}{n % 7}", *r[3:]] for n in range(20) for r in MANY[1:]]
    return batch(folder, csv_file(folder / "v.csv", [MANY[0], *many]))


def sheet(done: Done, name: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A sheet's rows by header, and its last row, the total."""
    found = list(openpyxl.load_workbook(done.folder / "summary.xlsx")[name].iter_rows(values_only=True))[2:]
    rows = [dict(zip(found[0], cells, strict=True)) for cells in found[1:]]
    return rows[:-1], rows[-1]


def fen(cell: Any) -> Decimal:
    return Decimal(str(cell or 0)).quantize(Decimal("0.01"))


def by(done: Done, column: str, status: str) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in done.items:
        if line["status"] == status:
            sums[line[column]] += Decimal(line["amount"] or 0)
    return dict(sums)


def test_the_sheets(done: Done) -> None:
    names = openpyxl.load_workbook(done.folder / "summary.xlsx").sheetnames
    assert names == ["按村组", "按项目", "按领款人", "按付款人", "总计", "须核对与说明"]


@pytest.mark.parametrize(
    ("name", "column"), [("按村组", "village"), ("按项目", "item"), ("按领款人", "payee"), ("按付款人", "payer")]
)
def test_each_sheet_agrees_with_the_lines(done: Done, name: str, column: str) -> None:
    rows, total = sheet(done, name)
    first = next(iter(rows[0]))
    for status, title in (("payable", "应付（元）"), ("withheld", "暂不拨付（元）")):
        expected = by(done, column, status)
        labels = {key: party.name for key, party in load_rulebook().parties.items()} if column[:3] == "pay" else {}
        assert {r[first]: fen(r[title]) for r in rows if fen(r[title])} == {
            labels.get(key, key): amount for key, amount in expected.items() if amount
        }
        assert fen(total[title]) == sum(fen(r[title]) for r in rows) == sum(expected.values())


def test_the_grand_total_is_that_of_every_sheet_and_of_the_manifest(done: Done) -> None:
    totals = [sheet(done, name)[1] for name in ("按村组", "按项目", "按领款人", "按付款人", "总计")]
    for title in ("应付（元）", "暂不拨付（元）", "待定（项）"):
        assert len({fen(total[title]) for total in totals}) == 1
    manifest = done.result.manifest
    assert fen(totals[0]["应付（元）"]) == Decimal(manifest.totals.payable)
    assert fen(totals[0]["付村组（元）"]) == Decimal(manifest.totals.collective)
    assert fen(totals[0]["待定（项）"]) == manifest.counts.pending
    assert totals[0]["户数"] == totals[4]["户数"] == manifest.counts.computed
    assert totals[1]["条数"] == manifest.counts.lines


def test_villages_in_the_order_of_the_input_and_one_without(tmp_path: Path) -> None:
    names = ["一组", "二组", "三组", "一组"]
    ordered = batch(
        tmp_path, csv_file(tmp_path / "o.csv", [HEADER, *(row(户编号=str(n), 村组=v) for n, v in enumerate(names))])
    )
    assert [r["村组"] for r in sheet(ordered, "按村组")[0]] == names[:3]
    without = batch(tmp_path, csv_file(tmp_path / "v.csv", [MANY[0], [*row(村组=""), *[""] * 2]]))
    assert [r["村组"] for r in sheet(without, "按村组")[0]] == ["（未填村组）"]


def test_amounts_are_numbers_and_large_ones_keep_their_fen(tmp_path: Path) -> None:
    huge = [[*row(户编号=f"H{n}"), "39999999.33", ""] for n in range(5)]
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [MANY[0], *huge]))
    _, total = sheet(done, "总计")
    assert fen(total["应付（元）"]) == Decimal(done.result.manifest.totals.payable) == Decimal("4999999927250.00")


@pytest.mark.slow
def test_many_villages_take_no_longer_than_many_households(tmp_path: Path) -> None:
    """Summing village by village over all lines would take minutes here."""
    rows = [[*row(户编号=f"V{n}", 村组=f"第{n}组"), *[""] * 2] for n in range(4000)]
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [MANY[0], *rows]))
    assert len(sheet(done, "按村组")[0]) == 4000
