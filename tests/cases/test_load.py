"""Case files are read strictly: in Chinese or English, every problem at once, each with line and column."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.case_files import FOUR, PASSING, load, write
from yzcomp.cases.load import load_cases
from yzcomp.cases.models import Options
from yzcomp.problems import Refused


def problems(folder: Path, cases: str, head: str = "") -> list[str]:
    """What is wrong with a file, without the file's name."""
    with pytest.raises(Refused) as caught:
        load(folder, cases, head=head)
    return [str(problem).partition("甲.cases.yaml ")[2] for problem in caught.value.problems]


def test_a_case(tmp_path: Path) -> None:
    (case,) = load(tmp_path, PASSING).cases
    assert (case.name, case.place.line, case.confirmed, case.marks, case.expects_error) == (
        "四口之家",
        3,
        True,
        (),
        False,
    )
    assert [(part.kind, part.key, part.amount, part.place.line) for part in case.expect] == [
        ("item", "moving_allowance", Decimal("2200.00"), 5),
        ("item", "transition_allowance", Decimal("0.00"), 5),
        ("total", "total", Decimal("2200.00"), 5),
    ]
    assert case.household.facts is not None
    assert case.household.facts.legal_residents == 4


def test_every_word_may_be_chinese_or_english(tmp_path: Path) -> None:
    chinese = (
        f"- {{名称: 甲, 被征收户: {FOUR}, 读法: {{rounding: yuan}}, 标记: 搬家, 已确认: 否, 预期: {{搬家费: 2200}}}}"
    )
    (one,) = load(tmp_path, chinese).cases
    english = (
        "- {name: 甲, household: {legal_residents: 4, resettlement: site, notice_date: 2019-03-01, "
        "houses: [{legal_floor_area: 0, structure: 砖混, grade: 一等}]}, "
        "readings: {rounding: yuan}, marks: [搬家], confirmed: no, expect: {moving_allowance: '2,200.00'}}"
    )
    (other,) = load(tmp_path, english).cases
    assert one.household.facts == other.household.facts
    assert (one.readings, one.marks, one.confirmed) == (other.readings, other.marks, other.confirmed)
    assert one.readings == {"rounding": "yuan"}
    assert [part[:2] + part[3:] for part in one.expect] == [part[:2] + part[3:] for part in other.expect]


