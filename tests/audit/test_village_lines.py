"""A record's lines for the village's own money in one sum: held against what its households bring in, never lost."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.audits import audit, told
from tests.batches import FACTS, Rows, csv_file
from yzcomp.audit.result import Audit
from yzcomp.audit.village_lines import villages_named

MOVING, POND = "搬家补助费", "造塘还塘包干费"
VILLAGES = ("杨家桥村一组", "杨家桥村二组", "杨家桥村十一组")
ITEMS = ["户编号", "项目", "金额"]
OWN = [["A1", MOVING, "2000"], ["A2", MOVING, "2000"], ["A3", MOVING, "2000"]]


def roster(folder: Path) -> Path:
    """Three households of two groups, each due 2,000.00; their ponds are due to the group: 25,000.00 a 亩."""
    place = folder / "名册"
    place.mkdir(exist_ok=True)
    people = [("A1", "张三", VILLAGES[0]), ("A2", "李四", VILLAGES[0]), ("A3", "王五", VILLAGES[1])]
    csv_file(place / "户.csv", [FACTS, *([*who, "3", "安置地安置", "2019-03-01", "否", "否"] for who in people)])
    houses = ["户编号", "用途", "结构", "等级", "合法建筑面积"]
    csv_file(place / "房屋.csv", [houses, *([who[0], "住宅", "砖混", "一等", "0"] for who in people)])
    csv_file(place / "水塘.csv", [["户编号", "面积"], ["A1", "1"], ["A2", "2"], ["A3", "1"]])
    return place


def checked(folder: Path, rows: Rows) -> Audit:
    found = audit(folder, csv_file(folder / "r.csv", rows), [roster(folder)])
    assert found.reconciliation is not None
    assert found.reconciliation.rest == 0
    return found


@pytest.mark.many
@pytest.mark.parametrize(
    ("head", "first", "second"),
    [
        (ITEMS, ["杨家桥村一组", POND, "75000"], ["杨家桥村二组", POND, "25000"]),
        (ITEMS, ["一组", POND, "75000"], ["二组集体", POND, "25000"]),
        ([*ITEMS, "户主", "村组"], ["", POND, "75000", "村集体", "杨家桥村一组"], ["二组", POND, "25000", "", ""]),
        ([*ITEMS, "户主"], ["9901", POND, "75000", "一组（集体）"], ["9902", POND, "25000", "二组村民小组"]),
        ([*ITEMS, "领款人"], ["一组", POND, "75000", "村组"], ["二组", POND, "25000", "村组"]),
        (ITEMS, ["杨家桥村", POND, "100000"], None),
        (ITEMS, ["一组", POND, "75000"], ["A3", POND, "25000"]),
        (ITEMS, ["村集体", POND, "90000"], ["村集体", POND, "10000"]),
    ],
)
def test_the_money_of_a_village_in_one_sum(
    tmp_path: Path, head: list[str], first: list[str], second: list[str] | None
) -> None:
    own = [[*row, *[""] * (len(head) - 3)] for row in OWN]
    found = checked(tmp_path, [head, *own, first, *([second] if second else [])])
    assert (found.differences, found.unchecked, found.clean) == ([], 0, True)
    assert found.reconciliation is not None
    assert (found.reconciliation.recorded, found.reconciliation.recomputed) == (Decimal(106000), Decimal(106000))
    assert [note.partition("照")[2] for note in found.notes if "应付给村组的合计核对" in note]


def test_a_sum_that_does_not_agree_is_a_difference_of_its_own(tmp_path: Path) -> None:
    found = checked(tmp_path, [ITEMS, *OWN, ["一组", POND, "70000"], ["二组", POND, "26000"]])
    assert [(d.household_id, d.village, d.item_id, d.kind, d.difference) for d in found.differences] == [
        ("一组", VILLAGES[0], "pond_replacement", "underpaid", Decimal(-5000)),
        ("二组", VILLAGES[1], "pond_replacement", "overpaid", Decimal(1000)),
    ]
    assert found.differences[0].note == "“一组”照杨家桥村一组 2 户应付给村组的合计核对"
    assert found.differences[0].rows == (5,)


def test_a_village_of_which_the_record_has_nothing_is_told(tmp_path: Path) -> None:
    found = checked(tmp_path, [ITEMS, *OWN, ["一组", POND, "75000"]])
    assert (found.differences, found.unchecked, found.clean) == ([], 1, False)
    assert found.notes["应付给村组的 25,000.00 元不在记录里，没有核对"] == 1


@pytest.mark.slow
def test_totals_of_the_households_own_money_and_of_the_villages(tmp_path: Path) -> None:
    own = [["户编号", "合计"], ["A1", "2000"], ["A2", "2000"], ["A3", "2100"]]
    found = checked(tmp_path, [*own, ["一组", "75000"], ["二组", "25000.5"]])
    assert [(d.household_id, d.kind, d.difference) for d in found.differences] == [
        ("A3", "overpaid", Decimal(100)),
        ("二组", "overpaid", Decimal("0.5")),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [*OWN, ["A1", POND, "25000"], ["A2", POND, "50000"], ["A3", POND, "25000"], ["一组", POND, "75000"]],
        [*OWN, ["一组", POND, "75000"], ["杨家桥村一组", POND, "75000"], ["二组", POND, "25000"]],
        [*OWN, ["十一组", POND, "75000"], ["二组", POND, "25000"]],
        [*OWN, ["三组", POND, "75000"], ["二组", POND, "25000"]],
    ],
)
def test_what_may_be_other_money_stays_unknown(tmp_path: Path, rows: Rows) -> None:
    """Money that households have too, that is recorded twice, or of a village that isn't in the batch."""
    found = checked(tmp_path, [ITEMS, *rows])
    unknown = [d for d in found.differences if d.kind == "unknown_household"]
    assert {d.recorded for d in unknown} == {Decimal(75000)}
    assert told(found.differences) == told(unknown)


@pytest.mark.parametrize(
    ("word", "within", "meant"),
    [
        ("一组", "", VILLAGES[:1]),
        ("十一组", "", VILLAGES[2:]),
        ("杨家桥村", "", VILLAGES),
        ("村集体", "杨家桥村二组", VILLAGES[1:2]),
        ("集体", "", VILLAGES),
        ("张三", "", ()),
        ("组", "", ()),
        ("杨", "", ()),
    ],
)
def test_what_a_name_means(word: str, within: str, meant: tuple[str, ...]) -> None:
    assert villages_named(word, within, VILLAGES) == frozenset(meant)
