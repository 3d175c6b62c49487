"""Cases pass only when everything that they expect comes out, exactly; what doesn't is told with its formula."""

from pathlib import Path

import pytest
from rich.console import Console

from tests.case_files import FAILING, FOUR, PASSING, UNCONFIRMED, case, load
from tests.households import STANDARDS
from tests.small_rulebooks import item, items
from yzcomp.cases.models import CaseFile
from yzcomp.cases.report import failure_text, summary
from yzcomp.cases.results import Result
from yzcomp.cases.run import proving, run_cases

#: What the household of four is told beside its amounts.
NOTICES = (
    "有房屋没有填写权属，按有证计（第十三条）；有房屋没有填写房屋类别，按正房计（第九条）；"
    "有房屋没有填写用途，按住宅计（第九条）；有房屋没有填写建成日期，按征地告知日前已建成计（第十二条）；"
    "印发的文本有两条第十八条，第二条写作“第十八条（重号）”，管的是签约和腾空的奖励（第十八条（重号））；"
    "没有填写调查确认，面积、数量以双方签字确认或公证的调查结果为准（第十条）；"
    "对补偿决定不服的，可以依法在知道之日起60日内申请行政复议，或6个月内提起行政诉讼（第二十六条）"
)


def results(file: CaseFile) -> list[Result]:
    return run_cases([file])


def told(folder: Path, cases: str, rules: str | None = None, head: str = "") -> list[tuple[str, str, str, str, str]]:
    """Every mismatch: what it is about, expected, got, difference, formula."""
    found = results(load(folder, cases, rules=rules, head=head))
    return [(m.expectation.title, *m[1:]) for result in found for m in result.mismatches]


def test_what_passes_and_what_fails(tmp_path: Path) -> None:
    found = results(load(tmp_path, PASSING + FAILING + UNCONFIRMED))
    assert [result.passed for result in found] == [True, False, True]
    assert summary(found) == "共 3 个案例：通过 1，失败 1，未确认 1。"


def test_a_failure_has_expected_got_difference_and_formula(tmp_path: Path) -> None:
    assert told(tmp_path, FAILING) == [
        ("搬家补助费", "2,100.50", "2,200.00", "+99.50", "（1000 + 1 × 100）元/次 × 2次")
    ]


def test_a_failure_in_words(tmp_path: Path) -> None:
    (result,) = results(load(tmp_path, FAILING))
    text = failure_text(result, Console(width=80))
    assert text.splitlines() == [
        f"失败：算错的（{tmp_path}/甲.cases.yaml 第3行第5列）",
        "  第6行：搬家补助费: 2100.50",
        "项目           应为（元）     算得（元）     差额（元）  算式或原因",
        "--------------------------------------------------------------------------------",
        "搬家补助费       2,100.50       2,200.00         +99.50  （1000 + 1 × 100）元/次",
        "                                                         × 2次",
    ]


def test_a_failed_total_names_the_items(tmp_path: Path) -> None:
    cases = f"- {{name: 甲, household: {FOUR}, expect: {{合计: 3000}}}}"
    assert told(tmp_path, cases) == [("应付合计", "3,000.00", "2,200.00", "-800.00", "搬家补助费2,200.00")]


def test_what_is_not_paid_says_why(tmp_path: Path) -> None:
    cases = f"- {{name: 甲, household: {FOUR}, expect: {{过渡费: 1000}}}}"
    reason = "安置方式为安置地安置，本项只付分散迁建安置户"
    assert told(tmp_path, cases) == [("过渡费", "1,000.00", "0.00", "-1,000.00", reason)]


