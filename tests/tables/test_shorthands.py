"""One house, one pond and temporary uses in the household's own row."""

from pathlib import Path

import pytest

from tests.batches import HEADER, PAID, ROW, batch, csv_file, row, workbook
from yzcomp import Refused


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


@pytest.mark.many
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


@pytest.mark.parametrize(
    ("title", "means", "cell"), [("建筑面积合计", "合法建筑面积", "150"), ("主要结构", "结构", "砖混")]
)
def test_a_column_of_all_kinds_is_none_of_each_kind(tmp_path: Path, title: str, means: str, cell: str) -> None:
    """The sum of the columns 砖混 and 砖木 would be paid for each of them."""
    header = ["户编号", "户主", "合法常住人口", "安置方式", "征地告知日", "等级", "砖混", "砖木", title]
    rows = [header, ["A1", "张三", "4", "安置地安置", "2019-03-01", "一等", "100", "50", cell]]
    path, columns = csv_file(tmp_path / "v.csv", rows), tmp_path / "对照.yaml"
    own = "".join(f"      - {{列: {name}, 是: {name}}}\n" for name in header[:6])
    kinds = "".join(
        f"      - {{列: {name}, 是: 房屋·合法建筑面积, 其中: {{结构: {name}}}}}\n" for name in ("砖混", "砖木")
    )
    text = f"列的对照:\n  - 各列:\n{own}{kinds}      - {{列: {title}, 是: {means}}}\n"
    columns.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        batch(tmp_path, path, columns=columns)
    assert [str(problem) for problem in caught.value.problems] == [
        f"v.csv 第1行“{title}”列：「{title}」和“砖混”、“砖木”各列填的是同一样内容，不知道算哪一列。"
        "它是各列的合计就不读：用 yzcomp columns 写出列的对照，这一列写 是: 不读"
    ]
    columns.write_text(text.replace(f"是: {means}}}\n", "是: 不读}\n"), encoding="utf-8")
    done = batch(tmp_path, path, columns=columns)
    areas = [item["quantity"] for item in done.items if item["item_id"] == "house_compensation"]
    assert (areas, len(done.result.inputs.passed_over)) == (["100.00", "50.00"], 1)
