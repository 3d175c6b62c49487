"""Parquet: typed columns read as a CSV of the same content is, or refused by name."""

import datetime
import random
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.batches import FACTS, HEADER, PERSON, ROW, batch, csv_file, parquet, row
from tests.conftest import Call, Run
from yzcomp import Refused, limits, problems
from yzcomp.tables.parquet import Parquet

DAY = datetime.date(2019, 3, 1)
TYPES = ["BIGINT", "VARCHAR", "VARCHAR", "INTEGER", "VARCHAR", "DATE", "BOOLEAN", "BOOLEAN", "DECIMAL(10,3)"]
TYPED = dict(zip(HEADER, [*TYPES, "VARCHAR", "VARCHAR"], strict=True))
ROWS: list[list[Any]] = [
    [6217000012345678901, "张三", "一组", 4, "安置地安置", DAY, False, False, Decimal("96.500"), "砖混", "一等"],
    [2, "李四", None, 3, "site", DAY, True, None, 100, "砖木", "二等"],
]
WRITTEN = [
    ["6217000012345678901", "张三", "一组", "4", "安置地安置", "2019-03-01", "否", "否", "96.5", "砖混", "一等"],
    ["2", "李四", "", "3", "site", "2019/3/1", "是", "", "100", "砖木", "二等"],
]


def refused(folder: Path, *inputs: Path, **options: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        batch(folder, *inputs, **options)
    return [f"{problem.code} {problem}" for problem in caught.value.problems]


def texts(path: Path, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> Path:
    return parquet(path, dict.fromkeys(header, "VARCHAR"), rows)


@pytest.mark.many
@pytest.mark.parametrize("types", [TYPED, {**TYPED, "征地告知日": "TIMESTAMP"}, {**TYPED, "合法常住人口": "UTINYINT"}])
def test_typed_cells_are_what_a_csv_says(tmp_path: Path, types: dict[str, str]) -> None:
    read = batch(tmp_path, parquet(tmp_path / "v.parquet", types, ROWS))
    same = batch(tmp_path, csv_file(tmp_path / "v.csv", [HEADER, *WRITTEN]))
    assert (read.counts, len(read.payable)) == ((2, 2, 0), 2)
    for name in ("items.csv", "totals.csv", "questions.csv", "rejected.csv"):
        assert (read.folder / name).read_bytes() == (same.folder / name).read_bytes()
    (used,) = read.result.manifest.inputs
    assert (used.name, used.encoding, used.rows) == ("v.parquet", "parquet", 2)


def test_a_row_is_counted_from_the_first_household(tmp_path: Path) -> None:
    done = batch(tmp_path, texts(tmp_path / "v.parquet", HEADER, [ROW, row(户编号="A2", 合法常住人口="四")]))
    assert done.rejected[0]["source"] == "v.parquet 第2行数据"
    (problem,) = done.rejections[0].problems
    assert str(problem).startswith("v.parquet 第2行数据“合法常住人口”列：「合法常住人口」")


def test_a_time_of_day_and_a_day_among_texts_are_refused(tmp_path: Path) -> None:
    types = {**TYPED, "征地告知日": "TIMESTAMP", "户主": "DATE"}
    rows = [[1, DAY, *ROWS[0][2:]], [2, None, None, 3, "site", datetime.datetime(2019, 3, 1, 8), *ROWS[1][6:]]]
    done = batch(tmp_path, parquet(tmp_path / "v.parquet", types, rows))
    codes = [(code, column) for code, column, _ in done.problems]
    assert codes == [("wrong-type", "户主"), ("required", "户主"), ("not-a-date", "征地告知日")]


def test_a_number_is_no_day(tmp_path: Path) -> None:
    types = {**TYPED, "征地告知日": "INTEGER"}
    done = batch(tmp_path, parquet(tmp_path / "v.parquet", types, [[1, *ROWS[0][1:5], 43525, *ROWS[0][6:]]]))
    assert done.problems == [("not-a-date", "征地告知日", "43525")]


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("DOUBLE", 96.0, "是浮点数（DOUBLE），金额和数量不能经过浮点数。导出时写成 DECIMAL，整数写成 BIGINT。"),
        ("FLOAT", 96.5, "是浮点数（FLOAT），金额和数量不能经过浮点数。导出时写成 DECIMAL，整数写成 BIGINT。"),
        ("INTEGER[]", [1], "是嵌套的列，一格里有几个值。一列只写一个值；几条记录另写一张表。"),
        ("STRUCT(a INTEGER)", {"a": 1}, "是嵌套的列，一格里有几个值。一列只写一个值；几条记录另写一张表。"),
        ("TIME", datetime.time(8), "是 TIME 类型，不能直接读。写成文字、整数、DECIMAL、日期或逻辑值。"),
        ("BLOB", b"x", "是 BLOB 类型，不能直接读。写成文字、整数、DECIMAL、日期或逻辑值。"),
    ],
)
def test_columns_of_other_types_are_refused_by_name(tmp_path: Path, kind: str, value: Any, said: str) -> None:
    path = parquet(tmp_path / "v.parquet", {**TYPED, "水塘面积": kind}, [[*ROWS[0], value]])
    assert refused(tmp_path, path, ignore_extra=True) == [
        f"parquet-column v.parquet：「水塘面积」{said}用不到的列不要导出"
    ]