def test_the_lines_of_an_item_are_summed(tmp_path: Path) -> None:
    household = "{合法常住人口: 4, 安置方式: 不予安置, 水塘: [{面积: 1}, {面积: 0.5}]}"
    cases = f"- {{name: 甲, household: {household}, expect: {{造塘费: 37500}}}}"
    assert told(tmp_path, cases) == []
    cases = cases.replace("37500", "37500.01")
    formula = "25,000元/亩 × 1.00亩；25,000元/亩 × 0.50亩"
    assert told(tmp_path, cases) == [("造塘还塘包干费", "37,500.01", "37,500.00", "-0.01", formula)]


def test_pending(tmp_path: Path) -> None:
    household = "{合法常住人口: 4, 安置方式: 不予安置, 房屋: [{结构: 砖混, 等级: 一等, 合法建筑面积: 10}]}"
    cases = f"- {{name: 甲, household: {household}, expect: {{房屋补偿费: 待定, 合计: 0}}}}"
    assert told(tmp_path, cases) == []
    pending = "房屋补偿标准（待定） × 10.00㎡"
    assert told(tmp_path, cases.replace("待定", "5")) == [("房屋补偿费", "5.00", "待定", "", pending)]
    with_rates = told(tmp_path, cases, head=f"standards: {STANDARDS}\n")
    assert [row[:4] for row in with_rates] == [
        ("房屋补偿费", "待定", "8,355.50", ""),
        ("应付合计", "0.00", "8,355.50", "+8,355.50"),
    ]


def test_a_disputed_household_is_paid_nothing_yet(tmp_path: Path) -> None:
    household = FOUR[:-1] + ", 权属争议: 是}"
    expect = "搬家费: 2200, 合计: 0, 付被征收户: 0, withheld: 2200"
    assert told(tmp_path, f"- {{name: 甲, household: {household}, expect: {{{expect}}}}}") == []
    expect = "付被征收户: 2200, 暂不拨付: 0"
    assert [row[:3] for row in told(tmp_path, f"- {{name: 甲, household: {household}, expect: {{{expect}}}}}")] == [
        ("付被征收户", "2,200.00", "0.00"),
        ("暂不拨付", "0.00", "2,200.00"),
    ]


def test_what_is_paid_to_whom(tmp_path: Path) -> None:
    household = FOUR[:-1] + ", 水塘: [{面积: 1}]}"
    expect = "合计: 27200, household: 2200, collective: 25000, 暂不拨付: 0"
    assert told(tmp_path, f"- {{name: 甲, household: {household}, expect: {{{expect}}}}}") == []
    expect = "付被征收户: 27200, 付村组: 0"
    assert told(tmp_path, f"- {{name: 甲, household: {household}, expect: {{{expect}}}}}") == [
        ("付被征收户", "27,200.00", "2,200.00", "-25,000.00", "搬家补助费2,200.00"),
        ("付村组", "0.00", "25,000.00", "+25,000.00", "造塘还塘包干费25,000.00"),
    ]


def test_an_item_of_the_rules_comes_before_a_total_of_the_same_name(tmp_path: Path) -> None:
    rules = items(item("household", "{constant: 5, unit: 元}"), item("b", "{constant: 7, unit: 元}"))
    assert told(tmp_path, case("甲", "household: 5, total: 12, 付被征收户: 12"), rules) == []


def test_unconfirmed_cases_are_counted_apart_whatever_they_come_to(tmp_path: Path) -> None:
    changed = UNCONFIRMED.replace("没有确认的", "改了的").replace("2200", "2100")
    found = results(load(tmp_path, PASSING + FAILING + UNCONFIRMED + changed))
    assert [(result.failed, result.outdated) for result in found] == [
        (False, False),
        (True, False),
        (False, False),
        (False, True),
    ]
    assert summary(found) == "共 4 个案例：通过 1，失败 1，未确认 2，其中 1 个与规则现在算得的不同。"
    assert failure_text(found[3], Console(width=80)).startswith("未确认，与规则现在算得的不同：改了的（")


