"""``yzcomp sampling``: how many, what follows from those looked at, and how amounts begin."""

from pathlib import Path

import openpyxl
import pytest

from tests.batches import HEADER, csv_file, row, workbook
from tests.conftest import Call

TITLES = ["户编号", "层", "层的户数", "间隔（元）", "记录金额（元）", "查实金额（元）"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tolerable", "5%", "--expected", "1%"], "抽 93 户；其中最多 1 户有差错"),
        (["--tolerable", "５％", "--households", "1200", "--confidence", "90%"], "抽 45 户；其中最多 0 户有差错"),
        (
            ["--total", "5,000,000元", "--tolerable", "100000"],
            "抽 150 户，间隔约 33,333.33 元；没有差错时的系数 2.995733",
        ),
        (["--total", "5000000", "--tolerable", "2%", "--expected", "20000"], "抽 232 户，间隔约 21,551.72 元"),
    ],
)
def test_sizes(call_cli: Call, arguments: list[str], said: str) -> None:
    done = call_cli("sampling", "size", *arguments)
    assert (done.returncode, said in done.stdout, done.stderr) == (0, True, ""), done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tolerable", "500"], "「--tolerable」差错率写成百分数"),
        (["--tolerable", "5%", "--expected", "5%"], "预计差错要小于可容忍差错"),
        (["--tolerable", "5%", "--expected", "4.99%"], "预计差错离可容忍差错太近"),
        (["--tolerable", "x%"], "“x”不是数字"),
        (["--tolerable", "9", "--total", "0"], "「--total」总额要大于0"),
        (["--tolerable", "9", "--total", "8"], "可容忍差错不大于全部"),
        (["--tolerable", "5%", "--confidence", "40"], "置信度从 50% 到不满 100%"),
        (["--tolerable", "5%", "--confidence", "100%"], "置信度从 50% 到不满 100%"),
    ],
)
def test_sizes_that_make_no_sense(call_cli: Call, arguments: list[str], said: str) -> None:
    done = call_cli("sampling", "size", *arguments)
    assert (done.returncode, done.stdout, said in done.stderr) == (2, "", True), done.stderr


def sheet(path: Path, *rows: list[str]) -> Path:
    return csv_file(path, [TITLES, *rows])


@pytest.mark.slow
def test_a_sample_is_drawn_filled_in_and_evaluated(call_cli: Call, tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [HEADER, *(row(户编号=f"00{n}", 合法建筑面积=f"{n}00") for n in range(1, 7))])
    paid = csv_file(tmp_path / "p.csv", [["户编号", "合计"], *([f"00{n}", f"{2200 + n}"] for n in range(1, 7))])
    book = tmp_path / "a.xlsx"
    call_cli("audit", source, "--against", paid, "--sample", "3", "--seed", "20190301", "--xlsx", book)
    done = call_cli("sampling", "evaluate", book)
    assert done.returncode == 2
    assert "a.xlsx 工作表“抽样” 第4行“查实金额（元）”列：没有填写；没有查的户不能当作没有差错" in done.stderr
    filled = openpyxl.load_workbook(book)
    drawn = filled["抽样"]
    for number in range(4, 7):
        drawn.cell(number, 8).value = drawn.cell(number, 7).value  # type: ignore[union-attr]
    filled.save(book)
    done = call_cli("sampling", "evaluate", book, "--tolerable", "20000")
    assert (done.returncode, done.stderr) == (0, "")
    # 13,221.00 ÷ 3 = 4,407.00；4,407.00 × 2.995733 = 13,202.1954，进到分
    assert [line.split() for line in done.stdout.splitlines() if line.startswith("多记 ")] == [
        ["多记", "0.00", "0.00", "13,202.20"]
    ]
    assert "多记的上限 13,202.20 元，不超过可容忍差错 20,000.00 元：可以接受。" in done.stdout
    assert "记录里漏掉的户和漏记的项目抽不到" in done.stdout
    assert call_cli("sampling", "evaluate", book, "--tolerable", "13202.19").returncode == 1


