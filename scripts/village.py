"""Writes examples/village: one made-up village as a GBK table, as a workbook of tables, and with mistakes in it.

    python scripts/village.py [FOLDER]

The files are as offices have them, not as this program would write them: titles above the header, units in cells,
totals in the middle, dates in every form. Nobody in them exists; the area code of the id numbers belongs to no place.
"""

import sys
from pathlib import Path

from village_flat import as_csv, flat, with_mistakes
from village_tables import settled, tables

FOLDER = Path(__file__).resolve().parent.parent / "examples" / "village"


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "village-gbk.csv").write_bytes(as_csv(flat(), "gbk"))
    (folder / "village-with-mistakes.csv").write_bytes(as_csv(with_mistakes(), "utf-8-sig"))
    (folder / "village-tables.xlsx").write_bytes(settled(tables()))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
