"""Results: all of them or none, and never over something that is read."""

from pathlib import Path

import pytest

from yzcomp.output.files import refuse_outputs, write_all
from yzcomp.problems import Refused


def codes(outputs: list[Path], inputs: list[Path], force: bool = True) -> list[str]:
    with pytest.raises(Refused) as refused:
        refuse_outputs(outputs, inputs, force)
    return [problem.code for problem in refused.value.problems]


def test_all_or_none(tmp_path: Path) -> None:
    one, other = tmp_path / "一.csv", tmp_path / "没有" / "二.csv"
    with pytest.raises(Refused):
        write_all({one: "甲", other: "乙"})
    assert list(tmp_path.iterdir()) == []
    write_all({one: "甲", tmp_path / "二.csv": b"\xe4"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["一.csv", "二.csv"]


def test_what_is_there_stays_without_force(tmp_path: Path) -> None:
    one, new = tmp_path / "一.csv", tmp_path / "二.csv"
    one.write_text("旧", encoding="utf-8")
    with pytest.raises(Refused):
        write_all({new: "新", one: "新"})
    assert (one.read_text(encoding="utf-8"), new.exists()) == ("旧", False)
    write_all({new: "新", one: "新"}, force=True)
    assert one.read_text(encoding="utf-8") == "新"


def test_outputs_that_would_do_harm(tmp_path: Path) -> None:
    one = tmp_path / "一.csv"
    one.write_text("甲", encoding="utf-8")
    link = tmp_path / "链接.csv"
    link.symlink_to(one)
    assert codes([one], [], force=False) == ["file-exists"]
    assert codes([one], [one]) == ["output-is-input"]
    assert codes([link], [one]) == ["output-is-input"]
    assert codes([tmp_path / "新.csv"], [tmp_path]) == ["output-is-input"]
    assert codes([tmp_path / "新.csv", tmp_path / "." / "新.csv"], []) == ["output-twice"]
    assert codes([tmp_path / "没有" / "新.csv"], []) == ["file-unwritable"]
    assert codes([tmp_path], []) == ["file-unwritable"]
    refuse_outputs([tmp_path / "新.csv"], [one], force=False)
