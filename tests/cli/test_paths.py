"""Whatever is wrong with a path or a stream is one Chinese line and exit code 2, whichever option it came by."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batches import HEADER, ROW, csv_file
from tests.conftest import ROOT, Call

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no pipes and loops by name")

LONG, LOOP, PIPE, BELOW = "长" * 90, "圈", "管道", "v.csv/x"
SAID = {
    LONG: ("名称太长",),
    LOOP: ("链接绕回了自己", "没有这个规则文件", "这里已经有一个同名的文件或链接", "所在的位置不是文件夹"),
    PIPE: ("这是管道或设备", "这里已经有一个同名的文件", "所在的位置不是文件夹"),
    BELOW: ("所在的位置不是文件夹", "没有这个规则文件"),
}
COMMANDS = [
    "calc {}",
    "batch {} -o neu",
    "batch v.csv -o {}",
    "batch v.csv -o {} --force",
    "batch v.csv -o neu --standards {}",
    "batch v.csv -o neu --rules {}",
    "audit {} --against paid.csv",
    "audit v.csv --against {}",
    "audit v.csv --against paid.csv -o {} --force",
    "audit v.csv --against paid.csv --xlsx {} --force",
    "audit done {}",
    "verify {}",
    "verify done {}",
    "verify done --rules {}",
    "readings {}",
    "rules check {}",
    "rules diff xianggui-2018 {}",
    "rules diff xianggui-2018 xianggui-2018 -o {} --force",
    "rules diff xianggui-2018 xianggui-2018 --impact {}",
    "standards check {}",
    "standards new -o {} --force",
    "cases new -o {} --force",
    "template -o {}",
    "test {}",
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paths")
    csv_file(folder / "v.csv", [HEADER, ROW])
    csv_file(folder / "paid.csv", [["户编号", "合计"], ["A1", "1"]])
    (folder / LOOP).symlink_to(LOOP)
    os.mkfifo(folder / PIPE)
    command = [sys.executable, "-m", "yzcomp", "batch", folder / "v.csv", "-o", folder / "done"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.mark.many
@pytest.mark.parametrize("path", SAID)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_path_that_is_none(place: Path, call_cli: Call, command: str, path: str) -> None:
    before = sorted(os.listdir(place))
    words = [word.replace("{}", str(place / path)) for word in command.split()]
    words = [str(place / word) if word in ("v.csv", "paid.csv", "done", "neu") else word for word in words]
    done = call_cli(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("错误：") and path in done.stderr
    assert any(said in done.stderr for said in SAID[path]), done.stderr
    assert sorted(os.listdir(place)) == before


@pytest.mark.many
@pytest.mark.parametrize("device", ["/dev/null", "/dev/full"])
@pytest.mark.parametrize("command", ["batch {} -o neu", "calc {}", "standards new -o {} --force"])
def test_a_device(call_cli: Call, command: str, device: str) -> None:
    done = call_cli(*command.replace("{}", device).split())
    assert done.returncode == 2
    assert f"错误：{device}：这是管道或设备，不是文件" in done.stderr
    assert Path(device).is_char_device()


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        "calc -",
        "batch - -o neu",
        "readings -",
        "rules check -",
        "standards check -",
        "test -",
        "batch examples/village/village-gbk.csv -o neu --standards -",
    ],
)
def test_closed_standard_input(command: str) -> None:
    line = f"{sys.executable} -m yzcomp {command} <&-"
    done = subprocess.run(line, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60)
    said = "错误：标准输入：是关着的，没有内容。用管道或 < 给出内容，或写文件名\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_results_never_get_the_place_of_a_closed_stream(tmp_path: Path) -> None:
    """What a library says on standard error must not come to stand in a result."""
    source = csv_file(tmp_path / "v.csv", [HEADER, ROW])
    code = (
        "import os; from yzcomp.cli.console import prepare_streams; prepare_streams();"
        "import sys; sys.exit(os.open(sys.argv[1], os.O_RDONLY) <= 2)"
    )
    line = f"{sys.executable} -c '{code}' {source} <&- >&- 2>&-"
    assert subprocess.run(line, shell=True, cwd=ROOT, timeout=60).returncode == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is unreadable for root")
def test_folders_that_may_not_be_read(tmp_path: Path, call_cli: Call) -> None:
    (tmp_path / "closed").mkdir(mode=0)
    for command in ("batch {} -o neu", "test {}", "verify {}", "rules check {}", "readings {}"):
        done = call_cli(*command.replace("{}", str(tmp_path / "closed")).split())
        assert (done.returncode, "没有权限" in done.stderr) == (2, True)
