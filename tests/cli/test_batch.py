"""``yzcomp batch`` from outside: exit codes, what is said on which stream, where the files are."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.batches import HEADER, PERSON, ROW, csv_file, csv_text, row, table, workbook
from tests.conftest import ROOT, Call, Run

STANDARDS = ROOT / "examples" / "standards.yaml"
VILLAGE = ROOT / "examples" / "village"
RATED = ["--standards", STANDARDS]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return csv_file(tmp_path / "v.csv", [HEADER, ROW])


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    rows = [row(户编号=f"B{n}", 合法常住人口="四", 安置方式="安置") for n in range(7)]
    return csv_file(tmp_path / "bad.csv", [HEADER, ROW, *rows])


def test_done(call_cli: Call, good: Path, tmp_path: Path) -> None:
    done = call_cli("batch", good, "-o", tmp_path / "out", *RATED)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("读入 1 户 = 算出 1 户 + 退回 0 户；共 1 条\n")
    assert "搬家补助费" in done.stdout
    assert "应付合计 2,200.00 元：付被征收户 2,200.00，付村组 0.00" in done.stdout
    assert f"结果在 {tmp_path / 'out'}：" in done.stdout


def test_rejected_rows_need_a_person(call_cli: Call, bad: Path, tmp_path: Path) -> None:
    done = call_cli("batch", bad, "-o", tmp_path / "out")
    assert done.returncode == 1
    assert "读入 8 户 = 算出 1 户 + 退回 7 户" in done.stdout
    assert "  不是可选的值：7 处\n  不是数字：7 处\n" in done.stdout
    lines = done.stderr.splitlines()
    assert lines[0].startswith("退回：B0 bad.csv 第3行“合法常住人口”列：「合法常住人口」“四”不是数字。")
    assert lines[-2] == "……另有 2 户，见 rejected.csv"
    assert lines[-1].startswith("需要处理：退回 7 户，")
    assert len(lines) == 12


def test_pending_items_need_a_person(call_cli: Call, tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [HEADER, [*PERSON, "100", "砖混", "一等"]])
    done = call_cli("batch", source, "-o", tmp_path / "out")
    assert done.returncode == 1
    assert "待定：房屋补偿费 1 条，缺少标准（--standards）" in done.stdout
    assert call_cli("batch", source, "-o", tmp_path / "out2", *RATED).returncode == 0


def test_an_entry_that_is_not_there_is_not_called_a_missing_standard(call_cli: Call, tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [HEADER, [*PERSON, "100", "砖混", "九等"]])
    done = call_cli("batch", source, "-o", tmp_path / "out", *RATED)
    assert done.returncode == 1
    assert "待定：房屋补偿费 1 条，原因见 items.csv 的说明" in done.stdout
    assert "标准里有“砖混、一等”" in (tmp_path / "out/items.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["没有.csv", "-o", "{tmp}/out"], "错误：没有.csv：没有这个文件。"),
        (["{tmp}/v.csv"], "-o"),
        (["-o", "{tmp}/out"], "输入"),
        (["{tmp}/v.csv", "-o", "{tmp}/v.csv"], "v.csv：结果是文件夹，不是文件。写文件夹的名称，如 v"),
        (["{tmp}/v.csv", "-o", "{tmp}/out", "--encoding", "utf-16"], "错误：v.csv：文件的编码不是 UTF-16。"),
        (["{tmp}/v.csv", "-o", "{tmp}/out", "--fix-up", "{tmp}/fix.csv"], "修改表是 Excel 文件。文件名以 .xlsx 结尾"),
        (["{tmp}/v.csv", "-o", "{tmp}/out", "--rules", "没有"], "没有这个规则文件或内置规则"),
        (["{tmp}/v.csv", "-o", "{tmp}/out", "--processes", "0"], "--processes"),
        (["{tmp}/v.csv", "-o", "{tmp}/out", "--headers", "fr"], "--headers"),
        (["{tmp}", "{tmp}/v.csv", "-o", "{tmp}/out"], "同一个文件给了两次"),
    ],
)
def test_what_could_not_be_done(call_cli: Call, good: Path, arguments: list[str], message: str) -> None:
    done = call_cli("batch", *(a.format(tmp=good.parent) for a in arguments))
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert os.listdir(good.parent) == ["v.csv"]


def test_nothing_is_overwritten_unless_asked_for(call_cli: Call, good: Path, bad: Path, tmp_path: Path) -> None:
    out, fix = tmp_path / "out", tmp_path / "fix.xlsx"
    assert call_cli("batch", good, "-o", out, *RATED).returncode == 0
    before = (out / "run.json").read_bytes()
    again = call_cli("batch", bad, "-o", out, "--fix-up", fix)
    assert (again.returncode, (out / "run.json").read_bytes(), fix.exists()) == (2, before, False)
    assert "没有覆盖。换一个文件夹，或加 --force" in again.stderr
    assert call_cli("batch", bad, "-o", out, "--force", "--fix-up", fix).returncode == 1
    assert call_cli("batch", bad, "-o", tmp_path / "out2", "--fix-up", fix).returncode == 2
    assert not (tmp_path / "out2").exists()
    assert call_cli("batch", bad, "-o", tmp_path / "out2", "--fix-up", fix, "--force").returncode == 1


def test_the_fix_up_workbook_is_announced_and_read_again(call_cli: Call, bad: Path, good: Path, tmp_path: Path) -> None:
    fix = tmp_path / "fix.xlsx"
    done = call_cli("batch", bad, "-o", tmp_path / "out", "--fix-up", fix)
    assert f"退回的户已写入修改表：{fix}。" in done.stderr
    again = call_cli("batch", fix, "-o", tmp_path / "out2")
    assert (again.returncode, "读入 7 户 = 算出 0 户 + 退回 7 户" in again.stdout) == (1, True)
    none = call_cli("batch", good, "-o", tmp_path / "out3", "--fix-up", tmp_path / "none.xlsx")
    assert "没有退回的户，未写修改表。" in none.stderr
    assert not (tmp_path / "none.xlsx").exists()


@pytest.mark.slow
def test_standard_input(run_cli: Run, tmp_path: Path) -> None:
    text = csv_text([HEADER, ROW, row(户编号="A2", 合法常住人口="四")])
    before = set(Path("/tmp").glob("yzcomp-*.csv"))
    for name, content in (
        ("csv", text.encode("gb18030")),
        ("xlsx", workbook(tmp_path / "v.xlsx", {"表": [HEADER, ROW]}).read_bytes()),
    ):
        done = run_cli("batch", "-", "-o", tmp_path / name, *RATED, stdin=content)
        assert done.returncode == (1 if name == "csv" else 0)
        assert [r["应付合计"] for r in table(tmp_path / name / "totals.csv")] == ["2200.00"]
    assert "退回：A2 标准输入 第3行“合法常住人口”列" in run_cli("batch", "-", "-o", tmp_path / "3", stdin=text).stderr
    assert json.loads((tmp_path / "csv" / "run.json").read_text(encoding="utf-8"))["inputs"][0]["name"] == "标准输入"
    assert set(Path("/tmp").glob("yzcomp-*.csv")) <= before


def test_english_headers(call_cli: Call, good: Path, tmp_path: Path) -> None:
    call_cli("batch", good, "-o", tmp_path / "out", *RATED, "--headers", "en")
    (line,) = table(tmp_path / "out" / "items.csv")
    assert (line["item_id"], line["payee"], line["status"]) == ("moving_allowance", "household", "payable")


def test_readings_and_rules_are_used(call_cli: Call, good: Path, tmp_path: Path) -> None:
    source = csv_file(tmp_path / "w.csv", [HEADER, row(合法常住人口="0")])
    call_cli("batch", source, "-o", tmp_path / "out", "--reading", "zero_residents=household")
    assert [t["应付合计"] for t in table(tmp_path / "out" / "totals.csv")] == ["2000.00"]
    manifest = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert manifest["readings"]["zero_residents"] == "household"
    rules = ("--rules", ROOT / "rules" / "xianggui-2018")
    assert call_cli("batch", good, "-o", tmp_path / "out2", *rules, *RATED).returncode == 0


def test_what_was_passed_over_is_said(call_cli: Call, tmp_path: Path) -> None:
    sheets = {"一组": [HEADER, ROW], "旧表": [HEADER, row(户编号="B")]}
    done = call_cli("batch", workbook(tmp_path / "v.xlsx", sheets, hidden=["旧表"]), "-o", tmp_path / "out", *RATED)
    said, *_ = done.stderr.splitlines(keepends=True)
    assert (done.returncode, said) == (
        1,
        "须核对：v.xlsx 工作表“旧表”：工作表是隐藏的，没有用它。要用的话先取消隐藏；不要的话删去\n",
    )
    assert "略过：v.xlsx 工作表“旧表”：隐藏的工作表（22 格有内容）" in done.stdout


@pytest.mark.parametrize("name", ["village-gbk.csv", "village-tables.xlsx"])
def test_the_example_villages_are_computed_whole(call_cli: Call, tmp_path: Path, name: str) -> None:
    done = call_cli("batch", VILLAGE / name, "-o", tmp_path / "out", *RATED)
    assert done.returncode == 1
    assert re.fullmatch(r"需要处理：[^\n]+\n", done.stderr)
    assert done.stdout.startswith("读入 30 户 = 算出 30 户 + 退回 0 户")


def test_both_forms_of_the_village_agree_where_they_say_the_same(call_cli: Call, tmp_path: Path) -> None:
    amounts = []
    for name in ("village-gbk.csv", "village-tables.xlsx"):
        out = tmp_path / name.partition(".")[0]
        call_cli("batch", VILLAGE / name, "-o", out, *RATED, "--headers", "en")
        items = table(out / "items.csv")
        same = (
            "moving_allowance",
            "transition_allowance",
            "monetary_resettlement",
            "pond_replacement",
            "temporary_land_use",
        )
        amounts.append(
            [(i["household_id"], i["item_id"], i["amount"], i["status"]) for i in items if i["item_id"] in same]
        )
    assert amounts[0] == amounts[1]
    assert len(amounts[0]) == 57


def test_the_village_with_mistakes(call_cli: Call, tmp_path: Path) -> None:
    done = call_cli(
        "batch",
        VILLAGE / "village-with-mistakes.csv",
        "-o",
        tmp_path / "out",
        *RATED,
        "--fix-up",
        tmp_path / "fix.xlsx",
    )
    assert done.returncode == 1
    assert "读入 20 户 = 算出 6 户 + 退回 14 户" in done.stdout
    assert "待定：房屋补偿费 1 条" in done.stdout
    kinds = re.findall(r"^  (.+)：(\d+) 处$", done.stdout, re.M)
    assert len(kinds) == 16
    assert sum(int(count) for _, count in kinds) == 17


def test_the_villages_are_what_their_script_writes(tmp_path: Path) -> None:
    import subprocess
    import sys

    subprocess.run([sys.executable, ROOT / "scripts" / "village.py", tmp_path], check=True)
    for name in ("village-gbk.csv", "village-with-mistakes.csv"):
        assert (tmp_path / name).read_bytes() == (VILLAGE / name).read_bytes()


def test_progress_is_for_terminals_only(run_cli: Run, good: Path, tmp_path: Path) -> None:
    done = run_cli("batch", good, "-o", tmp_path / "out", *RATED, env={"FORCE_COLOR": "", "NO_COLOR": "1"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
