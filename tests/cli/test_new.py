"""``yzcomp new`` from outside, its answers out of a pipe."""

import io
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import ROOT, Call, Ending
from yzcomp import load_household

#: The answers to the first questions about any household, then what depends on the resettlement.
WHO = ["LST-001", "唐建国", "", "", "", "1", "杨家桥村三组", "4"]
SIGNING = ["2019-05-31", "2019-05-20", "2019-06-30", "2019-06-28"]
DISPERSED = [*WHO, "1", "是", "2019-03-01", "12", *SIGNING, ""]
HOUSE = ["主屋", "", "", "砖混", "一等", "212.40", "118.60", "2006", *[""] * 6]
NO_MEMBERS = [""]
REST = [""] * 6  # no land, crops, attachments, ponds, temporary uses, losses
WHOLE = [*DISPERSED, *NO_MEMBERS, "是", *HOUSE, "否", *REST]


New = Callable[..., Ending]


@pytest.fixture
def new(call_cli: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> New:
    """Runs the interview for 户.yaml with these answers."""

    def run(answers: list[str], *options: object, to: Path | None = None, encoding: str = "utf-8") -> Ending:
        given = io.BytesIO("".join(f"{answer}\n" for answer in answers).encode(encoding))
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=given, isatty=lambda: False))
        return call_cli("new", "-o", to or tmp_path / "户.yaml", *options)

    return run


def draft(path: Path) -> Path:
    return path.with_name(f"{path.name}.没有答完")


def test_a_whole_household(new: New, call_cli: Call, tmp_path: Path) -> None:
    path = tmp_path / "户.yaml"
    done = new([*WHOLE])
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith(f"已写出：{path}。用 yzcomp calc {path} 计算。\n")
    household = load_household(path)
    assert (household.household_id, household.district, household.legal_residents) == ("LST-001", "冷水滩区", 4)
    assert (household.resettlement, str(household.transition_months)) == ("dispersed", "12")
    assert [str(house.ground_floor_area) for house in household.houses] == ["118.60"] or household.houses
    shown = call_cli("calc", path, "--standards", "examples/standards.yaml")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "41,510.00" in shown.stdout  # 350 × 118.60
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_is_commented_and_in_chinese(new: New, tmp_path: Path) -> None:
    path = tmp_path / "户.yaml"
    new([*WHOLE])
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# 一户的征收情况，按“湘桂铁路")
    assert "过渡月数: 12   # 个月；分散迁建安置必填\n" in text
    assert "# 身份证号:\n" in text  # left blank, to be filled in later
    assert "房屋:\n  - 房屋名称: 主屋\n    房屋类别: 正房\n" in text
    assert "征收土地" not in text


def test_questions_name_unit_note_default_and_choices(new: New, tmp_path: Path) -> None:
    asked = new([*WHOLE]).stderr
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


def test_a_bad_answer_is_asked_for_again(new: New, tmp_path: Path) -> None:
    bad = ["", "LST-001", "唐建国", "", "123", "", "", "9", "冷水", "冷水滩区", "杨家桥村三组", "四", "-1", "4"]
    answers = [*bad, "搬走", "dispersed", "也许", "是", "2019-02-30", *WHOLE[10:]]
    done = new([*answers])
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


