"""Empty tables filled in: their example household under a number of its own, which makes it one to compute."""

from pathlib import Path

import openpyxl

from yzcomp.documents.template.example import EXAMPLE_ID

OWN_ID = "H-001"


def fill_in(path: Path) -> None:
    """Gives the example of a written table, or of each in a folder, the number ``OWN_ID``."""
    if path.is_dir():
        for table in path.iterdir():
            fill_in(table)
    elif path.suffix.lower() == ".xlsx":
        book = openpyxl.load_workbook(path)
        for cell in (sheet["A2"] for sheet in book if sheet["A2"].value == EXAMPLE_ID):
            cell.value = OWN_ID
        book.save(path)
    else:
        path.write_bytes(path.read_bytes().replace(EXAMPLE_ID.encode(), OWN_ID.encode()))
