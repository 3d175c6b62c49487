"""``yzcomp cases new``: a file of boundary cases, or the same on standard output."""

from pathlib import Path

import pytest

from tests.conftest import ROOT, Call, Run
from tests.households import STANDARDS
from tests.small_rulebooks import HEAD, ROUNDING, item, items

COUNTY = ROOT / "tests/rules/invented-county"


@pytest.mark.slow
def test_a_file_that_can_be_run_and_confirmed(call_cli: Call, tmp_path: Path) -> None:
    path = tmp_path / "边界.cases.yaml"
    done = call_cli("cases", "new", "-o", path, "--standards", STANDARDS)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        "这个界限没有写成案例，请自己写：工商登记日早于征地告知日\n"
        "这个界限没有写成案例，请自己写：签约日期不早于2018-10-18\n"
        "这个界限没有写成案例，请自己写：签约日期不早于2018-10-31\n"
        f"共 89 个案例，写在 {path}。核对后用 yzcomp test {path} 运行。金额由程序算出，逐个核对以后才算确认。\n"
    )
    done = call_cli("test", path)
    assert done.returncode == 1
    assert done.stdout.startswith("共 89 个案例：通过 0，失败 0，未确认 89。\n")
    confirmed = path.read_text(encoding="utf-8").replace("confirmed: no", "confirmed: yes")
    path.write_text(confirmed, encoding="utf-8")
    done = call_cli("test", path)
    assert (done.returncode, done.stdout) == (0, "共 89 个案例：通过 89，失败 0。\n")


@pytest.mark.slow
def test_what_it_looks_like(call_cli: Call, tmp_path: Path) -> None:
    path = tmp_path / "b.cases.yaml"
    call_cli("cases", "new", "-o", path)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# 边界案例，由程序照“湘桂铁路永州地区扩能改造工程建设项目征地拆迁补偿安置办法”")
    assert (
        """
  # 分散迁建安置补助：每户最高42000元
  - name: "分散迁建安置补助：底层占地面积119.99㎡，不到120㎡"
    confirmed: no
    household:
      合法常住人口: 3
      安置方式: 分散迁建安置
      城市规划区范围外: 是
      过渡月数: 6
      房屋:
        - {合法建筑面积: 180.5, 底层占地面积: 119.99}
    expect:
      分散迁建安置补助: 41996.50   # 350元/㎡ × 119.99㎡
"""
        in text
    )


@pytest.mark.slow
def test_standard_output(run_cli: Run, tmp_path: Path) -> None:
    done = run_cli("cases", "new", "--rules", COUNTY)
    assert done.returncode == 0
    origin, told = done.stderr.splitlines()
    assert origin.startswith("规则：清溪县征地补偿办法（虚构）（清政发〔2020〕0号），不是内置规则，在 ")
    assert told == "共 32 个案例。金额由程序算出，逐个核对以后才算确认。"
    again = run_cli("test", "-", stdin=done.stdout)
    assert again.stdout.startswith("共 32 个案例：通过 0，失败 0，未确认 32。\n")


@pytest.mark.slow
def test_rules_and_standards_are_named_as_seen_from_the_file(call_cli: Call, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(
        HEAD + ROUNDING + items(item("a", "{constant: 5, unit: 元/人}, {fact: legal_residents, at_most: 3}")),
        encoding="utf-8",
    )
    (tmp_path / "内").mkdir()
    path = tmp_path / "内" / "b.cases.yaml"
    assert call_cli("cases", "new", "-o", path, "--rules", tmp_path / "rules.yaml").returncode == 0
    assert 'rules: "../rules.yaml"\n' in path.read_text(encoding="utf-8")
    assert call_cli("test", path).stdout.startswith("共 3 个案例：通过 0，失败 0，未确认 3。\n")
    assert call_cli("cases", "new", "--rules", "xianggui-2018").stdout.splitlines()[4] == "rules: xianggui-2018"


@pytest.mark.slow
def test_lines_without_cases_are_named(call_cli: Call, tmp_path: Path) -> None:
    test = "{all: [{value: {count: ponds}, at_least: 3}, {fact: legal_residents, at_least: 1}]}"
    rules = tmp_path / "rules.yaml"
    rules.write_text(HEAD + ROUNDING + items(item("a", "{constant: 5, unit: 元}", condition=test)), encoding="utf-8")
    done = call_cli("cases", "new", "--rules", rules)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "错误：规则里没有可以写成案例的界限。请自己写案例，格式见 README\n"
    both = (
        HEAD
        + ROUNDING
        + items(
            item("a", "{constant: 5, unit: 元}", condition="{value: {count: ponds}, at_least: 3}"),
            item("b", "{constant: 5, unit: 元}", condition="{fact: legal_residents, at_least: 3}"),
        )
    )
    rules.write_text(both, encoding="utf-8")
    done = call_cli("cases", "new", "--rules", rules)
    assert done.returncode == 0
    assert done.stderr.splitlines()[1] == "这个界限没有写成案例，请自己写：水塘的条数不少于3"


@pytest.mark.slow
def test_nothing_is_overwritten_unasked(call_cli: Call, tmp_path: Path) -> None:
    path = tmp_path / "b.cases.yaml"
    path.write_text("mine\n", encoding="utf-8")
    done = call_cli("cases", "new", "-o", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"错误：{path}：文件已经存在，没有覆盖。换一个名称，或加 --force\n"
    assert path.read_text(encoding="utf-8") == "mine\n"
    assert call_cli("cases", "new", "-o", path, "--force").returncode == 0


@pytest.mark.slow
def test_options_that_are_wrong(call_cli: Call, tmp_path: Path) -> None:
    for options in (("--rules", "没有"), ("--standards", tmp_path / "没有.yaml"), ("-o", tmp_path / "没有" / "b.yaml")):
        done = call_cli("cases", "new", *options)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("错误：")
