"""``yzcomp rules diff``: the differences as people, spreadsheets and programs get them, and what they are worth."""

import csv
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from tests.batches import HEADER, ROW, csv_file, row, table
from tests.conftest import ROOT, Call, Run

BUILT_IN = "xianggui-2018"
COUNTY = "tests/rules/invented-county"
RATES = ("--standards", "examples/standards.yaml")
VILLAGE = "examples/village/village-gbk.csv"
MISTAKES = "examples/village/village-with-mistakes.csv"
ZERO = Decimal("0.00")
Changed = Callable[..., Path]
#: A dearer measure that is stricter about time.
NEW = {
    "items.yaml": (
        ("{up_to: 3, value: 1000}", "{up_to: 3, value: 1200}"),
        ("{constant: 42000, unit: 元/户}", "{constant: 41000, unit: 元/户}"),
        ("每户最高42000元\n", "每户最高41000元\n"),
    ),
    "rulebook.yaml": (("default: cap", "default: reject"),),
}


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """Makes a copy of the built-in measure with texts of its files replaced."""

    def change(changes: dict[str, tuple[tuple[str, str], ...]], name: str = "new") -> Path:
        folder = tmp_path / name
        shutil.copytree(ROOT / "rules" / BUILT_IN, folder)
        for file, pairs in changes.items():
            text = (folder / file).read_text(encoding="utf-8")
            for old, new in pairs:
                assert old in text
                text = text.replace(old, new)
            (folder / file).write_text(text, encoding="utf-8")
        return folder

    return change


def test_the_same_rulebook(call_cli: Call) -> None:
    done = call_cli("rules", "diff", BUILT_IN, f"rules/{BUILT_IN}")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("两套规则没有不同。\n")


def test_another_way_of_writing_is_said_to_be_none(call_cli: Call, changed: Changed) -> None:
    new = changed({"items.yaml": (("{constant: 350, unit", "{constant: 350.00, unit"),)})
    done = call_cli("rules", "diff", BUILT_IN, new)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("两套规则没有不同（只是文件里的写法不同）。\n")


@pytest.mark.parametrize("width", [80, 120])
def test_the_differences_on_a_screen(call_cli: Call, changed: Changed, width: int) -> None:
    done = call_cli("rules", "diff", BUILT_IN, changed(NEW), width=width)
    assert (done.returncode, done.stderr) == (1, "需要处理：规则的不同 5 处（见上面的比较）\n")
    assert max(map(cell_len, done.stdout.splitlines())) <= width
    money, words = done.stdout.split("影响金额或受理：4 处")[1].split("只涉及文字、依据、提示和登记：1 处")
    for line in (
        "上限由42,000元/户改为41,000元/户",
        "不超过3的一档由1000元/次改为1200元/次",
        "缺省的理解由“按12个月付”改为“退回”",
    ):
        assert f"\n    {line}\n      原 " in money
    assert "上限的说明由“每户最高42000元”改为“每户最高41000元”" in words
    number = (ROOT / "rules" / BUILT_IN / "items.yaml").read_text("utf-8").splitlines()
    at = next(i for i, line in enumerate(number, 1) if "constant: 42000" in line)
    assert f"原 items.yaml:{at}　新 items.yaml:{at}" in money


def test_nothing_of_money(call_cli: Call, changed: Changed) -> None:
    new = changed({"items.yaml": (("summary: 水塘每亩", "summary: 每亩水塘"),)})
    done = call_cli("rules", "diff", BUILT_IN, new)
    assert done.returncode == 1
    assert "影响金额或受理：没有不同" in done.stdout
    assert "只涉及文字、依据、提示和登记：1 处" in done.stdout


def test_as_json_and_as_csv(call_cli: Call, changed: Changed, tmp_path: Path) -> None:
    new = changed(NEW)
    done = call_cli("rules", "diff", BUILT_IN, new, "--format", "json", "-o", tmp_path / "d.csv", "--headers", "en")
    assert (done.returncode, done.stderr) == (1, "需要处理：规则的不同 5 处（见上面的比较）\n")
    data = json.loads(done.stdout)
    assert (data["old"]["id"], data["same"], "impact" in data) == (BUILT_IN, False, False)
    rate = next(d for d in data["differences"] if d["key"] == "moving_allowance")
    assert (rate["group"], rate["section"], rate["name"], rate["article"]) == (
        "money",
        "items",
        "搬家补助费",
        "第十八条",
    )
    assert (rate["old"], rate["new"]) == ("1000元/次", "1200元/次")
    assert rate["new_place"]["file"] == str(new / "items.yaml")
    written = table(tmp_path / "d.csv")
    assert [r["sentence"] for r in written] == [d["sentence"] for d in data["differences"]]
    assert [r["group"] for r in written] == ["money"] * 4 + ["words"]
    again = call_cli("rules", "diff", BUILT_IN, new, "-o", tmp_path / "d.csv")
    assert (again.returncode, again.stdout) == (2, "")
    assert "文件已经存在，没有覆盖" in again.stderr
    assert call_cli("rules", "diff", BUILT_IN, new, "-o", tmp_path / "d.csv", "--force").returncode == 1
    header = (tmp_path / "d.csv").read_text("utf-8-sig").splitlines()[0]
    assert header == "类别,部分,键,名称,依据,不同,原,新,原位置,新位置,用于"


