"""The scripts really run: in PostgreSQL, MariaDB and Spark they come to the same as the evaluator, to the fen."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.columnar.cases import groups, odd_words, rounded
from tests.columnar.databases import LINES, REFUSED, TOTALS, Found, asked, expected, of_table, put_down, ran

pytest.importorskip("sqlglot", reason="没有安装 yzcomp[columnar]")
pytestmark = pytest.mark.long

SETS = {"cases": lambda: groups()[0], "other readings": lambda: groups()[1], "rounded": rounded, "odd words": odd_words}


@pytest.fixture(scope="module")
def postgres() -> Iterator[Path]:
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        pytest.skip("没有 PostgreSQL（apt install postgresql）")
    place = Path(tempfile.mkdtemp(prefix="pg"))
    as_user = ["su", "postgres", "-c"] if os.geteuid() == 0 else ["sh", "-c"]
    if os.geteuid() == 0:
        shutil.chown(place, "postgres")
    data, program = place / "data", programs[-1]
    ran(*as_user, f"{program}/initdb -D {data} -U postgres -A trust -E UTF8 --locale=C.UTF-8", cwd=place)
    start = f"{program}/pg_ctl -D {data} -o '-k {place} -c listen_addresses=' -l {place}/log -w start > /dev/null"
    ran(*as_user, start, cwd=place)
    yield place
    ran(*as_user, f"{program}/pg_ctl -D {data} -m immediate stop", cwd=place)
    shutil.rmtree(place)


def psql(place: Path, folder: Path, *arguments: str) -> str:
    options = ("-q", "-X", "-h", place, "-U", "postgres", "-d", "postgres", "-v", "ON_ERROR_STOP=1")
    return ran("psql", *options, *arguments, cwd=folder)


@pytest.mark.parametrize("households", SETS)
def test_postgres(postgres: Path, households: str, tmp_path: Path) -> None:
    evaluator, made = SETS[households]()
    put_down(tmp_path, evaluator, made, "postgres")
    psql(postgres, tmp_path, "-c", "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    psql(postgres, tmp_path, "-f", "rules.sql")
    found = asked(
        lambda query: of_table(psql(postgres, tmp_path, "-A", "-t", "-F", "\t", "-P", "null=NULL", "-c", query))
    )
    assert found == expected(evaluator, made)


@pytest.fixture(scope="module")
def mariadb() -> Iterator[Path]:
    if shutil.which("mariadbd") is None:
        pytest.skip("没有 MariaDB（apt install mariadb-server）")
    place = Path(tempfile.mkdtemp(prefix="my"))
    user = ["--user=mysql"] if os.geteuid() == 0 else []
    data, socket = place / "data", place / "s"
    if user:
        shutil.chown(place, "mysql")
    ran("mariadb-install-db", *user, f"--datadir={data}", "--auth-root-authentication-method=normal", cwd=place)
    server = subprocess.Popen(
        ["mariadbd", *user, f"--datadir={data}", f"--socket={socket}", "--skip-networking", "--local-infile=1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait = "for i in $(seq 240); do mariadb-admin -uroot --socket=$0 ping && exit 0; sleep 0.25; done; exit 1"
    ran("sh", "-c", wait, socket, cwd=place)
    yield socket
    server.kill()
    server.wait()
    shutil.rmtree(place)


@pytest.mark.parametrize("households", SETS)
def test_mariadb(mariadb: Path, households: str, tmp_path: Path) -> None:
    evaluator, made = SETS[households]()
    put_down(tmp_path, evaluator, made, "mysql")
    client = ("mariadb", "-uroot", f"--socket={mariadb}", "--local-infile=1", "--default-character-set=utf8mb4")
    ran(*client, "-e", "CREATE OR REPLACE DATABASE y", cwd=tmp_path)
    ran(*client, "y", cwd=tmp_path, feed=(tmp_path / "rules.sql").read_bytes())
    found = asked(lambda query: of_table(ran(*client, "-N", "-B", "-r", "y", "-e", query, cwd=tmp_path)))
    assert found == expected(evaluator, made)


@pytest.mark.parametrize("households", ["cases", "rounded", "odd words"])
def test_spark(households: str, tmp_path: Path) -> None:
    pyspark = pytest.importorskip("pyspark", reason="没有安装 yzcomp[spark]")
    if shutil.which("java") is None:
        pytest.skip("没有 Java（apt install default-jre-headless）")
    evaluator, made = SETS[households]()
    put_down(tmp_path, evaluator, made, "spark")
    queries = "".join(f"\nSELECT '=';\n{query};" for query in (LINES, TOTALS, REFUSED))
    with (tmp_path / "rules.sql").open("a", encoding="utf-8") as file:
        file.write(queries)
    home = Path(pyspark.__file__).parent
    options = ["--master", "local[2]"]
    for option in ("sql.shuffle.partitions=2", "default.parallelism=2", "ui.enabled=false"):
        options += ["--conf", f"spark.{option}"]
    env = {**os.environ, "SPARK_HOME": str(home)}
    printed = ran(home / "bin" / "spark-sql", *options, "-f", "rules.sql", cwd=tmp_path, env=env)
    parts = [of_table(part) for part in printed.split("=\n")[1:]]
    assert Found(*map(sorted, parts)) == expected(evaluator, made)
