"""Whatever bytes a file holds and wherever output goes, a command ends with 0, 1 or 2 and never with a traceback."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Call, Run


def mutants(count: int) -> list[bytes]:
    """Good files with a stretch cut, doubled or overwritten, and plain noise; the same ones each time."""
    chance = random.Random(12)
    good = [p.read_bytes() for p in sorted((ROOT / "examples").glob("*.yaml"))]
    made = []
    for number in range(count):
        content = bytearray(chance.choice(good))
        at, size = chance.randrange(len(content)), chance.randrange(1, 40)
        if number % 4 == 0:
            del content[at : at + size]
        elif number % 4 == 1:
            content[at:at] = content[at : at + size]
        elif number % 4 == 2:
            content[at : at + size] = chance.randbytes(size)
        else:
            content = bytearray(chance.randbytes(200))
        made.append(bytes(content))
    return made


@pytest.mark.slow
def test_calc_survives_any_bytes(call_cli: Call, tmp_path: Path) -> None:
    path = tmp_path / "household.yaml"
    for content in mutants(60):
        path.write_bytes(content)
        done = call_cli("calc", path)
        assert done.returncode in (0, 1, 2), content
        assert "Traceback" not in done.stderr and "内部错误" not in done.stderr, content
        assert bool(done.stderr) == (done.returncode != 0), content
        assert bool(done.stdout) == (done.returncode != 2), content


@pytest.mark.slow
@pytest.mark.parametrize("content", [*mutants(8)[3::4], b"", b"\xff\xfe", b"[" * 5000, b"&a [*a]", b"{" * 9], ids=str)
def test_standard_input_survives_them_too(run_cli: Run, content: bytes) -> None:
    done = run_cli("calc", "-", stdin=content)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("错误：标准输入")


@pytest.mark.slow
def test_a_console_that_lacks_a_character_does_not_stop_the_run(run_cli: Run) -> None:
    text = "户编号: A1\n户主: 䶮\n安置方式: 安置地安置\n合法常住人口: 4\n"
    done = run_cli("calc", "-", stdin=text, env={"PYTHONIOENCODING": "gbk"})
    assert (done.returncode, bool(done.stderr)) == (1, True)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="pipes end differently on Windows")
@pytest.mark.parametrize("command", [("rules", "schema", "rules"), ("rules", "list"), ("--help",)], ids=" ".join)
def test_a_reader_that_goes_away_is_no_error(command: tuple[str, ...]) -> None:
    gone, pipe = os.pipe()
    os.close(gone)
    done = subprocess.run([sys.executable, "-m", "yzcomp", *command], stdout=pipe, stderr=subprocess.PIPE, cwd=ROOT)
    os.close(pipe)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk at hand")
@pytest.mark.parametrize("redirection", [">/dev/full", ">&-"])
@pytest.mark.parametrize("command", ["calc examples/site.yaml", "rules schema rules", "--help", "batch {v} -o {out}"])
def test_output_that_can_not_be_written_is_told(tmp_path: Path, redirection: str, command: str) -> None:
    source = ROOT / "examples" / "village" / "village-gbk.csv"
    command = command.format(v=source, out=tmp_path / "out")
    line = f"{sys.executable} -m yzcomp {command} {redirection}"
    done = subprocess.run(line, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last == "错误：无法写到标准输出，结果没有显示完整。检查输出所到的文件、磁盘或程序。"
    assert "内部错误" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="streams are closed differently on Windows")
def test_nothing_open_at_all(tmp_path: Path) -> None:
    line = f"{sys.executable} -m yzcomp calc examples/site.yaml >&- 2>&-"
    assert subprocess.run(line, shell=True, cwd=ROOT, timeout=60).returncode == 2
