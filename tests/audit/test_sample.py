"""Samples that anyone can draw again from what is said of them."""

import hashlib
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.audits import audit, lines, record
from yzcomp.audit.sample import CERTAIN, Drawable, Sample, Wanted, draw, hits
from yzcomp.batch.flags import Someone
from yzcomp.problems import Refused

AMOUNTS = ["100.00", "0.00", "2500.55", "40000.00", "1.01", "999.99", "12345.67", "300.00"]
FRAME = [Drawable(Someone(f"H{n}", ""), Decimal(amount)) for n, amount in enumerate(AMOUNTS)]


def names(sample: Sample) -> list[str]:
    return [drawn.someone.household_id for drawn in sample.drawn]


def wanted(size: int, seed: str, method: str, **more: Any) -> Wanted:
    return Wanted(size, seed, method, **more)


def drawn_again(how: str) -> list[str]:
    """Monetary units drawn by the text alone."""
    total, size, interval = map(int, re.search(r"间隔 = (\d+) ÷ (\d+) 取整 = (\d+) 分", how).groups())  # type: ignore[union-attr]
    seed, digest, start = re.search(r"SHA-256\(“(.*?)”\).*?十六进制 (\w+)，余 (\d+) 分", how).groups()  # type: ignore[union-attr]
    assert hashlib.sha256(seed.encode()).hexdigest() == digest
    assert (total // size, int(digest, 16) % interval) == (interval, int(start))
    certain = [one for one in FRAME if one.amount * 100 >= interval]
    found, running, next_ = [one.someone.household_id for one in certain], 0, int(start)
    assert f"不小于间隔的 {len(certain)} 户必查" in how
    for one in FRAME:
        running += int(one.amount * 100) if one not in certain else 0
        if running > next_:
            found.append(one.someone.household_id)
        while running > next_:
            next_ += interval
    return found


@pytest.mark.parametrize("seed", ["1", "审计2019", "x"])
@pytest.mark.parametrize("size", [1, 3, 5])
def test_monetary_units_are_drawn_as_the_text_says(seed: str, size: int) -> None:
    sample = draw(FRAME, wanted(size, seed, "mus"))
    assert names(sample) == drawn_again(sample.how)
    assert sample == draw(FRAME, wanted(size, seed, "mus"))


def test_more_money_is_likelier_to_be_drawn() -> None:
    drawn = [name for seed in range(300) for name in names(draw(FRAME, wanted(1, str(seed), "mus")))]
    share = Decimal(40000) / sum(map(Decimal, AMOUNTS))
    assert abs(drawn.count("H3") - 300 * share) < 40
    assert "H1" not in drawn


def test_what_is_not_below_the_interval_is_certain_and_the_rest_is_spread_anew() -> None:
    """56,247.22 ÷ 3 = 18,749.07: H3 is above; then 16,247.22 ÷ 2 = 8,123.61: H6 is above; 3,901.55 ÷ 1 is the rest."""
    sample = draw(FRAME, wanted(3, "1", "mus"))
    assert [(d.someone.household_id, d.stratum, d.interval) for d in sample.drawn[:2]] == [
        ("H3", CERTAIN, None),
        ("H6", CERTAIN, None),
    ]
    (last,) = sample.drawn[2:]
    assert (last.stratum, last.households, last.interval) == ("货币单元", 6, Decimal("3901.55"))
    assert "抽不到的：金额是零的 1 户" in sample.how


def test_what_can_never_be_drawn_is_said() -> None:
    frame = [*FRAME, Drawable(Someone("N", ""), Decimal(-70)), Drawable(Someone("L", ""), Decimal(0), omitted=True)]
    how = draw(frame, wanted(3, "1", "mus"), recorded=True).how
    assert "抽不到的：金额是零的 2 户，负数的 1 户（-70.00 元）" in how
    assert "其中名册里有而记录没有的 1 户，金额是零，按金额抽不到" in how
    assert "名册和记录都没有的户，从记录里抽不到" in how
    assert "按金额抽不到" not in draw(frame, wanted(3, "1", "simple"), recorded=True).how
    assert "名册里没有的户抽不到" in draw(FRAME, wanted(3, "1", "simple")).how


def test_lots_by_the_digest_of_seed_and_number() -> None:
    sample = draw(FRAME, wanted(3, "7", "simple"))
    lots = sorted(FRAME, key=lambda d: hashlib.sha256(f"7:{d.someone.household_id}".encode()).hexdigest())
    assert names(sample) == [d.someone.household_id for d in lots[:3]]
    assert names(draw(FRAME, wanted(3, "8", "simple"))) != names(sample)
    assert len(draw(FRAME, wanted(99, "7", "simple")).drawn) == len(FRAME)


@pytest.mark.parametrize("seed", ["1", "x"])
@pytest.mark.parametrize("size", [1, 3, 5, 8, 9])
def test_intervals_of_households(seed: str, size: int) -> None:
    sample = draw(FRAME, wanted(size, seed, "interval"))
    start = int(hashlib.sha256(seed.encode()).hexdigest(), 16) % 8
    places = [(start + n * 8) // min(size, 8) for n in range(min(size, 8))]
    assert names(sample) == [f"H{place}" for place in places]
    assert len(set(places)) == min(size, 8)


def test_hits_of_a_fixed_interval_as_a_textbook_has_them() -> None:
    """45 in all, 5 to be drawn, so one in 9; the start is the third of the first nine."""
    assert ["ABCDEFGHIJ"[place] for place in hits([7, 3, 4, 9, 0, 1, 8, 2, 6, 5], 2, 9)] == ["A", "C", "D", "G", "I"]


def test_strata_by_amount_and_by_village() -> None:
    sample = draw(FRAME, wanted(6, "1", "strata", strata="1000，12,000元".replace("12,000", "12000")))
    parts = {d.stratum: d.households for d in sample.drawn}
    assert parts == {"1,000.00元以下": 5, "1,000.00元起": 1, "12,000.00元起": 2}
    assert Counter(d.stratum for d in sample.drawn) == {"1,000.00元以下": 2, "1,000.00元起": 1, "12,000.00元起": 2}
    villages = [d._replace(someone=Someone(d.someone.household_id, "甲" if n % 2 else "")) for n, d in enumerate(FRAME)]
    sample = draw(villages, wanted(4, "1", "strata", strata="村组"))
    assert {d.stratum: d.households for d in sample.drawn} == {"（未填村组）": 4, "甲": 4}


@pytest.mark.parametrize("strata", ["x", "", "5,3", "-"])
def test_strata_that_make_no_sense(strata: str) -> None:
    with pytest.raises(Refused) as refused:
        draw(FRAME, wanted(6, "1", "strata", strata=strata))
    assert refused.value.problems[0].field == "--strata"


def test_what_is_wanted_in_any_case() -> None:
    sample = draw(FRAME, wanted(4, "1", "simple", certain=Decimal(10_000)))
    assert [d.someone.household_id for d in sample.drawn if d.stratum == CERTAIN] == ["H3", "H6"]
    assert (len(sample.drawn), sample.drawn[-1].households) == (4, 6)
    assert "不少于 10,000.00 元的 2 户必查" in sample.how
    with pytest.raises(Refused) as refused:
        draw(FRAME, wanted(2, "1", "mus", certain=Decimal(10_000)))
    assert "必查的已有 2 户" in refused.value.problems[0].message


def test_the_largest_amounts() -> None:
    assert names(draw(FRAME, wanted(3, "7", "amount"))) == ["H3", "H6", "H2"]


def test_a_record_is_drawn_from_by_what_it_records(tmp_path: Path) -> None:
    rows = lines(tmp_path)
    rows += [{"household_id": "Z9", "item_id": "moving_allowance", "amount": "9000000"}]
    found = audit(tmp_path, record(tmp_path / "r.csv", rows), sample=wanted(1, "2", "mus"))
    assert found.sample is not None
    assert names(found.sample) == ["Z9"]
    assert "按记录的顺序累计" in found.sample.how
    without = audit(tmp_path, None, sample=wanted(2, "2", "amount"))
    assert without.sample is not None
    assert names(without.sample) == ["M1", "D1"]
    assert "应付合计" in without.sample.how
