"""``yzcomp sql``: the rules as a script, alone or with the households."""

from pathlib import Path

import pytest

from tests.conftest import ROOT, Call

duckdb = pytest.importorskip("duckdb", reason="没有安装 yzcomp[columnar]")
pytest.importorskip("sqlglot", reason="没有安装 yzcomp[columnar]")
RATES = ("--standards", ROOT / "examples" / "standards.yaml")
VILLAGE = ROOT / "examples" / "village" / "village-tables.xlsx"


def test_the_rules_are_told_beside_their_views(call_cli: Call) -> None:
    done = call_cli("sql", "--reading", "dispersed_moves=one")
    assert done.returncode == 0
    assert "-- 读法：分散迁建的搬家次数取“一次”（dispersed_moves=one）；其余 14 项按缺省的读法" in done.stdout
    about = done.stdout.partition('CREATE TABLE "work_moving_allowance"')[0].rpartition(";")[2]
    assert "依据：第十八条" in about
    assert "付给：被征收户" in about


@pytest.mark.many
@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "mysql", "spark"])
def test_a_script_into_a_file(dialect: str, call_cli: Call, tmp_path: Path) -> None:
    done = call_cli("sql", "--dialect", dialect, "-o", tmp_path / "规则.sql")
    assert done.returncode == 0
    text = (tmp_path / "规则.sql").read_text(encoding="utf-8")
    assert "CREATE VIEW" in text
    assert "LOAD DATA" not in text and "COPY" not in text
    again = call_cli("sql", "--dialect", dialect, "-o", tmp_path / "规则.sql")
    assert again.returncode == 2
    assert "没有覆盖" in again.stderr


def test_a_village_in_a_database_as_in_a_batch(call_cli: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = call_cli("sql", VILLAGE, *RATES, "-o", tmp_path / "库")
    assert done.returncode == 0
    assert "30 户写在" in done.stdout
    batch = call_cli("batch", VILLAGE, *RATES, "-o", tmp_path / "结果", "--headers", "en")
    assert batch.returncode == 1
    monkeypatch.chdir(tmp_path / "库")
    with duckdb.connect() as database:
        database.execute(Path("rules.sql").read_text(encoding="utf-8"))
        own = "household_id, item_id, article, payee, CAST(amount AS VARCHAR) AS amount, status, payer"
        ours = database.execute(f"SELECT {own} FROM items ORDER BY ALL").fetchall()
        file = tmp_path / "结果" / "items.csv"
        theirs = f"SELECT {own} FROM read_csv('{file}', header=true, all_varchar=true, nullstr='') ORDER BY ALL"
        assert ours == database.execute(theirs).fetchall()
        own = "household_id, CAST(payable AS VARCHAR), CAST(withheld AS VARCHAR), CAST(pending_items AS VARCHAR)"
        ours = database.execute(f"SELECT {own} FROM totals ORDER BY ALL").fetchall()
        theirs = f"SELECT {own} FROM read_csv('{file.with_name('totals.csv')}', header=true, all_varchar=true)"
        assert ours == database.execute(f"{theirs} ORDER BY ALL").fetchall()


def test_households_that_cannot_be_read_are_named(call_cli: Call, tmp_path: Path) -> None:
    roster = tmp_path / "名册.csv"
    rows = ("A1,甲,3,安置地安置,100", "A2,乙,三,安置地安置,100", "A3,丙,3,安置地安置,100.1234567")
    roster.write_text("\n".join(("户编号,户主,合法常住人口,安置方式,合法建筑面积", *rows)), encoding="utf-8")
    done = call_cli("sql", roster, "-o", tmp_path / "库")
    assert done.returncode == 1
    assert "“三”不是数字" in done.stderr
    assert "合法建筑面积“100.1234567”超过8位整数、6位小数" in done.stderr
    assert "没有写进各表的 2 户" in done.stderr
    households = (tmp_path / "库" / "households.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[0] for line in households[1:]] == ['"A1"']
    assert len((tmp_path / "库" / "houses.csv").read_text(encoding="utf-8").splitlines()) == 2


def test_with_households_it_is_a_folder(call_cli: Call) -> None:
    done = call_cli("sql", VILLAGE)
    assert done.returncode == 2
    assert "加 -o 文件夹" in done.stderr


def test_rules_too_wide_for_a_database_are_refused(call_cli: Call, tmp_path: Path) -> None:
    factors = ", ".join(["{fact: legal_floor_area}"] * 4)
    rules = tmp_path / "宽.yaml"
    rules.write_text(
        "rulebook: {id: wide, title: 宽, document: 无, issued_on: 2020-01-01}\n"
        "rounding: {step: {constant: 0.01, unit: 元}}\n"
        "items: {x: {name: 甲, article: 第一条, payee: household, summary: 试, for_each: houses, factors: "
        f"[{{constant: 1, unit: 元/㎡·㎡·㎡·㎡}}, {factors}]}}}}\n",
        encoding="utf-8",
    )
    done = call_cli("sql", "--rules", rules)
    assert done.returncode == 2
    assert "这套规则不能写成精确的 SQL：甲：几个因数的积可能有" in done.stderr
