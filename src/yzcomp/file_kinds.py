"""What a file is, whatever it is called, and what takes it: told by its first bytes, by the keys or the heading that it
begins with, at last by its name. Whoever opens a file of one kind asks here whether it is plainly one of another."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from yzcomp.problems import Place, Problem, Refused


class Kind(NamedTuple):
    """What people call it, and which command or option takes it or what else is to be done."""

    name: str
    door: str


_AGAIN = "用 Excel 或 WPS 打开，另存为 .xlsx 再试"
_COPY = "程序读不了它：把内容录进表格（yzcomp template 写空表），再用 yzcomp batch 计算"
_ORIGINAL = "给出算它时所用的名册"
KINDS = {
    "household": Kind("一户的文件", "用 yzcomp calc 计算"),
    "households": Kind("一户或几户的列表（以“- ”开头）", "只有一户的去掉“- ”；几户的录成表，用 yzcomp batch 计算"),
    "table": Kind("表格", "名册用 yzcomp batch 计算，记录的金额用 yzcomp audit 名册 --against 核对"),
    "standards": Kind("标准文件", "用 --standards 指定它"),
    "rules": Kind("规则文件", "用 --rules 指定它"),
    "cases": Kind("案例文件", "用 yzcomp test 运行"),
    "columns": Kind("列的对照", "用 --columns 指定它"),
    "equivalent": Kind("无影响改动的清单", "用 yzcomp test 案例 --mutate --equivalent 指定它"),
    "draft": Kind("没有答完的问答", "用 yzcomp new -o 原来的文件名 接着填"),
    "manifest": Kind("批量结果的 run.json", "用 yzcomp verify 核对它所在的文件夹"),
    "statement": Kind("一户的计算单", "给出算它时所用的那一户的文件"),
    "report": Kind("程序写出的报告", _ORIGINAL),
    "schema": Kind("给编辑器用的 JSON Schema", "给出照它写的文件"),
    "items": Kind("批量结果的明细", "用 yzcomp audit 名册 --against 核对它"),
    "totals": Kind("批量结果的合计", "用 yzcomp audit 名册 --against 核对它"),
    "questions": Kind("批量结果的须核对清单", _ORIGINAL),
    "rejected": Kind("批量结果的退回清单", "退回的户用 yzcomp batch 名册 --fix-up 写成能改的表"),
    "summary": Kind("批量结果的汇总", _ORIGINAL),
    "unpaid": Kind("银行表没有写进的户", "给出银行表本身"),
    "record": Kind("记录金额的表", "用 yzcomp audit 名册 --against 核对它"),
    "results": Kind("算完的结果文件夹", "用 yzcomp verify 核对，或给 yzcomp audit、yzcomp readings"),
    "rules-folder": Kind("规则的文件夹", "用 --rules 指定它"),
    "cases-folder": Kind("案例的文件夹", "用 yzcomp test 运行"),
    "tables-folder": Kind("装着表格的文件夹", "用 yzcomp batch 计算"),
    "workbook": Kind("Excel 表格", "名册用 yzcomp batch 计算，记录的金额用 yzcomp audit 名册 --against 核对"),
    "parquet": Kind("Parquet 表", "名册用 yzcomp batch 计算，记录的金额用 yzcomp audit 名册 --against 核对"),
    "locked": Kind("加了密码的 Excel 文件", "在 Excel 或 WPS 里去掉打开文件的密码，存盘再试"),
    "excel-5": Kind("Excel 5.0/95 或更早的旧格式", _AGAIN),
    "et": Kind("WPS 表格自己的格式（.et）", "在 WPS 里另存为 .xlsx 再试"),
    "web-page": Kind("网页或 XML（有的系统这样导出）", _AGAIN),
    "utf-16": Kind("UTF-16 文字，开头却没有标记", "用记事本打开，另存为 UTF-8"),
    "database": Kind("数据库文件", "从原来的系统导出成 Excel 表再试"),
    "word": Kind("Word 或 WPS 文字文档", _COPY),
    "slides": Kind("演示文稿", _COPY),
    "pdf": Kind("PDF 文件", _COPY),
    "image": Kind("图片", _COPY),
    "mail": Kind("邮件", "把附件存成文件，给出附件"),
    "archive": Kind("压缩包", "先解压，给出里面的文件"),
    "binary": Kind("程序不认识的二进制文件", "核对是不是给错了文件"),
}
#: What is wanted, and the kinds that are it; of what has no kind nobody knows better.
_WANTED = {
    "roster": Kind("名册", "table workbook parquet tables-folder"),
    "record": Kind("记录的金额", "table workbook parquet items totals unpaid"),
    "register": Kind("名单", "table workbook parquet record"),
    "sample": Kind("填好的抽样表", "report table workbook parquet record"),
    "results": Kind("算完的结果文件夹", "results"),
    "standards": Kind("标准文件", "standards workbook"),
    "standards text": Kind("标准文件", "standards"),
    "rules": Kind("规则文件", "rules"),
    **{kind: Kind(KINDS[kind].name, kind) for kind in ("household", "cases", "columns", "equivalent", "draft")},
}
#: Kinds that may well hold what is wanted, in a form that can't be read.
_FORMS = frozenset(["locked", "excel-5", "et", "web-page", "utf-16"])
#: Kinds of text by keys of their outermost mapping: one of the words of a part, or all that stand together in it.
_KEYS = (
    ("manifest", ("program counts",)),
    ("statement", ("household not_paid",)),
    ("report", ("base alternatives", "recorded flags", "same differences")),
    ("schema", ("$schema",)),
    ("draft", ("没有答完",)),
    ("columns", ("列的对照",)),
    ("cases", ("cases", "案例")),
    ("equivalent", ("equivalent",)),
    ("standards", ("standard", "rates")),
    ("rules", ("rulebook", "items", "terms", "clauses", "requirements", "notices", "payees", "facts", "rounding")),
    ("household", ("household_id", "户编号", "head", "户主", "resettlement", "安置方式")),
)
_HEADINGS = (
    (
        "report",
        ("项目编号 记录金额 核算金额", "item_id recorded recomputed", "项目编号 原金额 新金额", "原位置 新位置"),
    ),
    ("items", ("项目编号 算式", "item_id formula")),
    ("totals", ("应付合计 待定项数", "payable pending_items")),
    ("questions", ("问题编号 相关记录", "question records")),
    ("rejected", ("来源 填写的值", "source problem")),
    ("unpaid", ("户编号 户名 金额 原因",)),
)
_SHEETS = (
    ("standards", ("标准文件",)),
    ("summary", ("按村组 按项目 总计", "按项目 按领款人和付款人")),
    ("report", ("差异 疑点 方法",)),
)
_BEGINNINGS = (
    ("image", (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")),
    ("parquet", (b"PAR1",)),
    ("pdf", (b"%PDF",)),
    ("word", (b"{\\rtf",)),
    ("archive", (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")),
    ("database", (b"SQLite format 3", b"\0\1\0\0Standard ")),
    ("excel-5", (b"\x09\0\x04\0", b"\x09\x02\x06\0", b"\x09\x04\x06\0", b"\x09\x08\x08\0\0\x05")),
    ("web-page", (b"<", b"\xef\xbb\xbf<", b"MIME-Version:")),
)
#: What parts of a packed or old Office file are called.
_PARTS = (("xl/", "workbook"), ("word/", "word"), ("ppt/", "slides"))
_STREAMS = {"EncryptedPackage": "locked", "Workbook": "workbook", "WordDocument": "word", "PowerPoint": "slides"}
_STREAMS |= {"Book": "excel-5", "__substg1.0_": "mail"}
_SUFFIXES = {
    **dict.fromkeys((".et", ".ett"), "et"),
    **dict.fromkeys((".doc", ".docx", ".wps", ".wpt", ".odt"), "word"),
    **dict.fromkeys((".ppt", ".pptx", ".dps"), "slides"),
    **dict.fromkeys((".zip", ".rar", ".7z"), "archive"),
}
#: How much of a text is looked at, and how many of its lines tell whether it is a table.
HEAD, _LINES = 1 << 14, 20


def refuse_other(kind: str | None, wanted: str, place: Place) -> None:
    """Raises :class:`Refused` where a file is of a kind that isn't what is ``wanted``."""
    if kind is not None and kind not in _WANTED[wanted].door.split():
        raise Refused([other(kind, wanted, place)])


