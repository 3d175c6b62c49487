"""``yzcomp batch`` on a register with a fault in every tenth row, against the same without: ``python dirty.py [rows]``.

Both are written as CSV and as a workbook and run in turn; prints the ratio of their times, the peak memory of each,
and what became of the rows. The faults are those of real registers: what each row should come to is a message or a
question, never another amount without a word.
"""

import csv
import json
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from batch import HERE, ROUNDS, run

Row = dict[str, str]
ONE_IN = 10


def changed(**cells: str) -> Callable[[Row], list[Row]]:
    """A fault that is another content of some cells."""
    return lambda row: [row | cells]


#: What stands in a register in the place of a sound row.
FAULTS: dict[str, Callable[[Row], list[Row]]] = {
    "a placeholder for a name": changed(户主="nan"),
    "no name": changed(户主=""),
    "a sentence for a number": changed(合法常住人口="四人（含一名婴儿）"),
    "a number with its unit": changed(合法建筑面积="120.5㎡"),
    "another unit": changed(水塘面积="750㎡"),
    "hectares": changed(水塘面积="0.05公顷"),
    "a year for a day": changed(签约日期="2019"),
    "half a day": changed(签约日期="19-5-20"),
    "an unknown choice": changed(安置方式="集中安置"),
    "a damaged character": changed(户主="张\ufffd"),
    "a failed formula": changed(底层占地面积="#REF!"),
    "a number as text of a formula": lambda row: [row | {"户编号": f'="{row["户编号"]}"'}],
    "one household twice": lambda row: [row, row],
    "a total that doesn't add up": lambda row: [row, dict.fromkeys(row, "") | {"户主": "小计", "合法建筑面积": "1.5"}],
    "a further house below": lambda row: [row, dict.fromkeys(row, "") | {"合法建筑面积": "20.5", "底层占地面积": "9"}],
    "a note": lambda row: [row, dict.fromkeys(row, "") | {"户编号": "注：以上为第一批"}],
}


def spoilt(rows: list[Row]) -> list[Row]:
    """The rows with one in ten at fault, the same ones each time."""
    chance, found = random.Random(len(rows)), list[Row]()
    for row in rows:
        found += chance.choice(list(FAULTS.values()))(row) if chance.randrange(ONE_IN) == 0 else [row]
    return found


def write_csv(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_workbook(path: Path, rows: list[Row]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("名册")
        for number, cells in enumerate([list(rows[0]), *(row.values() for row in rows)]):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell)


def compared(clean: Path, dirty: Path, folder: Path) -> None:
    """Runs the two in turn and prints how they compare."""
    commands = [("-m", "yzcomp", "batch", x, "-o", folder / x.stem, "--force") for x in (clean, dirty)]
    pairs = [(run(*commands[0]), run(*commands[1])) for _ in range(ROUNDS)]
    seconds = [statistics.median(column) for column in zip(*pairs, strict=True)]
    ratio = statistics.median(two / one for one, two in pairs)
    print(f"{clean.suffix[1:]}: clean {seconds[0]:.2f} s, dirty {seconds[1]:.2f} s, ratio {ratio:.2f}", end="; ")
    print("peak memory", " and ".join(f"{peak_of(command)} MiB" for command in commands), end="; ")
    counts: dict[str, Any] = json.loads((folder / dirty.stem / "run.json").read_text("utf-8"))["counts"]
    print(", ".join(f"{key} {value}" for key, value in counts.items()))


def peak_of(command: tuple[Any, ...]) -> str:
    """The peak of a run of its own: the system tells only the largest of all runs of a process."""
    program = f"import batch; print(batch.peak_memory(*{[str(part) for part in (*command, '--processes', 1)]!r}))"
    return subprocess.run([sys.executable, "-c", program], cwd=HERE, capture_output=True, text=True).stdout.strip()


def main(households: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.executable, HERE / "households.py", str(households), folder / "in.csv"], check=True)
        with (folder / "in.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        for suffix, write in ((".csv", write_csv), (".xlsx", write_workbook)):
            clean, dirty = folder / f"clean{suffix}", folder / f"dirty{suffix}"
            write(clean, rows)
            write(dirty, spoilt(rows))
            compared(clean, dirty, folder)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
