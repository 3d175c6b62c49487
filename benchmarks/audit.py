"""Audits records of a batch and says how long that takes beside the batch: the right one, one paid throughout under
another reading, and one in which a line in twenty is wrong.

python benchmarks/audit.py [HOUSEHOLDS]    # 120,000 households are some 600,000 lines
"""

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
YZCOMP = [sys.executable, "-m", "yzcomp"]


class Taken(NamedTuple):
    """Seconds by the clock, and those of all processors together, which a busy machine changes less."""

    clock: float
    work: float

    def __str__(self) -> str:
        return f"{self.clock:.1f} 秒（处理器 {self.work:.1f} 秒）"


def timed(*command: object) -> Taken:
    start, before = time.perf_counter(), os.times()
    done = subprocess.run([*YZCOMP, *map(str, command)], capture_output=True)
    assert done.returncode in (0, 1), done.stderr.decode()
    after = os.times()
    work = after.children_user + after.children_system - before.children_user - before.children_system
    return Taken(time.perf_counter() - start, work)


def spoilt(rows: Iterable[list[str]], amount: int) -> Iterator[list[str]]:
    """The lines of a record, a twentieth of them with some other amount."""
    chance = random.Random(20181018)
    for row in rows:
        if row[amount] and chance.random() < 0.05:
            fen = int(row[amount].replace(".", "")) + chance.randrange(1, 9_999_999)
            row[amount] = f"{fen // 100}.{fen % 100:02}"
        yield row


def spoil(source: Path, target: Path) -> None:
    with source.open(encoding="utf-8-sig", newline="") as file, target.open("w", encoding="utf-8", newline="") as out:
        rows = csv.reader(file)
        header = next(rows)
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(spoilt(rows, header.index("金额")))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 120_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        roll, right, other = folder / "v.csv", folder / "right", folder / "other"
        subprocess.run([sys.executable, HERE / "households.py", str(count), roll], check=True)
        batch = timed("batch", roll, "-o", right, "--engine", "household")
        timed("batch", roll, "-o", other, "--reading", "dispersed_moves=one")
        spoil(right / "items.csv", folder / "spoilt.csv")
        lines = (right / "items.csv").read_bytes().count(b"\r\n") - 1
        print(f"{count:,} 户，{lines:,} 条：batch {batch}")
        records = {
            "全部相符": right / "items.csv",
            "全部按另一种读法付": other / "items.csv",
            "二十条错一条": folder / "spoilt.csv",
        }
        for title, record in records.items():
            taken = timed("audit", roll, "--against", record)
            print(f"{title}：audit {taken}，是 batch 的 {taken.clock / batch.clock:.2f} 倍")


if __name__ == "__main__":
    main()
