"""``yzcomp calc`` from outside: the contract's JSON, the exit codes, where output and errors go."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.conftest import ROOT, Call, Run
from tests.papers import xlsx_rows

STANDARDS = "examples/standards.yaml"
GOOD = "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n房屋: [{合法建筑面积: 0, 底层占地面积: 0, 结构: 砖混, 等级: 一等}]\n"
DISPERSED = GOOD.replace("安置地安置", "分散迁建安置") + "城市规划区范围外: 是\n过渡月数: 0\n"
LINE = ["id", "name", "article", "payee", "payer", "formula", "quantity", "unit", "rate", "amount", "status", "note"]
TOTALS = ["payable", "payable_capital", "household", "collective", "withheld", "pending_items", "payees", "payers"]


def test_the_json_has_the_contracts_shape(run_cli: Run) -> None:
    done = run_cli("calc", "examples/dispersed.yaml", "--standards", STANDARDS, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    shown = json.loads(done.stdout)
    assert list(shown) == [
        "household",
        "rulebook",
        "readings",
        "items",
        "not_paid",
        "facts",
        "members",
        "questions",
        "notices",
        "totals",
    ]
    assert shown["household"] == {"household_id": "LST-001", "head": "唐建国", "village": "杨家桥村三组"}
    assert list(shown["rulebook"]) == ["id", "title", "document", "digest"]
    assert shown["rulebook"]["document"] == "永政办发〔2018〕12号"
    assert all(list(line) == LINE for line in shown["items"])
    assert all(list(row) == ["id", "reason", "article"] for row in shown["not_paid"])
    assert list(shown["totals"]) == TOTALS


def test_a_line_is_what_the_contract_shows(run_cli: Run) -> None:
    text = DISPERSED.replace("底层占地面积: 0", "底层占地面积: 96.5")
    shown = json.loads(run_cli("calc", "-", "--format", "json", stdin=text).stdout)
    (line,) = (line for line in shown["items"] if line["id"] == "dispersed_relocation_subsidy")
    assert line == {
        "id": "dispersed_relocation_subsidy",
        "name": "分散迁建安置补助",
        "article": "第十七条",
        "payee": "household",
        "payer": "project",
        "formula": "350元/㎡ × 96.50㎡",
        "quantity": "96.50",
        "unit": "㎡",
        "rate": "350",
        "amount": "33775.00",
        "status": "payable",
        "note": None,
    }


def test_a_pending_line_has_no_amount(call_cli: Call) -> None:
    done = call_cli("calc", "examples/site.yaml", "--format", "json")
    assert done.returncode == 1
    shown = json.loads(done.stdout)
    (line,) = (line for line in shown["items"] if line["status"] == "pending")
    assert (line["id"], line["amount"], line["rate"]) == ("house_compensation", None, None)
    assert shown["totals"]["pending_items"] == 1


def test_totals_are_sums_of_payable_lines(call_cli: Call) -> None:
    done = call_cli("calc", "examples/dispersed.yaml", "--standards", STANDARDS, "--format", "json")
    totals = json.loads(done.stdout)["totals"]
    assert (totals["payable"], totals["household"], totals["collective"]) == ("549528.70", "361426.70", "175142.00")
    assert totals["payees"] == {
        "household": "361426.70",
        "collective": "175142.00",
        "state_farm": "12960.00",
        "enterprise": "0.00",
    }
    assert totals["payers"] == {"project": "544624.70", "land_user": "4904.00"}
    assert totals["payable_capital"] == "人民币伍拾肆万玖仟伍佰贰拾捌元柒角整"


def test_a_dispute_withholds_everything(call_cli: Call) -> None:
    done = call_cli("calc", "examples/dispute.yaml", "--standards", STANDARDS, "--format", "json")
    shown = json.loads(done.stdout)
    assert {line["status"] for line in shown["items"]} == {"withheld"}
    assert (shown["totals"]["payable"], shown["totals"]["withheld"]) == ("0.00", "170144.00")
    assert done.returncode == 0


@pytest.mark.many
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("examples/site.yaml", "--standards", STANDARDS), 0),
        (("examples/dispute.yaml", "--standards", STANDARDS), 0),
        (("examples/site.yaml",), 1),
        (("examples/village-ponds.yaml",), 1),
        (("no-such-file.yaml",), 2),
        (("examples",), 2),
        (("examples/standards.yaml",), 2),
    ],
)
def test_exit_codes(run_cli: Run, arguments: tuple[str, ...], code: int) -> None:
    done = run_cli("calc", *arguments)
    assert done.returncode == code
    assert bool(done.stderr) == (code != 0)
    assert bool(done.stdout) == (code != 2)


@pytest.mark.slow
def test_standard_input_and_gbk_and_json(run_cli: Run, tmp_path: Path) -> None:
    gbk = tmp_path / "户.yaml"
    gbk.write_bytes(GOOD.encode("gb18030"))
    by_file = run_cli("calc", gbk, "--format", "json").stdout
    assert by_file == run_cli("calc", "-", "--format", "json", stdin=GOOD).stdout
    house = {"legal_floor_area": 0, "ground_floor_area": 0, "structure": "砖混", "grade": "一等"}
    as_json = json.dumps(
        {"household_id": "A1", "户主": "张三", "resettlement": "site", "合法常住人口": 4, "houses": [house]}
    )
    assert by_file == run_cli("calc", "-", "--format", "json", stdin=as_json).stdout
    assert json.loads(by_file)["totals"]["payable"] == "2200.00"


def test_a_reading_changes_the_amount_and_is_named(run_cli: Run) -> None:
    default = json.loads(run_cli("calc", "-", "--format", "json", stdin=DISPERSED).stdout)
    changed = run_cli("calc", "-", "--format", "json", "--reading", "dispersed_moves=one", stdin=DISPERSED)
    other = json.loads(changed.stdout)
    assert (default["totals"]["payable"], other["totals"]["payable"]) == ("2200.00", "1100.00")
    assert other["readings"]["dispersed_moves"] == "one"
    assert [n for n in other["notices"] if n.startswith("读法“分散迁建的搬家次数”（第十八条）取“一次”：")]


def test_the_problems_of_all_options_come_at_once(call_cli: Call) -> None:
    wrong = ("x", "dispersed_moves=3", "roundings=yuan", "rounding=yuan", "rounding = fen")
    readings = [part for reading in wrong for part in ("--reading", reading)]
    done = call_cli("calc", "examples/site.yaml", "--standards", "nowhere.yaml", *readings)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "错误：nowhere.yaml：没有这个文件。检查文件名和所在的文件夹",
        "错误：「--reading」“x”应当写成 名称=选项。如 --reading rounding=yuan",
        "错误：「--reading」读法“rounding”选了两次。只选一次",
        "错误：「--reading」读法“dispersed_moves”没有选项“3”。可选：two（两次）、one（一次）、none（不计）",
        "错误：「--reading」没有读法“roundings”。是不是“rounding”？",
        "共 5 处问题。",
    ]


def test_a_household_that_is_refused_says_why_and_where(run_cli: Run) -> None:
    text = "户编号: A1\n户主: 张三\n安置方式: 分散迁建安置\n合法常住人口: -1\n城市规划区范围外: 否\n"
    done = run_cli("calc", "-", stdin=text)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "错误：标准输入 第1行第1列：「过渡月数」分散迁建安置必须填写过渡月数（第十八条）。填写月数，没有过渡的填 0",
        "错误：标准输入 第4行第9列：「合法常住人口」“-1”小于0。填0或更大的数",
        "错误：标准输入 第5行第11列：「城市规划区范围外」分散迁建安置只适用于城市规划区范围外的住宅（第十七条）。核对房屋位置；在规划区范围内的改为安置地安置",
        "共 3 处问题。",
    ]


def test_two_standards_files_lie_one_over_the_other(call_cli: Call, tmp_path: Path) -> None:
    head, _, _ = (ROOT / STANDARDS).read_text(encoding="utf-8").partition("rates:")
    houses, land = tmp_path / "houses.yaml", tmp_path / "land.yaml"
    houses.write_text(head + "rates:\n  houses:\n    - {结构: 砖混, 等级: 二等, 标准: 860}\n", encoding="utf-8")
    land.write_text(head + "rates:\n  land:\n", encoding="utf-8")
    assert call_cli("calc", "examples/site.yaml", "--standards", houses, "--standards", land).returncode == 0


def test_two_rates_for_the_same_in_two_standards_files_are_a_conflict(call_cli: Call, tmp_path: Path) -> None:
    again = tmp_path / "again.yaml"
    again.write_text((ROOT / STANDARDS).read_text(encoding="utf-8").replace("860}", "861}"), encoding="utf-8")
    done = call_cli("calc", "examples/site.yaml", "--standards", STANDARDS, "--standards", again)
    assert (done.returncode, done.stdout) == (2, "")
    assert "已经有标准" in done.stderr and f"{again} 第" in done.stderr


def test_rules_from_a_folder(call_cli: Call) -> None:
    standards = ("--standards", STANDARDS)
    by_path = call_cli("calc", "examples/site.yaml", "--rules", "rules/xianggui-2018", *standards)
    by_name = call_cli("calc", "examples/site.yaml", "--rules", "xianggui-2018", *standards)
    assert by_path == by_name == call_cli("calc", "examples/site.yaml", *standards)


def test_rules_that_are_not_there(call_cli: Call) -> None:
    done = call_cli("calc", "examples/site.yaml", "--rules", "guangdong")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "错误：guangdong：没有这个规则文件或内置规则。内置规则有：xianggui-2018\n"


def test_a_household_as_a_paper(call_cli: Call, tmp_path: Path) -> None:
    target = tmp_path / "单.xlsx"
    done = call_cli("calc", "examples/dispersed.yaml", "--standards", STANDARDS, "-o", target)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"1 户，写出 1 个文件：{target}\n", "")
    cells = [[str(cell) for cell in row if cell is not None] for row in xlsx_rows(target.read_bytes())]
    assert ["户编号", "LST-001", "户主", "唐建国"] in cells
    digest = hashlib.sha256((ROOT / "examples/dispersed.yaml").read_bytes()).hexdigest()
    assert cells[-1][0].endswith(f"；dispersed.yaml {digest[:12]}")
    again = call_cli("calc", "examples/dispersed.yaml", "--standards", STANDARDS, "-o", target)
    assert (again.returncode, again.stderr) == (
        2,
        f"错误：{target}：文件已经存在，没有覆盖。换一个名称，或加 --force\n",
    )


def test_several_households_as_papers(call_cli: Call, tmp_path: Path) -> None:
    """Those that can't be computed are told, as in a batch; each paper tells its own file's digest."""
    files = ("examples/dispersed.yaml", "examples/site.yaml", "examples/bad/missing.yaml", "examples/site.yaml")
    copy = tmp_path / "又一份.yaml"
    copy.write_bytes((ROOT / files[1]).read_bytes())
    target = tmp_path / "单"
    done = call_cli("calc", *files[:3], copy, "--standards", STANDARDS, "-o", target, "--format", "html")
    assert done.returncode == 1
    assert done.stdout == f"2 户，写出 2 个文件：{target}\n"
    assert f"错误：{copy}：「户编号」户编号“LST-002”在 examples/site.yaml 里已有一户。一户只给一个文件" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("需要处理：退回 2 户")
    names = sorted(path.name for path in (target / "计算单").iterdir())
    assert names == ["0001 LST-001 唐建国.html", "0002 LST-002 周玉兰.html"]
    digest = hashlib.sha256((ROOT / files[1]).read_bytes()).hexdigest()
    assert f"site.yaml {digest[:12]}</p>" in (target / "计算单" / names[1]).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("a.yaml", "b.yaml"),
            "b.yaml：屏幕上一次只算一户。加 -o 文件夹，一户写一个文件；许多户写成表，用 yzcomp batch",
        ),
        (("a.yaml", "--format", "pdf"), "「--format」屏幕上不能写成 pdf。加 -o 文件夹，或 -o 文件名"),
        (("examples/bad/missing.yaml", "-o", "x.txt"), "x.txt：计算单不能写成 .txt。可用的格式：xlsx、html、docx、pdf"),
        (("a.yaml", "-o", "a.yaml"), "a.yaml：结果会写到输入上。换一个文件名，不要和输入放在一起"),
    ],
)
def test_papers_that_can_not_be_written(call_cli: Call, arguments: tuple[str, ...], said: str) -> None:
    done = call_cli("calc", *arguments)
    assert (done.returncode, done.stderr) == (2, f"错误：{said}\n")
