"""What a file holds can't steer the terminal."""

import io

from rich.text import Text

from tests.conftest import ROOT, Run
from yzcomp.cli.clean_console import CleanConsole
from yzcomp.cli.screen_text import CleanStream

STEERING = "甲\x1b[31m\x07\x9b\u202e乙"


def test_names_and_messages_are_written_as_text(run_cli: Run) -> None:
    text = (ROOT / "examples/site.yaml").read_text(encoding="utf-8")
    head = next(line for line in text.splitlines() if line.startswith("户主"))
    done = run_cli("calc", "-", stdin=text.replace(head, 'head: "X\\e[31m\\aY"'))
    assert "户主：X[31mY" in done.stdout
    bad = run_cli("calc", "-", stdin='"\\e]0;x\\a": 1\n')
    assert "]0;x" in bad.stderr
    assert "\x1b" not in done.stdout + bad.stderr and "\x07" not in done.stdout + bad.stderr


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
