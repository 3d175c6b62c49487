"""The built-in measure against a second reckoning of it, household by household, to the fen."""

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from tests.households import rulebook
from tests.rules import oracle
from tests.rules.oracle_households import household, readings
from yzcomp import Evaluator, Household, Refused, Standards, Statement, load_standards

RATES = Path(__file__).parent / "oracle-rates.yaml"
USES = {"enterprise", "institutional"}


@lru_cache
def standards() -> Standards:
    return load_standards([RATES], rulebook())


@lru_cache
def rates() -> oracle.Rates:
    found: oracle.Rates = yaml.safe_load(RATES.read_text("utf-8"))["rates"]
    return found


@lru_cache(maxsize=64)
def _evaluator(chosen: tuple[tuple[str, str], ...], priced: bool) -> Evaluator:
    return Evaluator(rulebook(), standards() if priced else None, dict(chosen))


def computed(facts: dict[str, Any], chosen: dict[str, str], *, priced: bool) -> Statement | None:
    try:
        return _evaluator(tuple(sorted(chosen.items())), priced).evaluate(Household(**facts))
    except Refused:
        return None


def articles(item: str, facts: dict[str, Any], index: int | None) -> str | None:
    """What a line of land, a house or a loss cites; other items have an article of their own."""
    if item == "land_compensation" and index is not None:
        parcel = facts["parcels"][index]
        more = {
            "第六条": parcel["land_class"] == "grain_for_green",
            "第七条": parcel.get("ownership") == "state_farm",
            "第二十三条": parcel.get("position") == "relocated_road_or_canal",
        }
        return "、".join(["第五条", *(article for article, holds in more.items() if holds)])
    if item == "house_compensation" and index is not None:
        house = facts["houses"][index]
        more = {"第十三条": house.get("title") in ("recognized", "pending"), "第十六条": house.get("use") in USES}
        return "、".join(["第九条", *(article for article, holds in more.items() if holds)])
    return None


def differences(facts: dict[str, Any], chosen: dict[str, str], *, priced: bool) -> list[Any]:
    """Where the program and the oracle part."""
    ours = oracle.judge(facts, chosen, rates() if priced else None)
    made = computed(facts, chosen, priced=priced)
    if ours is None or made is None:
        return [] if ours is made else ["refused by one", "oracle" if ours is None else "program"]
    due = {(line.id, line.index): oracle.Due(line.amount, line.status, line.payee, line.payer) for line in made.items}
    found: list[Any] = [(key, ours.due.get(key), due.get(key)) for key in ours.due | due]
    found = [(key, wanted, got) for key, wanted, got in found if wanted != got]
    found += [
        (line.id, line.index, line.article)
        for line in made.items
        if (cited := articles(line.id, facts, line.index)) is not None and cited != line.article
    ]
    missing = ours.unpaid - {row.id for row in made.not_paid}
    found += [("not in not_paid", item) for item in missing]
    return found + list(sums(made))


def sums(made: Statement) -> list[str]:
    """The identities of the totals that don't hold."""
    payable = [line for line in made.items if line.status == "payable"]
    totals = made.totals

    def total(key: str) -> dict[str, Decimal]:
        parties: dict[str, Decimal] = {}
        for line in payable:
            party = getattr(line, key)
            parties[party] = parties.get(party, Decimal(0)) + (line.amount or 0)
        return parties

    holds = {
        "payees": {k: v for k, v in totals.payees.items() if v} == total("payee"),
        "payers": {k: v for k, v in totals.payers.items() if v} == total("payer"),
        "payable": totals.payable == sum(totals.payees.values()) == sum(totals.payers.values()),
        "withheld": totals.withheld == sum(x.amount or 0 for x in made.items if x.status == "withheld"),
        "pending": totals.pending_items == sum(x.status == "pending" for x in made.items),
    }
    return [name for name, right in holds.items() if not right]


def compare(seed: int) -> int:
    """Whether the household of that seed is computed; the test fails where the two differ."""
    random = Random(seed)
    facts, chosen, priced = household(random), readings(random), random.random() < 0.75
    found = differences(facts, chosen, priced=priced)
    assert not found, f"seed {seed}: {found}\n{facts}\n{chosen}, {priced=}"
    return computed(facts, chosen, priced=priced) is not None


@pytest.mark.slow
def test_the_program_and_the_oracle_agree() -> None:
    assert sum(compare(seed) for seed in range(300)) > 150


@pytest.mark.long
def test_they_agree_on_thousands() -> None:
    assert sum(compare(seed) for seed in range(300, 5000)) > 2500
