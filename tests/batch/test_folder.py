"""The folder of results is put in place whole or not at all, and nothing is lost in it by mistake."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.batches import HEADER, ROW, csv_file, row, workbook
from tests.households import evaluator
from yzcomp import Refused
from yzcomp.batch import run as running
from yzcomp.batch.folder import OutputFolder, results
from yzcomp.batch.options import BatchOptions
from yzcomp.batch.run import run_batch
from yzcomp.temporary import PassingFolder


def computed(folder: Path, target: Path, *inputs: Path, force: bool = False) -> None:
    given = inputs or (csv_file(folder / "v.csv", [HEADER, ROW]),)
    run_batch(given, target, evaluator(with_standards=False), BatchOptions(force=force, processes=1))


def refusal(folder: Path, target: Path, *inputs: Path, force: bool = False) -> str:
    with pytest.raises(Refused) as caught:
        computed(folder, target, *inputs, force=force)
    (problem,) = caught.value.problems
    return problem.message


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_new_folders_are_made_also_several_deep(tmp_path: Path) -> None:
    computed(tmp_path, tmp_path / "a" / "b" / "c")
    assert sorted(os.listdir(tmp_path / "a" / "b" / "c")) == sorted(results("csv"))


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    computed(tmp_path, tmp_path / "out")
    assert sorted(os.listdir(tmp_path / "out")) == sorted(results("csv"))


def test_results_are_not_overwritten_unless_asked_for(tmp_path: Path) -> None:
    computed(tmp_path, tmp_path / "out")
    before = snapshot(tmp_path)
    other = csv_file(tmp_path / "w.csv", [HEADER, row(户编号="B9")])
    assert refusal(tmp_path, tmp_path / "out", other).startswith("文件夹里已有结果（items.csv、totals.csv")
    assert snapshot(tmp_path / "out") == {k.removeprefix("out/"): v for k, v in before.items() if k.startswith("out/")}
    computed(tmp_path, tmp_path / "out", other, force=True)
    assert "B9" in (tmp_path / "out" / "items.csv").read_text(encoding="utf-8-sig")


def test_one_old_result_is_enough_to_refuse(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "rejected.csv").write_text("mine")
    assert refusal(tmp_path, tmp_path / "out") == "文件夹里已有结果（rejected.csv），没有覆盖"


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "批复.docx").write_bytes(b"x")
    computed(tmp_path, tmp_path / "out")
    computed(tmp_path, tmp_path / "out", force=True)
    assert sorted(os.listdir(tmp_path / "out")) == sorted([*results("csv"), "批复.docx"])


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    assert refusal(tmp_path, tmp_path / "out", force=True) == "这里已经有一个同名的文件"
    assert (tmp_path / "out").read_text() == "mine"


def test_a_file_in_place_of_the_folder_above(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert refusal(tmp_path, tmp_path / "file" / "out") in ("所在的位置不是文件夹", "写入失败")


def test_a_link_to_a_folder_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    computed(tmp_path, tmp_path / "out")
    assert (tmp_path / "out").is_symlink()
    assert sorted(os.listdir(tmp_path / "real")) == sorted(results("csv"))


def another_disk() -> Path | None:
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and memory.stat().st_dev != Path("/tmp").stat().st_dev else None


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Path]:
    """An empty folder on another disk."""
    disk = another_disk()
    if disk is None or disk.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is only one disk")
    with tempfile.TemporaryDirectory(dir=disk) as folder:
        yield Path(folder)


def test_a_link_to_a_folder_on_another_disk(tmp_path: Path, far: Path) -> None:
    (tmp_path / "out").symlink_to(far)
    computed(tmp_path, tmp_path / "out")
    assert (tmp_path / "out").is_symlink()
    assert sorted(os.listdir(far)) == sorted(results("csv"))
    assert sorted(os.listdir(tmp_path)) == ["out", "v.csv"]
    computed(tmp_path, tmp_path / "out", force=True)


def test_a_mounted_disk_is_written_into() -> None:
    """Nothing can be renamed into it from beside it."""
    disk = another_disk()
    if disk is None or disk.stat().st_dev == disk.parent.stat().st_dev:
        pytest.skip("there is only one disk")
    with OutputFolder(disk, force=True) as folder:
        assert folder.work.parent == disk
    assert not folder.work.exists()


def test_the_current_folder_stays_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = csv_file(tmp_path / "v.csv", [HEADER, ROW])
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    before = Path().stat().st_ino
    computed(tmp_path, Path(), source)
    assert (tmp_path / "here").stat().st_ino == before
    assert sorted(os.listdir(".")) == sorted(results("csv"))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        yield
    finally:
        folder.chmod(stat.S_IRWXU)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is unwritable for root")
def test_an_unwritable_folder(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir()
    with locked(tmp_path / "locked"):
        assert refusal(tmp_path, tmp_path / "locked" / "out").startswith("没有权限写入")


@pytest.mark.many
@pytest.mark.parametrize(
    ("error", "message"),
    [
        (PermissionError(13, "Permission denied"), "没有权限写入，或文件正被别的程序打开"),
        (OSError(28, "No space left on device"), "磁盘空间不足，没有写成"),
        (OSError(30, "Read-only file system"), "磁盘是只读的，不能写入"),
        (OSError(5, "Input/output error"), "写入失败"),
    ],
)
@pytest.mark.parametrize("where", ["mkdir", "open", "summary", "rename"])
def test_whatever_fails_is_one_error_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, message: str, where: str
) -> None:
    source = csv_file(tmp_path / "v.csv", [HEADER, ROW])

    def fail(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        if where == "summary":
            patch.setattr(running, "summary_xlsx", fail)
        elif where == "open":
            patch.setattr("yzcomp.batch.folder.OutputFolder.open", fail)
        else:
            patch.setattr(Path, where, fail)
        assert refusal(tmp_path, tmp_path / "out", source) == message
    assert os.listdir(tmp_path) == ["v.csv"]
    computed(tmp_path, tmp_path / "out", source)


def test_an_interrupted_run_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = csv_file(tmp_path / "v.csv", [HEADER, ROW])

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "summary_xlsx", interrupt)
    with pytest.raises(KeyboardInterrupt):
        computed(tmp_path, tmp_path / "out", source)
    assert os.listdir(tmp_path) == ["v.csv"]


def test_what_a_killed_run_left_is_swept_but_not_what_a_living_one_writes(tmp_path: Path) -> None:
    dead, foreign, file = (tmp_path / f".{n}.part" for n in (f"yzcomp-{'0' * 12}", "yzcomp-0", f"yzcomp-{'1' * 12}"))
    alive = PassingFolder(tmp_path)
    for folder in (dead, foreign, alive.path):
        folder.mkdir(exist_ok=True)
        (folder / "items.csv").write_text("half")
    file.write_text("half")
    computed(tmp_path, tmp_path / "out")
    left = [path.exists() for path in (dead, file, alive.path / "items.csv", foreign)]
    alive.remove()
    assert left == [False, False, True, True]


def test_an_input_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    source = csv_file(tmp_path / "out" / "items.csv", [HEADER, ROW])
    assert refusal(tmp_path, tmp_path / "out", source, force=True) == "结果会写到输入上"
    assert os.listdir(tmp_path / "out") == ["items.csv"]


def test_results_are_not_put_among_the_tables_of_an_input_folder(tmp_path: Path) -> None:
    (tmp_path / "村").mkdir()
    csv_file(tmp_path / "村" / "v.csv", [HEADER, ROW])
    assert refusal(tmp_path, tmp_path / "村", tmp_path / "村") == "结果会写到输入上"


def test_results_beside_an_input_file_are_fine(tmp_path: Path) -> None:
    (tmp_path / "村").mkdir()
    computed(tmp_path, tmp_path / "村", csv_file(tmp_path / "村" / "v.csv", [HEADER, ROW]))
    assert sorted(os.listdir(tmp_path / "村")) == sorted([*results("csv"), "v.csv"])


def test_workbooks_open_in_excel_are_read(tmp_path: Path) -> None:
    """Excel leaves a lock file beside the workbook; a folder is read without it."""
    (tmp_path / "村").mkdir()
    workbook(tmp_path / "村" / "v.xlsx", {"表": [HEADER, ROW]})
    (tmp_path / "村" / "~$v.xlsx").write_bytes(b"\x06lock")
    computed(tmp_path, tmp_path / "out", tmp_path / "村")
