"""``yzcomp docs``: papers of a finished batch, computed once more and proved; nothing half-written, nothing astray."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.batches import HEADER, csv_file, row, workbook
from tests.conftest import ROOT, Call

TO_SEE = "退回 1 户，须核对 2 处（见rejected.csv，它们不在文件里、questions.csv）"
ROWS = [
    HEADER,
    row(合法建筑面积="100.5"),
    row(户编号="A2", 户主="../欧阳/建国", 村组="二组", 合法建筑面积="80"),
    row(户编号="431102199001011234", 户主="=cmd|'/c calc'!A1", 村组="一组"),
    row(户编号="A4", 合法常住人口="x"),
]


@pytest.fixture
def folder(call_cli: Call, tmp_path: Path) -> Path:
    """A finished batch, its input and its standards beside it."""
    csv_file(tmp_path / "v.csv", ROWS)
    shutil.copy(ROOT / "examples" / "standards.yaml", tmp_path / "rates.yaml")
    done = call_cli("batch", tmp_path / "v.csv", "-o", tmp_path / "out", "--standards", tmp_path / "rates.yaml")
    assert done.returncode == 1
    return tmp_path / "out"


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_one_file_of_a_sheet_each(call_cli: Call, folder: Path) -> None:
    target = folder.parent / "计算单.xlsx"
    done = call_cli("docs", folder, "--kind", "statement", "-o", target)
    assert done.stdout == f"3 户，写出 1 个文件：{target}\n"
    assert (done.returncode, done.stderr) == (1, f"需要处理：{TO_SEE}\n")
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["A1 张三", "A2 .._欧阳_建国", "… =cmd___c calc_!A1"]
    total = json.loads((folder / "run.json").read_text(encoding="utf-8"))["totals"]["payable"]
    sums = [r[4].value for sheet in book for r in sheet.iter_rows() if r[0].value == "应付合计"]
    assert f"{sum(sums):.2f}" == total


@pytest.mark.slow
def test_a_file_each_stays_in_the_folder(call_cli: Call, folder: Path) -> None:
    target = folder.parent / "单"
    assert call_cli("docs", folder, "--kind", "计算单", "-o", target, "--each", "--format", "html").returncode == 1
    names = ("0001 A1 张三", "0002 A2 .._欧阳_建国", "0003 … =cmd___c calc_!A1")
    assert files(target) == [f"计算单/{name}.html" for name in names]
    again = call_cli("docs", folder, "--kind", "计算单", "-o", target, "--each", "--format", "html")
    assert again.returncode == 2
    assert again.stderr == f"错误：{target}：文件夹里已有文件，没有覆盖。换一个文件夹，或加 --force\n"
    assert call_cli("docs", folder, "--kind", "计算单", "-o", target, "--each", "--force").returncode == 1


def test_one_village(call_cli: Call, folder: Path) -> None:
    target = folder.parent / "二组.xlsx"
    done = call_cli("docs", folder, "--kind", "statement", "-o", target, "--village", "二组")
    assert done.stdout == f"1 户，写出 1 个文件：{target}\n"
    lost = call_cli("docs", folder, "--kind", "statement", "-o", folder.parent / "x.xlsx", "--village", "三组")
    assert (lost.returncode, lost.stderr) == (2, "错误：「--village」没有村组“三组”。有：一组、二组\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--kind", "statment", "-o", "x.xlsx"), "「--kind」没有文件种类“statment”。是不是“statement”？"),
        (("--kind", "statement", "-o", "x.txt"), "x.txt：计算单不能写成 .txt。可用的格式：xlsx、html、docx、pdf"),
        (
            ("--kind", "statement", "-o", "x.xlsx", "--each"),
            "x.xlsx：几份文件不能写进一个文件。-o 写一个文件夹名，不带后缀",
        ),
    ],
)
def test_what_can_not_be_made(call_cli: Call, folder: Path, options: tuple[str, ...], said: str) -> None:
    done = call_cli("docs", folder, *options)
    assert (done.returncode, done.stderr) == (2, f"错误：{said}\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("v.csv", "100.5", "100.6", "输入 v.csv 在算完以后变了"),
        ("rates.yaml", "860", "870", "标准文件 rates.yaml（示例标准，非官方）：内容变了"),
        ("out/run.json", '"payable": "', '"payable": "1', "run.json 的合计：应付合计 记录 1"),
    ],
)
def test_a_batch_that_is_no_longer_what_it_was(
    call_cli: Call, folder: Path, name: str, old: str, new: str, said: str
) -> None:
    path = folder.parent / name
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode(), 1))
    before = files(folder.parent)
    done = call_cli("docs", folder, "--kind", "statement", "-o", folder.parent / "x.xlsx")
    assert done.returncode == 2
    assert f"错误：{folder}：{said}" in done.stderr
    assert done.stderr.endswith("。重新运行 yzcomp batch，再出文件\n")
    assert files(folder.parent) == before


def test_an_input_that_is_not_there(call_cli: Call, folder: Path) -> None:
    (folder.parent / "v.csv").unlink()
    done = call_cli("docs", folder, "--kind", "statement", "-o", folder.parent / "x.xlsx")
    assert done.returncode == 2
    assert done.stderr.startswith("错误：v.csv：没有找到这个输入文件。")


def test_what_has_been_paid_comes_from_a_ledger(call_cli: Call, folder: Path) -> None:
    """What was paid to a household that isn't in the batch is told, and a table without payments is none."""
    paid = csv_file(
        folder.parent / "paid.txt", [["户编号", "应付合计", "已付"], ["A1", "9", "1000.5"], ["A9", "9", "3"]]
    )
    target = folder.parent / "台账.xlsx"
    done = call_cli("docs", folder, "--kind", "台账", "-o", target, "--ledger", paid)
    assert done.stderr.splitlines()[-2] == f"警告：{paid} 里有已付而这批没有算出的户：A9。"
    assert "台账里另有 1 户" in done.stderr.splitlines()[-1]
    cells = {row[1].value: row[-2].value for row in openpyxl.load_workbook(target).worksheets[0].iter_rows()}
    assert (cells["A1"], cells["431102199001011234"]) == (1000.5, 0)
    csv_file(paid, [["户编号", "应付合计"], ["A1", "9"]])
    none = call_cli("docs", folder, "--kind", "台账", "-o", target, "--ledger", paid, "--force")
    assert (none.returncode, none.stderr) == (2, f"错误：{paid}：没有已付的金额。要有“已付”一列，或状态为已付的各条\n")


