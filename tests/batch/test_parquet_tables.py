"""Results as Parquet: the rows of the CSV with numbers as numbers, the same bytes every time, and proved alike."""

import hashlib
import random
from pathlib import Path

import duckdb
import pytest

from tests.batch.test_results import MANY
from tests.batches import HEADER, ROW, batch, csv_file, csv_text, row, table
from tests.conftest import Call
from tests.households import STANDARDS, evaluator
from yzcomp import Refused
from yzcomp.batch import parquet_tables
from yzcomp.batch.folder import TABLES, results
from yzcomp.batch.options import BatchOptions
from yzcomp.batch.rows import BEFORE, FORMULA_STARTS, ITEMS, REJECTED, encoded, safe, table_head, unsafe
from yzcomp.batch.run import run_batch

ODD = row(户编号="A6", 户主="=1+1", 村组='三组,"东"')


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return csv_file(tmp_path / "v.csv", [*MANY, [*ODD, "", ""]])


def computed(source: Path, target: Path, **options: object) -> Path:
    run_batch(
        [source],
        target,
        evaluator(),
        BatchOptions(**{"format": "parquet", "processes": 1, "standards": (str(STANDARDS),)} | options),
    )  # type: ignore[arg-type]
    return target


def read(path: Path) -> tuple[dict[str, str], list[tuple[object, ...]]]:
    """The types of a Parquet's columns, and its rows."""
    with duckdb.connect() as database:
        found = database.execute("SELECT * FROM read_parquet($path)", {"path": str(path)})
        return {column[0]: str(column[1]) for column in found.description}, found.fetchall()


@pytest.mark.parametrize("english", [False, True])
def test_the_rows_of_the_csv(source: Path, tmp_path: Path, english: bool) -> None:
    done = batch(tmp_path, source, english=english)
    folder = computed(source, tmp_path / "p[1]*", english=english)
    assert sorted(path.name for path in folder.iterdir()) == sorted(results("parquet"))
    for name in TABLES:
        types, rows = read(folder / f"{name}.parquet")
        written = table(done.folder / f"{name}.csv")
        assert len(rows) == len(written)
        assert list(types) == (done.folder / f"{name}.csv").read_text(encoding="utf-8-sig").split("\n")[
            0
        ].strip().split(",")
        texts = [["" if cell is None else str(cell) for cell in one] for one in rows]
        assert texts == [[unsafe(cell) for cell in one.values()] for one in written]
        for title, kind in types.items():
            counted = title in ("待定项数", "pending_items")
            sums = name == "totals" and title not in ("户编号", "户主", "村组", "household_id", "head", "village")
            money = title in ("金额", "amount") or (sums and not counted)
            assert kind == ("BIGINT" if counted else "DECIMAL(18,2)" if money else "VARCHAR")


def test_texts_are_as_they_were(tmp_path: Path) -> None:
    """What is made safe for a spreadsheet is undone exactly where :func:`unsafe` would."""
    chance = random.Random(1)
    letters = [*BEFORE, *sorted(FORMULA_STARTS), *"''''1.5张,\"\t\n"]
    texts = ["".join(chance.choices(letters, k=chance.randrange(6))) for _ in range(20_000)]
    path = tmp_path / "x.csv"
    path.write_bytes(table_head(REJECTED, True) + encoded([str(n), text, "", "", ""] for n, text in enumerate(texts)))
    parquet_tables.rewrite(path, [key for key, _ in REJECTED], [key for key, _ in REJECTED])
    _, rows = read(tmp_path / "x.parquet")
    assert [one[:2] for one in rows] == [(str(n), unsafe(safe(text)) or None) for n, text in enumerate(texts)]
    assert not path.exists()


def test_a_line_of_any_length_and_an_amount_too_large(tmp_path: Path) -> None:
    path, keys = tmp_path / "x.csv", [key for key, _ in ITEMS]
    path.write_bytes(table_head(ITEMS, True) + encoded([["A", *[""] * 12, "张" * 5_000_000, "x"]]))
    parquet_tables.rewrite(path, keys, keys)
    assert len(str(read(tmp_path / "x.parquet")[1][0][13])) == 5_000_000
    path.write_bytes(table_head(ITEMS, True) + encoded([[*["A"] * 11, "12345678901234567.00", "", "", ""]]))
    with pytest.raises(Refused, match=r"x.parquet：有一笔金额在十六位以上，Parquet 里写不下。用 --format csv"):
        parquet_tables.rewrite(path, keys, keys)


