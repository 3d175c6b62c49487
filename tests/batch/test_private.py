"""Copies of what is private go away, whatever ends the run, and nobody else may read them meanwhile."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.batches import HEADER, ROW, csv_file
from tests.conftest import ROOT, Call
from yzcomp.locks import Lock
from yzcomp.temporary import private_folder, sweep_private

pytestmark = pytest.mark.skipif(os.name == "nt", reason="rights and pipes are other things there")


def run(temporary: Path, *arguments: object, stdin: int = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "yzcomp", *map(str, arguments)]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=stdin, stdout=quiet, stderr=quiet)


def wait_for(temporary: Path, pattern: str) -> Path:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = next(temporary.glob(pattern), None)
        if found is not None:
            return found
        time.sleep(0.005)
    raise AssertionError("it is never written")


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    (tmp_path / "tmp").mkdir()
    return tmp_path / "tmp"


@pytest.mark.slow
@pytest.mark.parametrize("command", ["batch", "readings"])
def test_standard_input(tmp_path: Path, temporary: Path, command: str) -> None:
    """The register comes by a pipe that stays open: its copy is there, and then the run is killed."""
    output = ["-o", tmp_path / "out"] if command == "batch" else []
    process = run(temporary, command, "-", *output, stdin=subprocess.PIPE)
    copy = wait_for(temporary, "yzcomp-*/stdin.csv")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert copy.exists()
    source = csv_file(tmp_path / "v.csv", [HEADER, ROW])
    assert run(temporary, "batch", source, "-o", tmp_path / "next").wait(timeout=60) == 0
    assert os.listdir(temporary) == []


@pytest.mark.slow
def test_verify(tmp_path: Path, temporary: Path) -> None:
    source = csv_file(
        tmp_path / "v.csv", [HEADER, *([f"A{number}", f"张{number}", *ROW[2:]] for number in range(30_000))]
    )
    assert run(temporary, "batch", source, "-o", tmp_path / "out").wait(timeout=60) == 0
    process = run(temporary, "verify", tmp_path / "out", source)
    again = wait_for(temporary, "yzcomp-*/results")
    assert stat.S_IMODE(again.parent.stat().st_mode) == 0o700
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert again.exists()
    assert run(temporary, "verify", tmp_path / "out", source).wait(timeout=60) == 0
    assert os.listdir(temporary) == []


def test_what_a_living_run_holds_stays(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    held = private_folder()
    dead = temporary / f"yzcomp-{'0' * 12}"
    dead.mkdir()
    (temporary / "yzcomp-other.txt").write_text("not ours", encoding="utf-8")
    (temporary / "yzcomp-link").symlink_to(temporary)
    other = private_folder()
    assert held.path.exists() and not dead.exists()
    for folder in (held, other):
        folder.remove()
    assert sorted(os.listdir(temporary)) == ["yzcomp-link", "yzcomp-other.txt"]


@pytest.mark.parametrize("gone", [True, False])
def test_a_folder_that_is_swept_before_it_is_locked_is_made_anew(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, gone: bool
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    take = Lock.take
    sweeping: list[Lock | None] = []

    def overtaken(path: Path) -> Lock | None:
        monkeypatch.setattr(Lock, "take", take)
        if gone:
            sweep_private()
        else:
            sweeping.append(take(path))
        return take(path)

    monkeypatch.setattr(Lock, "take", overtaken)
    folder = private_folder()
    assert folder.path.is_dir() and folder.lock is not None
    sweep_private()
    assert folder.path.is_dir()
    folder.remove()
    for lock in sweeping:
        assert lock is not None
        lock.let_go()
    sweep_private()
    assert os.listdir(temporary) == []


@pytest.mark.parametrize("number", [28, 122])
def test_a_full_disk(temporary: Path, monkeypatch: pytest.MonkeyPatch, call_cli: Call, number: int) -> None:
    def full(*_: object) -> None:
        raise OSError(number, "No space left on device")

    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr("yzcomp.tables.csvfile.stdin_bytes", lambda: SimpleNamespace(read=full))
    done = call_cli("readings", "-")
    assert done.returncode == 2
    remedy = "清理磁盘后重试，或用环境变量 TMPDIR（Windows 上是 TEMP）指定别的临时文件夹"
    assert done.stderr == f"错误：标准输入：存不下临时文件：磁盘空间不足。{remedy}\n"
    assert os.listdir(temporary) == []


def test_no_temporary_folder_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call_cli: Call) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    monkeypatch.setattr("yzcomp.tables.csvfile.stdin_bytes", lambda: None)
    assert "错误：标准输入：存不下临时文件：没有这个文件或文件夹" in call_cli("readings", "-").stderr


@pytest.mark.slow
@pytest.mark.parametrize("mask", [0o077, 0o027, 0o002])
def test_every_output_respects_the_umask(tmp_path: Path, call_cli: Call, mask: int) -> None:
    bad = csv_file(tmp_path / "v.csv", [HEADER, ROW, ["B1", "", *ROW[2:]]])
    csv_file(tmp_path / "paid.csv", [["户编号", "合计"], ["A1", "1"]])
    out = tmp_path / "o"
    out.mkdir()
    before = os.umask(mask)
    try:
        call_cli("batch", bad, "-o", out / "r", "--fix-up", out / "fix.xlsx")
        call_cli("audit", bad, "--against", tmp_path / "paid.csv", "-o", out / "d.csv", "--xlsx", out / "d.xlsx")
        call_cli("template", "-o", out / "t.xlsx")
        call_cli("template", "-o", out / "t")
        call_cli("standards", "new", "-o", out / "s.yaml")
        call_cli("rules", "diff", "xianggui-2018", "xianggui-2018", "--impact", bad, "-o", out / "i.csv")
    finally:
        os.umask(before)
    made = {path: stat.S_IMODE(path.stat().st_mode) for path in out.rglob("*")}
    assert {path.name for path in made} >= {
        "fix.xlsx",
        "d.csv",
        "d.xlsx",
        "t.xlsx",
        "t",
        "s.yaml",
        "i.csv",
        "items.csv",
    }
    assert {mode for path, mode in made.items() if path.is_file()} == {0o666 & ~mask}
    assert {mode for path, mode in made.items() if path.is_dir()} == {0o777 & ~mask}