def test_the_two_counties(call_cli: Call) -> None:
    done = call_cli("rules", "diff", BUILT_IN, COUNTY, width=80)
    assert done.returncode == 1
    assert re.fullmatch(r"需要处理：规则的不同 \d+ 处（见上面的比较）\n", done.stderr)
    assert "  搬家补助费（第十八条）\n    取消：付给被征收户" in done.stdout
    assert "  早签奖励（第三条）\n    新增：付给被征收户" in done.stdout
    assert "计算：房屋重置补偿的5%" in done.stdout
    assert max(map(cell_len, done.stdout.splitlines())) <= 80


def test_rulebooks_that_cannot_be_loaded(call_cli: Call, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("rulebook: {id: x}\n", encoding="utf-8")
    done = call_cli("rules", "diff", tmp_path / "bad.yaml", tmp_path / "none", "--impact", VILLAGE)
    assert (done.returncode, done.stdout) == (2, "")
    assert "bad.yaml" in done.stderr
    assert "没有这个规则文件或内置规则" in done.stderr


class Batch:
    """A finished batch as the impact must come to: the sum of each household, and of each of its items."""

    def __init__(self, run: Call, folder: Path, rules: object, inputs: tuple[str, ...], *more: str) -> None:
        done = run("batch", *inputs, "-o", folder, "--rules", rules, "--headers", "en", *more)
        assert done.returncode in (0, 1)
        self.totals = {
            line["household_id"]: Decimal(line["payable"]) + Decimal(line["withheld"])
            for line in table(folder / "totals.csv")
        }
        self.withheld = sum((Decimal(line["withheld"]) for line in table(folder / "totals.csv")), ZERO)
        self.villages = {line["household_id"]: line["village"] for line in table(folder / "totals.csv")}
        self.items: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
        for line in table(folder / "items.csv"):
            self.items[line["household_id"], line["item_id"]] += Decimal(line["amount"] or 0)
        self.read = json.loads((folder / "run.json").read_text("utf-8"))["counts"]["read"]


@pytest.mark.many
@pytest.mark.parametrize("inputs", [(VILLAGE,), ("examples/village/village-tables.xlsx",), (MISTAKES,)])
@pytest.mark.parametrize("standards", [RATES, ()])
def test_the_impact_is_the_difference_of_two_batches(
    call_cli: Call, changed: Changed, tmp_path: Path, inputs: tuple[str, ...], standards: tuple[str, ...]
) -> None:
    new = changed(NEW)
    a = Batch(call_cli, tmp_path / "a", BUILT_IN, inputs, *standards)
    b = Batch(call_cli, tmp_path / "b", new, inputs, *standards)
    arguments = [*(word for path in inputs for word in ("--impact", path)), *standards]
    done = call_cli("rules", "diff", BUILT_IN, new, *arguments, "--format", "json")
    assert done.returncode == 1
    assert all(line.startswith(("警告：", "共 ", "略过：", "需要处理：")) for line in done.stderr.splitlines())
    impact = json.loads(done.stdout)["impact"]
    common = a.totals.keys() & b.totals.keys()
    changes = {name: b.totals[name] - a.totals[name] for name in common}
    _counts(impact, a, b, changes)
    assert impact["total"] == {
        "before": f"{sum((a.totals[n] for n in common), ZERO):.2f}",
        "after": f"{sum((b.totals[n] for n in common), ZERO):.2f}",
        "plus": f"{sum((c for c in changes.values() if c > 0), ZERO):.2f}",
        "minus": f"{-sum((c for c in changes.values() if c < 0), ZERO):.2f}",
        "difference": f"{sum(changes.values(), ZERO):.2f}",
        "gain": sum(c > 0 for c in changes.values()),
        "lose": sum(c < 0 for c in changes.values()),
    }
    for entry in impact["items"]:
        pairs = [(a.items[name, entry["item_id"]], b.items[name, entry["item_id"]]) for name in common]
        assert Decimal(entry["before"]) == sum(x for x, _ in pairs)
        assert Decimal(entry["after"]) == sum(y for _, y in pairs)
        assert (entry["gain"], entry["lose"]) == (sum(y > x for x, y in pairs), sum(y < x for x, y in pairs))
    for entry in impact["villages"]:
        names = [name for name in common if a.villages[name] == entry["village"]]
        assert Decimal(entry["difference"]) == sum(changes[name] for name in names)
    for part in ("items", "villages", "articles"):
        assert sum(Decimal(entry["difference"]) for entry in impact[part]) == Decimal(impact["total"]["difference"])
    largest = sorted(map(abs, filter(None, changes.values())), reverse=True)[:10]
    assert [abs(Decimal(entry["difference"])) for entry in impact["largest"]] == largest


def _counts(impact: dict[str, Any], a: Batch, b: Batch, changes: dict[str, Decimal]) -> None:
    counts = impact["households"]
    only_old, only_new = a.totals.keys() - b.totals.keys(), b.totals.keys() - a.totals.keys()
    assert (counts["read"], counts["computed"]) == (a.read, len(changes))
    assert (counts["refused_by_new_only"], counts["refused_by_old_only"]) == (len(only_old), len(only_new))
    assert counts["refused_by_both"] == a.read - len(a.totals.keys() | b.totals.keys())
    assert Decimal(impact["refused_by_new_only"]["total"]) == sum(a.totals[name] for name in only_old)
    assert [one["household_id"] for one in impact["refused_by_new_only"]["first"]] == [
        name for name in a.totals if name in only_old
    ]


@pytest.mark.slow
def test_a_row_a_household_and_item(call_cli: Call, changed: Changed, tmp_path: Path) -> None:
    new, out = changed(NEW), tmp_path / "impact.csv"
    a = Batch(call_cli, tmp_path / "a", BUILT_IN, (VILLAGE,), *RATES)
    b = Batch(call_cli, tmp_path / "b", new, (VILLAGE,), *RATES)
    command = ("rules", "diff", BUILT_IN, new, "--impact", VILLAGE, *RATES)
    assert call_cli(*command, "-o", out, "--headers", "en").returncode == 1
    rows = table(out)
    for side, key in ((a, "before"), (b, "after")):
        told = {(r["household_id"], r["item_id"]): Decimal(r[key]) for r in rows if r[key] and Decimal(r[key])}
        assert told == {pair: amount for pair, amount in side.items.items() if amount}
    for r in rows:
        known = r["before"] and r["after"]
        assert r["difference"] == (f"{Decimal(r['after']) - Decimal(r['before']):.2f}" if known else "")
    refused = {r["household_id"] for r in rows if r["note"] == "新规则退回"}
    assert refused == a.totals.keys() - b.totals.keys() != set()
    first = out.read_bytes()
    assert call_cli(*command, "-o", out, "--headers", "en").returncode == 2
    assert call_cli(*command, "-o", out, "--headers", "en", "--force").returncode == 1
    assert out.read_bytes() == first
    assert call_cli(*command, "-o", out, "--force").returncode == 1
    assert out.read_text("utf-8-sig").splitlines()[0] == "户编号,村组,项目编号,项目,原金额,新金额,差额,备注"


@pytest.mark.parametrize("width", [80, 120])
def test_the_impact_on_a_screen(call_cli: Call, changed: Changed, width: int) -> None:
    done = call_cli("rules", "diff", BUILT_IN, changed(NEW), "--impact", VILLAGE, *RATES, width=width)
    assert done.returncode == 1
    assert "第12、22、32、40、42行合计行（" in done.stdout
    assert max(map(cell_len, done.stdout.splitlines())) <= width
    text = re.sub(r"\n  (?=\S)", "", done.stdout)
    assert "读入 30 户：都能算出 28 户，只有新规则退回 2 户。" in text
    for title in ("按项目", "按村组", "按条文", "变化最大的 10 户", "只有新规则退回的 2 户"):
        assert f"\n{title}" in text
    assert re.search(r"^搬家补助费 +50,000\.00 +59,000\.00 +\+9,000\.00 +24 +0$", text, re.M)


def test_a_household_file(call_cli: Call, changed: Changed) -> None:
    done = call_cli("rules", "diff", BUILT_IN, changed(NEW), "--impact", "examples/site.yaml", "--format", "json")
    impact = json.loads(done.stdout)["impact"]
    assert (impact["households"]["read"], impact["households"]["gain"]) == (1, 1)
    assert impact["total"]["difference"] == "400.00"
    assert [(i["item_id"], i["difference"]) for i in impact["items"] if i["gain"]] == [("moving_allowance", "400.00")]


def test_a_renamed_item_is_the_same_item(call_cli: Call, changed: Changed) -> None:
    renamed = (("signing_reward", "early_reward"), ("constant: 50, unit", "constant: 60, unit"))
    new = changed({"items.yaml": renamed, "clauses.yaml": renamed[:1]})
    done = call_cli("rules", "diff", BUILT_IN, new, "--impact", "examples/site.yaml", "--format", "json")
    data = json.loads(done.stdout)
    assert "键由 signing_reward 改为 early_reward" in [d["sentence"] for d in data["differences"]]
    (entry,) = (i for i in data["impact"]["items"] if i["gain"])
    assert (entry["item_id"], entry["before"], entry["after"]) == ("early_reward", "7839.25", "9407.10")


def test_withholding_and_facts_of_only_one_rulebook(call_cli: Call, changed: Changed, tmp_path: Path) -> None:
    """A column that only one rulebook knows is read; what only one of them withholds is said."""
    facts = "facts:\n  bonus: {name: 补贴, kind: number, unit: 元}\n\nreadings:\n"
    new = changed(
        {
            "rulebook.yaml": (
                ("readings:\n", facts),
                (
                    "      - {fact: in_dispute, is: yes}\n      - all:",
                    "      - {fact: in_dispute, is: no}\n      - all:",
                ),
            )
        }
    )
    source = csv_file(tmp_path / "in.csv", [[*HEADER, "补贴"], [*ROW, "12"], [*row(户编号="A2"), ""]])
    out = tmp_path / "out.csv"
    done = call_cli("rules", "diff", BUILT_IN, new, "--impact", source, "--format", "json", "-o", out)
    assert done.returncode == 1
    assert all(line.startswith(("警告：", "共 ", "略过：", "需要处理：")) for line in done.stderr.splitlines())
    impact = json.loads(done.stdout)["impact"]
    assert (impact["households"]["same"], impact["total"]["before"]) == (2, "4400.00")
    assert impact["withheld"] == {"before": "0.00", "after": "4400.00"}
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert [r["备注"] for r in csv.DictReader(file)] == ["新暂不拨付"] * 2


def test_facts_that_mean_different_things(call_cli: Call, changed: Changed) -> None:
    facts = "facts:\n  newness: {list: houses, name: 成新率, kind: number}\n\nreadings:\n"
    new = changed({"rulebook.yaml": (("readings:\n", facts),)})
    done = call_cli("rules", "diff", COUNTY, new, "--impact", VILLAGE)
    assert (done.returncode, done.stdout) == (2, "")
    assert "两套规则对事实“成新率”（newness）的规定不同" in done.stderr


def test_standards_that_fit_only_one(call_cli: Call) -> None:
    done = call_cli("rules", "diff", BUILT_IN, COUNTY, "--impact", VILLAGE, *RATES)
    assert done.returncode == 1
    assert "警告：examples/standards.yaml：这份标准不合新规则，只用于原规则" in done.stderr
    assert "错误：" not in done.stderr
    assert call_cli("rules", "diff", BUILT_IN, COUNTY, "--impact", VILLAGE, "--standards", "无.yaml").returncode == 2


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (("无.csv",), "没有这个文件"),
        (("examples/site.yaml", VILLAGE), "一户的文件不能和别的输入一起给"),
        ((VILLAGE, VILLAGE), "同一个文件给了两次"),
    ],
)
def test_inputs_that_cannot_be_read(call_cli: Call, tmp_path: Path, inputs: tuple[str, ...], message: str) -> None:
    given = [word for path in inputs for word in ("--impact", path)]
    done = call_cli("rules", "diff", BUILT_IN, BUILT_IN, *given, "-o", tmp_path / "x.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_result_is_never_written_over_the_input(call_cli: Call, tmp_path: Path) -> None:
    source = csv_file(tmp_path / "in.csv", [HEADER, ROW])
    before = source.read_bytes()
    for out in (source, tmp_path / "out.csv"):
        inputs = source if out == source else tmp_path
        done = call_cli("rules", "diff", BUILT_IN, BUILT_IN, "--impact", inputs, "-o", out, "--force")
        assert done.returncode == 2
        assert "结果会写到输入上" in done.stderr
    assert source.read_bytes() == before
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.slow
def test_from_a_pipe_and_the_same_bytes_again(run_cli: Run, changed: Changed) -> None:
    new, content = changed(NEW), (ROOT / VILLAGE).read_bytes()
    outs = [run_cli("rules", "diff", BUILT_IN, new, "--impact", "-", *RATES, stdin=content) for _ in range(2)]
    assert outs[0].returncode == 1
    assert outs[0].stdout == outs[1].stdout
    assert "读入 30 户" in outs[0].stdout
