"""Only one run writes a folder, and wherever it is killed, the folder holds the old results or the new, whole."""

import os
import sys
from pathlib import Path

import pytest

from tests.batches import HEADER, ROW, csv_file
from tests.batches import row as changed
from tests.conftest import Call
from tests.households import evaluator
from yzcomp import Refused
from yzcomp.batch import folder as folders
from yzcomp.batch.folder import UNSETTLED, OutputFolder, results
from yzcomp.batch.options import BatchOptions
from yzcomp.batch.run import run_batch
from yzcomp.locks import Lock
from yzcomp.temporary import LOCK

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="it is killed by forking")
IN_USE = "另一个 yzcomp 正在往这里写结果。等它结束，或换一个文件夹"


EVALUATOR = evaluator(with_standards=False)


def computed(source: Path, target: Path, force: bool = True) -> None:
    run_batch([source], target, EVALUATOR, BatchOptions(force=force, processes=1))


def snapshot(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in results("csv") if (folder / name).exists()}


def killed_before(step: int, source: Path, target: Path) -> bool:
    """Runs a batch over old results in a process of its own, which dies before the given change of names."""
    child = os.fork()
    if child == 0:
        left = step

        def count(event: str, _: object) -> None:
            nonlocal left
            if event in ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree", "ctypes.dlopen"):
                left -= 1
                if left < 0:
                    os._exit(9)

        sys.addaudithook(count)
        try:
            computed(source, target)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "exchange"),
    [("alone", True), ("nothing", True), ("with other files", True), ("a link", True), ("alone", False)],
)
def test_killed_between_any_two_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call_cli: Call, place: str, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(folders, "_exchange", lambda *_: False)
    first, second = (
        csv_file(tmp_path / "v.csv", [HEADER, ROW]),
        csv_file(tmp_path / "w.csv", [HEADER, changed(户编号="B9")]),
    )
    for source, name in ((first, "old"), (second, "new")):
        computed(source, tmp_path / name)
    old, new = snapshot(tmp_path / "old"), snapshot(tmp_path / "new")
    found = set()
    for step in range(100):
        folder = tmp_path / str(step)
        folder.mkdir()
        target = folder / "out"
        if place == "a link":
            (folder / "real").mkdir()
            target.symlink_to(folder / "real")
        if place != "nothing":
            computed(first, target)
        if place == "with other files":
            (target / "批复.docx").write_bytes(b"x")
        killed = killed_before(step, second, target)
        found.add(state(target, old if place != "nothing" else {}, new))
        if (target / UNSETTLED).exists() and step % 4 == 0:
            done = call_cli("verify", target, first)
            assert (done.returncode, "新的结果还在“未放好的新结果”里" in done.stderr) == (2, True)
            with pytest.raises(Refused, match="文件夹里已有结果"):
                computed(second, target, force=False)
            assert snapshot(target) == new
        computed(second, target)
        assert snapshot(target) == new
        kept = ["批复.docx"] if place == "with other files" else []
        assert sorted(os.listdir(target)) == sorted([*results("csv"), *kept])
        assert sorted(os.listdir(folder)) == (["out", "real"] if place == "a link" else ["out"])
        if not killed:
            break
    else:
        raise AssertionError("it never came to its end")
    assert found >= {"old", "new"}
    assert ("unsettled" in found) == (not exchange or place in ("with other files", "a link"))


def state(target: Path, old: dict[str, bytes], new: dict[str, bytes]) -> str:
    """Old, new, or said to be on the way with the new results whole; anything else is wrong."""
    if (target / UNSETTLED).exists():
        assert (target / UNSETTLED / "run.json").exists() or (target / "run.json").read_bytes() == new["run.json"]
        assert {**snapshot(target), **snapshot(target / UNSETTLED)} == new
        return "unsettled"
    present = snapshot(target)
    assert present in (old, new)
    return "old" if present == old else "new"


@pytest.mark.slow
def test_the_second_run_is_refused(tmp_path: Path, call_cli: Call) -> None:
    source = csv_file(tmp_path / "v.csv", [HEADER, ROW])
    target = tmp_path / "out"
    with OutputFolder(target, force=False):
        for way in (target, tmp_path / "." / "out"):
            done = call_cli("batch", source, "-o", way, "--force")
            assert (done.returncode, done.stderr) == (2, f"错误：{target}：{IN_USE}\n")
        (tmp_path / "link").symlink_to(target)
        assert IN_USE in call_cli("batch", source, "-o", tmp_path / "link").stderr
        assert os.listdir(target) == [LOCK]
    assert not target.exists()
    assert call_cli("batch", source, "-o", target).returncode == 0


def test_a_lock_that_was_left_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / LOCK).write_text("1")
    computed(csv_file(tmp_path / "v.csv", [HEADER, ROW]), tmp_path / "out")
    assert sorted(os.listdir(tmp_path / "out")) == sorted(results("csv"))


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    one = Lock.take(tmp_path / "lock")
    assert one is not None
    assert Lock.take(tmp_path / "lock") is None
    one.release()
    assert os.listdir(tmp_path) == []
    other = Lock.take(tmp_path / "lock")
    one.release()
    assert os.listdir(tmp_path) == ["lock"]
    assert other is not None
    other.release()


def test_the_folder_keeps_its_rights(tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [HEADER, ROW])
    (tmp_path / "out").mkdir(mode=0o700)
    for _ in range(2):
        computed(source, tmp_path / "out")
        assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700


def test_no_locks_on_this_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> bool:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("yzcomp.locks.lock_file", refuse)
    with pytest.raises(Refused, match="这个磁盘不能加锁"):
        computed(csv_file(tmp_path / "v.csv", [HEADER, ROW]), tmp_path / "out")
    assert os.listdir(tmp_path) == ["v.csv"]
