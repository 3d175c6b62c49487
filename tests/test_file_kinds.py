"""Every door and every wrong thing brought to it: one sentence that says what it is and what takes it."""

import io
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.batches import HEADER, ROW, batch, csv_text, row, workbook
from tests.conftest import ROOT, Call
from tests.households import STANDARDS, rulebook, statement
from tests.households import household as a_household
from yzcomp import Refused, file_kinds
from yzcomp.audit.recorded_reader import read_recorded
from yzcomp.batch.finished import read_manifest
from yzcomp.cases.load import load_cases
from yzcomp.cases.mutants import load_equivalent
from yzcomp.documents.as_json import statement_json
from yzcomp.household.files import read_household_file
from yzcomp.rulebook.load import load_rulebook
from yzcomp.rulebook.standards import load_standards
from yzcomp.tables.columnmap import ColumnMap
from yzcomp.tables.sources import Source

ROSTER = csv_text([HEADER, ROW, row(户编号="A2")]).encode()
TO_TABLE = "名册用 yzcomp batch 计算，记录的金额用 yzcomp audit 名册 --against 核对"
COPY = "程序读不了它：把内容录进表格（yzcomp template 写空表），再用 yzcomp batch 计算"
AGAIN = "用 Excel 或 WPS 打开，另存为 .xlsx 再试"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(*parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for part in parts:
            archive.writestr(part, "<a/>")
    return made.getvalue()


def book(sheet: str = "名册") -> bytes:
    made, workbook = io.BytesIO(), openpyxl.Workbook()
    workbook.worksheets[0].title = sheet
    workbook.worksheets[0].append(HEADER)
    workbook.save(made)
    return made.getvalue()


#: What is brought: what it is called, its bytes, its kind, what it is said to be and what is to be done with it.
BROUGHT: dict[str, tuple[bytes, str, str]] = {
    "户.yaml": ("户编号: A1\n户主: 张三\n".encode(), "一户的文件", "用 yzcomp calc 计算"),
    "户.json": (b'{"household_id": "A1", "head": "x"}', "一户的文件", "用 yzcomp calc 计算"),
    "名册.csv": (ROSTER, "表格", TO_TABLE),
    "名册.dat": (ROSTER.replace(b",", b"\t"), "表格", TO_TABLE),
    "名册.xlsx": (book(), " Excel 表格", TO_TABLE),
    "名册": (book(), " Excel 表格", TO_TABLE),
    "标准.yaml": (STANDARDS.read_bytes(), "标准文件", "用 --standards 指定它"),
    "规则.yaml": ((ROOT / "tests/rules/invented-county/items.yaml").read_bytes(), "规则文件", "用 --rules 指定它"),
    "案例.yaml": (b"cases:\n  - {name: x}\n", "案例文件", "用 yzcomp test 运行"),
    "对照.yaml": ("列的对照:\n- 每行是: 户\n".encode(), "列的对照", "用 --columns 指定它"),
    "清单.yaml": (b"equivalent: []\n", "无影响改动的清单", "用 yzcomp test 案例 --mutate --equivalent 指定它"),
    "图.png": (b"\x89PNG\r\n\x1a\n" + bytes(60), "图片", COPY),
    "扫描.csv": (b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(60), "图片", COPY),
    "通知.pdf": (b"%PDF-1.7\n%\xe2\xe3", " PDF 文件", COPY),
    "通知.docx": (packed("[Content_Types].xml", "word/document.xml"), " Word 或 WPS 文字文档", COPY),
    "通知.xlsx": (packed("[Content_Types].xml", "word/document.xml"), " Word 或 WPS 文字文档", COPY),
    "通知.doc": (OLE + bytes(500) + "WordDocument".encode("utf-16-le"), " Word 或 WPS 文字文档", COPY),
    "通知.wps": (OLE + bytes(500), " Word 或 WPS 文字文档", COPY),
    "汇报.pptx": (packed("ppt/presentation.xml"), "演示文稿", COPY),
    "资料.zip": (packed("名册.csv"), "压缩包", "先解压，给出里面的文件"),
    "资料.rar": (b"Rar!\x1a\x07\x00" + bytes(60), "压缩包", "先解压，给出里面的文件"),
    "数据.bin": (bytes(range(256)) * 4, "程序不认识的二进制文件", "核对是不是给错了文件"),
}
#: Forms of what may be wanted, which nothing can read.
UNREADABLE: dict[str, tuple[bytes, str, str]] = {
    "房屋.et": (OLE + bytes(500), " WPS 表格自己的格式（.et）", "在 WPS 里另存为 .xlsx 再试"),
    "旧.xls": (b"\x09\x08\x08\0\0\x05\x05\0" + bytes(90), " Excel 5.0/95 或更早的旧格式", AGAIN),
    "旧2.xls": (OLE + bytes(500) + "Book".encode("utf-16-le"), " Excel 5.0/95 或更早的旧格式", AGAIN),
    "导出.xls": (b"<html><table>", "网页或 XML（有的系统这样导出）", AGAIN),
    "密.xlsx": (
        OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le"),
        "加了密码的 Excel 文件",
        "在 Excel 或 WPS 里去掉打开文件的密码，存盘再试",
    ),
    "宽.csv": (
        ROSTER.decode().encode("utf-16-le"),
        " UTF-16 文字，开头却没有标记",
        "用记事本打开，另存为 UTF-8",
    ),
}


def table(path: Path) -> Any:
    with closing(Source(path)) as source:
        return source.sheets()


DOORS: dict[str, tuple[Callable[[Path], Any], str, tuple[str, ...]]] = {
    "calc": (read_household_file, "一户的文件", ("一户的文件",)),
    "batch": (table, "名册", ("表格", " Excel 表格")),
    "--against": (lambda path: read_recorded(path, rulebook()), "记录的金额", ("表格", " Excel 表格")),
    "--rules": (load_rulebook, "规则文件", ("规则文件",)),
    "--standards": (lambda path: load_standards([path], rulebook()), "标准文件", ("标准文件",)),
    "--columns": (ColumnMap, "列的对照", ("列的对照",)),
    "test": (lambda path: load_cases([path]), "案例文件", ("案例文件",)),
    "--equivalent": (lambda path: load_equivalent(path, []), "无影响改动的清单", ("无影响改动的清单",)),
    "verify": (read_manifest, "算完的结果文件夹", ()),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", [*BROUGHT, *UNREADABLE])
def test_each_wrong_thing_at_each_door(tmp_path: Path, door: str, name: str) -> None:
    content, what, remedy = (BROUGHT | UNREADABLE)[name]
    read, wanted, right = DOORS[door]
    path = tmp_path / name
    path.write_bytes(content)
    if what in right:
        return
    with pytest.raises(Refused) as refused:
        read(path)
    (problem,) = refused.value.problems
    assert problem.code == "wrong-file" and name in problem.place.file
    otherwise = "不能直接读" if name in UNREADABLE else f"不是{wanted}"
    assert problem.sentence() == f"这是{what}，{otherwise}。{remedy}"


@pytest.mark.parametrize("door", [door for door in DOORS if door != "verify"])
def test_a_file_without_a_byte(tmp_path: Path, door: str) -> None:
    for name in ("空.yaml", "空.csv", "空.xlsx"):
        (tmp_path / name).touch()
        with pytest.raises(Refused) as refused:
            DOORS[door][0](tmp_path / name)
        assert [p.sentence() for p in refused.value.problems] == ["文件是空的。核对是不是给错了，或没有存盘"]


@pytest.mark.slow
def test_what_the_program_has_written_is_known(tmp_path: Path) -> None:
    """Whatever a batch writes is told apart from a roster, in both languages, and saved as a workbook too."""
    source = tmp_path / "名册.csv"
    source.write_bytes(ROSTER)
    for english in (False, True):
        done = batch(tmp_path, source, english=english)
        for name, kind in (
            ("items", "明细"),
            ("totals", "合计"),
            ("questions", "须核对清单"),
            ("rejected", "退回清单"),
        ):
            text = (done.folder / f"{name}.csv").read_text(encoding="utf-8-sig")
            again = workbook(tmp_path / "另存.xlsx", {"Sheet1": [line.split(",") for line in text.splitlines()]})
            for path in (done.folder / f"{name}.csv", again):
                with pytest.raises(Refused, match=f"这是批量结果的{kind}，不是名册"):
                    Source(path)
        with pytest.raises(Refused, match="这是批量结果的汇总，不是名册"):
            Source(done.folder / "summary.xlsx")
        with pytest.raises(Refused, match=r"这是批量结果的 run.json，不是名册。用 yzcomp verify 核对它所在的文件夹"):
            Source(done.folder / "run.json")
        with pytest.raises(Refused) as refused:
            batch(tmp_path, done.folder)
        (problem,) = refused.value.problems
        assert problem.sentence() == (
            "这是算完的结果文件夹，不是名册。用 yzcomp verify 核对，或给 yzcomp audit、yzcomp readings"
        )
        assert read_recorded(done.folder / "items.csv", rulebook()).file.rows > 0
    assert file_kinds.of_text(statement_json(statement(a_household()))) == "statement"


@pytest.mark.many
@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("calc {名册.csv}", f"这是表格，不是一户的文件。{TO_TABLE}"),
        ("batch {户.yaml} -o {neu}", "这是一户的文件，不是名册。用 yzcomp calc 计算"),
        ("audit {户.yaml}", "这是一户的文件，不是名册。用 yzcomp calc 计算"),
        ("audit {名册.csv} --against {名册.csv}", "没有金额列，像是名册，不是记录的金额"),
        ("batch {付款.csv} -o {neu}", "这是记录金额的表，不是名册。用 yzcomp audit 名册 --against 核对它"),
        ("columns {标准.yaml} -o {neu}", "这是标准文件，不是名册。用 --standards 指定它"),
        ("readings {标准.yaml}", "这是标准文件，不是一户的文件。用 --standards 指定它"),
        ("test {夹}", "这是装着表格的文件夹，不是案例文件。用 yzcomp batch 计算"),
        ("rules check {夹}", "这是装着表格的文件夹，不是规则文件。用 yzcomp batch 计算"),
        ("audit {名册.csv} --against {夹}", "这是装着表格的文件夹，不是算完的结果文件夹。用 yzcomp batch 计算"),
        ("calc {夹}", "这是装着表格的文件夹，不是一户的文件。用 yzcomp batch 计算"),
        ("verify {夹}", "这是装着表格的文件夹，不是算完的结果文件夹。用 yzcomp batch 计算"),
    ],
)
def test_from_the_command_line(call_cli: Call, tmp_path: Path, command: str, said: str) -> None:
    for name in ("名册.csv", "户.yaml", "标准.yaml"):
        (tmp_path / name).write_bytes(BROUGHT[name][0])
    (tmp_path / "付款.csv").write_text("户编号,户主,房屋补偿费,搬家补助费\nA1,张三,1,2\n", encoding="utf-8")
    (tmp_path / "夹").mkdir()
    (tmp_path / "夹" / "名册.csv").write_bytes(ROSTER)
    done = call_cli(*(str(tmp_path / word[1:-1]) if word[0] == "{" else word for word in command.split()))
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr and done.stderr.count("\n") == 1
    assert not (tmp_path / "neu").exists()