def test_answers_end_too_early(new: New, tmp_path: Path) -> None:
    for count in (0, 2, len(WHOLE) - 1):
        path = tmp_path / f"{count}.yaml"
        done = new(WHOLE[:count], to=path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.endswith(f"错误：标准输入在第{count + 1}个问题处结束，没有答完，没有写 {path}。\n")
        assert not path.exists() and draft(path).exists() is (count > 0)
        assert ("已经填的留在" in done.stderr.partition("户编号")[2]) is (count > 0)


INSIDE = [*WHO, "1", "否", "2019-03-01", "", *SIGNING, "", *NO_MEMBERS, "", *REST]


@pytest.mark.parametrize(("answer", "code"), [("", 2), ("否", 2), ("是", 1)])
def test_what_the_rules_say_is_shown_before_saving(
    new: New, call_cli: Call, tmp_path: Path, answer: str, code: int
) -> None:
    path = tmp_path / "户.yaml"
    done = new([*INSIDE, answer])
    assert done.returncode == code
    assert f"错误：{path} 第12行第11列：「城市规划区范围外」分散迁建安置只适用于城市规划区范围外的住宅" in done.stderr
    assert "「过渡月数」分散迁建安置必须填写过渡月数" in done.stderr
    assert "照样保存吗（是/否）[否]：" in done.stderr
    assert path.exists() is (code == 1)
    assert draft(path).exists() is (code == 2)
    if code == 1:
        assert call_cli("calc", path).returncode == 2


def test_only_what_matters_is_asked(new: New, tmp_path: Path) -> None:
    def asked(*answers: str) -> str:
        draft(tmp_path / "户.yaml").unlink(missing_ok=True)
        return new([*answers]).stderr

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


def test_what_cannot_be_written_is_said_before_the_first_question(new: New, tmp_path: Path) -> None:
    there = tmp_path / "有.yaml"
    there.write_text("原来的")
    for path, message in (
        (there, "文件已经存在，没有覆盖。换一个名称，或加 --force"),
        (tmp_path / "没有/户.yaml", "所在的文件夹不存在。先建好文件夹"),
        (tmp_path / "户.xlsx", "一户的文件是 YAML 文件。文件名以 .yaml 结尾"),
    ):
        done = new(WHOLE, to=path)
        assert (done.returncode, done.stderr) == (2, f"错误：{path}：{message}\n")
    assert there.read_text() == "原来的"
    assert new(WHOLE, "--force", to=there).returncode == 0


def test_answers_in_gbk(new: New, tmp_path: Path) -> None:
    done = new(WHOLE, encoding="gb18030")
    assert done.returncode == 0
    assert load_household(tmp_path / "户.yaml").head == "唐建国"


def test_other_rules_ask_for_facts_of_their_own(new: New, tmp_path: Path) -> None:
    answers = ["A", "甲", "", "", "", "3", "2", "是", "", "6", "", "是", "", "砖混", "一等", "100"]
    asked = new(answers, "--rules", "tests/rules/invented-county")
    assert "租房月数（个月）：" in asked.stderr
    assert "过渡月数" not in asked.stderr


def test_a_step_back(new: New, tmp_path: Path) -> None:
    answers = [*WHO, "2", "<", "1", "是", "<", "上一步", "1", "否", "＜", *WHOLE[9:]]
    done = new(answers)
    assert done.returncode == 0, done.stderr
    assert load_household(tmp_path / "户.yaml").outside_planning_area is True
    assert new(["<", *WHOLE], to=tmp_path / "2.yaml").stderr.count("  这是第一个问题\n") == 1


def test_a_step_back_out_of_a_record(new: New, tmp_path: Path) -> None:
    """Back from a house's first question to whether there is one, and on without it."""
    answers = [*DISPERSED, *NO_MEMBERS, "是", "<", "否", *REST, "是"]
    done = new(answers)
    assert done.returncode in (0, 1), done.stderr
    assert load_household(tmp_path / "户.yaml").houses == ()


def test_answers_are_listed_and_changed_on_the_way(new: New, tmp_path: Path) -> None:
    done = new([*WHO, "2", "?", "2", "唐建军", "清单", "", *WHOLE[9:]])
    assert "  2 户主：唐建国\n" in done.stderr and "  9 安置方式：安置地安置\n" in done.stderr
    assert "要改哪一项，填编号；接着填的直接回车：" in done.stderr
    assert "  2 户主：唐建军\n" in done.stderr
    assert new([*WHO, "?", "99", *WHOLE[8:]], to=tmp_path / "2.yaml").stderr.count("  没有编号99\n") == 1


def test_answers_are_changed_before_saving(new: New, tmp_path: Path) -> None:
    """What no longer matters under the change is left out, what matters now is asked for."""
    answers = [*WHOLE, "9", "货币安置", "", "是", "0.25", "100000", "2", "唐建军", ""]
    done = new(answers)
    assert done.returncode in (0, 1), done.stderr
    assert "房屋第1条\n" in done.stderr and "合法建筑面积：212.4" in done.stderr
    household = load_household(tmp_path / "户.yaml")
    assert (household.head, household.resettlement, str(household.monetary_per_person)) == (
        "唐建军",
        "monetary",
        "100000",
    )
    assert household.transition_months is None and household.houses[0].ground_floor_area is None
    assert household.houses[0].structure == "砖混"


def test_what_is_wrong_may_be_mended_before_saving(new: New, tmp_path: Path) -> None:
    done = new([*INSIDE, "10", "是", "12", "12", ""])
    assert done.returncode in (0, 1), done.stderr
    assert load_household(tmp_path / "户.yaml").outside_planning_area is True


def test_interrupted_and_gone_on_with(new: New, tmp_path: Path) -> None:
    path = tmp_path / "户.yaml"
    new(WHOLE[:25])
    kept = draft(path).read_text(encoding="utf-8")
    assert "唐建国" in kept and '[["houses", 0, "legal_floor_area"], "212.4"]' in kept
    done = new(["", *WHOLE[25:]])
    assert "上次没有答完（已填 25 项），接着填吗（是/否）[是]：" in done.stderr
    assert done.returncode == 0 and "户主（必填）" not in done.stderr
    whole = new(WHOLE, to=tmp_path / "全.yaml")
    assert whole.returncode == 0
    assert path.read_text(encoding="utf-8") == (tmp_path / "全.yaml").read_text(encoding="utf-8")
    assert not draft(path).exists()


def test_an_interrupted_one_is_begun_anew(new: New, tmp_path: Path) -> None:
    new(["B", "别人", *WHO[2:]])
    assert new(["否", *WHOLE]).returncode == 0
    assert load_household(tmp_path / "户.yaml").head == "唐建国"


def test_what_was_kept_is_read_by_these_rules(new: New, call_cli: Call, tmp_path: Path) -> None:
    """An answer that the rules can't read is asked for again; what is no draft at all is refused, at every door."""
    path = tmp_path / "户.yaml"
    new(WHOLE[:10])
    text = draft(path).read_text(encoding="utf-8")
    draft(path).write_text(text.replace('"唐建国"', '""').replace('"village"', '"nonsense"'), encoding="utf-8")
    done = new(["是", "唐建军", "杨家桥村三组", *WHOLE[10:]])
    assert done.returncode == 0 and load_household(path).head == "唐建军"
    draft(path).write_text('{"没有答完": 3}', encoding="utf-8")
    again = new(WHOLE, "--force")
    assert again.stderr.endswith("：这是没有答完的回答，读不懂。删去它，从头填\n") and again.returncode == 2
    assert (
        "这是没有答完的问答，不是一户的文件。用 yzcomp new -o 原来的文件名 接着填"
        in call_cli("calc", draft(path)).stderr
    )


@pytest.mark.parametrize(
    ("at", "answer", "value"),
    [(7, "4人", "legal_residents: 4"), (7, "４", "legal_residents: 4"), (11, "12个月", "transition_months: 12")],
)
def test_numbers_may_have_their_unit(new: New, tmp_path: Path, at: int, answer: str, value: str) -> None:
    assert new([*WHOLE[:at], answer, *WHOLE[at + 1 :]]).returncode == 0
    key, _, number = value.partition(": ")
    assert str(getattr(load_household(tmp_path / "户.yaml"), key)) == number


def test_areas_may_have_theirs_and_no_other(new: New, tmp_path: Path) -> None:
    house = [*HOUSE[:5], "212.40亩", "212.40㎡", "118.6平方米", *HOUSE[7:]]
    done = new([*DISPERSED, *NO_MEMBERS, "是", *house, "否", *REST])
    assert "  “212.40亩”带有单位“亩”。只填数字，单位是㎡" in done.stderr
    (built,) = load_household(tmp_path / "户.yaml").houses
    assert (str(built.legal_floor_area), str(built.ground_floor_area)) == ("212.4", "118.6")


def test_structure_and_grade_are_chosen_from_the_standards(new: New, tmp_path: Path) -> None:
    house = [*HOUSE[:3], "2", "9", "1", *HOUSE[5:]]
    parcel = ["是", "水田", "1.5", "2", "", "", "", "否"]
    answers = [*DISPERSED, *NO_MEMBERS, "是", *house, "否", *parcel, *REST[1:]]
    done = new(answers, "--standards", "examples/standards.yaml")
    assert done.returncode == 0, done.stderr
    assert "结构：1 砖混　2 砖木　3 简易\n" in done.stderr
    assert "等级：1 一等　2 二等\n" in done.stderr  # of 砖木; 三等 is 简易's
    assert "  没有编号9。填1至2\n" in done.stderr
    assert "区片：1 一片区　2 二片区\n" in done.stderr
    household = load_household(tmp_path / "户.yaml")
    assert (household.houses[0].structure, household.houses[0].grade, household.parcels[0].zone) == (
        *("砖木", "一等"),
        "二片区",
    )


def test_another_structure_is_taken_and_told_of(new: New, tmp_path: Path) -> None:
    answers = [*DISPERSED, *NO_MEMBERS, "是", *HOUSE[:3], "土木", "一等", *HOUSE[5:], "否", *REST]
    done = new(answers, "--standards", "examples/standards.yaml")
    assert "  给出的标准里没有这一种，有关的补偿会待定\n" in done.stderr
    assert load_household(tmp_path / "户.yaml").houses[0].structure == "土木"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interruption_keeps_what_was_answered(tmp_path: Path) -> None:
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
        told = process.stderr.read().decode()
        assert "已中断。" in told and "已经填的留在" in told
    assert list(tmp_path.iterdir()) == [draft(tmp_path / "户.yaml")]
