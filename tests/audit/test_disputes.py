"""What may not be paid, in every layout of a record: a household in dispute, a standard that is missing."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.audits import DUE, audit, lines, record, told
from tests.batches import Rows, batch, csv_file
from yzcomp.audit.result import Audit

ITEM, NAME = "moving_allowance", "搬家补助费"
LINES = [["户编号", "项目", "金额"], ["X1", NAME, "2000"]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("disputes")


def of_x1(place: Path, rows: Rows) -> list[tuple[str, str, Decimal | None]]:
    """What is said of the household in dispute."""
    found = audit(place, csv_file(place / "r.csv", rows)).differences
    return [(d.item_id, d.kind, d.difference) for d in found if d.household_id == "X1"]


PAID = Decimal(2000)


@pytest.mark.many
@pytest.mark.parametrize("header", ["实发金额", "已付金额", "实付金额", "兑付金额", "发放金额", "已拨付", "paid"])
def test_lines_of_what_was_paid(place: Path, header: str) -> None:
    assert of_x1(place, [["户编号", "项目", header], ["X1", NAME, "2000"]]) == [(ITEM, "not_due", PAID)]
    assert of_x1(place, [["户编号", "项目", header], ["X1", NAME, "0"]]) == []
    assert of_x1(place, [["户编号", "项目", header], ["X1", NAME, ""]]) == []


@pytest.mark.parametrize("status", ["已付", "已发放", "已拨付", "已支付", "应付", "payable", "付讫"])
def test_lines_that_say_that_they_were_paid(place: Path, status: str) -> None:
    rows = [["户编号", "项目", "金额", "状态"], ["X1", NAME, "2000", status]]
    assert of_x1(place, rows) == [(ITEM, "not_due", PAID)]


@pytest.mark.many
@pytest.mark.parametrize("status", ["未付", "未发放", "暂不拨付", "withheld", "暂缓发放", "待拨付"])
def test_lines_that_say_that_they_were_not(place: Path, status: str) -> None:
    assert of_x1(place, [["户编号", "项目", "金额", "状态"], ["X1", NAME, "2000", status]]) == []
    rows = [["户编号", "项目", "金额", "状态"], ["S1", NAME, "2000", status]]
    (found,) = (
        d
        for d in audit(place, csv_file(place / "r.csv", rows)).differences
        if d.item_id == ITEM and d.household_id == "S1"
    )
    assert (found.kind, found.recorded, found.difference) == ("underpaid", Decimal(0), Decimal(-2000))
    assert "没有权属争议，记录里却是" in found.reason
    assert found.reason.count("没有权属争议") == 1


def test_lines_that_say_nothing_count_as_paid(place: Path) -> None:
    assert of_x1(place, LINES) == [(ITEM, "not_due", PAID)]
    found = audit(place, csv_file(place / "r.csv", LINES))
    assert not found.clean
    assert any("应当暂不拨付，记录没有写明未付" in d.reason for d in found.differences if d.household_id == "X1")


@pytest.mark.slow
def test_a_total_with_the_items_of_a_dispute_in_it(place: Path) -> None:
    wide = ["户编号", NAME, "合计"]
    assert of_x1(place, [wide, ["X1", "2000", "2000"]]) == [("total", "not_due", PAID)]
    assert of_x1(place, [wide, ["X1", "2000", "0"]]) == []
    assert of_x1(place, [[*wide, "暂不拨付"], ["X1", "2000", "2000", "2000"]]) == []
    assert of_x1(place, [[*wide, "实发金额"], ["X1", "2000", "2000", "0"]]) == []
    assert of_x1(place, [[*wide, "实发金额"], ["X1", "2000", "2000", "2000"]]) == [("paid_total", "not_due", PAID)]
    assert of_x1(place, [*LINES, ["X1", "合计", "2000"]]) == [("total", "not_due", PAID)]
    assert of_x1(place, [*LINES, ["X1", "合计", "0"]]) == []


@pytest.mark.slow
def test_totals_of_a_dispute(place: Path) -> None:
    assert of_x1(place, [["户编号", "合计"], ["X1", "2000"]]) == [("total", "not_due", PAID)]
    assert of_x1(place, [["户编号", "合计"], ["X1", "0"]]) == []
    assert of_x1(place, [["户编号", "实付金额"], ["X1", "2000"]]) == [("paid_total", "not_due", PAID)]
    assert of_x1(place, [["户编号", "合计", "状态"], ["X1", "2000", "未付"]]) == []
    assert of_x1(place, [["户编号", "合计", "实付"], ["X1", "2000", "0"]]) == []
    assert of_x1(place, [["户编号", "合计", "暂不拨付"], ["X1", "0", "2000"]]) == []
    assert of_x1(place, [["户编号", "合计", "暂不拨付"], ["X1", "2000", "2000"]]) == []


@pytest.mark.slow
def test_a_cause_is_named_only_where_it_gives_the_amount(place: Path) -> None:
    for amount, exact in (("2000", True), ("1234.56", False)):
        rows = [["户编号", "合计"], ["X1", amount]]
        (found,) = (d for d in audit(place, csv_file(place / "r.csv", rows)).differences if d.household_id == "X1")
        assert bool(found.causes) is exact
        assert "权属有争议" in found.reason
        assert "计了两次" not in found.reason
    rows = [["户编号", "项目", "实付金额"], ["X1", NAME, "2200"]]
    (found,) = (d for d in audit(place, csv_file(place / "r.csv", rows)).differences if d.household_id == "X1")
    assert found.note.startswith("权属有争议")
    assert any("4人" in cause for cause in found.causes)


def test_a_batch_says_itself_what_it_withholds(place: Path) -> None:
    assert audit(place, record(place / "r.csv", lines(place))).clean


def without_standards(place: Path, rows: Rows) -> Audit:
    from tests.audits import village
    from tests.households import evaluator
    from yzcomp.audit.recorded_reader import read_recorded
    from yzcomp.audit.run import AuditOptions, run_audit

    work = evaluator(with_standards=False)
    read = read_recorded(csv_file(place / "p.csv", rows), work.rulebook)
    return run_audit([village(place)], read, work, AuditOptions(processes=1))


@pytest.mark.slow
def test_what_waits_for_a_standard_is_no_accusation(place: Path) -> None:
    rows = [["户编号", "合计"], ["S1", "63234.50"], ["D1", "274539.70"], ["M1", "601200"], ["N1", "66341.67"]]
    found = without_standards(place, rows)
    assert {d.kind for d in found.differences} == {"pending"}
    assert (found.over, found.under) == (0, 0)
    assert found.pending > 0
    assert not found.clean
    rows[1][1] = "11999"
    assert ("S1", "total", "underpaid") in told(without_standards(place, rows).differences)


def test_what_could_not_be_compared_needs_a_person(place: Path) -> None:
    from tests.audits import village

    done = batch(place, village(place), with_standards=False)
    rows = [list(done.items[0]), *(list(row.values()) for row in done.items)]
    found = without_standards(place, rows)
    assert found.differences == []
    assert found.unchecked == 6
    assert not found.clean


def test_money_that_answers_to_nothing_is_summed(place: Path) -> None:
    from yzcomp.audit import tables

    due = {key: amount for key, amount in DUE.items() if key[0] != "X1"}
    rows = [["户编号", "村组", "项目", "金额"], *([name, "", item, amount] for (name, item), amount in due.items())]
    rows += [["Z9", "三组", NAME, "1500"], ["S1", "", "误工费", "300"], ["", "", NAME, "200"]]
    found = audit(place, csv_file(place / "r.csv", rows))
    assert (found.unmatched, found.over, found.under) == (Decimal(2000), 0, 0)
    assert tables.by_village(found)["三组"].unmatched == 1500
    assert {kind: s.unmatched for kind, s in tables.by_kind(found).items()} == {
        "unknown_household": Decimal(1700),
        "unknown_item": Decimal(300),
    }


#: A household of which a pond of two and its temporary land are disputed: 25,000 is due, 12,500 + 2,000 kept back.
PARTLY = {
    "户": ["户编号,户主,合法常住人口,安置方式,征地告知日", "P1,甲,2,不予安置,2019-03-01"],
    "水塘": ["户编号,面积,权属争议", "P1,1,否", "P1,0.5,是"],
    "临时用地": ["户编号,地类,面积,使用年限,权属争议", "P1,林地,2,1,是"],
}
POND, LAND = "造塘还塘包干费", "临时用地补偿费"
LINE = ["户编号", "项目", "金额", "状态"]


@pytest.mark.many
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([LINE, ["P1", POND, "25000", "已付"]], []),
        ([LINE, ["P1", POND, "25000", "已付"], ["P1", POND, "12500", "暂不拨付"]], []),
        ([LINE, ["P1", POND, "25000", ""]], []),
        ([LINE, ["P1", POND, "37500", "已付"]], [("pond_replacement", "overpaid", "12500.00")]),
        ([LINE, ["P1", POND, "37500", ""]], [("pond_replacement", "overpaid", "12500.00")]),
        ([LINE, ["P1", POND, "37500", "暂不拨付"]], [("pond_replacement", "not_recorded", "-25000.00")]),
        ([LINE, ["P1", POND, "20000", "已付"]], [("pond_replacement", "underpaid", "-5000.00")]),
        (
            [LINE, ["P1", POND, "25000", "已付"], ["P1", POND, "10000", "暂不拨付"]],
            [("pond_replacement", "withheld", "-2500.00")],
        ),
        (
            [LINE, ["P1", POND, "25000", "已付"], ["P1", LAND, "2000", "已付"]],
            [("temporary_land_use", "not_due", "2000.00")],
        ),
        ([LINE, ["P1", POND, "25000", "已付"], ["P1", LAND, "2000", "暂不拨付"]], []),
        ([["户编号", "合计"], ["P1", "25000"]], []),
        ([["户编号", "合计"], ["P1", "39500"]], [("total", "overpaid", "14500.00")]),
        ([["户编号", "合计", "暂不拨付"], ["P1", "39500", "14500"]], []),
        ([["户编号", "合计", "暂不拨付"], ["P1", "25000", "14500"]], []),
        ([["户编号", "合计", "实付"], ["P1", "39500", "25000"]], []),
        ([["户编号", "实付"], ["P1", "39500"]], [("paid_total", "overpaid", "14500.00")]),
        ([["户编号", POND, LAND, "合计", "实付"], ["P1", "37500", "2000", "39500", "25000"]], []),
        (
            [["户编号", POND, LAND, "合计", "实付"], ["P1", "37500", "2000", "39500", "39500"]],
            [("paid_total", "overpaid", "14500.00")],
        ),
        (
            [["户编号", POND, LAND, "合计"], ["P1", "37500", "2000", "39500"]],
            [("total", "overpaid", "14500.00")],
        ),
    ],
)
def test_a_part_in_dispute(tmp_path: Path, rows: Rows, said: list[tuple[str, str, str]]) -> None:
    folder = tmp_path / "户册"
    folder.mkdir()
    for name, table in PARTLY.items():
        csv_file(folder / f"{name}.csv", [row.split(",") for row in table])
    found = audit(tmp_path, csv_file(tmp_path / "r.csv", rows), [folder])
    assert [(d.item_id, d.kind, d.difference) for d in found.differences] == [
        (item, kind, Decimal(by)) for item, kind, by in said
    ]
    assert all(d.household_id == "P1" for d in found.differences)
    assert all("权属有争议" in d.reason for d in found.differences if d.difference and d.difference > 0)
    assert found.clean is (not said)
