"""What was hashed is what was read: an input that becomes another during a run is noticed, and nothing is written."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.batches import HEADER, ROW, csv_file
from tests.conftest import ROOT, Call
from yzcomp.batch.chunks import Chunks

RULES = ROOT / "rules" / "xianggui-2018"
STANDARDS = ROOT / "examples" / "standards.yaml"


def longer(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("\n")


def shorter(path: Path) -> None:
    os.truncate(path, path.stat().st_size * 2 // 3)


def gone(path: Path) -> None:
    path.unlink()


def replaced(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes()[:-1])
    other.replace(path)


def overwritten_at_its_old_time(path: Path) -> None:
    status = path.stat()
    content = path.read_bytes()
    path.write_bytes(content[:-3] + bytes(reversed(content[-3:-2])) + b"9\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def made_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


CHANGES = [longer, shorter, gone, replaced, overwritten_at_its_old_time, made_a_pipe]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with everything that a run may read."""
    rows = [[f"A{number}", f"张{number}", *ROW[2:]] for number in range(2500)]
    csv_file(tmp_path / "户.csv", [HEADER, *rows])
    (tmp_path / "标准.yaml").write_bytes(STANDARDS.read_bytes())
    (tmp_path / "规则").mkdir()
    for file in RULES.iterdir():
        (tmp_path / "规则" / file.name).write_bytes(file.read_bytes())
    csv_file(tmp_path / "记录.csv", [["户编号", "合计"], ["A1", "1.00"]])
    return tmp_path


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object], after: int = 1) -> None:
    """Has something happen after so many chunks of households have been read."""
    groups = Chunks._groups

    def watched(self: Chunks, lines: int) -> Any:
        for number, group in enumerate(groups(self, lines)):
            if number == after:
                with suppress(FileNotFoundError):
                    happens()
            yield group

    monkeypatch.setattr(Chunks, "_groups", watched)


def arguments(place: Path, command: str) -> list[object]:
    common = ["--rules", place / "规则", "--standards", place / "标准.yaml"]
    return {
        "batch": ["batch", place / "户.csv", "-o", place / "结果", "--processes", "1", *common],
        "audit": ["audit", place / "户.csv", "--against", place / "记录.csv", "-o", place / "差异.csv", *common],
        "readings": ["readings", place / "户.csv", *common],
        "diff": [
            *("rules", "diff", RULES, place / "规则", "--impact", place / "户.csv"),
            *common[2:],
            "-o",
            place / "影响.csv",
        ],
    }[command]


@pytest.mark.many
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("command", ["batch", "audit", "readings", "diff"])
def test_the_register(
    place: Path, monkeypatch: pytest.MonkeyPatch, call_cli: Call, change: Callable[[Path], None], command: str
) -> None:
    meanwhile(monkeypatch, lambda: change(place / "户.csv"))
    done = call_cli(*arguments(place, command))
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == f"错误：{place / '户.csv'}：运行期间这个文件变了，或不见了，没有写结果。等它不再变动，再运行一次\n"
    )
    assert {path.name for path in place.iterdir()} <= {"户.csv", "标准.yaml", "规则", "记录.csv"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("batch", "标准.yaml"),
        ("batch", "规则/items.yaml"),
        ("audit", "标准.yaml"),
        ("audit", "记录.csv"),
        ("readings", "规则/items.yaml"),
        ("diff", "标准.yaml"),
    ],
)
@pytest.mark.parametrize("change", [longer, gone])
def test_what_else_is_read(
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    call_cli: Call,
    command: str,
    name: str,
    change: Callable[[Path], None],
) -> None:
    meanwhile(monkeypatch, lambda: change(place / name))
    done = call_cli(*arguments(place, command))
    assert done.returncode == 2
    assert done.stderr.startswith(f"错误：{place / name}：运行期间这个文件变了，或不见了")
    assert not (place / "结果").exists() and not (place / "差异.csv").exists()


@pytest.mark.slow
def test_there_and_back_again(place: Path, monkeypatch: pytest.MonkeyPatch, call_cli: Call) -> None:
    """In the end the file is what it was, but in between another one was read."""
    source = place / "户.csv"
    content = source.read_bytes()
    half = len(content) // 2
    meanwhile(monkeypatch, lambda: source.write_bytes(content[:half] + content[half:].replace(b"96", b"97")), after=0)
    described = "yzcomp.batch.run.refuse_changed"
    monkeypatch.setattr(described, lambda: source.write_bytes(content))
    done = call_cli(*arguments(place, "batch"))
    assert done.returncode == 2
    assert "运行期间这个文件变了" in done.stderr


@pytest.mark.slow
def test_verify(place: Path, monkeypatch: pytest.MonkeyPatch, call_cli: Call) -> None:
    assert call_cli(*arguments(place, "batch")).returncode != 2
    for name in ("户.csv", "结果/items.csv"):
        content = (place / name).read_bytes()
        with monkeypatch.context() as patch:
            meanwhile(patch, lambda name=name: longer(place / name))
            done = call_cli("verify", place / "结果")
        if name == "户.csv":
            assert done.returncode == 2 and "运行期间这个文件变了" in done.stderr
        else:
            assert done.returncode == 1 and "items.csv：算完以后被改动过" in done.stdout
        (place / name).write_bytes(content)


@pytest.mark.slow
def test_a_touched_file_is_the_same(place: Path, monkeypatch: pytest.MonkeyPatch, call_cli: Call) -> None:
    meanwhile(monkeypatch, lambda: (place / "户.csv").touch())
    assert call_cli(*arguments(place, "batch")).returncode == 0