def test_a_table_of_text_with_the_name_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_bytes(ROSTER.replace(b",", b"\t"))
    assert batch(tmp_path, path).counts == (2, 2, 0)


@pytest.mark.slow
def test_what_is_damaged_is_no_other_kind(tmp_path: Path) -> None:
    for content in (packed()[:-3] + b"x", book()[:2000], OLE, b"\x00\x01\x02" * 99):
        path = tmp_path / "坏.xlsx"
        path.write_bytes(content)
        with pytest.raises(Refused, match=r"坏\.xlsx："):
            Source(path)


def beside(folder: Path, *names: str) -> Path:
    target = folder / "表"
    target.mkdir()
    (target / "户.csv").write_bytes(ROSTER)
    for name in names:
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_bytes((BROUGHT | UNREADABLE).get(Path(name).name, (b"abc",))[0])
    return target


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("房屋.et", "没有读： WPS 表格自己的格式（.et）。在 WPS 里另存为 .xlsx 再试"),
        ("通知.wps", "没有读： Word 或 WPS 文字文档。"),
        ("通知.doc", "没有读： Word 或 WPS 文字文档。"),
        ("资料.zip", "没有读：压缩包。先解压"),
        ("户.yaml", "没有读：一户的文件。用 yzcomp calc 计算"),
        ("房屋.dat", "没有读：不是表格的文件。要读的另存为 .xlsx"),
        ("房屋/名册.csv", "没有读：文件夹里的文件夹。把要读的表移到外面来"),
        ("密.xlsx", "这是加了密码的 Excel 文件，不能直接读"),
    ],
)
def test_what_a_folder_holds_besides_its_tables_is_named(tmp_path: Path, name: str, said: str) -> None:
    folder = beside(tmp_path, name)
    with pytest.raises(Refused) as refused:
        batch(tmp_path, folder)
    (problem,) = refused.value.problems
    assert problem.place.file == f"表/{name.partition('/')[0]}"
    assert problem.sentence().startswith(said.replace("： ", "：")), problem.sentence()


@pytest.mark.slow
def test_what_may_lie_in_a_folder_is_listed(tmp_path: Path, call_cli: Call) -> None:
    folder = beside(tmp_path, "通知.pdf", "图.png", "标准.yaml", "Thumbs.db", "~$户.xlsx", ".~lock.户.csv#")
    done = batch(tmp_path, folder)
    listed = [(one.file, one.what) for one in done.result.manifest.passed_over]
    assert listed == [("表/图.png", "图片"), ("表/标准.yaml", "标准文件"), ("表/通知.pdf", "PDF 文件")]
    assert call_cli("verify", done.folder, folder, "--standards", STANDARDS).returncode == 0
    (folder / "房屋.et").write_bytes(OLE + bytes(500))
    ignored = batch(tmp_path, folder, ignore_extra=True)
    assert ("表/房屋.et", "WPS 表格自己的格式（.et）") in [
        (p.file, p.what) for p in ignored.result.manifest.passed_over
    ]
    assert call_cli("verify", ignored.folder, folder, "--standards", STANDARDS).returncode == 0