@pytest.mark.parametrize(
    ("expect", "sentence"),
    [
        ("搬家费: 2100", "搬家补助费应为2,100.00，算得2,200.00"),
        ("error: 有效期", "应当退回（有效期），没有退回，应付2,200.00元"),
        ("notice: 有效期", "应当有含“有效期”的提示，实际：" + NOTICES),
    ],
)
def test_a_mismatch_is_a_sentence(tmp_path: Path, expect: str, sentence: str) -> None:
    (found,) = results(load(tmp_path, f"- {{name: 甲, household: {FOUR}, expect: {{{expect}}}}}"))
    assert [str(mismatch) for mismatch in found.mismatches] == [sentence]


def test_a_mismatch_of_a_refused_household_is_a_sentence(tmp_path: Path) -> None:
    late = FOUR.replace("2019-03-01", "2022-01-01")
    (amount,) = results(load(tmp_path, f"- {{name: 甲, household: {late}, expect: {{搬家费: 2200}}}}"))
    (other,) = results(load(tmp_path, f"- {{name: 甲, household: {late}, expect: {{error: 县区}}}}"))
    assert str(amount.mismatches[0]).startswith("应当算出结果，却退回：「征地告知日」")
    assert str(other.mismatches[0]).startswith("应当退回（县区），退回的理由是：「征地告知日」")


@pytest.mark.many
@pytest.mark.parametrize(
    ("day", "expect", "mismatches"),
    [
        ("2022-01-01", "error: 有效期", []),
        ("2022-01-01", "error: [有效期, 2021-12-31]", []),
        ("2021-12-31", "error: 有效期", [("报错", "退回，并说明“有效期”", "没有退回，应付2,200.00元", "", "")]),
        ("2022-01-01", "error: 县区", ["报错"]),
        ("2022-01-01", "搬家费: 2200, total: 2200", ["搬家补助费"]),
        ("2021-12-31", "no_notice: 没有填写征地告知日", []),
        ("2021-12-31", "notice: 没有填写征地告知日", [("提示", "有含“没有填写征地告知日”的提示", NOTICES, "", "")]),
        ("", "notice: 没有填写征地告知日", []),
        ("", "no_notice: 没有填写征地告知日", ["没有提示"]),
    ],
)
def test_refusals_and_notices(tmp_path: Path, day: str, expect: str, mismatches: list[object]) -> None:
    household = FOUR.replace("2019-03-01", day) if day else FOUR.replace(", 征地告知日: 2019-03-01", "")
    found = told(tmp_path, f"- {{name: 甲, household: {household}, expect: {{{expect}}}}}")
    assert [
        row if isinstance(wanted, tuple) else row[0] for row, wanted in zip(found, mismatches, strict=True)
    ] == mismatches


def test_a_refusal_says_everything_that_is_wrong(tmp_path: Path) -> None:
    household = FOUR.replace("2019-03-01", "2022-01-01, 县区: 别处")
    ((_, _, got, _, _),) = told(tmp_path, f"- {{name: 甲, household: {household}, expect: {{total: 2200}}}}")
    assert got.startswith("退回：「征地告知日」征地告知日不在本办法的有效期内")
    assert "「县区」县区不在本办法的适用范围内" in got


def test_no_tolerance(tmp_path: Path) -> None:
    """1 分 more than half of it is seen, however large the amount."""
    rules = items(item("a", "{constant: 123456789012.345, unit: 元}"))
    assert told(tmp_path, case("甲", "a: 123456789012.35"), rules) == []
    ((_, _, _, difference, _),) = told(tmp_path, case("甲", "a: 123456789012.34"), rules)
    assert difference == "+0.01"


def test_words_choose_cases_and_unconfirmed_ones_prove_nothing(tmp_path: Path) -> None:
    file = load(tmp_path, PASSING + FAILING + UNCONFIRMED)
    assert [result.case.name for result in run_cases([file], "确认")] == ["没有确认的"]
    assert [case.name for case in proving([file])] == ["四口之家", "算错的"]
    assert proving([file], "确认") == []
