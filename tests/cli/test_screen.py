"""The statement on a screen: nothing wider than the screen, columns under their titles, at any width."""

import pytest
from rich.cells import cell_len

from tests.conftest import Run

ARGUMENTS = ("calc", "examples/dispersed.yaml", "--standards", "examples/standards.yaml")


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_line_is_wider_than_the_screen(run_cli: Run, width: int) -> None:
    lines = run_cli(*ARGUMENTS, env={"COLUMNS": str(width)}).stdout.splitlines()
    assert max(map(cell_len, lines)) <= width
    head = next(line for line in lines if line.startswith("项目"))
    end = cell_len(head[: head.index("金额（元）")]) + cell_len("金额（元）")
    amounts = [line for line in lines if line.rstrip().endswith(("被征收户", "村组")) and line[:1] not in " 其"]
    assert len(amounts) > 15
    for line in amounts:
        before_payee = line.rstrip().removesuffix("被征收户").removesuffix("村组").rstrip()
        assert cell_len(before_payee) == end, line


def test_every_command_keeps_to_the_width(run_cli: Run) -> None:
    for command in (("rules", "list"), ("rules", "clauses"), ("rules", "show", "过渡费")):
        lines = run_cli(*command, env={"COLUMNS": "80"}).stdout.splitlines()
        assert [line for line in lines if cell_len(line) > 80 and "sha256" not in line] == []


def test_a_console_that_lacks_a_character_does_not_stop_the_run(run_cli: Run) -> None:
    text = "户编号: A1\n户主: 䶮\n安置方式: 安置地安置\n合法常住人口: 4\n"
    done = run_cli("calc", "-", stdin=text, env={"PYTHONIOENCODING": "gbk"})
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
