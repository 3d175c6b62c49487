"""Good inputs of every kind, and how they come to be damaged: for the quick tests and for ``scripts/fuzz.py``.

A trial is drawn from a ``random.Random`` alone, so that its seed is all that is needed to see it again.
"""

import csv
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
STANDARDS = str(ROOT / "examples/standards.yaml")
#: What breaks files in practice, and what breaks parsers.
SPLINTERS = [
    "：", "\t", "\n", "- ", "  ", ": ", "{", "}", "[", "]", '"', "'", "&a ", "*a", "!t ", "---\n", "|\n", ">", "#", "%",
    "\x00", "\ufeff", "\u2028", "\x85", "\\ud800", "~", "null", "<<: ", "? ", "-1", "1e9", "0x1", "nan", "inf", "９９",
    "9" * 30, "0.005", "2019-02-29", "4.32901E+17", "432901196503121239", "是", "否", "@", "<fact>", "at", "digest",
    "{constant: 1}", "{fact: x}", "[[]]", "{}", "[]", "''",
    ",", ",,,", "\r", "=cmd", "100*", "户编号", "A1", "合计", "1,250.5", "[" * 3000, "1e999999", "示例-001", "/", "20190301",
    '<c r="ZZZ9999999"/>', '<row r="1048577">', ' t="s"', "&#0;", "<![CDATA[", "</sheetData>", "<f>1/0</f>",
    'table:number-rows-repeated="1000000"', 'table:number-columns-repeated="99999"', "<!DOCTYPE a [<!ENTITY b 'b'>]>",
]  # fmt: skip


class Trial(NamedTuple):
    """Files by their paths in an empty folder, and what the command is given there."""

    files: dict[str, bytes]
    arguments: list[str]


def drawn(kind: str, random: Random) -> Trial:
    """A good input of a kind with one of its files damaged."""
    trial = random.choice(_GOOD[kind]())
    damaged = [name for name in trial.files if not name.startswith("good")]
    if kind == "run.json":
        damaged = ["out/run.json"]
    name = random.choice(damaged)
    return trial._replace(files={**trial.files, name: _damaged(trial.files[name], random)})