@pytest.mark.slow
def test_what_a_ledger_asks_of_itself_is_told(call_cli: Call, folder: Path) -> None:
    """A row that people don't see, a column of money that nobody knows, a sheet without households, a sum."""
    rows = [["户编号", "第一批", "第二批", "实付", "慰问费"], ["A1", 1, 2, 3, 7], ["A2", 1, 1, 3, 9]]
    paid = workbook(folder.parent / "付款.xlsx", {"发放": rows, "草稿": [["算一算", 5]]})
    book = openpyxl.load_workbook(paid)
    book["发放"].row_dimensions[3].hidden = True
    book.save(paid)
    done = call_cli("docs", folder, "--kind", "台账", "-o", folder.parent / "台账.xlsx", "--ledger", paid)
    assert [line for line in done.stderr.splitlines() if line.startswith("须核对")] == [
        "须核对：付款.xlsx 工作表“发放” 第1行“E”列：「慰问费」像是金额，没有计入：各格相加是 16.00。"
        "是付款、项目的，用 yzcomp columns 写出列的对照，确认后用 --columns",
        "须核对：付款.xlsx 工作表“发放”：有 1 行是隐藏的，也算在内：第3行。核对要不要算；要算的取消隐藏、清除筛选，不算的删去",
        "须核对：付款.xlsx 工作表“发放” 第3行“实付”列：合计不符：记录写的是 3.00，“第一批”＋“第二批”是 2.00",
    ]
    assert "付款.xlsx 工作表“草稿”：没有表头的工作表，数字各格相加是 5.00（2 格有内容）" in done.stdout
    assert (done.returncode, "文件本身须核对 3 处" in done.stderr.splitlines()[-1]) == (1, True)
    proposal = folder.parent / "对照.yaml"
    assert call_cli("columns", paid, "-o", proposal).returncode == 1
    text = proposal.read_text(encoding="utf-8")
    proposal.write_text(text.replace("确认: 否}", "确认: 是}"), encoding="utf-8")
    ledger = ("--ledger", paid, "--columns", proposal, "--force")
    done = call_cli("docs", folder, "--kind", "台账", "-o", folder.parent / "台账.xlsx", *ledger)
    assert (done.returncode, "文件本身须核对 2 处" in done.stderr.splitlines()[-1]) == (1, True), done.stderr


def test_several_kinds_at_once(call_cli: Call, folder: Path) -> None:
    target = folder.parent / "文件"
    done = call_cli("docs", folder, "--kind", "公示表,台账，汇总表", "-o", target, "--format", "docx")
    assert done.stdout == f"3 户，写出 3 个文件：{target}\n"
    assert files(target) == ["公示表.docx", "台账.docx", "汇总表.docx"]


