"""One house, one pond and temporary uses in the household's own row."""

from pathlib import Path

import pytest

from tests.batches import HEADER, PAID, ROW, batch, csv_file, row, workbook


def household(cells: dict[str, str]) -> list[list[str]]:
    """A table of one household with some cells added or changed."""
    told = dict(zip(HEADER, ROW, strict=True)) | cells
    return [[*told], [*told.values()]]


def amounts(folder: Path, **cells: str) -> list[tuple[str, str, str]]:
    """Item, quantity and amount of the lines besides the moving allowance."""
    path = csv_file(folder / "v.csv", household(cells))
    done = batch(folder, path)
    assert done.problems == []
    return [(i["item_id"], i["quantity"], i["amount"]) for i in done.items if i["item_id"] != "moving_allowance"]


def test_a_house(tmp_path: Path) -> None:
    found = amounts(tmp_path, 合法建筑面积="100.5", 结构="砖混", 等级="一等", 按期签约="是")
    assert found == [("house_compensation", "100.50", "83972.78"), ("signing_reward", "100.50", "5025.00")]


def test_a_pond(tmp_path: Path) -> None:
    assert amounts(tmp_path, 水塘面积="1.5") == [("pond_replacement", "1.50", "37500.00")]


@pytest.mark.parametrize("nought", ["0", "0.00", "０", "0亩", "-", "—", "/", "", " 0 "])
def test_a_pond_of_nothing_is_none(tmp_path: Path, nought: str) -> None:
    assert amounts(tmp_path, 水塘面积=nought) == []


def test_noughts_of_a_spreadsheet(tmp_path: Path) -> None:
    rows = [[*HEADER, "水塘面积", "临时用地水田面积", "临时用地年限"], [*ROW, 0, 0.0, 2]]
    assert batch(tmp_path, workbook(tmp_path / "v.xlsx", {"表": rows})).payable == {"A1": PAID}


def test_temporary_uses_share_their_years(tmp_path: Path) -> None:
    found = amounts(
        tmp_path, 临时用地年限="1.5", 临时用地水田面积="1", 临时用地旱土面积="2", 临时用地林地及其他面积="0.5"
    )
    assert found == [
        ("temporary_land_use", "1.50", "3000.00"),
        ("temporary_land_use", "3.00", "3600.00"),
        ("temporary_land_use", "0.75", "750.00"),
    ]


def test_years_without_an_area_are_no_temporary_use(tmp_path: Path) -> None:
    assert amounts(tmp_path, 临时用地年限="2") == []


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"水塘面积": "-1"}, ("out-of-range", "水塘面积", "-1")),
        ({"水塘面积": "有"}, ("not-a-number", "水塘面积", "有")),
        ({"水塘面积": "1.5㎡"}, ("wrong-unit", "水塘面积", "1.5㎡")),
        ({"临时用地水田面积": "1", "临时用地年限": ""}, ("required", "临时用地年限", "")),
        ({"临时用地水田面积": "1", "临时用地年限": "4"}, ("requirement", "临时用地年限", "4")),
        ({"结构": "砖混", "合法建筑面积": ""}, ("required", "合法建筑面积", "")),
        ({"底层占地面积": "50", "合法建筑面积": "#DIV/0!"}, ("error-cell", "合法建筑面积", "#DIV/0!")),
    ],
)
def test_problems_stand_at_the_shorthands_own_cell(
    tmp_path: Path, cells: dict[str, str], problem: tuple[str, str, str]
) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", household(cells)), with_standards=False)
    assert done.problems[0] == problem
    assert len(done.problems) == 1


def test_english_keys(tmp_path: Path) -> None:
    cells = {"pond_area": "1", "temporary_dry_area": "1", "temporary_years": "1"}
    assert [item for item, _, _ in amounts(tmp_path, **cells)] == ["pond_replacement", "temporary_land_use"]


def test_the_same_records_in_the_row_and_in_a_table_would_be_paid_twice(tmp_path: Path) -> None:
    sheets = {
        "户": [[*HEADER, "水塘面积"], [*ROW, 1], [*row(户编号="A2"), 2], [*row(户编号="A3"), None]],
        "水塘": [["户编号", "面积"], ["A1", 1], ["A3", 1]],
    }
    done = batch(tmp_path, workbook(tmp_path / "v.xlsx", sheets))
    assert done.problems == [("record-twice", "水塘面积", "1")]
    assert done.payable == {"A2": "52200.00", "A3": "27200.00"}
