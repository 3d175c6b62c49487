"""Samples that anyone can draw again from what is said of them."""

import hashlib
import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.audits import audit, lines, record
from yzcomp.audit.sample import Drawable, Sample, draw
from yzcomp.batch.flags import Someone

AMOUNTS = ["100.00", "0.00", "2500.55", "40000.00", "1.01", "999.99", "12345.67", "300.00"]
FRAME = [Drawable(Someone(f"H{n}", ""), Decimal(amount)) for n, amount in enumerate(AMOUNTS)]


def names(sample: Sample) -> list[str]:
    return [drawn.someone.household_id for drawn in sample.drawn]


def drawn_again(how: str) -> list[str]:
    """Monetary units drawn by the text alone."""
    total, size, interval = map(int, re.search(r"间隔 = (\d+) ÷ (\d+) 取整 = (\d+) 分", how).groups())  # type: ignore[union-attr]
    seed, digest, start = re.search(r"SHA-256\(“(.*?)”\).*?十六进制 (\w+)，余 (\d+) 分", how).groups()  # type: ignore[union-attr]
    assert hashlib.sha256(seed.encode()).hexdigest() == digest
    assert (total // size, int(digest, 16) % interval) == (interval, int(start))
    found, running, wanted = [], 0, int(start)
    for one in FRAME:
        running += int(one.amount * 100)
        if running > wanted:
            found.append(one.someone.household_id)
        while running > wanted:
            wanted += interval
    return found


@pytest.mark.parametrize("seed", ["1", "审计2019", "x"])
@pytest.mark.parametrize("size", [1, 3, 5])
def test_monetary_units_are_drawn_as_the_text_says(seed: str, size: int) -> None:
    sample = draw(FRAME, size, seed, "mus")
    assert names(sample) == drawn_again(sample.how)
    assert sample == draw(FRAME, size, seed, "mus")


def test_more_money_is_likelier_to_be_drawn() -> None:
    hits = [name for seed in range(300) for name in names(draw(FRAME, 1, str(seed), "mus"))]
    share = Decimal(40000) / sum(map(Decimal, AMOUNTS))
    assert abs(hits.count("H3") - 300 * share) < 40
    assert "H1" not in hits


def test_why_fewer_households_than_asked_for() -> None:
    sample = draw(FRAME, 5, "1", "mus")
    assert len(sample.drawn) < 5
    assert "落在已抽中的户" in sample.how
    assert "落在已抽中的户" not in draw(FRAME, 1, "1", "mus").how


def test_lots_by_the_digest_of_seed_and_number() -> None:
    sample = draw(FRAME, 3, "7", "simple")
    lots = sorted(FRAME, key=lambda d: hashlib.sha256(f"7:{d.someone.household_id}".encode()).hexdigest())
    assert names(sample) == [d.someone.household_id for d in lots[:3]]
    assert names(draw(FRAME, 3, "8", "simple")) != names(sample)
    assert len(draw(FRAME, 99, "7", "simple").drawn) == len(FRAME)


def test_the_largest_amounts() -> None:
    assert names(draw(FRAME, 3, "7", "amount")) == ["H3", "H6", "H2"]


def test_a_record_is_drawn_from_by_what_it_records(tmp_path: Path) -> None:
    rows = lines(tmp_path)
    rows += [{"household_id": "Z9", "item_id": "moving_allowance", "amount": "9000000"}]
    found = audit(tmp_path, record(tmp_path / "r.csv", rows), sample=1, seed="2", method="mus")
    assert found.sample is not None
    assert names(found.sample) == ["Z9"]
    assert "按记录的顺序累计记录的金额" in found.sample.how
    without = audit(tmp_path, None, sample=2, seed="2", method="amount")
    assert without.sample is not None
    assert names(without.sample) == ["M1", "D1"]
    assert "应付合计" in without.sample.how
