"""``yzcomp new`` from outside, its answers out of a pipe."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from yzcomp import load_household

#: The answers to the first questions about any household, then what depends on the resettlement.
WHO = ["LST-001", "唐建国", "", "", "", "1", "杨家桥村三组", "4"]
SIGNING = ["2019-05-31", "2019-05-20", "2019-06-30", "2019-06-28"]
DISPERSED = [*WHO, "1", "是", "2019-03-01", "12", *SIGNING, ""]
HOUSE = ["主屋", "", "", "砖混", "一等", "212.40", "118.60", "2006", "", "", "", ""]
NO_MEMBERS = [""]
REST = [""] * 6  # no land, crops, attachments, ponds, temporary uses, losses
WHOLE = [*DISPERSED, *NO_MEMBERS, "是", *HOUSE, "否", *REST]


def lines(*answers: str) -> str:
    return "".join(f"{answer}\n" for answer in answers)


def test_a_whole_household(run_cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "户.yaml"
    done = run_cli("new", "-o", path, stdin=lines(*WHOLE))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith(f"已写出：{path}。用 yzcomp calc {path} 计算。\n")
    household = load_household(path)
    assert (household.household_id, household.district, household.legal_residents) == ("LST-001", "冷水滩区", 4)
    assert (household.resettlement, str(household.transition_months)) == ("dispersed", "12")
    assert [str(house.ground_floor_area) for house in household.houses] == ["118.60"] or household.houses
    shown = run_cli("calc", path, "--standards", "examples/standards.yaml")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "41,510.00" in shown.stdout  # 350 × 118.60


def test_the_file_is_commented_and_in_chinese(run_cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "户.yaml"
    run_cli("new", "-o", path, stdin=lines(*WHOLE))
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# 一户的征收情况，按“湘桂铁路")
    assert "过渡月数: 12   # 个月；分散迁建安置必填\n" in text
    assert "# 身份证号:\n" in text  # left blank, to be filled in later
    assert "房屋:\n  - 房屋名称: 主屋\n    房屋类别: 正房\n" in text
    assert "征收土地" not in text


def test_questions_name_unit_note_default_and_choices(run_cli: Run, tmp_path: Path) -> None:
    asked = run_cli("new", "-o", tmp_path / "户.yaml", stdin=lines(*WHOLE)).stderr
    for question in (
        "户编号（必填；一批之内不能重复）：",
        "安置方式：1 分散迁建安置　2 安置地安置　3 货币安置　4 不予安置\n安置方式（必填；填编号或名称）：",
        "县区：1 冷水滩区　2 东安县　3 永州经济技术开发区\n",
        "过渡月数（个月；分散迁建安置必填）：",
        "权属争议（是/否）[否]：",
        "有没有房屋要填（是/否）[否]：",
        "房屋第1条\n",
        "房屋类别（填编号或名称）[正房]：",
        "还有房屋吗（是/否）[否]：",
    ):
        assert question in asked


def test_a_bad_answer_is_asked_for_again(run_cli: Run, tmp_path: Path) -> None:
    bad = ["", "LST-001", "唐建国", "", "123", "", "", "9", "冷水", "冷水滩区", "杨家桥村三组", "四", "-1", "4"]
    answers = [*bad, "搬走", "dispersed", "也许", "是", "2019-02-30", *WHOLE[10:]]
    done = run_cli("new", "-o", tmp_path / "户.yaml", stdin=lines(*answers))
    assert done.returncode == 0
    for message in (
        "  必填\n",
        "  身份证号应为18位（前17位数字，末位数字或X），现为3位。对照身份证重新填写18位号码\n",
        "  没有编号9。填1至3\n",
        "  “冷水”不是可选的值。是不是“冷水滩区”？可填：冷水滩区、东安县、永州经济技术开发区\n",
        "  “四”不是数字。",
        "  “-1”小于0。填0或更大的数\n",
        "  “搬走”不是可选的值。",
        "  “也许”不是“是”或“否”。",
        "  “2019-02-30”不是日历上有的日期。检查年、月、日\n",
    ):
        assert message in done.stderr
    assert load_household(tmp_path / "户.yaml").outside_planning_area is True


def test_answers_end_too_early(run_cli: Run, tmp_path: Path) -> None:
    for answers in ("", lines(*WHO[:2]), lines(*WHOLE[:-1])):
        done = run_cli("new", "-o", tmp_path / "户.yaml", stdin=answers)
        number = len(answers.splitlines()) + 1
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.endswith(f"错误：标准输入在第{number}个问题处结束，没有答完，什么也没有写。\n")
        assert list(tmp_path.iterdir()) == []


INSIDE = [*WHO, "1", "否", "2019-03-01", "", *SIGNING, "", *NO_MEMBERS, "", *REST]


@pytest.mark.parametrize(("answer", "code"), [("", 2), ("否", 2), ("是", 1)])
def test_what_the_rules_say_is_shown_before_saving(run_cli: Run, tmp_path: Path, answer: str, code: int) -> None:
    path = tmp_path / "户.yaml"
    done = run_cli("new", "-o", path, stdin=lines(*INSIDE, answer))
    assert done.returncode == code
    assert f"错误：{path} 第12行第11列：「城市规划区范围外」分散迁建安置只适用于城市规划区范围外的住宅" in done.stderr
    assert "「过渡月数」分散迁建安置必须填写过渡月数" in done.stderr
    assert "照样保存吗（是/否）[否]：" in done.stderr
    assert path.exists() is (code == 1)
    if code == 1:
        assert run_cli("calc", path).returncode == 2


def test_only_what_matters_is_asked(run_cli: Run, tmp_path: Path) -> None:
    def asked(*answers: str) -> str:
        return run_cli("new", "-o", tmp_path / "户.yaml", "--force", stdin=lines(*answers)).stderr

    dispersed = asked(*DISPERSED)
    assert "过渡月数" in dispersed and "城市规划区范围外" in dispersed
    assert "货币安置标准" not in dispersed and "北货场" not in dispersed
    assert "按期签约" not in dispersed  # both days were given
    monetary = asked(*WHO, "3", "", "2019-03-01", "", "", "", "", "是", "0.25", "100000", "")
    assert "过渡月数" not in monetary and "城市规划区范围外" not in monetary
    assert "货币安置标准（元/人；批准的标准，货币安置必填）" in monetary
    assert "签约日期（" not in monetary  # no deadline was given
    assert "按期签约（" in monetary and "按期腾空（" in monetary
    site = asked(*WHO, "2", "2019-03-01", "", "", "", "", "", "", "是", "", "", "", "", "", "80")
    assert "合法建筑面积" in site and "底层占地面积" not in site


def test_what_cannot_be_written_is_said_before_the_first_question(run_cli: Run, tmp_path: Path) -> None:
    there = tmp_path / "有.yaml"
    there.write_text("原来的")
    for path, message in (
        (there, "文件已经存在，没有覆盖。换一个名称，或加 --force"),
        (tmp_path / "没有/户.yaml", "所在的文件夹不存在。先建好文件夹"),
        (tmp_path / "户.xlsx", "一户的文件是 YAML 文件。文件名以 .yaml 结尾"),
    ):
        done = run_cli("new", "-o", path, stdin=lines(*WHOLE))
        assert (done.returncode, done.stderr) == (2, f"错误：{path}：{message}\n")
    assert there.read_text() == "原来的"
    assert run_cli("new", "-o", there, "--force", stdin=lines(*WHOLE)).returncode == 0


def test_answers_in_gbk(run_cli: Run, tmp_path: Path) -> None:
    done = run_cli("new", "-o", tmp_path / "户.yaml", stdin=lines(*WHOLE).encode("gb18030"))
    assert done.returncode == 0
    assert load_household(tmp_path / "户.yaml").head == "唐建国"


def test_other_rules_ask_for_facts_of_their_own(run_cli: Run, tmp_path: Path) -> None:
    done = run_cli("new", "-o", tmp_path / "户.yaml", "--rules", "tests/rules/invented-county", stdin=lines(*WHO[:3]))
    assert done.returncode == 2
    answers = ["A", "甲", "", "", "", "3", "2", "是", "", "6", "", "是", "", "砖混", "一等", "100"]
    asked = run_cli("new", "-o", tmp_path / "户.yaml", "--rules", "tests/rules/invented-county", stdin=lines(*answers))
    assert "租房月数（个月）：" in asked.stderr
    assert "过渡月数" not in asked.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interruption_writes_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "yzcomp", "new", "-o", str(tmp_path / "户.yaml")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdin is not None and process.stderr is not None
        process.stdin.write(b"LST-001\n")
        process.stdin.flush()
        shown = b""
        while "户主".encode() not in shown:
            shown += process.stderr.read(1)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert "已中断。" in process.stderr.read().decode()
    assert list(tmp_path.iterdir()) == []
