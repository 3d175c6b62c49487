"""``yzcomp sql`` in DuckDB against ``yzcomp batch``: ``python sql.py [households]``.

Writes the households as tables, runs the script on them, compares the sum of all lines with that of the batch, and
prints the times and their ratios. Needs ``pip install "yzcomp[columnar]"``.
"""

import csv
import os
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent


def run(*arguments: object) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin


def computed(folder: Path) -> tuple[float, Decimal]:
    """The seconds that DuckDB takes from the tables to the sum of all lines, and that sum."""
    before = Path.cwd()
    os.chdir(folder)
    begin = time.perf_counter()
    with duckdb.connect() as database:
        database.execute(Path("rules.sql").read_text(encoding="utf-8"))
        (total,) = database.execute("SELECT SUM(amount) FROM items").fetchone() or (None,)
    os.chdir(before)
    return time.perf_counter() - begin, Decimal(total)


def main(households: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, tables, batch = (Path(folder, name) for name in ("in.csv", "tables", "batch"))
        subprocess.run([sys.executable, HERE / "households.py", str(households), source], check=True)
        whole = run("-m", "yzcomp", "batch", source, "-o", batch, "--engine", "household")
        written = run("-m", "yzcomp", "sql", source, "-o", tables)
        seconds, total = computed(tables)
        with open(batch / "items.csv", encoding="utf-8-sig", newline="") as file:
            same = total == sum(Decimal(row["金额"]) for row in csv.DictReader(file) if row["金额"])
        print(f"{households} households: batch {whole:.1f} s, tables {written:.1f} s, script in DuckDB {seconds:.1f} s")
        print(f"script / batch {seconds / whole:.2f}; the sums of all lines are {'the same' if same else 'DIFFERENT'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
