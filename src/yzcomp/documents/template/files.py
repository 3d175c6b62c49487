"""Writing the empty tables: a workbook, one flat CSV, or a folder of CSVs, by what the name ends in."""

from collections.abc import Mapping
from pathlib import Path

from yzcomp.batch.rows import BOM, encoded
from yzcomp.documents.template.tables import Column, Table, flat_table, record_tables
from yzcomp.documents.template.workbook import workbook
from yzcomp.output.files import telling, unwritable, write_new
from yzcomp.problems import Place, Problem, Refused
from yzcomp.rulebook.models import Rulebook
from yzcomp.temporary import PassingFolder
from yzcomp.textfiles import STDIN


def write_template(path: Path, rulebook: Rulebook, force: bool = False) -> None:
    """Writes the empty tables of a rulebook; raises :class:`Refused` rather than overwrite anything unasked."""
    kind = path.suffix.lower()
    if kind == ".xlsx":
        write_new(path, workbook(record_tables(rulebook), rulebook.rulebook), force)
    elif kind == ".csv":
        write_new(path, table_csv(flat_table(rulebook)), force)
    elif path.is_dir() or (not kind and str(path) != STDIN):
        files = {f"{table.title}.csv": table_csv(table) for table in record_tables(rulebook)}
        _write_folder(path, files, force)
    else:
        message = f"不能写成 {kind} 文件" if kind else "不能写到标准输出"
        remedy = "以 .xlsx 或 .csv 结尾；不带后缀的是装 CSV 的文件夹；.docx 是协议书的模板"
        raise Refused([Problem("file-name", message, Place(str(path)), remedy=remedy)])


def table_csv(table: Table) -> bytes:
    """A table as CSV that a Chinese Excel opens: UTF-8 with a mark, CRLF, no cell that looks like a formula."""
    rows = ([column.title for column in table.columns], [_csv_cell(column) for column in table.columns])
    return BOM.encode() + encoded(rows)


def _csv_cell(column: Column) -> str:
    """The example's cell. No identity number: Excel would damage it as soon as it opens the file."""
    return "" if column.form.kind == "id_number" else column.example


def _write_folder(path: Path, files: Mapping[str, bytes], force: bool) -> None:
    """A new folder appears whole; in one that is there already only files of the same names are replaced."""
    try:
        present = path.exists() and (not path.is_dir() or any(path.iterdir()))
    except OSError as error:
        raise Refused([unwritable(path, error)]) from None
    if present and not force:
        message = "文件夹里已有文件，没有覆盖" if path.is_dir() else "这里已经有一个同名的文件"
        raise Refused([Problem("file-exists", message, Place(str(path)), remedy="换一个名称，或加 --force")])
    if path.exists():
        for name, content in files.items():
            write_new(path / name, content, force)
        return
    with telling(path):
        work = PassingFolder(path.parent)
        try:
            for name, content in files.items():
                (work.path / name).write_bytes(content)
            work.rename(path)
        finally:
            work.remove()
