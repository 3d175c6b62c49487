"""Payees and payers are rule data: a rulebook with five payees, chosen by fact, by reading and by condition, everywhere."""

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import Run
from tests.small_rulebooks import HEAD, ROUNDING, rulebook
from yzcomp import Refused, load_rulebook
from yzcomp.rulebook.logic import parties_of

FIVE = """
payees:
  household: 农户
  collective: {name: 村组, aliases: [村集体]}
  farm: 农场
  school: 学校
  temple: 寺庙
payers: {project: 项目资金, county: 县财政, rail: 铁路单位}
readings:
  who:
    name: 水塘的领款人
    article: 第一条
    question: 付给谁？
    options: {group: {name: 村组, meaning: 付给村组}, farm: {name: 农场, meaning: 付给农场}}
    default: group
    reason: 试
items:
  land:
    name: 土地补偿
    article: 第一条
    payee: {choose: ownership, cases: {collective: collective, state_farm: farm}}
    summary: 试
    for_each: parcels
    factors: [{constant: 10, unit: 元/亩}, {fact: area}]
  pond:
    name: 水塘补偿
    article: 第一条
    payee: {reading: who, cases: {group: collective, farm: farm}}
    payer: {if: {fact: district, given: yes}, then: county, else: project}
    summary: 试
    for_each: ponds
    factors: [{constant: 100, unit: 元/亩}, {fact: area}]
  house:
    name: 房屋补偿
    article: 第一条
    payee:
      if: {fact: use, is: institutional}
      then: {choose: kind, cases: {main: school, annex: temple}}
      else: household
    payer: rail
    summary: 试
    for_each: houses
    factors: [{constant: 2, unit: 元/㎡}, {fact: legal_floor_area}]
"""
HOUSEHOLD = """
户编号: A1
户主: 张三
县区: 甲县
安置方式: 不予安置
合法常住人口: 1
征收土地:
  - {地类: 水田, 面积: 1}
  - {地类: 水田, 面积: 2, 权属性质: 国有农林渔场}
水塘: [{面积: 3}]
房屋:
  - {合法建筑面积: 100}
  - {合法建筑面积: 200, 用途: 学校寺庙祠堂村组集体}
  - {合法建筑面积: 300, 用途: 学校寺庙祠堂村组集体, 房屋类别: 杂房}
"""
PAYEES = {"household": "200.00", "collective": "310.00", "farm": "20.00", "school": "400.00", "temple": "600.00"}
PAYERS = {"project": "30.00", "county": "300.00", "rail": "1200.00"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("five")
    (made / "rules.yaml").write_text(HEAD + FIVE + ROUNDING, encoding="utf-8")
    (made / "one.yaml").write_text(HOUSEHOLD, encoding="utf-8")
    tables = made / "tables"
    tables.mkdir()
    for name, rows in {
        "户": ["户编号,户主,县区,安置方式,合法常住人口", "A1,张三,甲县,不予安置,1"],
        "征收土地": ["户编号,地类,面积,权属性质", "A1,水田,1,", "A1,水田,2,国有农林渔场"],
        "水塘": ["户编号,面积", "A1,3"],
        "房屋": [
            "户编号,合法建筑面积,用途,房屋类别",
            "A1,100,,",
            "A1,200,学校寺庙祠堂村组集体,",
            "A1,300,学校寺庙祠堂村组集体,杂房",
        ],
    }.items():
        (tables / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return made


def test_the_statement(run_cli: Run, folder: Path) -> None:
    done = run_cli("calc", folder / "one.yaml", "--rules", folder / "rules.yaml", "--format", "json")
    shown = json.loads(done.stdout)
    totals = shown["totals"]
    assert (totals["payees"], totals["payers"], totals["payable"]) == (PAYEES, PAYERS, "1530.00")
    assert (totals["household"], totals["collective"]) == ("200.00", "310.00")
    assert shown["readings"] == {"who": "group"}
    assert [(line["payee"], line["payer"]) for line in shown["items"]] == [
        ("collective", "project"),
        ("farm", "project"),
        ("collective", "county"),
        ("household", "rail"),
        ("school", "rail"),
        ("temple", "rail"),
    ]


def test_every_line_is_on_the_screen_with_subtotals(run_cli: Run, folder: Path) -> None:
    text = run_cli("calc", folder / "one.yaml", "--rules", folder / "rules.yaml").stdout
    assert text.count("房屋补偿") >= 3
    assert "付农户 200.00 元，付村组 310.00 元，付农场 20.00 元，付学校 400.00 元，付寺庙 600.00 元" in text.replace(
        "\n", ""
    )
    for payer, amount in (("项目资金", "30.00"), ("县财政", "300.00"), ("铁路单位", "1,200.00")):
        assert any(f"{payer}支付" in line and line.rstrip().endswith(amount) for line in text.splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("english", [True, False])
def test_a_batch_and_its_proof(run_cli: Run, folder: Path, tmp_path: Path, english: bool) -> None:
    headers = ["--headers", "en"] if english else []
    rules = ["--rules", folder / "rules.yaml"]
    done = run_cli("batch", folder / "tables", "-o", tmp_path / "out", *rules, *headers)
    assert (done.returncode, done.stderr) == (0, "")
    with (tmp_path / "out" / "totals.csv").open(encoding="utf-8-sig", newline="") as file:
        head, row = csv.reader(file)
    names = ["付农户", "付村组", "暂不拨付", "待定项数", "付农场", "付学校", "付寺庙"]
    payers = ["项目资金支付", "县财政支付", "铁路单位支付"]
    keys = ["household", "collective", "withheld", "pending_items", "farm", "school", "temple", *PAYERS]
    assert head[4:] == (keys if english else names + payers)
    assert row[3:] == ["1530.00", "200.00", "310.00", "0.00", "0", "20.00", "400.00", "600.00", *PAYERS.values()]
    manifest = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert (manifest["totals"]["payees"], manifest["totals"]["payers"]) == (PAYEES, PAYERS)
    proof = run_cli("verify", tmp_path / "out", folder / "tables", *rules)
    assert proof.returncode == 0, proof.stdout + proof.stderr


def test_the_summary_has_a_row_each_party(run_cli: Run, folder: Path, tmp_path: Path) -> None:
    run_cli("batch", folder / "tables", "-o", tmp_path / "out", "--rules", folder / "rules.yaml")
    book = openpyxl.load_workbook(tmp_path / "out" / "summary.xlsx")
    for name, sums in (("按领款人", PAYEES), ("按付款人", PAYERS)):
        rows = list(book[name].iter_rows(min_row=4, values_only=True))
        assert [f"{row[1]:.2f}" for row in rows[:-1]] == list(sums.values())


def test_cases_expect_of_every_party(run_cli: Run, folder: Path) -> None:
    expect = "{付农户: 200, 付村集体: 310, 付农场: 20, 付学校: 400, temple: 600, 县财政支付: 300, rail: 1200}"
    body = "\n".join(f"      {line}" for line in HOUSEHOLD.strip().splitlines())
    case = f"cases:\n  - name: 五个领款人\n    household:\n{body}\n    expect: {expect}\n"
    (folder / "five.cases.yaml").write_text(case, encoding="utf-8")
    done = run_cli("test", folder / "five.cases.yaml", "--rules", folder / "rules.yaml")
    assert done.returncode == 0, done.stdout


def test_a_reading_that_only_moves_money_is_worth_telling(run_cli: Run, folder: Path) -> None:
    done = run_cli("readings", folder / "one.yaml", "--rules", folder / "rules.yaml")
    assert "付村组 -300.00 元，付农场 +300.00 元" in done.stdout


@pytest.mark.slow
def test_impact_says_who_gets_less(run_cli: Run, folder: Path) -> None:
    text = (folder / "rules.yaml").read_text(encoding="utf-8").replace("payer: rail", "payer: county")
    (folder / "other.yaml").write_text(text, encoding="utf-8")
    told = run_cli("rules", "diff", folder / "rules.yaml", folder / "other.yaml").stdout
    assert "付款人由“铁路单位”改为“县财政”" in told
    both = run_cli(
        "rules", "diff", folder / "rules.yaml", folder / "other.yaml", "--impact", folder / "one.yaml"
    ).stdout
    assert any("县财政支付" in line and "+1,200.00" in line for line in both.splitlines())


def test_one_that_lists_none_has_the_two_of_old() -> None:
    rules = rulebook(
        "items: {a: {name: 甲, article: 第一条, payee: collective, summary: 试, factors: [{constant: 1, unit: 元}]}}"
    )
    assert {key: party.name for key, party in rules.payees.items()} == {"household": "被征收户", "collective": "村组"}
    assert parties_of(rules.items["a"], rules) == [("collective", "project")]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("then: county", "then: village", "没有付款人“village”"),
        ("else: household", "else: houshold", "没有领款人“houshold”。是不是“household”？"),
        ("payee: {choose: ownership", "payee: {choose: land_class", "没有写"),
        ("payer: rail", "payer: {fact: village}", "说不清是哪一个付款人"),
        ("payer: rail", "payer: {constant: 1}", "说不清是哪一个付款人"),
        ("  farm: 农场", "  farm: 村集体", "名称“村集体”写了两次"),
        ("county: 县财政", "farm: 县财政", "“farm”已经另有所指"),
        ("  farm: 农场", "  withheld: 农场", "“withheld”已经另有所指"),
    ],
)
def test_mistakes_are_found_when_loading(tmp_path: Path, old: str, new: str, message: str) -> None:
    file = tmp_path / "rules.yaml"
    text = HEAD + FIVE + ROUNDING
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_rulebook(file)
    assert message in str(refused.value)
    assert all(problem.place.line for problem in refused.value.problems)