def other(kind: str, wanted: str, place: Place) -> Problem:
    """That something is of another kind than what is wanted, or in a form that can't be read."""
    what = "不能直接读" if kind in _FORMS else f"不是{_WANTED[wanted].name}"
    return Problem("wrong-file", f"{this_is(kind)}，{what}", place, remedy=KINDS[kind].door)


def this_is(kind: str) -> str:
    """``这是标准文件``, ``这是 PDF 文件``."""
    name = KINDS[kind].name
    return f"这是{' ' if name[0].isascii() else ''}{name}"


def of_bytes(content: bytes, name: str = "") -> str | None:
    """The kind of what is no text, by all of its bytes or by the first; ``None`` for text."""
    for kind, beginnings in _BEGINNINGS:
        if content.startswith(beginnings):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _packed(content, name)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        found = (kind for stream, kind in _STREAMS.items() if stream.encode("utf-16-le") in content)
        return next(found, None) or _by_name(name)
    head = content[:1000]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    few, many = sorted((head[0::2].count(0), head[1::2].count(0)))
    if few * 10 < many and many > 4 + len(head) // 20:
        return "utf-16"
    odd = sum(byte < 9 or 13 < byte < 27 for byte in head)
    return (_by_name(name) or "binary") if odd > 4 + len(head) // 20 else None


