"""``yzcomp readings``: what every option is worth, held against batches run under it."""

import json
from collections import defaultdict
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from tests.batches import table
from tests.conftest import ROOT, Call, Run
from yzcomp import load_rulebook

RATES = ("--standards", "examples/standards.yaml")
VILLAGE = "examples/village/village-gbk.csv"
ZERO = Decimal("0.00")
OPTIONS = [(name, option) for name, reading in load_rulebook().readings.items() for option in reading.options]


class Batch:
    """What a batch comes to under some readings."""

    def __init__(self, run: Call, folder: Path, *more: str) -> None:
        done = run("batch", VILLAGE, "-o", folder, "--headers", "en", *RATES, *more)
        assert done.returncode in (0, 1)
        totals = table(folder / "totals.csv")
        self.payable = sum((Decimal(line["payable"]) for line in totals), ZERO)
        self.withheld = sum((Decimal(line["withheld"]) for line in totals), ZERO)
        self.items: dict[str, dict[str, Decimal]] = {line["household_id"]: defaultdict(lambda: ZERO) for line in totals}
        for line in table(folder / "items.csv"):
            self.items[line["household_id"]][line["item_id"]] += Decimal(line["amount"] or 0)
        self.refused = len(table(folder / "rejected.csv"))


def data_of(call: Call, *arguments: object) -> dict[str, Any]:
    done = call("readings", *arguments, "--format", "json")
    found: dict[str, Any] = json.loads(done.stdout)
    counts = found["households"]
    told = [f"退回 {counts['refused']} 户"] * bool(counts["refused"])
    told += [f"有待定项目 {counts['pending']} 户"] * bool(counts["pending"])
    assert done.returncode == bool(told)
    said = [line for line in done.stderr.splitlines() if not line.startswith("略过：")]
    assert [line.split("（见")[0] for line in said] == [f"需要处理：{'，'.join(told)}"] * bool(told)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("base", [(), ("--reading", "rounding=yuan", "--reading", "reward_condition=joint")])
def test_every_option_is_what_a_batch_gives(call_cli: Call, tmp_path: Path, base: tuple[str, ...]) -> None:
    data = data_of(call_cli, VILLAGE, *RATES, *base)
    before = Batch(call_cli, tmp_path / "base", *base)
    assert data["base"] == {
        "total": f"{before.payable + before.withheld:.2f}",
        "payable": f"{before.payable:.2f}",
        "withheld": f"{before.withheld:.2f}",
    }
    told = [(r["reading"], o["option"]) for r in data["alternatives"] for o in r["options"]]
    assert told == OPTIONS
    for reading in data["alternatives"]:
        for option in reading["options"]:
            name = reading["reading"]
            others = [pair for pair in base[1::2] if not pair.startswith(f"{name}=")]
            words = [word for pair in (*others, f"{name}={option['option']}") for word in ("--reading", pair)]
            _agree(option, Batch(call_cli, tmp_path / f"{name}-{option['option']}", *words), before)


def _agree(option: dict[str, Any], after: Batch, before: Batch) -> None:
    """The sums of an option against the batch under it."""
    assert (option["payable"], option["withheld"]) == (f"{after.payable:.2f}", f"{after.withheld:.2f}")
    net = after.payable + after.withheld - before.payable - before.withheld
    assert (option["difference"], option["refused"]) == (f"{net:.2f}", after.refused)
    common = before.items.keys() & after.items.keys()
    changed = {name for name in common if before.items[name] != after.items[name]}
    gone, come = before.items.keys() - common, after.items.keys() - common
    assert option["changed"] == len(changed) + len(gone) + len(come)
    assert (option["newly_refused"], option["newly_computed"]) == (len(gone), len(come))
    items: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for name in changed:
        for key in {*before.items[name], *after.items[name]}:
            items[key] += after.items[name].get(key, ZERO) - before.items[name].get(key, ZERO)
    assert option["items"] == {key: f"{amount:.2f}" for key, amount in items.items() if amount}
    assert Decimal(option["refused_total"]) == sum((sum(before.items[name].values(), ZERO) for name in gone), ZERO)


@pytest.mark.slow
@pytest.mark.parametrize("width", [80, 120])
def test_on_a_screen(call_cli: Call, width: int) -> None:
    done = call_cli("readings", VILLAGE, *RATES, width=width)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        1,
        "需要处理：有待定项目 2 户（见yzcomp batch 的 items.csv）",
    )
    assert max(map(cell_len, done.stdout.splitlines())) <= width
    blocks = dict(block.split("\n", 1) for block in done.stdout.split("\n\n")[1:])
    moves = blocks["分散迁建的搬家次数（dispersed_moves，第十八条）"]
    assert "*两次（two）" in moves
    assert "-20,200.00          18\n" in moves
    assert "  一次：搬家补助费 -20,200.00 元（18 户）" in moves
    assert blocks["奖励的房屋范围（reward_scope，第十八条（重号））"].endswith("不影响任何一户。")
    over = blocks["过渡期超过12个月（transition_over_limit，第十八条）"]
    assert "退回：退回 2 户，原来合计 446,838.90 元：「过渡月数」过渡期限超过12个月" in over