@pytest.mark.many
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("公示表", "--layout", "他行"), ["「--layout」要出的文件用不到它。去掉它；用到它的是银行表"]),
        (("公示表", "--month", "2020-05", "--ledger", "x.csv"), ["「--ledger」要出的", "「--month」要出的"]),
        (("汇总表", "--template", "x.docx"), ["「--template」要出的文件用不到它。去掉它；用到它的是协议书"]),
        (("台账", "--mask", "name", "--formulas"), ["「--formulas」要出的", "「--mask」要出的"]),
        (("报告", "--each"), ["「--each」要出的文件用不到它。"]),
        (("计算单", "--formulas", "--format", "pdf"), ["「--formulas」只有 Excel 的计算单能写公式。写成 .xlsx"]),
    ],
)
def test_an_option_that_no_paper_uses_is_told(
    call_cli: Call, folder: Path, options: tuple[str, ...], said: list[str]
) -> None:
    done = call_cli("docs", folder, "--kind", *options, "-o", folder.parent / "纸")
    assert done.returncode == 2
    lines = [line for line in done.stderr.splitlines() if "「--" in line]
    assert all(w in line for line, w in zip(lines, said, strict=True))


@pytest.mark.slow
def test_two_formats_are_told(call_cli: Call, folder: Path) -> None:
    done = call_cli("docs", folder, "--kind", "公示表", "-o", folder.parent / "x.pdf", "--format", "docx")
    assert (done.returncode, done.stderr.endswith("x.pdf：-o 是 .pdf，--format 是 docx。去掉 --format\n")) == (2, True)
    household = ROOT / "examples" / "site.yaml"
    done = call_cli("calc", household, "-o", folder.parent / "x.pdf", "--format", "json")
    assert (done.returncode, "计算单不能写成 .json" in done.stderr) == (2, False)
    done = call_cli("calc", household, "--formulas")
    assert (done.returncode, done.stderr) == (2, "错误：「--formulas」屏幕上的计算单没有公式。加 -o 文件名.xlsx\n")


@pytest.mark.slow
def test_who_has_no_account_or_got_too_much_is_told(call_cli: Call, tmp_path: Path) -> None:
    csv_file(tmp_path / "v.csv", [HEADER, row()])
    call_cli("batch", tmp_path / "v.csv", "-o", tmp_path / "out")
    done = call_cli("docs", tmp_path / "out", "--kind", "花名册", "-o", tmp_path / "花名册.xlsx")
    assert "警告：花名册上没有账号：A1 张三 " in done.stderr
    assert "花名册要补的 1 户" in done.stderr.splitlines()[-1]
    paid = csv_file(tmp_path / "paid.csv", [["户编号", "已付"], ["A1", "99999999.5"]])
    done = call_cli("docs", tmp_path / "out", "--kind", "台账", "-o", tmp_path / "台账.xlsx", "--ledger", paid)
    assert "警告：已付超过应付：A1 多 " in done.stderr
    assert "已付超过应付 1 户" in done.stderr.splitlines()[-1]


@pytest.mark.slow
def test_accounts_come_from_a_ledger_where_the_register_has_none(call_cli: Call, tmp_path: Path) -> None:
    cells = [[*HEADER, "银行账号"], [*row(), "6217000010001234567"], [*row(户编号="A2", 户主="李四"), ""]]
    csv_file(tmp_path / "v.csv", cells)
    call_cli("batch", tmp_path / "v.csv", "-o", tmp_path / "out")
    head = ["户编号", "已付", "账号", "开户行"]
    paid = csv_file(
        tmp_path / "paid.csv",
        [head, ["A1", "1", "6217000010001234999", ""], ["A2", "2", "0217000010001234568", "农行"]],
    )
    command = ("docs", tmp_path / "out", "--kind", "银行表", "-o", tmp_path / "银行.csv", "--ledger", paid, "--force")
    done = call_cli(*command)
    assert "警告：名册与台账的银行账号不同，用的是名册的：A1 张三。\n" in done.stderr
    table = (tmp_path / "银行.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in table[1:]] == ["6217000010001234567", "0217000010001234568"]
    csv_file(paid, [head, ["A2", "2", "6.217E+18", "农行"]])
    done = call_cli(*command)
    assert (done.returncode, "paid.csv 第2行“账号”列：「银行账号」" in done.stderr) == (2, True)
