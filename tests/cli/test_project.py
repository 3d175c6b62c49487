"""The project file: found from the working folder upwards, named when it is used, and never obeyed unseen."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.batches import HEADER, csv_file, row
from tests.conftest import ROOT, Call, Ending
from yzcomp.batch.finished import read_manifest
from yzcomp.cli import _guarded

RATES = ROOT / "examples" / "standards.yaml"
#: 980.00 a ㎡ of brick and concrete, first class; two moves of four persons.
HOUSE = row(合法建筑面积="100.35")
In = Callable[..., Ending]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder of work: standards and a project file, and a village's roster below it."""
    (tmp_path / "标准.yaml").write_bytes(RATES.read_bytes())
    village = tmp_path / "杨家桥" / "一组"
    village.mkdir(parents=True)
    csv_file(village / "v.csv", [HEADER, HOUSE])
    project(tmp_path, "标准: 标准.yaml\n读法:\n  rounding: yuan\n")
    return village


@pytest.fixture
def within(work: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> In:
    """Runs a command in the village's folder."""

    def run(*arguments: object, folder: Path = work) -> Ending:
        monkeypatch.chdir(folder)
        monkeypatch.setenv("COLUMNS", "100")
        capsys.readouterr()
        return Ending(_guarded([str(argument) for argument in arguments]), *capsys.readouterr())

    return run


def project(folder: Path, text: str) -> Path:
    path = folder / "yzcomp.yaml"
    path.write_text(text, encoding="utf-8")
    return path


NAMED = "项目文件：../../yzcomp.yaml（标准 ../../标准.yaml；读法 rounding=yuan）。"


@pytest.mark.slow
def test_it_is_found_above_named_and_recorded(work: Path, within: In) -> None:
    done = within("batch", "v.csv", "-o", "o")
    assert done.stderr.splitlines()[0] == NAMED
    manifest = read_manifest(work / "o")
    assert (manifest.totals.payable, manifest.readings["rounding"]) == ("100543.00", "yuan")
    assert [used.source for used in manifest.standards] == ["标准.yaml"]
    assert manifest.project is not None
    assert (manifest.project.source, len(manifest.project.digest)) == ("yzcomp.yaml", 71)


@pytest.mark.slow
def test_options_win_and_it_can_be_left_aside(work: Path, within: In) -> None:
    other = work / "别的.yaml"
    other.write_text(RATES.read_text(encoding="utf-8").replace("标准: 980}", "标准: 1000}"), encoding="utf-8")
    done = within("batch", "v.csv", "-o", "a", "--reading", "rounding=fen")
    assert done.stderr.splitlines()[0] == "项目文件：../../yzcomp.yaml（标准 ../../标准.yaml）。"
    assert read_manifest(work / "a").totals.payable == "100543.00"
    done = within("batch", "v.csv", "-o", "b", "--standards", other, "--reading", "金额取整=到分")
    assert read_manifest(work / "b").totals.payable == "102550.00"
    done = within("batch", "v.csv", "-o", "c", "--no-project")
    assert (read_manifest(work / "c").project, "项目文件" in done.stderr) == (None, False)
    assert read_manifest(work / "c").totals.payable == "2200.00"
    done = within("batch", "v.csv", "-o", "d", "--standards", RATES, "--reading", "rounding=yuan")
    assert (read_manifest(work / "d").project, "项目文件" in done.stderr) == (None, False)


@pytest.mark.slow
def test_every_command_that_takes_the_options_takes_it(work: Path, within: In) -> None:
    (work / "户.yaml").write_text(
        "户编号: A1\n户主: 张三\n合法常住人口: 4\n安置方式: 安置地安置\n征地告知日: 2019-03-01\n按期签约: 否\n按期腾空: 否\n"
        "房屋: [{结构: 砖混, 等级: 一等, 合法建筑面积: 100.35}]\n",
        encoding="utf-8",
    )
    done = within("calc", "户.yaml", "--format", "json")
    assert (json.loads(done.stdout)["totals"]["payable"], done.stderr.splitlines()[0]) == ("100543.00", NAMED)
    for command in (["readings", "户.yaml"], ["readings", "v.csv"]):
        done = within(*command, "--format", "json")
        assert (json.loads(done.stdout)["base"]["total"], done.stderr.splitlines()[0]) == ("100543.00", NAMED)
    done = within("audit", "v.csv", "--format", "json")
    assert (json.loads(done.stdout)["totals"]["payable"], done.stderr.splitlines()[0]) == ("100543.00", NAMED)
    built_in = ["xianggui-2018"] * 2
    done = within("rules", "diff", *built_in, "--impact", "v.csv", "--format", "json")
    assert json.loads(done.stdout)["impact"]["total"]["after"] == "100543.00"
    assert done.stderr.splitlines()[0] == "项目文件：../../yzcomp.yaml（标准 ../../标准.yaml）。"
    assert "项目文件" not in within("rules", "diff", *built_in).stderr


def test_other_rules_and_a_column_map_are_told_of_as_by_their_options(work: Path, within: In) -> None:
    top = work.parent.parent
    csv_file(work / "w.csv", [["编号1", *HEADER[1:]], HOUSE])
    entries = "".join(f"      - {{列: {title}, 是: {title}}}\n" for title in HEADER[1:])
    (top / "对照.yaml").write_text(
        f"列的对照:\n  - 各列:\n      - {{列: 编号1, 是: 户编号}}\n{entries}", encoding="utf-8"
    )
    project(top, f"规则: {ROOT / 'tests' / 'rules' / 'invented-county'}\n")
    done = within("rules", "list")
    assert done.stderr.startswith("项目文件：../../yzcomp.yaml（规则 ")
    assert "不是内置规则" in within("batch", "v.csv", "-o", "o").stdout
    project(top, "rules: xianggui-2018\ncolumns: 对照.yaml\nstandards: [标准.yaml]\n")
    done = within("batch", "w.csv", "-o", "p")
    said = "规则 xianggui-2018；标准 ../../标准.yaml；列的对照 ../../对照.yaml"
    assert done.stderr.splitlines()[0] == f"项目文件：../../yzcomp.yaml（{said}）。"
    manifest = read_manifest(work / "p")
    assert (manifest.totals.payable, manifest.rulebook.source) == ("100543.00", None)
    assert manifest.columns is not None
    assert "规则不是内置的" not in done.stdout + done.stderr


@pytest.mark.slow
def test_a_folder_that_was_received_is_judged_by_its_own_record(work: Path, within: In, tmp_path: Path) -> None:
    """What lies in it, or above, changes nothing in its proof."""
    (work / "标准.yaml").write_bytes(RATES.read_bytes())
    within("batch", "v.csv", "-o", "收到的")
    received = work / "收到的"
    project(received, "读法: {moves: x}\n规则: 没有\n")
    for folder, name in ((work, "收到的"), (received, ".")):
        done = within("verify", name, folder=folder)
        assert (done.returncode, "没有核对的（不是 batch 写的）：yzcomp.yaml" in done.stdout) == (0, True)
        assert "项目文件" not in done.stderr
    for command in (["audit"], ["readings"]):
        done = within(*command, ".", "--format", "json", folder=received)
        assert done.stderr.splitlines()[0] == "没有用项目文件 yzcomp.yaml：. 是算完的结果，按它自己的 run.json。"
        assert "100543.00" in done.stdout


def test_verify_proves_a_result_of_a_project_without_it(work: Path, within: In) -> None:
    within("batch", "v.csv", "-o", "o")
    (work.parent.parent / "yzcomp.yaml").unlink()
    done = within("verify", "o", "--standards", work.parent.parent / "标准.yaml")
    assert (done.returncode, done.stdout.startswith("一致：")) == (0, True)


@pytest.mark.many
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("规测: x\n", "yzcomp.yaml 第1行第1列：「规测」没有这一项。是不是“规则”？"),
        ("标准: a.yaml\n标准: b.yaml\n", "yzcomp.yaml 第2行第1列：「标准」重复，第1行已经写过。只保留一处"),
        ("标准: a.yaml\nstandards: b.yaml\n", "第2行第1列：「standards」同一项用两个名称写了两次。只保留一处"),
        ("标准: [没有.yaml]\n", "第1行第6列：「标准」没有“没有.yaml”这个文件。路径从项目文件所在的文件夹写起"),
        ("规则: 没有的\n", "第1行第5列：「规则」没有“没有的”这个文件。"),
        ("规则: [xianggui-2018, xianggui-2018]\n", "第1行第21列：「规则」只能写一个。只留一个"),
        ("读法: rounding=yuan\n", "第1行第1列：「读法」应当是“名称: 选项”。"),
        ("读法: {rounding: }\n", "「rounding」应当是文字"),
        ("- 标准\n", "yzcomp.yaml 第1行第1列：应当是“键: 值”的内容"),
        ("", "yzcomp.yaml：文件是空的"),
        ("标准：a.yaml\n", "全角冒号"),
        ("读法: {round: yuan}\n", "没有读法“round”"),
        ("读法: {rounding: x}\n", "读法“rounding”没有选项“x”"),
    ],
)
def test_it_is_read_strictly(work: Path, within: In, text: str, said: str) -> None:
    project(work, text)
    done = within("batch", "v.csv", "-o", "o")
    assert (done.returncode, (work / "o").exists()) == (2, False)
    assert said in done.stderr
    if "读法“" not in said:
        assert "不用项目文件的，加 --no-project" in done.stderr
    assert within("batch", "v.csv", "-o", "o", "--no-project").returncode == 1


def test_a_command_that_needs_nothing_of_it_says_nothing(work: Path, within: In, call_cli: Call) -> None:
    assert within("rules", "list").stderr == ""
    assert within("template", "-o", "空表.xlsx").stderr.startswith("已写出空表")
    assert within("batch", "--help").stdout.count("--no-project") == 1