def test_one_household(call_cli: Call) -> None:
    data = data_of(call_cli, "examples/dispersed.yaml")
    assert data["households"] == {"read": 1, "computed": 1, "refused": 0, "pending": data["households"]["pending"]}
    differences = {
        (r["reading"], o["option"]): o["difference"]
        for r in data["alternatives"]
        for o in r["options"]
        if o["difference"] != "0.00"
    }
    assert differences == {
        ("dispersed_moves", "one"): "-1100.00",
        ("dispersed_moves", "none"): "-2200.00",
        ("reward_scope", "main"): "-3600.00",
        ("temporary_rate", "per_parcel"): "1500.00",
        ("temporary_years", "whole"): "900.00",
    }
    assert {r["reading"]: r["touched"] for r in data["alternatives"]}["zero_residents"] == 0


@lru_cache
def over_limit() -> str:
    text = (ROOT / "examples/dispersed.yaml").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("过渡月数", "transition_months"))]
    assert len(lines) < len(text.splitlines())
    return "\n".join([*lines, "过渡月数: 14"]) + "\n"


@pytest.mark.slow
def test_a_household_that_one_option_refuses(call_cli: Call, tmp_path: Path) -> None:
    file = tmp_path / "over.yaml"
    file.write_text(over_limit(), encoding="utf-8")
    done = call_cli("readings", file)
    assert (done.returncode, done.stderr) == (1, "需要处理：有待定项目 1 户（见yzcomp batch 的 items.csv）\n")
    assert "退回：退回 1 户" in done.stdout
    strict = call_cli("readings", file, "--reading", "transition_over_limit=reject")
    assert strict.returncode == 1
    assert "按选定的读法算出 0 户，退回 1 户" in strict.stdout
    assert "按12个月付：不再退回 1 户，合计 " in strict.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("examples/bad/bad-choice.yaml",), "不是可选的值"),
        (("examples/bad/expired.yaml",), "征地告知日不在本办法的有效期内"),
        (("无.yaml",), "没有这个文件"),
        (("examples/site.yaml", "examples/dispersed.yaml"), "一户的文件不能和别的输入一起给"),
        ((VILLAGE, "--reading", "x=y"), "没有读法“x”"),
        ((VILLAGE, "--rules", "无"), "没有这个规则文件或内置规则"),
    ],
)
def test_what_cannot_be_done(call_cli: Call, arguments: tuple[str, ...], message: str) -> None:
    done = call_cli("readings", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("错误：")
    assert message in done.stderr


@pytest.mark.slow
def test_rows_with_mistakes_are_counted(call_cli: Call) -> None:
    data = data_of(call_cli, "examples/village/village-with-mistakes.csv", *RATES)
    assert data["households"]["read"] == data["households"]["computed"] + data["households"]["refused"]
    assert data["households"]["refused"] > 0


def test_a_rulebook_without_readings(call_cli: Call) -> None:
    done = call_cli("readings", "examples/village/village-gbk.csv", "--rules", "tests/rules/invented-county")
    assert done.returncode == 1
    assert "没有登记读法" in done.stdout


@pytest.mark.slow
def test_tables_from_a_pipe(run_cli: Run) -> None:
    done = run_cli("readings", "-", *RATES, stdin=(ROOT / VILLAGE).read_bytes())
    assert done.returncode == 1
    assert "读入 30 户" in done.stdout


def test_readings_have_chinese_names(call_cli: Call) -> None:
    household = ROOT / "examples" / "dispersed.yaml"
    done = call_cli("calc", household, "--reading", "分散迁建的搬家次数=一次")
    assert "读法“分散迁建的搬家次数”（第十八条）取“一次”" in done.stdout
    assert "名称和选项写中文或英文" in " ".join(call_cli("calc", "--help").stdout.split()).replace(" ", "")


@pytest.mark.slow
def test_what_only_changes_what_is_withheld_is_told(call_cli: Call, tmp_path: Path) -> None:
    text = "户编号,户主,合法常住人口,安置方式,征地告知日,按期签约,按期腾空\nA1,甲,4,安置地安置,2019-10-20,是,是\n"
    houses = "户编号,合法建筑面积,权属争议\nA1,100,\nA1,80,是\n"
    for name, content in (("户", text), ("房屋", houses)):
        (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
    done = call_cli("readings", tmp_path)
    assert "整户都扣：暂不拨付 +2,200.00 元" in done.stdout
