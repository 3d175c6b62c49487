"""``yzcomp template`` from outside: the three kinds of tables, and ``batch`` reading them back."""

import csv
import time
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.filled import OWN_ID, fill_in

STANDARDS = "examples/standards.yaml"


@pytest.mark.slow
def test_what_is_written_is_said_on_standard_error(run_cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "空表.xlsx"
    done = run_cli("template", "-o", path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"已写出空表：{path}。删去示例行，填好后用 yzcomp batch {path} -o 结果文件夹 计算。\n"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["空表.xlsx", "空表.csv", "空表", "空表.XLSX"])
def test_batch_computes_the_example_under_a_number_of_its_own(run_cli: Run, tmp_path: Path, name: str) -> None:
    assert run_cli("template", "-o", tmp_path / name).returncode == 0
    fill_in(tmp_path / name)
    done = run_cli("batch", tmp_path / name, "-o", tmp_path / "结果", "--standards", STANDARDS)
    assert (done.returncode, done.stderr) == (0, "")
    with (tmp_path / "结果/totals.csv").open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert (row["户编号"], row["待定项数"]) == (OWN_ID, "0")


@pytest.mark.slow
def test_the_same_bytes_at_any_time(run_cli: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    run_cli("template", "-o", first)
    time.sleep(2.1)  # an archive keeps time to two seconds
    run_cli("template", "-o", second, env={"TZ": "America/New_York", "LANG": "C", "PYTHONHASHSEED": "7"})
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["空表.xlsx", "空表.csv", "空表"])
def test_nothing_is_overwritten_unasked(run_cli: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    run_cli("template", "-o", path)
    again = run_cli("template", "-o", path)
    message = "文件夹里已有文件，没有覆盖" if name == "空表" else "文件已经存在，没有覆盖"
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr == f"错误：{path}：{message}。换一个名称，或加 --force\n"
    assert run_cli("template", "-o", path, "--force").returncode == 0


@pytest.mark.slow
def test_other_files_are_not_made(run_cli: Run, tmp_path: Path) -> None:
    done = run_cli("template", "-o", tmp_path / "空表.pdf")
    assert done.returncode == 2
    assert done.stderr == (
        f"错误：{tmp_path / '空表.pdf'}：不能写成 .pdf 文件。以 .xlsx 或 .csv 结尾；不带后缀的是装 CSV 的文件夹；.docx 是协议书的模板\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_standard_output_is_no_place_for_tables(run_cli: Run, tmp_path: Path) -> None:
    done = run_cli("template", "-o", "-", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "不能写到标准输出" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_folder_one_is_in(run_cli: Run, tmp_path: Path) -> None:
    assert run_cli("template", "-o", ".", cwd=tmp_path).returncode == 0
    assert len(list(tmp_path.iterdir())) == 9


@pytest.mark.slow
def test_another_rulebook_has_columns_of_its_own(run_cli: Run, tmp_path: Path) -> None:
    rules = "tests/rules/invented-county"
    assert run_cli("template", "-o", tmp_path / "表", "--rules", rules).returncode == 0
    assert "成新率" in (tmp_path / "表/房屋.csv").read_text(encoding="utf-8-sig")
    fill_in(tmp_path / "表")
    rates = "tests/rules/invented-county-rates.yaml"
    done = run_cli("batch", tmp_path / "表", "-o", tmp_path / "结果", "--rules", rules, "--standards", rates)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_rules_that_cannot_be_read(run_cli: Run, tmp_path: Path) -> None:
    done = run_cli("template", "-o", tmp_path / "空表.xlsx", "--rules", "没有这个")
    assert (done.returncode, done.stdout) == (2, "")
    assert "没有这个" in done.stderr
    assert list(tmp_path.iterdir()) == []
