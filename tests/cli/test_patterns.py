"""Patterns that the shell has left as they are, and names of results that promise another kind of file."""

import shutil
from pathlib import Path

import pytest

from tests.batches import HEADER, csv_file, row, table
from tests.commands import COMMANDS
from tests.conftest import ROOT, Call
from yzcomp.cli import patterns

#: What else options take: none of it names a file that is read.
_OTHER = {
    "格式",
    "名称=选项",
    "名称=数",
    "文件夹",
    "zh|en",
    "csv|parquet",
    "household|columnar|spark",
    "编码",
    "数",
    "元",
    "日期",
    "户数",
    "种子",
    "方法",
    "层",
    "数据库",
    "地址",
    "词",
    "项目",
}
_OTHER |= {"种类", "元|百分数", "百分数", "村组", "去处", "name|none", "月份", None}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name, number in (("甲.csv", "A1"), ("乙.csv", "A2"), ("~$乙.csv", "A3"), ("丙1.csv", "A4")):
        csv_file(tmp_path / name, [HEADER, row(户编号=number)])
    shutil.copy(ROOT / "examples/standards.yaml", tmp_path / "标准.yaml")
    shutil.copy(ROOT / "examples/site.yaml", tmp_path / "户1.yaml")
    shutil.copy(ROOT / "examples/site.yaml", tmp_path / "户2.yaml")
    return tmp_path


@pytest.mark.many
@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["*.csv"], ["A4", "A2", "A1"]),
        (["?.csv"], ["A2", "A1"]),
        (["[甲乙].csv"], ["A2", "A1"]),
        (["甲.csv", "丙*.csv"], ["A1", "A4"]),
        (["丙[0-9].*"], ["A4"]),
    ],
)
def test_inputs(call_cli: Call, place: Path, given: list[str], found: list[str]) -> None:
    done = call_cli("batch", *(place / one for one in given), "-o", place / "结果")
    assert done.returncode in (0, 1), done.stderr
    assert [one["户编号"] for one in table(place / "结果" / "totals.csv")] == found


def test_options_that_may_be_given_several_times(call_cli: Call, place: Path) -> None:
    done = call_cli("calc", place / "户1.yaml", "--standards", place / "标*.yaml")
    assert "134,835.10" in done.stdout


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            "rules check {户?.yaml}",
            "{户?.yaml}：有 2 个文件与它相符（{户1.yaml}、{户2.yaml}），这里只能写一个。写明是哪一个",
        ),
        ("calc {人*.yaml}", "{人*.yaml}：没有与它相符的文件。检查文件名和所在的文件夹"),
        ("audit {甲.csv} --against {*.csv}", "{*.csv}：有 3 个文件与它相符"),
        ("batch {*.xlsx} -o {新}", "{*.xlsx}：没有与它相符的文件"),
        ("calc {户[3].yaml}", "{户[3].yaml}：没有这个文件"),
    ],
)
def test_one_file_only(call_cli: Call, place: Path, command: str, said: str) -> None:
    done = call_cli(*command.replace("{", f"{place}/").replace("}", "").split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"错误：{said.replace('{', f'{place}/').replace('}', '')}")


def test_a_file_whose_name_looks_like_a_pattern(call_cli: Call, place: Path) -> None:
    (place / "户1.yaml").rename(place / "户[3].yaml")
    assert call_cli("calc", place / "户[3].yaml").returncode == 1


def test_every_option_is_known_as_a_file_that_is_read_or_not() -> None:
    found = {parameter.metavar for command in COMMANDS.values() for parameter in command.params}
    assert found == patterns._READ | _OTHER


@pytest.mark.many
@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("batch {甲.csv} -o {结果.xlsx}", "结果是文件夹，不是文件。写文件夹的名称，如 结果"),
        ("batch {甲.csv} -o {结果.csv}", "结果是文件夹，不是文件。写文件夹的名称，如 结果"),
        ("cases new -o {案例.xlsx}", "案例是 .yaml、.yml 文件，不能写成 .xlsx。文件名以 .yaml 结尾"),
        ("columns {甲.csv} -o {对照.xlsx}", "列的对照是 .yaml、.yml 文件，不能写成 .xlsx。文件名以 .yaml 结尾"),
        (
            "audit {甲.csv} -o {差异.xlsx}",
            "差异、报告是 .csv、.html 文件，不能写成 .xlsx。以 .csv、.html 结尾；Excel 用 --xlsx",
        ),
        ("audit {甲.csv} --xlsx {审计.csv}", "审计报告是 .xlsx 文件，不能写成 .csv。文件名以 .xlsx 结尾"),
        ("rules diff xianggui-2018 xianggui-2018 -o {差异.docx}", "差异是 .csv 文件，不能写成 .docx"),
        ("test {案例.cases.yaml} --junit {结果.xlsx}", "JUnit 结果是 .xml 文件，不能写成 .xlsx"),
        ("standards new -o {标准.csv}", "标准文件是 .yaml、.yml"),
        ("template -o {空表.pdf}", "不能写成 .pdf 文件"),
        ("new -o {户.xlsx}", "一户的文件是 YAML 文件"),
    ],
)
def test_a_result_under_the_name_of_something_else(call_cli: Call, place: Path, command: str, said: str) -> None:
    before = sorted(path.name for path in place.iterdir())
    done = call_cli(*(word.replace("{", f"{place}/").replace("}", "") for word in command.split()))
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr and done.stderr.count("\n") == 1
    assert sorted(path.name for path in place.iterdir()) == before