def _packed(content: bytes, name: str) -> str | None:
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.namelist()
            if "mimetype" in parts and archive.getinfo("mimetype").file_size < 200:
                mime = archive.read("mimetype")
                return "workbook" if b"spreadsheet" in mime else "slides" if b"presentation" in mime else "word"
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):
        return _by_name(name)
    found = (kind for part, kind in _PARTS if any(one.lower().startswith(part) for one in parts))
    return next(found, None) or ("workbook" if "content.xml" in parts else "archive")


def _by_name(name: str) -> str | None:
    return _SUFFIXES.get(Path(name).suffix.lower())


def of_text(text: str) -> str | None:
    """The kind of a text, by how it begins; ``None`` where that says nothing."""
    from yzcomp.strict_yaml import outer_keys  # names of files are looked at without it

    head = text[:HEAD]
    keys, listed = outer_keys(head)
    kind = _first(_KEYS, keys)
    if kind is not None or keys:
        return "households" if kind == "household" and listed else kind
    lines = [line for line in head.splitlines() if line.strip()][:_LINES]
    for mark in ",\t;":
        if 2 * sum(mark in line for line in lines) > len(lines) and not {"{", "["} & set(lines[0]):
            return of_heading(lines[0].split(mark)) or "table"
    return None


def of_heading(words: Iterable[str]) -> str | None:
    """The kind of a table that the program itself has written, by its heading."""
    return _first(_HEADINGS, [word.strip('"\ufeff ') for word in words])


def of_sheets(names: Sequence[str]) -> str | None:
    """The kind of a workbook that the program itself has written, by its sheets."""
    return _first(_SHEETS, names)


def of_folder(folder: str | Path) -> str | None:
    """What a folder holds, by the names in it; ``None`` where they say nothing."""
    try:
        names = sorted(path.name.lower() for path in Path(folder).iterdir())
    except OSError:
        return None
    if "run.json" in names and {"items.csv", "items.parquet"} & set(names):
        return "results"
    endings = {
        "tables-folder": (".csv", ".xlsx", ".xls", ".parquet"),
        "cases-folder": (".cases.yaml", ".cases.yml"),
        "rules-folder": ("rulebook.yaml", "items.yaml"),
    }
    return next((kind for kind, ends in endings.items() if any(name.endswith(ends) for name in names)), None)


def _first(kinds: tuple[tuple[str, tuple[str, ...]], ...], words: Iterable[str]) -> str | None:
    given = set(words)
    return next((kind for kind, parts in kinds if any(given >= set(part.split()) for part in parts)), None)