def test_readings_and_standards_of_a_file_hold_for_its_cases(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(
        "standard: {id: s, title: 试, document: 无, issued_on: 2018-01-01, official: no}\nrates: {}\n", encoding="utf-8"
    )
    head = "readings: {rounding: yuan, dispersed_moves: one}\nstandards: s.yaml\n"
    cases = f"""
    - {{name: 甲, household: {FOUR}, expect: {{total: 2200}}}}
    - {{name: 乙, household: {FOUR}, readings: {{rounding: fen}}, standards: [], expect: {{total: 2200}}}}
    """
    one, other = load(tmp_path, cases, head=head).cases
    assert one.readings == {"rounding": "yuan", "dispersed_moves": "one"}
    assert one.standards == (tmp_path / "s.yaml",)
    assert other.readings == {"rounding": "fen", "dispersed_moves": "one"}
    assert other.standards == ()


def test_the_command_line_speaks_for_what_a_case_leaves_open(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        f"""
    - {{name: 甲, household: {FOUR}, expect: {{total: 2200}}}}
    - {{name: 乙, household: {FOUR}, readings: {{rounding: fen}}, expect: {{total: 2200}}}}
    """,
    )
    (file,) = load_cases([path], Options(readings=("rounding=yuan",)))
    assert [case.readings for case in file.cases] == [{"rounding": "yuan"}, {"rounding": "fen"}]


def test_a_household_needs_no_id_unless_the_case_is_about_it(tmp_path: Path) -> None:
    cases = """
    - {name: 没有户主, household: {合法常住人口: 4, 安置方式: 安置地安置}, expect: {total: 2200}}
    - {name: 不能没有户主, household: {合法常住人口: 4, 安置方式: 安置地安置}, expect: {error: 「户主」必填}}
    """
    one, other = load(tmp_path, cases).cases
    assert one.household.problems == []
    assert [problem.field for problem in other.household.problems] == ["户主"]


def test_a_folder_is_searched_and_a_file_counts_once(tmp_path: Path) -> None:
    (tmp_path / "内").mkdir()
    one, other = write(tmp_path, PASSING), write(tmp_path / "内", PASSING, name="乙")
    (tmp_path / "c.yaml").write_text("not: a case file\n", encoding="utf-8")
    assert [file.name for file in load_cases([tmp_path, one, other])] == sorted(map(str, (one, other)))


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        load_cases([tmp_path])
    assert [problem.code for problem in caught.value.problems] == ["no-cases"]


def test_all_problems_at_once(tmp_path: Path) -> None:
    cases = """
    - name: 甲
      household: {合法常住人口: 四, 安置方式: 安置地, 征地告知日: 2019-03-01}
      expect: {搬家费用: 2200, 过渡费: -5, total: 1.005, 青苗费: 多}
    - name: 甲
      households: {}
      readings: {rounding: jiao, round: fen}
      expect: {error: x, total: 5}
    - name: 丙
      standards: 没有.yaml
      household: {合法常住人口: 4, 安置方式: 安置地安置}
      expect: {}
      confirmed: 也许
    """
    assert problems(tmp_path, cases) == [
        "第4行第25列：「合法常住人口」“四”不是数字。只填数字，如 1250.5 或 1,250.5，不带单位",
        "第4行第34列：「安置方式」“安置地”不是可选的值。是不是“安置地安置”？可填：分散迁建安置、安置地安置、货币安置、不予安置",
        "第5行第14列：「expect」没有项目“搬家费用”。是不是“搬家费”？",
        "第5行第31列：「过渡费」“-5”不会是金额。金额不小于0，最多两位小数",
        "第5行第42列：「total」“1.005”不会是金额。金额不小于0，最多两位小数",
        "第5行第54列：「青苗费」“多”不是金额。写元数，如 2200 或 33775.50；不付写 0，标准没有录入写 待定",
        "第6行第5列：「household（被征收户）」每个案例都要写，没有写",
        "第6行第11列：「name」名称“甲”与第3行的案例重复。换一个名称",
        "第7行第5列：「households」没有这一项。是不是“household”？",
        "第8行第16列：「readings」读法“rounding”没有选项“jiao”。可选：fen（到分）、yuan（到元）",
        "第8行第32列：「readings」没有读法“round”。是不是“rounding”？",
        "第9行第13列：「expect」写了 error 就没有金额和提示。分成两个案例",
        "第11行第16列：「standards」没有标准文件“没有.yaml”。从案例文件所在的文件夹写起",
        "第13行第13列：「expect」应当写预期的结果。如 expect: {搬家补助费: 2200}",
        "第14行第16列：「confirmed」“也许”不是“是”或“否”。填 是 或 否（也可用 true/false、1/0、√）",
    ]


@pytest.mark.parametrize(
    ("expect", "problem"),
    [
        (
            "{搬家费: 2,200.00}",
            "「expect」“200.00”前面的逗号把金额断成了两截。千分位要加引号，如 '2,000.00'，或者不写逗号",
        ),
        ("{搬家费: 2,200}", "「expect」“200”前面的逗号把金额断成了两截。"),
        ("{搬家费: 2200, 200: 3}", "「expect」没有项目“200”。"),
        ("{household: 待定}", "「household」“待定”不是金额。"),
        ("{付村组: 0, collective: 0}", "「collective」同一项用两个名称写了两次。"),
    ],
)
def test_amounts_that_are_written_wrongly(tmp_path: Path, expect: str, problem: str) -> None:
    (found,) = problems(tmp_path, f"- {{name: 甲, household: {FOUR}, expect: {expect}}}")
    assert problem in found


def test_standards_are_names_of_files(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, PASSING, head="standards: {land: 1}\n")
    assert found.endswith("「standards」应当是标准文件的名称，或名称的列表")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "文件是空的。核对是不是给错了，或没有存盘"),
        ("- 1\n", "不是案例文件。写成 cases: 下面每个案例一条，以“- ”开头"),
        ("cases：\n  - 1\n", "不是案例文件。第1行用了全角冒号“：”，改成半角冒号加空格“: ”"),
        ("cases: []\n", "「cases」应当是案例的列表，至少一条。每个案例以“- ”开头"),
        ("rules: 没有\ncases: []\n", "没有"),
        ("cases: [{name: 甲, name: 乙}]\n", "「name」重复，第1行已经写过。只保留"),
        ("cases: [甲]\n", "「案例」应当是“键: 值”的一组内容"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "甲.cases.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        load_cases([path])
    assert any(problem in str(found) for found in caught.value.problems)


def test_the_same_item_under_two_names(tmp_path: Path) -> None:
    cases = f"- {{name: 甲, household: {FOUR}, expect: {{搬家费: 2200, moving_allowance: 2200}}}}"
    assert len(problems(tmp_path, cases)) == 1
    assert "同一项用两个名称写了两次。只保留一处" in problems(tmp_path, cases)[0]
