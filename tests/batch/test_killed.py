"""A run that is killed leaves nothing that looks finished, no process behind, and nothing in the way of the next one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.batches import HEADER, ROW, csv_file
from tests.conftest import ROOT
from yzcomp.temporary import LOCK, PARTS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 there")


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that takes about two seconds."""
    rows = ([f"A{number}", *ROW[1:]] for number in range(60_000))
    return csv_file(tmp_path_factory.mktemp("big") / "big.csv", [HEADER, *rows])


def started(source: Path, target: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "yzcomp", "batch", source, "-o", target]
    return subprocess.Popen(
        list(map(str, command)), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def work_folder(target: Path) -> Path | None:
    return next(target.parent.glob(PARTS), None)


def wait_for(what: str, process: subprocess.Popen[bytes], target: Path) -> None:
    """Until the run has come that far: its folder made, its first rows written, half of them."""
    sizes = {"folder": 0, "rows": 10_000, "half": 2_000_000}
    end = time.monotonic() + 20
    while time.monotonic() < end and process.poll() is None:
        folder = work_folder(target)
        if folder is not None and (what == "folder" or _size(folder / "items.csv") > sizes[what]):
            return
        time.sleep(0.005)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def left_in_session(session: int) -> list[int]:
    """The processes that a run has started and that still live."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] not in ("Z", "X"):
                found.append(int(entry.name))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["folder", "rows", "half"])
def test_killed(tmp_path: Path, big: Path, moment: str) -> None:
    target = tmp_path / "out"
    process = started(big, target)
    wait_for(moment, process, target)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert os.listdir(target) == [LOCK]
    assert all(path in (target, work_folder(target)) for path in tmp_path.iterdir())
    assert not (work_folder(target) or tmp_path / "none").joinpath("run.json").exists()
    if Path("/proc/self/stat").exists():
        end = time.monotonic() + 5
        while left_in_session(process.pid) and time.monotonic() < end:
            time.sleep(0.02)
        assert left_in_session(process.pid) == []
    again = started(csv_file(tmp_path / "v.csv", [HEADER, ROW]), target)
    assert again.wait(timeout=30) == 0
    assert sorted(os.listdir(tmp_path)) == ["out", "v.csv"]


@pytest.mark.slow
@pytest.mark.parametrize("gently", [signal.SIGTERM, signal.SIGINT])
def test_ended_gently_it_clears_away_what_is_half_written(tmp_path: Path, big: Path, gently: signal.Signals) -> None:
    target = tmp_path / "out"
    process = started(big, target)
    wait_for("rows", process, target)
    process.send_signal(gently)
    assert process.wait(timeout=30) == 130
    assert os.listdir(tmp_path) == []
    assert left_in_session(process.pid) == []