def test_what_a_sample_by_lot_says(call_cli: Call, tmp_path: Path) -> None:
    rows = [[f"{n}", "简单随机", "50", "", "1000", "900" if n == 1 else "1000"] for n in range(5)]
    done = call_cli("sampling", "evaluate", sheet(tmp_path / "s.csv", *rows), "--tolerable", "5000")
    assert done.returncode == 1
    assert [line.split() for line in done.stdout.splitlines() if line.startswith(("简单", "多记"))] == [
        ["简单随机", "50", "5", "1"],
        ["多记", "100.00", "1,000.00", "—"],
    ]
    assert "差错率的上限 64.00%" in done.stdout
    assert "可容忍差错 5,000.00 元：没有上限可比。" in done.stdout
    assert "需要处理：抽查有差错 1 户，上限超过可容忍差错，或说不出上限" in done.stderr
    chosen = sheet(tmp_path / "c.csv", ["1", "按金额", "0", "", "1000", "1000"])
    done = call_cli("sampling", "evaluate", chosen)
    assert (done.returncode, "不能推断没有查的户" in done.stdout) == (0, True)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["1", "货币单元", "5", "100", "0", "0"]], "按货币单元抽中的金额要大于0"),
        ([["1", "货币单元", "5", "100", "10", "x"]], "“查实金额（元）”列：“x”不是数字"),
        ([], "没有抽样的行"),
    ],
)
def test_a_sample_that_cannot_be_evaluated(call_cli: Call, tmp_path: Path, rows: list[list[str]], said: str) -> None:
    done = call_cli("sampling", "evaluate", sheet(tmp_path / "s.csv", *rows))
    assert (done.returncode, done.stdout, said in done.stderr) == (2, "", True), done.stderr


def test_a_table_that_is_no_sample(call_cli: Call, tmp_path: Path) -> None:
    done = call_cli("sampling", "evaluate", csv_file(tmp_path / "s.csv", [["户编号", "金额"], ["1", "2"]]))
    assert (done.returncode, "没有这些列：层、层的户数、间隔（元）、查实金额（元）" in done.stderr) == (2, True)


def test_digits(call_cli: Call, tmp_path: Path) -> None:
    amounts = ["20000", "2000", "300.5", "0.07", "-5", "", "1230"]
    rows = [["户编号", "项目", "金额"], *(["1", "搬家补助费", amount] for amount in amounts)]
    done = call_cli("sampling", "digits", csv_file(tmp_path / "r.csv", rows))
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["2", "2", "40.0%", "17.6%"] in lines
    assert ["7", "1", "20.0%", "5.8%"] in lines
    assert ["10000", "元的整数倍", "1", "20.0%"] in lines
    assert ["有角分", "2", "40.0%"] in lines


@pytest.mark.slow
def test_what_a_record_or_a_sample_asks_of_itself_is_told(call_cli: Call, tmp_path: Path) -> None:
    """Rows that people don't see, an amount that can't be read, sheets that aren't used."""
    sample = workbook(tmp_path / "s.xlsx", {"一": [TITLES, ["1", "简单随机", "5", "", "10", "10"]], "二": [["备忘"]]})
    record = workbook(tmp_path / "r.xlsx", {"一": [["户编号", "项目", "金额"], ["1", "搬家补助费", "2OOO"]]})
    for path in (sample, record):
        book = openpyxl.load_workbook(path)
        book["一"].row_dimensions[2].hidden = True
        book.save(path)
    done = call_cli("sampling", "evaluate", sample)
    assert (done.returncode, "须核对：s.xlsx 工作表“一”：有 1 行是隐藏的" in done.stderr) == (1, True), done.stderr
    assert "略过：s.xlsx 工作表“二”：不是抽样的工作表（1 格有内容）" in done.stdout
    done = call_cli("sampling", "digits", record)
    assert (done.returncode, "须核对：r.xlsx 工作表“一”：有 1 行是隐藏的" in done.stderr) == (1, True), done.stderr
    assert "警告：r.xlsx 工作表“一” 第2行“金额”列：“2OOO”带有单位“OOO”" in done.stderr
    assert "文件本身须核对 1 处，金额读不出 1 个" in done.stderr.splitlines()[-1]