def _damaged(content: bytes, random: Random) -> bytes:
    if content.startswith(b"PK") and random.random() < 0.8:
        return _damaged_archive(content, random)
    if content.startswith((b"PK", b"\xd0\xcf")):
        return _damaged_bytes(content, random)
    encoding = "utf-8" if _is_utf8(content) else "gb18030"
    text = content.decode(encoding)
    for _ in range(random.choice([1, 1, 2, 4])):
        text = random.choice([_cut, _insert, _change_a_line, _new_value, _new_value])(text, random)
    damaged = text.encode(random.choice([encoding] * 6 + ["gb18030", "utf-8-sig", "utf-16"]), "replace")
    return _damaged_bytes(damaged, random) if random.random() < 0.1 else damaged


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _damaged_bytes(content: bytes, random: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(random.randint(1, 8)):
        at = random.randrange(len(changed))
        changed[at] = random.choice([random.randrange(256), 0, 255, changed[at] ^ 1])
    if random.random() < 0.3:
        del changed[random.randrange(len(changed)) :]
    return bytes(changed) or b"\0"


def _damaged_archive(content: bytes, random: Random) -> bytes:
    """One of the parts of a workbook damaged as text, and packed again."""
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = random.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            if name != chosen:
                new.writestr(name, part)
            elif random.random() < 0.95:
                text = part.decode("utf-8", "replace")
                for _ in range(random.choice([1, 1, 3])):
                    text = random.choice([_cut, _insert, _new_mark])(text, random)
                new.writestr(name, text.encode("utf-8", "replace"))
    return found.getvalue()


def _cut(text: str, random: Random) -> str:
    start = random.randint(0, len(text))
    return text[:start] + text[start + random.randint(0, 12) :]


def _insert(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice([*SPLINTERS, chr(random.randrange(0xD7FF))]) + text[at:]


def _change_a_line(text: str, random: Random) -> str:
    """A line lost, doubled or in another place."""
    lines = text.splitlines(keepends=True) or [""]
    line = lines.pop(random.randrange(len(lines)))
    for _ in range(random.randint(0, 2)):
        lines.insert(random.randint(0, len(lines)), line)
    return "".join(lines)


def _new_value(text: str, random: Random) -> str:
    """Another value where one stands: the shape stays, so that validation is reached."""
    return _replaced(r"(?<=: )[^,}\]\n]+|(?<=,)[^,\n]*", text, random)


def _new_mark(text: str, random: Random) -> str:
    """Another attribute or content of a mark."""
    return _replaced(r'(?<==")[^"]*|(?<=>)[^<]+', text, random)


def _replaced(pattern: str, text: str, random: Random) -> str:
    found = list(re.finditer(pattern, text))
    if not found:
        return _insert(text, random)
    match, other = random.choice(found), random.choice(found).group()
    return text[: match.start()] + random.choice([*SPLINTERS, other, other]) + text[match.end() :]


def _text(path: str) -> bytes:
    return (ROOT / path).read_bytes()


def _lines(path: str, count: int) -> bytes:
    return b"".join(_text(path).splitlines(keepends=True)[:count])


@cache
def _flat() -> list[Trial]:
    names = ("village-gbk", "village-with-mistakes")
    return [_batch("f.csv", _lines(f"examples/village/{name}.csv", 9)) for name in names]


def _batch(name: str, content: bytes) -> Trial:
    return Trial({name: content}, ["batch", name, "-o", "out", "--standards", STANDARDS, "--processes", "1"])


@cache
def _rows() -> dict[str, list[list[str]]]:
    """The tables of the village, a few rows each."""
    from openpyxl import load_workbook

    book = load_workbook(ROOT / "examples/village/village-tables.xlsx")
    return {
        sheet.title: [[_shown(cell) for cell in row] for row in sheet.iter_rows(max_row=8, values_only=True)]
        for sheet in book.worksheets
    }


def _shown(cell: Any) -> str:
    return "" if cell is None else str(cell).removesuffix(" 00:00:00")


@cache
def _tables() -> list[Trial]:
    files = {}
    for title, rows in _rows().items():
        file = io.StringIO(newline="")
        csv.writer(file).writerows(rows)
        files[f"in/{title}.csv"] = file.getvalue().encode()
    return [_batch("", b"")._replace(files=files, arguments=["batch", "in", *_batch("", b"").arguments[2:]])]


@cache
def _xlsx() -> list[Trial]:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in _rows().items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([_number(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return [_batch("f.xlsx", file.getvalue())]


@cache
def _xls() -> list[Trial]:
    import xlwt

    book = xlwt.Workbook()
    for title, rows in _rows().items():
        sheet = book.add_sheet(title)
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                sheet.write(y, x, _number(cell))
    file = io.BytesIO()
    book.save(file)
    return [_batch("f.xls", file.getvalue())]


def _number(cell: str) -> float | str:
    return float(cell) if re.fullmatch(r"\d+\.\d+", cell) else cell


@cache
def _ods() -> list[Trial]:
    tables = "".join(
        f'<table:table table:name="{title}">'
        + "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for title, rows in _rows().items()
    )
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        packed.writestr("META-INF/manifest.xml", manifest)
        packed.writestr("content.xml", f"<office:document-content{spaces}>{body}</office:document-content>")
    return [_batch("f.ods", file.getvalue())]


def _cell(cell: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'


def _examples() -> Iterator[str]:
    for path in sorted((ROOT / "examples").iterdir()):
        if path.suffix in (".yaml", ".json") and path.name != "standards.yaml":
            yield f"examples/{path.name}"


@cache
def _household() -> list[Trial]:
    return [
        Trial({f"f{Path(path).suffix}": _text(path)}, ["calc", f"f{Path(path).suffix}", "--standards", STANDARDS])
        for path in _examples()
    ]


@cache
def _standards() -> list[Trial]:
    files = {"f.yaml": _text("examples/standards.yaml"), "good.csv": _flat()[0].files["f.csv"]}
    batch = ["batch", "good.csv", "-o", "out", "--standards", "f.yaml", "--processes", "1"]
    return [Trial(files, ["standards", "check", "f.yaml"]), Trial(files, batch)]


@cache
def _rules() -> list[Trial]:
    found = []
    for folder in ("rules/xianggui-2018", "tests/rules/invented-county"):
        files = {f"r/{path.name}": path.read_bytes() for path in sorted((ROOT / folder).glob("*.yaml"))}
        files["good.csv"] = _flat()[0].files["f.csv"]
        batch = ["batch", "good.csv", "-o", "out", "--rules", "r", "--ignore-extra", "--processes", "1"]
        found += [Trial(files, ["rules", "check", "r"]), Trial(files, batch)]
    return found


@cache
def _cases() -> list[Trial]:
    paths = sorted((ROOT / "cases/xianggui-2018").glob("*.cases.yaml"), key=lambda path: path.stat().st_size)[:4]
    extra = {f"good/{path.name}": path.read_bytes() for path in paths[0].parent.glob("*.yaml") if path not in paths}
    return [Trial({"f.cases.yaml": path.read_bytes(), **extra}, ["test", "f.cases.yaml"]) for path in paths]


@cache
def _record() -> list[Trial]:
    files = {"f.csv": _text("examples/audit/paid.csv"), "good.csv": _flat()[0].files["f.csv"]}
    return [Trial(files, ["audit", "good.csv", "--against", "f.csv", "--standards", STANDARDS])]


@cache
def _run_json() -> list[Trial]:
    """A finished batch that is proved again."""
    trial = _flat()[0]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "f.csv").write_bytes(trial.files["f.csv"])
        subprocess.run([sys.executable, "-m", "yzcomp", *trial.arguments], cwd=place, capture_output=True)
        files = {f"out/{path.name}": path.read_bytes() for path in (place / "out").iterdir()}
    json.loads(files["out/run.json"])
    verify = ["verify", "out", "f.csv", "--standards", STANDARDS]
    return [
        Trial({**trial.files, **files}, verify),
        Trial({**trial.files, **files}, ["audit", "out", "--against", "out"]),
    ]


_GOOD = {
    "household": _household, "flat": _flat, "tables": _tables, "xlsx": _xlsx, "xls": _xls, "ods": _ods,
    "standards": _standards, "rules": _rules, "cases": _cases, "record": _record, "run.json": _run_json,
}  # fmt: skip
KINDS = tuple(_GOOD)
