"""``yzcomp test``: what it prints, what it writes, and its exit codes."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.case_files import FAILING, FOUR, PASSING, READING, UNCONFIRMED, case, write
from tests.conftest import ROOT, Call, Run
from tests.households import STANDARDS
from tests.small_rulebooks import item, items

BUILT_IN = "cases/xianggui-2018"


@pytest.mark.many
@pytest.mark.parametrize(
    ("cases", "code", "summary"),
    [
        (PASSING, 0, "共 1 个案例：通过 1，失败 0。"),
        (PASSING + FAILING, 1, "共 2 个案例：通过 1，失败 1。"),
        (PASSING + UNCONFIRMED, 1, "共 2 个案例：通过 1，失败 0，未确认 1。"),
        (
            PASSING + UNCONFIRMED.replace("2200", "2100"),
            1,
            "共 2 个案例：通过 1，失败 0，未确认 1，其中 1 个与规则现在算得的不同。",
        ),
    ],
)
def test_exit_codes(call_cli: Call, tmp_path: Path, cases: str, code: int, summary: str) -> None:
    done = call_cli("test", write(tmp_path, cases))
    assert (done.returncode, done.stderr) == (code, "")
    assert summary in done.stdout.splitlines()


@pytest.mark.slow
def test_a_failure(run_cli: Run, tmp_path: Path) -> None:
    path = write(tmp_path, FAILING)
    done = run_cli("test", path)
    assert done.stdout.splitlines() == [
        f"失败：算错的（{path} 第3行第5列）",
        "  第6行：搬家补助费: 2100.50",
        "项目           应为（元）     算得（元）     差额（元）  算式或原因",
        "--------------------------------------------------------------------------------------",
        "搬家补助费       2,100.50       2,200.00         +99.50  （1000 + 1 × 100）元/次 × 2次",
        "",
        "共 1 个案例：通过 0，失败 1。",
    ]


def test_nothing_is_printed_of_cases_that_pass(call_cli: Call, tmp_path: Path) -> None:
    assert call_cli("test", write(tmp_path, PASSING)).stdout == "共 1 个案例：通过 1，失败 0。\n"


@pytest.mark.slow
def test_standard_input(run_cli: Run, tmp_path: Path) -> None:
    done = run_cli("test", "-", stdin=write(tmp_path, FAILING).read_text(encoding="utf-8"))
    assert done.returncode == 1
    assert done.stdout.startswith("失败：算错的（标准输入 第3行第5列）\n")


def test_choosing_by_word(call_cli: Call, tmp_path: Path) -> None:
    path = write(tmp_path, PASSING + FAILING)
    assert call_cli("test", path, "-k", "四口").stdout == "共 1 个案例：通过 1，失败 0。\n"
    done = call_cli("test", path, "-k", "五口")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "错误：「-k」没有名称含“五口”的案例。换一个词\n"


def test_junit(call_cli: Call, tmp_path: Path) -> None:
    path, report = write(tmp_path, PASSING + FAILING + UNCONFIRMED), tmp_path / "junit.xml"
    report.write_text("old", encoding="utf-8")
    assert call_cli("test", path, "--junit", report).returncode == 1
    (suite,) = ElementTree.parse(report).getroot()
    assert {key: suite.get(key) for key in ("name", "tests", "failures", "errors", "skipped")} == {
        "name": str(path),
        "tests": "3",
        "failures": "1",
        "errors": "0",
        "skipped": "1",
    }
    assert [(case.get("name"), [part.tag for part in case]) for case in suite] == [
        ("四口之家", []),
        ("算错的", ["failure"]),
        ("没有确认的", ["skipped"]),
    ]
    (failure,) = suite.iter("failure")
    assert failure.get("message") == "搬家补助费应为2,100.50，算得2,200.00"
    assert "第10行：搬家补助费: 2100.50" in (failure.text or "")


def test_junit_that_cannot_be_written(call_cli: Call, tmp_path: Path) -> None:
    done = call_cli("test", write(tmp_path, PASSING), "--junit", tmp_path / "none" / "junit.xml")
    assert done.returncode == 2
    assert "所在的文件夹不存在" in done.stderr


@pytest.mark.slow
def test_common_options(call_cli: Call, tmp_path: Path) -> None:
    household = "{合法常住人口: 4, 安置方式: 不予安置, 房屋: [{结构: 砖混, 等级: 一等, 合法建筑面积: 10.01}]}"
    path = write(tmp_path, f"- {{name: 甲, household: {household}, expect: {{房屋补偿费: 8364}}}}")
    assert call_cli("test", path).returncode == 1
    assert call_cli("test", path, "--standards", STANDARDS, "--reading", "rounding=yuan").returncode == 0
    rules = ROOT / "rules/xianggui-2018"
    options = ("--rules", rules, "--standards", STANDARDS, "--reading", "rounding=yuan")
    assert call_cli("test", path, *options).returncode == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--reading", "rounding"), "「--reading」“rounding”应当写成 名称=选项"),
        (("--reading", "round=yuan"), "「--reading」没有读法“round”。是不是“rounding”？"),
        (("--rules", "没有"), "没有"),
        (("--standards", "没有.yaml"), "没有.yaml：没有这个文件"),
    ],
)
def test_options_that_are_wrong(call_cli: Call, tmp_path: Path, options: tuple[str, str], message: str) -> None:
    done = call_cli("test", write(tmp_path, PASSING), *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


@pytest.mark.parametrize("name", ["没有.cases.yaml", "."])
def test_no_cases(call_cli: Call, tmp_path: Path, name: str) -> None:
    done = call_cli("test", tmp_path / name)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("错误：")


def test_a_broken_file_runs_nothing(call_cli: Call, tmp_path: Path) -> None:
    write(tmp_path, PASSING, name="好")
    broken = write(tmp_path, PASSING.replace("过渡费", "过度费").replace("4,", "四,"), name="坏")
    done = call_cli("test", tmp_path, "--coverage", "--mutate")
    assert (done.returncode, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    assert lines[-1] == "共 2 处问题。"
    assert all(line.startswith(f"错误：{broken} 第") for line in lines[:-1])


def test_coverage(call_cli: Call, tmp_path: Path) -> None:
    rules = items(item("a", "{constant: 5.5, unit: 元}", condition="{fact: in_dispute, is: no}")) + READING
    paid, not_paid = case("甲", "a: 5.50"), case("乙", "a: 0", "权属争议: 是")
    done = call_cli("test", write(tmp_path, paid, rules=rules), "--coverage")
    assert done.returncode == 1
    assert "覆盖率 50.0%：共 6 处，用到 3 处，缺 3 处。" in done.stdout
    assert "  名a：没有不付它的案例（" in done.stdout
    everything = paid + not_paid + case("丙", "a: 6", more="readings: {rounding: yuan}")
    done = call_cli("test", write(tmp_path, everything, rules=rules), "--coverage")
    assert done.returncode == 0
    assert "覆盖率 100.0%" in done.stdout
    assert "还缺" not in done.stdout


def test_mutation(call_cli: Call, tmp_path: Path) -> None:
    rules = items(item("a", "{constant: 5.55, unit: 元}"))
    path = write(tmp_path, case("甲", "a: 5.55, 付被征收户: 5.55"), rules=rules)
    done = call_cli("test", path, "--mutate")
    assert (done.returncode, done.stdout) == (
        0,
        "共 1 个案例：通过 1，失败 0。\n\n改动规则 5 处：有案例发现 5 处，没有发现 0 处。\n",
    )
    path = write(tmp_path, case("甲", "error: 户主"), rules=rules)
    done = call_cli("test", path, "--mutate")
    assert done.returncode == 1


def test_survivors_are_listed_beside_the_cases(call_cli: Call, tmp_path: Path) -> None:
    rules = items(item("a", "{constant: 5, unit: 元}"))
    path = write(tmp_path, case("甲", "a: 5, household: 5"), rules=rules)
    done = call_cli("test", path, "--mutate")
    assert done.returncode == 1
    assert done.stdout.splitlines()[2:] == [
        "改动规则 5 处：有案例发现 3 处，没有发现 2 处。",
        "  金额取整：由到分改为到角，没有案例失败（rules.yaml 第3行第18列）",
        "    rounding.step.constant 0.01 → 0.1",
        "  金额取整：由到分改为到元，没有案例失败（rules.yaml 第3行第18列）",
        "    rounding.step.constant 0.01 → 1",
    ]
    names = "['rounding.step.constant 0.01 → 0.1', 'rounding.step.constant 0.01 → 1']"
    listed = tmp_path / "equivalent.yaml"
    listed.write_text(f"equivalent:\n  - {{mutant: {names}, reason: 没有角和分}}\n", encoding="utf-8")
    assert call_cli("test", path, "--mutate").returncode == 1  # a file alone brings no list along
    for arguments in ((path, "--equivalent", listed), (tmp_path,)):
        done = call_cli("test", *arguments, "--mutate")
        assert done.returncode == 0
        assert done.stdout.splitlines()[2:] == [
            "改动规则 5 处：有案例发现 3 处，列为没有影响 2 处，没有发现 0 处。",
            "  没有影响：金额取整：由到分改为到角。理由：没有角和分",
            "  没有影响：金额取整：由到分改为到元。理由：没有角和分",
        ]


def test_a_listed_mutant_that_a_case_notices(call_cli: Call, tmp_path: Path) -> None:
    path = write(tmp_path, case("甲", "a: 5.55"), rules=items(item("a", "{constant: 5.55, unit: 元}")))
    name = "rounding.step.constant 0.01 → 1"
    (tmp_path / "equivalent.yaml").write_text(f"equivalent:\n  - {{mutant: {name}, reason: 试}}\n", encoding="utf-8")
    done = call_cli("test", path.parent, "--mutate")
    assert done.returncode == 1
    assert f"「{name}」这个改动有案例发现，不是没有影响的。从清单里删去" in done.stdout
    (tmp_path / "equivalent.yaml").write_text("equivalent:\n  - {mutant: 没有, reason: 试}\n", encoding="utf-8")
    done = call_cli("test", path.parent, "--mutate")
    assert done.returncode == 2
    assert "没有改动“没有”。照 --mutate 印出的名称写" in done.stderr


@pytest.mark.slow
def test_failing_and_unconfirmed_cases_prove_nothing(call_cli: Call, tmp_path: Path) -> None:
    done = call_cli("test", write(tmp_path, FAILING + UNCONFIRMED), "--coverage", "--mutate")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "未确认的 1 个案例不计在下面。",
        "有案例失败，没有逐处改动规则：先让案例全部通过。",
    ]
    assert "改动规则" not in done.stdout


def test_cases_of_several_rulebooks(call_cli: Call, tmp_path: Path) -> None:
    for name, rate in (("甲", "5"), ("乙", "6")):
        (tmp_path / name).mkdir()
        rules = items(item("a", f"{{constant: {rate}, unit: 元}}"))
        write(tmp_path / name, case(name, f"a: {rate}"), rules=rules)
    assert call_cli("test", tmp_path).returncode == 0
    done = call_cli("test", tmp_path, "--coverage")
    assert done.returncode == 2
    *origins, error = done.stderr.splitlines()
    assert error == "错误：这些案例不是同一套规则的。一次只给一套规则的案例，或用 --rules 指定"
    assert sorted(origins) == sorted(
        f"规则：小办法（无文号），不是内置规则，在 {tmp_path / name / 'rules.yaml'}。" for name in "甲乙"
    )
    assert "覆盖率" in call_cli("test", tmp_path, "--coverage", "-k", "甲").stdout


@pytest.mark.slow
def test_the_built_in_measure_is_covered_by_its_own_cases(call_cli: Call) -> None:
    done = call_cli("test", BUILT_IN, "--coverage")
    assert (done.returncode, done.stderr) == (0, "")
    assert "覆盖率 100.0%" in done.stdout


def test_a_slip_in_the_built_in_measure_fails_its_cases(call_cli: Call, tmp_path: Path) -> None:
    for file in (ROOT / "rules/xianggui-2018").iterdir():
        text = file.read_text(encoding="utf-8").replace("constant: 42000,", "constant: 42001,")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    done = call_cli("test", BUILT_IN, "--rules", tmp_path, "-k", "超过上限")
    assert done.returncode == 1
    assert "分散迁建安置补助      42,000.00      42,001.00          +1.00" in done.stdout


def test_output_fits_the_screen(call_cli: Call, tmp_path: Path) -> None:
    from rich.cells import cell_len

    path = write(tmp_path, f"- {{name: 甲, household: {FOUR}, expect: {{过渡费: 1000}}}}")
    for width in (80, 120):
        lines = call_cli("test", path, width=width).stdout.splitlines()
        assert [line for line in lines[2:] if cell_len(line) > width] == []