def test_unknown_columns_and_two_of_one_name(tmp_path: Path) -> None:
    (said,) = refused(tmp_path, texts(tmp_path / "v.parquet", [*HEADER, "天气"], [[*ROW, "晴"]]))
    assert said.startswith("unknown-column v.parquet “L”列：「天气」没有这一列。")
    twice = texts(tmp_path / "t.parquet", [*HEADER, "户主 "], [[*ROW, "李四"]])
    assert refused(tmp_path, twice)[0].startswith("duplicate-column t.parquet “L”列：「户主」与B列重复。")


@pytest.mark.slow
def test_tables_of_a_folder_beside_a_csv(tmp_path: Path) -> None:
    folder = tmp_path / "村"
    folder.mkdir()
    texts(folder / "户.parquet", FACTS, [PERSON])
    house = ["户编号", "合法建筑面积", "结构", "等级"]
    parquet(folder / "houses.parquet", dict(zip(house, ["VARCHAR", "DECIMAL(9,2)", "VARCHAR", "VARCHAR"], strict=True)),
            [["A1", 100, "砖混", "一等"]])  # fmt: skip
    csv_file(folder / "水塘.csv", [["户编号", "面积"], ["A1", "1"]])
    done = batch(tmp_path, folder)
    assert [item["item_id"] for item in done.items] == ["pond_replacement", "house_compensation", "moving_allowance"]


@pytest.mark.slow
def test_corrected_households_find_their_rows(call_cli: Call, tmp_path: Path) -> None:
    path = texts(tmp_path / "v.parquet", HEADER, [row(户编号="A1", 合法常住人口="四"), row(户编号="A2")])
    fixed = tmp_path / "f.xlsx"
    call_cli("batch", path, "-o", tmp_path / "out", "--fix-up", fixed)
    again = call_cli("batch", path, "-o", tmp_path / "again", "--replace", fixed)
    assert "读入 2 户 = 算出 1 户 + 退回 1 户" in again.stdout


def test_a_name_stands_for_this_file_alone(tmp_path: Path) -> None:
    own = texts(tmp_path / "v[1].parquet", HEADER, [ROW])
    texts(tmp_path / "v1.parquet", HEADER, [row(户编号="B1")])
    assert list(batch(tmp_path, own).payable) == ["A1"]


@pytest.mark.slow
def test_standard_input_and_other_commands(run_cli: Run, call_cli: Call, tmp_path: Path) -> None:
    path = texts(tmp_path / "v.parquet", HEADER, [ROW])
    piped = run_cli("batch", "-", "-o", tmp_path / "out", stdin=path.read_bytes())
    assert "读入 1 户 = 算出 1 户" in piped.stdout
    assert call_cli("columns", path, "-o", tmp_path / "m.yaml").stdout.startswith("v.parquet：11 列，认出 11 列")
    assert "第0行" not in (tmp_path / "m.yaml").read_text(encoding="utf-8")
    said = call_cli("calc", path).stderr
    assert "这是 Parquet 表，不是一户的文件。名册用 yzcomp batch 计算" in said


def test_without_duckdb(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = texts(tmp_path / "v.parquet", HEADER, [ROW])
    monkeypatch.setattr(problems, "find_spec", lambda name: None)
    said = '这种文件要用 duckdb，还没有安装。运行：pip install "yzcomp[columnar]"'
    assert refused(tmp_path, path) == [f"extra-missing v.parquet：{said}"]
    assert refused(tmp_path, csv_file(tmp_path / "v.csv", [HEADER, ROW]), format="parquet") == [f"extra-missing {said}"]


@pytest.mark.slow
def test_limits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = texts(tmp_path / "v.parquet", HEADER, [ROW, row(户编号="A2")])
    monkeypatch.setenv(limits._VARIABLE, "rows=1")
    assert refused(tmp_path, path) == ["limit v.parquet：行数超过1行。确实需要时加 --limit rows=更大的数"]
    swollen = texts(tmp_path / "s.parquet", HEADER, [row(户主="张" * 30_000_000)])
    assert swollen.stat().st_size < 10 << 20
    monkeypatch.setenv(limits._VARIABLE, "memory=50")
    assert refused(tmp_path, swollen) == ["limit s.parquet：读取内存超过50MB。确实需要时加 --limit memory=更大的数"]


@pytest.mark.many
@pytest.mark.many
@pytest.mark.parametrize("seed", range(12))
def test_damage_is_one_line(tmp_path: Path, seed: int) -> None:
    """Cut short or with other bytes in it: refused, or read as something, and never worse."""
    path = texts(tmp_path / "v.parquet", HEADER, [row(户编号=f"A{number}") for number in range(3000)])
    content, chance = bytearray(path.read_bytes()), random.Random(seed)
    if seed < 3:
        del content[chance.randrange(4, len(content)) :]
    else:
        for _ in range(seed):
            content[chance.randrange(len(content) - 2000 if seed % 2 else 0, len(content))] = chance.randrange(256)
    path.write_bytes(content)
    try:
        rows = list(Parquet.opened(path, path.name).numbered())
    except Refused as caught:
        (problem,) = caught.problems
        assert (problem.code, problem.place.file) in {("parquet", "v.parquet"), ("limit", "v.parquet")}
    else:
        assert len(rows) == 3001
        assert seed > 2
