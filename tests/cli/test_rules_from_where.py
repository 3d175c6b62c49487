"""Which rules a result is of: nothing stands in for the packaged ones, and whatever is not them says so everywhere."""

import csv
import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import ROOT, Call, Run
from yzcomp.rulebook.files import BUILT_IN

HOUSEHOLD = "户编号: 1\n户主: 张三\n合法常住人口: 3\n安置方式: 不予安置\n水塘: [{面积: 1}]\n"
ROWS = "户编号,户主,合法常住人口,安置方式,水塘面积\n1,张三,3,不予安置,1\n"
PRETENDED = "不是内置规则（编号、名称、文号与内置规则相同，内容不同）"
OTHER = """rulebook: {id: other, title: 别的办法, document: 别字1号, issued_on: 2020-01-01}
rounding: {step: {constant: 0.01, unit: 元}}
items:
  a: {name: 甲, article: 第一条, payee: household, summary: 甲, factors: [{constant: 5, unit: 元/户}]}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a household, a list, and rules that call themselves the built-in ones and pay ten times as much."""
    forged = tmp_path / BUILT_IN
    shutil.copytree(ROOT / "rules" / BUILT_IN, forged)
    text = (forged / "items.yaml").read_text(encoding="utf-8")
    assert "constant: 25000" in text
    (forged / "items.yaml").write_text(text.replace("constant: 25000", "constant: 250000"), encoding="utf-8")
    (tmp_path / "h.yaml").write_text(HOUSEHOLD, encoding="utf-8")
    (tmp_path / "h.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(OTHER, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("rules", [[], ["--rules", BUILT_IN]])
def test_nothing_in_the_current_folder_stands_in(run_cli: Run, place: Path, rules: list[str]) -> None:
    told = json.loads(run_cli("calc", "h.yaml", "--format", "json", *rules, cwd=place).stdout)
    assert told["totals"]["payable"] == "25000.00"
    assert set(told["rulebook"]) == {"id", "title", "document", "digest"}
    assert run_cli("batch", "h.csv", "-o", "r", *rules, cwd=place).returncode == 0
    used = json.loads((place / "r" / "run.json").read_text(encoding="utf-8"))["rulebook"]
    assert (used["source"], used["built_in"]) == (None, True)
    shutil.move(place / BUILT_IN, place / "r" / BUILT_IN)
    done = run_cli("verify", "r", cwd=place)
    assert (done.returncode, "，内置规则，sha256:" in done.stdout) == (0, True)


@pytest.mark.slow
def test_a_case_file_names_the_packaged_rules_too(run_cli: Run, place: Path) -> None:
    household = "household: {户主: 张, 合法常住人口: 3, 安置方式: 不予安置, 水塘: [{面积: 1}]}"
    text = f"rules: {BUILT_IN}\ncases:\n  - name: 一\n    {household}\n    expect: {{合计: 25000}}\n"
    (place / "sub").mkdir()
    shutil.move(place / BUILT_IN, place / "sub" / BUILT_IN)
    (place / "sub" / "a.cases.yaml").write_text(text, encoding="utf-8")
    done = run_cli("test", "sub/a.cases.yaml", cwd=place)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_a_path_means_what_lies_there_and_every_result_says_so(call_cli: Call, place: Path) -> None:
    forged = place / BUILT_IN
    text = call_cli("calc", place / "h.yaml", "--rules", forged).stdout
    assert (PRETENDED in text, "250,000.00" in text) == (True, True)
    told = json.loads(call_cli("calc", place / "h.yaml", "--format", "json", "--rules", forged).stdout)
    assert (told["rulebook"]["built_in"], told["rulebook"]["note"]) == (False, PRETENDED)
    done = call_cli("batch", place / "h.csv", "-o", place / "r", "--rules", forged)
    assert f"所用的规则{PRETENDED}" in done.stdout
    used = json.loads((place / "r" / "run.json").read_text(encoding="utf-8"))["rulebook"]
    assert (used["source"], used["built_in"]) == (BUILT_IN, False)
    head = openpyxl.load_workbook(place / "r" / "summary.xlsx").worksheets[0]["A2"].value
    assert isinstance(head, str)
    assert head.endswith(PRETENDED)
    book = place / "a.xlsx"
    done = call_cli("audit", place / "h.csv", "--rules", forged, "--xlsx", book)
    assert f"{PRETENDED}，在 {forged}" in done.stdout
    rows = openpyxl.load_workbook(book)["方法"].iter_rows(values_only=True)
    assert any(PRETENDED in str(row[1]) for row in rows)
    for command in (("readings", place / "h.csv"), ("rules", "list")):
        assert PRETENDED in call_cli(*command, "--rules", forged).stdout.replace("\n", ""), command


@pytest.mark.slow
def test_rules_that_pretend_are_named_by_verify_and_audit(call_cli: Call, place: Path) -> None:
    forged, folder = place / BUILT_IN, place / "r"
    call_cli("batch", place / "h.csv", "-o", folder, "--rules", forged)
    done = call_cli("verify", folder)
    assert done.returncode == 1
    assert f"规则不是内置的：编号、名称、文号与内置规则相同，内容不同，在 {forged}" in done.stdout
    assert "逐条核对：明细、合计、须核对和退回与重新计算的没有不同。" in done.stdout
    done = call_cli("audit", folder, "--against", folder)
    assert (
        done.returncode,
        f"规则不是内置的：编号、名称、文号与内置规则相同，内容不同，在 {forged}" in done.stderr,
    ) == (1, True)


def test_a_title_alone_is_pretence_enough(call_cli: Call, place: Path) -> None:
    head = (ROOT / "rules" / BUILT_IN / "rulebook.yaml").read_text(encoding="utf-8")
    title = next(line for line in head.splitlines() if line.lstrip().startswith("title:")).strip()
    rules = place / "other.yaml"
    rules.write_text(OTHER.replace("title: 别的办法", title), encoding="utf-8")
    assert "不是内置规则（名称与内置规则相同，内容不同）" in call_cli("calc", place / "h.yaml", "--rules", rules).stdout


def test_other_rules_are_named_and_stand(call_cli: Call, place: Path) -> None:
    call_cli("batch", place / "h.csv", "-o", place / "r", "--rules", place / "other.yaml")
    done = call_cli("verify", place / "r")
    assert done.returncode == 0
    said = f"规则：别的办法（别字1号），不是内置规则，在 {place / 'other.yaml'}，sha256:"
    assert done.stdout.splitlines()[1].startswith(said)
    done = call_cli("audit", place / "r", "--against", place / "r")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"别的办法（别字1号），不是内置规则，在 {place / 'other.yaml'}" in done.stdout


@pytest.mark.slow
def test_rules_and_standards_that_changed_since(call_cli: Call, place: Path) -> None:
    rates, rules = place / "s.yaml", place / "other.yaml"
    shutil.copy(ROOT / "examples" / "standards.yaml", rates)
    call_cli("batch", place / "h.csv", "-o", place / "r", "--standards", rates)
    rates.write_text(rates.read_text(encoding="utf-8") + "\n# 改了\n", encoding="utf-8")
    for command in (("verify", place / "r"), ("audit", place / "r", "--against", place / "r")):
        done = call_cli(*command)
        said = done.stdout + done.stderr
        assert (done.returncode, "标准文件 s.yaml（示例标准，非官方）：内容变了" in said) == (1, True)
        assert f"标准：示例标准，非官方（示例，无文号），在 {rates}" in done.stdout
    call_cli("batch", place / "h.csv", "-o", place / "r2", "--rules", rules)
    rules.write_text(OTHER.replace("summary: 甲", "summary: 乙"), encoding="utf-8")
    for command in (("verify", place / "r2"), ("audit", place / "r2", "--against", place / "r2")):
        done = call_cli(*command)
        assert (done.returncode, "规则 other.yaml（other.yaml）：内容变了" in done.stdout + done.stderr) == (1, True)


@pytest.mark.slow
def test_what_changed_is_said_wherever_a_finished_batch_is_read(call_cli: Call, place: Path) -> None:
    rules = place / "other.yaml"
    call_cli("batch", place / "h.csv", "-o", place / "r", "--rules", rules)
    commands = (("readings", place / "r"), ("rules", "diff", BUILT_IN, BUILT_IN, "--impact", place / "r"))
    for command in commands:
        done = call_cli(*command)
        assert (done.returncode, done.stderr) == (0, ""), command
    rules.write_text(OTHER.replace("summary: 甲", "summary: 乙"), encoding="utf-8")
    for command in commands:
        done = call_cli(*command)
        assert done.returncode == 1, command
        assert "警告：规则 other.yaml（other.yaml）：内容变了" in done.stderr, command
    rules.unlink()
    done = call_cli(*commands[1])
    assert (done.returncode, "没有这个规则文件或内置规则" in done.stderr) == (1, True)
    assert "影响" in done.stdout


@pytest.mark.slow
def test_cases_say_that_rules_are_others(call_cli: Call, place: Path) -> None:
    forged = place / BUILT_IN
    expected = f"{PRETENDED}，在 {forged}。"
    household = "household: {户主: 张, 合法常住人口: 3, 安置方式: 不予安置, 水塘: [{面积: 1}]}"
    case = place / "a.cases.yaml"
    case.write_text(f"cases:\n  - name: 一\n    {household}\n    expect: {{合计: 250000}}\n", encoding="utf-8")
    done = call_cli("test", case, "--rules", forged)
    assert (done.returncode, expected in done.stderr) == (0, True)
    assert expected in call_cli("cases", "new", "--rules", forged, "-o", place / "b.cases.yaml").stderr
    assert "规则" not in call_cli("test", case).stderr


def test_a_recorded_name_is_no_way_out_of_the_folder(call_cli: Call, place: Path) -> None:
    """What a manifest calls its rules is looked for beside it, never where its sender says."""
    (place / "away").mkdir()
    shutil.move(place / "other.yaml", place / "away" / "rules.yaml")
    call_cli("batch", place / "h.csv", "-o", place / "r", "--rules", place / "away" / "rules.yaml")
    path = place / "r" / "run.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"rules.yaml",', '"../away/rules.yaml",'), encoding="utf-8"
    )
    done = call_cli("verify", place / "r")
    assert (done.returncode, "没有这个规则文件或内置规则" in done.stderr) == (2, True)


def test_rows_are_the_forged_ones_only_by_path(call_cli: Call, place: Path) -> None:
    call_cli("batch", place / "h.csv", "-o", place / "r", "--rules", place / BUILT_IN)
    with (place / "r" / "totals.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["应付合计"] for row in csv.DictReader(file)] == ["250000.00"]
