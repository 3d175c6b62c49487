"""What a file holds can't steer the terminal."""

import io

import pytest
from rich.text import Text

from tests.conftest import ROOT, Run
from yzcomp.cli.clean_console import CleanConsole
from yzcomp.cli.console import CleanStream

STEERING = "甲\x1b[31m\x07\x9b\u202e乙"


@pytest.mark.slow
def test_names_and_messages_are_written_as_text(run_cli: Run) -> None:
    text = (ROOT / "examples/site.yaml").read_text(encoding="utf-8")
    head = next(line for line in text.splitlines() if line.startswith("户主"))
    done = run_cli("calc", "-", stdin=text.replace(head, 'head: "X\\e[31m\\aY"'))
    assert "户主：X[31mY" in done.stdout
    bad = run_cli("calc", "-", stdin='"\\e]0;x\\a": 1\n')
    assert "]0;x" in bad.stderr
    assert "\x1b" not in done.stdout + bad.stderr and "\x07" not in done.stdout + bad.stderr


@pytest.mark.slow
def test_a_name_over_several_lines_makes_no_lines_of_its_own(run_cli: Run) -> None:
    forged = "应付合计：1 元"
    house = f'[{{房屋名称: "甲\\n{forged}", 合法建筑面积: 10}}]'
    facts = f'户编号: 1\n户主: "张三\\n\\n{forged}"\n村组: |\n  一组\n  {forged}\n安置方式: 不予安置\n合法常住人口: 3\n房屋: {house}\n'
    done = run_cli("calc", "-", stdin=facts)
    assert f"户主：张三 {forged}    户编号：1    村组：一组 {forged}" in done.stdout
    assert [line for line in done.stdout.splitlines() if line.startswith("应付合计")] == ["应付合计：0.00 元"]


def test_a_stream_keeps_lines_and_tabs() -> None:
    raw = io.StringIO()
    stream = CleanStream(raw)
    stream.writelines([STEERING, "\t一\n", "二"])
    assert raw.getvalue() == "甲[31m乙\t一\n二"
    assert stream.getvalue() == raw.getvalue()


def test_a_console_keeps_its_own_colours() -> None:
    raw = io.StringIO()
    CleanConsole(file=raw, force_terminal=True, color_system="standard", width=40).print(Text(STEERING, style="bold"))
    assert raw.getvalue() == "\x1b[1m甲[31m乙\x1b[0m\n"
