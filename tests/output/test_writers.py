"""A format whose library isn't installed is refused in one sentence, with the command that installs it."""

from pathlib import Path

import pytest

from tests.conftest import Call
from yzcomp import Refused, problems
from yzcomp.output import writers


def test_a_library_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems, "find_spec", lambda name: None)
    with pytest.raises(Refused) as caught:
        writers.WRITERS["pdf"].load()
    assert str(caught.value) == '这种文件要用 typst，还没有安装。运行：pip install "yzcomp[pdf]"'


def test_nothing_is_left_where_nothing_can_be_written(
    call_cli: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(problems, "find_spec", lambda name: None)
    done = call_cli("calc", "examples/site.yaml", "-o", f"{tmp_path}/x.pdf")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert list(tmp_path.iterdir()) == []
