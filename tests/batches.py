"""Short ways to write tables as other programs write them, and to have them computed within the process."""

import csv
import io
import itertools
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import openpyxl

from tests.households import STANDARDS, evaluator
from yzcomp.batch.options import BatchOptions
from yzcomp.batch.run import BatchResult, run_batch
from yzcomp.batch.worker import Rejection

#: The household's own columns.
FACTS = ["户编号", "户主", "村组", "合法常住人口", "安置方式", "征地告知日", "按期签约", "按期腾空"]
#: And its house.
HEADER = [*FACTS, "合法建筑面积", "结构", "等级"]
#: Pays 2,200.00 of moving allowance and nothing else: the house, without which nobody moves, measures nothing.
ROW = ["A1", "张三", "一组", "4", "安置地安置", "2019-03-01", "否", "否", "0", "砖混", "一等"]
#: The same household without its house, for tables that have a sheet of houses.
PERSON = ROW[: len(FACTS)]
PAID = "2200.00"
Rows = Sequence[Sequence[Any]]


class Done(NamedTuple):
    """What a batch came to: its folder, its tables as rows by their English headers, its manifest."""

    folder: Path
    result: BatchResult
    items: list[dict[str, str]]
    totals: list[dict[str, str]]
    rejected: list[dict[str, str]]

    @property
    def counts(self) -> tuple[int, int, int]:
        """Households read, computed and rejected."""
        counts = self.result.manifest.counts
        return counts.read, counts.computed, counts.rejected

    @property
    def payable(self) -> dict[str, str]:
        """What each computed household is paid."""
        return {row["household_id"]: row["payable"] for row in self.totals}

    @property
    def questions(self) -> list[dict[str, str]]:
        """questions.csv."""
        return table(self.folder / "questions.csv")

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """The code, column and value of every problem."""
        found = [problem for rejection in self.result.rejected for problem in rejection.problems]
        return [(p.code, p.place.cell_column or "", p.value or "") for p in found]

    @property
    def rejections(self) -> list[Rejection]:
        return self.result.rejected


_numbers = itertools.count(1)


def batch(folder: Path, *inputs: str | Path, with_standards: bool = True, **options: Any) -> Done:
    """Computes inputs into a new folder below ``folder``."""
    target = folder / f"results-{next(_numbers)}"
    standards = (str(STANDARDS),) if with_standards else ()
    given = {"english": True, "processes": 1, "keep_rejected": True, "standards": standards} | options
    result = run_batch(inputs, target, evaluator(with_standards=with_standards), BatchOptions(**given))
    return Done(target, result, *(table(target / f"{name}.csv") for name in ("items", "totals", "rejected")))


def table(path: Path) -> list[dict[str, str]]:
    """A results table as rows by header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def csv_text(rows: Rows, delimiter: str = ",", line_end: str = "\n") -> str:
    """Rows as CSV text."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return text.getvalue()


def csv_file(path: Path, rows: Rows, encoding: str = "utf-8", **form: str) -> Path:
    """A CSV in an encoding."""
    path.write_bytes(csv_text(rows, **form).encode(encoding))
    return path


def parquet(path: Path, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> Path:
    """A Parquet whose columns have these types."""
    with duckdb.connect() as database:
        declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        database.execute(f"CREATE TABLE made ({declared})")
        database.executemany(f"INSERT INTO made VALUES ({', '.join('?' * len(columns))})", rows)
        database.execute("COPY made TO $path (FORMAT parquet)", {"path": str(path)})
    return path


def workbook(path: Path, sheets: Mapping[str, Iterable[Sequence[Any]]], hidden: Sequence[str] = ()) -> Path:
    """A workbook that openpyxl writes; cells keep the type that they are given with."""
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    book.remove(book.worksheets[0])
    book.save(path)
    return path


def row(**changed: Any) -> list[Any]:
    """:data:`ROW` with some cells changed; ``_`` in a name stands for nothing."""
    cells: list[Any] = list(ROW)
    for name, value in changed.items():
        cells[HEADER.index(name)] = value
    return cells


def converted(path: Path, kind: str, *options: str) -> Path:
    """What LibreOffice makes of a file, in a folder ``out`` beside it, with a profile of its own: two may run at once."""
    out = path.parent / "out"
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, *options, "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return out / f"{path.stem}.{kind}"
