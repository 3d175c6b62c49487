"""Causes beside each other: how many, how much, where; and what only two households together show."""

from decimal import Decimal

from yzcomp.audit.findings import NOT_DUE, NOT_RECORDED, OVERPAID, UNKNOWN_ITEM, Cause, Difference
from yzcomp.audit.roll_up import by_cause, settled


def difference(
    household: str, recorded: str | None, due: str, *causes: Cause, kind: str = OVERPAID, village: str = "一组"
) -> Difference:
    paid = Decimal(recorded) if recorded is not None else None
    gap = (paid or 0) - Decimal(due)
    return Difference(household, village, "a", "甲", kind, paid, Decimal(due), gap, causes)


OLD, PERSON = Cause("相当于 905元/㎡（应为 980元/㎡）", "相当于 905元/㎡"), Cause("多计1人（按5人计）", "多计1人")
AREA = Cause("多计1㎡（相当于 7.00㎡）", "数量不同（㎡）", loose=True)


def test_payments_at_one_old_rate_are_one_line() -> None:
    """Whatever else could explain some of them."""
    rows = [difference(f"H{n}", str(905 * n), str(980 * n), OLD) for n in range(100, 230)]
    rows += [difference(f"P{n}", str(9050 + n), "9800", PERSON, AREA, OLD, village=f"{n}组") for n in range(7)]
    found = by_cause(settled(rows))
    assert list(found) == ["相当于 905元/㎡"]
    one = found["相当于 905元/㎡"]
    assert (one.count, len(one.households)) == (137, 137)
    assert one.net == sum((row.difference or 0 for row in rows), Decimal(0))
    assert one.where == "甲：一组 130 处，0组 1 处，1组 1 处等 8 个村组"


def test_what_says_only_what_an_amount_comes_to_is_no_common_cause() -> None:
    rows = [difference("A", "10", "20", PERSON, AREA), difference("B", "30", "40", AREA)]
    assert list(by_cause(settled(rows))) == ["多计1人", "数量不同（㎡）"]


def test_each_difference_counts_under_its_likeliest_cause() -> None:
    rows = [
        difference("A", "10", "30", PERSON),
        difference("B", "1", "2"),
        difference("C", "9", "8")._replace(note="x"),
    ]
    rows.append(difference("D", "10", "0", kind=UNKNOWN_ITEM))
    assert {name: (s.count, s.net) for name, s in by_cause(rows).items()} == {
        "多计1人": (1, Decimal(-20)),
        "原因不明": (1, Decimal(-1)),
        "另有说明": (1, Decimal(1)),
    }


def test_payments_exchanged_between_rows() -> None:
    rows = [difference("A", "20580.5", "19600", AREA), difference("B", "19600", "20580.5"), difference("C", "1", "2")]
    one, other, none = settled(rows)
    assert (one.causes[0], other.causes[0]) == ("与 B 的金额对调了", "与 A 的金额对调了")
    assert one.causes[0].kind == other.causes[0].kind == "两户的金额对调"
    assert none.causes == ()


def test_money_that_went_to_another_household() -> None:
    one, other = settled(
        [
            difference("A", None, "13250", Cause("记录里没有这一项"), kind=NOT_RECORDED),
            difference("B", "13250", "0", kind=NOT_DUE),
        ]
    )
    assert (one.causes[0], other.causes[0]) == ("记在了 B 名下，记错了户", "是 A 应付的，记错了户")


def test_another_household_of_the_same_amount_is_no_proof() -> None:
    """Where two could be meant, or the amount is one that many have."""
    rows = [difference("A", "20580", "19600"), difference("B", "1", "20580"), difference("C", "2", "20580")]
    assert [d.causes for d in settled(rows)] == [(), (), ()]
    coarse = settled([difference("A", "2200", "2000"), difference("B", "2000", "2200")])
    assert [d.causes for d in coarse] == [(), ()]
    shifted = settled([difference("A", "20580", "19600"), difference("B", "777", "20580")])
    assert shifted[0].causes == ("与 B 应付的金额相同，可能填错了行",)