def test_what_can_not_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    """As every other file of the folder that can't be written, of which it then speaks."""
    path, keys = tmp_path / "x.csv", [key for key, _ in REJECTED]
    path.write_bytes(table_head(REJECTED, True))
    (tmp_path / "x.parquet").mkdir()
    with pytest.raises(OSError, match=r"x\.parquet"):
        parquet_tables.rewrite(path, keys, keys)


@pytest.mark.slow
def test_the_same_bytes_whatever_the_processes(tmp_path: Path) -> None:
    rows = [row(户编号=f"A{number}", 合法建筑面积=f"{number % 97}.5") for number in range(30_000)]
    source = csv_file(tmp_path / "v.csv", [HEADER, *rows])
    one, two = (computed(source, tmp_path / str(n), processes=n) for n in (1, 2))
    for name in results("parquet"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_the_other_format_goes_and_nothing_else(source: Path, tmp_path: Path) -> None:
    target = computed(source, tmp_path / "out", format="csv")
    with pytest.raises(Refused, match="文件夹里已有结果（items"):
        computed(source, target)
    for beside in ("summary.csv", "run.csv"):
        (target / beside).write_text("x")
    for form in ("parquet", "csv"):
        computed(source, target, format=form, force=True)
        assert sorted(path.name for path in target.iterdir()) == sorted([*results(form), "summary.csv", "run.csv"])  # type: ignore[arg-type]


@pytest.mark.slow
def test_verified_audited_and_printed(call_cli: Call, source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    done = call_cli("batch", source, "-o", folder, "--format", "parquet")
    assert "items.parquet 明细，totals.parquet 合计，questions.parquet 须核对，rejected.parquet 退回" in done.stdout
    assert "（见rejected.parquet、questions.parquet、items.parquet）" in done.stderr
    proved = call_cli("verify", folder)
    assert (proved.returncode, proved.stdout.splitlines()[0].startswith("一致：")) == (0, True)
    for record in (folder, folder / "items.parquet", folder / "totals.parquet"):
        said = call_cli("audit", folder, "--against", record).stdout
        assert "还差                                          0.00" in said
        assert "多付" not in said.split("对账")[0]
    assert call_cli("docs", folder, "--kind", "汇总表", "-o", tmp_path / "s.xlsx").stdout
    said = call_cli("batch", folder / "items.parquet", "-o", tmp_path / "x").stderr
    assert "这是批量结果的明细，不是名册" in said


def doctored(folder: Path, query: str) -> None:
    """items.parquet written anew by a query over it, and run.json made to match."""
    path, other = folder / "items.parquet", folder / "other.parquet"
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    with duckdb.connect() as database:
        database.execute(f"COPY ({query.format(path)}) TO '{other}' (FORMAT parquet, COMPRESSION gzip)")
    other.replace(path)
    text = (folder / "run.json").read_text(encoding="utf-8")
    assert old in text
    (folder / "run.json").write_text(text.replace(old, hashlib.sha256(path.read_bytes()).hexdigest()), encoding="utf-8")


@pytest.mark.slow
def test_only_how_it_is_packed_may_differ(call_cli: Call, tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [HEADER, ROW])
    folder = computed(source, tmp_path / "out")
    call_cli("batch", source, "-o", folder, "--format", "parquet", "--force")
    doctored(folder, "SELECT * FROM '{}'")
    assert call_cli("verify", folder).stdout.startswith("一致：")
    doctored(folder, "SELECT * REPLACE (金额 + 1 AS 金额) FROM '{}'")
    changed = call_cli("verify", folder)
    assert (changed.returncode, "结果 items.parquet：重新计算的结果与记录不同" in changed.stdout) == (1, True)
    assert "2201.00" in changed.stdout and "-1.00" in changed.stdout
    (folder / "items.parquet").write_bytes(b"PAR1" + csv_text([ROW]).encode())
    assert "结果 items.parquet：已经不是原来的表，读不懂" in call_cli("verify", folder).stdout
