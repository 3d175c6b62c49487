"""Whatever ends a run from outside ends it soon, with a word, and leaves nothing behind: no file and no process."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.batch.test_killed import left_in_session
from tests.batches import HEADER, ROW, csv_file
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")

#: Seconds within which a run has to end; the test's own machine may be busy with others.
SOON = 2.0
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STARTED = """
import multiprocessing
if __name__ == "__main__":
    from yzcomp.cli import main
    multiprocessing.set_start_method("{}")
    main()
"""
LOST = "错误：一个计算进程意外结束，没有完成。多半是内存不足，或有人结束了它：关闭其他程序，或加 --processes 1 再运行\n"


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that takes some seconds."""
    rows = ([f"A{number}", f"户主{number}", *ROW[2:]] for number in range(100_000))
    return csv_file(tmp_path_factory.mktemp("big") / "big.csv", [HEADER, *rows])


class Running:
    """A batch with two workers in a session and a temporary folder of its own, reading a file or standard input."""

    def __init__(self, folder: Path, source: Path, piped: bool = False, start: str = "") -> None:
        self.folder = folder
        (folder / "tmp").mkdir(parents=True)
        program = ["-c", STARTED.format(start)] if start else ["-m", "yzcomp"]
        command = [sys.executable, *program, "batch", "-" if piped else source, "-o", folder / "out"]
        self.process = subprocess.Popen(
            [*map(str, command), "--processes", "2"],
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(folder / "tmp")},
            stdin=source.open("rb") if piped else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def workers(self) -> list[int]:
        """Those that have set out: a process that is only being made is not known to the run either."""
        return [number for number in left_in_session(self.process.pid) if number != self.process.pid]

    def wait_for_workers(self) -> list[int]:
        self.wait_until(lambda: len(self.workers()) == 2)
        return self.workers()

    def wait_until(self, reached: Callable[[], object]) -> None:
        end = time.monotonic() + 30
        while not reached() and self.process.poll() is None and time.monotonic() < end:
            time.sleep(0.005)

    def ended(self) -> tuple[int, str]:
        """The exit code and what was said; nothing may be left by then."""
        begun = time.monotonic()
        _, said = self.process.communicate(timeout=20)
        took = time.monotonic() - begun
        assert took < SOON * (1 + os.getloadavg()[0] / (os.cpu_count() or 1)), took
        end = time.monotonic() + 1
        while left_in_session(self.process.pid) and time.monotonic() < end:
            time.sleep(0.01)
        assert left_in_session(self.process.pid) == []
        assert os.listdir(self.folder / "tmp") == []
        if self.process.returncode:
            assert os.listdir(self.folder) == ["tmp"]
        return self.process.returncode, said.decode()


@pytest.fixture
def running(tmp_path: Path, big: Path) -> Iterator[Running]:
    run = Running(tmp_path / "run", big)
    yield run
    for left in left_in_session(run.process.pid):
        os.kill(left, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.parametrize("number", ENDING)
@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["one", "group"])
def test_a_signal(running: Running, number: signal.Signals, send: Callable[[int, int], None]) -> None:
    running.wait_for_workers()
    send(running.process.pid, number)
    assert running.ended() == (130, "已中断。\n")


@pytest.mark.slow
@pytest.mark.parametrize("all_of_them", [False, True])
def test_killed_workers(running: Running, all_of_them: bool) -> None:
    for worker in running.wait_for_workers()[: None if all_of_them else 1]:
        os.kill(worker, signal.SIGKILL)
    assert running.ended() == (2, LOST)


@pytest.fixture
def short_path() -> Iterator[Path]:
    """Sockets, by which a fork server is reached, may not lie deep."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.mark.slow
@pytest.mark.parametrize("start", ["spawn", "forkserver"])
def test_wherever_processes_are_not_forked(short_path: Path, big: Path, start: str) -> None:
    """Windows, macOS, and newer Pythons everywhere."""
    for name, end in (("group", os.killpg), ("whole", None)):
        run = Running(short_path / name, big, start=start)
        if end is not None:
            run.wait_until(lambda run=run: list(run.folder.glob(".yzcomp-*/items.csv")))
            end(run.process.pid, signal.SIGTERM)
            assert run.ended() == (130, "已中断。\n")
        else:
            run.wait_until(lambda: False)
            assert run.ended() == (0, "")


@pytest.mark.slow
def test_what_is_ignored_from_the_start_stays_so(tmp_path: Path) -> None:
    """As nohup has it."""
    source = csv_file(
        tmp_path / "v.csv", [HEADER, *([f"A{number}", f"户主{number}", *ROW[2:]] for number in range(3000))]
    )
    line = f"trap '' HUP; exec {sys.executable} -m yzcomp batch {source} -o {tmp_path / 'out'} --processes 2"
    process = subprocess.Popen(["sh", "-c", line], cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True)
    time.sleep(0.3)
    while process.poll() is None:  # its workers, too, whenever they come
        os.killpg(process.pid, signal.SIGHUP)
        time.sleep(0.05)
    assert process.wait(timeout=60) == 0


def _wait(chance: random.Random, run: Running, longest: float) -> None:
    """Until the program listens at all, and a moment longer."""
    run.wait_until(lambda: _listens(run.process.pid))
    time.sleep(chance.uniform(0, longest))


def _listens(process: int) -> bool:
    """Whether a process has a handler for SIGTERM."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    caught = next(line for line in lines if line.startswith("SigCgt:")).split()[1]
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


def at_a_random_moment(chance: random.Random, folder: Path, source: Path, longest: float) -> None:
    """Ends a run in some way at some moment. One that has just finished, or ended, is left as it is."""
    run = Running(folder, source, piped=chance.random() < 0.3)
    _wait(chance, run, longest)
    how = chance.choice(("one", "group", "worker", "workers"))
    finished = False
    try:
        if how in ("worker", "workers"):
            for worker in run.workers()[: 1 if how == "worker" else None]:
                os.kill(worker, signal.SIGKILL)
        else:
            (os.kill if how == "one" else os.killpg)(run.process.pid, chance.choice(ENDING))
    except ProcessLookupError:
        finished = True
    if how in ("worker", "workers") or finished:
        run.wait_until(lambda: run.process.poll() is not None)
    code, said = run.ended()
    assert (code, said) in ((0, ""), (2, LOST), (130, "已中断。\n")), (how, code, said)
    if how in ("one", "group") and not finished:
        assert code in (0, 130)


@pytest.mark.slow
def test_at_some_random_moments(tmp_path: Path, big: Path) -> None:
    chance = random.Random(7)
    for number in range(3):
        at_a_random_moment(chance, tmp_path / str(number), big, 2.0)


@pytest.mark.long
def test_at_many_random_moments(tmp_path: Path, big: Path) -> None:
    chance = random.Random(time.time_ns())
    for number in range(200):
        at_a_random_moment(chance, tmp_path / str(number), big, 2.0)
